//! `yaobao completions`.

use super::Exit;
use super::args::Completions;
use super::help;
use super::terminal::Terminal;

pub(super) fn run(command: &Completions, terminal: &Terminal) -> Exit {
    let mut script = Vec::new();
    let mut program = help::for_completions(terminal.language());
    clap_complete::generate(command.shell, &mut program, "yaobao", &mut script);
    terminal.result(&String::from_utf8_lossy(&script));
    Exit::Done
}
