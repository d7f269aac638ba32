//! `ilvet roots`

use anyhow::Result;

use crate::args::{ListFormat, RootsArgs};
use crate::view::Job;
use ilvet::inspect::roots::{Roots, roots};
use ilvet::policy::{self, Outcome};
use ilvet::report;
use ilvet::text::Text;

pub(crate) fn run(args: &RootsArgs) -> Result<Outcome> {
    let job = Job::open_with(&args.view, &[], &args.registration.registration)?;
    let (roots, report) = roots(job.label.clone(), &job.units, &job.options);
    let scanned = policy::scanned(&report);
    // What the solutions say of classes that are not there.
    let is_given = |label: &Text| job.options.registration.iter().any(|it| it.label == *label);
    let is_scanned = |label: &Text| job.units.iter().flat_map(|unit| &unit.registration).any(|it| it.label == *label);
    // What is said of those that were given is said with them.
    let is_solution = |label: &Text| is_scanned(label) && !is_given(label);
    let lost = report.not_analysed.iter().filter(|it| it.kind == "registration" && is_solution(&it.input));
    let lost: Vec<String> = lost.map(|it| format!("{}: {}", it.input.safe(), it.reason)).collect();
    let notes = |roots: &Roots| {
        let none = roots.items.is_empty() && scanned;
        let none =
            none.then(|| "there is no plug-in or workflow activity: nothing is called by the platform".to_owned());
        none.into_iter().chain(lost).collect()
    };
    job.finish(roots, &report, notes, |roots, style, out| match args.format {
        ListFormat::Table => report::write_roots(roots, style, out),
        ListFormat::Json => report::write_json(roots, out),
    })
}
