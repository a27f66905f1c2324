//! What the archive knows of an issue.

use serde::{Deserialize, Serialize, Serializer};

use super::permalink::issue_address;
use crate::model::{Access, Audience, Date, Prose, Status};
use crate::view::{AuthorView, DateView, IssueView, TERMS, plain};

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
    /// The day of its last erratum, or else of issue, as `2017-11-28`.
    pub changed: String,
    /// The clauses of the title.
    pub title: Vec<String>,
    /// The title in one line.
    pub title_text: String,
    /// The authors.
    pub authors: Vec<Person>,
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
    /// What keeps it from the public, in words: 内部, 草稿. Nothing in a public archive.
    #[serde(default)]
    pub restrictions: Vec<String>,
    /// Whether it was withdrawn from a public archive, and number and day are all that is told of it.
    #[serde(default)]
    pub is_tombstone: bool,
}

/// An author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name, without padding.
    pub name: String,
    /// Tells namesakes apart; empty where the name alone is enough.
    pub id: String,
    /// 单位; empty in short records.
    pub affiliation: String,
}

impl From<&AuthorView<Prose>> for Person {
    fn from(author: &AuthorView<Prose>) -> Person {
        let AuthorView { name, id, affiliation, .. } = author;
        Person { name: name.clone(), id: id.clone(), affiliation: affiliation.clone() }
    }
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
        let record = Record::new(view).shortened();
        // A copy has no room to spare, and short records are held as long as a build runs.
        record.clone()
    }

    /// The same without what the issue says.
    pub fn shortened(self) -> Record {
        let mut record = self;
        record.abstract_ = String::new();
        (record.proposals, record.keywords) = (Vec::new(), Vec::new());
        record.authors.iter_mut().for_each(|author| author.affiliation = String::new());
        record
    }

    /// Tells what keeps the issue from the public on a day.
    pub fn restricted(self, access: Access, today: Option<Date>) -> Record {
        let embargo = access.embargo.filter(|_| access.is_embargoed(today));
        let restrictions = [
            (access.status == Status::Draft).then(|| "草稿".to_owned()),
            (access.status == Status::Withdrawn).then(|| "已撤回".to_owned()),
            (access.audience == Audience::Internal).then(|| "内部".to_owned()),
            embargo.map(|day| format!("{}前不公开", DateView::new(day).long)),
        ];
        Record { restrictions: restrictions.into_iter().flatten().collect(), ..self }
    }

    /// Its place in the order of issues.
    pub(super) fn place(&self) -> (String, Option<u32>, usize, String) {
        (self.date.iso.clone(), self.cumulative, self.number.len(), self.number.clone())
    }

    /// What a public archive tells of an issue that was withdrawn: its number and its day.
    pub fn tombstone(self) -> Record {
        Record {
            changed: self.date.iso.clone(),
            title: Vec::new(),
            title_text: String::new(),
            authors: Vec::new(),
            abstract_: String::new(),
            proposals: Vec::new(),
            topics: Vec::new(),
            keywords: Vec::new(),
            pdf: String::new(),
            markdown: String::new(),
            is_tombstone: true,
            ..self
        }
    }

    /// The abstract as it is printed: the findings, then what the brief recommends.
    pub fn whole_abstract(&self) -> String {
        let mut text = self.abstract_.clone();
        if !self.proposals.is_empty() {
            text.push_str(TERMS.proposals);
        }
        for (at, proposal) in self.proposals.iter().enumerate() {
            if self.proposals.len() > 1 {
                text.push_str(&format!("{}、", at + 1));
            }
            text.push_str(proposal);
        }
        text
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
            changed: view
                .errata
                .iter()
                .map(|erratum| &erratum.date.iso)
                .chain([&view.date.iso])
                .max()
                .expect("the day of issue is one of them")
                .clone(),
            date: view.date.clone(),
            title: view.title.iter().map(words).collect(),
            title_text: view.title_text.clone(),
            authors: view.authors.iter().map(Person::from).collect(),
            abstract_: view.abstract_.as_ref().map(words).unwrap_or_default(),
            proposals: view.proposals.iter().map(|proposal| words(&proposal.text)).collect(),
            topics: view.topics.clone(),
            keywords: view.keywords.clone(),
            page: file("index.html"),
            pdf: file(&format!("{}.pdf", view.id)),
            markdown: file(&format!("{}.md", view.id)),
            restrictions: Vec::new(),
            is_tombstone: false,
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
    #[serde(serialize_with = "names")]
    authors: &'a [Person],
    page: &'a str,
    restrictions: &'a [String],
    is_tombstone: bool,
}

