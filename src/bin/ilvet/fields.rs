//! `ilvet fields`

use anyhow::Result;

use crate::args::SitesArgs;
use crate::view::Job;
use ilvet::inspect::fields::fields;
use ilvet::inspect::pick::Selection;
use ilvet::policy::Outcome;
use ilvet::report;

pub(crate) fn run(args: &SitesArgs) -> Result<Outcome> {
    let job = Job::open(&args.select.view)?;
    let selected = &args.select.select;
    let fields = fields(job.label.clone(), &job.units, &job.options, &Selection::new(selected));
    job.finish_selected(fields, selected, args.format, report::write_fields)
}
