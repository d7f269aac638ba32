//! `ilvet tables`

use anyhow::{Context, Result, anyhow};

use crate::args::{ListFormat, TablesArgs};
use crate::view::{Job, Lost};
use ilvet::inspect::tables::{TableSelection, absent_rows, each, tables};
use ilvet::policy::Outcome;
use ilvet::report::{self, Unwritten};

pub(crate) fn run(args: &TablesArgs) -> Result<Outcome> {
    let selection = TableSelection::new(&args.select, &args.heap).map_err(|why| anyhow!(why)).context("SELECT")?;
    let job = Job::open(&args.view)?;
    let absent = absent_rows(&job.units, &job.options, &selection);
    let lost = Lost::of(absent.iter().map(|it| format!("there is no row {}", it.safe())).collect());
    let none = (!args.select.is_empty() && lost.is_empty()).then_some("there are no such rows");
    if let ListFormat::Json = args.format {
        let (mut view, report) = tables(job.label.clone(), &job.units, &job.options, &selection);
        lost.tell_programs(&mut view, &job.label);
        let none: Vec<String> = none.filter(|_| view.items.is_empty()).map(str::to_owned).into_iter().collect();
        let done = job.finish(view, &report, |_| none, |view, _, out| report::write_json(view, out))?;
        return Ok(lost.told(done));
    }
    let done = job.finish_text(&[], none, |opened, out| {
        let mut done = Ok(());
        let mut written = Unwritten { is_empty: true, ..Unwritten::default() };
        each(opened, &selection, report::TABLES_BLOB, &mut |item| {
            if done.is_ok() {
                done = report::write_tables_item(&item, out);
                written.is_empty = false;
            }
        });
        done.map(|()| written)
    })?;
    Ok(lost.told(done))
}
