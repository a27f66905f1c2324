//! Which issues a build renders, which it leaves as they stand, and whose faults count.

use std::collections::BTreeSet;

use super::output::Output;
use super::{BuildError, BuildOptions};
use crate::archive::{Record, issue_address};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::load::{Library, LoadedIssue};
use crate::model::{Issue, IssueId, Status};
use crate::tree::VPath;
use crate::view::IssueView;

/// What a build does.
pub(super) struct Plan {
    /// The issues to render, by their places in the library.
    pub(super) editions: Vec<usize>,
    /// The issues whose files are taken over from the output.
    pub(super) kept: Vec<IssueId>,
    /// The records of all issues that the archive lists.
    pub(super) records: Vec<Record>,
    /// How many issues are not for the archive.
    pub(super) passed_over: usize,
    /// The issues that were named on the command line.
    named: Vec<IssueId>,
    drafts: bool,
    /// The folders of issues that stand in the output and are to stay there.
    standing: Vec<VPath>,
}

impl Plan {
    /// Plans the archive that goes to `output`. Without one, nothing is published, and issues that
    /// are not for the public may be named too.
    pub(super) fn new(
        library: &Library,
        options: &BuildOptions,
        output: Option<&Output>,
    ) -> Result<Plan, BuildError> {
        let mut plan = Plan {
            editions: Vec::new(),
            kept: Vec::new(),
            records: Vec::new(),
            passed_over: 0,
            standing: Vec::new(),
            named: options.issues.clone(),
            drafts: options.drafts,
        };
        let may_stand = |issue: &Issue| output.is_none() || may_be_public(issue, options);
        plan.check_named(library, may_stand)?;
        let has_page = |id: IssueId| {
            let page = issue_address(&id.to_string(), "index.html");
            output.is_some_and(|output| output.has(&page))
        };
        if !plan.named.is_empty() {
            let stands = |loaded: &&LoadedIssue| id_of(loaded).is_some_and(has_page);
            let standing = library.issues.iter().filter(stands);
            plan.standing = standing.map(|loaded| loaded.folder.clone()).collect();
        }
        for (at, loaded) in library.issues.iter().enumerate() {
            let Some(issue) = &loaded.issue else { continue };
            let is_named = plan.named.contains(&issue.id);
            let is_public = issue.is_published(options.today)
                || options.drafts && may_be_public(issue, options)
                || is_named && may_stand(issue);
            if !is_public {
                plan.passed_over += 1;
            } else if plan.named.is_empty() || is_named {
                plan.editions.push(at);
                plan.records.push(Record::new(&IssueView::new(&library.serial, issue)));
            } else if has_page(issue.id) {
                plan.kept.push(issue.id);
                plan.records.push(Record::new(&IssueView::new(&library.serial, issue)));
            }
        }
        Ok(plan)
    }

    /// Whether the issues that were named are there, and may stand where they are to stand.
    fn check_named(
        &self,
        library: &Library,
        may_stand: impl Fn(&Issue) -> bool,
    ) -> Result<(), BuildError> {
        for named in &self.named {
            let found = library.issues.iter().find(|loaded| id_of(loaded) == Some(*named));
            let loaded = found.ok_or(BuildError::NoSuchIssue(*named))?;
            // A faulty issue tells its faults.
            if let (Some(issue), None) = (&loaded.issue, loaded.diagnostics.failed())
                && !may_stand(issue)
            {
                return Err(BuildError::NotPublic(*named));
            }
        }
        Ok(())
    }

    /// Leaves out the issues that cannot be set: those that have errors, and all where the serial
    /// has one.
    pub(super) fn leave_out_faulty(&mut self, library: &Library, diagnostics: &Diagnostics) {
        let mut faulty = BTreeSet::new();
        for error in diagnostics.iter().filter(|d| d.severity == Severity::Error) {
            match error.span.as_ref().and_then(|span| folder_of(library, &span.file)) {
                Some(folder) => faulty.extend([folder]),
                None => self.editions.clear(),
            }
        }
        self.editions.retain(|at| !faulty.contains(&library.issues[*at].folder));
    }

    /// Faults of drafts that are not built, and of issues that were not named, do not stop a build.
    pub(super) fn settle(&self, library: &Library, diagnostics: Diagnostics) -> Diagnostics {
        diagnostics.map(|diagnostic| {
            let folder = diagnostic.span.as_ref().and_then(|span| folder_of(library, &span.file));
            let of = folder
                .and_then(|folder| library.issues.iter().find(|loaded| loaded.folder == *folder));
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

/// The folder of the issue that a file belongs to.
fn folder_of<'l>(library: &'l Library, file: &VPath) -> Option<&'l VPath> {
    let around = std::iter::successors(file.parent(), VPath::parent);
    let folders: Vec<VPath> = around.collect();
    library.issues.iter().map(|loaded| &loaded.folder).find(|folder| folders.contains(folder))
}

/// Whether an issue may stand in the public archive if it is asked for: a draft may, an internal,
/// embargoed or withdrawn issue may not.
fn may_be_public(issue: &Issue, options: &BuildOptions) -> bool {
    let status = if issue.status == Status::Draft { Status::Final } else { issue.status };
    Issue { status, ..issue.clone() }.is_published(options.today)
}

/// The number of an issue, or that of its folder where the file is too broken to tell.
fn id_of(loaded: &LoadedIssue) -> Option<IssueId> {
    let from_folder = || {
        let parts: Vec<&str> = loaded.folder.parts().skip(1).collect();
        IssueId::parse(&parts.join("-"))
    };
    loaded.ledger.map(|ledger| ledger.id).or_else(from_folder)
}
