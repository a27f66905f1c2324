//! Numbers as people write them: 3700, 1.5万, 两千, 三百五十, 三四百.

use num_bigint::BigInt;
use num_traits::Zero;

use crate::model::value::{Rational, power_of_ten};

/// A number at the beginning of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numeral {
    /// What it says.
    pub(super) value: Rational,
    /// The exponent of the place of its lowest digit that is not zero: 2 for 3700, 3 for 1.5万.
    pub(super) lowest: i32,
    /// The exponent of the last place written: 0 for 3700, 3 for 1.5万, 2 for 1.50万.
    pub(super) last: i32,
    /// Whether a decimal point was written.
    pub(super) has_point: bool,
    /// The exponent of the 万 or 亿 that it is counted in.
    pub(super) myriad: Option<i32>,
    /// For two digits in a row (三四百), the larger of the two numbers.
    pub(super) up_to: Option<Rational>,
}

/// The longest number that is read, in characters: more digits are no measured quantity.
const MOST_CHARACTERS: usize = 40;

/// Reads a number, and tells how many bytes it took.
pub(super) fn read(text: &str) -> Option<(Numeral, usize)> {
    let chars: Vec<char> = text.chars().take(MOST_CHARACTERS).collect();
    let (mut numeral, mut length) =
        arabic(&chars).or_else(|| pair(&chars)).or_else(|| han(&chars))?;
    length += numeral.multiply(&chars[length..]);
    length += numeral.add_lower(&chars[length..]);
    let bytes = chars[..length].iter().map(|c| c.len_utf8()).sum();
    Some((numeral, bytes))
}

/// Whether a character can begin a number.
pub(super) fn begins_number(c: char) -> bool {
    c.is_ascii_digit()
        || digit(c).is_some()
        || matches!(c, '十' | '百' | '千' | '万' | '亿' | '几' | '数')
}

impl Numeral {
    /// Multiplies by the 千, 万, 亿 that follow a number in digits, and tells how many there are.
    pub(super) fn multiply(&mut self, chars: &[char]) -> usize {
        let mut count = 0;
        for c in chars {
            let exponent = match c {
                '十' | '百' | '千' if !is_mark_of_unit(&chars[count..]) => multiplier(*c),
                '万' | '亿' => multiplier(*c),
                _ => None,
            };
            let Some(exponent) = exponent else { break };
            self.value *= power_of_ten(exponent);
            self.up_to = self.up_to.take().map(|up_to| up_to * power_of_ten(exponent));
            self.lowest += exponent;
            self.last += exponent;
            self.myriad = match (exponent, self.myriad) {
                (4 | 8, before) => Some(exponent + before.unwrap_or(0)),
                (_, before) => before.map(|before| before + exponent),
            };
            count += 1;
        }
        count
    }
}

impl Numeral {
    /// Adds what follows in a smaller unit, as in 1亿2000万, and tells how many characters it took.
    fn add_lower(&mut self, chars: &[char]) -> usize {
        let Some((mut lower, mut length)) = arabic(chars).filter(|_| self.lowest > 0) else {
            return 0;
        };
        length += lower.multiply(&chars[length..]);
        let is_lower = lower.value < power_of_ten(self.lowest) && lower.value > Rational::zero();
        if !is_lower || self.up_to.is_some() || self.has_point {
            return 0;
        }
        self.value += lower.value;
        (self.lowest, self.last) = (lower.lowest, lower.last);
        length
    }
}

/// 百分点 and 千分点 are units; their first letter multiplies nothing.
fn is_mark_of_unit(chars: &[char]) -> bool {
    matches!(chars, ['百' | '千', '分', '点', ..])
}

fn multiplier(c: char) -> Option<i32> {
    match c {
        '十' => Some(1),
        '百' => Some(2),
        '千' => Some(3),
        '万' => Some(4),
        '亿' => Some(8),
        _ => None,
    }
}

fn digit(c: char) -> Option<u8> {
    let digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    match c {
        '〇' => Some(0),
        '两' => Some(2),
        c => digits.iter().position(|digit| *digit == c).and_then(|at| u8::try_from(at).ok()),
    }
}

/// `3,700` or `63.2`.
fn arabic(chars: &[char]) -> Option<(Numeral, usize)> {
    let negative = matches!(chars.first(), Some('-' | '−'));
    let start = usize::from(negative);
    let mut digits = String::new();
    let mut fraction = None;
    let mut at = start;
    while let Some(c) = chars.get(at) {
        let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
        match c {
            c if c.is_ascii_digit() => {
                digits.push(*c);
                fraction = fraction.map(|count: i32| count + 1);
            }
            ',' if fraction.is_none()
                && !digits.is_empty()
                && (1..=3).all(|next| is_digit(at + next))
                && !is_digit(at + 4) => {}
            '.' if fraction.is_none() && !digits.is_empty() && is_digit(at + 1) => {
                fraction = Some(0)
            }
            _ => break,
        }
        at += 1;
    }
    let units: BigInt = digits.parse().ok()?;
    let sign = if negative { -1 } else { 1 };
    let last = -fraction.unwrap_or(0);
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    let lowest = if units.is_zero() { last } else { last + i32::try_from(zeros).ok()? };
    let value = Rational::from(units * sign) * power_of_ten(last);
    let has_point = fraction.is_some();
    Some((Numeral { value, lowest, last, has_point, myriad: None, up_to: None }, at))
}

