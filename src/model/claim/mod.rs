//! Claims (表述): words of the prose that must hold for a value.
//!
//! [`read`] turns words into the [`Interval`] of values for which they hold; the words it knows are
//! in one table, [`FORMS`]. Whether a claim holds is for [`crate::check`] to ask.

mod forms;
mod numeral;

use std::fmt;

use num_bigint::BigInt;
use num_traits::Signed;

pub use forms::{ClaimForm, FALLS, FORMS, LEADS};

use self::forms::{Bare, JOINERS, Measure, NEAREST, Pattern, UNKNOWN_AT_END, UNKNOWN_BEHIND};
use super::value::{Rational, decimal, power_of_ten};
use super::{measure_word, unit};

/// What words say of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The values for which the words hold.
    pub interval: Interval,
    /// The values for which they hold and say far too little.
    pub understates: Option<Interval>,
    /// Whether the words speak of a fall (下降): the value is then negative, and its size counts.
    pub falls: bool,
    /// The measure word behind the number, where it tells what is counted: 名, 份, 元.
    pub counts: Option<&'static str>,
}

/// Numbers from one bound to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// The lower bound; none for no bound.
    pub low: Option<Bound>,
    /// The upper bound; none for no bound.
    pub high: Option<Bound>,
}

/// An end of an interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The number.
    pub at: Rational,
    /// Whether the number itself belongs to the interval.
    pub closed: bool,
}

/// Why words are no claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotUnderstood {
    /// They have no number.
    NoNumber,
    /// They have more than one.
    TwoNumbers,
    /// Something qualifies the number that no form has.
    UnknownWords,
}

impl Claim {
    /// Whether the words hold for a value.
    pub fn holds(&self, value: &Rational) -> bool {
        self.contains(&self.interval, value)
    }

    /// Whether the words hold and say far too little: 超过100家 for 400.
    pub fn is_understated(&self, value: &Rational) -> bool {
        let far = self.understates.as_ref().is_some_and(|far| self.contains(far, value));
        far && self.holds(value)
    }

    fn contains(&self, interval: &Interval, value: &Rational) -> bool {
        match self.falls {
            true => value.is_negative() && interval.contains(&-value),
            false => interval.contains(value),
        }
    }
}

impl Interval {
    /// Whether a number lies between the bounds.
    pub fn contains(&self, number: &Rational) -> bool {
        let above = |bound: &Bound| *number > bound.at || bound.closed && *number == bound.at;
        let below = |bound: &Bound| *number < bound.at || bound.closed && *number == bound.at;
        self.low.as_ref().is_none_or(above) && self.high.as_ref().is_none_or(below)
    }

    /// A number as it is shown beside the interval: in per cent where that is.
    pub fn shown(&self, number: &Rational) -> String {
        let ten = Rational::from(BigInt::from(10));
        let (number, unit) = match self.is_in_percent() && number.abs() < ten {
            true => (number * Rational::from(BigInt::from(100)), "%"),
            false => (number.clone(), ""),
        };
        let (short, long) = (decimal(&number, 4), decimal(&number, 12));
        let more = if short == long { "" } else { "…" };
        format!("{short}{more}{unit}")
    }

    /// Whether its bounds are parts of one, better shown in per cent.
    pub fn is_in_percent(&self) -> bool {
        let one = Rational::from(BigInt::from(1));
        let mut bounds = [&self.low, &self.high].into_iter().flatten();
        bounds.clone().all(|bound| bound.at.abs() <= one)
            && !bounds.all(|bound| bound.at.is_integer())
    }
}

impl fmt::Display for Interval {
    /// Such as `[9000, 10000)`, `= 150`, `(50%, 100%]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(low), Some(high)) = (&self.low, &self.high)
            && low.at == high.at
        {
            return write!(f, "= {}", self.shown(&low.at));
        }
        let is_closed = |bound: &Option<Bound>| bound.as_ref().is_some_and(|bound| bound.closed);
        let end = |bound: &Option<Bound>, without: &str| {
            bound.as_ref().map_or(without.to_owned(), |bound| self.shown(&bound.at))
        };
        let open = if is_closed(&self.low) { '[' } else { '(' };
        let close = if is_closed(&self.high) { ']' } else { ')' };
        write!(f, "{open}{}, {}{close}", end(&self.low, "-∞"), end(&self.high, "∞"))
    }
}

