//! The pages of authors and of topics, and the index of each.

use std::collections::BTreeMap;

use encoding_rs::GBK;
use serde::Serialize;

use super::pages::{Frame, Site};
use super::permalink::{author_address, href, topic_address};
use super::record::Record;
use super::record_view::Listed;
use crate::diag::{Diagnostics, Failed};

/// How many topics and authors the first page names, those with the most issues.
const NAMES_ON_FIRST_PAGE: usize = 24;

/// How many issues of an author or a topic, who may have thousands, are given to a template at once: it
/// sees each as a tree of values, which takes some 3 KB.
const ROWS_AT_ONCE: usize = 256;

/// What a page is rendered with where its rows belong: in the page they would be held twice. No
/// author's text has this character, which YAML refuses.
const ROWS: &str = "\0";

/// An author or a topic.
#[derive(Serialize, Clone)]
pub(super) struct Name<'a> {
    name: &'a str,
    /// What tells it from others that read alike; mostly empty.
    note: String,
    page: String,
    count: usize,
    #[serde(skip)]
    pub(super) address: String,
    #[serde(skip)]
    issues: Vec<&'a Record>,
}

impl Name<'_> {
    fn folder_note(&self) -> String {
        let folder = self.address.split('/').nth(1).unwrap_or_default();
        folder
            .strip_prefix(&self.name.to_lowercase())
            .unwrap_or(folder)
            .trim_matches('-')
            .to_owned()
    }

    /// The name, and what tells it from others.
    fn whole(&self) -> String {
        match self.note.as_str() {
            "" => self.name.to_owned(),
            note => format!("{}（{note}）", self.name),
        }
    }
}

/// The page of an author or of a topic.
pub(super) struct NamePage {
    /// All of it but the rows.
    page: String,
    /// The issues as items of a list, in parts.
    rows: Vec<String>,
}

impl NamePage {
    /// Shows it in pieces.
    pub(super) fn show(&self, see: &mut dyn FnMut(&[u8])) {
        for (at, piece) in self.page.split(ROWS).enumerate() {
            if at > 0 {
                self.rows.iter().for_each(|rows| see(rows.as_bytes()));
            }
            see(piece.as_bytes());
        }
    }
}

/// All authors, or all topics.
#[derive(Serialize)]
struct NamesContext<'c, 'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    heading: &'static str,
    names: &'c [Name<'a>],
}

/// The issues of an author, or on a topic.
#[derive(Serialize)]
struct NameContext<'a> {
    #[serde(flatten)]
    frame: &'a Frame<'a>,
    name: String,
    /// 作者 or 主题.
    kind: &'static str,
    /// The page of all authors or topics.
    all: &'static str,
    count: usize,
    rows: &'static str,
}

/// Some of these issues.
#[derive(Serialize)]
struct RowsContext<'a> {
    #[serde(flatten)]
    frame: &'a Frame<'a>,
    name: &'a str,
    kind: &'static str,
    all: &'static str,
    count: usize,
    /// How many stand before these.
    before: usize,
    issues: Vec<Listed<'a>>,
}

/// The pages of all authors, or of all topics.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    heading: &'static str,
    kind: &'static str,
    pub(super) all: &'static str,
}

pub(super) const AUTHORS: Kind =
    Kind { heading: "作者索引", kind: "作者", all: "authors/index.html" };
pub(super) const TOPICS: Kind =
    Kind { heading: "主题索引", kind: "主题", all: "topics/index.html" };

