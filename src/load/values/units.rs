//! What a value can be counted in and printed as.

use std::ops::Range;

use num_traits::One;

use super::Values;
use crate::diag::{Diagnostic, Text, text};
use crate::load::arithmetic::{self, Quantity};
use crate::load::calc::Operator;
use crate::model::FieldPath;
use crate::model::unit::Unit;
use crate::model::value::{FormatKind, Operand, Rational, Value, decimal, power_of_ten};

impl Values<'_, '_, '_> {
    /// Warns of a sum whose unit nobody can tell, unless the value states it.
    pub(super) fn mixed_units(
        &mut self,
        path: &FieldPath,
        operator: Operator,
        (left, right): (&Quantity, &Quantity),
        at: &Range<usize>,
    ) {
        let states_unit =
            self.open.last().and_then(|id| self.raw.get(id)).is_some_and(|raw| raw.unit.is_some());
        if states_unit || !arithmetic::loses_unit(operator, left, right) {
            return;
        }
        let Text { zh: left_zh, en: left } = unit_words(&left.unit);
        let Text { zh: right_zh, en: right } = unit_words(&right.unit);
        let message = text!(
            "{left_zh}和{right_zh}加减，得数没有单位",
            "{left} and {right} are added or subtracted: the result has no unit"
        );
        let hint = text!(
            "用 unit: 写明得数的单位；不该相加的，改正算式",
            "state the unit of the result with unit:, or correct the formula"
        );
        let span = self.lower.positions.inside(path, at.clone());
        self.lower.fault(path, Diagnostic::warning("mixed-units", message).at(span).hint(hint));
    }

    /// Refuses a unit such as 万人 for numbers that no table gives a unit: whether 15 means 15 or
    /// 150000 of them, nobody can tell. A share, in % or 成, is a number without a unit.
    pub(super) fn can_be_counted_in(
        &mut self,
        path: &FieldPath,
        unit: &str,
        uses: &[Operand],
    ) -> Option<()> {
        let Unit { exponent, base } = Unit::of(unit);
        let has_unit = |operand: &Operand| match operand {
            Operand::Value(id) => {
                self.done.get(id).and_then(Option::as_ref).is_some_and(|used| !used.unit.is_empty())
            }
            Operand::Column { table, column } => !self.tables[table].unit_of(*column).is_empty(),
        };
        if exponent == 0 || base.is_empty() || uses.iter().any(has_unit) {
            return Some(());
        }
        let message = text!(
            "得数以 “{unit}” 计，而算式里的数都没有单位，不知道要不要换算",
            "the result is counted in “{unit}”, but no number of the formula has a unit to convert from"
        );
        let hint = text!(
            "在表里写明各列的单位：columns: {{ 列名: {{ unit: {unit} }} }}；或给算式用到的数据引用写 unit:",
            "give the columns their unit: columns: {{ name: {{ unit: {unit} }} }}; or give the values of the formula theirs"
        );
        self.lower.fault(path, Diagnostic::error("invalid-value", message).hint(hint));
        None
    }

    /// A fraction is a part of one, and so is what is counted in 成.
    pub(super) fn can_be_printed(&mut self, path: &FieldPath, value: &Value) -> bool {
        let (least, words) = match value.format.kind {
            FormatKind::Fraction => (power_of_ten(-2), text!("几分之几", "a fraction")),
            FormatKind::Tenths => (power_of_ten(-2), text!("几成", "tenths")),
            _ => return true,
        };
        let fits = value.quantity >= least && value.quantity <= Rational::one();
        if !fits {
            let (number, zh, en) = (decimal(&value.quantity, 4), words.zh, words.en);
            let message = text!("{number} 不能印成{zh}", "{number} cannot be printed as {en}");
            let hint = text!(
                "fraction 和 tenths 只用在 0.01 到 1 之间的数上；别的写 number 或 percent",
                "fraction and tenths are for numbers from 0.01 to 1; write number or percent for others"
            );
            let path = path.key("format");
            self.lower.fault(&path, Diagnostic::error("invalid-value", message).hint(hint));
        }
        fits
    }
}

/// A unit in a sentence.
fn unit_words(unit: &str) -> Text {
    match unit {
        "" => text!("没有单位的数", "a number without a unit"),
        unit => text!("“{unit}”", "“{unit}”"),
    }
}
