//! Files in memory: what the workspace holds, and what a build makes.
//!
//! A [`FileTree`] is an ordered map from [`VPath`] to bytes. Every stage between reading and
//! writing works on such trees, so that building an issue is a function of its input alone.
//! This room does not touch the disk; that is [`crate::disk`].

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The content of one file.
pub type Bytes = Arc<[u8]>;

/// A path relative to the root of a tree: `/` between the parts, no `.`, no `..`, never empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VPath(Arc<str>);

impl VPath {
    /// Reads a relative path as an author writes it. `None` for an absolute path, one that
    /// leaves the tree (`..`), one with a backslash or a drive, and the empty path.
    pub fn parse(text: &str) -> Option<VPath> {
        let refused = text.starts_with('/') || text.contains(['\\', ':', '\0']);
        let parts: Vec<&str> =
            text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        if refused || parts.is_empty() || parts.contains(&"..") {
            return None;
        }
        Some(VPath(parts.join("/").into()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This path with `relative` below it. `None` where `relative` is no path ([`VPath::parse`]).
    pub fn join(&self, relative: &str) -> Option<VPath> {
        VPath::parse(relative).map(|below| VPath(format!("{}/{}", self.0, below.0).into()))
    }

    /// The folder around it; none for a path of one part.
    pub fn parent(&self) -> Option<VPath> {
        self.0.rsplit_once('/').map(|(parent, _)| VPath(parent.into()))
    }

    /// The last part.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// What stands behind the last dot of the file name, in lower case; empty without one.
    pub fn extension(&self) -> String {
        let name = self.file_name();
        name.rsplit_once('.')
            .map(|(_, extension)| extension.to_ascii_lowercase())
            .unwrap_or_default()
    }

    /// The parts in order.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.split('/')
    }
}

impl fmt::Display for VPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Files by path, in the order of their paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileTree {
    files: BTreeMap<VPath, Bytes>,
}

impl FileTree {
    /// An empty tree.
    pub fn new() -> FileTree {
        FileTree::default()
    }

    /// Puts a file in; a file that stood there is replaced.
    pub fn insert(&mut self, path: VPath, bytes: impl Into<Bytes>) {
        self.files.insert(path, bytes.into());
    }

    /// The content of a file.
    pub fn get(&self, path: &VPath) -> Option<&Bytes> {
        self.files.get(path)
    }

    /// All files, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&VPath, &Bytes)> {
        self.files.iter()
    }

    /// The number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl IntoIterator for FileTree {
    type Item = (VPath, Bytes);
    type IntoIter = std::collections::btree_map::IntoIter<VPath, Bytes>;

    fn into_iter(self) -> Self::IntoIter {
        self.files.into_iter()
    }
}

impl FromIterator<(VPath, Bytes)> for FileTree {
    fn from_iter<I: IntoIterator<Item = (VPath, Bytes)>>(files: I) -> Self {
        FileTree { files: files.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::VPath;

    #[test]
    fn a_path_stays_inside_its_tree() {
        for refused in ["", "/", "/etc/passwd", "../x", "a/../../x", "a\\..\\x", "c:/x", "."] {
            assert_eq!(VPath::parse(refused), None, "{refused:?}");
        }
        assert_eq!(
            VPath::parse("./a//b/./c.CSV").map(|p| (p.to_string(), p.extension())),
            Some(("a/b/c.CSV".into(), "csv".into()))
        );
    }
}
