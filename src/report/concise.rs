//! `file(line,col): error RULE: text [assembly, member]`: the line of MSBuild.

use std::io;

use super::findings::{discounted, level, lost, shown};
use super::{Style, harmless};
use crate::finding::{Finding, Report};

/// Writes one line for each finding that counts and for each thing that was lost.
pub(super) fn write(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in shown(report, style) {
        writeln!(out, "{}", harmless(&line(finding)))?;
    }
    for problem in &report.problems {
        // What concerns a whole input makes the run fail.
        let level = match problem.kind {
            "error" if problem.token.is_none() => "error",
            "error" => "warning",
            _ => "message",
        };
        let line = format!("{} : {level} {}: {}", problem.input.safe(), problem.code, lost(problem));
        writeln!(out, "{}", harmless(&line))?;
    }
    Ok(())
}

/// A finding in MSBuild's form; `Safe` keeps it on one line.
pub(super) fn line(finding: &Finding) -> String {
    let at = &finding.location;
    // Builds fail at the word `error`, whatever the exit code.
    let level = if finding.counts() { level(finding.severity, "message") } else { "message" };
    let place = match &at.source {
        Some(source) => format!("{}({},{}):", source.file.safe(), source.line, source.column),
        None => format!("{} :", at.input.safe()),
    };
    format!("{place} {level} {}: {}", finding.rule, sentence(finding, ""))
}

/// What is wrong, in which member, and where `within` it; on one line.
pub(super) fn sentence(finding: &Finding, within: &str) -> String {
    let at = &finding.location;
    let member = at.authored_member.as_ref().or(at.member.as_ref()).or(at.type_name.as_ref());
    let discounted = discounted(finding).map(|why| format!(" ({why})")).unwrap_or_default();
    // A step of a solution may name a class without its assembly.
    let place = [Some(at.assembly.safe().to_string()), member.map(|it| it.safe().to_string()), Some(within.to_owned())];
    let place: Vec<String> = place.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    format!("{}{discounted} [{}]", one_line(&finding.message), place.join(", "))
}

/// A message, in which names are safe already, without line breaks should it hold any.
fn one_line(message: &str) -> String {
    message.split(['\r', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
