//! The classes that the platform calls, for a person.

use std::io;

use super::names::short;
use super::table::kind_words;
use super::{Column, Style, grid, harmless};
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
    let heading = harmless(&heading);
    if style.colour {
        let bold = anstyle::Style::new().bold();
        writeln!(out, "{bold}{heading}{bold:#}")?;
    } else {
        writeln!(out, "{heading}")?;
    }
    let entries: Vec<String> = root.entry_methods.iter().map(|entry| short(entry).safe().to_string()).collect();
    writeln!(out, "  {}", harmless(&format!("called at {}", entries.join(", "))))?;
    if root.steps.is_empty() {
        let why =
            if root.registered { "nothing calls it: no step names it" } else { "nothing says how it is registered" };
        return writeln!(out, "  {why}");
    }
    let heading = ["", "entity", "stage", "mode", "rank", "in transaction", "columns and images"];
    let rows = std::iter::once(heading.map(str::to_owned).to_vec()).chain(root.steps.iter().map(row)).collect();
    let columns = [Column::Keep, Column::Keep, Column::Keep, Column::Keep, Column::Keep, Column::Keep, Column::Wrap];
    grid("  ", style.width, &columns, rows).iter().try_for_each(|line| writeln!(out, "{}", harmless(line)))
}

fn row(step: &RootStep) -> Vec<String> {
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
    vec![
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
