//! `ilvet graph`

use std::slice;

use anyhow::Result;

use crate::args::GraphArgs;
use crate::view::{Job, Lost};
use ilvet::check::Options;
use ilvet::inspect::graph::{Graph, NoSuchRoot, Query, graph};
use ilvet::inspect::pick::Selection;
use ilvet::policy::{self, Outcome};
use ilvet::report::{self, GraphFormat, Style};
use ilvet::text::Safe;

/// Edges that Mermaid draws unless it is configured to draw more.
const MERMAID_EDGES: usize = 500;

pub(crate) fn run(args: &GraphArgs) -> Result<Outcome> {
    let job = Job::open_with(&args.view, &args.own, &[])?;
    let query = Query {
        root: args.root.clone(),
        to: args.to.as_ref().map(|to| Selection::new(slice::from_ref(to))),
        apis: args.apis,
    };
    let options = Options { framework: false, ..job.options.clone() };
    let graph = graph(job.label.clone(), &job.units, &options, &query);
    let (mut graph, report) = match graph {
        Ok(known) => known,
        Err(NoSuchRoot { why, report }) => {
            let lost = Lost::of(vec![format!("--root: {why}")]);
            let mut none = Graph::new("graph", job.label.clone(), Vec::new(), report.problems.clone());
            lost.tell_programs(&mut none, &job.label);
            let json = args.format == GraphFormat::Json;
            let done = job.finish(
                none,
                &report,
                |_| Vec::new(),
                |graph, style, out| {
                    if json { report::write_graph(graph, args.format, style, out) } else { Ok(()) }
                },
            )?;
            return Ok(lost.told(done));
        }
    };
    let scanned = policy::scanned(&report);
    let is_none = graph.items.iter().all(|root| root.nodes.is_empty());
    let to = args.to.as_ref().filter(|_| is_none && !graph.items.is_empty());
    let lost = to.map_or_else(Lost::default, |to| job.lost_to_calls(&report, to));
    lost.tell_programs(&mut graph, &job.label);
    let notes = |graph: &Graph| notes(args, graph, scanned, lost.is_empty());
    let done = job.finish(graph, &report, notes, |graph, style, out| {
        if args.to.is_some() && args.format != GraphFormat::Json {
            graph.items.retain(|root| !root.nodes.is_empty());
        }
        report::write_graph(graph, args.format, Style { width: Style::default().width, ..style }, out)
    })?;
    Ok(lost.told(done))
}

/// What a person has to know beside the graph.
fn notes(args: &GraphArgs, graph: &Graph, scanned: bool, is_there: bool) -> Vec<String> {
    let mut notes = Vec::new();
    let edges: usize = graph.items.iter().map(|root| root.edges.len()).sum();
    if graph.items.is_empty() && scanned {
        notes.push("there is no plug-in or workflow activity: nothing is called by the platform".to_owned());
    } else if graph.items.is_empty() && args.to.is_some() {
        notes.push(
            "--to: what could not be analysed has no answer; whether something leads there is not known".to_owned(),
        );
    } else if let Some(to) = args.to.as_ref().filter(|_| graph.items.iter().all(|root| root.nodes.is_empty())) {
        // Of what nothing is, that is said.
        notes.extend(is_there.then(|| format!("--to: nothing in reach is `{}`, or leads there", Safe::new(to))));
    } else if args.format == GraphFormat::Mermaid && edges > MERMAID_EDGES {
        notes.push(format!(
            "{edges} edges: Mermaid draws {MERMAID_EDGES} unless it is configured otherwise; --root and --to narrow it down"
        ));
    }
    for root in graph.items.iter().filter(|root| !root.complete) {
        notes.push(format!(
            "{}: code could not be read or a limit was hit, the graph is not complete",
            root.type_name.safe()
        ));
    }
    notes
}
