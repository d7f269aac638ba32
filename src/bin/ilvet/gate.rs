//! What becomes of findings: levels, suppressions, baseline, by command line and configuration.

use std::env;
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::{Context, Result, anyhow};

use crate::args::FindingArgs;
use crate::output;
use crate::settings::Settings;
use ilvet::check::Options;
use ilvet::finding::Report;
use ilvet::input::{self, Found};
use ilvet::policy::{Baseline, Day, FailOn, PathPatterns, Ruling};
use ilvet::text::{Safe, Text};

/// The time of a build that is to be the same whenever it is made, in seconds since the beginning of 1970.
const BUILD_DAY: &str = "SOURCE_DATE_EPOCH";

/// The rules of the gate.
pub(crate) struct Gate {
    /// What closes it.
    pub(crate) fail_on: FailOn,
    /// Whether what was not analysed means that the job was not done.
    pub(crate) strict: bool,
    /// What becomes of each finding.
    pub(crate) ruling: Ruling,
    exclude: Vec<PathPatterns>,
    config: Option<Text>,
    working: PathBuf,
}

impl Gate {
    /// What the command line and the configuration say.
    pub(crate) fn new(args: &FindingArgs, settings: &Settings, baseline: Option<Baseline>) -> Result<Self> {
        let (config, home) = (&settings.config, &settings.home);
        let patterns = |patterns: &[String], folder: &str| {
            PathPatterns::parse(patterns, folder, &home.working).map_err(|why| anyhow!(why))
        };
        Ok(Self {
            fail_on: config.fail_on.unwrap_or_default(),
            strict: args.strict || config.strict == Some(true),
            exclude: vec![
                patterns(&args.exclude, &home.working).context("--exclude")?,
                patterns(&config.exclude, &home.folder).with_context(|| format!("{}: exclude", home.label))?,
            ],
            ruling: Ruling {
                overrides: config.overrides.clone(),
                suppressions: config.suppressions.clone(),
                baseline,
                today: args.today.map_or_else(today, Ok)?,
            },
            working: PathBuf::from(&home.working),
            config: settings.file.as_ref().map(|_| Text::from(home.label.as_str())),
        })
    }

    /// Leaves out what is excluded where it is only found: what was named stays, and what is in it as far as the name itself is covered.
    pub(crate) fn exclude(&self, named: &[PathBuf], verbose: bool, found: &mut Found) {
        let covers = |label: &str| self.exclude.iter().any(|it| it.cover(label));
        let named: Vec<Text> = named.iter().map(|path| input::label(path, Some(&self.working))).collect();
        let covered: Vec<&str> = named.iter().map(Text::as_str).filter(|label| covers(label)).collect();
        for (patterns, by) in self.exclude.iter().zip(["--exclude".to_owned(), self.in_config("exclude")]) {
            let unused = patterns.unused(found.items.iter().map(|item| item.label.as_str()));
            for pattern in unused.into_iter().filter(|_| verbose) {
                output::note(&format!("{by} {}: nothing that was found lies there", Safe::new(pattern)));
            }
        }
        found.items.retain(|item| {
            let label = item.label.as_str();
            let is_in = |outer: &str| {
                let rest = label.strip_prefix(outer);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest.starts_with("!/"))
            };
            let stays = covered.iter().any(|outer| is_in(outer)) || !covers(label);
            if !stays && verbose {
                output::note(&format!("{}: excluded", item.label.safe()));
            }
            stays
        });
    }

    /// A key of the configuration, and the file that it stands in.
    fn in_config(&self, key: &str) -> String {
        self.config.as_ref().map_or_else(|| key.to_owned(), |file| format!("{}: {key}", file.safe()))
    }

    /// Gives findings their levels and says which do not count. The configuration changes no level of the command line.
    pub(crate) fn apply(&self, report: &mut Report, options: &Options) {
        report.config.clone_from(&self.config);
        self.ruling.apply(report, &|rule| options.runs(rule), options.min_confidence, &options.severities);
    }
}

/// The day in UTC; that of a build which is to be the same on any day (<https://reproducible-builds.org/specs/source-date-epoch/>).
fn today() -> Result<Day> {
    let said = env::var_os(BUILD_DAY).filter(|it| !it.is_empty());
    let seconds = match &said {
        Some(said) => said
            .to_str()
            .and_then(|it| it.parse().ok())
            .with_context(|| format!("{BUILD_DAY}: not a number of seconds"))?,
        None => SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs(),
    };
    Ok(Day::of_unix(seconds))
}
