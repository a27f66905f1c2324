//! A fault is shown exactly where it was written, whatever YAML does to the text around it.

use proptest::prelude::*;
use yaobao::diag::print::{Format, Position, Printer};
use yaobao::diag::{Diagnostics, Language};
use yaobao::load;
use yaobao::tree::FileTree;

/// What is looked for: a mark that cannot be read.
const MARK: &str = "[](#甲 b)";

/// Pieces that are no Markdown, and all that makes counting hard: wide, joined, combining and
/// invisible characters, tabs, quotes, backslashes.
const PIECES: &[&str] = &[
    "甲",
    "发展",
    "a",
    "é",
    "e\u{301}",
    "\t",
    " ",
    "　",
    "👩\u{200d}👩\u{200d}👧",
    "😀",
    "🇨🇳",
    "\u{feff}",
    "'",
    "''",
    "\"",
    "\\甲",
    "，",
    "。",
    "“",
    "”",
    "𠮷",
    "1.5",
    "ก็",
    "\u{a0}",
    "-",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Single,
    Double,
    Coded,
    Literal,
    Folded,
}

/// How a scalar stands in its file.
#[derive(Debug, Clone)]
struct Setting {
    style: Style,
    /// Lines of text; an empty one ends a paragraph.
    lines: Vec<String>,
    /// Columns of indentation.
    indent: usize,
    says_indent: bool,
    chomping: &'static str,
    before: &'static str,
    in_flow: bool,
    line_end: &'static str,
    has_bom: bool,
}

fn line() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..6)
        .prop_map(|pieces| format!("甲{}乙", pieces.concat()))
}

fn lines() -> impl Strategy<Value = Vec<String>> {
    let between = prop::collection::vec(prop_oneof![4 => line(), 1 => Just(String::new())], 0..4);
    let before = prop_oneof![
        Just(Vec::new()),
        (line(), between).prop_map(|(first, between)| [vec![first], between].concat())
    ];
    let marked = (line(), line()).prop_map(|(before, behind)| format!("{before}{MARK}{behind}"));
    let behind = prop::collection::vec(line(), 0..2);
    (before, marked, behind)
        .prop_map(|(before, marked, behind)| [before, vec![marked], behind].concat())
}

fn setting() -> impl Strategy<Value = Setting> {
    use Style::{Coded, Double, Folded, Literal, Plain, Single};
    let style = prop::sample::select(vec![Plain, Single, Double, Coded, Literal, Folded]);
    let before = prop::sample::select(vec!["", "&名 ", "!!str ", "&a !!str "]);
    let chomping = prop::sample::select(vec!["", "-", "+"]);
    let line_end = prop::sample::select(vec!["\n", "\r\n"]);
    (
        style,
        lines(),
        1usize..5,
        any::<bool>(),
        chomping,
        before,
        any::<bool>(),
        line_end,
        any::<bool>(),
    )
        .prop_map(
            |(style, lines, indent, says_indent, chomping, before, in_flow, line_end, has_bom)| {
                Setting {
                    style,
                    lines,
                    indent,
                    says_indent,
                    chomping,
                    before,
                    in_flow: in_flow && !matches!(style, Plain | Literal | Folded),
                    line_end,
                    has_bom,
                }
            },
        )
}

impl Setting {
    fn yaml(&self) -> String {
        let (open, close) = if self.in_flow {
            ("{ number: 48, lead: ", ", status: final }")
        } else {
            ("number: 48\nlead: ", "\nstatus: final")
        };
        let text = format!("{open}{}{}{close}\n", self.before, self.scalar());
        let bom = if self.has_bom { "\u{feff}" } else { "" };
        format!("{bom}{}", text.replace('\n', self.line_end))
    }

    fn scalar(&self) -> String {
        let joined = |lines: Vec<String>| lines.join(&format!("\n{}", " ".repeat(self.indent)));
        let plain = || self.lines.clone();
        let coded = |text: &str| {
            let code = |c: char| match c {
                '\\' | '"' => format!("\\{c}"),
                '\t' => "\\t".to_owned(),
                '甲' if text.len().is_multiple_of(2) => "\\u7532".to_owned(),
                '😀' if text.len().is_multiple_of(2) => "\\ud83d\\ude00".to_owned(),
                '😀' => "\\U0001F600".to_owned(),
                '\u{a0}' => "\\_".to_owned(),
                'a' => "\\x61".to_owned(),
                c => c.to_string(),
            };
            match text.split_once(MARK) {
                Some((before, behind)) => {
                    format!(
                        "{}{MARK}{}",
                        before.chars().map(code).collect::<String>(),
                        behind.chars().map(code).collect::<String>()
                    )
                }
                None => text.chars().map(code).collect(),
            }
        };
        match self.style {
            // A tab or a quote may stand anywhere but at the ends of a line.
            Style::Plain => joined(plain()),
            Style::Single => format!("'{}'", joined(plain()).replace('\'', "''")),
            Style::Double => {
                let lines = plain()
                    .iter()
                    .map(|line| line.replace('\\', "\\\\").replace('"', "\\\""))
                    .collect();
                format!("\"{}\"", joined(lines))
            }
            Style::Coded => {
                let lines: Vec<String> = plain().iter().map(|line| coded(line)).collect();
                format!("\"{}\"", lines.join(if self.says_indent { "\\n" } else { " \\\n  \\  " }))
            }
            Style::Literal => format!("|{}", self.block()),
            Style::Folded => format!(">{}", self.block()),
        }
    }

    fn block(&self) -> String {
        let says = if self.says_indent { self.indent.to_string() } else { String::new() };
        // Up to three blanks more begin no code.
        let more = if self.says_indent { "   " } else { "" };
        let lines: Vec<String> = self
            .lines
            .iter()
            .enumerate()
            .map(|(at, line)| match (line.as_str(), at % 2) {
                ("", _) => String::new(),
                (line, 1) => format!("{}{more}{line}", " ".repeat(self.indent)),
                (line, _) => format!("{}{line}", " ".repeat(self.indent)),
            })
            .collect();
        format!("{says}{}  # 注\n{}", self.chomping, lines.join("\n"))
    }
}

/// The line and column of a byte, counted as an editor does.
fn counted(text: &str, byte: usize) -> Position {
    let before = text[..byte].replace("\r\n", "\n");
    let line = before.rsplit('\n').next().unwrap();
    Position {
        line: before.matches('\n').count() + 1,
        column: line.trim_start_matches('\u{feff}').chars().count() + 1,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_fault_is_shown_where_it_was_written(setting in setting()) {
        let yaml = setting.yaml();
        let mut files = FileTree::new();
        files.insert(crate::vpath("content/serial.yaml"), "name: 报\nissuer: 中心\n".as_bytes());
        let file = crate::vpath("content/2017/48/issue.yaml");
        files.insert(file.clone(), yaml.clone().into_bytes());
        let library = load::load(&files, &mut Diagnostics::new()).unwrap();
        let faults = &library.issues[0].diagnostics;
        let found: Vec<_> = faults.iter().filter(|fault| fault.code == "unread-mark").collect();
        prop_assert_eq!(found.len(), 1, "{}\n{:?}", yaml, faults);
        let span = found[0].span.clone().unwrap();
        let at = yaml.find(MARK).unwrap();
        prop_assert_eq!(&yaml[span.range.clone()], MARK, "{:?}\n{}", setting, yaml);
        prop_assert_eq!(span.range, at..at + MARK.len());
        let printer = Printer { files: &files, format: Format::Short, language: Language::Zh, color: false };
        prop_assert_eq!(printer.position(&file, at), counted(&yaml, at), "{:?}", yaml);
    }
}
