//! `ilvet graph`

use std::slice;

use anstream::ColorChoice;
use anyhow::{Context, Result, anyhow};

use crate::args::GraphArgs;
use crate::{check, output};
use ilvet::check::Options;
use ilvet::input;
use ilvet::inspect::graph::{Graph, Query, graph};
use ilvet::inspect::pick::Wanted;
use ilvet::policy::{self, AssemblyNames, FailOn, Outcome};
use ilvet::report::{self, GraphFormat, Style};
use ilvet::text::{Safe, Text};

/// Edges that Mermaid draws unless it is configured to draw more.
const MERMAID_EDGES: usize = 500;

pub(crate) fn run(args: &GraphArgs) -> Result<Outcome> {
    let options = Options {
        limits: check::limits(&args.view.limit).context("--limit")?,
        own: AssemblyNames::parse(&args.own).map_err(|why| anyhow!(why)).context("--own")?,
        ..Options::default()
    };
    let found = input::find(slice::from_ref(&args.view.input), &args.view.reference, &options.limits);
    let units = check::units(found.map_err(|why| anyhow!(why))?);
    let query = Query { root: args.root.clone(), to: args.to.as_deref().map(Wanted::new), apis: args.apis };
    let label = Text(args.view.input.to_string_lossy().replace('\\', "/"));
    let (mut graph, report) = graph(label, &units, &options, &query).map_err(|why| anyhow!(why.0)).context("--root")?;
    graph.problems.retain(|problem| problem.kind == "error");
    for sentence in check::failures(&report, &units) {
        output::note(&sentence);
    }
    if report.summary.failed_inputs == 0 && !policy::scanned(&report) {
        output::note("nothing was scanned: no file is a .NET assembly with code in it");
    }
    if !args.view.quiet {
        for sentence in notes(args, &graph, policy::scanned(&report)) {
            output::note(&sentence);
        }
    }
    if args.to.is_some() && args.format != GraphFormat::Json {
        graph.items.retain(|root| !root.nodes.is_empty());
    }
    let colour = output::colour(args.view.color);
    let style = Style { colour: colour != ColorChoice::Never, ..Style::default() };
    let mut bytes = Vec::new();
    report::write_graph(&graph, args.format, style, &mut bytes)?;
    output::print(&bytes, colour)?;
    Ok(policy::outcome(&report, FailOn::NEVER, false))
}

/// What a person has to know beside the graph.
fn notes(args: &GraphArgs, graph: &Graph, scanned: bool) -> Vec<String> {
    let mut notes = Vec::new();
    let edges: usize = graph.items.iter().map(|root| root.edges.len()).sum();
    if graph.items.is_empty() && scanned {
        notes.push("there is no plug-in or workflow activity: nothing is called by the platform".to_owned());
    } else if graph.items.is_empty() && args.to.is_some() {
        notes.push(
            "--to: what could not be analysed has no answer; whether something leads there is not known".to_owned(),
        );
    } else if let Some(to) = args.to.as_ref().filter(|_| graph.items.iter().all(|root| root.nodes.is_empty())) {
        notes.push(format!("--to: nothing in reach is `{}`, or leads there", Safe::new(to)));
    } else if args.format == GraphFormat::Mermaid && edges > MERMAID_EDGES {
        notes.push(format!(
            "{edges} edges: Mermaid draws {MERMAID_EDGES} unless it is configured otherwise; --root and --to narrow it down"
        ));
    }
    for root in graph.items.iter().filter(|root| !root.complete) {
        notes.push(format!("{}: a limit was hit, the graph is not complete", root.type_name.safe()));
    }
    notes
}
