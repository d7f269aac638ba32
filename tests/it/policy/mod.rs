//! What a team says of its findings: configuration, suppressions, baseline.

mod baseline;
mod config;
mod in_code;
mod suppress;

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

/// Runs the command in a folder, with no agent around it.
fn ilvet(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("ilvet").expect("it was built");
    command.current_dir(folder).args(arguments).output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}

/// The report of a run, which keeps to its schema; with the exit code and what was said beside it.
fn report(folder: &Path, arguments: &[&str]) -> (Value, Option<i32>, String) {
    let output = ilvet(folder, &[&["check", "--format", "json"], arguments].concat());
    let report =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", text(&output.stderr)));
    crate::schema::assert_valid(&report);
    (report, output.status.code(), text(&output.stderr))
}

/// The findings of a report that a test asks for.
fn findings(report: &Value, is_it: impl Fn(&Value) -> bool) -> usize {
    report["findings"].as_array().expect("there is a list").iter().filter(|it| is_it(it)).count()
}

/// `OrderCounter` has six findings of eleven in it.
const BAD: &str = "rules/stateful-plugin/bad.dll";
