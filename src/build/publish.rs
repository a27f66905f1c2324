//! The second way through the material: what is not fresh is made, and the archive put in place.

use super::cache::{Cache, Common};
use super::edition::Studio;
use super::make::{Count, Done, Printing};
use super::output::{self, Staging};
use super::plan::Plan;
use super::press::Press;
use super::sums::Sums;
use super::{BuildError, Report, journal, listed};
use crate::archive::{Catalogue, Listed, Manifest, issue_address};
use crate::diag::{Diagnostics, Failed};
use crate::disk::Beside;
use crate::model::IssueId;
use crate::tree::Digest;

/// A new archive that is ready to be put in place.
struct Staged {
    manifest: Manifest,
    /// What is to be remembered of its issues, unless that is remembered already.
    cache: Option<Beside>,
    report: Report,
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
            Ok(Ok(Staged { manifest, cache, mut report })) => {
                let [sums, listed] = self.notes(studio, &manifest, &staging);
                report.changed = staging.commit(&manifest).inspect_err(|_| {
                    // What was half done is undone now, or else by the next command.
                    let _ = journal::recover(&self.options.root);
                })?;
                // The archive stands; what cannot be remembered is made again.
                let notes = [cache, listed, sums].into_iter().flatten();
                notes.for_each(|note| drop(note.take_place()));
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

    /// Writes down what is to be remembered of an archive, before it is put in place, so that little
    /// can come between. What cannot be written is made again by the next build.
    fn notes(
        &self,
        studio: &Studio<'_>,
        manifest: &Manifest,
        staging: &Staging<'_>,
    ) -> [Option<Beside>; 2] {
        let (root, out) = (&self.options.root, self.output.folder());
        let write_sums = || {
            let sums = staging.sums(manifest);
            let sums = manifest.files.iter().zip(&sums);
            let sums = sums.filter_map(|(entry, sum)| Some((entry.sha256, (*sum)?)));
            Sums::write(root, out, sums).ok().flatten()
        };
        let write_listed = || {
            let records = studio.site.catalogue.records();
            let archive = output::digest(&manifest.files);
            listed::write(root, out, archive, records).ok().flatten()
        };
        rayon::join(write_sums, write_listed).into()
    }

    /// Makes what is not fresh. The last PDFs are set beside the lists, which tell of pages alone; more
    /// of them would take the room that lists need.
    fn stage(
        &self,
        studio: &Studio<'_>,
        plan: &Plan,
        staging: &Staging<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<Result<Staged, Failed>, BuildError> {
        let old = match self.options.force {
            true => Cache::default(),
            false => Cache::read(&self.options.root, self.output.folder()),
        };
        let common = self.common(studio);
        let mut new = Cache::default();
        new.know(&common);
        let common = common.digest();
        let (editions, kept) = self.divided(studio, plan, &old, common)?;
        let count = Count::begin(self.host, editions.len());
        let printing = Printing { press: self, studio, staging, old: &old, common, count };
        let mut done = Done::new(self.output, staging, editions.len() + kept.len());
        kept.iter().for_each(|id| done.stands(*id));
        printing.make(&editions, &mut done, diagnostics)?;
        let (unset, failed) = (done.take_unset(), diagnostics.failed());
        done.sources.sort();
        let lists = || match failed {
            Some(failed) => Ok((Err(failed), self.faults_of_lists(studio))),
            None => self.lists(studio, &done.sources, &old, staging),
        };
        let (set, lists) = rayon::join(|| printing.set(unset), lists);
        let (lists, faults) = lists?;
        done.set(set?, diagnostics)?;
        diagnostics.append(faults);
        let lists = match (lists, diagnostics.failed()) {
            (Ok(lists), None) => lists,
            (Err(failed), _) | (_, Some(failed)) => return Ok(Err(failed)),
        };
        let progress = printing.count.end();
        // Entries are many; what is written down of them goes before there are others.
        (new.lists, new.search) = (lists.lists, lists.search);
        done.remember(&old, &mut new)?;
        let cache = new.write(&self.options.root, self.output.folder()).ok().flatten();
        drop((new, old));
        let mut files = done.files()?;
        if !kept.is_empty() {
            // Pages that nobody asked for go on naming their style sheets.
            files.extend_from_slice(self.output.assets());
        }
        files.extend(lists.files);
        let report = Report {
            built: progress.done - progress.fresh,
            fresh: progress.fresh,
            kept: kept.len(),
            passed_over: plan.passed_over,
            ..Report::default()
        };
        Ok(Ok(Staged { manifest: Manifest::new(self.options.audience, files), cache, report }))
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
                let listed = listed::read(&self.options.root, self.output);
                Catalogue::new(listed.into_values().collect())
            }
        };
        for (id, at) in &plan.kept {
            let name = id.to_string();
            let now = studio.neighbours(*id);
            match old.entries.get(&name) {
                // What is remembered may be older than what stands.
                Some(entry)
                    if entry.neighbours == now && self.output.has_outputs(&name, entry.outputs) =>
                {
                    kept.push(*id);
                }
                // Without a page it tells of none.
                Some(_) if !self.output.has(&issue_address(&name, "index.html")) => kept.push(*id),
                // Its own text is what it was.
                Some(entry)
                    if entry.is_of(common, self.survey.issues[*at].made_from, entry.neighbours) =>
                {
                    editions.push(*at);
                }
                _ => {
                    let (before, behind) = listed.neighbours(*id);
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
}
