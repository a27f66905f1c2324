//! Which issues a build renders, which it leaves as they stand, and whose faults count.

use super::output::Output;
use super::{BuildError, BuildOptions};
use crate::archive::{Record, issue_address};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::load::{Library, LoadedIssue};
use crate::model::{Issue, IssueId, Prose, Status};
use crate::tree::VPath;
use crate::view::IssueView;

/// What a build does.
pub(super) struct Plan<'a> {
    /// The issues to render.
    pub(super) editions: Vec<Planned<'a>>,
    /// The issues whose files are taken over from the output.
    pub(super) kept: Vec<IssueId>,
    kept_records: Vec<Record>,
    /// How many issues are not for the archive.
    pub(super) passed_over: usize,
    /// The issues that were named on the command line.
    named: Vec<IssueId>,
    drafts: bool,
    /// The folders of issues that stand in the output and are to stay there.
    standing: Vec<VPath>,
}

/// An issue to render.
pub(super) struct Planned<'a> {
    pub(super) loaded: &'a LoadedIssue,
    pub(super) issue: &'a Issue,
    pub(super) view: IssueView<Prose>,
    pub(super) record: Record,
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        library: &'a Library,
        options: &BuildOptions,
        output: &Output,
    ) -> Result<Plan<'a>, BuildError> {
        let mut plan = Plan {
            editions: Vec::new(),
            kept: Vec::new(),
            kept_records: Vec::new(),
            passed_over: 0,
            standing: Vec::new(),
            named: options.issues.clone(),
            drafts: options.drafts,
        };
        for named in &options.issues {
            let loaded = library
                .issues
                .iter()
                .find(|loaded| id_of(loaded) == Some(*named))
                .ok_or(BuildError::NoSuchIssue(*named))?;
            if loaded.issue.as_ref().is_some_and(|issue| !plan.may_be_public(issue, options)) {
                return Err(BuildError::NotPublic(*named));
            }
        }
        if !options.issues.is_empty() {
            let stands = |loaded: &&LoadedIssue| {
                id_of(loaded)
                    .is_some_and(|id| output.has(&issue_address(&id.to_string(), "index.html")))
            };
            plan.standing =
                library.issues.iter().filter(stands).map(|loaded| loaded.folder.clone()).collect();
        }
        for (loaded, issue) in
            library.issues.iter().filter_map(|loaded| Some((loaded, loaded.issue.as_ref()?)))
        {
            let is_named = plan.named.contains(&issue.id);
            let is_public = issue.is_published(options.today)
                || (options.drafts || is_named) && plan.may_be_public(issue, options);
            if !is_public {
                plan.passed_over += 1;
                continue;
            }
            let view = IssueView::new(&library.serial, issue);
            let record = Record::new(&view);
            if plan.named.is_empty() || is_named {
                plan.editions.push(Planned { loaded, issue, view, record });
            } else if output.has(&issue_address(&record.id, "index.html")) {
                plan.kept.push(issue.id);
                plan.kept_records.push(record);
            }
        }
        Ok(plan)
    }

    /// Whether an issue may stand in the public archive if it is asked for: a draft may, an
    /// internal, embargoed or withdrawn issue may not.
    fn may_be_public(&self, issue: &Issue, options: &BuildOptions) -> bool {
        let as_final = Issue {
            status: if issue.status == Status::Draft { Status::Final } else { issue.status },
            ..issue.clone()
        };
        as_final.is_published(options.today)
    }

    /// The records of all issues that the archive lists.
    pub(super) fn records(&self) -> Vec<Record> {
        self.editions
            .iter()
            .map(|planned| planned.record.clone())
            .chain(self.kept_records.iter().cloned())
            .collect()
    }

    /// Faults of drafts that are not built, and of issues that were not named, do not stop a build.
    pub(super) fn settle(&self, library: &Library, diagnostics: Diagnostics) -> Diagnostics {
        diagnostics.map(|diagnostic| {
            let of = diagnostic.span.as_ref().and_then(|span| {
                library.issues.iter().find(|loaded| {
                    span.file
                        .as_str()
                        .strip_prefix(loaded.folder.as_str())
                        .is_some_and(|rest| rest.starts_with('/'))
                })
            });
            match of {
                Some(loaded) if diagnostic.severity == Severity::Error && !self.counts(loaded) => {
                    Diagnostic { severity: Severity::Warning, ..diagnostic }
                }
                _ => diagnostic,
            }
        })
    }

    fn counts(&self, loaded: &LoadedIssue) -> bool {
        let is_named = id_of(loaded).is_some_and(|id| self.named.contains(&id));
        match (self.named.is_empty(), loaded.status) {
            // A broken issue cannot be listed, and what stands must not vanish.
            (false, _) => is_named || self.standing.contains(&loaded.folder),
            (true, Some(Status::Draft)) => self.drafts,
            (true, _) => true,
        }
    }
}

/// The number of an issue, or that of its folder where the file is too broken to tell.
fn id_of(loaded: &LoadedIssue) -> Option<IssueId> {
    let from_folder = || {
        let parts: Vec<&str> = loaded.folder.parts().skip(1).collect();
        IssueId::parse(&parts.join("-"))
    };
    loaded.ledger.map(|ledger| ledger.id).or_else(from_folder)
}
