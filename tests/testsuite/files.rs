//! What is read of a workspace's files, and what is refused by name.

use std::os::unix::fs::symlink;
use std::path::Path;

use yaobao::disk::{Refusal, Refused, link, read_tree, write};

fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in ["content/serial.yaml", "content/2017/48/issue.yaml", "content/2017/49/issue.yaml"]
    {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "a: b\n").unwrap();
    }
    folder
}

/// The paths that are read, and those that are refused with the reason.
fn read(root: &Path) -> (Vec<String>, Vec<(String, Refusal)>) {
    let reading = read_tree(root, &["content"]).unwrap();
    let read = reading.files.iter().map(|(path, _)| path.to_string()).collect();
    let name = |refused: &Refused| refused.name.rsplit('/').next().unwrap().to_owned();
    (read, reading.refused.iter().map(|refused| (name(refused), refused.why)).collect())
}

#[test]
fn a_link_stays_inside_its_issue() {
    let folder = workspace();
    let issue = folder.path().join("content/2017/48");
    symlink("issue.yaml", issue.join("inside")).unwrap();
    symlink("../49/issue.yaml", issue.join("other-issue")).unwrap();
    symlink("../../serial.yaml", issue.join("serial")).unwrap();
    symlink("/etc/passwd", issue.join("outside")).unwrap();
    symlink("nowhere", issue.join("dangling")).unwrap();
    symlink(".", issue.join("folder")).unwrap();
    std::fs::write(issue.join("a:b.csv"), "").unwrap();
    symlink("2017/48/issue.yaml", folder.path().join("content/shared")).unwrap();
    let (read, refused) = read(folder.path());
    assert!(read.contains(&"content/2017/48/inside".to_owned()), "{read:?}");
    assert!(read.contains(&"content/shared".to_owned()), "{read:?}");
    let refused: Vec<(&str, Refusal)> =
        refused.iter().map(|(name, why)| (name.as_str(), *why)).collect();
    let expected = [
        ("a:b.csv", Refusal::Name),
        ("dangling", Refusal::LinkToNothing),
        ("folder", Refusal::LinkToNoFile),
        ("other-issue", Refusal::LinkOut),
        ("outside", Refusal::LinkOut),
        ("serial", Refusal::LinkOut),
    ];
    assert_eq!(refused, expected);
}

#[test]
fn what_is_no_plain_file_is_not_opened() {
    let folder = workspace();
    let pipe = folder.path().join("content/2017/48/pipe");
    // Opening a pipe that nobody writes to would wait for ever.
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    symlink("pipe", folder.path().join("content/2017/48/to-pipe")).unwrap();
    let refused = read(folder.path()).1;
    let expected = [("pipe", Refusal::NoPlainFile), ("to-pipe", Refusal::LinkToNoFile)];
    assert_eq!(refused, expected.map(|(name, why)| (name.to_owned(), why)));
}

#[test]
fn of_a_very_large_file_only_so_much_is_held_as_tells_that_it_is() {
    let folder = workspace();
    let file = std::fs::File::create(folder.path().join("content/2017/48/large.csv")).unwrap();
    file.set_len(200 << 20).unwrap();
    let reading = read_tree(folder.path(), &["content"]).unwrap();
    let large = reading.files.get(&crate::vpath("content/2017/48/large.csv")).unwrap();
    assert_eq!(large.len(), (64 << 20) + 1);
}

/// A second name may be one of the very file: a copy onto it would empty both.
#[test]
fn a_name_that_is_taken_is_not_linked_and_not_emptied() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("old"), "content").unwrap();
    link(&path("old"), &path("deep/new")).unwrap();
    assert!(link(&path("old"), &path("deep/new")).is_err());
    assert_eq!(std::fs::read_to_string(path("old")).unwrap(), "content");
    write(&path("deep/new"), &|see| see(b"other")).unwrap();
    assert_eq!(std::fs::read_to_string(path("old")).unwrap(), "content");
}
