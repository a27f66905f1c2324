//! `yaobao new`.

use super::Exit;
use super::args::{Global, New};
use super::terminal::Terminal;
use super::workspace::{Workspace, add, day};
use crate::check::{self, Next};
use crate::diag::{Diagnostics, text};
use crate::disk;
use crate::load::{self, Library};
use crate::model::Date;
use crate::scaffold::{self, Beginning, SAMPLE_TITLE};
use crate::tree::FileTree;

pub(super) fn run(global: &Global, command: &New, terminal: &Terminal) -> Result<Exit, Exit> {
    let workspace = Workspace::open(global, terminal)?;
    let library = ledger(&workspace, terminal)?;
    let date = day(command.date, terminal)?;
    let next = check::next(&library, date, command.supplement).map_err(|why| {
        terminal.line(&why);
        Exit::MachineInTheWay
    })?;
    let files = files(command, next, date);
    if let Some((path, _)) =
        files.iter().find(|(path, _)| disk::exists(&workspace.root.join(path.as_str())))
    {
        terminal.line(&text!(
            "已经有 {path}；没有写任何文件",
            "{path} is there already; nothing was written"
        ));
        return Err(Exit::MachineInTheWay);
    }
    let written = add(&workspace.root, files, terminal)?.written;
    let (id, list) = (next.id, written.join("\n  "));
    let edit = written.first().map(String::as_str).unwrap_or_default();
    terminal.say(&text!(
        "新建 {id}：\n  {list}\n接下来：编辑 {edit}，再运行 yaobao check {id}",
        "began {id}:\n  {list}\nnext: edit {edit}, then run yaobao check {id}"
    ));
    Ok(Exit::Done)
}

/// The issues so far, if the next number follows from them.
fn ledger(workspace: &Workspace, terminal: &Terminal) -> Result<Library, Exit> {
    let files = workspace.read(terminal)?;
    let mut faults = Diagnostics::new();
    let library = load::load(&files, &mut faults);
    if let Ok(library) = &library {
        faults.append(check::numbering_faults(library));
    }
    match (library, faults.failed()) {
        (Ok(library), None) => Ok(library),
        _ => {
            terminal.faults(&faults, &files);
            terminal.line(&text!(
                "编号有错，推算不出下一期；先改正上面的错误",
                "the numbers are wrong, and the next cannot be known; mend the faults above first"
            ));
            Err(Exit::MaterialIsWrong)
        }
    }
}

fn files(command: &New, next: Next, date: Date) -> FileTree {
    let title = command.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    scaffold::issue(&Beginning {
        id: next.id,
        cumulative: next.cumulative,
        date,
        status: "draft",
        title: title.unwrap_or(SAMPLE_TITLE),
    })
}
