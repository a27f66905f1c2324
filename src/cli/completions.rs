//! `yaobao completions`.

use clap::CommandFactory;

use super::Exit;
use super::args::{Args, Completions};
use super::terminal::Terminal;

pub(super) fn run(command: &Completions, terminal: &Terminal) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(command.shell, &mut Args::command(), "yaobao", &mut script);
    terminal.result(&String::from_utf8_lossy(&script));
    Exit::Done
}
