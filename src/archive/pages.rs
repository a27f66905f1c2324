//! What all pages of the site share, and the page of an issue.

use serde::Serialize;

use super::catalogue::Catalogue;
use super::cite::{Citation, absolute};
use super::linked_data::json_ld;
use super::permalink::{address_of_asset, author_address, href, style_address, topic_address};
use super::record::Record;
use super::record_view::{Listed, RecordView};
use crate::diag::{Diagnostics, Failed};
use crate::emit::{Heading, Page};
use crate::model::Audience;
use crate::render::Templates;
use crate::view::SerialView;

/// What all pages of a site share.
pub struct Site<'a> {
    /// The templates.
    pub templates: &'a Templates,
    /// The serial.
    pub serial: &'a SerialView,
    /// The issues that the site lists.
    pub catalogue: &'a Catalogue,
    /// Whom the site is for.
    pub audience: Audience,
}

/// What every page is given.
#[derive(Serialize)]
pub(super) struct Frame<'a> {
    page: PageFrame,
    style: String,
    script: String,
    serial: &'a SerialView,
    is_internal: bool,
}

#[derive(Serialize)]
struct PageFrame {
    title: String,
    description: String,
    /// The way from the page to the site's root.
    root: String,
    /// The page's absolute address; empty where the serial has none.
    canonical: String,
    /// Whether search engines are to pass it over.
    is_hidden: bool,
}

impl Frame<'_> {
    /// For a page that nobody is to find.
    pub(super) fn hidden(mut self) -> Self {
        self.page.is_hidden = true;
        self.page.canonical = String::new();
        self
    }

    /// For a page whose links start from elsewhere.
    pub(super) fn from(mut self, root: String) -> Self {
        self.page.root = root;
        self
    }
}

#[derive(Serialize)]
struct IssueContext<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    issue: RecordView<'a>,
    body: &'a str,
    contents: Vec<Section<'a>>,
    previous: Option<Listed<'a>>,
    next: Option<Listed<'a>>,
    authors: Vec<Link<'a>>,
    topics: Vec<Link<'a>>,
    citation: CitationContext,
    /// What the abstract says, recommendations included.
    whole_abstract: String,
    /// The absolute address of the PDF; empty where there is none.
    pdf_url: String,
    json_ld: String,
}

/// A page that a name leads to.
#[derive(Serialize)]
struct Link<'a> {
    name: &'a str,
    affiliation: &'a str,
    page: String,
}

/// How the issue is cited: GB/T 7714, up to the address and from there on; files for reference managers.
#[derive(Serialize)]
struct CitationContext {
    before: String,
    address: String,
    bibtex: String,
    ris: String,
    csl: String,
}

/// A heading in the contents, with those below it.
#[derive(Serialize)]
struct Section<'a> {
    anchor: &'a str,
    text: &'a str,
    items: Vec<Section<'a>>,
}

/// The page of an issue.
pub fn issue_page(
    site: &Site<'_>,
    record: &Record,
    page: &Page,
    diagnostics: &mut Diagnostics,
) -> Result<String, Failed> {
    let (previous, next) = site.catalogue.neighbours(record.id);
    let title = format!("{}　{}", record.title_text(), record.short_line());
    let frame = site.frame(&record.page(), title, record.abstract_().to_owned());
    let authors = record.authors.iter().map(|author| Link {
        name: &author.name,
        affiliation: &author.affiliation,
        page: href(&author_address(&author.name, &author.id)),
    });
    let topics = record.topics.iter().map(|topic| Link {
        name: topic,
        affiliation: "",
        page: href(&topic_address(topic)),
    });
    let pdf = record.pdf();
    let context = IssueContext {
        frame,
        issue: record.into(),
        body: &page.body,
        contents: contents(&page.headings),
        previous,
        next,
        authors: authors.collect(),
        topics: topics.collect(),
        citation: site.citation(record),
        whole_abstract: record.whole_abstract(),
        pdf_url: if pdf.is_empty() { pdf } else { absolute(site.serial, &pdf) },
        json_ld: json_ld(record, site),
    };
    site.templates.html("issue.html", &context, diagnostics)
}

impl<'a> Site<'a> {
    fn citation(&self, record: &Record) -> CitationContext {
        let Citation { gbt7714, before_address } = Citation::new(record, self.serial);
        let (before, address) = gbt7714.split_at(before_address);
        let file = |name: &str| href(&record.file(name));
        CitationContext {
            before: before.to_owned(),
            address: address.to_owned(),
            bibtex: file("cite.bib"),
            ris: file("cite.ris"),
            csl: file("cite.json"),
        }
    }

    pub(super) fn frame(&self, address: &str, title: String, description: String) -> Frame<'a> {
        let root = "../".repeat(address.matches('/').count());
        let is_internal = self.audience == Audience::Internal;
        let assets = self.templates.assets();
        Frame {
            page: PageFrame {
                title,
                description,
                root,
                canonical: match is_internal {
                    true => String::new(),
                    false => absolute(self.serial, address.trim_end_matches("index.html")),
                },
                is_hidden: is_internal,
            },
            style: style_address(assets),
            script: address_of_asset(assets, "page.js"),
            serial: self.serial,
            is_internal,
        }
    }

    /// Where the site's root is on its server; empty where that is not known.
    pub(super) fn base_path(&self) -> String {
        let url = self.serial.url.split_once("://").map(|(_, rest)| rest);
        url.and_then(|rest| rest.split_once('/'))
            .map(|(_, path)| format!("/{path}"))
            .unwrap_or_default()
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
