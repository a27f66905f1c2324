//! The commit: how a new archive takes the place of the old one at one stroke, and how a stroke that
//! was interrupted is finished or undone.
//!
//! The new archive is complete in its staging folder, synced, its manifest written last. Then the two
//! folders are exchanged, where the system can do that at one stroke; the output is the old or the
//! new archive at every moment. Elsewhere the old one is renamed and the new one put in its place.
//! What a killed build leaves shows in the names of the folders alone; the journal says beside which
//! output the next command must look.

use std::path::{Path, PathBuf};

use crate::archive::Manifest;
use crate::disk::{self, DiskError};

/// A build under way.
pub(super) struct Journal {
    file: PathBuf,
    out: PathBuf,
}

impl Journal {
    /// Says which output is worked on.
    pub(super) fn begin(root: &Path, out: &Path) -> Result<Journal, DiskError> {
        let journal = Journal { file: file(root), out: out.to_owned() };
        // The next command may be run from another folder.
        let place = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
        let text = serde_json::json!({ "out": place.to_string_lossy() }).to_string();
        disk::replace(&journal.file, text.as_bytes())?;
        Ok(journal)
    }

    /// Puts the staged archive in the place of the old one.
    pub(super) fn commit(self) -> Result<(), DiskError> {
        let (staging, old) = (staging(&self.out), old(&self.out));
        if !disk::exists(&self.out) {
            disk::rename(&staging, &self.out)?;
        } else {
            disk::same_access(&self.out, &staging)?;
            if !disk::exchange(&staging, &self.out)? {
                disk::rename(&self.out, &old)?;
                if let Err(error) = disk::rename(&staging, &self.out) {
                    // The old archive goes back; if even that fails, the next command brings it back.
                    let _ = disk::rename(&old, &self.out);
                    return Err(error);
                }
            }
        }
        disk::sync_folder(self.out.parent().unwrap_or(Path::new(".")));
        // What is left is the old archive. If it cannot be removed now, the next build does it.
        let _ = disk::remove_folder(&staging).and_then(|()| disk::remove_folder(&old));
        self.end()
    }

    /// Nothing is under way any more.
    pub(super) fn end(self) -> Result<(), DiskError> {
        disk::remove_file(&self.file)
    }
}

/// Mends what a killed build left beside the output that the journal below `root` names. The lock
/// must be held.
pub(super) fn recover(root: &Path) -> Result<(), DiskError> {
    let Some(text) = disk::read(&file(root))? else { return Ok(()) };
    let journal: Option<serde_json::Value> = serde_json::from_slice(&text).ok();
    if let Some(out) = journal.as_ref().and_then(|journal| journal["out"].as_str()) {
        mend(Path::new(out))?;
    }
    disk::remove_file(&file(root))
}

/// Whether a killed build may have left something.
pub(super) fn is_open(root: &Path) -> bool {
    disk::exists(&file(root))
}

/// Finishes or undoes the commit that was interrupted beside an output.
pub(super) fn mend(out: &Path) -> Result<(), DiskError> {
    let (staging, old) = (staging(out), old(out));
    if !disk::exists(out) && disk::exists(&old) {
        // Stopped between taking the old archive away and putting the new one there.
        let is_complete = disk::exists(&staging.join(Manifest::NAME));
        disk::rename(if is_complete { &staging } else { &old }, out)?;
    }
    disk::remove_folder(&staging)?;
    disk::remove_folder(&old)
}

fn file(root: &Path) -> PathBuf {
    root.join(".yaobao/journal.json")
}

/// The folder in which a new archive grows.
pub(super) fn staging(out: &Path) -> PathBuf {
    sibling(out, "staging")
}

fn old(out: &Path) -> PathBuf {
    sibling(out, "old")
}

/// A hidden folder beside the output.
fn sibling(folder: &Path, what: &str) -> PathBuf {
    let name = folder.file_name().map_or("dist".into(), |name| name.to_string_lossy());
    folder.with_file_name(format!(".{name}.yaobao-{what}"))
}
