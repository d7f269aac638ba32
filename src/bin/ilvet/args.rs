//! The command line: one value an option, its doc comment is its help.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use ilvet::apis::bans::SETS;
use ilvet::check::Scope;
use ilvet::finding::{Confidence, Severity};
use ilvet::input::{Places, SymbolPlace};
use ilvet::inspect::tables::HeapKind;
use ilvet::policy::{Day, FailOn};
use ilvet::report::{Format, GraphFormat};

/// Inspects built .NET assemblies without their source and finds defects in Dataverse plug-ins.
#[derive(Parser)]
#[command(version, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Check(Box<CheckArgs>),
    Graph(GraphArgs),
    Diff(DiffArgs),
    Il(IlArgs),
    Info(InfoArgs),
    /// Show the types of an assembly with their base types, interfaces and attributes, as C# declares them.
    Types(ListArgs),
    /// Show the fields, constructors, properties, events and methods of types, as C# declares them.
    ///
    /// A type that is named stands for all that is in it.
    Members(ListArgs),
    /// Show which types and members of other assemblies an assembly uses, and how often.
    ///
    /// With SELECT, such as `System.Threading.*`, only those, and where: in code, in signatures, as a base, in attributes.
    Refs(SitesArgs),
    /// Show who calls a member, and whom it calls, with the instruction of each call.
    ///
    /// SELECT may also be a member of another assembly, such as `M:System.Threading.Thread.Sleep(*)`. Lambdas, iterators and
    /// async methods belong to the method that the author wrote.
    Calls(SitesArgs),
    /// Show who reads and writes a field, or takes its address.
    Fields(SitesArgs),
    Roots(RootsArgs),
    Tables(TablesArgs),
    Rules(RulesArgs),
    Explain(ExplainArgs),
    Config(ShowConfigArgs),
    Init(InitArgs),
    /// Print a schema: `report` is that of the JSON of `check`, `inspect` that of the views, `config` that of `ilvet.toml`.
    Schema(SchemaArgs),
    /// Print a script that completes command lines in a shell, for that shell to read.
    Completions(CompletionsArgs),
    /// Print the manual in roff, for `man -l -`.
    Man,
}

/// Check built assemblies for defects of Dataverse plug-ins and workflow activities.
///
/// Exit code: 0 when nothing is at or above --fail-on, 1 when something is, 2 when the job could not be done.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub(crate) struct CheckArgs {
    /// Assemblies, solutions (.zip), packages (.nupkg), folders of these, patterns; `-` is one file on standard input, and
    /// `Sol.zip!/PluginAssemblies/A.dll` one member of an archive
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// What goes to standard output. `github` and `azure` give the job its summary too
    #[arg(long, value_parser = formats(), default_value = "table")]
    pub(crate) format: Format,

    /// Write a report to a file too, whole or not at all (repeatable)
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(crate) output: Vec<OutputFile>,

    /// Show findings that are suppressed, or known from a baseline, in texts too; in JSON and SARIF they always are
    #[arg(long)]
    pub(crate) show_suppressed: bool,

    /// Exit with 1 when a finding is at or above this severity and confidence: LEVEL[:CONFIDENCE] or `never`
    /// [default: high:medium]
    #[arg(long, value_name = "LEVEL")]
    pub(crate) fail_on: Option<FailOn>,

    /// Leave out findings that are less sure
    #[arg(long, value_name = "CONFIDENCE", value_parser = confidences())]
    pub(crate) min_confidence: Option<Confidence>,

    /// Run only this rule, by id or alias (repeatable, or with commas)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Leave out this rule, by id or alias (repeatable, or with commas)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    /// Give a rule another severity (repeatable, or with commas)
    #[arg(long, value_name = "RULE=LEVEL", value_delimiter = ',')]
    pub(crate) severity: Vec<RuleLevel>,

    /// Give rules other severities, as a file says in the form of Microsoft's tools: `[{"Id": "il-avoid-batch-plugin",
    /// "OverrideLevel": "Low"}]`. --severity beats it
    #[arg(long, value_name = "FILE")]
    pub(crate) rule_override: Option<PathBuf>,

    /// Forbid what a file names, in the syntax of `BannedSymbols.txt`: a documentation id and perhaps `;` and a message on each line (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) banned: Vec<PathBuf>,

    /// Forbid a set of members that comes with ilvet; `ilvet explain forbidden-api` says what is in each (repeatable, or with commas)
    #[arg(long, value_name = "SET", value_delimiter = ',', value_parser = ban_sets())]
    pub(crate) ban_set: Vec<&'static str>,

    /// What says how plug-ins are registered that are not in a solution themselves: a solution (.zip), an unpacked one (its folder), or a
    /// customizations.xml (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) registration: Vec<PathBuf>,

    /// A folder, an archive, or an assembly, in which to look for what the inputs refer to and their own folder lacks (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) reference: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) symbols: SymbolArgs,

    /// What code to look at: what the platform's calls reach, or all of each assembly. In code that no plug-in reaches, uses of
    /// members that a plug-in must not use are found, with confidence low
    /// [default: reach]
    #[arg(long, value_parser = scopes())]
    pub(crate) scope: Option<Scope>,

    /// Assemblies that are your own code, by simple name with `*` and `?`: defects in them are reported where they stand. Those
    /// that hold a plug-in, a base class of one, or refer to the SDK are your own anyway (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(crate) own: Vec<String>,

    /// Pass over files and folders that are only found, by a pattern such as `obj` or `**/ref/**` (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,

    /// A report of an earlier run, in JSON: what is in it is known, and only new findings count
    #[arg(long, value_name = "REPORT", conflicts_with = "write_baseline")]
    pub(crate) baseline: Option<PathBuf>,

    /// Write the findings of this run to a file for --baseline; they do not count in this run
    #[arg(long, value_name = "FILE", conflicts_with = "why")]
    pub(crate) write_baseline: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) config: ConfigArgs,

    /// The day on which suppressions are looked at, instead of today
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) today: Option<Day>,

    /// When to use colours; by itself it heeds NO_COLOR, CLICOLOR_FORCE, CLICOLOR and the terminal, in this order
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorChoice,

    /// Say only what stops the job
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Name what was skipped, and report oddities of a file that cost nothing
    #[arg(short, long)]
    pub(crate) verbose: bool,

    /// How many threads to use; as many as there are processors by default
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,

    /// Exit with 2 when anything in an assembly could not be analysed
    #[arg(long)]
    pub(crate) strict: bool,

    /// Change a limit, such as `file-bytes=1073741824` (repeatable)
    #[arg(long, value_name = "NAME=NUMBER")]
    pub(crate) limit: Vec<LimitValue>,

    /// Print what would be opened, and stop
    #[arg(long)]
    pub(crate) list: bool,

    /// Report only the finding with this fingerprint, or the one whose fingerprint begins so, with every step of its path
    #[arg(long, value_name = "FINGERPRINT", conflicts_with = "list")]
    pub(crate) why: Option<String>,
}

