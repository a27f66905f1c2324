//! How an issue is cited: GB/T 7714-2015 on the page, and files for reference managers.
//!
//! An issue is a report of its issuer in a numbered series: `report` in CSL, `RPRT` in RIS,
//! `@techreport` in BibTeX.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::permalink::href;
use super::record::Record;
use crate::view::SerialView;

/// How an issue is cited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Citation {
    /// The entry of a list of references, GB/T 7714-2015. The day of the visit, which the standard
    /// wants of online sources (8.8.3), is the reader's to add.
    pub(super) gbt7714: String,
    /// Where the address begins in it; where it ends, if there is none.
    #[serde(skip)]
    pub(super) before_address: usize,
}

impl Citation {
    /// The citation of an issue. It is put together here, since the citation engine takes longer to begin
    /// than an issue takes to be set; a test holds the one against the other.
    pub(super) fn new(record: &Record, serial: &SerialView) -> Citation {
        let address = address(record, serial);
        let names: Vec<&str> = record.authors.iter().map(|author| &*author.name).collect();
        // Three are named at the most (8.1.2).
        let mut line = match &names[..] {
            [a, b, c, _, ..] => format!("{a}, {b}, {c}, 等. "),
            [] => String::new(),
            names => format!("{}. ", names.join(", ")),
        };
        let carrier = if address.is_empty() { "" } else { "/OL" };
        // 其他题名信息 stands behind a colon (8.2.4).
        let title = format!("{}：{}{}", record.title_text(), serial.name, record.line());
        let year = record.date.year();
        line.push_str(&format!("{title}[R{carrier}]. {}, {year}. ", serial.issuer));
        let before_address = line.len();
        if !address.is_empty() {
            line.push_str(&format!("{address}."));
        }
        let gbt7714 = line.trim_end().to_owned();
        let before_address = before_address.min(gbt7714.len());
        Citation { gbt7714, before_address }
    }
}

/// The absolute address of the page; empty where the archive has none.
pub(super) fn address(record: &Record, serial: &SerialView) -> String {
    absolute(serial, record.page().trim_end_matches("index.html"))
}

/// An absolute address; empty where the archive has none.
pub(super) fn absolute(serial: &SerialView, address: &str) -> String {
    match serial.url.as_str() {
        "" => String::new(),
        url => format!("{url}{}", href(address)),
    }
}

/// An item of CSL-JSON (citation-style-language/schema, `csl-data.json`).
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CslItem {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    title: String,
    author: Vec<CslName>,
    #[serde(rename = "collection-title")]
    series: String,
    number: String,
    publisher: String,
    issued: CslDate,
    #[serde(rename = "abstract", default)]
    pub(super) abstract_: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    keyword: String,
    language: String,
    #[serde(rename = "URL", default, skip_serializing_if = "String::is_empty")]
    url: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct CslName {
    literal: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct CslDate {
    #[serde(rename = "date-parts")]
    date_parts: [[u16; 3]; 1],
}

/// The content of `cite.json`.
pub fn csl_json(record: &Record, serial: &SerialView) -> String {
    let (year, month, day) = (record.date.year(), record.date.month(), record.date.day());
    let item = CslItem {
        id: record.id.to_string(),
        kind: "report".to_owned(),
        title: record.title_text(),
        author: record
            .authors
            .iter()
            .map(|author| CslName { literal: author.name.to_string() })
            .collect(),
        series: serial.name.clone(),
        number: record.line(),
        publisher: serial.issuer.clone(),
        issued: CslDate { date_parts: [[year, month.into(), day.into()]] },
        abstract_: record.whole_abstract(),
        keyword: record.keywords().join("; "),
        language: serial.language.clone(),
        url: address(record, serial),
    };
    let mut json = serde_json::to_string_pretty(&[item]).expect("all keys are text");
    json.push('\n');
    json
}

/// What `cite.json` says of its issue; none, if it is no such file.
pub(super) fn csl_item(bytes: &[u8]) -> Option<CslItem> {
    let [item]: [CslItem; 1] = serde_json::from_slice(bytes).ok()?;
    Some(item)
}

/// The content of `cite.bib`.
pub fn bibtex(record: &Record, serial: &SerialView) -> String {
    let (year, month, day) = (record.date.year(), record.date.month(), record.date.day());
    let names: Vec<String> =
        record.authors.iter().map(|author| format!("{{{}}}", for_tex(&author.name))).collect();
    let mut text = format!("@techreport{{yaobao-{},\n", record.id);
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            writeln!(text, "  {name} = {{{value}}},").expect("a string takes all");
        }
    };
    field("author", &names.join(" and "));
    field("title", &format!("{{{}}}", for_tex(&record.title_text())));
    field("institution", &for_tex(&serial.issuer));
    field("type", &for_tex(&serial.name));
    field("number", &for_tex(&record.line()));
    field("year", &year.to_string());
    field("month", &month.to_string());
    field("day", &day.to_string());
    field("url", &address(record, serial));
    field("language", &for_tex(&serial.language));
    field("keywords", &for_tex(&record.keywords().join(", ")));
    field("abstract", &for_tex(&record.whole_abstract()));
    text.push_str("}\n");
    text
}

