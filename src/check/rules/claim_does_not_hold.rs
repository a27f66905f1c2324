//! claim-does-not-hold: words that the value does not bear out.

use num_bigint::BigInt;
use num_traits::Signed;

use super::claims::{Claimed, claimed};
use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, Text, text};
use crate::load::LoadedIssue;
use crate::model::claim::Claim;
use crate::model::unit::Unit;
use crate::model::value::{Definition, Rational};
use crate::model::{Brief, Value};

pub(in crate::check) const RULE: Rule = Rule {
    name: "claim-does-not-hold",
    severity: Severity::Error,
    explanation: ("文中的表述与数据不符", "the words of a claim do not hold for their value"),
    check: Check::Issue(check),
};

/// Whether words such as 六成以上 are said of a number of things.
fn claims_share_of_count(claim: &Claim, value: &Value) -> bool {
    claim.interval.is_in_percent() && !Unit::of(&value.unit).base.is_empty()
}

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    for claimed in claimed(brief) {
        let Ok(claim) = &claimed.claim else { continue };
        if claims_share_of_count(claim, claimed.value) {
            let (words, id, unit) = (&claimed.words, claimed.id, &claimed.value.unit);
            let message = text!(
                "“{words}” 说的是份额，而 “{id}” 的单位是 “{unit}”",
                "“{words}” speaks of a share, but “{id}” counts “{unit}”"
            );
            let fault = claimed.fault(loaded, brief, message).hint(text!(
                "改正文中的说法；一列是百分数的，写 unit: \"%\"",
                "correct the words; for a column of per cent write unit: \"%\""
            ));
            let unitless = unitless_hint(brief, claimed.value);
            diagnostics.report(unitless.into_iter().fold(fault, Diagnostic::hint));
            continue;
        }
        if claim.holds(&claimed.value.quantity) {
            continue;
        }
        let (words, id, interval) = (&claimed.words, claimed.id, &claim.interval);
        let number = claim.interval.shown(&claimed.value.quantity);
        let message = match claim.falls {
            true => text!(
                "“{words}” 要求负值，大小 {interval}，而 “{id}” 是 {number}",
                "“{words}” asks for a negative value of the size {interval}, but “{id}” is {number}"
            ),
            false => text!(
                "“{words}” 要求 {interval}，而 “{id}” 是 {number}",
                "“{words}” asks for {interval}, but “{id}” is {number}"
            ),
        };
        let generic = text!("改正文中的说法，或改正数据", "correct the words, or correct the data");
        let fault = claimed.fault(loaded, brief, message).hint(generic);
        let hints = [sign_hint(claim, &claimed), unit_hint(claim, brief, claimed.value)];
        diagnostics.report(hints.into_iter().flatten().fold(fault, Diagnostic::hint));
    }
}

/// Words that a negative value contradicts, whatever its size.
const GROWTH: [&str; 8] = ["增长", "增加", "提高", "上升", "提升", "扩大", "增至", "升至"];

/// What to do where the words (亏损3万元) hold but for the sign.
fn sign_hint(claim: &Claim, claimed: &Claimed<'_>) -> Option<Text> {
    let (id, number) = (claimed.id, &claimed.value.quantity);
    let says_growth = GROWTH.iter().any(|word| claimed.words.contains(word));
    let holds = number.is_negative() && !claim.falls && claim.holds(&-number);
    (holds && !says_growth).then(|| {
        text!(
            "“{id}” 是负数；说它的大小，在 values: 下写 “{id}-abs: {{ calc: -{id} }}”，再引用 “{id}-abs”",
            "“{id}” is negative; to speak of its size write “{id}-abs: {{ calc: -{id} }}” under values: and name “{id}-abs”"
        )
    })
}

/// What to do where words speak of a share, and the number is far above 1 for want of a unit.
fn unit_hint(claim: &Claim, brief: &Brief, value: &Value) -> Option<Text> {
    let is_far = value.unit.is_empty() && value.quantity > Rational::from(BigInt::from(1));
    if !claim.interval.is_in_percent() || !is_far {
        return None;
    }
    let is_cell = matches!(value.definition, Definition::Cell { .. });
    let per_cent =
        || text!("这一列是百分数的，写 unit: \"%\"", "for a column of per cent write unit: \"%\"");
    if is_cell { Some(per_cent()) } else { unitless_hint(brief, value) }
}

/// The column without unit in a formula whose other numbers have one.
fn unitless_hint(brief: &Brief, value: &Value) -> Option<Text> {
    let operands = value.operands().iter().filter_map(|used| brief.values.get(used.value()?));
    let (without, with): (Vec<_>, Vec<_>) = operands.partition(|operand| operand.unit.is_empty());
    let name = without.iter().find_map(|operand| match &operand.definition {
        Definition::Cell { table, column, .. } => {
            Some(&brief.tables.get(table)?.columns[*column].name)
        }
        Definition::Calc { .. } => None,
    })?;
    (!with.is_empty()).then(|| {
        text!(
            "算式里 “{name}” 一列没有写单位，别的数有：给这一列写 unit",
            "the column “{name}” in the formula has no unit, while others have: write its unit:"
        )
    })
}
