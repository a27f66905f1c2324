//! The tests that look at the program from outside: its library and its binary.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, missing_docs, unreachable_pub, reason = "tests read and write files, and stop at the first surprise")]

/// Case files: material in, diagnostics out.
#[path = "testsuite/cases.rs"]
mod cases;
/// The real binary: exit codes, what it leaves on the disk, the same bytes everywhere.
#[path = "testsuite/commands.rs"]
mod commands;
/// The walls between the rooms, and the habits of the house.
#[path = "testsuite/tidy.rs"]
mod tidy;

use std::path::{Path, PathBuf};

use yaobao::build::{self, BuildOptions, Progress, Report};
use yaobao::tree::{FileTree, VPath};

/// The repository.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

struct Silent;

impl Progress for Silent {
    fn made(&self, _: usize, _: usize) {}
}

/// Builds files into `out`, with the lock and everything else below `root`.
pub fn build_into(files: FileTree, root: &Path, out: &Path) -> Report {
    let options = BuildOptions { root: root.to_owned(), out: out.to_owned(), ..BuildOptions::default() };
    build::run(files, &options, &Silent).unwrap_or_else(|error| panic!("the machine is in the way: {error:?}"))
}

/// A path in a tree.
pub fn vpath(path: &str) -> VPath {
    VPath::parse(path).unwrap_or_else(|| panic!("{path:?} is no path"))
}
