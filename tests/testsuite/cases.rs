//! Case files: `tests/cases/<room>/*.md`.
//!
//! A file is a topic, a heading a case. Fenced blocks with a path hold the workspace's files;
//! `diagnostics` holds what the program says of them, one line per fault, and `human` the same for
//! people. A case without `content/serial.yaml` gets the usual one. To accept what the program
//! says, run the tests with `YAOBAO_ACCEPT=1`, and read the difference before you commit it.

use std::fmt::Write;
use std::path::Path;

use yaobao::build::{self, Material};
use yaobao::diag::Language;
use yaobao::diag::print::{Format, Printer};
use yaobao::tree::FileTree;

const SERIAL: &str = "name: 成果要报\nissuer: 研究中心\nnumbering: { origin: { year: 2017, number: 48, cumulative: 118 } }\n";

#[test]
fn cases_say_what_they_should() {
    let mut failures = String::new();
    let mut count = 0;
    let root = crate::repository().join("tests/cases");
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        if path.extension().is_some_and(|extension| extension == "md") {
            count += check_file(&path, &mut failures);
        }
    }
    assert!(count >= 40, "only {count} cases were found");
    assert!(failures.is_empty(), "{failures}");
}

fn check_file(path: &Path, failures: &mut String) -> usize {
    let text = std::fs::read_to_string(path).unwrap();
    let mut accepted = String::new();
    let mut cases = 0;
    for part in split_before(&text, "\n## ") {
        let blocks = blocks(part);
        if blocks.is_empty() {
            accepted.push_str(part);
            continue;
        }
        cases += 1;
        let name = part.trim_start().lines().next().unwrap_or_default();
        accepted.push_str(&check_case(path, name, part, &blocks, failures));
    }
    if std::env::var_os("YAOBAO_ACCEPT").is_some() {
        std::fs::write(path, accepted).unwrap();
    }
    cases
}

/// Checks a case, and tells how its text reads with what the program says.
fn check_case(
    path: &Path,
    name: &str,
    part: &str,
    blocks: &[Block<'_>],
    failures: &mut String,
) -> String {
    let mut accepted = part.to_owned();
    for (kind, format) in [("diagnostics", Format::Short), ("human", Format::Human)] {
        for block in blocks.iter().filter(|block| block.name == kind) {
            let said = run(blocks, format);
            if said != block.text {
                let file = path.file_name().unwrap().to_string_lossy();
                writeln!(failures, "{file} {name}\n--- expected\n{}\n--- said\n{said}", block.text)
                    .unwrap();
                accepted = accepted.replace(
                    &format!("```{kind}\n{}```", block.text),
                    &format!("```{kind}\n{said}```"),
                );
            }
        }
    }
    accepted
}

/// The files of a case.
pub fn workspace(blocks: &[Block<'_>]) -> FileTree {
    let mut files = FileTree::new();
    files.insert(crate::vpath("content/serial.yaml"), SERIAL.as_bytes());
    for block in blocks.iter().filter(|block| block.name.contains('/')) {
        let text = block.text.replace("␍␊\n", "\r\n").replace('␍', "\r").replace('␀', "\0");
        files.insert(crate::vpath(block.name), text.into_bytes());
    }
    files
}

fn run(blocks: &[Block<'_>], format: Format) -> String {
    let files = workspace(blocks);
    let folder = tempfile::tempdir().unwrap();
    let report = crate::build_into(&files, folder.path(), &folder.path().join("dist"));
    assert_eq!(
        report.committed,
        folder.path().join("dist").exists(),
        "a failed build leaves nothing"
    );
    let verdict = build::check(&Material::of(&files), &crate::options(), &crate::Silent).unwrap();
    assert_eq!(
        verdict.diagnostics.sorted(),
        report.diagnostics.sorted(),
        "a check says what a build says"
    );
    let printer = Printer { files: &files, format, language: Language::Zh, color: false };
    let said: String = report
        .diagnostics
        .sorted()
        .into_iter()
        .map(|diagnostic| printer.print(diagnostic))
        .collect();
    if format == Format::Human { format!("{}\n", said.trim_end()) } else { said }
}

/// A fenced block.
pub struct Block<'a> {
    /// What stands behind the fence.
    pub name: &'a str,
    /// Its lines.
    pub text: &'a str,
}

/// The fenced blocks of a case.
pub fn blocks(part: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut rest = part;
    while let Some(start) = rest.find("\n```") {
        let opened = &rest[start + 4..];
        let (name, body) = opened.split_once('\n').expect("a fence ends its line");
        let end = if body.starts_with("```") {
            0
        } else {
            body.find("\n```").expect("a fence is closed") + 1
        };
        blocks.push(Block { name: name.trim(), text: &body[..end] });
        rest = &body[end + 3..];
    }
    blocks
}

/// A text in parts that each begin with a mark, but for the first.
pub fn split_before<'a>(text: &'a str, mark: &str) -> Vec<&'a str> {
    let mut starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices(mark).map(|(at, _)| at)).collect();
    starts.push(text.len());
    starts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}
