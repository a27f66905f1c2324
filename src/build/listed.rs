//! What the last build of an output listed of its issues.
//!
//! Whoever builds single issues leaves the others as they stand, though their files may say something
//! else by now; lists go on telling what stands there.

use std::collections::BTreeMap;
use std::path::Path;

use super::cache;
use super::output::Output;
use crate::archive::Record;
use crate::disk::{self, Beside, DiskError};
use crate::model::IssueId;
use crate::tree::Digest;

/// The records of issues as the archive in an output lists them, by their ids; none, if that cannot be
/// read, or is of another archive.
pub(super) fn read(root: &Path, output: &Output) -> BTreeMap<IssueId, Record> {
    let file = cache::file(root, output.folder(), "listed");
    let bytes = disk::read(&file).ok().flatten().unwrap_or_default();
    let Some(records) = bytes.strip_prefix(head(output.digest()).as_bytes()) else {
        return BTreeMap::new();
    };
    let records = records.split(|byte| *byte == b'\n');
    let records = records.filter_map(|line| serde_json::from_slice::<Record>(line).ok());
    records.map(|record| (record.id, record)).collect()
}

/// Writes them down of an archive, beside those that are remembered, unless they are the same.
pub(super) fn write(
    root: &Path,
    out: &Path,
    archive: Digest,
    records: &[Record],
) -> Result<Option<Beside>, DiskError> {
    let line = |record: &Record| {
        let json = serde_json::to_string(record).expect("all keys are text");
        format!("{json}\n")
    };
    let lines = std::iter::once(head(archive)).chain(records.iter().map(line));
    Beside::write(&cache::file(root, out, "listed"), lines)
}

/// The first line. An archive may have been put in place without what it lists being remembered.
fn head(archive: Digest) -> String {
    format!("{archive}\n")
}
