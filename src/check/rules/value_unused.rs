//! value-unused: a value that the prose does not name.

use super::references::{Named, unused};
use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::{Brief, FieldPath};

pub(in crate::check) const RULE: Rule = Rule {
    name: "value-unused",
    severity: Severity::Warning,
    explanation: ("数据引用没有用到", "a value is used nowhere"),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    for id in unused(loaded, brief, Named::Value, brief.values.keys()) {
        let message = text!("数据引用 “{id}” 没有用到", "the value “{id}” is used nowhere");
        let place = loaded.positions.key(&FieldPath::from("values").key(id));
        let hint =
            text!("在文中写 “[](={id})”，或删去它", "write “[](={id})” in the text, or delete it");
        diagnostics.report(Diagnostic::warning("", message).at(place).hint(hint));
    }
}
