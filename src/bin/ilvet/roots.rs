//! `ilvet roots`

use std::slice;

use anstream::ColorChoice;
use anyhow::{Context, Result, anyhow};

use crate::args::{ListFormat, RootsArgs};
use crate::{check, output};
use ilvet::check::Options;
use ilvet::input;
use ilvet::inspect::roots::roots;
use ilvet::policy::{self, FailOn, Outcome};
use ilvet::report::{self, Style};
use ilvet::text::Text;

pub(crate) fn run(args: &RootsArgs) -> Result<Outcome> {
    let limits = check::limits(&args.view.limit).context("--limit")?;
    let given = input::solutions(&args.registration, &limits).map_err(|why| anyhow!(why)).context("--registration")?;
    let registration = given.iter().flat_map(|item| item.registration.iter().cloned()).collect();
    let options = Options { limits, registration, ..Options::default() };
    let found = input::find(slice::from_ref(&args.view.input), &args.view.reference, &options.limits);
    let mut found = found.map_err(|why| anyhow!(why))?;
    found.items.extend(given);
    let units = check::units(found);
    let label = Text(args.view.input.to_string_lossy().replace('\\', "/"));
    let (mut roots, report) = roots(label, &units, &options);
    roots.problems.retain(|problem| problem.kind == "error");
    for sentence in check::failures(&report, &units).iter().chain(&check::unused_solutions(&report, &options)) {
        output::note(sentence);
    }
    if report.summary.failed_inputs == 0 && !policy::scanned(&report) {
        output::note("nothing was scanned: no file is a .NET assembly with code in it");
    } else if roots.items.is_empty() && !args.view.quiet {
        output::note("there is no plug-in or workflow activity: nothing is called by the platform");
    }
    let colour = output::colour(args.view.color);
    let style = Style { colour: colour != ColorChoice::Never, width: output::width(), ..Style::default() };
    let mut bytes = Vec::new();
    match args.format {
        ListFormat::Table => report::write_roots(&roots, style, &mut bytes)?,
        ListFormat::Json => report::write_json(&roots, &mut bytes)?,
    }
    output::print(&bytes, colour)?;
    Ok(policy::outcome(&report, FailOn::NEVER, false))
}
