//! A field's text as the parser gets it.
//!
//! Private-use characters are put in, which change what the parser sees and not what is said:
//! [`clean`] takes them out of every text, and [`Prepared::back`] out of every place.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::Extent;

/// Stands between a Chinese mark and a run of `*` or `~` while parsing: CommonMark's flanking
/// rule (spec 0.31, §6.2) then sees a letter there, and `规模**扩大。**同时` is bold.
const JOINER: char = '\u{e000}';
/// Stands at the beginning of a field of one line, which then is a paragraph whatever it says.
const START: char = '\u{e001}';
/// Stands for a line end in a field of one line.
const LINE_END: char = '\u{e002}';

/// The field's text as the parser gets it, and the way back.
pub(super) struct Prepared {
    pub(super) text: String,
    /// Places in `text`, and how many bytes have been added before them.
    added: Vec<(usize, usize)>,
    length: usize,
}

impl Prepared {
    pub(super) fn new(source: &str, extent: Extent) -> Prepared {
        let mut prepared = Prepared {
            text: String::with_capacity(source.len() + 16),
            added: Vec::new(),
            length: source.len(),
        };
        if extent.is_one_paragraph() {
            prepared.add(START);
        }
        let mut before = None;
        let mut chars = source.trim_end_matches('\n').char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '\n' if extent.is_one_paragraph() => {
                    prepared.text.push(LINE_END);
                    prepared.count(LINE_END.len_utf8() - 1);
                }
                c => prepared.text.push(c),
            }
            let touches = |a: char, b: char| is_chinese_mark(a) && matches!(b, '*' | '~');
            if chars.peek().is_some_and(|(next_at, next)| {
                (touches(c, *next) && before != Some('\\'))
                    || touches(*next, c)
                    || (matches!(next, '*' | '~') && ends_mark(&source[..*next_at]))
                    || (matches!(c, '*' | '~') && begins_mark(&source[at + 1..]))
            }) {
                prepared.add(JOINER);
            }
            before = Some(c);
        }
        prepared
    }

    fn add(&mut self, c: char) {
        self.text.push(c);
        self.count(c.len_utf8());
    }

    fn count(&mut self, bytes: usize) {
        let before = self.added.last().map_or(0, |(_, before)| *before);
        self.added.push((self.text.len(), before + bytes));
    }

    /// A stretch of the prepared text as a stretch of the field's.
    pub(super) fn back(&self, range: &Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let next = self.added.partition_point(|(behind, _)| *behind <= at);
            at - next.checked_sub(1).map_or(0, |last| self.added[last].1)
        };
        let start = place(range.start);
        start..place(range.end).min(self.length).max(start)
    }
}

/// How far a mark's brackets are looked for, in bytes.
const MARK_LENGTH: usize = 200;

/// Whether text begins with a mark such as `[](=spaces)`, `[words](#id)` or `[^1]`: its bracket is
/// no punctuation that keeps a run of `*` from meaning what it should.
fn begins_mark(text: &str) -> bool {
    let Some(inside) = text.strip_prefix('[') else { return false };
    let near = &inside[..inside.floor_char_boundary(MARK_LENGTH)];
    let behind = near.split_once(']').map_or("", |(_, behind)| behind);
    inside.starts_with('^') || ["(=", "(#", "(@"].iter().any(|open| behind.starts_with(open))
}

/// Whether text ends with such a mark.
fn ends_mark(text: &str) -> bool {
    let near = &text[text.floor_char_boundary(text.len().saturating_sub(MARK_LENGTH))..];
    let is_last = |open: &str, close: char| {
        let inside = near.strip_suffix(close).and_then(|near| near.rsplit_once(open));
        inside.is_some_and(|(_, inside)| !inside.contains(close))
    };
    is_last("[^", ']') || ["](=", "](#", "](@"].iter().any(|open| is_last(open, ')'))
}

/// Punctuation that Chinese text sets: what CommonMark's flanking rule was not made for.
pub(super) fn is_chinese_mark(c: char) -> bool {
    matches!(c,
        '·' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}'
        | '\u{3014}'..='\u{301f}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}'
        | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}')
}

/// The author's text without the characters that were put in for parsing.
pub(super) fn clean(text: &CowStr<'_>) -> String {
    text.chars()
        .filter(|c| !matches!(*c, JOINER | START))
        .map(|c| if c == LINE_END { '\n' } else { c })
        .collect()
}
