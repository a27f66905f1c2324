//! What the archive knows of an issue.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::permalink::issue_address;
use crate::model::Prose;
use crate::view::{DateView, IssueView, plain};

/// The catalogue record of an issue. Addresses are relative to the site's root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// `2017-48`.
    pub id: String,
    /// The year of issue.
    pub year: u16,
    /// `48` or `s1`.
    pub number: String,
    /// 第48期 or 增刊第1期.
    pub number_line: String,
    /// 2017年第48期（总第118期）.
    pub line: String,
    /// 2017年第48期.
    pub short_line: String,
    /// 总期; none for a supplement.
    pub cumulative: Option<u32>,
    /// The day of issue.
    pub date: DateView,
    /// The clauses of the title.
    pub title: Vec<String>,
    /// The title in one line.
    pub title_text: String,
    /// The authors' names.
    pub authors: Vec<String>,
    /// The findings of the abstract.
    #[serde(rename = "abstract")]
    pub abstract_: String,
    /// The recommendations of the abstract.
    pub proposals: Vec<String>,
    /// Subject headings.
    pub topics: Vec<String>,
    /// 关键词.
    pub keywords: Vec<String>,
    /// The page.
    pub page: String,
    /// The PDF; empty, where the archive is to have none.
    pub pdf: String,
    /// The Markdown; likewise.
    pub markdown: String,
}

/// The forms that issues have in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formats {
    /// The page, with the pages that list issues.
    pub html: bool,
    /// The PDF.
    pub pdf: bool,
    /// The Markdown.
    pub markdown: bool,
}

impl Default for Formats {
    fn default() -> Formats {
        Formats { html: true, pdf: true, markdown: true }
    }
}

impl Record {
    /// Leaves out the addresses of forms that the archive is not to have.
    pub fn only(self, formats: Formats) -> Record {
        let kept = |address: String, wanted: bool| if wanted { address } else { String::new() };
        Record {
            pdf: kept(self.pdf, formats.pdf),
            markdown: kept(self.markdown, formats.markdown),
            ..self
        }
    }

    /// What lists tell of an issue; what it says is left out.
    pub fn short(view: &IssueView<Prose>) -> Record {
        let mut record = Record::new(view);
        record.abstract_ = String::new();
        (record.proposals, record.topics, record.keywords) = (Vec::new(), Vec::new(), Vec::new());
        // A copy has no room to spare, and short records are held as long as a build runs.
        record.clone()
    }

    /// The record of an issue.
    pub fn new(view: &IssueView<Prose>) -> Record {
        let words = |prose: &Prose| plain(prose, &view.values, &view.labels);
        let file = |name: &str| issue_address(&view.id, name);
        Record {
            id: view.id.clone(),
            year: view.year,
            number: view.number.clone(),
            number_line: view.short_line.replacen(&format!("{}年", view.year), "", 1),
            line: view.line.clone(),
            short_line: view.short_line.clone(),
            cumulative: view.cumulative,
            date: view.date.clone(),
            title: view.title.iter().map(words).collect(),
            title_text: view.title_text.clone(),
            authors: view.authors.iter().map(|author| author.name.clone()).collect(),
            abstract_: view.abstract_.as_ref().map(words).unwrap_or_default(),
            proposals: view.proposals.iter().map(|proposal| words(&proposal.text)).collect(),
            topics: view.topics.clone(),
            keywords: view.keywords.clone(),
            page: file("index.html"),
            pdf: file(&format!("{}.pdf", view.id)),
            markdown: file(&format!("{}.md", view.id)),
        }
    }
}

/// An issue in a list, or beside another. What templates are given is held as a tree of values many
/// times its size, so that a list of ten thousand had better be of these than of whole records.
#[derive(Serialize, Clone, Copy)]
pub struct Listed<'a> {
    id: &'a str,
    number_line: &'a str,
    short_line: &'a str,
    cumulative: Option<u32>,
    date: Day<'a>,
    title: &'a [String],
    authors: &'a [String],
    page: &'a str,
}

#[derive(Serialize, Clone, Copy)]
struct Day<'a> {
    iso: &'a str,
    long: &'a str,
}

impl<'a> From<&'a Record> for Listed<'a> {
    fn from(record: &'a Record) -> Listed<'a> {
        Listed {
            id: &record.id,
            number_line: &record.number_line,
            short_line: &record.short_line,
            cumulative: record.cumulative,
            date: Day { iso: &record.date.iso, long: &record.date.long },
            title: &record.title,
            authors: &record.authors,
            page: &record.page,
        }
    }
}

/// The records of all issues that the archive lists, oldest first. None but the latest need tell what
/// the issue says: these texts are most of a record, and an archive has thousands.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    records: Vec<Record>,
    /// The place of each issue's record, by its id.
    places: BTreeMap<String, usize>,
}

impl Catalogue {
    /// A catalogue of records, oldest first: by day of issue, then number.
    pub fn new(mut records: Vec<Record>) -> Catalogue {
        let place = |record: &Record| {
            let number = (record.number.len(), record.number.clone());
            (record.date.iso.clone(), record.cumulative, number)
        };
        records.sort_by_cached_key(place);
        let places =
            records.iter().enumerate().map(|(at, record)| (record.id.clone(), at)).collect();
        Catalogue { records, places }
    }

    /// The records, oldest first.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The record of an issue.
    pub fn record(&self, id: &str) -> Option<&Record> {
        self.places.get(id).map(|at| &self.records[*at])
    }

    /// Puts the whole record of the latest issue in the place of a short one.
    pub fn complete_latest(&mut self, view: &IssueView<Prose>) {
        if let Some(whole) = self.whole(view)
            && let Some(latest) = self.records.last_mut().filter(|latest| latest.id == whole.id)
        {
            *latest = whole;
        }
    }

    /// The whole record of an issue that is listed.
    pub fn whole(&self, view: &IssueView<Prose>) -> Option<Record> {
        let Record { pdf, markdown, .. } = self.record(&view.id)?.clone();
        Some(Record { pdf, markdown, ..Record::new(view) })
    }

    /// The issues before and behind an issue.
    pub fn neighbours(&self, id: &str) -> (Option<Listed<'_>>, Option<Listed<'_>>) {
        let Some(at) = self.places.get(id).copied() else { return (None, None) };
        let before = at.checked_sub(1).map(|before| &self.records[before]);
        (before.map(Listed::from), self.records.get(at + 1).map(Listed::from))
    }
}
