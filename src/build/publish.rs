//! The second way through the material: what is not fresh is made, and the archive put in place.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::aside::Aside;
use super::cache::{Cache, Common, Entry, Remembered};
use super::edition::{Edition, Studio};
use super::material::Material;
use super::output::{self, Output, Staging};
use super::plan::Plan;
use super::survey::{Survey, Surveyed};
use super::{BuildError, BuildOptions, Host, Progress, Report, go_on, journal, listed};
use crate::archive::{Catalogue, Listed, Manifest, ManifestEntry, issue_address};
use crate::diag::{Diagnostics, Failed};
use crate::load;
use crate::model::IssueId;
use crate::tree::Digest;

/// What a build works with.
pub(super) struct Press<'a> {
    pub(super) material: &'a Material,
    pub(super) options: &'a BuildOptions,
    pub(super) host: &'a dyn Host,
    pub(super) output: &'a Output,
    pub(super) survey: &'a Survey,
}

/// What became of an issue.
struct Made {
    files: Vec<ManifestEntry>,
    entry: Entry,
    is_fresh: bool,
}

impl Press<'_> {
    /// Makes the issues that are not fresh and the archive's pages, and puts them in place if
    /// nothing is wrong. Where something is wrong already, sound issues are proved all the same, for
    /// the faults that only the typesetter finds.
    pub(super) fn publish(
        &self,
        studio: &Studio<'_>,
        plan: &Plan,
        mut diagnostics: Diagnostics,
    ) -> Result<Report, BuildError> {
        if diagnostics.failed().is_some() {
            super::check::prove(
                self.material,
                self.survey,
                studio,
                plan,
                self.host,
                &mut diagnostics,
            )?;
            return Ok(Report::failed(diagnostics));
        }
        let staging = self.output.stage(&self.options.root);
        match self.stage(studio, plan, &staging, &mut diagnostics) {
            Ok(Ok((manifest, cache, mut report))) => {
                let sums = staging.sums(&manifest);
                report.changed = staging.commit(&manifest).inspect_err(|_| {
                    // What was half done is undone now, or else by the next command.
                    let _ = journal::recover(&self.options.root);
                })?;
                // The archive stands; what cannot be remembered is made again.
                let _ = cache.write(&self.options.root, self.output.folder());
                let records = studio.site.catalogue.records();
                listed::write(&self.options.root, self.output.folder(), records);
                let _ = sums.write(&self.options.root, self.output.folder());
                Ok(Report { diagnostics, committed: true, ..report })
            }
            Ok(Err(_failed)) => {
                staging.discard()?;
                Ok(Report::failed(diagnostics))
            }
            Err(error) => {
                // What stands in the way of the build may stand in the way here too; the next
                // command looks after it.
                let _ = staging.discard();
                Err(error)
            }
        }
    }

    fn stage(
        &self,
        studio: &Studio<'_>,
        plan: &Plan,
        staging: &Staging<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Result<(Manifest, Cache, Report), Failed>, BuildError> {
        let old = match self.options.force {
            true => Cache::default(),
            false => Cache::read(&self.options.root, self.output.folder()),
        };
        let common = self.common(studio);
        let mut new = Cache::default();
        new.know(&common);
        let common = common.digest();
        let (editions, kept) = self.divided(studio, plan, &old, common)?;
        let mut aside = Aside::new(staging);
        let begun = Progress { of: editions.len(), ..Progress::default() };
        self.host.progress(begun);
        let progress = Mutex::new(begun);
        // Small chunks: what the engine remembers between documents is let go after each.
        for chunk in editions.chunks(2 * rayon::current_num_threads()) {
            let make = |at: &usize| {
                let mut faults = Diagnostics::new();
                let issue = &self.survey.issues[*at];
                let made = self.make(studio, issue, &old, common, staging, &mut faults)?;
                let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
                progress.done += 1;
                match &made {
                    Ok(made) => progress.fresh += usize::from(made.is_fresh),
                    Err(_failed) => progress.failed += 1,
                }
                self.host.progress(*progress);
                Ok((made, faults))
            };
            let made: Result<Vec<_>, BuildError> = chunk.par_iter().map(make).collect();
            comemo::evict(0);
            for (made, faults) in made? {
                diagnostics.append(faults);
                if let Ok(Made { files, entry, is_fresh }) = made {
                    aside.put(files, entry, is_fresh)?;
                }
            }
        }
        let progress = progress.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut files = aside.take_back(&mut new)?;
        files.extend(self.keep(&kept, &old, &mut new));
        if let Err(failed) =
            self.lists(studio, &mut files, (&old, &mut new), staging, diagnostics)?
        {
            return Ok(Err(failed));
        }
        let report = Report {
            built: progress.done - progress.fresh,
            fresh: progress.fresh,
            kept: kept.len(),
            passed_over: plan.passed_over,
            ..Report::default()
        };
        Ok(Ok((Manifest::new(self.options.audience, files), new, report)))
    }

    fn common(&self, studio: &Studio<'_>) -> Common {
        let options = self.options;
        let inputs = self.material.shared_inputs();
        Common::new(inputs, studio.site.templates, options.formats, options.audience)
    }

    /// What is made, and what stays as it stands: an issue that nobody asked for, unless what it says of
    /// the issues before and behind it is no longer so. One of them may have become a secret: then its
    /// page cannot stand.
    fn divided(
        &self,
        studio: &Studio<'_>,
        plan: &Plan,
        old: &Cache,
        common: Digest,
    ) -> Result<(Vec<usize>, Vec<IssueId>), BuildError> {
        let (mut editions, mut kept) = (plan.editions.clone(), Vec::new());
        let listed = match plan.kept.is_empty() {
            true => Catalogue::default(),
            false => {
                let listed = listed::read(&self.options.root, self.output.folder());
                Catalogue::new(listed.into_values().collect())
            }
        };
        for (id, at) in &plan.kept {
            let name = id.to_string();
            let now = neighbours(studio, &name);
            match old.entries.get(&name) {
                Some(entry) if entry.neighbours == now => kept.push(*id),
                // Its own text is what it was.
                Some(entry)
                    if entry.is_of(common, &self.survey.issues[*at].inputs, entry.neighbours) =>
                {
                    editions.push(*at);
                }
                _ => {
                    let (before, behind) = listed.neighbours(&name);
                    let told = [before, behind].into_iter().flatten();
                    let is_listed =
                        |it: Listed<'_>| studio.site.catalogue.record(it.id()).is_some();
                    if !told.into_iter().all(is_listed) {
                        return Err(BuildError::HasToBeNamed(*id));
                    }
                    kept.push(*id);
                }
            }
        }
        Ok((editions, kept))
    }

    /// The files that stay because nobody asked for their issues, and the style sheets they name.
    fn keep(&self, kept: &[IssueId], old: &Cache, new: &mut Cache) -> Vec<ManifestEntry> {
        let mut files = Vec::new();
        for id in kept.iter().map(IssueId::to_string) {
            files.extend_from_slice(self.output.issue(&id));
            old.entries.get(&id).into_iter().for_each(|entry| new.take_over(entry, old));
        }
        if !kept.is_empty() {
            files.extend(self.output.assets().iter().cloned());
        }
        files
    }

    /// Makes an issue, unless it stands in the output as it is to be.
    fn make(
        &self,
        studio: &Studio<'_>,
        issue: &Surveyed,
        old: &Cache,
        common: Digest,
        staging: &Staging<'_>,
        faults: &mut Diagnostics,
    ) -> Result<Result<Made, Failed>, BuildError> {
        go_on(self.host)?;
        let (number, _) = issue.issue.expect("only issues that could be read are planned");
        let id = number.to_string();
        let neighbours = neighbours(studio, &id);
        let stands = old.entries.get(&id).filter(|entry| {
            self.output.is_intact(number) && self.output.has_outputs(&id, entry.outputs)
        });
        if let Some(entry) = stands
            && entry.is_of(common, &issue.inputs, neighbours)
        {
            let files = self.output.issue(&id).to_vec();
            return Ok(Ok(Made { files, entry: entry.clone(), is_fresh: true }));
        }
        let content = issue.read(self.material)?;
        let loaded = load::load_issue(&content, &issue.folder);
        let pdf = self.output.intact(&issue_address(&id, &format!("{id}.pdf")));
        let has_pdf =
            |pages: Digest| pdf.is_some() && stands.is_some_and(|entry| entry.pages == pages);
        let Edition { files: edition, pages, .. } =
            match studio.edition(&loaded, self.options.formats, has_pdf, faults) {
                Ok(edition) => edition,
                Err(failed) => return Ok(Err(failed)),
            };
        let mut files = Vec::with_capacity(edition.len() + 1);
        for (path, bytes) in edition {
            files.push(staging.put(&path, &bytes)?);
        }
        if self.options.formats.pdf && has_pdf(pages) {
            files.extend(pdf.cloned());
        }
        files.sort();
        let inputs = issue.inputs.iter().map(Remembered::from).collect();
        let outputs = output::digest(&files);
        let entry = Entry { issue: id, common, inputs, neighbours, pages, outputs };
        Ok(Ok(Made { files, entry, is_fresh: false }))
    }
}

/// What the page of an issue says of those before and behind it, and of who may read it.
pub(super) fn neighbours(studio: &Studio<'_>, id: &str) -> Digest {
    let catalogue = studio.site.catalogue;
    let (before, behind) = catalogue.neighbours(id);
    let own = catalogue.record(id).map(|record| &record.restrictions);
    Digest::of(&serde_json::to_vec(&(before, own, behind)).expect("all keys are text"))
}
