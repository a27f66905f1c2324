//! The program `yaobao`; all of it is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    yaobao::cli::run()
}
