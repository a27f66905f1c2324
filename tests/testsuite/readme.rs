//! What the READMEs show is true: their issue builds, and its faults look as shown.

use yaobao::diag::Language;
use yaobao::diag::print::{Format, Printer};
use yaobao::tree::FileTree;

fn fenced<'a>(readme: &'a str, language: &str) -> Vec<&'a str> {
    let mark = format!("```{language}\n");
    readme
        .match_indices(&mark)
        .map(|(at, _)| readme[at + mark.len()..].split("\n```").next().unwrap_or_default())
        .collect()
}

/// A serial whose first issue is that of the READMEs.
const SERIAL: &str = "name: 调研要报\nissuer: 示例市发展研究中心\nnumbering: { origin: { year: 2026, number: 1, cumulative: 1 } }";

fn workspace(readme: &str) -> FileTree {
    let (yaml, csv) = (fenced(readme, "yaml"), fenced(readme, "csv"));
    let mut files = FileTree::new();
    for (path, text) in [
        ("content/serial.yaml", SERIAL),
        ("content/2026/1/tables/spaces.csv", csv[0]),
        ("content/2026/1/issue.yaml", yaml[0]),
    ] {
        files.insert(crate::vpath(path), format!("{text}\n").into_bytes());
    }
    files
}

fn replace(files: &mut FileTree, path: &str, from: &str, to: &str) {
    let path = crate::vpath(path);
    let text = String::from_utf8(files.get(&path).unwrap().to_vec()).unwrap();
    assert!(text.contains(from), "{path} has no {from:?}");
    files.insert(path, text.replacen(from, to, 1).into_bytes());
}

fn said(files: &FileTree, language: Language) -> String {
    let folder = tempfile::tempdir().unwrap();
    let report = crate::build_into(files, folder.path(), &folder.path().join("dist"));
    let printer = Printer { files, format: Format::Human, language, color: false };
    report.diagnostics.sorted().into_iter().map(|diagnostic| printer.print(diagnostic)).collect()
}

#[test]
fn the_issue_of_the_readme_builds_and_its_faults_look_as_shown() {
    for (name, language) in [("README.md", Language::En), ("README.zh-CN.md", Language::Zh)] {
        let readme = std::fs::read_to_string(crate::repository().join(name)).unwrap();
        let mut files = workspace(&readme);
        assert_eq!(said(&files, language), "", "{name}");
        replace(&mut files, "content/2026/1/tables/spaces.csv", "西区,6,", "西区,8,");
        replace(&mut files, "content/2026/1/issue.yaml", "[六成多]", "[七成多]");
        let said = said(&files, language);
        let shown = fenced(&readme, "text")
            .into_iter()
            .find(|block| block.contains("claim-does-not-hold"))
            .unwrap();
        assert!(said.starts_with(shown), "{name} shows\n{shown}\nand the program says\n{said}");
        assert!(said.contains("[total-differs]"), "{said}");
    }
}
