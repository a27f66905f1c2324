//! The workspace that a command works on, and the day.

use std::path::{Path, PathBuf};

use super::Exit;
use super::args::{Global, Shared};
use super::terminal::Terminal;
use crate::build::{self, BuildOptions, Material};
use crate::diag::text;
use crate::disk;
use crate::load::SERIAL;
use crate::model::{Audience, Date, IssueId};
use crate::tree::{Bytes, FileTree, VPath};

/// A workspace on the disk.
pub(super) struct Workspace {
    /// Its folder.
    pub(super) root: PathBuf,
}

impl Workspace {
    /// Finds the workspace; says so where there is none. A build that was killed there is finished
    /// or undone.
    pub(super) fn open(global: &Global, terminal: &Terminal) -> Result<Workspace, Exit> {
        let Some(root) = root(global) else {
            terminal.line(&text!(
                "这里和上层文件夹都没有 content/serial.yaml；到刊物的文件夹里再运行，用 --root 指明，或用 yaobao init 新建一个",
                "neither here nor above is a content/serial.yaml; run this in a serial's folder, name one with --root, or make one with yaobao init"
            ));
            return Err(Exit::MachineInTheWay);
        };
        build::recover(&root).map_err(|error| terminal.refuse(&error))?;
        Ok(Workspace { root })
    }

    /// Reads all its files.
    pub(super) fn read(&self, terminal: &Terminal) -> Result<FileTree, Exit> {
        build::read(&self.root).map_err(|error| terminal.refuse(&error))
    }

    /// Its files, to be read one issue after the other.
    pub(super) fn material(&self, terminal: &Terminal) -> Result<Material, Exit> {
        Material::read(&self.root).map_err(|error| terminal.refuse(&error))
    }

    /// The folder of the archive that is for an audience, unless another was named.
    pub(super) fn out(&self, named: Option<&Path>, audience: Audience) -> PathBuf {
        let own = match audience {
            Audience::Public => "dist",
            Audience::Internal => "dist-internal",
        };
        named.map_or_else(|| self.root.join(own), Path::to_owned)
    }

    /// What to build of it, or check.
    pub(super) fn options(&self, issues: &[IssueId], shared: &Shared) -> BuildOptions {
        BuildOptions {
            root: self.root.clone(),
            issues: issues.to_vec(),
            drafts: shared.drafts,
            jobs: shared.jobs.map(usize::from),
            today: shared.today,
            ..BuildOptions::default()
        }
    }
}

/// What became of files that were to be added.
#[derive(Default)]
pub(super) struct Added {
    /// Those that were written.
    pub(super) written: Vec<String>,
    /// Those that were there already, and stay as they are.
    pub(super) kept: Vec<String>,
}

/// Adds files below a folder.
pub(super) fn add(
    root: &Path,
    files: impl IntoIterator<Item = (VPath, Bytes)>,
    terminal: &Terminal,
) -> Result<Added, Exit> {
    let mut added = Added::default();
    for (path, bytes) in files {
        let path = root.join(path.as_str());
        let is_new = disk::add(&path, &bytes).map_err(|error| terminal.refuse(&error.into()))?;
        let list = if is_new { &mut added.written } else { &mut added.kept };
        list.push(path.to_string_lossy().into_owned());
    }
    Ok(added)
}

/// The workspace that was named, or the nearest around the working folder.
fn root(global: &Global) -> Option<PathBuf> {
    let is_workspace = |folder: &Path| disk::exists(&folder.join(SERIAL));
    match &global.root {
        Some(root) => is_workspace(root).then(|| root.clone()),
        None => {
            // A relative path keeps the machine's folders out of messages.
            let ups = std::iter::successors(Some(PathBuf::new()), |folder| Some(folder.join("..")));
            ups.take(32).find(|folder| is_workspace(folder))
        }
    }
}

/// The day that was named, else today.
pub(super) fn day(named: Option<Date>, terminal: &Terminal) -> Result<Date, Exit> {
    named.or_else(today).ok_or_else(|| {
        terminal.line(&text!("这台机器不知道今天的日期", "this machine does not know the day"));
        Exit::MachineInTheWay
    })
}

/// Today in China (UTC+8).
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub(super) fn today() -> Option<Date> {
    let seconds =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?.as_secs()
            + 8 * 3600;
    Date::from_days_since_1970(i64::try_from(seconds / 86_400).ok()?)
}
