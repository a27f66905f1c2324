//! Every sentence of a brief is in each of its outputs, in the order of the brief.

use std::collections::BTreeSet;

use yaobao::model::brief::Part;
use yaobao::model::prose::{Block, Inline};
use yaobao::model::{Issue, Prose};

use crate::pdf::{built, file_of};

/// The brief that an institute really printed.
const REAL: &str = "2017-48";

/// Text without its blanks.
pub fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The sentences of a text, with their marks.
fn sentences(text: &str) -> Vec<String> {
    without_blanks(text).split_inclusive(['。', '；', '？', '！']).map(str::to_owned).collect()
}

/// The words of each block; the real brief has plain paragraphs only.
fn words(prose: &Prose) -> Vec<String> {
    let paragraph = |block: &Block| match block {
        Block::Paragraph(content) => content.iter().map(plain).collect(),
        other => panic!("the real brief has a {other:?}"),
    };
    prose.blocks.iter().map(paragraph).collect()
}

fn plain(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) => text.clone(),
        other => panic!("the real brief has a {other:?}"),
    }
}

fn all(prose: impl IntoIterator<Item = impl std::borrow::Borrow<Prose>>) -> Vec<String> {
    prose
        .into_iter()
        .flat_map(|prose| words(prose.borrow()))
        .flat_map(|paragraph| sentences(&paragraph))
        .collect()
}

fn part_sentences(part: &Part) -> Vec<String> {
    let items = part.items.iter().flat_map(|item| [Some(&item.title), item.body.as_ref()]);
    all([Some(&part.title), part.lead.as_ref()].into_iter().chain(items).flatten())
}

/// The sentences of the text in the order of the page: lead, findings, recommendations.
fn text_sentences(issue: &Issue) -> Vec<String> {
    let brief = &issue.brief;
    all(&brief.lead)
        .into_iter()
        .chain(brief.findings.iter().chain(&brief.recommendations).flat_map(part_sentences))
        .collect()
}

/// All that the author wrote as prose, titles and summaries with it.
fn every_sentence(issue: &Issue) -> Vec<String> {
    let mut found = Vec::new();
    issue.brief.each_prose(&mut |_, prose| found.extend(all([prose])));
    found
}

fn assert_holds(output: &str, text: &str, sentences: &[String]) {
    let text = without_blanks(text);
    let missing: Vec<&String> =
        sentences.iter().filter(|sentence| !text.contains(*sentence)).collect();
    assert!(
        missing.is_empty(),
        "{output} lacks {} of {} sentences: {missing:#?}",
        missing.len(),
        sentences.len()
    );
}

/// The words of a page: no tags, no head, characters for entities.
pub fn words_of_html(html: &str) -> String {
    let body = html.split_once("<body").expect("a page has a body").1;
    let mut text = String::new();
    for piece in body.split('<') {
        text.push_str(piece.split_once('>').map_or("", |(_, words)| words));
    }
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ];
    entities.iter().fold(text, |text, (entity, c)| text.replace(entity, c))
}

#[test]
fn every_sentence_is_in_the_pdf() {
    let issue = built().issue(REAL);
    let sentences = every_sentence(issue);
    assert!(sentences.len() >= 70, "only {} sentences", sentences.len());
    assert_holds("the PDF", &built().pdf(issue).text(), &sentences);
}

#[test]
fn every_sentence_is_in_the_page() {
    let issue = built().issue(REAL);
    let page = built().text(&format!("{}/{}/index.html", issue.id.year, issue.id.number));
    assert_holds("the page", &words_of_html(page), &every_sentence(issue));
}

#[test]
fn every_sentence_is_in_the_markdown() {
    let issue = built().issue(REAL);
    assert_holds("the Markdown", built().text(&file_of(issue.id, "md")), &every_sentence(issue));
}

