//! What is in force: options of the command line, the configuration, defaults; and where each comes from.

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, anyhow};

use crate::args::ConfigArgs;
use ilvet::finding::Confidence;
use ilvet::input;
use ilvet::limits::Limits;
use ilvet::policy::config::{Config, FILE_NAME, Home, Said, quoted};
use ilvet::policy::{FailOn, Scope};
use ilvet::text::Safe;

/// The configuration of a run and its place.
#[derive(Default)]
pub(crate) struct Settings {
    /// What it says.
    pub(crate) config: Config,
    /// The file; `None` where there is none.
    pub(crate) file: Option<PathBuf>,
    /// Where it stands, for patterns and messages.
    pub(crate) home: Home,
}

impl Settings {
    /// Finds and reads the configuration.
    pub(crate) fn load(args: &ConfigArgs, inputs: &[PathBuf]) -> Result<Self> {
        Self::read(Self::find(args, inputs)?)
    }

    /// The file of the configuration: the one that is named, else the first from the working folder upward, else from the folder of the inputs
    /// upward.
    pub(crate) fn find(args: &ConfigArgs, inputs: &[PathBuf]) -> Result<Option<PathBuf>> {
        let working = env::current_dir().context("the working folder")?;
        Ok(match &args.config {
            Some(path) => Some(path.clone()),
            None if args.isolated => None,
            None => discover(&working, inputs),
        })
    }

    /// Reads a configuration; without one all is as it is by default.
    pub(crate) fn read(file: Option<PathBuf>) -> Result<Self> {
        let working = env::current_dir().context("the working folder")?;
        let folder = match &file {
            Some(file) => file.parent().map_or_else(PathBuf::new, Path::to_owned),
            None => PathBuf::new(),
        };
        let absolute = std::path::absolute(working.join(&folder)).unwrap_or_else(|_| working.join(&folder));
        let home = Home {
            label: file.as_deref().map(|path| Safe::path(path).to_string()).unwrap_or_default(),
            folder: absolute.to_string_lossy().into_owned(),
            working: working.to_string_lossy().into_owned(),
        };
        let Some(path) = &file else { return Ok(Self { home, ..Self::default() }) };
        let text =
            input::read_text(path, Limits::default().file_bytes).map_err(|why| anyhow!("{}: {why}", home.label))?;
        let config = Config::parse(&text, &home).map_err(|error| anyhow!("{}:{error}", home.label))?;
        Ok(Self { config, file, home })
    }

    /// A path in the configuration: relative to its folder.
    pub(crate) fn path(&self, written: &str) -> PathBuf {
        let folder = self.file.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        folder.join(written)
    }

    /// Every value in TOML, and where it comes from.
    pub(crate) fn in_force(&self) -> Vec<(String, String)> {
        let config = &self.config;
        let mut lines = Vec::new();
        let mut line = |key: &str, written: Option<String>, default: &str| {
            let origin = if written.is_some() { self.home.label.clone() } else { "default".to_owned() };
            lines.push((format!("{key} = {}", written.unwrap_or_else(|| default.to_owned())), origin));
        };
        let text = |value: Option<String>| value.map(|it| quoted(&it));
        let list = |values: &[String]| {
            let quoted: Vec<String> = values.iter().map(|it| quoted(it)).collect();
            (!quoted.is_empty()).then(|| format!("[{}]", quoted.join(", ")))
        };
        let paths = |said: &[Said]| list(&said.iter().map(|it| it.text.clone()).collect::<Vec<_>>());
        let path = |said: &Option<Said>| text(said.as_ref().map(|it| it.text.clone()));
        let ids = |ids: &[&str]| list(&ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
        line("fail-on", text(config.fail_on.map(|it| it.to_string())), &quoted(&FailOn::default().to_string()));
        line("min-confidence", text(config.min_confidence.map(|it| it.to_string())), &quoted(Confidence::Low.word()));
        line("strict", config.strict.map(|it| it.to_string()), "false");
        line("scope", text(config.scope.map(|it| it.word().to_owned())), &quoted(Scope::default().word()));
        line("select", ids(&config.select), "[]");
        line("ignore", ids(&config.ignore), "[]");
        line("exclude", list(&config.exclude), "[]");
        line("own", list(&config.own), "[]");
        line("reference", paths(&config.reference), "[]");
        line("registration", paths(&config.registration), "[]");
        line("symbols", path(&config.symbols), "\"auto\"");
        line("source-root", text(config.source_root.clone()), "\"\"");
        line("baseline", path(&config.baseline), "\"\"");
        line("banned", paths(&config.banned), "[]");
        line("ban-sets", ids(&config.ban_sets), "[]");
        for (rule, level) in &config.rules {
            line(&format!("rules.{rule}"), Some(quoted(level.word())), "");
        }
        for name in Limits::NAMES {
            let written = config.limits.iter().rev().find(|(it, _)| it == name).map(|(_, value)| value.to_string());
            let default = Limits::default().get(name).map(|it| it.to_string()).unwrap_or_default();
            line(&format!("limits.{name}"), written, &default);
        }
        for table in &config.tables {
            lines.extend(table.iter().map(|line| (line.clone(), self.home.label.clone())));
        }
        lines
    }
}

/// The first configuration upward from the working folder, else upward from the folder that all inputs are in.
fn discover(working: &Path, inputs: &[PathBuf]) -> Option<PathBuf> {
    // A relative path stays short in messages.
    let mut relative = PathBuf::new();
    for folder in working.ancestors() {
        if folder.join(FILE_NAME).is_file() {
            return Some(relative.join(FILE_NAME));
        }
        relative.push("..");
    }
    let folders = inputs.iter().filter(|path| path.as_os_str() != "-").map(|path| folder_of(&working.join(path)));
    let common = folders.reduce(|a, b| {
        let both = a.components().zip(b.components()).take_while(|(a, b)| a == b);
        both.map(|(part, _)| part).collect()
    })?;
    common.ancestors().map(|folder| folder.join(FILE_NAME)).find(|file| file.is_file()).map(|file| from(working, &file))
}

/// An absolute path as it is called from the working folder, where they have more in common than the root.
fn from(working: &Path, file: &Path) -> PathBuf {
    let common = working.components().zip(file.components()).take_while(|(a, b)| a == b).count();
    if common < 2 {
        return file.to_owned();
    }
    let up = working.components().skip(common).map(|_| Component::ParentDir);
    up.chain(file.components().skip(common)).collect()
}

/// The folder that a path is or is in; of a pattern or a member of an archive the part that is one.
fn folder_of(path: &Path) -> PathBuf {
    let folder = path.ancestors().find(|it| it.is_dir()).unwrap_or(path);
    // Links and `..` are followed, as they are when the folder is opened.
    fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned())
}
