//! Prose → Typst: the one place that knows Typst's escapes and traps.
//!
//! Every run of the author's text is a string literal in markup, `#"…";`: only `\` and `"` need
//! escaping there, and nothing in it can become markup or code.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::escape::typst_string;
use super::{part_file, title_words};
use crate::model::prose::{Align, Block, Inline, ProseTable};
use crate::model::table::ColumnAlign;
use crate::model::{FieldPath, Prose};
use crate::view::{
    ChartView, FigureView, IssueView, MarkPiece, Slot, SubheadingView, TableView, citation_runs,
};

/// Writes the prose of one issue, field by field.
pub(super) struct Writer<'a> {
    view: &'a IssueView<Prose>,
    /// Footnotes of the fields written before; keeps their labels apart.
    notes_before: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(view: &'a IssueView<Prose>) -> Writer<'a> {
        Writer { view, notes_before: 0 }
    }

    /// A field as the content of a Typst file.
    pub(super) fn field(&mut self, path: &FieldPath, slot: Slot, prose: &Prose) -> String {
        let headings =
            self.view.subheadings.get(path).map(|headings| headings.iter()).unwrap_or_default();
        let mut field = Field {
            view: self.view,
            prose,
            notes_before: self.notes_before,
            noted: BTreeSet::new(),
            headings,
            in_cell: false,
            keeps_words: path.as_str().starts_with("title.") && title_words::is_long(prose),
            out: LIBRARY.to_owned(),
        };
        match slot {
            Slot::Line => field.inlines(prose.inlines()),
            Slot::Blocks => field.blocks(&prose.blocks),
        }
        self.notes_before += prose.notes.len();
        field.out
    }
}

/// The part of a figure's picture: a function, so that a fault of the picture is one of its field.
pub(super) fn picture(figure: &FigureView<Prose>) -> String {
    let path = typst_string(&format!("/figures/{}", figure.file));
    format!("#let picture(..settings) = image({path}, ..settings)")
}

/// The field that names a figure's picture.
pub(super) fn picture_field(id: &str) -> FieldPath {
    FieldPath::from("figures").key(id).key("file")
}

/// The beginning of every part. What follows stands on the same line: a blank before the text
/// would be printed where the field runs in behind a label.
const LIBRARY: &str = "#import \"/lib.typ\": *;";

/// One field in the making.
struct Field<'a> {
    view: &'a IssueView<Prose>,
    prose: &'a Prose,
    notes_before: usize,
    /// Footnotes that have been set: a second mark refers to the first.
    noted: BTreeSet<usize>,
    headings: std::slice::Iter<'a, SubheadingView>,
    /// Whether it stands in a column of a table.
    in_cell: bool,
    /// Whether lines may not break inside words.
    keeps_words: bool,
    out: String,
}

