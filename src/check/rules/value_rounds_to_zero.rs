//! value-rounds-to-zero: a number that is not 0 and is printed as 0.

use num_traits::Zero;

use crate::check::{Check, Rule};
use crate::diag::{Diagnostic, Diagnostics, Severity, text};
use crate::load::LoadedIssue;
use crate::model::value::{Definition, FormatKind, fixed, power_of_ten, rounded};
use crate::model::{Brief, FieldPath};

pub(in crate::check) const RULE: Rule = Rule {
    name: "value-rounds-to-zero",
    severity: Severity::Warning,
    explanation: (
        "算出的数不是 0，按写明的 digits 印出来却是 0",
        "a number that is worked out is not 0, but is printed as 0 with the digits that are asked for",
    ),
    check: Check::Issue(check),
};

fn check(loaded: &LoadedIssue, brief: &Brief, diagnostics: &mut Diagnostics) {
    for (id, value) in &brief.values {
        let (Definition::Calc { .. }, Some(digits)) = (&value.definition, value.format.digits)
        else {
            continue;
        };
        if matches!(value.format.kind, FormatKind::Fraction | FormatKind::Tenths) {
            continue;
        }
        let number = &value.quantity * power_of_ten(-value.printed_unit().exponent);
        if number.is_zero() || !rounded(&number, digits).is_zero() {
            continue;
        }
        let printed = fixed(&number, digits);
        let message = text!(
            "“{id}” 不是 0，四舍五入后印成 {printed}",
            "“{id}” is not 0, but is printed as {printed} when rounded"
        );
        let place = loaded.positions.value(&FieldPath::from("values").key(id).key("digits"));
        let hint = text!(
            "把 digits 写大些；除以单位是万人的数，商按一人计，每万人的数要再乘：“* 10000”",
            "ask for more digits; a quotient by a number in 万人 is per head: for each 10000 multiply, “* 10000”"
        );
        diagnostics.report(Diagnostic::warning("", message).at(place).hint(hint));
    }
}
