//! source-never-cited: a source that no prose cites.

use std::collections::BTreeSet;

use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, Span, text};
use crate::load::{Library, LoadedIssue};
use crate::model::brief::Cited;
use crate::model::{Brief, FieldPath};

pub(in crate::check) const RULE: Rule = Rule {
    name: "source-never-cited",
    severity: Severity::Warning,
    explanation: (
        "文献没有被引用：本期的没有在本期引用，共用的没有在任何一期引用",
        "a source is cited nowhere: one of an issue not in it, a shared one in no issue",
    ),
    check: Check::BesideAndLibrary(own, shared),
};

/// More shared sources than this are told of together: a bibliography may serve other texts too.
const MOST_SHARED: usize = 12;

/// The sources of an issue itself.
fn own(library: &Library, loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    let Some(cited) = cited(library, loaded) else { return };
    for id in brief.sources.keys().filter(|id| !cited.own.contains(*id)) {
        let place = loaded.positions.key(&FieldPath::from("sources").key(id));
        diagnostics.report(never_cited(id, place));
    }
}

/// The sources that issues share.
fn shared(library: &Library, diagnostics: &mut Diagnostics) {
    let Some(shared) = &library.shared_sources else { return };
    let cited: Option<Vec<&Cited>> =
        library.issues.iter().map(|loaded| cited(library, loaded)).collect();
    let Some(cited) = cited else { return };
    let cited: BTreeSet<&str> = cited
        .iter()
        .flat_map(|cited| cited.own.iter().chain(&cited.others))
        .map(String::as_str)
        .collect();
    // What was refused has told its own fault.
    let sound = shared.iter().filter(|(id, _)| library.serial.sources.contains_key(*id));
    let mut left: Vec<(&str, &Span)> = sound
        .map(|(id, place)| (id.as_str(), place))
        .filter(|(id, _)| !cited.contains(id))
        .collect();
    left.sort_by_key(|(_, place)| place.range.start);
    if left.len() > MOST_SHARED {
        diagnostics.report(many_never_cited(&left));
    } else {
        left.into_iter().for_each(|(id, place)| diagnostics.report(never_cited(id, place.clone())));
    }
}

/// The sources that an issue cites. None, where a citation is misspelt or could not be read: what it
/// meant is cited.
fn cited<'l>(library: &Library, loaded: &'l LoadedIssue) -> Option<&'l Cited> {
    let shared = library.shared_sources.as_ref()?;
    loaded.cites.as_ref().filter(|cited| cited.others.iter().all(|id| shared.contains_key(id)))
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
