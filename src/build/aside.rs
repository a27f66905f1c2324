//! What was made of issues, put aside while others are made.
//!
//! The entries of an issue's files and what the next build is to remember of it are half of what a build
//! would hold of an issue, and nobody asks for them before all else is made. So they lie beside the staged
//! files until then, a line for each issue.

use serde::de::{DeserializeOwned, IgnoredAny};

use super::BuildError;
use super::cache::{Cache, Entry};
use super::output::Staging;
use crate::archive::ManifestEntry;
use crate::disk;

/// What was put aside.
pub(super) struct Aside<'s> {
    staging: &'s Staging<'s>,
    /// Begun with the first issue that has staged files.
    lines: Option<disk::Lines>,
    /// How many lines there are, and of how many files they tell.
    count: usize,
    files: usize,
    /// What was made before any file was staged: what is to be remembered, and the files.
    held_entries: Vec<Entry>,
    held_files: Vec<ManifestEntry>,
}

impl<'s> Aside<'s> {
    /// Nothing as yet.
    pub(super) fn new(staging: &'s Staging<'s>) -> Aside<'s> {
        let (held_entries, held_files) = (Vec::new(), Vec::new());
        Aside { staging, lines: None, count: 0, files: 0, held_entries, held_files }
    }

    /// Takes the files of an issue and what is to be remembered of it.
    pub(super) fn put(
        &mut self,
        files: Vec<ManifestEntry>,
        entry: Entry,
    ) -> Result<(), BuildError> {
        // Without a staged file there is no folder to put anything in.
        if !self.staging.is_begun() {
            self.held_entries.push(entry);
            self.held_files.extend(files);
            return Ok(());
        }
        let lines = match &mut self.lines {
            Some(lines) => lines,
            none => none.insert(disk::Lines::begin(&self.staging.beside("made.jsonl"))?),
        };
        lines.add(&serde_json::to_string(&(&entry, &files)).expect("all keys are text"))?;
        self.count += 1;
        self.files += files.len();
        Ok(())
    }

    /// Tells a cache what is to be remembered.
    pub(super) fn remember(&mut self, cache: &mut Cache) -> Result<(), BuildError> {
        self.held_entries.drain(..).for_each(|entry| cache.remember(entry));
        self.read_back(|(entry, _): (Entry, IgnoredAny)| cache.remember(entry))
    }

    /// Gives back the files of all issues.
    pub(super) fn files(mut self) -> Result<Vec<ManifestEntry>, BuildError> {
        let mut all = std::mem::take(&mut self.held_files);
        all.reserve_exact(self.files);
        self.read_back(|(_, files): (IgnoredAny, Vec<ManifestEntry>)| all.extend(files))?;
        Ok(all)
    }

    fn read_back<T: DeserializeOwned>(
        &mut self,
        mut take: impl FnMut(T),
    ) -> Result<(), BuildError> {
        let Some(lines) = &mut self.lines else { return Ok(()) };
        let mut count = 0;
        lines.read_back(|line| {
            if let Ok(made) = serde_json::from_str(line) {
                take(made);
                count += 1;
            }
        })?;
        match count == self.count {
            true => Ok(()),
            false => Err(BuildError::StagingChanged(self.staging.beside("made.jsonl"))),
        }
    }
}
