//! The search index of an archive, made again only where the texts that it is over are others, and
//! from what is remembered of those that are not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::cache::{self, Cache, Indexed, program};
use super::edition::Studio;
use super::output::{self, Output, Staging};
use super::press::Press;
use super::{BuildError, go_on};
use crate::archive::{self, ManifestEntry, SEARCH_PAGE, Shelf, text_address};
use crate::diag::{Diagnostics, Failed};
use crate::disk;
use crate::model::IssueId;
use crate::tree::{Digest, Digester, RunningSum, VPath};

/// How the address of the directory begins.
const DIRECTORY: &str = "search/directory-";

/// The texts of the issues that an archive lists.
pub(super) struct Texts {
    /// The id of each issue and the digest of its text, oldest first.
    texts: Vec<(IssueId, Digest)>,
}

impl Texts {
    /// The texts of the listed issues, by what is known of each.
    pub(super) fn new(studio: &Studio<'_>, text: impl Fn(&IssueId) -> Option<Digest>) -> Texts {
        let records = studio.site.catalogue.records().iter();
        Texts { texts: records.filter_map(|record| Some((record.id, text(&record.id)?))).collect() }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Stands for the program and all texts.
    pub(super) fn key(&self) -> Digest {
        let mut digester = Digester::default();
        digester.part(program().as_bytes());
        for (id, text) in &self.texts {
            digester.part(id.to_string().as_bytes()).digest(*text);
        }
        digester.finish()
    }

    /// Puts the index and its page into an archive, and tells what is to be remembered of it.
    pub(super) fn stage(
        &self,
        press: &Press<'_>,
        studio: &Studio<'_>,
        old: &Cache,
        staging: &Staging<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Result<(Vec<ManifestEntry>, Indexed), Failed>, BuildError> {
        let (directory, mut files) = match self.standing(old, press.output) {
            Some((directory, files)) => (directory.to_owned(), files),
            None => self.index(press, staging)?,
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
        press: &Press<'_>,
        staging: &Staging<'_>,
    ) -> Result<(String, Vec<ManifestEntry>), BuildError> {
        let runs = Runs::open(&press.options.root, press.output.folder());
        let changed = || BuildError::StagingChanged(press.output.folder().to_owned());
        let read = |id: IssueId, wanted: Digest| {
            go_on(press.host)?;
            let text = staging.read(&text_address(&id.to_string()));
            text.filter(|text| Digest::of(text) == wanted).ok_or_else(changed)
        };
        let mut files = Vec::new();
        let directory = archive::index(&self.texts, &program(), read, &runs, |path, bytes| {
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
    /// What lies there.
    names: Vec<String>,
    /// What was asked for, by its key.
    used: Mutex<BTreeMap<String, Lies>>,
}

/// Where a run lies.
enum Lies {
    /// In the file of this name.
    There(String),
    /// Nowhere but here: what cannot be remembered is gathered again.
    Here(Vec<u8>),
}

impl Runs {
    fn open(root: &Path, out: &Path) -> Runs {
        let folder = cache::file(root, out, "search");
        let names = disk::list(&folder).unwrap_or_default();
        Runs { folder, names, used: Mutex::default() }
    }

    fn used(&self) -> MutexGuard<'_, BTreeMap<String, Lies>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes those that nobody asked for. What stays is removed another time.
    fn clear(&self) {
        let used = self.used();
        let is_used = |name: &String| {
            let key = name.split_once('-').map_or("", |(key, _)| key);
            matches!(used.get(key), Some(Lies::There(there)) if there == name)
        };
        for name in self.names.iter().filter(|name| !is_used(name)) {
            let _ = disk::remove_file(&self.folder.join(name));
        }
    }
}

impl Shelf<BuildError> for Runs {
    fn length(&self, key: Digest) -> Option<u64> {
        let key = key.to_string();
        let is_it = |name: &&String| name.starts_with(&key);
        self.names.iter().filter(is_it).find_map(|name| {
            let (mut length, mut sum) = (0, RunningSum::default());
            disk::go_through(&self.folder.join(name), |stretch| {
                length += stretch.len() as u64;
                sum.update(stretch);
            })
            .ok()?;
            let is_whole = *name == format!("{key}-{}", sum.finish());
            is_whole.then(|| drop(self.used().insert(key.clone(), Lies::There(name.clone()))))?;
            Some(length)
        })
    }

    fn put(&self, key: Digest, bytes: &[u8]) -> Result<(), BuildError> {
        let mut sum = RunningSum::default();
        sum.update(bytes);
        let name = format!("{key}-{}", sum.finish());
        let lies = match disk::write(&self.folder.join(&name), &|see| see(bytes)) {
            Ok(()) => Lies::There(name),
            Err(_) => Lies::Here(bytes.to_vec()),
        };
        self.used().insert(key.to_string(), lies);
        Ok(())
    }

    fn read(&self, key: Digest, from: u64, length: u64) -> Result<Vec<u8>, BuildError> {
        let name = match self.used().get(&key.to_string()) {
            Some(Lies::There(name)) => name.clone(),
            Some(Lies::Here(bytes)) => {
                let from = from as usize;
                return Ok(bytes[from..from + length as usize].to_vec());
            }
            None => String::new(),
        };
        Ok(disk::read_part(&self.folder.join(name), from, length)?)
    }
}
