//! The second way through the material: what is not fresh is made, and the archive put in place.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::aside::Aside;
use super::cache::{Cache, Common, Entry, Remembered};
use super::edition::{Edition, Studio};
use super::lists::Sources;
use super::material::Material;
use super::output::{self, Output, Staging};
use super::plan::Plan;
use super::sums::Sums;
use super::survey::{Survey, Surveyed};
use super::{BuildError, BuildOptions, Host, Progress, Report, go_on, journal, listed};
use crate::archive::{Catalogue, Listed, Manifest, ManifestEntry, issue_address};
use crate::diag::{Diagnostics, Failed};
use crate::disk::Beside;
use crate::load::{self, LoadedIssue};
use crate::model::IssueId;
use crate::render::TypstSource;
use crate::tree::{Digest, VPath};

/// What a build works with.
pub(super) struct Press<'a> {
    pub(super) material: &'a Material,
    pub(super) options: &'a BuildOptions,
    pub(super) host: &'a dyn Host,
    pub(super) output: &'a Output,
    pub(super) survey: &'a Survey,
}

/// A new archive that is ready to be put in place.
struct Staged {
    manifest: Manifest,
    /// What is to be remembered of its issues, unless that is remembered already.
    cache: Option<Beside>,
    report: Report,
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
struct Product {
    id: IssueId,
    files: Vec<ManifestEntry>,
    entry: Entry,
}

/// What the PDF of an issue is set from.
struct Unset {
    /// Its other files.
    made: Product,
    loaded: LoadedIssue,
    source: TypstSource,
    /// Its path in the archive.
    address: VPath,
}

/// An issue, or that it has faults, and what there is to report.
type Found<T> = (Result<T, Failed>, Diagnostics);

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

    /// Makes what is not fresh. While the PDFs of some issues are set, the pages of the next are
    /// rendered. PDFs that are too few in the end to keep all threads busy are set beside the lists, which
    /// tell of pages alone; more would take the room that lists need.
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
        let mut done = Done::new(self.output, staging, editions.len() + kept.len());
        kept.iter().for_each(|id| done.stands(*id));
        // Small chunks, since what the engine remembers is let go behind each; but what it knows of one
        // issue serves another.
        let at_once = rayon::current_num_threads().max(2);
        for chunk in editions.chunks(at_once) {
            let render = |at: &usize| {
                let mut faults = Diagnostics::new();
                let issue = &self.survey.issues[*at];
                let made = self.render(studio, issue, &old, common, staging, &mut faults)?;
                count.rendered(&made);
                Ok((made, faults))
            };
            let full = if done.unset.len() < at_once { Vec::new() } else { done.take_unset() };
            let (set, rendered) = rayon::join(
                || self.set(studio, full, &count, staging),
                || chunk.par_iter().map(render).collect::<Result<Vec<_>, BuildError>>(),
            );
            done.set(set?, diagnostics)?;
            for (made, faults) in rendered? {
                diagnostics.append(faults);
                made.into_iter().try_for_each(|made| done.rendered(made))?;
            }
        }
        if done.unset.len() >= rayon::current_num_threads() {
            let set = self.set(studio, done.take_unset(), &count, staging)?;
            done.set(set, diagnostics)?;
        }
        let (unset, failed) = (done.take_unset(), diagnostics.failed());
        done.sources.sort();
        let lists = || match failed {
            Some(failed) => Ok((Err(failed), self.faults_of_lists(studio))),
            None => self.lists(studio, &done.sources, &old, staging),
        };
        let (set, lists) = rayon::join(|| self.set(studio, unset, &count, staging), lists);
        let (lists, faults) = lists?;
        done.set(set?, diagnostics)?;
        diagnostics.append(faults);
        let lists = match (lists, diagnostics.failed()) {
            (Ok(lists), None) => lists,
            (Err(failed), _) | (_, Some(failed)) => return Ok(Err(failed)),
        };
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
        let progress = count.end();
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
            let now = neighbours(studio, *id);
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

