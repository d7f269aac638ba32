//! `ilvet fields`

use anyhow::Result;

use crate::args::SitesArgs;
use crate::view::{Job, Words};
use ilvet::inspect::fields::fields;
use ilvet::inspect::known::Fields;
use ilvet::inspect::pick::Selection;
use ilvet::policy::Outcome;
use ilvet::report;

pub(crate) fn run(args: &SitesArgs) -> Result<Outcome> {
    let job = Job::open(&args.select.view)?;
    let selected = &args.select.select;
    let fields = fields(job.label.clone(), &job.units, &job.options, &Selection::new(selected));
    let words: Words = |name, known| match known.fields {
        Fields::None => format!("`{name}` is no field"),
        Fields::Constants => format!("`{name}` is a constant: compilers write its value where it is used"),
        Fields::Others => format!("no code reads or writes `{name}`"),
    };
    job.finish_selected(fields, selected, args.format, words, report::write_fields)
}
