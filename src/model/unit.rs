//! Units: what a number is counted in.

use super::value::{Rational, power_of_ten};

/// A unit, taken apart: 万人 is 10⁴ 人, % is 10⁻² of one, 公里 is 10³ 米.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit<'a> {
    /// The power of ten that it multiplies by.
    pub exponent: i32,
    /// What is counted: 人; empty for a pure number.
    pub base: &'a str,
}

/// Units that are a power of ten of another, or of one.
const NAMED: [(&str, i32, &str); 12] = [
    ("%", -2, ""),
    ("％", -2, ""),
    ("‰", -3, ""),
    ("个百分点", -2, ""),
    ("百分点", -2, ""),
    ("个千分点", -3, ""),
    ("成", -1, ""),
    ("倍", 0, ""),
    ("公里", 3, "米"),
    ("厘米", -2, "米"),
    ("毫米", -3, "米"),
    ("公斤", 3, "克"),
];

/// The largest power of ten that a unit is read with: beyond 万亿亿 nothing is counted.
const MOST_EXPONENT: i32 = 24;

/// The numerals that a unit may begin with.
const PREFIXES: [(char, i32); 5] = [('十', 1), ('百', 2), ('千', 3), ('万', 4), ('亿', 8)];

impl<'a> Unit<'a> {
    /// Takes a unit apart.
    pub fn of(text: &'a str) -> Unit<'a> {
        let mut rest = text.trim();
        let mut exponent = 0;
        loop {
            if let Some((_, own, base)) = NAMED.iter().find(|(name, _, _)| *name == rest) {
                return Unit { exponent: exponent + own, base };
            }
            let prefix = PREFIXES.iter().find(|(prefix, _)| rest.starts_with(*prefix));
            match prefix {
                // 十 and 百 begin names of things too: 十字路口 is no ten 字路口.
                Some((prefix, own))
                    if exponent + own <= MOST_EXPONENT
                        && (*own > 2 || begins_with_prefix(rest, *prefix)) =>
                {
                    rest = &rest[prefix.len_utf8()..];
                    exponent += own;
                }
                _ => return Unit { exponent, base: rest },
            }
        }
    }

    /// What the unit multiplies by.
    pub fn scale(self) -> Rational {
        power_of_ten(self.exponent)
    }
}

/// The unit with a power of ten of its own that a text begins with: its name and exponent.
pub(super) fn leading(text: &str) -> Option<(&'static str, i32)> {
    let found = NAMED.iter().filter(|(name, _, _)| text.starts_with(name));
    found.max_by_key(|(name, _, _)| name.len()).map(|(name, exponent, _)| (*name, *exponent))
}

/// Whether another numeral follows the first: 百万, 十亿.
fn begins_with_prefix(text: &str, first: char) -> bool {
    text[first.len_utf8()..].starts_with(['百', '千', '万', '亿'])
}

#[cfg(test)]
mod tests {
    use super::Unit;

    #[test]
    fn a_unit_is_a_power_of_ten_of_its_base() {
        for (text, exponent, base) in [
            ("家", 0, "家"),
            ("万人", 4, "人"),
            ("亿元", 8, "元"),
            ("百万元", 6, "元"),
            ("千米", 3, "米"),
            ("公里", 3, "米"),
            ("万公里", 7, "米"),
            ("万吨", 4, "吨"),
            ("%", -2, ""),
            ("个百分点", -2, ""),
            ("‰", -3, ""),
            ("倍", 0, ""),
            ("％", -2, ""),
            ("亿亿亿亿人", 24, "亿人"),
            ("", 0, ""),
            ("十字路口", 0, "十字路口"),
        ] {
            assert_eq!(Unit::of(text), Unit { exponent, base }, "{text:?}");
        }
    }
}
