//! table-unused: a table that the prose does not name.

use super::references::{Mention, Named, mentions};
use crate::check::Rule;
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::Library;
use crate::model::FieldPath;

pub(in crate::check) const RULE: Rule = Rule {
    name: "table-unused",
    severity: Severity::Warning,
    explanation: ("表没有放在文中", "a table stands nowhere in the text"),
    check,
};

fn check(library: &Library, diagnostics: &mut Diagnostics) {
    for loaded in &library.issues {
        let Some(issue) = &loaded.issue else { continue };
        let mentions = mentions(&issue.brief);
        // Where a mark is misspelt or could not be read, what it meant is not unused.
        let is_known =
            |m: &Mention<'_>| m.named != Named::Table || issue.brief.tables.contains_key(m.id);
        if loaded.diagnostics.failed().is_some() || !mentions.iter().all(is_known) {
            continue;
        }
        for id in
            issue.brief.tables.keys().filter(|id| {
                mentions.iter().all(|m| m.named != Named::Table || m.id != id.as_str())
            })
        {
            let message =
                text!("表 “{id}” 没有放在文中", "the table “{id}” stands nowhere in the text");
            let place = loaded.positions.key(&FieldPath::from("tables").key(id));
            diagnostics.report(Diagnostic::warning("", message).at(place).hint(text!(
                "在文中另起一段写 “![](table:{id})”，或删去它",
                "write “![](table:{id})” in a paragraph of its own, or delete it"
            )));
        }
    }
}
