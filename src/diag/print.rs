//! Printers of diagnostics: human, short, json.
//!
//! Columns count characters from 1, as editors do; a byte order mark and the `\r` of a line end
//! count as nothing.

mod page;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;

use super::{Diagnostic, Language, Severity, Span, text};
use crate::tree::{FileTree, VPath};
use page::{Page, Pages, floor};

/// The form in which diagnostics are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people: excerpt, carets, other places, hints.
    #[default]
    Human,
    /// One line each: `path:line:column: severity[code]: message`; in a spreadsheet,
    /// `path:cell: …`.
    Short,
    /// One JSON object a line.
    Json,
}

/// How diagnostics are printed.
#[derive(Debug, Clone, Copy)]
pub struct Printer<'a> {
    /// The files that the spans point into.
    pub files: &'a FileTree,
    /// The form.
    pub format: Format,
    /// The language of the messages.
    pub language: Language,
    /// Whether to write terminal colours.
    pub color: bool,
}

/// The most faults that are listed for people in one run.
pub const MOST_SHOWN: usize = 1000;

/// A place as people count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Printer<'_> {
    /// The text for one diagnostic, with a line end behind it.
    pub fn print(&self, diagnostic: &Diagnostic) -> String {
        self.print_with(&mut Pages::new(self.files), diagnostic)
    }

    /// The text for many diagnostics. What people read has an end: more than [`MOST_SHOWN`] are
    /// counted there; machines get all.
    pub fn print_all<'d>(&self, diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> String {
        let most = if self.format == Format::Json { usize::MAX } else { MOST_SHOWN };
        let mut diagnostics = diagnostics.into_iter();
        let mut pages = Pages::new(self.files);
        let shown = diagnostics.by_ref().take(most);
        let mut text: String = shown.map(|d| self.print_with(&mut pages, d)).collect();
        let more = diagnostics.count();
        if more > 0 {
            let words = text!("还有 {more} 处没有列出\n", "{more} more are not listed\n");
            text.push_str(words.in_language(self.language));
        }
        text
    }

    /// The line and column of a byte in a file; 1:1 where the file is unknown.
    pub fn position(&self, file: &VPath, byte: usize) -> Position {
        Pages::new(self.files).of(file).position(byte)
    }

    fn print_with(&self, pages: &mut Pages<'_>, diagnostic: &Diagnostic) -> String {
        match self.format {
            Format::Human => self.human(pages, diagnostic),
            Format::Short => self.short(pages, diagnostic),
            Format::Json => self.json(pages, diagnostic),
        }
    }

    fn short(&self, pages: &mut Pages<'_>, d: &Diagnostic) -> String {
        let place = d.span.as_ref().map(|span| format!("{}: ", place(pages, span)));
        format!(
            "{}{}[{}]: {}\n",
            place.unwrap_or_default(),
            word(d.severity),
            d.code,
            d.message.in_language(self.language)
        )
    }

    fn json(&self, pages: &mut Pages<'_>, d: &Diagnostic) -> String {
        let mut place = |span: &Span| {
            if let Some(cell) = &span.cell {
                return json!({ "file": span.file.as_str(), "cell": cell });
            }
            let page = pages.of(&span.file);
            let (start, end) = (page.position(span.range.start), page.position(span.range.end));
            json!({
                "file": span.file.as_str(), "line": start.line, "column": start.column,
                "end-line": end.line, "end-column": end.column, "bytes": [span.range.start, span.range.end],
            })
        };
        let value = json!({
            "severity": d.severity.as_str(),
            "code": d.code,
            "message": d.message.in_language(self.language),
            "place": d.span.as_ref().map(&mut place),
            "related": d.related.iter().map(|r| json!({ "place": place(&r.span), "message": r.text.in_language(self.language) })).collect::<Vec<_>>(),
            "hints": d.hints.iter().map(|hint| hint.in_language(self.language)).collect::<Vec<_>>(),
        });
        format!("{value}\n")
    }

    fn human(&self, pages: &mut Pages<'_>, d: &Diagnostic) -> String {
        let mut group = Group::with_title(
            self.level(d.severity).primary_title(d.message.in_language(self.language)).id(d.code),
        );
        let primary = d.span.iter().map(|span| (span, None));
        let places: Vec<(&Span, Option<&str>)> = primary
            .chain(d.related.iter().map(|r| (&r.span, Some(r.text.in_language(self.language)))))
            .collect();
        for (span, label) in &places {
            let page = pages.of(&span.file);
            group = if span.cell.is_none() && page.has_lines(span.range.start) {
                group.element(snippet(page, span, *label))
            } else {
                let what = label.map(|label| format!(" ({label})")).unwrap_or_default();
                let is_file = span.cell.is_none() && span.range.start == 0;
                let name = if is_file { span.file.to_string() } else { place(pages, span) };
                group.element(Origin::path(format!("{name}{what}")))
            };
        }
        for hint in &d.hints {
            let level = Level::HELP.with_name(match self.language {
                Language::Zh => "办法",
                Language::En => "help",
            });
            group = group.element(level.message(hint.in_language(self.language)));
        }
        let renderer = if self.color { Renderer::styled() } else { Renderer::plain() };
        let text = renderer.term_width(100).render(&[group]);
        let trimmed: String = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        format!("{trimmed}\n")
    }

    fn level(&self, severity: Severity) -> Level<'static> {
        let level = match severity {
            Severity::Note => Level::NOTE,
            Severity::Warning => Level::WARNING,
            Severity::Error => Level::ERROR,
        };
        match (self.language, severity) {
            (Language::Zh, Severity::Note) => level.with_name("提示"),
            (Language::Zh, Severity::Warning) => level.with_name("警告"),
            (Language::Zh, Severity::Error) => level.with_name("错误"),
            (Language::En, _) => level,
        }
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// `path:line:column`, or `path:cell`.
fn place(pages: &mut Pages<'_>, span: &Span) -> String {
    match &span.cell {
        Some(cell) => format!("{}:{cell}", span.file),
        None => {
            let Position { line, column } = pages.of(&span.file).position(span.range.start);
            format!("{}:{line}:{column}", span.file)
        }
    }
}

