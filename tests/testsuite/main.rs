//! The tests that look at the program from outside: its library and its binary.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "tests read and write files, tell what chance did, and stop at the first surprise"
)]

/// Who may see what.
mod audience;
/// Case files: material in, diagnostics out.
mod cases;
/// Drawings of charts.
mod charts;
/// Citations and the list of references.
mod citations;
/// The documentation of claim words.
mod claims;
/// Line breaks and marks, as the requirements for Chinese text layout have them.
mod clreq;
/// A case and a golden for every code.
mod codes;
/// The real binary: exit codes, what it leaves on the disk, the same bytes everywhere.
mod commands;
/// `init` and `new`: what an author begins with.
mod commands_begin;
/// `check`, `list` and `completions`.
mod commands_check;
/// Help and faults of the command line, in both languages.
mod commands_help;
/// `schema`: what editors know of the files.
mod commands_schema;
/// Commits in place: what the journal says, and what others put in their way.
#[cfg(unix)]
mod commits;
/// The examples of the CommonMark specification.
mod commonmark;
/// What the PDF standards ask for, read back from the PDFs.
mod conformance;
/// What `explain` says.
mod explain;
/// Issues longer than any page was meant for.
mod extremes;
/// Font files made for tests.
mod face;
/// Kills, Ctrl-C, other builds, inputs that vanish.
mod faults;
/// Disks that are full, read-only or refuse; kills at every call.
mod faults_disk;
/// What is read of a workspace's files.
mod files;
/// A changed cell, and what follows from it.
mod follow;
/// Fonts of a workspace, and the command `fonts`.
mod fonts;
/// The head and the foot of an issue.
mod frame;
/// Incremental builds: what is made again, and what is not.
mod fresh;
/// What hostile input does.
mod fuzz;
/// The outputs of the repository's own issues, as text to be read.
mod golden;
/// 28 × 22, measured from glyph positions.
mod grid;
/// Every link of the archive lands.
mod links;
/// Inputs for fuzzing.
mod mutation;
/// Outputs in odd states and places.
mod outputs;
/// A reader of PDF files.
mod pdf;
/// Every sentence of the brief in every output.
mod printed_text;
/// Properties that hold for any input.
mod props;
/// What the READMEs show.
mod readme;
/// Made-up issues, and what the tests of the page share.
mod sheets;
/// What readers see of a table and of an author.
mod shown;
/// A workspace that is built in the twinkling of an eye.
mod small;
/// Places of faults in every form of YAML.
mod spans;
/// The issue that uses everything at its worst.
mod stress;
/// Tables of every size on paper.
mod tables;
/// Templates of a workspace.
mod templates;
/// The walls between the rooms, and the habits of the house.
mod tidy;
/// Spreadsheets and pictures: files that no case file can hold.
mod workbooks;

use std::path::{Path, PathBuf};

use yaobao::build::{self, BuildOptions, Host, Material, Report};
use yaobao::model::{Audience, Date};
use yaobao::tree::{FileTree, VPath};

/// The repository.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Nobody, who watches a build.
pub struct Silent;

impl Host for Silent {}

/// Options on a day on which no embargo of the repository's issues holds.
pub fn options() -> BuildOptions {
    BuildOptions { today: Date::new(2020, 1, 1), ..BuildOptions::default() }
}

/// Builds files into `out`, with the lock and everything else below `root`.
pub fn build_into(files: &FileTree, root: &Path, out: &Path) -> Report {
    build_for(Audience::Public, files, root, out)
}

/// The same for an audience.
pub fn build_for(audience: Audience, files: &FileTree, root: &Path, out: &Path) -> Report {
    let options =
        BuildOptions { root: root.to_owned(), out: out.to_owned(), audience, ..options() };
    build::run(&Material::of(files), &options, &Silent)
        .unwrap_or_else(|error| panic!("the machine is in the way: {error:?}"))
}

/// A path in a tree.
pub fn vpath(path: &str) -> VPath {
    VPath::parse(path).unwrap_or_else(|| panic!("{path:?} is no path"))
}
