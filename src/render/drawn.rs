//! Which templates a template draws on: what it extends, includes or imports.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diag::{Diagnostic, Diagnostics, Failed, Span, text};
use crate::tree::VPath;

/// The names in the tags `extends`, `include` and `import` of a template, and where they stand.
fn named_in(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices("{%") {
        let start = at + 2;
        let Some(length) = text[start..].find("%}") else { break };
        let tag = &text[start..start + length];
        let word = tag.trim_start_matches('-').trim_start();
        if !["extends", "include", "import"].iter().any(|draws| word.starts_with(draws)) {
            continue;
        }
        // Names stand between quotes: every second piece.
        let mut from = start;
        for (piece, text) in tag.split(['"', '\'']).enumerate() {
            if piece % 2 == 1 {
                names.push((text, from..from + text.len()));
            }
            from += text.len() + 1;
        }
    }
    names
}

/// A template of a folder, and those that it draws on, and so on.
pub(super) fn drawn_on(folder: &str, name: &str, all: &[(String, String)]) -> BTreeSet<String> {
    let mut open = vec![name];
    let mut drawn = BTreeSet::new();
    while let Some(name) = open.pop() {
        let Some((name, text)) = all.iter().find(|(other, _)| other == name) else { continue };
        if drawn.insert(format!("{folder}/{name}")) {
            open.extend(named_in(text).into_iter().map(|(name, _)| name));
        }
    }
    drawn
}

/// Reports the names in templates of a folder that no template has.
pub(super) fn refuse_missing(
    folder: &str,
    all: &[(String, String)],
    diagnostics: &mut Diagnostics,
) -> Option<Failed> {
    let mut failed = None;
    for (file, text) in all {
        let Some(file) = VPath::parse(&format!("templates/{folder}/{file}")) else { continue };
        for (name, range) in named_in(text) {
            if all.iter().any(|(other, _)| other == name) {
                continue;
            }
            let message = text!("没有模板 “{name}”", "there is no template “{name}”");
            let fault = Diagnostic::error("template-fault", message).at(Span::new(&file, range));
            let known = all.iter().map(|(name, _)| name.as_str());
            failed = Some(diagnostics.error(fault.suggest(name, known)));
        }
    }
    failed
}
