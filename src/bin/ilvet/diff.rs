//! `ilvet diff`

use anyhow::{Result, ensure};

use crate::args::{DiffArgs, DiffFail, DiffFormat};
use crate::output;
use crate::view::Job;
use ilvet::finding::Status;
use ilvet::inspect::diff::diff;
use ilvet::policy::Outcome;
use ilvet::report;
use ilvet::text::Text;

pub(crate) fn run(args: &DiffArgs) -> Result<Outcome> {
    let new = Job::open_with(&args.view, &args.own, &[])?;
    let old = Job::open_other(&args.view, &args.old, &args.own)?;
    let label = Text(format!("{} .. {}", old.label.as_str(), new.label.as_str()));
    let compared = diff(label, &old.units, &new.units, args.public, &new.options);
    let mut view = compared.view;
    let closes = |fail_on: &DiffFail| match fail_on {
        DiffFail::Breaking => view.items.iter().any(|it| it.breaking),
        DiffFail::NewFinding => view.items.iter().any(|it| it.kind == "finding" && it.change == "added"),
        DiffFail::None => false,
    };
    let found = if args.fail_on.iter().any(closes) { Outcome::Found } else { Outcome::Passed };
    // Against nothing everything would be new, or gone.
    for (job, report) in [(&old, &compared.old), (&new, &compared.new)] {
        let is_read = |status| !matches!(status, Status::NotManaged | Status::Failed);
        if !report.assemblies.iter().any(|it| is_read(it.status)) {
            let outcome = job.admit(report);
            if let DiffFormat::Json = args.format {
                view.items.clear();
                view.problems.retain(|problem| problem.kind == "error");
                let mut bytes = Vec::new();
                report::write_json(&view, &mut bytes)?;
                output::print(&bytes, output::colour(args.view.color))?;
            }
            ensure!(outcome == Outcome::NotDone, "{}: no file is a .NET assembly", job.label.safe());
            return Ok(outcome);
        }
    }
    let read = old.admit(&compared.old);
    for (label, unread) in &compared.unknown {
        let what = if label == unread { "it".to_owned() } else { unread.safe().to_string() };
        output::note(&format!("{} is not compared: {what} could not be read as a whole", label.safe()));
    }
    let unknown = !compared.unknown.is_empty();
    let hidden = view.problems.iter().any(|it| it.code == "GAP");
    let nothing = (unknown || hidden) && view.items.is_empty();
    let done = new.finish(
        view,
        &compared.new,
        |_| Vec::new(),
        |view, style, out| match args.format {
            // That nothing differs is not known.
            DiffFormat::Table | DiffFormat::Markdown if nothing => Ok(()),
            DiffFormat::Table => report::write_diff(view, style, out),
            DiffFormat::Json => report::write_json(view, out),
            DiffFormat::Markdown => report::write_diff_markdown(view, out),
        },
    )?;
    // What was to be compared was not.
    let lost = if unknown { Outcome::NotDone } else { Outcome::Passed };
    Ok(found.max(read).max(done).max(lost))
}
