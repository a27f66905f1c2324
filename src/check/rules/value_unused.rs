//! value-unused: a value that neither the prose nor a formula uses.

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
    let used = brief.used_values();
    let unnamed = unused(loaded, brief, Named::Value, brief.values.keys());
    for id in unnamed.into_iter().filter(|id| !used.contains(id.as_str())) {
        let message = text!("数据引用 “{id}” 没有用到", "the value “{id}” is used nowhere");
        let place = loaded.positions.key(&FieldPath::from("values").key(id));
        let hint =
            text!("在文中写 “[](={id})”，或删去它", "write “[](={id})” in the text, or delete it");
        diagnostics.report(Diagnostic::warning("", message).at(place).hint(hint));
    }
}
