//! Characters that no file may hold, and no escape or entity may make.
//!
//! They cannot be seen, and change what is seen around them or what other programs make of it.

use crate::diag::{Text, text};

/// Why a character is refused.
pub(crate) struct Unfit {
    pub(crate) code: &'static str,
    pub(crate) message: Text,
    pub(crate) hint: Text,
}

/// Whether a character is refused wherever it stands. A carriage return is one of a line end, or
/// refused: [`first_unfit`] knows.
pub(crate) fn is_unfit(c: char) -> bool {
    let is_control = c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    let is_no_character = (c as u32) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c);
    is_control || is_no_character || is_reserved(c) || is_line_separator(c) || turns_text(c)
}

/// Where the first refused character of a text stands.
pub(crate) fn first_unfit(text: &str) -> Option<(usize, char)> {
    text.char_indices()
        .find(|(at, c)| is_unfit(*c) || (*c == '\r' && !text[at + 1..].starts_with('\n')))
}

/// Private-use characters that [`super::prose`] puts into text while it is parsed.
fn is_reserved(c: char) -> bool {
    ('\u{e000}'..='\u{e00f}').contains(&c)
}

fn is_line_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Controls of writing direction: they can make text look other than it is.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters without width, which files may hold: names that differ by one of them look the same,
/// and a number that holds one is text.
pub(crate) fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// What is said of a text with a character without width, which a message cannot show.
pub(crate) fn invisible(holder: &str, c: char) -> Text {
    let holder: String = holder.chars().filter(|c| !is_zero_width(*c)).collect();
    let code = format!("U+{:04X}", c as u32);
    text!("“{holder}” 里有看不见的字符 {code}", "“{holder}” holds the invisible character {code}")
}

/// What is said of a refused character.
pub(crate) fn unfit(c: char) -> Unfit {
    let code = format!("U+{:04X}", c as u32);
    if is_reserved(c) {
        return Unfit {
            code: "reserved-character",
            message: text!(
                "文件里有本工具内部使用的字符 {code}",
                "the file holds the character {code}, which this tool uses inside"
            ),
            hint: text!(
                "删去它；生僻字请用 Unicode 的正式编码",
                "delete it; for a rare character use its standard code point"
            ),
        };
    }
    Unfit {
        code: "invisible-character",
        message: text!(
            "文件里有看不见的控制字符 {code}",
            "the file holds the invisible control character {code}"
        ),
        hint: match c {
            '\r' => text!(
                "换行只用 LF 或 CRLF：在编辑器里另存为 LF 换行",
                "lines end in LF or CRLF: save the file with LF line ends"
            ),
            c if is_line_separator(c) => {
                text!("删去它，另起一行", "delete it, and begin a new line")
            }
            _ => text!(
                "删去它；它多半是从别处粘贴来的",
                "delete it; it probably came along with pasted text"
            ),
        },
    }
}
