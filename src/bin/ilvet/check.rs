//! `ilvet check`

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use anstream::ColorChoice;
use anyhow::{Context, Result, anyhow, ensure};

use crate::agent;
use crate::args::CheckArgs;
use crate::gate::Gate;
use crate::kept::Kept;
use crate::output::{self, Outputs, Target};
use crate::progress::Progress;
use crate::settings::Settings;
use crate::terms::Terms;
use crate::undone::Wanted;
use ilvet::check::{self, Options, Unit, check};
use ilvet::finding::{Problem, Report, Status};
use ilvet::input::Found;
use ilvet::inspect::why::{self, Why};
use ilvet::policy::{self, Outcome};
use ilvet::report::{self, Format, Style};
use ilvet::text::{Safe, Text};

pub(crate) fn run(args: &CheckArgs) -> Result<Outcome> {
    let (mut kept, wanted) = (Kept::default(), Wanted::from(args));
    let mut place = check::COMMAND_LINE.to_owned();
    let job = Job::prepare(args, &mut kept, &mut place).inspect_err(|error| {
        // `--list` writes no report.
        if !args.list {
            wanted.tell(&kept, &place, &format!("{error:#}"), true);
        }
    })?;
    if args.list {
        return list(&job.found);
    }
    // Of outputs that cannot all be written none is.
    let tell = |error: &anyhow::Error, kept: &Kept| wanted.tell(kept, &place, &format!("{error:#}"), false);
    let targets = targets(args, &job, &mut kept).inspect_err(|error| tell(error, &kept))?;
    job.run(args, targets).inspect_err(|error| tell(error, &kept))
}

/// A run, ready to begin.
struct Job {
    terms: Terms,
    found: Found,
}

impl Job {
    /// Reads all that the command line and the configuration name. What must not be overwritten is kept, and the file in which most of it stands is
    /// the `place`.
    fn prepare(args: &CheckArgs, kept: &mut Kept, place: &mut String) -> Result<Self> {
        kept.add_all(args.paths.iter().map(PathBuf::as_path), "an input");
        let file = Settings::find(&args.findings.config, &args.paths)?;
        if let Some(file) = &file {
            kept.add(file, "the configuration");
            *place = Safe::path(file).to_string();
        }
        let mut terms = Terms::read(&args.findings, &args.read, file, args.write_baseline.is_some(), kept)?;
        terms.gate.fail_on = args.fail_on.unwrap_or(terms.gate.fail_on);
        let found = terms.find(&args.paths, args.read.verbose)?;
        Ok(Self { terms, found })
    }

