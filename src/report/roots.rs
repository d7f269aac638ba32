//! The classes that the platform calls, for a person.

use std::io;

use super::names::short;
use super::table::kind_words;
use super::{Column, Style, grid, harmless, page};
use crate::dataverse::registration::stage_word;
use crate::finding::{RootStep, StepImage};
use crate::inspect::roots::{RootItem, Roots};
use crate::text::Text;

/// Writes the classes one after the other, each with its steps.
///
/// # Errors
/// Those of `out`.
pub fn write_roots(roots: &Roots, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for (number, root) in roots.items.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        write_root(root, style, out)?;
    }
    Ok(())
}

fn write_root(root: &RootItem, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let heading = format!("{}  ({}, {})", root.type_name.safe(), kind_words(root.kind), root.input.safe());
    page::heading(&heading, style, out)?;
    let entries: Vec<String> = root.entry_methods.iter().map(|entry| short(entry).safe().to_string()).collect();
    writeln!(out, "  {}", harmless(&format!("called at {}", entries.join(", "))))?;
    if root.steps.is_empty() {
        let why =
            if root.registered { "nothing calls it: no step names it" } else { "nothing says how it is registered" };
        return writeln!(out, "  {why}");
    }
    let rows: Vec<[String; 7]> = root.steps.iter().map(row).collect();
    let lines = table(&rows, style.width).unwrap_or_else(|| list(&rows, style.width));
    lines.iter().try_for_each(|line| writeln!(out, "{}", harmless(line)))
}

/// What stands above the parts of a step.
const HEADING: [&str; 7] = ["", "entity", "stage", "mode", "rank", "in transaction", "columns and images"];

/// Columns that the last part of a step needs to be readable when it is broken over several lines.
const LEAST: usize = 16;

/// Steps below each other, without the parts that none of them has; `None` where the line is too short for that.
fn table(rows: &[[String; 7]], width: u16) -> Option<Vec<String>> {
    let used: Vec<usize> = (0..HEADING.len()).filter(|part| rows.iter().any(|row| !row[*part].is_empty())).collect();
    let all = || std::iter::once(HEADING.map(str::to_owned)).chain(rows.iter().cloned());
    let widest = |part: usize| all().map(|row| row[part].chars().count()).max().unwrap_or_default();
    let last = HEADING.len() - 1;
    let needed: usize =
        used.iter().map(|part| 2 + if *part == last { widest(last).min(LEAST) } else { widest(*part) }).sum();
    if needed > usize::from(width) {
        return None;
    }
    let columns: Vec<Column> =
        used.iter().map(|part| if *part == last { Column::Wrap } else { Column::Keep }).collect();
    let rows = all().map(|row| used.iter().map(|part| row[*part].clone()).collect());
    Some(grid("  ", width, &columns, rows.collect()))
}

/// Steps one after the other, each as a sentence.
fn list(rows: &[[String; 7]], width: u16) -> Vec<String> {
    let rows = rows.iter().map(|[message, entity, stage, mode, rank, transaction, more]| {
        let of = match entity.as_str() {
            "" => String::new(),
            "any" => " of any table".to_owned(),
            table => format!(" of {table}"),
        };
        // Images say what they are.
        let what = if more.starts_with("image ") { "; " } else { "; columns: " };
        let named = |name: &str, part: &String| if part.is_empty() { String::new() } else { format!("{name}{part}") };
        let parts = [
            format!("{message}{of}"),
            stage.clone(),
            mode.clone(),
            named("rank ", rank),
            named("in transaction: ", transaction),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        vec!["-".to_owned(), format!("{}{}", parts.join(", "), named(what, more))]
    });
    grid("  ", width, &[Column::Keep, Column::Wrap], rows.collect())
}

fn row(step: &RootStep) -> [String; 7] {
    let text = |text: &Option<Text>, none: &str| text.as_ref().map_or(none.to_owned(), |text| text.safe().to_string());
    let message = match step.kind {
        "workflow" => "in workflows".to_owned(),
        "customApi" => format!("custom API {}", text(&step.message, "")),
        "dataProvider" => format!("{} of a data provider", text(&step.message, "")),
        _ => format!("{}{}", text(&step.message, "?"), if step.message_guessed { " (by the step's name)" } else { "" }),
    };
    let disabled = if step.enabled == Some(false) { " (disabled)" } else { "" };
    let mode = match step.mode {
        Some(0) => "synchronous".to_owned(),
        Some(1) => "asynchronous".to_owned(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let entity = if step.kind == "step" { text(&step.entity, "any") } else { text(&step.entity, "") };
    [
        format!("{message}{disabled}"),
        entity,
        step.stage.map(stage_word).unwrap_or_default(),
        mode,
        step.rank.map(|rank| rank.to_string()).unwrap_or_default(),
        step.transaction.to_owned(),
        more(step),
    ]
}

/// Filtering attributes and images.
fn more(step: &RootStep) -> String {
    let names = |names: &[Text]| names.iter().map(|name| name.safe().to_string()).collect::<Vec<_>>().join(", ");
    let filtering = (!step.filtering_attributes.is_empty()).then(|| names(&step.filtering_attributes));
    let image = |image: &StepImage| {
        let kind = match image.kind {
            Some("preImage") => "before",
            Some("postImage") => "after",
            Some("both") => "before and after",
            _ => "image",
        };
        let columns = if image.attributes.is_empty() { "all columns".to_owned() } else { names(&image.attributes) };
        format!("image {kind}: {columns}")
    };
    filtering.into_iter().chain(step.images.iter().map(image)).collect::<Vec<_>>().join("; ")
}
