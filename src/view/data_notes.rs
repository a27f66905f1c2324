//! 数据说明: where the values come from whose cells do not stand on the page.

use std::collections::BTreeMap;

use super::LinkView;
use super::figure::percent_encoded;
use super::table::{TableView, ValueView};
use crate::model::value::{Definition, Operand};
use crate::model::{Brief, Prose, Value};

/// How a value comes about: a row of the table of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataNoteView {
    /// The value's id.
    pub name: String,
    /// The formula as written; empty for a cell.
    pub formula: String,
    /// What it gives, as it is printed.
    pub result: String,
    /// What it rests on: other values, cells and columns.
    pub operands: Vec<OperandView>,
    /// The data files, by their addresses on the page.
    pub files: Vec<LinkView>,
}

/// What a value rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperandView {
    /// What it is: a value's id, or a table with its row and column.
    pub name: String,
    /// What it says, as it is printed; empty for a column.
    pub text: String,
    /// Its address on the page; empty where it has none.
    pub anchor: String,
}

/// The name of the table of values, whose cells have addresses as those of other tables have.
pub const DATA_NOTES: &str = "yb-values";

/// The values that the text uses and whose cell does not stand on the page, in the order of their
/// notes; `placed` are the tables that stand in the text.
pub(super) fn noted<'a>(brief: &'a Brief, placed: &[&str]) -> Vec<&'a str> {
    let used = brief.used_values();
    let is_on_page = |value: &Value| match &value.definition {
        Definition::Cell { table, .. } => placed.contains(&table.as_str()),
        Definition::Calc { .. } => false,
    };
    let values = brief.values.iter();
    let noted = values.filter(|(id, value)| used.contains(id.as_str()) && !is_on_page(value));
    noted.map(|(id, _)| id.as_str()).collect()
}

/// The notes of these values.
pub(super) fn data_notes(
    brief: &Brief,
    noted: &[&str],
    values: &BTreeMap<String, ValueView>,
    tables: &BTreeMap<String, TableView<Prose>>,
) -> Vec<DataNoteView> {
    noted.iter().filter_map(|id| note(brief, values, tables, id)).collect()
}

fn note(
    brief: &Brief,
    values: &BTreeMap<String, ValueView>,
    tables: &BTreeMap<String, TableView<Prose>>,
    id: &str,
) -> Option<DataNoteView> {
    let (value, shown) = (brief.values.get(id)?, values.get(id)?);
    let mut files: Vec<LinkView> = Vec::new();
    let mut file = |table: &str| {
        let Some(table) = tables.get(table) else { return };
        let link = LinkView {
            anchor: format!("tables/{}", percent_encoded(&table.file)),
            words: table.file.clone(),
        };
        if !files.contains(&link) {
            files.push(link);
        }
    };
    let (formula, operands) = match &value.definition {
        Definition::Cell { table, row, column } => {
            file(table);
            let place = &brief.tables.get(table)?;
            let row = place.rows.get(*row)?.get(place.key)?;
            let column = &place.columns.get(*column)?.name;
            let name = format!("{}，{row}，{column}", table_name(table, tables));
            (String::new(), vec![OperandView { name, text: String::new(), anchor: String::new() }])
        }
        Definition::Calc { formula, uses } => {
            let operands = uses.iter().filter_map(|operand| match operand {
                Operand::Value(id) => {
                    let value = values.get(id)?;
                    let (text, anchor) = (value.text.clone(), value.anchor.clone());
                    Some(OperandView { name: id.clone(), text, anchor })
                }
                Operand::Column { table, column } => {
                    file(table);
                    let name = &brief.tables.get(table)?.columns.get(*column)?.name;
                    let label = table_name(table, tables);
                    let is_placed = tables.get(table).is_some_and(|table| !table.label.is_empty());
                    Some(OperandView {
                        name: format!("{label}，{name}"),
                        text: String::new(),
                        anchor: if is_placed { table.clone() } else { String::new() },
                    })
                }
            });
            (formula.clone(), operands.collect())
        }
    };
    Some(DataNoteView { name: id.to_owned(), formula, result: shown.text.clone(), operands, files })
}

/// 表1, or the table's id where it does not stand in the text.
fn table_name(id: &str, tables: &BTreeMap<String, TableView<Prose>>) -> String {
    let label = tables.get(id).map(|table| table.label.as_str()).unwrap_or_default();
    if label.is_empty() { id.to_owned() } else { label.to_owned() }
}