/// Two digits in a row: 三四 (百), 七八 (家), 十五六.
fn pair(chars: &[char]) -> Option<(Numeral, usize)> {
    let tens = match chars {
        ['十', ..] => Some((1, 1)),
        [tens, '十', rest @ ..] if !rest.is_empty() => digit(*tens).map(|tens| (tens, 2)),
        _ => None,
    };
    let with_tens = tens.and_then(|(tens, used)| Some((tens, used, adjacent(&chars[used..])?)));
    let (tens, used, (first, second)) =
        with_tens.or_else(|| adjacent(chars).map(|digits| (0, 0, digits)))?;
    let number = |ones: u8| Rational::from(BigInt::from(u32::from(tens) * 10 + u32::from(ones)));
    let numeral = Numeral {
        value: number(first),
        lowest: 0,
        last: 0,
        has_point: false,
        myriad: None,
        up_to: Some(number(second)),
    };
    Some((numeral, used + 2))
}

/// Two digits of which the second is the next: 三四. A third digit makes it no such pair.
fn adjacent(chars: &[char]) -> Option<(u8, u8)> {
    let (first, second) = (digit(*chars.first()?)?, digit(*chars.get(1)?)?);
    let alone = chars.get(2).is_none_or(|c| digit(*c).is_none());
    (first > 0 && second == first + 1 && alone).then_some((first, second))
}

/// 三百五十, 两千, 十五, 一万二千, 一点五; also 二〇一七.
fn han(chars: &[char]) -> Option<(Numeral, usize)> {
    let mut reader = HanReader::default();
    let mut at = 0;
    while let Some(c) = chars.get(at).copied() {
        let goes_on = match (digit(c), multiplier(c)) {
            _ if is_mark_of_unit(&chars[at..]) => false,
            (Some(digit), _) => reader.digit(digit),
            (_, Some(exponent)) => reader.multiplier(exponent),
            _ if c == '点' => reader.point(chars.get(at + 1).is_some_and(|c| digit(*c).is_some())),
            _ => false,
        };
        if !goes_on {
            break;
        }
        at += 1;
    }
    (at > 0).then(|| Some((reader.finish()?, at)))?
}

#[derive(Default)]
struct HanReader {
    /// What the sections before the last 万 or 亿 add up to.
    total: u128,
    /// What the digits with 十, 百, 千 of this section add up to.
    section: u128,
    /// Digits that no multiplier has taken yet.
    digits: Vec<u8>,
    /// Digits behind 点.
    fraction: Option<Vec<u8>>,
    /// The exponent of the multiplier read last.
    last: Option<i32>,
    /// The lowest place that has a digit.
    lowest: i32,
    /// Whether a 零 stands before the digits: 三百零五.
    after_zero: bool,
    myriad: Option<i32>,
    /// Whether anything was read.
    has_any: bool,
}

impl HanReader {
    fn digit(&mut self, digit: u8) -> bool {
        self.has_any = true;
        if let Some(fraction) = &mut self.fraction {
            fraction.push(digit);
            return true;
        }
        self.after_zero |= digit == 0 && self.digits.is_empty() && self.last.is_some();
        self.digits.push(digit);
        true
    }

    fn multiplier(&mut self, exponent: i32) -> bool {
        if self.fraction.is_some() || self.digits.len() > 1 && self.digits[0] != 0 {
            return false;
        }
        let is_section = exponent < 4;
        let descends = self.last.is_none_or(|last| !is_section || last >= 4 || last > exponent);
        if !descends {
            return false;
        }
        let taken = self.digits.drain(..).next_back();
        let Ok(power) = u32::try_from(exponent) else { return false };
        let unit = 10_u128.saturating_pow(power);
        if is_section {
            self.section = self.section.saturating_add(u128::from(taken.unwrap_or(1)) * unit);
            self.lowest = exponent;
        } else {
            self.section_ends(taken, exponent, unit);
        }
        self.after_zero = false;
        self.last = Some(exponent);
        self.has_any = true;
        true
    }

    /// Takes a 万 or 亿 up: it multiplies its section, or, as in 一万亿, all that stands before it.
    fn section_ends(&mut self, digit: Option<u8>, exponent: i32, unit: u128) {
        let section = self.section.saturating_add(u128::from(digit.unwrap_or(0)));
        let multiplies_all = section == 0 && self.total > 0;
        let is_larger = self.myriad.is_some_and(|myriad| myriad < exponent);
        let lowest = match digit {
            Some(digit) if digit > 0 => 0,
            _ if multiplies_all || self.section > 0 => self.lowest,
            _ => 0,
        };
        self.total = match (multiplies_all || is_larger, section, self.total) {
            (_, 0, 0) => unit,
            (true, section, total) => total.saturating_add(section).saturating_mul(unit),
            (false, section, total) => total.saturating_add(section.saturating_mul(unit)),
        };
        self.myriad = Some(match (self.myriad, multiplies_all) {
            (Some(before), true) => before + exponent,
            _ => exponent,
        });
        self.lowest = lowest + exponent;
        self.section = 0;
    }

