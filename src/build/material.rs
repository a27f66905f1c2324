//! The workspace's files, read when they are needed.
//!
//! What all issues share is held; an issue's files are read while it is worked on, so that memory
//! does not grow with the archive.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::BuildError;
use crate::diag::Diagnostics;
use crate::disk;
use crate::emit;
use crate::load::{IssueFolder, issue_folders};
use crate::tree::{Digest, Digester, FileTree, VPath};

/// A workspace's files.
pub struct Material {
    from: Place,
    /// All files, in the order of their paths.
    paths: Vec<VPath>,
    /// The files that lie in no issue's folder.
    shared: FileTree,
    shared_inputs: OnceLock<Vec<Input>>,
}

/// The folders of a workspace that are read.
pub(super) const FOLDERS: [&str; 3] = ["content", "templates", "fonts"];

enum Place {
    Memory(FileTree),
    Disk(PathBuf),
}

/// A file that something is made from, as it was then.
pub(super) type Input = (VPath, Digest);

impl Material {
    /// Finds the files of the workspace in a folder, and reads those that issues share.
    pub fn read(root: &Path) -> Result<Material, BuildError> {
        let listing = disk::list_tree(root, &FOLDERS)?;
        if !listing.refused.is_empty() {
            return Err(BuildError::LinksRefused(listing.refused));
        }
        let mut paths = listing.paths;
        paths.sort();
        let mut fonts = 0;
        let mut is_read = |path: &VPath| {
            let is_font = emit::is_font_file(path);
            fonts += usize::from(is_font);
            !path.as_str().starts_with("fonts/") || is_font && fonts <= emit::MOST_FONT_FILES
        };
        let shared = paths.iter().filter(|path| !is_in_issue(path));
        let (wanted, others): (Vec<&VPath>, Vec<&VPath>) = shared.partition(|path| is_read(path));
        let mut shared = read(root, wanted.into_iter())?;
        // That they are there is enough.
        others.into_iter().for_each(|path| shared.insert(path.clone(), Vec::new()));
        let from = Place::Disk(root.to_owned());
        Ok(Material { from, paths, shared, shared_inputs: OnceLock::new() })
    }

    /// A workspace whose files are held.
    pub fn of(files: &FileTree) -> Material {
        let shared = files.iter().filter(|(path, _)| !is_in_issue(path));
        Material {
            paths: files.iter().map(|(path, _)| path.clone()).collect(),
            shared: shared.map(|(path, bytes)| (path.clone(), bytes.clone())).collect(),
            from: Place::Memory(files.clone()),
            shared_inputs: OnceLock::new(),
        }
    }

    /// The files that lie in no issue's folder.
    pub(super) fn shared(&self) -> &FileTree {
        &self.shared
    }

    /// What became of the shared files' contents.
    pub(super) fn shared_inputs(&self) -> &[Input] {
        self.shared_inputs.get_or_init(|| inputs(&self.shared))
    }

    /// The same of the font files alone.
    pub(super) fn font_inputs(&self) -> impl Iterator<Item = &Input> {
        self.shared_inputs().iter().filter(|(path, _)| emit::is_font_file(path))
    }

    /// The folders of issues, in order.
    pub(super) fn folders(&self, diagnostics: &mut Diagnostics) -> Vec<IssueFolder> {
        issue_folders(self.paths.iter(), diagnostics)
    }

    /// Reads the files of an issue's folder.
    pub(super) fn issue(&self, folder: &IssueFolder) -> Result<FileTree, BuildError> {
        let prefix = format!("{}/", folder.path());
        let start = self.paths.partition_point(|path| path.as_str() < prefix.as_str());
        let files =
            self.paths[start..].iter().take_while(|path| path.as_str().starts_with(&prefix));
        match &self.from {
            Place::Memory(held) => Ok(files.filter_map(|path| pair(held, path)).collect()),
            Place::Disk(root) => read(root, files),
        }
    }

    /// The files that a report points into, as they are now; those that have gone are left out.
    pub fn excerpts(&self, diagnostics: &Diagnostics) -> FileTree {
        let related = |fault: &'_ crate::diag::Diagnostic| {
            let related: Vec<VPath> = fault.related.iter().map(|r| r.span.file.clone()).collect();
            fault.span.iter().map(|span| span.file.clone()).chain(related).collect::<Vec<_>>()
        };
        let named: std::collections::BTreeSet<VPath> =
            diagnostics.iter().flat_map(related).collect();
        let bytes = |path: &VPath| match (&self.from, self.shared.get(path)) {
            (_, Some(bytes)) => Some(bytes.clone()),
            (Place::Memory(held), None) => held.get(path).cloned(),
            (Place::Disk(root), None) => {
                disk::read_bounded(&root.join(path.as_str())).ok().map(Into::into)
            }
        };
        named.into_iter().filter_map(|path| Some((path.clone(), bytes(&path)?))).collect()
    }
}

/// The digests of files.
pub(super) fn inputs(files: &FileTree) -> Vec<Input> {
    files.iter().map(|(path, bytes)| (path.clone(), Digest::of(bytes))).collect()
}

/// One digest of all of them.
pub(super) fn digest_of(inputs: &[Input]) -> Digest {
    digest(inputs.iter().map(|(path, content)| (path.as_str(), *content)))
}

/// One digest of files, by their paths and digests.
pub(super) fn digest<'f>(files: impl Iterator<Item = (&'f str, Digest)>) -> Digest {
    let mut digester = Digester::default();
    for (path, content) in files {
        digester.part(path.as_bytes()).digest(content);
    }
    digester.finish()
}

fn is_in_issue(path: &VPath) -> bool {
    let parts: Vec<&str> = path.parts().collect();
    matches!(parts[..], ["content", year, _, _, ..] if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))
}

fn pair(files: &FileTree, path: &VPath) -> Option<(VPath, crate::tree::Bytes)> {
    Some((path.clone(), files.get(path)?.clone()))
}

fn read<'p>(root: &Path, paths: impl Iterator<Item = &'p VPath>) -> Result<FileTree, BuildError> {
    let read = |path: &VPath| match disk::read_bounded(&root.join(path.as_str())) {
        Ok(bytes) => Ok((path.clone(), bytes.into())),
        Err(error) if error.error.kind() == ErrorKind::NotFound => {
            Err(BuildError::MaterialChanged(path.clone()))
        }
        Err(error) => Err(error.into()),
    };
    paths.map(read).collect()
}
