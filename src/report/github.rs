//! Annotations of GitHub Actions (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions>).

use std::fmt::Write as _;
use std::io;

use super::findings::{level, lost_inputs};
use super::place::{blamed, place, sentence};
use super::verdict::counted;
use super::{Style, harmless};
use crate::finding::{Finding, Report};
use crate::text::Safe;

/// How many annotations of one level GitHub shows of a step.
const SHOWN: usize = 10;

/// Writes one annotation for each finding that counts and for each input that was lost, as many as GitHub shows; the rest is counted.
pub(super) fn write(report: &Report, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let lost = lost_inputs(report).map(|problem| {
        let title = format!("ilvet: {}", problem.code);
        let file = blamed(&problem.input).map(|file| format!("file={},", property(&Safe::new(file).to_string())));
        let what = data(&Safe::new(&problem.what).to_string());
        ("error", format!("{}title={}::{what}", file.unwrap_or_default(), property(&title)))
    });
    let found = report.findings.iter().filter(|finding| finding.counts()).map(annotation);
    let (mut written, mut more) = ([0usize; 3], [0usize; 3]);
    for (level, rest) in lost.chain(found) {
        let index = LEVELS.iter().position(|it| it.0 == level).unwrap_or_default();
        if written[index] == SHOWN {
            more[index] += 1;
            continue;
        }
        written[index] += 1;
        writeln!(out, "::{level} {}", harmless(&rest))?;
    }
    let more: Vec<String> = LEVELS
        .iter()
        .zip(more)
        .filter(|(_, count)| *count > 0)
        .map(|((_, one, many), count)| counted(count, one, many))
        .collect();
    if !more.is_empty() {
        writeln!(
            out,
            "not shown as annotations, for GitHub shows {SHOWN} of a level: {}; the job summary lists the worst, a report by `--output` all",
            more.join(", ")
        )?;
    }
    Ok(())
}

/// The levels, and what they are called for a person.
const LEVELS: [(&str, &str, &str); 3] =
    [("error", "error", "errors"), ("warning", "warning", "warnings"), ("notice", "notice", "notices")];

/// The level of an annotation, and the rest of it.
fn annotation(finding: &Finding) -> (&'static str, String) {
    let level = level(finding.severity, "notice");
    let place = place(finding.location.source.as_ref(), &finding.location.input);
    let mut rest = format!("file={}", property(&Safe::new(place.file).to_string()));
    if place.source {
        let _ = write!(rest, ",line={},col={}", place.line, place.column);
    }
    let title = format!("{} ({})", finding.rule, finding.severity);
    let _ = write!(rest, ",title={}::{}", property(&title), data(&sentence(finding, place)));
    (level, rest)
}

/// The part behind `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
