//! The graph of calls: one file a form.

mod dot;
mod mermaid;
mod tree;

use std::io;

use super::names::{short, way};
use super::table::kind_words;
use super::{Style, harmless, write_json};
use crate::finding::{Severity, Via};
use crate::inspect::graph::{Edge, Graph, Node, RootGraph};

/// Declares the forms of a graph once: variant, word, writer.
macro_rules! formats {
    ($($(#[$doc:meta])* $variant:ident $word:literal => $write:expr,)*) => {
        /// The form of a graph.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum GraphFormat { $($(#[$doc])* $variant,)* }

        impl GraphFormat {
            /// Every form.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word on the command line.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        /// Writes a graph in one form.
        ///
        /// # Errors
        /// Those of `out`.
        pub fn write_graph(graph: &Graph, format: GraphFormat, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
            match format { $(GraphFormat::$variant => $write(graph, style, out),)* }
        }
    };
}

formats! {
    /// For a person at a terminal.
    Tree "tree" => tree::write,
    /// For Graphviz.
    Dot "dot" => |graph, _, out| dot::write(graph, out),
    /// For Markdown pages that draw Mermaid.
    Mermaid "mermaid" => |graph, _, out| mermaid::write(graph, out),
    /// The contract of `schema/inspect.schema.json`.
    Json "json" => |graph, _, out| write_json(graph, out),
}

/// The heading of a root: its name, what it is, where it is from. Safe and harmless.
fn heading(root: &RootGraph) -> String {
    let words = format!("{}  ({}, {})", root.type_name.safe(), kind_words(root.kind), root.input.safe());
    harmless(&words).into_owned()
}

/// The name of a member, and its assembly where that is another one. Safe and harmless.
fn label(node: &Node, root: &RootGraph) -> String {
    let name = short(&node.id);
    let elsewhere =
        Some(&node.assembly).filter(|assembly| **assembly != root.assembly && !assembly.as_str().is_empty());
    let elsewhere = elsewhere.map(|assembly| format!("  in {}", assembly.safe())).unwrap_or_default();
    harmless(&format!("{}{elsewhere}", name.safe())).into_owned()
}

/// How a member starts, where no code leads to it.
fn start(entry: Via) -> &'static str {
    match entry {
        Via::Constructor => "runs when the platform makes the instance",
        Via::StaticConstructor => "runs on first use",
        Via::Delegate => "a handler that the constructor registers",
        _ => "the platform calls it",
    }
}

/// An edge in words: how, from how many places, and whether that is certain.
fn manner(edge: &Edge) -> String {
    let sites = if edge.sites > 1 { format!(", {} call sites", edge.sites) } else { String::new() };
    let perhaps = if edge.exact { "" } else { ", perhaps" };
    // An iterator and an async method say it by themselves.
    let part = match edge.via {
        Via::Async | Via::Iterator => "",
        _ if edge.inner => " into a part of it",
        _ => "",
    };
    format!("{}{part}{sites}{perhaps}", way(edge.via))
}

/// The rules that report something in a member, and the worst severity of that.
fn findings(node: &Node) -> Option<(String, Severity)> {
    let worst = node.findings.iter().map(|found| found.severity).max()?;
    let rules: Vec<&str> = node.findings.iter().map(|found| found.rule).collect();
    Some((rules.join(", "), worst))
}

/// The members with which the graph of a root starts: what the platform calls, the handlers, then what runs before.
fn entries(root: &RootGraph) -> Vec<usize> {
    let rank = |via: Via| match via {
        Via::Constructor => 2,
        Via::StaticConstructor => 3,
        Via::Delegate => 1,
        _ => 0,
    };
    let mut entries: Vec<(u8, usize)> =
        root.nodes.iter().enumerate().filter_map(|(place, node)| Some((rank(node.entry?), place))).collect();
    entries.sort_unstable();
    entries.into_iter().map(|(_, place)| place).collect()
}