/// Text of a BibTeX field: what TeX would take for a command stands for itself.
fn for_tex(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            // A brace, escaped or not, counts for the end of the field.
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '&' | '%' | '$' | '#' | '_' => escaped.extend(['\\', c]),
            // An `@` outside braces begins an entry for some readers; ours are all inside.
            _ => escaped.push(c),
        }
    }
    escaped
}

/// The content of `cite.ris`.
pub fn ris(record: &Record, serial: &SerialView) -> String {
    let (year, month, day) = (record.date.year(), record.date.month(), record.date.day());
    let mut text = String::new();
    let mut field = |tag: &str, value: &str| {
        if !value.is_empty() {
            write!(text, "{tag}  - {}\r\n", one_line(value)).expect("a string takes all");
        }
    };
    field("TY", "RPRT");
    record.authors.iter().for_each(|author| field("AU", &author.name));
    field("TI", &record.title_text());
    field("T2", &serial.name);
    field("M1", &record.line());
    field("PB", &serial.issuer);
    field("PY", &year.to_string());
    field("DA", &format!("{year}/{month:02}/{day:02}"));
    field("LA", &serial.language);
    record.keywords().iter().for_each(|keyword| field("KW", keyword));
    field("AB", &record.whole_abstract());
    field("UR", &address(record, serial));
    let pdf = record.pdf();
    if !pdf.is_empty() {
        field("L1", &absolute(serial, &pdf));
    }
    text.push_str("ER  - \r\n");
    text
}

fn one_line(text: &str) -> String {
    text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use hayagriva::Entry;
    use hayagriva::types::{
        ChunkKind, Date, EntryType, FormatString, Person, Publisher, QualifiedUrl, StringChunk,
    };

    use super::super::record;
    use super::{Citation, address, for_tex, one_line};
    use crate::archive::Record;
    use crate::view::{SerialView, reference_text};

    /// What the citation engine makes of an issue.
    fn engine(record: &Record, serial: &SerialView) -> String {
        let verbatim = |text: &str| -> FormatString {
            StringChunk::new(text.to_owned(), ChunkKind::Verbatim).into()
        };
        let mut entry = Entry::new(&record.id.to_string(), EntryType::Report);
        let title = format!("{}：{}{}", record.title_text(), serial.name, record.line());
        entry.set_title(verbatim(&title));
        let names = record.authors.iter().map(|author| Person {
            name: author.name.to_string(),
            given_name: None,
            prefix: None,
            suffix: None,
            comma_suffix: false,
            alias: None,
        });
        entry.set_authors(names.collect());
        entry.set_publisher(Publisher::new(Some(verbatim(&serial.issuer)), None));
        entry.set_date(Date {
            year: record.date.year().into(),
            month: Some(record.date.month() - 1),
            day: Some(record.date.day() - 1),
            approximate: false,
            season: None,
        });
        if let Ok(value) = address(record, serial).parse() {
            entry.set_url(QualifiedUrl { value, visit_date: None });
        }
        reference_text(&entry)
    }

    #[test]
    fn the_citation_is_what_the_engine_makes_of_it() {
        for url in ["https://example.org/bao/", ""] {
            let serial = record::tests::serial(url);
            for authors in [
                &["周立群"][..],
                &["裴蕾", "周立群", "张三"],
                &["甲", "乙", "丙", "丁", "戊"],
                &["课题组", "World Bank"],
            ] {
                let record = record::tests::record(authors);
                let citation = Citation::new(&record, &serial);
                assert_eq!(citation.gbt7714, engine(&record, &serial));
                let rest = &citation.gbt7714[citation.before_address..];
                assert_eq!(rest.is_empty(), url.is_empty(), "{rest}");
            }
        }
    }

    #[test]
    fn what_tex_reads_stands_for_itself() {
        assert_eq!(
            for_tex("50% & {a}_b\\c"),
            "50\\% \\& \\textbraceleft{}a\\textbraceright{}\\_b\\textbackslash{}c"
        );
        assert_eq!(one_line("甲\n\n乙\r\nTY  - X"), "甲乙TY  - X");
    }
}
