//! The archive's folder, and the new archive that is staged beside it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::commit::{self, Steps};
use super::journal::{self, Journal, Place};
use super::sums::Sums;
use super::{BuildError, BuildOptions};
use crate::archive::{Manifest, ManifestEntry, SEARCH_FOLDER, issue_address};
use crate::disk::{self, DiskError};
use crate::model::{Audience, IssueId};
use crate::tree::{Content, Digest, Digester, RunningDigest, RunningSum, Sum, VPath};

/// The folder that the archive stands in.
pub(super) struct Output {
    folder: PathBuf,
    manifest: Manifest,
    /// Whether the manifest's file is as it was written.
    is_manifest_intact: bool,
    /// The sums of the manifest's files; none for those that are gone or are not what was written.
    sums: Vec<Option<Sum>>,
}

/// A new archive in the making, on the same disk as the old one: the files that the old one lacks.
pub(super) struct Staging<'o> {
    output: &'o Output,
    root: PathBuf,
    /// Begun with the first file that is written.
    journal: Mutex<Option<Journal>>,
    place: Place,
    /// Where its files lie.
    tree: PathBuf,
    /// How many files it has that the output lacks.
    written: AtomicUsize,
    /// Their sums, put aside: a line has a sum, the digest and the path.
    sums: Mutex<Option<disk::Lines>>,
}

impl Output {
    /// Looks at what stands there. Files that no build made are refused by name, so that none is
    /// ever deleted.
    pub(super) fn open(options: &BuildOptions) -> Result<Output, BuildError> {
        // The folder that a link names is the archive; the link stays.
        let folder = &disk::resolved(&options.out);
        let bytes = disk::read(&folder.join(Manifest::NAME))?;
        let manifest = bytes.as_deref().and_then(Manifest::parse).unwrap_or_default();
        let known = if options.force { Sums::default() } else { Sums::read(&options.root, folder) };
        let sum = |entry: &ManifestEntry| known.of_file(&folder.join(&entry.path), entry.sha256);
        let find_sums = || -> Result<Vec<Option<Sum>>, DiskError> {
            manifest.files.par_iter().map(sum).collect()
        };
        let (foreign, sums) = rayon::join(|| refuse_foreign(folder, &manifest), find_sums);
        foreign?;
        let sums = sums?;
        // A link to such a file is not what was written.
        let is_manifest_intact = disk::length(&folder.join(Manifest::NAME)).is_some()
            && bytes.is_some_and(|bytes| manifest.is_written_as(&bytes));
        Ok(Output { folder: folder.to_owned(), manifest, is_manifest_intact, sums })
    }

    /// Where it is, links followed.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whom the archive that stands there is for; none, where none stands.
    pub(super) fn audience(&self) -> Option<Audience> {
        (!self.manifest.files.is_empty()).then(|| self.manifest.audience())
    }

    /// The files of the archive.
    pub(super) fn files(&self) -> &[ManifestEntry] {
        &self.manifest.files
    }

    /// Whether no archive stands there.
    pub(super) fn is_empty(&self) -> bool {
        self.manifest.files.is_empty()
    }

    /// Whether the archive has a file.
    pub(super) fn has(&self, path: &str) -> bool {
        self.manifest.place(path).is_some()
    }

    /// Whether all files of an issue are there as they were written.
    pub(super) fn is_intact(&self, id: IssueId) -> bool {
        let places = self.manifest.below(&issue_address(&id.to_string(), ""));
        !places.is_empty() && self.sums[places].iter().all(Option::is_some)
    }

    /// The files of an issue.
    pub(super) fn issue(&self, id: &str) -> &[ManifestEntry] {
        self.below(&issue_address(id, ""))
    }

    /// The style sheets, which pages that are kept name.
    pub(super) fn assets(&self) -> &[ManifestEntry] {
        self.below("assets/")
    }

    /// The files that lie in none of these folders, if all of them are there as they were written.
    pub(super) fn others(
        &self,
        folders: impl Iterator<Item = String>,
    ) -> Option<Vec<ManifestEntry>> {
        let mut are_others = vec![true; self.manifest.files.len()];
        folders.for_each(|folder| are_others[self.manifest.below(&folder)].fill(false));
        let others = self.manifest.files.iter().enumerate().filter(|(at, _)| are_others[*at]);
        others.map(|(at, entry)| self.sums[at].map(|_| entry.clone())).collect()
    }

    /// The files of the search, its page among them.
    pub(super) fn search(&self) -> &[ManifestEntry] {
        self.below(SEARCH_FOLDER)
    }

    fn below(&self, prefix: &str) -> &[ManifestEntry] {
        &self.manifest.files[self.manifest.below(prefix)]
    }

