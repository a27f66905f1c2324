//! The real binary: exit codes, what it leaves on the disk, the same bytes everywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A copy of the repository's workspace.
pub struct Workspace {
    pub folder: TempDir,
}

impl Workspace {
    pub fn new() -> Workspace {
        let folder = tempfile::tempdir().unwrap();
        copy(&crate::repository().join("content"), &folder.path().join("content"));
        Workspace { folder }
    }

    /// A folder with nothing in it.
    pub fn empty() -> Workspace {
        Workspace { folder: tempfile::tempdir().unwrap() }
    }

    pub fn write(&self, relative: &str, text: &str) {
        let path = self.path(relative);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, relative: &str) -> String {
        std::fs::read_to_string(self.path(relative)).unwrap()
    }

    /// The names of all files.
    pub fn names(&self) -> Vec<String> {
        tree(self.folder.path()).into_keys().collect()
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    pub fn edit(&self, relative: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.path(relative)).unwrap();
        assert!(text.contains(from), "{relative} has no {from:?}");
        std::fs::write(self.path(relative), text.replacen(from, to, 1)).unwrap();
    }

    pub fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, &[])
    }

    pub fn run_with(&self, args: &[&str], environment: &[(&str, &str)]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yaobao"));
        command
            .current_dir(self.folder.path())
            .args(args)
            .env("LANG", "zh_CN.UTF-8")
            .envs(environment.iter().copied());
        Run::new(&command.output().unwrap())
    }

    pub fn dist(&self) -> BTreeMap<String, Vec<u8>> {
        tree(&self.path("dist"))
    }
}

pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn new(output: &Output) -> Run {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    #[track_caller]
    pub fn ends_with_code(self, code: i32) -> Run {
        assert_eq!(self.code, code, "{}{}", self.stdout, self.stderr);
        self
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(target).unwrap();
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            (
                entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned(),
                std::fs::read(entry.path()).unwrap(),
            )
        })
        .collect()
}

