//! cumulative-constant: cumulative − number differs within a year.

use super::ledger;
use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::{Library, LoadedIssue};
use crate::model::{IssueId, Number};

pub(in crate::check) const RULE: Rule = Rule {
    name: "cumulative-constant",
    severity: Severity::Error,
    explanation: (
        "同一年里，总期减期号应当是同一个数",
        "within a year, cumulative less number is one constant",
    ),
    check: Check::Library(|library, diagnostics| wrong_cumulatives(library, diagnostics, false)),
};

/// Reports wrong cumulative numbers: those of the first issue of a year that follows another
/// year, or all the others.
pub(super) fn wrong_cumulatives(
    library: &Library,
    diagnostics: &mut Diagnostics,
    at_year_change: bool,
) {
    let constants = ledger::constants(library);
    let mut year_before = None;
    for (id, issue) in ledger::entries(library) {
        let (Number::Regular(number), Some(constant)) = (id.number, constants.get(&id.year)) else {
            continue;
        };
        let is_year_change = year_before.is_some_and(|year| year != id.year);
        year_before = Some(id.year);
        let expected = constant + i64::from(number);
        if let Some(issue) = issue
            && is_year_change == at_year_change
            && let Some(found) = issue.ledger.and_then(|ledger| ledger.cumulative)
            && i64::from(found) != expected
        {
            diagnostics.report(wrong(library, issue, id, expected));
        }
    }
}

fn wrong(library: &Library, issue: &LoadedIssue, id: IssueId, expected: i64) -> Diagnostic {
    let message =
        text!("{id} 的总期应当是 {expected}", "the cumulative number of {id} must be {expected}");
    let origin = library.serial_positions.key(&"numbering.origin".into());
    Diagnostic::error("", message)
        .at(issue.places.cumulative())
        .see(
            origin,
            text!("从这里数起，作废的期号也计入", "counted from here, void numbers included"),
        )
        .hint(text!(
            "写 cumulative: {expected}，或改正期号",
            "write cumulative: {expected}, or correct the number"
        ))
}
