//! `ilvet check`

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anstream::ColorChoice;
use anyhow::{Context, Result, anyhow, ensure};

use crate::agent;
use crate::args::{CheckArgs, LimitValue};
use crate::gate::Gate;
use crate::output::{self, Outputs, Target};
use crate::registry::rules;
use crate::settings::Settings;
use ilvet::apis::bans::BanList;
use ilvet::check::{self, Options, Unit, check};
use ilvet::dataverse::RootChoice;
use ilvet::finding::{Report, RuleInfo, Severity, Status};
use ilvet::input::{self, Found, Item, Places};
use ilvet::inspect::why::{self, Why};
use ilvet::limits::Limits;
use ilvet::policy::config::Config;
use ilvet::policy::{self, AssemblyNames, Outcome, Unknown};
use ilvet::report::{self, Format, Style};
use ilvet::symbols::is_windows;
use ilvet::text::{Safe, Text};

pub(crate) fn run(args: &CheckArgs) -> Result<Outcome> {
    let settings = Settings::load(&args.config, &args.paths)?;
    let config = &settings.config;
    let limits = all_limits(config, &args.limit)?;
    let registration = [args.registration.clone(), settings.paths(&config.registration)].concat();
    let given = input::solutions(&registration, &limits).map_err(|why| anyhow!(why)).context("--registration")?;
    let options = options(args, &settings, &given, &limits)?;
    let gate = Gate::new(args, &settings, &limits)?;
    let places = places(args, &settings);
    let found = input::find_with(&args.paths, &places, &options.limits);
    let mut found = found.map_err(|why| anyhow!(why))?;
    gate.exclude(args, &mut found);
    if args.list {
        return list(&found);
    }
    found.items.extend(given);
    if args.verbose {
        for it in &found.notes {
            output::note(&format!("{}: {}", it.label.safe(), it.what));
        }
    }
    let Targets { reports: targets, baseline: to_baseline } = targets(args, &places, &found)?;
    if let Some(jobs) = args.jobs {
        rayon::ThreadPoolBuilder::new().num_threads(jobs.into()).build_global().context("--jobs")?;
    }
    let units = units(found);
    let mut report = check(&units, &options);
    // Behind what the command line says of severities stands what the configuration says.
    let said = options.severities.len().saturating_sub(config.severities.len());
    gate.apply(&mut report, &options, &options.severities[..said]);
    report::sort(&mut report);
    let mut outputs = Outputs::default();
    if let Some(target) = to_baseline {
        let mut bytes = Vec::new();
        report::write_json(&report, &mut bytes)?;
        outputs.add(&target, &bytes)?;
        policy::accept(&mut report.findings);
        report.count();
    }
    for sentence in unused_solutions(&report, &options) {
        output::note(&sentence);
    }
    let evidence = match &args.why {
        Some(written) => narrow(written, &mut report, &units, &options).context("--why")?,
        None => Vec::new(),
    };
    publish(args, &gate, &report, &evidence, &units, &targets, outputs)?;
    Ok(policy::outcome(&report, gate.fail_on, gate.strict))
}

/// Where to look for what the inputs need: what is named on the command line comes first.
fn places(args: &CheckArgs, settings: &Settings) -> Places {
    let config = &settings.config;
    let mut symbols = args.symbols.clone();
    symbols.symbols = symbols.symbols.or_else(|| {
        config.symbols.as_ref().map(|word| match word.as_str() {
            "auto" | "off" => PathBuf::from(word),
            folder => settings.path(folder),
        })
    });
    // One of another system is no path here.
    let here = |it: &String| if is_windows(it) { it.clone() } else { settings.path(it).to_string_lossy().into_owned() };
    let root = || config.source_root.as_ref().map(here);
    symbols.source_root = symbols.source_root.or_else(root);
    symbols.places(&[args.reference.clone(), settings.paths(&config.reference)].concat())
}

