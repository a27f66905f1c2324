//! value-unused: a value that the prose does not name.

use super::references::{Mention, Named, mentions};
use crate::check::Rule;
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::Library;
use crate::model::FieldPath;

pub(in crate::check) const RULE: Rule = Rule {
    name: "value-unused",
    severity: Severity::Warning,
    explanation: ("数据引用没有用到", "a value is used nowhere"),
    check,
};

fn check(library: &Library, diagnostics: &mut Diagnostics) {
    for loaded in &library.issues {
        let Some(issue) = &loaded.issue else { continue };
        let mentions = mentions(&issue.brief);
        // Where a mark is misspelt or could not be read, what it meant is not unused.
        let is_known =
            |m: &Mention<'_>| m.named != Named::Value || issue.brief.values.contains_key(m.id);
        if loaded.diagnostics.failed().is_some() || !mentions.iter().all(is_known) {
            continue;
        }
        for id in
            issue.brief.values.keys().filter(|id| {
                mentions.iter().all(|m| m.named != Named::Value || m.id != id.as_str())
            })
        {
            let message = text!("数据引用 “{id}” 没有用到", "the value “{id}” is used nowhere");
            let place = loaded.positions.key(&FieldPath::from("values").key(id));
            diagnostics.report(Diagnostic::warning("", message).at(place).hint(text!(
                "在文中写 “[](={id})”，或删去它",
                "write “[](={id})” in the text, or delete it"
            )));
        }
    }
}
