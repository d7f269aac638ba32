//! Graphviz: one cluster a root.

use std::fmt::Write as _;
use std::io;

use super::{findings, heading, label, manner, start};
use crate::finding::Via;
use crate::inspect::graph::{Graph, Node, RootGraph};

/// Writes a directed graph.
pub(super) fn write(graph: &Graph, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "// Bold: an entry. Grey: runs while the object is made or a type is initialised. Red: findings.")?;
    writeln!(out, "// Dashed arrow: one of several candidates. Rounded: not followed. Double: asked for.")?;
    writeln!(out, "digraph reach {{")?;
    writeln!(out, "  rankdir=LR;")?;
    writeln!(out, "  node [shape=box, fontname=\"Helvetica\", fontsize=10];")?;
    writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=9];")?;
    for (number, root) in graph.items.iter().enumerate() {
        cluster(number, root, out)?;
    }
    writeln!(out, "}}")
}

fn cluster(number: usize, root: &RootGraph, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "  subgraph cluster_{number} {{")?;
    writeln!(out, "    label={};", quoted(&heading(root)))?;
    writeln!(out, "    fontname=\"Helvetica\";")?;
    for (place, node) in root.nodes.iter().enumerate() {
        writeln!(out, "    n{number}_{place} [{}];", attributes(node, root))?;
    }
    for edge in &root.edges {
        let style = if edge.exact { "" } else { ", style=dashed" };
        let words = quoted(&manner(edge));
        writeln!(out, "    n{number}_{} -> n{number}_{} [label={words}{style}];", edge.from, edge.to)?;
    }
    if !root.complete {
        writeln!(out, "    more{number} [label=\"… and more\", shape=plaintext];")?;
    }
    writeln!(out, "  }}")
}

fn attributes(node: &Node, root: &RootGraph) -> String {
    let mut lines = vec![label(node, root)];
    lines.extend(node.entry.map(|entry| start(entry).to_owned()));
    let found = findings(node);
    lines.extend(found.iter().map(|(rules, _)| format!("● {rules}")));
    // Between the lines stands Graphviz's own escape, inside of them nothing is one.
    let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    let mut text = format!("label=\"{}\"", lines.join("\\n"));
    if matches!(node.entry, Some(Via::Entry | Via::Delegate)) {
        text.push_str(", penwidth=2.5");
    }
    let mut styles = Vec::new();
    if node.phase != "calling" {
        styles.push("filled");
        text.push_str(", fillcolor=\"gray90\"");
    }
    if !node.followed {
        styles.push("rounded");
    }
    if !styles.is_empty() {
        let _ = write!(text, ", style=\"{}\"", styles.join(","));
    }
    if found.is_some() {
        text.push_str(", color=\"red3\", fontcolor=\"red3\"");
    }
    if node.wanted {
        text.push_str(", peripheries=2");
    }
    text
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// The inside of a quoted string of a label: no escape of Graphviz's (`\N`, `\l`), no entity (`&lt;`), no end.
fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '&' => result.push_str("&amp;"),
            other => result.push(other),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_name_is_text_and_nothing_else() {
        assert_eq!(escaped("a\"];x->y[\"\\N&lt;"), "a\\\"];x->y[\\\"\\\\N&amp;lt;");
        assert_eq!(escaped("List<T>.Add(T)"), "List<T>.Add(T)");
    }
}
