//! Exact arithmetic on numbers with units, as formulas do it.

use num_bigint::BigInt;
use num_traits::Zero;

use super::calc::{Function, Operator};
use crate::model::unit::Unit;
use crate::model::value::Rational;

/// A number with its unit taken into account, and the unit that it is printed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quantity {
    pub(super) number: Rational,
    pub(super) unit: String,
}

/// The longest number that is worked out, in bits: a chain of products would fill the memory.
const MOST_BITS: u64 = 8192;

impl Quantity {
    /// A number that counts nothing.
    pub(super) fn pure(number: Rational) -> Quantity {
        Quantity { number, unit: String::new() }
    }
}

/// Two numbers combined. None where the result is too long; the divisor must not be 0.
pub(super) fn combine(operator: Operator, left: Quantity, right: Quantity) -> Option<Quantity> {
    let unit = unit(operator, &left.unit, &right.unit);
    let number = match operator {
        Operator::Plus => left.number + right.number,
        Operator::Minus => left.number - right.number,
        Operator::Times => left.number * right.number,
        Operator::Over => left.number / right.number,
    };
    let bits = number.numer().bits().max(number.denom().bits());
    (bits <= MOST_BITS).then_some(Quantity { number, unit })
}

/// Whether a sum or a difference is of numbers that do not count the same, so that it has no unit.
pub(super) fn loses_unit(operator: Operator, left: &Quantity, right: &Quantity) -> bool {
    let is_sum = matches!(operator, Operator::Plus | Operator::Minus);
    is_sum && Unit::of(&left.unit).base != Unit::of(&right.unit).base
}

/// The unit of a result: a sum keeps that of its parts, a product with a pure number that of the
/// other; what would be 家 by 家 has none.
fn unit(operator: Operator, left: &str, right: &str) -> String {
    let counts = |unit: &str| !Unit::of(unit).base.is_empty();
    let same = Unit::of(left).base == Unit::of(right).base;
    let kept = match operator {
        Operator::Plus | Operator::Minus if same && left.is_empty() => right,
        Operator::Plus | Operator::Minus if same => left,
        Operator::Times if !counts(left) && (counts(right) || left.is_empty()) => right,
        Operator::Times if !counts(right) => left,
        Operator::Over if !counts(right) && counts(left) => left,
        _ => "",
    };
    kept.to_owned()
}

/// What a function says of the numbers of a column. None where there are none to speak of.
pub(super) fn aggregate(function: Function, numbers: &[Rational]) -> Option<Rational> {
    let sum = || numbers.iter().fold(Rational::zero(), |sum, number| sum + number);
    let count = Rational::from(BigInt::from(numbers.len()));
    match function {
        Function::Sum => Some(sum()),
        Function::Count => Some(count),
        Function::Min => numbers.iter().min().cloned(),
        Function::Max => numbers.iter().max().cloned(),
        Function::Mean if numbers.is_empty() => None,
        Function::Mean => Some(sum() / count),
    }
}

#[cfg(test)]
mod tests {
    use super::unit;
    use crate::load::calc::Operator::{Minus, Over, Plus, Times};

    #[test]
    fn results_have_the_unit_that_people_expect() {
        for (left, operator, right, expected) in [
            ("家", Plus, "家", "家"),
            ("家", Plus, "个", ""),
            ("", Minus, "%", "%"),
            ("%", Minus, "%", "%"),
            ("万人", Plus, "人", "万人"),
            ("家", Times, "%", "家"),
            ("2", Times, "", "2"),
            ("", Times, "%", "%"),
            ("%", Times, "%", "%"),
            ("家", Over, "家", ""),
            ("亿元", Over, "万人", ""),
            ("家", Over, "", "家"),
            ("%", Over, "", ""),
        ] {
            assert_eq!(unit(operator, left, right), expected, "{left} {operator:?} {right}");
        }
    }
}
