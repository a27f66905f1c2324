//! How numbers are printed: cells in their tables, values in the text.

use std::collections::BTreeMap;

use num_bigint::{BigInt, Sign};
use num_traits::{Signed, ToPrimitive};

use super::han;
use crate::model::table::{Number, Table, in_half_width, is_missing};
use crate::model::unit::Unit;
use crate::model::value::{
    Definition, FormatKind, NumberFormat, PrintedUnit, Rational, Scale, Value, decimal, fixed,
    power_of_ten, rounded,
};

/// A cell as it is printed in its table, with a minus where it is below zero: with the column's digits, and commas where the author
/// wrote them; or as the author spelt it, but for full-width digits.
pub(super) fn cell(table: &Table, row: usize, column: usize) -> String {
    let written = table.rows[row][column].trim();
    match (Number::parse(written), table.columns[column].digits) {
        (Some(number), Some(digits)) => {
            let printed = number.to_fixed(digits);
            let is_grouped = written.contains([',', '，']);
            let printed = if is_grouped { grouped(&printed) } else { printed };
            // The head of the column says % already.
            let has_sign = number.percent && table.unit_of(column) != "%";
            with_minus(&format!("{printed}{}", if has_sign { "%" } else { "" }))
        }
        (Some(Number { percent: true, .. }), None) if table.unit_of(column) == "%" => {
            with_minus(in_half_width(written).trim_end_matches('%'))
        }
        (Some(_), None) if column != table.key => with_minus(&in_half_width(written)),
        _ if is_missing(written) && column != table.key => "—".to_owned(),
        _ => written.to_owned(),
    }
}

/// A number with the sign of the minus, not that of the hyphen.
fn with_minus(number: &str) -> String {
    match number.strip_prefix('-') {
        Some(number) => format!("−{number}"),
        None => number.to_owned(),
    }
}

/// A value as it is printed in the text, with its unit.
pub(super) fn value(tables: &BTreeMap<String, Table>, value: &Value) -> String {
    let NumberFormat { kind, scale, thousands, .. } = value.format;
    if let (FormatKind::Number, Scale::One, false, Some(spelt)) =
        (kind, scale, thousands, as_in_table(tables, value))
    {
        return spelt;
    }
    let PrintedUnit { exponent, suffix } = value.printed_unit();
    let number = &value.quantity * power_of_ten(-exponent);
    let precision = precision(tables, value, exponent);
    match kind {
        FormatKind::Fraction => fraction(&number),
        FormatKind::Tenths => tenths(&number, value.format.digits),
        FormatKind::Han => in_han(&precision.digits(&number), &suffix),
        _ => {
            let digits = precision.digits(&number);
            let digits = with_minus(&if thousands { grouped(&digits) } else { digits });
            format!("{digits}{suffix}")
        }
    }
}

/// A value for machines: a plain decimal, number × unit.
pub(super) fn machine(value: &Value) -> String {
    decimal(&value.quantity, 12)
}

/// The cell as its table prints it with the unit behind it; none where the value is printed in
/// another unit or with other digits.
fn as_in_table(tables: &BTreeMap<String, Table>, value: &Value) -> Option<String> {
    let Definition::Cell { table, row, column } = &value.definition else { return None };
    let table = tables.get(table)?;
    let in_table = table.unit_of(*column);
    let same = Unit::of(in_table).exponent == Unit::of(&value.unit).exponent;
    if value.format.digits.is_some() || !(same || in_table.is_empty()) {
        return None;
    }
    let printed = cell(table, *row, *column);
    let has_unit = printed.ends_with('%');
    match (has_unit, value.unit.as_str()) {
        (true, "%" | "") => Some(printed),
        (true, _) => None,
        (false, unit) => Some(format!("{printed}{unit}")),
    }
}

/// How many digits stand behind the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Precision {
    /// So many.
    Exactly(u8),
    /// So many at most, and none that are 0 at the end.
    AtMost(u8),
}

impl Precision {
    fn digits(self, number: &Rational) -> String {
        match self {
            Precision::Exactly(digits) => fixed(number, digits),
            Precision::AtMost(digits) => decimal(number, digits),
        }
    }
}

