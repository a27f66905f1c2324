//! What comes between a build and its end: kills, Ctrl-C, other builds, inputs that vanish, and what
//! they leave behind. The output is the old or the new archive, or each of its files is while a commit
//! is under way that the next command finishes; and the next build is right.
#![cfg(unix)]

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::commands::{Run, Workspace, tree};
use crate::small::{Files, PLAIN, RICH, clean, differences, small, tree_or_nothing};

/// A workspace that goes back and forth between two states, with an archive of the first.
pub struct TwoStates {
    pub workspace: Workspace,
    /// The material of each.
    contents: [Files; 2],
    /// The archive of each.
    pub dists: [Files; 2],
    /// In which the material is.
    pub now: usize,
}

impl TwoStates {
    /// Nearly every file of the archive differs, so that a build has all to do.
    pub fn all_new() -> TwoStates {
        TwoStates::new(|workspace| {
            workspace.edit(PLAIN, "第48题", "另一个题目");
            workspace.edit(RICH, "正文49", "文章49");
            workspace.edit("content/serial.yaml", "name: 报", "name: 要报");
        })
    }

    /// Every page differs and no PDF does, so that a build is quick.
    pub fn new_pages() -> TwoStates {
        TwoStates::new(|workspace| {
            workspace.edit("content/serial.yaml", "name: 报", "name: 报\nlicence: 版权说明");
        })
    }

    /// A few files of many differ: some are changed, with an issue come or gone; others come and go.
    pub fn some_new() -> TwoStates {
        let workspace = small();
        let mut yaml = workspace.read(PLAIN) + "attachments:\n";
        for number in 0..240 {
            workspace.write(&format!("content/2017/48/files/{number}.txt"), "附件\n");
            yaml += &format!("  - {{ title: 附件, file: files/{number}.txt }}\n");
        }
        workspace.write(PLAIN, &yaml);
        workspace.write("content/2017/50/files/old.txt", "旧\n");
        workspace.write("content/2017/50/files/new.txt", "新\n");
        let last = "content/2017/50/issue.yaml";
        let yaml = workspace.read(last) + "attachments:\n  - { title: 旧, file: files/old.txt }\n";
        workspace.write(last, &yaml);
        TwoStates::of(workspace, |workspace| {
            workspace.edit("content/2017/49/tables/t.csv", "45\n乙区,28", "44\n乙区,29");
            workspace.edit(last, "title: 旧, file: files/old", "title: 新, file: files/new");
            let yaml = workspace.read("content/2017/50/issue.yaml");
            let yaml = yaml.replacen("number: 50", "number: 51", 1);
            let yaml = yaml.replacen("cumulative: 120", "cumulative: 121", 1);
            let yaml = yaml.replacen("date: 2017-12-10", "date: 2017-12-11", 1);
            workspace.write("content/2017/51/issue.yaml", &yaml);
            workspace.write("content/2017/51/files/new.txt", "又\n");
        })
    }

    fn new(change: impl Fn(&Workspace)) -> TwoStates {
        TwoStates::of(small(), change)
    }

    fn of(workspace: Workspace, change: impl Fn(&Workspace)) -> TwoStates {
        workspace.run(&["build"]).ends_with_code(0);
        let old = (tree(&workspace.path("content")), workspace.dist());
        change(&workspace);
        let new = (tree(&workspace.path("content")), clean(&workspace));
        let mut states =
            TwoStates { workspace, contents: [old.0, new.0], dists: [old.1, new.1], now: 1 };
        states.turn();
        states
    }

