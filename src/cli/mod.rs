//! The command line: arguments, one file per command, exit codes.
//!
//! The only room that prints, reads the environment, and asks for the day.

mod args;
mod build;
mod check;
mod completions;
mod explain;
mod fonts;
mod help;
mod init;
mod list;
mod new;
mod progress;
mod schema;
mod terminal;
mod workspace;

use std::process::ExitCode;

use crate::load;
use args::Command;

/// How a run ends (cli.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    Done = 0,
    MaterialIsWrong = 1,
    MachineInTheWay = 2,
    /// Ctrl-C, as shells count it.
    Interrupted = 130,
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    report_panics_that_nobody_catches();
    let args = match help::parse(std::env::args_os().collect(), terminal::from_locale()) {
        Ok(args) => args,
        Err(end) => return end,
    };
    let terminal = terminal::Terminal::new(&args.global);
    let (global, terminal) = (&args.global, &terminal);
    let exit = match &args.command {
        Command::Build(command) => build::run(global, command, terminal),
        Command::Check(command) => check::run(global, command, terminal),
        Command::Explain(command) => explain::run(global, command, terminal),
        Command::Fonts(command) => fonts::run(global, command, terminal),
        Command::List(command) => list::run(global, command, terminal),
        Command::Completions(command) => Ok(completions::run(command, terminal)),
        Command::Init(command) => init::run(global, command, terminal),
        Command::New(command) => new::run(global, command, terminal),
        Command::Schema(command) => Ok(schema::run(global, command, terminal)),
    };
    ExitCode::from(exit.unwrap_or_else(|exit| exit) as u8)
}

/// A panic over a corrupt workbook is caught and told as a fault of the file: its trace would only
/// puzzle the author.
fn report_panics_that_nobody_catches() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !load::catches_panics() {
            report(panic);
        }
    }));
}
