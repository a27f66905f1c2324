//! `yaobao explain`.

use super::Exit;
use super::args::{Explain, Global};
use super::progress::Bar;
use super::terminal::Terminal;
use super::workspace::Workspace;
use crate::build::{self, BuildOptions, Explanation, Target};
use crate::diag::text;
use crate::model::Audience;

pub(super) fn run(global: &Global, command: &Explain, terminal: &Terminal) -> Result<Exit, Exit> {
    let workspace = Workspace::open(global, terminal)?;
    let audience = command.audience.map_or(Audience::Public, Into::into);
    let out = workspace.out(command.out.as_deref(), audience);
    let words = &command.path;
    let Some(target) = Target::parse(words, &workspace.root, &out) else {
        terminal.line(&text!(
            "“{words}” 不是本刊的材料，也不在输出文件夹里；写一个成品、一个材料文件或一期的期号；一个数据引用或一条发现，写它所在的行，如 content/2017/48/issue.yaml:30",
            "“{words}” is neither of this workspace nor in the output folder; name an output, a file of the material or an issue; for a value or a finding its line, as in content/2017/48/issue.yaml:30"
        ));
        return Err(Exit::MachineInTheWay);
    };
    let options = BuildOptions { out, audience, ..workspace.options(&[], &command.shared) };
    let material = workspace.material(terminal)?;
    let explained = build::explain(&material, &options, &target, &Bar::new(terminal));
    match explained.map_err(|error| terminal.refuse(&error))? {
        Ok(explanation) => {
            terminal.result(&printed(&explanation, terminal));
            Ok(Exit::Done)
        }
        Err(faults) => {
            terminal.faults(&faults, &material.excerpts(&faults));
            Err(Exit::MaterialIsWrong)
        }
    }
}

fn printed(explanation: &Explanation, terminal: &Terminal) -> String {
    let mut printed = format!("{}\n", terminal.words(&explanation.headline));
    for section in &explanation.sections {
        printed.push_str(&format!("\n{}\n", terminal.words(&section.title)));
        for line in &section.lines {
            printed.push_str(&format!("  {}\n", terminal.words(line)));
        }
    }
    printed
}