    /// Analyses, decides and reports.
    fn run(self, args: &CheckArgs, targets: Targets) -> Result<Outcome> {
        let Self { terms: Terms { options, gate, given, .. }, mut found } = self;
        found.items.extend(given);
        if args.read.verbose {
            passed_over(&found);
        }
        args.read.use_threads()?;
        let units = units(found);
        let progress = Progress::watch(&options.done, units.len(), args.read.quiet);
        let mut report = check(&units, &options);
        drop(progress);
        gate.apply(&mut report, &options);
        report::sort(&mut report);
        let mut outputs = Outputs::default();
        if let Some(target) = targets.baseline {
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
        publish(args, &gate, &report, &evidence, &units, &targets.reports, outputs)?;
        Ok(policy::outcome(&report, gate.fail_on, gate.strict))
    }
}

/// `--why`: leaves the findings that are asked about, with paths of any length, and gives their evidence.
fn narrow(written: &str, report: &mut Report, units: &[Unit], options: &Options) -> Result<Vec<Why>> {
    let places = why::find(report, written).map_err(|sentence| anyhow!(sentence));
    let places = places.inspect_err(|_| failures(report, units).iter().for_each(|it| output::note(it)))?;
    let evidence = why::why(units, options, report, &places);
    check::keep(report, evidence.iter().map(|why| why.finding.clone()).collect());
    Ok(evidence)
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
fn targets(args: &CheckArgs, job: &Job, kept: &mut Kept) -> Result<Targets> {
    let items = job.found.items.iter().chain(&job.terms.given).filter_map(|item| item.path.as_deref());
    kept.add_all(items.chain(job.terms.places.references.iter().map(PathBuf::as_path)), "an input");
    let mut known: Vec<PathBuf> = Vec::new();
    let mut target = |option: &str, path: &Path| {
        let target = Target::check(option, path, kept)?;
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
    let colour = output::colour(args.read.color);
    let plain =
        Style { fail_on: gate.fail_on, strict: gate.strict, suppressed: args.show_suppressed, ..Style::default() };
    let style = Style { colour: colour != ColorChoice::Never, width: output::width(), ..plain };
    let on_screen = args.format == Format::Table && io::stdout().is_terminal() && io::stderr().is_terminal();
    if !on_screen || args.why.is_some() {
        for sentence in failures(report, units) {
            output::note(&sentence);
        }
    }
    if !args.read.quiet {
        for sentence in refused_symbols(report) {
            output::note(&sentence);
        }
    }
    for sentence in in_vain(report, args.read.quiet) {
        output::note(&sentence);
    }
    if args.read.verbose {
        for sentence in skipped(report) {
            output::note(&sentence);
        }
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
    if args.format != Format::Table && !args.read.quiet {
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

/// Copies of an assembly of which only one is shown.
pub(crate) fn copies(report: &Report) -> Option<String> {
    let mut copies = report.assemblies.iter().filter_map(|it| Some((&it.input, it.duplicate_of.as_ref()?)));
    let (copy, first) = copies.next()?;
    let said = format!("{} has the same bytes as {}, which stands for both", copy.safe(), first.safe());
    match copies.count() {
        0 => Some(said),
        more => Some(format!("{said}; and {more} like it")),
    }
}

/// Symbols that are there and were not used, or not all of them: without a word, a report without lines would be a riddle.
pub(crate) fn refused_symbols(report: &Report) -> Vec<String> {
    let refused = report.assemblies.iter().filter_map(|it| Some((it, it.symbols_refused.as_ref()?)));
    let mut notes: Vec<String> = refused
        .map(|(it, why)| match it.symbols {
            None => format!("{}: symbols were not used: {}", it.input.safe(), why.safe()),
            Some(_) => format!("{}: source lines may be missing: {}", it.input.safe(), why.safe()),
        })
        .collect();
    // Methods whose own part of the symbols is broken, by input.
    let mut broken: BTreeMap<&Text, (&Problem, u32)> = BTreeMap::new();
    for problem in report.problems.iter().filter(|it| it.code == "D04") {
        broken.entry(&problem.input).or_insert((problem, 0)).1 += problem.count;
    }
    notes.extend(broken.into_iter().map(|(input, (first, count))| {
        let member = first.member.as_ref().map(|it| format!("{}: ", it.safe())).unwrap_or_default();
        let place = first.offset.map(|it| format!(", at 0x{it:x}")).unwrap_or_default();
        let more = if count > 1 { format!("; and {} like it", count - 1) } else { String::new() };
        format!("{}: {member}{}{place}{more}", input.safe(), first.what)
    }));
    notes
}

/// One sentence for each thing that was said of findings in vain: bans that cannot be read or that name nothing, suppressions that suppress nothing, names of
/// own assemblies that none has. The last may change every finding, and is said in any case.
pub(crate) fn in_vain(report: &Report, quiet: bool) -> Vec<String> {
    let bans = report.not_analysed.iter().filter(|it| matches!(it.kind, "brokenBan" | "unmatchedBan"));
    let bans = bans.map(|it| format!("{}: {}", it.input.safe(), it.reason));
    let rest = bans.chain(report.unused.iter().map(|it| it.what.clone())).filter(|_| !quiet);
    let own = report.unused_own.iter();
    rest.chain(own.map(|it| format!("--own {}: no assembly that was looked at has such a name", Safe::new(it))))
        .collect()
}

/// Says what was met on the way to the inputs and passed over.
pub(crate) fn passed_over(found: &Found) {
    for it in &found.notes {
        output::note(&format!("{}: {}", it.label.safe(), it.what));
    }
}

/// The inputs that could not be analysed though that was asked for.
pub(crate) fn failed<'r>(report: &'r Report, units: &[Unit]) -> BTreeSet<&'r Text> {
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
    unreadable.chain(failed.map(|it| &it.input)).chain(archives).chain(cut).collect()
}

/// One sentence for each of them.
pub(crate) fn failures(report: &Report, units: &[Unit]) -> Vec<String> {
    let sentence = |input: &Text| {
        let why = report.problems.iter().find(|it| it.kind == "error" && it.token.is_none() && it.input == *input);
        let why = why.map_or("cannot be analysed", |problem| problem.what.as_str());
        format!("{}: {}", input.safe(), Safe::new(why))
    };
    failed(report, units).into_iter().map(sentence).collect()
}

/// One sentence for each file of a folder or an archive that was skipped.
pub(crate) fn skipped(report: &Report) -> Vec<String> {
    let why = |input: &Text| match report.assemblies.iter().find(|it| it.input == *input).map(|it| it.status) {
        Some(Status::ReferenceAssembly) => "skipped: a reference assembly",
        None => "skipped: a satellite assembly, which holds texts only",
        _ => "skipped: not a .NET assembly",
    };
    let inputs = report.inputs.iter().filter(|it| it.kind == "skipped").map(|it| &it.path);
    inputs.map(|input| format!("{}: {}", input.safe(), why(input))).collect()
}
