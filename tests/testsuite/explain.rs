//! What `explain` says, as text to be read; and archives of some forms alone.

use crate::commands::Workspace;

/// The demonstration built, with another number in a cell since.
fn changed() -> Workspace {
    let workspace = Workspace::new();
    workspace.run(&["build"]).ends_with_code(0);
    workspace.edit("content/2017/49/tables/spaces.csv", "甲区,45", "甲区,55");
    workspace.edit("content/2017/49/tables/spaces.csv", "全市,125", "全市,135");
    workspace
}

fn assert_explained(name: &str, workspace: &Workspace, path: &str, language: &str) {
    let run = workspace.run(&["explain", path, "--lang", language]).ends_with_code(0);
    // The program is another with every change of its sources.
    let version = concat!(env!("CARGO_PKG_VERSION"), " ");
    let pieces: Vec<&str> = run.stdout.split(version).collect();
    let rest = pieces[1..].iter().map(|piece| format!("{version}…{}", &piece[16..]));
    let text = std::iter::once(pieces[0].to_owned()).chain(rest).collect::<String>();
    insta::with_settings!({ snapshot_path => "../golden", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(format!("explain-{name}"), text);
    });
}

#[test]
fn a_changed_cell_is_followed_to_the_recommendations() {
    let workspace = changed();
    assert_explained("output", &workspace, "dist/2017/49/2017-49.pdf", "zh");
    assert_explained("table", &workspace, "content/2017/49/tables/spaces.csv", "en");
    assert_explained("cell", &workspace, "content/2017/49/tables/spaces.csv:2:4", "zh");
    assert_explained("value", &workspace, "content/2017/49/issue.yaml:273", "zh");
    assert_explained("recommendation", &workspace, "content/2017/49/issue.yaml:159", "en");
    assert_explained("chart", &workspace, "content/2017/49/issue.yaml:253", "zh");
    assert_explained("neighbour", &workspace, "2017-48", "zh");
    assert_explained("shared", &workspace, "content/serial.yaml", "zh");
    assert_explained("list", &workspace, "dist/index.html", "en");
    assert_explained("search", &workspace, "dist/search/index.html", "en");
}

#[test]
fn a_place_that_nobody_knows_is_refused() {
    let workspace = changed();
    for path in ["/etc/passwd", "elsewhere.csv", "2017-99"] {
        let run = workspace.run(&["explain", path]).ends_with_code(2);
        assert!(run.stdout.is_empty() && run.stderr.contains(path), "{}", run.stderr);
    }
    let gone = workspace.run(&["explain", "content/nothing.yaml"]).ends_with_code(0);
    assert!(gone.stdout.contains("没有这个文件"), "{}", gone.stdout);
    let never = workspace.run(&["explain", "dist/2017/47/index.html"]).ends_with_code(0);
    assert!(never.stdout.contains("排印也不会做出它"), "{}", never.stdout);
}

#[test]
fn an_issue_with_faults_says_what_to_do() {
    let workspace = changed();
    workspace.edit("content/2017/48/issue.yaml", "title:", "titel:");
    let run = workspace.run(&["explain", "2017-48"]).ends_with_code(0);
    assert!(run.stdout.contains("yaobao check 2017-48"), "{}", run.stdout);
    // Where the serial is wrong, no issue can be built, and none is hidden from the public.
    let workspace = changed();
    workspace.edit("content/serial.yaml", "description:", "descripton:");
    let run = workspace.run(&["explain", "2017-48"]).ends_with_code(0);
    assert!(run.stdout.contains("yaobao check 2017-48"), "{}", run.stdout);
    workspace.edit("content/serial.yaml", "descripton:", "description:");
    workspace.edit("content/2017/49/issue.yaml", "audience: public", "audience: internal");
    let run = workspace.run(&["explain", "2017-49"]).ends_with_code(0);
    assert!(run.stdout.contains("不在公开的网站里"), "{}", run.stdout);
}

#[test]
fn an_archive_of_pages_alone_names_no_other_file() {
    let workspace = Workspace::new();
    workspace.run(&["build", "--formats", "html"]).ends_with_code(0);
    let dist = workspace.dist();
    for (path, bytes) in dist.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = String::from_utf8_lossy(bytes);
        assert!(!page.contains(".pdf\"") && !page.contains(".md\""), "{path}");
    }
    assert!(dist.contains_key("index.html") && dist.contains_key("2017/48/index.html"));
    assert!(!dist.keys().any(|path| path.ends_with(".pdf") || path.ends_with(".md")), "{dist:?}");
    workspace.run(&["build", "--formats", "pdf,md", "--out", "other"]).ends_with_code(0);
    let other = crate::commands::tree(&workspace.path("other"));
    assert!(other.contains_key("2017/48/2017-48.pdf") && other.contains_key("2017/48/2017-48.md"));
    assert!(!other.keys().any(|path| path.ends_with(".html")));
    // The forms of the last build are those that are explained.
    let fresh = workspace.run(&["explain", "2017-48"]).ends_with_code(0);
    assert!(fresh.stdout.starts_with("2017-48：无须重印"), "{}", fresh.stdout);
    workspace.run(&["build"]).ends_with_code(0);
    assert_eq!(workspace.dist()["2017/48/2017-48.pdf"], other["2017/48/2017-48.pdf"]);
}
