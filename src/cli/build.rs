//! `yaobao build`.

use super::Exit;
use super::args::{Build, FormatArg, Global};
use super::progress::Bar;
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::archive::Formats;
use crate::build::{self, BuildOptions};
use crate::model::Audience;

pub(super) fn run(global: &Global, command: &Build, terminal: &Terminal) -> Result<Exit, Exit> {
    let workspace = Workspace::open(global, terminal)?;
    let audience = command.audience.map_or(Audience::Public, Into::into);
    let out = workspace.out(command.out.as_deref(), audience);
    let options = BuildOptions {
        out: out.clone(),
        force: command.force,
        formats: formats(&command.formats),
        audience,
        ..workspace.options(&command.issues, &command.shared)
    };
    let material = workspace.material(terminal)?;
    let built = build::run(&material, &options, &Bar::new(terminal));
    match built {
        Ok(report) => Ok(terminal.report(&report, &material.excerpts(&report.diagnostics), &out)),
        Err(error) => Err(terminal.refuse(&error)),
    }
}

/// The forms that were named; all, if none was.
fn formats(named: &[FormatArg]) -> Formats {
    let has = |format| named.is_empty() || named.contains(&format);
    Formats { html: has(FormatArg::Html), pdf: has(FormatArg::Pdf), markdown: has(FormatArg::Md) }
}
