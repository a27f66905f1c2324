//! number-gap: numbers missing within a year.

use super::ledger;
use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::Library;
use crate::model::{IssueId, Number};

pub(in crate::check) const RULE: Rule = Rule {
    name: "number-gap",
    severity: Severity::Error,
    explanation: (
        "一年之内的期号（或增刊号）有缺，或早于本库的第一期",
        "a number is missing within a year, or lies before the first issue held here",
    ),
    check: Check::Library(check),
};

fn check(library: &Library, diagnostics: &mut Diagnostics) {
    let origin = library.serial.origin;
    let entries = ledger::entries(library);
    if !entries.is_empty()
        && !entries
            .keys()
            .any(|id| id.year == origin.year && matches!(id.number, Number::Regular(_)))
    {
        let (year, number) = (origin.year, origin.number);
        let message = text!(
            "本库的第一期 {year}-{number} 不在",
            "the first issue held here, {year}-{number}, is not there"
        );
        let hint = text!(
            "补上这一期，或把 origin 改成实有的第一期",
            "add it, or let origin name the first issue that is there"
        );
        let place = library.serial_positions.key(&"numbering.origin".into());
        diagnostics.report(Diagnostic::error("", message).at(place).hint(hint));
    }
    let mut expected: Option<IssueId> = None;
    for (id, issue) in entries {
        let first = first_of_its_kind(library, id);
        let start = match expected {
            Some(next) if next.year == id.year && same_kind(next.number, id.number) => next.number,
            _ => first,
        };
        expected = Some(IssueId { year: id.year, number: next(id.number) });
        let Some(issue) = issue else { continue };
        let before_origin = match id.number {
            Number::Regular(number) => (id.year, number) < (origin.year, origin.number),
            Number::Supplement(_) => id.year < origin.year,
        };
        let span = ledger::number_span(issue);
        if before_origin {
            let (year, number) = (origin.year, origin.number);
            let message = text!(
                "{id} 早于本库的第一期 {year}-{number}",
                "{id} lies before the first issue held here, {year}-{number}"
            );
            let place = library.serial_positions.key(&"numbering.origin".into());
            diagnostics.report(
                Diagnostic::error("", message)
                    .at(span)
                    .see(place, text!("第一期在这里写明", "the first issue is named here")),
            );
        } else if id.number > start {
            let from = IssueId { year: id.year, number: start };
            let to = IssueId { year: id.year, number: previous(id.number) };
            let range = if from == to { from.to_string() } else { format!("{from}—{to}") };
            let message = text!("{id} 之前缺 {range}", "{range} is missing before {id}");
            let hint = text!(
                "补上所缺各期；从未发行的，在 serial.yaml 的 numbering.void 里注明",
                "add what is missing; numbers never issued go into numbering.void in serial.yaml"
            );
            diagnostics.report(Diagnostic::error("", message).at(span).hint(hint));
        }
    }
}

fn first_of_its_kind(library: &Library, id: IssueId) -> Number {
    let origin = library.serial.origin;
    match id.number {
        Number::Regular(_) if id.year == origin.year => Number::Regular(origin.number),
        Number::Regular(_) => Number::Regular(1),
        Number::Supplement(_) => Number::Supplement(1),
    }
}

fn same_kind(a: Number, b: Number) -> bool {
    matches!(
        (a, b),
        (Number::Regular(_), Number::Regular(_)) | (Number::Supplement(_), Number::Supplement(_))
    )
}

fn next(number: Number) -> Number {
    match number {
        Number::Regular(count) => Number::Regular(count.saturating_add(1)),
        Number::Supplement(count) => Number::Supplement(count.saturating_add(1)),
    }
}

fn previous(number: Number) -> Number {
    match number {
        Number::Regular(count) => Number::Regular(count - 1),
        Number::Supplement(count) => Number::Supplement(count - 1),
    }
}
