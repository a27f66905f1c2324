//! What PDF/A-3a (ISO 19005-3), PDF/UA-1 (ISO 14289-1) and the page contract ask of the file, read
//! back from the printed issues.

use yaobao::model::Issue;
use yaobao::model::prose::Block;
use yaobao::view::IssueView;

use crate::pdf::{Element, Pdf, built, printed};

/// Runs a check over every issue.
fn each(check: impl Fn(&Issue, &Pdf)) {
    printed().for_each(|(issue, pdf)| check(issue, pdf));
}

/// What stands in an XMP property, lists with their marks.
fn property<'a>(pdf: &'a Pdf, name: &str) -> &'a str {
    let from =
        pdf.xmp.split_once(&format!("<{name}>")).unwrap_or_else(|| panic!("XMP has no {name}")).1;
    from.split_once(&format!("</{name}>")).expect("XMP is well-formed").0
}

fn words_of(xml: &str) -> Vec<&str> {
    xml.split('<')
        .filter_map(|piece| piece.split_once('>'))
        .map(|(_, words)| words)
        .filter(|words| !words.is_empty())
        .collect()
}

#[test]
fn names_its_standards() {
    each(|issue, pdf| {
        assert_eq!(
            (property(pdf, "pdfaid:part"), property(pdf, "pdfaid:conformance")),
            ("3", "A"),
            "{}",
            issue.id
        );
        assert_eq!(property(pdf, "pdfuaid:part"), "1", "{}", issue.id);
        assert_eq!(pdf.output_intents, ["GTS_PDFA1"], "{}", issue.id);
    });
}

#[test]
fn is_tagged_and_titled_for_every_reader() {
    each(|issue, pdf| {
        assert!(pdf.is_marked, "{} is not marked as tagged", issue.id);
        assert!(pdf.shows_title, "{} shows its file name", issue.id);
        assert!(pdf.language.starts_with("zh"), "{}: {:?}", issue.id, pdf.language);
        assert!(
            words_of(property(pdf, "dc:language")).iter().all(|language| *language == pdf.language),
            "{}",
            issue.id
        );
    });
}

#[test]
fn has_the_structure_of_the_brief() {
    each(|issue, pdf| {
        let count =
            |role: &str| pdf.structure.iter().filter(|element| element.role == role).count();
        let view = IssueView::new(&built().library.serial, issue);
        let items: usize = view.parts.iter().map(|part| part.items.len()).sum();
        // 参考文献, 作者简介 and each 附件 are headings of the first rank too.
        let first_rank = view.parts.len()
            + usize::from(!view.references.is_empty())
            + usize::from(view.has_author_notes)
            + view.attachments.len();
        let deeper: usize = view.subheadings.values().map(Vec::len).sum();
        assert_eq!(
            (pdf.structure[0].depth, pdf.structure[0].role.as_str()),
            (0, "Document"),
            "{}",
            issue.id
        );
        assert_eq!((count("Document"), count("Title")), (1, 1), "{}", issue.id);
        assert_eq!((count("H1"), count("H2")), (first_rank, items), "{}", issue.id);
        assert!(count("P") >= 20, "{}: {} paragraphs", issue.id, count("P"));
        let headings = pdf.structure.iter().filter(|element| element.role.starts_with('H')).count();
        assert_eq!(headings, first_rank + items + deeper, "{}", issue.id);
        assert_eq!(pdf.outline.len(), headings, "{}: {:?}", issue.id, pdf.outline);
        assert!(
            pdf.structure.iter().all(|element| element.role != "Figure" || element.alt.is_some()),
            "{}: a figure without words",
            issue.id
        );
    });
}

#[test]
fn outline_follows_the_headings() {
    let pdf = built().pdf(built().issue("2017-48"));
    let titles: Vec<(usize, &str)> =
        pdf.outline.iter().map(|(level, title)| (*level, title.as_str())).collect();
    assert_eq!(titles[0], (1, "一、天津众创空间发展的特点及趋势"));
    assert_eq!(titles[1], (2, "1、众创空间初显“一横一纵一圈”的立体发展格局"));
    assert_eq!(titles[titles.len() - 1], (1, "【作者简介】"));
}

/// Columns and rows of each table that stands in the text of an issue.
fn tables(issue: &Issue) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    issue.brief.each_text(&mut |_, prose| {
        prose.each_block(&mut |block| match block {
            Block::Table(table) => found.push((table.head.len(), table.rows.len())),
            Block::DataTable { id, .. } => {
                let table = &issue.brief.tables[id];
                found.push((table.columns.len(), table.rows.len()));
            }
            _ => {}
        });
    });
    found
}

#[test]
fn header_cells_say_what_they_head() {
    let issue = built().issue("2017-49");
    let pdf = built().pdf(issue);
    let tables = tables(issue);
    let sum = |count: fn(&(usize, usize)) -> usize| tables.iter().map(count).sum::<usize>();
    let (columns, cells) = (sum(|(columns, _)| *columns), sum(|(columns, rows)| columns * rows));
    assert_eq!(pdf.roles().get("Table"), Some(&tables.len()));
    let captioned = "  Table\n    Caption\n      Span\n    THead\n      TR\n        TH\n";
    assert!(pdf.structure_text().contains(captioned), "{}", pdf.structure_text());
    let heads: Vec<&Element> =
        pdf.structure.iter().filter(|element| element.role == "TH").collect();
    let is_of_column = |head: &&&Element| head.scope.as_deref() == Some("Column");
    // Two columns share a head.
    let columns = columns + 1;
    assert_eq!(heads.iter().filter(is_of_column).count(), columns, "{heads:?}");
    assert!(heads.iter().all(|head| head.scope.is_some()), "{heads:?}");
    // The cells of all rows, whether or not the first column heads its row.
    assert_eq!(pdf.roles().get("TD").copied().unwrap_or(0) + heads.len() - columns, cells);
}

