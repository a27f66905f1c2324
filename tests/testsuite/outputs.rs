//! Outputs that only a part of the builds made, that lie in odd places, or that others lay hands on.
#![cfg(unix)]

use std::fs;

use crate::commands::{Workspace, tree};
use crate::small::{PLAIN, clean, small};

#[track_caller]
fn is_clean(workspace: &Workspace, why: &str) {
    let (expected, found) = (clean(workspace), workspace.dist());
    assert_eq!(crate::small::differences(&expected, &found), [""; 0], "{why}");
}

#[test]
fn an_issue_that_was_kept_is_not_taken_for_fresh() {
    let workspace = small();
    workspace.run(&["build"]).ends_with_code(0);
    let page = fs::read_to_string(crate::repository().join("templates/html/issue.html")).unwrap();
    workspace.write("templates/html/issue.html", &page.replacen("本期文件", "文件", 1));
    workspace.run(&["build", "2017-48"]).ends_with_code(0);
    workspace.run(&["build"]).ends_with_code(0);
    is_clean(&workspace, "a template that was edited before one issue was built");
    workspace.edit("content/serial.yaml", "issuer: 中心", "issuer: 研究中心");
    workspace.run(&["build", "2017-48"]).ends_with_code(0);
    let last = workspace.run(&["build"]).ends_with_code(0);
    assert_eq!(last.stdout, "排印 2 期，1 期无须重印：dist\n");
    is_clean(&workspace, "a serial that was edited before one issue was built");
}

#[test]
fn forms_that_some_issues_lack_are_made_good() {
    let workspace = small();
    workspace.run(&["build", "--formats", "html"]).ends_with_code(0);
    workspace.run(&["build", "2017-48"]).ends_with_code(0);
    let index = workspace.read("dist/index.html");
    for (path, _) in workspace.dist().iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = workspace.read(&format!("dist/{path}"));
        let names_pdf = page.contains(".pdf\"");
        assert_eq!(names_pdf, path == "2017/48/index.html", "{path}");
    }
    assert!(index.contains("2017/50/index.html"));
    workspace.run(&["build"]).ends_with_code(0);
    is_clean(&workspace, "a PDF that was left out");
    // One issue without its page would take the pages of all others away.
    let before = workspace.dist();
    let said = workspace.run(&["build", "2017-48", "--formats", "pdf,md"]).ends_with_code(2);
    assert!(said.stderr.contains("--formats 要有 html"), "{}", said.stderr);
    assert_eq!(workspace.dist(), before);
    workspace.run(&["build", "--formats", "pdf,md"]).ends_with_code(0);
    assert!(!workspace.dist().keys().any(|path| path.ends_with(".html")));
    workspace.run(&["build"]).ends_with_code(0);
    is_clean(&workspace, "pages that were left out");
}

#[test]
fn an_archive_without_pages_takes_single_issues() {
    for formats in ["pdf", "md", "pdf,md"] {
        let workspace = small();
        workspace.run(&["build", "--formats", formats]).ends_with_code(0);
        workspace.edit("content/2017/48/issue.yaml", "正文48", "新的正文48");
        workspace.edit("content/2017/50/issue.yaml", "正文50", "没人要的正文50");
        let before = workspace.dist();
        let built = workspace.run(&["build", "2017-48", "--formats", formats]).ends_with_code(0);
        assert!(built.stdout.contains("排印 1 期"), "{}", built.stdout);
        let is_other = |path: &&String| !path.starts_with("2017/48/") && *path != "manifest.json";
        let after = workspace.dist();
        for path in before.keys().filter(is_other) {
            assert_eq!(before.get(path), after.get(path), "{path} with {formats}");
        }
        // No page tells of the others, so that nothing hangs on them.
        workspace.run(&["build", "2017-49"]).ends_with_code(0);
        workspace.run(&["build"]).ends_with_code(0);
        is_clean(&workspace, formats);
    }
}

#[test]
fn what_another_archive_listed_is_not_believed() {
    let workspace = small();
    workspace.run(&["build"]).ends_with_code(0);
    let cache = fs::read_dir(workspace.path(".yaobao/cache")).unwrap();
    let mut listed = cache.map(|entry| entry.unwrap().path());
    let listed = listed.find(|path| path.extension().is_some_and(|end| end == "listed")).unwrap();
    let old = fs::read(&listed).unwrap();
    workspace.edit("content/2017/50/issue.yaml", "name: 周立群", "name: 裴蕾");
    workspace.run(&["build"]).ends_with_code(0);
    // As if the build had ended just behind its commit.
    fs::write(&listed, old).unwrap();
    workspace.run(&["build", "2017-48"]).ends_with_code(0);
    is_clean(&workspace, "records of the archive before");
}

