//! The arithmetic of `calc:`: text → [`Expression`] (authoring.md, Cells, values, calc).
//!
//! Reads the formula and knows nothing of what its names stand for; that is
//! [`super::values`]'s to say.

use std::ops::Range;

use num_rational::BigRational;

use super::unfit::{invisible, is_zero_width};
use crate::diag::{Text, text};
use crate::model::table::Number;
use crate::model::value::{is_name, name_length};

/// A formula, or a part of one, with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expression {
    pub(crate) kind: ExpressionKind,
    pub(crate) at: Range<usize>,
}

/// What a part of a formula is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ExpressionKind {
    /// A number as it is written.
    Literal(BigRational),
    /// A value by its id.
    Value(String),
    /// `sum(table.column)`.
    Aggregate { function: Function, table: (String, Range<usize>), column: (String, Range<usize>) },
    /// A number with a minus before it.
    Negative(Box<Expression>),
    /// Two numbers with a sign between them.
    Binary(Operator, Box<Expression>, Box<Expression>),
}

/// What can be said of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Sum,
    Min,
    Max,
    Mean,
    Count,
}

impl Function {
    /// All, as authors write them.
    pub(crate) const ALL: [(&'static str, Function); 5] = [
        ("sum", Function::Sum),
        ("min", Function::Min),
        ("max", Function::Max),
        ("mean", Function::Mean),
        ("count", Function::Count),
    ];
}

/// A sign between two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Plus,
    Minus,
    Times,
    Over,
}

/// Why a text is no formula, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CalcFault {
    pub(crate) message: Text,
    pub(crate) at: Range<usize>,
    /// What to write there; absent where an example of a formula says enough.
    pub(crate) hint: Option<Text>,
}

impl CalcFault {
    fn new(message: Text, at: Range<usize>) -> CalcFault {
        CalcFault { message, at, hint: None }
    }
}

/// The longest formula, in bytes.
const MOST_BYTES: usize = 4096;
/// The most names, numbers and signs.
const MOST_TOKENS: usize = 400;
/// The deepest nesting of brackets.
const MOST_DEPTH: usize = 32;

/// Reads a formula.
pub(crate) fn parse(text: &str) -> Result<Expression, CalcFault> {
    let tokens = if text.len() > MOST_BYTES { Vec::new() } else { tokens(text)? };
    if text.len() > MOST_BYTES || tokens.len() > MOST_TOKENS {
        let message = text!("算式太长", "the formula is too long");
        return Err(CalcFault::new(message, 0..text.len()));
    }
    let mut parser = Parser { tokens: &tokens, at: 0, end: text.len(), depth: 0 };
    let expression = parser.sum()?;
    match parser.peek() {
        None => Ok(expression),
        Some(token) => Err(unexpected(token)),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    kind: TokenKind,
    at: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum TokenKind {
    Number(BigRational),
    Name(String),
    Mark(char),
}

fn tokens(text: &str) -> Result<Vec<Token>, CalcFault> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length) = match c {
            c if c.is_whitespace() => {
                at += c.len_utf8();
                continue;
            }
            '"' | '“' => quoted(rest, at)?,
            c if "+-*/().".contains(narrow(c)) => (TokenKind::Mark(narrow(c)), c.len_utf8()),
            c if is_name(c) => word(rest, at)?,
            c => return Err(out_of_place(text, c, at)),
        };
        tokens.push(Token { kind, at: at..at + length });
        at += length;
    }
    Ok(tokens)
}

/// The signs of Chinese typography as those of the formula.
fn narrow(c: char) -> char {
    match c {
        '＋' => '+',
        '−' | '－' => '-',
        '×' | '＊' => '*',
        '÷' | '／' => '/',
        '（' => '(',
        '）' => ')',
        '．' => '.',
        other => other,
    }
}

/// A character that no formula holds.
fn out_of_place(formula: &str, c: char, at: usize) -> CalcFault {
    let (message, hint) = match c {
        c if is_zero_width(c) => (invisible(formula.trim(), c), Some(text!("删去它", "delete it"))),
        _ => (
            text!("算式里不能有 “{c}”", "a formula cannot hold “{c}”"),
            match c {
                '%' | '％' | '‰' => Some(text!(
                    "百分数写成小数：50% 写 0.5",
                    "write per cent as a decimal: 0.5 for 50%"
                )),
                ',' | '，' => Some(text!(
                    "数里不加逗号：1,000 写 1000",
                    "numbers have no commas: 1000 for 1,000"
                )),
                _ => None,
            },
        ),
    };
    CalcFault { message, at: at..at + c.len_utf8(), hint }
}