#[test]
fn the_pdf_reads_in_the_order_of_the_brief() {
    let issue = built().issue(REAL);
    let text = without_blanks(&built().pdf(issue).text());
    let mut at = 0;
    let sentences = text_sentences(issue);
    for sentence in &sentences {
        let found = text[at..]
            .find(sentence.as_str())
            .unwrap_or_else(|| panic!("“{sentence}” does not stand behind what comes before it"));
        // Between two sentences stands nothing but a heading's number, or the abstract before the first.
        assert!(
            at == 0 || found <= "十一、".len(),
            "“{}” stands before “{sentence}”",
            &text[at..at + found]
        );
        at += found + sentence.len();
    }
    assert!(sentences.len() >= 60, "only {} sentences", sentences.len());
}

// ---------------------------------------------------------------------------
// The printed original
// ---------------------------------------------------------------------------

/// The sentences of the brief as it was printed and scanned, page breaks and all.
fn printed_sentences() -> Vec<String> {
    let mut printed = include_str!("../seed/2017-48.txt").to_owned();
    for (before, behind) in [("作", "用在于"), ("其", "过硬的"), ("热", "潮的")] {
        let cut = format!("{before}\n\n{behind}");
        assert_eq!(printed.matches(&cut).count(), 1, "{cut:?}");
        printed = printed.replace(&cut, &format!("{before}{behind}"));
    }
    printed.lines().map(printed_line).flat_map(|line| sentences(&line)).collect()
}

/// A line of the scan without its marks and, if it is a heading, its number.
fn printed_line(line: &str) -> String {
    let line = line.replace("**", "");
    match line.trim_start_matches('#') {
        heading if heading.len() < line.len() => {
            let heading = heading.trim();
            let number = |c: char| "一二三四五六七八九十0123456789".contains(c);
            let words = heading.trim_start_matches(number).strip_prefix('、').unwrap_or(heading);
            // The scan puts the serial's name into book-title marks; the masthead is the name alone.
            words.trim_start_matches('《').trim_end_matches('》').to_owned()
        }
        // The brackets of the issue line are half-width in the scan; ours are as the page asks.
        text if text.contains("(总第") => text.replace('(', "（").replace(')', "）"),
        text => text.to_owned(),
    }
}

#[test]
fn every_sentence_of_the_printed_original_is_in_the_pdf() {
    let sentences = printed_sentences();
    assert!(sentences.len() >= 80, "only {} sentences", sentences.len());
    assert_holds("the PDF", &built().pdf(built().issue(REAL)).text(), &sentences);
}

// ---------------------------------------------------------------------------
// Markdown is for reading
// ---------------------------------------------------------------------------

/// The raw tags of a Markdown text. An address in angle brackets is none.
pub fn raw_tags(markdown: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    for (at, _) in markdown.match_indices('<') {
        let inside = &markdown[at + 1..];
        let is_tag = !markdown[..at].ends_with('\\')
            && inside.starts_with(|c: char| c == '/' || c == '!' || c.is_ascii_alphabetic());
        if let Some(end) = inside.find('>').filter(|_| is_tag) {
            let tag = &markdown[at..at + end + 2];
            if !tag_name(tag).contains(':') {
                tags.push(tag);
            }
        }
    }
    tags
}

fn tag_name(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    name.split([' ', '>', '\n']).next().unwrap_or(name)
}

#[test]
fn markdown_has_the_tags_of_our_writers_only() {
    let allowed = BTreeSet::from(["data", "figure", "figcaption", "sup", "strong", "section"]);
    let mut seen = 0;
    for issue in built().issues() {
        let tags = raw_tags(built().text(&file_of(issue.id, "md")));
        let names: BTreeSet<&str> = tags.iter().map(|tag| tag_name(tag)).collect();
        assert!(names.is_subset(&allowed), "{}: {names:?}", issue.id);
        seen += tags.len();
    }
    assert!(seen >= 30, "only {seen} tags");
}

#[test]
fn markdown_is_nine_tenths_text() {
    for issue in built().issues() {
        // The demonstration binds every other number and shows a table on every other page.
        let text_per_tag = if issue.id.to_string() == "2017-49" { 7 } else { 10 };
        let markdown = built().text(&file_of(issue.id, "md"));
        let inside: usize = raw_tags(markdown).iter().map(|tag| tag.chars().count()).sum();
        let total = markdown.chars().count();
        let fits = inside * text_per_tag <= total;
        assert!(fits, "{}: {inside} of {total} characters are tags", issue.id);
    }
}
