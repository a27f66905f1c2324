//! `check`, `list` and `completions`.

use crate::commands::Workspace;

const ISSUE: &str = "content/2017/49/issue.yaml";

#[test]
fn a_check_leaves_nothing_behind() {
    let workspace = Workspace::new();
    let before = workspace.names();
    let said = workspace.run(&["check"]).ends_with_code(0);
    assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("检查 2 期：没有问题\n", ""));
    let said = workspace.run(&["check", "2017-49", "--lang", "en"]).ends_with_code(0);
    assert_eq!(said.stdout, "checked 1 issue: nothing wrong\n");
    assert_eq!(workspace.run(&["check", "--quiet"]).ends_with_code(0).stdout, "");
    assert_eq!(workspace.names(), before);
}

#[test]
fn a_check_counts_what_it_found() {
    let workspace = Workspace::new();
    workspace.edit(ISSUE, "[](=jia-spaces)", "二十家");
    workspace.edit("content/2017/48/issue.yaml", "date: 2017-11-28", "date: 2017-11-31");
    workspace.edit("content/2017/48/issue.yaml", "裴蕾", "裴𠮷");
    let said = workspace.run(&["check", "--diagnostics", "short"]).ends_with_code(1);
    assert_eq!(said.stdout, "检查 2 期：1 个错误，1 个警告\n");
    assert_eq!(said.stderr.lines().count(), 2, "{}", said.stderr);
    let quiet = workspace.run(&["check", "--diagnostics", "short", "--quiet"]).ends_with_code(1);
    assert_eq!(quiet.stderr.lines().count(), 1, "{}", quiet.stderr);
    workspace.edit("content/2017/48/issue.yaml", "date: 2017-11-31", "date: 2017-11-28");
    let said = workspace.run(&["check", "--diagnostics", "json"]).ends_with_code(1);
    assert!(said.stderr.contains("\"code\":\"missing-glyph\""), "{}", said.stderr);
    workspace.edit("content/2017/48/issue.yaml", "裴𠮷", "裴蕾");
    workspace.run(&["check"]).ends_with_code(0);
    workspace.run(&["check", "--deny-warnings"]).ends_with_code(1);
}

#[test]
fn a_check_takes_the_faults_that_a_build_takes() {
    let workspace = Workspace::new();
    workspace.edit(ISSUE, "status: final", "status: draft");
    workspace.edit(ISSUE, "[](=spaces)", "[](=spcaes)");
    workspace.edit(ISSUE, "张三", "张𠮷");
    workspace.run(&["build"]).ends_with_code(0);
    for (args, code) in [
        (&["check"][..], 0),
        (&["check", "--deny-warnings"], 1),
        (&["check", "--drafts"], 1),
        (&["check", "2017-49"], 1),
        (&["check", "content/2017/49/"], 1),
        (&["check", "2017-48"], 0),
        (&["check", "2017-50"], 2),
        (&["check", "--jobs", "0"], 2),
    ] {
        let said = workspace.run(args).ends_with_code(code);
        let is_judged = !args.contains(&"--drafts") && args.len() < 2;
        assert!(!is_judged || said.stderr.contains("spcaes"), "{args:?}: {}", said.stderr);
    }
    // What is not for the public can be checked all the same, when it is named.
    workspace.edit(ISSUE, "audience: public", "audience: internal");
    workspace.edit(ISSUE, "[](=spcaes)", "[](=spaces)");
    let said = workspace.run(&["check", "2017-49"]).ends_with_code(1);
    assert!(said.stderr.contains("missing-glyph"), "{}", said.stderr);
}

#[test]
fn a_check_knows_the_day() {
    let workspace = Workspace::new();
    let issue = "content/2017/48/issue.yaml";
    workspace.edit(issue, "audience: public", "audience: public\nembargo: 2018-01-01");
    workspace.edit(issue, "裴蕾", "裴𠮷");
    workspace.run(&["check", "--today", "2017-12-31"]).ends_with_code(0);
    workspace.run(&["check", "--today", "2018-01-01"]).ends_with_code(1);
}

