//! Prose → Markdown: the one place that knows Markdown's escapes and traps.
//!
//! What is written here is read back by the same parser with the same meaning. Where a run of `*`
//! next to a mark would be misread (CommonMark 0.31, §6.2), strong text is `<strong>`, and the
//! marks at the ends of emphasis stand outside it.

mod exhibits;

use super::escape::{Place, markdown_text};
use crate::model::prose::{Block, Inline};
use crate::model::{FieldPath, Prose};
use crate::view::{CitationMark, IssueView, MarkPiece, Slot, SubheadingView, citation_runs};

/// Writes the prose of one issue, field by field, in the order of the page.
pub(super) struct Writer<'a> {
    view: &'a IssueView<Prose>,
    definitions: Vec<String>,
    /// Footnotes of the fields written before.
    notes_before: usize,
    headings: std::slice::Iter<'a, SubheadingView>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(view: &'a IssueView<Prose>) -> Writer<'a> {
        Writer { view, definitions: Vec::new(), notes_before: 0, headings: [].iter() }
    }

    /// A field as Markdown, without a line end behind it.
    pub(super) fn field(&mut self, path: &FieldPath, slot: Slot, prose: &Prose) -> String {
        self.headings =
            self.view.subheadings.get(path).map(|headings| headings.iter()).unwrap_or_default();
        let text = match slot {
            Slot::Line => self.line(prose.inlines(), Place { heading: true, ..Place::default() }),
            Slot::Blocks => self.blocks(&prose.blocks, "\n\n"),
        };
        let first = self.notes_before;
        let definitions: Vec<String> =
            prose.notes.iter().map(|note| self.blocks(note, "\n\n")).collect();
        for (at, definition) in definitions.into_iter().enumerate() {
            self.definitions.push(format!("[^{}]: {}", first + at + 1, indent(&definition, 4)));
        }
        self.notes_before += prose.notes.len();
        text
    }

    /// The footnotes of all fields written.
    pub(super) fn notes(self) -> String {
        self.definitions.join("\n\n")
    }

    fn blocks(&mut self, blocks: &[Block], between: &str) -> String {
        let mut text = String::new();
        let mut before: Option<(&Block, bool)> = None;
        for block in blocks {
            // Two lists in a row would be one, if their marks were alike.
            let other_mark = match (before, block) {
                (Some((Block::List { start: a, .. }, mark)), Block::List { start: b, .. })
                    if a.is_some() == b.is_some() =>
                {
                    !mark
                }
                _ => false,
            };
            let written = self.block(block, other_mark);
            if !text.is_empty() {
                text.push_str(if can_follow_closely(block) { between } else { "\n\n" });
            }
            text.push_str(&written);
            before = Some((block, other_mark));
        }
        text
    }

    fn block(&mut self, block: &Block, other_mark: bool) -> String {
        match block {
            Block::Paragraph(content) => {
                self.line(content, Place { line_start: true, ..Place::default() })
            }
            Block::Heading { level, content } => self.heading(*level, content),
            Block::List { start, tight, items } => self.list(*start, *tight, items, other_mark),
            Block::Quote(blocks) => prefix(&self.blocks(blocks, "\n\n")),
            Block::Code { language, text } => code_block(language, text),
            Block::Rule => "***".to_owned(),
            Block::Table(table) => self.prose_table(table),
            Block::DataTable { id, .. } => {
                self.view.tables.get(id).map(|table| self.data_table(table)).unwrap_or_default()
            }
            Block::Chart { id, .. } => {
                self.view.charts.get(id).map(|chart| self.chart(chart)).unwrap_or_default()
            }
            Block::Figure { id, alt, .. } => {
                let figure = self.view.figures.get(id);
                figure.map(|figure| self.figure(figure, alt)).unwrap_or_default()
            }
        }
    }

    fn heading(&mut self, level: u8, content: &[Inline]) -> String {
        let marks = "#".repeat(3 + usize::from(level));
        let words = self.line(content, Place { heading: true, ..Place::default() });
        match self.headings.next() {
            Some(SubheadingView { ordinal, anchor }) => {
                format!("{marks} {ordinal}{words} {{#{anchor}}}")
            }
            None => format!("{marks} {words}"),
        }
    }

    fn list(
        &mut self,
        start: Option<u64>,
        tight: bool,
        items: &[Vec<Block>],
        other_mark: bool,
    ) -> String {
        let mut written = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let mark = match (start, other_mark) {
                (None, false) => "-".to_owned(),
                (None, true) => "*".to_owned(),
                // CommonMark reads nine digits.
                (Some(first), false) => {
                    format!("{}.", first.saturating_add(at as u64).min(999_999_999))
                }
                (Some(first), true) => {
                    format!("{})", first.saturating_add(at as u64).min(999_999_999))
                }
            };
            let content = self.blocks(item, if tight { "\n" } else { "\n\n" });
            written
                .push(format!("{mark} {}", indent(&content, mark.len() + 1)).trim_end().to_owned());
        }
        written.join(if tight { "\n" } else { "\n\n" })
    }

    fn line(&mut self, content: &[Inline], place: Place) -> String {
        let mut line = Line { writer: self, out: String::new(), place, marked: false };
        line.inlines(content);
        line.out
    }
}

