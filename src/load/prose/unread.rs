//! Marks of ours that CommonMark did not read as links.

use std::ops::Range;

use super::ProseFault;
use crate::diag::text;

/// What a mark that the serial adds to CommonMark leads to begins with one of these.
const TARGETS: [&str; 6] = ["=", "#", "@", "table:", "chart:", "figure:"];

/// The longest label of a footnote that is looked for, in bytes.
const LONGEST_LABEL: usize = 1000;

/// A mark that stayed text is a misspelt mark; printed as it is, it would be a false figure.
pub(super) fn find_unread_marks(texts: &Texts, source: &str, faults: &mut Vec<ProseFault>) {
    let target = |at: usize| TARGETS.iter().find(|target| source[at + 2..].starts_with(**target));
    let marks: Vec<(usize, &str)> = source
        .match_indices("](")
        .filter_map(|(at, _)| target(at).map(|target| (at, *target)))
        .collect();
    let mut start = 0;
    let mut seen = 0;
    for (nth, (at, target)) in marks.iter().enumerate() {
        start = source[seen..*at].rfind('[').map_or(start, |bracket| seen + bracket);
        seen = *at;
        let is_text = texts.holds(*at) && texts.holds(at + 1 + target.len());
        if is_text && !is_escaped(source, *at) && !is_escaped(source, start) {
            let next = marks.get(nth + 1).map_or(source.len(), |(next, _)| *next);
            faults.push(unread_mark(source, start..at + length(&source[*at..next]), target));
        }
    }
    find_wide_brackets(texts, source, faults);
    find_noteless(texts, source, faults);
}

/// A mark in full-width brackets, as an input method writes them, is no link.
fn find_wide_brackets(texts: &Texts, source: &str, faults: &mut Vec<ProseFault>) {
    let mut seen = 0;
    for (at, bracket) in source.match_indices("]（") {
        let rest = &source[at + bracket.len()..];
        let is_mark = TARGETS.iter().any(|target| rest.starts_with(target))
            || rest.starts_with(['＝', '＃', '＠']);
        let start = source[seen..at].rfind('[').map_or(at, |open| seen + open);
        seen = at;
        if is_mark && texts.holds(at) && !is_escaped(source, start) {
            let length = rest.find(['）', ')', '\n']).unwrap_or(0);
            let end = at + bracket.len() + length;
            let written = &source[start..end];
            faults.push(ProseFault {
                code: "unread-mark",
                message: text!(
                    "“{written}…” 没有读成标记",
                    "“{written}…” could not be read as a mark"
                ),
                hint: Some(text!(
                    "括号和等号用半角：“[](=名称)”",
                    "use the narrow brackets and sign: “[](=name)”"
                )),
                at: start..end,
            });
        }
    }
}

/// How far an unread mark reaches: to its bracket, or as far as it could be meant to.
fn length(rest: &str) -> usize {
    match rest.find([')', '\n']) {
        Some(end) if rest[end..].starts_with(')') => end + 1,
        Some(end) => rest[..end].trim_end().len(),
        None => rest.trim_end_matches(['!', '[', ' ']).len(),
    }
}

fn unread_mark(source: &str, at: Range<usize>, target: &str) -> ProseFault {
    let written = &source[at.clone()];
    ProseFault {
        code: "unread-mark",
        message: text!("“{written}” 没有读成标记", "“{written}” could not be read as a mark"),
        hint: Some(text!(
            "写成 “[](=名称)” 的样子：名称不含空格，括号成对；要印出原样，写 “\\[]({target}…)”",
            "write it as in “[](=name)”: no blank in the name, brackets in pairs; to print it as it is, write “\\[]({target}…)”"
        )),
        at,
    }
}

/// A footnote's mark without its text would be printed as it is written.
fn find_noteless(texts: &Texts, source: &str, faults: &mut Vec<ProseFault>) {
    for (at, _) in source.match_indices("[^") {
        let rest = &source.as_bytes()[at..];
        let end = rest.iter().take(LONGEST_LABEL).position(|byte| b"]\n ".contains(byte));
        let Some(end) = end.filter(|end| rest[*end] == b']') else { continue };
        let mark = &source[at..=at + end];
        if end > 2 && texts.holds(at) && !is_escaped(source, at) {
            faults.push(ProseFault {
                code: "note-without-text",
                message: text!("脚注 “{mark}” 没有内容", "the footnote “{mark}” has no text"),
                hint: Some(text!(
                    "在同一段文字里另起一段写 “{mark}: 注的内容”；标题里不能有脚注；要印出原样，写 “\\[^…]”",
                    "write “{mark}: its text” in a paragraph of the same field; titles hold no footnotes; to print it as it is, write “\\[^…]”"
                )),
                at: at..at + mark.len(),
            });
        }
    }
}

/// Whether an odd number of backslashes stands before a place.
fn is_escaped(source: &str, at: usize) -> bool {
    let before = &source[..at];
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}

/// The stretches of the source that were read as plain text.
#[derive(Default)]
pub(super) struct Texts(Vec<Range<usize>>);

impl Texts {
    /// Adds a stretch that stands behind those added before.
    pub(super) fn add(&mut self, stretch: Range<usize>) {
        match self.0.last_mut() {
            Some(last) if last.end >= stretch.start => last.end = last.end.max(stretch.end),
            _ => self.0.push(stretch),
        }
    }

    fn holds(&self, at: usize) -> bool {
        let next = self.0.partition_point(|stretch| stretch.start <= at);
        next > 0 && self.0[next - 1].contains(&at)
    }
}
