//! Material for measuring whole builds, and the typesetting engine alone beside them.
//!
//! `cargo bench --bench whole -- generate DIR N` makes a workspace of N issues of the real brief's
//! size. `… -- sources WORKSPACE DIR` writes the Typst sources of its issues. `… -- engine DIR`
//! sets them with the bare engine, one after the other in one process, and writes nothing.
//! `benches/whole.sh` runs and times all three.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a program for measuring stops at the first surprise"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use yaobao::build;
use yaobao::diag::Diagnostics;
use yaobao::emit::{self, Fonts, Material};
use yaobao::load;
use yaobao::render::{self, Templates, TypstSource};
use yaobao::tree::{FileTree, VPath};
use yaobao::view::IssueView;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["generate", folder, count] => generate(Path::new(folder), count.parse().unwrap()),
        ["sources", workspace, folder] => sources(Path::new(workspace), Path::new(folder)),
        ["engine", folder] => engine(Path::new(folder)),
        _ => println!("generate DIR N | sources WORKSPACE DIR | engine DIR"),
    }
}

/// Writes a workspace of issues that differ from one another and are as long as the real brief.
fn generate(folder: &Path, count: usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let seed: Value =
        serde_yaml::from_str(&fs::read_to_string(root.join("content/2017/48/issue.yaml")).unwrap())
            .unwrap();
    fs::create_dir_all(folder.join("content")).unwrap();
    fs::copy(root.join("content/serial.yaml"), folder.join("content/serial.yaml")).unwrap();
    for at in 0..count {
        let mut issue = seed.clone();
        vary(&mut issue, at);
        issue["number"] = (48 + at).into();
        issue["cumulative"] = (118 + at).into();
        issue["date"] = "2017-12-31".into();
        let path = folder.join(format!("content/2017/{}", 48 + at));
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("issue.yaml"), serde_yaml::to_string(&issue).unwrap()).unwrap();
    }
}

/// Turns the sentences of every long text around, so that no two issues have a paragraph in common.
fn vary(value: &mut Value, by: usize) {
    match value {
        Value::String(text) if text.len() > 200 => {
            let paragraphs: Vec<String> =
                text.split("\n\n").map(|paragraph| turned(paragraph, by)).collect();
            *text = paragraphs.join("\n\n");
        }
        Value::Array(values) => values.iter_mut().for_each(|value| vary(value, by)),
        Value::Object(entries) => entries.values_mut().for_each(|value| vary(value, by)),
        _ => {}
    }
}

fn turned(paragraph: &str, by: usize) -> String {
    let mut clauses: Vec<&str> =
        paragraph.trim().split_inclusive(['，', '。', '；', '、']).collect();
    let length = clauses.len();
    clauses.rotate_left(by % length);
    format!("第{by}稿。{}", clauses.concat())
}

/// Writes what the engine is given, a folder per issue.
fn sources(workspace: &Path, folder: &Path) {
    let files = build::read(workspace).unwrap();
    let mut diagnostics = Diagnostics::new();
    let library = load::load(&files, &mut diagnostics).unwrap();
    let templates = Templates::load(&files, &mut diagnostics).unwrap();
    let roles =
        Fonts::built_in().roles(&BTreeMap::new(), &library.serial_positions, &mut diagnostics);
    for loaded in &library.issues {
        let issue = loaded.issue.as_ref().unwrap();
        let view = IssueView::new(&library.serial, issue);
        let source = render::typst(&templates, &view, &roles, &[], &mut diagnostics).unwrap();
        for (path, bytes) in source.files.iter() {
            let path = folder.join(view.id.as_str()).join(path.as_str());
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
}

/// Sets the sources of all issues.
fn engine(folder: &Path) {
    let fonts = Fonts::built_in();
    let serial =
        "name: x\nissuer: x\nnumbering: { origin: { year: 2017, number: 48, cumulative: 118 } }\n";
    let files = [(VPath::parse("content/serial.yaml").unwrap(), serial.as_bytes().into())]
        .into_iter()
        .collect::<FileTree>();
    let library = load::load(&files, &mut Diagnostics::new()).unwrap();
    let material = Material {
        issue: &library.serial_positions,
        serial: &library.serial_positions,
        tables: &load::TablePlaces::default(),
        figures: &BTreeMap::new(),
        sources: None,
    };
    let mut bytes = 0;
    let mut folders: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in &folders {
        let mut source = TypstSource { files: FileTree::new(), fields: BTreeMap::new() };
        for entry in walkdir::WalkDir::new(folder) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                let path =
                    VPath::parse(&entry.path().strip_prefix(folder).unwrap().to_string_lossy())
                        .unwrap();
                source.files.insert(path, fs::read(entry.path()).unwrap());
            }
        }
        bytes += emit::pdf(&source, "x", &fonts, &material, &mut Diagnostics::new()).unwrap().len();
        comemo::evict(0);
    }
    println!("{} PDFs, {bytes} bytes", folders.len());
}
