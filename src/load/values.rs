//! The values of an issue: cells and calculations → [`Value`].
//!
//! A value is worked out once, when it is first asked for; what a formula names is worked out
//! before it. Everything is exact: nothing is rounded before it is printed.

mod units;
mod unnamed;

use std::collections::BTreeMap;
use std::ops::Range;

use num_traits::{One, Zero};

use self::unnamed::Unnamed;
use super::arithmetic::{self, Quantity};
use super::calc::{self, Expression, ExpressionKind, Function, Operator};
use super::lower::{Lower, is_id};
use super::schema::RawValue;
use super::tables::{TablePlaces, known, no_column};
use crate::diag::{Diagnostic, Span, text};
use crate::model::FieldPath;
use crate::model::table::{Table, is_missing};
use crate::model::unit::Unit;
use crate::model::value::{Definition, FormatKind, NumberFormat, Operand, Rational, Scale, Value};

/// Resolves all values; those with faults are left out.
pub(crate) fn values(
    lower: &mut Lower<'_>,
    raw: &BTreeMap<String, RawValue>,
    tables: &BTreeMap<String, Table>,
    places: &TablePlaces,
) -> BTreeMap<String, Value> {
    let names = raw.keys().filter(|id| lower.id(&FieldPath::from("values").key(id), id).is_some());
    let names: Vec<&String> = names.collect();
    let mut reader = Values {
        lower,
        raw,
        tables,
        places,
        done: BTreeMap::new(),
        open: Vec::new(),
        unnamed: BTreeMap::new(),
    };
    for id in names {
        reader.value(id);
    }
    reader.report_unnamed();
    let done = reader.done;
    done.into_iter().filter_map(|(id, value)| Some((id, value?))).collect()
}

/// Values that name one another more deeply than this are refused.
const MOST_DEPTH: usize = 64;

struct Values<'l, 'd, 'a> {
    lower: &'l mut Lower<'d>,
    raw: &'a BTreeMap<String, RawValue>,
    tables: &'a BTreeMap<String, Table>,
    places: &'a TablePlaces,
    /// What has been worked out; none for a value with a fault.
    done: BTreeMap<String, Option<Value>>,
    /// The values that are being worked out, the innermost last.
    open: Vec<String>,
    /// The fields that name a row or a column that their table does not have.
    unnamed: BTreeMap<Unnamed, Vec<FieldPath>>,
}

impl<'a> Values<'_, '_, 'a> {
    /// A declared value; none where it has a fault, which is reported once.
    fn value(&mut self, id: &str) -> Option<Value> {
        if let Some(done) = self.done.get(id) {
            return done.clone();
        }
        let raw = self.raw.get(id)?;
        let path = FieldPath::from("values").key(id);
        self.open.push(id.to_owned());
        let format = self.format(&path, raw);
        let value = match raw.calc.as_deref() {
            Some(formula) => self.calculated(&path, formula, raw, format),
            None => self.looked_up(&path, raw, format),
        };
        let value = value.filter(|value| self.can_be_printed(&path, value));
        self.open.pop();
        self.done.insert(id.to_owned(), value.clone());
        value
    }

    fn looked_up(
        &mut self,
        path: &FieldPath,
        raw: &RawValue,
        format: NumberFormat,
    ) -> Option<Value> {
        let mut field = |key: &str, text: &Option<String>| {
            let text = text.clone().filter(|text| !text.trim().is_empty());
            if text.is_none() {
                self.lower.missing(&path.key(key));
            }
            text
        };
        let (name, row, column) =
            (field("table", &raw.table), field("row", &raw.row), field("column", &raw.column));
        let (name, row, column) = (name?, row?, column?);
        let at = self.lower.positions.value(&path.key("table"));
        let table = known(self.lower, self.tables, (&path.key("table"), at), &name)?;
        let row_at = table.row(&row);
        let column_at = table.column(&column);
        for (key, at, missing) in [("row", row_at, &row), ("column", column_at, &column)] {
            if at.is_none() {
                let unnamed = Unnamed { table: name.clone(), key, name: missing.clone() };
                self.unnamed.entry(unnamed).or_default().push(path.key(key));
            }
        }
        let (row, column) = (row_at?, column_at?);
        let own = self.lower.unit(&path.key("unit"), &raw.unit);
        let in_table = table.unit_of(column).to_owned();
        // A column without a unit leaves it to the value to say what its numbers count.
        let scale = if in_table.is_empty() { Unit::of(&own).scale() } else { Rational::one() };
        let Some(quantity) = table.quantity(row, column) else {
            let place = self.lower.positions.key(path);
            self.no_number(path, place, &name, (row, column));
            return None;
        };
        Some(Value {
            definition: Definition::Cell { table: name, row, column },
            quantity: quantity * scale,
            unit: if raw.unit.is_some() { own } else { in_table },
            format,
        })
    }

