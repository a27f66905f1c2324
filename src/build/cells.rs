//! The cells of a table that changed since it was published.

use std::collections::BTreeSet;

use crate::model::Table;

/// A cell whose text is another.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) row: usize,
    pub(super) column: usize,
    /// What it said; none, where the row or the column was not there.
    pub(super) before: Option<String>,
}

/// How a table differs from its data as they were published: the cells that say something else, by
/// the names of row and column, and the names of rows that are gone. None, where the two cannot be
/// compared cell by cell.
pub(super) fn changes(table: &Table, published: &[u8]) -> Option<(Vec<Change>, Vec<String>)> {
    let delimiter = if table.file.extension() == "tsv" { b'\t' } else { b',' };
    let (old_header, old) = read(published, delimiter)?;
    let (header, new) = read(&table.bytes, delimiter)?;
    let name = &table.columns.get(table.key)?.name;
    let old_key = old_header.iter().position(|column| column == name)?;
    if new.len() != table.rows.len() || header.len() != table.columns.len() {
        return None;
    }
    let mut seen = BTreeSet::new();
    let mut changes = Vec::new();
    for (row, cells) in table.rows.iter().enumerate() {
        let key = cells.get(table.key)?;
        let before = old.iter().find(|cells| cells.get(old_key) == Some(key));
        seen.insert(key.as_str());
        for (column, cell) in cells.iter().enumerate() {
            let place = old_header.iter().position(|old| *old == table.columns[column].name);
            let before = place.and_then(|place| before?.get(place));
            if before != Some(cell) {
                changes.push(Change { row, column, before: before.cloned() });
            }
        }
    }
    let gone = old.into_iter().filter_map(|mut cells| {
        let key = if old_key < cells.len() { cells.swap_remove(old_key) } else { return None };
        (!seen.contains(key.as_str())).then_some(key)
    });
    let gone = gone.collect();
    Some((changes, gone))
}

type Rows = Vec<Vec<String>>;

fn read(bytes: &[u8], delimiter: u8) -> Option<(Vec<String>, Rows)> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(delimiter)
        .from_reader(bytes);
    let trimmed = |record: csv::StringRecord| {
        record.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()
    };
    let mut rows = Vec::new();
    for record in reader.records() {
        rows.push(trimmed(record.ok()?));
    }
    if rows.is_empty() {
        return None;
    }
    let header = rows.remove(0);
    Some((header, rows))
}
