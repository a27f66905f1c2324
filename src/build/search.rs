//! The search index of an archive, made again only where the texts that it is over are others, and
//! from what is remembered of those that are not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::BuildError;
use super::cache::{self, Cache, Indexed, program};
use super::edition::Studio;
use super::output::{self, Output, Staging};
use crate::archive::{self, ManifestEntry, SEARCH_PAGE, Shelf, text_address};
use crate::diag::{Diagnostics, Failed};
use crate::disk;
use crate::tree::{Digest, Digester, RunningSum, VPath};

/// How the address of the directory begins.
const DIRECTORY: &str = "search/directory-";

/// The texts of the issues that an archive lists.
pub(super) struct Texts<'a> {
    /// The id and the text of each, oldest first.
    texts: Vec<(&'a str, ManifestEntry)>,
}

impl<'a> Texts<'a> {
    /// The texts of the listed issues among the files of an archive, which are in order.
    pub(super) fn new(studio: &Studio<'a>, files: &[ManifestEntry]) -> Texts<'a> {
        let records = studio.site.catalogue.records().iter();
        let text = |id: &'a str| {
            let address = text_address(id);
            let at = files.binary_search_by(|entry| entry.path.as_str().cmp(&address)).ok()?;
            Some((id, files[at].clone()))
        };
        Texts { texts: records.filter_map(|record| text(&record.id)).collect() }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Stands for the program and all texts.
    pub(super) fn key(&self) -> Digest {
        let mut digester = Digester::default();
        digester.part(program().as_bytes());
        for (id, entry) in &self.texts {
            digester.part(id.as_bytes()).digest(entry.sha256);
        }
        digester.finish()
    }

    /// Puts the index and its page into an archive, and tells what is to be remembered of it.
    pub(super) fn stage(
        &self,
        studio: &Studio<'_>,
        old: &Cache,
        root: &Path,
        staging: &Staging<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Result<(Vec<ManifestEntry>, Indexed), Failed>, BuildError> {
        let output = staging.output();
        let (directory, mut files) = match self.standing(old, output) {
            Some((directory, files)) => (directory.to_owned(), files),
            None => self.index(&Runs::open(root, output.folder())?, staging)?,
        };
        let indexed = Indexed { texts: self.key(), index: output::digest(&files) };
        let page = match studio.site.search(&directory, diagnostics) {
            Ok(page) => page,
            Err(failed) => return Ok(Err(failed)),
        };
        let path = VPath::parse(SEARCH_PAGE).expect("the address of the page is a path");
        files.push(staging.put(&path, page.as_bytes())?);
        Ok(Ok((files, indexed)))
    }

    /// The index that stands in an output, if it was made from these texts and all of it is as it was
    /// written: the address of its directory, and its files.
    pub(super) fn standing<'o>(
        &self,
        old: &Cache,
        output: &'o Output,
    ) -> Option<(&'o str, Vec<ManifestEntry>)> {
        let known = old.search.filter(|known| known.texts == self.key())?;
        let files = output.search().iter().filter(|entry| entry.path != SEARCH_PAGE);
        let files: Option<Vec<ManifestEntry>> =
            files.map(|entry| output.intact(&entry.path).cloned()).collect();
        let files = files.filter(|files| output::digest(files) == known.index)?;
        let is_directory = |entry: &&ManifestEntry| entry.path.starts_with(DIRECTORY);
        Some((&output.search().iter().find(is_directory)?.path, files))
    }

    /// Makes the index: the address of its directory, and its files.
    fn index(
        &self,
        runs: &Runs,
        staging: &Staging<'_>,
    ) -> Result<(String, Vec<ManifestEntry>), BuildError> {
        let entries: BTreeMap<&str, &ManifestEntry> =
            self.texts.iter().map(|(id, entry)| (*id, entry)).collect();
        let issues: Vec<(&str, Digest)> =
            self.texts.iter().map(|(id, entry)| (*id, entry.sha256)).collect();
        let changed = || BuildError::StagingChanged(staging.output().folder().to_owned());
        let read = |id: &str| {
            let text = entries.get(id).and_then(|entry| staging.read(&entry.path));
            text.filter(|text| Digest::of(text) == entries[id].sha256).ok_or_else(changed)
        };
        let mut files = Vec::new();
        let directory = archive::index(&issues, &program(), read, runs, |path, bytes| {
            files.push(staging.put(&path, &bytes)?);
            Ok(())
        })?;
        runs.clear();
        files.sort();
        Ok((directory, files))
    }
}

/// What was gathered from texts for the index of an output, in the folder of what builds remember. The
/// name of each file says what it was gathered from and which sum it has.
struct Runs {
    folder: PathBuf,
    /// The sums of those that lie there.
    known: BTreeMap<String, String>,
    /// The sums of those that were asked for.
    used: Mutex<BTreeMap<String, String>>,
}

impl Runs {
    fn open(root: &Path, out: &Path) -> Result<Runs, BuildError> {
        let folder = cache::file(root, out, "search");
        let names = disk::list(&folder)?;
        let pair = |name: &String| {
            let (key, sum) = name.split_once('-')?;
            Some((key.to_owned(), sum.to_owned()))
        };
        let known = names.iter().filter_map(pair).collect();
        Ok(Runs { folder, known, used: Mutex::default() })
    }

    fn file(&self, key: &str, sum: &str) -> PathBuf {
        self.folder.join(format!("{key}-{sum}"))
    }

    fn use_it(&self, key: Digest, sum: String) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.insert(key.to_string(), sum);
    }

    /// Removes those that nobody asked for. What stays is removed another time.
    fn clear(&self) {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, sum) in self.known.iter().filter(|(key, sum)| used.get(*key) != Some(sum)) {
            let _ = disk::remove_file(&self.file(key, sum));
        }
    }
}

impl Shelf<BuildError> for Runs {
    fn length(&self, key: Digest) -> Option<u64> {
        let sum = self.known.get(&key.to_string())?;
        let (mut length, mut running) = (0, RunningSum::default());
        disk::go_through(&self.file(&key.to_string(), sum), |stretch| {
            length += stretch.len() as u64;
            running.update(stretch);
        })
        .ok()?;
        let is_whole = running.finish().to_string() == *sum;
        is_whole.then(|| self.use_it(key, sum.clone()))?;
        Some(length)
    }

    fn put(&self, key: Digest, bytes: &[u8]) -> Result<(), BuildError> {
        let mut sum = RunningSum::default();
        sum.update(bytes);
        let sum = sum.finish().to_string();
        disk::write(&self.file(&key.to_string(), &sum), &|see| see(bytes))?;
        self.use_it(key, sum);
        Ok(())
    }

    fn read(&self, key: Digest, from: u64, length: u64) -> Result<Vec<u8>, BuildError> {
        let key = key.to_string();
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let file = self.file(&key, used.get(&key).map_or("", String::as_str));
        drop(used);
        Ok(disk::read_part(&file, from, length)?)
    }
}
