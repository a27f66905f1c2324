//! Quick sums of an output's files.
//!
//! The manifest tells each file's SHA-256, for everyone and for good. That a large archive still is
//! what was written, each build sees by a sum that costs a tenth of it; which sum belongs to which
//! SHA-256 is remembered. Damage has no chance against 128 bits; whoever would make a file of the
//! same sum on purpose could as well change the archive and its manifest.

use std::path::{Path, PathBuf};

use super::cache;
use crate::disk::{self, Beside, DiskError};
use crate::tree::{Digest, RunningDigest, RunningSum, Sum};

/// The sums of contents, in the order of their digests. An archive has many: they lie close.
#[derive(Debug, Default)]
pub(super) struct Sums(Vec<(Digest, Sum)>);

impl Sums {
    /// Reads what is remembered of an output. A sum that is missing is taken again, and a file whose
    /// sum is wrong is made again.
    pub(super) fn read(root: &Path, out: &Path) -> Sums {
        let bytes = disk::read(&file(root, out)).ok().flatten().unwrap_or_default();
        let line = |line: &str| -> Option<(Digest, Sum)> {
            let (digest, sum) = line.split_once(' ')?;
            Some((digest.parse().ok()?, sum.parse().ok()?))
        };
        let mut sums: Vec<_> = String::from_utf8_lossy(&bytes).lines().filter_map(line).collect();
        sums.sort_unstable_by_key(|(digest, _)| *digest);
        Sums(sums)
    }

    /// Writes the sums of an output's files down, beside those that are remembered, unless they are
    /// the same.
    pub(super) fn write(
        root: &Path,
        out: &Path,
        sums: impl Iterator<Item = (Digest, Sum)> + Clone,
    ) -> Result<Option<Beside>, DiskError> {
        Beside::write(&file(root, out), sums.map(|(digest, sum)| format!("{digest} {sum}\n")))
    }

    fn get(&self, digest: Digest) -> Option<Sum> {
        let at = self.0.binary_search_by_key(&digest, |(digest, _)| *digest).ok()?;
        Some(self.0[at].1)
    }

    /// Whether a file has the content of a digest; its sum then.
    pub(super) fn of_file(&self, path: &Path, wanted: Digest) -> Result<Option<Sum>, DiskError> {
        let (known, mut sum) = (self.get(wanted), RunningSum::default());
        let mut digest = RunningDigest::default();
        let is_there = disk::go_through(path, |stretch| {
            sum.update(stretch);
            if known.is_none() {
                digest.update(stretch);
            }
        })?;
        let sum = sum.finish();
        let is_wanted = known.map_or_else(|| digest.finish() == wanted, |known| known == sum);
        Ok((is_there && is_wanted).then_some(sum))
    }
}

fn file(root: &Path, out: &Path) -> PathBuf {
    cache::file(root, out, "sums")
}