/// Whether a block may stand right under the text of a tight item: a numbered list that does not
/// begin with 1, an empty item or a table would become part of the paragraph above.
fn can_follow_closely(block: &Block) -> bool {
    match block {
        Block::List { start, items, .. } => {
            start.is_none_or(|start| start == 1)
                && items.first().is_some_and(|item| !item.is_empty())
        }
        Block::Table(_)
        | Block::DataTable { .. }
        | Block::Chart { .. }
        | Block::Figure { .. }
        | Block::Paragraph(_) => false,
        _ => true,
    }
}

fn escaped(text: &str, place: Place) -> String {
    let mut out = String::with_capacity(text.len());
    markdown_text(text, place, &mut out);
    out
}

fn indent(text: &str, width: usize) -> String {
    text.replace('\n', &format!("\n{}", " ".repeat(width)))
        .split('\n')
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}

fn prefix(text: &str) -> String {
    text.split('\n')
        .map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") })
        .collect::<Vec<_>>()
        .join("\n")
}

fn code_block(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
    let plain = language.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '+' | '.' | ' '));
    format!("{fence}{}\n{text}\n{fence}", if plain { language } else { "" })
}

fn longest_run(text: &str, mark: char) -> usize {
    text.split(|c| c != mark).map(str::len).max().unwrap_or(0)
}

/// One line of text in the making.
struct Line<'w, 'a> {
    writer: &'w mut Writer<'a>,
    out: String,
    place: Place,
    /// Whether it stands inside emphasis.
    marked: bool,
}

impl Line<'_, '_> {
    fn inlines(&mut self, content: &[Inline]) {
        let mut runs = citation_runs(content).peekable();
        while let Some(run) = runs.next() {
            let next_is_marked = matches!(
                runs.peek(),
                Some([Inline::Strong(_) | Inline::Emphasis(_) | Inline::Strike(_), ..])
            );
            self.run(run, |line, inline| line.inline(inline, next_is_marked));
        }
    }

    /// Writes one mark of citations, or else each stretch of text.
    fn run(&mut self, run: &[Inline], write: impl Fn(&mut Self, &Inline)) {
        match run {
            [Inline::Citation { .. }, ..] => self.citations(run),
            others => others.iter().for_each(|inline| write(self, inline)),
        }
    }

    fn inline(&mut self, inline: &Inline, next_is_marked: bool) {
        match inline {
            Inline::Text(text) => self.text(text),
            Inline::Strong(content) => self.strong(content, next_is_marked),
            Inline::Emphasis(content) => self.emphasis(content, "*", next_is_marked),
            Inline::Strike(content) => self.emphasis(content, "~~", next_is_marked),
            Inline::Code(code) => self.code(code),
            Inline::Link { to, content } => {
                let words = self.inside(content, self.marked);
                let to = destination(to);
                self.out.push_str(&format!("[{words}]({to})"));
            }
            Inline::Break => {
                self.out.push_str(if self.place.cell || self.place.heading { " " } else { "\\\n" })
            }
            Inline::Note(number) => {
                let number = self.writer.notes_before + number + 1;
                self.out.push_str(&format!("[^{number}]"));
            }
            Inline::Value { id, words, .. } => self.value(id, words),
            Inline::Citation { .. } => self.citations(std::slice::from_ref(inline)),
            Inline::Reference { id, words, .. } => self.reference(id, words),
        }
    }

    fn text(&mut self, text: &str) {
        let line_start =
            self.place.line_start && (self.out.is_empty() || self.out.ends_with("\\\n"));
        markdown_text(text, Place { line_start, ..self.place }, &mut self.out);
    }

    /// The Markdown of text inside a mark of its own.
    fn inside(&mut self, content: &[Inline], marked: bool) -> String {
        let place = Place { line_start: false, ..self.place };
        let mut inner = Line { writer: &mut *self.writer, out: String::new(), place, marked };
        inner.inlines(content);
        inner.out
    }

    fn strong(&mut self, content: &[Inline], next_is_marked: bool) {
        let inner = self.inside(content, true);
        if !self.marked && !next_is_marked && self.can_open('*') && has_word_ends(&inner) {
            self.out.push_str(&format!("**{inner}**"));
        } else if !inner.is_empty() {
            self.out.push_str(&format!("<strong>{inner}</strong>"));
        }
    }

