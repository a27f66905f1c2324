//! The view of tables and values.

use std::collections::BTreeMap;
use std::ops::Range;

use super::data_notes::DATA_NOTES;
use super::figure::distinct;
use super::labels::Label;
use super::number_format;
use crate::model::Prose;
use crate::model::table::{ColumnAlign, Table};
use crate::model::value::{Definition, Value};

/// A table of data.
#[derive(Debug, Clone)]
pub struct TableView<P> {
    /// Its address on the page.
    pub anchor: String,
    /// 表1; empty for a table that does not stand in the text.
    pub label: String,
    /// The caption.
    pub title: P,
    /// The unit that all numbers share; may be empty.
    pub unit: String,
    /// The columns.
    pub columns: Vec<ColumnView>,
    /// The heads that several columns share, above their own, in order.
    pub groups: Vec<GroupView>,
    /// The rows.
    pub rows: Vec<Vec<CellView>>,
    /// Which row is the total.
    pub total: Option<usize>,
    /// What explains it.
    pub notes: Vec<P>,
    /// What the numbers rest on.
    pub source: Option<P>,
    /// The name that the data file has in the edition.
    pub file: String,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnView {
    /// Its heading, with the unit in brackets where the columns differ in it.
    pub heading: String,
    /// How its cells are set.
    pub align: ColumnAlign,
    /// Whether it names the rows.
    pub is_key: bool,
}

/// A head that adjacent columns share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupView {
    /// What it says.
    pub title: String,
    /// Which columns.
    pub columns: Range<usize>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellView {
    /// What is printed.
    pub text: String,
    /// Its address on the page.
    pub anchor: String,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueView {
    /// As it is printed: 150家.
    pub text: String,
    /// For machines: 150.
    pub number: String,
    /// The address of its cell; where that does not stand on the page, of its note in 数据说明.
    pub anchor: String,
}

/// The name of each table's data file in the edition.
pub(super) fn file_names(tables: &BTreeMap<String, Table>) -> BTreeMap<&str, String> {
    let files = tables.iter().map(|(id, table)| (id.as_str(), own_name(id, table), &table.bytes));
    tables.keys().map(String::as_str).zip(distinct(files)).collect()
}

/// The name of a CSV or TSV file; of other files with another ending; the id of rows in the issue.
fn own_name(id: &str, table: &Table) -> String {
    let name = table.file.file_name();
    match (table.file.extension().as_str(), name.rsplit_once('.')) {
        ("csv" | "tsv", _) | (_, None) => name.to_owned(),
        _ if name == "issue.yaml" => format!("{id}.csv"),
        (_, Some((stem, _))) => format!("{stem}.csv"),
    }
}

/// How a column is set: as the author says, else numbers at the decimal point and text at the left.
fn align(table: &Table, column: usize) -> ColumnAlign {
    match (table.columns[column].align, table.is_numeric(column)) {
        (None | Some(ColumnAlign::Decimal), true) => ColumnAlign::Decimal,
        (None, false) => ColumnAlign::Left,
        (Some(ColumnAlign::Decimal), false) => ColumnAlign::Right,
        (Some(align), _) => align,
    }
}

/// The view of a table.
pub(super) fn table_view(
    id: &str,
    table: &Table,
    file: String,
    labels: &BTreeMap<String, Label>,
) -> TableView<Prose> {
    let numeric: Vec<usize> =
        (0..table.columns.len()).filter(|column| table.is_numeric(*column)).collect();
    let first_unit = numeric.first().map_or("", |column| table.unit_of(*column));
    let shared = numeric.iter().all(|column| table.unit_of(*column) == first_unit);
    let heading = |at: usize| {
        let (name, unit) = (table.own_name(at), table.unit_of(at));
        let stands_in_caption = shared && numeric.contains(&at);
        if unit.is_empty() || stands_in_caption || at == table.key {
            name.to_owned()
        } else {
            format!("{name}（{unit}）")
        }
    };
    let column =
        |at| ColumnView { heading: heading(at), align: align(table, at), is_key: at == table.key };
    let cell = |row, column| CellView {
        text: number_format::cell(table, row, column),
        anchor: cell_anchor(id, row, column),
    };
    TableView {
        anchor: id.to_owned(),
        label: labels.get(id).map(|label| label.words.clone()).unwrap_or_default(),
        title: table.title.clone(),
        unit: if shared { first_unit.to_owned() } else { String::new() },
        columns: (0..table.columns.len()).map(column).collect(),
        groups: table
            .groups()
            .into_iter()
            .map(|(columns, title)| GroupView { title: title.to_owned(), columns })
            .collect(),
        rows: (0..table.rows.len())
            .map(|row| (0..table.columns.len()).map(|column| cell(row, column)).collect())
            .collect(),
        total: table.total,
        notes: table.notes.clone(),
        source: table.source.clone(),
        file,
    }
}

/// The address of a cell on the page: table, row, column, from 1.
fn cell_anchor(id: &str, row: usize, column: usize) -> String {
    format!("{id}-{}-{}", row + 1, column + 1)
}

/// The view of a value; `noted` are the values that have a note in 数据说明.
pub(super) fn value_view(
    tables: &BTreeMap<String, Table>,
    (id, value): (&str, &Value),
    noted: &[&str],
) -> ValueView {
    let note = noted.iter().position(|noted| *noted == id);
    let anchor = match (note, &value.definition) {
        (Some(row), _) => cell_anchor(DATA_NOTES, row, 0),
        (None, Definition::Cell { table, row, column }) => cell_anchor(table, *row, *column),
        (None, Definition::Calc { .. }) => String::new(),
    };
    ValueView {
        text: number_format::value(tables, value),
        number: number_format::machine(value),
        anchor,
    }
}
