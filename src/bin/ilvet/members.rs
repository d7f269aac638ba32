//! `ilvet members`

use anyhow::Result;

use crate::args::ListArgs;
use crate::view::Job;
use ilvet::inspect::members::members;
use ilvet::policy::Outcome;
use ilvet::report;

pub(crate) fn run(args: &ListArgs) -> Result<Outcome> {
    let job = Job::open(&args.select.view)?;
    let members = members(job.label.clone(), &job.units, &job.options, &args.filter());
    job.finish_selected(members, &args.select.select, args.format, report::write_members)
}
