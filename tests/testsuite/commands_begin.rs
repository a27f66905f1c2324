//! `init` and `new`: what an author begins with.

use crate::commands::{Workspace, tree};

#[test]
fn the_next_issue_goes_on_from_the_last() {
    let workspace = Workspace::new();
    let said = workspace.run(&["new", "--date", "2017-12-12"]).ends_with_code(0);
    assert_eq!(
        said.stdout,
        "\
新建 2017-50：
  content/2017/50/issue.yaml
  content/2017/50/tables/regions.csv
接下来：编辑 content/2017/50/issue.yaml，再运行 yaobao check 2017-50
"
    );
    let yaml = workspace.read("content/2017/50/issue.yaml");
    assert!(yaml.starts_with("# 2017年第50期（总第120期）\n"), "{yaml}");
    assert!(yaml.contains("\nnumber: 50\ncumulative: 120\ndate: 2017-12-12\n"), "{yaml}");
    workspace.run(&["new", "--supplement", "--date", "2017-12-13"]).ends_with_code(0);
    let yaml = workspace.read("content/2017/s1/issue.yaml");
    assert!(yaml.contains("\nnumber: s1\n# cumulative: 增刊不计总期\n"), "{yaml}");
    // The year changes, the cumulative number goes on.
    workspace.run(&["new", "--date", "2018-01-02"]).ends_with_code(0);
    let yaml = workspace.read("content/2018/1/issue.yaml");
    assert!(yaml.contains("\nnumber: 1\ncumulative: 121\n"), "{yaml}");
    let checked = workspace.run(&["check", "--drafts"]).ends_with_code(0);
    assert_eq!(checked.stdout, "检查 5 期：3 个警告\n");
    assert_eq!(checked.stderr.matches("警告[placeholder-left]").count(), 3, "{}", checked.stderr);
    let checked = workspace.run(&["check"]).ends_with_code(0);
    assert_eq!((checked.stdout.as_str(), checked.stderr.as_str()), ("检查 5 期：没有问题\n", ""));
}

#[test]
fn what_new_begins_can_be_printed() {
    let workspace = Workspace::new();
    let title = "关于 \"a: b\" 的 #建议 {{ date }}";
    workspace.run(&["new", "--date", "2017-12-12", "--title", title]).ends_with_code(0);
    let said = workspace.run(&["build", "2017-50"]).ends_with_code(0);
    assert_eq!(said.stdout, "排印 1 期，1 个警告：dist\n");
    assert!(said.stderr.starts_with("警告[placeholder-left]"), "{}", said.stderr);
    let said = workspace.run(&["list"]).ends_with_code(0);
    assert!(said.stdout.contains(title), "{}", said.stdout);
}

#[test]
fn void_numbers_are_passed_over_and_counted() {
    let workspace = Workspace::new();
    workspace.edit(
        "content/serial.yaml",
        "void: []",
        "void: [2017-50, 2017-51, 2018-1, 2018-3, 2017-s1]",
    );
    for (date, path, cumulative) in [
        ("2017-12-12", "content/2017/52/issue.yaml", "cumulative: 122"),
        ("2018-01-02", "content/2018/2/issue.yaml", "cumulative: 124"),
        ("2018-01-03", "content/2018/4/issue.yaml", "cumulative: 126"),
    ] {
        workspace.run(&["new", "--date", date]).ends_with_code(0);
        assert!(workspace.read(path).contains(cumulative), "{path}");
    }
    workspace.run(&["new", "--date", "2017-12-12", "--supplement"]).ends_with_code(0);
    assert!(workspace.path("content/2017/s2/issue.yaml").exists());
}

#[test]
fn a_day_that_does_not_fit_is_refused() {
    let workspace = Workspace::new();
    let before = workspace.names();
    let said = workspace.run(&["new", "--date", "2017-12-01"]).ends_with_code(2);
    assert!(said.stderr.contains("2017-49 的日期是 2017-12-05"), "{}", said.stderr);
    workspace.run(&["new", "--date", "2016-12-01"]).ends_with_code(2);
    workspace.run(&["new", "--date", "2017-12-32"]).ends_with_code(2);
    assert_eq!(workspace.names(), before);
    for issue in ["48", "49"] {
        std::fs::remove_dir_all(workspace.path(&format!("content/2017/{issue}"))).unwrap();
    }
    let said = workspace.run(&["new", "--date", "2018-01-01"]).ends_with_code(2);
    assert!(said.stderr.contains("2017-48"), "{}", said.stderr);
    workspace.run(&["new", "--date", "2017-11-28"]).ends_with_code(0);
    assert!(workspace.read("content/2017/48/issue.yaml").contains("cumulative: 118"));
}

#[test]
fn new_refuses_to_write_over_anything() {
    let workspace = Workspace::new();
    workspace.write("content/2017/50/tables/regions.csv", "mine");
    let said = workspace.run(&["new", "--date", "2017-12-12"]).ends_with_code(2);
    assert!(said.stderr.contains("content/2017/50/tables/regions.csv"), "{}", said.stderr);
    assert!(!workspace.path("content/2017/50/issue.yaml").exists());
    assert_eq!(workspace.read("content/2017/50/tables/regions.csv"), "mine");
}

