//! What the archive knows of an issue.

use std::fmt;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::permalink::issue_address;
use super::phrases::Phrases;
use crate::model::{Access, Audience, Date, Issue, IssueId, Prose, Status};
use crate::view::{
    AuthorView, DateView, IssueView, TERMS, issue_lines, number_line, plain, title_text,
};

/// The catalogue record of an issue. A build holds one of each issue for as long as it runs, and so a
/// record keeps only what its lines and addresses are made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Year and number.
    #[serde(serialize_with = "as_text", deserialize_with = "issue_id")]
    pub id: IssueId,
    /// 总期; none for a supplement.
    pub cumulative: Option<u32>,
    /// The day of issue.
    #[serde(serialize_with = "as_text", deserialize_with = "day")]
    pub date: Date,
    /// The day of its last erratum, or else of issue.
    #[serde(serialize_with = "as_text", deserialize_with = "day")]
    pub changed: Date,
    /// The clauses of the title.
    pub title: Phrases,
    /// The authors.
    pub authors: Box<[Person]>,
    /// Subject headings.
    pub topics: Phrases,
    /// What keeps it from the public, in words: 内部, 草稿. Nothing in a public archive.
    pub restrictions: Phrases,
    /// Whether it was withdrawn from a public archive, and number and day are all that is told of it.
    pub is_tombstone: bool,
    /// Whether the archive is to have its PDF.
    has_pdf: bool,
    /// Likewise, its Markdown.
    has_markdown: bool,
    /// What it says; none in short records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    said: Option<Box<Said>>,
}

/// What an issue says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Said {
    /// The findings of the abstract.
    #[serde(rename = "abstract")]
    abstract_: String,
    /// The recommendations of the abstract.
    proposals: Vec<String>,
    /// 关键词.
    keywords: Vec<String>,
}

/// An author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name, without padding.
    pub name: Box<str>,
    /// Tells namesakes apart; empty where the name alone is enough.
    pub id: Box<str>,
    /// 单位; empty in short records.
    pub affiliation: Box<str>,
}

