//! What a run goes by that finds anything: one way from the command line and the configuration to the findings of an input.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, ensure};

use crate::args::{FindingArgs, ReadArgs};
use crate::gate::Gate;
use crate::given;
use crate::kept::Kept;
use crate::registry::rules;
use crate::settings::Settings;
use ilvet::check::Options;
use ilvet::dataverse::RootChoice;
use ilvet::input::{self, Found, Item, Places};
use ilvet::limits::Limits;
use ilvet::policy::{self, AssemblyNames, Unknown};

/// All that the command line and the configuration say, and what they name.
pub(crate) struct Terms {
    /// What to look for.
    pub(crate) options: Options,
    /// What becomes of it.
    pub(crate) gate: Gate,
    /// Where inputs find what they need.
    pub(crate) places: Places,
    /// What says how classes are registered.
    pub(crate) given: Vec<Item>,
}

impl Terms {
    /// Reads all that is named, and keeps it from being overwritten. What is known from a baseline is not asked where `anew`.
    pub(crate) fn read(
        args: &FindingArgs,
        read: &ReadArgs,
        file: Option<PathBuf>,
        anew: bool,
        kept: &mut Kept,
    ) -> Result<Self> {
        let settings = Settings::read(file)?;
        let limits = given::all_limits(&settings.config, &read.limit)?;
        let given = given::registration(&args.registration.registration, &settings, &limits, kept)?;
        let options = options((args, read), &settings, &given, &limits, kept)?;
        let baseline = args.baseline.as_deref();
        let known = if anew { None } else { given::baseline(baseline, &settings, &limits, kept)? };
        let gate = Gate::new(args, &settings, known)?;
        let places = given::places(&read.symbols, &read.reference, &settings)?;
        Ok(Self { options, gate, places, given })
    }

    /// What is at these paths and is not excluded.
    pub(crate) fn find(&self, paths: &[PathBuf], verbose: bool) -> Result<Found> {
        let mut found = input::find_with(paths, &self.places, &self.options.limits).map_err(|why| anyhow!(why))?;
        self.gate.exclude(paths, verbose, &mut found);
        Ok(found)
    }
}

/// What the command line and the configuration say of what to look for.
fn options(
    (args, read): (&FindingArgs, &ReadArgs),
    settings: &Settings,
    given: &[Item],
    limits: &Limits,
    kept: &mut Kept,
) -> Result<Options> {
    let config = &settings.config;
    let rules = rules();
    let ids = |words: &[String]| -> Result<Vec<&'static str>, Unknown> {
        words.iter().map(|word| Ok(policy::resolve(&rules, word)?.id)).collect()
    };
    let severities = args.severity.iter().map(|it| Ok((policy::resolve(&rules, &it.rule)?.id, it.level)));
    let severities = severities.collect::<Result<Vec<_>, Unknown>>().context("--severity")?;
    let overrides = args.rule_override.as_deref().map(|path| given::overrides(path, limits, &rules, kept)).transpose();
    // The first one counts: what stands on the command line.
    let said = [severities, overrides.context("--rule-override")?.unwrap_or_default()].concat();
    let (mut select, mut ignore) = (ids(&args.select).context("--select")?, ids(&args.ignore).context("--ignore")?);
    // A rule that is asked for runs, whatever the configuration says, and so does one that gets a severity.
    if select.is_empty() {
        select.clone_from(&config.select);
        ignore.extend(config.ignored().filter(|rule| !said.iter().any(|(it, _)| it == rule)));
    }
    let options = Options {
        select,
        ignore,
        severities: said,
        levels: config.severities().collect(),
        min_confidence: args.min_confidence.or(config.min_confidence),
        tolerated: read.verbose || args.strict || config.strict == Some(true),
        scope: args.scope.or(config.scope).unwrap_or_default(),
        named: config.overrides.iter().flat_map(|it| it.symbols.clone()).collect(),
        bans: Arc::new(given::bans(&args.banned, &args.ban_set, settings, limits, kept)?),
        own: AssemblyNames::parse(&[args.own.clone(), config.own.clone()].concat())
            .map_err(|why| anyhow!(why))
            .context("--own")?,
        limits: *limits,
        registration: given.iter().flat_map(|item| item.registration.iter().cloned()).collect(),
        framework: false,
        roots_only: false,
        roots: RootChoice::Contracts,
        every_class: false,
        done: Arc::default(),
    };
    ensure!(rules.iter().any(|rule| options.runs(rule.id)), "--select and --ignore leave no rule to run");
    Ok(options)
}
