//! The ids of Microsoft's checker: README.md says what became of each, and every command takes those that a rule has.

use std::fmt::Write as _;
use std::process::Command;

use ilvet::finding::RuleInfo;
use ilvet::policy::resolve;

use crate::scratch::Scratch;
use crate::source::{read, root};

const OPEN: &str = "<!-- microsoft -->\n";
const CLOSE: &str = "<!-- /microsoft -->";

fn rules() -> Vec<&'static RuleInfo> {
    ilvet::rules::ALL.iter().map(|rule| rule.info()).collect()
}

/// Id, what it asked for, and why there is no rule or what it leaves out.
fn ids() -> Vec<(String, String, String)> {
    let text = read("testdata/microsoft-rules.tsv");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [id, asked, why] = fields.as_slice() else { panic!("not three fields: {line}") };
            ((*id).to_owned(), (*asked).to_owned(), (*why).to_owned())
        })
        .collect()
}

/// `BLESS=1 cargo test` writes the table.
#[test]
fn readme_says_what_became_of_every_id() {
    let mut table = String::from("| Microsoft's id | what it asked for | here |\n|---|---|---|\n");
    for (id, asked, why) in ids() {
        let here = match resolve(&rules(), &id) {
            Ok(rule) => {
                let note = if why.is_empty() { String::new() } else { format!("; {why}") };
                format!("[`{0}`](docs/rules/{0}.md), {1}{note}", rule.id, rule.severity)
            }
            Err(_) => why,
        };
        let _ = writeln!(table, "| `{id}` | {asked} | {here} |");
    }
    let readme = read("README.md");
    let (before, rest) = readme.split_once(OPEN).expect("README.md has the table");
    let (old, after) = rest.split_once(CLOSE).expect("the table has an end");
    if std::env::var_os("BLESS").is_some_and(|bless| bless == "1") {
        std::fs::write(root().join("README.md"), format!("{before}{OPEN}{table}{CLOSE}{after}"))
            .expect("it can be written");
    } else {
        assert_eq!(old, table, "`BLESS=1 cargo test` rewrites the table");
    }
}

#[test]
fn every_id_of_the_list_is_an_alias_or_said_to_be_none() {
    let ids = ids();
    for rule in rules() {
        for alias in rule.aliases {
            assert!(ids.iter().any(|(id, ..)| id == alias), "{alias} of {} is not in the list", rule.id);
        }
    }
    assert_eq!(ids.len(), 18);
}

/// Whether the tool takes arguments, and what it says on standard output.
fn run(arguments: &[&str]) -> (bool, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_ilvet")).args(arguments).current_dir(root()).output().expect("it runs");
    let text = [output.stdout, output.stderr].concat();
    (matches!(output.status.code(), Some(0 | 1)), String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn every_alias_is_taken_wherever_a_rule_is_named() {
    const DLL: &str = "testdata/rules/batch-request/good.dll";
    let scratch = Scratch::new("every_alias_is_taken_wherever_a_rule_is_named");
    for rule in rules() {
        for name in std::iter::once(&rule.id).chain(rule.aliases) {
            let upper = name.to_uppercase();
            let file =
                scratch.write("rules.json", format!(r#"[{{"Id": "{upper}", "OverrideLevel": "Low"}}]"#).as_bytes());
            let file = file.to_str().expect("a path of ours is text");
            let level = format!("{name}=low");
            let (ok, text) = run(&[
                "check",
                DLL,
                "--select",
                name,
                "--select",
                &upper,
                "--severity",
                &level,
                "--rule-override",
                file,
                "-q",
                "--format",
                "json",
            ]);
            assert!(ok, "{name}: {text}");
            let (ok, text) = run(&["check", DLL, "--ignore", &upper, "-q", "--format", "json"]);
            assert!(ok, "{name}: {text}");
            let (ok, text) = run(&["explain", name]);
            assert!(ok && text.starts_with(&format!("{}: ", rule.id)), "{name}: {text}");
        }
    }
    let (ok, text) = run(&["check", DLL, "--severity", "il-avoid-batch-plugins=low"]);
    assert!(!ok && text.contains("did you mean `il-avoid-batch-plugin`?"), "{text}");
    // A file for the whole checker has rules on other things too: they are passed over, and that is said once.
    let all = br#"[{"Id": "web-avoid-eval", "OverrideLevel": "Low"}, {"Id": "App-Formula-Issues-High", "OverrideLevel": "High"},
        {"Id": "il-specify-column", "OverrideLevel": "Critical"}, {"Id": "meta-license-sales-sdkmessages", "OverrideLevel": "Low"}]"#;
    let file = scratch.write("all.json", all);
    let (ok, text) = run(&["check", DLL, "-q", "--format", "concise", "--rule-override", file.to_str().expect("text")]);
    let ids = "checker only: web-avoid-eval, App-Formula-Issues-High, meta-license-sales-sdkmessages";
    assert!(ok && text.matches("--rule-override").count() == 1 && text.contains(ids), "{text}");
    let file = scratch.write("own.json", br#"[{"Id": "acme-own", "OverrideLevel": "Low"}]"#);
    let (ok, text) = run(&["check", DLL, "--rule-override", file.to_str().expect("text")]);
    assert!(!ok && text.contains("there is no rule `acme-own`"), "{text}");
    let file = scratch.write("wrong.json", br#"[{"Id": "meta-remove-dup-regs", "OverrideLevel": "Low"}]"#);
    let (ok, text) = run(&["check", DLL, "--rule-override", file.to_str().expect("text")]);
    assert!(!ok && text.contains("did you mean `meta-remove-dup-reg`?") && text.contains("--rule-override"), "{text}");
}

#[test]
fn a_level_on_the_command_line_beats_that_of_a_file() {
    let scratch = Scratch::new("a_level_on_the_command_line_beats_that_of_a_file");
    let file = scratch.write("rules.json", br#"[{"Id": "il-avoid-batch-plugin", "OverrideLevel": "Critical"}]"#);
    let file = file.to_str().expect("text");
    let dll = "testdata/rules/batch-request/bad.dll";
    let severity = |more: &[&str]| {
        let arguments =
            [&["check", dll, "-q", "--select", "batch-request", "--format", "json", "--rule-override", file], more]
                .concat();
        let report: serde_json::Value = serde_json::from_str(&run(&arguments).1).expect("it is JSON");
        report["findings"][0]["severity"].as_str().expect("there is a finding").to_owned()
    };
    assert_eq!(severity(&[]), "critical");
    assert_eq!(severity(&["--severity", "batch-request=info"]), "info");
}
