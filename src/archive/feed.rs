//! What tells readers and robots of news: feeds, sitemap, robots.txt.

use serde::Serialize;

use super::catalog::{Read, abstract_of, pretty};
use super::cite::{absolute, address};
use super::pages::Site;
use super::permalink::href;
use super::phrases::Phrases;
use crate::diag::{Diagnostics, Failed};
use crate::model::Audience;
use crate::tree::Digest;
use crate::view::SerialView;

/// How many issues a feed tells of, the newest first.
const IN_FEED: usize = 20;

/// An issue in a feed.
#[derive(Serialize)]
struct Entry<'a> {
    /// What never changes (RFC 4287, 4.2.6).
    id: String,
    /// Its page: absolute, where the archive has an address; else from the feed.
    address: String,
    pdf: String,
    title: String,
    date: String,
    /// The day of its last change.
    changed: String,
    authors: Vec<&'a str>,
    summary: String,
    topics: &'a Phrases,
}

#[derive(Serialize)]
struct FeedContext<'a> {
    serial: &'a SerialView,
    id: String,
    /// The day of the last change.
    updated: String,
    entries: Vec<Entry<'a>>,
}

/// A date and time of RFC 3339 for a day in China.
fn beginning(day: &str) -> String {
    format!("{day}T00:00:00+08:00")
}

/// `feed.xml`, Atom, and `feed.json`, JSON Feed 1.1.
pub(super) fn feeds(
    site: &Site<'_>,
    read: Read<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<(String, String), Failed> {
    let serial = site.serial;
    let newest = site.catalogue.records().iter().rev().take(IN_FEED);
    let entries: Vec<Entry<'_>> = newest
        .map(|record| Entry {
            id: identity(&address(record, serial), &format!("{} {}", serial.name, record.id)),
            address: from_feed(serial, &record.page()),
            pdf: Some(record.pdf())
                .filter(|pdf| !pdf.is_empty())
                .map(|pdf| from_feed(serial, &pdf))
                .unwrap_or_default(),
            title: format!("{}　{}", record.short_line(), record.title_text()),
            date: record.date.to_string(),
            changed: record.changed.to_string(),
            authors: record.authors.iter().map(|author| &*author.name).collect(),
            summary: abstract_of(record, read),
            topics: &record.topics,
        })
        .collect();
    // A feed without an issue has no day of its own.
    let updated = entries.iter().map(|entry| &entry.changed).max();
    let updated = updated.map_or_else(|| "1970-01-01".to_owned(), String::clone);
    let id = identity(&serial.url, &serial.name);
    let json = json_feed(serial, &entries);
    let context = FeedContext { serial, id, updated, entries };
    Ok((site.templates.html("feed.xml", &context, diagnostics)?, json))
}

/// The absolute address, or else a name made from words that do not change.
fn identity(address: &str, words: &str) -> String {
    if !address.is_empty() {
        return address.to_owned();
    }
    // RFC 9562, 5.8: a UUID of one's own making.
    let hash = Digest::of(words.as_bytes()).to_string();
    let (a, b, c, d, e) = (&hash[..8], &hash[8..12], &hash[13..16], &hash[17..20], &hash[20..32]);
    format!("urn:uuid:{a}-{b}-8{c}-8{d}-{e}")
}

fn from_feed(serial: &SerialView, to: &str) -> String {
    match absolute(serial, to.trim_end_matches("index.html")) {
        absolute if !absolute.is_empty() => absolute,
        _ => href(to),
    }
}

fn json_feed(serial: &SerialView, entries: &[Entry<'_>]) -> String {
    let items: Vec<serde_json::Value> = entries
        .iter()
        .map(|entry| {
            let authors: Vec<_> =
                entry.authors.iter().map(|name| serde_json::json!({ "name": name })).collect();
            serde_json::json!({
                "id": entry.id,
                "url": entry.address,
                "title": entry.title,
                "content_text": entry.summary,
                "summary": entry.summary,
                "date_published": beginning(&entry.date),
                "date_modified": beginning(&entry.changed),
                "authors": authors,
                "tags": entry.topics,
                "language": serial.language,
            })
        })
        .collect();
    let mut feed = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": serial.name,
        "language": serial.language,
        "authors": [{ "name": serial.issuer }],
        "items": items,
    });
    let mut set = |key: &str, value: String| {
        if !value.is_empty() {
            feed[key] = value.into();
        }
    };
    set("description", serial.description.clone());
    set("home_page_url", serial.url.clone());
    set("feed_url", absolute(serial, "feed.json"));
    pretty(&feed)
}

#[derive(Serialize)]
struct SitemapContext {
    pages: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    address: String,
    /// The day of its last change; empty, where that is not known.
    changed: String,
}

/// `sitemap.xml` (sitemaps.org 0.9): every page but those for lost readers. None without an
/// absolute address, which the protocol wants.
pub(super) fn sitemap<'p>(
    site: &Site<'_>,
    pages: impl Iterator<Item = &'p str>,
    diagnostics: &mut Diagnostics,
) -> Result<Option<String>, Failed> {
    if site.serial.url.is_empty() || site.audience == Audience::Internal {
        return Ok(None);
    }
    let listed = |page: &str, changed: &str| Listed {
        address: absolute(site.serial, page.trim_end_matches("index.html")),
        changed: changed.to_owned(),
    };
    let records = site.catalogue.records().iter();
    let issues = records.map(|record| listed(&record.page(), &record.changed.to_string()));
    let pages = pages.map(|page| listed(page, "")).chain(issues).collect();
    site.templates.html("sitemap.xml", &SitemapContext { pages }, diagnostics).map(Some)
}

/// `robots.txt` (RFC 9309): a public archive is for everyone, an internal one for no robot.
pub(super) fn robots(site: &Site<'_>) -> String {
    match (site.audience, absolute(site.serial, "sitemap.xml")) {
        (Audience::Internal, _) => "User-agent: *\nDisallow: /\n".to_owned(),
        (Audience::Public, sitemap) if sitemap.is_empty() => "User-agent: *\nAllow: /\n".to_owned(),
        (Audience::Public, sitemap) => format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n"),
    }
}
