//! Properties that hold for any input.

use std::fmt::Write;

use proptest::prelude::*;
use yaobao::diag::Diagnostics;
use yaobao::emit;
use yaobao::load::{self, Library};
use yaobao::model::prose::Block;
use yaobao::model::{Date, IssueId, Prose};
use yaobao::render::{self, Templates};
use yaobao::tree::FileTree;
use yaobao::view::{IssueView, plain};

const SERIAL: &str =
    "name: 报\nissuer: 中心\nnumbering: { origin: { year: 2017, number: 48, cumulative: 118 } }\n";

/// Pieces of text that mean something to Markdown, YAML, Typst or HTML, or stand next to such.
const PIECES: &[&str] = &[
    "甲",
    "乙",
    "发展",
    "a",
    "b1",
    "2017",
    " ",
    " ",
    "“",
    "”",
    "。",
    "，",
    "（",
    "）",
    "*",
    "*",
    "**",
    "**",
    "***",
    "_",
    "`",
    "``",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "<b>",
    "</b>",
    "&",
    "&amp;",
    "\\",
    "#",
    "# ",
    "- ",
    "+ ",
    "1. ",
    "2) ",
    "> ",
    "~",
    "~~",
    "|",
    "!",
    "![",
    "\n",
    "\n\n",
    "    ",
    "{",
    "}",
    "{{",
    "{%",
    "=",
    "\n===\n",
    "\n---\n",
    "\"",
    "'",
    "$",
    "@",
    "//",
    "https://example.org/",
    "[甲](https://example.org/)",
    "%",
    ":",
    ";",
    "…",
    "—",
    "·",
    "😀",
];

fn awkward() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..24).prop_map(|pieces| pieces.concat())
}

/// An issue whose author and finding say what they are given.
fn workspace(name: &str, body: &str) -> FileTree {
    let mut files = FileTree::new();
    let yaml = serde_json::json!({
        "number": 48, "cumulative": 118, "date": "2017-11-28", "status": "final", "audience": "public", "title": "题目",
        "authors": [{ "name": name, "affiliation": "单位" }],
        "findings": { "title": "特点", "items": [{ "title": "一条", "body": body }] },
    });
    files.insert(crate::vpath("content/serial.yaml"), SERIAL.as_bytes());
    files.insert(
        crate::vpath("content/2017/48/issue.yaml"),
        serde_yaml::to_string(&yaml).unwrap().into_bytes(),
    );
    files
}

fn loaded(files: &FileTree) -> Library {
    load::load(files, &mut Diagnostics::new()).unwrap()
}

/// The text of HTML: tags and the entities that our writer makes taken out.
pub(crate) fn text_of(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or("", |(_, behind)| behind));
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}

pub(crate) fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn page_of(library: &Library) -> (IssueView<Prose>, String) {
    let issue = library.issues[0].issue.as_ref().unwrap();
    let view = IssueView::new(&library.serial, issue);
    let templates = Templates::load(&FileTree::new(), &mut Diagnostics::new()).unwrap();
    let markdown = render::markdown(&templates, &view, &mut Diagnostics::new()).unwrap();
    (view, emit::html(&markdown, &Default::default()).body)
}

