//! What the YAML parser's refusals mean to an author: in Chinese too, at the text that caused them.

use std::ops::Range;

use crate::diag::{Diagnostic, Span, Text, text};
use crate::tree::VPath;

/// What the parser says, by words of it, and the same in Chinese.
const IN_CHINESE: &[(&str, &str)] = &[
    ("expected key", "这里应当是 “键: 内容”"),
    ("expected '-' indicator", "这里应当是列表的一项 “- 内容”"),
    ("mapping values are not allowed", "一行里有两个 “键: ”，或缩进不对"),
    ("placement of ':'", "这里不能有冒号"),
    ("expected ':'", "键后面没有 “: ”"),
    ("expected ',' or ']'", "列表缺少 “,” 或 “]”"),
    ("expected ',' or '}'", "花括号里缺少 “,” 或 “}”"),
    ("unclosed bracket", "括号没有合上"),
    ("unknown anchor", "“*” 后面不是已有的锚点"),
    ("anchor or alias", "“*” 或 “&” 后面不是锚点的名称"),
    ("a tab", "缩进里有制表符"),
    ("a quoted scalar", "引号里的文字没有写完，或有错误的转义"),
    ("a block scalar", "“|” 或 “>” 后面不能再有文字"),
    ("indent", "缩进不对"),
    ("tag", "“!” 后面不是标签"),
    ("directive", "行首的 “%” 是 YAML 的指令"),
    ("node content", "这里缺少内容"),
    ("plain scalar", "文字不能以这个符号开头"),
    ("cannot start any token", "文字不能以这个符号开头"),
];

/// The fault for a refusal of the parser at a byte of a file.
pub(super) fn refusal(file: &VPath, source: &str, at: usize, why: &str) -> Diagnostic {
    let (message, place, hint) = match trap(source, at) {
        Some(Trap { message, place }) => (message, place, quote_it()),
        None => (in_words(why), at..at, way_out(source, at)),
    };
    Diagnostic::error("invalid-yaml", message).at(Span::new(file, place)).hint(hint)
}

/// What to do with text that YAML takes for something else.
pub(super) fn quote_it() -> Text {
    text!(
        "以 [、*、& 等符号开头，或含 “: ”“ #” 的文字，整段加单引号 '…'，或写 “|” 另起一行、缩进两个空格",
        "text that begins with a mark such as [, * or &, or holds “: ” or “ #”, stands in single quotes '…', or behind “|” on a line of its own that is indented by two blanks"
    )
}

fn in_words(why: &str) -> Text {
    let zh = IN_CHINESE.iter().find(|(words, _)| why.contains(words)).map(|(_, zh)| *zh);
    Text {
        zh: zh.map_or("YAML 写法有误".to_owned(), |zh| format!("YAML 写法有误：{zh}")),
        en: format!("this is not valid YAML: {why}"),
    }
}

/// Text that YAML cannot read as text.
struct Trap {
    message: Text,
    place: Range<usize>,
}

/// Text on the line where the parser gave up, or on the one before, that YAML takes for something
/// else.
fn trap(source: &str, at: usize) -> Option<Trap> {
    let at = source.floor_char_boundary(at);
    let start = source[..at].rfind('\n').map_or(0, |end| end + 1);
    let before = source[..start.saturating_sub(1)].rfind('\n').map_or(0, |end| end + 1);
    [start, before].into_iter().find_map(|start| {
        let line = source[start..].lines().next().unwrap_or_default();
        let value = value(line);
        let message = misread(value)?;
        let from = start + line.len() - value.len();
        Some(Trap { message, place: from..from + value.trim_end().len() })
    })
}

/// What stands on a line behind its dashes and its key.
fn value(line: &str) -> &str {
    let mut rest = line.trim_start();
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start();
    }
    let is_key = |key: &str| !key.is_empty() && !key.contains([' ', '"', '\'', '[', '{', '#']);
    match rest.split_once(": ") {
        Some((key, value)) if is_key(key) => value.trim_start(),
        _ => rest,
    }
}

