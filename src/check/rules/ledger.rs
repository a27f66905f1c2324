//! The ledger as the rules on numbers read it.

use std::collections::BTreeMap;

use crate::diag::Span;
use crate::load::{Library, LoadedIssue};
use crate::model::{IssueId, Number};

/// The first issue of each number, in order. A void number has no issue.
pub(in crate::check) fn entries(library: &Library) -> BTreeMap<IssueId, Option<&LoadedIssue>> {
    let mut entries: BTreeMap<IssueId, Option<&LoadedIssue>> =
        library.serial.void.iter().map(|id| (*id, None)).collect();
    for issue in &library.issues {
        if let Some(id) = issue.number() {
            entries.entry(id).or_insert(Some(issue));
        }
    }
    entries
}

/// Where an issue's number stands.
pub(super) fn number_span(issue: &LoadedIssue) -> Span {
    issue.places.number()
}

/// What cumulative − number must be in each year: set by the origin, carried over by the last
/// number of the year before.
pub(super) fn constants(library: &Library) -> BTreeMap<u16, i64> {
    let origin = library.serial.origin;
    let mut constant = i64::from(origin.cumulative) - i64::from(origin.number);
    let mut constants = BTreeMap::new();
    for (year, highest) in highest(library).range(origin.year..) {
        constants.insert(*year, constant);
        constant += i64::from(*highest);
    }
    constants
}

/// What cumulative − number is in a year that has issues or is to have its first.
pub(in crate::check) fn constant(library: &Library, year: u16) -> i64 {
    let origin = library.serial.origin;
    match constants(library).range(..=year).next_back() {
        Some((last, constant)) if *last < year => {
            constant + i64::from(highest(library).get(last).copied().unwrap_or_default())
        }
        Some((_, constant)) => *constant,
        None => i64::from(origin.cumulative) - i64::from(origin.number),
    }
}

/// The highest number of each year, void ones included.
fn highest(library: &Library) -> BTreeMap<u16, u32> {
    let mut years: BTreeMap<u16, u32> = BTreeMap::new();
    for id in entries(library).keys() {
        if let Number::Regular(number) = id.number {
            let highest = years.entry(id.year).or_default();
            *highest = number.max(*highest);
        }
    }
    years
}