impl<'a> Field<'a> {
    fn blocks(&mut self, blocks: &'a [Block]) {
        for (at, block) in blocks.iter().enumerate() {
            if at > 0 {
                self.out.push_str("\n\n");
            }
            self.block(block);
        }
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Paragraph(content) => self.inlines(content),
            Block::Heading { level, content } => self.heading(*level, content),
            Block::List { start, tight, items } => self.list(*start, *tight, items),
            Block::Quote(blocks) => {
                self.out.push_str("#quote(block: true)[");
                self.blocks(blocks);
                self.out.push_str("];");
            }
            Block::Code { text, .. } => {
                self.push(&format!("#raw(block: true, {});", typst_string(text)))
            }
            Block::Rule => self.push("#thematic-break();"),
            Block::Table(table) => self.prose_table(table),
            Block::DataTable { id, .. } => {
                if let Some(table) = self.view.tables.get(id) {
                    self.data_table(table);
                }
            }
            Block::Chart { id, .. } => {
                if let Some(chart) = self.view.charts.get(id) {
                    self.chart(chart);
                }
            }
            Block::Figure { id, alt, .. } => {
                if let Some(figure) = self.view.figures.get(id) {
                    self.figure(id, figure, alt);
                }
            }
        }
    }

    fn heading(&mut self, level: u8, content: &'a [Inline]) {
        let (ordinal, anchor) = self
            .headings
            .next()
            .map_or(("", ""), |heading| (heading.ordinal.as_str(), heading.anchor.as_str()));
        let label = if anchor.is_empty() { "none".to_owned() } else { typst_string(anchor) };
        self.push(&format!("#sub({}, {}, [", level + 2, typst_string(ordinal)));
        self.inlines(content);
        self.push(&format!("], {label});"));
    }

    fn list(&mut self, start: Option<u64>, tight: bool, items: &'a [Vec<Block>]) {
        match start {
            None => self.push(&format!("#list(tight: {tight}")),
            Some(start) => self.push(&format!("#enum(tight: {tight}, start: {start}")),
        }
        for item in items {
            self.push(", [");
            self.blocks(item);
            self.push("]");
        }
        self.push(");");
    }

    fn prose_table(&mut self, table: &'a ProseTable) {
        let align = |align: &Align| match align {
            Align::Auto | Align::Left => "\"left\"",
            Align::Center => "\"center\"",
            Align::Right => "\"right\"",
        };
        let aligns: Vec<&str> = table.align.iter().map(align).collect();
        self.push(&format!(
            "#prose-table(columns: {}, align: ({},), header: ",
            table.align.len(),
            aligns.join(", ")
        ));
        self.row(&table.head);
        self.push(", rows: (");
        for row in &table.rows {
            self.row(row);
            self.push(", ");
        }
        self.push("));");
    }

    fn row(&mut self, cells: &'a [Vec<Inline>]) {
        self.in_cell = true;
        self.push("(");
        for cell in cells {
            self.push("[");
            self.inlines(cell);
            self.push("], ");
        }
        self.push(")");
        self.in_cell = false;
    }

    fn data_table(&mut self, table: &'a TableView<Prose>) {
        let words = &self.view.terms;
        let unit = if table.unit.is_empty() {
            "none".to_owned()
        } else {
            typst_string(&format!("{}{}", words.unit, table.unit))
        };
        self.push(&format!(
            "#data-table(label-name: {}, number: {}, title: [",
            typst_string(&table.anchor),
            typst_string(&table.label)
        ));
        self.inlines(table.title.inlines());
        self.push(&format!("], unit: {unit}, align: ("));
        for column in &table.columns {
            self.push(match column.align {
                ColumnAlign::Left => "\"left\", ",
                ColumnAlign::Center => "\"center\", ",
                ColumnAlign::Right => "\"right\", ",
                ColumnAlign::Decimal => "\"decimal\", ",
            });
        }
        self.push("), header: (");
        for column in &table.columns {
            self.cell(&column.heading);
        }
        self.push("), ");
        if !table.groups.is_empty() {
            self.push("groups: (");
            for group in &table.groups {
                let (start, span) = (group.columns.start, group.columns.len());
                self.push(&format!("(start: {start}, span: {span}, title: "));
                self.cell(&group.title);
                self.push("), ");
            }
            self.push("), ");
        }
        self.push("rows: (");
        for row in &table.rows {
            self.push("(");
            for cell in row {
                self.cell(&cell.text);
            }
            self.push("), ");
        }
        self.push(")");
        if let Some(total) = table.total {
            let key = table.columns.iter().position(|column| column.is_key).unwrap_or_default();
            self.push(&format!(", total: {total}, key: {key}"));
        }
        if !table.notes.is_empty() {
            self.push(&format!(", notes-label: {}, notes: (", typst_string(words.note)));
            for note in &table.notes {
                self.push("[");
                self.inlines(note.inlines());
                self.push("], ");
            }
            self.push(")");
        }
        self.source(table.source.as_ref());
        self.push(");");
    }

    fn figure(&mut self, id: &str, figure: &'a FigureView<Prose>, alt: &str) {
        let alt = if alt.is_empty() { &figure.alt } else { alt };
        self.push(&format!(
            "#import {}: picture;#figure-image(picture.with(alt: {}), width: {}pt, label-name: {}, number: {}, title: [",
            typst_string(&format!("/{}", part_file(&picture_field(id)))),
            typst_string(alt),
            f64::from(figure.width) / 100.0,
            typst_string(&figure.anchor),
            typst_string(&figure.label)
        ));
        self.inlines(figure.title.inlines());
        self.push("]");
        self.source(figure.source.as_ref());
        self.push(");");
    }

    fn chart(&mut self, chart: &'a ChartView<Prose>) {
        // Charts are drawn as wide as the type area.
        self.push(&format!(
            "#figure-image(image.with({}, alt: {}), width: type-width, label-name: {}, number: {}, title: [",
            typst_string(&format!("/charts/{}", chart.file)),
            typst_string(&chart.alt),
            typst_string(&chart.anchor),
            typst_string(&chart.label)
        ));
        self.inlines(chart.title.inlines());
        self.push("]");
        self.source(chart.source.as_ref());
        self.push(");");
    }

    fn source(&mut self, source: Option<&'a Prose>) {
        if let Some(source) = source {
            self.push(", source: [");
            self.text(self.view.terms.source);
            self.inlines(source.inlines());
            self.push("]");
        }
    }

    fn cell(&mut self, text: &str) {
        self.in_cell = true;
        self.push("[");
        self.text(text);
        self.push("], ");
        self.in_cell = false;
    }

    fn inlines(&mut self, content: &'a [Inline]) {
        for run in citation_runs(content) {
            match run {
                [Inline::Citation { .. }, ..] => self.citations(run),
                others => others.iter().for_each(|inline| self.inline(inline)),
            }
        }
    }

    fn inline(&mut self, inline: &'a Inline) {
        match inline {
            Inline::Text(text) => self.text(text),
            Inline::Strong(content) => self.call("strong", content),
            Inline::Emphasis(content) => self.call("emph", content),
            Inline::Strike(content) => self.call("strike", content),
            Inline::Code(code) => self.push(&format!("#raw({});", typst_string(code))),
            // A relative address has no base on paper: its words are printed alone.
            Inline::Link { to, content } if has_scheme(to) => {
                self.call(&format!("link({})", typst_string(to)), content)
            }
            Inline::Link { content, .. } => self.inlines(content),
            Inline::Break => self.push("#linebreak();"),
            Inline::Note(number) => self.note(*number),
            Inline::Value { id, words, .. } => match words.as_slice() {
                [] => self.text(self.view.values.get(id).map_or("", |value| &value.text)),
                words => self.inlines(words),
            },
            Inline::Citation { .. } => self.citations(std::slice::from_ref(inline)),
            Inline::Reference { id, words, .. } => self.reference(id, words),
        }
    }

    fn call(&mut self, function: &str, content: &'a [Inline]) {
        self.push(&format!("#{function}["));
        self.inlines(content);
        self.push("];");
    }

    fn note(&mut self, number: usize) {
        let label = format!("yb-note-{}", self.notes_before + number + 1);
        if !self.noted.insert(number) {
            self.push(&format!("#footnote(label({}));", typst_string(&label)));
            return;
        }
        self.push("#[#footnote[");
        self.blocks(self.prose.notes.get(number).map(Vec::as_slice).unwrap_or_default());
        self.push(&format!("]<{label}>];"));
    }

    fn citations(&mut self, run: &[Inline]) {
        let mark = self.view.citation_mark(run);
        if mark.pieces.is_empty() {
            return;
        }
        self.push("#citation((");
        for piece in &mark.pieces {
            match piece {
                MarkPiece::Number(number, anchor) => {
                    self.push(&format!("(\"{number}\", {}), ", typst_string(anchor)));
                }
                MarkPiece::Between(between) => self.push(&format!("(\"{between}\", none), ")),
            }
        }
        self.push(")");
        if !mark.locator.is_empty() {
            self.push(", locator: [");
            self.text(&mark.locator);
            self.push("]");
        }
        self.push(");");
    }

    fn reference(&mut self, id: &str, words: &'a [Inline]) {
        let Some(label) = self.view.labels.get(id) else { return };
        self.push(&format!("#ref-link({})[", typst_string(&label.anchor)));
        match words {
            [] => self.text(&label.words),
            words => self.inlines(words),
        }
        self.push("];");
    }

    fn text(&mut self, text: &str) {
        for (run, breaks) in runs(text) {
            if self.keeps_words && breaks {
                for (piece, is_word) in title_words::pieces(run) {
                    let literal = typst_string(piece);
                    match is_word {
                        true => write!(self.out, "#box({literal});"),
                        false => write!(self.out, "#{literal};"),
                    }
                    .expect("a string takes all");
                }
                continue;
            }
            let literal = typst_string(run);
            match breaks || self.in_cell {
                // A table breaks the words of its cells itself, as its columns ask for.
                true => write!(self.out, "#{literal};"),
                false => write!(self.out, "#address({literal});"),
            }
            .expect("a string takes all");
        }
    }

    fn push(&mut self, code: &str) {
        self.out.push_str(code);
    }
}

