//! The engine: from a workspace to an archive on the disk.
//!
//! The material is gone through twice: a survey reads and judges every issue and keeps no more than
//! the ledger and the archive need; then the issues that do not stand in the output as they are to be
//! are read again and made, in parallel, each a function of its files, and written to a staging
//! folder at once. So memory does not grow with the archive. What is staged is put in place only when
//! everything is right; a failed build leaves the output as it was.

mod aside;
mod cache;
mod cells;
mod chain;
mod check;
mod commit;
mod depend;
mod edition;
mod explain;
mod fonts_in_use;
mod journal;
mod listed;
mod lists;
mod make;
mod material;
mod output;
mod plan;
mod press;
mod publish;
mod recollection;
mod search;
mod since;
mod sums;
mod survey;
mod target;

pub use check::{Verdict, check};
pub use explain::{Explanation, Section, explain};
pub use fonts_in_use::{FamilyInUse, FileInUse, FontsInUse, Lacking, RoleInUse, fonts_in_use};
pub use material::Material;
pub use target::Target;

use std::path::{Path, PathBuf};

use crate::archive::{Catalogue, Formats, Site};
use crate::diag::Diagnostics;
use crate::disk::{self, DiskError, Refused};
use crate::emit::Fonts;
use crate::load::Library;
use crate::model::{Audience, Date, IssueId};
use crate::render::Templates;
use crate::tree::{FileTree, VPath};
use crate::view::SerialView;
use edition::Studio;
use output::Output;
use plan::Plan;
use recollection::Recollection;
use survey::Survey;

/// What to build, and where to.
#[derive(Debug, Clone, Default)]
pub struct BuildOptions {
    /// The workspace's root.
    pub root: PathBuf,
    /// The archive's folder.
    pub out: PathBuf,
    /// The issues to render; all that are published, if empty.
    pub issues: Vec<IssueId>,
    /// Whether drafts are built too.
    pub drafts: bool,
    /// How many threads work; all cores, if absent.
    pub jobs: Option<usize>,
    /// The day that embargoes are measured against; the host's today, if absent and needed.
    pub today: Option<Date>,
    /// The forms that issues have in the archive.
    pub formats: Formats,
    /// Whom the archive is for.
    pub audience: Audience,
    /// Whether all is made anew, whatever stands in the output.
    pub force: bool,
}

/// What came of a build.
#[derive(Debug, Default)]
pub struct Report {
    /// All faults found.
    pub diagnostics: Diagnostics,
    /// How many issues were made.
    pub built: usize,
    /// How many stood in the output as they were to be made.
    pub fresh: usize,
    /// How many were not asked for, and stay as they are.
    pub kept: usize,
    /// How many are not for the archive: drafts, internal, under embargo, withdrawn.
    pub passed_over: usize,
    /// How many files of the archive were added, changed or taken away.
    pub changed: usize,
    /// Whether the output is what the material says.
    pub committed: bool,
}

impl Report {
    fn failed(diagnostics: Diagnostics) -> Report {
        Report { diagnostics, ..Report::default() }
    }
}

/// What the machine or the command line stands in the way with.
#[derive(Debug)]
pub enum BuildError {
    /// A file or folder.
    Disk(DiskError),
    /// The output folder holds files that no build of ours made.
    ForeignFiles(Vec<String>),
    /// The workspace holds links and files that are not read.
    LinksRefused(Vec<Refused>),
    /// The output folder is the workspace, lies in its material, or holds the workspace.
    OutInsideContent,
    /// Something else changed the staging folder.
    StagingChanged(PathBuf),
    /// An issue that was named does not exist; those that come next to it.
    NoSuchIssue(IssueId, Vec<IssueId>),
    /// An issue that was named may not be in the public archive.
    NotPublic(IssueId),
    /// An issue that was not named stands in the output, tells of another that is no longer there, and
    /// cannot be made again without what has changed in it since.
    HasToBeNamed(IssueId),
    /// Single issues were to be built in forms without the page, into an archive that has pages.
    PagesStand,
    /// The output folder holds the archive of another audience.
    OfOtherAudience(PathBuf, Audience),
    /// Another build works on the workspace; the number of its process.
    Locked(String),
    /// This file, or one in this folder, changed or went while the build was reading.
    MaterialChanged(VPath),
    /// The user wished the build to end.
    Interrupted,
    /// The threads could not be started.
    Threads(String),
}

impl BuildError {
    fn no_such_issue(library: &Library, id: IssueId) -> BuildError {
        BuildError::NoSuchIssue(id, library.around(id))
    }
}

impl From<DiskError> for BuildError {
    fn from(error: DiskError) -> BuildError {
        BuildError::Disk(error)
    }
}

/// Whoever runs a build: is told how far it is, and asked what a build does not know.
pub trait Host: Sync {
    /// So far the build has come.
    fn progress(&self, _progress: Progress) {}

    /// Whether the build is to end without having changed anything.
    fn is_interrupted(&self) -> bool {
        false
    }

    /// Today, for embargoes; asked only if an issue has one and the options name no day.
    fn today(&self) -> Option<Date> {
        None
    }
}

/// How far a build is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many issues have been dealt with.
    pub done: usize,
    /// How many there are to deal with.
    pub of: usize,
    /// How many of those done stood there already as they are to be.
    pub fresh: usize,
    /// How many of those done cannot be built.
    pub failed: usize,
}

/// Reads all files of a workspace but its fonts.
pub fn read(root: &Path) -> Result<FileTree, BuildError> {
    let reading = disk::read_tree(root, &["content", "templates"])?;
    if reading.refused.is_empty() {
        Ok(reading.files)
    } else {
        Err(BuildError::LinksRefused(reading.refused))
    }
}

