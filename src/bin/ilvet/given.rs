//! What the command line and the configuration give to a run beside its inputs: files and folders, each of which is named with where it was asked for
//! when something is wrong with it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use crate::args::{LimitValue, SymbolArgs};
use crate::kept::Kept;
use crate::output;
use crate::settings::Settings;
use ilvet::apis::bans::BanList;
use ilvet::finding::{RuleInfo, Severity};
use ilvet::input::{self, Item, Places};
use ilvet::limits::Limits;
use ilvet::policy::config::{Config, Said};
use ilvet::policy::{self, Baseline, Unknown};
use ilvet::symbols::is_windows;
use ilvet::text::{Safe, Text};

/// Where agents have what they build.
const CHECKOUTS: [&str; 3] = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY"];

/// A path and who asked for it.
struct Asked {
    path: PathBuf,
    by: String,
}

impl Asked {
    /// The paths of an option, then those of a key of the configuration.
    fn all(option: &str, paths: &[PathBuf], settings: &Settings, key: &str, said: &[Said]) -> Vec<Self> {
        let by_option = paths.iter().map(|path| Self { path: path.clone(), by: option.to_owned() });
        by_option.chain(said.iter().map(|it| Self::in_config(settings, key, it))).collect()
    }

    fn in_config(settings: &Settings, key: &str, said: &Said) -> Self {
        Self { path: settings.path(&said.text), by: format!("{}: {key}", said.place) }
    }

    fn wrong(&self, why: &str) -> anyhow::Error {
        anyhow!("{} {}: {why}", self.by, Safe::path(&self.path))
    }

    /// Checks that something is there.
    fn is_there(&self) -> Result<()> {
        match fs::metadata(&self.path) {
            Ok(_) => Ok(()),
            Err(_) => Err(self.wrong("no such file or folder")),
        }
    }
}

/// Checks all that a configuration names.
pub(crate) fn verify(settings: &Settings) -> Result<()> {
    let mut kept = Kept::default();
    let limits = all_limits(&settings.config, &[])?;
    registration(&[], settings, &limits, &mut kept)?;
    bans(&[], &[], settings, &limits, &mut kept)?;
    baseline(None, settings, &limits, &mut kept)?;
    let symbols = SymbolArgs { symbols: None, source_root: None };
    let places = places(&symbols, &[], settings)?;
    input::find_with(&[], &places, &limits).map_err(|why| anyhow!(why))?;
    Ok(())
}

/// What says how plug-ins are registered.
pub(crate) fn registration(
    paths: &[PathBuf],
    settings: &Settings,
    limits: &Limits,
    kept: &mut Kept,
) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    for it in Asked::all("--registration", paths, settings, "registration", &settings.config.registration) {
        kept.add(&it.path, "a solution");
        let found = input::solutions(std::slice::from_ref(&it.path), limits);
        items.extend(found.map_err(|why| anyhow!(why)).context(it.by)?);
    }
    Ok(items)
}