/// `--why`: leaves the findings that are asked about, with paths of any length, and gives their evidence.
fn narrow(written: &str, report: &mut Report, units: &[Unit], options: &Options) -> Result<Vec<Why>> {
    let places = why::find(report, written).map_err(|sentence| anyhow!(sentence));
    let places = places.inspect_err(|_| failures(report, units).iter().for_each(|it| output::note(it)))?;
    let evidence = why::why(units, options, report, &places);
    check::keep(report, evidence.iter().map(|why| why.finding.clone()).collect());
    Ok(evidence)
}

/// What the command line and the configuration say to `check`.
fn options(args: &CheckArgs, settings: &Settings, given: &[Item], limits: &Limits) -> Result<Options> {
    let config = &settings.config;
    let rules = rules();
    let ids = |words: &[String]| -> Result<Vec<&'static str>, Unknown> {
        words.iter().map(|word| Ok(policy::resolve(&rules, word)?.id)).collect()
    };
    let severities = args.severity.iter().map(|it| Ok((policy::resolve(&rules, &it.rule)?.id, it.level)));
    let severities = severities.collect::<Result<Vec<_>, Unknown>>().context("--severity")?;
    let overrides = args.rule_override.as_deref().map(|path| overrides(path, limits, &rules)).transpose();
    // The first one counts: what stands on the command line.
    let said = [severities, overrides.context("--rule-override")?.unwrap_or_default()].concat();
    let (mut select, mut ignore) = (ids(&args.select).context("--select")?, ids(&args.ignore).context("--ignore")?);
    // A rule that is asked for runs, whatever the configuration says, and so does one that gets a severity.
    if select.is_empty() {
        select.clone_from(&config.select);
        ignore.extend(config.ignore.iter().filter(|rule| !said.iter().any(|(it, _)| it == *rule)));
    }
    let options = Options {
        select,
        ignore,
        severities: [said, config.severities.clone()].concat(),
        min_confidence: args.min_confidence.or(config.min_confidence),
        tolerated: args.verbose || args.strict || config.strict == Some(true),
        scope: args.scope.or(config.scope).unwrap_or_default(),
        bans: Arc::new(bans(args, settings, limits)?),
        own: AssemblyNames::parse(&[args.own.clone(), config.own.clone()].concat())
            .map_err(|why| anyhow!(why))
            .context("--own")?,
        limits: *limits,
        registration: given.iter().flat_map(|item| item.registration.iter().cloned()).collect(),
        roots_only: false,
        roots: RootChoice::Contracts,
        every_class: false,
    };
    ensure!(rules.iter().any(|rule| options.runs(rule.id)), "--select and --ignore leave no rule to run");
    Ok(options)
}

/// What is forbidden, on the command line and in the configuration.
fn bans(args: &CheckArgs, settings: &Settings, limits: &Limits) -> Result<BanList> {
    let config = &settings.config;
    let mut list = BanList::default();
    config.bans.iter().for_each(|ban| list.add(ban.clone()));
    let files = args.banned.iter().map(|path| (path.clone(), "--banned"));
    for (path, what) in files.chain(settings.paths(&config.banned).into_iter().map(|path| (path, "banned"))) {
        let bytes =
            input::read(&path, limits.file_bytes).map_err(|why| anyhow!("{what} {}: {why}", Safe::path(&path)))?;
        list.read(&String::from_utf8_lossy(&bytes), &Text(path.to_string_lossy().replace('\\', "/")));
    }
    for set in args.ban_set.iter().chain(&config.ban_sets) {
        list.add_set(set);
    }
    Ok(list)
}

