//! What becomes of the findings of `check`: levels, suppressions, baseline, by command line and configuration.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, anyhow};

use crate::args::CheckArgs;
use crate::output::{self, Target};
use crate::settings::Settings;
use ilvet::finding::Report;
use ilvet::input::Found;
use ilvet::policy::{self, Baseline, Day, FailOn, LevelsFor, PathPatterns, Suppression};
use ilvet::text::{Safe, Text};

/// The rules of the gate.
pub(crate) struct Gate {
    /// What closes it.
    pub(crate) fail_on: FailOn,
    /// Whether what was not analysed means that the job was not done.
    pub(crate) strict: bool,
    exclude: Vec<PathPatterns>,
    overrides: Vec<LevelsFor>,
    suppressions: Vec<Suppression>,
    baseline: Option<Baseline>,
    write_baseline: Option<PathBuf>,
    today: Day,
    config: Option<Text>,
}

impl Gate {
    /// What the command line and the configuration say.
    pub(crate) fn new(args: &CheckArgs, settings: &Settings) -> Result<Self> {
        let (config, home) = (&settings.config, &settings.home);
        let patterns = |patterns: &[String], folder: &str| {
            PathPatterns::parse(patterns, folder, &home.working).map_err(|why| anyhow!(why))
        };
        let baseline = match (&args.baseline, &config.baseline) {
            (Some(path), _) => Some((path.clone(), "--baseline")),
            (None, Some(path)) if args.write_baseline.is_none() => Some((settings.path(path), "baseline")),
            _ => None,
        };
        Ok(Self {
            fail_on: args.fail_on.or(config.fail_on).unwrap_or_default(),
            strict: args.strict || config.strict == Some(true),
            exclude: vec![
                patterns(&args.exclude, &home.working).context("--exclude")?,
                patterns(&config.exclude, &home.folder).with_context(|| format!("{}: exclude", home.label))?,
            ],
            overrides: config.overrides.clone(),
            suppressions: config.suppressions.clone(),
            baseline: baseline.map(|(path, what)| read(&path).context(what)).transpose()?,
            write_baseline: args.write_baseline.clone(),
            today: args.today.unwrap_or_else(today),
            config: settings.file.as_ref().map(|_| Text::from(home.label.as_str())),
        })
    }

    /// Leaves out what is excluded; what was named itself stays.
    pub(crate) fn exclude(&self, args: &CheckArgs, found: &mut Found) {
        let named: Vec<Text> = args.paths.iter().map(|path| Text::from(Safe::path(path).to_string())).collect();
        let is_excluded = |label: &Text| self.exclude.iter().any(|it| it.cover(label.as_str()));
        found.items.retain(|item| {
            let stays = named.contains(&item.label) || !is_excluded(&item.label);
            if !stays && args.verbose {
                output::note(&format!("{}: excluded", item.label.safe()));
            }
            stays
        });
    }

    /// Where the baseline of this run goes.
    pub(crate) fn target(&self, found: &Found) -> Result<Option<Target>> {
        let Some(path) = &self.write_baseline else { return Ok(None) };
        let inputs: Vec<PathBuf> = found
            .items
            .iter()
            .filter_map(|item| item.path.as_deref())
            .filter_map(|path| fs::canonicalize(path).ok())
            .collect();
        Target::check("--write-baseline", path, &inputs).map(Some)
    }

    /// Gives findings their levels and says which do not count.
    pub(crate) fn apply(&self, report: &mut Report) {
        report.config.clone_from(&self.config);
        policy::relevel(&mut report.findings, &self.overrides);
        let (in_code, mut unused) = policy::suppress::in_code(&report.code_suppressions);
        let all = [self.suppressions.clone(), in_code].concat();
        unused.extend(policy::suppress::suppress(&mut report.findings, &all, self.today));
        report.unused = unused;
        if let Some(baseline) = &self.baseline {
            baseline.apply(report);
        }
        report.count();
    }
}

fn read(path: &Path) -> Result<Baseline> {
    let shown = Safe::path(path);
    let text = fs::read_to_string(path).with_context(|| shown.to_string())?;
    Baseline::parse(&text).map_err(|why| anyhow!("{shown}: {}", Safe::new(&why)))
}

/// The day in UTC.
fn today() -> Day {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Day::of_unix(since.as_secs())
}
