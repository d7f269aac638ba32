//! Calls, accesses to fields and references, for a person.

use std::collections::BTreeMap;
use std::io;

use super::Style;
use super::names::{Names, place_of};
use super::page::{heading, rows, thousands};
use crate::finding::Source;
use crate::inspect::calls::{CallItem, Calls};
use crate::inspect::fields::Fields;
use crate::inspect::refs::{RefItem, Refs, SiteItem};
use crate::model::{Instance, bare_id};
use crate::text::{Safe, Text};

fn place(source: Option<&Source>, il_offset: u32) -> String {
    place_of(source, Some(il_offset))
}

/// Writes the lines below each heading; a heading comes again where its lines are not together.
fn grouped(lines: Vec<(String, Vec<String>)>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut group: Option<(String, Vec<Vec<String>>)> = None;
    for (title, line) in lines {
        match &mut group {
            Some((known, below)) if *known == title => below.push(line),
            _ => {
                flush(group.replace((title, vec![line])), style, out)?;
            }
        }
    }
    flush(group, style, out)
}

fn flush(group: Option<(String, Vec<Vec<String>>)>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let Some((title, below)) = group else { return Ok(()) };
    heading(&title, style, out)?;
    rows("  ", style, below, out)
}

/// Writes the calls: who calls what was asked for, below that; then what it calls. Where nothing was asked for, below each method what it calls.
///
/// # Errors
/// Those of `out`.
pub fn write_calls(calls: &Calls, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let ids = calls.items.iter().flat_map(|it| [&it.caller, &it.authored_caller].into_iter().chain(&it.callee));
    let slots = calls.slots.iter().flat_map(|it| [&it.id, &it.slot]);
    let names = Names::of(ids.chain(slots).map(|id| -> &Text { id }));
    let callee = |item: &CallItem| match (&item.callee, &item.pointer) {
        (Some(callee), _) => names.instance(callee, &item.instance),
        (None, pointer) => pointer.as_ref().map_or_else(|| "?".to_owned(), |it| Safe::new(it).to_string()),
    };
    let mut of_callees: BTreeMap<(&Text, &Text), Vec<Vec<String>>> = BTreeMap::new();
    for item in calls.items.iter().filter(|it| it.callee_wanted) {
        let Some(id) = &item.callee else { continue };
        let place = place(item.source.as_ref(), item.il_offset);
        let mut line = vec![place, item.via.to_owned(), names.method(&item.caller, &item.authored_caller)];
        if item.instance != Instance::default() {
            line.push(callee(item));
        }
        of_callees.entry((&item.input, id)).or_default().push(line);
    }
    for slot in &calls.slots {
        let places = if slot.calls == 1 { "place" } else { "places" };
        let line = vec![format!("whoever calls {}, at {} {places}", names.name(&slot.slot), thousands(slot.calls))];
        of_callees.entry((&slot.input, &slot.id)).or_default().push(line);
    }
    let is_asked = !of_callees.is_empty() || calls.items.iter().any(|it| it.caller_wanted);
    let lines = of_callees.into_iter().flat_map(|((input, id), lines)| {
        let title = format!("{} is called by  ({})", names.name(id), input.safe());
        lines.into_iter().map(move |line| (title.clone(), line))
    });
    grouped(lines.collect(), style, out)?;
    let lines = calls.items.iter().filter(|it| it.caller_wanted || !is_asked).map(|item| {
        let title = format!("{} calls  ({})", names.method(&item.caller, &item.authored_caller), item.input.safe());
        let line = vec![place(item.source.as_ref(), item.il_offset), item.via.to_owned(), callee(item)];
        (title, line)
    });
    grouped(lines.collect(), style, out)
}

/// Writes the accesses below the field.
///
/// # Errors
/// Those of `out`.
pub fn write_fields(fields: &Fields, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let names = Names::of(fields.items.iter().flat_map(|it| [&*it.field, &*it.member, &*it.authored_member]));
    let lines = fields.items.iter().map(|item| {
        let title = format!("{}  ({})", names.name(&item.field), item.input.safe());
        let line = vec![
            item.access.to_owned(),
            place(item.source.as_ref(), item.il_offset),
            names.method(&item.member, &item.authored_member),
        ];
        (title, line)
    });
    grouped(lines.collect(), style, out)
}

/// Writes the references below their assembly, how often each is used, and with `sites` where.
///
/// # Errors
/// Those of `out`.
pub fn write_refs(refs: &Refs, sites: bool, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut assemblies: BTreeMap<(&Text, &Text), Vec<&RefItem>> = BTreeMap::new();
    let all = refs.items.iter().filter(|_| sites).flat_map(|it| &it.sites);
    let names = Names::of(all.flat_map(|it| it.member.iter().chain(&it.authored_member)).map(|id| -> &Text { id }));
    for item in &refs.items {
        assemblies.entry((&item.input, &item.assembly)).or_default().push(item);
    }
    for (number, ((input, assembly), items)) in assemblies.into_iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        heading(&format!("{}  (used by {})", assembly.safe(), input.safe()), style, out)?;
        let line = |item: &RefItem| {
            let missing = match (item.missing, item.altered) {
                (false, _) => "",
                (true, false) => "  (its assembly does not have it)",
                (true, true) => "  (its assembly has it with another signature)",
            };
            let shown = Safe::new(bare_id(&item.id)).to_string();
            vec![format!("{}×", thousands(item.count)), item.kind.to_owned(), format!("{shown}{missing}")]
        };
        if sites {
            for item in items {
                rows("  ", style, vec![line(item)], out)?;
                rows("      ", style, item.sites.iter().map(|it| site(it, &names)).collect(), out)?;
            }
        } else {
            rows("  ", style, items.into_iter().map(line).collect(), out)?;
        }
    }
    Ok(())
}

fn site(site: &SiteItem, names: &Names<'_>) -> Vec<String> {
    let place = match site.il_offset {
        Some(offset) if site.place == "code" => place(site.source.as_ref(), offset),
        Some(offset) => format!("{} at {}", site.place, place(site.source.as_ref(), offset)),
        None => words(site.place).to_owned(),
    };
    let member = match (&site.member, &site.authored_member) {
        (Some(member), Some(authored)) => names.method(member, authored),
        _ => "the assembly".to_owned(),
    };
    vec![place, member]
}

fn words(place: &'static str) -> &'static str {
    match place {
        "memberSignature" => "signature of",
        other => other,
    }
}
