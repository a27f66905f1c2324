//! Making the issues that are not fresh: their texts and pages, then their PDFs.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::aside::Aside;
use super::cache::{Cache, Entry, Remembered};
use super::edition::{Edition, Studio};
use super::lists::Sources;
use super::output::{self, Output, Staging};
use super::press::Press;
use super::survey::Surveyed;
use super::{BuildError, Host, Progress, go_on};
use crate::archive::ManifestEntry;
use crate::diag::{Diagnostics, Failed};
use crate::load::{self, LoadedIssue};
use crate::model::IssueId;
use crate::render::TypstSource;
use crate::tree::{Digest, VPath};

/// What issues are made with.
pub(super) struct Printing<'a> {
    pub(super) press: &'a Press<'a>,
    pub(super) studio: &'a Studio<'a>,
    pub(super) staging: &'a Staging<'a>,
    /// What is remembered of those that stand.
    pub(super) old: &'a Cache,
    /// The digest of what all are made with besides.
    pub(super) common: Digest,
    pub(super) count: Count<'a>,
}

/// An issue that was dealt with.
enum Made {
    /// It stands in the output as it is to be.
    Fresh(IssueId),
    /// All of it was made.
    Whole(Box<Product>),
    /// All of it but its PDF.
    Unset(Box<Unset>),
}

/// The files of an issue, and what is to be remembered of it.
pub(super) struct Product {
    id: IssueId,
    files: Vec<ManifestEntry>,
    entry: Entry,
}

/// What the PDF of an issue is set from.
pub(super) struct Unset {
    /// Its other files.
    made: Product,
    loaded: LoadedIssue,
    source: TypstSource,
    /// Its path in the archive.
    address: VPath,
}

/// An issue, or that it has faults, and what there is to report.
pub(super) type Found<T> = (Result<T, Failed>, Diagnostics);

impl Printing<'_> {
    /// Makes issues, by their places in the survey. While the PDFs of some are set, the pages of the next
    /// are rendered. PDFs that are too few in the end to keep all threads busy stay unset.
    pub(super) fn make(
        &self,
        editions: &[usize],
        done: &mut Done<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), BuildError> {
        // Small chunks, since what the engine remembers is let go behind each; but what it knows of one
        // issue serves another.
        let at_once = rayon::current_num_threads().max(2);
        for chunk in editions.chunks(at_once) {
            let render = |at: &usize| {
                let mut faults = Diagnostics::new();
                let made = self.render(&self.press.survey.issues[*at], &mut faults)?;
                self.count.rendered(&made);
                Ok((made, faults))
            };
            let full = if done.unset.len() < at_once { Vec::new() } else { done.take_unset() };
            let (set, rendered) = rayon::join(
                || self.set(full),
                || chunk.par_iter().map(render).collect::<Result<Vec<_>, BuildError>>(),
            );
            done.set(set?, diagnostics)?;
            for (made, faults) in rendered? {
                diagnostics.append(faults);
                made.into_iter().try_for_each(|made| done.rendered(made))?;
            }
        }
        if done.unset.len() >= rayon::current_num_threads() {
            let set = self.set(done.take_unset())?;
            done.set(set, diagnostics)?;
        }
        Ok(())
    }

    /// Renders an issue, unless it stands in the output as it is to be.
    fn render(
        &self,
        issue: &Surveyed,
        faults: &mut Diagnostics,
    ) -> Result<Result<Made, Failed>, BuildError> {
        let Press { material, options, host, output, .. } = self.press;
        go_on(*host)?;
        let (number, _) = issue.issue.expect("only issues that could be read are planned");
        let id = number.to_string();
        let neighbours = self.studio.neighbours(number);
        let stands = self
            .old
            .entries
            .get(&id)
            .filter(|entry| output.is_intact(number) && output.has_outputs(&id, entry.outputs));
        if let Some(entry) = stands
            && entry.is_of(self.common, issue.made_from, neighbours)
        {
            return Ok(Ok(Made::Fresh(number)));
        }
        let (content, inputs) = issue.read(material)?;
        let loaded = load::load_issue(&content, &issue.folder);
        let Edition { files: edition, pdf, source, pages } =
            match self.studio.edition(&loaded, options.formats, faults) {
                Ok(edition) => edition,
                Err(failed) => return Ok(Err(failed)),
            };
        let mut files = Vec::with_capacity(edition.len() + 1);
        for (path, bytes) in edition {
            files.push(self.staging.put(&path, &bytes)?);
        }
        let standing = output.intact(&pdf);
        let standing = standing.filter(|_| stands.is_some_and(|entry| entry.pages == pages));
        files.extend(standing.cloned());
        files.sort();
        let inputs = inputs.iter().map(Remembered::from).collect();
        let outputs = output::digest(&files);
        let entry = Entry { issue: id, common: self.common, inputs, neighbours, pages, outputs };
        let made = Product { id: number, files, entry };
        // Without an address, no PDF is wanted.
        Ok(Ok(match VPath::parse(&pdf).filter(|_| standing.is_none()) {
            Some(address) => Made::Unset(Box::new(Unset { made, loaded, source, address })),
            None => Made::Whole(Box::new(made)),
        }))
    }

    /// Sets the PDFs that are still to be set.
    pub(super) fn set(&self, unset: Vec<Unset>) -> Result<Vec<Found<Product>>, BuildError> {
        let set = |unset: Unset| {
            go_on(self.press.host)?;
            let Unset { mut made, loaded, source, address } = unset;
            let mut faults = Diagnostics::new();
            let set = self.studio.set(&loaded, &made.entry.issue, &source, &mut faults);
            self.count.set(&set);
            let pdf = match set {
                Ok(bytes) => self.staging.put(&address, &bytes)?,
                Err(failed) => return Ok((Err(failed), faults)),
            };
            made.files.push(pdf);
            made.files.sort();
            made.entry.outputs = output::digest(&made.files);
            Ok((Ok(made), faults))
        };
        if unset.is_empty() {
            return Ok(Vec::new());
        }
        let found = unset.into_par_iter().map(set).collect();
        // What the engine remembers would grow with the archive.
        comemo::evict(0);
        found
    }
}

