//! The `ilvet` command.

mod args;
mod check;
mod explain;
mod output;
mod registry;
mod rules;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use ilvet::policy::Outcome;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // A closed pipe is no reason to say more.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { Outcome::NotDone.code() } else { 0 });
        }
    };
    let done = match &cli.command {
        Command::Check(args) => check::run(args),
        Command::Rules(args) => rules::run(args),
        Command::Explain(args) => explain::run(args),
    };
    let outcome = done.unwrap_or_else(|error| {
        output::note(&format!("{error:#}"));
        Outcome::NotDone
    });
    ExitCode::from(outcome.code())
}
