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
    /// The serial with all its issues, of which no more is there than [`LoadedIssue::let_go`] leaves.
    Library(fn(&Library, &mut Diagnostics)),
    /// Each issue by itself.
    Issue(fn(&LoadedIssue, &Brief, &mut Diagnostics)),
    /// Each issue beside what all share. The library need hold no issue.
    Beside(Beside),
    /// Each issue so, then the serial with all its issues.
    BesideAndLibrary(Beside, fn(&Library, &mut Diagnostics)),
}

type Beside = fn(&Library, &LoadedIssue, &Brief, &mut Diagnostics);

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
    rules::chart_unused::RULE,
    rules::figure_unused::RULE,
    rules::figure_without_alt::RULE,
    rules::value_unused::RULE,
    rules::calc_without_data::RULE,
    rules::value_rounds_to_zero::RULE,
    rules::doubled_unit::RULE,
    rules::source_never_cited::RULE,
    rules::total_differs::RULE,
    rules::total_not_exact::RULE,
    rules::blank_in_total::RULE,
    rules::claim_not_understood::RULE,
    rules::claim_does_not_hold::RULE,
    rules::claim_understates::RULE,
    rules::claim_unit_differs::RULE,
    rules::placeholder_left::RULE,
    rules::classified_and_public::RULE,
];

/// What the sample text of a new issue begins with, and no author's.
pub const PLACEHOLDER: &str = "在这里写";

/// The rule that finds sample text, which a draft may hold as long as nobody asks for it.
pub const UNFINISHED: &str = "placeholder-left";

/// The rules that what follows rests on: two issues of one address, two things of one name, a mark
/// that names nothing, a picture that PDF/UA-1 refuses.
const FIRM: [&str; 4] =
    ["duplicate-number", "duplicate-id", "unresolved-reference", "figure-without-alt"];

/// Applies all rules with the severities that the serial wishes.
pub fn check(library: &Library, diagnostics: &mut Diagnostics) {
    check_ledger(library, diagnostics);
    library.issues.iter().for_each(|loaded| check_issue(library, loaded, diagnostics));
}

/// Applies the rules that an issue can be held against by itself. The library need hold no issue.
pub fn check_issue(library: &Library, loaded: &LoadedIssue, diagnostics: &mut Diagnostics) {
    let Some(issue) = &loaded.issue else { return };
    for rule in RULES {
        let Some(severity) = rule.severity(library) else { continue };
        let mut found = Diagnostics::new();
        match rule.check {
            Check::Issue(check) => check(loaded, &issue.brief, &mut found),
            Check::Beside(check) | Check::BesideAndLibrary(check, _) => {
                check(library, loaded, &issue.brief, &mut found);
            }
            Check::Library(_) => {}
        }
        diagnostics.append(found.map(|d| Diagnostic { code: rule.name, severity, ..d }));
    }
}

/// Applies the rules on what issues say against one another, of which no more need be there than
/// [`LoadedIssue::let_go`] leaves, and judges the severities that the serial wishes.
pub fn check_ledger(library: &Library, diagnostics: &mut Diagnostics) {
    let lint = &library.serial.lint;
    for name in lint.keys().filter(|name| RULES.iter().all(|rule| rule.name != name.as_str())) {
        let message = text!("没有规则 “{name}”", "there is no rule “{name}”");
        let diagnostic = Diagnostic::error("unknown-field", message)
            .at(library.serial_positions.key(&FieldPath::from("lint").key(name)));
        diagnostics.report(diagnostic.suggest(name, RULES.iter().map(|rule| rule.name)));
    }
    for rule in RULES {
        if rule.is_softened(library) {
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
        if let (Some(severity), Check::Library(check) | Check::BesideAndLibrary(_, check)) =
            (rule.severity(library), &rule.check)
        {
            let mut found = Diagnostics::new();
            check(library, &mut found);
            diagnostics.append(found.map(|d| Diagnostic { code: rule.name, severity, ..d }));
        }
    }
}

impl Rule {
    /// How grave the serial wishes a breach to be; none, where it does not want to hear of it.
    fn severity(&self, library: &Library) -> Option<Severity> {
        let wished = library.serial.lint.get(self.name).copied().unwrap_or(Some(self.severity));
        if FIRM.contains(&self.name) { Some(Severity::Error) } else { wished }
    }

    /// Whether the serial wishes to take a firm rule lightly.
    fn is_softened(&self, library: &Library) -> bool {
        let wished = library.serial.lint.get(self.name);
        FIRM.contains(&self.name) && wished.is_some_and(|wished| *wished != Some(Severity::Error))
    }
}