fn names<S: Serializer>(authors: &[Person], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(authors.iter().map(|author| &author.name))
}

#[derive(Serialize, Clone, Copy)]
struct Day<'a> {
    iso: &'a str,
    long: &'a str,
}

impl<'a> Listed<'a> {
    /// The id of the issue.
    pub fn id(&self) -> &'a str {
        self.id
    }
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
            restrictions: &record.restrictions,
            is_tombstone: record.is_tombstone,
        }
    }
}

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
        by_id.sort_by(|a, b| records[*a].id.cmp(&records[*b].id));
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
    pub fn record(&self, id: &str) -> Option<&Record> {
        self.place(id).map(|at| &self.records[at])
    }

    fn place(&self, id: &str) -> Option<usize> {
        let at = self.by_id.binary_search_by(|at| self.records[*at].id.as_str().cmp(id));
        at.ok().map(|at| self.by_id[at])
    }

    /// The whole record of an issue that is listed.
    pub fn whole(&self, view: &IssueView<Prose>) -> Option<Record> {
        let Record { pdf, markdown, restrictions, .. } = self.record(&view.id)?.clone();
        Some(Record { pdf, markdown, restrictions, ..Record::new(view) })
    }

    /// The issues before and behind an issue.
    pub fn neighbours(&self, id: &str) -> (Option<Listed<'_>>, Option<Listed<'_>>) {
        let Some(at) = self.place(id) else { return (None, None) };
        let before = at.checked_sub(1).map(|before| &self.records[before]);
        (before.map(Listed::from), self.records.get(at + 1).map(Listed::from))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Person, Record};
    use crate::model::Date;
    use crate::view::{DateView, SerialView};

    /// A serial that is published at an address.
    pub(in crate::archive) fn serial(url: &str) -> SerialView {
        SerialView {
            name: "成果要报".to_owned(),
            issuer: "某某中心".to_owned(),
            compiler: String::new(),
            language: "zh-Hans".to_owned(),
            url: url.to_owned(),
            description: String::new(),
            licence: String::new(),
        }
    }

    /// An issue by some authors.
    pub(in crate::archive) fn record(authors: &[&str]) -> Record {
        let day = Date::parse("2017-11-28").expect("a day");
        let person = |name: &&str| Person {
            name: (*name).to_owned(),
            id: String::new(),
            affiliation: String::new(),
        };
        Record {
            id: "2017-48".to_owned(),
            year: 2017,
            number: "48".to_owned(),
            number_line: "第48期".to_owned(),
            line: "2017年第48期（总第118期）".to_owned(),
            short_line: "2017年第48期".to_owned(),
            cumulative: Some(118),
            date: DateView::new(day),
            changed: "2017-11-28".to_owned(),
            title: vec!["促进众创空间健康发展".to_owned()],
            title_text: "促进众创空间健康发展".to_owned(),
            authors: authors.iter().map(person).collect(),
            abstract_: String::new(),
            proposals: Vec::new(),
            topics: Vec::new(),
            keywords: Vec::new(),
            page: "2017/48/index.html".to_owned(),
            pdf: String::new(),
            markdown: String::new(),
            restrictions: Vec::new(),
            is_tombstone: false,
        }
    }
}
