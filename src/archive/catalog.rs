//! `catalog.json`: every issue, for machines; and the JSON Schema that describes it.

use std::io::{self, BufWriter, Write};

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde::{Serialize, Serializer};

use super::cite::csl_item;
use super::pages::Site;
use super::permalink::href;
use super::phrases::Phrases;
use super::record::{Person, Record};
use crate::tree::Shown;

/// How the archive's files are read back: the content of the file with an address.
pub type Read<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// Where the schema of `catalog.json` is published.
pub(super) const SCHEMA: &str = "about/catalog.schema.json";

/// The catalogue of a serial's archive: all its issues, the newest first. Addresses are relative to
/// the folder of this file.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Catalog<'a> {
    /// The address of this schema.
    #[serde(rename = "$schema")]
    schema: &'static str,
    /// The serial.
    serial: CatalogSerial<'a>,
    /// The issues, the newest first.
    #[schemars(with = "Vec<CatalogIssue<'a>>")]
    issues: Issues<'a>,
}

/// Issues, each looked up when it is written: abstracts are most of what is known of an archive.
struct Issues<'a> {
    records: &'a [Record],
    read: Read<'a>,
}

impl Serialize for Issues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.records.iter().rev().map(|record| issue(record, self.read)))
    }
}

/// A serial.
#[derive(Serialize, JsonSchema)]
struct CatalogSerial<'a> {
    /// Its name.
    name: &'a str,
    /// Who issues it.
    issuer: &'a str,
    /// Its language, a BCP 47 tag.
    language: &'a str,
    /// The absolute address of the archive; may be empty.
    url: &'a str,
    /// One paragraph; may be empty.
    description: &'a str,
    /// The licence line; may be empty.
    licence: &'a str,
}

/// An issue.
#[derive(Serialize, JsonSchema)]
struct CatalogIssue<'a> {
    /// Year and number, such as `2017-48`; `2017-s1` for a supplement. Never changes.
    id: String,
    /// The year of issue.
    year: u16,
    /// The number within the year, such as `48`, or `s1` for a supplement.
    number: String,
    /// The count since the first issue; absent for a supplement.
    #[serde(skip_serializing_if = "Option::is_none")]
    cumulative: Option<u32>,
    /// The day of issue, YYYY-MM-DD.
    date: String,
    /// The day of the last erratum, or else of issue.
    changed: String,
    /// The title in one line.
    title: String,
    /// The authors, in order.
    authors: Vec<CatalogPerson<'a>>,
    /// The abstract: findings, then recommendations; may be empty.
    #[serde(rename = "abstract")]
    abstract_: String,
    /// Subject headings.
    #[schemars(with = "Vec<String>")]
    topics: &'a Phrases,
    /// Where to find it.
    addresses: Addresses,
}

/// An author.
#[derive(Serialize, JsonSchema)]
struct CatalogPerson<'a> {
    /// The name.
    name: &'a str,
    /// What tells namesakes apart; absent where the name alone is enough.
    #[serde(skip_serializing_if = "str::is_empty")]
    id: &'a str,
}

/// The files of an issue, percent-encoded; what the archive does not have is absent.
#[derive(Serialize, JsonSchema)]
struct Addresses {
    /// The page.
    html: String,
    /// The printed pages.
    #[serde(skip_serializing_if = "String::is_empty")]
    pdf: String,
    /// The text.
    #[serde(skip_serializing_if = "String::is_empty")]
    markdown: String,
    /// The citation as BibTeX.
    bibtex: String,
    /// The citation as RIS.
    ris: String,
    /// The citation as CSL-JSON.
    csl: String,
}

/// Shows `catalog.json`.
pub(super) fn catalog(site: &Site<'_>, read: Read<'_>, see: &mut dyn FnMut(&[u8])) {
    let serial = site.serial;
    let catalog = Catalog {
        schema: SCHEMA,
        serial: CatalogSerial {
            name: &serial.name,
            issuer: &serial.issuer,
            language: &serial.language,
            url: &serial.url,
            description: &serial.description,
            licence: &serial.licence,
        },
        issues: Issues { records: site.catalogue.records(), read },
    };
    show_pretty(&catalog, see);
}

fn issue<'a>(record: &'a Record, read: Read<'_>) -> CatalogIssue<'a> {
    let file = |name: &str| href(&record.file(name));
    let person = |author: &'a Person| CatalogPerson { name: &author.name, id: &author.id };
    CatalogIssue {
        id: record.id.to_string(),
        year: record.id.year,
        number: record.number(),
        cumulative: record.cumulative,
        date: record.date.to_string(),
        changed: record.changed.to_string(),
        title: record.title_text(),
        authors: record.authors.iter().map(person).collect(),
        abstract_: abstract_of(record, read),
        topics: &record.topics,
        addresses: Addresses {
            html: href(&record.page()),
            pdf: href(&record.pdf()),
            markdown: href(&record.markdown()),
            bibtex: file("cite.bib"),
            ris: file("cite.ris"),
            csl: file("cite.json"),
        },
    }
}

/// The JSON Schema of `catalog.json`.
pub(super) fn catalog_schema() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<Catalog<'static>>();
    let plain = |schema: &mut Schema| {
        // Formats of numbers are none of the standard's.
        schema.remove("format");
        if let Some(serde_json::Value::String(words)) = schema.get_mut("description") {
            *words = words.replace('\n', " ");
        }
    };
    RecursiveTransform(plain).transform(&mut schema);
    pretty(&schema)
}

/// The abstract of an issue, which its own files hold.
pub(super) fn abstract_of(record: &Record, read: Read<'_>) -> String {
    let bytes = read(&record.file("cite.json"));
    bytes.and_then(|bytes| csl_item(&bytes)).map(|item| item.abstract_).unwrap_or_default()
}

/// JSON for people to read, too.
pub(super) fn pretty(value: &impl Serialize) -> String {
    let mut json = serde_json::to_string_pretty(value).expect("all keys are text");
    json.push('\n');
    json
}

/// Shows the same, in pieces.
pub(super) fn show_pretty(value: &impl Serialize, see: &mut dyn FnMut(&[u8])) {
    let mut shown = BufWriter::new(Shown(see));
    let written = serde_json::to_writer_pretty(&mut shown, value).map_err(io::Error::from);
    let written = written.and_then(|()| shown.write_all(b"\n")).and_then(|()| shown.flush());
    written.expect("all keys are text, and who looks at a piece cannot fail");
}