#[test]
fn the_same_input_makes_the_same_bytes_everywhere() {
    let first = Workspace::new();
    let said = first.run(&["build"]).ends_with_code(0);
    assert_eq!(said.stdout, "排印 2 期：dist\n");
    assert_eq!(said.stderr, "");
    let bytes = first.dist();
    first.run(&["build"]).ends_with_code(0);
    assert_eq!(first.dist(), bytes, "a second build");
    let second = Workspace::new();
    let environment = [("TZ", "America/New_York"), ("LC_ALL", "de_DE.UTF-8")];
    second.run_with(&["build", "--jobs", "1"], &environment).ends_with_code(0);
    assert_eq!(second.dist(), bytes, "another folder, time zone, locale and number of threads");
    let siblings: Vec<String> = std::fs::read_dir(first.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(siblings.len(), 3, "content, dist and .yaobao alone: {siblings:?}");
}

#[test]
fn the_tree_is_the_contract() {
    let workspace = Workspace::new();
    workspace.run(&["build"]).ends_with_code(0);
    let dist = workspace.dist();
    // The names of assets and of the index carry a hash of their content.
    let bare = |name: &str| match (name.ends_with(".html"), name.rsplit_once('-')) {
        (false, Some((stem, _))) if name.starts_with("assets/") || name.starts_with("search/") => {
            format!("{stem}-")
        }
        _ => name.to_owned(),
    };
    let names: BTreeSet<String> = dist.keys().map(|name| bare(name)).collect();
    let names: Vec<String> = names.into_iter().collect();
    let expected = [
        "2017/48/2017-48.md",
        "2017/48/2017-48.pdf",
        "2017/48/cite.bib",
        "2017/48/cite.json",
        "2017/48/cite.ris",
        "2017/48/index.html",
        "2017/48/search.js",
        "2017/49/2017-49.md",
        "2017/49/2017-49.pdf",
        "2017/49/attachments/form.csv",
        "2017/49/charts/by-service.svg",
        "2017/49/charts/funds-parts.svg",
        "2017/49/charts/growth-line.svg",
        "2017/49/charts/interviewed-by.svg",
        "2017/49/cite.bib",
        "2017/49/cite.json",
        "2017/49/cite.ris",
        "2017/49/figures/map.svg",
        "2017/49/index.html",
        "2017/49/search.js",
        "2017/49/tables/funds.csv",
        "2017/49/tables/sample.tsv",
        "2017/49/tables/services.csv",
        "2017/49/tables/spaces.csv",
        "2017/49/tables/trend.csv",
        "2017/index.html",
        "404.html",
        "about/catalog.schema.json",
        "about/index.html",
        "assets/page-",
        "assets/search-",
        "assets/style-",
        "assets/traditional-",
        "assets/traditional.LICENSE-",
        "authors/index.html",
        "authors/周立群/index.html",
        "authors/张三/index.html",
        "authors/欧阳明远-ouyang-mingyuan/index.html",
        "authors/裴蕾/index.html",
        "catalog.json",
        "feed.json",
        "feed.xml",
        "index.html",
        "manifest.json",
        "robots.txt",
        "search/0-",
        "search/1-",
        "search/2-",
        "search/3-",
        "search/4-",
        "search/directory-",
        "search/index.html",
        "sitemap.xml",
        "topics/index.html",
        "topics/创新创业/index.html",
        "topics/区域协同发展/index.html",
        "topics/演示/index.html",
    ];
    assert_eq!(names, expected);
}

#[test]
fn a_failed_build_leaves_the_former_output_as_it_was() {
    let workspace = Workspace::new();
    workspace.run(&["build"]).ends_with_code(0);
    let before = workspace.dist();
    workspace.edit("content/2017/49/issue.yaml", "date: 2017-12-05", "date: 2017-12-35");
    workspace.edit("content/2017/49/issue.yaml", "status: final", "statsu: final");
    let said = workspace.run(&["build", "--diagnostics", "short"]).ends_with_code(1);
    assert_eq!(workspace.dist(), before);
    assert!(
        said.stderr.contains(
            "content/2017/49/issue.yaml:5:7: error[invalid-date]: “2017-12-35” 不是日期\n"
        ),
        "{}",
        said.stderr
    );
    assert!(
        said.stderr.contains(
            "content/2017/49/issue.yaml:7:1: error[unknown-field]: 不认识的键 “statsu”\n"
        ),
        "{}",
        said.stderr
    );
    assert_eq!(said.stdout, "");
}

#[test]
fn a_fault_found_by_the_typesetter_leaves_no_trace_either() {
    let workspace = Workspace::new();
    workspace.edit("content/2017/49/issue.yaml", "张三", "张𠮷");
    let said = workspace.run(&["build", "--diagnostics", "short"]).ends_with_code(1);
    assert!(
        said.stderr.contains("error[missing-glyph]: 没有字体能印 “𠮷”（U+20BB7）\n"),
        "{}",
        said.stderr
    );
    let left: Vec<String> = tree(workspace.folder.path())
        .into_keys()
        // What was gathered from a text tells no more than the text itself, and saves time later.
        .filter(|path| !path.starts_with("content/") && !path.contains(".search/"))
        .collect();
    assert_eq!(left, [".yaobao/cache/survey.jsonl", ".yaobao/lock"]);
}

#[test]
fn faults_of_pages_and_of_lists_are_told_at_once() {
    for jobs in ["1", "2", "8"] {
        let workspace = Workspace::new();
        workspace.edit("content/2017/49/issue.yaml", "张三", "张𠮷");
        workspace.write("templates/html/year.html", "{{ nothing.at_all }}\n");
        let said = workspace.run(&["build", "--diagnostics", "short", "--jobs", jobs]);
        let said = said.ends_with_code(1).stderr;
        for fault in ["error[missing-glyph]", "templates/html/year.html:1:"] {
            assert!(said.contains(fault), "{jobs}: {said}");
        }
    }
}

#[test]
fn a_foreign_file_in_the_output_is_refused_by_name() {
    let workspace = Workspace::new();
    workspace.run(&["build"]).ends_with_code(0);
    std::fs::write(workspace.path("dist/2017/notes.txt"), "mine").unwrap();
    let before = workspace.dist();
    let said = workspace.run(&["build"]).ends_with_code(2);
    assert!(said.stderr.contains("2017/notes.txt"), "{}", said.stderr);
    assert_eq!(workspace.dist(), before);
    std::fs::remove_file(workspace.path("dist/2017/notes.txt")).unwrap();
    std::fs::write(workspace.path("dist/a:b.txt"), "mine").unwrap();
    let said = workspace.run(&["build"]).ends_with_code(2);
    assert!(said.stderr.contains("a:b.txt"), "{}", said.stderr);
    workspace.run(&["build", "--out", "content"]).ends_with_code(2);
    workspace.run(&["build", "--out", "content/dist"]).ends_with_code(2);
}

#[cfg(unix)]
#[test]
fn links_are_followed_to_nothing_outside_and_stay_links() {
    let workspace = Workspace::new();
    std::fs::create_dir(workspace.path("web")).unwrap();
    std::os::unix::fs::symlink("web", workspace.path("dist")).unwrap();
    workspace.run(&["build"]).ends_with_code(0);
    assert!(std::fs::symlink_metadata(workspace.path("dist")).unwrap().is_symlink());
    assert!(tree(&workspace.path("web")).contains_key("index.html"));
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::rename(workspace.path("content/2017/49"), elsewhere.path().join("49")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("49"), workspace.path("content/2017/49"))
        .unwrap();
    let said = workspace.run(&["build"]).ends_with_code(1);
    assert!(said.stderr.contains("content/2017/49：链接指到了刊物"), "{}", said.stderr);
}

#[test]
fn the_pages_that_are_kept_keep_their_style() {
    let workspace = Workspace::new();
    workspace.run(&["build"]).ends_with_code(0);
    std::fs::create_dir_all(workspace.path("templates/assets")).unwrap();
    std::fs::write(workspace.path("templates/assets/style.css"), "body { color: black }").unwrap();
    workspace.run(&["build", "2017-48"]).ends_with_code(0);
    let dist = workspace.dist();
    for page in ["2017/48/index.html", "2017/49/index.html", "index.html"] {
        let html = String::from_utf8_lossy(&dist[page]).into_owned();
        let start = html.find("assets/style-").unwrap();
        assert!(dist.contains_key(html[start..].split('"').next().unwrap()), "{page}");
    }
}

#[test]
fn only_what_is_final_public_and_free_is_built() {
    for (from, to, today) in [
        ("status: final", "status: draft", "2020-01-01"),
        ("status: final", "status: withdrawn", "2020-01-01"),
        ("audience: public", "audience: internal", "2020-01-01"),
        ("embargo: 2017-12-05", "embargo: 2018-01-01", "2017-12-31"),
    ] {
        let workspace = Workspace::new();
        workspace.edit("content/2017/49/issue.yaml", from, to);
        workspace.run(&["build", "--today", today]).ends_with_code(0);
        let dist = workspace.dist();
        let left: Vec<&String> = dist.keys().filter(|path| path.contains("/49")).collect();
        match to {
            // Number and day alone are told of what was withdrawn from the public.
            "status: withdrawn" => assert_eq!(left, ["2017/49/index.html"]),
            _ => assert!(left.is_empty(), "{to}: {left:?}"),
        }
        for (path, bytes) in dist.iter().filter(|(path, _)| !path.ends_with(".pdf")) {
            let text = String::from_utf8_lossy(bytes);
            let is_register = to == "status: withdrawn" && path == "2017/index.html";
            let is_left = left.contains(&path) || path == "manifest.json" || is_register;
            assert!(!text.contains("演示"), "{to}: {path}");
            assert!(is_left || !text.contains("2017/49"), "{to}: {path}");
        }
    }
    let workspace = Workspace::new();
    workspace.edit("content/2017/49/issue.yaml", "embargo: 2017-12-05", "embargo: 2018-01-01");
    workspace.run(&["build", "--today", "2018-01-01"]).ends_with_code(0);
    assert!(workspace.dist().contains_key("2017/49/index.html"));
}

#[test]
fn faults_of_a_draft_are_warnings_until_it_is_asked_for() {
    let workspace = Workspace::new();
    workspace.edit("content/2017/49/issue.yaml", "status: final", "status: draft");
    workspace.edit("content/2017/49/issue.yaml", "[](=spaces)", "[](=spcaes)");
    let said = workspace.run(&["build", "--diagnostics", "short"]).ends_with_code(0);
    assert!(
        said.stderr.contains("warning[unresolved-reference]: 没有数据引用 “spcaes”"),
        "{}",
        said.stderr
    );
    workspace.run(&["build", "--deny-warnings"]).ends_with_code(1);
    workspace.run(&["build", "--drafts"]).ends_with_code(1);
    workspace.run(&["build", "2017-49"]).ends_with_code(1);
    workspace.edit("content/2017/49/issue.yaml", "[](=spcaes)", "[](=spaces)");
    workspace.run(&["build", "--drafts"]).ends_with_code(0);
    assert!(workspace.dist().contains_key("2017/49/index.html"));
}

#[test]
fn a_named_issue_is_rendered_and_the_others_stand() {
    let workspace = Workspace::new();
    workspace.run(&["build", "2017-48"]).ends_with_code(0);
    assert!(!workspace.dist().contains_key("2017/49/index.html"), "what is absent is not listed");
    workspace.run(&["build"]).ends_with_code(0);
    let before = workspace.dist();
    workspace.edit("content/2017/49/issue.yaml", "张三", "张五");
    workspace.edit("content/2017/48/issue.yaml", "裴蕾", "裴雷");
    let said = workspace.run(&["build", "content/2017/49"]).ends_with_code(0);
    assert_eq!(said.stdout, "排印 1 期，保留 1 期：dist\n");
    let after = workspace.dist();
    assert_eq!(after["2017/48/2017-48.pdf"], before["2017/48/2017-48.pdf"]);
    assert_ne!(after["2017/49/2017-49.pdf"], before["2017/49/2017-49.pdf"]);
    workspace.run(&["build", "2017-50"]).ends_with_code(2);
    workspace.edit("content/2017/49/issue.yaml", "audience: public", "audience: internal");
    workspace.run(&["build", "2017-49"]).ends_with_code(2);
}

#[test]
fn the_command_line_is_told_apart_from_the_material() {
    let empty = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yaobao"));
        Run::new(
            &command
                .current_dir(empty.path())
                .args(args)
                .env("LANG", "C")
                .env_remove("LC_ALL")
                .output()
                .unwrap(),
        )
    };
    let said = run(&["build"]).ends_with_code(2);
    assert!(said.stderr.contains("content/serial.yaml"), "{}", said.stderr);
    run(&["build", "--jobs", "0"]).ends_with_code(2);
    run(&["biuld"]).ends_with_code(2);
    run(&["build", "--root", "/nowhere"]).ends_with_code(2);
    run(&["--version"]).ends_with_code(0);
}

#[test]
fn a_workspace_is_found_from_inside() {
    let workspace = Workspace::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_yaobao"));
    Run::new(
        &command.current_dir(workspace.path("content/2017/48")).arg("build").output().unwrap(),
    )
    .ends_with_code(0);
    assert!(workspace.dist().contains_key("index.html"));
}

#[test]
fn diagnostics_can_be_read_by_machines() {
    let workspace = Workspace::new();
    workspace.edit("content/2017/49/issue.yaml", "number: 49", "number: 48");
    let said = workspace.run(&["build", "--diagnostics", "json", "--lang", "en"]).ends_with_code(1);
    let lines: Vec<serde_json::Value> =
        said.stderr.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let duplicate = lines
        .iter()
        .find(|line| line["code"] == "duplicate-number")
        .expect("the duplicate is reported");
    assert_eq!(duplicate["place"]["file"], "content/2017/49/issue.yaml");
    assert_eq!(
        (&duplicate["place"]["line"], &duplicate["place"]["column"]),
        (&3.into(), &9.into())
    );
    assert_eq!(duplicate["related"][0]["place"]["file"], "content/2017/48/issue.yaml");
    assert_eq!(duplicate["message"], "the number 2017-48 is used twice");
}
