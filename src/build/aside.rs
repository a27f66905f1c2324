//! What was made of issues, put aside while others are made.
//!
//! The entries of an issue's files and what the next build is to remember of it are half of what a build
//! would hold of an issue, and nobody asks for them before all else is made. So they lie beside the staged
//! files until then, a line for each issue.

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
    /// What was made before any file was staged.
    held: Vec<(Vec<ManifestEntry>, Entry)>,
}

impl<'s> Aside<'s> {
    /// Nothing as yet.
    pub(super) fn new(staging: &'s Staging<'s>) -> Aside<'s> {
        Aside { staging, lines: None, count: 0, files: 0, held: Vec::new() }
    }

    /// Takes the files of an issue and what is to be remembered of it.
    pub(super) fn put(
        &mut self,
        files: Vec<ManifestEntry>,
        entry: Entry,
    ) -> Result<(), BuildError> {
        self.files += files.len();
        // Without a staged file there is no folder to put anything in.
        if !self.staging.is_begun() {
            self.held.push((files, entry));
            return Ok(());
        }
        let lines = match &mut self.lines {
            Some(lines) => lines,
            none => none.insert(disk::Lines::begin(&self.staging.beside("made.jsonl"))?),
        };
        lines.add(&serde_json::to_string(&(files, entry)).expect("all keys are text"))?;
        self.count += 1;
        Ok(())
    }

    /// Gives back the files of all issues, and tells a cache what is to be remembered.
    pub(super) fn take_back(self, cache: &mut Cache) -> Result<Vec<ManifestEntry>, BuildError> {
        let mut all = Vec::with_capacity(self.files);
        for (files, entry) in self.held {
            all.extend(files);
            cache.remember(entry);
        }
        let mut count = 0;
        if let Some(lines) = self.lines {
            lines.read_back(|line| {
                if let Ok((files, mut entry)) =
                    serde_json::from_str::<(Vec<ManifestEntry>, Entry)>(line)
                {
                    all.extend(files);
                    entry.inputs.shrink_to_fit();
                    cache.remember(entry);
                    count += 1;
                }
            })?;
        }
        match count == self.count {
            true => Ok(all),
            false => Err(BuildError::StagingChanged(self.staging.beside("made.jsonl"))),
        }
    }
}
