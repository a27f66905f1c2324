//! Tables of data.

use std::ops::Range;

use num_bigint::BigInt;

use super::Prose;
use super::unit::Unit;
use super::value::{Rational, fixed, power_of_ten};
use crate::diag::{Text, text};
use crate::tree::{Bytes, VPath};

/// A table (表).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The caption, without its number.
    pub title: Prose,
    /// The unit of all columns that have none of their own; may be empty.
    pub unit: String,
    /// What the numbers rest on.
    pub source: Option<Prose>,
    /// What explains it, printed below.
    pub notes: Vec<Prose>,
    /// The columns in order.
    pub columns: Vec<Column>,
    /// The rows in order, each with a cell for every column, as the author spelt them.
    pub rows: Vec<Vec<String>>,
    /// Which column names the rows.
    pub key: usize,
    /// The row that must equal the sum of the others.
    pub total: Option<usize>,
    /// The rows that add up to the total; empty for all others.
    pub total_of: Vec<usize>,
    /// The file that the data came from.
    pub file: VPath,
    /// The data as CSV (TSV where the file is one), for those who want to check a printed figure.
    pub bytes: Bytes,
}

impl Table {
    /// The place of the row with a name.
    pub fn row(&self, name: &str) -> Option<usize> {
        self.rows.iter().position(|row| row[self.key] == name)
    }

    /// The place of the column with a name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The unit of a column: its own, or the table's for columns that hold numbers.
    pub fn unit_of(&self, column: usize) -> &str {
        match self.columns[column].unit.as_str() {
            "" if self.has_numbers(column) => &self.unit,
            unit => unit,
        }
    }

    /// What a cell says, number × unit; none where it is no number.
    pub fn quantity(&self, row: usize, column: usize) -> Option<Rational> {
        quantity(&self.rows[row][column], &Unit::of(self.unit_of(column)).scale())
    }

    /// What all cells of a column say, from the first row.
    pub fn quantities(&self, column: usize) -> impl Iterator<Item = Option<Rational>> {
        let scale = Unit::of(self.unit_of(column)).scale();
        self.rows.iter().map(move |row| quantity(&row[column], &scale))
    }

    /// The columns that share a head, in order: which they are, and what it says.
    pub fn groups(&self) -> Vec<(Range<usize>, &str)> {
        let mut groups: Vec<(Range<usize>, &str)> = Vec::new();
        for (at, column) in self.columns.iter().enumerate().filter(|(_, it)| !it.group.is_empty()) {
            match groups.last_mut() {
                Some((columns, title)) if *title == column.group && columns.end == at => {
                    columns.end += 1;
                }
                _ => groups.push((at..at + 1, &column.group)),
            }
        }
        groups
    }

    /// What stands in a column's own head: its name, without the head that it shares if all names
    /// below that begin with it.
    pub fn own_name(&self, column: usize) -> &str {
        let Column { name, group, .. } = &self.columns[column];
        let rest = |column: &Column| own_part(&column.name, group).is_some();
        let shares = !group.is_empty()
            && self.columns.iter().filter(|column| column.group == *group).all(rest);
        own_part(name, group).filter(|_| shares).unwrap_or(name)
    }

    /// A cell as people name it.
    pub fn cell_words(&self, row: usize, column: usize) -> Text {
        cell_words(&self.rows[row][self.key], &self.columns[column].name)
    }

    /// The rows that add up to the total, which is never among them.
    pub fn parts_of_total(&self) -> Vec<usize> {
        let all = (0..self.rows.len()).filter(|row| Some(*row) != self.total);
        if self.total_of.is_empty() { all.collect() } else { self.total_of.clone() }
    }

    /// Whether a column other than the one that names the rows holds a number.
    fn has_numbers(&self, column: usize) -> bool {
        column != self.key && self.rows.iter().any(|row| Number::parse(&row[column]).is_some())
    }

    /// Whether every cell of a column that is not missing is a number.
    pub fn is_numeric(&self, column: usize) -> bool {
        let mut cells = self
            .rows
            .iter()
            .map(|row| row[column].as_str())
            .filter(|cell| !is_missing(cell))
            .peekable();
        column != self.key
            && cells.peek().is_some()
            && cells.all(|cell| Number::parse(cell).is_some())
    }
}

/// 41.3% in a column of per cent is 0.413, once.
fn quantity(cell: &str, scale: &Rational) -> Option<Rational> {
    let number = Number::parse(cell)?;
    Some(if number.percent { number.exact() } else { number.exact() * scale })
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    /// The name in the header row.
    pub name: String,
    /// 家, %, 万人; empty for the table's.
    pub unit: String,
    /// Digits after the decimal point that are printed; without, as the author spelt the cell.
    pub digits: Option<u8>,
    /// How its cells are set; without, numbers at the decimal point and text at the left.
    pub align: Option<ColumnAlign>,
    /// The head that it shares with its neighbours of the same group; may be empty.
    pub group: String,
    /// Whether the total row holds for this column.
    pub total: bool,
}

/// What a name says behind the group that it begins with; none if that is nothing.
fn own_part<'a>(name: &'a str, group: &str) -> Option<&'a str> {
    let rest = name
        .strip_prefix(group)?
        .trim_start_matches([' ', '\u{3000}', '-', '·', '_', '：', ':', '/']);
    (!rest.is_empty()).then_some(rest)
}

