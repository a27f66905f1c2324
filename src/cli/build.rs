//! `yaobao build`.

use std::path::{Path, PathBuf};

use super::Exit;
use super::args::{Build, Global};
use super::terminal::Terminal;
use crate::build::{self, BuildOptions};
use crate::diag::text;
use crate::disk;
use crate::load::SERIAL;
use crate::model::Date;

pub(super) fn run(global: &Global, command: &Build, terminal: &Terminal) -> Exit {
    let Some(root) = workspace(global) else {
        terminal.line(&text!(
            "这里和上层文件夹都没有 content/serial.yaml；到刊物的文件夹里再运行，或用 --root 指明",
            "neither here nor above is a content/serial.yaml; run this in a serial's folder, or name one with --root"
        ));
        return Exit::MachineInTheWay;
    };
    let out = command.out.clone().unwrap_or_else(|| root.join("dist"));
    let files = match build::read(&root) {
        Ok(files) => files,
        Err(error) => return terminal.refuse(&error),
    };
    let today = command.today.or_else(|| build::needs_today(&files).then(today).flatten());
    let options = BuildOptions {
        out: out.clone(),
        issues: command.issues.clone(),
        drafts: command.drafts,
        jobs: command.jobs.map(usize::from),
        root,
        today,
    };
    match build::run(&files, &options, terminal) {
        Ok(report) => terminal.report(&report, &files, &out),
        Err(error) => terminal.refuse(&error),
    }
}

/// The workspace that was named, or the nearest around the working folder.
fn workspace(global: &Global) -> Option<PathBuf> {
    let is_workspace = |folder: &Path| disk::exists(&folder.join(SERIAL));
    match &global.root {
        Some(root) => is_workspace(root).then(|| root.clone()),
        None => {
            // A relative path keeps the machine's folders out of messages.
            let ups = std::iter::successors(Some(PathBuf::new()), |folder| Some(folder.join("..")));
            ups.take(32).find(|folder| is_workspace(folder))
        }
    }
}

/// Today in China (UTC+8).
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn today() -> Option<Date> {
    let seconds =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?.as_secs()
            + 8 * 3600;
    Date::from_days_since_1970(i64::try_from(seconds / 86_400).ok()?)
}
