//! What becomes of the findings of a report: their levels, and which of them do not count.

use super::suppress::{in_code, suppress};
use super::{Asked, Baseline, Copies, Day, LevelsFor, Suppression, relevel, unused_overrides};
use crate::finding::{Confidence, Report, Severity};

/// What was said of findings beforehand. By default only attributes in the code say something.
#[derive(Debug)]
pub struct Ruling {
    /// Levels for some paths and types.
    pub overrides: Vec<LevelsFor>,
    /// What the configuration suppresses.
    pub suppressions: Vec<Suppression>,
    /// What is known from an earlier run.
    pub baseline: Option<Baseline>,
    /// The day on which suppressions are looked at.
    pub today: Day,
}

impl Default for Ruling {
    fn default() -> Self {
        // Attributes in the code end on no day, so that any will do.
        Self { overrides: Vec::new(), suppressions: Vec::new(), baseline: None, today: Day::of_unix(0) }
    }
}

impl Ruling {
    /// Gives findings their levels and says which do not count. `runs` says which rules ran, and `least` how sure findings had to be; no level of `fixed` is
    /// changed.
    pub fn apply(
        &self,
        report: &mut Report,
        runs: &dyn Fn(&str) -> bool,
        least: Option<Confidence>,
        fixed: &[(&'static str, Severity)],
    ) {
        let asked = Asked::of(report, runs, least);
        // Before any is left out: what is not wanted any more is not gone.
        if let Some(baseline) = &self.baseline {
            baseline.apply(report, &asked);
        }
        let fixed: Vec<&str> = fixed.iter().map(|(rule, _)| *rule).collect();
        let copies = Copies::of(&report.assemblies);
        relevel(&mut report.findings, &copies, &self.overrides, &fixed);
        let (in_code, mut unused) = in_code(&report.code_suppressions);
        let all = [self.suppressions.clone(), in_code].concat();
        unused.extend(suppress(&mut report.findings, &all, self.today, &asked));
        unused.extend(unused_overrides(&self.overrides, &report.inputs, &report.undefined));
        report.unused = unused;
        report.count();
    }
}
