//! `check` of a state and `diff` to it say the same of its findings, whatever was said beforehand.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

use super::hostile::fixture;
use crate::scratch::Scratch;

fn ilvet(folder: &Path, arguments: &[&str]) -> (Option<i32>, Value, String) {
    let output = Command::cargo_bin("ilvet").expect("it was built").current_dir(folder).args(arguments).output();
    let output = output.expect("it runs");
    let stderr = String::from_utf8(output.stderr).expect("output is UTF-8");
    let json =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {stderr}"));
    (output.status.code(), json, stderr)
}

/// Fingerprint, severity and confidence.
type Known = BTreeSet<[String; 3]>;

fn known<'v>(findings: impl Iterator<Item = (&'v Value, &'v Value)>) -> Known {
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned();
    findings.map(|(id, it)| [text(id), text(&it["severity"]), text(&it["confidence"])]).collect()
}

/// What `check` finds: all that is not suppressed, and of that what is not known from a baseline.
fn checked(folder: &Path, input: &str, settings: &[&str]) -> (Known, Known) {
    let (_, report, _) = ilvet(folder, &[&["check", input, "--format", "json"], settings].concat());
    let all = report["findings"].as_array().expect("findings").iter().filter(|it| it["suppressed"].is_null());
    let new = all.clone().filter(|it| it["baselineState"] != "unchanged");
    (known(all.map(|it| (&it["fingerprint"], it))), known(new.map(|it| (&it["fingerprint"], it))))
}

/// What `diff` calls new, and what it calls fixed.
fn compared(folder: &Path, [old, new]: [&str; 2], settings: &[&str]) -> [Known; 2] {
    let (_, view, stderr) = ilvet(folder, &[&["diff", old, new, "--format", "json"], settings].concat());
    assert!(view["problems"].as_array().is_some_and(Vec::is_empty), "{settings:?}: {stderr}");
    let items = view["items"].as_array().expect("items").iter().filter(|it| it["kind"] == "finding");
    ["added", "removed"]
        .map(|change| known(items.clone().filter(|it| it["change"] == change).map(|it| (&it["id"], &it["finding"]))))
}

const CONFIG: &str = r#"
ignore = ["no-tracing"]
scope = "assembly"
banned = ["Banned.txt"]
[rules]
thread-sleep = "off"
static-state = "critical"
[[override]]
types = ["Acme.Orders.*"]
rules = { "stateful-plugin" = "info" }
[[suppress]]
rule = "stateful-plugin"
symbol = "T:Fabrikam.*"
reason = "known"
[[suppress]]
rule = "static-state"
symbol = "T:Acme.*"
reason = "until then"
expires = 2026-06-01
"#;

const BANNED: &str = "M:System.Threading.Thread.Sleep(System.Int32);not here\nT:System.Collections.Generic.List`1\n";

