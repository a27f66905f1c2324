//! recommendation-without-finding: a recommendation that rests on nothing.

use std::collections::BTreeSet;

use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::{Brief, FieldPath};

pub(in crate::check) const RULE: Rule = Rule {
    name: "recommendation-without-finding",
    severity: Severity::Warning,
    explanation: (
        "建议没有对应的发现，或对应的发现不存在",
        "a recommendation answers nothing, or a finding that does not exist",
    ),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    let findings: BTreeSet<&str> = brief
        .findings
        .iter()
        .flat_map(|part| &part.items)
        .filter_map(|item| item.id.as_deref())
        .collect();
    let unknown = unknown_keys(loaded);
    for (part_at, part) in brief.recommendations.iter().enumerate() {
        for (at, item) in part.items.iter().enumerate() {
            let path = FieldPath::from("recommendations").index(part_at).key("items").index(at);
            for (which, answer) in item
                .answers
                .iter()
                .enumerate()
                .filter(|(_, answer)| !findings.contains(answer.as_str()))
            {
                let message = text!("没有发现 “{answer}”", "there is no finding “{answer}”");
                let diagnostic = Diagnostic::warning("", message)
                    .at(loaded.positions.value(&path.key("answers").index(which)));
                let list: Vec<&str> = answer.split([',', '，', '、']).map(str::trim).collect();
                let list = list.join(", ");
                diagnostics.report(if answer.contains([',', '，', '、']) {
                    diagnostic.hint(text!(
                        "写成列表：answers: [{list}]",
                        "write a list: answers: [{list}]"
                    ))
                } else if findings.is_empty() {
                    diagnostic.hint(text!(
                        "没有一条发现有 id：在发现里写 id: {answer}",
                        "no finding has an id: write id: {answer} in the finding"
                    ))
                } else {
                    diagnostic.suggest(answer, findings.iter().copied())
                });
            }
            if item.answers.is_empty()
                && !brief.findings.is_empty()
                && unknown.range(loaded.positions.value(&path).range).next().is_none()
            {
                let message =
                    text!("这条建议没有对应的发现", "this recommendation answers no finding");
                let hint = text!("写 answers: [发现的 id]", "write answers: [id of a finding]");
                diagnostics.report(
                    Diagnostic::warning("", message)
                        .at(loaded.positions.value(&path.key("title")))
                        .hint(hint),
                );
            }
        }
    }
}

/// Where keys stand that nobody knows: one in a recommendation may be meant for `answers`, and has
/// told its own fault.
fn unknown_keys(loaded: &LoadedIssue) -> BTreeSet<usize> {
    let unknown = loaded.diagnostics.iter().filter(|fault| fault.code == "unknown-field");
    unknown.filter_map(|fault| fault.span.as_ref()).map(|span| span.range.start).collect()
}
