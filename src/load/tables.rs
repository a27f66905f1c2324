//! The tables of an issue: raw keys and data files → [`Table`].

use std::collections::BTreeMap;

use super::column_groups;
use super::files::Shelf;
use super::lower::{Lower, trimmed};
use super::prose::Extent;
use super::schema::{RawColumn, RawRow, RawTable};
use super::table::Cells;
use super::unfit::{invisible, is_zero_width};
use super::{table_csv, table_xlsx, table_yaml};
use crate::diag::{Diagnostic, Span, Text, text, unquote, without_chinese_quotes};
use crate::model::table::{Column, ColumnAlign, Table};
use crate::model::{FieldPath, Prose};
use crate::tree::{Bytes, VPath};

/// Where the cells of the tables of an issue stand.
#[derive(Debug, Default)]
pub struct TablePlaces(BTreeMap<String, Cells>);

impl TablePlaces {
    /// A cell of a table; rows are counted without the header.
    pub fn cell(&self, table: &str, row: usize, column: usize) -> Option<Span> {
        self.0.get(table).map(|cells| cells.cell(row, column))
    }

    /// The name of a column; places count from 0.
    pub fn heading(&self, table: &str, column: usize) -> Option<Span> {
        self.0.get(table).map(|cells| cells.heading(column))
    }

    /// The whole header of a table.
    pub fn header(&self, table: &str) -> Option<Span> {
        self.0.get(table).map(Cells::whole_header)
    }

    /// The first cell that holds a character, in any table.
    pub fn find_char(&self, c: char) -> Option<Span> {
        self.0.values().find_map(|cells| cells.find_char(c))
    }
}

/// Reads all tables; those with faults are left out.
pub(super) fn tables(
    lower: &mut Lower<'_>,
    raw: &BTreeMap<String, RawTable>,
    shelf: Shelf<'_>,
) -> (BTreeMap<String, Table>, TablePlaces) {
    let mut tables = BTreeMap::new();
    let mut places = TablePlaces::default();
    for (id, raw) in raw {
        let path = FieldPath::from("tables").key(id);
        let well_named = lower.id(&path, id).is_some();
        if let Some((cells, table)) = read(lower, &path, raw, shelf)
            && well_named
        {
            tables.insert(id.clone(), table);
            places.0.insert(id.clone(), cells);
        }
    }
    (tables, places)
}

fn read(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    raw: &RawTable,
    shelf: Shelf<'_>,
) -> Option<(Cells, Table)> {
    let title = lower.prose(&path.key("title"), raw.title.as_deref(), Extent::Line);
    if title.is_none() {
        lower.missing(&path.key("title"));
    }
    let source = lower.prose(&path.key("source"), raw.source.as_deref(), Extent::Note);
    let notes = notes(lower, &path.key("notes"), &raw.notes);
    let (cells, bytes) = data(lower, path, raw, shelf)?;
    let key = raw.key.as_deref().map_or(Some(0), |name| {
        let path = path.key("key");
        find_column(lower, &path, name, &cells, lower.positions.value(&path))
    });
    let columns = columns(lower, path, &raw.columns, &cells);
    let key = key?;
    column_groups::check(lower, &path.key("columns"), &columns, key);
    let mut table = Table {
        title: title.unwrap_or_default(),
        unit: lower.unit(&path.key("unit"), &raw.unit),
        source,
        notes,
        columns,
        rows: cells.rows.clone(),
        key,
        total: None,
        total_of: Vec::new(),
        file: cells.file.clone(),
        bytes,
    };
    unique_rows(lower, &table, &cells);
    total(lower, path, raw, &mut table, &cells);
    Some((cells, table))
}

fn notes(lower: &mut Lower<'_>, path: &FieldPath, raw: &[String]) -> Vec<Prose> {
    raw.iter()
        .enumerate()
        .filter_map(|(at, note)| lower.prose(&path.index(at), Some(note), Extent::Note))
        .collect()
}

/// What a table's file is refused with, and the most bytes of one that are read.
const FILE: (&str, usize) = ("unreadable-table", 32 << 20);

