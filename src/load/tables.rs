//! The tables of an issue: raw keys and data files → [`Table`].

use std::collections::BTreeMap;

use super::lower::{Folder, Lower, trimmed};
use super::prose::Extent;
use super::schema::{RawColumn, RawTable};
use super::table::{self, Cells};
use crate::diag::{Diagnostic, Span, text};
use crate::model::FieldPath;
use crate::model::table::{Column, Table};
use crate::tree::{FileTree, VPath};

/// Where the cells of the tables of an issue stand.
#[derive(Debug, Default)]
pub struct TablePlaces(BTreeMap<String, (VPath, Cells)>);

impl TablePlaces {
    /// A cell of a table; rows are counted without the header.
    pub fn cell(&self, table: &str, row: usize, column: usize) -> Option<Span> {
        let (file, cells) = self.0.get(table)?;
        Some(Span::new(file, cells.cell(row, column)))
    }

    /// The name of a column; places count from 0.
    pub fn heading(&self, table: &str, column: usize) -> Option<Span> {
        let (file, cells) = self.0.get(table)?;
        Some(Span::new(file, cells.heading(column)))
    }

    /// The whole header of a table.
    pub fn header(&self, table: &str) -> Option<Span> {
        let (file, cells) = self.0.get(table)?;
        Some(Span::new(file, cells.heading(0).start..cells.heading(cells.header.len() - 1).end))
    }
}

/// Reads all tables; those with faults are left out.
pub(crate) fn tables(
    lower: &mut Lower<'_>,
    raw: &BTreeMap<String, RawTable>,
    folder: &Folder,
    tree: &FileTree,
) -> (BTreeMap<String, Table>, TablePlaces) {
    let mut tables = BTreeMap::new();
    let mut places = TablePlaces::default();
    for (id, raw) in raw {
        let path = FieldPath::from("tables").key(id);
        let well_named = lower.id(&path, id).is_some();
        if let Some((file, cells, table)) = read(lower, &path, raw, folder, tree)
            && well_named
        {
            tables.insert(id.clone(), table);
            places.0.insert(id.clone(), (file, cells));
        }
    }
    (tables, places)
}

fn read(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    raw: &RawTable,
    folder: &Folder,
    tree: &FileTree,
) -> Option<(VPath, Cells, Table)> {
    let title = lower.prose(&path.key("title"), raw.title.as_deref(), Extent::Line);
    if title.is_none() {
        lower.missing(&path.key("title"));
    }
    let source = lower.prose(&path.key("source"), raw.source.as_deref(), Extent::Note);
    let (file, cells) = data(lower, path, raw, folder, tree)?;
    let key = column_named(lower, &path.key("key"), raw.key.as_deref(), &file, &cells)?;
    let columns = columns(lower, path, &raw.columns, &file, &cells);
    let mut table = Table {
        title: title.unwrap_or_default(),
        unit: trimmed(&raw.unit),
        source,
        notes: Vec::new(),
        columns,
        rows: cells.rows.clone(),
        key,
        total: None,
        total_of: Vec::new(),
        file: file.clone(),
        bytes: tree.get(&file).cloned().unwrap_or_default(),
    };
    unique_rows(lower, &table, &file, &cells);
    if let Some(total) = raw.total.as_deref() {
        table.total = row_named(lower, &path.key("total"), total, &table, &file, &cells);
    }
    Some((file, cells, table))
}

/// Finds and reads the data file, which must lie inside the folder.
fn data(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    raw: &RawTable,
    folder: &Folder,
    tree: &FileTree,
) -> Option<(VPath, Cells)> {
    let path = path.key("file");
    let Some(name) = raw.file.as_deref().filter(|name| !name.trim().is_empty()) else {
        lower.missing(&path);
        return None;
    };
    let Some(file) = folder.path.join(name) else {
        let message =
            text!("“{name}” 不在本期的文件夹里", "“{name}” is not inside the issue's folder");
        lower.fault(
            &path,
            Diagnostic::error("file-outside-issue", message).hint(text!(
                "把文件放到本期的 tables/ 下，写相对路径",
                "put the file into the issue's tables/ and name it from there"
            )),
        );
        return None;
    };
    if !["csv", "tsv"].contains(&file.extension().as_str()) {
        let message = text!("不能读 “{name}”", "“{name}” cannot be read");
        lower.fault(
            &path,
            Diagnostic::error("unreadable-table", message)
                .hint(text!("数据表用 .csv 或 .tsv", "data tables are .csv or .tsv")),
        );
        return None;
    }
    let Some(bytes) = tree.get(&file) else {
        let below = format!("{}/", folder.path);
        let others: Vec<&str> =
            tree.iter().filter_map(|(file, _)| file.as_str().strip_prefix(&below)).collect();
        let message = text!("没有文件 “{name}”", "there is no file “{name}”");
        let diagnostic = Diagnostic::error("unreadable-table", message);
        lower.fault(
            &path,
            diagnostic.suggest(name, others.iter().copied().filter(|other| *other != "issue.yaml")),
        );
        return None;
    };
    table::read(&file, bytes, lower.diagnostics).ok().map(|cells| (file, cells))
}

