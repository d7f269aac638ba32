//! `ilvet graph`: what it shows is what the analysis saw, and no form lets a name act.

use std::collections::BTreeSet;

use ilvet::check::{Options, Unit};
use ilvet::finding::{Confidence, Finding, Report, Severity, Tool, Via};
use ilvet::inspect::graph::{Edge, Graph, Marked, Node, Query, RootGraph, graph};
use ilvet::inspect::pick::Selection;
use ilvet::report::{GraphFormat, Style, write_graph};
use rayon::prelude::*;
use serde_json::Value;

use crate::fixtures::{every_input, units_of};
use crate::harmless::assert_harmless;
use crate::hostile::NAMES;
use crate::schema::assert_valid_view;

fn written(graph: &Graph, format: GraphFormat) -> String {
    let mut bytes = Vec::new();
    write_graph(graph, format, Style::default(), &mut bytes).expect("a vector takes everything");
    String::from_utf8(bytes).expect("it is UTF-8")
}

fn ask(units: &[Unit], query: &Query) -> (Graph, Report) {
    graph("input".into(), units, &Options::default(), query).expect("there is an answer")
}

fn all(apis: bool) -> Query {
    Query { apis, ..Query::default() }
}

fn assert_valid(graph: &Graph) {
    let json: Value = serde_json::from_str(&written(graph, GraphFormat::Json)).expect("it is JSON");
    assert_valid_view(&json);
}

/// The places that the edges lead to from `starts`.
fn reached(root: &RootGraph, starts: impl Iterator<Item = usize>, backwards: bool) -> BTreeSet<usize> {
    let mut seen: BTreeSet<usize> = starts.collect();
    let mut pending: Vec<usize> = seen.iter().copied().collect();
    while let Some(place) = pending.pop() {
        for edge in &root.edges {
            let (from, to) = if backwards { (edge.to, edge.from) } else { (edge.from, edge.to) };
            if from == place && seen.insert(to) {
                pending.push(to);
            }
        }
    }
    seen
}

fn places(root: &RootGraph, is: impl Fn(&Node) -> bool) -> impl Iterator<Item = usize> {
    root.nodes.iter().enumerate().filter(move |(_, node)| is(node)).map(|(place, _)| place)
}

/// What of a finding's path the graph of its roots lacks.
fn lacks(finding: &Finding, graph: &Graph) -> Vec<String> {
    let concerned = graph.items.iter().filter(|root| finding.roots.contains(&root.type_name));
    let mut wrong = Vec::new();
    let authored = finding.location.authored_member.as_ref().expect("it is in a member");
    let mut complete = 0;
    for root in concerned {
        // What is worse for another root stands in the report under the rule that says so.
        let is_it = |rule| rule == finding.rule || finding.replaces.iter().any(|other| other.rule == rule);
        if !root.nodes.iter().any(|node| node.id == *authored && node.findings.iter().any(|it| is_it(it.rule))) {
            wrong.push(format!("{}: {} is not marked in {}", finding.rule, authored.as_str(), root.type_name.as_str()));
        }
        let steps: Vec<&str> = finding.path.iter().map(|step| step.authored_member.as_str()).collect();
        let name = |place: usize| root.nodes[place].id.as_str();
        let begins =
            root.nodes.iter().any(|node| node.id.as_str() == steps[0] && node.entry == Some(finding.path[0].via));
        let leads = finding.path.windows(2).enumerate().all(|(number, pair)| {
            let (step, next) = (&pair[0], &pair[1]);
            // Of a path of more than 64 steps the middle is left out there.
            if (number, finding.path.len()) == (31, 64) {
                return true;
            }
            // Inside of one member the graph has no steps.
            step.authored_member == next.authored_member
                || root.edges.iter().any(|edge| {
                    (name(edge.from), name(edge.to), edge.via)
                        == (step.authored_member.as_str(), next.authored_member.as_str(), next.via)
                })
        });
        complete += usize::from(begins && leads);
    }
    if complete == 0 {
        wrong.push(format!("{}: no root has its path {:?}", finding.rule, finding.path));
    }
    wrong
}

