//! table-unused: a table that stands nowhere in the text, that no value is read from and no chart drawn from.

use std::collections::BTreeSet;

use super::references::{Named, unused};
use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::{Brief, FieldPath, Value};

pub(in crate::check) const RULE: Rule = Rule {
    name: "table-unused",
    severity: Severity::Warning,
    explanation: (
        "表没有放在文中，也没有数据引用或统计图取自它",
        "a table stands nowhere in the text, and no value or chart is taken from it",
    ),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    let drawn = brief.charts.values().map(|chart| chart.table.as_str());
    let read: BTreeSet<&str> = brief
        .used_values()
        .into_iter()
        .filter_map(|id| brief.values.get(id))
        .flat_map(Value::tables)
        .chain(drawn)
        .collect();
    let unplaced = unused(loaded, brief, Named::Table, brief.tables.keys());
    for id in unplaced.into_iter().filter(|id| !read.contains(id.as_str())) {
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