/// Two states of some assemblies, a configuration in each of three places, and lists.
fn files(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    for (rule, name) in [("stateful-plugin", "bad.dll"), ("static-state", "state.dll"), ("thread-sleep", "sleep.dll")] {
        scratch.write(&format!("plain/old/{name}"), &fixture(&format!("rules/{rule}/good.dll")));
        scratch.write(&format!("plain/new/{name}"), &fixture(&format!("rules/{rule}/bad.dll")));
    }
    for side in ["old", "new"] {
        let folder = crate::source::root().join("testdata/shapes").join(side);
        let assemblies = fs::read_dir(folder).expect("it is there").filter_map(|it| Some(it.ok()?.path()));
        for path in assemblies.filter(|it| it.extension().is_some_and(|it| it == "dll")) {
            let name = path.file_name().and_then(|it| it.to_str()).expect("a name").to_owned();
            scratch.write(&format!("plain/{side}/{name}"), &fs::read(path).expect("a fixture"));
        }
    }
    for folder in ["configured", "plain/new"] {
        scratch.write(&format!("{folder}/other.toml"), CONFIG.as_bytes());
        scratch.write(&format!("{folder}/Banned.txt"), BANNED.as_bytes());
    }
    scratch.write("configured/ilvet.toml", CONFIG.as_bytes());
    scratch.write("levels.json", br#"[{"Id": "thread-sleep", "OverrideLevel": "Low"}]"#);
    scratch
}

#[test]
fn check_and_diff_agree_about_every_finding() {
    let scratch = files("check_and_diff_agree");
    let plain = scratch.path("plain");
    let (_, report, _) = ilvet(&plain, &["check", "new/bad.dll", "--format", "json"]);
    fs::write(scratch.path("baseline.json"), report.to_string()).expect("a file can be written");
    let settings: [&[&str]; 18] = [
        &[],
        &["--select", "thread-sleep,stateful-plugin"],
        &["--ignore", "no-tracing,stateful-plugin"],
        &["--severity", "no-tracing=critical,static-state=low"],
        &["--rule-override", "../levels.json"],
        &["--min-confidence", "high"],
        &["--banned", "../configured/Banned.txt"],
        &["--ban-set", "threading,sandbox", "--scope", "assembly"],
        &["--own", "*"],
        &["--exclude", "**/state.dll"],
        &["--baseline", "../baseline.json"],
        &["--config", "../configured/ilvet.toml"],
        &["--config", "../configured/ilvet.toml", "--today", "2026-05-31"],
        &["--config", "../configured/ilvet.toml", "--today", "2026-06-01"],
        &["--config", "../configured/ilvet.toml", "--severity", "thread-sleep=high"],
        &["--isolated"],
        &["--strict"],
        &["--reference", "new", "--symbols", "off"],
    ];
    let mut answers = BTreeSet::new();
    let mut agree = |folder: &Path, [old, new]: [&str; 2], settings: &[&str], of_old: &[&str]| {
        let before = checked(folder, old, &[settings, of_old].concat()).0;
        let (now, counting) = checked(folder, new, settings);
        let ids = |all: &Known| all.iter().map(|it| it[0].clone()).collect::<BTreeSet<_>>();
        let lacks = |all: &Known, ids: &BTreeSet<String>| -> Known {
            all.iter().filter(|it| !ids.contains(&it[0])).cloned().collect()
        };
        let expected = [lacks(&counting, &ids(&before)), lacks(&before, &ids(&now))];
        assert_eq!(compared(folder, [old, new], settings), expected, "{old} {new} {settings:?}");
        answers.insert(expected);
    };
    for settings in settings {
        agree(&plain, ["old", "new"], settings, &[]);
    }
    // Assemblies of other names, which are compared all the same.
    agree(&plain, ["new/sleep.dll", "new/state.dll"], settings[5], &[]);
    // The configuration of the working folder, and that of the new state where there is none.
    agree(&scratch.path("configured"), ["../plain/old", "../plain/new"], &[], &[]);
    fs::rename(plain.join("new/other.toml"), plain.join("new/ilvet.toml")).expect("it is there");
    agree(&plain, ["old", "new"], &[], &["--config", "new/ilvet.toml"]);
    // Settings that change nothing show nothing.
    assert!(answers.len() > 11, "{}", answers.len());
}

/// What was said in vain is told of the new state, as `check` tells it; a file that is not there stops both.
#[test]
fn what_is_said_in_vain_is_told_by_both() {
    let scratch = files("what_is_said_in_vain");
    let plain = scratch.path("plain");
    scratch.write("plain/vain.txt", b"T:Acme.Nobody\nT:System.String\n");
    let notes = |arguments: &[&str]| ilvet(&plain, &[arguments, &["--format", "json"]].concat()).2;
    for settings in [&["--banned", "vain.txt"][..], &["--own", "Nobody"], &["--config", "../configured/ilvet.toml"]] {
        let told = notes(&[&["check", "new/sleep.dll"][..], settings].concat());
        let also = notes(&[&["diff", "old/sleep.dll", "new/sleep.dll"][..], settings].concat());
        let vain: Vec<&str> =
            told.lines().filter(|it| it.contains("no assembly") || it.contains("not needed")).collect();
        assert!(vain.iter().all(|line| also.lines().any(|it| it == *line)), "{settings:?}: {told}\n{also}");
    }
    assert!(notes(&["check", "new/sleep.dll", "--own", "Nobody"]).contains("--own Nobody"));
    let missing = ["--banned", "gone.txt"];
    for command in [&["check", "new"][..], &["diff", "old", "new"]] {
        let output =
            Command::cargo_bin("ilvet").expect("it was built").current_dir(&plain).args(command).args(missing).output();
        assert_eq!(output.expect("it runs").status.code(), Some(2), "{command:?}");
    }
}

/// What an analysis could not see makes a strict comparison fail, in either state.
#[test]
fn a_strict_comparison_is_of_all_that_there_is() {
    let scratch = files("a_strict_comparison");
    let plain = scratch.path("plain");
    let code = |more: &[&str]| {
        let arguments = [&["diff", "old/bad.dll", "new/bad.dll", "--format", "json"][..], more].concat();
        ilvet(&plain, &arguments).0
    };
    assert_eq!(code(&["--strict"]), code(&[]));
    assert_eq!(code(&["--limit", "analysis-steps=1"]), Some(0));
    assert_eq!(code(&["--limit", "analysis-steps=1", "--strict"]), Some(2));
}
