//! A disk that is full, read-only or refuses, and kills at every call that writes.
//!
//! The machine has to lend a hand: mounts in a namespace of their own, `strace` for faults at a
//! certain call. Where it cannot, a test says that it was passed over, and fails if
//! `YAOBAO_FAULTS=required`.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use crate::commands::Run;
use crate::faults::{TwoStates, times};
use crate::small::{RICH, differences, small, tree_or_nothing};

const YAOBAO: &str = env!("CARGO_BIN_EXE_yaobao");

/// Whether the machine can do what a test needs.
fn is_able(what: &str, program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(args).stdout(Stdio::null()).stderr(Stdio::null());
    let is_able = command.status().is_ok_and(|status| status.success());
    if !is_able {
        println!("PASSED OVER: {what} (`{program} {}` fails here)", args.join(" "));
        let required = std::env::var_os("YAOBAO_FAULTS").is_some_and(|value| value == "required");
        assert!(!required, "this machine cannot do what YAOBAO_FAULTS=required asks for: {what}");
    }
    is_able
}

fn can_mount() -> bool {
    let mount = "mount -t tmpfs -o size=64k none /tmp";
    is_able("mounts", "unshare", &["-rm", "sh", "-c", mount])
}

/// Runs a script in a namespace of its own. `$B` is the program; the workspace is the folder it
/// begins in.
fn script(states: &TwoStates, text: &str) -> String {
    let output = Command::new("unshare")
        .args(["-rm", "sh", "-euc", text])
        .current_dir(states.workspace.path(""))
        .env("B", YAOBAO)
        .env("LANG", "en")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// Both states of the material lie beside each other as `one` and `two`.
fn both(states: &mut TwoStates) {
    for name in ["one", "two"] {
        let to = states.workspace.path(name);
        let content = states.workspace.path("content");
        let copied = Command::new("cp").arg("-a").args([&content, &to]).status().unwrap();
        assert!(copied.success());
        states.turn();
    }
}

#[test]
fn a_full_disk_leaves_the_old_archive() {
    if !can_mount() {
        return;
    }
    let mut states = TwoStates::all_new();
    both(&mut states);
    // With so many KiB left; all of the workspace lies on the small disk.
    for left in [0, 24, 160] {
        let said = script(
            &states,
            &format!(
                "mkdir -p small result
                 mount -t tmpfs -o size=2m none small
                 cp -a one small/content; cd small
                 $B build -q
                 rm -r content; cp -a ../two content
                 head -c {left}k /dev/zero > spare
                 cat /dev/zero > fill 2>/dev/null || true
                 rm spare
                 code=0; $B build -q || code=$?; echo $code
                 cp -a dist ../result/full; ls -A > ../result/names
                 rm fill
                 $B build -q
                 cp -a dist ../result/after; ls -A >> ../result/names"
            ),
        );
        let result = states.workspace.path("result");
        let full = tree_or_nothing(&result.join("full"));
        let names = fs::read_to_string(result.join("names")).unwrap();
        match said.trim() {
            "0" => assert_eq!(differences(&full, &states.dists[1]), [""; 0], "{left}"),
            "2" => assert_eq!(differences(&full, &states.dists[0]), [""; 0], "{left}"),
            code => panic!("{left}: {code}"),
        }
        assert!(left > 24 || said.trim() == "2", "the disk was not full");
        let after = tree_or_nothing(&result.join("after"));
        assert_eq!(differences(&after, &states.dists[1]), [""; 0], "{left}");
        // What was half made is gone at once, so that the disk is not fuller than before.
        assert!(!names.contains("yaobao-"), "{left}: {names}");
        fs::remove_dir_all(&result).unwrap();
    }
}

#[test]
fn a_read_only_disk_leaves_the_old_archive() {
    if !can_mount() {
        return;
    }
    let mut states = TwoStates::new_pages();
    both(&mut states);
    let said = script(
        &states,
        "mkdir -p web result
         mount -t tmpfs -o size=2m none web
         $B build -q --out web/dist
         mount -o remount,ro web
         # What is fresh needs no disk.
         $B build -q --out web/dist
         rm -r content; cp -a two content
         code=0; $B build -q --out web/dist 2> result/said || code=$?; echo $code
         cp -a web/dist result/read-only
         $B list > /dev/null
         mount -o remount,rw web
         $B build -q --out web/dist
         cp -a web/dist result/after; ls -A web
         # The workspace itself.
         mount --bind content content; mount -o remount,ro,bind content
         $B check -q; $B build -q --out web/dist
         mount --bind . .; mount -o remount,ro,bind .; cd .
         $B list > /dev/null",
    );
    assert_eq!(said, "2\ndist\n");
    let result = |name: &str| tree_or_nothing(&states.workspace.path("result").join(name));
    assert_eq!(differences(&result("read-only"), &states.dists[0]), [""; 0]);
    assert_eq!(differences(&result("after"), &states.dists[1]), [""; 0]);
    let said = fs::read_to_string(states.workspace.path("result/said")).unwrap();
    assert!(said.contains("web") && said.contains("Read-only file system"), "{said}");
}

/// A container's volume: the folder itself cannot be exchanged, nor is what lies beside it on the same
/// disk. A part of the disk that the workspace lies on may be mounted too, and another below.
#[test]
fn an_output_that_is_a_mount_point_is_an_output_like_others() {
    if !can_mount() || !can_trace() {
        return;
    }
    for (at, mount) in [
        "mount -t tmpfs -o size=2m none dist",
        "mkdir volume; mount --bind volume dist",
        "mkdir -p dist/2017/49 dist/assets; mount -t tmpfs -o size=2m none dist/2017/49",
    ]
    .into_iter()
    .enumerate()
    {
        let mut states = TwoStates::some_new();
        both(&mut states);
        fs::remove_dir_all(states.workspace.path("dist")).unwrap();
        // All is made, then a little; and a little of it is made by whatever comes after a kill.
        let said = script(
            &states,
            &format!(
                "mkdir -p dist result
                 {mount}
                 $B build -q; cp -a dist result/first
                 rm -r content; cp -a two content
                 $B build -q; cp -a dist result/second
                 rm -r content; cp -a one content
                 code=0
                 strace -f -qq -o trace -e inject=?rename,?renameat:signal=SIGKILL:when=5 \\
                   $B build -q --jobs 1 || code=$?
                 echo $code
                 cp -a dist result/killed
                 $B list > /dev/null; cp -a dist result/after
                 ls -A . dist | grep yaobao- || true
                 # Nobody's files are ours.
                 mkdir dist/mine; echo > dist/mine/x
                 code=0; $B build -q 2> result/said || code=$?; echo $code
                 rm -r dist/mine
                 $B build -q; umount -R dist 2> umounted || umount dist/2017/49"
            ),
        );
        assert_eq!(said, "137\n2\n", "{mount}");
        let result = |name: &str| tree_or_nothing(&states.workspace.path("result").join(name));
        for (name, state) in [("first", 0), ("second", 1), ("after", 0)] {
            assert_eq!(differences(&result(name), &states.dists[state]), [""; 0], "{mount} {name}");
        }
        let mut killed = result("killed");
        let inside = killed.keys().any(|name| name.starts_with(".yaobao-staging/"));
        assert_eq!(inside, at < 2, "{mount}");
        killed.retain(|name, _| !name.contains("yaobao-"));
        assert_eq!(crate::links::dead_links(&killed), [""; 0], "{mount}");
        let said = fs::read_to_string(states.workspace.path("result/said")).unwrap();
        assert!(said.contains("\n  mine/x\n") && !said.contains("yaobao-"), "{mount}: {said}");
    }
}

#[test]
fn folders_that_may_not_be_changed_are_no_trap() {
    let states = &mut TwoStates::new_pages();
    // The superuser may do anything, unless it gives that up.
    let without = ["--bounding-set=-dac_override,-dac_read_search", YAOBAO];
    let is_root = !Command::new("sh").args(["-c", "[ $(id -u) != 0 ]"]).status().unwrap().success();
    if is_root && !is_able("rights", "setpriv", &[without[0], "true"]) {
        return;
    }
    let build = |states: &TwoStates| {
        let (program, args) = if is_root { ("setpriv", &without[..]) } else { (YAOBAO, &[][..]) };
        let mut command = Command::new(program);
        command.args(args).arg("build").current_dir(states.workspace.path(""));
        Run::new(&command.output().unwrap())
    };
    let mode = |states: &TwoStates, folder: &str, mode: u32| {
        let path = states.workspace.path(folder);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    // An output that may not be changed is not exchanged either.
    states.turn();
    mode(states, "dist", 0o555);
    let said = build(states).ends_with_code(2);
    assert!(said.stderr.contains("dist: "), "{}", said.stderr);
    assert_eq!(states.standing("a read-only output"), 0);
    states.is_tidy("a read-only output");
    mode(states, "dist", 0o755);
    // A folder in it that may not be changed goes with the archive it belongs to.
    mode(states, "dist/2017", 0o555);
    build(states).ends_with_code(0);
    assert_eq!(states.standing("a read-only year"), 1);
    states.is_tidy("a read-only year");
}

/// The calls that change something on the disk.
const CALLS: &str = "?mkdir,?mkdirat,write,?fsync,?fdatasync,?rename,?renameat,?renameat2,?link,\
                     ?linkat,?unlink,?unlinkat,?rmdir,?chmod,?fchmodat,?ftruncate,?syncfs";

fn can_trace() -> bool {
    is_able("faults at a call", "strace", &["-f", "-qq", "-o", "/dev/null", "true"])
}

/// A build with faults at some calls; its code, none if it was killed.
fn traced(states: &TwoStates, faults: &[String]) -> Option<i32> {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o", "trace", "-e", &format!("trace={CALLS}")]);
    for fault in faults {
        command.args(["-e", &format!("inject={fault}")]);
    }
    command.args([YAOBAO, "build", "--jobs", "1"]).current_dir(states.workspace.path(""));
    command.output().unwrap().status.code()
}

/// The calls of the last build by name and turn, counted in each thread by itself.
fn calls(states: &TwoStates) -> Vec<(String, usize)> {
    let mut counts = std::collections::BTreeMap::new();
    let mut calls = Vec::new();
    for line in states.workspace.read("trace").lines() {
        let (thread, rest) = line.trim_start().split_once(' ').unwrap();
        let Some((call, _)) = rest.trim_start().split_once('(') else { continue };
        if !call.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
            continue;
        }
        let count = counts.entry((thread.to_owned(), call.to_owned())).or_insert(0);
        *count += 1;
        calls.push((call.to_owned(), *count));
    }
    assert!(calls.len() > 40, "{calls:?}");
    calls
}

/// Some of many, spread evenly; all in CI.
fn some<T>(all: Vec<T>, most: u64, first: usize) -> Vec<T> {
    let step = all.len().div_ceil(times(most) as usize).max(1);
    all.into_iter().skip(first % step).step_by(step).collect()
}

#[test]
fn killed_at_a_call_the_archive_is_the_old_or_the_new() {
    killed_at_calls(TwoStates::new_pages(), &[], 6);
}

#[test]
fn killed_at_a_call_a_commit_in_place_is_finished_or_undone() {
    killed_at_calls(TwoStates::some_new(), &[], 12);
}

/// What cannot be exchanged at one stroke is put in place file by file.
#[test]
fn killed_at_a_call_where_nothing_can_be_exchanged() {
    for error in ["EINVAL", "ENOSYS", "EXDEV"] {
        let mut states = TwoStates::new_pages();
        states.turn();
        let fault = format!("?renameat2:error={error}:when=1");
        if can_trace() {
            assert_eq!(traced(&states, std::slice::from_ref(&fault)), Some(0), "{error}");
            assert_eq!(states.standing(error), states.now);
            states.is_tidy(error);
        }
    }
    killed_at_calls(TwoStates::new_pages(), &["?renameat2:error=EINVAL".to_owned()], 6);
}

fn killed_at_calls(mut states: TwoStates, faults: &[String], most: u64) {
    if !can_trace() {
        return;
    }
    // There and back, since a file that comes in one goes in the other.
    let mut both = Vec::new();
    for _ in 0..2 {
        states.turn();
        assert_eq!(traced(&states, faults), Some(0));
        assert_eq!(states.standing("traced"), states.now);
        both.push(calls(&states));
    }
    let mut counts = [0; 4];
    for (at, (to, (call, turn))) in some(
        both.into_iter()
            .enumerate()
            .flat_map(|(at, calls)| calls.into_iter().map(move |call| (1 - at, call)))
            .collect(),
        2 * most,
        3,
    )
    .into_iter()
    .enumerate()
    {
        if states.now == to {
            states.turn();
            states.mends("to the other side");
        }
        let before = states.now;
        states.turn();
        let when = format!("killed at {call} {turn} on the way to {to}");
        let mut all = faults.to_vec();
        all.push(format!("{call}:signal=SIGKILL:when={turn}"));
        // One fault for each call.
        all.retain(|fault| !fault.starts_with(&format!("?{call}:")));
        let code = traced(&states, &all);
        let stands = states.standing_after_kill(&when);
        counts[match (code, stands) {
            (Some(_), _) => 3,
            (None, None) => 2,
            (None, Some(stands)) => usize::from(stands != before),
        }] += 1;
        if at % 4 < 3 {
            states.looks_after(at, &when);
        }
        states.mends(&when);
    }
    let [old, new, between, never] = counts;
    println!(
        "killed at a call: {old} left the old archive, {new} the new, {between} a commit under way; {never} never came"
    );
    assert!(old + new + between > 0);
}

#[test]
fn refused_a_call_the_build_says_so_and_the_archive_is_whole() {
    refused_calls(TwoStates::new_pages(), 6);
}

#[test]
fn refused_a_call_a_commit_in_place_is_finished_or_undone() {
    refused_calls(TwoStates::some_new(), 12);
}

fn refused_calls(mut states: TwoStates, most: u64) {
    if !can_trace() {
        return;
    }
    states.turn();
    assert_eq!(traced(&states, &[]), Some(0));
    let errors = ["ENOSPC", "EIO", "EROFS", "EDQUOT", "EPERM"];
    let mut counts = [0; 2];
    for (at, (call, turn)) in some(calls(&states), most, 1).into_iter().enumerate() {
        let before = states.now;
        states.turn();
        // Once, or from then on.
        let (error, more) = (errors[at % errors.len()], ["", "+"][at % 2]);
        let fault = format!("{call}:error={error}:when={turn}{more}");
        let code = traced(&states, std::slice::from_ref(&fault));
        let stands = states.standing_after_kill(&fault);
        match code {
            Some(0) => assert_eq!(stands, Some(states.now), "{fault}"),
            Some(2) => {
                counts[usize::from(stands != Some(before))] += 1;
                if more.is_empty() {
                    states.is_tidy(&fault);
                }
            }
            other => panic!("{fault}: {other:?}"),
        }
        if at % 2 == 0 {
            states.looks_after(at / 2, &fault);
        }
        states.mends(&fault);
    }
    println!("refused a call: {} left the old archive, {} the new", counts[0], counts[1]);
}

#[test]
fn times_of_files_and_the_clock_count_for_nothing() {
    let workspace = small();
    workspace.run(&["build"]).ends_with_code(0);
    // Newer content with an older time, and the same content with a newer one.
    let path = workspace.path(RICH);
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    workspace.edit(RICH, "正文49", "文章49");
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(time).unwrap();
    workspace.run(&["build", "--today", "1970-01-01"]).ends_with_code(0);
    let right = crate::small::clean(&workspace);
    assert_eq!(differences(&workspace.dist(), &right), [""; 0]);
    if is_able("another clock", "faketime", &["1999-01-01", "true"]) {
        let mut command = Command::new("faketime");
        command.args(["1999-01-01", YAOBAO, "build"]).current_dir(workspace.path(""));
        Run::new(&command.output().unwrap()).ends_with_code(0);
        assert_eq!(differences(&workspace.dist(), &right), [""; 0]);
    }
}
