//! `yaobao build`.

use super::Exit;
use super::args::{Build, Global};
use super::progress::Bar;
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::build::{self, BuildOptions};

pub(super) fn run(global: &Global, command: &Build, terminal: &Terminal) -> Result<Exit, Exit> {
    let workspace = Workspace::open(global, terminal)?;
    let out = command.out.clone().unwrap_or_else(|| workspace.root.join("dist"));
    let options = BuildOptions {
        out: out.clone(),
        force: command.force,
        ..workspace.options(&command.issues, &command.shared)
    };
    let material = workspace.material(terminal)?;
    let built = build::run(&material, &options, &Bar::new(terminal));
    match built {
        Ok(report) => Ok(terminal.report(&report, &material.excerpts(&report.diagnostics), &out)),
        Err(error) => Err(terminal.refuse(&error)),
    }
}
