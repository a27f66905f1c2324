//! Every example of the CommonMark specification as the body of a finding: it is built, or gets a
//! placed error that `docs/conformance/commonmark.md` lists, and says the same in page and PDF.
//!
//! `YAOBAO_ACCEPT=1` writes the list anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use pulldown_cmark::{Event, Options, Parser};
use rayon::prelude::*;
use yaobao::check;
use yaobao::diag::{Diagnostic, Diagnostics, Severity};
use yaobao::emit::{self, Fonts, Material};
use yaobao::load::{self, Library, LoadedIssue};
use yaobao::render::{self, Templates};
use yaobao::tree::FileTree;
use yaobao::view::IssueView;

use crate::pdf::Pdf;
use crate::props::{text_of, without_blanks};

/// Examples in one issue.
const TOGETHER: usize = 80;

struct Example {
    number: usize,
    section: String,
    markdown: String,
    html: String,
}

/// A finding as it was printed, without white space.
struct Printed {
    number: usize,
    page: String,
    pdf: String,
}

#[test]
fn every_example_is_refused_with_a_place_or_is_one_text_everywhere() {
    let examples = examples();
    assert_eq!(examples.len(), 652);
    let mut refused = refused_by_the_library(&examples);
    let built: Vec<&Example> =
        examples.iter().filter(|example| !refused.contains_key(&example.number)).collect();
    let groups: Vec<&[&Example]> = built.chunks(TOGETHER).collect();
    let results: Vec<_> = groups.into_par_iter().map(set).collect();
    let mut compared = 0;
    let mut faults = String::new();
    for (printed, unprintable) in results {
        for (number, fault) in unprintable {
            refused.entry(number).or_default().push(fault);
        }
        compared += printed.len();
        for finding in printed {
            let example = &examples[finding.number - 1];
            compare(example, &finding, &mut faults);
        }
    }
    assert!(faults.is_empty(), "{faults}");
    assert_eq!(compared + refused.len(), examples.len());
    compare_list(&list(&examples, &refused));
}

fn compare(example: &Example, finding: &Printed, faults: &mut String) {
    let Example { number, markdown, .. } = example;
    let (page, meant) = (page_text(&finding.page), meant(markdown));
    if page != meant {
        writeln!(faults, "{number} page: {page:?}\n    not: {meant:?}\n   from: {markdown:?}")
            .unwrap();
    }
    let (pdf, page) = (without_bullets(&finding.pdf), without_bullets(&paper_text(&finding.page)));
    if pdf != page {
        writeln!(faults, "{number} PDF: {pdf:?}\n   not: {page:?}\n  from: {markdown:?}").unwrap();
    }
}

// ---------------------------------------------------------------------------
// The specification
// ---------------------------------------------------------------------------

fn examples() -> Vec<Example> {
    let fence = "`".repeat(32);
    let text = include_str!("../commonmark/spec.txt").replace('→', "\t");
    let mut examples = Vec::new();
    let mut section = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line == format!("{fence} example") {
            let mut until = |end: &str| -> String {
                lines
                    .by_ref()
                    .take_while(|line| *line != end)
                    .map(|line| format!("{line}\n"))
                    .collect()
            };
            let (markdown, html) = (until("."), until(&fence));
            examples.push(Example {
                number: examples.len() + 1,
                section: section.clone(),
                markdown,
                html,
            });
        } else if line.starts_with('#') {
            section = line.trim_start_matches('#').trim().to_owned();
        }
    }
    examples
}

/// The text that an example means: raw HTML is text, as it is everywhere in the product.
fn meant(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new_ext(markdown, Options::empty()) {
        match event {
            Event::Text(words)
            | Event::Code(words)
            | Event::Html(words)
            | Event::InlineHtml(words) => text.push_str(&words),
            _ => {}
        }
    }
    without_blanks(&text)
}

