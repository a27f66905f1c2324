//! source-never-cited: a source that no prose cites.

use std::collections::{BTreeMap, BTreeSet};

use super::references::{Named, mentions};
use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, Span, text};
use crate::load::Library;
use crate::model::{Brief, FieldPath};

pub(in crate::check) const RULE: Rule = Rule {
    name: "source-never-cited",
    severity: Severity::Warning,
    explanation: (
        "文献没有被引用：本期的没有在本期引用，共用的没有在任何一期引用",
        "a source is cited nowhere: one of an issue not in it, a shared one in no issue",
    ),
    check: Check::Library(check),
};

/// More shared sources than this are told of together: a bibliography may serve other texts too.
const MOST_SHARED: usize = 12;

fn check(library: &Library, diagnostics: &mut Diagnostics) {
    let Some(shared) = &library.shared_sources else { return };
    let mut cited = BTreeSet::new();
    let mut all_sound = true;
    for loaded in &library.issues {
        let brief = loaded.issue.as_ref().map(|issue| &issue.brief);
        let brief = brief.filter(|_| loaded.diagnostics.failed().is_none());
        let Some((brief, used)) = brief.and_then(|brief| Some((brief, used(brief, shared)?)))
        else {
            all_sound = false;
            continue;
        };
        for id in brief.sources.keys().filter(|id| !used.contains(id.as_str())) {
            let place = loaded.positions.key(&FieldPath::from("sources").key(id));
            diagnostics.report(never_cited(id, place));
        }
        cited.extend(used);
    }
    // What was refused has told its own fault.
    let sound = shared.iter().filter(|(id, _)| library.serial.sources.contains_key(*id));
    let mut left: Vec<(&str, &Span)> = sound
        .map(|(id, place)| (id.as_str(), place))
        .filter(|(id, _)| all_sound && !cited.contains(id))
        .collect();
    left.sort_by_key(|(_, place)| place.range.start);
    if left.len() > MOST_SHARED {
        diagnostics.report(many_never_cited(&left));
    } else {
        left.into_iter().for_each(|(id, place)| diagnostics.report(never_cited(id, place.clone())));
    }
}

/// The sources that an issue cites. None, where a citation is misspelt: what it meant is cited.
fn used<'a>(brief: &'a Brief, shared: &BTreeMap<String, Span>) -> Option<BTreeSet<&'a str>> {
    let mentions = mentions(brief).into_iter();
    let cited = mentions.filter(|mention| mention.named == Named::Source);
    let known = |id: &str| brief.sources.contains_key(id) || shared.contains_key(id);
    cited.map(|mention| known(mention.id).then_some(mention.id)).collect()
}

fn never_cited(id: &str, place: Span) -> Diagnostic {
    let message = text!("文献 “{id}” 没有被引用", "the source “{id}” is cited nowhere");
    let hint =
        text!("在文中写 “[](@{id})”，或删去它", "write “[](@{id})” in the text, or delete it");
    Diagnostic::warning("", message).at(place).hint(hint)
}

fn many_never_cited(left: &[(&str, &Span)]) -> Diagnostic {
    let (count, first) = (left.len(), left[0].1.clone());
    let names: Vec<&str> = left.iter().take(MOST_SHARED).map(|(id, _)| *id).collect();
    let (zh, en) = (names.join("、"), names.join(", "));
    let message = text!(
        "共用的文献有 {count} 条没有在任何一期引用",
        "{count} of the shared sources are cited in no issue"
    );
    Diagnostic::warning("", message).at(first).hint(text!(
        "从这一条起：{zh} …；可以删去，或在 serial.yaml 里写 lint: {{ source-never-cited: off }}",
        "from this one: {en} …; delete them, or write lint: {{ source-never-cited: off }} in serial.yaml"
    ))
}
