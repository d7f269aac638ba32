//! `ilvet calls`

use anyhow::Result;

use crate::args::SitesArgs;
use crate::view::{Job, Words};
use ilvet::inspect::calls::calls;
use ilvet::inspect::pick::Selection;
use ilvet::policy::Outcome;
use ilvet::report;

pub(crate) fn run(args: &SitesArgs) -> Result<Outcome> {
    let job = Job::open(&args.select.view)?;
    let selected = &args.select.select;
    let calls = calls(job.label.clone(), &job.units, &job.options, &Selection::new(selected));
    let words: Words = |name, _| format!("no code calls `{name}`, and it calls nothing");
    job.finish_selected(calls, selected, args.format, words, report::write_calls)
}
