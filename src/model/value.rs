//! Named numbers: looked up in a table or worked out from others, always exact.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::unit::Unit;

/// An exact number. Nothing is rounded before it is printed.
pub type Rational = BigRational;

/// A value (数据引用): a number with its unit, and how it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Where it comes from.
    pub definition: Definition,
    /// Number × unit: 41.3 under the unit % is 0.413, 15 under 万人 is 150000.
    pub quantity: Rational,
    /// The unit that is printed behind the number; may be empty.
    pub unit: String,
    /// How it is printed.
    pub format: NumberFormat,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Definition {
    /// A cell of a table.
    Cell {
        /// The table's id.
        table: String,
        /// The place of the row.
        row: usize,
        /// The place of the column.
        column: usize,
    },
    /// Arithmetic.
    Calc {
        /// As the author wrote it.
        formula: String,
        /// What it is worked out from, in the order of the formula, each once.
        uses: Vec<Operand>,
    },
}

/// What a calculation uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// Another value, by its id.
    Value(String),
    /// A column of a table, without its total.
    Column {
        /// The table's id.
        table: String,
        /// The place of the column.
        column: usize,
    },
}

impl Value {
    /// What a calculation uses; nothing for a cell.
    pub fn operands(&self) -> &[Operand] {
        match &self.definition {
            Definition::Cell { .. } => &[],
            Definition::Calc { uses, .. } => uses,
        }
    }

    /// The tables that it is read from.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        let own = match &self.definition {
            Definition::Cell { table, .. } => Some(table.as_str()),
            Definition::Calc { .. } => None,
        };
        let columns = self.operands().iter().filter_map(|operand| match operand {
            Operand::Column { table, .. } => Some(table.as_str()),
            Operand::Value(_) => None,
        });
        own.into_iter().chain(columns)
    }
}

/// The unit that a value is printed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedUnit {
    /// The power of ten that it counts by.
    pub exponent: i32,
    /// What stands behind the number; 成 and 分之 are part of the number.
    pub suffix: String,
}

impl Value {
    /// The unit that it is printed in, as its format says.
    pub fn printed_unit(&self) -> PrintedUnit {
        let own = Unit::of(&self.unit);
        let of = |exponent, suffix: &str| PrintedUnit { exponent, suffix: suffix.to_owned() };
        match (self.format.kind, self.format.scale) {
            (FormatKind::Percent, _) => of(-2, "%"),
            (FormatKind::Permille, _) => of(-3, "‰"),
            (FormatKind::Times, _) => of(0, "倍"),
            (FormatKind::Tenths | FormatKind::Fraction, _) => of(0, ""),
            (_, Scale::Wan) => of(4, &format!("万{}", own.base)),
            (_, Scale::Yi) => of(8, &format!("亿{}", own.base)),
            (_, Scale::One) => of(own.exponent, &self.unit),
        }
    }
}

impl Operand {
    /// The value that it is, if it is one.
    pub fn value(&self) -> Option<&str> {
        match self {
            Operand::Value(id) => Some(id),
            Operand::Column { .. } => None,
        }
    }
}

/// How long the name of a value, a table or a column is that a formula goes on with, in bytes: a
/// hyphen belongs to it between letters. Nothing, where it goes on with something else.
pub fn name_length(rest: &str) -> usize {
    let mut length = 0;
    for (at, c) in rest.char_indices() {
        let next = rest[at + c.len_utf8()..].chars().next();
        let is_hyphen = c == '-' && at > 0 && next.is_some_and(is_name);
        if !is_name(c) && !is_hyphen {
            break;
        }
        length = at + c.len_utf8();
    }
    length
}

/// Whether names in formulas are made of such characters.
pub fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How a value is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NumberFormat {
    /// The kind of number.
    pub kind: FormatKind,
    /// Digits behind the decimal point; without, those of the column, or as many as are needed.
    pub digits: Option<u8>,
    /// 万 or 亿 before the unit.
    pub scale: Scale,
    /// Whether a comma stands between groups of three digits.
    pub thousands: bool,
}

/// The kinds of number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FormatKind {
    /// 150家.
    #[default]
    Number,
    /// 63.2%.
    Percent,
    /// 4.5‰.
    Permille,
    /// 三分之一: the simplest fraction within a hundredth.
    Fraction,
    /// 2.5倍.
    Times,
    /// 六成.
    Tenths,
    /// 一百五十家.
    Han,
}

impl FormatKind {
    /// All, as `issue.yaml` writes them.
    pub const ALL: [(&'static str, FormatKind); 7] = [
        ("number", FormatKind::Number),
        ("percent", FormatKind::Percent),
        ("permille", FormatKind::Permille),
        ("fraction", FormatKind::Fraction),
        ("times", FormatKind::Times),
        ("tenths", FormatKind::Tenths),
        ("han", FormatKind::Han),
    ];
}

/// The unit in which large numbers are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// One.
    #[default]
    One,
    /// 万, ten thousand.
    Wan,
    /// 亿, a hundred million.
    Yi,
}

impl Scale {
    /// All that are written, as `issue.yaml` writes them.
    pub const ALL: [(&'static str, Scale); 2] = [("万", Scale::Wan), ("亿", Scale::Yi)];
}

/// 10 to the power of `exponent`.
pub fn power_of_ten(exponent: i32) -> Rational {
    let power = BigInt::from(10).pow(exponent.unsigned_abs());
    if exponent < 0 { Rational::new(BigInt::one(), power) } else { Rational::from(power) }
}

/// The number times 10^`digits`, rounded half away from zero.
pub fn rounded(number: &Rational, digits: u8) -> BigInt {
    let scaled = number * power_of_ten(i32::from(digits));
    let half = Rational::new(BigInt::one(), BigInt::from(2));
    if scaled < Rational::zero() { (scaled - half).ceil() } else { (scaled + half).floor() }
        .to_integer()
}

/// The number in digits: exact, if it ends within so many digits behind the point, else rounded
/// to them.
pub fn decimal(number: &Rational, most_digits: u8) -> String {
    let text = fixed(number, most_digits);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// The number with so many digits behind the point, rounded half away from zero.
pub fn fixed(number: &Rational, digits: u8) -> String {
    let scaled = rounded(number, digits);
    let sign = if scaled < BigInt::zero() { "-" } else { "" };
    let text = format!("{:0>width$}", scaled.magnitude(), width = usize::from(digits) + 1);
    let (whole, fraction) = text.split_at(text.len() - usize::from(digits));
    let dot = if digits == 0 { "" } else { "." };
    format!("{sign}{whole}{dot}{fraction}")
}
