//! `ilvet il`

use std::io;

use anyhow::Result;

use crate::args::{IlArgs, IlFormat};
use crate::view::{self, Job};
use ilvet::inspect::il::{il, with_made_code};
use ilvet::inspect::pick::Selection;
use ilvet::inspect::source::Sources;
use ilvet::policy::Outcome;
use ilvet::report;

pub(crate) fn run(args: &IlArgs) -> Result<Outcome> {
    let job = Job::open(&args.select.view)?;
    let selection = Selection::new(&args.select.select);
    if let IlFormat::Json = args.format {
        let (view, report) = il(job.label.clone(), &job.units, &job.options, &selection, args.source);
        return job.finish(
            view,
            &report,
            |view| {
                let mut notes = view::nothing(view, &args.select.select);
                if args.source && !view.items.is_empty() && view.items.iter().all(|item| item.points.is_empty()) {
                    notes.push(report::NO_SYMBOLS.to_owned());
                }
                notes
            },
            |view, _, out| report::write_json(view, out),
        );
    }
    job.finish_text(&args.select.select, |opened, out: &mut dyn io::Write| {
        if !args.source {
            return report::write_il(opened.universe, &selection, out);
        }
        let most = opened.universe.limits().source_bytes;
        let sources = Sources::new(opened.universe.input(), opened.supply(), Some(most));
        report::write_il_with(opened.universe, &with_made_code(opened, &selection), Some(&sources), out)
    })
}
