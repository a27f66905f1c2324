//! A scalar's text, and the stretch of its source that says it.
//!
//! The two differ by indentation, folded line ends, escapes and doubled quotes; everything else
//! stands in both, in the same order.

use std::ops::Range;
use std::sync::OnceLock;

use super::yaml::Style;

/// A scalar as it is meant, with the style in which it is written.
#[derive(Debug, Clone)]
pub(crate) struct Scalar {
    /// What it says.
    pub(crate) text: Box<str>,
    style: Style,
    /// Made when the first place in the text is asked for.
    followed: OnceLock<Followed>,
}

/// The source of a scalar, with places to begin at: a text of a megabyte with a fault in each
/// word is not walked from its beginning for each of them.
#[derive(Debug, Clone)]
struct Followed {
    source: Box<str>,
    steps: Vec<Step>,
}

/// A place in the text, and the same place in the source.
#[derive(Debug, Clone, Copy)]
struct Step {
    text: usize,
    source: usize,
}

/// Bytes of text from one step to the next, at least.
const STRIDE: usize = 64;

impl Scalar {
    pub(crate) fn new(text: &str, style: Style) -> Scalar {
        Scalar { text: text.into(), style, followed: OnceLock::new() }
    }

    /// A stretch of the text as a stretch of its source, both in bytes.
    pub(crate) fn in_source(&self, source: &[u8], stretch: Range<usize>) -> Range<usize> {
        let followed = self.followed.get_or_init(|| self.follow(source));
        let mut walk = self.walk(followed, stretch.start);
        let found = walk.by_ref().find(|(text, _)| *text >= stretch.start);
        let start = found.map_or(walk.at.source, |(_, place)| place.start);
        let before_end = self.walk(followed, stretch.end.saturating_sub(1));
        let last = before_end.take_while(|(text, _)| *text < stretch.end).last();
        start..last.map_or(start, |(_, place)| place.end).max(start)
    }

    /// A walk that begins not far before a place in the text.
    fn walk<'a>(&'a self, followed: &'a Followed, place: usize) -> Walk<'a> {
        let Followed { source, steps } = followed;
        let next = steps.partition_point(|step| step.text <= place);
        Walk { source, text: &self.text, style: self.style, at: steps[next.max(1) - 1] }
    }

    fn follow(&self, source: &[u8]) -> Followed {
        let source = std::str::from_utf8(source).unwrap_or_default();
        let at = Step { text: 0, source: self.beginning(source) };
        let mut walk = Walk { source, text: &self.text, style: self.style, at };
        let mut steps = vec![at];
        while walk.next().is_some() {
            if walk.at.text >= steps[steps.len() - 1].text + STRIDE {
                steps.push(walk.at);
            }
        }
        Followed { source: source.into(), steps }
    }

    /// Where the text begins: behind a quote.
    fn beginning(&self, source: &str) -> usize {
        match self.style {
            // The parser's mark of a block begins behind the head of the block and the indentation.
            Style::Block | Style::Plain => 0,
            Style::Single | Style::Escaped => 1.min(source.len()),
        }
    }
}

/// Goes through a text, character by character, with the source of each.
struct Walk<'a> {
    source: &'a str,
    text: &'a str,
    style: Style,
    at: Step,
}

impl Iterator for Walk<'_> {
    type Item = (usize, Range<usize>);

    fn next(&mut self) -> Option<(usize, Range<usize>)> {
        let c = self.text[self.at.text..].chars().next()?;
        let width = self.seek(c);
        let place = self.at.source..self.at.source + width;
        let text = self.at.text;
        self.at = Step { text: text + c.len_utf8(), source: place.end };
        Some((text, place))
    }
}

impl Walk<'_> {
    /// Moves on to the source of `c`, and tells how many bytes of source stand for it.
    fn seek(&mut self, c: char) -> usize {
        loop {
            let rest = &self.source[self.at.source..];
            let (found, width) = match rest.chars().next() {
                None => return 0,
                Some('\\') if self.style == Style::Escaped => escape(rest),
                Some('\'') if self.style == Style::Single && rest.starts_with("''") => {
                    (Some('\''), 2)
                }
                Some(found) => (Some(found), found.len_utf8()),
            };
            match found {
                Some(found) if found == c => return width,
                // A folded line end is a blank in the text; an indentation is nothing.
                Some('\n') if c == ' ' => return width,
                Some(found) if !found.is_whitespace() => return 0,
                _ => self.at.source += width,
            }
        }
    }
}

/// The character that an escape stands for, and its bytes. A line end that is escaped stands for
/// nothing, and neither does the indentation behind it.
fn escape(rest: &str) -> (Option<char>, usize) {
    let Some(escaped) = rest[1..].chars().next() else { return (None, 1) };
    let found = match escaped {
        '\n' | '\r' => return (None, rest.len() - rest[1..].trim_start().len()),
        'x' => return coded(rest, 2),
        'u' => return coded(rest, 4),
        'U' => return coded(rest, 8),
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        c => c,
    };
    (Some(found), 1 + escaped.len_utf8())
}

/// An escape by its number; two of them that stand for one character, as JSON writes them.
fn coded(rest: &str, digits: usize) -> (Option<char>, usize) {
    let Some(code) = number(rest, digits) else { return (None, 2) };
    let width = 2 + digits;
    match (code, number(&rest[width..], 4)) {
        (high @ 0xd800..0xdc00, Some(low @ 0xdc00..0xe000)) => {
            (char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)), width + 6)
        }
        _ => (char::from_u32(code), width),
    }
}

fn number(escape: &str, digits: usize) -> Option<u32> {
    u32::from_str_radix(escape.get(2..2 + digits)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::super::yaml::{self, Kind};
    use super::Scalar;
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
        let scalar = Scalar::new(text, *style);
        text.match_indices('众')
            .map(|(at, c)| {
                let source = &yaml[value.range.clone()];
                source[scalar.in_source(source.as_bytes(), at..at + c.len())].to_owned()
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
            "a: |\n  |众|\n  >众\n",
            "a: |2\n    深缩进众\n  浅众\n",
            "a: \"第一\\n行众 \\\"引\\\" 第二\\\n     行众\"\n",
        ] {
            assert_eq!(found(yaml), ["众", "众"], "{yaml:?}");
        }
        assert_eq!(found("a: \"转义\\u4f17，众\"\n"), ["\\u4f17", "众"]);
    }
}