impl From<&AuthorView<Prose>> for Person {
    fn from(author: &AuthorView<Prose>) -> Person {
        let AuthorView { name, id, affiliation, .. } = author;
        let [name, id, affiliation] = [name, id, affiliation].map(|text| text.as_str().into());
        Person { name, id, affiliation }
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
    /// The record of an issue, of which `view` is the view.
    pub fn new(issue: &Issue, view: &IssueView<Prose>) -> Record {
        let words = |prose: &Prose| plain(prose, &view.values, &view.labels);
        let errata = issue.brief.errata.iter().map(|erratum| erratum.date);
        Record {
            id: issue.id,
            cumulative: issue.cumulative,
            date: issue.date,
            changed: errata.fold(issue.date, Date::max),
            title: view.title.iter().map(words).collect(),
            authors: view.authors.iter().map(Person::from).collect(),
            topics: view.topics.iter().collect(),
            restrictions: Phrases::default(),
            is_tombstone: false,
            has_pdf: true,
            has_markdown: true,
            said: Some(Box::new(Said {
                abstract_: view.abstract_.as_ref().map(words).unwrap_or_default(),
                proposals: view.proposals.iter().map(|proposal| words(&proposal.text)).collect(),
                keywords: view.keywords.clone(),
            })),
        }
    }

    /// What lists tell of an issue; what it says is left out.
    pub fn short(issue: &Issue, view: &IssueView<Prose>) -> Record {
        Record::new(issue, view).shortened()
    }

    /// The same without what the issue says.
    pub fn shortened(self) -> Record {
        let mut record = Record { said: None, ..self };
        record.authors.iter_mut().for_each(|author| author.affiliation = Box::default());
        record
    }

    /// Leaves out the addresses of forms that the archive is not to have.
    pub fn only(self, formats: Formats) -> Record {
        Record {
            has_pdf: self.has_pdf && formats.pdf,
            has_markdown: self.has_markdown && formats.markdown,
            ..self
        }
    }

    /// The same in the forms, and with the restrictions, with which another record lists the issue.
    pub(super) fn listed_as(self, listed: &Record) -> Record {
        Record {
            has_pdf: listed.has_pdf,
            has_markdown: listed.has_markdown,
            restrictions: listed.restrictions.clone(),
            ..self
        }
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
    pub(super) fn place(&self) -> (Date, Option<u32>, usize, String) {
        let number = self.number();
        (self.date, self.cumulative, number.len(), number)
    }

    /// What a public archive tells of an issue that was withdrawn: its number and its day.
    pub fn tombstone(self) -> Record {
        Record {
            changed: self.date,
            title: Phrases::default(),
            authors: Box::default(),
            topics: Phrases::default(),
            has_pdf: false,
            has_markdown: false,
            said: None,
            is_tombstone: true,
            ..self
        }
    }

    /// The number within the year: `48` or `s1`.
    pub fn number(&self) -> String {
        self.id.number.to_string()
    }

    /// 第48期 or 增刊第1期.
    pub fn number_line(&self) -> String {
        number_line(self.id.number)
    }

    /// 2017年第48期（总第118期）.
    pub fn line(&self) -> String {
        issue_lines(self.id, self.cumulative).0
    }

    /// 2017年第48期.
    pub fn short_line(&self) -> String {
        issue_lines(self.id, self.cumulative).1
    }

    /// The title in one line.
    pub fn title_text(&self) -> String {
        title_text(&self.title.iter().collect::<Vec<_>>())
    }

    /// The address of one of its files, from the site's root.
    pub fn file(&self, name: &str) -> String {
        issue_address(&self.id.to_string(), name)
    }

    /// The address of the page.
    pub fn page(&self) -> String {
        self.file("index.html")
    }

    /// The address of the PDF; empty, where the archive is to have none.
    pub fn pdf(&self) -> String {
        if self.has_pdf { self.file(&format!("{}.pdf", self.id)) } else { String::new() }
    }

    /// The address of the Markdown; likewise.
    pub fn markdown(&self) -> String {
        if self.has_markdown { self.file(&format!("{}.md", self.id)) } else { String::new() }
    }

    /// The findings of the abstract; empty in short records.
    pub fn abstract_(&self) -> &str {
        self.said.as_ref().map_or("", |said| &said.abstract_)
    }

    /// The recommendations of the abstract; likewise.
    pub fn proposals(&self) -> &[String] {
        self.said.as_ref().map_or(&[], |said| &said.proposals)
    }

    /// 关键词; likewise.
    pub fn keywords(&self) -> &[String] {
        self.said.as_ref().map_or(&[], |said| &said.keywords)
    }

    /// The abstract as it is printed: the findings, then what the brief recommends.
    pub fn whole_abstract(&self) -> String {
        let (mut text, proposals) = (self.abstract_().to_owned(), self.proposals());
        if !proposals.is_empty() {
            text.push_str(TERMS.proposals);
        }
        for (at, proposal) in proposals.iter().enumerate() {
            if proposals.len() > 1 {
                text.push_str(&format!("{}、", at + 1));
            }
            text.push_str(proposal);
        }
        text
    }
}

fn as_text<S: Serializer>(value: &impl fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn issue_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<IssueId, D::Error> {
    let text = String::deserialize(deserializer)?;
    IssueId::parse(&text).ok_or_else(|| Error::custom("no id of an issue"))
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = String::deserialize(deserializer)?;
    Date::parse(&text).ok_or_else(|| Error::custom("no day"))
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Person, Record, Said};
    use crate::archive::phrases::Phrases;
    use crate::model::{Date, IssueId, Number};
    use crate::view::SerialView;

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
            name: (*name).into(),
            id: Box::default(),
            affiliation: Box::default(),
        };
        Record {
            id: IssueId::parse("2017-48").expect("an id"),
            cumulative: Some(118),
            date: day,
            changed: day,
            title: ["促进众创空间健康发展"].into_iter().collect(),
            authors: authors.iter().map(person).collect(),
            topics: Phrases::default(),
            restrictions: Phrases::default(),
            is_tombstone: false,
            has_pdf: false,
            has_markdown: false,
            said: None,
        }
    }

    /// The same with keywords.
    pub(in crate::archive) fn with_keywords(record: Record, keywords: &[&str]) -> Record {
        let keywords = keywords.iter().map(|keyword| (*keyword).to_owned()).collect();
        Record { said: Some(Box::new(Said { keywords, ..Said::default() })), ..record }
    }

    #[test]
    fn a_record_comes_back_as_it_was_remembered_or_not_at_all() {
        let whole = with_keywords(record(&["周立群", "裴蕾"]), &["众创空间"]);
        let mut early = whole.clone();
        early.id = IssueId { year: 987, number: Number::Supplement(1) };
        let early_json = serde_json::to_string(&early).expect("all keys are text");
        assert_eq!(serde_json::from_str::<Record>(&early_json).ok(), Some(early));
        for record in [whole.clone(), whole.shortened()] {
            let json = serde_json::to_string(&record).expect("all keys are text");
            assert_eq!(serde_json::from_str::<Record>(&json).ok(), Some(record));
            for (there, damaged) in [
                ("2017-48", "2017-048"),
                ("\"date\":\"2017-11-28", "\"date\":\"2017-11-31"),
                ("\"changed\":\"2017", "\"changed\":\"17"),
                ("\"title\"", "\"titel\""),
            ] {
                let damaged = json.replacen(there, damaged, 1);
                assert_ne!(damaged, json);
                assert!(serde_json::from_str::<Record>(&damaged).is_err(), "{damaged}");
            }
        }
    }

    #[test]
    fn a_record_has_little_room_of_its_own() {
        assert!(size_of::<Record>() <= 104, "{} bytes", size_of::<Record>());
    }
}
