//! The `dinggao` program: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    dinggao::cli::run()
}
