//! `ilvet diff`

use std::collections::BTreeSet;
use std::path::Path;
use std::{mem, slice};

use anyhow::{Result, ensure};

use crate::args::{DiffArgs, DiffFail, DiffFormat};
use crate::kept::Kept;
use crate::settings::Settings;
use crate::terms::Terms;
use crate::view::Job;
use crate::{check, output};
use ilvet::finding::{Report, Status};
use ilvet::inspect::diff::{Query, diff};
use ilvet::policy::{self, Outcome};
use ilvet::report;

pub(crate) fn run(args: &DiffArgs) -> Result<Outcome> {
    let (read, path) = (&args.view.read, &args.view.input);
    let is_input = |path: &Path| path.as_os_str() == "-";
    ensure!(!(is_input(path) && is_input(&args.old)), "`-` is standard input, which can be one of the two states only");
    // Findings of the new state are those that `check` has of it.
    let file = Settings::find(&args.findings.config, slice::from_ref(path))?;
    let mut terms = Terms::read(&args.findings, read, file, false, &mut Kept::default())?;
    terms.options.framework = true;
    read.use_threads()?;
    let given = mem::take(&mut terms.given);
    let new = Job::open_by(read, path, &terms, given)?;
    let old = Job::open_by(read, &args.old, &terms, Vec::new())?;
    let (strict, query) = (terms.gate.strict, Query { public: args.public, ruling: terms.gate.ruling });
    let states = ((old.label.clone(), &*old.units), (new.label.clone(), &*new.units));
    let compared = diff(states.0, states.1, &query, &terms.options);
    let mut view = compared.view;
    let counts = view.counts.unwrap_or_default();
    let closes = |fail_on: &DiffFail| match fail_on {
        DiffFail::Breaking => counts.breaking > 0,
        DiffFail::NewFinding => counts.new_findings > 0,
        DiffFail::None => false,
    };
    let found = if args.fail_on.iter().any(closes) { Outcome::Found } else { Outcome::Passed };
    // Against nothing everything would be new, or gone.
    for (job, told) in [(&old, &compared.old), (&new, &compared.new)] {
        let report = &told.read;
        let is_read = |status| !matches!(status, Status::NotManaged | Status::Failed);
        if !report.assemblies.iter().any(|it| is_read(it.status)) {
            let outcome = job.admit(report);
            if let DiffFormat::Json = args.format {
                view.items.clear();
                view.counts = None;
                view.problems.retain(|problem| read.verbose || problem.kind == "error");
                let mut bytes = Vec::new();
                report::write_json(&view, &mut bytes)?;
                output::print(&bytes, output::colour(read.color))?;
            }
            ensure!(outcome == Outcome::NotDone, "{}: no file is a .NET assembly", job.label.safe());
            return Ok(outcome);
        }
    }
    let admitted = old.admit(&compared.old.read);
    for sentence in check::in_vain(&compared.new.checked, read.quiet) {
        output::note(&sentence);
    }
    for (label, unread) in &compared.unknown {
        let what = if label == unread { "it".to_owned() } else { unread.safe().to_string() };
        output::note(&format!("{} is not compared: {what} could not be read as a whole", label.safe()));
    }
    let unknown = !compared.unknown.is_empty();
    let hidden = view.problems.iter().any(|it| it.code == "GAP");
    let nothing = (unknown || hidden) && view.items.is_empty();
    let is_other = hashes(&compared.old.read) != hashes(&compared.new.read);
    let done = new.finish(
        view,
        &compared.new.read,
        |view| {
            let unseen = is_other && !nothing && view.items.is_empty();
            if unseen {
                vec!["the files are not the same, and what code does is not compared".to_owned()]
            } else {
                Vec::new()
            }
        },
        |view, style, out| match args.format {
            // That nothing differs is not known.
            DiffFormat::Table | DiffFormat::Markdown if nothing => Ok(()),
            DiffFormat::Table => report::write_diff(view, style, out),
            DiffFormat::Json => report::write_json(view, out),
            DiffFormat::Markdown => report::write_diff_markdown(view, out),
        },
    )?;
    // What was to be compared was not.
    let mut lost = if unknown { Outcome::NotDone } else { Outcome::Passed };
    if strict && ![&compared.old, &compared.new].iter().all(|it| policy::complete(&it.checked)) {
        output::note("--strict: not everything could be analysed");
        lost = Outcome::NotDone;
    }
    Ok(found.max(admitted).max(done).max(lost))
}

/// The hashes of all that was read.
fn hashes(report: &Report) -> BTreeSet<&str> {
    report.inputs.iter().filter_map(|it| it.sha256.as_deref()).collect()
}