/// What is meant is read by the parser that the product uses; that it reads as the specification
/// does is shown apart.
#[test]
fn the_parser_reads_the_examples_as_the_specification_does() {
    let mut faults = String::new();
    for example in examples() {
        let mut html = String::new();
        pulldown_cmark::html::push_html(
            &mut html,
            Parser::new_ext(&example.markdown, Options::empty()),
        );
        let plain = |html: &str| without_blanks(html).replace("/>", ">").replace("&quot;", "\"");
        if plain(&html) != plain(&example.html) {
            writeln!(faults, "{}: {html:?}\nnot {:?}", example.number, example.html).unwrap();
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

// ---------------------------------------------------------------------------
// Loading and setting
// ---------------------------------------------------------------------------

const SERIAL: &str =
    "name: 报\nissuer: 中心\nnumbering: { origin: { year: 2017, number: 1, cumulative: 1 } }\n";

fn files(issues: &[Vec<&Example>]) -> FileTree {
    let mut files = FileTree::new();
    files.insert(crate::vpath("content/serial.yaml"), SERIAL.as_bytes());
    for (at, examples) in issues.iter().enumerate() {
        let items: Vec<_> = examples
            .iter()
            .map(|example| serde_json::json!({ "title": title(example.number), "body": example.markdown }))
            .collect();
        let issue = serde_json::json!({
            "number": at + 1, "cumulative": at + 1, "date": "2017-11-28", "status": "final", "audience": "public",
            "title": "题目", "authors": [{ "name": "某人", "affiliation": "单位" }],
            "findings": { "title": "特点", "items": items },
        });
        files.insert(
            crate::vpath(&format!("content/2017/{}/issue.yaml", at + 1)),
            serde_yaml::to_string(&issue).unwrap().into_bytes(),
        );
    }
    files
}

fn title(number: usize) -> String {
    format!("例〔{number}〕")
}

fn body_path(at: usize) -> String {
    format!("findings.0.items.{at}.body")
}

fn load(files: &FileTree) -> (Library, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let library = load::load(files, &mut diagnostics).unwrap();
    library.issues.iter().for_each(|loaded| diagnostics.append(loaded.diagnostics.clone()));
    check::check(&library, &mut diagnostics);
    (library, diagnostics)
}

/// The errors of examples that cannot be loaded, each of which must lie in the example's text.
fn refused_by_the_library(examples: &[Example]) -> BTreeMap<usize, Vec<Diagnostic>> {
    let alone: Vec<Vec<&Example>> = examples.iter().map(|example| vec![example]).collect();
    let (library, diagnostics) = load(&files(&alone));
    let mut refused: BTreeMap<usize, Vec<Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics.sorted() {
        if diagnostic.severity == Severity::Error {
            let (number, _) = place(&library.issues, diagnostic);
            refused.entry(number + 1).or_default().push(diagnostic.clone());
        }
    }
    refused
}

/// The issue and the finding whose body a fault lies in.
fn place(issues: &[LoadedIssue], fault: &Diagnostic) -> (usize, usize) {
    let span = fault.span.as_ref().unwrap_or_else(|| panic!("{fault:?} has no place"));
    let issue = issues.iter().position(|loaded| *loaded.positions.file() == span.file).unwrap();
    let items = &issues[issue].issue.as_ref().unwrap().brief.findings[0].items;
    let lies_in = |at: &usize| {
        let body = issues[issue].positions.value(&body_path(*at).as_str().into()).range;
        body.start <= span.range.start && span.range.end <= body.end
    };
    let item =
        (0..items.len()).find(lies_in).unwrap_or_else(|| panic!("{fault:?} lies in no body"));
    (issue, item)
}

/// Sets examples together, without those that turn out to be unprintable.
fn set(examples: &[&Example]) -> (Vec<Printed>, Vec<(usize, Diagnostic)>) {
    let mut examples = examples.to_vec();
    let mut unprintable = Vec::new();
    loop {
        match set_all(&examples) {
            Ok(printed) => return (printed, unprintable),
            Err(faults) => {
                let numbers: BTreeSet<usize> =
                    faults.iter().map(|(at, _)| examples[*at].number).collect();
                for (at, fault) in faults {
                    unprintable.push((examples[at].number, fault));
                }
                examples.retain(|example| !numbers.contains(&example.number));
            }
        }
    }
}

fn set_all(examples: &[&Example]) -> Result<Vec<Printed>, Vec<(usize, Diagnostic)>> {
    let mut diagnostics = Diagnostics::new();
    let files = files(&[examples.to_vec()]);
    let (library, _) = load(&files);
    let loaded = &library.issues[0];
    let view = IssueView::new(&library.serial, loaded.issue.as_ref().unwrap());
    let templates = Templates::load(&files, &mut diagnostics).unwrap();
    let page = emit::html(
        &render::markdown(&templates, &view, &mut diagnostics).unwrap(),
        &Default::default(),
    )
    .body;
    let fonts = Fonts::built_in();
    let roles = fonts.roles(&BTreeMap::new(), &library.serial_positions, &mut diagnostics);
    let source = render::typst(&templates, &view, &roles, &[], &mut diagnostics).unwrap();
    let material = Material {
        issue: &loaded.positions,
        serial: &library.serial_positions,
        tables: &loaded.tables,
        figures: &BTreeMap::new(),
        sources: None,
    };
    let Ok(pdf) = emit::pdf(&source, "2017-1", &fonts, &material, &mut diagnostics) else {
        let faults = diagnostics.sorted().into_iter();
        return Err(faults.map(|fault| (place(&library.issues, fault).1, fault.clone())).collect());
    };
    Ok(split(examples, &page, &without_blanks(&Pdf::read(&pdf).text())))
}

/// The findings of an issue, between their titles.
fn split(examples: &[&Example], page: &str, pdf: &str) -> Vec<Printed> {
    let mut printed = Vec::new();
    for (at, example) in examples.iter().enumerate() {
        let next = examples.get(at + 1).map(|next| format!("{}、{}", at + 2, title(next.number)));
        let (start, end) = (format!("{}、{}", at + 1, title(example.number)), next.as_deref());
        let page = between(page, &format!("{start}</h3>"), end.map_or("<h2", |_| "<h3"));
        let pdf = between(pdf, &start, end.unwrap_or("【作者简介】"));
        printed.push(Printed {
            number: example.number,
            page: page.to_owned(),
            pdf: pdf.to_owned(),
        });
    }
    printed
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).unwrap_or_else(|| panic!("{start} is not in {text}")) + start.len();
    let to = text[from..].find(end).unwrap_or_else(|| panic!("{end} is not behind {start}"));
    &text[from..from + to]
}

// ---------------------------------------------------------------------------
// Texts
// ---------------------------------------------------------------------------

/// The words of a page, without the numbers of headings.
fn page_text(html: &str) -> String {
    let mut text = String::new();
    for piece in html.split_inclusive('>') {
        let is_number = |c: char| "（）0123456789①②③④⑤⑥⑦⑧⑨".contains(c);
        let opens_heading =
            text.ends_with('>') && text.rfind('<').is_some_and(|at| text[at..].starts_with("<h"));
        text.push_str(if opens_heading { piece.trim_start_matches(is_number) } else { piece });
    }
    without_blanks(&text_of(&format!("<>{text}")))
}

/// The words of a page with the numbers of lists, which paper prints as text.
fn paper_text(html: &str) -> String {
    let mut text = String::from("<>");
    let mut lists: Vec<Option<usize>> = Vec::new();
    for piece in html.split_inclusive('>') {
        let (words, tag) = piece.rfind('<').map_or((piece, ""), |at| piece.split_at(at));
        write!(text, "{words}{tag}").unwrap();
        match tag.split(['>', ' ']).next().unwrap_or_default() {
            "<ol" => lists.push(Some(start_of(tag))),
            "<ul" => lists.push(None),
            "</ol" | "</ul" => drop(lists.pop()),
            "<li" => {
                let depth = lists.len();
                if let Some(Some(number)) = lists.last_mut() {
                    text.push_str(&ordinal(*number, depth));
                    *number += 1;
                }
            }
            _ => {}
        }
    }
    without_blanks(&text_of(&text))
}

fn start_of(tag: &str) -> usize {
    tag.split_once("start=\"")
        .and_then(|(_, rest)| rest.split('"').next()?.parse().ok())
        .unwrap_or(1)
}

/// 1. in an outer list, （1） one level in, ① deeper.
fn ordinal(number: usize, depth: usize) -> String {
    match depth {
        1 => format!("{number}."),
        2 => format!("（{number}）"),
        _ => "①②③④⑤⑥⑦⑧⑨".chars().nth(number - 1).unwrap().to_string(),
    }
}

fn without_bullets(text: &str) -> String {
    text.replace(['•', '–', '·'], "")
}

// ---------------------------------------------------------------------------
// The list
// ---------------------------------------------------------------------------

const HEAD: &str = "\
# CommonMark 0.31.2, example by example

Each of the 652 examples of the specification was put into the `body` of a finding. {built} are built, and their text is the
same in the page and in the PDF, and the text that the specification means; white space, bullets and the numbers of headings
aside. {refused} get an error at the place of what is refused, and are listed here with it.

What differs from the HTML of the specification on purpose:

- raw HTML is shown as the text that it is, in every target;
- a line end next to a Han character or a Chinese mark is no space;
- headings are numbered, and begin one level below the finding's.

This page is written by `tests/testsuite/commonmark.rs`, which fails where it is not what the program does
(`YAOBAO_ACCEPT=1 cargo test commonmark` writes it anew).

| example | section | error | why |
|---|---|---|---|
";

fn list(examples: &[Example], refused: &BTreeMap<usize, Vec<Diagnostic>>) -> String {
    let built = examples.len() - refused.len();
    let mut text = HEAD
        .replace("{built}", &built.to_string())
        .replace("{refused}", &refused.len().to_string());
    for (number, faults) in refused {
        for fault in faults {
            let section = &examples[number - 1].section;
            writeln!(text, "| {number} | {section} | `{}` | {} |", fault.code, fault.message.en)
                .unwrap();
        }
    }
    text
}

fn compare_list(list: &str) {
    let path = crate::repository().join("docs/conformance/commonmark.md");
    if std::env::var_os("YAOBAO_ACCEPT").is_some() {
        std::fs::write(&path, list).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(known, list, "docs/conformance/commonmark.md is not what the program does");
}