impl<'a> Site<'a> {
    /// The index.
    pub(super) fn names(
        &self,
        kind: &Kind,
        names: &[Name<'a>],
        diagnostics: &mut Diagnostics,
    ) -> Result<String, Failed> {
        let title = format!("{}　{}", kind.heading, self.serial.name);
        let description = format!("{}的{}，共{}个。", self.serial.name, kind.heading, names.len());
        let frame = self.frame(kind.all, title, description);
        let context = NamesContext { frame, heading: kind.heading, names };
        self.templates.html("names.html", &context, diagnostics)
    }

    /// The page of one.
    pub(super) fn name(
        &self,
        kind: &Kind,
        name: &Name<'a>,
        diagnostics: &mut Diagnostics,
    ) -> Result<NamePage, Failed> {
        let title = format!("{}：{}　{}", kind.kind, name.whole(), self.serial.name);
        let description =
            format!("{}中{}“{}”的{}期。", self.serial.name, kind.kind, name.name, name.count);
        let frame = self.frame(&name.address, title, description);
        let (frame, Kind { kind, all, .. }) = (&frame, *kind);
        let (whole, count) = (name.whole(), name.count);
        let (mut rows, mut before) = (Vec::new(), 0);
        for part in name.issues.rchunks(ROWS_AT_ONCE) {
            let issues = part.iter().rev().map(|record| Listed::from(*record)).collect();
            let context = RowsContext { frame, name: &whole, kind, all, count, before, issues };
            rows.push(self.templates.html("rows.html", &context, diagnostics)?);
            before += part.len();
        }
        let context = NameContext { frame, name: whole, kind, all, count, rows: ROWS };
        let page = self.templates.html("name.html", &context, diagnostics)?;
        Ok(NamePage { page, rows })
    }

    /// The authors of all issues.
    pub(super) fn authors(&self) -> Vec<Name<'a>> {
        let named = |record: &'a Record| {
            record
                .authors
                .iter()
                .map(|author| (&*author.name, author_address(&author.name, &author.id)))
        };
        self.grouped(named)
    }

    /// The topics of all issues.
    pub(super) fn topics(&self) -> Vec<Name<'a>> {
        let named =
            |record: &'a Record| record.topics.iter().map(|topic| (topic, topic_address(topic)));
        self.grouped(named)
    }

    /// The issues by a name that they bear, and the names in the order of their reading.
    fn grouped<I: Iterator<Item = (&'a str, String)>>(
        &self,
        named: impl Fn(&'a Record) -> I,
    ) -> Vec<Name<'a>> {
        let mut names: BTreeMap<String, Name<'a>> = BTreeMap::new();
        for record in self.catalogue.records() {
            for (name, address) in named(record) {
                let entry = names.entry(address.clone()).or_insert_with(|| {
                    let page = href(&address);
                    Name { name, note: String::new(), page, count: 0, address, issues: Vec::new() }
                });
                // An issue that bears a name twice is listed once.
                if entry.issues.last().is_none_or(|last| last.id != record.id) {
                    entry.issues.push(record);
                    entry.count += 1;
                }
            }
        }
        let mut names: Vec<Name<'a>> = names.into_values().collect();
        names.sort_by_cached_key(|name| (reading(name.name), name.address.clone()));
        for alike in names.chunk_by_mut(|a, b| a.name == b.name) {
            if alike.len() > 1 {
                // The folder is the name and what the author's id adds to it.
                alike.iter_mut().for_each(|name| name.note = name.folder_note());
            }
        }
        names
    }
}

/// The names with the most issues, in the order of the whole list.
pub(super) fn most_written<'a>(names: &[Name<'a>]) -> Vec<Name<'a>> {
    let mut places: Vec<usize> = (0..names.len()).collect();
    places.sort_by_key(|at| std::cmp::Reverse(names[*at].count));
    places.truncate(NAMES_ON_FIRST_PAGE);
    places.sort_unstable();
    places.into_iter().map(|at| names[at].clone()).collect()
}

/// What names are sorted by: the 3,755 common characters of GB 2312 stand in the order of their
/// reading (pinyin), and GBK keeps their places.
fn reading(name: &str) -> Vec<u8> {
    GBK.encode(name).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::Catalogue;
    use super::super::record::tests::{record, serial};
    use super::*;
    use crate::model::{Audience, IssueId};
    use crate::render::Templates;
    use crate::tree::FileTree;

    #[test]
    fn a_list_that_is_rendered_by_parts_has_every_issue_once_newest_first() {
        let numbers = 1..=2 * ROWS_AT_ONCE + 1;
        let issue = |number: usize| {
            let mut issue = record(&["张三"]);
            issue.id = IssueId::parse(&format!("2017-{number}")).unwrap();
            issue.cumulative = Some(number as u32);
            issue
        };
        let (catalogue, mut faults) =
            (Catalogue::new(numbers.clone().map(issue).collect()), Diagnostics::new());
        let site = Site {
            templates: &Templates::load(&FileTree::new(), &mut faults).unwrap(),
            serial: &serial(""),
            catalogue: &catalogue,
            audience: Audience::Public,
        };
        let authors = site.authors();
        let mut page = Vec::new();
        let made = site.name(&AUTHORS, &authors[0], &mut faults).unwrap();
        made.show(&mut |piece| page.extend_from_slice(piece));
        let page = String::from_utf8(page).unwrap();
        let links = page.split("href=\"../../2017/").skip(1);
        let listed: Vec<&str> =
            links.filter_map(|link| link.split_once('/')).map(|(it, _)| it).collect();
        let wanted: Vec<String> = numbers.rev().map(|number| number.to_string()).collect();
        assert_eq!(listed, wanted);
    }

    #[test]
    fn common_names_stand_in_the_order_of_their_reading() {
        let mut names = ["周立群", "裴蕾", "欧阳明远", "张三", "Brown", "陈一"];
        names.sort_by_cached_key(|name| reading(name));
        assert_eq!(names, ["Brown", "陈一", "欧阳明远", "裴蕾", "张三", "周立群"]);
    }
}
