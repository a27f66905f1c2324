//! claim-not-understood: words that say no number, or say it in no known form.

use super::claims::claimed;
use crate::check::{Check, Rule};
use crate::diag::{Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::Brief;
use crate::model::claim::{FORMS, NotUnderstood};

pub(in crate::check) const RULE: Rule = Rule {
    name: "claim-not-understood",
    severity: Severity::Error,
    explanation: (
        "数据引用的表述读不出一个数，或用了不认识的说法",
        "the words of a claim have no number, two numbers, or an unknown form",
    ),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    for claimed in claimed(brief) {
        let Err(why) = claimed.claim else { continue };
        let words = &claimed.words;
        let message = match why {
            NotUnderstood::NoNumber => text!("“{words}” 里没有数", "“{words}” has no number"),
            NotUnderstood::TwoNumbers => {
                text!("“{words}” 里不止一个数", "“{words}” has more than one number")
            }
            NotUnderstood::UnknownWords => {
                text!("看不懂 “{words}” 说的是多少", "how much “{words}” says is not understood")
            }
        };
        let id = claimed.id;
        let forms: Vec<&str> = FORMS.iter().map(|form| form.words).collect();
        let forms = forms.join("；");
        let fault = claimed.fault(loaded, brief, message);
        diagnostics.report(
            fault
                .hint(text!(
                    "方括号里只写数和它的说法，或写 “[](={id})” 由程序印出数值",
                    "put the number with its words alone into the brackets, or write “[](={id})” and have the value printed"
                ))
                .hint(text!("可用的说法：{forms}", "the forms are: {forms}")),
        );
    }
}
