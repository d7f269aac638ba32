//! `ilvet tables`

use anyhow::{Context, Result, anyhow};

use crate::args::{ListFormat, TablesArgs};
use crate::view::Job;
use ilvet::inspect::tables::{TableSelection, each, tables};
use ilvet::policy::Outcome;
use ilvet::report::{self, Unwritten};

pub(crate) fn run(args: &TablesArgs) -> Result<Outcome> {
    let selection = TableSelection::new(&args.select, &args.heap).map_err(|why| anyhow!(why)).context("SELECT")?;
    let job = Job::open(&args.view)?;
    if let ListFormat::Json = args.format {
        let (view, report) = tables(job.label.clone(), &job.units, &job.options, &selection);
        return job.finish(view, &report, |_| Vec::new(), |view, _, out| report::write_json(view, out));
    }
    job.finish_text(&args.select, |opened, out| {
        let mut done = Ok(());
        let mut written = Unwritten { is_empty: true, ..Unwritten::default() };
        each(opened, &selection, report::TABLES_BLOB, &mut |item| {
            if done.is_ok() {
                done = report::write_tables_item(&item, out);
                written.is_empty = false;
            }
        });
        done.map(|()| written)
    })
}