/// Everything that must hold of the graph of one input.
fn examine(units: &[Unit]) -> Vec<String> {
    let mut wrong = Vec::new();
    let (graph, report) = ask(units, &all(false));
    let (with_apis, _) = ask(units, &all(true));
    for graph in [&graph, &with_apis] {
        assert_valid(graph);
        for root in &graph.items {
            let entries = places(root, |node| node.entry.is_some());
            if reached(root, entries, false).len() != root.nodes.len() {
                wrong.push(format!("{}: a node that nothing leads to", root.type_name.as_str()));
            }
            if !root.edges.is_sorted_by_key(|edge| edge.from) {
                wrong.push(format!("{}: edges are not by caller", root.type_name.as_str()));
            }
        }
        wrong.extend(tree_has_all(graph));
    }
    if graph.items.iter().flat_map(|root| &root.nodes).any(|node| !node.followed) {
        wrong.push("a member that is not followed, and nobody asked for it".to_owned());
    }
    for finding in report.findings.iter().filter(|it| it.location.member.is_some()) {
        wrong.extend(lacks(finding, &graph));
    }
    let replaced = report.findings.iter().flat_map(|finding| &finding.replaces).map(|other| other.rule);
    let rules: BTreeSet<&str> = report.findings.iter().map(|finding| finding.rule).chain(replaced).collect();
    for marked in graph.items.iter().flat_map(|root| &root.nodes).flat_map(|node| &node.findings) {
        if !rules.contains(marked.rule) {
            wrong.push(format!("marked with {}, which is not in the report", marked.rule));
        }
    }
    if written(&ask(units, &all(true)).0, GraphFormat::Json) != written(&with_apis, GraphFormat::Json) {
        wrong.push("not the same twice".to_owned());
    }
    for target in report.findings.iter().filter_map(|finding| finding.target.as_ref()).collect::<BTreeSet<_>>() {
        if target.as_str().starts_with("M:") {
            wrong.extend(leads_to(units, target.as_str()));
        }
    }
    for why in &mut wrong {
        why.insert_str(0, &format!("{}: ", units[0].label.as_str()));
    }
    wrong
}

/// What is wrong with the graph of what leads to a member that is known to be called.
fn leads_to(units: &[Unit], member: &str) -> Option<String> {
    let query = Query { to: Some(Selection::new(&[member])), ..Query::default() };
    let (graph, _) = ask(units, &query);
    let wanted: usize = graph.items.iter().map(|root| places(root, |node| node.wanted).count()).sum();
    if wanted == 0 {
        return Some(format!("nothing leads to {member}"));
    }
    // Without parameters it is every overload.
    let is_meant = |id: &str| id == member || !member.contains('(') && id.starts_with(&format!("{member}("));
    let stray = graph.items.iter().any(|root| {
        reached(root, places(root, |node| node.wanted), true).len() != root.nodes.len()
            || root.nodes.iter().any(|node| node.wanted && !is_meant(node.id.as_str()))
    });
    stray.then(|| format!("more than what leads to {member}"))
}

/// The tree tells every member, and goes on below each of them only once.
fn tree_has_all(graph: &Graph) -> Option<String> {
    let tree = written(graph, GraphFormat::Tree);
    // One line for all the ways from one member to another.
    let pairs = |root: &RootGraph| root.edges.iter().map(|edge| (edge.from, edge.to)).collect::<BTreeSet<_>>().len();
    let edges: usize = graph.items.iter().map(pairs).sum();
    let entries: usize = graph.items.iter().map(|root| places(root, |node| node.entry.is_some()).count()).sum();
    let lines = tree.lines().filter(|line| line.contains("─ ")).count();
    (lines != edges + entries).then(|| format!("{edges} edges, {entries} entries and {lines} lines:\n{tree}"))
}

