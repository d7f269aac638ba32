//! What an assembly is, for a person.

use std::io;

use super::Style;
use super::page::{heading, rows, thousands};
use super::table::kind_words;
use crate::inspect::info::{Info, InfoItem, Resource};
use crate::text::Text;

/// Writes what the assemblies are, one after the other.
///
/// # Errors
/// Those of `out`.
pub fn write_info(info: &Info, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for (number, item) in info.items.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let unnamed = if item.name.as_str().is_empty() { UNREADABLE } else { "" };
        heading(&format!("{unnamed}{}", item.id.safe()), style, out)?;
        if let Some(first) = &item.duplicate_of {
            let line = |name: &str, text: &Text| vec![name.to_owned(), text.safe().to_string()];
            rows("  ", style, vec![line("file", &item.input), line("a copy of", first)], out)?;
            continue;
        }
        rows("  ", style, facts(item), out)?;
        let references = item.references.iter().map(|it| {
            let culture = it.culture.as_ref().map_or(String::new(), |it| format!(", {}", it.safe()));
            let unnamed = if it.name.as_str().is_empty() { UNREADABLE } else { "" };
            vec![
                format!("{unnamed}{}", it.name.safe()),
                format!("{}{culture}", it.version),
                it.public_key_token.clone().unwrap_or_default(),
                it.found.as_ref().map_or(String::new(), |file| format!("found: {}", file.safe())),
            ]
        });
        part("references", references.collect(), style, out)?;
        let modules = item.modules.iter().map(|it| vec![it.safe().to_string()]);
        part("native libraries and modules", modules.collect(), style, out)?;
        let files = item
            .files
            .iter()
            .map(|it| vec![it.name.safe().to_string(), if it.module { "module" } else { "resource" }.to_owned()]);
        part("other files", files.collect(), style, out)?;
        let forwards = item.forwards.iter().map(|(target, count)| {
            let types = if *count == 1 { "type" } else { "types" };
            vec![target.safe().to_string(), format!("{} {types}", thousands(*count))]
        });
        part("types are forwarded to", forwards.collect(), style, out)?;
        part("resources", item.resources.iter().map(resource).collect(), style, out)?;
        let attributes = item.attributes.iter().map(|it| vec![format!("[{}]", it.text)]);
        part("attributes", attributes.collect(), style, out)?;
        let roots = item.roots.iter().map(|it| {
            let id = it.id.as_str();
            vec![Text::from(id.strip_prefix("T:").unwrap_or(id)).safe().to_string(), kind_words(it.kind).to_owned()]
        });
        part("called by the platform", roots.collect(), style, out)?;
    }
    Ok(())
}

/// In the place of a name that is empty or cut off.
const UNREADABLE: &str = "(its name cannot be read)";

fn part(name: &str, lines: Vec<Vec<String>>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {name} ({})", thousands(lines.len()))?;
    rows("    ", style, lines, out)
}

fn facts(item: &InfoItem) -> Vec<Vec<String>> {
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.safe().to_string());
    let strong_name = item.strong_name.map(|word| {
        match word {
            "signed" => "signed (the signature was not verified)",
            "delaySigned" => "delay-signed: it has a public key and no signature",
            "publicSigned" => "public-signed: it has a public key and an empty signature",
            _ => "none",
        }
        .to_owned()
    });
    let symbols = match (item.symbols.kind, &item.symbols.refused) {
        (Some(kind), Some(why)) => format!("{kind}, not whole: {}", why.safe()),
        (Some(kind), None) => kind.to_owned(),
        (None, Some(why)) => format!("not used: {}", why.safe()),
        (None, None) => "none".to_owned(),
    };
    let counts: Vec<String> = [
        ("types", "type"),
        ("methods", "method"),
        ("fields", "field"),
        ("properties", "property"),
        ("events", "event"),
        ("attributes", "attribute"),
    ]
    .iter()
    .map(|(several, one)| match item.counts.get(several).copied().unwrap_or_default() {
        1 => format!("1 {one}"),
        count => format!("{} {several}", thousands(count)),
    })
    .collect();
    let status = match item.status {
        crate::finding::Status::ReferenceAssembly => Some("a reference assembly: its code was stripped".to_owned()),
        crate::finding::Status::Protected => Some("protected: most method bodies cannot be decoded".to_owned()),
        crate::finding::Status::Partial => Some("damaged: some of it cannot be read".to_owned()),
        _ => None,
    };
    let kind = match item.kind {
        "module" if matches!(item.status, crate::finding::Status::Partial | crate::finding::Status::Failed) => {
            "module of an assembly of several files, or an assembly whose manifest cannot be read".to_owned()
        }
        "module" => {
            "module of an assembly of several files: it has no manifest, hence no version and no key".to_owned()
        }
        other => match item.subsystem {
            Some(subsystem) => format!("{other} ({subsystem})"),
            None => other.to_owned(),
        },
    };
    // That any processor will do, the header says with that of x86.
    let machine = if item.architecture.starts_with("Any CPU") { &[][..] } else { &[&*item.machine][..] };
    let header = [machine, &*item.flags].concat().join(", ");
    [
        ("file", Some(format!("{} ({} bytes)", item.input.safe(), thousands(item.bytes)))),
        ("kind", Some(kind)),
        ("state", status),
        ("target framework", text(&item.target_framework)),
        ("runtime", Some(item.runtime_version.safe().to_string())),
        (
            "architecture",
            Some(if header.is_empty() {
                item.architecture.clone()
            } else {
                format!("{} ({header})", item.architecture)
            }),
        ),
        ("strong name", strong_name),
        ("module", Some(item.module.safe().to_string())),
        ("mvid", item.mvid.clone()),
        ("entry point", text(&item.entry_point)),
        ("symbols", Some(symbols)),
        ("tables", Some(counts.join(", "))),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some(vec![name.to_owned(), value?]))
    .collect()
}

fn resource(resource: &Resource) -> Vec<String> {
    let place = match (resource.kind, &resource.location, resource.bytes) {
        ("embedded", _, Some(bytes)) => format!("{} bytes", thousands(bytes)),
        ("embedded", ..) => "cannot be read".to_owned(),
        ("assembly", Some(name), _) => format!("in the assembly {}", name.safe()),
        (_, Some(name), _) => format!("in the file {}", name.safe()),
        _ => "elsewhere".to_owned(),
    };
    let private = if resource.public { "" } else { ", private" };
    vec![resource.name.safe().to_string(), format!("{place}{private}")]
}
