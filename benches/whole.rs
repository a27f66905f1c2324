//! The typesetting engine alone, to measure whole builds against.
//!
//! `cargo bench --bench whole -- sources WORKSPACE DIR` writes the Typst sources of a workspace's
//! issues. `… -- engine DIR` sets them with the bare engine, one after the other in one process, and
//! writes nothing. `benches/whole.sh` runs both, and times the second.
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
        ["sources", workspace, folder] => sources(Path::new(workspace), Path::new(folder)),
        ["engine", folder] => engine(Path::new(folder)),
        _ => println!("sources WORKSPACE DIR | engine DIR"),
    }
}

/// Writes what the engine is given, a folder per issue.
fn sources(workspace: &Path, folder: &Path) {
    let files = build::read(workspace).unwrap();
    let mut diagnostics = Diagnostics::new();
    let library = load::load_serial(&files, &mut diagnostics).unwrap();
    let templates = Templates::load(&files, &mut diagnostics).unwrap();
    let roles =
        Fonts::built_in().roles(&BTreeMap::new(), &library.serial_positions, &mut diagnostics);
    let folders = load::issue_folders(files.iter().map(|(path, _)| path), &mut diagnostics);
    for issue in &folders {
        let loaded = load::load_issue(&files, issue);
        let view = IssueView::new(&library.serial, loaded.issue.as_ref().unwrap());
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
        let mut source = TypstSource::default();
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
