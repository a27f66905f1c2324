//! How long a field and its paragraphs may be: the parser's time grows faster than a paragraph.

use super::ProseFault;
use crate::diag::text;

/// The longest run of lines without an empty one, in bytes: more than 5,000 Han characters.
const MOST_IN_PARAGRAPH: usize = 16 << 10;
/// The longest field, in bytes.
const MOST_IN_FIELD: usize = 256 << 10;

/// Paragraphs that are too long, and what a field has too much.
pub(super) fn find_too_long(text: &str) -> Vec<ProseFault> {
    if text.len() > MOST_IN_FIELD {
        let most = MOST_IN_FIELD >> 10;
        return vec![ProseFault {
            code: "prose-too-long",
            message: text!("这段文字超过 {most} KB", "this text is longer than {most} KB"),
            hint: Some(text!("分成几条来写", "divide it into several items")),
            at: MOST_IN_FIELD..text.len(),
        }];
    }
    let most = MOST_IN_PARAGRAPH >> 10;
    let paragraphs = paragraphs(text).into_iter();
    let too_long = paragraphs.filter(|paragraph| paragraph.len() > MOST_IN_PARAGRAPH);
    let fault = |at| ProseFault {
        code: "prose-too-long",
        message: text!("这一段超过 {most} KB", "this paragraph is longer than {most} KB"),
        hint: Some(text!(
            "分成几段，段与段之间空一行；成表的内容放到数据表里",
            "divide it, with an empty line between paragraphs; what is a table belongs into a data file"
        )),
        at,
    };
    too_long.map(fault).collect()
}

/// The stretches between empty lines.
fn paragraphs(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut paragraphs = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            paragraphs.push(start..at);
            start = at + line.len();
        }
        at += line.len();
    }
    paragraphs.push(start..at);
    paragraphs
}