/// Why a value is not read as text, if that is what is wrong with it.
fn misread(value: &str) -> Option<Text> {
    let first = value.chars().next()?;
    let rest = &value[first.len_utf8()..];
    let word = rest.split(' ').next().unwrap_or_default();
    let is_name = !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let goes_on = |end: Option<usize>| {
        end.is_some_and(|end| {
            !matches!(rest[end + 1..].trim().chars().next(), None | Some('#' | ','))
        })
    };
    let is_misread = match first {
        '[' => goes_on(closing(rest, ('[', ']'))),
        '{' => goes_on(closing(rest, ('{', '}'))),
        '"' | '\'' => goes_on(rest.find(first)),
        '*' | '&' | '!' => !is_name,
        '@' | '%' | '`' => true,
        '|' | '>' => !matches!(
            rest.trim_start_matches(|c: char| "+-".contains(c) || c.is_ascii_digit())
                .trim()
                .chars()
                .next(),
            None | Some('#')
        ),
        '#' => false,
        _ if value.contains(": ") => {
            return Some(text!(
                "YAML 写法有误：这段文字里有 “: ”",
                "this is not valid YAML: this text holds “: ”"
            ));
        }
        _ => false,
    };
    is_misread.then(|| {
        text!(
            "YAML 写法有误：这段文字以 “{first}” 开头",
            "this is not valid YAML: this text begins with “{first}”"
        )
    })
}

/// Where the bracket closes that stands open before `rest`.
fn closing(rest: &str, (open, close): (char, char)) -> Option<usize> {
    let mut depth = 1;
    for (at, c) in rest.char_indices() {
        depth += i32::from(c == open) - i32::from(c == close);
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// What to look for around the place where the parser gave up.
fn way_out(source: &str, at: usize) -> Text {
    let before = source.get(..at).unwrap_or(source);
    let from = before.rmatch_indices('\n').nth(1).map_or(0, |(at, _)| at + 1);
    let behind = source[before.len()..].find('\n').map_or(source.len(), |end| before.len() + end);
    let around = &source[from..behind];
    let next = source[behind..].lines().nth(1);
    let has_wide_colon =
        |line: &str| line.contains('：') && !line.contains(": ") && !line.ends_with(':');
    // What stands below `lead: |` is missed on the line of its key.
    if around.lines().chain(next).any(|line| line.trim_start_matches(' ').starts_with('\t')) {
        text!("缩进用空格，不用制表符", "indent with blanks, not with tabs")
    } else if around.lines().any(has_wide_colon) {
        text!(
            "键后面的冒号用半角 “:”，再空一格；全角 “：” 只能写在文字里",
            "behind a key stands “:” and a blank; the full-width “：” belongs into text"
        )
    } else {
        text!(
            "检查这一行和上一行：缩进是否对齐，冒号后面是否有空格，引号和括号是否成对",
            "look at this line and the one before: indentation, a blank behind the colon, quotes and brackets in pairs",
        )
    }
}

/// Text of a plain scalar that YAML does not read: behind ` #`, or a tag before it.
pub(super) fn cut_off(file: &VPath, source: &str, range: &Range<usize>) -> Option<Diagnostic> {
    let range = source.floor_char_boundary(range.start)..source.floor_char_boundary(range.end);
    let rest = source[range.end..].lines().next().unwrap_or_default();
    let comment = rest.trim_start_matches([' ', '\t']);
    let is_text = comment.len() < rest.len()
        && comment.strip_prefix('#').is_some_and(|words| {
            words.starts_with(|c: char| !c.is_whitespace() && !"#!-=".contains(c))
        });
    is_text.then(|| {
        let at = range.end + rest.len() - comment.len();
        let words = comment.trim_end();
        let message =
            text!("“{words}” 被当作注释，没有读入", "“{words}” is taken for a comment and is not read");
        Diagnostic::warning("text-cut-off", message)
            .at(Span::new(file, at..at + words.len()))
            .hint(text!(
                "要印出来，整段加单引号 '…'；真是注释，就在 # 后面空一格",
                "to print it, put the whole text in single quotes '…'; if it is a comment, leave a blank behind #"
            ))
    })
}

/// A tag of the author's own before a plain scalar: the mark, or the word behind it, is not read.
pub(super) fn tagged(file: &VPath, source: &str, range: &Range<usize>) -> Option<Diagnostic> {
    let end = source.floor_char_boundary(range.end);
    let line = source[..end].rfind('\n').map_or(0, |at| at + 1);
    let tag = source[line..end].find(" !").map(|at| line + at + 1)?;
    let words = source[tag..].split(['\n', '\r', ' ']).next().unwrap_or_default();
    let message =
        text!("“{words}” 被当作标签，没有读入", "“{words}” is taken for a tag and is not read");
    Some(
        Diagnostic::warning("text-cut-off", message)
            .at(Span::new(file, tag..tag + words.len()))
            .hint(quote_it()),
    )
}
