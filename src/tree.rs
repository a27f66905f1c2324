//! Files in memory: what the workspace holds, and what a build makes.
//!
//! A [`FileTree`] is an ordered map from [`VPath`] to bytes. Every stage between reading and
//! writing works on such trees, so that building an issue is a function of its input alone.
//! A [`Digest`] stands for a content. This room does not touch the disk; that is [`crate::disk`].

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::num::ParseIntError;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use twox_hash::xxhash3_128;

/// The content of one file.
pub type Bytes = Arc<[u8]>;

/// The content of a file that need not be held as a whole: it shows itself, in pieces from the
/// beginning to the end, as often as it is asked to.
pub type Content<'a> = &'a dyn Fn(&mut dyn FnMut(&[u8]));

/// Shows what is written.
pub struct Shown<'a>(pub &'a mut dyn FnMut(&[u8]));

impl Write for Shown<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (self.0)(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

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

/// The SHA-256 of a content, written in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }
}

/// Makes one digest of many parts, each marked off from the next by its length.
#[derive(Default)]
pub struct Digester(Sha256);

impl Digester {
    /// Takes a part in.
    pub fn part(&mut self, bytes: &[u8]) -> &mut Digester {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// Takes a digest in.
    pub fn digest(&mut self, digest: Digest) -> &mut Digester {
        self.part(&digest.0)
    }

    /// The digest of all parts.
    pub fn finish(&self) -> Digest {
        Digest(self.0.clone().finalize().into())
    }
}

/// Goes through a content that is not held as a whole.
#[derive(Default)]
pub struct RunningDigest(Sha256);

impl RunningDigest {
    /// Takes the next stretch in.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all that was taken in, as [`Digest::of`] tells it.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

/// A sum by which damage to a content is seen quickly: XXH3 of 128 bits, written in hexadecimal.
/// It does not withstand those who mean harm; a [`Digest`] does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum(u128);

impl FromStr for Sum {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Sum, ParseIntError> {
        u128::from_str_radix(text, 16).map(Sum)
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Goes through a content that is not held as a whole, for its [`Sum`].
#[derive(Default)]
pub struct RunningSum(xxhash3_128::Hasher);

impl RunningSum {
    /// Takes the next stretch in.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    /// The sum of all that was taken in.
    pub fn finish(&self) -> Sum {
        Sum(self.0.finish_128())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A build writes thousands; to write each byte as a number of its own takes many times longer.
        let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
        let digits = self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
        f.write_str(&digits.collect::<String>())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_string()
    }
}

impl TryFrom<String> for Digest {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Digest, &'static str> {
        text.parse()
    }
}

impl FromStr for Digest {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Digest, &'static str> {
        const WRONG: &str = "a digest is 64 hexadecimal digits";
        if text.len() != 64 {
            return Err(WRONG);
        }
        let digit = |digit: u8| char::from(digit).to_digit(16).ok_or(WRONG);
        let mut digest = [0; 32];
        for (byte, digits) in digest.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = (digit(digits[0])? << 4 | digit(digits[1])?) as u8;
        }
        Ok(Digest(digest))
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

    /// The files below a folder, in the order of their paths.
    pub fn below(&self, folder: &VPath) -> impl Iterator<Item = (&VPath, &Bytes)> {
        let prefix = format!("{folder}/");
        let start = VPath(prefix.as_str().into());
        self.files.range(start..).take_while(move |(path, _)| path.as_str().starts_with(&prefix))
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
