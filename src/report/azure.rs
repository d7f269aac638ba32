//! Issues of an Azure pipeline (<https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands#logissue-log-an-error-or-warning>).

use std::fmt::Write as _;
use std::io;

use super::findings::{level, lost_inputs};
use super::place::{Place, blamed, place, sentence};
use super::{Style, concise, harmless};
use crate::finding::{Finding, Report};
use crate::text::Safe;

/// What is no issue.
const PLAIN: &str = "";

/// Writes one issue for each finding that counts and for each input that was lost. Azure knows errors and warnings; what is less is a plain line.
pub(super) fn write(report: &Report, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for problem in lost_inputs(report) {
        let file = blamed(&problem.input).map(|it| format!("sourcepath={};", property(&Safe::new(it).to_string())));
        let what = data(&format!("{}: {}", problem.input.safe(), Safe::new(&problem.what)));
        issue(&format!("type=error;{}code={}", file.unwrap_or_default(), problem.code), &what, out)?;
    }
    for finding in report.findings.iter().filter(|finding| finding.counts()) {
        match level(finding.severity, PLAIN) {
            PLAIN => writeln!(out, "{}", harmless(&concise::line(finding)))?,
            level => {
                let place = place(finding.location.source.as_ref(), &finding.location.input);
                issue(&properties(finding, level, place), &data(&sentence(finding, place)), out)?;
            }
        }
    }
    Ok(())
}

/// The one line that an agent is to obey: what stands in it is broken before it is put together.
fn issue(properties: &str, what: &str, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "##vso[task.logissue {}]{}", harmless(properties), harmless(what))
}

fn properties(finding: &Finding, level: &str, place: Place<'_>) -> String {
    let mut properties = format!("type={level};sourcepath={}", property(&Safe::new(place.file).to_string()));
    if place.source {
        let _ = write!(properties, ";linenumber={};columnnumber={}", place.line, place.column);
    }
    let _ = write!(properties, ";code={}", property(finding.rule));
    properties
}

/// The part behind `]`.
fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(']', "%5D").replace(';', "%3B")
}
