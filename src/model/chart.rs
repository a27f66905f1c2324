//! Charts drawn from tables.

use super::{Prose, Table};

/// A chart (统计图).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// How it is drawn.
    pub kind: ChartKind,
    /// The id of the table that it is drawn from.
    pub table: String,
    /// The column along the axis: names, or numbers in a scatter chart.
    pub x: usize,
    /// The columns that are drawn, at least one.
    pub y: Vec<usize>,
    /// The caption, without its number.
    pub title: Prose,
    /// What it shows, for those who cannot see it; empty where it is told from the numbers.
    pub alt: String,
}

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// Bars side by side.
    Bar,
    /// Bars upon one another.
    StackedBar,
    /// Lines from point to point.
    Line,
    /// Slices of a whole.
    Pie,
    /// Points by two numbers.
    Scatter,
}

impl ChartKind {
    /// All, as `issue.yaml` writes them.
    pub const ALL: [(&'static str, ChartKind); 5] = [
        ("bar", ChartKind::Bar),
        ("stacked-bar", ChartKind::StackedBar),
        ("line", ChartKind::Line),
        ("pie", ChartKind::Pie),
        ("scatter", ChartKind::Scatter),
    ];
}

impl Chart {
    /// The rows that are drawn: all but the total.
    pub fn rows<'t>(&self, table: &'t Table) -> impl Iterator<Item = usize> + 't {
        (0..table.rows.len()).filter(|row| Some(*row) != table.total)
    }

    /// The cells that it is drawn from, by row and column.
    pub fn cells(&self, table: &Table) -> Vec<(usize, usize)> {
        let columns = || std::iter::once(self.x).chain(self.y.iter().copied());
        self.rows(table).flat_map(|row| columns().map(move |column| (row, column))).collect()
    }
}
