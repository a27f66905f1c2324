//! The archive's folder, and the staging folder beside it.

use std::path::{Path, PathBuf};

use super::BuildError;
use crate::archive::{Manifest, ManifestEntry, issue_address};
use crate::disk::{self, DiskError};
use crate::model::IssueId;
use crate::tree::FileTree;

/// The folder that the archive stands in.
pub(super) struct Output {
    folder: PathBuf,
    manifest: Manifest,
}

/// A new archive in the making, beside the old one on the same file system.
pub(super) struct Staging {
    folder: PathBuf,
}

impl Output {
    /// Looks at what stands there. Files that no build made are refused by name, so that none is
    /// ever deleted.
    pub(super) fn open(folder: &Path) -> Result<Output, BuildError> {
        // The folder that a link names is the archive; the link stays.
        let folder = &disk::resolved(folder);
        let old = sibling(folder, "old");
        // A build was stopped between taking the old archive away and putting the new one there.
        if !disk::exists(folder) && disk::exists(&old) {
            disk::rename(&old, folder)?;
        }
        disk::remove_folder(&old)?;
        disk::remove_folder(&sibling(folder, "staging"))?;
        let manifest = disk::read(&folder.join(Manifest::NAME))?
            .and_then(|bytes| Manifest::parse(&bytes))
            .unwrap_or_default();
        let files = disk::list(folder)?;
        let has_manifest = !manifest.files.is_empty();
        let is_ours = |name: &String| manifest.has(name) || has_manifest && name == Manifest::NAME;
        let foreign: Vec<String> = files.into_iter().filter(|name| !is_ours(name)).collect();
        if foreign.is_empty() {
            Ok(Output { folder: folder.to_owned(), manifest })
        } else {
            Err(BuildError::ForeignFiles(foreign))
        }
    }

    /// Whether the archive has a file.
    pub(super) fn has(&self, path: &str) -> bool {
        self.manifest.has(path)
    }

    /// A new, empty staging folder.
    pub(super) fn stage(&self) -> Result<Staging, DiskError> {
        let folder = sibling(&self.folder, "staging");
        disk::create_folder(&folder)?;
        Ok(Staging { folder })
    }

    /// Puts the staged archive in the place of the old one.
    pub(super) fn commit(&self, staging: Staging) -> Result<(), DiskError> {
        let old = sibling(&self.folder, "old");
        if disk::exists(&self.folder) {
            disk::rename(&self.folder, &old)?;
        }
        if let Err(error) = disk::rename(&staging.folder, &self.folder) {
            // The old archive goes back; if even that fails, the next build brings it back.
            let _ = disk::rename(&old, &self.folder);
            return Err(error);
        }
        disk::remove_folder(&old)
    }
}

impl Staging {
    /// Writes files, and tells what was written.
    pub(super) fn write(&self, files: FileTree) -> Result<Vec<ManifestEntry>, DiskError> {
        let mut entries = Vec::with_capacity(files.len());
        for (path, bytes) in files {
            disk::write(&self.folder.join(path.as_str()), &bytes)?;
            entries.push(ManifestEntry::new(&path, &bytes));
        }
        Ok(entries)
    }

    /// Takes an issue's files over from the output.
    pub(super) fn keep(
        &self,
        output: &Output,
        id: IssueId,
    ) -> Result<Vec<ManifestEntry>, DiskError> {
        self.keep_below(output, &issue_address(&id.to_string(), ""))
    }

    /// Takes the style sheets of the output over, which the pages that are kept name.
    pub(super) fn keep_assets(&self, output: &Output) -> Result<Vec<ManifestEntry>, DiskError> {
        self.keep_below(output, "assets/")
    }

    fn keep_below(&self, output: &Output, below: &str) -> Result<Vec<ManifestEntry>, DiskError> {
        let all = output.manifest.files.iter();
        let kept: Vec<ManifestEntry> =
            all.filter(|entry| entry.path.starts_with(below)).cloned().collect();
        for entry in &kept {
            disk::copy(&output.folder.join(&entry.path), &self.folder.join(&entry.path))?;
        }
        Ok(kept)
    }

    /// Writes the manifest: the archive is complete.
    pub(super) fn finish(&self, manifest: &Manifest) -> Result<(), DiskError> {
        disk::write(&self.folder.join(Manifest::NAME), manifest.to_json().as_bytes())
    }

    /// Gives the new archive up.
    pub(super) fn discard(self) -> Result<(), DiskError> {
        disk::remove_folder(&self.folder)
    }
}

/// A hidden folder beside the output.
fn sibling(folder: &Path, what: &str) -> PathBuf {
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_else(|| "dist".to_owned());
    folder.with_file_name(format!(".{name}.yaobao-{what}"))
}
