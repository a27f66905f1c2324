//! The charts of an issue: raw keys and tables → [`Chart`].

use std::collections::BTreeMap;

use num_traits::{Signed, Zero};

use super::lower::{Lower, trimmed};
use super::prose::Extent;
use super::schema::RawChart;
use super::tables::{TablePlaces, known, no_column};
use crate::diag::{Diagnostic, Text, text};
use crate::model::FieldPath;
use crate::model::chart::{Chart, ChartKind};
use crate::model::table::{Number, Table, is_missing};

/// More slices or series than these nobody tells apart.
const MOST_SLICES: usize = 8;
const MOST_SERIES: usize = 6;
/// More bars than these, of one series and of all, do not go on a page; more points make a blot.
const MOST_NAMES: usize = 40;
const MOST_BARS: usize = 80;
const MOST_POINTS: usize = 200;

/// Reads all charts; those with faults are left out.
pub(super) fn charts(
    lower: &mut Lower<'_>,
    raw: &BTreeMap<String, RawChart>,
    tables: &BTreeMap<String, Table>,
    places: &TablePlaces,
) -> BTreeMap<String, Chart> {
    let mut charts = BTreeMap::new();
    for (id, raw) in raw {
        let path = FieldPath::from("charts").key(id);
        let well_named = lower.id(&path, id).is_some();
        let mut reader = Charts { lower, path, raw, tables, places };
        if let Some(chart) = reader.read()
            && well_named
        {
            charts.insert(id.clone(), chart);
        }
    }
    charts
}

/// The reader of one chart.
struct Charts<'l, 'd, 'a> {
    lower: &'l mut Lower<'d>,
    path: FieldPath,
    raw: &'a RawChart,
    tables: &'a BTreeMap<String, Table>,
    places: &'a TablePlaces,
}

