//! The gate end to end: units of work and options in, a report out. Opens nothing itself.

use crate::bytes::Diagnostics;
use crate::finding::{AssemblyInfo, Confidence, Input, MethodCounts, Problem, Report, Severity, Status, Summary, Tool};
use crate::limits::Limits;
use crate::model::Supply;
use crate::pe::{Image, OpenError};
use crate::text::Text;

/// The version of the JSON contract.
pub const SCHEMA_VERSION: &str = "1.0";

/// One assembly to check.
pub struct Unit {
    /// The path as the user wrote it, with `/`.
    pub label: Text,
    /// Whether it was named on the command line; otherwise it was found in a folder.
    pub named: bool,
    /// Where its bytes and those of its references come from.
    pub supply: Box<dyn Supply>,
}

/// What to look for and what to make of it.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Rules to run, by id; empty for all. Aliases are resolved before.
    pub select: Vec<&'static str>,
    /// Rules to leave out.
    pub ignore: Vec<&'static str>,
    /// Severities that replace a rule's own.
    pub severities: Vec<(&'static str, Severity)>,
    /// Findings below it are left out.
    pub min_confidence: Option<Confidence>,
    /// Whether problems that cost nothing are reported too.
    pub tolerated: bool,
    /// Every limit.
    pub limits: Limits,
}

/// Checks every unit; they run in parallel, the report does not depend on that.
#[must_use]
pub fn check(units: &[Unit], options: &Options) -> Report {
    let mut report = Report {
        schema_version: SCHEMA_VERSION,
        tool: Tool { name: "ilvet", version: env!("CARGO_PKG_VERSION") },
        inputs: Vec::new(),
        assemblies: Vec::new(),
        roots: Vec::new(),
        findings: Vec::new(),
        problems: Vec::new(),
        not_analysed: Vec::new(),
        summary: Summary::default(),
    };
    for unit in units {
        let (kind, what) = match unit.supply.input() {
            Err(why) => ("unreadable", Some(("IO", why))),
            Ok(it) => match Image::open(&it.bytes, &options.limits, &mut Diagnostics::default()) {
                Ok(_) => ("assembly", None),
                Err(OpenError::NotManaged(_)) if !unit.named => ("skipped", None),
                Err(error) => ("unreadable", Some(("P01", error.to_string()))),
            },
        };
        report.inputs.push(Input { path: unit.label.clone(), sha256: None, kind });
        match kind {
            "unreadable" => report.summary.failed_inputs += 1,
            "skipped" => report.summary.skipped_inputs += 1,
            _ => {
                report.summary.assemblies += 1;
                report.assemblies.push(AssemblyInfo {
                    name: unit.label.clone(),
                    version: None,
                    input: unit.label.clone(),
                    mvid: None,
                    target_framework: None,
                    symbols: None,
                    status: Status::Analysed,
                    duplicate_of: None,
                    methods: MethodCounts::default(),
                });
            }
        }
        if let Some((code, what)) = what {
            let input = unit.label.clone();
            report.problems.push(Problem {
                kind: "error",
                code,
                input,
                token: None,
                member: None,
                offset: None,
                what,
                section: None,
            });
        }
    }
    report
}
