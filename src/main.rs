//! The command `wirecase`.

use std::process::ExitCode;

fn main() -> ExitCode {
    wirecase::cli::main()
}
