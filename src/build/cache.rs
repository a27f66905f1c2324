//! What the issues of an output were made from: what a build remembers for the next.
//!
//! No times, no sizes: an issue is fresh if every input has the content it had, and every output is
//! the one that was made. The outputs themselves stand in the archive, nowhere else. A cache that
//! is broken, stale or gone costs time and nothing more.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::material::{self, Input};
use crate::archive::Formats;
use crate::disk::{self, Beside, DiskError};
use crate::emit::is_font_file;
use crate::model::Audience;
use crate::render::Templates;
use crate::tree::{Digest, Digester, FileTree};

/// What is remembered of an output.
#[derive(Debug, Default)]
pub(super) struct Cache {
    /// What issues were made with, by its digest: not all need have been made by one build.
    commons: BTreeMap<Digest, Common>,
    /// The issues by their ids.
    pub(super) entries: BTreeMap<String, Entry>,
    /// What belongs to no issue.
    pub(super) lists: Option<Lists>,
    /// The search index.
    pub(super) search: Option<Indexed>,
}

/// What a search index was made from, and its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Indexed {
    /// The program and the texts of the issues.
    pub(super) texts: Digest,
    /// All its files in the archive.
    pub(super) index: Digest,
}

/// A line of the cache's file.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line<'a> {
    Entry(Cow<'a, Entry>),
    Common(Cow<'a, Common>),
    Lists(Lists),
    Indexed(Indexed),
}

/// What the files that belong to no issue were made from: pages that list issues, feeds, the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lists {
    /// The digest of all that they were made from.
    pub(super) made_from: Digest,
    /// That of the files.
    pub(super) lists: Digest,
}

/// What all issues of a build are made with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Common {
    /// The program: its version and a hash of its sources.
    pub(super) program: String,
    /// The forms of issues.
    pub(super) formats: Formats,
    /// Whether the archive holds what is not for the public.
    #[serde(default)]
    pub(super) internal: bool,
    /// The files that issues share: the serial, sources, fonts, templates that are used.
    pub(super) inputs: Vec<Remembered>,
}

/// What an issue was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Its id.
    pub(super) issue: String,
    /// The digest of what it was made with besides.
    pub(super) common: Digest,
    /// The files of its folder.
    pub(super) inputs: Vec<Remembered>,
    /// The records of the issues before and behind it.
    pub(super) neighbours: Digest,
    /// The typesetter, and what it was given.
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
    /// What issues are made with in a workspace: its shared files, those that issues use.
    pub(super) fn new(
        shared: &[Input],
        templates: &Templates,
        formats: Formats,
        audience: Audience,
    ) -> Common {
        let is_used = |(path, _): &&Input| match path.as_str().split_once('/') {
            Some(("fonts", _)) => is_font_file(path),
            Some(("templates", name)) => {
                name.starts_with("typst/") || templates.of_issue_page().contains(name)
            }
            Some((_, name)) => name == "serial.yaml" || name.starts_with("sources."),
            None => false,
        };
        let inputs = shared.iter().filter(is_used).map(Remembered::from).collect();
        let internal = audience == Audience::Internal;
        Common { program: program(), formats, internal, inputs }
    }

    pub(super) fn digest(&self) -> Digest {
        Digest::of(&serde_json::to_vec(self).expect("all keys are text"))
    }
}

/// The program: its version, and a hash of its sources.
pub(super) fn program() -> String {
    format!("{} {}", env!("CARGO_PKG_VERSION"), env!("YAOBAO_SOURCES"))
}

impl Entry {
    /// Whether the issue was made with and from the files of these digests, and stood between these
    /// neighbours.
    pub(super) fn is_of(&self, common: Digest, made_from: Digest, neighbours: Digest) -> bool {
        let inputs = self.inputs.iter().map(|input| (&*input.path, input.sha256));
        self.common == common
            && self.neighbours == neighbours
            && material::digest(inputs) == made_from
    }
}

impl Cache {
    /// Reads what is remembered of an output; nothing, if that cannot be read.
    pub(super) fn read(root: &Path, out: &Path) -> Cache {
        let bytes = disk::read(&file(root, out, "jsonl")).ok().flatten().unwrap_or_default();
        let mut cache = Cache::default();
        for line in bytes.split(|byte| *byte == b'\n') {
            match serde_json::from_slice(line) {
                Ok(Line::Entry(entry)) => cache.remember(entry.into_owned()),
                Ok(Line::Common(common)) => cache.know(&common),
                Ok(Line::Lists(lists)) => cache.lists = Some(lists),
                Ok(Line::Indexed(indexed)) => cache.search = Some(indexed),
                // A broken line is an issue that is made again.
                Err(_) => {}
            }
        }
        cache
    }

    /// What an issue was made with, if that is remembered.
    pub(super) fn common(&self, entry: &Entry) -> Option<&Common> {
        self.commons.get(&entry.common)
    }

    /// What issues were made with when last any was made.
    pub(super) fn any_common(&self) -> Option<&Common> {
        self.entries.values().find_map(|entry| self.common(entry))
    }

    pub(super) fn know(&mut self, common: &Common) {
        self.commons.insert(common.digest(), common.clone());
    }

    /// Takes an issue over from another cache.
    pub(super) fn take_over(&mut self, entry: &Entry, from: &Cache) {
        from.common(entry).into_iter().for_each(|common| self.know(common));
        self.remember(entry.clone());
    }

    pub(super) fn remember(&mut self, mut entry: Entry) {
        entry.inputs.shrink_to_fit();
        self.entries.insert(entry.issue.clone(), entry);
    }

    /// Writes down what the next build is to remember, beside what is remembered, unless it is the same.
    pub(super) fn write(&self, root: &Path, out: &Path) -> Result<Option<Beside>, DiskError> {
        let commons = self.commons.values().map(|common| Line::Common(Cow::Borrowed(common)));
        let entries = self.entries.values().map(|entry| Line::Entry(Cow::Borrowed(entry)));
        let search = self.search.iter().map(|indexed| Line::Indexed(*indexed));
        let lists = self.lists.iter().map(|lists| Line::Lists(*lists));
        let lines = commons.chain(entries).chain(lists).chain(search);
        let lines = lines.map(|line| {
            let mut json = serde_json::to_string(&line).expect("all keys are text");
            json.push('\n');
            json
        });
        Beside::write(&file(root, out, "jsonl"), lines)
    }
}

/// An output has a file of its own; one inside the workspace is known by its place there, so that
/// the workspace can be moved.
pub(super) fn file(root: &Path, out: &Path, extension: &str) -> PathBuf {
    let (whole_root, whole_out) = (disk::whole(root), disk::whole(out));
    let place = whole_out.strip_prefix(whole_root).unwrap_or(&whole_out);
    let name = Digest::of(place.to_string_lossy().as_bytes()).to_string();
    root.join(format!(".yaobao/cache/{}.{extension}", &name[..16]))
}

/// The typesetter, and what it is given for an issue.
pub(super) fn pages<'a>(
    files: &FileTree,
    fonts: impl Iterator<Item = &'a Input>,
    id: &str,
) -> Digest {
    let mut digester = Digester::default();
    digester.part(program().as_bytes()).part(id.as_bytes());
    for (path, content) in fonts {
        digester.part(path.as_str().as_bytes()).digest(*content);
    }
    for (path, bytes) in files.iter() {
        digester.part(path.as_str().as_bytes()).part(bytes);
    }
    digester.finish()
}