/// The cells, from the rows in place or from a file; and what readers are given of them: a CSV or
/// TSV file as it is, anything else as CSV.
fn data(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    raw: &RawTable,
    shelf: Shelf<'_>,
) -> Option<(Cells, Bytes)> {
    let (file, rows) = (path.key("file"), path.key("rows"));
    let named = raw.file.as_deref().filter(|name| !name.trim().is_empty());
    match (named, lower.positions.has(&rows)) {
        (Some(name), false) => from_file(lower, path, raw, name, shelf),
        (None, true) => {
            without_sheet(lower, path, raw);
            let cells = table_yaml::rows(&raw.rows, &rows, lower.positions, lower.diagnostics);
            cells.ok().map(with_csv)
        }
        (None, false) => {
            let row = rows.index(0);
            match raw.rows.as_slice() {
                // A single value stands for a list of one.
                [RawRow::Named(entries)] if lower.positions.has(&row) => {
                    let fault = table_yaml::no_rows(entries).at(lower.positions.key(&row));
                    lower.fault(&row, fault);
                }
                _ => lower.missing(&file),
            }
            None
        }
        (Some(_), true) => {
            let message =
                text!("“file” 和 “rows” 只能写一个", "“file” and “rows” cannot stand together");
            let fault = Diagnostic::error("invalid-value", message)
                .at(lower.positions.key(&rows))
                .see(lower.positions.key(&file), text!("“file” 写在这里", "“file” stands here"))
                .hint(text!("删去其中一个", "delete one of them"));
            lower.fault(&rows, fault);
            None
        }
    }
}

fn from_file(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    raw: &RawTable,
    name: &str,
    shelf: Shelf<'_>,
) -> Option<(Cells, Bytes)> {
    let extension = VPath::parse(name).map(|name| name.extension());
    if extension.as_ref().is_some_and(|extension| !EXTENSIONS.contains(&extension.as_str())) {
        let message = text!("不能读 “{name}”", "“{name}” cannot be read");
        let hint = without_chinese_quotes(name).map(unquote).unwrap_or(text!(
            "数据表用 .csv、.tsv、.yaml 或 .xlsx",
            "data tables are .csv, .tsv, .yaml or .xlsx"
        ));
        let fault = Diagnostic::error("unreadable-table", message).hint(hint);
        lower.fault(&path.key("file"), fault);
        return None;
    }
    let (file, bytes) = lower.file(&path.key("file"), name, shelf, FILE)?;
    let extension = extension.unwrap_or_default();
    if extension == "xlsx" {
        return table_xlsx::read(lower, path, raw, &file, &bytes).map(with_csv);
    }
    without_sheet(lower, path, raw);
    match extension.as_str() {
        "csv" | "tsv" => {
            let cells = table_csv::read(&file, &bytes, lower.diagnostics).ok()?;
            Some((cells, bytes))
        }
        _ => table_yaml::read(&file, &bytes, lower.diagnostics).ok().map(with_csv),
    }
}

/// The files that data are read from.
const EXTENSIONS: [&str; 5] = ["csv", "tsv", "yaml", "yml", "xlsx"];

fn with_csv(cells: Cells) -> (Cells, Bytes) {
    let csv = cells.to_csv();
    (cells, csv)
}

/// Reports the keys that only workbooks have.
fn without_sheet(lower: &mut Lower<'_>, path: &FieldPath, raw: &RawTable) {
    for (key, written) in [("sheet", raw.sheet.is_some()), ("range", raw.range.is_some())] {
        if written {
            let path = path.key(key);
            let message =
                text!("“{key}” 只用于 .xlsx 文件", "“{key}” belongs to .xlsx files alone");
            let place = lower.positions.key(&path);
            let hint = text!("删去这一项", "leave it out");
            lower.fault(&path, Diagnostic::error("unknown-field", message).at(place).hint(hint));
        }
    }
}

/// The row that must equal the sum of others, and which those are.
fn total(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    raw: &RawTable,
    table: &mut Table,
    cells: &Cells,
) {
    if let Some(total) = raw.total.as_deref() {
        table.total = row_named(lower, &path.key("total"), total, table, cells);
    }
    let parts = path.key("total-of");
    if !raw.total_of.is_empty() && raw.total.is_none() {
        let message = text!("有 “total-of” 而没有 “total”", "there is “total-of” without “total”");
        let hint = text!("用 total: 写明合计行", "name the total row with total:");
        let place = lower.positions.key(&parts);
        lower.fault(&parts, Diagnostic::error("missing-field", message).at(place).hint(hint));
    }
    for (at, name) in raw.total_of.iter().enumerate() {
        let path = parts.index(at);
        let row = row_named(lower, &path, name, table, cells);
        if row.is_some() && row == table.total {
            let message = text!(
                "合计行 “{name}” 不能算在自己之内",
                "the total row “{name}” is no part of itself"
            );
            let hint = text!("从 total-of 里删去它", "take it out of total-of");
            lower.fault(&path, Diagnostic::error("invalid-value", message).hint(hint));
        } else if row.is_some_and(|row| table.total_of.contains(&row)) {
            let message = text!("“{name}” 写了两次", "“{name}” stands twice");
            let hint = text!("删去一个", "delete one");
            lower.fault(&path, Diagnostic::error("invalid-value", message).hint(hint));
        } else {
            table.total_of.extend(row);
        }
    }
}

