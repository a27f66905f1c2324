//! Commits in place, from the journal on: how far one has come does not matter, and what others put in
//! its way is not lost.

use std::fs;

use yaobao::tree::Digest;

use crate::commands::Workspace;
use crate::faults::TwoStates;
use crate::links::dead_links;
use crate::small::{Files, RICH, clean, differences, identities, small};

/// A journal as a build writes it down.
fn journal(steps: &serde_json::Value) -> String {
    let json = steps.to_string();
    format!("{}\n{json}", Digest::of(json.as_bytes()))
}

/// Two archives, and the steps from the first to the second in the order that a build takes them.
struct Way {
    states: TwoStates,
    steps: Vec<(String, serde_json::Value)>,
}

impl Way {
    fn new() -> Way {
        let mut states = TwoStates::some_new();
        states.turn();
        let [old, new] = &states.dists;
        let mut steps: Vec<(u8, String, serde_json::Value)> = Vec::new();
        let turn = |name: &str| match name {
            "manifest.json" => 3,
            "index.html" | "2017/index.html" => 2,
            name if name.ends_with(".html") => 1,
            _ => 0,
        };
        for (name, bytes) in new.iter().filter(|(name, bytes)| old.get(*name) != Some(bytes)) {
            let step = match old.contains_key(name) {
                true => serde_json::json!({ "Replace": name }),
                false => serde_json::json!({ "Add": [name, Digest::of(bytes)] }),
            };
            steps.push((turn(name), name.clone(), step));
        }
        for (name, bytes) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
            let step = serde_json::json!({ "Remove": [name, Digest::of(bytes)] });
            steps.push((4, name.clone(), step));
        }
        // The page of the new issue comes before those that lead to it.
        steps.sort_by_key(|(turn, name, _)| (*turn, name != "2017/51/index.html", name.clone()));
        let steps = steps.into_iter().map(|(_, name, step)| (name, step)).collect();
        Way { states, steps }
    }

    fn workspace(&self) -> &Workspace {
        &self.states.workspace
    }

    /// Lays out a commit that was interrupted after so many steps.
    fn interrupted_after(&self, taken: usize) {
        let workspace = self.workspace();
        fs::remove_dir_all(workspace.path("dist")).unwrap();
        let put = |folder: &str, name: &str, files: &Files| {
            let path = workspace.path(folder).join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, &files[name]).unwrap();
        };
        let [old, new] = &self.states.dists;
        old.keys().for_each(|name| put("dist", name, old));
        for (at, (name, _)) in self.steps.iter().enumerate() {
            match (new.contains_key(name), at < taken) {
                (true, true) => put("dist", name, new),
                (true, false) => put(".dist.yaobao-staging/tree", name, new),
                (false, true) => fs::remove_file(workspace.path("dist").join(name)).unwrap(),
                (false, false) => {}
            }
        }
        let steps = self.steps.iter().map(|(_, step)| step.clone()).collect();
        workspace.write(".dist.yaobao-staging/commit.json", &journal(&steps));
        workspace.write(".yaobao/journal.json", r#"{"out":"dist"}"#);
    }
}

#[test]
fn a_commit_is_finished_from_wherever_it_stopped() {
    let way = Way::new();
    assert!(way.steps.len() > 12, "{:?}", way.steps);
    for taken in 0..=way.steps.len() {
        way.interrupted_after(taken);
        let when = format!("after {taken} steps");
        assert_eq!(dead_links(&way.workspace().dist()), [""; 0], "{when}");
        assert_eq!(way.states.looks_after(taken, &when), 1, "{when}");
        assert!(!way.workspace().path("dist/2017/50/attachments/old.txt").exists());
    }
    way.states.mends("in the end");
    // What has become empty is gone, and comes back.
    let mut states = way.states;
    states.turn();
    states.mends("back");
    assert!(!states.workspace.path("dist/2017/51").exists());
}