/// Reads the words of a claim.
pub fn read(words: &str) -> Result<Claim, NotUnderstood> {
    let words = normalised(words);
    let falls = FALLS.iter().any(|fall| says_fall(&words, fall));
    let (form, measure, counted) = qualified(&words)?;
    Ok(Claim {
        interval: (form.interval)(&measure),
        understates: form.understates.map(|understates| understates(&measure)),
        falls,
        counts: measure_word::leading(counted),
    })
}

/// The forms that come nearest to words that are not understood: those that say the same, else
/// those whose words are among them.
pub fn nearest(words: &str, why: NotUnderstood) -> Vec<&'static ClaimForm> {
    let words = normalised(words);
    let alike = NEAREST.iter().find(|(unknown, _)| words.contains(unknown));
    let alike = alike.filter(|_| why == NotUnderstood::UnknownWords);
    if let Some((_, form)) = alike {
        return FORMS.iter().filter(|known| known.words == *form).collect();
    }
    let is_there = |form: &&ClaimForm| match form.pattern {
        Pattern::Before(own) | Pattern::Behind(own) | Pattern::Whole(own) => {
            own.iter().any(|word| words.contains(word))
        }
        Pattern::Bare(_) | Pattern::More(_) => false,
    };
    FORMS.iter().filter(is_there).collect()
}

/// Whether words speak of a fall by so much, not of a fall to so much.
fn says_fall(words: &str, fall: &str) -> bool {
    words.split_once(fall).is_some_and(|(_, behind)| !behind.starts_with(['到', '至', '为']))
}

/// What words say: the form that fits, the number in it, and what stands behind that.
type Qualified<'a> = (&'static ClaimForm, Measure, &'a str);

fn qualified(words: &str) -> Result<Qualified<'_>, NotUnderstood> {
    let rest = without_leads(words);
    if let Some((form, rest)) = find(rest, |pattern| match pattern {
        Pattern::Whole(words) => words,
        _ => &[],
    }) {
        return whole(form, rest);
    }
    let before = find(rest, |pattern| match pattern {
        Pattern::Before(words) => words,
        _ => &[],
    });
    let rest = before.map_or(rest, |(_, rest)| without_leads(rest));
    let counted = counted(rest)?;
    let behind = FORMS.iter().find(|form| match form.pattern {
        Pattern::Behind(words) => words.iter().any(|word| counted.rest.contains(word)),
        Pattern::More(_) => counted.has_more,
        _ => false,
    });
    let count = usize::from(before.is_some())
        + usize::from(counted.has_more)
        + FORMS.iter().flat_map(|form| behind_words(form, counted.rest)).count();
    let is_range = counted.measure.kind == Bare::Range;
    match (count, before.map(|(form, _)| form).or(behind)) {
        (0, _) => Ok((bare(counted.measure.kind), counted.measure, counted.rest)),
        (1, Some(form)) if !is_range && !counted.measure.n.is_negative() => {
            Ok((form, counted.measure, counted.rest))
        }
        _ => Err(NotUnderstood::UnknownWords),
    }
}

/// The words of a form that stand behind a number.
fn behind_words<'a>(form: &'a ClaimForm, rest: &'a str) -> impl Iterator<Item = &'a &'static str> {
    let words = match form.pattern {
        Pattern::Behind(words) => words,
        _ => &[],
    };
    words.iter().filter(move |word| rest.contains(**word))
}

fn bare(kind: Bare) -> &'static ClaimForm {
    let form = FORMS.iter().find(|form| form.pattern == Pattern::Bare(kind));
    form.expect("a test asks for a form of every kind")
}

/// A claim whose words are the number: 十几, 过半.
fn whole<'a>(form: &'static ClaimForm, rest: &'a str) -> Result<Qualified<'a>, NotUnderstood> {
    let multiplier = rest.chars().take_while(|c| matches!(c, '万' | '亿'));
    if multiplier.clone().count() > 2 {
        return Err(NotUnderstood::UnknownWords);
    }
    let exponent: i32 = multiplier.clone().map(|c| if c == '万' { 4 } else { 8 }).sum();
    let rest = &rest[multiplier.map(char::len_utf8).sum()..];
    nothing_more(rest)?;
    let is_qualified = FORMS.iter().any(|form| behind_words(form, rest).next().is_some());
    if is_qualified {
        return Err(NotUnderstood::UnknownWords);
    }
    let n = power_of_ten(exponent);
    let place = n.clone();
    Ok((form, Measure { u: n.clone(), n, up_to: None, place, kind: Bare::Exact }, rest))
}

