//! The records of all issues of an archive.

use super::record::Record;
use super::record_view::Listed;
use crate::model::{Issue, IssueId, Prose};
use crate::view::IssueView;

/// The records of all issues that the archive lists, oldest first. None need tell what the issue says:
/// these texts are most of a record, and an archive has thousands.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    records: Vec<Record>,
    /// Issues that were withdrawn from the public: no more than number and day.
    tombstones: Vec<Record>,
    /// The places of the records, in the order of their ids.
    by_id: Vec<usize>,
}

impl Catalogue {
    /// A catalogue of records, oldest first: by day of issue, then number.
    pub fn new(records: Vec<Record>) -> Catalogue {
        let (mut tombstones, mut records): (Vec<Record>, Vec<Record>) =
            records.into_iter().partition(|record| record.is_tombstone);
        records.sort_by_cached_key(Record::place);
        tombstones.sort_by_cached_key(Record::place);
        records.shrink_to_fit();
        let mut by_id: Vec<usize> = (0..records.len()).collect();
        by_id.sort_by_key(|at| records[*at].id);
        Catalogue { records, tombstones, by_id }
    }

    /// The records, oldest first.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// What is left of issues that were withdrawn, oldest first.
    pub fn tombstones(&self) -> &[Record] {
        &self.tombstones
    }

    /// The record of an issue.
    pub fn record(&self, id: IssueId) -> Option<&Record> {
        self.place(id).map(|at| &self.records[at])
    }

    fn place(&self, id: IssueId) -> Option<usize> {
        let at = self.by_id.binary_search_by_key(&id, |at| self.records[*at].id);
        at.ok().map(|at| self.by_id[at])
    }

    /// The whole record of an issue that is listed, of which `view` is the view.
    pub fn whole(&self, issue: &Issue, view: &IssueView<Prose>) -> Option<Record> {
        Some(Record::new(issue, view).listed_as(self.record(issue.id)?))
    }

    /// The issues before and behind an issue.
    pub fn neighbours(&self, id: IssueId) -> (Option<Listed<'_>>, Option<Listed<'_>>) {
        let Some(at) = self.place(id) else { return (None, None) };
        let before = at.checked_sub(1).map(|before| &self.records[before]);
        (before.map(Listed::from), self.records.get(at + 1).map(Listed::from))
    }
}