/// How the cells of a column are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnAlign {
    /// At the left.
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
    /// With their decimal points under one another.
    Decimal,
}

impl ColumnAlign {
    /// All, as `issue.yaml` writes them.
    pub const ALL: [(&'static str, ColumnAlign); 4] = [
        ("left", ColumnAlign::Left),
        ("center", ColumnAlign::Center),
        ("right", ColumnAlign::Right),
        ("decimal", ColumnAlign::Decimal),
    ];
}

/// A cell by the names of its row and column: 行“东区”、列“数量”.
pub fn cell_words(row: &str, column: &str) -> Text {
    text!("行“{row}”、列“{column}”", "row “{row}”, column “{column}”")
}

/// Whether a cell is left out on purpose: empty, `—`, `…` or `-`. Missing is never 0.
pub fn is_missing(cell: &str) -> bool {
    matches!(cell.trim(), "" | "—" | "…" | "-")
}

/// A decimal number, exact: `units` × 10^-`digits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// All digits as one whole number, with the sign.
    pub units: i128,
    /// How many of them stand behind the decimal point.
    pub digits: u8,
    /// Whether a % follows.
    pub percent: bool,
}

/// More digits than this are no measured quantity.
const MOST_DIGITS: usize = 30;

impl Number {
    /// Reads a cell: an optional sign (`-` or `−`), digits with `,` every three, a decimal
    /// point, an optional `%`; full-width digits are digits. `None` for anything else.
    pub fn parse(cell: &str) -> Option<Number> {
        let cell = in_half_width(cell.trim());
        let (cell, percent) =
            cell.strip_suffix('%').map_or((cell.as_str(), false), |number| (number, true));
        let (cell, sign) = cell.strip_prefix(['-', '−']).map_or((cell, 1), |number| (number, -1));
        let (whole, fraction) =
            cell.split_once('.').map_or((cell, None), |(whole, fraction)| (whole, Some(fraction)));
        let whole = ungrouped(whole)?;
        let fraction = fraction.unwrap_or_default();
        let dot_without_digits = cell.ends_with('.');
        let digits = format!("{whole}{fraction}");
        let well_formed = digits.bytes().all(|b| b.is_ascii_digit())
            && digits.len() <= MOST_DIGITS
            && !dot_without_digits;
        well_formed.then(|| {
            Some(Number {
                units: sign * digits.parse::<i128>().ok()?,
                digits: u8::try_from(fraction.len()).ok()?,
                percent,
            })
        })?
    }

    /// The number itself; a % counts as a hundredth.
    pub fn exact(self) -> Rational {
        self.written() * power_of_ten(if self.percent { -2 } else { 0 })
    }

    /// The number printed with so many digits behind the point, and without its %.
    pub fn to_fixed(self, digits: u8) -> String {
        fixed(&self.written(), digits)
    }

    /// What the digits say.
    fn written(self) -> Rational {
        Rational::from(BigInt::from(self.units)) * power_of_ten(-i32::from(self.digits))
    }
}

/// The digits and signs of a number at the width of ASCII, so that decimal points align.
pub fn in_half_width(number: &str) -> String {
    number.chars().map(half_width).collect()
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => {
            char::from(b'0' + u8::try_from(c as u32 - '０' as u32).expect("ten digits fit a byte"))
        }
        '．' => '.',
        '，' => ',',
        '％' => '%',
        '－' => '-',
        other => other,
    }
}

/// The digits of a whole number whose groups, if it has any, are of three.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next().filter(|first| !first.is_empty())?;
    let grouped = whole.contains(',');
    let well_formed = (!grouped || first.len() <= 3) && groups.all(|group| group.len() == 3);
    well_formed.then(|| whole.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use super::{Number, own_part};

    #[test]
    fn a_name_says_what_stands_behind_its_group() {
        assert_eq!(own_part("2016年数量", "2016年"), Some("数量"));
        assert_eq!(own_part("2016年·数量", "2016年"), Some("数量"));
        assert_eq!(own_part("2016年", "2016年"), None);
        assert_eq!(own_part("数量", "2016年"), None);
    }

    #[test]
    fn a_cell_is_read_exactly() {
        let number = |units, digits, percent| Some(Number { units, digits, percent });
        assert_eq!(Number::parse("1,234.50"), number(123_450, 2, false));
        assert_eq!(Number::parse("−41.3%"), number(-413, 1, true));
        assert_eq!(Number::parse("１５０"), number(150, 0, false));
        for text in [
            "", "-", "—", "12,34", "1,2345", ",123", "1.", ".5", "1.2.3", "十", "12家", "1e3",
            "+5", "0x1", "--1",
        ] {
            assert_eq!(Number::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        for (cell, digits, printed) in [
            ("41.25", 1, "41.3"),
            ("-41.25", 1, "-41.3"),
            ("0.04", 1, "0.0"),
            ("-0.04", 1, "0.0"),
            ("7", 2, "7.00"),
            ("0.5", 0, "1"),
            ("1,000", 0, "1000"),
        ] {
            assert_eq!(Number::parse(cell).expect("a number").to_fixed(digits), printed);
        }
    }
}
