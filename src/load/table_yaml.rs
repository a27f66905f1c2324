//! Rows written in YAML, in the issue or in a file of their own → cells.

use std::ops::Range;

use super::positions::Positions;
use super::read;
use super::schema::{RawRow, RawRows};
use super::table::{Cells, one_line, ragged};
use super::yaml::{self, Entry, Kind, Node};
use crate::diag::{Diagnostic, Diagnostics, Failed, Span, Text, did_you_mean, text};
use crate::model::FieldPath;
use crate::tree::{Bytes, VPath};

/// Reads a file: a list of rows, or a map with the key `rows`.
pub(crate) fn read(
    file: &VPath,
    bytes: &Bytes,
    diagnostics: &mut Diagnostics,
) -> Result<Cells, Failed> {
    let document = yaml::parse(file, bytes, diagnostics)?;
    let mut faults = Diagnostics::new();
    if let Some((at, entries)) = map_in_place_of_rows(&document) {
        return Err(diagnostics.error(no_rows(&entries).at(Span::new(file, at))));
    }
    let (rows, path, positions) = match &document.kind {
        Kind::Map(_) => {
            let raw = read::read::<RawRows>(file, bytes.clone(), &document, &mut faults);
            (raw.value.rows, FieldPath::from("rows"), raw.positions)
        }
        _ => {
            let raw = read::read::<Vec<RawRow>>(file, bytes.clone(), &document, &mut faults);
            (raw.value, FieldPath::root(), raw.positions)
        }
    };
    rows_at(&rows, &path, &positions, faults, diagnostics)
}

/// The entries of a map that stands where the rows do, and the place of the first.
fn map_in_place_of_rows(document: &Node) -> Option<(Range<usize>, Vec<NamedCell>)> {
    let Kind::Map(entries) = &document.kind else { return None };
    let rows = entries.iter().find(|entry| entry.key == "rows");
    let entries = match rows.map(|rows| &rows.value.kind) {
        Some(Kind::Map(entries)) => entries,
        Some(_) => return None,
        None => entries,
    };
    let cell = |entry: &Entry| match &entry.value.kind {
        Kind::Scalar(text, _) => Some((entry.key.clone(), Some(text.to_string()))),
        _ => None,
    };
    let cells: Option<Vec<_>> = entries.iter().map(cell).collect();
    Some((entries.first()?.key_range.clone(), cells?))
}

/// A map from names to cells, where rows are wanted.
pub(crate) fn no_rows(entries: &Entries) -> Diagnostic {
    let message = text!(
        "数据要写成若干行，不是 “名称: 数” 的表",
        "data are rows, not a map of names and cells"
    );
    let (name, cell) = entries
        .first()
        .map_or(("东区", "1"), |(name, cell)| (name.as_str(), cell.as_deref().unwrap_or("—")));
    let hint = text!(
        "每行写一项：- {{ 区域: {name}, 数量: {cell} }}",
        "write an item for each row: - {{ region: {name}, number: {cell} }}"
    );
    Diagnostic::error("wrong-type", message).hint(hint)
}

/// Reads rows that stand in the field `path`.
pub(crate) fn rows(
    rows: &[RawRow],
    path: &FieldPath,
    positions: &Positions,
    diagnostics: &mut Diagnostics,
) -> Result<Cells, Failed> {
    rows_at(rows, path, positions, Diagnostics::new(), diagnostics)
}

fn rows_at(
    rows: &[RawRow],
    path: &FieldPath,
    positions: &Positions,
    faults: Diagnostics,
    diagnostics: &mut Diagnostics,
) -> Result<Cells, Failed> {
    let cells = Cells::in_text(positions.file(), positions.source());
    let mut reader = Reader { positions, faults, cells };
    if let Some(RawRow::Named(first)) = rows.first() {
        reader.header(first, &path.index(0));
    }
    let named = matches!(rows.first(), Some(RawRow::Named(_)));
    for (at, row) in rows.iter().enumerate() {
        let path = path.index(at);
        match row {
            RawRow::Named(entries) if named => reader.named(at + 1, entries, &path),
            RawRow::Cells(cells) if !named => reader.listed(at, cells, &path),
            _ => reader.misshapen(named, &path),
        }
    }
    let whole = positions.key(path);
    reader.cells.judged(whole, reader.faults, diagnostics)
}

