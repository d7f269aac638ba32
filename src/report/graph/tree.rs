//! A tree for a terminal: every member once with what it leads to, afterwards by name.

use std::collections::BTreeMap;
use std::io;

use anstyle::Style as Paint;

use super::super::table::severity_paint;
use super::{Style, entries, findings, heading, label, manner, start};
use crate::inspect::graph::{Graph, RootGraph};

/// From this depth on lines are not indented further: their depth is said in a number.
const DEEPEST: usize = 40;

/// Writes a tree for each root.
pub(super) fn write(graph: &Graph, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for (number, root) in graph.items.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        Tree { root, style, out: &mut *out, shown: vec![false; root.nodes.len()], open: vec![false; root.nodes.len()] }
            .write()?;
    }
    Ok(())
}

struct Tree<'t> {
    root: &'t RootGraph,
    style: Style,
    out: &'t mut dyn io::Write,
    /// Members whose line with what they lead to was begun.
    shown: Vec<bool>,
    /// Members between the root and the line that is written.
    open: Vec<bool>,
}

/// A member whose callees are being written.
struct Open {
    node: usize,
    /// Those that are still to be written, the next one last.
    callees: Vec<Callee>,
    indent: String,
}

/// A member that another one leads to.
struct Callee {
    node: usize,
    /// All the ways in which it does.
    how: String,
    /// Whether it does so within the member itself only.
    inner: bool,
}

impl Tree<'_> {
    fn write(mut self) -> io::Result<()> {
        let heading = heading(self.root);
        let bold = Paint::new().bold();
        if self.style.colour {
            writeln!(self.out, "{bold}{heading}{bold:#}")?;
        } else {
            writeln!(self.out, "{heading}")?;
        }
        let entries = entries(self.root);
        for (number, entry) in entries.iter().enumerate() {
            let last = number + 1 == entries.len();
            let how = self.root.nodes[*entry].entry.map_or("", start);
            let lead = if last { "└─ " } else { "├─ " };
            self.line(lead, *entry, how)?;
            self.below(*entry, if last { "   " } else { "│  " })?;
        }
        if entries.is_empty() {
            writeln!(self.out, "└─ nothing in reach leads there")?;
        }
        if !self.root.complete {
            writeln!(
                self.out,
                "   … and more: code could not be read, or a limit was hit, such as analysis-steps and graph-bytes"
            )?;
        }
        Ok(())
    }

    /// Everything that a member leads to.
    fn below(&mut self, entry: usize, indent: &str) -> io::Result<()> {
        let mut stack = vec![self.enter(entry, indent.to_owned())];
        loop {
            let depth = stack.len();
            let Some(top) = stack.last_mut() else { return Ok(()) };
            let Some(Callee { node, mut how, inner }) = top.callees.pop() else {
                self.open[top.node] = false;
                stack.pop();
                continue;
            };
            let last = top.callees.is_empty();
            let indent = top.indent.clone();
            let repeated = if self.open[node] {
                Some(if inner { "shown above" } else { "again: recursion" })
            } else if self.root.nodes[node].entry.is_some() {
                Some("an entry of its own")
            } else if self.shown[node] && self.leads_on(node) {
                Some("shown above")
            } else {
                None
            };
            if let Some(words) = repeated {
                how = format!("{how}, {words}");
            }
            if depth >= DEEPEST {
                how = format!("{how}, depth {depth}");
            }
            let lead = format!("{indent}{}", if last { "└─ " } else { "├─ " });
            self.line(&lead, node, &how)?;
            if repeated.is_none() {
                let further = match depth {
                    DEEPEST.. => indent,
                    _ => format!("{indent}{}", if last { "   " } else { "│  " }),
                };
                stack.push(self.enter(node, further));
            }
        }
    }

    fn enter(&mut self, node: usize, indent: String) -> Open {
        (self.shown[node], self.open[node]) = (true, true);
        let mut callees: Vec<Callee> = Vec::new();
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        let (start, end) = self.edges(node);
        for edge in &self.root.edges[start..end] {
            if let Some(known) = places.get(&edge.to).and_then(|place| callees.get_mut(*place)) {
                known.how.push_str("; ");
                known.how.push_str(&manner(edge));
                known.inner &= edge.inner;
            } else {
                places.insert(edge.to, callees.len());
                callees.push(Callee { node: edge.to, how: manner(edge), inner: edge.inner });
            }
        }
        callees.reverse();
        Open { node, callees, indent }
    }

    /// The edges of a member: they stand together, by caller.
    fn edges(&self, node: usize) -> (usize, usize) {
        let start = self.root.edges.partition_point(|edge| edge.from < node);
        (start, self.root.edges.partition_point(|edge| edge.from <= node))
    }

    fn leads_on(&self, node: usize) -> bool {
        let (start, end) = self.edges(node);
        start < end
    }

    fn line(&mut self, lead: &str, node: usize, how: &str) -> io::Result<()> {
        let node = &self.root.nodes[node];
        let name = label(node, self.root);
        let dimmed = if self.style.colour { Paint::new().dimmed() } else { Paint::new() };
        let strong = if self.style.colour && node.wanted { Paint::new().bold() } else { Paint::new() };
        write!(self.out, "{lead}{strong}{name}{strong:#}  {dimmed}{how}{dimmed:#}")?;
        if let Some((rules, worst)) = findings(node) {
            let paint = if self.style.colour { severity_paint(worst) } else { Paint::new() };
            write!(self.out, "  {paint}● {rules}{paint:#}")?;
        }
        writeln!(self.out)
    }
}