/// `--rule-override`: a list of rules and levels as Microsoft's tools take it.
fn overrides(path: &Path, limits: &Limits, rules: &[&'static RuleInfo]) -> Result<Vec<(&'static str, Severity)>> {
    let shown = Safe::path(path);
    let bytes = input::read(path, limits.file_bytes).map_err(|why| anyhow!("{shown}: {why}"))?;
    let list = policy::overrides(&String::from_utf8_lossy(&bytes)).map_err(|why| anyhow!("{shown}: {why}"))?;
    let (mut known, mut others) = (Vec::new(), Vec::new());
    for (rule, level) in list {
        match policy::resolve(rules, &rule) {
            Ok(rule) => known.push((rule.id, level)),
            Err(_) if policy::is_of_others(rules, &rule) => others.push(rule),
            Err(unknown) => return Err(unknown.into()),
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
fn all_limits(config: &Config, changed: &[LimitValue]) -> Result<Limits> {
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

/// `--list`: what would be opened, one a line; what is not there is said on standard error.
fn list(found: &Found) -> Result<Outcome> {
    let (mut lines, mut outcome) = (String::new(), Outcome::Passed);
    for item in &found.items {
        let mut lost = |why: &str| {
            output::note(&format!("{}: {}", item.label.safe(), Safe::new(why)));
            outcome = Outcome::NotDone;
        };
        match item.supply.container() {
            // Its members are in the list themselves.
            Some(container) => container.lost.iter().for_each(|why| lost(&why.what)),
            None if !item.opened => lost(&item.supply.input().err().map(|why| why.what).unwrap_or_default()),
            None => {
                lines.push_str(&report::harmless(&item.label.safe().to_string()));
                lines.push('\n');
            }
        }
    }
    output::print(lines.as_bytes(), ColorChoice::Never)?;
    Ok(outcome)
}

/// Where files go that the command line asks for.
struct Targets {
    reports: Vec<(Format, Target)>,
    baseline: Option<Target>,
}

/// The targets, checked before anything is analysed.
fn targets(args: &CheckArgs, places: &Places, found: &Found) -> Result<Targets> {
    let references = places.references.iter().map(PathBuf::as_path);
    let paths = found.items.iter().filter_map(|item| item.path.as_deref()).chain(references);
    let inputs: Vec<PathBuf> = paths.filter_map(|path| fs::canonicalize(path).ok()).collect();
    let mut known: Vec<PathBuf> = Vec::new();
    let mut target = |option: &str, path: &Path| {
        let target = Target::check(option, path, &inputs)?;
        ensure!(!known.iter().any(|it| it == target.path()), "{option} {}: named twice", Safe::path(path));
        known.push(target.path().to_owned());
        Ok(target)
    };
    let reports = args.output.iter().map(|it| Ok((it.format, target("--output", &it.path)?)));
    let reports = reports.collect::<Result<Vec<_>>>()?;
    let baseline = args.write_baseline.as_deref().map(|path| target("--write-baseline", path)).transpose()?;
    Ok(Targets { reports, baseline })
}

/// Units of work from what was found.
pub(crate) fn units(found: Found) -> Vec<Unit> {
    found
        .items
        .into_iter()
        .map(|it| Unit { label: it.label, named: it.named, supply: it.supply, registration: it.registration })
        .collect()
}

/// Puts the report where it was asked for, and on standard error what the user has to know beside it.
fn publish(
    args: &CheckArgs,
    gate: &Gate,
    report: &Report,
    evidence: &[Why],
    units: &[Unit],
    targets: &[(Format, Target)],
    mut outputs: Outputs,
) -> Result<()> {
    let colour = output::colour(args.color);
    let plain =
        Style { fail_on: gate.fail_on, strict: gate.strict, suppressed: args.show_suppressed, ..Style::default() };
    let style = Style { colour: colour != ColorChoice::Never, width: output::width(), ..plain };
    let on_screen = args.format == Format::Table && io::stdout().is_terminal() && io::stderr().is_terminal();
    if !on_screen || args.why.is_some() {
        for sentence in failures(report, units) {
            output::note(&sentence);
        }
    }
    if !args.quiet {
        for sentence in refused_symbols(report).into_iter().chain(vain_bans(report)) {
            output::note(&sentence);
        }
        for unused in &report.unused {
            output::note(&unused.what);
        }
    }
    if args.verbose {
        for sentence in skipped(report) {
            output::note(&sentence);
        }
    }
    for pattern in &report.unused_own {
        output::note(&format!("--own {}: no assembly that was looked at has such a name", Safe::new(pattern)));
    }
    if report.summary.failed_inputs == 0 && !policy::scanned(report) {
        output::note("nothing was scanned: no file is a .NET assembly with code in it");
    } else if gate.strict && !policy::complete(report) {
        output::note("--strict: not everything could be analysed");
    }
    for (format, target) in targets {
        let mut bytes = Vec::new();
        report::write(report, *format, plain, &mut bytes)?;
        outputs.add(target, &bytes)?;
    }
    outputs.finish()?;
    let mut bytes = Vec::new();
    match (args.format, &args.why) {
        (Format::Table, Some(_)) => report::write_why(evidence, style, &mut bytes)?,
        (format, _) => report::write(report, format, style, &mut bytes)?,
    }
    agent::tell(args.format, report, plain, targets, &mut bytes)?;
    output::print(&bytes, colour)?;
    if args.format != Format::Table && !args.quiet {
        output::note(&report::verdict(report, plain));
    }
    Ok(())
}

/// One sentence for each solution that was given in vain.
pub(crate) fn unused_solutions(report: &Report, options: &Options) -> Vec<String> {
    let given = |label: &Text| options.registration.iter().any(|it| it.label == *label);
    let vain = report.not_analysed.iter().filter(|it| it.kind == "registration" && given(&it.input));
    vain.map(|it| format!("--registration {}: {}", it.input.safe(), it.reason)).collect()
}

/// Symbols that are there and were not used: without a word, a report without lines would be a riddle.
pub(crate) fn refused_symbols(report: &Report) -> Vec<String> {
    let refused = report.assemblies.iter().filter_map(|it| Some((&it.input, it.symbols_refused.as_ref()?)));
    refused.map(|(input, why)| format!("{}: symbols were not used: {}", input.safe(), why.safe())).collect()
}

/// Entries of lists of forbidden symbols that cannot be read, or that name nothing.
fn vain_bans(report: &Report) -> Vec<String> {
    let vain = report.not_analysed.iter().filter(|it| matches!(it.kind, "brokenBan" | "unmatchedBan"));
    vain.map(|it| format!("{}: {}", it.input.safe(), it.reason)).collect()
}

/// One sentence for each input that could not be analysed though it was asked for.
pub(crate) fn failures(report: &Report, units: &[Unit]) -> Vec<String> {
    let named: BTreeSet<&Text> = units.iter().filter(|unit| unit.named).map(|unit| &unit.label).collect();
    let unreadable = report.inputs.iter().filter(|it| it.kind == "unreadable").map(|it| &it.path);
    let failed = report.assemblies.iter().filter(|it| match it.status {
        Status::Failed => true,
        Status::NotManaged | Status::ReferenceAssembly => named.contains(&it.input),
        _ => false,
    });
    let broken = |input: &&Text| report.problems.iter().any(|it| it.kind == "error" && it.input == **input);
    let archives =
        report.inputs.iter().filter(|it| matches!(it.kind, "archive" | "solution")).map(|it| &it.path).filter(broken);
    // A file that is cut was analysed as far as it goes.
    let cut = report.problems.iter().filter(|it| it.kind == "error" && it.code == "P17").map(|it| &it.input);
    let failed: BTreeSet<&Text> = unreadable.chain(failed.map(|it| &it.input)).chain(archives).chain(cut).collect();
    let sentence = |input: &Text| {
        let why = report.problems.iter().find(|it| it.kind == "error" && it.token.is_none() && it.input == *input);
        let why = why.map_or("cannot be analysed", |problem| problem.what.as_str());
        format!("{}: {}", input.safe(), Safe::new(why))
    };
    failed.into_iter().map(sentence).collect()
}

/// One sentence for each file of a folder or an archive that was skipped.
fn skipped(report: &Report) -> Vec<String> {
    let why = |input: &Text| match report.assemblies.iter().find(|it| it.input == *input).map(|it| it.status) {
        Some(Status::ReferenceAssembly) => "skipped: a reference assembly",
        None => "skipped: a satellite assembly, which holds texts only",
        _ => "skipped: not a .NET assembly",
    };
    let inputs = report.inputs.iter().filter(|it| it.kind == "skipped").map(|it| &it.path);
    inputs.map(|input| format!("{}: {}", input.safe(), why(input))).collect()
}
