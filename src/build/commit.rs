//! The commit in place: which files of the output are put, replaced and removed, and in which order.
//!
//! The order is such that no page ever names a file that is not there: first what pages name, then
//! the pages of issues, then what lists them, then the manifest; what is given up goes last. The
//! steps stand in a journal of their own, synced and with its digest, before the first is taken.
//! Once it stands complete, any command takes those that are missing: each may be taken again.

use std::collections::BTreeSet;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::BuildError;
use super::output::Output;
use crate::archive::{Manifest, ManifestEntry};
use crate::disk::{self, DiskError};
use crate::tree::{Digest, RunningDigest, VPath};

/// Up to so many folders are synced one by one.
const MOST_FOLDERS: usize = 24;

/// Whether so many files of an archive are few.
pub(super) fn is_little(count: usize, archive: &Manifest) -> bool {
    4 * count <= archive.files.len()
}

/// What is done to the files of an output, in this order.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Steps(Vec<Step>);

/// What is done to one file.
#[derive(Debug, Serialize, Deserialize)]
enum Step {
    /// A staged file, with this content, goes where no build has made one.
    Add(String, Digest),
    /// A staged file takes the place of one that a build made.
    Replace(String),
    /// A file with this content goes; none is for a link or an empty folder in its place.
    Remove(String, Option<Digest>),
}

impl Steps {
    /// The steps from the archive that stands in an output to one of which all that differs is staged.
    pub(super) fn between(
        output: &Output,
        new: &Manifest,
        is_staged: impl Fn(&ManifestEntry) -> bool,
    ) -> Result<Steps, DiskError> {
        let mut steps = Vec::new();
        for entry in new.files.iter().filter(|entry| is_staged(entry)) {
            steps.push(match output.has(&entry.path) {
                true => Step::Replace(entry.path.clone()),
                false => Step::Add(entry.path.clone(), entry.sha256),
            });
        }
        steps.push(match output.is_empty() {
            true => Step::Add(Manifest::NAME.to_owned(), new.digest()),
            false => Step::Replace(Manifest::NAME.to_owned()),
        });
        for entry in output.files().iter().filter(|entry| new.place(&entry.path).is_none()) {
            let content = match output.intact(&entry.path) {
                Some(_) => Some(entry.sha256),
                None => content(&output.folder().join(&entry.path))?,
            };
            steps.push(Step::Remove(entry.path.clone(), content));
        }
        let put = new.files.iter().filter(|entry| is_staged(entry));
        let put = put.map(|entry| entry.path.as_str()).chain([Manifest::NAME]).collect();
        steps.sort_unstable_by(|a, b| a.path().cmp(b.path()));
        steps.sort_by_cached_key(|step| step.turn(&put));
        Ok(Steps(steps))
    }

    /// Whether they are few, measured by the archive's files, and no page names a missing file
    /// in between. Two pages that come, or go, together may name each other.
    pub(super) fn are_small(&self, new: &Manifest) -> bool {
        let (mut come, mut go) = (0, 0);
        for step in &self.0 {
            match step {
                Step::Add(path, _) if is_page(path) => come += 1,
                Step::Remove(path, _) if is_page(path) => go += 1,
                _ => {}
            }
        }
        let gives_nothing_up_first = self.0.first().is_none_or(Step::puts);
        is_little(self.0.len(), new) && come <= 1 && go <= 1 && gives_nothing_up_first
    }

    /// Waits until their files' names are on the disk, below a folder that they lead from or to. Where
    /// they are few, nobody waits for what other programs have written to that disk.
    pub(super) fn sync(&self, base: &Path) {
        let around = |step: &Step| {
            let folders = Path::new(step.path()).ancestors().skip(1);
            folders.map(|folder| base.join(folder)).collect::<Vec<_>>()
        };
        let folders: BTreeSet<_> = self.0.iter().flat_map(around).collect();
        match folders.len() > MOST_FOLDERS {
            true => disk::sync_folder(base),
            false => folders.iter().for_each(|folder| disk::sync_names(folder)),
        }
    }