/// Which configuration is in force.
#[derive(Args)]
pub(crate) struct ConfigArgs {
    /// The configuration; by itself the first `ilvet.toml` from the working folder upward, else from the folder of the inputs upward
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(crate) config: Option<PathBuf>,

    /// Use no configuration
    #[arg(long)]
    pub(crate) isolated: bool,
}

/// Check the configuration, and print which one is in force.
#[derive(Args)]
pub(crate) struct ShowConfigArgs {
    /// Inputs as for `check`: the configuration may lie beside them
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Print every value, and where it comes from
    #[arg(long)]
    pub(crate) show: bool,

    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

/// Write an `ilvet.toml` to the working folder that has every key, with what it is for.
#[derive(Args)]
pub(crate) struct InitArgs {
    /// Replace the one that is there
    #[arg(long)]
    pub(crate) force: bool,
}

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
    /// `M:System.Threading.Thread.Sleep(*)`; without parameters it is every overload
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
    /// What says how plug-ins are registered that are not in a solution themselves: a solution (.zip), an unpacked one (its folder), or a
    /// customizations.xml (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) registration: Vec<PathBuf>,

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

/// Which symbols are used, and what source files are called.
#[derive(Args, Clone)]
pub(crate) struct SymbolArgs {
    /// Where to look for symbols, which give the source lines: `auto` is in an assembly and beside it, `off` nowhere, a folder is
    /// below it too, by name and by id
    #[arg(long, value_name = "auto|off|DIR")]
    pub(crate) symbols: Option<PathBuf>,

    /// The folder that the sources were in when they were compiled, here or on another machine: paths of source files are relative to it
    #[arg(long, value_name = "DIR")]
    pub(crate) source_root: Option<String>,
}

impl SymbolArgs {
    /// Where to look for what inputs need.
    pub(crate) fn places(&self, references: &[PathBuf]) -> Places {
        let symbols = match self.symbols.as_deref().map(|it| (it, it.to_str())) {
            None | Some((_, Some("auto"))) => SymbolPlace::Auto,
            Some((_, Some("off"))) => SymbolPlace::Off,
            Some((folder, _)) => SymbolPlace::Folder(folder.to_owned()),
        };
        Places { references: references.to_vec(), symbols, source_root: self.source_root.clone() }
    }
}

/// Compare two states of assemblies: types and members, what they use of others, findings.
///
/// Breaking is what code that was made for the old state can trip over. For a type that other assemblies can use: it is gone and not
/// forwarded, or can be used less; it is of another kind, sealed, abstract or static now; it has another base or other constraints, lost an
/// interface, or, being an interface, has one more. For such a member: it is gone, and no base has it, or it can be used less; it is static
/// and was not, or the other way round; nothing can override it any more; an accessor is gone or can be used less; it has another
/// declaration; a constant or enumerator has another value; a field is readonly now. And a new abstract member of a type that was there,
/// and what is `[Obsolete]` as an error now. An added type or member is not breaking, nor is what only findings say.
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

