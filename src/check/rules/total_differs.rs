//! total-differs: the total row is not the sum of the others.

use num_bigint::BigInt;
use num_traits::Signed;

use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, Text, text};
use crate::load::LoadedIssue;
use crate::model::table::{Number, Table, is_missing};
use crate::model::value::{Rational, fixed, power_of_ten};
use crate::model::{Brief, FieldPath};

pub(in crate::check) const RULE: Rule = Rule {
    name: "total-differs",
    severity: Severity::Error,
    explanation: (
        "合计行不等于其余各行之和（允许四舍五入的误差）",
        "the total row is not the sum of the others, within rounding",
    ),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    for (id, table) in &brief.tables {
        let Some(total) = table.total else { continue };
        let added = |column: &usize| table.columns[*column].total && *column != table.key;
        for column in (0..table.columns.len()).filter(added) {
            check_column(loaded, id, table, (total, column), diagnostics);
        }
    }
}

fn check_column(
    loaded: &LoadedIssue,
    id: &str,
    table: &Table,
    (total_row, column): (usize, usize),
    diagnostics: &mut Diagnostics,
) {
    let place = |row: usize| {
        loaded
            .tables
            .cell(id, row, column)
            .unwrap_or_else(|| loaded.positions.key(&FieldPath::from("tables").key(id)))
    };
    let numbers = |rows: &[usize]| {
        let cells = rows.iter().filter_map(|row| Number::parse(&table.rows[*row][column]));
        cells.collect::<Vec<_>>()
    };
    let rows: Vec<usize> = table
        .parts_of_total()
        .into_iter()
        .filter(|row| !is_missing(&table.rows[*row][column]))
        .collect();
    let parts = numbers(&rows);
    let Some(total) = numbers(&[total_row]).pop() else {
        // A column of words has none to speak of.
        let meant = table.rows[total_row][column].contains(char::is_numeric);
        if meant && !parts.is_empty() && parts.len() == rows.len() {
            diagnostics.report(no_number(table, (total_row, column)).at(place(total_row)));
        }
        return;
    };
    if parts.len() < rows.len() {
        for row in rows.into_iter().filter(|row| numbers(&[*row]).is_empty()) {
            diagnostics.report(no_number(table, (row, column)).at(place(row)));
        }
        return;
    }
    if let Some(sum) = differing_sum(&parts, total) {
        let (name, cell) = (&table.columns[column].name, &table.rows[total_row][column]);
        let (which, which_en) = match table.total_of.is_empty() {
            true => ("其余各行", "the others"),
            false => ("total-of 各行", "the rows of total-of"),
        };
        let message = text!(
            "“{name}” 的合计写的是 {cell}，{which}之和是 {sum}",
            "the total of “{name}” says {cell}, but {which_en} add up to {sum}"
        );
        let declared = loaded.positions.value(&FieldPath::from("tables").key(id).key("total"));
        let hint = text!(
            "改正数据表；不该相加的列写 columns: {{ {name}: {{ total: false }} }}",
            "correct the table; for a column that does not add up write columns: {{ {name}: {{ total: false }} }}"
        );
        diagnostics.report(
            Diagnostic::error("", message)
                .at(place(total_row))
                .see(declared, text!("合计行在这里写明", "declared the total here"))
                .hint(hint),
        );
    }
}

/// A cell that is no number in a column with a total.
fn no_number(table: &Table, (row, column): (usize, usize)) -> Diagnostic {
    let (cell, name) = (&table.rows[row][column], &table.columns[column].name);
    let Text { zh, en } = table.cell_words(row, column);
    let message = text!(
        "{zh}：“{cell}” 不是数，合计无从核对",
        "{en}: “{cell}” is no number, so the total cannot be checked"
    );
    let hint = match cell.contains(char::is_numeric) {
        true => text!(
            "只写数字，“约” 之类写在表注 notes: 里；不相加的列写 columns: {{ {name}: {{ total: false }} }}",
            "write digits alone, and the rest in notes:; for a column that does not add up write columns: {{ {name}: {{ total: false }} }}"
        ),
        false => text!(
            "没有数据写 “—”；不相加的列写 columns: {{ {name}: {{ total: false }} }}",
            "write “—” where there is no number; for a column that does not add up write columns: {{ {name}: {{ total: false }} }}"
        ),
    };
    Diagnostic::error("", message).hint(hint)
}

/// The sum of the parts as printed, if the total is not that sum within rounding: each row may be
/// off by half a unit of the last digit (authoring.md §4).
pub(super) fn differing_sum(parts: &[Number], total: Number) -> Option<String> {
    // The last digit of 41.3% is a thousandth.
    let places = |number: &Number| number.digits + if number.percent { 2 } else { 0 };
    let all = || parts.iter().chain([&total]);
    let (finest, coarsest) =
        (all().map(places).max().unwrap_or(0), all().map(places).min().unwrap_or(0));
    let sum: Rational = parts.iter().map(|number| number.exact()).sum();
    let half = Rational::new(BigInt::from(parts.len()), BigInt::from(2));
    let tolerance = half * power_of_ten(-i32::from(coarsest));
    let differs = (total.exact() - &sum).abs() > tolerance;
    differs.then(|| match total.percent {
        true => format!("{}%", fixed(&(sum * power_of_ten(2)), finest.saturating_sub(2))),
        false => fixed(&sum, finest),
    })
}
