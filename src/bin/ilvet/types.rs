//! `ilvet types`

use anyhow::Result;

use crate::args::ListArgs;
use crate::view::{EMPTY, Job, Words};
use ilvet::inspect::types::types;
use ilvet::policy::Outcome;
use ilvet::report;

pub(crate) fn run(args: &ListArgs) -> Result<Outcome> {
    let job = Job::open(&args.select.view)?;
    // A type may be there that --public leaves out.
    let words: Words = if args.public { EMPTY } else { |name, _| format!("`{name}` is no type of the input") };
    let types = types(job.label.clone(), &job.units, &job.options, &args.filter());
    job.finish_selected(types, &args.select.select, args.format, words, report::write_types)
}
