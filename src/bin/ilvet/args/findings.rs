//! What says which findings there are and which of them count, for every command that finds any.

use std::path::PathBuf;

use clap::Args;

use super::values::{RuleLevel, ban_sets, confidences, scopes};
use ilvet::check::Scope;
use ilvet::finding::Confidence;
use ilvet::policy::Day;

/// What to look for, and what becomes of it.
#[derive(Args)]
pub(crate) struct FindingArgs {
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

    #[command(flatten)]
    pub(crate) registration: RegistrationArgs,

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
    #[arg(long, value_name = "REPORT")]
    pub(crate) baseline: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) config: ConfigArgs,

    /// The day on which suppressions are looked at, instead of that of SOURCE_DATE_EPOCH, or today
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) today: Option<Day>,

    /// Exit with 2 when anything in an assembly could not be analysed
    #[arg(long)]
    pub(crate) strict: bool,
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

/// What says how classes are registered.
#[derive(Args)]
pub(crate) struct RegistrationArgs {
    /// What says how plug-ins are registered that are not in a solution themselves: a solution (.zip), an unpacked one (its folder), or a
    /// customizations.xml (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) registration: Vec<PathBuf>,
}
