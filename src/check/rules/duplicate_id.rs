//! duplicate-id: two things of one issue have one name.

use std::collections::BTreeMap;

use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, Span, text};
use crate::load::{Library, LoadedIssue};
use crate::model::{Brief, FieldPath};

pub(in crate::check) const RULE: Rule = Rule {
    name: "duplicate-id",
    severity: Severity::Error,
    explanation: (
        "同一期里，表、图、统计图、发现、建议的名称不能相同；本期的文献不能与共用的同名",
        "tables, figures, charts, findings and recommendations of an issue share one space of ids, and its sources one with those of all issues",
    ),
    check: Check::Beside(check),
};

fn check(library: &Library, loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    check_issue(loaded, brief, diagnostics);
    check_sources(library, loaded, brief, diagnostics);
}

fn check_sources(
    library: &Library,
    loaded: &LoadedIssue,
    brief: &Brief,
    diagnostics: &mut Diagnostics,
) {
    for id in brief.sources.keys() {
        if let Some(shared) = library.shared_sources.as_ref().and_then(|shared| shared.get(id)) {
            let message = text!(
                "文献 “{id}” 与共用的文献同名",
                "the source “{id}” has the id of one that all issues share"
            );
            diagnostics.report(
                Diagnostic::error("", message)
                    .at(loaded.positions.key(&FieldPath::from("sources").key(id)))
                    .see(shared.clone(), text!("共用的在这里", "the shared one is here"))
                    .hint(text!("换一个名称，或删去其中一个", "choose another id, or delete one")),
            );
        }
    }
}

fn check_issue(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for (id, span) in ids(loaded, brief) {
        match first.get(id) {
            None => drop(first.insert(id, span)),
            Some(other) => {
                let message = text!("名称 “{id}” 用了两次", "the id “{id}” is used twice");
                diagnostics.report(
                    Diagnostic::error("", message)
                        .at(span)
                        .see(other.clone(), text!("第一次用在这里", "first used here"))
                        .hint(text!("换一个名称", "choose another id")),
                );
            }
        }
    }
}

fn ids<'a>(loaded: &LoadedIssue, brief: &'a Brief) -> Vec<(&'a str, Span)> {
    let mut ids: Vec<(&str, Span)> = Vec::new();
    for (key, parts) in [("findings", &brief.findings), ("recommendations", &brief.recommendations)]
    {
        for (part_at, part) in parts.iter().enumerate() {
            for (at, item) in part.items.iter().enumerate() {
                let path = FieldPath::from(key).index(part_at).key("items").index(at).key("id");
                ids.extend(item.id.as_deref().map(|id| (id, loaded.positions.value(&path))));
            }
        }
    }
    ids.extend(
        brief
            .tables
            .keys()
            .map(|id| (id.as_str(), loaded.positions.key(&FieldPath::from("tables").key(id)))),
    );
    ids.extend(
        brief
            .charts
            .keys()
            .map(|id| (id.as_str(), loaded.positions.key(&FieldPath::from("charts").key(id)))),
    );
    ids.extend(
        brief
            .figures
            .keys()
            .map(|id| (id.as_str(), loaded.positions.key(&FieldPath::from("figures").key(id)))),
    );
    ids
}
