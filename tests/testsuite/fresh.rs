//! Incremental builds: what has not changed is not made again, and what comes out is what a build
//! without a past makes.
#![cfg(unix)]

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use yaobao::build::BuildOptions;
use yaobao::model::Date;

use crate::commands::{Workspace, tree};
use crate::small::{
    Files, PLAIN, RICH, build_here, clean, clean_with, differences, identities, small,
};

/// What a build is not to touch if nothing has changed.
fn state(workspace: &Workspace) -> std::collections::BTreeMap<String, crate::small::Identity> {
    let mut all = identities(&workspace.path("dist"));
    let cache = identities(&workspace.path(".yaobao/cache"));
    assert!(!cache.is_empty() && !all.is_empty());
    all.extend(cache);
    all
}

/// Gives all files of the material a time.
fn touch(workspace: &Workspace, time: SystemTime) {
    for path in tree(&workspace.path("content")).into_keys() {
        let file = File::options().write(true).open(workspace.path("content").join(path)).unwrap();
        file.set_modified(time).unwrap();
    }
}

#[test]
fn nothing_changed_nothing_written() {
    let mut workspace = small();
    workspace.run(&["build"]).ends_with_code(0);
    let before = state(&workspace);
    let is_fresh = |workspace: &Workspace, args: &[&str], why: &str| {
        let said = workspace.run(args).ends_with_code(0);
        assert_eq!(said.stdout, "排印 0 期，3 期无须重印：dist\n", "{why}");
        assert_eq!(differences(&before, &state(workspace)), [""; 0], "{why}");
    };
    is_fresh(&workspace, &["build"], "a second build");
    is_fresh(&workspace, &["build", "--jobs", "1"], "one thread");
    is_fresh(&workspace, &["build", "--jobs", "2"], "two threads");
    touch(&workspace, SystemTime::UNIX_EPOCH);
    is_fresh(&workspace, &["build"], "files from 1970");
    touch(&workspace, SystemTime::now() + Duration::from_secs(1 << 30));
    is_fresh(&workspace, &["build"], "files from the future");
    is_fresh(&workspace, &["build", "--today", "1999-01-01"], "a clock set back");
    // All is made again, but what comes out stands there already.
    workspace.run(&["build", "--force"]).ends_with_code(0);
    assert_eq!(differences(&before, &state(&workspace)), [""; 0], "--force");
    // Somewhere else, under another name.
    let elsewhere = tempfile::tempdir().unwrap();
    for name in ["content", "dist", ".yaobao"] {
        fs::rename(workspace.path(name), elsewhere.path().join(name)).unwrap();
    }
    workspace.folder = elsewhere;
    is_fresh(&workspace, &["build"], "a workspace that was moved");
}