#[test]
fn a_journal_that_is_not_whole_is_none() {
    let way = Way::new();
    let file = ".dist.yaobao-staging/commit.json";
    way.interrupted_after(0);
    let whole = fs::read(way.workspace().path(file)).unwrap();
    let mut broken: Vec<Vec<u8>> =
        (0..whole.len()).step_by(whole.len() / 6).map(|end| whole[..end].to_vec()).collect();
    for at in [3, 70, whole.len() / 2, whole.len() - 2] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        broken.push(bytes);
    }
    broken.push(journal(&serde_json::json!([{ "Rename": "index.html" }])).into_bytes());
    broken.push(journal(&serde_json::json!("index.html")).into_bytes());
    for (at, bytes) in broken.iter().enumerate() {
        way.interrupted_after(0);
        fs::write(way.workspace().path(file), bytes).unwrap();
        let when = String::from_utf8_lossy(bytes);
        assert_eq!(way.states.looks_after(at, &when), 0, "{when}");
    }
    way.states.mends("in the end");
}

/// A workspace from a stranger may hold anything where our journals lie.
#[test]
fn a_journal_leads_nowhere_but_into_the_output() {
    let way = Way::new();
    let workspace = way.workspace();
    let outside = "mine.txt";
    workspace.write(outside, "mine");
    let digest = Digest::of(b"mine");
    let dist = workspace.path("dist");
    std::os::unix::fs::symlink(workspace.path(""), dist.join("link")).unwrap();
    workspace.write(".dist.yaobao-staging/tree/mine.txt", "other");
    for (at, step) in [
        serde_json::json!({ "Remove": ["../mine.txt", digest] }),
        serde_json::json!({ "Remove": ["link/mine.txt", digest] }),
        serde_json::json!({ "Replace": "../mine.txt" }),
        serde_json::json!({ "Replace": "link/mine.txt" }),
        serde_json::json!({ "Add": ["2017/../../mine.txt", digest] }),
        serde_json::json!({ "Remove": [workspace.path(outside), digest] }),
    ]
    .iter()
    .enumerate()
    {
        for name in ["", "link/", "tree/"] {
            workspace.write(&format!(".dist.yaobao-staging/tree/{name}mine.txt"), "other");
        }
        let steps = serde_json::json!([step]);
        workspace.write(".dist.yaobao-staging/commit.json", &journal(&steps));
        workspace.write(".yaobao/journal.json", r#"{"out":"dist"}"#);
        let said = workspace.run(&["list"]);
        assert_eq!(workspace.read(outside), "mine", "{step}: {}", said.stderr);
        assert_eq!(said.code, if at % 2 == 1 && at < 4 { 2 } else { 0 }, "{step}");
    }
    // An output that is a link is nobody's.
    fs::remove_file(dist.join("link")).unwrap();
    fs::rename(&dist, workspace.path("real")).unwrap();
    std::os::unix::fs::symlink(workspace.path("."), &dist).unwrap();
    let steps = serde_json::json!([{ "Remove": ["mine.txt", digest] }]);
    workspace.write(".dist.yaobao-staging/commit.json", &journal(&steps));
    workspace.write(".yaobao/journal.json", r#"{"out":"dist"}"#);
    workspace.run(&["list"]).ends_with_code(0);
    assert_eq!(workspace.read(outside), "mine");
}

#[test]
fn what_others_put_in_the_way_of_a_commit_is_not_lost() {
    let way = Way::new();
    let workspace = way.workspace();
    // Where a new file is to go, and in the place of a new folder.
    for (mine, refused) in [("2017/51/index.html", "2017/51/index.html"), ("2017/51", "2017/51")] {
        way.interrupted_after(0);
        workspace.write(&format!("dist/{mine}"), "mine");
        let said = workspace.run(&["list"]).ends_with_code(2);
        assert!(said.stderr.contains(&format!("\n  {refused}")), "{}", said.stderr);
        let said = workspace.run(&["build"]).ends_with_code(2);
        assert!(said.stderr.contains(&format!("\n  {refused}")), "{}", said.stderr);
        assert_eq!(workspace.read(&format!("dist/{mine}")), "mine");
        fs::remove_file(workspace.path("dist").join(mine)).unwrap();
        assert_eq!(way.states.looks_after(0, mine), 1);
    }
    // Where a file was to go.
    way.interrupted_after(0);
    let gone = "2017/50/attachments/old.txt";
    workspace.write(&format!("dist/{gone}"), "mine");
    workspace.run(&["list"]).ends_with_code(0);
    assert_eq!(workspace.read(&format!("dist/{gone}")), "mine");
    let said = workspace.run(&["build"]).ends_with_code(2);
    assert!(said.stderr.contains(&format!("\n  {gone}")), "{}", said.stderr);
    fs::remove_file(workspace.path("dist").join(gone)).unwrap();
    assert_eq!(way.states.looks_after(0, gone), 1);
    // Empty folders are nothing.
    way.interrupted_after(0);
    fs::create_dir_all(workspace.path("dist/2017/51/index.html/empty")).unwrap();
    fs::remove_file(workspace.path("dist/2017/index.html")).unwrap();
    fs::create_dir_all(workspace.path("dist/2017/index.html/empty")).unwrap();
    workspace.run(&["list"]).ends_with_code(0);
    assert_eq!(way.states.standing("empty folders"), 1);
}

#[test]
fn what_cannot_be_begun_is_undone() {
    let way = Way::new();
    let workspace = way.workspace();
    way.interrupted_after(0);
    // Nothing of it can be put: there is a file where the folder of the first is to be.
    let (first, _) = &way.steps[0];
    let first = workspace.path("dist").join(first);
    let kept = first.with_extension("kept");
    fs::rename(&first, &kept).unwrap();
    fs::create_dir(&first).unwrap();
    fs::write(first.join("mine"), "mine").unwrap();
    workspace.run(&["list"]).ends_with_code(2);
    assert_eq!(crate::faults::leftovers(workspace), ["journal.json"]);
    fs::remove_dir_all(&first).unwrap();
    fs::rename(&kept, &first).unwrap();
    assert_eq!(way.states.looks_after(0, "undone"), 0);
    way.states.mends("in the end");
}

/// Few changes are put in place one by one: what does not change is not touched, not even its folder.
#[test]
fn a_small_change_touches_nothing_else() {
    use std::os::unix::fs::MetadataExt;
    let mut states = TwoStates::some_new();
    let dist = states.workspace.path("dist");
    let mark = |name: &str| {
        let found = fs::metadata(dist.join(name)).unwrap();
        (found.ino(), found.ctime(), found.ctime_nsec())
    };
    let unchanged = ["", "2017/48", "2017/48/2017-48.pdf", "assets"];
    let before = unchanged.map(mark);
    let files = identities(&dist);
    states.turn();
    states.mends("there");
    assert_eq!(unchanged.map(mark).map(|(ino, ..)| ino), before.map(|(ino, ..)| ino));
    assert_eq!(unchanged.map(mark)[1..], before[1..]);
    let [old, new] = &states.dists;
    assert_eq!(differences(&files, &identities(&dist)), differences(old, new));
}

#[test]
fn a_folder_that_becomes_a_file_and_back() {
    // No issue's files do that; an archive of another make may.
    let workspace = small();
    workspace.run(&["build"]).ends_with_code(0);
    let right = workspace.dist();
    let manifest: serde_json::Value = serde_json::from_slice(&right["manifest.json"]).unwrap();
    for (gone, made) in [
        ("2017/49/tables/t.csv", "2017/49/tables"),
        ("2017/49/2017-49.md", "2017/49/2017-49.md/part.txt"),
    ] {
        let mut manifest = manifest.clone();
        let files = manifest["files"].as_array_mut().unwrap();
        files.retain(|entry| entry["path"] != *gone);
        files.push(serde_json::json!({
            "path": made, "length": 4, "sha256": Digest::of(b"made"),
        }));
        fs::remove_file(workspace.path("dist").join(gone)).unwrap();
        if made.len() < gone.len() {
            fs::remove_dir(workspace.path("dist").join(made)).unwrap();
        }
        workspace.write(&format!("dist/{made}"), "made");
        workspace.write("dist/manifest.json", &manifest.to_string());
        workspace.run(&["build"]).ends_with_code(0);
        assert_eq!(differences(&workspace.dist(), &right), [""; 0], "{made}");
    }
    workspace.edit(RICH, "正文49", "文章49");
    workspace.run(&["build"]).ends_with_code(0);
    assert_eq!(differences(&workspace.dist(), &clean(&workspace)), [""; 0]);
}
