//! A source as the list of references prints it: GB/T 7714-2015, numeric, as plain text.
//!
//! The citation engine sets an entry by the standard's style; what the style does not know of the
//! standard is put right in [`style`] and [`with_publisher`]. The number in front is ours.

use std::sync::LazyLock;

use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::{
    CslMacro, IndependentStyle, LayoutRenderingElement as Element, Locale, LocaleCode, Style, Text,
    TextTarget,
};
use hayagriva::types::{EntryType, Person, PersonsWithRoles, Publisher};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, BufWriteFormat, CitationItem, CitationRequest, Entry,
};

use crate::model::Prose;
use crate::model::prose::{Block, Inline};

/// An entry of the list, without its number. Its addresses are links with themselves as words.
pub(super) fn reference(entry: &Entry) -> Prose {
    let mut content = vec![Inline::Text(reference_text(entry))];
    let url = entry.url_any().map(|url| url.to_string());
    let url = url.filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    if let Some(url) = url {
        link(&mut content, &url, &url);
    }
    if let Some(doi) = entry.doi() {
        link(&mut content, doi, &format!("https://doi.org/{doi}"));
    }
    Prose { blocks: vec![Block::Paragraph(content)], notes: Vec::new() }
}

/// Makes the last stretch of text that reads so a link.
fn link(content: &mut Vec<Inline>, words: &str, to: &str) {
    let Some(Inline::Text(text)) = content.last_mut() else { return };
    let Some(at) = text.rfind(words) else { return };
    let behind = text.split_off(at + words.len());
    text.truncate(at);
    content.push(Inline::Link { to: to.to_owned(), content: vec![Inline::Text(words.to_owned())] });
    content.push(Inline::Text(behind));
}

/// The entry as one line of text.
pub fn reference_text(entry: &Entry) -> String {
    let locale = locale(entry);
    let style = style(locale, mark(entry));
    let entry = with_organisations(&with_publisher(entry));
    let code = || Some(LocaleCode(locale.to_owned()));
    let mut driver = BibliographyDriver::new();
    let items = vec![CitationItem::with_entry(&entry)];
    driver.citation(CitationRequest::new(items, &style, code(), &LOCALES, None));
    let rendered = driver.finish(BibliographyRequest::new(&style, code(), &LOCALES));
    let mut text = String::new();
    for item in rendered.bibliography.map(|list| list.items).unwrap_or_default() {
        item.content.write_buf(&mut text, BufWriteFormat::Plain).expect("a string takes all");
    }
    text.trim().chars().map(uncovered).collect()
}

/// Small letters of organisations while the engine sets the names of persons in capitals
/// (GB/T 7714-2015, 8.1.1): each is covered by a character for private use.
const COVER: u32 = 0xf_0000;

fn covered(c: char) -> char {
    let cover = (c.is_lowercase() && (c as u32) < 0xfffe).then(|| char::from_u32(COVER + c as u32));
    cover.flatten().unwrap_or(c)
}

fn uncovered(c: char) -> char {
    let own = (c as u32).checked_sub(COVER).and_then(char::from_u32);
    own.filter(|own| covered(*own) == c).unwrap_or(c)
}

/// A name without a given name is that of an organisation, and printed as it is written.
fn with_organisations(entry: &Entry) -> Entry {
    let cover = |names: &[Person]| {
        let cover = |person: &Person| match person.is_institutional() {
            true => Person { name: person.name.chars().map(covered).collect(), ..person.clone() },
            false => person.clone(),
        };
        names.iter().map(cover).collect::<Vec<Person>>()
    };
    let mut entry = entry.clone();
    if let Some(authors) = entry.authors().map(cover) {
        entry.set_authors(authors);
    }
    if let Some(editors) = entry.editors().map(cover) {
        entry.set_editors(editors);
    }
    if let Some(affiliated) = entry.affiliated() {
        let covered = affiliated
            .iter()
            .map(|group| PersonsWithRoles { names: cover(&group.names), role: group.role.clone() })
            .collect();
        entry.set_affiliated(covered);
    }
    let parents = entry.parents().iter().map(with_organisations).collect();
    entry.set_parents(parents);
    entry
}

const CHINESE: &str = "zh-CN";
const ENGLISH: &str = "en-US";

static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(|| {
    let is_used = |locale: &Locale| {
        locale.lang.as_ref().is_some_and(|lang| [CHINESE, ENGLISH].contains(&lang.0.as_str()))
    };
    locales().into_iter().filter(is_used).collect()
});

static STYLE: LazyLock<IndependentStyle> =
    LazyLock::new(|| match ArchivedStyle::Gb77142015Numeric.get() {
        Style::Independent(style) => style,
        Style::Dependent(_) => unreachable!("the style of the standard rests on no other"),
    });

/// Whose words (等, et al.) an entry takes: those of its `language`, else Chinese where its title
/// or its authors are.
fn locale(entry: &Entry) -> &'static str {
    let is_chinese = match entry.map(Entry::language) {
        Some(language) => language.language.as_str() == "zh",
        None => {
            let names = entry.authors().unwrap_or_default().iter().map(|person| &person.name);
            let title = entry.map(Entry::title).map(|title| title.value.to_string());
            names.chain(&title).any(|text| text.chars().any(is_han))
        }
    };
    if is_chinese { CHINESE } else { ENGLISH }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// The style with another type mark, and without the blank that it sets before 版.
