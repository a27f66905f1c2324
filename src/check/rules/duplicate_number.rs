//! duplicate-number: two issues of one number.

use super::ledger;
use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::Library;

pub(in crate::check) const RULE: Rule = Rule {
    name: "duplicate-number",
    severity: Severity::Error,
    explanation: (
        "两期用了同一个期号，或用了已注明作废的期号",
        "two issues have one number, or an issue has a number declared void",
    ),
    check: Check::Library(check),
};

fn check(library: &Library, diagnostics: &mut Diagnostics) {
    let entries = ledger::entries(library);
    for issue in &library.issues {
        let Some(id) = issue.number() else { continue };
        match entries[&id] {
            Some(first) if std::ptr::eq(first, issue) => {}
            Some(first) => {
                let message = text!("期号 {id} 用了两次", "the number {id} is used twice");
                diagnostics.report(
                    Diagnostic::error("", message)
                        .at(ledger::number_span(issue))
                        .see(ledger::number_span(first), text!("第一次用在这里", "first used here"))
                        .hint(text!(
                            "给其中一期换上它自己的期号",
                            "give one of the two its own number"
                        )),
                );
            }
            None => {
                let message = text!(
                    "期号 {id} 在 serial.yaml 里注明从未发行",
                    "serial.yaml says that {id} was never issued"
                );
                let void = library.serial_positions.key(&"numbering.void".into());
                diagnostics.report(
                    Diagnostic::error("", message)
                        .at(ledger::number_span(issue))
                        .see(void, text!("在这里注明", "said here")),
                );
            }
        }
    }
}
