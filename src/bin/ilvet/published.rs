//! `ilvet schema`, `ilvet completions` and `ilvet man`: what other programs need to know about this one.

use std::io::Write as _;

use anyhow::Result;
use clap::{Command, CommandFactory};

use crate::args::{Cli, CompletionsArgs, SchemaArgs, SchemaName};
use crate::output;
use ilvet::policy::Outcome;

/// Prints a published schema.
pub(crate) fn schema(args: &SchemaArgs) -> Result<Outcome> {
    print(match args.name {
        SchemaName::Report => include_bytes!("../../../schema/report.schema.json"),
        SchemaName::Inspect | SchemaName::Diff => include_bytes!("../../../schema/inspect.schema.json"),
        SchemaName::Config => include_bytes!("../../../schema/config.schema.json"),
    })
}

/// Prints a script that completes the command line.
pub(crate) fn completions(args: &CompletionsArgs) -> Result<Outcome> {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "ilvet", &mut bytes);
    print(&bytes)
}

/// Prints the manual: the page of the command, then those of what it can do.
pub(crate) fn man() -> Result<Outcome> {
    let mut bytes = Vec::new();
    let mut command = Cli::command();
    command.build();
    page(command.clone(), &mut bytes)?;
    for part in command.get_subcommands().filter(|part| part.get_name() != "help") {
        let name: &'static str = format!("ilvet-{}", part.get_name()).leak();
        page(part.clone().name(name), &mut bytes)?;
    }
    print(&bytes)
}

/// One page, without the date of a build.
fn page(command: Command, bytes: &mut Vec<u8>) -> Result<()> {
    clap_mangen::Man::new(command).date("").render(bytes)?;
    writeln!(bytes)?;
    Ok(())
}

fn print(bytes: &[u8]) -> Result<Outcome> {
    output::print(bytes, anstream::ColorChoice::Never)?;
    Ok(Outcome::Passed)
}
