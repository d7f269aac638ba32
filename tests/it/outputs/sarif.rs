//! SARIF: the OASIS schema, and what GitHub and Azure ask for beyond it.

use ilvet::finding::Severity;
use ilvet::report::Format;
use serde_json::Value;

use super::{reports, written};
use crate::sample;

/// The schema of OASIS, errata 01; a copy, for it is not on every machine.
const SCHEMA: &str = include_str!("sarif-2.1.0.schema.json");

/// A pattern of the schema that is no regular expression, and what is meant.
const PATTERN: [&str; 2] = ["^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"];

fn log(report: &ilvet::finding::Report) -> Value {
    serde_json::from_str(&written(report, Format::Sarif)).expect("it is JSON")
}

#[test]
fn logs_keep_to_the_schema_and_to_what_github_asks_for() {
    let schema: Value = serde_json::from_str(&SCHEMA.replace(PATTERN[0], PATTERN[1])).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    for report in reports() {
        let log = log(&report);
        let errors: Vec<String> =
            validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
        let refusals = refusals(&log);
        assert!(refusals.is_empty(), "{}", refusals.join("\n"));
    }
}

/// Why GitHub or Azure would refuse a log, or show it wrong.
fn refusals(log: &Value) -> Vec<String> {
    let mut refusals = Vec::new();
    let mut demand = |holds: bool, what: String| {
        if !holds {
            refusals.push(what);
        }
    };
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().map_or(&[][..], Vec::as_slice);
    for rule in rules {
        let text = |value: &Value| value["text"].as_str().is_some_and(|text| !text.trim().is_empty());
        demand(text(&rule["shortDescription"]) && text(&rule["help"]), format!("a rule without texts: {rule}"));
        let full = rule["fullDescription"]["text"].as_str().unwrap_or_default();
        demand((1..=1024).contains(&full.chars().count()), format!("the description of {}", rule["id"]));
        demand(rule["help"]["markdown"].is_string(), format!("no help in Markdown: {}", rule["id"]));
        demand(
            rule["properties"]["tags"].as_array().is_some_and(|tags| tags.len() <= 10),
            format!("tags: {}", rule["id"]),
        );
        demand(rule["properties"]["security-severity"].is_null(), format!("a severity of security: {}", rule["id"]));
    }
    let results = run["results"].as_array().expect("a run has results, if only none");
    demand(results.len() <= 25_000, format!("{} results", results.len()));
    for result in results {
        let id = result["ruleId"].as_str().unwrap_or_default();
        let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok());
        demand(index.is_some_and(|index| rules[index]["id"] == id), format!("no rule for {id}"));
        demand(
            result["message"]["text"].as_str().is_some_and(|text| !text.trim().is_empty()),
            format!("no message: {result}"),
        );
        demand(
            result["partialFingerprints"]["primaryLocationLineHash"].is_string(),
            format!("no fingerprint: {result}"),
        );
        let steps = &result["codeFlows"][0]["threadFlows"][0]["locations"];
        let steps = steps.as_array().into_iter().flatten().map(|step| &step["location"]);
        for location in result["locations"].as_array().into_iter().flatten().chain(steps) {
            let place = &location["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap_or_default();
            demand(is_relative_uri(uri), format!("the URI {uri:?} of {id}"));
            demand(place["region"]["startLine"].as_u64() >= Some(1), format!("no line: {location}"));
        }
        demand(result["locations"][0].is_object(), format!("no place: {result}"));
    }
    refusals
}

/// Whether a URI is a relative path without anything that would have to be encoded.
fn is_relative_uri(uri: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
    !uri.is_empty() && !uri.starts_with('/') && uri.chars().all(legal) && uri.split('/').all(|part| part != "..")
}

#[test]
fn a_refused_log_is_seen() {
    let mut report = sample::clean(1);
    report.findings.push(sample::finding("stateful-plugin", Severity::High, "A.P", "Run"));
    let mut log = log(&report);
    log["runs"][0]["results"][0].as_object_mut().expect("an object").remove("locations");
    assert_eq!(refusals(&log).len(), 1);
    assert!(!is_relative_uri("file:///a.dll") && !is_relative_uri("/a.dll") && !is_relative_uri("a b.dll"));
}

#[test]
fn an_input_that_is_lost_makes_the_run_fail_and_a_finding_does_not() {
    let successful =
        |report: &ilvet::finding::Report| log(report)["runs"][0]["invocations"][0]["executionSuccessful"].clone();
    let mut report = sample::clean(1);
    report.findings.push(sample::finding("stateful-plugin", Severity::High, "A.P", "Run"));
    assert_eq!(successful(&report), true);
    assert_eq!(successful(&sample::rich()), false);
}

#[test]
fn members_of_archives_point_to_their_archive() {
    let mut report = sample::clean(1);
    let input = |path: &str| ilvet::finding::Input { path: path.into(), sha256: None, kind: "assembly" };
    report.inputs = vec![input("Sol.zip"), input("Sol.zip!/p a.nupkg"), input("Sol.zip!/p a.nupkg!/lib/A.dll")];
    let artifacts = log(&report)["runs"][0]["artifacts"].clone();
    assert_eq!(artifacts[0]["location"]["uri"], "Sol.zip");
    assert_eq!((&artifacts[1]["parentIndex"], &artifacts[1]["location"]["uri"]), (&0.into(), &"/p%20a.nupkg".into()));
    assert_eq!((&artifacts[2]["parentIndex"], &artifacts[2]["location"]["uri"]), (&1.into(), &"/lib/A.dll".into()));
}

#[test]
fn a_step_stands_in_the_file_of_its_method() {
    let mut report = sample::rich();
    let finding = report.findings.iter_mut().find(|it| it.path.len() > 1).expect("the sample has a path");
    finding.path[0].input = "lib/Base.dll".into();
    finding.path[0].source = None;
    let log = log(&report);
    let results = log["runs"][0]["results"].as_array().expect("there are results").iter();
    let flows = results.filter_map(|it| it["codeFlows"][0]["threadFlows"][0]["locations"].as_array());
    let first = |flow: &Vec<Value>| flow[0]["location"]["physicalLocation"]["artifactLocation"]["uri"].clone();
    assert!(flows.map(first).any(|uri| uri == "lib/Base.dll"), "{log:#}");
}

#[test]
fn why_a_result_does_not_count_is_in_the_words_of_the_format() {
    let log = log(&sample::rich());
    let results = log["runs"][0]["results"].as_array().expect("there are results");
    let suppressed = results.iter().find(|it| it["suppressions"][0].is_object()).expect("one is suppressed");
    let first = &suppressed["suppressions"][0];
    assert_eq!((&first["kind"], &first["status"]), (&"external".into(), &"accepted".into()));
    assert_eq!(first["justification"], "known");
    assert_eq!(suppressed["baselineState"], "new");
}
