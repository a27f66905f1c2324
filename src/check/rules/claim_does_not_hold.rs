//! claim-does-not-hold: words that the value does not bear out.

use super::claims::claimed;
use crate::check::{Check, Rule};
use crate::diag::{Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::claim::Claim;
use crate::model::unit::Unit;
use crate::model::{Brief, Value};

pub(in crate::check) const RULE: Rule = Rule {
    name: "claim-does-not-hold",
    severity: Severity::Error,
    explanation: ("文中的表述与数据不符", "the words of a claim do not hold for their value"),
    check: Check::Issue(check),
};

/// Whether words such as 六成以上 are said of a number of things.
fn claims_share_of_count(claim: &Claim, value: &Value) -> bool {
    claim.interval.is_in_percent() && !Unit::of(&value.unit).base.is_empty()
}

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    for claimed in claimed(brief) {
        let Ok(claim) = &claimed.claim else { continue };
        if claims_share_of_count(claim, claimed.value) {
            let (words, id, unit) = (&claimed.words, claimed.id, &claimed.value.unit);
            let message = text!(
                "“{words}” 说的是份额，而 “{id}” 的单位是 “{unit}”",
                "“{words}” speaks of a share, but “{id}” counts “{unit}”"
            );
            diagnostics.report(claimed.fault(loaded, brief, message).hint(text!(
                "改正文中的说法；一列是百分数的，写 unit: \"%\"",
                "correct the words; for a column of per cent write unit: \"%\""
            )));
            continue;
        }
        if claim.holds(&claimed.value.quantity) {
            continue;
        }
        let (words, id, interval) = (&claimed.words, claimed.id, &claim.interval);
        let number = claim.interval.shown(&claimed.value.quantity);
        let message = match claim.falls {
            true => text!(
                "“{words}” 要求负值，大小 {interval}，而 “{id}” 是 {number}",
                "“{words}” asks for a negative value of the size {interval}, but “{id}” is {number}"
            ),
            false => text!(
                "“{words}” 要求 {interval}，而 “{id}” 是 {number}",
                "“{words}” asks for {interval}, but “{id}” is {number}"
            ),
        };
        diagnostics.report(
            claimed.fault(loaded, brief, message).hint(text!(
                "改正文中的说法，或改正数据",
                "correct the words, or correct the data"
            )),
        );
    }
}