    fn emphasis(&mut self, content: &[Inline], mark: &str, next_is_marked: bool) {
        let inner = self.inside(content, true);
        if !self.marked && !next_is_marked && self.can_open(first(mark)) && has_word_ends(&inner) {
            self.out.push_str(&format!("{mark}{inner}{mark}"));
        } else {
            self.emphasised_leaves(content, mark);
        }
    }

    fn emphasised_leaves(&mut self, content: &[Inline], mark: &str) {
        for run in citation_runs(content) {
            self.run(run, |line, inline| line.emphasised_leaf(inline, mark));
        }
    }

    /// Emphasis of a run of text alone, the marks at its ends left outside; of other things, what
    /// stands in them.
    fn emphasised_leaf(&mut self, inline: &Inline, mark: &str) {
        match inline {
            Inline::Text(text) => {
                let core = text.trim_matches(|c: char| !c.is_alphanumeric());
                let start =
                    text.len() - text.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
                self.text(&text[..start]);
                if core.is_empty() || !self.can_open(first(mark)) {
                    self.text(core);
                } else {
                    let core = escaped(core, Place { line_start: false, ..self.place });
                    self.out.push_str(&format!("{mark}{core}{mark}"));
                }
                self.text(&text[start + core.len()..]);
            }
            Inline::Strong(content) => {
                self.out.push_str("<strong>");
                self.emphasised_leaves(content, mark);
                self.out.push_str("</strong>");
            }
            Inline::Emphasis(content) | Inline::Strike(content) => {
                self.emphasised_leaves(content, mark)
            }
            Inline::Link { to, content } => {
                self.out.push('[');
                content.iter().for_each(|inline| self.emphasised_leaf(inline, mark));
                self.out.push_str(&format!("]({})", destination(to)));
            }
            other => self.inline(other, true),
        }
    }

    fn can_open(&self, mark: char) -> bool {
        !self.out.ends_with(mark)
    }

    fn code(&mut self, code: &str) {
        let fence = "`".repeat(longest_run(code, '`') + 1);
        let pad = code.starts_with('`')
            || code.ends_with('`')
            || (code.starts_with(' ') && code.ends_with(' ') && !code.trim().is_empty());
        let pad = if pad { " " } else { "" };
        let code = if self.place.cell { code.replace('|', "\\|") } else { code.to_owned() };
        self.out.push_str(&format!("{fence}{pad}{code}{pad}{fence}"));
    }

    fn value(&mut self, id: &str, words: &[Inline]) {
        let Some(value) = self.writer.view.values.get(id) else { return };
        let words = match words {
            [] => escaped(&value.text, Place { line_start: false, ..self.place }),
            words => self.inside(words, self.marked),
        };
        let (number, anchor) = (&value.number, &value.anchor);
        self.out.push_str(&format!("<data value=\"{number}\">[{words}](#{anchor})</data>"));
    }

    fn citations(&mut self, run: &[Inline]) {
        let CitationMark { pieces, locator } = self.writer.view.citation_mark(run);
        let mark = match pieces.as_slice() {
            [] => return,
            [MarkPiece::Number(number, anchor)] => {
                format!("[[{number}]]({})", destination(&format!("#{anchor}")))
            }
            pieces => format!("\\[{}\\]", pieces.iter().map(mark_piece).collect::<String>()),
        };
        let locator = escaped(&locator, Place { line_start: false, ..self.place });
        self.out.push_str(&format!("<sup>{mark}{locator}</sup>"));
    }

    fn reference(&mut self, id: &str, words: &[Inline]) {
        let Some(label) = self.writer.view.labels.get(id) else { return };
        let words =
            if words.is_empty() { label.words.clone() } else { self.inside(words, self.marked) };
        self.out.push_str(&format!("[{words}](#{})", label.anchor));
    }
}

fn mark_piece(piece: &MarkPiece) -> String {
    match piece {
        MarkPiece::Number(number, anchor) => {
            format!("[{number}]({})", destination(&format!("#{anchor}")))
        }
        MarkPiece::Between(mark) => (*mark).to_owned(),
    }
}

fn first(mark: &str) -> char {
    mark.chars().next().unwrap_or('*')
}

/// Whether text begins and ends with a letter, a digit or a Han character, so that a run of marks
/// around it is read as opening and closing whatever stands next to it.
fn has_word_ends(text: &str) -> bool {
    let ends = [text.chars().next(), text.chars().next_back()];
    ends.into_iter().all(|c| c.is_some_and(char::is_alphanumeric))
}

fn destination(to: &str) -> String {
    let bare = to.chars().all(|c| c.is_ascii_alphanumeric() || "-._~:/?#@!$'*+,;=%".contains(c));
    if bare && !to.is_empty() {
        return to.to_owned();
    }
    let mut escaped = String::new();
    for c in to.chars() {
        match c {
            '<' | '>' | '\\' | '*' | '_' | '|' => escaped.extend(['\\', c]),
            '&' => escaped.push_str("&amp;"),
            c => escaped.push(c),
        }
    }
    format!("<{escaped}>")
}
