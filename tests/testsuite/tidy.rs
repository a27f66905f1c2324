//! The walls between the rooms, and the habits of the house.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The floors of the house, top first. A room imports from floors below its own alone.
const FLOORS: &[&[&str]] = &[
    &["cli"],
    &["build"],
    &["archive"],
    &["emit", "chart"],
    &["render", "scaffold"],
    &["load", "check", "view"],
    &["model"],
    &["diag"],
    &["disk"],
    &["builtin"],
    &["tree"],
];

/// Imports that the order of the floors does not tell.
const EXCEPTIONS: &[(&str, &str)] = &[
    // Rules read what was loaded, with its positions.
    ("check", "load"),
    // The disk is for the engine and the command line alone.
    ("model", "disk"),
];

fn sources() -> BTreeMap<PathBuf, String> {
    let root = crate::repository();
    let files = walkdir::WalkDir::new(root.join("src"))
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.unwrap().into_path());
    let rust = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    rust.map(|path| {
        (
            path.strip_prefix(root.join("src")).unwrap().to_owned(),
            std::fs::read_to_string(&path).unwrap(),
        )
    })
    .collect()
}

fn floor(room: &str) -> usize {
    FLOORS
        .iter()
        .position(|rooms| rooms.contains(&room))
        .unwrap_or_else(|| panic!("the room {room} stands on no floor; add it to FLOORS"))
}

fn room(path: &std::path::Path) -> String {
    path.components()
        .next()
        .unwrap()
        .as_os_str()
        .to_string_lossy()
        .trim_end_matches(".rs")
        .to_owned()
}

/// The rooms that a file names with `crate::`, its tests aside.
fn imports(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| format!("{line}\n"))
        .collect();
    let names = code.match_indices("crate::").map(|(at, found)| &code[at + found.len()..]);
    names
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn imports_go_down_only() {
    let mut faults = Vec::new();
    let sources = sources();
    assert!(sources.len() > 40, "only {} files were found", sources.len());
    for (path, text) in &sources {
        let here = room(path);
        if ["lib", "main"].contains(&here.as_str()) {
            continue;
        }
        for there in imports(text).into_iter().filter(|there| *there != here) {
            let goes_down = floor(&there) > floor(&here)
                || EXCEPTIONS.contains(&(here.as_str(), there.as_str()));
            let disk_is_apart = there != "disk" || ["build", "cli"].contains(&here.as_str());
            if !goes_down || !disk_is_apart {
                faults.push(format!("{} imports {there}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_walls_would_notice() {
    assert_eq!(
        imports("use crate::build::x;\n// crate::cli\n#[cfg(test)]\nuse crate::disk;"),
        ["build"]
    );
    assert!(floor("build") < floor("load"));
}

#[test]
fn files_say_what_they_are_and_stay_small() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{} has no module doc", path.display());
        let lines = text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines", path.display());
        for (at, line) in text.lines().enumerate() {
            let place = format!("{}:{}", path.display(), at + 1);
            assert_eq!(line, line.trim_end(), "{place}: white space at the end");
            for left in ["TODO", "FIXME", "todo!(", "unimplemented!("] {
                assert!(!line.contains(left), "{place}: {left}");
            }
        }
    }
}

#[test]
fn documents_keep_their_length() {
    for (name, most) in [("README.md", 150), ("README.zh-CN.md", 150), ("build.rs", 80)] {
        let lines =
            std::fs::read_to_string(crate::repository().join(name)).unwrap().lines().count();
        assert!(lines <= most, "{name} has {lines} lines, more than {most}");
    }
}

#[test]
fn every_rule_has_a_case_and_an_explanation() {
    let root = crate::repository();
    let cases: String = walkdir::WalkDir::new(root.join("tests/cases"))
        .into_iter()
        .filter_map(|entry| std::fs::read_to_string(entry.unwrap().path()).ok())
        .collect();
    for rule in yaobao::check::RULES {
        let file = root.join(format!("src/check/rules/{}.rs", rule.name.replace('-', "_")));
        assert!(file.exists(), "{} has no file of its own", rule.name);
        assert!(
            !rule.explanation.0.is_empty() && !rule.explanation.1.is_empty(),
            "{} has no explanation",
            rule.name
        );
        assert!(cases.contains(&format!("[{}]", rule.name)), "{} has no failing case", rule.name);
    }
}

/// The packages of some kinds of dependencies, each with its features.
fn packages(arguments: &[&str]) -> BTreeSet<String> {
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo.args(["tree", "--locked", "--prefix", "none", "--format", "{p} {f}"]);
    let output = cargo.args(arguments).current_dir(crate::repository()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.trim_end_matches(" (*)").trim_end().to_owned()).collect()
}

/// Name and version of a package, without its features.
fn package(line: &str) -> String {
    line.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

#[test]
fn tests_and_program_share_one_build_of_the_typesetter() {
    let engine = packages(&["-e", "normal,build", "-p", "typst-pdf", "-p", "typst"]);
    let engine: BTreeSet<String> = engine.iter().map(|line| package(line)).collect();
    assert!(engine.iter().any(|package| package.starts_with("bitflags ")), "{engine:?}");
    let program = packages(&["-e", "normal,build"]);
    let tests = packages(&["-e", "normal,build,dev"]);
    let changed: Vec<&String> =
        program.difference(&tests).filter(|line| engine.contains(&package(line))).collect();
    assert!(changed.is_empty(), "a dev-dependency builds the typesetter anew: {changed:#?}");
}
