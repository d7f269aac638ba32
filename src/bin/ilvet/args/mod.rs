//! The command line: one value an option, its doc comment is its help.

mod check;
mod findings;
mod reading;
mod values;
mod views;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use check::{CheckArgs, InitArgs, ShowConfigArgs};
pub(crate) use findings::{ConfigArgs, FindingArgs, RegistrationArgs};
pub(crate) use reading::{ReadArgs, SymbolArgs};
pub(crate) use values::{LimitValue, OutputFile};
pub(crate) use views::{
    DiffArgs, DiffFail, DiffFormat, GraphArgs, IlArgs, IlFormat, InfoArgs, ListArgs, RootsArgs, SitesArgs, TablesArgs,
    ViewArgs,
};

/// Inspects built .NET assemblies without their source and finds defects in Dataverse plug-ins.
#[derive(Parser)]
#[command(version, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What the exit codes of a view mean.
const EXIT: &str =
    "Exit code: 0, 2 when the job could not be done: an input cannot be read, or nothing is what was asked for.";

#[derive(Subcommand)]
pub(crate) enum Command {
    Check(Box<CheckArgs>),
    #[command(after_help = EXIT)]
    Graph(GraphArgs),
    Diff(Box<DiffArgs>),
    #[command(after_help = EXIT)]
    Il(IlArgs),
    #[command(after_help = EXIT)]
    Info(InfoArgs),
    /// Show the types of an assembly with their base types, interfaces and attributes, as C# declares them.
    #[command(after_help = EXIT)]
    Types(ListArgs),
    /// Show the fields, constructors, properties, events and methods of types, as C# declares them.
    ///
    /// A type that is named stands for all that is in it.
    #[command(after_help = EXIT)]
    Members(ListArgs),
    /// Show which types and members of other assemblies an assembly uses, and how often.
    ///
    /// With SELECT, such as `System.Threading.*`, only those, and where: in code, in signatures, as a base, in attributes.
    #[command(after_help = EXIT)]
    Refs(SitesArgs),
    /// Show who calls a member, and whom it calls, with the instruction of each call.
    ///
    /// SELECT may also be a member of another assembly, such as `M:System.Threading.Thread.Sleep(*)`. Lambdas, iterators and
    /// async methods belong to the method that the author wrote.
    #[command(after_help = EXIT)]
    Calls(SitesArgs),
    /// Show who reads and writes a field, or takes its address.
    #[command(after_help = EXIT)]
    Fields(SitesArgs),
    #[command(after_help = EXIT)]
    Roots(RootsArgs),
    #[command(after_help = EXIT)]
    Tables(TablesArgs),
    Rules(RulesArgs),
    Explain(ExplainArgs),
    Config(ShowConfigArgs),
    Init(InitArgs),
    /// Print a schema: `report` is that of the JSON of `check`, `inspect` that of the views, `diff` that of `diff`, `config` that of `ilvet.toml`.
    Schema(SchemaArgs),
    /// Print a script that completes command lines in a shell, for that shell to read.
    Completions(CompletionsArgs),
    /// Print the manual in roff, for `man -l -`.
    Man,
}

/// List the rules.
#[derive(Args)]
pub(crate) struct RulesArgs {
    /// What goes to standard output
    #[arg(long, default_value = "table")]
    pub(crate) format: ListFormat,
}

/// The form of a list.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ListFormat {
    /// For a person
    Table,
    /// For a program
    Json,
}

/// Explain a rule: what it finds, why it matters, what to do instead.
#[derive(Args)]
pub(crate) struct ExplainArgs {
    /// Id or alias of the rule
    pub(crate) rule: String,
}

/// Which schema.
#[derive(Args)]
pub(crate) struct SchemaArgs {
    /// What it describes
    pub(crate) name: SchemaName,
}

/// The published schemas.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum SchemaName {
    /// What `check` writes
    Report,
    /// What the views write
    Inspect,
    /// What `diff` writes, which is one of the views
    Diff,
    /// What `ilvet.toml` may say
    Config,
}

/// Which shell.
#[derive(Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}