/// The byte at a line and column of a text, both counted from 1 as [`Position`] does; the end of the
/// line, or of the text, where it is shorter.
pub fn byte_at(source: &str, position: Position) -> usize {
    let mark = source.len() - source.strip_prefix('\u{feff}').unwrap_or(source).len();
    let lines = source[mark..].split_inclusive('\n');
    let before: usize = lines.take(position.line.saturating_sub(1)).map(str::len).sum();
    let start = mark + before;
    let line = source[start..].split(['\r', '\n']).next().unwrap_or_default();
    let column = line.char_indices().nth(position.column.saturating_sub(1));
    start + column.map_or(line.len(), |(at, _)| at)
}

fn snippet<'a>(
    page: &Page<'a>,
    span: &'a Span,
    label: Option<&'a str>,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let source = page.text;
    let (start, end) = (floor(source, span.range.start), floor(source, span.range.end));
    let line_end = source[start..].find(['\r', '\n']).map_or(source.len(), |at| start + at);
    let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let mark = if source[line_start..].starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    // Only this line: the renderer would go through the whole file for each fault.
    let from = (line_start + mark).min(start);
    let kind = if label.is_none() { AnnotationKind::Primary } else { AnnotationKind::Context };
    let range = start - from..end.clamp(start, line_end) - from;
    Snippet::source(&source[from..line_end])
        .line_start(page.position(start).line)
        .path(span.file.as_str())
        .annotation(kind.span(range).label(label.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::super::{Diagnostic, Language, Span, text};
    use super::{Format, MOST_SHOWN, Printer};
    use crate::tree::{FileTree, VPath};

    #[test]
    fn people_are_shown_a_thousand_faults_and_machines_all() {
        let faults = vec![Diagnostic::error("code", text!("错", "wrong")); MOST_SHOWN + 2];
        let lines = |format| {
            let files = FileTree::new();
            let printer = Printer { files: &files, format, language: Language::En, color: false };
            printer.print_all(&faults).lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let short = lines(Format::Short);
        assert_eq!((short.len(), &*short[MOST_SHOWN]), (MOST_SHOWN + 1, "2 more are not listed"));
        assert_eq!(lines(Format::Json).len(), MOST_SHOWN + 2);
    }

    #[test]
    fn a_cell_of_a_spreadsheet_has_a_name_and_no_line() {
        let file = VPath::parse("tables/a.xlsx").expect("a path");
        let mut files = FileTree::new();
        files.insert(file.clone(), &b"PK\x03\x04"[..]);
        let place = |name: &str| Span::cell(&file, name.to_owned());
        let fault = Diagnostic::error("some-rule", text!("错", "wrong"))
            .at(place("表1!B7"))
            .see(place("表1!B2"), text!("第一次", "first"));
        let print = |format| {
            let printer = Printer { files: &files, format, language: Language::Zh, color: false };
            printer.print(&fault)
        };
        assert_eq!(print(Format::Short), "tables/a.xlsx:表1!B7: error[some-rule]: 错\n");
        assert_eq!(
            print(Format::Human),
            "错误[some-rule]: 错\n--> tables/a.xlsx:表1!B7\n::: tables/a.xlsx:表1!B2 (第一次)\n\n"
        );
        let json: serde_json::Value =
            serde_json::from_str(&print(Format::Json)).expect("what is printed is JSON");
        assert_eq!(json["place"], serde_json::json!({ "file": "tables/a.xlsx", "cell": "表1!B7" }));
    }
    #[test]
    fn a_file_in_another_encoding_has_no_excerpt() {
        let file = VPath::parse("t.csv").expect("a path");
        let mut files = FileTree::new();
        files.insert(file.clone(), &b"\xd0\xa1\xc7\xf8,1\n"[..]);
        let printer =
            Printer { files: &files, format: Format::Human, language: Language::En, color: false };
        let fault = |range| Diagnostic::error("c", text!("错", "no")).at(Span::new(&file, range));
        assert_eq!(printer.print(&fault(0..0)), "error[c]: no\n--> t.csv\n\n");
        assert_eq!(printer.print(&fault(2..2)), "error[c]: no\n--> t.csv:1:2\n\n");
    }

    #[test]
    fn places_far_into_a_file_are_those_that_are_counted() {
        let file = VPath::parse("t.yaml").expect("a path");
        let line = "字a".repeat(300);
        let source = format!("\u{feff}{line}\r\n{line}\n\n{line}");
        let mut files = FileTree::new();
        files.insert(file.clone(), source.clone().into_bytes());
        let printer =
            Printer { files: &files, format: Format::Json, language: Language::En, color: false };
        for (at, _) in source.char_indices().step_by(7) {
            let before = source[..at].strip_prefix('\u{feff}').unwrap_or(&source[..at]);
            let last = before.rsplit('\n').next().unwrap_or_default();
            let counted = (before.matches('\n').count() + 1, last.chars().count() + 1);
            let found = printer.position(&file, at);
            assert_eq!((found.line, found.column), counted, "{at}");
        }
    }
}
