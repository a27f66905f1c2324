//! The search index of an archive, made again only where the texts that it is over are others.

use std::collections::BTreeMap;

use super::BuildError;
use super::cache::{Cache, program};
use super::edition::Studio;
use super::output::{Output, Staging};
use crate::archive::{self, Index, ManifestEntry, SEARCH_PAGE, text_address};
use crate::diag::{Diagnostics, Failed};
use crate::tree::{Digest, Digester, VPath};

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

    /// Puts the index and its page into an archive.
    pub(super) fn stage(
        &self,
        studio: &Studio<'_>,
        old: &Cache,
        output: &Output,
        staging: &Staging<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Result<Vec<ManifestEntry>, Failed>, BuildError> {
        let standing = if old.search == Some(self.key()) { standing(output) } else { None };
        let (directory, mut files) = match standing {
            Some((directory, files)) => (directory.to_owned(), files),
            None => {
                let Index { directory, files } = self.index(output, staging)?;
                let put = |(path, bytes): &(VPath, Vec<u8>)| staging.put(path, bytes);
                let files: Result<Vec<ManifestEntry>, _> = files.iter().map(put).collect();
                (directory, files?)
            }
        };
        let page = match studio.site.search(&directory, diagnostics) {
            Ok(page) => page,
            Err(failed) => return Ok(Err(failed)),
        };
        let path = VPath::parse(SEARCH_PAGE).expect("the address of the page is a path");
        files.push(staging.put(&path, page.as_bytes())?);
        Ok(Ok(files))
    }

    fn index(&self, output: &Output, staging: &Staging<'_>) -> Result<Index, BuildError> {
        let entries: BTreeMap<&str, &ManifestEntry> =
            self.texts.iter().map(|(id, entry)| (*id, entry)).collect();
        let issues: Vec<(&str, Digest)> =
            self.texts.iter().map(|(id, entry)| (*id, entry.sha256)).collect();
        let changed = || BuildError::StagingChanged(output.folder().to_owned());
        archive::index(&issues, |id| {
            let text = entries.get(id).and_then(|entry| staging.read(entry));
            text.filter(|text| Digest::of(text) == entries[id].sha256).ok_or_else(changed)
        })
    }
}

/// The index that stands in an output, if all of it is as it was written: the address of its
/// directory, and its files.
pub(super) fn standing(output: &Output) -> Option<(&str, Vec<ManifestEntry>)> {
    let files = output.search().iter().filter(|entry| entry.path != SEARCH_PAGE);
    let files: Option<Vec<ManifestEntry>> =
        files.map(|entry| output.intact(&entry.path).cloned()).collect();
    let prefix = "search/directory-";
    let directory = output.search().iter().find(|entry| entry.path.starts_with(prefix))?;
    Some((&directory.path, files?))
}