/// The form with the longest word that a text begins with, and what stands behind the word.
fn find(
    text: &str,
    words: impl Fn(Pattern) -> &'static [&'static str],
) -> Option<(&'static ClaimForm, &str)> {
    let fits = |form: &'static ClaimForm| {
        let fitting = words(form.pattern).iter().filter(|word| text.starts_with(**word));
        fitting.map(move |word| (form, *word))
    };
    let longest = FORMS.iter().flat_map(fits).max_by_key(|(_, word)| word.len());
    longest.map(|(form, word)| (form, &text[word.len()..]))
}

/// A number with what is counted behind it.
struct Counted<'a> {
    measure: Measure,
    /// Whether 多 or 余 stands behind it.
    has_more: bool,
    /// What stands behind.
    rest: &'a str,
}

fn counted(text: &str) -> Result<Counted<'_>, NotUnderstood> {
    let (first, rest) = number(text)?;
    let (first, rest) = match second_number(rest) {
        Some((second, rest)) => (range(first, second)?, rest),
        None => (first, rest),
    };
    let closed = rest.strip_suffix(['多', '余']).filter(|measure| !measure.is_empty());
    let has_more = first.has_more || closed.is_some();
    let rest = closed.unwrap_or(rest);
    nothing_more(rest)?;
    Ok(Counted { measure: first.measure(), has_more, rest })
}

/// The second number of a range. What is counted may stand behind both: 100家至150家.
fn second_number(rest: &str) -> Option<(Number, &str)> {
    JOINERS.iter().find_map(|joiner| {
        let (measure, behind) = rest.split_once(joiner)?;
        let (second, rest) = number(behind).ok()?;
        let is_measure = measure.is_empty() || rest.starts_with(measure);
        (is_measure && nothing_more(measure).is_ok()).then_some((second, rest))
    })
}

/// Refuses what a number's measure word must not hold: another number, a word of unknown effect.
fn nothing_more(rest: &str) -> Result<(), NotUnderstood> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '/' | '·' | '²' | '³' | '℃');
    let is_unknown = UNKNOWN_BEHIND.iter().any(|word| rest.contains(word))
        || UNKNOWN_AT_END.iter().any(|word| rest.ends_with(word))
        || !rest.chars().all(is_word);
    if rest.starts_with(['来', '许', '把', '几', '数', '多', '余']) {
        return Err(NotUnderstood::UnknownWords);
    }
    if rest.chars().any(numeral::begins_number) || rest.contains("半") {
        return Err(NotUnderstood::TwoNumbers);
    }
    if is_unknown { Err(NotUnderstood::UnknownWords) } else { Ok(()) }
}

/// A number with its unit.
struct Number {
    n: Rational,
    up_to: Option<Rational>,
    u: Rational,
    place: Rational,
    kind: Bare,
    has_more: bool,
    /// What the unit multiplies by, where one is written: %, 倍, 万.
    unit: Option<Rational>,
}

impl Number {
    fn measure(self) -> Measure {
        let kind = if self.up_to.is_some() { Bare::Range } else { self.kind };
        Measure { n: self.n, up_to: self.up_to, u: self.u, place: self.place, kind }
    }
}

/// Two numbers as the ends of a range; the first takes the unit of the second where it has none.
fn range(first: Number, second: Number) -> Result<Number, NotUnderstood> {
    let is_plain = first.up_to.is_none() && second.up_to.is_none();
    let unit = match (&first.unit, &second.unit) {
        (None, Some(unit)) => unit.clone(),
        _ => power_of_ten(0),
    };
    let low = first.n * unit;
    if !is_plain || first.has_more || second.has_more || low > second.n {
        return Err(NotUnderstood::UnknownWords);
    }
    Ok(Number { n: low, up_to: Some(second.n.clone()), ..second })
}

fn number(text: &str) -> Result<(Number, &str), NotUnderstood> {
    let half = match text {
        "半" => Some(""),
        text => ["半数", "一半"].iter().find_map(|half| text.strip_prefix(half)),
    };
    if let Some(rest) = half {
        let n = Rational::new(BigInt::from(1), BigInt::from(2));
        return Ok(with_more(share(n, power_of_ten(-1)), rest));
    }
    let Some((first, length)) = numeral::read(text) else {
        return Err(match text.chars().any(numeral::begins_number) {
            true => NotUnderstood::UnknownWords,
            false => NotUnderstood::NoNumber,
        });
    };
    let rest = &text[length..];
    if let Some(part) = rest.strip_prefix("分之") {
        return fraction(&first, part);
    }
    if let Some(rest) =
        rest.strip_prefix('成').filter(|rest| !rest.starts_with(['员', '果', '绩', '立']))
    {
        return Ok(tenths(&first, rest));
    }
    Ok(plain(first, rest))
}

