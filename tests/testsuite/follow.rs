//! The text follows its data: a changed cell changes every place that uses it, and stops a claim
//! that no longer holds.

use yaobao::diag::Severity;
use yaobao::tree::FileTree;

use crate::pdf::Pdf;

const CELLS: &str = "content/2017/49/tables/spaces.csv";

/// The repository's issues with other cells in the demonstration's table.
fn with(changes: &[(&str, &str)]) -> FileTree {
    let mut files = yaobao::build::read(&crate::repository()).unwrap();
    let path = crate::vpath(CELLS);
    let mut text = String::from_utf8(files.get(&path).unwrap().to_vec()).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{CELLS} has no {from:?}");
        text = text.replacen(from, to, 1);
    }
    files.insert(path, text.into_bytes());
    files
}

/// The Markdown, the page and the text of the PDF of the demonstration.
fn outputs(files: &FileTree) -> [String; 3] {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("dist");
    let report = crate::build_into(files, folder.path(), &out);
    assert!(report.committed, "{:?}", report.diagnostics);
    let read = |name: &str| std::fs::read(out.join("2017/49").join(name)).unwrap();
    let text = |name: &str| String::from_utf8(read(name)).unwrap();
    let pdf = Pdf::read(&read("2017-49.pdf")).projection().replace('\n', "");
    [text("2017-49.md"), text("index.html"), pdf]
}

#[test]
fn a_changed_cell_changes_every_place_that_uses_it() {
    let before = outputs(&with(&[]));
    let after = outputs(&with(&[("甲区,45", "甲区,55"), ("全市,125", "全市,135")]));
    for (before, after) in before.iter().zip(&after) {
        for (old, new) in [("125家", "135家"), ("45家", "55家"), ("101.6%", "117.7%")] {
            let count = before.matches(old).count();
            assert!(count > 0, "{old} stands in every output");
            // What the picture says is no value.
            let left = if old == "45家" { before.matches("空间45家").count() } else { 0 };
            assert_eq!(after.matches(old).count(), left, "{old}");
            assert_eq!(after.matches(new).count(), count - left, "{new}");
        }
    }
}

#[test]
fn a_claim_that_no_longer_holds_stops_the_build_and_names_both_places() {
    let files = with(&[("己区,6", "己区,12"), ("全市,125", "全市,131")]);
    let folder = tempfile::tempdir().unwrap();
    let report = crate::build_into(&files, folder.path(), &folder.path().join("dist"));
    assert!(!report.committed);
    let claims: Vec<_> =
        report.diagnostics.iter().filter(|d| d.code == "claim-does-not-hold").collect();
    let claim = claims.first().expect("不到两成 is no longer true");
    assert_eq!(claim.severity, Severity::Error);
    assert_eq!(claim.message.zh, "“不到两成” 要求 (-∞, 20%)，而 “ji-to-jia” 是 22.2222…%");
    let text = |file: &str, range: std::ops::Range<usize>| {
        let bytes = files.get(&crate::vpath(file)).unwrap();
        String::from_utf8_lossy(&bytes[range]).into_owned()
    };
    let words = claim.span.clone().unwrap();
    assert_eq!(text(words.file.as_str(), words.range), "[不到两成](=ji-to-jia)");
    let source = claim.related[0].span.clone();
    assert_eq!(
        text(source.file.as_str(), source.range),
        "min(spaces.众创空间) / max(spaces.众创空间)"
    );
}
