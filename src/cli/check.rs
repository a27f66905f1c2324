//! `yaobao check`.

use super::Exit;
use super::args::{Check, Global};
use super::progress::Bar;
use super::terminal::{Terminal, plural};
use super::workspace::Workspace;
use crate::build;
use crate::diag::{Diagnostics, Severity, Text, text};

pub(super) fn run(global: &Global, command: &Check, terminal: &Terminal) -> Result<Exit, Exit> {
    let workspace = Workspace::open(global, terminal)?;
    let options = workspace.options(&command.issues, &command.shared);
    let material = workspace.material(terminal)?;
    let verdict = build::check(&material, &options, &Bar::new(terminal))
        .map_err(|error| terminal.refuse(&error))?;
    terminal.faults(&verdict.diagnostics, &material.excerpts(&verdict.diagnostics));
    terminal.say(&summary(verdict.judged, &verdict.diagnostics));
    if verdict.elsewhere > 0 {
        let (count, faults) = (verdict.elsewhere, plural(verdict.elsewhere, "fault"));
        terminal.say(&text!(
            "别的期另有 {count} 处问题，没有列出",
            "{faults} of other issues not shown"
        ));
    }
    Ok(terminal.judgement(&verdict.diagnostics))
}

fn summary(judged: usize, diagnostics: &Diagnostics) -> Text {
    let [errors, warnings, notes] =
        [Severity::Error, Severity::Warning, Severity::Note].map(|grave| diagnostics.count(grave));
    let counts =
        [(errors, "错误", "error"), (warnings, "警告", "warning"), (notes, "提示", "note")];
    let found = || counts.iter().filter(|(count, ..)| *count > 0);
    let zh: Vec<String> = found().map(|(count, zh, _)| format!("{count} 个{zh}")).collect();
    let en: Vec<String> = found().map(|(count, _, en)| plural(*count, en)).collect();
    let issues = plural(judged, "issue");
    if zh.is_empty() {
        return text!("检查 {judged} 期：没有问题", "checked {issues}: nothing wrong");
    }
    let (zh, en) = (zh.join("，"), en.join(", "));
    text!("检查 {judged} 期：{zh}", "checked {issues}: {en}")
}