/// A name in quotes, which may hold blanks and marks.
fn quoted(rest: &str, at: usize) -> Result<(TokenKind, usize), CalcFault> {
    let (open, close) = if rest.starts_with('"') { ('"', '"') } else { ('“', '”') };
    let inner = &rest[open.len_utf8()..];
    match inner.find(close) {
        Some(end) => {
            let length = open.len_utf8() + end + close.len_utf8();
            Ok((TokenKind::Name(inner[..end].to_owned()), length))
        }
        None => {
            let message = text!("这个引号没有另一半", "this quote has no other half");
            Err(CalcFault::new(message, at..at + open.len_utf8()))
        }
    }
}

/// A name without quotes, or a number: what holds nothing but digits and a point.
fn word(rest: &str, at: usize) -> Result<(TokenKind, usize), CalcFault> {
    let is_digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let mut length = name_length(rest);
    if !rest[..length].chars().all(is_digit) {
        return Ok((TokenKind::Name(rest[..length].to_owned()), length));
    }
    let behind = rest[length..].strip_prefix(['.', '．']).unwrap_or_default();
    let fraction = behind.find(|c| !is_digit(c)).unwrap_or(behind.len());
    if fraction > 0 {
        length = rest.len() - behind.len() + fraction;
    }
    let number = Number::parse(&rest[..length]).ok_or_else(|| {
        let message = text!("这个数太长", "this number is too long");
        CalcFault::new(message, at..at + length)
    })?;
    Ok((TokenKind::Number(number.exact()), length))
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    /// The length of the text.
    end: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Result<Token, CalcFault> {
        let token = self.peek().cloned();
        self.at += 1;
        token.ok_or_else(|| {
            let message = text!("算式没有写完", "the formula is not finished");
            CalcFault::new(message, self.end..self.end)
        })
    }

    /// Takes a mark, if it is the next one.
    fn mark(&mut self, marks: &[char]) -> Option<char> {
        match self.peek() {
            Some(Token { kind: TokenKind::Mark(mark), .. }) if marks.contains(mark) => {
                let mark = *mark;
                self.at += 1;
                Some(mark)
            }
            _ => None,
        }
    }

    fn want(&mut self, wanted: char) -> Result<Range<usize>, CalcFault> {
        let token = self.next()?;
        match token.kind {
            TokenKind::Mark(mark) if mark == wanted => Ok(token.at),
            _ => {
                let message = text!("这里应当是 “{wanted}”", "“{wanted}” is missing here");
                Err(CalcFault::new(message, token.at))
            }
        }
    }

    fn sum(&mut self) -> Result<Expression, CalcFault> {
        let mut left = self.product()?;
        while let Some(mark) = self.mark(&['+', '-']) {
            let operator = if mark == '+' { Operator::Plus } else { Operator::Minus };
            left = binary(operator, left, self.product()?);
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Expression, CalcFault> {
        let mut left = self.factor()?;
        while let Some(mark) = self.mark(&['*', '/']) {
            let operator = if mark == '*' { Operator::Times } else { Operator::Over };
            left = binary(operator, left, self.factor()?);
        }
        Ok(left)
    }

    fn factor(&mut self) -> Result<Expression, CalcFault> {
        let token = self.next()?;
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            let message = text!(
                "括号和负号超过 {MOST_DEPTH} 层",
                "brackets and signs are nested more than {MOST_DEPTH} levels deep"
            );
            return Err(CalcFault::new(message, token.at));
        }
        let expression = match token.kind.clone() {
            TokenKind::Number(number) => {
                Expression { kind: ExpressionKind::Literal(number), at: token.at }
            }
            TokenKind::Name(name) => self.named(name, token.at)?,
            TokenKind::Mark('-') => {
                let inner = self.factor()?;
                let at = token.at.start..inner.at.end;
                Expression { kind: ExpressionKind::Negative(Box::new(inner)), at }
            }
            TokenKind::Mark('(') => {
                let inner = self.sum()?;
                let close = self.want(')')?;
                Expression { at: token.at.start..close.end, ..inner }
            }
            TokenKind::Mark(_) => return Err(unexpected(&token)),
        };
        self.depth -= 1;
        Ok(expression)
    }

    /// A value, or an aggregate of a column.
    fn named(&mut self, name: String, at: Range<usize>) -> Result<Expression, CalcFault> {
        if self.mark(&['(']).is_none() {
            return Ok(Expression { kind: ExpressionKind::Value(name), at });
        }
        let Some((_, function)) = Function::ALL.iter().find(|(known, _)| *known == name) else {
            let known = Function::ALL.map(|(known, _)| known).join("、");
            let message = text!(
                "没有函数 “{name}”；有：{known}",
                "there is no function “{name}”; there are: {known}"
            );
            return Err(CalcFault::new(message, at));
        };
        let table = self.name()?;
        self.want('.')?;
        let column = self.name()?;
        let close = self.want(')')?;
        let kind = ExpressionKind::Aggregate { function: *function, table, column };
        Ok(Expression { kind, at: at.start..close.end })
    }

    fn name(&mut self) -> Result<(String, Range<usize>), CalcFault> {
        let token = self.next()?;
        match token.kind {
            TokenKind::Name(name) => Ok((name, token.at)),
            TokenKind::Number(_) | TokenKind::Mark(_) => {
                let message = text!(
                    "这里应当是 表.列，例如 sum(spaces.众创空间)；名称里有空格或符号的要加引号",
                    "here stands table.column, as in sum(spaces.n); names with blanks or marks go into quotes"
                );
                Err(CalcFault::new(message, token.at))
            }
        }
    }
}

fn binary(operator: Operator, left: Expression, right: Expression) -> Expression {
    let at = left.at.start..right.at.end;
    Expression { kind: ExpressionKind::Binary(operator, Box::new(left), Box::new(right)), at }
}

fn unexpected(token: &Token) -> CalcFault {
    let message = match &token.kind {
        TokenKind::Mark(mark) => text!("“{mark}” 不该在这里", "“{mark}” is out of place"),
        TokenKind::Name(name) => {
            text!("“{name}” 前面缺 +、-、* 或 /", "there is no +, -, * or / before “{name}”")
        }
        TokenKind::Number(_) => {
            text!("这个数前面缺 +、-、* 或 /", "there is no +, -, * or / before this number")
        }
    };
    CalcFault::new(message, token.at.clone())
}

#[cfg(test)]
mod tests {
    use super::{Expression, ExpressionKind, Operator, parse};

    /// A formula with all its brackets.
    fn shown(expression: &Expression) -> String {
        match &expression.kind {
            ExpressionKind::Literal(number) => number.to_string(),
            ExpressionKind::Value(id) => id.clone(),
            ExpressionKind::Aggregate { function, table, column } => {
                format!("{function:?}({}|{})", table.0, column.0)
            }
            ExpressionKind::Negative(inner) => format!("-{}", shown(inner)),
            ExpressionKind::Binary(operator, left, right) => {
                let sign = match operator {
                    Operator::Plus => '+',
                    Operator::Minus => '-',
                    Operator::Times => '*',
                    Operator::Over => '/',
                };
                format!("({}{sign}{})", shown(left), shown(right))
            }
        }
    }

    #[test]
    fn formulas_are_read_as_arithmetic() {
        for (text, read) in [
            ("filed / spaces", "(filed/spaces)"),
            ("a - b", "(a-b)"),
            ("a-b", "a-b"),
            ("a - b - c", "((a-b)-c)"),
            ("1 + 2 * 3", "(1+(2*3))"),
            ("(1 + 2) × 3 ÷ 4", "(((1+2)*3)/4)"),
            ("-a * 1.5", "(-a*3/2)"),
            ("sum(spaces.众创空间) / 2", "(Sum(spaces|众创空间)/2)"),
            ("mean(t.\"R&D 经费\")", "Mean(t|R&D 经费)"),
            ("2017-total / 2", "(2017-total/2)"),
            ("（甲 + 乙）", "(甲+乙)"),
            ("１．５＋a × ２", "(3/2+(a*2))"),
        ] {
            let parsed = parse(text).unwrap_or_else(|fault| panic!("{text:?}: {fault:?}"));
            assert_eq!(shown(&parsed), read, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_formula_is_refused_at_its_place() {
        for (text, wrong) in [
            ("", ""),
            ("a +", ""),
            ("a b", "b"),
            ("(a", ""),
            ("a)", ")"),
            ("a ^ 2", "^"),
            ("avg(t.n)", "avg"),
            ("sum(t)", ")"),
            ("sum(1.5)", "1.5"),
            ("\"a", "\""),
            ("* a", "*"),
            ("a * 50%", "%"),
            ("1,000 + a", ","),
            ("a\u{200b} + 1", "\u{200b}"),
        ] {
            let fault = parse(text).expect_err("no formula");
            assert_eq!(&text[fault.at.clone()], wrong, "{text:?}: {fault:?}");
        }
        assert!(parse(&"(".repeat(3000)).is_err());
        assert!(parse(&"-".repeat(3000)).is_err());
        assert!(parse(&"1+".repeat(1500)).is_err());
    }
}
