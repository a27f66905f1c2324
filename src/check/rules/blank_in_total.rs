//! blank-in-total: a cell without a word in a column that adds up to a total.

use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, Text, text};
use crate::load::LoadedIssue;
use crate::model::table::Number;
use crate::model::{Brief, FieldPath};

pub(in crate::check) const RULE: Rule = Rule {
    name: "blank-in-total",
    severity: Severity::Warning,
    explanation: (
        "有合计的列里有空格子，不知是没有数据还是漏填",
        "a column with a total has an empty cell, which may be left out or forgotten",
    ),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    for (id, table) in &brief.tables {
        let Some(total) = table.total else { continue };
        let rows = table.parts_of_total();
        for (column, about) in table.columns.iter().enumerate() {
            let is_number = Number::parse(&table.rows[total][column]).is_some();
            if !about.total || column == table.key || !is_number {
                continue;
            }
            for row in rows.iter().copied().filter(|row| table.rows[*row][column].is_empty()) {
                let Text { zh, en } = table.cell_words(row, column);
                let message = text!(
                    "{zh}：空着，合计里没有计入",
                    "{en}: the cell is empty and left out of the total"
                );
                let hint = text!("没有数据写 “—”，是零写 0", "write “—” for no data, 0 for none");
                let table_place = || loaded.positions.key(&FieldPath::from("tables").key(id));
                let place = loaded.tables.cell(id, row, column).unwrap_or_else(table_place);
                diagnostics.report(Diagnostic::warning("", message).at(place).hint(hint));
            }
        }
    }
}
