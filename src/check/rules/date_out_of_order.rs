//! date-out-of-order: an issue is dated before the one it follows.

use super::ledger;
use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::{Library, LoadedIssue};
use crate::model::{Date, Number};

pub(in crate::check) const RULE: Rule = Rule {
    name: "date-out-of-order",
    severity: Severity::Error,
    explanation: (
        "后一期的日期早于前一期；同一天可以",
        "an issue is dated before the one it follows; equal dates are allowed",
    ),
    check: Check::Library(check),
};

fn check(library: &Library, diagnostics: &mut Diagnostics) {
    let entries = ledger::entries(library);
    let dated = |regular: bool| {
        entries.values().flatten().filter_map(move |issue| {
            let ledger = issue.ledger?;
            (matches!(ledger.id.number, Number::Regular(_)) == regular)
                .then_some((*issue, ledger.date))
        })
    };
    follow(dated(true), diagnostics);
    follow(dated(false), diagnostics);
}

fn follow<'a>(
    issues: impl Iterator<Item = (&'a LoadedIssue, Date)>,
    diagnostics: &mut Diagnostics,
) {
    let mut latest: Option<(&LoadedIssue, Date)> = None;
    for (issue, date) in issues {
        match latest {
            Some((before, limit)) if date < limit => {
                let message = text!(
                    "日期 {date} 早于前面一期的 {limit}",
                    "the date {date} is before that of the issue it follows, {limit}"
                );
                let place = before.places.date();
                diagnostics.report(
                    Diagnostic::error("", message)
                        .at(issue.places.date())
                        .see(place, text!("前面一期的日期", "the date of the issue before")),
                );
            }
            _ => latest = Some((issue, date)),
        }
    }
}
