//! chart-unused: a chart that stands nowhere in the text.

use super::references::{Named, unused};
use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::{Brief, FieldPath};

pub(in crate::check) const RULE: Rule = Rule {
    name: "chart-unused",
    severity: Severity::Warning,
    explanation: ("统计图没有放在文中", "a chart stands nowhere in the text"),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    for id in unused(loaded, brief, Named::Chart, brief.charts.keys()) {
        let message =
            text!("统计图 “{id}” 没有放在文中", "the chart “{id}” stands nowhere in the text");
        let place = loaded.positions.key(&FieldPath::from("charts").key(id));
        let hint = text!(
            "在文中另起一段写 “![](chart:{id})”，或删去它",
            "write “![](chart:{id})” in a paragraph of its own, or delete it"
        );
        diagnostics.report(Diagnostic::warning("", message).at(place).hint(hint));
    }
}
