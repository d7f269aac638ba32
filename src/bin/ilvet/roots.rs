//! `ilvet roots`

use anyhow::Result;

use crate::args::{ListFormat, RootsArgs};
use crate::view::Job;
use ilvet::inspect::roots::{Roots, roots};
use ilvet::policy::{self, Outcome};
use ilvet::report;

pub(crate) fn run(args: &RootsArgs) -> Result<Outcome> {
    let job = Job::open_with(&args.view, &[], &args.registration)?;
    let (roots, report) = roots(job.label.clone(), &job.units, &job.options);
    let scanned = policy::scanned(&report);
    let notes = |roots: &Roots| {
        let none = roots.items.is_empty() && scanned;
        none.then(|| "there is no plug-in or workflow activity: nothing is called by the platform".to_owned())
            .into_iter()
            .collect()
    };
    job.finish(roots, &report, notes, |roots, style, out| match args.format {
        ListFormat::Table => report::write_roots(roots, style, out),
        ListFormat::Json => report::write_json(roots, out),
    })
}
