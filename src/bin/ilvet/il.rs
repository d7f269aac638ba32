//! `ilvet il`

use std::io;

use anyhow::Result;

use crate::args::{IlArgs, IlFormat};
use crate::view::{self, Job};
use ilvet::inspect::il::il;
use ilvet::inspect::pick::Selection;
use ilvet::policy::Outcome;
use ilvet::report;

pub(crate) fn run(args: &IlArgs) -> Result<Outcome> {
    let job = Job::open(&args.select.view)?;
    let selection = Selection::new(&args.select.select);
    if let IlFormat::Json = args.format {
        let (view, report) = il(job.label.clone(), &job.units, &job.options, &selection);
        return job.finish(
            view,
            &report,
            |view| view::nothing(view, &args.select.select),
            |view, _, out| report::write_json(view, out),
        );
    }
    job.finish_text(&args.select.select, |opened, out: &mut dyn io::Write| {
        report::write_il(opened.universe, &selection, out)
    })
}