    /// Refuses files of others that stand where ours are to go: nobody asked for their end.
    pub(super) fn refuse_foreign(&self, output: &Output) -> Result<(), BuildError> {
        let out = output.folder();
        let is_foreign = |path: &str| !output.has(path) && path != Manifest::NAME;
        let mut foreign = BTreeSet::new();
        for path in self.0.iter().filter(|step| step.puts()).map(Step::path) {
            if disk::is_folder(&out.join(path)) {
                let below = disk::list(&out.join(path))?;
                foreign.extend(below.into_iter().map(|name| format!("{path}/{name}")));
                continue;
            }
            // A file or a link may stand where a folder is to be.
            let around = path.match_indices('/').map(|(at, _)| &path[..at]);
            let stands =
                |path: &&str| disk::exists(&out.join(path)) && !disk::is_folder(&out.join(path));
            foreign.extend(around.chain([path]).filter(stands).map(str::to_owned));
        }
        let foreign: Vec<String> = foreign.into_iter().filter(|path| is_foreign(path)).collect();
        if foreign.is_empty() { Ok(()) } else { Err(BuildError::ForeignFiles(foreign)) }
    }

    /// Whether the user may take them: what cannot be finished must not be begun.
    pub(super) fn may_be_taken(&self, out: &Path) -> Result<(), DiskError> {
        let mut folders = BTreeSet::new();
        for step in &self.0 {
            let around = Path::new(step.path()).ancestors().skip(1).map(|folder| out.join(folder));
            folders.extend(around.into_iter().find(|folder| disk::exists(folder)));
        }
        folders.iter().try_for_each(|folder| disk::may_change(folder))
    }

    /// Takes the steps that have not been taken. `staged` is the folder of the staged files.
    pub(super) fn take(&self, staged: &Path, out: &Path) -> Result<(), BuildError> {
        self.0.iter().try_for_each(|step| step.take(staged, out))
    }

    /// Whether nothing of the output has been touched.
    pub(super) fn are_untaken(&self, staged: &Path) -> bool {
        // The manifest is put in any case; and what gives way goes before the first is put.
        self.0.first().is_some_and(Step::puts)
            && self
                .0
                .iter()
                .filter(|step| step.puts())
                .all(|step| disk::length(&staged.join(step.path())).is_some())
    }

    /// Writes them down, so that they are taken whatever happens.
    pub(super) fn write(&self, journal: &Path) -> Result<(), DiskError> {
        let json = serde_json::to_string(self).expect("steps are JSON");
        let digest = Digest::of(json.as_bytes()).to_string();
        disk::replace_if_other(journal, [digest.as_str(), "\n", json.as_str()].into_iter())?;
        disk::sync_names(journal.parent().unwrap_or(journal));
        Ok(())
    }

    /// Reads steps; none where they were not written down whole.
    pub(super) fn read(journal: &Path) -> Result<Option<Steps>, DiskError> {
        let bytes = disk::read(journal)?.unwrap_or_default();
        let whole = || {
            let (digest, json) = std::str::from_utf8(&bytes).ok()?.split_once('\n')?;
            let is_whole = Digest::of(json.as_bytes()).to_string() == digest;
            let steps: Steps = is_whole.then(|| serde_json::from_str(json).ok()).flatten()?;
            let is_inside = |path| VPath::parse(path).is_some_and(|parsed| parsed.as_str() == path);
            steps.0.iter().all(|step| is_inside(step.path())).then_some(steps)
        };
        Ok(whole())
    }
}

impl Step {
    fn path(&self) -> &str {
        match self {
            Step::Add(path, _) | Step::Replace(path) | Step::Remove(path, _) => path,
        }
    }

    fn puts(&self) -> bool {
        !matches!(self, Step::Remove(..))
    }

    /// When it is its turn, beside steps that put files at these paths.
    fn turn(&self, put: &BTreeSet<&str>) -> u8 {
        let path = self.path();
        let is_of_issue = path.matches('/').count() > 1;
        match self {
            _ if path == Manifest::NAME => 6,
            Step::Remove(..) if stands_in_the_way(path, put) => 0,
            Step::Add(..) if is_page(path) => 2,
            Step::Replace(_) if is_page(path) => 3 + u8::from(!is_of_issue),
            Step::Remove(..) if is_page(path) => 9 - u8::from(!is_of_issue),
            // Lists, and the Markdown, name other files.
            Step::Add(..) | Step::Replace(_) if is_list(path) => 5,
            Step::Add(..) | Step::Replace(_) => 1 + u8::from(path.ends_with(".md")),
            Step::Remove(..) if is_list(path) => 7,
            Step::Remove(..) => 10,
        }
    }

