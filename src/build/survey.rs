//! The first way through the material: every issue is read, judged and let go of.

use rayon::prelude::*;

use super::material::{Input, Material, digest_of, inputs};
use super::recollection::Recollection;
use super::{BuildError, Host};
use crate::archive::Record;
use crate::check;
use crate::diag::{Diagnostics, Failed};
use crate::load::{self, IssueFolder, Library, LoadedIssue};
use crate::model::{Access, Date, IssueId};
use crate::tree::{Digest, FileTree};
use crate::view::IssueView;

/// What a workspace holds.
pub(super) struct Survey {
    /// The serial; of its issues no more than [`LoadedIssue::let_go`] leaves.
    pub(super) library: Library,
    /// The issues, in the order of the library's.
    pub(super) issues: Vec<Surveyed>,
}

/// What is kept of an issue while others are worked on.
pub(super) struct Surveyed {
    pub(super) folder: IssueFolder,
    /// What it is and who may read it; none where its file is no YAML.
    pub(super) issue: Option<(IssueId, Access)>,
    /// What the archive knows of it, if it can be listed.
    pub(super) record: Option<Box<Record>>,
    /// Whether it has no faults by itself.
    pub(super) is_sound: bool,
    /// Whether there is nothing at all to report of it by itself.
    pub(super) is_spotless: bool,
    /// One digest of the files of its folder.
    pub(super) made_from: Digest,
}

impl Surveyed {
    /// Reads the issue's files again, which must be what they were, and tells their digests.
    pub(super) fn read(&self, material: &Material) -> Result<(FileTree, Vec<Input>), BuildError> {
        let files = material.issue(&self.folder)?;
        let inputs = inputs(&files);
        match digest_of(&inputs) == self.made_from {
            true => Ok((files, inputs)),
            false => Err(BuildError::MaterialChanged(self.folder.path().clone())),
        }
    }
}

impl Survey {
    /// Whether an issue may be published on some days and not on others.
    pub(super) fn needs_today(&self) -> bool {
        let embargo = |surveyed: &Surveyed| -> Option<Date> { surveyed.issue?.1.embargo };
        self.issues.iter().any(|surveyed| embargo(surveyed).is_some())
    }
}

/// Reads and judges all issues.
pub(super) fn survey(
    material: &Material,
    host: &dyn Host,
    diagnostics: &mut Diagnostics,
) -> Result<Result<Survey, Failed>, BuildError> {
    go_through(material, &Recollection::default(), host, diagnostics)
}

/// Reads and judges all issues but those that are `known`.
pub(super) fn go_through(
    material: &Material,
    known: &Recollection,
    host: &dyn Host,
    diagnostics: &mut Diagnostics,
) -> Result<Result<Survey, Failed>, BuildError> {
    let folders = material.folders(diagnostics);
    let library = load::load_serial(material.shared(), diagnostics);
    let visit = |folder: &IssueFolder| {
        super::go_on(host)?;
        let files = material.issue(folder)?;
        let made_from = digest_of(&inputs(&files));
        if let Some((loaded, surveyed)) = known.issue(folder, made_from) {
            return Ok(Visited { loaded, surveyed, faults: Diagnostics::new() });
        }
        let loaded = load::load_issue(&files, folder);
        Ok(visit(folder, loaded, made_from, library.as_ref().ok()))
    };
    let visited: Result<Vec<Visited>, BuildError> = folders.par_iter().map(visit).collect();
    let visited = visited?;
    let mut loaded = Vec::with_capacity(visited.len());
    let mut issues = Vec::with_capacity(visited.len());
    for Visited { loaded: issue, surveyed, faults } in visited {
        diagnostics.append(faults);
        loaded.push(issue);
        issues.push(surveyed);
    }
    Ok(library.map(|mut library| {
        library.hold(loaded);
        check::check_ledger(&library, diagnostics);
        Survey { library, issues }
    }))
}

/// An issue that was judged and let go of, and its faults.
struct Visited {
    loaded: LoadedIssue,
    surveyed: Surveyed,
    faults: Diagnostics,
}

/// Judges an issue, and lets go of it.
fn visit(
    folder: &IssueFolder,
    mut loaded: LoadedIssue,
    made_from: Digest,
    library: Option<&Library>,
) -> Visited {
    let mut faults = Diagnostics::new();
    if let Some(library) = library {
        check::check_issue(library, &loaded, &mut faults);
    }
    faults.append(std::mem::take(&mut loaded.diagnostics));
    let issue = loaded.issue.as_deref();
    let surveyed = Surveyed {
        folder: folder.clone(),
        issue: issue.map(|issue| (issue.id, issue.access())),
        record: issue.zip(library).map(|(issue, library)| {
            Box::new(Record::short(issue, &IssueView::new(&library.serial, issue)))
        }),
        is_sound: faults.failed().is_none(),
        is_spotless: faults.iter().next().is_none(),
        made_from,
    };
    loaded.let_go();
    Visited { loaded, surveyed, faults }
}
