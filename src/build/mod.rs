//! The engine: from a workspace to an archive on the disk.
//!
//! Editions are made in parallel, each a function of its issue's files, and written to a staging
//! folder as soon as they are made, so that memory does not grow with the archive. The output is
//! exchanged for the staged one only when everything is right; a failed build leaves it as it was.

mod check;
mod edition;
mod output;
mod plan;

pub use check::{Verdict, check};

use std::path::PathBuf;

use rayon::prelude::*;

use crate::archive::{Catalogue, Manifest, ManifestEntry, Site};
use crate::check as rules;
use crate::diag::{Diagnostics, Failed};
use crate::disk::{self, DiskError, Refused};
use crate::emit::Fonts;
use crate::load::{self, Library};
use crate::model::{Date, IssueId};
use crate::render::Templates;
use crate::tree::FileTree;
use crate::view::SerialView;
use edition::Studio;
use output::Output;
use plan::Plan;

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
    /// The day that embargoes are measured against; needed only if an issue has one.
    pub today: Option<Date>,
}

/// What came of a build.
#[derive(Debug)]
pub struct Report {
    /// All faults found.
    pub diagnostics: Diagnostics,
    /// How many issues were rendered.
    pub built: usize,
    /// How many were left as they stood.
    pub kept: usize,
    /// How many are not for the archive: drafts, internal, under embargo, withdrawn.
    pub passed_over: usize,
    /// Whether the output was written.
    pub committed: bool,
}

impl Report {
    fn failed(diagnostics: Diagnostics) -> Report {
        Report { diagnostics, built: 0, kept: 0, passed_over: 0, committed: false }
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
    /// The output folder lies inside the material.
    OutInsideContent,
    /// An issue that was named does not exist.
    NoSuchIssue(IssueId),
    /// An issue that was named may not be in the public archive.
    NotPublic(IssueId),
    /// Another build works on the workspace; the number of its process.
    Locked(String),
    /// The threads could not be started.
    Threads(String),
}

impl From<DiskError> for BuildError {
    fn from(error: DiskError) -> BuildError {
        BuildError::Disk(error)
    }
}

/// Is told how far a build is.
pub trait Progress: Sync {
    /// An edition has been made: so many of so many.
    fn made(&self, done: usize, of: usize);
}

/// Reads a workspace's files.
pub fn read(root: &std::path::Path) -> Result<FileTree, BuildError> {
    let reading = disk::read_tree(root, &["content", "templates"])?;
    if reading.refused.is_empty() {
        Ok(reading.files)
    } else {
        Err(BuildError::LinksRefused(reading.refused))
    }
}

/// Whether an issue of a workspace has an embargo, so that a build needs to know the day.
pub fn needs_today(files: &FileTree) -> bool {
    let has_embargo = |bytes: &[u8]| bytes.windows(7).any(|window| window == b"embargo");
    files.iter().any(|(path, bytes)| path.file_name() == "issue.yaml" && has_embargo(bytes))
}

/// Builds the archive from a workspace's files.
pub fn run(
    files: &FileTree,
    options: &BuildOptions,
    progress: &dyn Progress,
) -> Result<Report, BuildError> {
    threads(options)?.install(|| build(files, options, progress))
}

fn threads(options: &BuildOptions) -> Result<rayon::ThreadPool, BuildError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.jobs.unwrap_or(0)).build();
    pool.map_err(|error| BuildError::Threads(error.to_string()))
}

fn build(
    files: &FileTree,
    options: &BuildOptions,
    progress: &dyn Progress,
) -> Result<Report, BuildError> {
    if options.out.starts_with(options.root.join("content")) {
        return Err(BuildError::OutInsideContent);
    }
    let _lock = lock(options)?;
    let output = Output::open(&options.out)?;
    let mut diagnostics = Diagnostics::new();
    let Ok(mut library) = judge(files, &mut diagnostics) else {
        return Ok(Report::failed(diagnostics));
    };
    let mut plan = Plan::new(&library, options, Some(&output))?;
    let diagnostics = plan.settle(&library, diagnostics);
    library.let_go();
    let set = |studio: &Studio<'_>, plan: &Plan, diagnostics| {
        publish(plan, studio, &output, progress, diagnostics)
    };
    in_studio(files, &library, &mut plan, diagnostics, set)
        .unwrap_or_else(|diagnostics| Ok(Report::failed(diagnostics)))
}