    fn take(&self, staged: &Path, out: &Path) -> Result<(), BuildError> {
        let (from, to) = (staged.join(self.path()), out.join(self.path()));
        // What lies behind a link is none of ours.
        let around =
            Path::new(self.path()).ancestors().skip(1).filter(|path| *path != Path::new(""));
        for folder in around {
            if disk::exists(&out.join(folder)) && !disk::is_folder(&out.join(folder)) {
                return Err(BuildError::ForeignFiles(vec![folder.to_string_lossy().into_owned()]));
            }
        }
        // It was put before.
        if self.puts() && !disk::exists(&from) {
            return Ok(());
        }
        disk::remove_empty_folder(&to)?;
        match self {
            Step::Replace(_) => disk::move_over(&from, &to)?,
            Step::Add(path, made) => {
                if !disk::move_new(&from, &to)? && content(&to)? != Some(*made) {
                    return Err(BuildError::ForeignFiles(vec![path.clone()]));
                }
            }
            Step::Remove(_, made) => {
                // What somebody else put there since stays, and the next build names it.
                if disk::exists(&to) && !disk::is_folder(&to) && content(&to)? == *made {
                    disk::remove_file(&to)?;
                }
                disk::remove_emptied(&to, out);
            }
        }
        Ok(())
    }
}

/// Whether a path is to be a folder, or lies in what is to be a file.
fn stands_in_the_way(path: &str, put: &BTreeSet<&str>) -> bool {
    let below = format!("{path}/");
    let is_folder = put.range(&*below..).next().is_some_and(|next| next.starts_with(&below));
    is_folder || path.match_indices('/').any(|(at, _)| put.contains(&path[..at]))
}

fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

/// Whether a file beside the archive's first page lists issues: catalogue, feeds, site map.
fn is_list(path: &str) -> bool {
    let is_of_lists = [".json", ".xml", ".txt"].iter().any(|end| path.ends_with(end));
    is_of_lists && !path.contains('/')
}

/// The digest of a plain file; none where there is no such file.
fn content(path: &Path) -> Result<Option<Digest>, DiskError> {
    let mut digest = RunningDigest::default();
    let is_file = disk::go_through(path, |stretch| digest.update(stretch))?;
    Ok(is_file.then(|| digest.finish()))
}

#[cfg(test)]
mod tests {
    use super::super::BuildOptions;
    use super::*;
    use crate::model::Audience;

    #[test]
    fn files_of_others_where_ours_are_to_go_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let (root, out) = (folder.path().to_owned(), folder.path().join("dist"));
        let write = |path: &str| disk::write(&out.join(path), &|see| see(b"a")).unwrap();
        let entry = |path: &str| ManifestEntry::new(&VPath::parse(path).unwrap(), b"a");
        let manifest = |paths: &[&str]| {
            Manifest::new(Audience::Public, paths.iter().map(|path| entry(path)).collect())
        };
        let old = ["2017/48/index.html", "2017/49/tables/t.csv"];
        old.iter().for_each(|path| write(path));
        let json = |see: &mut dyn FnMut(&[u8])| manifest(&old).show(see);
        disk::write(&out.join(Manifest::NAME), &json).unwrap();
        let options = BuildOptions { root, out: out.clone(), ..BuildOptions::default() };
        let output = Output::open(&options).unwrap();
        // One folder of ours becomes a file.
        let new = manifest(&["2017/48/index.html", "2017/49/tables", "2017/51/index.html"]);
        let steps = Steps::between(&output, &new, |_| true).unwrap();
        let foreign = || match steps.refuse_foreign(&output) {
            Err(BuildError::ForeignFiles(files)) => files,
            other => other.map(|()| Vec::new()).unwrap(),
        };
        assert_eq!(foreign(), [""; 0]);
        write("2017/51");
        assert_eq!(foreign(), ["2017/51"]);
        disk::remove_file(&out.join("2017/51")).unwrap();
        write("2017/51/index.html/notes.txt");
        write("2017/49/tables/notes.txt");
        assert_eq!(foreign(), ["2017/49/tables/notes.txt", "2017/51/index.html/notes.txt"]);
        disk::remove_file(&out.join("2017/51/index.html/notes.txt")).unwrap();
        disk::remove_file(&out.join("2017/49/tables/notes.txt")).unwrap();
        assert_eq!(foreign(), [""; 0]);
        write("elsewhere.txt");
        assert_eq!(foreign(), [""; 0]);
    }
}
