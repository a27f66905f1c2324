//! The command line: arguments, one file per command, exit codes.
//!
//! The only room that prints, reads the environment, and asks for the day.

mod args;
mod build;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

/// How a run ends (cli.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    Done = 0,
    MaterialIsWrong = 1,
    MachineInTheWay = 2,
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let args = Args::parse();
    let terminal = terminal::Terminal::new(&args.global);
    let exit = match &args.command {
        Command::Build(command) => build::run(&args.global, command, &terminal),
    };
    ExitCode::from(exit as u8)
}