    /// Brings the material into the other state.
    pub fn turn(&mut self) {
        let before = self.contents[self.now].keys();
        self.now = 1 - self.now;
        for name in before.filter(|name| !self.contents[self.now].contains_key(*name)) {
            fs::remove_file(self.workspace.path("content").join(name)).unwrap();
        }
        for (name, bytes) in &self.contents[self.now] {
            let path = self.workspace.path("content").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    /// The same after a kill: none while a commit is under way. Then each file is that of one of the
    /// archives, and no page names a file that is not there.
    #[track_caller]
    pub fn standing_after_kill(&self, when: &str) -> Option<usize> {
        let there = tree_or_nothing(&self.workspace.path("dist"));
        assert_eq!(crate::links::dead_links(&there), [""; 0], "{when}");
        if !self.workspace.path(".dist.yaobao-staging/commit.json").exists() {
            return Some(self.standing(when));
        }
        for (name, bytes) in &there {
            let is_one = self.dists.iter().any(|dist| dist.get(name) == Some(bytes));
            assert!(is_one, "{when}: {name} is of neither archive");
        }
        let is_complete = |dist: &Files| dist.keys().all(|name| there.contains_key(name));
        assert!(self.dists.iter().any(is_complete), "{when}: files are missing");
        self.dists.iter().position(|dist| *dist == there)
    }

    /// Whatever command comes next finishes or undoes what was interrupted.
    #[track_caller]
    pub fn looks_after(&self, command: usize, when: &str) -> usize {
        let args: &[&str] =
            [&["list"][..], &["check", "--root", "."], &["explain", "2017-48"]][command % 3];
        let stood = self.standing_after_kill(when);
        self.workspace.run(args).ends_with_code(0);
        let stands = self.standing(when);
        // A commit that is written down is finished, even if it was not begun.
        assert!(stood.is_none_or(|stood| stood == stands) || stands == self.now, "{when}");
        self.is_tidy(when);
        stands
    }

    /// Which of the archives stands there; fails for a mixture, and where none does.
    #[track_caller]
    pub fn standing(&self, when: &str) -> usize {
        let there = tree_or_nothing(&self.workspace.path("dist"));
        self.dists.iter().position(|dist| *dist == there).unwrap_or_else(|| {
            let other = self.dists.each_ref().map(|dist| differences(dist, &there));
            panic!("{when}: a mixture, which differs from the two archives so: {other:#?}")
        })
    }

    /// The material is as it was, and nothing is left beside the archive.
    #[track_caller]
    pub fn is_tidy(&self, when: &str) {
        let content = tree(&self.workspace.path("content"));
        assert_eq!(differences(&content, &self.contents[self.now]), [""; 0], "{when}");
        assert_eq!(leftovers(&self.workspace), [""; 0], "{when}");
    }

    /// The next build is right.
    #[track_caller]
    pub fn mends(&self, when: &str) {
        self.workspace.run(&["build"]).ends_with_code(0);
        assert_eq!(self.standing(when), self.now, "{when}");
        self.is_tidy(when);
    }
}

/// What lies in the workspace and is not to stay there.
pub fn leftovers(workspace: &Workspace) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(workspace.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("yaobao-"))
        .collect();
    if workspace.path(".yaobao/journal.json").exists() {
        names.push("journal.json".to_owned());
    }
    names
}

fn spawn(workspace: &Workspace, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_yaobao"))
        .current_dir(workspace.path(""))
        .args(args)
        .env("LANG", "zh_CN.UTF-8")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// How often something is done that chance rules: a few times, or as often as CI wishes.
pub fn times(otherwise: u64) -> u64 {
    std::env::var("YAOBAO_KILLS").map_or(otherwise, |times| times.parse().unwrap())
}

/// Numbers that look like chance, the same each time.
fn chance(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

#[test]
fn killed_at_random_moments_the_archive_is_the_old_or_the_new() {
    killed_at_random_moments(TwoStates::all_new(), times(12));
}

#[test]
fn killed_at_random_moments_a_commit_in_place_is_finished_or_undone() {
    killed_at_random_moments(TwoStates::some_new(), times(12));
}

fn killed_at_random_moments(mut states: TwoStates, rounds: u64) {
    states.turn();
    let start = Instant::now();
    states.mends("to begin with");
    let mut length = start.elapsed();
    let (mut seed, mut counts) = (4, [0; 3]);
    for round in 0..rounds {
        let before = states.now;
        states.turn();
        let when = format!("round {round}");
        let start = Instant::now();
        let mut build = spawn(&states.workspace, &["build"]);
        std::thread::sleep(length * (chance(&mut seed) % 1000) as u32 / 1000);
        build.kill().unwrap();
        let is_killed = build.wait().unwrap().code().is_none();
        if !is_killed {
            // The machine has become quicker.
            length = length.min(start.elapsed());
        }
        let stands = match round % 4 {
            3 => states.standing_after_kill(&when),
            command => Some(states.looks_after(command as usize, &when)),
        };
        counts[if is_killed { usize::from(stands != Some(before)) } else { 2 }] += 1;
        let start = Instant::now();
        states.mends(&when);
        if stands == Some(before) {
            length = start.elapsed();
        }
    }
    let [old, new, late] = counts;
    println!("killed: {old} left the old archive, {new} the new; {late} came too late");
}

/// What may lie there after a kill before a commit was written down, or after an exchange.
#[test]
fn what_is_staged_and_not_written_down_goes() {
    let states = TwoStates::new_pages();
    let workspace = &states.workspace;
    let put = |folder: &str, files: &Files| {
        let _ = fs::remove_dir_all(workspace.path(folder));
        for (name, bytes) in files {
            let path = workspace.path(folder).join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    };
    let begun = serde_json::json!({ "out": workspace.path("dist") }).to_string();
    let mut half = states.dists[1].clone();
    half.remove("manifest.json");
    half.remove("index.html");
    let [first, second] = &states.dists;
    let elsewhere = Workspace::empty();
    let root = workspace.path("").to_string_lossy().into_owned();
    let others: &[(&Workspace, &[&str])] = &[
        (workspace, &["list"]),
        (workspace, &["check", "2017-48"]),
        (workspace, &["explain", "2017-48", "--out", "web"]),
        (&elsewhere, &["list", "--root", &root]),
        (&elsewhere, &["build", "--root", &root, "--out", "web"]),
    ];
    for (at, (dist, staged, right)) in
        [(first, &half, 0), (first, second, 0), (second, first, 1)].into_iter().enumerate()
    {
        // All are too many, each with each; every state meets two, and every command too.
        for (from, args) in [others[at % 5], others[(at + 3) % 5]] {
            put("dist", dist);
            put(".dist.yaobao-staging/tree", staged);
            workspace.write(".yaobao/journal.json", &begun);
            from.run(args).ends_with_code(0);
            let when = format!("state {at}, {args:?}");
            assert_eq!(states.standing(&when), right, "{when}");
            states.is_tidy(&when);
        }
        // A build needs no journal for that; and wherever the folder lies.
        for place in [".dist.yaobao-staging", "dist/.yaobao-staging"] {
            put("dist", dist);
            put(&format!("{place}/tree"), staged);
            states.mends(&format!("state {at}, {place}"));
        }
    }
}

#[test]
fn a_broken_journal_does_no_harm() {
    let states = TwoStates::new_pages();
    let workspace = &states.workspace;
    let whole = serde_json::json!({ "out": workspace.path("dist") }).to_string();
    let mut journals: Vec<Vec<u8>> =
        (0..=whole.len()).step_by(6).map(|length| whole.as_bytes()[..length].to_vec()).collect();
    journals.extend([b"\0\xff\xfe".repeat(40), b"[]".to_vec(), b"{\"out\": 7}".to_vec()]);
    journals.push(b"{\"out\": \"\"}".to_vec());
    journals.push(b"{\"out\": \"/\"}".to_vec());
    for (at, journal) in journals.iter().enumerate() {
        workspace.write(".dist.yaobao-staging/tree/2017/half.html", "<!doctype");
        fs::write(workspace.path(".yaobao/journal.json"), journal).unwrap();
        let when = format!("journal {:?}", String::from_utf8_lossy(journal));
        if at % 3 == 0 {
            workspace.run(&["list"]).ends_with_code(0);
            assert_eq!(states.standing(&when), 0, "{when}");
        }
        states.mends(&when);
    }
}

#[test]
fn two_builds_at_once_do_not_disturb_each_other() {
    let mut states = TwoStates::all_new();
    states.turn();
    let builds = [(); 3].map(|()| spawn(&states.workspace, &["build"]));
    let ids = builds.each_ref().map(Child::id);
    let mut done = 0;
    for build in builds {
        let said = Run::new(&build.wait_with_output().unwrap());
        match said.code {
            0 => done += 1,
            2 => assert!(
                // The holder may have just begun to write its number.
                said.stderr.contains("另一个 yaobao（进程 ）")
                    || ids.iter().any(|id| said.stderr.contains(&format!("（进程 {id}）"))),
                "{}",
                said.stderr
            ),
            code => panic!("{code}: {}", said.stderr),
        }
    }
    assert!(done > 0);
    assert_eq!(states.standing("all have ended"), 1);
    states.is_tidy("all have ended");
    // Reading is possible while somebody builds, whatever lies there.
    let lock = fs::File::options().write(true).open(states.workspace.path(".yaobao/lock")).unwrap();
    lock.lock().unwrap();
    states.workspace.write(".yaobao/lock", "4711");
    states.workspace.write(".yaobao/journal.json", "{}");
    states.workspace.run(&["list"]).ends_with_code(0);
    let said = states.workspace.run(&["build"]).ends_with_code(2);
    assert!(said.stderr.contains("（进程 4711）正在这里工作"), "{}", said.stderr);
    assert_eq!(states.standing("while locked"), 1);
    // The file of one that has died is no lock.
    drop(lock);
    states.mends("the lock of the dead");
}

#[test]
fn an_input_that_vanishes_and_comes_back_makes_no_mixture() {
    let mut states = TwoStates::all_new();
    let table = states.workspace.path("content/2017/49/tables/t.csv");
    let bytes = fs::read(&table).unwrap();
    for round in 0..4 {
        let before = states.now;
        states.turn();
        let mut build = spawn(&states.workspace, &["build"]);
        while build.try_wait().unwrap().is_none() {
            fs::remove_file(&table).unwrap();
            std::thread::sleep(Duration::from_millis(3 + 4 * round));
            fs::write(&table, &bytes).unwrap();
            std::thread::sleep(Duration::from_millis(7));
        }
        let said = Run::new(&build.wait_with_output().unwrap());
        let stands = states.standing(&format!("round {round}"));
        match said.code {
            0 => assert_eq!(stands, states.now),
            1 | 2 => assert_eq!(stands, before, "{}", said.stderr),
            code => panic!("{code}: {}", said.stderr),
        }
        states.is_tidy(&said.stderr);
        states.mends("the next");
    }
}

#[test]
fn an_interrupted_build_leaves_the_old_archive_and_nothing_else() {
    let mut states = TwoStates::all_new();
    let mut interrupted = 0;
    for delay in [40, 90, 150] {
        let before = states.now;
        states.turn();
        let build = spawn(&states.workspace, &["build", "--jobs", "1"]);
        std::thread::sleep(Duration::from_millis(delay));
        let id = build.id().to_string();
        // It may have ended already.
        let _ = Command::new("sh").args(["-c", "kill -INT \"$0\"", &id]).status().unwrap();
        let output = build.wait_with_output().unwrap();
        let when = format!("after {delay} ms");
        match output.status.code() {
            Some(130) => {
                interrupted += 1;
                let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
                assert_eq!(stderr, "错误: 已中断，输出保持原样\n");
                assert_eq!(states.standing(&when), before);
                states.is_tidy(&when);
            }
            Some(0) => assert_eq!(states.standing(&when), states.now),
            // Before the program had heard of signals.
            None => assert_eq!(states.standing(&when), before),
            other => panic!("{other:?}"),
        }
        states.mends(&when);
    }
    println!("Ctrl-C: {interrupted} of 3 builds were interrupted");
}

#[test]
fn the_rights_of_the_output_are_kept() {
    use std::os::unix::fs::PermissionsExt;
    let mut states = TwoStates::new_pages();
    for mode in [0o750, 0o2775, 0o700] {
        let dist = states.workspace.path("dist");
        fs::set_permissions(&dist, fs::Permissions::from_mode(mode)).unwrap();
        states.turn();
        states.mends("other rights");
        let now = fs::metadata(&dist).unwrap().permissions().mode();
        assert_eq!(now & 0o7777, mode, "{now:o}");
    }
}

#[test]
fn foreign_files_are_refused_by_name_and_nothing_is_touched() {
    let mut states = TwoStates::new_pages();
    states.turn();
    let workspace = &states.workspace;
    fs::create_dir(workspace.path("dist/2017/mine")).unwrap();
    fs::write(workspace.path("dist/2017/mine/notes.txt"), "mine").unwrap();
    std::os::unix::fs::symlink("/nowhere", workspace.path("dist/link")).unwrap();
    let before = tree(&workspace.path(""));
    let said = workspace.run(&["build"]).ends_with_code(2);
    for name in ["2017/mine/notes.txt", "\n  link"] {
        assert!(said.stderr.contains(name), "{}", said.stderr);
    }
    assert_eq!(differences(&tree(&workspace.path("")), &before), [".yaobao/lock"]);
    fs::remove_dir_all(workspace.path("dist/2017/mine")).unwrap();
    fs::remove_file(workspace.path("dist/link")).unwrap();
    states.mends("without them");
}
