//! `ilvet rules`

use std::fmt::Write as _;

use anyhow::Result;
use serde_json::json;

use crate::args::{ListFormat, RulesArgs};
use crate::output;
use crate::registry::rules;
use ilvet::check::SCHEMA_VERSION;
use ilvet::policy::Outcome;
use ilvet::report::{Column, grid, write_json};

pub(crate) fn run(args: &RulesArgs) -> Result<Outcome> {
    let bytes = match args.format {
        ListFormat::Table => table(output::width()).into_bytes(),
        ListFormat::Json => json()?,
    };
    output::print(&bytes, anstream::ColorChoice::Auto)?;
    Ok(Outcome::Passed)
}

fn table(width: u16) -> String {
    let heading = ["rule", "severity", "confidence", "what it finds"].map(str::to_owned).to_vec();
    let rows = rules().into_iter().map(|rule| {
        let aliases = if rule.aliases.is_empty() { String::new() } else { format!(" ({})", rule.aliases.join(", ")) };
        let words = [rule.id, rule.severity.word(), rule.confidence.word(), &format!("{}{aliases}", rule.summary)];
        words.map(str::to_owned).to_vec()
    });
    let columns = [Column::Keep, Column::Keep, Column::Keep, Column::Wrap];
    let lines = grid("", width, &columns, std::iter::once(heading).chain(rows).collect());
    lines.iter().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    })
}

fn json() -> Result<Vec<u8>> {
    let rules: Vec<_> = rules()
        .into_iter()
        .map(|rule| {
            json!({
                "id": rule.id, "aliases": rule.aliases, "severity": rule.severity, "confidence": rule.confidence,
                "category": rule.category, "summary": rule.summary, "help": rule.help,
            })
        })
        .collect();
    let tool = json!({ "name": "ilvet", "version": env!("CARGO_PKG_VERSION") });
    let mut bytes = Vec::new();
    write_json(&json!({ "schemaVersion": SCHEMA_VERSION, "tool": tool, "rules": rules }), &mut bytes)?;
    Ok(bytes)
}
