//! Records as templates see them.

use serde::{Serialize, Serializer};

use super::phrases::Phrases;
use super::record::{Person, Record};
use crate::model::IssueId;
use crate::view::DateView;

/// A record as templates see it. Addresses are relative to the site's root.
#[derive(Serialize)]
pub(super) struct RecordView<'a> {
    id: String,
    year: u16,
    number: String,
    number_line: String,
    line: String,
    short_line: String,
    cumulative: Option<u32>,
    date: DateView,
    changed: String,
    title: &'a Phrases,
    title_text: String,
    authors: &'a [Person],
    #[serde(rename = "abstract")]
    abstract_: &'a str,
    proposals: &'a [String],
    topics: &'a Phrases,
    keywords: &'a [String],
    page: String,
    pdf: String,
    markdown: String,
    restrictions: &'a Phrases,
    is_tombstone: bool,
}

impl<'a> From<&'a Record> for RecordView<'a> {
    fn from(record: &'a Record) -> RecordView<'a> {
        RecordView {
            id: record.id.to_string(),
            year: record.id.year,
            number: record.number(),
            number_line: record.number_line(),
            line: record.line(),
            short_line: record.short_line(),
            cumulative: record.cumulative,
            date: DateView::new(record.date),
            changed: record.changed.to_string(),
            title: &record.title,
            title_text: record.title_text(),
            authors: &record.authors,
            abstract_: record.abstract_(),
            proposals: record.proposals(),
            topics: &record.topics,
            keywords: record.keywords(),
            page: record.page(),
            pdf: record.pdf(),
            markdown: record.markdown(),
            restrictions: &record.restrictions,
            is_tombstone: record.is_tombstone,
        }
    }
}

/// An issue in a list, or beside another. What templates are given is held as a tree of values many
/// times its size, so that a list of ten thousand had better be of these than of whole records.
#[derive(Clone, Copy)]
pub struct Listed<'a>(&'a Record);

impl Listed<'_> {
    /// The id of the issue.
    pub fn id(&self) -> IssueId {
        self.0.id
    }
}

impl<'a> From<&'a Record> for Listed<'a> {
    fn from(record: &'a Record) -> Listed<'a> {
        Listed(record)
    }
}

impl Serialize for Listed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let record = self.0;
        let DateView { iso, long, .. } = DateView::new(record.date);
        let row = Row {
            id: record.id.to_string(),
            number_line: record.number_line(),
            short_line: record.short_line(),
            cumulative: record.cumulative,
            date: Day { iso, long },
            title: &record.title,
            authors: record.authors.iter().map(|author| &*author.name).collect(),
            page: record.page(),
            restrictions: &record.restrictions,
            is_tombstone: record.is_tombstone,
        };
        row.serialize(serializer)
    }
}

/// What templates see of an issue in a list.
#[derive(Serialize)]
struct Row<'a> {
    id: String,
    number_line: String,
    short_line: String,
    cumulative: Option<u32>,
    date: Day,
    title: &'a Phrases,
    authors: Vec<&'a str>,
    page: String,
    restrictions: &'a Phrases,
    is_tombstone: bool,
}

#[derive(Serialize)]
struct Day {
    iso: String,
    long: String,
}