/// A change of the material: its name, what it does, and the files of the archive that are written.
type Change = (&'static str, fn(&Workspace), &'static [&'static str]);

const BUILTIN: &str = env!("CARGO_MANIFEST_DIR");

fn overlay(workspace: &Workspace, template: &str, from: &str, to: &str) {
    let text = fs::read_to_string(Path::new(BUILTIN).join(template)).unwrap();
    assert!(text.contains(from), "{template} has no {from:?}");
    workspace.write(template, &text.replacen(from, to, 1));
}

const CHANGES: &[Change] = &[
    ("a comment", |w| w.edit(RICH, "number:", "# 注\nnumber:"), &[]),
    (
        "a cell",
        |w| {
            w.edit("content/2017/49/tables/t.csv", "乙区,28", "乙区,29");
            w.edit("content/2017/49/tables/t.csv", "全市,73", "全市,74");
        },
        &[
            "2017/49/2017-49.md",
            "2017/49/2017-49.pdf",
            "2017/49/index.html",
            "2017/49/search.js",
            "2017/49/tables/t.csv",
            "manifest.json",
            "search/*",
            "search/index.html",
        ],
    ),
    (
        "a figure",
        |w| w.edit("content/2017/49/figures/f.svg", "#444", "#555"),
        &["2017/49/2017-49.pdf", "2017/49/figures/f.svg", "manifest.json"],
    ),
    (
        "the description of the serial",
        |w| w.edit("content/serial.yaml", "简介", "新的简介"),
        &[
            "about/index.html",
            "catalog.json",
            "feed.json",
            "feed.xml",
            "index.html",
            "manifest.json",
        ],
    ),
    (
        "a source",
        |w| w.edit("content/sources.yaml", "公文格式", "公文的格式"),
        &[
            "2017/49/2017-49.md",
            "2017/49/2017-49.pdf",
            "2017/49/index.html",
            "2017/49/search.js",
            "manifest.json",
            "search/*",
            "search/index.html",
        ],
    ),
    (
        "the title of a neighbour",
        |w| w.edit(PLAIN, "第48题", "另一个题目"),
        &[
            "2017/48/2017-48.md",
            "2017/48/2017-48.pdf",
            "2017/48/cite.bib",
            "2017/48/cite.json",
            "2017/48/cite.ris",
            "2017/48/index.html",
            "2017/48/search.js",
            "2017/49/index.html",
            "2017/index.html",
            "authors/周立群/index.html",
            "catalog.json",
            "feed.json",
            "feed.xml",
            "index.html",
            "manifest.json",
            "search/*",
            "search/index.html",
        ],
    ),
    (
        "the Markdown template",
        |w| overlay(w, "templates/markdown/issue.md", "{{ issue.line }}", "第{{ issue.line }}"),
        &[
            "2017/48/2017-48.md",
            "2017/48/index.html",
            "2017/48/search.js",
            "2017/49/2017-49.md",
            "2017/49/index.html",
            "2017/49/search.js",
            "2017/50/2017-50.md",
            "2017/50/index.html",
            "2017/50/search.js",
            "manifest.json",
            "search/*",
            "search/index.html",
        ],
    ),
    (
        "the Typst template",
        |w| overlay(w, "templates/typst/issue.typ", "#title-block(", "附记\n#title-block("),
        &["2017/48/2017-48.pdf", "2017/49/2017-49.pdf", "2017/50/2017-50.pdf", "manifest.json"],
    ),
    (
        "a comment in the Typst template",
        |w| w.edit("templates/typst/issue.typ", "附记\n", "附记\n// 注\n"),
        &[],
    ),
    (
        "the page template",
        |w| overlay(w, "templates/html/base.html", "跳到正文", "到正文"),
        &[
            "2017/48/index.html",
            "2017/49/index.html",
            "2017/50/index.html",
            "2017/index.html",
            "404.html",
            "about/index.html",
            "authors/index.html",
            "authors/周立群/index.html",
            "index.html",
            "manifest.json",
            "search/index.html",
            "topics/index.html",
        ],
    ),
    ("a file that nothing names", |w| w.write("content/2017/49/notes.txt", "记"), &[]),
    (
        "an issue taken away",
        |w| fs::remove_dir_all(w.path("content/2017/50")).unwrap(),
        &[
            "2017/49/index.html",
            "2017/50/2017-50.md",
            "2017/50/2017-50.pdf",
            "2017/50/cite.bib",
            "2017/50/cite.json",
            "2017/50/cite.ris",
            "2017/50/index.html",
            "2017/50/search.js",
            "2017/index.html",
            "about/index.html",
            "authors/index.html",
            "authors/周立群/index.html",
            "catalog.json",
            "feed.json",
            "feed.xml",
            "index.html",
            "manifest.json",
            "search/*",
            "search/index.html",
        ],
    ),
];

#[test]
fn a_change_writes_what_hangs_on_it_and_nothing_else() {
    let workspace = small();
    workspace.run(&["build"]).ends_with_code(0);
    for (name, change, expected) in CHANGES {
        let (files, before) = (workspace.dist(), identities(&workspace.path("dist")));
        change(&workspace);
        workspace.run(&["build"]).ends_with_code(0);
        let after = workspace.dist();
        assert_eq!(differences(&clean(&workspace), &after), [""; 0], "{name}");
        let listed = |mut names: Vec<String>| {
            // Files of the index have names that tell their content.
            let is_index = |name: &str| name.starts_with("search/") && name.ends_with(".js");
            names
                .iter_mut()
                .filter(|name| is_index(name))
                .for_each(|name| "search/*".clone_into(name));
            names.dedup();
            names
        };
        assert_eq!(listed(differences(&files, &after)), *expected, "{name}");
        // What is the same is the same file, not a copy.
        let identities = identities(&workspace.path("dist"));
        assert_eq!(listed(differences(&before, &identities)), *expected, "{name}");
    }
}

#[test]
fn the_day_and_the_drafts_change_what_is_there() {
    let workspace = small();
    let last = "content/2017/50/issue.yaml";
    workspace.edit(last, "audience: public", "audience: public\nembargo: 2018-01-01");
    let pdf = |name: &str| identities(&workspace.path("dist")).remove(name);
    let mut first = None;
    let build = |day: &str, drafts: bool| {
        let args = ["build", "--today", day, "--drafts"];
        workspace.run(&args[..if drafts { 4 } else { 3 }]).ends_with_code(0);
        let options = BuildOptions { today: Date::parse(day), drafts, ..BuildOptions::default() };
        let clean = clean_with(&workspace, options);
        assert_eq!(differences(&workspace.dist(), &clean), [""; 0], "{day} {drafts}");
        pdf("2017/50/index.html").is_some()
    };
    for (day, has_last) in [("2017-12-31", false), ("2018-01-01", true), ("2017-12-31", false)] {
        assert_eq!(build(day, false), has_last, "{day}");
        // The days of one issue make no work for the others.
        let now = pdf("2017/49/2017-49.pdf");
        assert_eq!(*first.get_or_insert(now), now, "{day}");
    }
    workspace.edit(last, "status: final", "status: draft");
    assert!(!build("2018-01-02", false));
    assert!(build("2018-01-02", true));
}

#[test]
fn what_was_done_to_the_archive_by_hand_is_mended() {
    let workspace = small();
    workspace.run(&["build"]).ends_with_code(0);
    let right = workspace.dist();
    let path = |name: &str| workspace.path("dist").join(name);
    type Damage<'a> = (&'a str, &'a dyn Fn(&str));
    let damages: &[Damage<'_>] = &[
        ("edited", &|name| fs::write(path(name), "mine").unwrap()),
        ("emptied", &|name| fs::write(path(name), "").unwrap()),
        ("deleted", &|name| fs::remove_file(path(name)).unwrap()),
        ("replaced by a link", &|name| {
            let elsewhere = workspace.path("elsewhere").join(name);
            fs::create_dir_all(elsewhere.parent().unwrap()).unwrap();
            fs::rename(path(name), &elsewhere).unwrap();
            std::os::unix::fs::symlink(&elsewhere, path(name)).unwrap();
        }),
        ("replaced by a folder", &|name| {
            fs::remove_file(path(name)).unwrap();
            fs::create_dir(path(name)).unwrap();
        }),
    ];
    for (how, damage) in damages {
        let mut names = vec!["2017/48/index.html", "2017/49/2017-49.pdf", "index.html"];
        names.extend(right.keys().map(String::as_str).filter(|name| name.contains("search")));
        assert!(names.len() > 8, "{names:?}");
        names.iter().copied().for_each(damage);
        workspace.run(&["build"]).ends_with_code(0);
        assert_eq!(differences(&workspace.dist(), &right), [""; 0], "{how}");
        for name in names {
            assert!(fs::symlink_metadata(path(name)).unwrap().is_file(), "{name} {how}");
        }
    }
    // The manifest says what is ours: it is mended as long as it says so.
    let manifest = String::from_utf8(right["manifest.json"].clone()).unwrap();
    fs::write(path("manifest.json"), manifest.replace('\n', "\r\n")).unwrap();
    workspace.run(&["build"]).ends_with_code(0);
    assert_eq!(differences(&workspace.dist(), &right), [""; 0], "other line ends");
    damages[3].1("manifest.json");
    workspace.run(&["build"]).ends_with_code(0);
    assert!(fs::symlink_metadata(path("manifest.json")).unwrap().is_file());
    for text in ["", &manifest[..manifest.len() / 2]] {
        fs::write(path("manifest.json"), text).unwrap();
        let before = workspace.dist();
        workspace.run(&["build"]).ends_with_code(2);
        assert_eq!(workspace.dist(), before, "nobody knows whose the files are");
    }
}

fn copy(from: &Path, to: &Path) {
    let _ = fs::remove_dir_all(to);
    for (name, bytes) in tree(from) {
        fs::create_dir_all(to.join(&name).parent().unwrap()).unwrap();
        fs::write(to.join(&name), bytes).unwrap();
    }
}

#[test]
fn an_old_archive_or_an_old_cache_is_not_taken_for_fresh() {
    let workspace = small();
    workspace.run(&["build"]).ends_with_code(0);
    copy(&workspace.path("dist"), &workspace.path("old-dist"));
    copy(&workspace.path(".yaobao/cache"), &workspace.path("old-cache"));
    workspace.edit(RICH, "正文49", "新的正文49");
    workspace.run(&["build"]).ends_with_code(0);
    let right = workspace.dist();
    assert_eq!(differences(&clean(&workspace), &right), [""; 0]);
    copy(&workspace.path("old-dist"), &workspace.path("dist"));
    workspace.run(&["build"]).ends_with_code(0);
    assert_eq!(differences(&workspace.dist(), &right), [""; 0], "an old archive");
    copy(&workspace.path("old-cache"), &workspace.path(".yaobao/cache"));
    workspace.run(&["build"]).ends_with_code(0);
    assert_eq!(differences(&workspace.dist(), &right), [""; 0], "an old cache");
    copy(&workspace.path("old-cache"), &workspace.path(".yaobao/cache"));
    copy(&workspace.path("old-dist"), &workspace.path("dist"));
    workspace.run(&["build"]).ends_with_code(0);
    assert_eq!(differences(&workspace.dist(), &right), [""; 0], "both");
}

/// The file in the cache whose name ends so.
fn cache(workspace: &Workspace, end: &str) -> std::path::PathBuf {
    let names = identities(&workspace.path(".yaobao/cache")).into_keys();
    let names: Vec<String> = names.filter(|name| name.ends_with(end)).collect();
    let outputs: Vec<&String> = names.iter().filter(|name| *name != "survey.jsonl").collect();
    let name = if end == "survey.jsonl" { "survey.jsonl" } else { outputs[0] };
    workspace.path(".yaobao/cache").join(name)
}

#[test]
fn what_is_remembered_of_surveys_and_sums_may_be_broken() {
    let workspace = small();
    build_here(&workspace);
    let (mut now, mut other) = (workspace.dist(), Files::new());
    for end in ["survey.jsonl", ".sums"] {
        let file = cache(&workspace, end);
        let whole = fs::read_to_string(&file).unwrap();
        let swapped = |one: &str, two: &str| {
            whole.replace(one, "\u{1}").replace(two, one).replace('\u{1}', two)
        };
        let reversed: Vec<&str> = whole.lines().rev().collect();
        let mut broken = vec![
            String::new(),
            "\0garbage {\n".repeat(100),
            whole[..whole.len() / 3].chars().collect(),
            format!("{whole}{whole}"),
            reversed.join("\n"),
            swapped("final", "draft"),
            swapped("2017", "2018"),
            swapped("49", "48"),
            whole.replace('0', "1"),
            whole.replace("\"title\":[\"", "\"title\":[\"假"),
        ];
        for at in (0..whole.len()).step_by(1 + whole.len() / 40) {
            let mut bytes = whole.clone().into_bytes();
            bytes[at] = if bytes[at] == b'1' { b'2' } else { b'1' };
            broken.push(String::from_utf8_lossy(&bytes).into_owned());
        }
        for (at, text) in broken.iter().enumerate() {
            fs::write(&file, text).unwrap();
            if at % 3 == 0 {
                let words = [("正文49", "文章49"), ("文章49", "正文49")];
                let is_first = workspace.read(RICH).contains("正文49");
                let words = words[usize::from(!is_first)];
                workspace.edit(RICH, words.0, words.1);
                std::mem::swap(&mut now, &mut other);
                if now.is_empty() {
                    now = clean(&workspace);
                }
            }
            build_here(&workspace);
            assert_eq!(differences(&workspace.dist(), &now), [""; 0], "{end} {at}: {text}");
        }
    }
}

#[test]
fn what_the_search_index_is_merged_from_may_be_broken() {
    let workspace = small();
    build_here(&workspace);
    let folder = cache(&workspace, "").parent().unwrap().to_owned();
    let folders = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let runs = folders.into_iter().find(|path| path.is_dir()).expect("runs are remembered");
    let file = || fs::read_dir(&runs).unwrap().next().expect("one run").unwrap().path();
    let breaks: [(&str, &dyn Fn()); 7] = [
        ("as it was", &|| {}),
        ("a byte", &|| {
            let mut bytes = fs::read(file()).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(file(), bytes).unwrap();
        }),
        ("cut", &|| fs::write(file(), &fs::read(file()).unwrap()[..100]).unwrap()),
        ("empty", &|| fs::write(file(), "").unwrap()),
        ("of other texts", &|| fs::write(runs.join("0-0"), "另一个").unwrap()),
        ("a folder in its place", &|| {
            let file = file();
            fs::remove_file(&file).unwrap();
            fs::create_dir(file).unwrap();
        }),
        ("no folder", &|| {
            fs::remove_dir_all(&runs).unwrap();
            fs::write(&runs, "").unwrap();
        }),
    ];
    for (name, break_it) in breaks {
        break_it();
        // The index is made again, from texts that were remembered and from others.
        fs::remove_dir_all(workspace.path("dist/search")).unwrap();
        build_here(&workspace);
        assert_eq!(differences(&workspace.dist(), &clean(&workspace)), [""; 0], "{name}");
        workspace.edit(RICH, "正文49", "正文文章49");
        build_here(&workspace);
        assert_eq!(differences(&workspace.dist(), &clean(&workspace)), [""; 0], "{name}");
        workspace.edit(RICH, "正文文章49", "正文49");
        build_here(&workspace);
    }
}

/// A warning is told by every build, though nothing else has to be done for its issue.
#[test]
fn warnings_are_told_again() {
    let workspace = small();
    let said = workspace.run(&["build", "--diagnostics", "short"]).ends_with_code(0);
    let again = workspace.run(&["build", "--diagnostics", "short"]).ends_with_code(0);
    assert_eq!(again.stderr, said.stderr);
    workspace.edit(RICH, "正文49", "在这里写：正文49");
    let said = workspace.run(&["build", "--diagnostics", "short"]).ends_with_code(0);
    assert!(said.stderr.contains("placeholder-left"), "{}", said.stderr);
    let again = workspace.run(&["build", "--diagnostics", "short"]).ends_with_code(0);
    assert_eq!(again.stderr, said.stderr);
    workspace.edit("content/serial.yaml", "name:", "lint: { placeholder-left: error }\nname:");
    workspace.run(&["build"]).ends_with_code(1);
}

#[test]
fn a_broken_cache_costs_time_and_nothing_more() {
    let workspace = small();
    build_here(&workspace);
    let file = cache(&workspace, ".jsonl");
    let (mut now, mut other) = (workspace.dist(), Files::new());
    let whole = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let flipped = |line: usize, key: &str| {
        let start: usize = lines[..line].iter().map(|line| line.len() + 1).sum();
        let at = start + lines[line].find(key).unwrap() + key.len() + 5;
        let mut bytes = whole.clone().into_bytes();
        bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        String::from_utf8(bytes).unwrap()
    };
    let cut = |line: &str| line[..line.len() / 2].to_owned();
    let broken = [
        String::new(),
        "\0\u{1}garbage{".repeat(100),
        cut(&whole),
        format!("{}\n{}\n{}\n", lines[0], cut(lines[1]), lines[2]),
        format!("{}\n{}\n", cut(lines[0]), lines[1..].join("\n")),
        format!("{whole}{whole}"),
        format!("{}\n{}\n{}\n{}\n", lines[0], lines[1], lines[1], lines[2]),
        // The entry of one issue under the name of another.
        whole.replace("\"issue\":\"2017-48\"", "\"issue\":\"2017-49\""),
        flipped(0, "\"sha256\""),
        flipped(0, "\"program\""),
        flipped(2, "\"sha256\""),
        flipped(2, "\"neighbours\""),
        flipped(2, "\"pages\""),
        flipped(2, "\"outputs\""),
    ];
    for (at, text) in broken.iter().enumerate() {
        fs::write(&file, text).unwrap();
        // Sometimes with other material, sometimes with the same.
        if at % 3 == 0 {
            let words = [("正文49", "文章49"), ("文章49", "正文49")][at % 2];
            workspace.edit(RICH, words.0, words.1);
            std::mem::swap(&mut now, &mut other);
            if now.is_empty() {
                now = clean(&workspace);
            }
        }
        build_here(&workspace);
        assert_eq!(differences(&workspace.dist(), &now), [""; 0], "{at}: {text}");
    }
    fs::remove_dir_all(workspace.path(".yaobao")).unwrap();
    build_here(&workspace);
    assert_eq!(differences(&workspace.dist(), &now), [""; 0], "no cache");
    // What stands where the cache is to be is no hindrance either.
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    build_here(&workspace);
    assert_eq!(differences(&workspace.dist(), &now), [""; 0], "a folder in the cache's place");
}

#[test]
fn two_outputs_in_turn_are_both_right() {
    let workspace = small();
    for (at, out) in ["dist", "web", "dist"].into_iter().enumerate() {
        if at % 2 == 1 {
            workspace.edit(RICH, "正文49。", &format!("正文49。{at}。"));
        }
        workspace.run(&["build", "--out", out]).ends_with_code(0);
        let made = tree(&workspace.path(out));
        assert_eq!(differences(&made, &clean(&workspace)), [""; 0], "{at}");
    }
    // One in the place of the other.
    workspace.edit(RICH, "正文49。", "正文49。末。");
    workspace.run(&["build"]).ends_with_code(0);
    fs::rename(workspace.path("dist"), workspace.path("new")).unwrap();
    fs::rename(workspace.path("web"), workspace.path("dist")).unwrap();
    workspace.run(&["build"]).ends_with_code(0);
    assert_eq!(differences(&workspace.dist(), &clean(&workspace)), [""; 0]);
}

/// A step of an author's day. Each can be taken at any time.
fn step(workspace: &Workspace, at: usize, kind: usize) {
    let issue = format!("content/2017/{}/issue.yaml", 48 + at % 3);
    let exists = |name: &str| workspace.path(name).exists();
    let toggle = |file: &str, one: &str, other: &str| match workspace.read(file).contains(one) {
        true => workspace.edit(file, one, other),
        false => workspace.edit(file, other, one),
    };
    match kind {
        0 => toggle(&issue, "\ntitle: 第", "\ntitle: 新第"),
        1 => toggle(&issue, "  正文", "  文章"),
        2 => toggle(&issue, "status: final", "status: draft"),
        3 => toggle(&issue, "audience: public", "audience: internal"),
        4 => toggle("content/2017/49/tables/t.csv", "45\n乙区,28", "44\n乙区,29"),
        5 => toggle("content/2017/49/figures/f.svg", "#444", "#555"),
        6 => toggle("content/sources.yaml", "公文格式", "格式"),
        7 => toggle("content/serial.yaml", "name: 报", "name: 要报"),
        8 => toggle("content/serial.yaml", "简介。", "说明。"),
        9 if exists("templates") => fs::remove_dir_all(workspace.path("templates")).unwrap(),
        9 => overlay(workspace, "templates/html/issue.html", "所在位置", "位置"),
        10 if exists("dist") => {
            let name = workspace.dist().into_keys().nth(at).unwrap();
            if name != "manifest.json" {
                fs::remove_file(workspace.path("dist").join(name)).unwrap();
            }
        }
        11 if exists("dist") => fs::remove_dir_all(workspace.path("dist")).unwrap(),
        12 if exists(".yaobao") => fs::remove_dir_all(workspace.path(".yaobao")).unwrap(),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2, failure_persistence: None, max_shrink_iters: 30, ..ProptestConfig::default()
    })]

    #[test]
    fn any_edits_in_any_order_end_in_the_clean_build(
        days in prop::collection::vec(prop::collection::vec((0..9_usize, 0..13_usize), 1..4), 1..4),
    ) {
        let workspace = small();
        for day in &days {
            day.iter().for_each(|(at, kind)| step(&workspace, *at, *kind));
            build_here(&workspace);
            prop_assert_eq!(differences(&workspace.dist(), &clean(&workspace)), [""; 0]);
        }
    }
}