#[test]
fn lost_style_sheets_come_back_with_any_issue() {
    let workspace = small();
    workspace.run(&["build"]).ends_with_code(0);
    fs::remove_dir_all(workspace.path("dist/assets")).unwrap();
    workspace.run(&["build", "2017-48"]).ends_with_code(0);
    is_clean(&workspace, "a style sheet that somebody deleted");
}

#[test]
fn files_that_nothing_is_made_from_make_nothing_stale() {
    let workspace = small();
    workspace.run(&["build"]).ends_with_code(0);
    workspace.write("content/notes.txt", "记一笔\n");
    let year = fs::read_to_string(crate::repository().join("templates/html/year.html")).unwrap();
    workspace.write("templates/html/year.html", &year.replacen("总目录", "全年目录", 1));
    let last = workspace.run(&["build"]).ends_with_code(0);
    assert_eq!(last.stdout, "排印 0 期，3 期无须重印：dist\n");
    is_clean(&workspace, "a template of another page");
}

#[test]
fn a_foreign_file_that_came_during_a_build_is_not_deleted() {
    let workspace = small();
    workspace.run(&["build"]).ends_with_code(0);
    // As a build leaves it that was killed right after the exchange.
    let old = workspace.dist();
    for (path, bytes) in &old {
        let path = workspace.path(".dist.yaobao-staging/tree").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    workspace.write(".dist.yaobao-staging/tree/2017/notes.txt", "别人的");
    workspace.write("dist/2017/taken.txt", "先来的");
    workspace.write(".dist.yaobao-staging/tree/2017/taken.txt", "后来的");
    workspace.write(".yaobao/journal.json", r#"{"out":"dist"}"#);
    workspace.run(&["list"]).ends_with_code(0);
    assert_eq!(workspace.read("dist/2017/notes.txt"), "别人的");
    assert_eq!(workspace.read("dist/2017/taken.txt"), "先来的");
    assert_eq!(workspace.read("dist/2017/taken.txt~"), "后来的");
    assert!(!workspace.path(".dist.yaobao-staging").exists());
    let refused = workspace.run(&["build"]).ends_with_code(2);
    assert!(refused.stderr.contains("2017/notes.txt"), "{}", refused.stderr);
}

#[test]
fn a_copy_of_a_workspace_leaves_the_original_alone() {
    let workspace = small();
    workspace.write(".dist.yaobao-staging/tree/2017/48/index.html", "half done");
    workspace.write(".yaobao/journal.json", r#"{"out":"dist"}"#);
    let copy = Workspace::empty();
    for (path, bytes) in tree(workspace.folder.path()) {
        copy.write(&path, &String::from_utf8_lossy(&bytes));
    }
    copy.run(&["list"]).ends_with_code(0);
    assert!(!copy.path(".dist.yaobao-staging").exists());
    assert!(workspace.path(".dist.yaobao-staging/tree/2017/48/index.html").exists());
}

#[test]
fn outputs_in_the_material_or_around_it_are_refused() {
    let workspace = small();
    for out in
        ["content/site", "./content/site", "content", "templates/html", ".yaobao/x", ".", ".."]
    {
        let refused = workspace.run(&["build", "--out", out]).ends_with_code(2);
        assert!(refused.stderr.contains("输出文件夹不能"), "{out}: {}", refused.stderr);
    }
    for out in ["content/../dist", "dist/", "new/deep/site"] {
        workspace.run(&["build", "--out", out]).ends_with_code(0);
        assert!(workspace.path(out).join("manifest.json").exists(), "{out}");
    }
    let elsewhere = workspace.path("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    std::os::unix::fs::symlink("elsewhere", workspace.path("link")).unwrap();
    workspace.run(&["build", "--out", "link/"]).ends_with_code(0);
    assert!(elsewhere.join("manifest.json").exists());
    assert!(workspace.path("link").is_symlink());
}

#[test]
fn the_way_to_the_workspace_does_not_matter() {
    let workspace = small();
    workspace.run(&["build"]).ends_with_code(0);
    let root = workspace.folder.path().to_string_lossy().into_owned();
    let out = workspace.path("dist").to_string_lossy().into_owned();
    for args in
        [&["build", "--root", &root][..], &["build", "--out", &out], &["build", "--out", "./dist/"]]
    {
        let said = workspace.run(args).ends_with_code(0);
        assert!(said.stdout.starts_with("排印 0 期，3 期无须重印"), "{args:?}: {}", said.stdout);
    }
}

#[test]
fn a_named_build_may_change_what_the_pages_of_others_are_made_from() {
    let workspace = small();
    workspace.run(&["build"]).ends_with_code(0);
    workspace.edit(PLAIN, "第48题", "又一题");
    workspace.run(&["build", "2017-48"]).ends_with_code(0);
    workspace.run(&["build"]).ends_with_code(0);
    is_clean(&workspace, "a neighbour's title");
}
