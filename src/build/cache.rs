//! What the issues of an output were made from: what a build remembers for the next.
//!
//! No times, no sizes: an issue is fresh if every input has the content it had, and every output is
//! the one that was made. The outputs themselves stand in the archive, nowhere else. A cache that
//! is broken, stale or gone costs time and nothing more.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::material::Input;
use crate::archive::Formats;
use crate::disk::{self, DiskError};
use crate::tree::{Digest, Digester, FileTree};

/// What is remembered of an output.
#[derive(Debug, Default)]
pub(super) struct Cache {
    /// What all issues were made with.
    pub(super) common: Common,
    /// The issues by their ids.
    pub(super) entries: BTreeMap<String, Entry>,
}

/// What all issues are made with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Common {
    /// The program: its version and a hash of its sources.
    pub(super) program: String,
    /// The forms of issues.
    pub(super) formats: Formats,
    /// The files that issues share: the serial, sources, templates.
    pub(super) inputs: Vec<Remembered>,
}

/// What an issue was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Its id.
    pub(super) issue: String,
    /// The files of its folder.
    pub(super) inputs: Vec<Remembered>,
    /// The records of the issues before and behind it.
    pub(super) neighbours: Digest,
    /// What the typesetter was given.
    pub(super) pages: Digest,
    /// All its files in the archive.
    pub(super) outputs: Digest,
}

/// A file as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Remembered {
    pub(super) path: String,
    pub(super) sha256: Digest,
}

impl From<&Input> for Remembered {
    fn from((path, digest): &Input) -> Remembered {
        Remembered { path: path.as_str().to_owned(), sha256: *digest }
    }
}

impl Common {
    pub(super) fn new(shared: &[Input], formats: Formats) -> Common {
        Common {
            program: format!("{} {}", env!("CARGO_PKG_VERSION"), env!("YAOBAO_SOURCES")),
            formats,
            inputs: shared.iter().map(Remembered::from).collect(),
        }
    }
}

impl Entry {
    /// Whether the issue was made from these files and stood between these neighbours.
    pub(super) fn is_of(&self, inputs: &[Input], neighbours: Digest) -> bool {
        let same = |(now, then): (&Input, &Remembered)| {
            now.0.as_str() == then.path && now.1 == then.sha256
        };
        self.neighbours == neighbours
            && self.inputs.len() == inputs.len()
            && inputs.iter().zip(&self.inputs).all(same)
    }
}

impl Cache {
    /// Reads what is remembered of an output; nothing, if that cannot be read.
    pub(super) fn read(root: &Path, out: &Path) -> Cache {
        let bytes = disk::read(&file(root, out)).ok().flatten().unwrap_or_default();
        let mut lines = bytes.split(|byte| *byte == b'\n');
        let common = lines.next().and_then(|line| serde_json::from_slice(line).ok());
        let Some(common) = common else { return Cache::default() };
        let entries = lines.filter_map(|line| serde_json::from_slice::<Entry>(line).ok());
        Cache { common, entries: entries.map(|entry| (entry.issue.clone(), entry)).collect() }
    }

    /// Nothing remembered yet of what is made so.
    pub(super) fn new(common: Common) -> Cache {
        Cache { common, entries: BTreeMap::new() }
    }

    pub(super) fn remember(&mut self, entry: Entry) {
        self.entries.insert(entry.issue.clone(), entry);
    }

    /// Writes what the next build is to remember, unless it stands there already.
    pub(super) fn write(&self, root: &Path, out: &Path) -> Result<(), DiskError> {
        let mut text = serde_json::to_string(&self.common).expect("all keys are text");
        for entry in self.entries.values() {
            text.push('\n');
            text.push_str(&serde_json::to_string(entry).expect("all keys are text"));
        }
        text.push('\n');
        let file = file(root, out);
        match disk::read(&file)? {
            Some(there) if there == text.as_bytes() => Ok(()),
            _ => disk::replace(&file, text.as_bytes()),
        }
    }
}

/// An output has a file of its own; one inside the workspace is known by its place there, so that
/// the workspace can be moved.
fn file(root: &Path, out: &Path) -> PathBuf {
    // The empty path means this folder.
    let here = |path: &Path| Path::new(".").join(path);
    let whole = |path: &Path| std::path::absolute(here(path)).unwrap_or_else(|_| path.to_owned());
    let (whole_root, whole_out) = (whole(root), whole(out));
    let place = whole_out.strip_prefix(whole_root).unwrap_or(&whole_out);
    let name = Digest::of(place.to_string_lossy().as_bytes()).to_string();
    root.join(format!(".yaobao/cache/{}.jsonl", &name[..16]))
}

/// What the typesetter is given for an issue.
pub(super) fn pages(files: &FileTree, id: &str) -> Digest {
    let mut digester = Digester::default();
    digester.part(id.as_bytes());
    for (path, bytes) in files.iter() {
        digester.part(path.as_str().as_bytes()).part(bytes);
    }
    digester.finish()
}