/// M of N分之M.
fn fraction<'a>(
    whole: &numeral::Numeral,
    text: &'a str,
) -> Result<(Number, &'a str), NotUnderstood> {
    let (part, length) = numeral::read(text).ok_or(NotUnderstood::UnknownWords)?;
    let is_plain = whole.value.is_positive() && whole.up_to.is_none() && part.up_to.is_none();
    if !is_plain {
        return Err(NotUnderstood::UnknownWords);
    }
    let u = power_of_ten(part.lowest) / &whole.value;
    let place = power_of_ten(part.last) / &whole.value;
    let hundreds = [2, 3, 4].map(power_of_ten);
    let kind = if hundreds.contains(&whole.value) { Bare::Rounded } else { Bare::Share };
    let number = Number { place, kind, ..share(part.value / &whole.value, u) };
    Ok(with_more(number, &text[length..]))
}

/// 三成, 三成五, 三四成.
fn tenths<'a>(count: &numeral::Numeral, text: &'a str) -> (Number, &'a str) {
    let tenth = power_of_ten(-1);
    let digit = text.chars().next().filter(|c| "一二三四五六七八九".contains(*c));
    let more = digit.and_then(|c| numeral::read(&c.to_string()));
    let behind = digit.map_or(text, |c| &text[c.len_utf8()..]);
    let (n, u) = match more {
        Some((more, _)) => {
            (&count.value * &tenth + more.value * power_of_ten(-2), power_of_ten(-2))
        }
        None => (&count.value * &tenth, power_of_ten(count.lowest) * &tenth),
    };
    let up_to = count.up_to.as_ref().map(|up_to| up_to * &tenth);
    with_more(Number { up_to, unit: Some(tenth), ..share(n, u) }, behind)
}

fn share(n: Rational, u: Rational) -> Number {
    Number { n, up_to: None, place: u.clone(), u, kind: Bare::Share, has_more: false, unit: None }
}

/// A number in digits or words, with 多 and the units that have a power of ten of their own.
fn plain(mut written: numeral::Numeral, text: &str) -> (Number, &str) {
    let mut rest = text;
    let mut has_more = false;
    // 3000多万: what is more than 3000 is counted in 万.
    if let Some(behind) = rest.strip_prefix(['多', '余']) {
        let chars: Vec<char> = behind.chars().take(4).collect();
        let count = written.multiply(&chars);
        rest = &behind[chars[..count].iter().map(|c| c.len_utf8()).sum()..];
        has_more = true;
    }
    let unit = unit::leading(rest);
    let exponent = unit.map_or(0, |(_, exponent)| exponent);
    rest = unit.map_or(rest, |(name, _)| &rest[name.len()..]);
    let scale = power_of_ten(exponent);
    let is_share = matches!(unit, Some(("%" | "‰" | "个百分点" | "百分点" | "个千分点", _)));
    let is_times = matches!(unit, Some(("倍", _)));
    let (kind, place) = match (is_share || written.has_point, written.myriad) {
        (true, _) => (Bare::Rounded, written.last),
        (_, Some(myriad)) => (Bare::Myriad, written.last.min(myriad - 1)),
        _ if is_times => (Bare::Myriad, -1),
        _ => (Bare::Exact, written.last),
    };
    let written_unit = match (unit, written.myriad) {
        (None, None) => None,
        (_, myriad) => Some(power_of_ten(exponent + myriad.unwrap_or(0))),
    };
    let number = Number {
        n: written.value * &scale,
        up_to: written.up_to.map(|up_to| up_to * &scale),
        u: power_of_ten(written.lowest) * &scale,
        place: power_of_ten(place) * &scale,
        kind,
        has_more,
        unit: written_unit,
    };
    with_more(number, rest)
}

/// Takes 多 or 余 behind the unit up: 一倍多, 三成多.
fn with_more(number: Number, rest: &str) -> (Number, &str) {
    match rest.strip_prefix(['多', '余']) {
        Some(rest) if !number.has_more => (Number { has_more: true, ..number }, rest),
        _ => (number, rest),
    }
}

fn without_leads(text: &str) -> &str {
    let mut rest = text;
    while let Some(lead) = LEADS.iter().find(|lead| rest.starts_with(**lead)) {
        rest = &rest[lead.len()..];
    }
    rest
}

/// Digits and signs at their usual width, without blanks.
fn normalised(words: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' | '％' | '．' | '，' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    };
    words.chars().filter(|c| !c.is_whitespace()).map(narrow).collect()
}

#[cfg(test)]
mod tests;