/// Reads the material, and holds it against the rules.
fn judge(files: &FileTree, diagnostics: &mut Diagnostics) -> Result<Library, Failed> {
    let library = load::load(files, diagnostics)?;
    rules::check(&library, diagnostics);
    for issue in &library.issues {
        diagnostics.append(issue.diagnostics.clone());
    }
    Ok(library)
}

/// Works on the sound issues of a plan with the faces and templates of a workspace; gives the
/// faults back where the templates cannot be read.
fn in_studio<T>(
    files: &FileTree,
    library: &Library,
    plan: &mut Plan,
    mut diagnostics: Diagnostics,
    work: impl FnOnce(&Studio<'_>, &Plan, Diagnostics) -> T,
) -> Result<T, Diagnostics> {
    let fonts = Fonts::built_in();
    let roles = fonts.roles(&library.serial.fonts, &library.serial_positions, &mut diagnostics);
    let Ok(templates) = Templates::load(files, &mut diagnostics) else { return Err(diagnostics) };
    plan.leave_out_faulty(library, &diagnostics);
    let serial = SerialView::new(&library.serial);
    let catalogue = Catalogue::new(std::mem::take(&mut plan.records));
    let site = Site { templates: &templates, serial: &serial, catalogue: &catalogue };
    let studio = Studio { files, library, site: &site, fonts: &fonts, roles: &roles };
    Ok(work(&studio, plan, diagnostics))
}

fn lock(options: &BuildOptions) -> Result<disk::Lock, BuildError> {
    let path = options.root.join(".yaobao/lock");
    match disk::lock(&path)? {
        Some(lock) => Ok(lock),
        None => {
            let holder = disk::read(&path)?.unwrap_or_default();
            Err(BuildError::Locked(String::from_utf8_lossy(&holder).into_owned()))
        }
    }
}

/// Makes the editions and the archive's pages, and puts them in place if nothing is wrong. Where
/// something is wrong already, sound issues are set all the same, for the faults that only the
/// typesetter finds.
fn publish(
    plan: &Plan,
    studio: &Studio<'_>,
    output: &Output,
    progress: &dyn Progress,
    mut diagnostics: Diagnostics,
) -> Result<Report, BuildError> {
    let is_lost = diagnostics.failed().is_some();
    let staging = output.stage()?;
    let mut manifest: Vec<ManifestEntry> = Vec::new();
    let mut done = 0;
    // Small chunks: what the engine remembers between documents is let go after each.
    for chunk in plan.editions.chunks(2 * rayon::current_num_threads()) {
        let stage = |at: &usize| {
            let (edition, faults) = studio.edition(&studio.library.issues[*at]);
            Ok((if is_lost { Vec::new() } else { staging.write(edition)? }, faults))
        };
        let made: Result<Vec<_>, DiskError> = chunk.par_iter().map(stage).collect();
        comemo::evict(0);
        for (entries, faults) in made? {
            manifest.extend(entries);
            diagnostics.append(faults);
        }
        done += chunk.len();
        progress.made(done, plan.editions.len());
    }
    for id in &plan.kept {
        manifest.extend(staging.keep(output, *id)?);
    }
    if !plan.kept.is_empty() {
        manifest.extend(staging.keep_assets(output)?);
    }
    let pages = studio.site.assemble(&mut diagnostics);
    let (Ok(pages), None) = (pages, diagnostics.failed()) else {
        staging.discard()?;
        return Ok(Report::failed(diagnostics));
    };
    manifest.extend(staging.write(pages)?);
    staging.finish(&Manifest::new(manifest))?;
    output.commit(staging)?;
    let (built, kept) = (plan.editions.len(), plan.kept.len());
    Ok(Report { diagnostics, built, kept, passed_over: plan.passed_over, committed: true })
}
