//! What a build agent gets beside standard output: the summary of the job, and values for later steps.

use std::env;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::kept::Kept;
use crate::output::Target;
use ilvet::finding::Report;
use ilvet::policy::{self, Outcome};
use ilvet::report::{self, Format, Style};
use ilvet::text::Safe;

/// The file of a job's summary on GitHub (<https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary>).
const GITHUB_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// The file of a step's outputs on GitHub.
const GITHUB_OUTPUT: &str = "GITHUB_OUTPUT";

/// A folder for files of a job on Azure.
const AZURE_TEMPORARY: &str = "AGENT_TEMPDIRECTORY";

/// Gives the agent that `format` is for what it shows beside the log. On Azure that is a line more in `out`.
///
/// # Errors
/// A file of the agent that cannot be written.
pub(crate) fn tell(
    format: Format,
    report: &Report,
    style: Style,
    targets: &[(Format, Target)],
    out: &mut Vec<u8>,
) -> Result<()> {
    match format {
        Format::Github => github(report, style),
        Format::Azure => azure(report, style, targets, out),
        _ => Ok(()),
    }
}

fn github(report: &Report, style: Style) -> Result<()> {
    if let Some(path) = file(GITHUB_SUMMARY) {
        append(&path, &summary(report, style)?).with_context(|| format!("{GITHUB_SUMMARY}: {}", Safe::path(&path)))?;
    }
    if let Some(path) = file(GITHUB_OUTPUT) {
        let counts = report.summary;
        let outcome = match policy::outcome(report, style.fail_on, style.strict) {
            Outcome::Passed => "passed",
            Outcome::Found => "failed",
            Outcome::NotDone => "not-done",
        };
        let values = format!(
            "critical={}\nhigh={}\nmedium={}\nlow={}\ninfo={}\nsuppressed={}\noutcome={outcome}\n",
            counts.critical, counts.high, counts.medium, counts.low, counts.info, counts.suppressed
        );
        append(&path, values.as_bytes()).with_context(|| format!("{GITHUB_OUTPUT}: {}", Safe::path(&path)))?;
    }
    Ok(())
}

/// Names a file with the summary, for which Azure wants an absolute path: what `--output` wrote, else one of the job's own.
fn azure(report: &Report, style: Style, targets: &[(Format, Target)], out: &mut Vec<u8>) -> Result<()> {
    let written =
        targets.iter().find(|(format, _)| *format == Format::Markdown).map(|(_, target)| target.path().to_owned());
    let path = match (written, file(AZURE_TEMPORARY)) {
        (Some(path), _) => path,
        (None, Some(folder)) => {
            let path = folder.join("ilvet-summary.md");
            Target::check(AZURE_TEMPORARY, &path, &Kept::default())?.write(&summary(report, style)?)?;
            path
        }
        (None, None) => return Ok(()),
    };
    let path = std::path::absolute(&path).with_context(|| Safe::path(&path).to_string())?;
    let shown = Safe::path(&path).to_string().replace('%', "%AZP25");
    writeln!(out, "##vso[task.uploadsummary]{}", report::harmless(&shown))?;
    Ok(())
}

/// The summary, with a blank line behind it for what follows in the same file.
fn summary(report: &Report, style: Style) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    report::write(report, Format::Markdown, style, &mut bytes)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The path in a variable of the environment, where it is set.
fn file(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from)
}

fn append(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    OpenOptions::new().create(true).append(true).open(path)?.write_all(bytes)
}
