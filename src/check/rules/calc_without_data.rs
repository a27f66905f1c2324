//! calc-without-data: a formula that names no value and no column.

use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::value::Definition;
use crate::model::{Brief, FieldPath};

pub(in crate::check) const RULE: Rule = Rule {
    name: "calc-without-data",
    severity: Severity::Warning,
    explanation: (
        "算式里没有数据引用，也没有表的列，这个数没有出处",
        "a formula names no value and no column, so that its number rests on no table",
    ),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    for (id, value) in &brief.values {
        let Definition::Calc { formula, uses } = &value.definition else { continue };
        if !uses.is_empty() {
            continue;
        }
        let message = text!(
            "“{id}” 的算式 “{formula}” 里只有数字，不取自任何表",
            "the formula “{formula}” of “{id}” has figures alone and rests on no table"
        );
        let place = loaded.positions.value(&FieldPath::from("values").key(id).key("calc"));
        let hint = text!(
            "把数放进表里，写 table、row、column；不必核对的数直接写在文中",
            "put the number into a table and name its cell, or write it in the text as it is"
        );
        diagnostics.report(Diagnostic::warning("", message).at(place).hint(hint));
    }
}
