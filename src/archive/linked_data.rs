//! What search engines read on an issue's page: schema.org as JSON-LD.

use super::cite::{absolute, address};
use super::pages::Site;
use super::record::Record;

/// What schema.org says of an issue: a Report in a PublicationIssue of a Periodical; as the content
/// of a script element.
pub(super) fn json_ld(record: &Record, site: &Site<'_>) -> String {
    let serial = site.serial;
    let address = address(record, serial);
    let authors: Vec<serde_json::Value> = record
        .authors
        .iter()
        .map(|author| {
            let mut person = serde_json::json!({ "@type": "Person", "name": author.name });
            if !author.affiliation.is_empty() {
                person["affiliation"] =
                    serde_json::json!({ "@type": "Organization", "name": author.affiliation });
            }
            person
        })
        .collect();
    let publisher = serde_json::json!({ "@type": "Organization", "name": serial.issuer });
    let mut periodical =
        serde_json::json!({ "@type": "Periodical", "name": serial.name, "publisher": publisher });
    let mut report = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "Report",
        "headline": record.title_text(),
        "name": record.title_text(),
        "inLanguage": serial.language,
        "datePublished": record.date.to_string(),
        "dateModified": record.changed.to_string(),
        "reportNumber": record.line(),
        "author": authors,
        "publisher": publisher,
    });
    if !address.is_empty() {
        periodical["url"] = serial.url.clone().into();
        report["url"] = address.clone().into();
        report["@id"] = address.into();
    }
    let whole = record.whole_abstract();
    if !whole.is_empty() {
        report["abstract"] = whole.into();
    }
    let keywords = record.keywords().iter().map(String::as_str);
    let keywords: Vec<&str> = keywords.chain(record.topics.iter()).collect();
    if !keywords.is_empty() {
        report["keywords"] = serde_json::json!(keywords);
    }
    if !serial.licence.is_empty() {
        report["copyrightNotice"] = serial.licence.clone().into();
    }
    let pdf = record.pdf();
    if !pdf.is_empty() && !serial.url.is_empty() {
        report["encoding"] = serde_json::json!({
            "@type": "MediaObject",
            "encodingFormat": "application/pdf",
            "contentUrl": absolute(serial, &pdf),
        });
    }
    report["isPartOf"] = serde_json::json!({
        "@type": "PublicationIssue",
        "issueNumber": record.number(),
        "datePublished": record.date.to_string(),
        "isPartOf": periodical,
    });
    in_script(&report.to_string())
}

/// JSON that cannot end the element that it stands in.
fn in_script(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
