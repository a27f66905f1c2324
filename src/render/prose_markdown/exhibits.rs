//! Tables, charts and figures as Markdown.

use super::{Writer, destination, escaped, has_word_ends};
use crate::model::Prose;
use crate::model::prose::{Align, Inline, ProseTable};
use crate::model::table::ColumnAlign;
use crate::render::escape::Place;
use crate::view::{CellView, ChartView, ColumnView, FigureView, TableView};

impl Writer<'_> {
    pub(super) fn prose_table(&mut self, table: &ProseTable) -> String {
        let mut row = |cells: &[Vec<Inline>]| {
            let cells: Vec<String> = cells.iter().map(|cell| self.line(cell, CELL)).collect();
            format!("| {} |", cells.join(" | "))
        };
        let mut lines = vec![row(&table.head)];
        lines.push(delimiters(table.align.iter().copied()));
        lines.extend(table.rows.iter().map(|cells| row(cells)));
        lines.join("\n")
    }

    pub(super) fn data_table(&mut self, table: &TableView<Prose>) -> String {
        let title = self.line(table.title.inlines(), Place::default());
        let mut caption = format!("{}　{title}", table.label);
        if !table.unit.is_empty() {
            caption.push_str(&format!(
                "（{}{}）",
                self.view.terms.unit,
                escaped(&table.unit, Place::default())
            ));
        }
        let mut parts = vec![
            format!("<figure id=\"{}\">\n<figcaption>", table.anchor),
            caption,
            "</figcaption>".to_owned(),
            rows(table),
        ];
        parts.extend(self.table_notes(&table.notes));
        parts.extend(self.source(table.source.as_ref()));
        parts.push(self.data_file(table));
        parts.push("</figure>".to_owned());
        parts.join("\n\n")
    }

    fn data_file(&self, table: &TableView<Prose>) -> String {
        let file = escaped(&table.file, Place::default());
        let address = destination(&format!("tables/{}", table.file));
        format!("{}[{file}]({address})", self.view.terms.data)
    }

    /// A chart, with its table behind it where that stands nowhere else in the text.
    pub(super) fn chart(&mut self, chart: &ChartView<Prose>) -> String {
        let alt = escaped(&chart.alt, Place::default());
        let title = self.line(chart.title.inlines(), Place::default());
        let address = destination(&format!("charts/{}", chart.file));
        let mut parts =
            vec![format!("<figure id=\"{}\">", chart.anchor), format!("![{alt}]({address})")];
        let table = self.view.tables.get(&chart.table);
        parts.extend(table.filter(|_| !chart.has_table).map(rows));
        parts.push("<figcaption>".to_owned());
        parts.push(format!("{}　{title}", chart.label));
        parts.extend(self.source(chart.source.as_ref()));
        parts.extend(table.map(|table| match chart.has_table {
            true => format!("{}[{}](#{})", self.view.terms.data, table.label, table.anchor),
            false => self.data_file(table),
        }));
        parts.push("</figcaption>\n</figure>".to_owned());
        parts.join("\n\n")
    }

    pub(super) fn figure(&mut self, figure: &FigureView<Prose>, alt: &str) -> String {
        let alt = escaped(if alt.is_empty() { &figure.alt } else { alt }, Place::default());
        let title = self.line(figure.title.inlines(), Place::default());
        let address = destination(&format!("figures/{}", figure.file));
        let mut parts = vec![
            format!("<figure id=\"{}\">", figure.anchor),
            format!("![{alt}]({address})"),
            "<figcaption>".to_owned(),
            format!("{}　{title}", figure.label),
        ];
        // HTML wants a caption that is not the first thing in its figure to be the last.
        parts.extend(self.source(figure.source.as_ref()));
        parts.push("</figcaption>\n</figure>".to_owned());
        parts.join("\n\n")
    }

    /// 注：…; several are numbered.
    fn table_notes(&mut self, notes: &[Prose]) -> Vec<String> {
        let mut lines = Vec::new();
        for (at, note) in notes.iter().enumerate() {
            let text = self.line(note.inlines(), Place::default());
            let label = if at == 0 { self.view.terms.note } else { "" };
            lines.push(match (notes.len(), label) {
                (1, label) => format!("{label}{text}"),
                // At the beginning of a line, a number with a dot would be a list.
                (_, "") => format!("{}\\. {text}", at + 1),
                (_, label) => format!("{label}{}. {text}", at + 1),
            });
        }
        lines
    }

    fn source(&mut self, source: Option<&Prose>) -> Option<String> {
        let words = self.view.terms.source;
        source.map(|source| format!("{words}{}", self.line(source.inlines(), Place::default())))
    }
}

/// The cells of a table.
fn rows(table: &TableView<Prose>) -> String {
    let cells = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![cells((0..table.columns.len()).map(|at| heading(table, at)).collect())];
    lines.push(delimiters(table.columns.iter().map(column_align)));
    for (at, row) in table.rows.iter().enumerate() {
        let is_total = table.total == Some(at);
        let cell = |(cell, column): (&CellView, &ColumnView)| match is_total && column.is_key {
            true => strong(&escaped(&cell.text, CELL)),
            false => escaped(&cell.text, CELL),
        };
        lines.push(cells(row.iter().zip(&table.columns).map(cell).collect()));
    }
    lines.join("\n")
}

/// The head of a column; behind the one that it shares with others, which is bold: our own reader
/// makes a row of heads from it.
fn heading(table: &TableView<Prose>, column: usize) -> String {
    let own = escaped(&table.columns[column].heading, CELL);
    match table.groups.iter().find(|group| group.columns.contains(&column)) {
        Some(group) => format!("{} {own}", strong(&escaped(&group.title, CELL))),
        None => own,
    }
}

/// The name of a total, and of no other row, is bold: our own reader sets the row off by it.
fn strong(name: &str) -> String {
    match (name.is_empty(), has_word_ends(name)) {
        (true, _) => String::new(),
        (_, true) => format!("**{name}**"),
        (_, false) => format!("<strong>{name}</strong>"),
    }
}

/// In a table.
const CELL: Place = Place { line_start: false, cell: true, heading: false };

/// The column that names the rows, and no other, is marked as set at the left: so a reader of the
/// Markdown, our own among them, can tell which it is.
fn column_align(column: &ColumnView) -> Align {
    match (column.is_key, column.align) {
        (true, _) => Align::Left,
        (_, ColumnAlign::Right | ColumnAlign::Decimal) => Align::Right,
        (_, ColumnAlign::Center) => Align::Center,
        (_, ColumnAlign::Left) => Align::Auto,
    }
}

fn delimiters(align: impl Iterator<Item = Align>) -> String {
    let cells: Vec<&str> = align
        .map(|align| match align {
            Align::Auto => "---",
            Align::Left => ":--",
            Align::Center => ":-:",
            Align::Right => "--:",
        })
        .collect();
    format!("| {} |", cells.join(" | "))
}