/// What is forbidden.
pub(crate) fn bans(
    paths: &[PathBuf],
    sets: &[&'static str],
    settings: &Settings,
    limits: &Limits,
    kept: &mut Kept,
) -> Result<BanList> {
    let config = &settings.config;
    let mut list = BanList::default();
    config.bans.iter().for_each(|ban| list.add(ban.clone()));
    for it in Asked::all("--banned", paths, settings, "banned", &config.banned) {
        for path in input::lists(&it.path).map_err(|why| it.wrong(&why))? {
            kept.add(&path, "a list of what is forbidden");
            let it = Asked { path, by: it.by.clone() };
            let text = input::read_lines(&it.path, limits.file_bytes).map_err(|why| it.wrong(&why))?;
            let unread = list.unread().len();
            let added = list.read(&text, &Text(it.path.to_string_lossy().replace('\\', "/")));
            // A list of which nothing holds would forbid nothing without a word that stops anybody.
            if let Some(first) = list.unread().get(unread).filter(|_| added == 0) {
                let (line, id) = (first.origin.line, Safe::new(&first.id));
                return Err(it.wrong(&format!("no line of it is an entry; line {line}: {id}: {}", first.why)));
            }
        }
    }
    for set in sets.iter().chain(&config.ban_sets) {
        list.add_set(set);
    }
    Ok(list)
}

/// What is known from an earlier run.
pub(crate) fn baseline(
    path: Option<&Path>,
    settings: &Settings,
    limits: &Limits,
    kept: &mut Kept,
) -> Result<Option<Baseline>> {
    let said = settings.config.baseline.as_ref().map(|it| Asked::in_config(settings, "baseline", it));
    let asked = path.map(|path| Asked { path: path.to_owned(), by: "--baseline".to_owned() }).or(said);
    let Some(it) = asked else { return Ok(None) };
    kept.add(&it.path, "the baseline");
    let text = input::read_text(&it.path, limits.file_bytes).map_err(|why| it.wrong(&why))?;
    Baseline::parse(&text).map(Some).map_err(|why| it.wrong(&Safe::new(&why).to_string()))
}

/// Where to look for what the inputs need: what is named on the command line comes first.
pub(crate) fn places(symbols: &SymbolArgs, references: &[PathBuf], settings: &Settings) -> Result<Places> {
    let config = &settings.config;
    let mut symbols = symbols.clone();
    if let Some(said) = config.symbols.as_ref().filter(|_| symbols.symbols.is_none()) {
        symbols.symbols = Some(match said.text.as_str() {
            "auto" | "off" => PathBuf::from(&said.text),
            _ => {
                let folder = Asked::in_config(settings, "symbols", said);
                folder.is_there()?;
                folder.path
            }
        });
    }
    // One of another system is no path here.
    let here = |it: &String| if is_windows(it) { it.clone() } else { settings.path(it).to_string_lossy().into_owned() };
    symbols.source_root = symbols.source_root.or_else(|| config.source_root.as_ref().map(here)).or_else(checkout);
    let mut all = references.to_vec();
    for it in Asked::all("", &[], settings, "reference", &config.reference) {
        it.is_there()?;
        all.push(it.path);
    }
    Ok(symbols.places(&all))
}

/// The folder of the repository on an agent that works below it: what it shows has to be relative to that.
fn checkout() -> Option<String> {
    let folders = CHECKOUTS.iter().filter_map(env::var_os).map(PathBuf::from);
    around(&env::current_dir().ok()?, folders)
}

/// The first folder that a working folder is below.
fn around(working: &Path, mut folders: impl Iterator<Item = PathBuf>) -> Option<String> {
    let found = folders.find(|folder| folder.is_absolute() && working.starts_with(folder) && working != *folder)?;
    found.to_str().map(str::to_owned)
}

/// `--rule-override`: a list of rules and levels as Microsoft's tools take it.
pub(crate) fn overrides(
    path: &Path,
    limits: &Limits,
    rules: &[&'static RuleInfo],
    kept: &mut Kept,
) -> Result<Vec<(&'static str, Severity)>> {
    kept.add(path, "the override file");
    let shown = Safe::path(path);
    let text = input::read_text(path, limits.file_bytes).map_err(|why| anyhow!("{shown}: {why}"))?;
    let list = policy::overrides(&text).map_err(|why| anyhow!("{shown}: {why}"))?;
    let (mut known, mut others) = (Vec::new(), Vec::new());
    for (rule, level) in list {
        match policy::resolve(rules, &rule) {
            Ok(rule) => known.push((rule.id, level)),
            Err(_) if policy::is_of_others(rules, &rule) => others.push(rule),
            Err(unknown) => bail!(unknown),
        }
    }
    if !others.is_empty() {
        let ids = Safe::new(&others.join(", ")).to_string();
        output::note(&format!(
            "--rule-override {shown}: ignored, for they are rules of Microsoft's checker only: {ids}"
        ));
    }
    Ok(known)
}

/// The limits, with those that the configuration and the command line change.
pub(crate) fn all_limits(config: &Config, changed: &[LimitValue]) -> Result<Limits> {
    let of_config = config.limits.iter().map(|(name, value)| LimitValue { name: name.clone(), value: *value });
    limits(&of_config.chain(changed.iter().cloned()).collect::<Vec<_>>()).context("--limit")
}

/// The limits, with those that were changed.
pub(crate) fn limits(changed: &[LimitValue]) -> Result<Limits, Unknown> {
    let mut limits = Limits::default();
    for limit in changed {
        if !limits.set(&limit.name, limit.value) {
            let nearest = policy::nearest(&limit.name, Limits::NAMES.iter().copied());
            return Err(Unknown { what: "limit", word: limit.name.clone(), nearest });
        }
    }
    Ok(limits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_s_folder_counts_when_the_work_is_below_it() {
        let of = |working: &str, folders: &[&str]| around(Path::new(working), folders.iter().map(PathBuf::from));
        assert_eq!(of("/agent/repo/src", &["", "/agent/repo"]).as_deref(), Some("/agent/repo"));
        for folders in [&["/agent/repo/src"][..], &["/agent/repo/sr"], &["agent"], &["/other"], &[]] {
            assert_eq!(of("/agent/repo/src", folders), None, "{folders:?}");
        }
    }
}