fn columns(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    raw: &BTreeMap<String, RawColumn>,
    file: &VPath,
    cells: &Cells,
) -> Vec<Column> {
    let path = path.key("columns");
    for name in raw.keys() {
        let _ = find_column(lower, &path.key(name), name, file, cells, true);
    }
    let column = |name: &String| {
        let unset = RawColumn::default();
        let raw = raw.get(name).unwrap_or(&unset);
        let digits = raw
            .digits
            .as_deref()
            .and_then(|text| digits(lower, &path.key(name).key("digits"), text));
        let total = match raw.total.as_deref() {
            None | Some("true") => true,
            Some("false") => false,
            Some(other) => {
                let message = text!("“total” 不能是 “{other}”", "“total” cannot be “{other}”");
                lower.fault(
                    &path.key(name).key("total"),
                    Diagnostic::error("invalid-value", message)
                        .hint(text!("写 true 或 false", "write true or false")),
                );
                true
            }
        };
        Column { name: name.clone(), unit: trimmed(&raw.unit), digits, align: None, total }
    };
    cells.header.iter().map(column).collect()
}

fn digits(lower: &mut Lower<'_>, path: &FieldPath, text: &str) -> Option<u8> {
    let digits = text.parse::<u8>().ok().filter(|digits| *digits <= 9);
    if digits.is_none() {
        let message = text!("“{text}” 不是小数位数", "“{text}” is no number of decimal digits");
        lower.fault(
            path,
            Diagnostic::error("invalid-number", message).hint(text!("写 0 到 9", "write 0 to 9")),
        );
    }
    digits
}

fn unique_rows(lower: &mut Lower<'_>, table: &Table, file: &VPath, cells: &Cells) {
    for (at, row) in table.rows.iter().enumerate() {
        let name = &row[table.key];
        if let Some(first) = table.row(name).filter(|first| *first != at) {
            let message = text!("行名 “{name}” 出现两次", "the row name “{name}” stands twice");
            let diagnostic = Diagnostic::error("unreadable-table", message)
                .at(Span::new(file, cells.cell(at, table.key)))
                .see(
                    Span::new(file, cells.cell(first, table.key)),
                    text!("第一次在这里", "first here"),
                )
                .hint(text!(
                    "各行的名称要不同，或用 key: 指定另一列",
                    "rows need names of their own; or name another column with key:"
                ));
            lower.diagnostics.report(diagnostic);
        }
    }
}

fn column_named(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    name: Option<&str>,
    file: &VPath,
    cells: &Cells,
) -> Option<usize> {
    name.map_or(Some(0), |name| find_column(lower, path, name, file, cells, false))
}

fn find_column(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    name: &str,
    file: &VPath,
    cells: &Cells,
    at_key: bool,
) -> Option<usize> {
    let found = cells.header.iter().position(|column| column == name);
    if found.is_none() {
        let span = if at_key { lower.positions.key(path) } else { lower.positions.value(path) };
        let header =
            Span::new(file, cells.heading(0).start..cells.heading(cells.header.len() - 1).end);
        let known = cells.header.iter().map(String::as_str);
        lower.fault(path, no_column(name, header, known).at(span));
    }
    found
}

fn row_named(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    name: &str,
    table: &Table,
    file: &VPath,
    cells: &Cells,
) -> Option<usize> {
    let found = table.row(name);
    if found.is_none() {
        let heading = Span::new(file, cells.heading(table.key));
        lower.fault(path, no_row(name, heading, table));
    }
    found
}

/// A table without a column of this name.
pub(crate) fn no_column<'a>(
    name: &str,
    header: Span,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let message = text!("表里没有列 “{name}”", "the table has no column “{name}”");
    Diagnostic::error("unresolved-reference", message)
        .see(header, text!("表头", "the header"))
        .suggest(name, known)
}

/// A table without a row of this name.
pub(crate) fn no_row(name: &str, heading: Span, table: &Table) -> Diagnostic {
    let message = text!("表里没有行 “{name}”", "the table has no row “{name}”");
    Diagnostic::error("unresolved-reference", message)
        .see(heading, text!("行名在这一列", "this column names the rows"))
        .suggest(name, table.rows.iter().map(|row| row[table.key].as_str()))
}
