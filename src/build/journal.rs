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
        // The next command may be run from another folder, and a copy of the workspace has nothing to
        // do with what is under way here.
        let place = disk::whole(out);
        let place = place.strip_prefix(disk::whole(root)).unwrap_or(&place);
        let text = serde_json::json!({ "out": place.to_string_lossy() }).to_string();
        disk::replace_if_other(&journal.file, std::iter::once(text.as_str()))?;
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
        disk::sync_folder(self.out.parent().unwrap_or(&self.out));
        // What is left is the old archive. If it cannot be removed now, the next command does it.
        let _ = retire(&staging, &self.out).and_then(|()| retire(&old, &self.out));
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
        mend(&root.join(out))?;
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
    retire(&staging, out)?;
    retire(&old, out)
}

/// Removes an archive that was replaced, or one that was never finished. A file that somebody put
/// into it meanwhile is none of ours: it goes to the output, where the next build names it.
fn retire(folder: &Path, out: &Path) -> Result<(), DiskError> {
    let manifest = disk::read(&folder.join(Manifest::NAME))?;
    let Some(manifest) = manifest.and_then(|bytes| Manifest::parse(&bytes)) else {
        return disk::remove_folder(folder);
    };
    let foreign = disk::list(folder)?
        .into_iter()
        .filter(|name| manifest.place(name).is_none() && name != Manifest::NAME);
    for name in foreign {
        let place = out.join(&name);
        if !disk::exists(&place) {
            disk::create_folder(place.parent().unwrap_or(out))?;
            disk::rename(&folder.join(&name), &place)?;
        }
    }
    disk::remove_folder(folder)
}

fn file(root: &Path) -> PathBuf {
    root.join(".yaobao/journal.json")
}

/// The folder in which a new archive grows.
pub(super) fn staging(out: &Path) -> PathBuf {
    sibling(out, "staging")
}

/// The lock of an output that does not lie in its workspace.
pub(super) fn lock_file(out: &Path) -> PathBuf {
    sibling(out, "lock")
}

fn old(out: &Path) -> PathBuf {
    sibling(out, "old")
}

/// A hidden folder beside the output.
fn sibling(folder: &Path, what: &str) -> PathBuf {
    let name = folder.file_name().map_or("dist".into(), |name| name.to_string_lossy());
    folder.with_file_name(format!(".{name}.yaobao-{what}"))
}
