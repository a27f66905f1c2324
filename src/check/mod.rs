//! What the material says against itself: the rules of the ledger, of references, of tables.
//!
//! One rule, one file under `rules/`, one line in [`RULES`]. Rules read the model, never raw text,
//! and report at the author's place. A serial changes a rule's severity under `lint:`.

mod next;
mod rules;

pub use next::{Next, next, numbering_faults};

use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::{Library, LoadedIssue};
use crate::model::{Brief, FieldPath};

/// A rule.
pub struct Rule {
    /// Its name, which reads well after “allow”.
    pub name: &'static str,
    /// How grave a breach is, unless the serial says otherwise.
    pub severity: Severity,
    /// What it finds, for people: Chinese, then English.
    pub explanation: (&'static str, &'static str),
    /// Reports all breaches.
    check: Check,
}

/// What a rule looks at.
enum Check {
    /// The serial with all its issues.
    Library(fn(&Library, &mut Diagnostics)),
    /// Each issue by itself.
    Issue(fn(&LoadedIssue, &Brief, &mut Diagnostics)),
}

impl Check {
    fn run(&self, library: &Library, diagnostics: &mut Diagnostics) {
        match self {
            Check::Library(check) => check(library, diagnostics),
            Check::Issue(check) => {
                for loaded in &library.issues {
                    if let Some(issue) = &loaded.issue {
                        check(loaded, &issue.brief, diagnostics);
                    }
                }
            }
        }
    }
}

/// All rules.
pub const RULES: &[Rule] = &[
    rules::duplicate_number::RULE,
    rules::number_gap::RULE,
    rules::cumulative_gap::RULE,
    rules::cumulative_constant::RULE,
    rules::date_out_of_order::RULE,
    rules::duplicate_id::RULE,
    rules::unresolved_reference::RULE,
    rules::recommendation_without_finding::RULE,
    rules::table_unused::RULE,
    rules::figure_unused::RULE,
    rules::figure_without_alt::RULE,
    rules::value_unused::RULE,
    rules::source_never_cited::RULE,
    rules::total_differs::RULE,
    rules::claim_not_understood::RULE,
    rules::claim_does_not_hold::RULE,
    rules::claim_understates::RULE,
    rules::classified_and_public::RULE,
];

/// The rules that what follows rests on: two issues of one address, two things of one name, a mark
/// that names nothing, a picture that PDF/UA-1 refuses.
const FIRM: [&str; 4] =
    ["duplicate-number", "duplicate-id", "unresolved-reference", "figure-without-alt"];

/// Applies all rules with the severities that the serial wishes.
pub fn check(library: &Library, diagnostics: &mut Diagnostics) {
    let lint = &library.serial.lint;
    for name in lint.keys().filter(|name| RULES.iter().all(|rule| rule.name != name.as_str())) {
        let message = text!("没有规则 “{name}”", "there is no rule “{name}”");
        let diagnostic = Diagnostic::error("unknown-field", message)
            .at(library.serial_positions.key(&FieldPath::from("lint").key(name)));
        diagnostics.report(diagnostic.suggest(name, RULES.iter().map(|rule| rule.name)));
    }
    for rule in RULES {
        let wished = lint.get(rule.name).copied().unwrap_or(Some(rule.severity));
        let softened = FIRM.contains(&rule.name) && wished != Some(Severity::Error);
        if softened {
            let name = rule.name;
            let message = text!(
                "规则 “{name}” 不能放宽：排印有赖于它",
                "the rule “{name}” cannot be softened: pages rest on it"
            );
            let place = library.serial_positions.key(&FieldPath::from("lint").key(name));
            diagnostics.report(
                Diagnostic::error("invalid-value", message)
                    .at(place)
                    .hint(text!("删去这一行", "delete this line")),
            );
        }
        if let Some(severity) = if softened { Some(Severity::Error) } else { wished } {
            let mut found = Diagnostics::new();
            rule.check.run(library, &mut found);
            diagnostics.append(found.map(|d| Diagnostic { code: rule.name, severity, ..d }));
        }
    }
}
