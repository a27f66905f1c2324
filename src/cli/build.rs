//! `yaobao build`.

use super::Exit;
use super::args::{Build, Global};
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::build::{self, BuildOptions};

pub(super) fn run(global: &Global, command: &Build, terminal: &Terminal) -> Result<Exit, Exit> {
    let workspace = Workspace::open(global, terminal)?;
    let out = command.out.clone().unwrap_or_else(|| workspace.root.join("dist"));
    let options =
        BuildOptions { out: out.clone(), ..workspace.options(&command.issues, &command.shared) };
    match build::run(&workspace.files, &options, terminal) {
        Ok(report) => Ok(terminal.report(&report, &workspace.files, &out)),
        Err(error) => Err(terminal.refuse(&error)),
    }
}
