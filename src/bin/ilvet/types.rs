//! `ilvet types`

use anyhow::Result;

use crate::args::ListArgs;
use crate::view::Job;
use ilvet::inspect::types::types;
use ilvet::policy::Outcome;
use ilvet::report;

pub(crate) fn run(args: &ListArgs) -> Result<Outcome> {
    let job = Job::open(&args.select.view)?;
    let types = types(job.label.clone(), &job.units, &job.options, &args.filter());
    job.finish_selected(types, &args.select.select, args.format, report::write_types)
}