    /// Whether all style sheets are there as they were written.
    pub(super) fn has_sound_assets(&self) -> bool {
        self.sums[self.manifest.below("assets/")].iter().all(Option::is_some)
    }

    /// The entry of a file, if it is there as it was written.
    pub(super) fn intact(&self, path: &str) -> Option<&ManifestEntry> {
        let at = self.manifest.place(path)?;
        self.sums[at].map(|_| &self.manifest.files[at])
    }

    /// The content of a file, if it is there as it was written and can be read. It may have changed
    /// since it was looked at.
    pub(super) fn read(&self, path: &str) -> Option<Vec<u8>> {
        let entry = self.intact(path)?;
        let bytes = disk::read(&self.folder.join(&entry.path)).ok().flatten();
        bytes.filter(|bytes| Digest::of(bytes) == entry.sha256)
    }

    /// Stands for the archive that is there.
    pub(super) fn digest(&self) -> Digest {
        digest(&self.manifest.files)
    }

    /// Whether an issue's files are those with a digest.
    pub(super) fn has_outputs(&self, id: &str, outputs: Digest) -> bool {
        digest(self.issue(id)) == outputs
    }

    /// A new, empty staging folder, known to the journal below `root`.
    pub(super) fn stage(&self, root: &Path) -> Staging<'_> {
        let place = Place::of(&self.folder);
        Staging {
            output: self,
            root: root.to_owned(),
            journal: Mutex::new(None),
            tree: place.tree(),
            place,
            written: AtomicUsize::new(0),
            sums: Mutex::default(),
        }
    }
}

