//! total-differs: the total row is not the sum of the others.

use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::table::{Number, Table, is_missing};
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
        for column in (0..table.columns.len()).filter(|column| table.columns[*column].total) {
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
    let Some(total) = Number::parse(&table.rows[total_row][column]) else { return };
    let place = |row: usize| {
        loaded
            .tables
            .cell(id, row, column)
            .unwrap_or_else(|| loaded.positions.key(&FieldPath::from("tables").key(id)))
    };
    let mut parts = Vec::new();
    for row in (0..table.rows.len()).filter(|row| *row != total_row) {
        let cell = &table.rows[row][column];
        match Number::parse(cell) {
            Some(number) => parts.push(number),
            None if is_missing(cell) => {}
            None => {
                let message = text!(
                    "“{cell}” 不是数，合计无从核对",
                    "“{cell}” is no number, so the total cannot be checked"
                );
                let hint = text!("没有数据写 “—”", "write “—” where there is no number");
                diagnostics.report(Diagnostic::error("", message).at(place(row)).hint(hint));
                return;
            }
        }
    }
    if let Some(sum) = differing_sum(&parts, total) {
        let (name, cell) = (&table.columns[column].name, &table.rows[total_row][column]);
        let message = text!(
            "“{name}” 的合计写的是 {cell}，其余各行之和是 {sum}",
            "the total of “{name}” says {cell}, but the others add up to {sum}"
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

/// The sum of the parts as printed, if the total is not that sum within rounding.
fn differing_sum(parts: &[Number], total: Number) -> Option<String> {
    let all = || parts.iter().chain([&total]).map(|number| number.digits);
    let (finest, coarsest) = (all().max().unwrap_or(0), all().min().unwrap_or(0));
    let sum = parts.iter().map(|number| number.scaled_to(finest)).fold(0, i128::saturating_add);
    // Each row may be off by half a unit of the last digit (authoring.md §4); compared twice over,
    // to stay whole.
    let unit = 10_i128.saturating_pow(u32::from(finest - coarsest));
    let tolerance = unit.saturating_mul(parts.len() as i128);
    let off = total.scaled_to(finest).abs_diff(sum).saturating_mul(2);
    (off > tolerance.unsigned_abs())
        .then(|| Number { units: sum, digits: finest, percent: false }.to_fixed(finest))
}
