//! Inputs made from a committed corpus by small changes, the same ones in every run: what the
//! fuzz targets are fed with. `benches/fuzz.rs` runs a million of them, a test a few thousand.

use std::path::{Path, PathBuf};

use yaobao::check;
use yaobao::diag::{Diagnostics, Severity};
use yaobao::emit;
use yaobao::load::{self, Library};
use yaobao::render::{self, Templates};
use yaobao::tree::{FileTree, VPath};
use yaobao::view::IssueView;

/// A part of the program that reads what others wrote.
pub struct Target {
    /// Its name, and that of its folder under `tests/fuzz/`.
    pub name: &'static str,
    /// Which blocks of the case files are seeds too, by the ends of their names.
    pub cases: &'static str,
    /// Reads an input; must come back, and quickly.
    pub run: fn(&[u8]),
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "yaml", cases: ".yaml", run: yaml },
    Target { name: "prose", cases: "", run: prose },
    Target { name: "csv", cases: ".csv", run: csv },
    Target { name: "claim", cases: "", run: claim },
    Target { name: "whole", cases: "", run: whole },
];

// ---------------------------------------------------------------------------
// Targets
// ---------------------------------------------------------------------------

const SERIAL: &str =
    "name: 报\nissuer: 中心\nnumbering: { origin: { year: 2017, number: 48, cumulative: 118 } }\n";
const ISSUE: &str = "content/2017/48/issue.yaml";

fn files(files: &[(&str, &[u8])]) -> FileTree {
    let mut tree = FileTree::new();
    for (path, bytes) in files {
        tree.insert(VPath::parse(path).unwrap(), *bytes);
    }
    tree
}

/// Loads and checks, and returns what can be built.
fn load(tree: &FileTree) -> Option<Library> {
    let mut diagnostics = Diagnostics::new();
    let library = load::load(tree, &mut diagnostics).ok()?;
    check::check(&library, &mut diagnostics);
    library.issues.iter().for_each(|loaded| diagnostics.append(loaded.diagnostics.clone()));
    (diagnostics.count(Severity::Error) == 0).then_some(library)
}

/// The files that authors write, as an issue and as the serial.
fn yaml(input: &[u8]) {
    load(&files(&[(load::SERIAL, SERIAL.as_bytes()), (ISSUE, input)]));
    load(&files(&[(load::SERIAL, input)]));
}

/// Prose in a body and, for its first line, in a title.
fn prose(input: &[u8]) {
    load(&files(&[(load::SERIAL, SERIAL.as_bytes()), (ISSUE, &with_prose(input))]));
}

/// The words of a claim.
fn claim(input: &[u8]) {
    let _ = yaobao::model::claim::read(&String::from_utf8_lossy(input));
}

fn with_prose(input: &[u8]) -> Vec<u8> {
    let body = String::from_utf8_lossy(input);
    let title = body.lines().next().unwrap_or_default();
    // JSON is YAML.
    let issue = serde_json::json!({
        "number": 48, "cumulative": 118, "date": "2017-11-28", "status": "final", "audience": "public", "title": "题目",
        "authors": [{ "name": "某人", "affiliation": "单位" }],
        "findings": { "title": "特点", "items": [
            { "id": "a", "title": if title.trim().is_empty() { "一条" } else { title }, "body": body },
            { "title": "又一条", "body": "正文[](#a)" },
        ] },
        "tables": { "t": { "file": "t.csv", "title": "表题", "key": "区域" } },
        "values": { "v": { "table": "t", "row": "甲区", "column": "家数" } },
    });
    issue.to_string().into_bytes()
}

const TABLE: &str = "区域,家数\n甲区,10\n乙区,20\n";

/// A table of data, with commas and with tabs.
fn csv(input: &[u8]) {
    for name in ["t.csv", "t.tsv"] {
        let issue = format!(
            "number: 48\ncumulative: 118\ndate: 2017-11-28\nstatus: final\naudience: public\ntitle: 题目\nauthors: {{ name: 某人 }}\nlead: |\n  正文[](=v)\n\n  ![](table:t)\ntables:\n  t: {{ file: {name}, title: 表题, unit: 家, total: 全市 }}\nvalues:\n  v: {{ table: t, row: 甲区, column: 家数 }}\n"
        );
        let table = format!("content/2017/48/{name}");
        load(&files(&[
            (load::SERIAL, SERIAL.as_bytes()),
            (ISSUE, issue.as_bytes()),
            (&table, input),
        ]));
    }
}

/// From prose to the sources of page and paper.
fn whole(input: &[u8]) {
    let tree = files(&[
        (load::SERIAL, SERIAL.as_bytes()),
        (ISSUE, &with_prose(input)),
        ("content/2017/48/t.csv", TABLE.as_bytes()),
    ]);
    let Some(library) = load(&tree) else { return };
    let mut diagnostics = Diagnostics::new();
    let templates = Templates::load(&FileTree::new(), &mut diagnostics).unwrap();
    let view = IssueView::new(&library.serial, library.issues[0].issue.as_ref().unwrap());
    emit::html(
        &render::markdown(&templates, &view, &mut diagnostics).unwrap(),
        &Default::default(),
    );
    let source = render::typst(&templates, &view, &[], &[], &mut diagnostics).unwrap();
    for (path, bytes) in source.files.iter().filter(|(path, _)| path.as_str().ends_with(".typ")) {
        let text = std::str::from_utf8(bytes).unwrap();
        let faults = typst::syntax::parse(text).errors_and_warnings().0;
        assert!(faults.is_empty(), "{path}: {faults:?}");
    }
}

// ---------------------------------------------------------------------------
// Seeds
// ---------------------------------------------------------------------------

