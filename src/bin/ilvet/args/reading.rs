//! What every command takes that reads assemblies.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, ColorChoice};

use super::values::LimitValue;
use ilvet::input::{Places, SymbolPlace};

/// How inputs are read, and what is said of them.
#[derive(Args)]
pub(crate) struct ReadArgs {
    /// A folder, an archive, or an assembly, in which to look for what inputs refer to and their own folder lacks (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) reference: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) symbols: SymbolArgs,

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

    /// Change a limit, such as `file-bytes=1073741824` (repeatable)
    #[arg(long, value_name = "NAME=NUMBER")]
    pub(crate) limit: Vec<LimitValue>,
}

/// Which symbols are used, and what source files are called.
#[derive(Args, Clone)]
pub(crate) struct SymbolArgs {
    /// Where to look for symbols, which give the source lines: `auto` is in an assembly and beside it, `off` nowhere, a folder or a file is
    /// below it too, by name and by id
    #[arg(long, value_name = "auto|off|DIR")]
    pub(crate) symbols: Option<PathBuf>,

    /// The folder that the sources were in when they were compiled, here or on another machine: paths of source files are relative to it
    #[arg(long, value_name = "DIR")]
    pub(crate) source_root: Option<String>,
}

impl ReadArgs {
    /// Lets no more threads work than were asked for.
    pub(crate) fn use_threads(&self) -> Result<()> {
        let Some(jobs) = self.jobs else { return Ok(()) };
        rayon::ThreadPoolBuilder::new().num_threads(jobs.into()).build_global().context("--jobs")
    }
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