/// Sums of many parts, values upon values, and units without end are quick, and no deep recursion.
#[test]
fn arithmetic_without_end_is_refused_or_done() {
    let sum = |of: usize| vec![format!("v{of}"); 190].join(" + ");
    let values: String =
        (1..15).map(|at| format!("  v{at}: {{ calc: {} }}\n", sum(at - 1))).collect();
    let long = "亿".repeat(200_000);
    for yaml in [
        format!("values:\n  v0: {{ calc: 1 }}\n{values}lead: '[](=v14)'\n"),
        format!(
            "values:\n  v0: {{ table: t, row: 甲, column: n, unit: {long} }}\n\
             tables: {{ t: {{ title: 表, rows: [[k, n], [甲, 1]] }} }}\nlead: '[十几{long}](=v0)'\n"
        ),
    ] {
        let mut files = workspace("甲", "乙");
        files.insert(crate::vpath("content/2017/48/issue.yaml"), yaml.into_bytes());
        let library = loaded(&files);
        yaobao::check::check(&library, &mut Diagnostics::new());
        let issue = library.issues[0].issue.as_ref().unwrap();
        assert!(!issue.brief.values.is_empty());
        IssueView::new(&library.serial, issue);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn prose_is_the_same_text_in_the_page(source in awkward()) {
        let library = loaded(&workspace("甲", &source));
        prop_assume!(library.issues[0].diagnostics.is_empty());
        let (view, page) = page_of(&library);
        let body = view.parts[0].items[0].body.clone().unwrap_or_default();
        let mut has_more = false;
        body.each_block(&mut |block| has_more |= matches!(block, Block::Heading { .. } | Block::Table(_)));
        prop_assume!(!has_more);
        let start = page.find("1、一条</h3>").unwrap() + "1、一条</h3>".len();
        let end = page[start..].find("<h2").map_or(page.len(), |at| start + at);
        let expected = without_blanks(&plain(&body, &view.values, &view.labels));
        prop_assert_eq!(without_blanks(&text_of(&format!("<>{}", &page[start..end]))), expected, "{}", source);
    }

    #[test]
    fn a_name_is_text_in_every_target(name in awkward()) {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assume!(!name.is_empty());
        let library = loaded(&workspace(&name, "正文"));
        prop_assert!(library.issues[0].diagnostics.failed().is_none());
        let (view, page) = page_of(&library);
        let start = page.find("</h1>").unwrap();
        let by = &page[start..start + page[start..].find("</p>").unwrap()];
        prop_assert_eq!(without_blanks(&text_of(by)), without_blanks(&name));
        let templates = Templates::load(&FileTree::new(), &mut Diagnostics::new()).unwrap();
        let source = render::typst(&templates, &view, &[], &[], &mut Diagnostics::new()).unwrap();
        let main = String::from_utf8(source.files.get(&crate::vpath("issue.typ")).unwrap().to_vec()).unwrap();
        let root = typst::syntax::parse(&main);
        prop_assert!(root.errors_and_warnings().0.is_empty(), "{}", main);
        let mut strings = Vec::new();
        collect_strings(&root, &mut strings);
        prop_assert!(strings.contains(&name), "{:?} is not among {:?}", name, strings);
    }

    #[test]
    fn no_bytes_make_the_loader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in awkward()) {
        for content in [bytes, text.clone().into_bytes(), format!("number: 48\nlead: |\n  {text}\n").into_bytes()] {
            let mut files = workspace("甲", "乙");
            files.insert(crate::vpath("content/2017/48/issue.yaml"), content.clone());
            files.insert(crate::vpath("content/2017/49/issue.yaml"), format!("tables: {{ t: {{ file: t.csv, title: 题, key: {text:?} }} }}").into_bytes());
            files.insert(crate::vpath("content/2017/49/t.csv"), content);
            let library = loaded(&files);
            yaobao::check::check(&library, &mut Diagnostics::new());
        }
    }

    #[test]
    fn dates_and_numbers_read_what_they_print(year in 1u16..=9999, month in 1u8..=12, day in 1u8..=31, number in 1u32..10_000) {
        if let Some(date) = Date::new(year, month, day) {
            prop_assert_eq!(Date::parse(&date.to_string()), Some(date));
        }
        let mut id = String::new();
        write!(id, "{year:04}-{number}").unwrap();
        prop_assert_eq!(IssueId::parse(&id).map(|id| id.number.to_string()), Some(number.to_string()));
    }
}

fn collect_strings(node: &typst::syntax::SyntaxNode, strings: &mut Vec<String>) {
    if let Some(string) = node.cast::<typst::syntax::ast::Str>() {
        strings.push(string.get().to_string());
    }
    node.children().for_each(|child| collect_strings(child, strings));
}