impl Charts<'_, '_, '_> {
    fn read(&mut self) -> Option<Chart> {
        let raw = self.raw;
        let title = self.lower.prose(&self.path.key("title"), raw.title.as_deref(), Extent::Line);
        if title.is_none() {
            self.lower.missing(&self.path.key("title"));
        }
        let at = self.path.key("kind");
        let kind = self.lower.required_at(&at, &raw.kind);
        let kind = kind.and_then(|kind| self.lower.choice(&at, kind, &ChartKind::ALL));
        if raw.y.is_empty() {
            self.lower.missing(&self.path.key("y"));
        }
        if raw.x.is_none() && kind == Some(ChartKind::Scatter) {
            self.lower.missing(&self.path.key("x"));
        }
        let at = self.path.key("table");
        let name = self.lower.required_at(&at, &raw.table)?;
        let place = self.lower.positions.value(&at);
        let table = known(self.lower, self.tables, (&at, place), name)?;
        let x = match raw.x.as_deref() {
            Some(x) => self.column(&self.path.key("x"), name, table, x),
            None if kind == Some(ChartKind::Scatter) => None,
            None => Some(table.key),
        };
        let list = self.path.key("y");
        let columns = raw.y.iter().enumerate();
        let y: Vec<Option<usize>> = columns
            .map(|(at, y)| {
                let is_item = self.lower.positions.has(&list.index(at));
                let at = if is_item { list.index(at) } else { list.clone() };
                self.column(&at, name, table, y.trim())
            })
            .collect();
        let y: Vec<usize> = y.into_iter().collect::<Option<_>>()?;
        let (kind, x) = (kind?, x?);
        let alt = trimmed(&raw.alt);
        let title = title.unwrap_or_default();
        let chart = Chart { kind, table: name.to_owned(), x, y, title, alt };
        (!chart.y.is_empty() && self.can_be_drawn(&chart, table)).then_some(chart)
    }

    fn column(&mut self, at: &FieldPath, table: &str, rows: &Table, name: &str) -> Option<usize> {
        let found = rows.column(name.trim());
        if let (None, Some(header)) = (found, self.places.header(table)) {
            let known = rows.columns.iter().map(|column| column.name.as_str());
            self.lower.fault(at, no_column(name, header, known));
        }
        found
    }

    /// Judges what the columns hold; all faults are told.
    fn can_be_drawn(&mut self, chart: &Chart, table: &Table) -> bool {
        let numeric = match chart.kind {
            ChartKind::Scatter => [&[chart.x], &chart.y[..]].concat(),
            _ => chart.y.clone(),
        };
        let are_numbers: Vec<bool> =
            numeric.iter().map(|column| self.holds_numbers(chart, table, *column)).collect();
        are_numbers.into_iter().all(|is| is)
            && self.has_one_unit(chart, table)
            && self.is_legible(chart, table)
            && (chart.kind != ChartKind::Pie || self.is_a_whole(chart, table))
    }

    fn holds_numbers(&mut self, chart: &Chart, table: &Table, column: usize) -> bool {
        let at = self.place_of(chart, column);
        let name = &table.columns[column].name;
        let cell = |row: &usize| table.rows[*row][column].as_str();
        let is_text = |row: &usize| !is_missing(cell(row)) && Number::parse(cell(row)).is_none();
        if let Some(row) = chart.rows(table).find(is_text) {
            let (cell, Text { zh, en }) = (cell(&row), table.cell_words(row, column));
            let message = text!(
                "{zh}的 “{cell}” 不是数，画不出来",
                "“{cell}” in {en} is no number and cannot be drawn"
            );
            let hint = text!(
                "改成数；没有数据的格子留空或写 —",
                "correct it; a cell without a number is left empty or holds —"
            );
            let mut fault = Diagnostic::error("not-a-number", message).hint(hint);
            if let Some(place) = self.places.cell(&chart.table, row, column) {
                fault = fault.see(place, text!("这一格", "this cell"));
            }
            self.lower.fault(&at, fault);
            return false;
        }
        let has_numbers = chart.rows(table).any(|row| !is_missing(cell(&row)));
        if !has_numbers {
            let message =
                text!("“{name}” 列没有数可画", "the column “{name}” has no number to draw");
            let hint = text!("换一列，或删去这幅图", "draw another column, or delete the chart");
            let fault = Diagnostic::error("not-a-number", message).hint(hint);
            self.lower.fault(&at, fault);
        }
        has_numbers
    }

    /// Where the author names a column.
    fn place_of(&self, chart: &Chart, column: usize) -> FieldPath {
        let list = self.path.key("y");
        let Some(at) = chart.y.iter().position(|y| *y == column) else { return self.path.key("x") };
        match self.lower.positions.has(&list.index(at)) {
            true => list.index(at),
            false => list,
        }
    }

    fn has_one_unit(&mut self, chart: &Chart, table: &Table) -> bool {
        let first = table.unit_of(chart.y[0]);
        let other = chart.y.iter().find(|column| table.unit_of(**column) != first);
        if let Some(column) = other {
            let name = |column: usize| &table.columns[column].name;
            let unit = |column: usize| match table.unit_of(column) {
                "" => text!("没有单位", "without a unit"),
                unit => text!("单位是“{unit}”", "counted in “{unit}”"),
            };
            let (own, first) = (name(*column), name(chart.y[0]));
            let (unit, other) = (unit(*column), unit(chart.y[0]));
            let Text { zh: unit_zh, en: unit } = unit;
            let Text { zh: other_zh, en: other } = other;
            let message = text!(
                "“{own}”{unit_zh}，“{first}”{other_zh}，不能画在一根轴上",
                "“{own}” ({unit}) and “{first}” ({other}) cannot share an axis"
            );
            let hint = text!("分成两幅图", "draw two charts");
            let fault = Diagnostic::error("chart-mixes-units", message).hint(hint);
            self.lower.fault(&self.place_of(chart, *column), fault);
        }
        other.is_none()
    }

    fn is_legible(&mut self, chart: &Chart, table: &Table) -> bool {
        let (names, series) = (chart.rows(table).count(), chart.y.len());
        let (count, most, what): (usize, usize, Text) = match chart.kind {
            ChartKind::Pie if series > 1 => (series, 1, text!("列", "columns")),
            ChartKind::Pie => (names, MOST_SLICES, text!("块", "slices")),
            _ if series > MOST_SERIES => (series, MOST_SERIES, text!("列", "columns")),
            ChartKind::Line | ChartKind::Scatter => {
                (names, MOST_POINTS, text!("个点", "points to a column"))
            }
            ChartKind::Bar if names <= MOST_NAMES => {
                (names * series, MOST_BARS, text!("根柱", "bars"))
            }
            _ => (names, MOST_NAMES, text!("项", "rows")),
        };
        if count > most {
            let Text { zh, en } = what;
            let message = text!(
                "{count} {zh}太多，看不清；最多 {most} {zh}",
                "{count} {en} are too many to be told apart; {most} at most"
            );
            let hint = text!(
                "合并小的几项，分成几幅图，或改用表",
                "join the small ones, draw several charts, or set a table"
            );
            let fault = Diagnostic::error("chart-too-crowded", message).hint(hint);
            self.lower.fault(&self.path.key("kind"), fault);
        }
        count <= most
    }

    /// A pie shows the parts of a whole.
    fn is_a_whole(&mut self, chart: &Chart, table: &Table) -> bool {
        let column = chart.y[0];
        let part = |row: usize| table.quantity(row, column);
        let is_no_part = |row: &usize| part(*row).is_none_or(|part| part.is_negative());
        let place = |row: usize| self.places.cell(&chart.table, row, column);
        let fault = match chart.rows(table).find(is_no_part) {
            Some(row) => {
                let Text { zh, en } = table.cell_words(row, column);
                let message = match part(row) {
                    Some(_) => text!(
                        "{zh}是负数，不是整体的一部分",
                        "{en} is negative and no part of a whole"
                    ),
                    None => text!(
                        "{zh}没有数据，其余的占比无从算起",
                        "{en} is empty, so nobody knows the shares of the others"
                    ),
                };
                Some((message, place(row)))
            }
            None if chart.rows(table).filter_map(part).all(|part| part.is_zero()) => Some((
                text!("各项都是 0，没有占比可画", "all parts are 0: there is no whole"),
                None,
            )),
            None => None,
        };
        let Some((message, place)) = fault else { return true };
        let hint = text!("改用 kind: bar", "use kind: bar instead");
        let mut fault = Diagnostic::error("no-parts-of-a-whole", message).hint(hint);
        if let Some(place) = place {
            fault = fault.see(place, text!("这一格", "this cell"));
        }
        self.lower.fault(&self.path.key("kind"), fault);
        false
    }
}
