//! How a number of a table is printed.

use std::collections::BTreeMap;

use crate::model::table::{Number, Table, is_missing};
use crate::model::value::{Definition, Value};

/// A cell as it is printed in its table: with the column's digits, and commas where the author
/// wrote them; or as the author spelt it.
pub(super) fn cell(table: &Table, row: usize, column: usize) -> String {
    let written = table.rows[row][column].trim();
    match (Number::parse(written), table.columns[column].digits) {
        (Some(number), Some(digits)) => {
            let fixed = number.to_fixed(digits);
            let fixed = if written.contains([',', '，']) { grouped(&fixed) } else { fixed };
            format!("{fixed}{}", if number.percent { "%" } else { "" })
        }
        _ if is_missing(written) && column != table.key => "—".to_owned(),
        _ => written.to_owned(),
    }
}

/// A number with a comma between groups of three digits.
fn grouped(number: &str) -> String {
    let (whole, fraction) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut grouped = String::new();
    for (at, c) in whole.char_indices() {
        let left = whole.len() - at;
        if left % 3 == 0 && grouped.ends_with(|c: char| c.is_ascii_digit()) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    grouped + fraction
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

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn groups_have_three_digits() {
        let numbers = ["1", "123", "1235", "-123", "-1234567.891", "123456"].map(grouped);
        assert_eq!(numbers, ["1", "123", "1,235", "-123", "-1,234,567.891", "123,456"]);
    }
}
