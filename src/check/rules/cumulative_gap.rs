//! cumulative-gap: the cumulative number does not go on over the change of the year.

use super::cumulative_constant::wrong_cumulatives;
use crate::check::{Check, Rule};
use crate::diag::Severity;

pub(in crate::check) const RULE: Rule = Rule {
    name: "cumulative-gap",
    severity: Severity::Error,
    explanation: (
        "新一年的总期没有接上一年的",
        "the cumulative number does not continue over the change of the year",
    ),
    check: Check::Library(|library, diagnostics| wrong_cumulatives(library, diagnostics, true)),
};
