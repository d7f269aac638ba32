//! A whole assembly: everything that is read of it, the gate, and what is shown of it.

use ilvet::finding::Problem;
use ilvet::report::write_json;
use serde::Serialize;

use super::{Seen, shown};
use crate::walk::{gate, walk};

pub(super) fn read(data: &[u8], seen: &mut Seen) {
    match walk(data.to_vec()) {
        Ok(walked) => {
            assert!(walked.adds_up(), "{walked:?}");
            seen.note(walked);
        }
        Err(error) => seen.note(error.to_string()),
    }
    let report = gate(data.to_vec());
    problems(&report.problems, u32::try_from(data.len()).unwrap_or(u32::MAX));
    json(&report, seen);
    shown::formats(&report, seen);
    shown::views(data, seen);
    shown::differences(data, seen);
}

pub(super) fn json(value: &impl Serialize, seen: &mut Seen) {
    let mut bytes = Vec::new();
    write_json(value, &mut bytes).expect("a vector takes everything");
    seen.bytes(&bytes);
}

/// Problems that concern a whole file: they have no place in it.
const OF_THE_FILE: [&str; 8] = ["P12", "P13", "P17", "P22", "B01", "B20", "LIMIT", "IO"];

/// Each problem says of which file it is, and where in it.
pub(super) fn problems(problems: &[Problem], length: u32) {
    for problem in problems {
        assert_ne!(problem.code, "INTERNAL", "{}", problem.what);
        assert!(!problem.input.as_str().is_empty() && problem.what.len() > 4, "{problem:?}");
        let concerns_all = OF_THE_FILE.contains(&problem.code)
            || problem.code.starts_with(['Z', 'X', 'G'])
            || problem.what.starts_with("symbols were not used");
        assert!(concerns_all || problem.offset.is_some(), "no place: {problem:?}");
        // Places in symbols count from the start of those, inflated.
        let in_symbols = problem.code.starts_with('D') || problem.section.is_some_and(|it| !it.starts_with('§'));
        assert!(in_symbols || problem.offset.is_none_or(|at| at <= length), "behind the end: {problem:?}");
    }
}