    fn calculated(
        &mut self,
        path: &FieldPath,
        formula: &str,
        raw: &RawValue,
        format: NumberFormat,
    ) -> Option<Value> {
        for (key, written) in [("table", &raw.table), ("row", &raw.row), ("column", &raw.column)] {
            if written.is_some() {
                let message =
                    text!("“calc” 和 “{key}” 只能写一个", "“calc” and “{key}” exclude each other");
                let hint = text!(
                    "取自一格的写 table、row、column；算出来的只写 calc",
                    "table, row and column look a cell up; calc alone works a value out"
                );
                let span = self.lower.positions.key(&path.key(key));
                let fault = Diagnostic::error("invalid-value", message).at(span).hint(hint);
                self.lower.fault(&path.key(key), fault);
            }
        }
        let path = path.key("calc");
        let mut uses = Vec::new();
        let expression = match calc::parse(formula) {
            Ok(expression) => expression,
            Err(fault) => {
                let span = self.lower.positions.inside(&path, fault.at);
                let example = text!(
                    "例如 filed / spaces、sum(spaces.众创空间)；减号前后要空格",
                    "for example: filed / spaces, sum(spaces.n); a minus has blanks around it"
                );
                let diagnostic = Diagnostic::error("invalid-calc", fault.message).at(span);
                self.lower.fault(&path, diagnostic.hint(fault.hint.unwrap_or(example)));
                return None;
            }
        };
        let quantity = self.evaluate(&path, &expression, &mut uses)?;
        let own = self.lower.unit(&path.parent().key("unit"), &raw.unit);
        let unit = if raw.unit.is_some() { own } else { quantity.unit };
        self.can_be_counted_in(&path.parent().key("unit"), &unit, &uses)?;
        Some(Value {
            definition: Definition::Calc { formula: formula.trim().to_owned(), uses },
            quantity: quantity.number,
            unit,
            format,
        })
    }

    /// Works a formula out. None where it has a fault.
    fn evaluate(
        &mut self,
        path: &FieldPath,
        expression: &Expression,
        uses: &mut Vec<Operand>,
    ) -> Option<Quantity> {
        // A sum of many parts is a long way down on the left, and no deep nesting.
        let mut steps = Vec::new();
        let mut innermost = expression;
        while let ExpressionKind::Binary(operator, left, right) = &innermost.kind {
            steps.push((*operator, right, &innermost.at));
            innermost = left;
        }
        let mut result = self.part(path, innermost, uses);
        for (operator, right, at) in steps.into_iter().rev() {
            let divisor_at = right.at.clone();
            let right = self.evaluate(path, right, uses);
            result = match (result, right) {
                (Some(left), Some(right)) => {
                    self.combined(path, operator, left, (right, divisor_at), at)
                }
                _ => None,
            };
        }
        result
    }

    /// A part of a formula that no sign divides.
    fn part(
        &mut self,
        path: &FieldPath,
        expression: &Expression,
        uses: &mut Vec<Operand>,
    ) -> Option<Quantity> {
        match &expression.kind {
            ExpressionKind::Literal(number) => Some(Quantity::pure(number.clone())),
            ExpressionKind::Value(id) => {
                let value = self.operand(path, id, expression)?;
                remember(uses, Operand::Value(id.clone()));
                Some(Quantity { number: value.quantity, unit: value.unit })
            }
            ExpressionKind::Aggregate { function, table, column } => {
                self.aggregate(path, *function, table, column, uses)
            }
            ExpressionKind::Negative(inner) => {
                let Quantity { number, unit } = self.evaluate(path, inner, uses)?;
                Some(Quantity { number: -number, unit })
            }
            ExpressionKind::Binary(..) => self.evaluate(path, expression, uses),
        }
    }

