//! Mermaid: a flow chart, one subgraph a root.

use std::fmt::Write as _;
use std::io;

use super::{findings, heading, label, manner, start};
use crate::finding::Via;
use crate::inspect::graph::{Graph, Node};

/// Writes a flow chart.
pub(super) fn write(graph: &Graph, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    let mut classes: Vec<(&str, Vec<String>)> = CLASSES.iter().map(|(name, _)| (*name, Vec::new())).collect();
    for (number, root) in graph.items.iter().enumerate() {
        writeln!(out, "  subgraph r{number}[\"{}\"]", escaped(&heading(root)))?;
        for (place, node) in root.nodes.iter().enumerate() {
            let mut lines = vec![label(node, root)];
            lines.extend(node.entry.map(|entry| start(entry).to_owned()));
            lines.extend(findings(node).map(|(rules, _)| format!("● {rules}")));
            let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
            writeln!(out, "    n{number}_{place}[\"{}\"]", lines.join("<br/>"))?;
            for (name, members) in &mut classes {
                if is_in_class(node, name) {
                    members.push(format!("n{number}_{place}"));
                }
            }
        }
        if !root.complete {
            writeln!(out, "    more{number}[\"… and more\"]")?;
        }
        writeln!(out, "  end")?;
        for edge in &root.edges {
            let arrow = if edge.exact { "-->" } else { "-.->" };
            writeln!(out, "  n{number}_{} {arrow}|\"{}\"| n{number}_{}", edge.from, escaped(&manner(edge)), edge.to)?;
        }
    }
    for ((name, members), (_, look)) in classes.iter().zip(CLASSES).filter(|((_, members), _)| !members.is_empty()) {
        writeln!(out, "  classDef {name} {look}")?;
        // One line for each keeps lines short, whatever the size of the graph.
        for members in members.chunks(20) {
            writeln!(out, "  class {} {name}", members.join(","))?;
        }
    }
    Ok(())
}

/// Classes and how they look; a later one wins.
const CLASSES: &[(&str, &str)] = &[
    ("before", "fill:lightgray"),
    ("outside", "stroke-dasharray:4"),
    ("entry", "stroke-width:3px"),
    ("wanted", "stroke-width:3px,stroke:blue"),
    ("found", "stroke:red,color:red"),
];

fn is_in_class(node: &Node, name: &str) -> bool {
    match name {
        "before" => node.phase != "calling",
        "outside" => !node.followed,
        "entry" => matches!(node.entry, Some(Via::Entry | Via::Delegate)),
        "wanted" => node.wanted,
        _ => !node.findings.is_empty(),
    }
}

/// The inside of a quoted label: letters, digits and what never means anything there; everything else as `#code;`.
/// Labels are HTML and Markdown in turn, so this is a list of what is allowed.
fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        let inside = |at: char| at.is_alphanumeric();
        let plain = match character {
            ' ' | '.' | ',' | '(' | ')' | '/' | '●' | '…' => true,
            // Two of them, or one at the edge of a word, is Markdown.
            '_' | '-' => inside(before) && rest.peek().copied().is_some_and(inside),
            other => other.is_alphanumeric(),
        };
        if plain {
            result.push(character);
        } else {
            let _ = write!(result, "#{};", u32::from(character));
        }
        before = character;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_name_is_text_and_nothing_else() {
        assert_eq!(escaped("P.get_X(Int32, String)"), "P.get_X(Int32, String)");
        assert_eq!(escaped("a\"]; click n0 \"javascript:x"), "a#34;#93;#59; click n0 #34;javascript#58;x");
        assert_eq!(
            escaped("`**b**` __i__ <img>&amp;#35;"),
            "#96;#42;#42;b#42;#42;#96; #95;#95;i#95;#95; #60;img#62;#38;amp#59;#35;35#59;"
        );
    }
}
