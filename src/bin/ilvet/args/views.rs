//! What views of assemblies take.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::values::{graph_formats, heaps};
use super::{FindingArgs, ListFormat, ReadArgs, RegistrationArgs};
use ilvet::inspect::tables::HeapKind;
use ilvet::report::GraphFormat;

/// Show what can run because the platform calls a class: who calls whom, from the entry methods on.
///
/// Members are those that the author wrote: lambdas, iterators and state machines are part of their method. Members in which `check` reports
/// something are marked with the rules. `perhaps` means one of several candidates.
#[derive(Args)]
pub(crate) struct GraphArgs {
    /// Only this class: its full metadata name, its C# name, or the end of one, from a dot on
    #[arg(long, value_name = "TYPE")]
    pub(crate) root: Option<String>,

    /// Only what leads to this member, one of the framework or the SDK included: a documentation id or a pattern with * and ?, such as
    /// `M:System.Threading.Thread.Sleep(*)`; without parameters it is every overload, and a type is all of its members
    #[arg(long, value_name = "MEMBER")]
    pub(crate) to: Option<String>,

    /// Show calls of the framework, the SDK and assemblies that were not found too
    #[arg(long)]
    pub(crate) apis: bool,

    /// What goes to standard output
    #[arg(long, value_parser = graph_formats(), default_value = "tree")]
    pub(crate) format: GraphFormat,

    /// Assemblies that are your own code, as for `check`: it decides where defects are marked (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(crate) own: Vec<String>,

    #[command(flatten)]
    pub(crate) view: ViewArgs,
}

/// Show the classes that the platform calls, and how they are registered.
///
/// Each step with its message, table, stage, mode, rank, filtering attributes and images, and whether it runs inside the transaction of its
/// operation. That is read from the solution that an assembly is in, from what --registration names, or from attributes in the assembly.
#[derive(Args)]
pub(crate) struct RootsArgs {
    #[command(flatten)]
    pub(crate) registration: RegistrationArgs,

    /// What goes to standard output
    #[arg(long, default_value = "table")]
    pub(crate) format: ListFormat,

    #[command(flatten)]
    pub(crate) view: ViewArgs,
}

/// Show what an assembly is: identity, key, runtime, architecture, references, resources, symbols.
#[derive(Args)]
pub(crate) struct InfoArgs {
    /// What goes to standard output
    #[arg(long, default_value = "table")]
    pub(crate) format: ListFormat,

    #[command(flatten)]
    pub(crate) view: ViewArgs,
}

/// Disassemble a method, a type or a whole assembly, in the syntax of ilasm.
///
/// A whole assembly is text that ilasm assembles again; comments say what it has no words for. A type that is named stands for all that is
/// in it, a member stands inside of the head of its type.
#[derive(Args)]
pub(crate) struct IlArgs {
    #[command(flatten)]
    pub(crate) select: SelectArgs,

    /// Put the source lines that code was made of between its instructions, as comments: from the symbols, from below --source-root, or from
    /// where the symbols say, if the file there is the one that was compiled
    #[arg(long)]
    pub(crate) source: bool,

    /// What goes to standard output
    #[arg(long, default_value = "text")]
    pub(crate) format: IlFormat,
}

/// Show the metadata tables as they stand in the file: streams and tables, or the rows and heaps that are named.
#[derive(Args)]
pub(crate) struct TablesArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,

    /// Tables, rows and ranges: `MethodDef`, `Generic*`, `MethodDef:5-9`, `0x06000005`, `0x06000005-0x06000009`; `'*'` is every row
    #[arg(value_name = "SELECT")]
    pub(crate) select: Vec<String>,

    /// Show the entries of a heap (repeatable, or with commas)
    #[arg(long, value_name = "HEAP", value_delimiter = ',', value_parser = heaps())]
    pub(crate) heap: Vec<HeapKind>,

    /// What goes to standard output
    #[arg(long, default_value = "table")]
    pub(crate) format: ListFormat,
}

/// The form of a disassembly.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum IlFormat {
    /// The syntax of ilasm
    Text,
    /// For a program: the methods with code
    Json,
}

/// Compare two states of assemblies: types and members, what they use of others, findings.
///
/// Breaking is what code that was made for the old state may not compile or run with: a type, a member or an accessor that is gone or that
/// fewer can use, unless it is forwarded or a base has it; another signature, kind, base or value of a constant; what has to be implemented
/// or set and had not to be; what cannot be derived from or overridden any more; an assembly with another name, key or platform, or an
/// earlier version. What compilers only warn of is told and not breaking. docs/breaking-changes.md of the repository lists every rule.
///
/// Exit code: 0, 1 when --fail-on says so, 2 when the job could not be done.
#[derive(Args)]
#[command(mut_arg("input", |input| input.value_name("NEW").help("The new state").long_help(None)))]
pub(crate) struct DiffArgs {
    /// The old state: an assembly, a solution (.zip), a package (.nupkg), a folder of these or a pattern
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,

    #[command(flatten)]
    pub(crate) view: ViewArgs,

    /// Exit with 1 when there is such a difference (repeatable, or with commas)
    #[arg(long, value_delimiter = ',', default_value = "none")]
    pub(crate) fail_on: Vec<DiffFail>,

    /// Of types and members only what code of other assemblies can or could use
    #[arg(long)]
    pub(crate) public: bool,

    #[command(flatten)]
    pub(crate) findings: FindingArgs,

    /// What goes to standard output
    #[arg(long, default_value = "table")]
    pub(crate) format: DiffFormat,
}

/// What closes the gate of a comparison.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum DiffFail {
    /// Something that other code can trip over
    Breaking,
    /// A finding that the old state does not have, of whatever severity
    NewFinding,
    /// Nothing
    None,
}

/// The form of a comparison.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For a person
    Table,
    /// For a program
    Json,
    /// For a page
    Markdown,
}

/// What every view of assemblies takes.
#[derive(Args)]
pub(crate) struct ViewArgs {
    /// An assembly, a solution (.zip), a package (.nupkg), a folder of these or a pattern; `-` is one file on standard input, and
    /// `Sol.zip!/PluginAssemblies/A.dll` one member of an archive
    #[arg(value_name = "INPUT")]
    pub(crate) input: PathBuf,

    #[command(flatten)]
    pub(crate) read: ReadArgs,
}

/// What a view of types and members takes.
#[derive(Args)]
pub(crate) struct SelectArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,

    /// Only these types and members: a documentation id, a C# name or the end of one from a dot on, a token such as `0x06000005`, or a pattern
    /// with * and ?, such as `M:Acme.*.Execute(*)` or `Acme.*`; without parameters it is every overload
    #[arg(value_name = "SELECT")]
    pub(crate) select: Vec<String>,
}

/// What a list of types or members takes.
#[derive(Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) select: SelectArgs,

    /// Only what code of other assemblies can use: public and protected
    #[arg(long)]
    pub(crate) public: bool,

    /// What goes to standard output
    #[arg(long, default_value = "table")]
    pub(crate) format: ListFormat,
}

/// What a list of places takes.
#[derive(Args)]
pub(crate) struct SitesArgs {
    #[command(flatten)]
    pub(crate) select: SelectArgs,

    /// What goes to standard output
    #[arg(long, default_value = "table")]
    pub(crate) format: ListFormat,
}
