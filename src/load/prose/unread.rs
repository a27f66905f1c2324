//! Marks of ours that CommonMark did not read as links.

use super::ProseFault;
use crate::diag::text;
use crate::model::prose::{Inline, Prose};

/// The beginnings of marks that the serial adds to CommonMark.
const MARKS: [&str; 6] = ["](=", "](#", "](@", "](table:", "](chart:", "](figure:"];

/// A mark that stayed text is a misspelt mark; printed as it is, it would be a false figure.
pub(super) fn find_unread_marks(prose: &Prose, source: &str, faults: &mut Vec<ProseFault>) {
    let mut texts = Vec::new();
    prose.each_inline(&mut |inline| {
        if let Inline::Text(text) = inline {
            texts.push(text.as_str());
        }
    });
    for (at, mark) in MARKS.iter().flat_map(|mark| source.match_indices(mark)) {
        let rest = &source[at..];
        let end = rest
            .find([')', '\n'])
            .map_or(rest.len(), |end| end + usize::from(rest[end..].starts_with(')')));
        let words = rest[..end].trim_end();
        let escaped = source[..at].ends_with('\\');
        if escaped || !texts.iter().any(|text| text.contains(words)) {
            continue;
        }
        let start = source[..at].rfind('[').unwrap_or(at);
        let written = &source[start..at + words.len()];
        let target = mark.trim_start_matches("](");
        faults.push(ProseFault {
            code: "unread-mark",
            message: text!("“{written}” 没有读成标记", "“{written}” could not be read as a mark"),
            hint: Some(text!(
                "写成 “[](=名称)” 的样子：名称不含空格，括号成对；要印出原样，写 “\\[]({target}…)”",
                "write it as in “[](=name)”: no blank in the name, brackets in pairs; to print it as it is, write “\\[]({target}…)”"
            )),
            at: start..at + words.len(),
        });
    }
    find_noteless(&texts, source, faults);
}

/// A footnote's mark without its text would be printed as it is written.
fn find_noteless(texts: &[&str], source: &str, faults: &mut Vec<ProseFault>) {
    for (at, _) in source.match_indices("[^") {
        let rest = &source[at..];
        let Some(end) = rest.find([']', '\n', ' ']).filter(|end| rest[*end..].starts_with(']'))
        else {
            continue;
        };
        let mark = &rest[..=end];
        let is_text = texts.iter().any(|text| text.contains(mark));
        if !source[..at].ends_with('\\') && end > 2 && is_text {
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
