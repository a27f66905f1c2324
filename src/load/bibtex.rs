//! BibTeX and BibLaTeX files → [`Source`].
//!
//! Entries are read one by one, so that a fault of one is told at its place and spares the others.
//! What lets one entry draw on another (`@string`, `crossref`, `xdata`) is refused: the reader of
//! the format follows it without end.

use std::collections::BTreeMap;
use std::ops::Range;

use hayagriva::io::{BibLaTeXError, from_biblatex_str};

use super::sources::{SharedSources, is_citable, is_untitled, not_citable};
use super::yaml;
use crate::diag::{Diagnostic, Diagnostics, Span, text};
use crate::model::Source;
use crate::tree::VPath;

/// The deepest nesting of braces.
const MOST_DEPTH: usize = 64;

/// Reads `sources.bib`.
pub(super) fn shared(file: &VPath, bytes: &[u8], diagnostics: &mut Diagnostics) -> SharedSources {
    let Ok(source) = yaml::decode(file, bytes, diagnostics) else {
        return SharedSources::default();
    };
    let source = source.replace('\u{feff}', "   ");
    let mut reader =
        Reader { file, diagnostics, sources: BTreeMap::new(), places: BTreeMap::new() };
    if !reader.is_shallow(&source) {
        return SharedSources::default();
    }
    let source = reader.without_references(source);
    for range in chunks(&source) {
        reader.chunk(&source, range);
    }
    SharedSources { sources: reader.sources, places: Some(reader.places) }
}

struct Reader<'a> {
    file: &'a VPath,
    diagnostics: &'a mut Diagnostics,
    sources: BTreeMap<String, Source>,
    places: BTreeMap<String, Span>,
}

impl Reader<'_> {
    /// Reads an entry.
    fn chunk(&mut self, source: &str, range: Range<usize>) {
        let text = &source[range.clone()];
        let Some(head) = Head::of(text) else { return };
        let place =
            Span::new(self.file, range.start + head.place.start..range.start + head.place.end);
        if let Some(first) = self.places.get(head.key) {
            let id = head.key;
            let message = text!("文献 “{id}” 写了两次", "the source “{id}” is written twice");
            self.diagnostics.report(
                Diagnostic::error("duplicate-key", message)
                    .at(place)
                    .see(first.clone(), text!("第一次写在这里", "first written here"))
                    .hint(text!("留下其中一个", "keep one of them")),
            );
            return;
        }
        self.places.insert(head.key.to_owned(), place.clone());
        if !is_citable(head.key) {
            self.diagnostics.report(not_citable(head.key).at(place));
            return;
        }
        match from_biblatex_str(text) {
            Ok(entries) => {
                for entry in entries {
                    self.dropped(text, range.start, &entry);
                    self.entry(head.kind, entry, &place);
                }
            }
            Err(faults) => faults.iter().for_each(|fault| self.fault(fault, text, range.start)),
        }
    }

    fn entry(&mut self, kind: &str, mut entry: hayagriva::Entry, place: &Span) {
        name_kind(kind, &mut entry);
        let id = entry.key().to_owned();
        self.places.entry(id.clone()).or_insert_with(|| place.clone());
        let source = Source { entry };
        if is_untitled(&source) {
            let message = text!("文献缺少 “title”", "the source has no “title”");
            self.diagnostics.report(
                Diagnostic::error("missing-field", message).at(place.clone()).hint(text!(
                    "例如：title = {{众创空间的发展机制}},",
                    "for example: title = {{众创空间的发展机制}},"
                )),
            );
            return;
        }
        self.sources.insert(id, source);
    }

    /// Reports the fields that the conversion drops without a word where it cannot read them.
    fn dropped(&mut self, text: &str, offset: usize, entry: &hayagriva::Entry) {
        let has_date = entry.date_any().is_some();
        let url = entry.url_any();
        let visited = url.is_none_or(|url| url.visit_date.is_some());
        let read = [
            ("date", has_date, "2016-11-03"),
            ("year", has_date, "2016"),
            ("url", url.is_some(), "https://example.org/a.html"),
            ("urldate", visited, "2017-11-28"),
        ];
        for (field, _, example) in read.into_iter().filter(|(_, is_read, _)| !is_read) {
            let Some(at) = field_at(text, field) else { continue };
            let message = text!("“{field}” 的写法读不懂", "“{field}” cannot be read");
            let place = Span::new(self.file, offset + at..offset + at + field.len());
            self.diagnostics.report(
                Diagnostic::error("unreadable-source", message).at(place).hint(text!(
                    "例如：{field} = {{{example}}}",
                    "for example: {field} = {{{example}}}"
                )),
            );
        }
    }

    fn fault(&mut self, fault: &BibLaTeXError, text: &str, offset: usize) {
        let (span, why) = match fault {
            BibLaTeXError::Parse(error) => (&error.span, error.kind.to_string()),
            BibLaTeXError::Type(error) => (&error.span, error.kind.to_string()),
        };
        let (start, end) = (span.start.min(text.len()), span.end.min(text.len()));
        let place = Span::new(self.file, offset + start..offset + end.max(start));
        let known = REASONS.iter().find(|(reason, _)| why.starts_with(reason));
        let zh = known.map_or("", |(_, zh)| zh);
        let message = text!("BibTeX 写法有误{zh}", "this is not valid BibTeX: {why}");
        self.diagnostics.report(Diagnostic::error("unreadable-source", message).at(place).hint(
            text!(
                "检查花括号和引号是否成对，字段之间是否有逗号，内容是否写在花括号里",
                "look for braces and quotes in pairs, commas between fields, braces around what fields say"
            ),
        ));
    }

    /// Whether the braces are nested no deeper than any entry needs: commands inside commands
    /// are read by recursion.
    fn is_shallow(&mut self, source: &str) -> bool {
        let mut depth: usize = 0;
        for (at, c) in source.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > MOST_DEPTH {
                let message = text!(
                    "花括号嵌套超过 {MOST_DEPTH} 层",
                    "braces are nested more than {MOST_DEPTH} levels deep"
                );
                let place = Span::new(self.file, at..at + 1);
                self.diagnostics.report(
                    Diagnostic::error("unreadable-source", message).at(place).hint(text!(
                        "检查前面的花括号是否都已闭合",
                        "look whether the braces before it are all closed"
                    )),
                );
                return false;
            }
        }
        true
    }

    /// The text with what draws on other entries reported, and made into words that mean nothing.
    fn without_references(&mut self, source: String) -> String {
        let lower = source.to_ascii_lowercase();
        let mut plain = source.into_bytes();
        for (name, is_field) in [("@string", false), ("crossref", true), ("xdata", true)] {
            for (at, _) in lower.match_indices(name) {
                let behind = lower[at + name.len()..].trim_start();
                if is_field && !behind.starts_with('=') {
                    continue;
                }
                plain[at..at + name.len()].fill(if is_field { b'x' } else { b' ' });
                let message = text!("不支持 “{name}”", "“{name}” is not supported");
                self.diagnostics.report(
                    Diagnostic::error("unreadable-source", message)
                        .at(Span::new(self.file, at..at + name.len()))
                        .hint(text!(
                            "把内容直接写进每条文献",
                            "write what it stands for into each entry"
                        )),
                );
            }
        }
        String::from_utf8(plain).expect("ASCII words took the place of ASCII words")
    }
}

