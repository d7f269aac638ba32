//! What was lost of inputs that were looked at: a text has to say so where JSON has it in `problems`.

use std::collections::BTreeMap;

use crate::check::failed;
use ilvet::check::Unit;
use ilvet::finding::{Problem, Report};
use ilvet::model::bare_id;
use ilvet::text::{Safe, Text};

/// One sentence for each input of which parts could not be read, and one for each limit that left something out.
pub(crate) fn losses(report: &Report, units: &[Unit]) -> Vec<String> {
    let failed = failed(report, units);
    let lost = report.problems.iter().filter(|it| it.kind == "error" && !failed.contains(&it.input));
    // What is said of an input as a whole says everything.
    let (parts, whole): (Vec<&Problem>, Vec<&Problem>) = lost.partition(|it| it.offset.is_some());
    let mut by_input: BTreeMap<&Text, Vec<&Problem>> = BTreeMap::new();
    for problem in parts {
        by_input.entry(&problem.input).or_default().push(problem);
    }
    let mut sentences: Vec<String> =
        by_input.into_iter().filter_map(|(input, parts)| sentence(report, input, &parts)).collect();
    sentences.extend(whole.into_iter().map(|it| format!("{}: {}", it.input.safe(), Safe::new(&it.what))));
    sentences
}

/// One sentence for each oddity of a file that cost nothing.
pub(crate) fn tolerated(report: &Report) -> Vec<String> {
    let odd = report.problems.iter().filter(|it| it.kind == "tolerated");
    odd.map(|it| format!("{}: {}, tolerated", it.input.safe(), what(it))).collect()
}

/// What a problem is, and where.
fn what(problem: &Problem) -> String {
    let member = problem.member.as_ref().map(|it| format!(", in {}", Safe::new(bare_id(it)))).unwrap_or_default();
    let at = problem.offset.map(|it| format!(", at 0x{it:x}")).unwrap_or_default();
    format!("{}{member}{at}", Safe::new(&problem.what))
}

/// `bin/A.dll: 3 parts cannot be read, such as this: undefined opcode, in A.Orders.Execute, at 0x25c`
fn sentence(report: &Report, input: &Text, parts: &[&Problem]) -> Option<String> {
    let first = parts.first()?;
    let parts = parts.iter().map(|it| it.count).sum::<u32>();
    // A method that was lost may be none of the parts that are listed.
    let methods =
        report.assemblies.iter().filter(|it| it.input == *input).map(|it| it.methods.with_body - it.methods.decoded);
    let count = parts.max(methods.sum());
    let parts = if count == 1 { "a part cannot be read".to_owned() } else { format!("{count} parts cannot be read") };
    let example = if count == 1 { "" } else { ", such as this" };
    Some(format!("{}: {parts}{example}: {}", input.safe(), what(first)))
}
