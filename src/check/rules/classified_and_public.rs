//! classified-and-public: an issue with a classification that everybody may see.

use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::{Library, LoadedIssue};
use crate::model::issue::Audience;
use crate::model::{Brief, FieldPath};

pub(in crate::check) const RULE: Rule = Rule {
    name: "classified-and-public",
    severity: Severity::Warning,
    explanation: ("有密级的一期标为公开", "an issue with a classification has the audience public"),
    check: Check::Beside(check),
};

fn check(library: &Library, loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    let is_public = loaded.issue.as_ref().is_some_and(|issue| issue.audience == Audience::Public);
    let official = brief.official.or(&library.serial.official);
    if let Some(words) = official.classification.filter(|words| is_public && !words.is_empty()) {
        diagnostics.report(contradiction(library, loaded, &words));
    }
}

fn contradiction(library: &Library, loaded: &LoadedIssue, words: &str) -> Diagnostic {
    let own = loaded.issue.as_ref().map(|issue| &issue.brief.official.classification);
    let path = FieldPath::from("official.classification.level");
    let (positions, hint) = match own.is_some_and(Option::is_some) {
        true => (
            &loaded.positions,
            text!(
                "写 audience: internal，或删去密级",
                "write audience: internal, or delete the classification"
            ),
        ),
        false => (
            &library.serial_positions,
            text!(
                "写 audience: internal；这一期没有密级，就写 official: {{ classification: {{}} }}",
                "write audience: internal; if this issue has no classification, official: {{ classification: {{}} }}"
            ),
        ),
    };
    let message = text!("密级是 “{words}”，却标为公开", "it is classified “{words}”, and public");
    Diagnostic::warning("", message)
        .at(loaded.positions.value(&"audience".into()))
        .see(positions.value(&path), text!("密级写在这里", "its classification stands here"))
        .hint(hint)
}
