//! The marks of an axis: whole multiples of 1, 2 or 5 times a power of ten, counted in integers,
//! so that they are printed exactly.

/// The marks of an axis, from the first to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticks {
    /// 1, 2 or 5.
    step: i64,
    /// The power of ten that the step is multiplied by.
    exponent: i32,
    first: i64,
    last: i64,
}

/// What is taken for rounding when a number is a multiple of the step.
const NEAR: f64 = 1e-9;

impl Ticks {
    /// Marks around some numbers, so many spaces between them at most, or one more at either end.
    pub(super) fn around(low: f64, high: f64, most: usize) -> Ticks {
        let (low, high) = match (low, high) {
            (low, high) if low < high => (low, high),
            (0.0, _) => (0.0, 1.0),
            (same, _) => (same.min(0.0), same.max(0.0)),
        };
        // In two halves, since the span of the largest numbers is none.
        let raw = high / most as f64 - low / most as f64;
        let written = format!("{raw:e}");
        let (mantissa, exponent) = written.split_once('e').unwrap_or(("1", "0"));
        let mantissa: f64 = mantissa.parse().unwrap_or(1.0);
        let mut exponent: i32 = exponent.parse().unwrap_or_default();
        let step = match mantissa {
            m if m <= 1.0 + NEAR => 1,
            m if m <= 2.0 + NEAR => 2,
            m if m <= 5.0 + NEAR => 5,
            _ => {
                exponent += 1;
                1
            }
        };
        let ticks = Ticks { step, exponent, first: 0, last: 0 };
        let first = (low / ticks.length() + NEAR).floor() as i64;
        let last = (high / ticks.length() - NEAR).ceil() as i64;
        Ticks { first, last: last.max(first.saturating_add(1)), ..ticks }
    }

    /// The length of a step.
    fn length(&self) -> f64 {
        format!("{}e{}", self.step, self.exponent).parse().unwrap_or(1.0)
    }

    /// Where a number stands on the axis: 0 at its begin, 1 at its end.
    pub(super) fn share(&self, number: f64) -> f64 {
        let share = (number / self.length() - self.first as f64) / (self.last - self.first) as f64;
        share.clamp(0.0, 1.0)
    }

    /// The marks: where they stand, and what is printed. `unit` tells whether 万 may stand there.
    pub(super) fn marks(&self, unit: &str) -> Vec<(f64, String)> {
        let count = (self.last - self.first) as f64;
        let largest = self.first.abs().max(self.last.abs()).saturating_mul(self.step);
        let digits = largest.to_string().len() as i32 + self.exponent;
        let is_counted = unit.starts_with(['十', '百', '千', '万', '亿']);
        let (shift, suffix) = match digits {
            _ if is_counted => (0, ""),
            6..=8 => (4, "万"),
            9..=12 => (8, "亿"),
            13..=16 => (12, "万亿"),
            _ => (0, ""),
        };
        let label = |at: i64| match at.saturating_mul(self.step) {
            0 => "0".to_owned(),
            number => format!("{}{suffix}", printed(number, self.exponent - shift)),
        };
        (self.first..=self.last).map(|at| ((at - self.first) as f64 / count, label(at))).collect()
    }
}

/// A whole number times a power of ten: 20,000, 0.05, 2e-12.
fn printed(number: i64, exponent: i32) -> String {
    let (sign, digits) = (if number < 0 { "−" } else { "" }, number.unsigned_abs().to_string());
    if !(-8..=16).contains(&exponent) || digits.len() as i32 + exponent > 16 {
        return format!("{sign}{digits}e{exponent}");
    }
    let (whole, fraction) = match usize::try_from(exponent) {
        Ok(zeros) => (format!("{digits}{}", "0".repeat(zeros)), String::new()),
        Err(_) => {
            let behind = exponent.unsigned_abs() as usize;
            let padded = format!("{digits:0>width$}", width = behind + 1);
            let (whole, fraction) = padded.split_at(padded.len() - behind);
            (whole.to_owned(), format!(".{fraction}"))
        }
    };
    format!("{sign}{}{fraction}", grouped(&whole))
}

/// Numbers of five digits and more with commas; years have four.
fn grouped(whole: &str) -> String {
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if whole.len() > 4 && at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Ticks;

    fn labels(low: f64, high: f64) -> String {
        let marks = Ticks::around(low, high, 5).marks("");
        marks.into_iter().map(|(_, label)| label).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn marks_are_round_and_hold_all_numbers() {
        assert_eq!(labels(0.0, 45.0), "0 10 20 30 40 50");
        assert_eq!(labels(0.0, 0.3), "0 0.1 0.2 0.3");
        assert_eq!(labels(-3.0, 7.5), "−5 0 5 10");
    }

    #[test]
    fn all_equal_numbers_have_an_axis() {
        assert_eq!(labels(0.0, 0.0), "0 0.2 0.4 0.6 0.8 1.0");
        assert_eq!(labels(7.0, 7.0), "0 2 4 6 8");
        assert_eq!(labels(-7.0, -7.0), "−8 −6 −4 −2 0");
    }

    #[test]
    fn large_and_small_numbers_are_spelt_shortly() {
        assert_eq!(labels(0.0, 45_000.0), "0 10,000 20,000 30,000 40,000 50,000");
        assert_eq!(labels(0.0, 1_500_000.0), "0 50万 100万 150万");
        assert_eq!(labels(0.0, 9e8), "0 2亿 4亿 6亿 8亿 10亿");
        assert_eq!(labels(0.0, 4e-12), "0 1e-12 2e-12 3e-12 4e-12");
        assert_eq!(labels(0.0, 3e30), "0 1e30 2e30 3e30");
    }
}
