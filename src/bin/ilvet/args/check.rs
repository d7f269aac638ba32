//! What `check` takes, and where its configuration is.

use std::path::PathBuf;

use clap::{Args, ColorChoice};

use super::SymbolArgs;
use super::values::{LimitValue, OutputFile, RuleLevel, ban_sets, confidences, formats, scopes};
use ilvet::check::Scope;
use ilvet::finding::Confidence;
use ilvet::policy::{Day, FailOn};
use ilvet::report::Format;

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

    /// Forbid what a file names, in the syntax of `BannedSymbols.txt`: a documentation id and perhaps `;` and a message on each line. A folder
    /// stands for the `BannedSymbols.txt` and `BannedSymbols.*.txt` in it; a pattern needs quotes (repeatable)
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

    /// Write the findings of this run to a file for --baseline, in place of those that are there; they do not count in this run
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
