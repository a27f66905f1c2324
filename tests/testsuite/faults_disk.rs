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
                     ?linkat,?unlink,?unlinkat,?rmdir,?chmod,?fchmodat,?ftruncate";

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
    if !can_trace() {
        return;
    }
    let mut states = TwoStates::new_pages();
    states.turn();
    assert_eq!(traced(&states, &[]), Some(0));
    let mut counts = [0; 3];
    for (call, turn) in some(calls(&states), 6, 3) {
        let before = states.now;
        states.turn();
        let when = format!("killed at {call} {turn}");
        let code = traced(&states, &[format!("{call}:signal=SIGKILL:when={turn}")]);
        let stands = states.standing(&when);
        counts[if code.is_none() { usize::from(stands != before) } else { 2 }] += 1;
        states.mends(&when);
    }
    let [old, new, never] = counts;
    println!("killed at a call: {old} left the old archive, {new} the new; {never} never came");
}

#[test]
fn killed_between_two_strokes_the_next_command_mends() {
    if !can_trace() {
        return;
    }
    let mut states = TwoStates::new_pages();
    for (turn, next) in [(3, "list"), (4, "check"), (5, "build")] {
        let before = states.now;
        states.turn();
        let faults = [
            "?renameat2:error=EINVAL".to_owned(),
            format!("?rename,?renameat:signal=SIGKILL:when={turn}"),
        ];
        assert_eq!(traced(&states, &faults), None, "the rename {turn}");
        states.workspace.run(&[next]).ends_with_code(0);
        let when = format!("the rename {turn}, then {next}");
        // The first two renames are of what the survey found and of the journal; then the old
        // archive goes, and the new one comes.
        assert_eq!(states.standing(&when), if turn < 4 { before } else { states.now }, "{when}");
        states.mends(&when);
    }
    states.turn();
    assert_eq!(traced(&states, &["?renameat2:error=ENOSYS".to_owned()]), Some(0));
    assert_eq!(states.standing("two strokes"), states.now);
    states.is_tidy("two strokes");
}

#[test]
fn refused_a_call_the_build_says_so_and_the_archive_is_whole() {
    if !can_trace() {
        return;
    }
    let mut states = TwoStates::new_pages();
    states.turn();
    assert_eq!(traced(&states, &[]), Some(0));
    let errors = ["ENOSPC", "EIO", "EROFS", "EDQUOT", "EPERM"];
    let mut counts = [0; 2];
    for (at, (call, turn)) in some(calls(&states), 6, 1).into_iter().enumerate() {
        let before = states.now;
        states.turn();
        // Once, or from then on.
        let (error, more) = (errors[at % errors.len()], ["", "+"][at % 2]);
        let fault = format!("{call}:error={error}:when={turn}{more}");
        let code = traced(&states, std::slice::from_ref(&fault));
        let stands = states.standing(&fault);
        match code {
            Some(0) => assert_eq!(stands, states.now, "{fault}"),
            Some(2) => {
                counts[usize::from(stands != before)] += 1;
                if more.is_empty() {
                    states.is_tidy(&fault);
                }
            }
            other => panic!("{fault}: {other:?}"),
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
