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
}