/// The issues that were dealt with.
pub(super) struct Done<'a> {
    output: &'a Output,
    /// Those that stay as they stand in the output.
    standing: Vec<IssueId>,
    unset: Vec<Unset>,
    /// All others.
    aside: Aside<'a>,
    /// What lists are made from, of each.
    pub(super) sources: Sources,
}

impl<'a> Done<'a> {
    pub(super) fn new(output: &'a Output, staging: &'a Staging<'_>, count: usize) -> Done<'a> {
        let (standing, unset, sources) = (Vec::new(), Vec::new(), Sources::of(count));
        Done { output, standing, unset, aside: Aside::new(staging), sources }
    }

    pub(super) fn stands(&mut self, id: IssueId) {
        self.sources.add(id, self.output.issue(&id.to_string()));
        self.standing.push(id);
    }

    fn rendered(&mut self, made: Made) -> Result<(), BuildError> {
        match made {
            Made::Fresh(id) => self.stands(id),
            Made::Whole(made) => {
                let Product { id, files, entry } = *made;
                self.sources.add(id, &files);
                self.aside.put(files, entry)?;
            }
            Made::Unset(unset) => {
                self.sources.add(unset.made.id, &unset.made.files);
                self.unset.push(*unset);
            }
        }
        Ok(())
    }

    pub(super) fn take_unset(&mut self) -> Vec<Unset> {
        std::mem::take(&mut self.unset)
    }

    pub(super) fn set(
        &mut self,
        found: Vec<Found<Product>>,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), BuildError> {
        for (made, faults) in found {
            diagnostics.append(faults);
            made.into_iter().try_for_each(|made| self.aside.put(made.files, made.entry))?;
        }
        Ok(())
    }

    /// Tells a cache what is to be remembered of all issues.
    pub(super) fn remember(&mut self, old: &Cache, new: &mut Cache) -> Result<(), BuildError> {
        self.aside.remember(new)?;
        for id in self.standing.iter().map(IssueId::to_string) {
            old.entries.get(&id).into_iter().for_each(|entry| new.take_over(entry, old));
        }
        Ok(())
    }

    /// The files of all issues.
    pub(super) fn files(self) -> Result<Vec<ManifestEntry>, BuildError> {
        drop(self.sources);
        let mut files = self.aside.files()?;
        for id in self.standing.iter().map(IssueId::to_string) {
            files.extend_from_slice(self.output.issue(&id));
        }
        Ok(files)
    }
}

/// Counts the issues that were dealt with, and tells the host.
pub(super) struct Count<'h> {
    host: &'h dyn Host,
    progress: Mutex<Progress>,
}

impl<'h> Count<'h> {
    pub(super) fn begin(host: &'h dyn Host, of: usize) -> Count<'h> {
        let progress = Progress { of, ..Progress::default() };
        host.progress(progress);
        Count { host, progress: Mutex::new(progress) }
    }

    fn rendered(&self, made: &Result<Made, Failed>) {
        match made {
            Ok(Made::Unset(_)) => {}
            Ok(made) => self.tell(matches!(made, Made::Fresh(_)), false),
            Err(_failed) => self.tell(false, true),
        }
    }

    fn set(&self, set: &Result<Vec<u8>, Failed>) {
        self.tell(false, set.is_err());
    }

    fn tell(&self, is_fresh: bool, has_failed: bool) {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.done += 1;
        progress.fresh += usize::from(is_fresh);
        progress.failed += usize::from(has_failed);
        self.host.progress(*progress);
    }

    pub(super) fn end(self) -> Progress {
        self.progress.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
