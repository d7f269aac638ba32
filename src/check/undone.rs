//! The report of a run that did not come to look at anything.

use super::{Options, check};
use crate::finding::{Problem, Report};
use crate::text::Text;

/// The input of such a report where the command line itself is wrong: no file.
pub const COMMAND_LINE: &str = "the command line";

/// A report without findings that no reader takes for one that passed: it says in `what`, which is safe to print, why nothing was done.
#[must_use]
pub fn undone(input: Text, what: String) -> Report {
    let mut report = check(&[], &Options::default());
    report.problems.push(Problem {
        kind: "error",
        code: "USAGE",
        input,
        token: None,
        member: None,
        offset: None,
        what,
        count: 1,
        section: None,
    });
    report.summary.failed_inputs = 1;
    report
}