#[test]
fn the_graph_of_every_fixture_holds_what_the_report_says() {
    let wrong: Vec<String> = every_input().par_iter().flat_map(|units| examine(units)).collect();
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_tree_shows_how_things_start_and_lead_on() {
    let query = |root: &str| Query { root: Some(root.to_owned()), ..Query::default() };
    let tree = |file: &str, root: &str| written(&ask(&units_of(file), &query(root)).0, GraphFormat::Tree);
    insta::assert_snapshot!("graph_handlers", tree("shapes/handlers.dll", "InvoicePlugin"));
    insta::assert_snapshot!("graph_relay", tree("shapes/handlers.dll", "Fabrikam.Handlers.RelayPlugin"));
    let to = Query { to: Some(Selection::new(&["System.Threading.Thread.Sleep"])), ..query("PollingPlugin") };
    let graph = ask(&units_of("rules/thread-sleep/bad.dll"), &to).0;
    for format in [GraphFormat::Tree, GraphFormat::Dot, GraphFormat::Mermaid] {
        insta::assert_snapshot!(format!("graph_sleep_{}", format.word()), written(&graph, format));
    }
}

/// A type stands for its members, a property for its accessors; two ways from one member to another are one line.
#[test]
fn what_leads_to_a_type_or_a_property_is_found() {
    let wanted = |file: &str, to: &str| -> BTreeSet<String> {
        let graph = ask(&units_of(file), &Query { to: Some(Selection::new(&[to])), ..Query::default() }).0;
        let nodes = graph.items.iter().flat_map(|root| &root.nodes).filter(|node| node.wanted);
        nodes.map(|node| node.id.as_str().to_owned()).collect()
    };
    let file = "rules/stateful-plugin/bad.dll";
    let context = wanted(file, "OrderNumbering.Context");
    assert!(!context.is_empty() && context.iter().all(|id| id.contains("OrderNumbering.") && id.contains("_Context")));
    assert_eq!(
        wanted(file, "OrderNumbering.Context.set"),
        context.iter().filter(|id| id.contains("set_")).cloned().collect()
    );
    assert!(wanted(file, "OrderNumbering").is_superset(&context));
    let nodes = vec![Node { entry: Some(Via::Entry), ..node("Run") }, node("Two")];
    let twice =
        made_of("Twice", nodes, vec![edge(0, 1), Edge { via: Via::Delegate, sites: 3, exact: false, ..edge(0, 1) }]);
    let tree = written(&twice, GraphFormat::Tree);
    assert!(tree.contains("  call; delegate, 3 call sites, perhaps"), "{tree}");
}

#[test]
fn a_root_has_to_be_one_that_is_there() {
    let ask = |files: &[&str], root: &str| {
        let units: Vec<Unit> = files.iter().flat_map(|file| units_of(file)).collect();
        let query = Query { root: Some(root.to_owned()), ..Query::default() };
        graph("input".into(), &units, &Options::default(), &query)
            .map(|(graph, _)| graph.items.len())
            .map_err(|no| no.why)
    };
    let (structure, handlers) = ("rules/stateful-plugin/structure.dll", "shapes/handlers.dll");
    assert_eq!(ask(&[structure], "Acme.Assets.Registration+NestedPlugin"), Ok(1));
    assert_eq!(ask(&[structure], "Acme.Assets.Registration.NestedPlugin"), Ok(1));
    assert_eq!(ask(&[structure], "NestedPlugin"), Ok(1));
    let Err(why) = ask(&[handlers], "ReceitPlugin") else { panic!("there is none") };
    assert!(
        why.contains("no class `ReceitPlugin`") && why.contains("names are Fabrikam.Handlers.ReceiptPlugin,"),
        "{why}"
    );
    // An abstract class is none.
    assert!(ask(&[handlers], "ToolkitBase").is_err());
    let two = [handlers, "builds/mcs-release/shapes/handlers.dll"];
    let Err(why) = ask(&two, "ReceiptPlugin") else { panic!("there are two") };
    assert!(why.contains("any of") && two.iter().all(|file| why.contains(file)), "{why}");
    // The same bytes twice are one.
    let mut units: Vec<Unit> = [handlers, handlers].into_iter().flat_map(units_of).collect();
    units[1].label = "copy.dll".into();
    let query = Query { root: Some("ReceiptPlugin".to_owned()), ..Query::default() };
    assert_eq!(graph("input".into(), &units, &Options::default(), &query).map_or(0, |(graph, _)| graph.items.len()), 1);
}

fn node(name: &str) -> Node {
    Node {
        id: format!("M:A.{name}").as_str().into(),
        token: Some("0x06000001".to_owned()),
        assembly: name.into(),
        followed: true,
        phase: "calling",
        entry: None,
        wanted: false,
        findings: vec![Marked { rule: "static-lock", severity: Severity::High, confidence: Confidence::Low }],
    }
}

fn edge(from: usize, to: usize) -> Edge {
    Edge { from, to, via: Via::Call, inner: false, sites: 1, exact: true }
}

fn made_of(name: &str, nodes: Vec<Node>, edges: Vec<Edge>) -> Graph {
    let root = RootGraph {
        id: name.into(),
        token: "0x02000001".to_owned(),
        assembly: "A".into(),
        type_name: name.into(),
        kind: "plugin",
        input: name.into(),
        complete: false,
        nodes,
        edges,
    };
    let tool = Tool { name: "ilvet", version: "0" };
    Graph { tool, ..Graph::new("graph", name.into(), vec![root], Vec::new()) }
}

#[test]
fn no_form_of_a_graph_lets_a_name_act() {
    for name in NAMES.iter().copied().chain(["end", "1. x", "a\"];b", "\\", "\\N\\l", "&lt;#35;", "`**x**`", "a--b"]) {
        let nodes = vec![Node { entry: Some(Via::Entry), ..node(name) }, Node { wanted: true, ..node(name) }];
        let graph = made_of(name, nodes, vec![edge(0, 1), edge(1, 0)]);
        assert_valid(&graph);
        for format in GraphFormat::ALL {
            assert_harmless(&written(&graph, *format), name);
        }
        // What is left of the text without its strings is the same whatever the names are.
        let plain = made_of(
            "x",
            vec![Node { entry: Some(Via::Entry), ..node("x") }, Node { wanted: true, ..node("x") }],
            graph.items[0].edges.clone(),
        );
        for format in [GraphFormat::Dot, GraphFormat::Mermaid] {
            assert_eq!(skeleton(&written(&graph, format)), skeleton(&written(&plain, format)), "{name:?}");
        }
        let mermaid = written(&graph, GraphFormat::Mermaid);
        for label in mermaid.split('"').skip(1).step_by(2) {
            let text = label.replace("<br/>", " ");
            assert!(!text.contains(['<', '>', '&', '`', '*', '\\', '[', ']', '{', '}', '|']), "{name:?}: {label}");
            assert!(!text.contains("--") && !text.contains("__"), "{name:?}: {label}");
        }
    }
}

/// A text without what stands in its strings, where `\` takes the next character with it.
fn skeleton(text: &str) -> String {
    let mut result = String::new();
    let (mut inside, mut characters) = (false, text.chars());
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                inside = !inside;
                result.push('"');
            }
            '\\' if inside => drop(characters.next()),
            other if !inside => result.push(other),
            _ => {}
        }
    }
    assert!(!inside, "a string does not end: {text}");
    result
}

#[test]
fn a_chain_of_any_length_is_a_tree_of_bearable_size() {
    let length = 20_000;
    let mut nodes: Vec<Node> = (0..length).map(|number| node(&number.to_string())).collect();
    nodes[0].entry = Some(Via::Entry);
    let mut edges: Vec<Edge> = (1..length).map(|to| edge(to - 1, to)).collect();
    edges.push(edge(length - 1, length - 1));
    let tree = written(&made_of("x", nodes, edges), GraphFormat::Tree);
    assert!(tree.len() < 300 * length, "{}", tree.len());
    assert!(tree.contains("depth 19999") && tree.contains("again: recursion"), "{}", &tree[tree.len() - 400..]);
}

#[test]
fn a_small_limit_cuts_the_graph_and_says_so() {
    let mut options = Options::default();
    assert!(options.limits.set("graph-bytes", 2_000));
    let units = units_of("shapes/handlers.dll");
    let (graph, _) = graph("input".into(), &units, &options, &all(false)).expect("there is an answer");
    assert!(graph.items.iter().any(|root| !root.complete));
    assert_valid(&graph);
    assert!(written(&graph, GraphFormat::Tree).contains("a limit was hit"));
}
