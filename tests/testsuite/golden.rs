//! The outputs of the repository's own issues, as text to be read: Markdown, Typst, the main part
//! of the page, and the PDF as pages of text with its hash.
//!
//! To accept a change, run the tests with `INSTA_UPDATE=always`, and read the difference.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use yaobao::diag::Diagnostics;
use yaobao::emit::Fonts;
use yaobao::load;
use yaobao::render::{self, Templates};
use yaobao::view::IssueView;

use crate::pdf::{Pdf, built};

pub(crate) fn assert_golden(name: &str, text: &str) {
    insta::with_settings!({ snapshot_path => "../golden", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

const ISSUES: [&str; 2] = ["2017-48", "2017-49"];

fn file(id: &str, name: &str) -> Vec<u8> {
    built().files[&format!("{}/{name}", id.replacen('-', "/", 1))].clone()
}

#[test]
fn markdown() {
    for id in ISSUES {
        assert_golden(
            &format!("{id}.md"),
            &String::from_utf8(file(id, &format!("{id}.md"))).unwrap(),
        );
    }
}

#[test]
fn page() {
    for id in ISSUES {
        let page = String::from_utf8(file(id, "index.html")).unwrap();
        let start = page.find("<article").unwrap();
        let end = page.find("</article>").unwrap();
        assert_golden(&format!("{id}.html"), &page[start..end]);
    }
}

#[test]
fn pdf() {
    for id in ISSUES {
        let bytes = file(id, &format!("{id}.pdf"));
        let hash: String =
            Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let pdf = Pdf::read(&bytes);
        assert_golden(&format!("{id}.pdf"), &format!("sha256 {hash}\n{}", pdf.projection()));
    }
}

#[test]
fn typst() {
    let files = yaobao::build::read(&crate::repository()).unwrap();
    let mut diagnostics = Diagnostics::new();
    let library = load::load(&files, &mut diagnostics).unwrap();
    let templates = Templates::load(&files, &mut diagnostics).unwrap();
    let roles =
        Fonts::built_in().roles(&BTreeMap::new(), &library.serial_positions, &mut diagnostics);
    for loaded in &library.issues {
        let issue = loaded.issue.as_ref().unwrap();
        let view = IssueView::new(&library.serial, issue);
        let source = render::typst(&templates, &view, &roles, &[], &mut diagnostics).unwrap();
        let own = source.files.iter().filter(|(path, _)| path.as_str() != "lib.typ");
        let text: String = own
            .map(|(path, bytes)| format!("// {path}\n{}\n\n", String::from_utf8_lossy(bytes)))
            .collect();
        assert_golden(&format!("{}.typ", issue.id), &text);
    }
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}