fn style(locale: &str, mark: Option<&str>) -> IndependentStyle {
    let mut style = STYLE.clone();
    for CslMacro { name, children } in &mut style.macros {
        match (name.as_str(), children.as_mut_slice()) {
            ("type-id", _) => {
                if let Some(mark) = mark {
                    *children = vec![value(mark)];
                }
            }
            ("edition", [Element::Choose(choose)]) if locale == CHINESE => {
                if let Some(Element::Group(group)) = choose.if_.children.first_mut() {
                    group.delimiter = None;
                }
            }
            _ => {}
        }
    }
    style
}

fn value(mark: &str) -> Element {
    Element::Text(Text::with_target(TextTarget::Value { val: mark.to_owned() }))
}

/// The type marks of GB/T 7714-2015, table B.1, by the words with which `genre` may name them.
const MARKS: [(&str, &[&str]); 16] = [
    ("M", &["普通图书", "book"]),
    ("C", &["会议录", "proceedings"]),
    ("G", &["汇编", "collection"]),
    ("N", &["报纸", "newspaper"]),
    ("J", &["期刊", "journal"]),
    ("D", &["学位论文", "thesis"]),
    ("R", &["报告", "report"]),
    ("S", &["标准", "standard"]),
    ("P", &["专利", "patent"]),
    ("DB", &["数据库", "database"]),
    ("CP", &["计算机程序", "software"]),
    ("EB", &["电子公告", "online"]),
    ("A", &["档案", "archive"]),
    ("CM", &["舆图", "map"]),
    ("DS", &["数据集", "dataset"]),
    ("Z", &["其他", "other"]),
];

/// The type mark that the style does not find by itself: the one that `genre` names, and those of
/// types that the style takes for others.
fn mark(entry: &Entry) -> Option<&'static str> {
    let genre = entry.genre().map(|genre| genre.value.to_string().to_lowercase());
    let named = genre.and_then(|genre| {
        MARKS.iter().find(|(mark, names)| {
            names.contains(&genre.as_str()) || mark.eq_ignore_ascii_case(&genre)
        })
    });
    named.map(|(mark, _)| *mark).or(match entry.entry_type() {
        EntryType::Proceedings => Some("C"),
        EntryType::Anthology => Some("G"),
        EntryType::Newspaper => Some("N"),
        EntryType::Periodical => Some("J"),
        EntryType::Reference => Some("M"),
        EntryType::Article if entry.parents().is_empty() => Some("Z"),
        _ => None,
    })
}

/// A thesis or a report is published by its institution, where it names no publisher.
fn with_publisher(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    let published = entry.map(Entry::publisher);
    if matches!(entry.entry_type(), EntryType::Thesis | EntryType::Report)
        && published.is_none_or(|publisher| publisher.name().is_none())
        && let Some(organization) = entry.organization().cloned()
    {
        let place = published.and_then(Publisher::location).or(entry.location()).cloned();
        entry.set_publisher(Publisher::new(Some(organization), place));
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::reference_text;

    #[test]
    fn entries_read_as_the_standard_shows_them() {
        let samples = include_str!("../../tests/references.md");
        let library = |text: &str, kind: &str| match kind {
            "yaml" => hayagriva::io::from_yaml_str(text).expect("entries"),
            _ => hayagriva::io::from_biblatex_str(text).expect("entries"),
        };
        let mut printed = 0;
        for sample in samples.split("\n```").skip(1).collect::<Vec<_>>().chunks(2) {
            let (kind, source) = sample[0].split_once('\n').expect("a block has lines");
            let expected: Vec<&str> = sample[1].lines().filter(|l| l.starts_with("- ")).collect();
            let said: Vec<String> = library(source, kind)
                .iter()
                .map(|entry| format!("- {}", reference_text(entry)))
                .collect();
            printed += said.len();
            assert_eq!(said, expected);
        }
        assert!(printed > 30, "only {printed} samples were found");
    }

    #[test]
    fn any_entry_can_be_printed() {
        let awkward = [
            "",
            " ",
            ",",
            ", ",
            "甲",
            "a, b, c, d",
            "-",
            "-5",
            "1-",
            "1-2-3",
            "99999999999999999999",
            "\u{301}",
            "[M]",
            "{a}",
            "\\",
            "'",
            "von, der",
            "∞",
            "1st",
            "ⅻ",
            "\u{200f}א",
            "等",
        ];
        let kinds = [
            "article",
            "chapter",
            "anthos",
            "report",
            "thesis",
            "web",
            "patent",
            "newspaper",
            "legislation",
            "misc",
            "periodical",
            "proceedings",
            "book",
            "repository",
            "video",
        ];
        let mut printed = 0;
        for (kind, word) in kinds.iter().flat_map(|kind| awkward.map(|word| (kind, word))) {
            let fields = serde_json::json!({
                "type": kind, "title": word, "author": [word, word, word, word], "edition": word,
                "editor": word, "affiliated": { "role": "translator", "names": word },
                "publisher": { "name": word, "location": word }, "volume": word, "issue": word,
                "page-range": word, "chapter": word, "serial-number": { "serial": word, "doi": word },
                "genre": word, "date": "0001-01-01", "url": { "value": "http://a", "date": -3 },
                "parent": [{ "title": word, "volume": word }, { "type": "conference" }],
            });
            let library: Result<hayagriva::Library, _> =
                serde::Deserialize::deserialize(&serde_json::json!({ "x": fields }));
            for entry in library.iter().flatten() {
                super::reference(entry);
                printed += 1;
            }
        }
        assert!(printed > 200, "only {printed} entries were read");
    }
}