#[test]
fn fonts_travel_with_the_file() {
    each(|issue, pdf| {
        assert!(pdf.fonts.len() >= 5, "{}: {:?}", issue.id, pdf.fonts);
        for font in &pdf.fonts {
            assert!(
                font.is_embedded && font.has_to_unicode && font.name.starts_with("Yaobao"),
                "{}: {font:?}",
                issue.id
            );
        }
        let mute: Vec<_> = pdf
            .pages
            .iter()
            .flat_map(|page| &page.glyphs)
            .filter(|glyph| glyph.text.is_empty() || glyph.text.contains('\u{fffd}'))
            .collect();
        assert!(mute.is_empty(), "{}: glyphs without characters: {mute:?}", issue.id);
    });
}

/// The files below a folder of an issue's edition: name in the PDF, relationship, whether the
/// document lists it, bytes.
fn edition<'a>(
    issue: &Issue,
    folder: &str,
    relationship: &'a str,
) -> Vec<(String, &'a str, bool, &'static [u8])> {
    let root = format!("{}/{}/", issue.id.year, issue.id.number);
    let files = built().files.iter().filter_map(|(path, bytes)| {
        let name = path.strip_prefix(&root)?;
        name.starts_with(folder).then(|| (name.to_owned(), relationship, true, &bytes[..]))
    });
    files.collect()
}

#[test]
fn tables_and_attachments_travel_with_the_file() {
    let issue = built().issue("2017-49");
    let data = edition(issue, "tables/", "Data");
    let supplements = edition(issue, "attachments/", "Supplement");
    assert_eq!(data.len(), issue.brief.tables.len());
    let attached = issue.brief.attachments.iter().filter(|attachment| attachment.file.is_some());
    assert_eq!(supplements.len(), attached.count());
    let mut files: Vec<_> = built()
        .pdf(issue)
        .attachments
        .iter()
        .map(|file| {
            (file.name.clone(), file.relationship.as_str(), file.is_associated, &file.bytes[..])
        })
        .collect();
    files.sort();
    assert!(files == [supplements, data].concat(), "the files in the PDF differ from the edition");
    let source = built().sources.get(&crate::vpath("content/2017/49/tables/spaces.csv"));
    let source = source.expect("the data of issue 49");
    assert!(
        files
            .iter()
            .any(|(name, _, _, bytes)| name == "tables/spaces.csv" && *bytes == &source[..]),
        "the attached table differs from the data"
    );
    assert!(built().pdf(built().issue("2017-48")).attachments.is_empty());
}

#[test]
fn metadata_is_the_issue_s() {
    each(|issue, pdf| {
        let view = IssueView::new(&built().library.serial, issue);
        let authors: Vec<&str> =
            issue.brief.authors.iter().map(|author| author.name.as_str()).collect();
        let subject = format!("{}{}", built().library.serial.name, view.line);
        let keywords = issue.brief.keywords.join(", ");
        let expected = [
            ("title", view.title_text.as_str()),
            ("author", &authors.join(", ")),
            ("subject", &subject),
            ("keywords", &keywords),
        ];
        for (key, value) in expected {
            assert_eq!(pdf.info.get(key).map(String::as_str), Some(value), "{}", issue.id);
        }
        assert_eq!(words_of(property(pdf, "dc:title")), [view.title_text.as_str()]);
        assert_eq!(words_of(property(pdf, "dc:creator")).join(", "), authors.join(", "));
        assert_eq!(words_of(property(pdf, "dc:description")), [subject.as_str()]);
        assert_eq!(property(pdf, "pdf:Keywords"), keywords);
    });
    assert_eq!(
        built().pdf(built().issue("2017-48")).info["title"],
        "促进众创空间健康发展　构建创新驱动新支点"
    );
}

#[test]
fn dates_are_the_issue_s() {
    each(|issue, pdf| {
        let date = issue.date;
        let day = format!("{:04}{:02}{:02}", date.year(), date.month(), date.day());
        let iso = format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
        assert_eq!((&pdf.info["created"], &pdf.info["modified"]), (&day, &day), "{}", issue.id);
        for property in
            ["xmp:CreateDate", "xmp:ModifyDate", "stEvt:when"].map(|name| property(pdf, name))
        {
            assert!(property.starts_with(&iso), "{}: {property}", issue.id);
        }
    });
    assert_eq!(built().pdf(built().issue("2017-48")).info["created"], "20171128");
}

#[test]
fn nothing_of_the_machine_is_in_the_file() {
    let folders = built().folders.iter().map(|folder| folder.display().to_string());
    let home = std::env::var("HOME").ok().filter(|home| home.len() > 1);
    let temporary = std::env::temp_dir().display().to_string();
    let secrets: Vec<String> =
        folders.chain(home).chain([temporary, ".cargo".to_owned()]).collect();
    each(|issue, pdf| {
        assert!(pdf.contents.len() >= 20, "{}: only {} streams", issue.id, pdf.contents.len());
        for secret in &secrets {
            let utf16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let holds = |bytes: &[u8]| {
                pdf.contents
                    .iter()
                    .any(|content| content.windows(bytes.len()).any(|window| window == bytes))
            };
            assert!(!holds(secret.as_bytes()) && !holds(&utf16), "{} holds {secret}", issue.id);
        }
    });
}
