//! What becomes of the findings of `check`: levels, suppressions, baseline, by command line and configuration.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, Result, anyhow};

use crate::args::CheckArgs;
use crate::output;
use crate::settings::Settings;
use ilvet::finding::{Report, Severity};
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
            today: args.today.unwrap_or_else(today),
            config: settings.file.as_ref().map(|_| Text::from(home.label.as_str())),
        })
    }

    /// Leaves out what is excluded; what was named itself stays.
    pub(crate) fn exclude(&self, args: &CheckArgs, found: &mut Found) {
        let is_member = |path: &str| path.contains("!/");
        let names_members = args.paths.iter().any(|path| is_member(&path.to_string_lossy()));
        found.items.retain(|item| {
            let label = item.label.as_str();
            // Of an archive that was named, what is for deployment counts as named; here it is only found.
            let named = item.named && (names_members || !is_member(label));
            let stays = named || !self.exclude.iter().any(|it| it.cover(label));
            if !stays && args.verbose {
                output::note(&format!("{}: excluded", item.label.safe()));
            }
            stays
        });
    }

    /// Gives findings their levels and says which do not count. What the command line says of a rule's level stays.
    pub(crate) fn apply(&self, report: &mut Report, said: &[(&'static str, Severity)]) {
        let fixed: Vec<&str> = said.iter().map(|(rule, _)| *rule).collect();
        report.config.clone_from(&self.config);
        policy::relevel(&mut report.findings, &self.overrides, &fixed);
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