impl Staging<'_> {
    /// Takes a file into the new archive, and tells its entry. What stands in the output already is
    /// not written again.
    pub(super) fn put(&self, path: &VPath, bytes: &[u8]) -> Result<ManifestEntry, DiskError> {
        self.put_content(path, &|see| see(bytes))
    }

    /// The same of a file that is not held as a whole.
    pub(super) fn put_content(
        &self,
        path: &VPath,
        content: Content<'_>,
    ) -> Result<ManifestEntry, DiskError> {
        let (mut length, mut digest, mut sum) =
            (0, RunningDigest::default(), RunningSum::default());
        content(&mut |piece| {
            length += piece.len() as u64;
            digest.update(piece);
            sum.update(piece);
        });
        let path = path.as_str().to_owned();
        let entry = ManifestEntry { path, length, sha256: digest.finish() };
        if self.is_new(&entry) {
            self.begin()?;
            disk::write(&self.tree.join(&entry.path), content)?;
            self.written.fetch_add(1, Ordering::Relaxed);
            let mut sums = self.sums.lock().unwrap_or_else(PoisonError::into_inner);
            let sums = match &mut *sums {
                Some(sums) => sums,
                none => none.insert(disk::Lines::begin(&self.beside("sums"))?),
            };
            sums.add(&format!("{} {} {}", sum.finish(), entry.sha256, entry.path))?;
        }
        Ok(entry)
    }

    /// Whether the output lacks a file of the new archive.
    fn is_new(&self, entry: &ManifestEntry) -> bool {
        self.output.intact(&entry.path) != Some(entry)
    }

    /// The content of a file of the new archive, or of one that stands in the output as it was written.
    pub(super) fn read(&self, path: &str) -> Option<Vec<u8>> {
        let staged = disk::read(&self.tree.join(path)).ok().flatten();
        staged.or_else(|| self.output.read(path))
    }

    /// The sums of the new archive's files, by their places in its manifest.
    pub(super) fn sums(&self, manifest: &Manifest) -> Vec<Option<Sum>> {
        let old = self.output;
        let known = |entry: &ManifestEntry| {
            let at = old.manifest.place(&entry.path)?;
            old.sums[at].filter(|_| old.manifest.files[at] == *entry)
        };
        let mut sums: Vec<Option<Sum>> = manifest.files.iter().map(known).collect();
        let sum = |line: &str| -> Option<(usize, Sum)> {
            let (sum, line) = line.split_once(' ')?;
            let (digest, path) = line.split_once(' ')?;
            let at = manifest.place(path)?;
            (digest.parse() == Ok(manifest.files[at].sha256)).then_some((at, sum.parse().ok()?))
        };
        let written = self.sums.lock().unwrap_or_else(PoisonError::into_inner).take();
        // A sum that cannot be read is taken again by the next build.
        let _ = written.map(|mut written| {
            let lines = |line: &str| sum(line).into_iter().for_each(|(at, it)| sums[at] = Some(it));
            written.read_back(lines)
        });
        sums
    }

    /// Whether there is a folder for the new archive's files.
    pub(super) fn is_begun(&self) -> bool {
        self.written.load(Ordering::Relaxed) > 0
    }

    /// The place of a file beside those of the new archive, which goes with their folder.
    pub(super) fn beside(&self, name: &str) -> PathBuf {
        self.tree.with_file_name(name)
    }

    fn begin(&self) -> Result<(), DiskError> {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        if journal.is_none() {
            // An output that may not be changed is not exchanged either.
            if disk::exists(&self.output.folder) {
                disk::may_change(&self.output.folder)?;
            }
            *journal = Some(Journal::begin(&self.root, &self.output.folder)?);
        }
        Ok(())
    }

    /// Puts the new archive in the place of the old one, unless they are the same. Tells how many
    /// files the archive gained, changed or lost.
    pub(super) fn commit(self, manifest: &Manifest) -> Result<usize, BuildError> {
        let old = &self.output.manifest;
        let written = self.written.load(Ordering::Relaxed);
        let is_whole =
            self.output.is_manifest_intact && self.output.sums.iter().all(Option::is_some);
        if written == 0 && manifest == old && is_whole {
            self.discard()?;
            return Ok(0);
        }
        self.begin()?;
        // Whatever happened meanwhile: no page may name a file that is not there.
        let out = &self.output.folder;
        let is_there = |entry: &ManifestEntry| {
            let folder = if self.is_new(entry) { &self.tree } else { out };
            disk::length(&folder.join(&entry.path)) == Some(entry.length)
        };
        if !manifest.files.par_iter().all(is_there) {
            return Err(BuildError::StagingChanged(self.tree));
        }
        disk::write(&self.tree.join(Manifest::NAME), &|see| manifest.show(see))?;
        let staged = manifest.files.iter().filter(|entry| self.is_new(entry));
        let mut staged: Vec<&str> = staged.map(|entry| entry.path.as_str()).collect();
        staged.push(Manifest::NAME);
        disk::sync_files(&self.tree, &staged)?;
        // The exchange gives every file a name in the new archive, and takes one in the old.
        let exchanged = || -> Result<bool, BuildError> {
            if disk::is_mounted(out) {
                return Ok(false);
            }
            refuse_foreign(out, old)?;
            Ok(self.complete(manifest).and_then(|()| self.place.exchange())?)
        };
        // Steps need not be worked out where they are too many in any case.
        let is_much = !commit::is_little(written, manifest);
        if !(is_much && exchanged()?) {
            let steps = Steps::between(self.output, manifest, |entry| self.is_new(entry))?;
            let is_in_place =
                is_much || steps.are_small(manifest) && steps.may_be_taken(out).is_ok();
            if is_in_place || !exchanged()? {
                steps.refuse_foreign(self.output)?;
                steps.may_be_taken(out)?;
                self.place.commit(&steps)?;
            }
        }
        let is_lost = |entry: &&ManifestEntry| manifest.place(&entry.path).is_none();
        let lost = old.files.iter().filter(is_lost).count();
        // What is left is of no use. If it cannot be removed now, the next command does it.
        let _ = self.discard();
        Ok(written + lost)
    }

    /// Gives the files that do not change second names in the new archive.
    fn complete(&self, manifest: &Manifest) -> Result<(), DiskError> {
        manifest.files.par_iter().filter(|entry| !self.is_new(entry)).try_for_each(|entry| {
            disk::link(&self.output.folder.join(&entry.path), &self.tree.join(&entry.path))
        })
    }

    /// Gives the new archive up.
    pub(super) fn discard(self) -> Result<(), DiskError> {
        // Not every system removes a folder with a file that is open.
        drop(self.sums.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.place.discard()?;
        self.journal().map_or(Ok(()), Journal::end)
    }

    fn journal(self) -> Option<Journal> {
        self.journal.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Refuses a folder with files that the manifest does not name.
fn refuse_foreign(folder: &Path, manifest: &Manifest) -> Result<(), BuildError> {
    let has_manifest = !manifest.files.is_empty();
    let is_ours =
        |name: &String| manifest.place(name).is_some() || has_manifest && name == Manifest::NAME;
    let files = disk::list(folder)?;
    let foreign = files.into_iter().filter(|name| !is_ours(name) && !journal::is_staged(name));
    let foreign: Vec<String> = foreign.collect();
    if foreign.is_empty() { Ok(()) } else { Err(BuildError::ForeignFiles(foreign)) }
}

/// One digest of an issue's files in the archive.
pub(super) fn digest<'f>(files: impl IntoIterator<Item = &'f ManifestEntry>) -> Digest {
    let mut digester = Digester::default();
    for entry in files {
        digester.part(entry.path.as_bytes()).digest(entry.sha256);
    }
    digester.finish()
}
