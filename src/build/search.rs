//! The search index of an archive, made again only where the texts that it is over are others.

use std::collections::BTreeMap;

use super::BuildError;
use super::cache::{Cache, Indexed, program};
use super::edition::Studio;
use super::output::{self, Output, Staging};
use crate::archive::{self, Index, ManifestEntry, SEARCH_PAGE, text_address};
use crate::diag::{Diagnostics, Failed};
use crate::tree::{Digest, Digester, VPath};

/// How the address of the directory begins.
const DIRECTORY: &str = "search/directory-";

/// The texts of the issues that an archive lists.
pub(super) struct Texts<'a> {
    /// The id and the text of each, oldest first.
    texts: Vec<(&'a str, ManifestEntry)>,
}

impl<'a> Texts<'a> {
    /// The texts of the listed issues among the files of an archive.
    pub(super) fn new(studio: &Studio<'a>, files: &[ManifestEntry]) -> Texts<'a> {
        let by_path: BTreeMap<&str, &ManifestEntry> =
            files.iter().map(|entry| (entry.path.as_str(), entry)).collect();
        let records = studio.site.catalogue.records().iter();
        let text = |id: &'a str| Some((id, (*by_path.get(&*text_address(id))?).clone()));
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
        output: &Output,
        staging: &Staging<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Result<(Vec<ManifestEntry>, Indexed), Failed>, BuildError> {
        let (directory, mut files) = match self.standing(old, output) {
            Some((directory, files)) => (directory.to_owned(), files),
            None => {
                let Index { directory, files } = self.index(output, staging)?;
                let put = |(path, bytes): &(VPath, Vec<u8>)| staging.put(path, bytes);
                let files: Result<Vec<ManifestEntry>, _> = files.iter().map(put).collect();
                let mut files = files?;
                files.sort();
                (directory, files)
            }
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

    fn index(&self, output: &Output, staging: &Staging<'_>) -> Result<Index, BuildError> {
        let entries: BTreeMap<&str, &ManifestEntry> =
            self.texts.iter().map(|(id, entry)| (*id, entry)).collect();
        let issues: Vec<(&str, Digest)> =
            self.texts.iter().map(|(id, entry)| (*id, entry.sha256)).collect();
        let changed = || BuildError::StagingChanged(output.folder().to_owned());
        archive::index(&issues, |id| {
            let text = entries.get(id).and_then(|entry| staging.read(&entry.path));
            text.filter(|text| Digest::of(text) == entries[id].sha256).ok_or_else(changed)
        })
    }
}
