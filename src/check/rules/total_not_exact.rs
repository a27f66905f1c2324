//! total-not-exact: whole numbers whose total is their sum within rounding, and not exactly.

use num_traits::Signed;

use super::total_differs::differing_sum;
use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::table::{Number, Table, is_missing};
use crate::model::unit::Unit;
use crate::model::value::{Rational, decimal};
use crate::model::{Brief, FieldPath};

pub(in crate::check) const RULE: Rule = Rule {
    name: "total-not-exact",
    severity: Severity::Warning,
    explanation: (
        "整数的合计与各行之和有零头之差",
        "the total of whole numbers is off their sum by no more than rounding could explain",
    ),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    for (id, table) in &brief.tables {
        let Some(row) = table.total else { continue };
        for (column, about) in table.columns.iter().enumerate() {
            if !about.total || column == table.key {
                continue;
            }
            let Some((total, sum)) = inexact(table, row, column) else { continue };
            let (name, off) = (&about.name, decimal(&(&total - &sum).abs(), 0));
            let (total, sum) = (decimal(&total, 0), decimal(&sum, 0));
            let message = text!(
                "“{name}” 的合计 {total} 与各行之和 {sum} 差 {off}",
                "the total of “{name}”, {total}, is {off} off the sum of its rows, {sum}"
            );
            let hint = text!(
                "改正数据表；数据本来经过四舍五入的，在 serial.yaml 写 lint: {{ total-not-exact: off }}",
                "correct the table; for data that is rounded write lint: {{ total-not-exact: off }} in serial.yaml"
            );
            let table_place = || loaded.positions.key(&FieldPath::from("tables").key(id));
            let place = loaded.tables.cell(id, row, column).unwrap_or_else(table_place);
            diagnostics.report(Diagnostic::warning("", message).at(place).hint(hint));
        }
    }
}

/// The total of a column and the sum of its rows, where both are whole numbers of things, differ,
/// and total-differs lets them pass.
fn inexact(table: &Table, total_row: usize, column: usize) -> Option<(Rational, Rational)> {
    let unit = Unit::of(table.unit_of(column));
    let is_share = unit.base.is_empty() && unit.exponent < 0;
    let rows = table.parts_of_total().into_iter();
    let cells: Option<Vec<Number>> = rows
        .map(|row| table.rows[row][column].as_str())
        .filter(|cell| !is_missing(cell))
        .map(Number::parse)
        .collect();
    let (parts, total) = (cells?, Number::parse(&table.rows[total_row][column])?);
    let is_whole = |number: &Number| number.digits == 0 && !number.percent;
    let all_whole = parts.iter().chain([&total]).all(is_whole);
    if is_share || !all_whole || differing_sum(&parts, total).is_some() {
        return None;
    }
    let sum: Rational = parts.iter().map(|part| part.exact()).sum();
    (total.exact() != sum).then_some((total.exact(), sum))
}
