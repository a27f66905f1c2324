//! Plain text as text of a target.

use std::io;

/// A Typst string literal, quotes included: `\` and `"` are all that needs escaping there.
pub(super) fn typst_string(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '\\' => literal.push_str("\\\\"),
            '"' => literal.push_str("\\\""),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// The escape function of the Typst templates.
pub(super) fn typst(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(typst_string(text).as_bytes())
}

/// The escape function of the Markdown templates.
pub(super) fn markdown(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let mut escaped = String::with_capacity(text.len());
    // What a template puts before the text is not known here: the text may begin a line.
    markdown_text(text, Place { line_start: true, ..Place::default() }, &mut escaped);
    out.write_all(escaped.as_bytes())
}

/// Where a run of text stands in the Markdown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// At the beginning of a line, where a character can begin a block.
    pub(super) line_start: bool,
    /// In a table, where `|` ends a cell.
    pub(super) cell: bool,
    /// In a heading, where `{` may begin attributes.
    pub(super) heading: bool,
}

/// Writes text so that CommonMark reads it as that text.
pub(super) fn markdown_text(text: &str, place: Place, out: &mut String) {
    // A line end would end a heading, a cell, a line of HTML.
    let chars: Vec<char> =
        text.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }).collect();
    let mut at = 0;
    if place.line_start {
        at = line_start(&chars, out);
    }
    while let Some(c) = chars.get(at).copied() {
        let before = at.checked_sub(1).map(|at| chars[at]);
        let behind = chars.get(at + 1).copied();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' => true,
            '_' => !(is_word(before) && is_word(behind)),
            '&' => behind.is_some_and(|next| next == '#' || next.is_ascii_alphabetic()),
            '!' => behind.is_none(),
            '|' => place.cell,
            '{' | '}' | '#' => place.heading,
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        at += 1;
    }
}

/// Writes what could begin a block, and tells how many characters that took.
fn line_start(chars: &[char], out: &mut String) -> usize {
    match chars.first() {
        Some(' ' | '\t') => {
            out.push_str(if chars[0] == ' ' { "&#32;" } else { "&#9;" });
            1
        }
        Some(c @ ('#' | '+' | '-' | '=' | '>' | '|' | ':')) => {
            out.extend(['\\', *c]);
            1
        }
        Some(c) if c.is_ascii_digit() => {
            let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
            out.extend(&chars[..digits]);
            if matches!(chars.get(digits), Some('.' | ')')) {
                out.push('\\');
                out.push(chars[digits]);
                return digits + 1;
            }
            digits
        }
        _ => 0,
    }
}
