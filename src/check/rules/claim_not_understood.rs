//! claim-not-understood: words that say no number, or say it in no known form.

use super::claims::claimed;
use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, Text, text};
use crate::load::LoadedIssue;
use crate::model::Brief;
use crate::model::claim::{FORMS, NotUnderstood, nearest};

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
        let fault = near(words, why).into_iter().fold(fault, Diagnostic::hint);
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

/// The forms that come nearest, each with an example.
fn near(words: &str, why: NotUnderstood) -> Option<Text> {
    let (zh, en): (Vec<String>, Vec<String>) = nearest(words, why)
        .into_iter()
        .filter_map(|form| {
            let (words, (example, _)) = (form.words, form.examples.first()?);
            Some((format!("{words}（如 “{example}”）"), format!("{words} (as in “{example}”)")))
        })
        .unzip();
    let (near_zh, near_en) = (zh.join("；"), en.join("; "));
    (!zh.is_empty()).then(|| text!("相近的说法：{near_zh}", "the nearest forms are: {near_en}"))
}