    fn combined(
        &mut self,
        path: &FieldPath,
        operator: Operator,
        left: Quantity,
        (right, right_at): (Quantity, Range<usize>),
        at: &Range<usize>,
    ) -> Option<Quantity> {
        let (message, at) = if operator == Operator::Over && right.number.is_zero() {
            (text!("除数是 0", "this divides by 0"), right_at)
        } else {
            self.mixed_units(path, operator, (&left, &right), at);
            let result = arithmetic::combine(operator, left, right);
            if result.is_some() {
                return result;
            }
            (text!("算出的数太长", "the number that this gives is too long"), at.clone())
        };
        let span = self.lower.positions.inside(path, at);
        self.lower.fault(path, Diagnostic::error("invalid-calc", message).at(span));
        None
    }

    /// A value that a formula names.
    fn operand(&mut self, path: &FieldPath, id: &str, expression: &Expression) -> Option<Value> {
        let span = self.lower.positions.inside(path, expression.at.clone());
        if !self.raw.contains_key(id) {
            let message = text!("没有数据引用 “{id}”", "there is no value “{id}”");
            let diagnostic = Diagnostic::error("unresolved-reference", message).at(span);
            let has_minus =
                id.split('-').count() == 2 && id.split('-').all(|part| self.raw.contains_key(part));
            let diagnostic = match has_minus {
                true => diagnostic.hint(text!(
                    "相减时减号前后要空格：a - b",
                    "a minus has blanks around it: a - b"
                )),
                false => {
                    let sound = self.raw.keys().map(String::as_str).filter(|id| is_id(id));
                    diagnostic.suggest(id, sound)
                }
            };
            self.lower.fault(path, diagnostic);
            return None;
        }
        if let Some(start) = self.open.iter().position(|open| open == id) {
            let circle = self.open[start..].iter().map(String::as_str).chain([id]);
            let circle = circle.collect::<Vec<_>>().join(" → ");
            let message =
                text!("算式绕成了圈：{circle}", "the formulas go round in a circle: {circle}");
            self.lower.fault(path, Diagnostic::error("invalid-calc", message).at(span));
            return None;
        }
        if self.open.len() > MOST_DEPTH {
            let message = text!(
                "算式一层套一层，超过 {MOST_DEPTH} 层",
                "formulas name one another more than {MOST_DEPTH} levels deep"
            );
            self.lower.fault(path, Diagnostic::error("invalid-calc", message).at(span));
            return None;
        }
        self.value(id)
    }

    /// What is said of a column; its total never counts, and missing cells are passed over.
    fn aggregate(
        &mut self,
        path: &FieldPath,
        function: Function,
        (name, name_at): &(String, Range<usize>),
        (column, column_at): &(String, Range<usize>),
        uses: &mut Vec<Operand>,
    ) -> Option<Quantity> {
        let at = self.lower.positions.inside(path, name_at.clone());
        let table = known(self.lower, self.tables, (path, at), name)?;
        let span = self.lower.positions.inside(path, column_at.clone());
        let Some(at) = table.column(column) else {
            let known = table.columns.iter().map(|column| column.name.as_str());
            if let Some(header) = self.places.header(name) {
                self.lower.fault(path, no_column(column, header, known).at(span));
            }
            return None;
        };
        let mut numbers = Vec::new();
        let mut is_sound = true;
        let rows = table.quantities(at).enumerate();
        for (row, number) in rows.filter(|(row, _)| Some(*row) != table.total) {
            match number {
                Some(number) => numbers.push(number),
                None if is_missing(&table.rows[row][at]) => {
                    self.passed_over(path, &span, name, (row, at));
                }
                None => {
                    self.no_number(path, span.clone(), name, (row, at));
                    is_sound = false;
                }
            }
        }
        if !is_sound {
            return None;
        }
        remember(uses, Operand::Column { table: name.clone(), column: at });
        let number = arithmetic::aggregate(function, &numbers);
        if number.is_none() {
            let message = text!("“{column}” 一列没有数", "the column “{column}” has no numbers");
            self.lower.fault(path, Diagnostic::error("not-a-number", message).at(span));
        }
        let unit = if function == Function::Count { "" } else { table.unit_of(at) };
        Some(Quantity { number: number?, unit: unit.to_owned() })
    }

