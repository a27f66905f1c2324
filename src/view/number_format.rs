//! How a number of a table is printed.

use std::collections::BTreeMap;

use crate::model::table::{Number, Table, is_missing};
use crate::model::value::{Definition, Value};

/// A cell as it is printed in its table: with the column's digits, or as the author spelt it.
pub(super) fn cell(table: &Table, row: usize, column: usize) -> String {
    let written = table.rows[row][column].trim();
    match (Number::parse(written), table.columns[column].digits) {
        (Some(number), Some(digits)) => {
            format!("{}{}", number.to_fixed(digits), if number.percent { "%" } else { "" })
        }
        _ if is_missing(written) && column != table.key => "—".to_owned(),
        _ => written.to_owned(),
    }
}

/// A value as it is printed in the text: the cell with its unit.
pub(super) fn value(tables: &BTreeMap<String, Table>, value: &Value) -> String {
    let printed = match &value.definition {
        Definition::Cell { table, row, column } => {
            tables.get(table).map(|table| cell(table, *row, *column)).unwrap_or_default()
        }
        Definition::Calc { .. } => value.quantity.to_string(),
    };
    let unit = if printed.ends_with('%') && value.unit == "%" { "" } else { &value.unit };
    format!("{printed}{unit}")
}
