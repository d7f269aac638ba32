//! `ilvet refs`

use anyhow::Result;

use crate::args::SitesArgs;
use crate::view::{Job, Words};
use ilvet::inspect::pick::Selection;
use ilvet::inspect::refs::refs;
use ilvet::policy::Outcome;
use ilvet::report;

pub(crate) fn run(args: &SitesArgs) -> Result<Outcome> {
    let mut job = Job::open(&args.select.view)?;
    job.takes_homes = true;
    let selected = &args.select.select;
    let refs = refs(job.label.clone(), &job.units, &job.options, &Selection::new(selected));
    let words: Words = |name, _| format!("`{name}` is of the input itself, and no other assembly's");
    job.finish_selected(refs, selected, args.format, words, |refs, style, out| {
        report::write_refs(refs, !selected.is_empty(), style, out)
    })
}
