//! What a build leaves beside its output while it is under way, and how that is finished or undone.
//!
//! A new archive grows in a folder of ours beside the output; in it, where another disk begins at
//! the output, since files are put in place without being copied. It takes the place of the old
//! archive at one stroke, or file by file ([`super::commit`]), in steps that are written down in the
//! same folder first. Whether that journal stands there, whole, says all that the next command must
//! know: with it, the commit is finished; without, the output is untouched and the folder goes.
//! The journal of the workspace says beside which output to look.

use std::path::{Path, PathBuf};

use super::BuildError;
use super::commit::Steps;
use crate::archive::Manifest;
use crate::disk::{self, DiskError};

/// A build under way.
pub(super) struct Journal {
    file: PathBuf,
}

impl Journal {
    /// Says which output is worked on.
    pub(super) fn begin(root: &Path, out: &Path) -> Result<Journal, DiskError> {
        let journal = Journal { file: file(root) };
        // The next command may be run from another folder, and a copy of the workspace has nothing to
        // do with what is under way here.
        let place = disk::whole(out);
        let place = place.strip_prefix(disk::whole(root)).unwrap_or(&place);
        let text = serde_json::json!({ "out": place.to_string_lossy() }).to_string();
        disk::replace_if_other(&journal.file, std::iter::once(text.as_str()))?;
        disk::sync_names(journal.file.parent().unwrap_or(root));
        Ok(journal)
    }

    /// Nothing is under way any more.
    pub(super) fn end(self) -> Result<(), DiskError> {
        disk::remove_file(&self.file)
    }
}

/// The folder of ours in which a new archive grows.
#[derive(Debug)]
pub(super) struct Place {
    folder: PathBuf,
    out: PathBuf,
}

impl Place {
    /// That of an output.
    pub(super) fn of(out: &Path) -> Place {
        let [beside, inside] = Place::both(out);
        if disk::is_mount_point(out) { inside } else { beside }
    }

    fn both(out: &Path) -> [Place; 2] {
        let folders = [sibling(out, "staging"), out.join(INSIDE)];
        folders.map(|folder| Place { folder, out: out.to_owned() })
    }

    /// Where the new archive's files lie.
    pub(super) fn tree(&self) -> PathBuf {
        self.folder.join("tree")
    }

    fn commit_file(&self) -> PathBuf {
        self.folder.join("commit.json")
    }

    /// Puts the new archive, which is complete, in the place of the old one at one stroke. `false`
    /// where that cannot be, and nothing has changed.
    pub(super) fn exchange(&self) -> Result<bool, DiskError> {
        let (tree, out) = (&self.tree(), &self.out);
        disk::sync_folder(tree);
        if !disk::exists(out) {
            disk::rename(tree, out)?;
        } else {
            disk::same_access(out, tree)?;
            if !disk::exchange(tree, out)? {
                return Ok(false);
            }
        }
        disk::sync_folder(out.parent().unwrap_or(out));
        Ok(true)
    }

    /// Puts the new archive in the place of the old one file by file.
    pub(super) fn commit(&self, steps: &Steps) -> Result<(), BuildError> {
        steps.sync(&self.tree());
        disk::sync_names(self.folder.parent().unwrap_or(&self.folder));
        steps.write(&self.commit_file())?;
        self.finish(steps)
    }

    /// Takes the steps that are written down. Where the first cannot be taken, none is: nothing is
    /// lost then, and no command would ever come further.
    fn finish(&self, steps: &Steps) -> Result<(), BuildError> {
        let taken = steps.take(&self.tree(), &self.out);
        let is_undone = taken.is_err() && steps.are_untaken(&self.tree());
        if taken.is_ok() {
            steps.sync(&self.out);
        }
        if taken.is_ok() || is_undone {
            disk::remove_file(&self.commit_file())?;
            disk::sync_names(&self.folder);
        }
        if is_undone {
            self.discard()?;
        }
        taken
    }

    /// Removes what is left: an archive that was replaced, or one that was never finished. A file
    /// that somebody put into the former meanwhile is none of ours: it goes to the output, where the
    /// next build names it.
    pub(super) fn discard(&self) -> Result<(), DiskError> {
        let (tree, out) = (&self.tree(), &self.out);
        let manifest = disk::read(&tree.join(Manifest::NAME))?;
        if let Some(manifest) = manifest.and_then(|bytes| Manifest::parse(&bytes)) {
            let is_ours = |name: &str| manifest.place(name).is_some() || name == Manifest::NAME;
            for name in disk::list(tree)?.iter().filter(|name| !is_ours(name)) {
                let mut free = name.clone();
                while !disk::move_new(&tree.join(name), &out.join(&free))? {
                    free.push('~');
                }
            }
        }
        disk::remove_folder(&self.folder)
    }
}

/// Mends what a killed build left beside the output that the journal below `root` names. The lock
/// must be held.
pub(super) fn recover(root: &Path) -> Result<(), BuildError> {
    let Some(text) = disk::read(&file(root))? else { return Ok(()) };
    let journal: Option<serde_json::Value> = serde_json::from_slice(&text).ok();
    if let Some(out) = journal.as_ref().and_then(|journal| journal["out"].as_str()) {
        mend(&root.join(out))?;
    }
    Ok(disk::remove_file(&file(root))?)
}

/// Whether a killed build may have left something.
pub(super) fn is_open(root: &Path) -> bool {
    disk::exists(&file(root))
}

/// Finishes or undoes the commit to an output that was interrupted.
pub(super) fn mend(out: &Path) -> Result<(), BuildError> {
    // No build works on a link: it works on the folder that the link leads to.
    if disk::exists(out) && !disk::is_folder(out) {
        return Ok(());
    }
    // Where a disk begins now, none may have begun then.
    for place in Place::both(out).iter().filter(|place| disk::is_folder(&place.folder)) {
        if let Some(steps) = Steps::read(&place.commit_file())? {
            place.finish(&steps)?;
        }
        place.discard()?;
    }
    Ok(())
}

fn file(root: &Path) -> PathBuf {
    root.join(".yaobao/journal.json")
}

/// The lock of an output that does not lie in its workspace.
pub(super) fn lock_file(out: &Path) -> PathBuf {
    sibling(out, "lock")
}

/// Our folder in an output at which another disk begins.
const INSIDE: &str = ".yaobao-staging";

/// Whether a file of an output lies in our own folder there.
pub(super) fn is_staged(name: &str) -> bool {
    name.strip_prefix(INSIDE).is_some_and(|rest| rest.starts_with('/'))
}

/// Something hidden beside the output.
fn sibling(folder: &Path, what: &str) -> PathBuf {
    let name = folder.file_name().map_or("dist".into(), |name| name.to_string_lossy());
    folder.with_file_name(format!(".{name}.yaobao-{what}"))
}
