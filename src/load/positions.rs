//! Where each field of a file stands: field → place, and place inside a scalar → place in the file.

use std::collections::BTreeMap;
use std::ops::Range;

use super::yaml::Style;
use crate::diag::Span;
use crate::model::FieldPath;
use crate::tree::{Bytes, VPath};

/// The places of the fields of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Positions {
    file: VPath,
    source: Bytes,
    places: BTreeMap<FieldPath, Place>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) key: Option<Range<usize>>,
    pub(crate) value: Range<usize>,
    /// How a scalar is written and what it says; absent for lists and maps.
    pub(crate) scalar: Option<(Style, Box<str>)>,
}

impl Positions {
    /// No fields yet.
    pub(crate) fn new(file: &VPath, source: Bytes) -> Positions {
        Positions { file: file.clone(), source, places: BTreeMap::new() }
    }

    pub(crate) fn insert(&mut self, path: FieldPath, place: Place) {
        self.places.insert(path, place);
    }

    /// The file that these are the positions of.
    pub fn file(&self) -> &VPath {
        &self.file
    }

    /// The content of that file.
    pub(crate) fn source(&self) -> &Bytes {
        &self.source
    }

    /// Whether the author wrote the field.
    pub fn has(&self, path: &FieldPath) -> bool {
        self.places.contains_key(path)
    }

    /// The first line of a field's value; the nearest field around it, where it is not written.
    pub fn value(&self, path: &FieldPath) -> Span {
        self.find(path, |place| {
            if place.scalar.is_some() {
                place.value.clone()
            } else {
                place.key.clone().unwrap_or(place.value.clone())
            }
        })
    }

    /// The key of a field; the nearest field around it, where it is not written.
    pub fn key(&self, path: &FieldPath) -> Span {
        self.find(path, |place| place.key.clone().unwrap_or(place.value.clone()))
    }

    /// The keys right below a field, as the author wrote them.
    pub fn children(&self, path: &FieldPath) -> Vec<&str> {
        let prefix = format!("{path}.");
        let below = self.places.keys().filter_map(|other| other.as_str().strip_prefix(&prefix));
        below.filter(|key| !key.contains('.')).collect()
    }

    /// The text of a scalar field as the YAML means it.
    pub fn text(&self, path: &FieldPath) -> Option<&str> {
        self.places.get(path)?.scalar.as_ref().map(|(_, text)| &**text)
    }

    /// A stretch of a field's text, in bytes, as a stretch of the file.
    pub fn inside(&self, path: &FieldPath, stretch: Range<usize>) -> Span {
        match self.places.get(path) {
            Some(Place { value, scalar: Some((style, text)), .. }) => {
                let source = std::str::from_utf8(&self.source).unwrap_or_default();
                Span::new(&self.file, in_source(source, value.clone(), *style, text, stretch))
            }
            _ => self.value(path),
        }
    }

    /// The mark, such as `[](=spaces)`, that begins at a byte of a field's text.
    pub fn mark(&self, path: &FieldPath, at: usize) -> Span {
        let rest = self.text(path).and_then(|text| text.get(at..)).unwrap_or_default();
        let length = rest
            .find(['\n', ')'])
            .map_or(rest.len(), |end| end + usize::from(rest[end..].starts_with(')')));
        self.inside(path, at..at + length)
    }

    /// The first place of a character in a field.
    pub fn find_char(&self, path: &FieldPath, c: char) -> Option<Span> {
        let at = self.text(path)?.find(c)?;
        Some(self.inside(path, at..at + c.len_utf8()))
    }

    /// The first place of a character in any field, from the top of the file.
    pub fn first_char(&self, c: char) -> Option<Span> {
        let places = self.places.keys().filter_map(|path| self.find_char(path, c));
        places.min_by_key(|span| span.range.start)
    }

    fn find(&self, path: &FieldPath, range: impl Fn(&Place) -> Range<usize>) -> Span {
        let mut path = path.clone();
        while !path.as_str().is_empty() {
            if let Some(place) = self.places.get(&path) {
                return Span::new(&self.file, range(place));
            }
            path = path.parent();
        }
        Span::file(&self.file)
    }
}

