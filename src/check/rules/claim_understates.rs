//! claim-understates: one-sided words that are true and far from the value.

use super::claims::claimed;
use crate::check::{Check, Rule};
use crate::diag::{Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::Brief;

pub(in crate::check) const RULE: Rule = Rule {
    name: "claim-understates",
    severity: Severity::Warning,
    explanation: (
        "表述虽然成立，却与数据相去甚远（大于一倍半、不到一半，或大多数不到六成）",
        "the words hold, but say far too little: the value is over 1.5 or under 0.5 times the number, or 大多数 is under 0.6",
    ),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    for claimed in claimed(brief) {
        let Ok(claim) = &claimed.claim else { continue };
        if claim.is_understated(&claimed.value.quantity) {
            let (words, id) = (&claimed.words, claimed.id);
            let number = claim.interval.shown(&claimed.value.quantity);
            let message = text!(
                "“{words}” 成立，但与 “{id}” 的 {number} 相去甚远",
                "“{words}” holds, but is far from “{id}”, which is {number}"
            );
            diagnostics.report(
                claimed
                    .fault(loaded, brief, message)
                    .hint(text!("换一个更贴近的说法", "choose words that are nearer to it")),
            );
        }
    }
}
