//! Which issues a build makes, which it leaves as they stand, and whose faults count.

use std::collections::{BTreeMap, BTreeSet};

use super::listed;
use super::output::Output;
use super::survey::Survey;
use super::{BuildError, BuildOptions};
use crate::archive::{Formats, Record};
use crate::check::UNFINISHED;
use crate::diag::{Diagnostic, Diagnostics, Severity, Span};
use crate::load::Library;
use crate::model::{Access, Audience, Date, IssueId, Status};
use crate::tree::VPath;

/// What a build does.
pub(super) struct Plan {
    /// The issues that the build answers for, by their places in the survey.
    pub(super) editions: Vec<usize>,
    /// The issues whose files are taken over from the output as they stand, with their places in the
    /// survey.
    pub(super) kept: Vec<(IssueId, usize)>,
    /// The records of all issues that the archive lists.
    pub(super) records: Vec<Record>,
    /// How many issues are not for the archive.
    pub(super) passed_over: usize,
    /// Whom the archive is for.
    pub(super) audience: Audience,
    /// The issues that were named on the command line.
    named: Vec<IssueId>,
    drafts: bool,
    /// The places of issues by their folders.
    places: BTreeMap<VPath, usize>,
    /// The issues that stand in the output and are to stay there.
    standing: BTreeSet<usize>,
}

impl Plan {
    /// Plans the archive that goes to `output`. Without one, nothing is published, and issues that
    /// are not for the public may be named too.
    pub(super) fn new(
        survey: &mut Survey,
        options: &BuildOptions,
        today: Option<Date>,
        output: Option<&Output>,
    ) -> Result<Plan, BuildError> {
        let folders = survey.issues.iter().enumerate();
        let mut plan = Plan {
            editions: Vec::new(),
            kept: Vec::new(),
            records: Vec::new(),
            passed_over: 0,
            audience: options.audience,
            named: options.issues.clone(),
            drafts: options.drafts,
            places: folders.map(|(at, issue)| (issue.folder.path().clone(), at)).collect(),
            standing: BTreeSet::new(),
        };
        let may_stand = |access: Access| {
            output.is_none()
                || options.audience == Audience::Internal
                || may_be_public(access, today)
        };
        plan.check_named(survey, may_stand)?;
        let stands =
            |id: IssueId| output.is_some_and(|output| !output.issue(&id.to_string()).is_empty());
        let mut listed = match (plan.named.is_empty(), output) {
            (false, Some(output)) => listed::read(&options.root, output),
            _ => BTreeMap::new(),
        };
        let Survey { library, issues } = survey;
        for (at, surveyed) in issues.iter_mut().enumerate() {
            if !plan.named.is_empty() && library.issues[at].number().is_some_and(stands) {
                plan.standing.insert(at);
            }
            let Some((id, access)) = surveyed.issue else { continue };
            let is_named = plan.named.contains(&id);
            let is_wanted = match options.audience {
                Audience::Public => access.is_published(today),
                // Nobody asked for a draft; it comes along if it can.
                Audience::Internal => access.status != Status::Draft || surveyed.is_sound,
            };
            let is_shown =
                is_wanted || options.drafts && may_stand(access) || is_named && may_stand(access);
            let leaves_tombstone = options.audience == Audience::Public
                && access.is_withdrawn_from_public(today)
                && (plan.named.is_empty() || stands(id));
            let is_intact =
                output.is_some_and(|output| output.is_intact(id) && output.has_sound_assets());
            if !is_shown {
                plan.passed_over += 1;
                if leaves_tombstone && let Some(record) = surveyed.record.take() {
                    plan.records.push(record.tombstone());
                }
                continue;
            } else if plan.named.is_empty() || is_named {
                plan.editions.push(at);
            } else if stands(id) && is_intact && listed.contains_key(&id) {
                plan.kept.push((id, at));
            } else if stands(id) {
                // What stands there is not what was built; it is made again.
                plan.editions.push(at);
            } else {
                continue;
            }
            let is_kept = plan.kept.last().is_some_and(|(kept, _)| *kept == id);
            let record = match is_kept {
                // It is listed as it stands there.
                true => listed.remove(&id).map(Box::new),
                false => surveyed.record.take(),
            };
            let Some(record) = record else { continue };
            let record = match options.audience {
                Audience::Public => *record,
                Audience::Internal => record.restricted(access, today),
            };
            plan.records.extend(match output.filter(|_| is_kept) {
                Some(output) => as_it_stands(record, output, options.formats),
                None => Some(record.only(options.formats)),
            });
        }
        Ok(plan)
    }

