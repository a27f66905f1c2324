//! The number that the next issue takes.

use super::rules::ledger;
use crate::diag::{Diagnostic, Diagnostics, Severity, Text, text};
use crate::load::{Library, LoadedIssue};
use crate::model::{Date, IssueId, Number};

/// The place of an issue to come in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// Year and number.
    pub id: IssueId,
    /// 总期; none for a supplement.
    pub cumulative: Option<u32>,
}

/// The rules without which no number follows from another.
const NUMBERING: [&str; 4] =
    ["duplicate-number", "number-gap", "cumulative-gap", "cumulative-constant"];

/// The faults of a ledger that keep the next number from being known.
pub fn numbering_faults(library: &Library) -> Diagnostics {
    let mut all = Diagnostics::new();
    super::check(library, &mut all);
    let mut faults = Diagnostics::new();
    for issue in library.issues.iter().filter(|issue| issue.number().is_none()) {
        faults.append(issue.diagnostics.clone());
    }
    let is_one =
        |fault: &&Diagnostic| fault.severity == Severity::Error && NUMBERING.contains(&fault.code);
    all.iter().filter(is_one).for_each(|fault| faults.report(fault.clone()));
    faults
}

/// The number of an issue that appears on a day, behind all that are there; void numbers are
/// skipped. Says why where the day does not fit.
pub fn next(library: &Library, date: Date, is_supplement: bool) -> Result<Next, Text> {
    let issues: Vec<(IssueId, &LoadedIssue)> = ledger::entries(library)
        .into_iter()
        .filter(|(id, _)| matches!(id.number, Number::Supplement(_)) == is_supplement)
        .filter_map(|(id, issue)| Some((id, issue?)))
        .collect();
    fits(library, &issues, date, is_supplement)?;
    let year = date.year();
    let last = issues.iter().filter(|(id, _)| id.year == year).map(|(id, _)| count(id.number));
    let start = match (last.max(), library.serial.origin) {
        (Some(last), _) => last.saturating_add(1),
        (None, origin) if origin.year == year && !is_supplement => origin.number,
        _ => 1,
    };
    let kind = if is_supplement { Number::Supplement } else { Number::Regular };
    let mut ids = (start..=u32::MAX).map(|count| IssueId { year, number: kind(count) });
    let too_large = || text!("期号太大", "the number is too large");
    let id = ids.find(|id| !library.serial.void.contains(id)).ok_or_else(too_large)?;
    let cumulative = ledger::constant(library, year) + i64::from(count(id.number));
    let cumulative = u32::try_from(cumulative).map_err(|_| too_large())?;
    Ok(Next { id, cumulative: (!is_supplement).then_some(cumulative) })
}

/// Whether the day lies behind the issues that are there.
fn fits(
    library: &Library,
    issues: &[(IssueId, &LoadedIssue)],
    date: Date,
    is_supplement: bool,
) -> Result<(), Text> {
    let origin = library.serial.origin;
    let (year, number) = (origin.year, origin.number);
    let begins = issues.is_empty() && !is_supplement;
    if date.year() < year || begins && date.year() != year {
        return Err(text!(
            "收存的第一期是 {year}-{number}，日期却是 {date}；用 --date 写明日期，或改 serial.yaml 的 origin",
            "the first issue held here is {year}-{number}, but the date is {date}; give a --date, or change origin in serial.yaml"
        ));
    }
    for (id, issue) in issues {
        let last = issue.ledger.map(|ledger| ledger.date);
        if id.year > date.year() || last.is_some_and(|last| last > date) {
            let when = last.map_or_else(|| id.year.to_string(), |last| last.to_string());
            return Err(text!(
                "{id} 的日期是 {when}，晚于 {date}；用 --date 写一个不早于它的日期",
                "{id} is dated {when}, after {date}; give a --date that is not before it"
            ));
        }
    }
    Ok(())
}

fn count(number: Number) -> u32 {
    match number {
        Number::Regular(count) | Number::Supplement(count) => count,
    }
}