/// Follows a scalar's text through its source. The two differ by indentation, folded line ends,
/// escapes and doubled quotes; everything else stands in both, in the same order.
fn in_source(
    source: &str,
    value: Range<usize>,
    style: Style,
    text: &str,
    stretch: Range<usize>,
) -> Range<usize> {
    let slice = source.get(value.clone()).unwrap_or_default();
    let mut at = match style {
        Style::Block => match slice.starts_with(['|', '>']) {
            true => slice.find('\n').map_or(slice.len(), |line_end| line_end + 1),
            false => 0,
        },
        _ => usize::from(slice.starts_with(['"', '\''])),
    };
    let mut start = None;
    let mut end = at;
    for (offset, c) in text.char_indices() {
        if offset >= stretch.end && start.is_some() {
            break;
        }
        let width = seek(slice, &mut at, c, style);
        if offset >= stretch.start && start.is_none() {
            start = Some(at);
        }
        at += width;
        end = at;
    }
    let start = start.unwrap_or(end);
    value.start + start..value.start + end.max(start)
}

/// Moves `at` to the source of `c`, and tells how many bytes of source stand for it.
fn seek(slice: &str, at: &mut usize, c: char, style: Style) -> usize {
    loop {
        let rest = &slice[*at..];
        match rest.chars().next() {
            None => return 0,
            Some('\\') if style == Style::Escaped => {
                let width = escape_width(rest);
                if rest[1..].starts_with(['\n', '\r']) {
                    *at += width;
                    continue;
                }
                return width;
            }
            Some(found) if found == c => return found.len_utf8(),
            // A folded line end is a blank in the text; an indentation is nothing.
            Some(found) if found.is_whitespace() && !(c == ' ' && found == '\n') => {
                *at += found.len_utf8()
            }
            Some('\n') => return 1,
            // The second of two single quotes.
            Some('\'') => *at += 1,
            Some(_) => return 0,
        }
    }
}

/// The bytes of an escape, with the line end and indentation that an escaped line end swallows.
fn escape_width(rest: &str) -> usize {
    let escaped = rest[1..].chars().next();
    let width = match escaped {
        Some('x') => 4,
        Some('u') => 6,
        Some('U') => 10,
        Some('\n' | '\r') => rest.len() - rest[1..].trim_start().len(),
        Some(c) => 1 + c.len_utf8(),
        None => 1,
    };
    width.min(rest.len())
}

#[cfg(test)]
mod tests {
    use super::super::yaml::{self, Kind};
    use super::in_source;
    use crate::diag::Diagnostics;
    use crate::tree::VPath;

    /// The source of each occurrence of 众 in the first value must begin with 众 or an escape.
    fn found(yaml: &str) -> Vec<String> {
        let file = VPath::parse("a.yaml").expect("a path");
        let node =
            yaml::parse(&file, yaml.as_bytes(), &mut Diagnostics::new()).expect("valid YAML");
        let Kind::Map(entries) = node.kind else { panic!("a map") };
        let value = &entries[0].value;
        let Kind::Scalar(text, style) = &value.kind else { panic!("a scalar") };
        text.match_indices('众')
            .map(|(at, c)| {
                yaml[in_source(yaml, value.range.clone(), *style, text, at..at + c.len())]
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn a_character_is_found_in_every_style_of_scalar() {
        for yaml in [
            "a: 众创，众筹\n",
            "a: 第一行众\n  第二行众\nb: 1\n",
            "a: '引号''里''的众，又一个众'\n",
            "a: |\n  第一段众。\n\n  第二段众。\n",
            "a: |\r\n  第一段众。\r\n\r\n  第二段众。\r\n",
            "\u{feff}a: >-\n   折行众\n   再众\n\n   新段\n",
            "a: |2\n    深缩进众\n  浅众\n",
            "a: \"第一\\n行众 \\\"引\\\" 第二\\\n     行众\"\n",
        ] {
            assert_eq!(found(yaml), ["众", "众"], "{yaml:?}");
        }
        assert_eq!(found("a: \"转义\\u4f17，众\"\n"), ["\\u4f17", "众"]);
    }
}
