//! Quick sums of an output's files.
//!
//! The manifest tells each file's SHA-256, for everyone and for good. That a large archive still is
//! what was written, each build sees by a sum that costs a tenth of it; which sum belongs to which
//! SHA-256 is remembered. Damage has no chance against 128 bits; whoever would make a file of the
//! same sum on purpose could as well change the archive and its manifest.

use std::path::Path;

use super::cache;
use crate::disk::{self, DiskError};
use crate::tree::{Digest, RunningDigest, RunningSum, Sum};

/// The sums of contents, in the order of their digests. An archive has many: they lie close.
#[derive(Debug, Default)]
pub(super) struct Sums(Vec<(Digest, Sum)>);

impl FromIterator<(Digest, Sum)> for Sums {
    fn from_iter<I: IntoIterator<Item = (Digest, Sum)>>(sums: I) -> Sums {
        let mut sums: Vec<(Digest, Sum)> = sums.into_iter().collect();
        sums.sort_unstable_by_key(|(digest, _)| *digest);
        sums.dedup_by_key(|(digest, _)| *digest);
        Sums(sums)
    }
}

impl Sums {
    /// Reads what is remembered of an output. A sum that is missing is taken again, and a file whose
    /// sum is wrong is made again.
    pub(super) fn read(root: &Path, out: &Path) -> Sums {
        let bytes = disk::read(&cache::file(root, out, "sums")).ok().flatten().unwrap_or_default();
        String::from_utf8_lossy(&bytes).lines().filter_map(Sums::read_line).collect()
    }

    /// The digest and the sum of a line, if it is one.
    pub(super) fn read_line(line: &str) -> Option<(Digest, Sum)> {
        let (digest, sum) = line.split_once(' ')?;
        Some((Digest::try_from(digest.to_owned()).ok()?, Sum::parse(sum)?))
    }

    /// The line of a sum.
    pub(super) fn line(digest: Digest, sum: Sum) -> String {
        format!("{digest} {sum}")
    }

    /// Remembers the sums for an output, unless just they are remembered already.
    pub(super) fn write(&self, root: &Path, out: &Path) -> Result<(), DiskError> {
        let lines = self.0.iter().map(|(digest, sum)| Sums::line(*digest, *sum) + "\n");
        disk::replace_if_other(&cache::file(root, out, "sums"), lines)
    }

    pub(super) fn get(&self, digest: Digest) -> Option<Sum> {
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
