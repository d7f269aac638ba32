//! `ilvet members`

use anyhow::Result;

use crate::args::ListArgs;
use crate::view::{EMPTY, Job};
use ilvet::inspect::members::members;
use ilvet::policy::Outcome;
use ilvet::report;

pub(crate) fn run(args: &ListArgs) -> Result<Outcome> {
    let job = Job::open(&args.select.view)?;
    let members = members(job.label.clone(), &job.units, &job.options, &args.filter());
    job.finish_selected(members, &args.select.select, args.format, EMPTY, report::write_members)
}