struct Reader<'a> {
    positions: &'a Positions,
    faults: Diagnostics,
    cells: Cells,
}

/// A cell with the name of its column.
type NamedCell = (String, Option<String>);
type Entries = [NamedCell];

impl Reader<'_> {
    /// The columns are the keys of the first row.
    fn header(&mut self, first: &Entries, path: &FieldPath) {
        let names = first.iter().map(|(name, _)| one_line(name)).collect();
        let key = |(name, _): &(String, _)| self.positions.key(&path.key(name)).range;
        let ranges = first.iter().map(key).collect();
        self.cells.push(names, ranges);
    }

    /// A row by the names of its columns; `number` is counted from 1.
    fn named(&mut self, number: usize, entries: &Entries, path: &FieldPath) {
        let header = self.cells.header.clone();
        if header.is_empty() {
            return;
        }
        let mut meant: Vec<&str> = Vec::new();
        for (name, _) in entries.iter().filter(|(name, _)| !header.contains(&one_line(name))) {
            let message = text!("表里没有列 “{name}”", "the table has no column “{name}”");
            meant.extend(did_you_mean(name, header.iter().map(String::as_str)));
            let fault = Diagnostic::error("unresolved-reference", message)
                .at(self.positions.key(&path.key(name)))
                .see(
                    self.cells.whole_header(),
                    text!("列名以第一行为准", "the first row names the columns"),
                );
            self.faults.report(fault.suggest(name, header.iter().map(String::as_str)));
        }
        let mut cells = Vec::new();
        let mut ranges = Vec::new();
        for column in &header {
            let found = entries.iter().find(|(name, _)| one_line(name) == *column);
            if found.is_none() && !meant.contains(&column.as_str()) {
                let message = text!(
                    "第 {number} 行缺少列 “{column}”",
                    "row {number} lacks the column “{column}”"
                );
                let hint = text!(
                    "没有数据写 “{column}: —”",
                    "write “{column}: —” where there is no number"
                );
                let place = self.positions.value(path);
                self.faults.report(Diagnostic::error("ragged-row", message).at(place).hint(hint));
            }
            let (name, cell) = found.map_or(("", ""), |(name, cell)| {
                (name.as_str(), cell.as_deref().unwrap_or_default())
            });
            cells.push(one_line(cell));
            ranges.push(self.range(&path.key(name)));
        }
        self.cells.push(cells, ranges);
    }

    /// A row by the order of its cells; the first row names the columns.
    fn listed(&mut self, number: usize, row: &[Option<String>], path: &FieldPath) {
        let (found, expected) = (row.len(), self.cells.header.len());
        if number > 0 && expected == 0 {
            return;
        }
        if number > 0 && found != expected {
            let hint = text!("没有数据的格写 “—”", "write “—” where there is no number");
            let place = self.positions.value(path);
            self.faults.report(ragged(number, found, expected).at(place).hint(hint));
            return;
        }
        let cells = row.iter().map(|cell| one_line(cell.as_deref().unwrap_or_default()));
        let ranges = (0..found).map(|at| self.range(&path.index(at))).collect();
        self.cells.push(cells.collect(), ranges);
    }

    fn misshapen(&mut self, named: bool, path: &FieldPath) {
        let message = text!("这不是一行数据", "this is no row of data");
        let hint: Text = match named {
            true => text!(
                "同前面各行一样写 “{{ 列名: 值 }}”",
                "write “{{ column: cell }}” as in the other rows"
            ),
            false => text!(
                "每行写 “{{ 列名: 值 }}”；或写 “[值, 值]”，第一行是列名",
                "write rows as “{{ column: cell }}”, or as “[cell, cell]” with the names of the columns first"
            ),
        };
        let place = self.positions.value(path);
        self.faults.report(Diagnostic::error("wrong-type", message).at(place).hint(hint));
    }

    fn range(&self, path: &FieldPath) -> Range<usize> {
        let Span { range, .. } = self.positions.value(path);
        range
    }
}
