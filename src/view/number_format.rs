//! How a number of a table is printed.

use crate::model::table::{Number, Table, Value, is_missing};

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
pub(super) fn value(table: &Table, value: &Value) -> String {
    let printed = cell(table, value.row, value.column);
    let unit = if printed.ends_with('%') && value.unit == "%" { "" } else { &value.unit };
    format!("{printed}{unit}")
}

/// A value for machines: a plain decimal, per cent as a fraction of one.
pub(super) fn machine(table: &Table, value: &Value) -> String {
    let Some(number) = Number::parse(&table.rows[value.row][value.column]) else {
        return String::new();
    };
    let digits = number.digits + if number.percent || value.unit == "%" { 2 } else { 0 };
    let text = Number { digits, percent: false, ..number }.to_fixed(digits);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::{cell, machine, value};
    use crate::model::Prose;
    use crate::model::table::{Column, Table, Value};
    use crate::tree::{Bytes, VPath};

    #[test]
    fn a_value_is_printed_with_its_unit() {
        let column = |unit: &str, digits| Column {
            name: "n".into(),
            unit: unit.into(),
            digits,
            total: true,
        };
        let table = Table {
            columns: vec![column("", None), column("家", Some(0)), column("%", Some(1))],
            rows: vec![
                vec!["甲".into(), "1,234".into(), "36".into()],
                vec!["乙".into(), "-".into(), "4.85%".into()],
            ],
            title: Prose::default(),
            unit: String::new(),
            source: None,
            key: 0,
            total: None,
            file: VPath::parse("t.csv").expect("a path"),
            bytes: Bytes::default(),
        };
        let at = |row, column: usize| Value {
            table: String::new(),
            row,
            column,
            unit: table.columns[column].unit.clone(),
        };
        assert_eq!(
            (value(&table, &at(0, 1)), machine(&table, &at(0, 1))),
            ("1234家".into(), "1234".into())
        );
        assert_eq!(
            (value(&table, &at(0, 2)), machine(&table, &at(0, 2))),
            ("36.0%".into(), "0.36".into())
        );
        assert_eq!(
            (value(&table, &at(1, 2)), machine(&table, &at(1, 2))),
            ("4.9%".into(), "0.0485".into())
        );
        assert_eq!(cell(&table, 1, 1), "—");
    }
}
