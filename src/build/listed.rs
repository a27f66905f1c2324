//! What the last build of an output listed of its issues.
//!
//! Whoever builds single issues leaves the others as they stand, though their files may say something
//! else by now; lists go on telling what stands there.

use std::collections::BTreeMap;
use std::path::Path;

use super::cache;
use crate::archive::Record;
use crate::disk;
use crate::model::IssueId;

/// The records of issues as they were listed, by their ids; none, if that cannot be read.
pub(super) fn read(root: &Path, out: &Path) -> BTreeMap<IssueId, Record> {
    let bytes = disk::read(&cache::file(root, out, "listed")).ok().flatten().unwrap_or_default();
    let records = bytes.split(|byte| *byte == b'\n');
    let records = records.filter_map(|line| serde_json::from_slice::<Record>(line).ok());
    records.map(|record| (record.id, record)).collect()
}

/// Remembers them. What cannot be remembered is made again.
pub(super) fn write(root: &Path, out: &Path, records: &[Record]) {
    let line = |record: &Record| {
        let json = serde_json::to_string(&record.clone().shortened());
        format!("{}\n", json.expect("all keys are text"))
    };
    let file = cache::file(root, out, "listed");
    let _ = disk::replace_if_other(&file, records.iter().map(line));
}
