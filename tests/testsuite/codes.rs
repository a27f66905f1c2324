//! Every class of error has a case, and a golden that shows it in each form and language.
//!
//! `tests/errors/<code>.md` is made from the first case that has the code; `YAOBAO_ACCEPT=1`
//! writes it anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use yaobao::diag::print::{Format, Printer};
use yaobao::diag::{Diagnostic, Language};
use yaobao::tree::FileTree;

use crate::cases::{blocks, split_before, workspace};
use crate::face::Face;

/// What stands before the name of a code where a fault is made.
const BEFORE: &[&str] =
    &["Diagnostic::error(", "Diagnostic::warning(", "fault(", "fail(", "code: "];

/// The codes that the sources name, and the rules.
fn codes() -> BTreeSet<String> {
    let mut codes: BTreeSet<String> =
        yaobao::check::RULES.iter().map(|rule| rule.name.to_owned()).collect();
    for path in files_below("src", ".rs") {
        let text = std::fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (at, before) in BEFORE.iter().flat_map(|before| code.match_indices(before)) {
            let rest = code[at + before.len()..].trim_start();
            let name = rest.strip_prefix('"').and_then(|rest| rest.split('"').next());
            codes.extend(name.filter(|name| name.contains('-')).map(str::to_owned));
        }
    }
    codes
}

fn files_below(folder: &str, end: &str) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(crate::repository().join(folder)).sort_by_file_name();
    let paths = entries.into_iter().map(|entry| entry.unwrap().into_path());
    paths.filter(|path| path.to_string_lossy().ends_with(end)).collect()
}

/// The first workspace that raises each code, by the diagnostics that the cases expect.
fn workspaces() -> BTreeMap<String, FileTree> {
    let mut found: BTreeMap<String, FileTree> = made().into_iter().collect();
    for path in files_below("tests/cases", ".md") {
        let text = std::fs::read_to_string(&path).unwrap();
        for part in split_before(&text, "\n## ") {
            let blocks = blocks(part);
            let lines = blocks
                .iter()
                .filter(|block| block.name == "diagnostics")
                .flat_map(|block| block.text.lines());
            for code in lines.filter_map(|line| line.split_once('[')?.1.split(']').next()) {
                found.entry(code.to_owned()).or_insert_with(|| workspace(&blocks));
            }
        }
    }
    found
}

/// Files that no case file can hold.
fn made() -> [(String, FileTree); 4] {
    let tree = |bytes: Vec<u8>| {
        let mut files = workspace(&[]);
        files.insert(crate::vpath("content/2017/48/issue.yaml"), bytes);
        files
    };
    let in_gb18030 = b"number: 48\ntitle: \xb4\xd9\xbd\xf8\n".to_vec();
    let large = format!("lead: {}\n", "字".repeat(2_000_000)).into_bytes();
    let font = |family: &str, licence: u16| {
        let face = Face { family: &[(0x409, family)], characters: &['题'], weight: 400, licence };
        let mut files = workspace(&[]);
        files.insert(crate::vpath("fonts/office.ttf"), face.file());
        files
    };
    [
        ("not-utf-8", tree(in_gb18030)),
        ("file-too-large", tree(large)),
        ("duplicate-font", font("Yaobao Kai", 0)),
        ("font-not-embeddable", font("Office", 2)),
    ]
    .map(|(code, files)| (code.to_owned(), files))
}

fn first(files: &FileTree, code: &str) -> Diagnostic {
    let folder = tempfile::tempdir().unwrap();
    let report = crate::build_into(files, folder.path(), &folder.path().join("dist"));
    let found = report.diagnostics.sorted().into_iter().find(|fault| fault.code == code).cloned();
    found.unwrap_or_else(|| panic!("the case of {code} does not raise it"))
}

fn golden(files: &FileTree, fault: &Diagnostic) -> String {
    let mut text = format!("# {}\n", fault.code);
    for (name, language) in [("中文", Language::Zh), ("English", Language::En)] {
        write!(text, "\n## {name}\n").unwrap();
        for (form, format) in
            [("human", Format::Human), ("short", Format::Short), ("json", Format::Json)]
        {
            let said = Printer { files, format, language, color: false }.print(fault);
            write!(text, "\n````{form}\n{}\n````\n", said.trim_end()).unwrap();
        }
    }
    text
}

#[test]
fn every_code_has_a_case_and_a_golden() {
    let mut faults = String::new();
    let workspaces = workspaces();
    let codes = codes();
    assert!(codes.len() >= 40, "only {} codes were found", codes.len());
    for code in &codes {
        let Some(files) = workspaces.get(code) else {
            writeln!(faults, "{code} has no case in tests/cases").unwrap();
            continue;
        };
        let fault = first(files, code);
        judge(&fault, &mut faults);
        let text = golden(files, &fault);
        let path = crate::repository().join(format!("tests/errors/{code}.md"));
        if std::env::var_os("YAOBAO_ACCEPT").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let known = std::fs::read_to_string(&path).unwrap_or_default();
        if known != text {
            writeln!(faults, "{} is not what the program says:\n{text}", path.display()).unwrap();
        }
    }
    for path in files_below("tests/errors", ".md") {
        let code = path.file_stem().unwrap().to_string_lossy().into_owned();
        if !codes.contains(&code) && code != "README" {
            writeln!(faults, "tests/errors/{code}.md is of no code of the program").unwrap();
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

/// What every message keeps: two languages, no full stop, a way out.
fn judge(fault: &Diagnostic, faults: &mut String) {
    let code = fault.code;
    let outside_quotes = |text: &str| -> String {
        text.split('“')
            .map(|part| part.split_once('”').map_or(part, |(_, behind)| behind))
            .collect()
    };
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let message = &fault.message;
    if message.zh.ends_with('。') || message.en.ends_with('.') {
        writeln!(faults, "{code}: a message ends without a full stop: {message:?}").unwrap();
    }
    if !message.zh.contains(is_han) || outside_quotes(&message.en).contains(is_han) {
        writeln!(faults, "{code}: each message in its own language: {message:?}").unwrap();
    }
}
