//! `ilvet info`

use anyhow::Result;

use crate::args::InfoArgs;
use crate::view::{EMPTY, Job};
use ilvet::inspect::info::info;
use ilvet::policy::Outcome;
use ilvet::report;

pub(crate) fn run(args: &InfoArgs) -> Result<Outcome> {
    let job = Job::open(&args.view)?;
    job.finish_selected(info(job.label.clone(), &job.units, &job.options), &[], args.format, EMPTY, report::write_info)
}
