//! The values of an issue: cells and calculations → [`Value`].

use std::collections::BTreeMap;

use super::lower::{Lower, trimmed};
use super::schema::RawValue;
use super::tables::{TablePlaces, no_column, no_row};
use crate::diag::{Diagnostic, text};
use crate::model::FieldPath;
use crate::model::table::{Number, Table, is_missing};
use crate::model::value::{Definition, NumberFormat, Value, power_of_ten};

/// Resolves all values; those with faults are left out.
pub(crate) fn values(
    lower: &mut Lower<'_>,
    raw: &BTreeMap<String, RawValue>,
    tables: &BTreeMap<String, Table>,
    places: &TablePlaces,
) -> BTreeMap<String, Value> {
    let mut values = BTreeMap::new();
    for (id, raw) in raw {
        let path = FieldPath::from("values").key(id);
        let well_named = lower.id(&path, id).is_some();
        if let Some(value) = value(lower, &path, raw, tables, places)
            && well_named
        {
            values.insert(id.clone(), value);
        }
    }
    values
}

fn value(
    lower: &mut Lower<'_>,
    path: &FieldPath,
    raw: &RawValue,
    tables: &BTreeMap<String, Table>,
    places: &TablePlaces,
) -> Option<Value> {
    let mut field = |key: &str, text: &Option<String>| {
        let text = text.clone().filter(|text| !text.trim().is_empty());
        if text.is_none() {
            lower.missing(&path.key(key));
        }
        text
    };
    let (name, row, column) =
        (field("table", &raw.table), field("row", &raw.row), field("column", &raw.column));
    let (name, row, column) = (name?, row?, column?);
    let Some(table) = tables.get(&name) else {
        // A table that was refused has told its own fault.
        if !lower.positions.has(&FieldPath::from("tables").key(&name)) {
            let message = text!("没有表 “{name}”", "there is no table “{name}”");
            lower.fault(
                &path.key("table"),
                Diagnostic::error("unresolved-reference", message)
                    .suggest(&name, tables.keys().map(String::as_str)),
            );
        }
        return None;
    };
    let row_at = table.row(&row);
    if let (None, Some(heading)) = (row_at, places.heading(&name, table.key)) {
        lower.fault(&path.key("row"), no_row(&row, heading, table));
    }
    let column_at = table.column(&column);
    if let (None, Some(header)) = (column_at, places.header(&name)) {
        let known = table.columns.iter().map(|column| column.name.as_str());
        lower.fault(&path.key("column"), no_column(&column, header, known));
    }
    let (row, column) = (row_at?, column_at?);
    let cell = &table.rows[row][column];
    if Number::parse(cell).is_none() {
        let (message, hint) = match is_missing(cell) {
            true => (
                text!("这一格没有数据", "this cell is empty"),
                text!("补上数据，或不在文中引用它", "fill it in, or do not use it in the text"),
            ),
            false => (
                text!("“{cell}” 不是数", "“{cell}” is no number"),
                text!(
                    "只写数字，单位写在 unit: 里",
                    "write digits alone; the unit goes into unit:"
                ),
            ),
        };
        let mut diagnostic =
            Diagnostic::error("not-a-number", message).at(lower.positions.key(path));
        if let Some(place) = places.cell(&name, row, column) {
            diagnostic = diagnostic.see(place, text!("这一格", "this cell"));
        }
        lower.fault(path, diagnostic.hint(hint));
        return None;
    }
    let number = Number::parse(cell)?;
    let unit =
        if raw.unit.is_some() { trimmed(&raw.unit) } else { table.unit_of(column).to_owned() };
    Some(Value {
        definition: Definition::Cell { table: name, row, column },
        quantity: num_rational::BigRational::from(num_bigint::BigInt::from(number.units))
            * power_of_ten(-i32::from(number.digits)),
        unit,
        format: NumberFormat::default(),
    })
}
