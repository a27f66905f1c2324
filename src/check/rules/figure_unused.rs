//! figure-unused: a figure that the prose does not name.

use super::references::{Named, unused};
use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::{Brief, FieldPath};

pub(in crate::check) const RULE: Rule = Rule {
    name: "figure-unused",
    severity: Severity::Warning,
    explanation: ("图没有放在文中", "a figure stands nowhere in the text"),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    for id in unused(loaded, brief, Named::Figure, brief.figures.keys()) {
        let message =
            text!("图 “{id}” 没有放在文中", "the figure “{id}” stands nowhere in the text");
        let place = loaded.positions.key(&FieldPath::from("figures").key(id));
        let hint = text!(
            "在文中另起一段写 “![图的说明](figure:{id})”，或删去它",
            "write “![what it shows](figure:{id})” in a paragraph of its own, or delete it"
        );
        diagnostics.report(Diagnostic::warning("", message).at(place).hint(hint));
    }
}