    /// A table; one that was refused has told its own fault.
    /// Arithmetic on a cell that is no number.
    fn no_number(
        &mut self,
        path: &FieldPath,
        at: Span,
        table: &str,
        (row, column): (usize, usize),
    ) {
        let cell = &self.tables[table].rows[row][column];
        let (row_name, column_name) = self.names(table, row, column);
        let (message, hint) = match is_missing(cell) {
            true => (
                text!(
                    "“{row_name}” 行 “{column_name}” 列没有数据",
                    "row “{row_name}”, column “{column_name}” is empty"
                ),
                text!("补上数据，或不在文中引用它", "fill it in, or do not use it in the text"),
            ),
            false => (
                text!(
                    "“{row_name}” 行 “{column_name}” 列的 “{cell}” 不是数",
                    "“{cell}” in row “{row_name}”, column “{column_name}” is no number"
                ),
                text!(
                    "只写数字，单位写在 unit: 里",
                    "write digits alone; the unit goes into unit:"
                ),
            ),
        };
        let mut diagnostic = Diagnostic::error("not-a-number", message).at(at);
        if let Some(place) = self.places.cell(table, row, column) {
            diagnostic = diagnostic.see(place, text!("这一格", "this cell"));
        }
        self.lower.fault(path, diagnostic.hint(hint));
    }

    /// A missing cell that a sum leaves out.
    fn passed_over(
        &mut self,
        path: &FieldPath,
        at: &Span,
        table: &str,
        (row, column): (usize, usize),
    ) {
        let (row_name, column_name) = self.names(table, row, column);
        let message = text!(
            "“{row_name}” 行 “{column_name}” 列没有数据，没有计入",
            "row “{row_name}”, column “{column_name}” is empty and is left out"
        );
        let mut diagnostic = Diagnostic::warning("missing-cell", message).at(at.clone());
        if let Some(place) = self.places.cell(table, row, column) {
            diagnostic = diagnostic.see(place, text!("这一格", "this cell"));
        }
        self.lower.fault(path, diagnostic);
    }

    fn names(&self, table: &str, row: usize, column: usize) -> (&str, &str) {
        let table = &self.tables[table];
        (&table.rows[row][table.key], &table.columns[column].name)
    }

    fn format(&mut self, path: &FieldPath, raw: &RawValue) -> NumberFormat {
        let chosen =
            |key: &str, text: &Option<String>| text.clone().map(|text| (path.key(key), text));
        let (kind, scale, thousands, digits) = (
            chosen("format", &raw.format),
            chosen("scale", &raw.scale),
            chosen("thousands", &raw.thousands),
            chosen("digits", &raw.digits),
        );
        let kind = kind.and_then(|(path, text)| self.lower.choice(&path, &text, &FormatKind::ALL));
        let kind = kind.unwrap_or_default();
        let scale_at = path.key("scale");
        let scale = scale.and_then(|(path, text)| self.lower.choice(&path, &text, &Scale::ALL));
        let scale = scale.unwrap_or_default();
        if scale != Scale::One && !matches!(kind, FormatKind::Number | FormatKind::Han) {
            let message = text!(
                "“scale” 只用在 number 和 han 上",
                "“scale” goes with the formats number and han alone"
            );
            let span = self.lower.positions.key(&scale_at);
            self.lower.fault(&scale_at, Diagnostic::error("invalid-value", message).at(span));
        }
        let thousands = thousands.and_then(|(path, text)| {
            self.lower.choice(&path, &text, &[("true", true), ("false", false)])
        });
        NumberFormat {
            kind,
            digits: digits.and_then(|(path, text)| self.lower.digits(&path, &text)),
            scale,
            thousands: thousands.unwrap_or(false),
        }
    }
}

fn remember(uses: &mut Vec<Operand>, operand: Operand) {
    if !uses.contains(&operand) {
        uses.push(operand);
    }
}
