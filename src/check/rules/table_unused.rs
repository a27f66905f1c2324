//! table-unused: a table that the prose does not name.

use super::references::{Named, unused};
use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::{Brief, FieldPath};

pub(in crate::check) const RULE: Rule = Rule {
    name: "table-unused",
    severity: Severity::Warning,
    explanation: ("表没有放在文中", "a table stands nowhere in the text"),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    for id in unused(loaded, brief, Named::Table, brief.tables.keys()) {
        let message =
            text!("表 “{id}” 没有放在文中", "the table “{id}” stands nowhere in the text");
        let place = loaded.positions.key(&FieldPath::from("tables").key(id));
        let hint = text!(
            "在文中另起一段写 “![](table:{id})”，或删去它",
            "write “![](table:{id})” in a paragraph of its own, or delete it"
        );
        diagnostics.report(Diagnostic::warning("", message).at(place).hint(hint));
    }
}