#[test]
fn no_number_follows_from_broken_ones() {
    let workspace = Workspace::new();
    workspace.edit("content/2017/49/issue.yaml", "cumulative: 119", "cumulative: 120");
    let said = workspace.run(&["new", "--date", "2017-12-12"]).ends_with_code(1);
    assert!(said.stderr.contains("cumulative-constant"), "{}", said.stderr);
    assert!(said.stderr.contains("推算不出下一期"), "{}", said.stderr);
    workspace.edit("content/2017/49/issue.yaml", "cumulative: 120", "cumulative: 119");
    workspace.edit("content/serial.yaml", "number: 48", "number: x");
    workspace.run(&["new", "--date", "2017-12-12"]).ends_with_code(1);
    workspace.edit("content/serial.yaml", "number: x", "number: 48");
    // An issue whose text is broken still has its number.
    workspace.write("content/2017/49/issue.yaml", "a: [\n");
    workspace.run(&["new", "--date", "2017-12-12"]).ends_with_code(0);
    assert!(workspace.read("content/2017/50/issue.yaml").contains("cumulative: 120"));
}

#[test]
fn a_new_workspace_builds_at_once() {
    let workspace = Workspace::empty();
    let said = workspace.run(&["init"]).ends_with_code(0);
    let first = said.stdout.lines().find(|line| line.ends_with("/1/issue.yaml")).unwrap().trim();
    let next = format!(
        "接下来：编辑 content/serial.yaml 和第一期 {first}，把“在这里写……”都换成自己的，再运行 yaobao build\n"
    );
    assert!(said.stdout.ends_with(&next), "{}", said.stdout);
    let said = workspace.run(&["build", "--diagnostics", "short"]).ends_with_code(0);
    assert_eq!(said.stdout, "排印 1 期，2 个警告：dist\n");
    let warned: Vec<&str> = said.stderr.lines().collect();
    assert_eq!(warned.len(), 2, "{warned:?}");
    assert!(warned.iter().all(|line| line.contains("warning[placeholder-left]")), "{warned:?}");
    assert!(warned[0].starts_with(first), "{warned:?}");
    assert!(workspace.read(".gitignore").contains("/dist\n"));
    let settings: serde_json::Value =
        serde_json::from_str(&workspace.read(".vscode/settings.json")).unwrap();
    let schemas = settings["yaml.schemas"].as_object().unwrap();
    assert_eq!(schemas.len(), 2);
    assert!(schemas.keys().all(|path| workspace.path(path).exists()), "{schemas:?}");
    let said = workspace.run(&["init"]).ends_with_code(2);
    assert!(said.stderr.contains("没有写任何文件"), "{}", said.stderr);
}

#[test]
fn no_workspace_inside_another() {
    let workspace = Workspace::new();
    let before = workspace.names();
    for folder in ["inner", "content/../a/b", "./inner/"] {
        let said = workspace.run(&["init", folder]).ends_with_code(2);
        assert!(said.stderr.contains("已经属于一个刊物（content/serial.yaml）"), "{}", said.stderr);
        assert!(said.stderr.contains("yaobao new"), "{}", said.stderr);
    }
    assert_eq!(workspace.names(), before);
    let elsewhere = tempfile::tempdir().unwrap();
    let outside = elsewhere.path().join("outside");
    workspace.run(&["init", outside.to_str().unwrap()]).ends_with_code(0);
}

#[test]
fn init_keeps_what_is_there() {
    let workspace = Workspace::empty();
    workspace.write(".gitignore", "mine\n");
    let said = workspace.run(&["init", "--lang", "en"]).ends_with_code(0);
    assert!(said.stdout.contains("left as they are:\n  .gitignore\n"), "{}", said.stdout);
    assert_eq!(workspace.read(".gitignore"), "mine\n");
    workspace.write("other/content/notes.txt", "mine");
    let said = workspace.run(&["init", "other"]).ends_with_code(2);
    assert!(said.stderr.contains("other/content/notes.txt"), "{}", said.stderr);
    assert!(!workspace.path("other/.gitignore").exists());
}

#[test]
fn made_up_issues_are_the_same_each_time_and_sound() {
    let workspace = Workspace::empty();
    let said = workspace.run(&["init", "a", "--issues", "50"]).ends_with_code(0);
    assert!(said.stdout.contains("和 50 期演示"), "{}", said.stdout);
    workspace.run(&["init", "b", "--issues", "50"]).ends_with_code(0);
    let (a, b) = (tree(&workspace.path("a")), tree(&workspace.path("b")));
    assert_eq!(a, b);
    assert!(a.contains_key("content/2017/48/issue.yaml"));
    assert!(a.contains_key("content/2018/2/tables/districts.csv"));
    let said = workspace.run(&["check", "--root", "a"]).ends_with_code(0);
    assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("检查 50 期：没有问题\n", ""));
    let said = workspace.run(&["build", "--root", "a", "2018-2"]).ends_with_code(0);
    assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("排印 1 期：a/dist\n", ""));
    let markdown = workspace.read("a/dist/2018/2/2018-2.md");
    assert!(markdown.contains("演示：") && markdown.contains("编造"), "{markdown}");
    workspace.run(&["new", "--root", "a", "--date", "2018-01-09"]).ends_with_code(0);
    assert!(workspace.read("a/content/2018/3/issue.yaml").contains("cumulative: 51"));
    workspace.run(&["init", "c", "--issues", "10001"]).ends_with_code(2);
}
