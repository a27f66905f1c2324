//! The pages that list issues or speak of the archive: the first page, 总目录 of years, authors, topics,
//! 关于, what is left of withdrawn issues, and the page for addresses that lead nowhere.

use std::collections::BTreeMap;

use serde::Serialize;

use super::catalog::{self, Read};
use super::feed;
use super::names::{AUTHORS, Name, TOPICS, most_written};
use super::pages::{Frame, Site};
use super::permalink::{address_of_asset, asset_address};
use super::record::Record;
use super::record_view::{Listed, RecordView};
use super::search::SEARCH_PAGE;
use crate::diag::{Diagnostics, Failed};
use crate::render::Shared;
use crate::tree::{Content, VPath};
use crate::view::TERMS;

/// How many issues the first page lists; all others are in the lists of their years.
const ON_FIRST_PAGE: usize = 24;

/// A year in a list of years.
#[derive(Serialize)]
struct Year {
    year: u16,
    page: String,
    count: usize,
}

/// Issues of a year, newest first.
#[derive(Serialize)]
struct Section<'a> {
    year: u16,
    page: String,
    /// How many the year has.
    count: usize,
    issues: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct IndexContext<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    latest: Option<RecordView<'a>>,
    /// What its abstract says of the findings.
    latest_abstract: String,
    /// 本报告建议：… of its abstract.
    latest_proposals: String,
    latest_authors: Vec<&'a str>,
    sections: Vec<Section<'a>>,
    /// How many issues the archive has.
    count: usize,
    topics: Vec<Name<'a>>,
    authors: Vec<Name<'a>>,
    topic_count: usize,
    author_count: usize,
}

#[derive(Serialize)]
struct YearContext<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    year: u16,
    /// How many issues can be read.
    count: usize,
    /// In the order of the numbers.
    issues: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct PlainContext<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
}

#[derive(Serialize)]
struct AboutContext<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    /// How many issues can be read.
    count: usize,
    first: Option<Listed<'a>>,
    latest: Option<Listed<'a>>,
    schema: &'static str,
}

#[derive(Serialize)]
struct SearchContext<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    /// Newest first.
    years: Vec<Year>,
    /// The script that searches.
    searcher: String,
    /// The index's directory.
    directory: &'a str,
    /// The table of traditional characters.
    traditional: String,
}

#[derive(Serialize)]
struct TombstoneContext<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    issue: RecordView<'a>,
}

/// Takes the files of an archive, in no order.
pub type Put<'a> = &'a mut dyn FnMut(VPath, Content<'_>);

/// Where the files of an archive go.
struct Out<'p>(Put<'p>);

impl Out<'_> {
    fn page(&mut self, address: &str, page: &str) {
        self.content(address, &|see| see(page.as_bytes()));
    }

    fn content(&mut self, address: &str, content: Content<'_>) {
        if let Some(path) = VPath::parse(address) {
            (self.0)(path, content);
        }
    }
}

