//! The command line: arguments, one file per command, exit codes.
//!
//! The only room that prints, reads the environment, and asks for the day.

mod args;
mod build;
mod check;
mod completions;
mod help;
mod init;
mod list;
mod new;
mod schema;
mod terminal;
mod workspace;

use std::process::ExitCode;

use args::Command;

/// How a run ends (cli.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    Done = 0,
    MaterialIsWrong = 1,
    MachineInTheWay = 2,
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let args = match help::parse(std::env::args_os().collect(), terminal::from_locale()) {
        Ok(args) => args,
        Err(end) => return end,
    };
    let terminal = terminal::Terminal::new(&args.global);
    let (global, terminal) = (&args.global, &terminal);
    let exit = match &args.command {
        Command::Build(command) => build::run(global, command, terminal),
        Command::Check(command) => check::run(global, command, terminal),
        Command::List(command) => list::run(global, command, terminal),
        Command::Completions(command) => Ok(completions::run(command, terminal)),
        Command::Init(command) => init::run(global, command, terminal),
        Command::New(command) => new::run(global, command, terminal),
        Command::Schema(command) => Ok(schema::run(global, command, terminal)),
    };
    ExitCode::from(exit.unwrap_or_else(|exit| exit) as u8)
}
