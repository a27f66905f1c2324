//! `manifest.json`: what the archive consists of.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::tree::VPath;

/// All files of an archive but the manifest itself, in the order of their paths.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
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
    pub sha256: String,
}

impl Manifest {
    /// Its name in the archive.
    pub const NAME: &str = "manifest.json";

    /// A manifest of files, put into order, each path once.
    pub fn new(mut files: Vec<ManifestEntry>) -> Manifest {
        files.sort();
        files.dedup_by(|a, b| a.path == b.path);
        Manifest { files }
    }

    /// Reads a manifest. `None` for anything else.
    pub fn parse(bytes: &[u8]) -> Option<Manifest> {
        serde_json::from_slice(bytes).ok()
    }

    /// The file's content.
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).expect("a manifest is JSON");
        json.push('\n');
        json
    }

    /// Whether the archive has a file.
    pub fn has(&self, path: &str) -> bool {
        self.files.binary_search_by(|entry| entry.path.as_str().cmp(path)).is_ok()
    }
}

impl ManifestEntry {
    /// The entry of a file.
    pub fn new(path: &VPath, bytes: &[u8]) -> ManifestEntry {
        let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        ManifestEntry { path: path.as_str().to_owned(), length: bytes.len() as u64, sha256 }
    }
}