#[test]
fn a_picture_that_cannot_be_drawn_is_found() {
    let workspace = Workspace::new();
    let issue = "content/2017/48/issue.yaml";
    workspace.edit(
        issue,
        "\nlead: |\n",
        "\nfigures:\n  cut: { file: figures/cut.png, title: 截断的图 }\nlead: |\n  ![图](figure:cut)\n\n",
    );
    // A PNG of one pixel that has its beginning and its end, and nothing right between.
    let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\x07IDATgarbage\x88\xa307\0\0\0\0IEND\xaeB`\x82";
    std::fs::create_dir_all(workspace.path("content/2017/48/figures")).unwrap();
    std::fs::write(workspace.path("content/2017/48/figures/cut.png"), picture).unwrap();
    let built = workspace.run(&["build", "--diagnostics", "json"]).ends_with_code(1);
    assert!(built.stderr.contains("unreadable-figure"), "{}", built.stderr);
    let checked = workspace.run(&["check", "--diagnostics", "json"]).ends_with_code(1);
    assert_eq!(checked.stderr, built.stderr);
}

#[test]
fn a_list_lines_up_and_marks_what_is_broken() {
    let workspace = Workspace::new();
    workspace.write("content/2017/50/issue.yaml", "number: 50\nstatus: dra\ntitle: \"坏\\a的\"\n");
    workspace.write("content/2017/s1/issue.yaml", "a: [\n");
    let said = workspace.run(&["list"]).ends_with_code(0);
    assert_eq!(
        said.stdout,
        "\
期号     总期  日期        状态  读者  作者            题目
2017-48  118   2017-11-28  定稿  公开  裴蕾、周立群    促进众创空间健康发展　构建创新驱动新支点
2017-49  119   2017-12-05  定稿  公开  张三、欧阳明远  演示：用数据说话的要报怎样写成　以虚构各区的众创空间为例
2017-50        ？          ？    ？                    （有错）坏的
2017-s1        ？          ？    ？                    （有错）
"
    );
    assert_eq!(said.stderr, "");
    std::fs::remove_file(workspace.path("content/serial.yaml")).unwrap();
    workspace.run(&["list"]).ends_with_code(2);
    workspace.write("content/serial.yaml", "a: [");
    workspace.run(&["list"]).ends_with_code(1);
}

#[test]
fn a_list_can_be_read_by_machines() {
    let workspace = Workspace::new();
    workspace.write("content/2017/s1/issue.yaml", "number: s1\ndate: 2017-12-01\n");
    let said = workspace.run(&["list", "--format", "json"]).ends_with_code(0);
    let list: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(list[0]["title"], "促进众创空间健康发展　构建创新驱动新支点");
    assert_eq!(
        list[0]["clauses"],
        serde_json::json!(["促进众创空间健康发展", "构建创新驱动新支点"])
    );
    assert_eq!(list[0]["authors"], serde_json::json!(["裴蕾", "周立群"]));
    assert_eq!(
        (&list[2]["id"], &list[2]["cumulative"], &list[2]["faulty"], &list[2]["status"]),
        (&"2017-s1".into(), &().into(), &true.into(), &().into())
    );
    let said = workspace.run(&["list", "--format", "csv"]).ends_with_code(0);
    let mut reader = csv::Reader::from_reader(said.stdout.as_bytes());
    let names = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 3);
    let cell = |row: usize, name: &str| {
        rows[row][names.iter().position(|other| other == name).unwrap()].to_owned()
    };
    assert_eq!((cell(1, "id"), cell(1, "date")), ("2017-49".into(), "2017-12-05".into()));
    assert_eq!((cell(2, "faulty"), cell(2, "cumulative")), ("true".into(), String::new()));
}

#[test]
fn every_shell_is_told_the_commands() {
    let workspace = Workspace::empty();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = workspace.run(&["completions", shell]).ends_with_code(0);
        for command in ["init", "new", "check", "build", "list", "schema"] {
            assert!(said.stdout.contains(command), "{shell}: {command}");
        }
    }
    workspace.run(&["completions", "tcsh"]).ends_with_code(2);
}

#[test]
fn a_check_of_one_issue_shows_its_own_faults() {
    let workspace = Workspace::new();
    workspace.edit(ISSUE, "[](=spaces)", "[](=spcaes)");
    workspace.edit("content/2017/48/issue.yaml", "date: 2017-11-28", "date: 2017-11-31");
    let said = workspace.run(&["check", "2017-48", "--diagnostics", "short"]).ends_with_code(1);
    assert!(!said.stderr.contains("spcaes"), "{}", said.stderr);
    assert!(said.stdout.ends_with("没有列出\n"), "{}", said.stdout);
    let said = workspace.run(&["check", "2017-49", "--diagnostics", "short"]).ends_with_code(1);
    assert!(said.stderr.contains("spcaes"), "{}", said.stderr);
    assert!(!said.stderr.contains("2017-11-31"), "{}", said.stderr);
}

#[test]
fn a_draft_that_is_asked_for_tells_of_its_sample_text() {
    let workspace = Workspace::new();
    workspace.edit(ISSUE, "status: final", "status: draft");
    workspace.edit(ISSUE, "张三", "在这里写姓名");
    for (args, is_told) in [
        (&["check"][..], false),
        (&["check", "2017-48"], false),
        (&["check", "--drafts"], true),
        (&["check", "2017-49"], true),
        (&["check", "content/2017/49"], true),
    ] {
        let said = workspace.run(args).ends_with_code(0);
        assert_eq!(said.stderr.contains("placeholder-left"), is_told, "{args:?}: {}", said.stderr);
    }
}
