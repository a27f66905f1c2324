//! `yaobao init`.

use std::path::Path;

use super::Exit;
use super::args::{Global, Init};
use super::schema;
use super::terminal::Terminal;
use super::workspace::{Added, add, day};
use crate::diag::text;
use crate::disk;
use crate::load::SERIAL;
use crate::scaffold;

pub(super) fn run(global: &Global, command: &Init, terminal: &Terminal) -> Result<Exit, Exit> {
    let folder = command.folder.as_ref().or(global.root.as_ref()).cloned().unwrap_or_default();
    refuse_content(&folder, terminal)?;
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
    said.zh.push_str(&format!("\n接下来：{}编辑 {SERIAL}，再运行 yaobao build", enter.zh));
    said.en.push_str(&format!("\nnext: {}edit {SERIAL}, then run yaobao build", enter.en));
    terminal.say(&said);
}
