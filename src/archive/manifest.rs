//! `manifest.json`: what the archive consists of.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::catalog::show_pretty;
use crate::model::Audience;
use crate::tree::{Digest, RunningDigest, VPath};

/// All files of an archive but the manifest itself, in the order of their paths.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Whether the archive holds what is not for the public.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
    /// The files.
    pub files: Vec<ManifestEntry>,
}

/// A file of an archive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ManifestEntry {
    /// Its path from the archive's root.
    pub path: String,
    /// Its length in bytes.
    pub length: u64,
    /// The SHA-256 of its content, in hexadecimal.
    pub sha256: Digest,
}

impl Manifest {
    /// Its name in the archive.
    pub const NAME: &str = "manifest.json";

    /// A manifest of files, put into order, each path once.
    pub fn new(audience: Audience, mut files: Vec<ManifestEntry>) -> Manifest {
        files.sort_unstable();
        files.dedup_by(|a, b| a.path == b.path);
        files.shrink_to_fit();
        Manifest { internal: audience == Audience::Internal, files }
    }

    /// Whom the archive is for.
    pub fn audience(&self) -> Audience {
        if self.internal { Audience::Internal } else { Audience::Public }
    }

    /// Reads a manifest. `None` for anything else, and for one that names files outside the archive.
    pub fn parse(bytes: &[u8]) -> Option<Manifest> {
        let manifest: Manifest = serde_json::from_slice(bytes).ok()?;
        let is_inside = |entry: &ManifestEntry| {
            VPath::parse(&entry.path).is_some_and(|path| path.as_str() == entry.path)
        };
        let audience = manifest.audience();
        let is_sound = manifest.files.iter().all(is_inside);
        is_sound.then(|| Manifest::new(audience, manifest.files))
    }

    /// Shows the file's content.
    pub fn show(&self, see: &mut dyn FnMut(&[u8])) {
        show_pretty(self, see);
    }

    /// Whether just these bytes are the file's content.
    pub fn is_written_as(&self, bytes: &[u8]) -> bool {
        let mut rest = Some(bytes);
        self.show(&mut |piece| rest = rest.and_then(|rest| rest.strip_prefix(piece)));
        rest.is_some_and(<[u8]>::is_empty)
    }

    /// The digest of the file's content.
    pub fn digest(&self) -> Digest {
        let mut digest = RunningDigest::default();
        self.show(&mut |piece| digest.update(piece));
        digest.finish()
    }

    /// The place of a file among [`Manifest::files`], if the archive has it.
    pub fn place(&self, path: &str) -> Option<usize> {
        self.files.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()
    }

    /// The places of all files whose paths begin so.
    pub fn below(&self, prefix: &str) -> Range<usize> {
        let start = self.files.partition_point(|entry| entry.path.as_str() < prefix);
        let length = self.files[start..].partition_point(|entry| entry.path.starts_with(prefix));
        start..start + length
    }
}

impl ManifestEntry {
    /// The entry of a file.
    pub fn new(path: &VPath, bytes: &[u8]) -> ManifestEntry {
        ManifestEntry {
            path: path.as_str().to_owned(),
            length: bytes.len() as u64,
            sha256: Digest::of(bytes),
        }
    }
}
