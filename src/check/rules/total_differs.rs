//! total-differs: the total row is not the sum of the others.

use crate::check::Rule;
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::{Library, LoadedIssue};
use crate::model::FieldPath;
use crate::model::table::{Number, Table};

pub(in crate::check) const RULE: Rule = Rule {
    name: "total-differs",
    severity: Severity::Error,
    explanation: ("合计行不等于其余各行之和（允许四舍五入的误差）", "the total row is not the sum of the others, within rounding"),
    check,
};

fn check(library: &Library, diagnostics: &mut Diagnostics) {
    for loaded in &library.issues {
        let Some(issue) = &loaded.issue else { continue };
        for (id, table) in &issue.brief.tables {
            for column in (0..table.columns.len()).filter(|column| table.columns[*column].total && table.is_numeric(*column)) {
                check_column(loaded, id, table, column, diagnostics);
            }
        }
    }
}

fn check_column(loaded: &LoadedIssue, id: &str, table: &Table, column: usize, diagnostics: &mut Diagnostics) {
    let Some(total_row) = table.total else { return };
    let Some(total) = Number::parse(&table.rows[total_row][column]) else { return };
    let parts: Vec<Number> = (0..table.rows.len()).filter(|row| *row != total_row).filter_map(|row| Number::parse(&table.rows[row][column])).collect();
    let digits = parts.iter().map(|number| number.digits).chain([total.digits]).max().unwrap_or(0);
    let sum: i128 = parts.iter().map(|number| number.scaled_to(digits)).fold(0, i128::saturating_add);
    // Each row may be off by half a unit of the last digit (authoring.md §4); compared twice over,
    // to stay whole.
    let coarsest = parts.iter().map(|number| number.digits).chain([total.digits]).min().unwrap_or(0);
    let unit = 10_i128.saturating_pow(u32::from(digits - coarsest));
    let tolerance = unit.saturating_mul(parts.len() as i128);
    let written = total.scaled_to(digits);
    if written.abs_diff(sum).saturating_mul(2) > tolerance.unsigned_abs() {
        let name = &table.columns[column].name;
        let printed = Number { units: sum, digits, percent: false }.to_fixed(digits);
        let cell = &table.rows[total_row][column];
        let message = text!("“{name}” 的合计写的是 {cell}，其余各行之和是 {printed}", "the total of “{name}” says {cell}, but the others add up to {printed}");
        let path = FieldPath::from("tables").key(id);
        let hint = text!(
            "改正数据表；不该相加的列写 columns: {{ {name}: {{ total: false }} }}",
            "correct the table; for a column that does not add up write columns: {{ {name}: {{ total: false }} }}"
        );
        diagnostics.report(Diagnostic::error("", message).at(loaded.positions.value(&path.key("total"))).hint(hint));
    }
}
