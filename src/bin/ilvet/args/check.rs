//! What `check` takes, and where its configuration is.

use std::path::PathBuf;

use clap::Args;

use super::values::{OutputFile, formats};
use super::{ConfigArgs, FindingArgs, ReadArgs};
use ilvet::policy::FailOn;
use ilvet::report::Format;

/// Check built assemblies for defects of Dataverse plug-ins and workflow activities.
///
/// Exit code: 0 when nothing is at or above --fail-on, 1 when something is, 2 when the job could not be done.
#[derive(Args)]
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

    #[command(flatten)]
    pub(crate) findings: FindingArgs,

    /// Write the findings of this run to a file for --baseline, in place of those that are there; they do not count in this run
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "why"])]
    pub(crate) write_baseline: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) read: ReadArgs,

    /// Print which files would be opened, one a line, and stop; what they turn out to be is not looked at
    #[arg(long, conflicts_with_all = ["format", "output", "write_baseline"])]
    pub(crate) list: bool,

    /// Report only the finding with this fingerprint, or the one whose fingerprint begins so, with every step of its path
    #[arg(long, value_name = "FINGERPRINT", conflicts_with = "list")]
    pub(crate) why: Option<String>,
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