    /// Assemblies that are your own code, as for `check` (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(crate) own: Vec<String>,

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

    /// A folder, an archive, or an assembly, in which to look for what the input refers to and its own folder lacks (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) reference: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) symbols: SymbolArgs,

    /// When to use colours; by itself it heeds NO_COLOR, CLICOLOR_FORCE, CLICOLOR and the terminal, in this order
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorChoice,

    /// Say only what stops the job
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Change a limit, such as `file-bytes=1073741824` (repeatable)
    #[arg(long, value_name = "NAME=NUMBER")]
    pub(crate) limit: Vec<LimitValue>,
}

/// What a view of types and members takes.
#[derive(Args)]
pub(crate) struct SelectArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,

    /// Only these types and members: a documentation id, a C# name or the end of one from a dot on, or a pattern with * and ?, such as
    /// `M:Acme.*.Execute(*)` or `Acme.*`; without parameters it is every overload
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
    /// What `ilvet.toml` may say
    Config,
}

/// Which shell.
#[derive(Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

/// `FORMAT=PATH`
#[derive(Clone)]
pub(crate) struct OutputFile {
    pub(crate) format: Format,
    pub(crate) path: PathBuf,
}

impl FromStr for OutputFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (word, path) = text.split_once('=').filter(|(_, path)| !path.is_empty()).ok_or("it is FORMAT=PATH")?;
        let format = Format::ALL.iter().copied().find(|format| format.word() == word);
        let words: Vec<&str> = Format::ALL.iter().map(|format| format.word()).collect();
        let format = format.ok_or_else(|| format!("there is no format `{word}`; there are {}", words.join(", ")))?;
        Ok(Self { format, path: path.into() })
    }
}

/// `RULE=LEVEL`
#[derive(Clone)]
pub(crate) struct RuleLevel {
    pub(crate) rule: String,
    pub(crate) level: Severity,
}

impl FromStr for RuleLevel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (rule, level) = text.split_once('=').ok_or("it is RULE=LEVEL")?;
        let level = Severity::parse(level).ok_or("the level is critical, high, medium, low or info")?;
        Ok(Self { rule: rule.to_owned(), level })
    }
}

/// `NAME=NUMBER`
#[derive(Clone)]
pub(crate) struct LimitValue {
    pub(crate) name: String,
    pub(crate) value: u64,
}

impl FromStr for LimitValue {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or("it is NAME=NUMBER")?;
        let value = value.parse().map_err(|_| format!("`{value}` is not a number"))?;
        Ok(Self { name: name.to_owned(), value })
    }
}

/// The words of [`Format`], for clap to list and to complete.
fn formats() -> impl clap::builder::TypedValueParser<Value = Format> {
    words(Format::ALL, |format: Format| format.word())
}

/// The names of [`SETS`].
fn ban_sets() -> impl clap::builder::TypedValueParser<Value = &'static str> {
    static NAMES: std::sync::LazyLock<Vec<&'static str>> =
        std::sync::LazyLock::new(|| SETS.iter().map(|set| set.name).collect());
    words(&NAMES, |name: &'static str| name)
}

/// The words of [`Scope`].
fn scopes() -> impl clap::builder::TypedValueParser<Value = Scope> {
    words(Scope::ALL, Scope::word)
}

/// The words of [`GraphFormat`].
fn graph_formats() -> impl clap::builder::TypedValueParser<Value = GraphFormat> {
    words(GraphFormat::ALL, |format: GraphFormat| format.word())
}

/// The words of [`HeapKind`].
fn heaps() -> impl clap::builder::TypedValueParser<Value = HeapKind> {
    words(HeapKind::ALL, HeapKind::word)
}

/// The words of [`Confidence`].
fn confidences() -> impl clap::builder::TypedValueParser<Value = Confidence> {
    words(Confidence::ALL, Confidence::word)
}

/// A parser for the words of a list of values.
fn words<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> impl clap::builder::TypedValueParser<Value = T> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    PossibleValuesParser::new(all.iter().map(|value| word(*value))).try_map(move |text| {
        all.iter().copied().find(|value| word(*value) == text).ok_or("not one of the possible values")
    })
}
