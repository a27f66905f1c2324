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
                    self.entry(head.kind, entry, &place);
                }
            }
            Err(faults) => faults.iter().for_each(|fault| self.fault(fault, text, range.start)),
        }
    }

    fn entry(&mut self, kind: &str, mut entry: hayagriva::Entry, place: &Span) {
        name_kind(kind, &mut entry);
        let id = entry.key().to_owned();
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

    fn fault(&mut self, fault: &BibLaTeXError, text: &str, offset: usize) {
        let (span, why) = match fault {
            BibLaTeXError::Parse(error) => (&error.span, error.kind.to_string()),
            BibLaTeXError::Type(error) => (&error.span, error.kind.to_string()),
        };
        let (start, end) = (span.start.min(text.len()), span.end.min(text.len()));
        let place = Span::new(self.file, offset + start..offset + end.max(start));
        let message = text!("BibTeX 写法有误：{why}", "this is not valid BibTeX: {why}");
        self.diagnostics.report(Diagnostic::error("unreadable-source", message).at(place).hint(
            text!(
                "检查花括号和引号是否成对、字段之间是否有逗号、日期是否写成 2016-11-03",
                "look for braces and quotes in pairs, commas between fields, dates as in 2016-11-03"
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
    let at_line_start = |at: usize| {
        let line = source[..at].rfind('\n').map_or(0, |end| end + 1);
        source[line..at].trim().is_empty()
    };
    let mut starts: Vec<usize> =
        source.match_indices('@').map(|(at, _)| at).filter(|at| at_line_start(*at)).collect();
    starts.push(source.len());
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}