/// What the reader of the format says, in Chinese.
const REASONS: [(&str, &str); 6] = [
    ("unexpected end of file", "：括号或引号没有闭合"),
    ("expected comma", "：缺少逗号"),
    ("expected identifier", "：缺少字段名"),
    ("expected equals", "：缺少等号"),
    ("unknown abbreviation", "：内容没有写在花括号里"),
    ("unexpected closing brace", "：多了一个右花括号"),
];

/// Where an entry has a field, by its name in lower case.
fn field_at(text: &str, field: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let found = lower.match_indices(field).map(|(at, _)| at);
    let mut fields = found.filter(|at| {
        let is_whole = lower[..*at].ends_with([',', ' ', '\n', '\t']);
        is_whole && lower[at + field.len()..].trim_start().starts_with('=')
    });
    fields.next()
}

/// What GB/T 7714-2015 tells apart and the conversion does not: data sets and standards.
fn name_kind(kind: &str, entry: &mut hayagriva::Entry) {
    let genre = match kind.to_ascii_lowercase().as_str() {
        "dataset" => "数据集",
        "standard" => "标准",
        "software" => "计算机程序",
        _ => return,
    };
    if entry.genre().is_none() {
        entry.set_genre(hayagriva::types::FormatString::with_value(genre));
    }
    if let Some(number) = entry.issue().map(ToString::to_string) {
        entry.set_keyed_serial_number("serial", number);
    }
}

/// The beginning of an entry: `@book{yu2001,`.
struct Head<'a> {
    kind: &'a str,
    key: &'a str,
    /// Where the key stands.
    place: Range<usize>,
}

impl<'a> Head<'a> {
    /// The head of an entry; none for a comment, a preamble, or what is no entry.
    fn of(text: &'a str) -> Option<Head<'a>> {
        let (kind, behind) = text.strip_prefix('@')?.split_once('{')?;
        let kind = kind.trim();
        if ["comment", "preamble"].contains(&kind.to_ascii_lowercase().as_str()) {
            return None;
        }
        let key = behind.split([',', '}', '\n']).next().unwrap_or_default();
        let start = text.len() - behind.len() + key.len() - key.trim_start().len();
        let key = key.trim();
        Some(Head { kind, key, place: start..start + key.len() })
    }
}

/// The stretches of the file that begin with an `@` at the beginning of a line.
fn chunks(source: &str) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    let mut line_start = 0;
    for line in source.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        starts.extend(line[indent..].starts_with('@').then_some(line_start + indent));
        line_start += line.len();
    }
    starts.push(source.len());
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

#[cfg(test)]
mod tests {
    use super::shared;
    use crate::diag::Diagnostics;
    use crate::tree::VPath;

    #[test]
    fn awkward_files_are_quick_errors() {
        let file = VPath::parse("content/sources.bib").expect("a path");
        let lines = |line: &str| line.repeat((1 << 18) / line.len());
        for source in [
            lines("@"),
            lines("@\n"),
            lines("@a{b,\n"),
            lines("@a{b}"),
            lines("@a{b,t={c}}\n"),
            lines("@string{a=a}"),
            lines("crossref ="),
            lines("{"),
            lines("{}"),
            format!("@book{{a, title = {{{}}}}}", lines("\\'{a}")),
            format!("@book{{a, title = {{{}x{}}}}}", "\\a{".repeat(60), "}".repeat(60)),
            format!("@book{{a, author = {{{}}}}}", lines("a and ")),
            format!("@book{{a, title = {{b}}, pages = {{{}}}}}", lines("1-")),
            format!("@book{{a, title = {{b}}, date = {{{}}}}}", lines("9")),
            format!("@book{{a, title = {{b}}, volume = {{{}}}}}", lines("9")),
            format!("@book{{a, title = {{{}}}}}", lines("$")),
            format!("@book{{a, title = b {}}}", lines("# b")),
        ] {
            shared(&file, source.as_bytes(), &mut Diagnostics::new());
        }
    }
}