/// Whether an address says where it leads by itself.
fn has_scheme(to: &str) -> bool {
    let begins = |scheme: &&str| {
        to.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    ["http:", "https:", "mailto:"].iter().any(begins)
}

/// A run without break opportunity that has more characters than this may not fit a line of 28 字.
const LONG_RUN: usize = 40;

/// Cuts text into stretches that the line breaker can handle (`true`) and long runs of letters,
/// digits and marks that it cannot.
fn runs(text: &str) -> Vec<(&str, bool)> {
    let mut runs = Vec::new();
    let mut done = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let length = rest.find(|c: char| !is_unbroken(c)).unwrap_or(rest.len());
        if rest[..length].chars().count() > LONG_RUN {
            if done < at {
                runs.push((&text[done..at], true));
            }
            runs.push((&text[at..at + length], false));
            done = at + length;
        }
        at += length;
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    if done < text.len() {
        runs.push((&text[done..], true));
    }
    runs
}

/// Characters next to which a line may not break: letters and digits of narrow scripts, and the
/// marks of addresses.
fn is_unbroken(c: char) -> bool {
    !c.is_whitespace() && c < '\u{2000}'
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn only_long_runs_are_cut_out() {
        let long = "x".repeat(50);
        assert_eq!(
            runs(&format!("见{long}。")),
            [("见", true), (long.as_str(), false), ("。", true)]
        );
        assert_eq!(runs("two words 和汉字"), [("two words 和汉字", true)]);
        assert_eq!(runs(""), []);
    }
}
