//! Issues that are longer than any page was meant for, and breaks at every line: nothing leaves
//! the paper, no heading stands alone.

use std::fmt::Write;

use yaobao::tree::FileTree;

use crate::grid::assert_no_page_ends_in_a_heading;
use crate::pdf::Pdf;

/// An issue with the lines given, set and read back.
fn set(extra: &str) -> Pdf {
    let mut files = FileTree::new();
    let serial = "name: 报\nissuer: 中心\nnumbering: { origin: { year: 2017, number: 48, cumulative: 118 } }\n";
    files.insert(crate::vpath("content/serial.yaml"), serial.as_bytes());
    let lead = if extra.contains("lead:") { "" } else { "lead: 正文。\n" };
    let issue = format!(
        "number: 48\ncumulative: 118\ndate: 2017-11-28\nstatus: final\naudience: public\ntitle: 题目\n{lead}{extra}"
    );
    files.insert(crate::vpath("content/2017/48/issue.yaml"), issue.into_bytes());
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("dist");
    let report = crate::build_into(&files, folder.path(), &out);
    assert!(report.committed, "{:?}", report.diagnostics);
    Pdf::read(&std::fs::read(out.join("2017/48/2017-48.pdf")).unwrap())
}

/// The text that stands on paper, without blanks.
fn on_paper(pdf: &Pdf) -> String {
    let is_on = |x: f64, y: f64| (10.0..200.0).contains(&x) && (10.0..287.0).contains(&y);
    let glyphs = pdf
        .pages
        .iter()
        .flat_map(|page| &page.glyphs)
        .filter(|glyph| !glyph.is_artifact && is_on(glyph.x, glyph.y));
    glyphs.map(|glyph| glyph.text.as_str()).collect::<String>().split_whitespace().collect()
}

#[test]
fn forty_authors_with_notes_are_all_printed() {
    let mut authors = String::from("authors:\n");
    for at in 10..50 {
        writeln!(authors, "  - {{ name: 某人{at}, affiliation: 某某大学某某某某某某某某某某某某研究中心, post: 教授{at} }}").unwrap();
    }
    let text = on_paper(&set(&authors));
    for at in 10..50 {
        assert_eq!(text.matches(&format!("某人{at}")).count(), 2, "author {at}");
        assert!(text.contains(&format!("教授{at}")), "post {at}");
    }
}

#[test]
fn a_distribution_longer_than_a_page_is_all_printed() {
    let names: Vec<String> =
        (100..300).map(|at| format!("某某市某某委员会办公室第{at}处")).collect();
    let text = on_paper(&set(&format!(
        "authors: {{ name: 某人 }}\ndistribution: {{ report: [{}] }}\n",
        names.join(", ")
    )));
    for name in names {
        assert!(text.contains(&name), "{name}");
    }
}

#[test]
fn long_names_and_marks_stay_on_the_paper() {
    let name = "N".repeat(120);
    let extra = format!(
        "authors: {{ name: {name} }}\nofficial: {{ classification: {{ level: 秘密, period: 长期 }}, serial-no: \"{}\" }}\n",
        "7".repeat(60)
    );
    let text = on_paper(&set(&extra));
    assert!(
        text.contains(&name) && text.contains(&"7".repeat(60)) && text.contains("秘密★长期"),
        "{text}"
    );
}

/// An issue whose text has so many lines, then references and attachments.
fn of_lines(count: usize) -> Pdf {
    let lead = "  正文[](@a)。\n\n".repeat(count);
    let title = "很长的题名".repeat(16);
    set(&format!(
        "authors: {{ name: 某人, affiliation: 单位 }}\nlead: |\n{lead}sources:\n  a: {{ type: book, title: {title}, author: [甲], date: 2001 }}\nattachments:\n  - {{ title: 附表, body: 正文。 }}\n"
    ))
}

#[test]
fn the_headings_at_the_end_never_end_a_page() {
    let mut heads = 0;
    for count in 1..=22 {
        let pdf = of_lines(count);
        let name = format!("{count} lines");
        assert_no_page_ends_in_a_heading(&name, &pdf);
        for page in &pdf.pages[1..] {
            let lines = page.lines();
            heads += usize::from(lines[0].text() == "参考文献");
            // The rest of an entry is never one line.
            let is_entry = |at: usize| lines[at].text().contains("题名");
            assert!(!is_entry(0) || is_entry(1), "{name}: one line left over");
        }
    }
    assert!(heads >= 2, "参考文献 went to the next page {heads} times");
}
