//! The `ilvet` command.

mod agent;
mod args;
mod calls;
mod check;
mod config;
mod diff;
mod explain;
mod fields;
mod files;
mod gate;
mod given;
mod graph;
mod il;
mod info;
mod init;
mod kept;
mod lost;
mod members;
mod output;
mod progress;
mod published;
mod refs;
mod registry;
mod roots;
mod rules;
mod settings;
mod tables;
mod terms;
mod types;
mod undone;
mod view;

use std::io::{self, ErrorKind, Write as _};
use std::panic;
use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use ilvet::policy::Outcome;
use ilvet::text::Safe;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let written = error.print();
            if error.use_stderr() {
                undone::usage(&error);
                return ExitCode::from(Outcome::NotDone.code());
            }
            // A reader that has seen enough and closed the pipe is no error.
            return match written.and_then(|()| io::stdout().flush()) {
                Err(why) if why.kind() != ErrorKind::BrokenPipe => {
                    output::note(&format!("standard output: {why}"));
                    ExitCode::from(Outcome::NotDone.code())
                }
                _ => ExitCode::SUCCESS,
            };
        }
    };
    // A defect of ours must not look like a verdict: 101 means nothing to a pipeline.
    panic::set_hook(Box::new(|panic| {
        if !ilvet::symbols::is_boxed() {
            output::note(&format!("internal error: {}", Safe::new(&panic.to_string())));
        }
    }));
    let outcome = panic::catch_unwind(|| run(&cli.command)).unwrap_or(Outcome::NotDone);
    ExitCode::from(outcome.code())
}

fn run(command: &Command) -> Outcome {
    let done = match command {
        Command::Check(args) => check::run(args),
        Command::Graph(args) => graph::run(args),
        Command::Il(args) => il::run(args),
        Command::Info(args) => info::run(args),
        Command::Tables(args) => tables::run(args),
        Command::Types(args) => types::run(args),
        Command::Members(args) => members::run(args),
        Command::Refs(args) => refs::run(args),
        Command::Calls(args) => calls::run(args),
        Command::Fields(args) => fields::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Roots(args) => roots::run(args),
        Command::Rules(args) => rules::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Config(args) => config::run(args),
        Command::Init(args) => init::run(args),
        Command::Schema(args) => published::schema(args),
        Command::Completions(args) => published::completions(args),
        Command::Man => published::man(),
    };
    done.unwrap_or_else(|error| {
        output::note(&format!("{error:#}"));
        Outcome::NotDone
    })
}
