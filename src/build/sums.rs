//! Quick sums of an output's files.
//!
//! The manifest tells each file's SHA-256, for everyone and for good. That a large archive still is
//! what was written, each build sees by a sum that costs a tenth of it; which sum belongs to which
//! SHA-256 is remembered. Damage has no chance against 128 bits; whoever would make a file of the
//! same sum on purpose could as well change the archive and its manifest.

use std::collections::BTreeMap;
use std::path::Path;

use super::cache;
use crate::disk::{self, DiskError};
use crate::tree::{Digest, RunningDigest, RunningSum, Sum};

/// The sums of contents, by their digests.
#[derive(Debug, Default)]
pub(super) struct Sums(BTreeMap<Digest, Sum>);

impl Sums {
    /// Reads what is remembered of an output. A sum that is missing is taken again, and a file whose
    /// sum is wrong is made again.
    pub(super) fn read(root: &Path, out: &Path) -> Sums {
        let bytes = disk::read(&cache::file(root, out, "sums")).ok().flatten().unwrap_or_default();
        let mut sums = Sums::default();
        String::from_utf8_lossy(&bytes).lines().for_each(|line| sums.read_line(line));
        sums
    }

    /// Takes a sum from its line, if it is one.
    pub(super) fn read_line(&mut self, line: &str) {
        let pair = || {
            let (digest, sum) = line.split_once(' ')?;
            Some((Digest::try_from(digest.to_owned()).ok()?, Sum::parse(sum)?))
        };
        pair().into_iter().for_each(|(digest, sum)| self.insert(digest, sum));
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
        self.0.get(&digest).copied()
    }

    pub(super) fn insert(&mut self, digest: Digest, sum: Sum) {
        self.0.insert(digest, sum);
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
