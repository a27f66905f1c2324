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
    let at = source.floor_char_boundary(at);
    let trap = unspaced(source, at)
        .or_else(|| unmarked_text(source, at))
        .or_else(|| shallow_text(source, at))
        .or_else(|| trap(source, at))
        .or_else(|| marked_item(source, at))
        .or_else(|| wide_divider(source, at));
    let Trap { message, place, hint } = trap.unwrap_or_else(|| Trap {
        message: in_words(why),
        place: at..at,
        hint: way_out(source, at),
    });
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
    hint: Text,
}

/// Text on the line where the parser gave up, or on the one before, that YAML takes for something
/// else.
fn trap(source: &str, at: usize) -> Option<Trap> {
    let start = line_start(source, at);
    let before = source[..start.saturating_sub(1)].rfind('\n').map_or(0, |end| end + 1);
    let lines = [Some(start), (!is_block_text(source, before)).then_some(before)];
    lines.into_iter().flatten().find_map(|start| {
        let line = source[start..].lines().next().unwrap_or_default();
        let value = value(line);
        let message = misread(value)?;
        let from = start + line.len() - value.len();
        Some(Trap { message, place: from..from + value.trim_end().len(), hint: quote_it() })
    })
}

/// Whether a line is text of a block, where everything is text.
fn is_block_text(source: &str, start: usize) -> bool {
    let least = indent(source[start..].lines().next().unwrap_or_default());
    let above = source[..start].lines().rev().filter(|line| !line.trim().is_empty());
    let head = above.map(|line| (indent(line), block_head(line.trim_end())));
    head.take_while(|(indent, head)| *indent >= least || head.is_some())
        .find_map(|(_, head)| head)
        .is_some_and(|(_, column)| column < least)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn line_start(source: &str, at: usize) -> usize {
    source[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// A key whose colon is not followed by a blank, or is full-width, on the line where the parser gave
/// up or on the one before.
fn unspaced(source: &str, at: usize) -> Option<Trap> {
    let start = line_start(source, at);
    let before = line_start(source, start.saturating_sub(1));
    let outside = [start, before].into_iter().filter(|start| !is_block_text(source, *start));
    outside.into_iter().find_map(|start| {
        let line = source[start..].lines().next().unwrap_or_default();
        let entry = behind_dashes(line);
        let (key, value) = unspaced_key(entry)?;
        let message = text!(
            "YAML 写法有误：“{key}” 后面没有半角的冒号加空格",
            "this is not valid YAML: “{key}” is not followed by “:” and a blank"
        );
        let hint = text!("写成 “{key}: {value}”", "write “{key}: {value}”");
        let from = start + line.len() - entry.len();
        Some(Trap { message, place: from..from + entry.len() - value.len(), hint })
    })
}

/// The key and the value of `date:2026-01-02` and `date：2026-01-02`.
pub(super) fn unspaced_key(entry: &str) -> Option<(&str, &str)> {
    let end = entry.find(|c: char| !c.is_ascii_lowercase() && c != '-')?;
    let (key, rest) = entry.split_at(end);
    let value = rest.strip_prefix([':', '：'])?;
    let is_blank = rest.starts_with(": ") || value.is_empty();
    // https://example.org is no entry.
    (!key.is_empty() && !is_blank && !value.starts_with('/')).then(|| (key, value.trim()))
}

/// The keys whose text is longer than a line.
const TEXT_KEYS: [&str; 9] =
    ["body", "text", "lead", "abstract", "editorial", "bio", "note", "source", "description"];

/// Text below `lead:` without a `|`, which YAML reads for entries.
fn unmarked_text(source: &str, at: usize) -> Option<Trap> {
    let start = line_start(source, at);
    let line = source[start..].lines().next().unwrap_or_default();
    let mut first = start;
    let is_entry = value(line) != behind_dashes(line) || line.trim_end().ends_with(':');
    let above = source[..start].split_inclusive('\n').rev().scan(start, |end, line| {
        *end -= line.len();
        Some((*end, line.trim_end()))
    });
    for (begins, text) in above.filter(|(_, text)| !text.trim().is_empty()) {
        let head = behind_dashes(text);
        let column = text.len() - head.len();
        let key = head.strip_suffix(':').filter(|key| TEXT_KEYS.contains(key));
        let is_beside = first == start && indent(line) == column && !is_entry;
        if let Some(key) = key.filter(|_| is_beside || indent(line) > column) {
            let message = text!(
                "YAML 写法有误：“{key}:” 后面没有 “|”",
                "this is not valid YAML: “{key}:” is not followed by “|”"
            );
            let hint = text!(
                "写成 “{key}: |”，文字从下一行起，比 “{key}:” 多缩进两个空格",
                "write “{key}: |”, and the text below it, indented by two blanks more than “{key}:”"
            );
            return Some(Trap { message, place: begins + column..begins + text.len(), hint });
        }
        if indent(text) < indent(line) || key.is_some() {
            return None;
        }
        first = begins;
    }
    None
}

/// An item between brackets that begins with a mark of YAML's own, where the parser gave up.
fn marked_item(source: &str, at: usize) -> Option<Trap> {
    let item = source[at..].split([',', ']', '}', '\n']).next()?.trim_end();
    let first = item.chars().next().filter(|first| "*&!@%`".contains(*first))?;
    Some(Trap { message: begins_with(first), place: at..at + item.len(), hint: quote_it() })
}

fn begins_with(first: char) -> Text {
    text!(
        "YAML 写法有误：这段文字以 “{first}” 开头",
        "this is not valid YAML: this text begins with “{first}”"
    )
}

/// A full-width comma or colon between the entries of brackets, before the place where the parser
/// gave up.
fn wide_divider(source: &str, at: usize) -> Option<Trap> {
    let is_top = |end: &usize| source[end + 1..].starts_with(|c: char| !c.is_whitespace());
    let from = source[..at].rmatch_indices('\n').map(|(end, _)| end).find(is_top);
    let from = from.map_or(0, |end| end + 1);
    let (mut open, mut entry) = (Vec::new(), from);
    for (place, c) in source[from..at].char_indices() {
        match c {
            '[' | '{' => open.push(c),
            ']' | '}' => drop(open.pop()),
            ',' => {}
            _ => continue,
        }
        entry = from + place + 1;
    }
    let found = source[entry..at].find(['，', '：']).filter(|_| !open.is_empty())?;
    let place = entry + found;
    let mark = source[place..].chars().next()?;
    let message = text!(
        "YAML 写法有误：括号里用了全角的 “{mark}”",
        "this is not valid YAML: a full-width “{mark}” between brackets"
    );
    Some(Trap { message, place: place..place + mark.len_utf8(), hint: narrow_divider() })
}

/// What to write for a full-width comma or colon.
pub(super) fn narrow_divider() -> Text {
    text!(
        "改用半角的 “,” 和 “:”，后面空一格；全角的只能写在文字里",
        "type the half-width “,” and “:”, with a blank behind; the full-width ones belong into text"
    )
}

/// Text below `body: |` that is not indented as the text of a block must be.
fn shallow_text(source: &str, at: usize) -> Option<Trap> {
    let line_at = |start: usize| source[start..].lines().next().unwrap_or_default();
    let mut start = line_start(source, at);
    let (last, least) = (start, indent(line_at(start)));
    let mut first = start;
    for line in source[..start].split_inclusive('\n').rev() {
        start -= line.len();
        if let Some((key, column)) = block_head(line.trim_end()) {
            let (below, hint) = if indent(line_at(first)) <= column {
                (
                    first,
                    text!(
                        "“{key}” 下面的文字要比 “{key}” 多缩进两个空格",
                        "indent the text below “{key}” by two blanks more than “{key}” itself"
                    ),
                )
            } else if column < least && least < indent(line_at(first)) {
                (
                    last,
                    text!(
                        "“{key}” 下面的各行与第一行对齐",
                        "begin all lines below “{key}” where the first one begins"
                    ),
                )
            } else {
                return None;
            };
            let message = text!(
                "YAML 写法有误：“{key}” 的文字缩进不够",
                "this is not valid YAML: the text of “{key}” is not indented enough"
            );
            let text = line_at(below);
            let place = below + indent(text)..below + text.trim_end().len();
            return Some(Trap { message, place, hint });
        }
        if !line.trim().is_empty() {
            if indent(line) < least {
                return None;
            }
            first = start;
        }
    }
    None
}

/// The key, or the dash, on a line that begins a block of text, and the column where it stands.
fn block_head(line: &str) -> Option<(&str, usize)> {
    let value = value(line);
    let marks = value.strip_prefix(['|', '>'])?;
    let is_head = marks.chars().all(|c| "+-".contains(c) || c.is_ascii_digit());
    let before = line[..line.len() - value.len()].trim_end();
    let key = before.rsplit("- ").next().unwrap_or_default().trim_start();
    is_head.then(|| (key, before.len() - key.len()))
}

/// What stands on a line behind its dashes.
fn behind_dashes(line: &str) -> &str {
    let mut rest = line.trim_start();
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start();
    }
    rest
}

/// What stands on a line behind its dashes and its key.
fn value(line: &str) -> &str {
    let rest = behind_dashes(line);
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
    is_misread.then(|| begins_with(first))
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

/// Text that YAML takes for a comment: no blank stands behind its `#`, and something before it.
pub(super) fn commented(file: &VPath, source: &str, range: Range<usize>) -> Option<Diagnostic> {
    let at = range.start;
    let words = source.get(range)?.trim_end();
    let is_text = words.strip_prefix('#').is_some_and(|words| {
        words.starts_with(|c: char| !c.is_whitespace() && !"#!-=".contains(c))
    });
    is_text.then(|| {
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

/// The only text below a key, if YAML takes it for a comment: the key has no value.
pub(super) fn commented_below(
    file: &VPath,
    source: &str,
    key: &Range<usize>,
) -> Option<Diagnostic> {
    let head = source.get(key.end..)?.strip_prefix(':')?;
    let below = head.trim_start_matches([' ', '\t', '\r']).strip_prefix('\n')?;
    let line = below.lines().next()?;
    let is_below = indent(line) > key.start - line_start(source, key.start);
    let end = source.len() - below.len() + line.len();
    let start = end - line.trim_start_matches(' ').len();
    commented(file, source, start..end).filter(|_| is_below)
}

/// A tag of the author's own before a value: the mark, or the word behind it, is not read.
pub(super) fn tagged(file: &VPath, source: &str, range: &Range<usize>) -> Option<Diagnostic> {
    let before = &source[..range.start.min(source.len())];
    let is_tag =
        |at: &usize| before[..*at].ends_with(|c: char| c.is_whitespace() || "[{,".contains(c));
    let tag = before.rmatch_indices('!').map(|(at, _)| at).find(is_tag)?;
    let words = source[tag..].split(['\n', '\r', ' ', ',', ']', '}']).next().unwrap_or_default();
    let message =
        text!("“{words}” 被当作标签，没有读入", "“{words}” is taken for a tag and is not read");
    Some(cut_off(file, tag..tag + words.len(), message))
}

/// An anchor that no alias names: its word is not read.
pub(super) fn anchored(file: &VPath, source: &str, range: Range<usize>) -> Diagnostic {
    let words = source.get(range.clone()).unwrap_or_default();
    let message =
        text!("“{words}” 被当作锚点，没有读入", "“{words}” is taken for an anchor and is not read");
    cut_off(file, range, message)
}

fn cut_off(file: &VPath, range: Range<usize>, message: Text) -> Diagnostic {
    Diagnostic::warning("text-cut-off", message).at(Span::new(file, range)).hint(quote_it())
}
