//! What a release changes, for a person and for a page.

use std::io;

use super::page::{heading, rows, thousands};
use super::{Style, harmless};
use crate::inspect::diff::{Diff, Difference};
use crate::text::Text;

/// The kinds in the order in which they are shown, with their names.
const KINDS: [(&str, &str); 6] = [
    ("type", "types"),
    ("member", "members"),
    ("finding", "findings"),
    ("writtenField", "fields that calls of the platform change"),
    ("reference", "referenced assemblies"),
    ("use", "uses of other assemblies"),
];

/// Writes the differences by kind, each with a sign: `+` added, `-` removed, `~` changed; `!` is breaking.
///
/// # Errors
/// Those of `out`.
pub fn write_diff(diff: &Diff, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for (kind, title) in KINDS {
        let items: Vec<&Difference> = diff.items.iter().filter(|it| it.kind == kind).collect();
        if items.is_empty() {
            continue;
        }
        heading(&format!("{title} ({})", thousands(items.len())), style, out)?;
        let line = |it: &&Difference| vec![sign(it).to_owned(), subject(it), detail(it)];
        rows("  ", style, items.iter().map(line).collect(), out)?;
    }
    writeln!(out, "{}", verdict(diff))
}

/// Writes the differences as a page of Markdown: a table for each kind.
///
/// # Errors
/// Those of `out`.
pub fn write_diff_markdown(diff: &Diff, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{}", verdict(diff))?;
    for (kind, title) in KINDS {
        let items: Vec<&Difference> = diff.items.iter().filter(|it| it.kind == kind).collect();
        if items.is_empty() {
            continue;
        }
        writeln!(out, "\n### {title} ({})\n\n| | what | how |\n|---|---|---|", thousands(items.len()))?;
        for it in items {
            let line = format!("| {} | {} | {} |", sign(it), cell(&subject(it)), cell(&detail(it)));
            writeln!(out, "{}", harmless(&line))?;
        }
    }
    Ok(())
}

/// Text that is neither markup nor the end of a cell.
fn cell(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        if "\\`*_{}[]<>()#+!|&@~$".contains(character) {
            result.push('\\');
        }
        result.push(character);
    }
    result
}

fn sign(it: &Difference) -> &'static str {
    match (it.change, it.breaking) {
        ("added", false) => "+",
        ("added", true) => "+!",
        ("removed", false) => "-",
        ("removed", true) => "-!",
        (_, false) => "~",
        (_, true) => "~!",
    }
}

fn subject(it: &Difference) -> String {
    let id = it.id.as_str();
    let shown = if it.kind == "finding" { id.get(..11).unwrap_or(id) } else { id };
    let shown = shown.strip_prefix("v1:").unwrap_or(shown);
    let bare = shown.get(1..2).filter(|colon| *colon == ":").map_or(shown, |_| &shown[2..]);
    Text::from(bare).safe().to_string()
}

fn detail(it: &Difference) -> String {
    let how = match (&it.old, &it.new) {
        (Some(old), Some(new)) if old != new => format!("{old} → {new}"),
        (_, Some(text)) | (Some(text), None) => text.clone(),
        (None, None) => String::new(),
    };
    if it.what.is_empty() { how } else { format!("{}: {how}", it.what.join("; ")) }
}

fn verdict(diff: &Diff) -> String {
    let breaking = diff.items.iter().filter(|it| it.breaking).count();
    let findings = |change| diff.items.iter().filter(|it| it.kind == "finding" && it.change == change).count();
    if diff.items.is_empty() {
        return "nothing differs".to_owned();
    }
    format!(
        "{} differences, {} breaking; {} new findings, {} fixed",
        thousands(diff.items.len()),
        thousands(breaking),
        thousands(findings("added")),
        thousands(findings("removed"))
    )
}
