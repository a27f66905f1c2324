//! Marks of ours that CommonMark did not read as links.

use std::ops::Range;

use super::ProseFault;
use crate::diag::{Text, text};

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
    find_slips(texts, source, faults);
    find_noteless(texts, source, faults);
}

/// What closes the words of a mark and opens its name: as an input method writes them, or with a
/// blank between. CommonMark reads none of them as a link.
const SLIPS: [&str; 8] = ["]（", "］（", "］(", "] (", "] （", "］ (", "］ （", "]　("];

/// A mark in full-width brackets, or with a blank between them, is no link.
fn find_slips(texts: &Texts, source: &str, faults: &mut Vec<ProseFault>) {
    let mut seen = 0;
    for at in source.match_indices([']', '］']).map(|(at, _)| at) {
        let Some(slip) = SLIPS.iter().find(|slip| source[at..].starts_with(**slip)) else {
            continue;
        };
        let rest = &source[at + slip.len()..];
        let is_mark = TARGETS.iter().any(|target| rest.starts_with(target))
            || rest.starts_with(['＝', '＃', '＠']);
        let start = source[seen..at].rfind(['[', '［']).map_or(at, |open| seen + open);
        seen = at;
        if is_mark && texts.holds(at) && !is_escaped(source, start) {
            let end = match rest.find(['）', ')', '\n']) {
                Some(end) if rest[end..].starts_with('\n') => end,
                Some(end) => end + rest[end..].chars().next().map_or(0, char::len_utf8),
                None => 0,
            };
            let at = start..at + slip.len() + end;
            let (message, meant) = (message(&source[at.clone()]), meant(&source[at.clone()]));
            let hint = text!(
                "写成 “{meant}”：括号和等号用半角，中间不空格",
                "write “{meant}”: narrow brackets and sign, and no blank between"
            );
            faults.push(ProseFault { code: "unread-mark", message, hint: Some(hint), at });
        }
    }
    find_bare(texts, source, faults);
}

/// A name with its sign in brackets of text alone: `（=lg）`.
fn find_bare(texts: &Texts, source: &str, faults: &mut Vec<ProseFault>) {
    for (at, open) in source.match_indices(['(', '（']) {
        let rest = &source[at + open.len()..];
        let Some(name) = rest.strip_prefix(['=', '＝']) else { continue };
        let length = name.find([')', '）']).unwrap_or(0);
        let is_name = length > 0
            && name[..length].chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            // (=150) is what a number comes to.
            && name.starts_with(|c: char| c.is_ascii_alphabetic());
        // Behind a bracket it is a slip of the marks above.
        let stands_alone = !source[..at].trim_end().ends_with([']', '］']);
        if is_name && stands_alone && texts.holds(at) && !is_escaped(source, at) {
            let close = name[length..].chars().next().map_or(0, char::len_utf8);
            let end = source.len() - name.len() + length + close;
            let name = &name[..length];
            let hint = text!("写成 “[](={name})”", "write “[](={name})”");
            let (message, at) = (message(&source[at..end]), at..end);
            faults.push(ProseFault { code: "unread-mark", message, hint: Some(hint), at });
        }
    }
}

/// The same mark with narrow signs and no blank before its name.
fn meant(written: &str) -> String {
    let signs =
        [('［', '['), ('］', ']'), ('（', '('), ('）', ')'), ('＝', '='), ('＃', '#'), ('＠', '@')];
    let narrow = |c| signs.iter().find(|(wide, _)| *wide == c).map_or(c, |(_, narrow)| *narrow);
    let narrow: String = written.chars().map(narrow).collect();
    narrow.replace("] (", "](").replace("]　(", "](")
}

/// What is said of a mark that was not read as one.
pub(super) fn message(written: &str) -> Text {
    text!("“{written}” 没有读成标记", "“{written}” could not be read as a mark")
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
        message: message(written),
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
