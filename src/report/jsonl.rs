//! JSON, one object a line: what reads it need not hold it all.

use std::io;

use serde::Serialize;

use super::Style;
use super::json::write_json_line;
use crate::finding::{Report, Summary, Tool};

/// An object of the report, and which kind it is.
#[derive(Serialize)]
struct Line<'a, T> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    value: &'a T,
}

/// The last line. A reader that did not see it has not seen all.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Last<'a> {
    schema_version: &'static str,
    tool: Tool,
    #[serde(flatten)]
    summary: &'a Summary,
}

/// Writes assemblies, findings, problems and the summary, in this order.
pub(super) fn write(report: &Report, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for value in &report.assemblies {
        write_json_line(&Line { kind: "assembly", value }, out)?;
    }
    for value in &report.findings {
        write_json_line(&Line { kind: "finding", value }, out)?;
    }
    for value in &report.problems {
        write_json_line(&Line { kind: "problem", value }, out)?;
    }
    let last = Last { schema_version: report.schema_version, tool: report.tool, summary: &report.summary };
    write_json_line(&Line { kind: "summary", value: &last }, out)
}