/// The digits that a value asks for, else those of its column; a result has as many as are needed,
/// one at most for a share and two for others.
fn precision(tables: &BTreeMap<String, Table>, value: &Value, exponent: i32) -> Precision {
    if let Some(digits) = value.format.digits {
        return Precision::Exactly(digits);
    }
    let free = match value.format.kind {
        FormatKind::Percent | FormatKind::Permille => 1,
        _ => 2,
    };
    let Definition::Cell { table, row, column } = &value.definition else {
        return Precision::AtMost(visible(&value.quantity, exponent, free));
    };
    let Some(table) = tables.get(table) else { return Precision::AtMost(free) };
    let written = Number::parse(&table.rows[*row][*column]);
    let spelt = written.map_or(0, |number| number.digits);
    let in_column = table.columns[*column].digits.unwrap_or(spelt);
    let counted_in = match written.is_some_and(|number| number.percent) {
        true => -2,
        false => Unit::of(table.unit_of(*column)).exponent,
    };
    // A larger unit has more digits behind the point, a smaller one fewer.
    let shifted = i32::from(in_column) + exponent - counted_in;
    match u8::try_from(shifted.clamp(0, 9)) {
        Ok(digits) if exponent <= counted_in => Precision::Exactly(digits),
        Ok(digits) => Precision::AtMost(digits),
        Err(_) => Precision::AtMost(free),
    }
}

/// So many digits, or as many more as a small result needs not to look like 0.
fn visible(quantity: &Rational, exponent: i32, digits: u8) -> u8 {
    let number = quantity * power_of_ten(-exponent);
    let looks_like_zero = |digits: &u8| rounded(&number, *digits) == BigInt::from(0);
    match quantity.numer().sign() {
        Sign::NoSign => digits,
        _ => (digits..9).find(|digits| !looks_like_zero(digits)).unwrap_or(9),
    }
}

/// Digits with a comma between groups of three.
fn grouped(number: &str) -> String {
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |number| ("-", number));
    let (whole, fraction) = number.split_once('.').map_or((number, None), |(w, f)| (w, Some(f)));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let fraction = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    format!("{sign}{grouped}{fraction}")
}

/// 三分之一: the fraction with the smallest whole up to ten that is within a hundredth and a tenth of
/// the number; else 百分之三十六.
fn fraction(number: &Rational) -> String {
    let near = power_of_ten(-2).min(number * power_of_ten(-1));
    let fits = |whole: &u32| {
        let part = nearest_part(number, *whole);
        let is_near = (Rational::new(part.into(), (*whole).into()) - number).abs() <= near;
        is_near && (1..*whole).contains(&part)
    };
    let whole = (2..=10).find(fits).unwrap_or(100);
    let part = nearest_part(number, whole);
    format!(
        "{}分之{}",
        han::cardinal(whole.into()).trim_start_matches('一'),
        han::cardinal(part.into())
    )
}

/// How many parts of a whole come nearest to a number from 0 to 1.
fn nearest_part(number: &Rational, whole: u32) -> u32 {
    let part = rounded(&(number * Rational::from(BigInt::from(whole))), 0);
    part.to_u32().unwrap_or_default()
}

/// 六成; 二成五 where a whole number of 成 would be more than a hundredth off.
fn tenths(number: &Rational, digits: Option<u8>) -> String {
    let tenth = power_of_ten(-1);
    let whole = Rational::from(rounded(&(number / &tenth), 0));
    let is_near = (whole * &tenth - number).abs() <= power_of_ten(-2);
    let digits = digits.unwrap_or(if is_near { 0 } else { 1 }).min(1);
    let printed = fixed(&(number / tenth), digits);
    let (whole, fraction) = printed.split_once('.').unwrap_or((&printed, ""));
    let more = if fraction.is_empty() || fraction == "0" { String::new() } else { spelt(fraction) };
    format!("{}成{more}", han_number(whole, ""))
}

/// 一百五十家; 百分之六十三点二, since Chinese numerals have no % behind them (GB/T 15835).
fn in_han(printed: &str, suffix: &str) -> String {
    let whole = match suffix {
        "%" | "％" => "百分之",
        "‰" => "千分之",
        _ => return format!("{}{suffix}", han_number(printed, suffix)),
    };
    let (sign, number) = printed.strip_prefix('-').map_or(("", printed), |number| ("负", number));
    format!("{sign}{whole}{}", han_number(number, ""))
}

/// A number in digits as one in Chinese numerals; 两 before a measure word.
fn han_number(printed: &str, suffix: &str) -> String {
    let (sign, number) = printed.strip_prefix('-').map_or(("", printed), |number| ("负", number));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let Ok(count) = whole.parse::<u64>() else { return printed.to_owned() };
    let whole = match (count, fraction.is_empty() && !suffix.is_empty()) {
        (2, true) => "两".to_owned(),
        _ => han::cardinal(count),
    };
    let point = if fraction.is_empty() { String::new() } else { format!("点{}", spelt(fraction)) };
    format!("{sign}{whole}{point}")
}

/// Digits one by one: 五〇 is 五零.
fn spelt(digits: &str) -> String {
    digits.chars().filter_map(|c| c.to_digit(10)).map(|digit| han::cardinal(digit.into())).collect()
}

#[cfg(test)]
mod tests;
