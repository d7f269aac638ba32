//! Types and members as C# declares them, for a person.

use std::collections::BTreeMap;
use std::io;

use super::page::{broken, heading, rows, thousands};
use super::{Style, harmless};
use crate::inspect::forwards::ForwardItem;
use crate::inspect::marks::AttributeItem;
use crate::inspect::members::Members;
use crate::inspect::types::Types;
use crate::model::bare_id;
use crate::text::Text;

/// Writes the types of each assembly as a tree: by namespace, what a type encloses below it. What compilers made is counted only.
///
/// # Errors
/// Those of `out`.
pub fn write_types(types: &Types, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut place = Place::default();
    let mut generated = 0_usize;
    // Where a type that was not asked for is missing around one that was, that one stands for itself.
    let mut around: Vec<&Text> = Vec::new();
    for item in &types.items {
        if item.generated {
            generated += 1;
            continue;
        }
        if place.enter(&item.assembly, &item.input, style, out)? {
            around.clear();
        }
        while around.last().is_some_and(|outer| Some(*outer) != item.declaring_type.as_ref()) {
            around.pop();
        }
        if around.is_empty() {
            place.namespace(&namespace_of(&item.name), style, out)?;
        }
        let indent = "  ".repeat(around.len() + 1);
        declaration(&indent, &item.attributes, &item.declaration, style, out)?;
        around.push(&item.id);
    }
    write_forwards(&types.forwards, style, out)?;
    left_out("type", generated, out)
}

/// Writes the types that are elsewhere below where they are.
fn write_forwards(forwards: &[ForwardItem], style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut known: BTreeMap<(&Text, bool, &Text), Vec<Vec<String>>> = BTreeMap::new();
    for it in forwards {
        let line = vec![Text::from(bare_id(&it.id)).safe().to_string()];
        known.entry((&it.input, it.file, &it.target)).or_default().push(line);
    }
    for ((input, file, target), lines) in known {
        let what = if file { "in the file" } else { "forwarded to" };
        heading(&format!("{what} {}: {}  ({})", target.safe(), thousands(lines.len()), input.safe()), style, out)?;
        rows("  ", style, lines, out)?;
    }
    Ok(())
}

/// Writes the members of each type below it. What compilers made is counted only.
///
/// # Errors
/// Those of `out`.
pub fn write_members(members: &Members, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut place = Place::default();
    let mut generated = 0_usize;
    let mut type_: Option<&Text> = None;
    for item in &members.items {
        if item.generated {
            generated += 1;
            continue;
        }
        if place.enter(&item.assembly, &item.input, style, out)? {
            type_ = None;
        }
        if type_ != item.declaring_type.as_ref() {
            type_ = item.declaring_type.as_ref();
            let id = type_.map_or("", |id| id.as_str().strip_prefix("T:").unwrap_or(id.as_str()));
            let namespace = id.rsplit_once('.').map_or("", |(namespace, _)| namespace);
            let names = namespace.split('.').map(|name| name.split('`').next().unwrap_or_default());
            place.namespace(&Text(names.collect::<Vec<_>>().join(".")), style, out)?;
            declaration("  ", &[], &item.type_declaration, style, out)?;
        }
        declaration("    ", &item.attributes, &item.signature, style, out)?;
    }
    write_forwards(&members.forwards, style, out)?;
    left_out("member", generated, out)
}

/// The line under which something is written.
#[derive(Default)]
struct Place {
    input: Option<Text>,
    namespace: Option<Text>,
}

impl Place {
    /// Begins an assembly, unless it is the one of the line before; whether it is another one.
    fn enter(&mut self, assembly: &Text, input: &Text, style: Style, out: &mut dyn io::Write) -> io::Result<bool> {
        if self.input.as_ref() == Some(input) {
            return Ok(false);
        }
        if self.input.is_some() {
            writeln!(out)?;
        }
        heading(&format!("{}  ({})", assembly.safe(), input.safe()), style, out)?;
        *self = Self { input: Some(input.clone()), namespace: None };
        Ok(true)
    }

    /// Begins a namespace, or a type around those that follow, unless it is the one of the line before.
    fn namespace(&mut self, name: &Text, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        if self.namespace.as_ref() == Some(name) {
            return Ok(());
        }
        self.namespace = Some(name.clone());
        match name.as_str() {
            "" => Ok(()),
            _ => rows(" ", style, vec![vec![name.safe().to_string()]], out),
        }
    }
}

/// What stands before the name of a type: its namespace and the types around it.
fn namespace_of(full: &Text) -> Text {
    let full = full.as_str();
    let end = full.rfind('+').or_else(|| full.rfind('.')).unwrap_or(0);
    Text(full[..end].replace('+', "."))
}

/// A declaration below the attributes that say something to a person; where it is too long, it goes on further in.
fn declaration(
    indent: &str,
    attributes: &[AttributeItem],
    text: &str,
    style: Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let shown = attributes.iter().filter(|it| !it.plumbing).map(|it| format!("[{}]", it.text));
    for line in shown.chain([text.to_owned()]) {
        let width = usize::from(style.width).saturating_sub(indent.len()).max(20);
        for (number, part) in broken(&line, width).into_iter().enumerate() {
            let further = if number > 0 { "    " } else { "" };
            writeln!(out, "{}", harmless(&format!("{indent}{further}{part}")))?;
        }
    }
    Ok(())
}

fn left_out(what: &str, generated: usize, out: &mut dyn io::Write) -> io::Result<()> {
    match generated {
        0 => Ok(()),
        1 => writeln!(out, "\n1 {what} that a compiler made is not shown; --format json has it"),
        count => {
            writeln!(out, "\n{} {what}s that compilers made are not shown; --format json has them", thousands(count))
        }
    }
}
