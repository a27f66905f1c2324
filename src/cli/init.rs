//! `yaobao init`.

use std::path::{Component, Path, PathBuf};

use super::Exit;
use super::args::{Global, Init};
use super::schema;
use super::terminal::Terminal;
use super::workspace::{Added, add, day};
use crate::check::PLACEHOLDER;
use crate::diag::text;
use crate::disk;
use crate::load::SERIAL;
use crate::scaffold;

pub(super) fn run(global: &Global, command: &Init, terminal: &Terminal) -> Result<Exit, Exit> {
    let folder = command.folder.as_ref().or(global.root.as_ref()).cloned().unwrap_or_default();
    refuse_content(&folder, terminal)?;
    refuse_inside(&folder, terminal)?;
    let around = match command.issues {
        Some(_) => scaffold::made_up_serial(),
        None => scaffold::workspace(day(None, terminal)?),
    };
    let added = add(&folder, around.into_iter().chain(schema::for_editors()), terminal)?;
    for at in 0..usize::from(command.issues.unwrap_or(0)) {
        add(&folder, scaffold::made_up(at), terminal)?;
    }
    report(&folder, command.issues, &added, terminal);
    Ok(Exit::Done)
}

/// A folder that has content is somebody's work.
fn refuse_content(folder: &Path, terminal: &Terminal) -> Result<(), Exit> {
    let content = folder.join("content");
    let there = disk::list(&content).map_err(|error| terminal.refuse(&error.into()))?;
    let Some(first) = there.first() else { return Ok(()) };
    let path = content.join(first);
    let path = path.display();
    terminal.line(&text!(
        "已经有 {path}；没有写任何文件。换一个文件夹：yaobao init 文件夹",
        "{path} is there already; nothing was written. Choose another folder: yaobao init DIR"
    ));
    Err(Exit::MachineInTheWay)
}

/// Commands that are run in a workspace inside another would find the inner one, and its pages
/// would lie among the outer one's files.
fn refuse_inside(folder: &Path, terminal: &Terminal) -> Result<(), Exit> {
    let Some(outer) = around(folder).into_iter().find(|folder| disk::exists(&folder.join(SERIAL)))
    else {
        return Ok(());
    };
    let serial = outer.join(SERIAL);
    let serial = serial.display();
    terminal.line(&text!(
        "这里已经属于一个刊物（{serial}），里面不能再建一个；没有写任何文件。写新的一期用 yaobao new，新建刊物请换到它外面的文件夹",
        "this lies in a workspace already ({serial}), and another cannot lie inside it; nothing was written. Begin an issue with yaobao new, or choose a folder outside"
    ));
    Err(Exit::MachineInTheWay)
}

/// The folders around one that may not be there yet, the nearest first; relative where it is, which
/// keeps the machine's folders out of messages.
fn around(folder: &Path) -> Vec<PathBuf> {
    let mut way = PathBuf::new();
    for step in folder.components() {
        match (step, way.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => drop(way.pop()),
            (step, _) => way.push(step),
        }
    }
    let mut around = Vec::new();
    while let Some(Component::Normal(_)) = way.components().next_back() {
        way.pop();
        around.push(way.clone());
    }
    if !way.has_root() {
        around.extend((1..32).map(|ups| way.join("../".repeat(ups))));
    }
    around
}

fn report(folder: &Path, made_up: Option<u16>, added: &Added, terminal: &Terminal) {
    let list =
        |names: &[String]| names.iter().map(|name| format!("\n  {name}")).collect::<String>();
    let written = list(&added.written);
    let mut said = text!("新建刊物：{written}", "made a workspace:{written}");
    if let Some(count) = made_up {
        said.zh.push_str(&format!("\n和 {count} 期演示，内容和数据都是编造的"));
        said.en.push_str(&format!("\nwith made-up issues: {count}"));
    }
    if !added.kept.is_empty() {
        let kept = list(&added.kept);
        said.zh.push_str(&format!("\n原来就有，没有改动：{kept}"));
        said.en.push_str(&format!("\nwere there, and were left as they are:{kept}"));
    }
    let mut enter = text!("", "");
    if !folder.as_os_str().is_empty() {
        let folder = folder.display();
        enter = text!("进入 {folder}，", "go to {folder}, ");
    }
    let first = added.written.iter().find(|path| path.ends_with("/issue.yaml"));
    let first = first.map(|path| Path::new(path).strip_prefix(folder).unwrap_or(Path::new(path)));
    if let Some(first) = first {
        let first = first.display();
        said.zh.push_str(&format!(
            "\n接下来：{}编辑 {SERIAL} 和第一期 {first}，把“{PLACEHOLDER}……”都换成自己的，再运行 yaobao build",
            enter.zh
        ));
        said.en.push_str(&format!(
            "\nnext: {}edit {SERIAL} and the first issue, {first}, which hold sample text (“{PLACEHOLDER}…”), then run yaobao build",
            enter.en
        ));
    } else {
        said.zh.push_str(&format!("\n接下来：{}运行 yaobao build", enter.zh));
        said.en.push_str(&format!("\nnext: {}run yaobao build", enter.en));
    }
    terminal.say(&said);
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::around;

    #[test]
    fn the_folders_around_one_are_found_without_the_disk() {
        let first = |folder: &str| -> Vec<String> {
            let around = around(Path::new(folder));
            around.iter().take(3).map(|path| path.display().to_string()).collect()
        };
        assert_eq!(first(""), ["../", "../../", "../../../"]);
        assert_eq!(first("a/b"), ["a", "", "../"]);
        assert_eq!(first("./a/../b"), ["", "../", "../../"]);
        assert_eq!(first("../x"), ["..", "../../", "../../../"]);
        assert_eq!(first("/tmp/x"), ["/tmp", "/"]);
    }
}
