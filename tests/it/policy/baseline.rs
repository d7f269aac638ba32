//! A team that lives with what it has: only what is new fails.

use super::{BAD, findings, ilvet, report, text};
use crate::scratch::Scratch;

#[test]
fn what_is_known_does_not_count_what_is_new_does_and_what_is_gone_is_listed() {
    let scratch = Scratch::new("what_is_known_does_not_count");
    scratch.fixture(BAD, "bad.dll");
    let written = ilvet(&scratch.path(""), &["check", "bad.dll", "--write-baseline", "known.json"]);
    assert_eq!(written.status.code(), Some(0), "what is accepted does not count: {}", text(&written.stdout));
    assert!(text(&written.stdout).contains("11 findings known from the baseline"), "{}", text(&written.stdout));
    let (run, code, _) = report(&scratch.path(""), &["bad.dll", "--baseline", "known.json"]);
    assert_eq!((code, &run["summary"]["baselined"], &run["summary"]["high"]), (Some(0), &11.into(), &0.into()));
    assert_eq!(findings(&run, |it| it["baselineState"] == "unchanged"), 11);

    // One finding is new, and one is gone.
    let mut known: serde_json::Value =
        serde_json::from_slice(&std::fs::read(scratch.path("known.json")).expect("it was written")).expect("JSON");
    crate::schema::assert_valid(&known);
    let list = known["findings"].as_array_mut().expect("there is a list");
    list.remove(0);
    list[0]["fingerprint"] = format!("v1:{}", "f".repeat(32)).into();
    list[0]["message"] = "was here before".into();
    scratch.write("changed.json", known.to_string().as_bytes());
    let (run, code, told) = report(&scratch.path(""), &["bad.dll", "--baseline", "changed.json"]);
    assert_eq!((code, &run["summary"]["baselined"], &run["summary"]["high"]), (Some(1), &9.into(), &2.into()));
    assert_eq!((&run["summary"]["gone"], &run["gone"][0]["message"]), (&1.into(), &"was here before".into()));
    assert!(told.contains("9 findings known from the baseline; 1 finding of the baseline gone"), "{told}");
    let table = text(&ilvet(&scratch.path(""), &["check", "bad.dll", "--baseline", "changed.json"]).stdout);
    assert!(table.contains("Gone since the baseline\n  stateful-plugin  was here before [M:Acme.Orders."), "{table}");
}

/// A baseline of one build holds for every other compiler and configuration, and after a change that touches no finding.
#[test]
fn a_baseline_outlives_a_rebuild() {
    let scratch = Scratch::new("a_baseline_outlives_a_rebuild");
    scratch.fixture("shapes/before/rebuilt.dll", "rebuilt.dll");
    let written = ilvet(&scratch.path(""), &["check", "rebuilt.dll", "--write-baseline", "known.json"]);
    assert_eq!(written.status.code(), Some(0));
    for build in ["", "builds/mcs-debug/", "builds/mcs-release/", "builds/roslyn41-debug/", "builds/roslyn34-release/"]
    {
        for state in ["before", "after"] {
            scratch.fixture(&format!("{build}shapes/{state}/rebuilt.dll"), "rebuilt.dll");
            let (run, code, _) =
                report(&scratch.path(""), &["rebuilt.dll", "--baseline", "known.json", "--fail-on", "info:low"]);
            let counts = (&run["summary"]["baselined"], &run["summary"]["gone"]);
            assert_eq!((code, counts), (Some(0), (&10.into(), &0.into())), "{build}{state}");
        }
    }
}

#[test]
fn what_was_not_looked_at_is_not_gone_and_assemblies_are_told_apart() {
    let scratch = Scratch::new("what_was_not_looked_at_is_not_gone");
    scratch.fixture(BAD, "bad.dll");
    scratch.fixture("rules/thread-sleep/bad.dll", "sleep/bad.dll");
    let both = ["check", "bad.dll", "sleep", "--write-baseline", "known.json"];
    assert_eq!(ilvet(&scratch.path(""), &both).status.code(), Some(0));
    scratch.fixture("rules/stateful-plugin/good.dll", "good.dll");
    let (run, _, _) = report(&scratch.path(""), &["good.dll", "--baseline", "known.json"]);
    assert_eq!(run["gone"], serde_json::json!([]), "bad is another assembly");
}

#[test]
fn what_is_suppressed_in_a_baseline_is_not_known() {
    let scratch = Scratch::new("what_is_suppressed_in_a_baseline");
    scratch.fixture(BAD, "bad.dll");
    scratch.write("ilvet.toml", b"baseline = \"known.json\"\n[[suppress]]\nrule = \"*\"\nsymbol = \"T:Acme.Orders.OrderCounter\"\nreason = \"r\"\n");
    assert_eq!(
        ilvet(&scratch.path(""), &["check", "bad.dll", "--write-baseline", "known.json"]).status.code(),
        Some(0)
    );
    let (run, code, _) = report(&scratch.path(""), &["bad.dll"]);
    assert_eq!((code, &run["summary"]["suppressed"], &run["summary"]["baselined"]), (Some(0), &6.into(), &5.into()));
    scratch.write("ilvet.toml", b"baseline = \"known.json\"\n");
    let (run, code, _) = report(&scratch.path(""), &["bad.dll"]);
    assert_eq!((code, &run["summary"]["high"]), (Some(1), &6.into()), "the suppression is gone, the findings are new");
}

#[test]
fn a_file_that_is_no_report_is_2() {
    let scratch = Scratch::new("a_file_that_is_no_report");
    scratch.fixture(BAD, "bad.dll");
    scratch.fixture("stubs/Microsoft.Xrm.Sdk.dll", "ref.dll");
    scratch.write("text.json", b"{\"findings\": 1}");
    scratch.write("ilvet.toml", b"baseline = \"gone.json\"\n");
    for (arguments, sentence) in [
        (&["--baseline", "text.json"][..], "--baseline text.json: not a report of `ilvet check --format json`"),
        (&["--baseline", "none.json"], "--baseline none.json: "),
        (&[], "ilvet.toml:1:12: baseline gone.json: "),
        (&["--write-baseline", "bad.dll"], "--write-baseline bad.dll: would overwrite an input"),
        (
            &["--reference", "ref.dll", "--write-baseline", "ref.dll"],
            "--write-baseline ref.dll: would overwrite an input",
        ),
        (&["--output", "json=new.json", "--write-baseline", "new.json"], "--write-baseline new.json: named twice"),
    ] {
        let output = ilvet(&scratch.path(""), &[&["check", "bad.dll"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(sentence), "{}", text(&output.stderr));
    }
}

#[test]
fn a_report_of_another_major_version_is_refused() {
    let scratch = Scratch::new("a_report_of_another_major_version");
    scratch.fixture(BAD, "bad.dll");
    let read = |version: &str| {
        let known = format!("{{\"schemaVersion\": \"{version}\", \"findings\": []}}");
        scratch.write("known.json", known.as_bytes());
        let output = super::ilvet(&scratch.path(""), &["check", "bad.dll", "--baseline", "known.json"]);
        (output.status.code(), super::text(&output.stderr))
    };
    assert_eq!(read("1.7").0, Some(1), "more may be added");
    let (code, told) = read("2.0");
    assert_eq!(code, Some(2));
    assert!(told.contains("--baseline known.json: of version 2.0 of the report, and this one reads 1"), "{told}");
}