    /// Renders an issue, unless it stands in the output as it is to be.
    fn render(
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
        let neighbours = neighbours(studio, number);
        let stands = old.entries.get(&id).filter(|entry| {
            self.output.is_intact(number) && self.output.has_outputs(&id, entry.outputs)
        });
        if let Some(entry) = stands
            && entry.is_of(common, issue.made_from, neighbours)
        {
            return Ok(Ok(Made::Fresh(number)));
        }
        let (content, inputs) = issue.read(self.material)?;
        let loaded = load::load_issue(&content, &issue.folder);
        let Edition { files: edition, pdf, source, pages } =
            match studio.edition(&loaded, self.options.formats, faults) {
                Ok(edition) => edition,
                Err(failed) => return Ok(Err(failed)),
            };
        let mut files = Vec::with_capacity(edition.len() + 1);
        for (path, bytes) in edition {
            files.push(staging.put(&path, &bytes)?);
        }
        let standing = self.output.intact(&pdf);
        let standing = standing.filter(|_| stands.is_some_and(|entry| entry.pages == pages));
        files.extend(standing.cloned());
        files.sort();
        let inputs = inputs.iter().map(Remembered::from).collect();
        let outputs = output::digest(&files);
        let entry = Entry { issue: id, common, inputs, neighbours, pages, outputs };
        let made = Product { id: number, files, entry };
        // Without an address, no PDF is wanted.
        Ok(Ok(match VPath::parse(&pdf).filter(|_| standing.is_none()) {
            Some(address) => Made::Unset(Box::new(Unset { made, loaded, source, address })),
            None => Made::Whole(Box::new(made)),
        }))
    }

    /// Sets the PDFs that are still to be set.
    fn set(
        &self,
        studio: &Studio<'_>,
        unset: Vec<Unset>,
        count: &Count<'_>,
        staging: &Staging<'_>,
    ) -> Result<Vec<Found<Product>>, BuildError> {
        let set = |unset: Unset| {
            go_on(self.host)?;
            let Unset { mut made, loaded, source, address } = unset;
            let mut faults = Diagnostics::new();
            let set = studio.set(&loaded, &made.entry.issue, &source, &mut faults);
            count.set(&set);
            let pdf = match set {
                Ok(bytes) => staging.put(&address, &bytes)?,
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
struct Done<'a> {
    output: &'a Output,
    /// Those that stay as they stand in the output.
    standing: Vec<IssueId>,
    unset: Vec<Unset>,
    /// All others.
    aside: Aside<'a>,
    /// What lists are made from, of each.
    sources: Sources,
}

impl<'a> Done<'a> {
    fn new(output: &'a Output, staging: &'a Staging<'_>, count: usize) -> Done<'a> {
        let (standing, unset, sources) = (Vec::new(), Vec::new(), Sources::of(count));
        Done { output, standing, unset, aside: Aside::new(staging), sources }
    }

    fn stands(&mut self, id: IssueId) {
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

    fn take_unset(&mut self) -> Vec<Unset> {
        std::mem::take(&mut self.unset)
    }

    fn set(
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
    fn remember(&mut self, old: &Cache, new: &mut Cache) -> Result<(), BuildError> {
        self.aside.remember(new)?;
        for id in self.standing.iter().map(IssueId::to_string) {
            old.entries.get(&id).into_iter().for_each(|entry| new.take_over(entry, old));
        }
        Ok(())
    }

    /// The files of all issues.
    fn files(self) -> Result<Vec<ManifestEntry>, BuildError> {
        drop(self.sources);
        let mut files = self.aside.files()?;
        for id in self.standing.iter().map(IssueId::to_string) {
            files.extend_from_slice(self.output.issue(&id));
        }
        Ok(files)
    }
}

/// Counts the issues that were dealt with, and tells the host.
struct Count<'h> {
    host: &'h dyn Host,
    progress: Mutex<Progress>,
}

impl<'h> Count<'h> {
    fn begin(host: &'h dyn Host, of: usize) -> Count<'h> {
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

    fn end(self) -> Progress {
        self.progress.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the page of an issue says of those before and behind it, and of who may read it.
pub(super) fn neighbours(studio: &Studio<'_>, id: IssueId) -> Digest {
    let catalogue = studio.site.catalogue;
    let (before, behind) = catalogue.neighbours(id);
    let own = catalogue.record(id).map(|record| &record.restrictions);
    Digest::of(&serde_json::to_vec(&(before, own, behind)).expect("all keys are text"))
}