    /// Whether the issues that were named are there, and may stand where they are to stand. One that
    /// was named by its folder goes by the number that it says from here on.
    fn check_named(
        &mut self,
        survey: &Survey,
        may_stand: impl Fn(Access) -> bool,
    ) -> Result<(), BuildError> {
        let library = &survey.library;
        for named in &mut self.named {
            let at = library.place_of(*named);
            let at = at.ok_or_else(|| BuildError::no_such_issue(library, *named))?;
            let surveyed = &survey.issues[at];
            *named = library.issues[at].number().unwrap_or(*named);
            // A faulty issue tells its faults.
            if let (Some((_, access)), true) = (surveyed.issue, surveyed.is_sound)
                && !may_stand(access)
            {
                return Err(BuildError::NotPublic(*named));
            }
        }
        Ok(())
    }

    /// Leaves out the issues that cannot be set: those that have errors, and all where the serial
    /// has one.
    pub(super) fn leave_out_faulty(&mut self, diagnostics: &Diagnostics) {
        let mut faulty = BTreeSet::new();
        for error in diagnostics.iter().filter(|d| d.severity == Severity::Error) {
            match self.issue_of(error) {
                Some(at) => faulty.extend([at]),
                None => self.editions.clear(),
            }
        }
        self.editions.retain(|at| !faulty.contains(at));
    }

    /// Faults of drafts that are not built, and of issues that were not named, do not stop a build;
    /// that such a draft is unfinished is no news.
    pub(super) fn settle(&self, library: &Library, diagnostics: Diagnostics) -> Diagnostics {
        let is_due = |diagnostic: &Diagnostic| {
            let unfinished = self.issue_of(diagnostic).filter(|_| diagnostic.code == UNFINISHED);
            let draft = unfinished.filter(|at| library.issues[*at].status == Some(Status::Draft));
            draft.is_none_or(|at| self.counts(library, at))
        };
        let (diagnostics, _) = diagnostics.only(is_due);
        diagnostics.map(|diagnostic| match self.issue_of(&diagnostic) {
            Some(at) if diagnostic.severity == Severity::Error && !self.counts(library, at) => {
                Diagnostic { severity: Severity::Warning, ..diagnostic }
            }
            _ => diagnostic,
        })
    }

    /// Whether a fault concerns the issues that were named: it lies in one of them or names a place
    /// there, or lies in no issue at all. All do, where none was named.
    pub(super) fn concerns_named(&self, library: &Library, diagnostic: &Diagnostic) -> bool {
        let is_named = |at: usize| {
            library.issues[at].number().is_some_and(|number| self.named.contains(&number))
        };
        let places = diagnostic.related.iter().map(|related| &related.span);
        let mut issues = places.filter_map(|span| self.issue_at(span));
        self.named.is_empty()
            || self.issue_of(diagnostic).is_none_or(is_named)
            || issues.any(is_named)
    }

    fn counts(&self, library: &Library, at: usize) -> bool {
        let loaded = &library.issues[at];
        let is_named = loaded.number().is_some_and(|id| self.named.contains(&id));
        match (self.named.is_empty(), loaded.status) {
            // A broken issue cannot be listed, and what stands must not vanish.
            (false, _) => is_named || self.standing.contains(&at),
            (true, Some(Status::Draft)) => self.drafts,
            (true, _) => true,
        }
    }

    /// The issue in whose folder a fault lies.
    fn issue_of(&self, diagnostic: &Diagnostic) -> Option<usize> {
        self.issue_at(diagnostic.span.as_ref()?)
    }

    fn issue_at(&self, span: &Span) -> Option<usize> {
        std::iter::successors(span.file.parent(), VPath::parent)
            .find_map(|folder| self.places.get(&folder).copied())
    }
}

/// The record of an issue that stays, in the forms that it has there; none without a page, where
/// issues have pages.
fn as_it_stands(record: Record, output: &Output, wanted: Formats) -> Option<Record> {
    let formats = Formats {
        html: output.has(&record.page()),
        pdf: output.has(&record.pdf()),
        markdown: output.has(&record.markdown()),
    };
    (formats.html || !wanted.html).then(|| record.only(formats))
}

/// Whether an issue may stand in the public archive if it is asked for: a draft may, an internal,
/// embargoed or withdrawn issue may not.
fn may_be_public(access: Access, today: Option<Date>) -> bool {
    let status = if access.status == Status::Draft { Status::Final } else { access.status };
    Access { status, ..access }.is_published(today)
}