fn columns(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    raw: &BTreeMap<String, RawColumn>,
    cells: &Cells,
) -> Vec<Column> {
    let path = path.key("columns");
    for name in raw.keys() {
        let path = path.key(name);
        let _ = find_column(lower, &path, name, cells, lower.positions.key(&path));
    }
    let unset = RawColumn::default();
    let column = |name: &String| {
        let (raw, path) = (raw.get(name).unwrap_or(&unset), path.key(name));
        let digits = raw.digits.as_deref();
        let align = raw.align.as_deref();
        let total = raw.total.as_deref();
        Column {
            name: name.clone(),
            unit: lower.unit(&path.key("unit"), &raw.unit),
            digits: digits.and_then(|text| lower.digits(&path.key("digits"), text)),
            align: align.and_then(|text| lower.choice(&path.key("align"), text, &ColumnAlign::ALL)),
            group: trimmed(&raw.group),
            total: total
                .and_then(|text| lower.choice(&path.key("total"), text, &TRUTH))
                .unwrap_or(true),
        }
    };
    cells.header.iter().map(column).collect()
}

const TRUTH: [(&str, bool); 2] = [("true", true), ("false", false)];

/// The most rows of one table that are told to have the name of another.
const MOST_NAMESAKES: usize = 100;

fn unique_rows(lower: &mut Lower<'_>, table: &Table, cells: &Cells) {
    let mut firsts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut told = 0;
    for (at, row) in table.rows.iter().enumerate() {
        let name = &row[table.key];
        let first = *firsts.entry(name).or_insert(at);
        if first != at && told < MOST_NAMESAKES {
            told += 1;
            let message = text!("行名 “{name}” 出现两次", "the row name “{name}” stands twice");
            let diagnostic = Diagnostic::error("unreadable-table", message)
                .at(cells.cell(at, table.key))
                .see(cells.cell(first, table.key), text!("第一次在这里", "first here"))
                .hint(text!(
                    "各行的名称要不同，或用 key: 指定另一列",
                    "rows need names of their own; or name another column with key:"
                ));
            lower.diagnostics.report(diagnostic);
        }
    }
}

/// The place of a column; `at` is where its name is written.
fn find_column(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    name: &str,
    cells: &Cells,
    at: Span,
) -> Option<usize> {
    let found = cells.header.iter().position(|column| column == name);
    if found.is_none() {
        let known = cells.header.iter().map(String::as_str);
        lower.fault(path, no_column(name, cells.whole_header(), known).at(at));
    }
    found
}

fn row_named(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    name: &str,
    table: &Table,
    cells: &Cells,
) -> Option<usize> {
    let found = table.row(name);
    if found.is_none() {
        lower.fault(path, no_row(name, cells.heading(table.key), table));
    }
    found
}

/// A table by its name; one that is not there is reported, and one that was refused has told its
/// own fault.
pub(super) fn known<'a>(
    lower: &mut Lower<'_>,
    tables: &'a BTreeMap<String, Table>,
    (path, at): (&FieldPath, Span),
    name: &str,
) -> Option<&'a Table> {
    let table = tables.get(name);
    if table.is_none() && !lower.positions.has(&FieldPath::from("tables").key(name)) {
        let message = text!("没有表 “{name}”", "there is no table “{name}”");
        let diagnostic = Diagnostic::error("unresolved-reference", message).at(at);
        lower.fault(path, diagnostic.suggest(name, tables.keys().map(String::as_str)));
    }
    table
}

/// A table without a column of this name.
pub(crate) fn no_column<'a>(
    name: &str,
    header: Span,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let message = text!("表里没有列 “{name}”", "the table has no column “{name}”");
    no_name(name, message).see(header, text!("表头", "the header")).suggest(name, known)
}

/// A table without a row of this name.
pub(crate) fn no_row(name: &str, heading: Span, table: &Table) -> Diagnostic {
    let message = text!("表里没有行 “{name}”", "the table has no row “{name}”");
    no_name(name, message)
        .see(heading, text!("行名在这一列", "this column names the rows"))
        .suggest(name, table.rows.iter().map(|row| row[table.key].as_str()))
}

/// A name that no table has; what cannot be seen in it is told.
fn no_name(name: &str, message: Text) -> Diagnostic {
    let fault = Diagnostic::error("unresolved-reference", message);
    match name.chars().find(|c| is_zero_width(*c)) {
        Some(c) => fault.hint(invisible(name, c)),
        None => fault,
    }
}
