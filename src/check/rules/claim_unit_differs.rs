//! claim-unit-differs: words that count other things than their value does.

use super::claims::claimed;
use crate::check::{Check, Rule};
use crate::diag::{Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::unit::Unit;
use crate::model::{Brief, measure_word};

pub(in crate::check) const RULE: Rule = Rule {
    name: "claim-unit-differs",
    severity: Severity::Warning,
    explanation: (
        "表述里的量词和数据的单位说的不是一样东西（近两千人，而单位是份）",
        "the measure word of a claim counts other things than the unit of its value (人 for 份)",
    ),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    for claimed in claimed(brief) {
        let Ok(claim) = &claimed.claim else { continue };
        let unit = &claimed.value.unit;
        // Words that do not hold are a fault already, and that one names the value.
        let counts = claim.counts.filter(|_| claim.holds(&claimed.value.quantity));
        let Some(counts) = counts.filter(|word| measure_word::differ(word, Unit::of(unit).base))
        else {
            continue;
        };
        let (words, id) = (&claimed.words, claimed.id);
        let message = text!(
            "“{words}” 数的是 “{counts}”，而 “{id}” 的单位是 “{unit}”",
            "“{words}” counts “{counts}”, but the unit of “{id}” is “{unit}”"
        );
        let hint = text!(
            "看看是不是引用错了数；没有错就改量词，或改 unit:",
            "see whether another value was meant; if not, correct the words, or the unit:"
        );
        diagnostics.report(claimed.fault(loaded, brief, message).hint(hint));
    }
}
