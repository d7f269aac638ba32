//! `ilvet il`

use std::io;

use anyhow::Result;

use crate::args::{IlArgs, IlFormat};
use crate::view::{Job, Words};
use ilvet::inspect::View;
use ilvet::inspect::il::{IlItem, il, with_made_code};
use ilvet::inspect::pick::Selection;
use ilvet::inspect::source::Sources;
use ilvet::policy::Outcome;
use ilvet::report;

const NO_CODE: Words = |name, _| format!("`{name}` has no code; without --format json its declaration is shown");

pub(crate) fn run(args: &IlArgs) -> Result<Outcome> {
    let job = Job::open(&args.select.view)?;
    let selection = Selection::new(&args.select.select);
    if let IlFormat::Json = args.format {
        let (mut view, report) = il(job.label.clone(), &job.units, &job.options, &selection, args.source);
        let lost = job.lost(&report, &args.select.select, view.items.is_empty(), NO_CODE);
        lost.tell_programs(&mut view, &job.label);
        let notes = |view: &View<IlItem>| {
            let none = !view.items.is_empty() && view.items.iter().all(|item| item.points.is_empty());
            if args.source && none { vec![report::NO_SYMBOLS.to_owned()] } else { Vec::new() }
        };
        return Ok(lost.told(job.finish(view, &report, notes, |view, _, out| report::write_json(view, out))?));
    }
    job.finish_text(&args.select.select, None, |opened, out: &mut dyn io::Write| {
        if !args.source {
            return report::write_il(opened.universe, &selection, out);
        }
        let most = opened.universe.limits().source_bytes;
        let sources = Sources::new(opened.universe.input(), opened.supply(), Some(most));
        report::write_il_with(opened.universe, &with_made_code(opened, &selection), Some(&sources), out)
    })
}