/// The corpus of a target.
pub fn seeds(target: &Target) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seeds: Vec<Vec<u8>> = sorted(&root.join("tests/fuzz").join(target.name))
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    if target.cases.is_empty() {
        return seeds;
    }
    for path in sorted(&root.join("content"))
        .iter()
        .filter(|path| path.to_string_lossy().ends_with(target.cases))
    {
        seeds.push(std::fs::read(path).unwrap());
    }
    for path in sorted(&root.join("tests/cases")) {
        let text = std::fs::read_to_string(path).unwrap();
        let blocks = text.split("\n```").filter_map(|block| block.split_once('\n'));
        seeds.extend(
            blocks
                .filter(|(name, _)| name.ends_with(target.cases))
                .map(|(_, block)| format!("{block}\n").into_bytes()),
        );
    }
    seeds
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    entries
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.into_path())
        .collect()
}

// ---------------------------------------------------------------------------
// Changes
// ---------------------------------------------------------------------------

/// What means something to one of the readers.
const TOKENS: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "    ",
    ":",
    ": ",
    "- ",
    "? ",
    "| ",
    "|\n",
    "|2-\n",
    ">+\n",
    "&a ",
    "*a",
    "!!str ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"",
    "'",
    "''",
    "\\",
    "\\u4f17",
    "\\ud83d\\ude00",
    "\\n",
    "#",
    " #",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "<<: *a\n",
    "~",
    "null",
    "*",
    "**",
    "***",
    "_",
    "__",
    "~~",
    "`",
    "```\n",
    "~~~\n",
    "<",
    ">",
    "<!--",
    "-->",
    "<b>",
    "<![CDATA[",
    "<?",
    "&amp;",
    "&#0;",
    "&#xe000;",
    "&#13;",
    "![",
    "](",
    "[](=v)",
    "[两千多](=v)",
    "[](=v b)",
    "[](#a)",
    "[](#t)",
    "[](@b)",
    "![](table:t)",
    "![](figure:f)",
    "![](chart:c)",
    "[甲](http://example.org/ \"题\")",
    "<http://example.org>",
    "[^1]",
    "[^1]: ",
    "[a]: /u\n",
    "# ",
    "###### ",
    "===\n",
    "1. ",
    "9) ",
    "|a|b|\n|-|:-:|\n",
    "***\n",
    "甲",
    "众创空间",
    "“",
    "”",
    "，",
    "。",
    "【",
    "】",
    "（",
    "）",
    "—",
    "…",
    "·",
    "é",
    "e\u{301}",
    "👩\u{200d}👧",
    "🇨🇳",
    "𠮷",
    "\u{feff}",
    "\u{a0}",
    "　",
    "\u{0}",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{2067}",
    "\u{e000}",
    "\u{e002}",
    "\u{fffe}",
    "\u{ffff}",
    "number: 48\n",
    "date: 2017-11-28\n",
    "2017-2-30",
    "s1",
    "0048",
    "99999999999999999999",
    "-1",
    "150家",
    "63.2%",
    "１２",
    "1,234",
    "−5",
    "1e999",
    "lead: |\n  ",
    "findings:\n",
    "items:\n",
    "body: |\n",
    "tables: { t: { file: t.csv } }\n",
    "values:\n",
    "calc: a / (b - b)\n",
    "{{ x }}",
    "{% if %}",
    "#panic()",
    "$x$",
    "@a",
];

/// A stream of numbers that is the same in every run (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap_or(0)
    }

    fn stretch(&mut self, length: usize, most: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..start + self.below((length - start).min(most) + 1)
    }
}

/// The input of a number, which needs no other to be made.
pub fn input(seeds: &[Vec<u8>], number: u64) -> Vec<u8> {
    let mut numbers = Numbers(number.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let mut input = seeds[numbers.below(seeds.len())].clone();
    if numbers.below(2) == 0 {
        let window = numbers.stretch(input.len(), 1500);
        input = input[window].to_vec();
    }
    for _ in 0..=numbers.below(5) {
        change(&mut input, seeds, &mut numbers);
    }
    input
}

fn change(input: &mut Vec<u8>, seeds: &[Vec<u8>], numbers: &mut Numbers) {
    let at = numbers.below(input.len() + 1);
    let stretch = numbers.stretch(input.len(), 200);
    match numbers.below(9) {
        0 | 1 => insert(input, at, TOKENS[numbers.below(TOKENS.len())].as_bytes()),
        2 => drop(input.drain(stretch)),
        3 => {
            let piece = input[stretch].to_vec();
            insert(input, at, &piece);
        }
        4 => {
            let seed = &seeds[numbers.below(seeds.len())];
            insert(input, at, &seed[numbers.stretch(seed.len(), 800)]);
        }
        5 => {
            if let Some(byte) = input.get_mut(at) {
                *byte ^= 1 << numbers.below(8);
            }
        }
        6 => input.truncate(at),
        7 => {
            let piece = input[stretch.start..stretch.end.min(stretch.start + 12)].to_vec();
            repeat(input, at, &piece, numbers);
        }
        _ => repeat(input, at, TOKENS[numbers.below(TOKENS.len())].as_bytes(), numbers),
    }
}

/// Repetition finds what takes quadratic time; now and then it is a long one.
fn repeat(input: &mut Vec<u8>, at: usize, piece: &[u8], numbers: &mut Numbers) {
    let most = if numbers.below(400) == 0 { 200_000 } else { 600 };
    let times = numbers.below(most / piece.len().max(1)) + 1;
    insert(input, at, &piece.repeat(times));
}

fn insert(input: &mut Vec<u8>, at: usize, piece: &[u8]) {
    input.splice(at..at, piece.iter().copied());
}