    fn point(&mut self, has_digits: bool) -> bool {
        let fits = self.has_any && has_digits && self.fraction.is_none() && self.digits.len() < 2;
        if fits {
            self.fraction = Some(Vec::new());
        }
        fits
    }

    fn finish(mut self) -> Option<Numeral> {
        if !self.has_any {
            return None;
        }
        let digits: Vec<u8> = self.digits.drain(..).collect();
        let mut whole = self.total.saturating_add(self.section);
        match (&digits[..], self.last) {
            ([], _) => {}
            // 两万三 is 23000; 三百零五 is 305.
            ([digit], Some(last)) if !self.after_zero && last >= 2 && *digit > 0 => {
                let power = u32::try_from(last - 1).ok()?;
                whole = whole.saturating_add(u128::from(*digit) * 10_u128.saturating_pow(power));
                self.lowest = last - 1;
            }
            (digits, last) => {
                let positional = digits.iter().fold(0_u128, |sum, digit| {
                    sum.saturating_mul(10).saturating_add(u128::from(*digit))
                });
                let zeros = digits.iter().rev().take_while(|digit| **digit == 0).count();
                if last.is_none() || positional > 0 {
                    whole = whole.saturating_add(positional);
                    self.lowest = if positional == 0 { 0 } else { i32::try_from(zeros).ok()? };
                }
            }
        }
        let fraction = self.fraction.unwrap_or_default();
        let count = i32::try_from(fraction.len()).ok()?;
        let behind = fraction.iter().fold(BigInt::zero(), |sum, digit| sum * 10 + *digit);
        let value =
            Rational::from(BigInt::from(whole)) + Rational::from(behind) * power_of_ten(-count);
        let zeros = fraction.iter().rev().take_while(|digit| **digit == 0).count();
        let has_point = count > 0;
        let lowest = if has_point { i32::try_from(zeros).ok()? - count } else { self.lowest };
        let last = match (has_point, self.myriad) {
            (true, _) => -count,
            (false, Some(_)) => lowest,
            (false, None) => 0,
        };
        Some(Numeral { value, lowest, last, has_point, myriad: self.myriad, up_to: None })
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::model::value::Rational;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, value, lowest, rest) in [
            ("3700多", "3700", 2, "多"),
            ("3,700名", "3700", 2, "名"),
            ("1.5万", "15000", 3, ""),
            ("1.50万", "15000", 3, ""),
            ("63.2%", "316/5", -1, "%"),
            ("-3.2%", "-16/5", -1, "%"),
            ("两千个", "2000", 3, "个"),
            ("十五", "15", 0, ""),
            ("二十", "20", 1, ""),
            ("三百五十家", "350", 1, "家"),
            ("三百零五", "305", 0, ""),
            ("两万三", "23000", 3, ""),
            ("一万二千", "12000", 3, ""),
            ("一万二千三百四十五人", "12345", 0, "人"),
            ("一点五万", "15000", 3, ""),
            ("百家", "100", 2, "家"),
            ("万名", "10000", 4, "名"),
            ("三亿五千万", "350000000", 7, ""),
            ("一万亿", "1000000000000", 12, ""),
            ("1亿2000万人", "120000000", 7, "人"),
            ("1万2千", "12000", 3, ""),
            ("3万500家", "30500", 2, "家"),
            ("十万", "100000", 5, ""),
            ("二〇一七年", "2017", 0, "年"),
            ("5千", "5000", 3, ""),
            ("2个百分点", "2", 0, "个百分点"),
            ("2百分点", "2", 0, "百分点"),
            ("0", "0", 0, ""),
            ("2017,12", "2017", 0, ",12"),
        ] {
            let (numeral, length) = read(text).unwrap_or_else(|| panic!("{text:?} is a number"));
            assert_eq!(numeral.value, value.parse::<Rational>().expect("a number"), "{text:?}");
            assert_eq!((numeral.lowest, &text[length..]), (lowest, rest), "{text:?}");
        }
        for text in ["", "家", "点五", "."] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn two_digits_in_a_row_are_a_range() {
        for (text, low, high) in [
            ("三四百", "300", "400"),
            ("七八家", "7", "8"),
            ("十五六", "15", "16"),
            ("两三万", "20000", "30000"),
            ("二十七八", "27", "28"),
        ] {
            let (numeral, _) = read(text).expect("a number");
            assert_eq!(numeral.value.to_string(), low, "{text:?}");
            assert_eq!(
                numeral.up_to.map(|up_to| up_to.to_string()).as_deref(),
                Some(high),
                "{text:?}"
            );
        }
    }
}
