//! Help and faults of the command line, in both languages.

use crate::commands::Workspace;

#[test]
fn help_speaks_the_language_of_messages() {
    let workspace = Workspace::empty();
    let said = workspace.run(&["build", "--help"]).ends_with_code(0);
    assert!(
        said.stdout
            .starts_with("排印全部各期，或指定的几期\n\n用法: yaobao build [选项] [ISSUE]...\n")
    );
    assert!(said.stdout.contains("\n参数:\n") && said.stdout.contains("\n选项:\n"));
    let said = workspace.run(&["--lang=en", "build", "-h"]).ends_with_code(0);
    assert!(said.stdout.starts_with("Build the archive, or single issues\n\nUsage: yaobao build"));
    let said = workspace.run(&["completions", "zsh", "--lang", "en"]).ends_with_code(0);
    assert!(said.stdout.contains("The form of diagnostics") && !said.stdout.contains("错误"));
}

#[test]
fn a_slip_in_the_arguments_is_told_in_the_language_of_messages() {
    let workspace = Workspace::empty();
    for (arguments, zh, en) in [
        (
            &["bild"][..],
            "没有 “bild” 这个命令\n  是不是: build",
            "there is no command “bild”\n  did you mean: build",
        ),
        (
            &["build", "--outt"],
            "没有 “--outt” 这个参数\n  是不是: --out",
            "there is no argument “--outt”",
        ),
        (&["build", "--out"], "“--out <DIR>” 后面缺少值", "“--out <DIR>” has no value behind it"),
        (
            &["build", "--jobs", "0"],
            "不能是 “0”：要在 1 到 65535 之间",
            "cannot be “0”: it is from 1 to 65535",
        ),
        (&["build", "--jobs", "x"], "不能是 “x”：要写整数", "cannot be “x”"),
        (
            &["build", "48"],
            "期号写成 2017-48，增刊写成 2017-s1\n",
            "an issue is written 2017-48, or 2017-s1 for a supplement\n",
        ),
        (&["new", "--date", "1.2."], "日期写成 2017-11-28\n", "a date is written 2017-11-28\n"),
        (
            &["list", "--format", "xml"],
            "没有 “xml” 这个值\n  可选: table, json, csv",
            "possible values: table, json, csv",
        ),
        (&["completions"], "缺少 “<SHELL>”", "“<SHELL>” is missing"),
        (&["--quiet=1", "build"], "“--quiet” 后面不能有 “1”", "takes no value “1”"),
        (&["build", "--out", "a", "--out", "b"], "写了不止一次", "more than once"),
    ] {
        for (lang, words, label) in [("zh", zh, "错误: "), ("en", en, "error: ")] {
            let said =
                workspace.run(&[&["--lang", lang][..], arguments].concat()).ends_with_code(2);
            assert!(said.stderr.starts_with(label), "{}", said.stderr);
            assert!(said.stderr.contains(words), "{arguments:?} says\n{}", said.stderr);
            let other = if lang == "zh" { "tells more" } else { "说明" };
            assert!(!said.stderr.contains(other), "{}", said.stderr);
        }
    }
}