impl<'a> Site<'a> {
    /// Makes the pages that list issues, what machines read of them, and the assets of all pages, and
    /// gives each away at once. `read` gives the files of the issues.
    pub fn assemble(
        &self,
        read: Read<'_>,
        put: Put<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Failed> {
        let mut out = Out(put);
        let mut pages: Vec<String> = Vec::new();
        let (years, sections) = self.years();
        let all = Shared::new("years", &years);
        let (authors, topics) = (self.authors(), self.topics());
        let names = (&authors[..], &topics[..]);
        out.page("index.html", &self.index(&sections, names, &all, read, diagnostics)?);
        pages.push("index.html".to_owned());
        for year in &years {
            let issues = self.of_year(year.year);
            out.page(&year.page, &self.year(year, issues, &all, diagnostics)?);
            pages.push(year.page.clone());
        }
        for (kind, names) in [(&AUTHORS, &authors), (&TOPICS, &topics)] {
            for name in names {
                let page = self.name(kind, name, diagnostics)?;
                out.content(&name.address, &|see| page.show(see));
                pages.push(name.address.clone());
            }
            out.page(kind.all, &self.names(kind, names, diagnostics)?);
            pages.push(kind.all.to_owned());
        }
        for tombstone in self.catalogue.tombstones() {
            out.page(&tombstone.page(), &self.tombstone(tombstone, diagnostics)?);
        }
        out.page("about/index.html", &self.about(diagnostics)?);
        pages.extend(["about/index.html", SEARCH_PAGE].map(str::to_owned));
        out.page("404.html", &self.missing(diagnostics)?);
        out.page(catalog::SCHEMA, &catalog::catalog_schema());
        let (atom, json) = feed::feeds(self, read, diagnostics)?;
        out.page("feed.xml", &atom);
        out.page("feed.json", &json);
        if let Some(sitemap) = feed::sitemap(self, pages.iter().map(String::as_str), diagnostics)? {
            out.page("sitemap.xml", &sitemap);
        }
        out.page("robots.txt", &feed::robots(self));
        out.content("catalog.json", &|see| catalog::catalog(self, read, see));
        for (name, bytes) in self.templates.assets().iter() {
            out.content(&asset_address(name.as_str(), bytes), &|see| see(bytes));
        }
        Ok(())
    }

    fn index(
        &self,
        sections: &[Section<'a>],
        (authors, topics): (&[Name<'a>], &[Name<'a>]),
        years: &Shared,
        read: Read<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Result<String, Failed> {
        let frame = self.frame(
            "index.html",
            format!("{}　{}", self.serial.name, self.serial.issuer),
            self.serial.description.clone(),
        );
        let latest = self.catalogue.records().last();
        let said = latest.map(|record| catalog::abstract_of(record, read)).unwrap_or_default();
        let (abstract_, proposals) = said.split_once(TERMS.proposals).unwrap_or((&said, ""));
        let mut left = ON_FIRST_PAGE;
        let sections = sections.iter().map_while(|section| {
            let shown = section.issues.len().min(left);
            left -= shown;
            (shown > 0).then(|| Section {
                year: section.year,
                page: section.page.clone(),
                count: section.count,
                issues: section.issues[..shown].to_vec(),
            })
        });
        let context = IndexContext {
            frame,
            latest: latest.map(RecordView::from),
            latest_abstract: abstract_.to_owned(),
            latest_proposals: match proposals {
                "" => String::new(),
                proposals => format!("{}{proposals}", TERMS.proposals),
            },
            latest_authors: latest.into_iter().flat_map(names_of).collect(),
            sections: sections.collect(),
            count: self.catalogue.records().len(),
            topics: most_written(topics),
            authors: most_written(authors),
            topic_count: topics.len(),
            author_count: authors.len(),
        };
        self.templates.html_sharing("index.html", &context, years, diagnostics)
    }

    fn year(
        &self,
        year: &Year,
        issues: Vec<Listed<'a>>,
        years: &Shared,
        diagnostics: &mut Diagnostics,
    ) -> Result<String, Failed> {
        let title = format!("{}年总目录　{}", year.year, self.serial.name);
        let description =
            format!("{}{}年总目录，共{}期。", self.serial.name, year.year, year.count);
        let frame = self.frame(&year.page, title, description);
        let context = YearContext { frame, year: year.year, count: year.count, issues };
        self.templates.html_sharing("year.html", &context, years, diagnostics)
    }

    fn about(&self, diagnostics: &mut Diagnostics) -> Result<String, Failed> {
        let title = format!("关于{}", self.serial.name);
        let frame = self.frame("about/index.html", title, self.serial.description.clone());
        let records = self.catalogue.records();
        let context = AboutContext {
            frame,
            count: records.len(),
            first: records.first().map(Listed::from),
            latest: records.last().map(Listed::from),
            schema: catalog::SCHEMA,
        };
        self.templates.html("about.html", &context, diagnostics)
    }

    /// The page that searches, by an index's directory.
    pub fn search(&self, directory: &str, diagnostics: &mut Diagnostics) -> Result<String, Failed> {
        let title = format!("检索　{}", self.serial.name);
        let description = format!("检索{}各期的题名、作者、摘要和全文。", self.serial.name);
        let assets = self.templates.assets();
        let context = SearchContext {
            frame: self.frame(SEARCH_PAGE, title, description),
            years: self.years().0,
            searcher: address_of_asset(assets, "search.js"),
            directory,
            traditional: address_of_asset(assets, "traditional.js"),
        };
        self.templates.html("search.html", &context, diagnostics)
    }

    fn tombstone(&self, issue: &Record, diagnostics: &mut Diagnostics) -> Result<String, Failed> {
        let title = format!("{}已撤回　{}", issue.short_line(), self.serial.name);
        let frame = self.frame(&issue.page(), title, String::new()).hidden();
        let context = TombstoneContext { frame, issue: issue.into() };
        self.templates.html("withdrawn.html", &context, diagnostics)
    }

    /// A server shows this page at any address, so that its links cannot start from there.
    fn missing(&self, diagnostics: &mut Diagnostics) -> Result<String, Failed> {
        let title = format!("没有这个页面　{}", self.serial.name);
        let frame = self.frame("404.html", title, String::new()).hidden().from(self.base_path());
        self.templates.html("404.html", &PlainContext { frame }, diagnostics)
    }

    /// The years, newest first, and the issues of each that can be read.
    fn years(&self) -> (Vec<Year>, Vec<Section<'a>>) {
        let mut years: BTreeMap<u16, Vec<Listed<'a>>> = BTreeMap::new();
        for record in self.catalogue.records().iter().rev() {
            years.entry(record.id.year).or_default().push(record.into());
        }
        for tombstone in self.catalogue.tombstones() {
            years.entry(tombstone.id.year).or_default();
        }
        let page = |year: u16| format!("{year}/index.html");
        let years = years.into_iter().rev();
        years
            .map(|(year, issues)| {
                let count = issues.len();
                let listed = Year { year, page: page(year), count };
                (listed, Section { year, page: page(year), count, issues })
            })
            .unzip()
    }

    /// All issues of a year in the order of their numbers, withdrawn ones among them.
    fn of_year(&self, year: u16) -> Vec<Listed<'a>> {
        let all = self.catalogue.records().iter().chain(self.catalogue.tombstones());
        let mut issues: Vec<&Record> = all.filter(|record| record.id.year == year).collect();
        issues.sort_by_cached_key(|record| record.place());
        issues.into_iter().map(Listed::from).collect()
    }
}

fn names_of(record: &Record) -> impl Iterator<Item = &str> {
    record.authors.iter().map(|author| &*author.name)
}
