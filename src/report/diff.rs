//! What a release changes, for a person and for a page.

use std::io;

use super::markdown::prose;
use super::page::{broken, heading, rows, thousands};
use super::{Style, harmless};
use crate::inspect::diff::{Counts, Diff, Difference};
use crate::text::Text;

/// The kinds in the order in which they are shown, with their names.
const KINDS: [(&str, &str); 7] = [
    ("assembly", "assemblies"),
    ("type", "types"),
    ("member", "members"),
    ("finding", "findings"),
    ("writtenField", "fields that calls of the platform change"),
    ("reference", "referenced assemblies"),
    ("use", "uses of other assemblies"),
];

/// Writes the differences by kind, each with a sign: `+` added, `-` removed, `~` changed; `!` is breaking. A legend says so at the end.
///
/// # Errors
/// Those of `out`.
pub fn write_diff(diff: &Diff, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let several = several(diff);
    for (kind, title) in KINDS {
        let items: Vec<&Difference> = diff.items.iter().filter(|it| it.kind == kind).collect();
        if items.is_empty() {
            continue;
        }
        heading(&format!("{title} ({})", thousands(items.len())), style, out)?;
        let mut lines = Vec::new();
        for it in items {
            let mut texts = texts(it, several).into_iter();
            lines.push(vec![sign(it).to_owned(), texts.next().unwrap_or_default()]);
            for text in texts {
                // Broken here, so that what goes on below stands further in.
                let width = usize::from(style.width).saturating_sub(10).max(20);
                let parts = broken(&text, width).into_iter().enumerate();
                let indented = parts.map(|(at, part)| format!("{}{part}", if at > 0 { "      " } else { "  " }));
                lines.extend(indented.map(|text| vec![String::new(), text]));
            }
        }
        rows("  ", style, lines, out)?;
    }
    if !diff.items.is_empty() {
        writeln!(out, "{LEGEND}")?;
    }
    writeln!(out, "{}", verdict(diff))
}

const LEGEND: &str = "+ added  - removed  ~ changed  ! breaks code that was made for the old state";

/// Writes the differences as a page of Markdown: a table for each kind.
///
/// # Errors
/// Those of `out`.
pub fn write_diff_markdown(diff: &Diff, out: &mut dyn io::Write) -> io::Result<()> {
    let several = several(diff);
    writeln!(out, "{}", verdict(diff))?;
    if !diff.items.is_empty() {
        // Escaped, for a sign in front would begin a list.
        writeln!(out, "\n\\{}", prose(LEGEND))?;
    }
    for (kind, title) in KINDS {
        let items: Vec<&Difference> = diff.items.iter().filter(|it| it.kind == kind).collect();
        if items.is_empty() {
            continue;
        }
        writeln!(out, "\n### {title} ({})\n\n| | what |\n|---|---|", thousands(items.len()))?;
        for it in items {
            let texts: Vec<String> = texts(it, several).iter().map(|text| prose(text)).collect();
            writeln!(out, "{}", harmless(&format!("| {} | {} |", sign(it), texts.join("<br>"))))?;
        }
    }
    Ok(())
}

/// Whether the differences are in more than one assembly: then each says in which.
fn several(diff: &Diff) -> bool {
    diff.items.windows(2).any(|pair| pair[0].assembly != pair[1].assembly)
}

/// What is said of a difference: a line, and others below it.
fn texts(it: &Difference, several: bool) -> Vec<String> {
    let inputs: Vec<String> = it.inputs.iter().map(|input| input.safe().to_string()).collect();
    let assembly = match (several && it.kind != "assembly", it.only_there) {
        (true, true) => format!("  ({}, {})", it.assembly.safe(), inputs.join(", ")),
        (true, false) => format!("  ({})", it.assembly.safe()),
        (false, true) => format!("  ({})", inputs.join(", ")),
        (false, false) => String::new(),
    };
    let mut texts = lines(it, &assembly);
    if !it.why.is_empty() {
        texts.push(format!("because {}", it.why.join("; ")));
    }
    texts
}

fn lines(it: &Difference, assembly: &str) -> Vec<String> {
    let known = it.new.as_deref().or(it.old.as_deref()).unwrap_or_default();
    let (subject, what) = (subject(it), it.what.join("; "));
    match (it.kind, it.change) {
        ("type" | "member", "changed") => {
            let mut texts = vec![format!("{subject}: {what}{assembly}")];
            if let (Some(old), Some(new)) = (&it.old, &it.new)
                && old != new
            {
                texts.extend([format!("was {old}"), format!("now {new}")]);
            }
            texts
        }
        // A declaration of a type has all of its name.
        ("type", _) if what.is_empty() => vec![format!("{known}{assembly}")],
        ("type", _) => vec![format!("{known}: {what}{assembly}")],
        ("member", _) => {
            let what = if what.is_empty() { what } else { format!(": {what}") };
            vec![format!("{subject}{what}{assembly}"), known.to_owned()]
        }
        ("assembly", "changed") => vec![format!("{subject}: {what}{assembly}")],
        ("assembly", _) => vec![format!("{known}{assembly}")],
        (_, "changed") => vec![format!("{subject}  {}: {what}{assembly}", it.new.as_deref().unwrap_or_default())],
        _ => vec![format!("{subject}  {known}{assembly}")],
    }
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

fn verdict(diff: &Diff) -> String {
    let counts = Counts::of(&diff.items);
    if counts == Counts::default() {
        return "nothing differs".to_owned();
    }
    let some = |count: usize, one: &str| format!("{} {one}{}", thousands(count), if count == 1 { "" } else { "s" });
    format!(
        "{}, {} breaking; {}, {} fixed",
        some(counts.differences, "difference"),
        thousands(counts.breaking),
        some(counts.new_findings, "new finding"),
        thousands(counts.fixed_findings)
    )
}
