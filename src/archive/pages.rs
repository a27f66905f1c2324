//! The pages of the site.

use serde::Serialize;

use super::permalink::{asset_address, named_asset, style_address};
use super::record::{Catalogue, Listed, Record};
use super::search::SEARCH_PAGE;
use crate::diag::{Diagnostics, Failed};
use crate::emit::{Heading, Page};
use crate::render::{Shared, Templates};
use crate::tree::{FileTree, VPath};
use crate::view::SerialView;

/// What all pages of a site share.
pub struct Site<'a> {
    /// The templates.
    pub templates: &'a Templates,
    /// The serial.
    pub serial: &'a SerialView,
    /// The issues that the site lists.
    pub catalogue: &'a Catalogue,
}

#[derive(Serialize)]
struct Frame<'a> {
    page: PageFrame,
    style: String,
    serial: &'a SerialView,
}

#[derive(Serialize)]
struct PageFrame {
    title: String,
    description: String,
    /// The way from the page to the site's root.
    root: String,
    /// The page's absolute address; empty where the serial has none.
    canonical: String,
}

#[derive(Serialize)]
struct IssueContext<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    issue: &'a Record,
    body: &'a str,
    contents: Vec<Section<'a>>,
    previous: Option<Listed<'a>>,
    next: Option<Listed<'a>>,
}

/// A heading in the contents, with those below it.
#[derive(Serialize)]
struct Section<'a> {
    anchor: &'a str,
    text: &'a str,
    items: Vec<Section<'a>>,
}

#[derive(Serialize)]
struct Year<'a> {
    year: u16,
    page: String,
    /// Newest first.
    issues: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct IndexContext<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    latest: Option<&'a Record>,
}

#[derive(Serialize)]
struct YearContext<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    year: u16,
    /// In the order of the numbers.
    issues: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct YearPage {
    year: u16,
    page: String,
}

#[derive(Serialize)]
struct SearchContext<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    /// Newest first.
    years: Vec<YearPage>,
    /// The script that searches.
    script: String,
    /// The index's directory.
    directory: &'a str,
    /// The table of traditional characters.
    traditional: String,
}

/// The page of an issue.
pub fn issue_page(
    site: &Site<'_>,
    record: &Record,
    page: &Page,
    diagnostics: &mut Diagnostics,
) -> Result<String, Failed> {
    let (previous, next) = site.catalogue.neighbours(&record.id);
    let title = format!("{}　{}", record.title_text, record.short_line);
    let frame = site.frame(&record.page, title, record.abstract_.clone());
    let context = IssueContext {
        frame,
        issue: record,
        body: &page.body,
        contents: contents(&page.headings),
        previous,
        next,
    };
    site.templates.html("issue.html", &context, diagnostics)
}

impl<'a> Site<'a> {
    /// The pages that list issues, and the assets of all pages.
    pub fn assemble(&self, diagnostics: &mut Diagnostics) -> Result<FileTree, Failed> {
        let mut files = FileTree::new();
        let mut add = |path: &str, bytes: Vec<u8>| {
            if let Some(path) = VPath::parse(path) {
                files.insert(path, bytes);
            }
        };
        let years = self.years();
        let all = Shared::new("years", &years);
        add("index.html", self.index(&all, diagnostics)?.into_bytes());
        for year in &years {
            add(&year.page, self.year(year, &all, diagnostics)?.into_bytes());
        }
        for (name, bytes) in self.templates.assets().iter() {
            add(&asset_address(name.as_str(), bytes), bytes.to_vec());
        }
        Ok(files)
    }

    fn index(&self, years: &Shared, diagnostics: &mut Diagnostics) -> Result<String, Failed> {
        let frame = self.frame(
            "index.html",
            format!("{}　{}", self.serial.name, self.serial.issuer),
            self.serial.description.clone(),
        );
        let latest = self.catalogue.records().last();
        let context = IndexContext { frame, latest };
        self.templates.html_sharing("index.html", &context, years, diagnostics)
    }

    fn year(
        &self,
        year: &Year<'a>,
        years: &Shared,
        diagnostics: &mut Diagnostics,
    ) -> Result<String, Failed> {
        let title = format!("{}年总目录　{}", year.year, self.serial.name);
        let description =
            format!("{}{}年总目录，共{}期。", self.serial.name, year.year, year.issues.len());
        let frame = self.frame(&year.page, title, description);
        let issues = year.issues.iter().rev().copied().collect();
        let context = YearContext { frame, year: year.year, issues };
        self.templates.html_sharing("year.html", &context, years, diagnostics)
    }

    /// The page that searches, by an index's directory.
    pub fn search(&self, directory: &str, diagnostics: &mut Diagnostics) -> Result<String, Failed> {
        let title = format!("检索　{}", self.serial.name);
        let description = format!("检索{}各期的题名、作者、摘要和全文。", self.serial.name);
        let assets = self.templates.assets();
        let years = self.years().into_iter().map(|Year { year, page, .. }| YearPage { year, page });
        let context = SearchContext {
            frame: self.frame(SEARCH_PAGE, title, description),
            years: years.collect(),
            script: named_asset(assets, "search.js"),
            directory,
            traditional: named_asset(assets, "traditional.js"),
        };
        self.templates.html("search.html", &context, diagnostics)
    }

    /// The years, newest first.
    fn years(&self) -> Vec<Year<'a>> {
        let mut years: Vec<Year<'a>> = Vec::new();
        for record in self.catalogue.records().iter().rev() {
            match years.iter_mut().find(|year| year.year == record.year) {
                Some(year) => year.issues.push(record.into()),
                None => years.push(Year {
                    year: record.year,
                    page: format!("{}/index.html", record.year),
                    issues: vec![record.into()],
                }),
            }
        }
        years.sort_by_key(|year| std::cmp::Reverse(year.year));
        years
    }

    fn frame(&self, address: &str, title: String, description: String) -> Frame<'a> {
        let root = "../".repeat(address.matches('/').count());
        let url = &self.serial.url;
        let canonical = if url.is_empty() {
            String::new()
        } else {
            format!("{url}{}", address.trim_end_matches("index.html"))
        };
        Frame {
            page: PageFrame { title, description, root, canonical },
            style: style_address(self.templates.assets()),
            serial: self.serial,
        }
    }
}

fn contents(headings: &[Heading]) -> Vec<Section<'_>> {
    let mut contents: Vec<Section<'_>> = Vec::new();
    for heading in headings.iter().filter(|heading| !heading.anchor.is_empty()) {
        let section = Section { anchor: &heading.anchor, text: &heading.text, items: Vec::new() };
        match contents.last_mut() {
            Some(part) if heading.level > 2 => part.items.push(section),
            _ => contents.push(section),
        }
    }
    contents
}