/// Finishes or undoes what a killed build left half done, if no other build is at work. Costs
/// nothing where there is nothing to do.
pub fn recover(root: &Path) -> Result<(), BuildError> {
    match journal::is_open(root) {
        true => match lock(root) {
            Ok(_lock) => journal::recover(root),
            Err(BuildError::Locked(_)) => Ok(()),
            Err(error) => Err(error),
        },
        false => Ok(()),
    }
}

/// Builds the archive from a workspace's files.
pub fn run(
    material: &Material,
    options: &BuildOptions,
    host: &dyn Host,
) -> Result<Report, BuildError> {
    threads(options)?.install(|| build(material, options, host))
}

fn threads(options: &BuildOptions) -> Result<rayon::ThreadPool, BuildError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.jobs.unwrap_or(0)).build();
    pool.map_err(|error| BuildError::Threads(error.to_string()))
}

fn build(
    material: &Material,
    options: &BuildOptions,
    host: &dyn Host,
) -> Result<Report, BuildError> {
    refuse_material(options)?;
    let _locks = lock_both(options)?;
    journal::recover(&options.root)?;
    journal::mend(&disk::resolved(&options.out))?;
    let mut diagnostics = Diagnostics::new();
    let beside = recollection::beside(material);
    let known = match options.force {
        true => Recollection::default(),
        false => Recollection::read(&options.root).beside(beside),
    };
    let survey = || survey::go_through(material, &known, host, &mut diagnostics);
    let (output, survey) = rayon::join(|| Output::open(options), survey);
    let (output, survey) = (output?, survey?);
    if !options.issues.is_empty() && !options.formats.html && output.has("index.html") {
        return Err(BuildError::PagesStand);
    }
    if let Some(other) = output.audience().filter(|audience| *audience != options.audience) {
        return Err(BuildError::OfOtherAudience(options.out.clone(), other));
    }
    let Ok(mut survey) = survey else { return Ok(Report::failed(diagnostics)) };
    known.write(&options.root, beside, &survey);
    let today = today(&survey, options, host);
    let mut plan = Plan::new(&mut survey, options, today, Some(&output))?;
    let diagnostics = plan.settle(&survey.library, diagnostics);
    let press = press::Press { material, options, host, output: &output, survey: &survey };
    in_studio(material, &survey, &mut plan, diagnostics, |studio, plan, faults| {
        press.publish(studio, plan, faults)
    })
    .unwrap_or_else(|diagnostics| Ok(Report::failed(diagnostics)))
}

/// The day that embargoes are measured against.
fn today(survey: &Survey, options: &BuildOptions, host: &dyn Host) -> Option<Date> {
    options.today.or_else(|| survey.needs_today().then(|| host.today()).flatten())
}

/// Ends the build where its host wishes so.
fn go_on(host: &dyn Host) -> Result<(), BuildError> {
    if host.is_interrupted() { Err(BuildError::Interrupted) } else { Ok(()) }
}

/// Works on the sound issues of a plan with the faces and templates of a workspace; gives the
/// faults back where the templates cannot be read.
fn in_studio<T>(
    material: &Material,
    survey: &Survey,
    plan: &mut Plan,
    mut diagnostics: Diagnostics,
    work: impl FnOnce(&Studio<'_>, &Plan, Diagnostics) -> T,
) -> Result<T, Diagnostics> {
    let (files, library) = (material.shared(), &survey.library);
    let fonts = Fonts::new(files, &mut diagnostics);
    let roles = fonts.roles(&library.serial.fonts, &library.serial_positions, &mut diagnostics);
    let Ok(templates) = Templates::load(files, &mut diagnostics) else {
        return Err(diagnostics);
    };
    plan.leave_out_faulty(&diagnostics);
    let serial = SerialView::new(&library.serial);
    let catalogue = Catalogue::new(std::mem::take(&mut plan.records));
    let site = Site {
        templates: &templates,
        serial: &serial,
        catalogue: &catalogue,
        audience: plan.audience,
    };
    let studio = Studio { material, library, site: &site, fonts: &fonts, roles: &roles };
    Ok(work(&studio, plan, diagnostics))
}

/// Refuses an output where the material would be taken for it, or it for material.
fn refuse_material(options: &BuildOptions) -> Result<(), BuildError> {
    let (root, out) = (disk::whole(&options.root), disk::whole(&disk::resolved(&options.out)));
    let mut own = material::FOLDERS.iter().chain([&".yaobao"]);
    let is_own = own.any(|own| out.starts_with(root.join(own)));
    if is_own || root.starts_with(&out) { Err(BuildError::OutInsideContent) } else { Ok(()) }
}

/// The workspace's lock, and that of an output elsewhere, which several workspaces may name.
fn lock_both(options: &BuildOptions) -> Result<Vec<disk::Lock>, BuildError> {
    let mut locks = vec![lock(&options.root)?];
    let out = disk::resolved(&options.out);
    if !disk::whole(&out).starts_with(disk::whole(&options.root)) {
        locks.push(take(&journal::lock_file(&out))?);
    }
    Ok(locks)
}

fn lock(root: &Path) -> Result<disk::Lock, BuildError> {
    take(&root.join(".yaobao/lock"))
}

fn take(path: &Path) -> Result<disk::Lock, BuildError> {
    match disk::lock(path)? {
        Some(lock) => Ok(lock),
        None => {
            // Not every system lets others read what is locked.
            let holder = disk::read(path).ok().flatten().unwrap_or_default();
            Err(BuildError::Locked(String::from_utf8_lossy(&holder).into_owned()))
        }
    }
}
