//! Suppressions and levels of the configuration.

use super::{BAD, findings, report};
use crate::scratch::Scratch;

const TWO: &str = "\
[[suppress]]
rule = \"stateful-plugin\"
symbol = \"T:Acme.Orders.OrderCounter\"
reason = \"is rewritten in spring\"
expires = 2027-03-01

[[suppress]]
rule = \"*\"
symbol = \"F:Acme.Orders.*._total\"
reason = \"a total that nobody reads\"

[[suppress]]
rule = \"static-state\"
symbol = \"N:Acme\"
reason = \"there is none\"
";

#[test]
fn what_is_suppressed_does_not_count_and_what_is_not_needed_is_told() {
    let scratch = Scratch::new("what_is_suppressed_does_not_count");
    scratch.fixture(BAD, "bad.dll");
    scratch.write("ilvet.toml", TWO.as_bytes());
    let (run, code, told) = report(&scratch.path(""), &["bad.dll", "--today", "2027-02-28"]);
    assert_eq!((code, &run["summary"]["suppressed"], &run["summary"]["high"]), (Some(1), &7.into(), &4.into()));
    assert_eq!(run["findings"].as_array().map(Vec::len), Some(11), "they stay in the report");
    let of = |reason: &str| findings(&run, |it| it["suppressed"]["reason"] == reason);
    assert_eq!((of("is rewritten in spring"), of("a total that nobody reads")), (6, 1));
    assert!(findings(&run, |it| it["suppressed"]["expires"] == "2027-03-01") == 6);
    assert_eq!(run["config"], "ilvet.toml");
    let unused = "ilvet.toml:12: the suppression of static-state for N:Acme is not needed: nothing is found there";
    assert_eq!(run["unused"][0]["what"], unused);
    assert!(told.contains(unused) && told.contains("7 findings suppressed (ilvet.toml)"), "{told}");
}

#[test]
fn a_build_that_is_the_same_on_any_day_has_a_day_of_its_own() {
    let scratch = Scratch::new("a_build_that_is_the_same_on_any_day");
    scratch.fixture(BAD, "bad.dll");
    scratch.write("ilvet.toml", TWO.as_bytes());
    let run = |seconds: &str| {
        let mut command = assert_cmd::Command::cargo_bin("ilvet").expect("it was built");
        let command = command.current_dir(scratch.path("")).env("SOURCE_DATE_EPOCH", seconds);
        let output = command.args(["check", "bad.dll", "--format", "json"]).output().expect("it runs");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        (output.status.code(), report["summary"]["suppressed"].as_u64(), super::text(&output.stderr))
    };
    // The last second of February 2027, and the next one.
    assert_eq!(run("1803859199").1, Some(7));
    assert_eq!(run("1803859200").1, Some(1));
    let (code, _, told) = run("soon");
    assert_eq!(code, Some(2));
    assert!(told.contains("SOURCE_DATE_EPOCH: not a number of seconds"), "{told}");
}

#[test]
fn a_suppression_ends_on_its_day() {
    let scratch = Scratch::new("a_suppression_ends_on_its_day");
    scratch.fixture(BAD, "bad.dll");
    scratch.write("ilvet.toml", TWO.as_bytes());
    let (run, _, told) = report(&scratch.path(""), &["bad.dll", "--today", "2027-03-01"]);
    assert_eq!(run["summary"]["suppressed"], 1);
    assert_eq!(run["unused"][0]["kind"], "expiredSuppression");
    assert!(told.contains("for T:Acme.Orders.OrderCounter ended on 2027-03-01"), "{told}");
}

#[test]
fn everything_suppressed_is_0_and_shown_when_asked() {
    let scratch = Scratch::new("everything_suppressed_is_0");
    scratch.fixture(BAD, "bad.dll");
    scratch.write("ilvet.toml", b"[[suppress]]\nrule = \"*\"\nassembly = \"bad\"\nreason = \"known\"\n");
    let table = |more: &[&str]| {
        let output = super::ilvet(&scratch.path(""), &[&["check", "bad.dll"], more].concat());
        (output.status.code(), super::text(&output.stdout))
    };
    let (code, quiet) = table(&[]);
    assert_eq!(code, Some(0));
    assert!(quiet.contains("no findings; ") && quiet.contains("11 findings suppressed (ilvet.toml)"), "{quiet}");
    assert!(!quiet.contains("OrderCounter._count"), "{quiet}");
    let (code, shown) = table(&["--show-suppressed"]);
    assert_eq!(code, Some(0));
    assert!(
        shown.contains("suppressed by the configuration: known") && shown.contains("OrderCounter._count"),
        "{shown}"
    );
    assert_eq!(table(&["--isolated"]).0, Some(1));
}

#[test]
fn members_are_named_by_id_pattern_property_and_without_parameters() {
    let scratch = Scratch::new("members_are_named_by_id");
    scratch.fixture(BAD, "bad.dll");
    let suppressed = |symbol: &str| {
        let config = format!("[[suppress]]\nrule = \"*\"\nsymbol = \"{symbol}\"\nreason = \"r\"\n");
        scratch.write("ilvet.toml", config.as_bytes());
        report(&scratch.path(""), &["bad.dll"]).0["summary"]["suppressed"].as_u64().expect("a count")
    };
    for (symbol, count) in [
        ("M:Acme.Orders.OrderCounter.Execute(System.IServiceProvider)", 6),
        ("~M:Acme.Orders.OrderCounter.Execute(System.IServiceProvider)~System.Void", 6),
        ("M:Acme.Orders.OrderCounter.Execute", 6),
        ("M:Acme.Orders.OrderCounter.Execute(System.Int32)", 0),
        ("M:Acme.*.Execute(*)", 10),
        ("P:Acme.Orders.OrderNumbering.Context", 1),
        ("F:Acme.Orders.OrderCounter._busy", 2),
        ("T:Acme.Orders.Order", 0),
        ("N:Acme.Orders", 11),
        ("N:Acme.Ord", 0),
        ("*", 11),
    ] {
        assert_eq!(suppressed(symbol), count, "{symbol}");
    }
}

#[test]
fn levels_hold_for_everything_or_for_some_paths_and_types() {
    let scratch = Scratch::new("levels_hold_for_everything_or_for_some");
    scratch.fixture(BAD, "legacy/bad.dll");
    scratch.fixture(BAD, "new/other.dll");
    let counts = |config: &str| {
        scratch.write("ilvet.toml", config.as_bytes());
        let (run, _, told) = report(&scratch.path(""), &["legacy"]);
        let of = |level: &str| run["summary"][level].as_u64().unwrap_or_else(|| panic!("{told}"));
        (of("high"), of("medium"), of("low"))
    };
    assert_eq!(counts("[rules]\nstateful-plugin = \"low\"\n"), (0, 0, 11));
    assert_eq!(counts("[rules]\nstateful-plugin = \"off\"\n"), (0, 0, 0));
    assert_eq!(counts("[[override]]\npaths = [\"legacy\"]\nrules = { \"*\" = \"medium\" }\n"), (0, 11, 0));
    assert_eq!(counts("[[override]]\npaths = [\"new/**\"]\nrules = { \"*\" = \"medium\" }\n"), (11, 0, 0));
    let nested = "[[override]]\npaths = [\"**\"]\nrules = { \"*\" = \"medium\", stateful-plugin = \"low\" }\n\
                  [[override]]\ntypes = [\"T:Acme.Orders.OrderCounter\"]\nrules = { stateful-plugin = \"off\" }\n";
    assert_eq!(counts(nested), (0, 0, 5));
    let flag = |more: &[&str]| {
        scratch.write("ilvet.toml", b"fail-on = \"critical\"\n[rules]\nstateful-plugin = \"off\"\n");
        report(&scratch.path(""), &[&["legacy"], more].concat())
    };
    assert_eq!(flag(&[]).1, Some(0));
    let (run, code, _) = flag(&["--select", "stateful-plugin"]);
    assert_eq!((code, &run["summary"]["high"]), (Some(0), &11.into()), "what is asked for runs");
    assert_eq!(flag(&["--select", "stateful-plugin", "--fail-on", "high"]).1, Some(1));
}

#[test]
fn what_is_excluded_is_passed_over_unless_it_is_named() {
    let scratch = Scratch::new("what_is_excluded_is_passed_over");
    scratch.fixture(BAD, "src/bin/a.dll");
    scratch.fixture("rules/stateful-plugin/good.dll", "src/obj/a.dll");
    scratch.write("ilvet.toml", b"exclude = [\"obj\"]\n");
    let list = |arguments: &[&str]| {
        super::text(&super::ilvet(&scratch.path("src"), &[&["check", "--list"], arguments].concat()).stdout)
    };
    assert_eq!(list(&["."]), "bin/a.dll\n");
    assert_eq!(list(&[".", "--isolated"]), "bin/a.dll\nobj/a.dll\n");
    // However it is written, and what is in a folder that was named too.
    let absolute = scratch.path("src/obj/a.dll");
    for named in ["obj/a.dll", "./obj//a.dll", "obj", absolute.to_str().expect("it is UTF-8")] {
        assert_eq!(list(&[named]), "obj/a.dll\n", "{named}");
    }
    assert_eq!(list(&[".", "--exclude", "bin/**"]), "");
}

#[test]
fn options_beat_the_configuration() {
    let scratch = Scratch::new("options_beat_the_configuration");
    scratch.fixture(BAD, "bad.dll");
    let counts = |config: &str, arguments: &[&str]| {
        scratch.write("ilvet.toml", config.as_bytes());
        let (run, ..) = report(&scratch.path(""), &[&["bad.dll"], arguments].concat());
        (run["summary"]["critical"].as_u64(), run["summary"]["low"].as_u64())
    };
    let flag = ["--severity", "stateful-plugin=critical"];
    assert_eq!(counts("[[override]]\ntypes = [\"*\"]\nrules = { \"*\" = \"low\" }\n", &flag), (Some(11), Some(0)));
    assert_eq!(counts("[rules]\nstateful-plugin = \"off\"\n", &flag), (Some(11), Some(0)));
    assert_eq!(counts("[rules]\nstateful-plugin = \"low\"\n", &flag), (Some(11), Some(0)));
}

#[test]
fn what_was_not_looked_for_is_neither_gone_nor_without_need() {
    let scratch = Scratch::new("what_was_not_looked_for");
    scratch.fixture(BAD, "bad.dll");
    let written = super::ilvet(&scratch.path(""), &["check", "bad.dll", "--write-baseline", "known.json"]);
    assert_eq!(written.status.code(), Some(0));
    scratch.write("ilvet.toml", b"baseline = \"known.json\"\n[[suppress]]\nrule = \"stateful-plugin\"\nassembly = \"other\"\nreason = \"r\"\n[[suppress]]\nrule = \"static-lock\"\nassembly = \"bad\"\nreason = \"r\"\n");
    for (arguments, unused) in [(&["--select", "thread-sleep"][..], 0), (&["--ignore", "stateful-plugin"], 1), (&[], 1)]
    {
        let (run, ..) = report(&scratch.path(""), &[&["bad.dll"], arguments].concat());
        assert_eq!(run["gone"], serde_json::json!([]), "{arguments:?}");
        assert_eq!(run["unused"].as_array().map(Vec::len), Some(unused), "{arguments:?}");
    }
    // What the configuration switches off is not gone either.
    scratch.write(
        "ilvet.toml",
        b"baseline = \"known.json\"\n[[override]]\ntypes = [\"*\"]\nrules = { \"*\" = \"off\" }\n",
    );
    assert_eq!(report(&scratch.path(""), &["bad.dll"]).0["gone"], serde_json::json!([]));
}

/// One finding stands for all copies of a file: what is said of one of them must not pass the others.
#[test]
fn the_strictest_level_of_all_copies_counts() {
    let scratch = Scratch::new("the_strictest_level_of_all_copies");
    scratch.fixture(BAD, "a_legacy/bad.dll");
    scratch.fixture(BAD, "b/bad.dll");
    let counts = |level: &str, arguments: &[&str]| {
        let config = format!("[[override]]\npaths = [\"a_legacy\"]\nrules = {{ \"*\" = \"{level}\" }}\n");
        scratch.write("ilvet.toml", config.as_bytes());
        let (run, code, _) = report(&scratch.path(""), arguments);
        let of = |level: &str| run["summary"][level].as_u64().expect("a count");
        (of("critical"), of("high"), of("low"), code)
    };
    assert_eq!(counts("low", &["a_legacy"]), (0, 0, 11, Some(0)));
    assert_eq!(counts("low", &["."]), (0, 11, 0, Some(1)));
    assert_eq!(counts("off", &["."]), (0, 11, 0, Some(1)));
    assert_eq!(counts("critical", &["."]), (11, 0, 0, Some(1)));
    assert_eq!(counts("low", &[".", "--exclude", "b"]), (0, 0, 11, Some(0)));
}

/// A file that is asked for by its name fails by its name, whatever copy of it lies where.
#[test]
fn a_copy_that_is_passed_over_does_not_hide_one_that_was_named() {
    let scratch = Scratch::new("a_copy_that_is_passed_over");
    scratch.write("a/text.dll", b"this is no assembly\n");
    scratch.write("b/text.dll", b"this is no assembly\n");
    scratch.fixture("rules/stateful-plugin/good.dll", "a/good.dll");
    assert_eq!(report(&scratch.path(""), &["a"]).1, Some(0));
    let (_, code, told) = report(&scratch.path(""), &["a", "b/text.dll"]);
    assert!(code == Some(2) && told.contains("b/text.dll: "), "{told}");
}

#[test]
fn an_override_for_nothing_is_told() {
    let scratch = Scratch::new("an_override_for_nothing_is_told");
    scratch.fixture(BAD, "new/bad.dll");
    let config = "[[override]]\npaths = [\"nowhere\", \"new\"]\nrules = { \"*\" = \"low\" }\n\
                  [[override]]\ntypes = [\"T:Acme.Nope.*\", \"M:Acme.Orders.OrderCounter.Execute\", \"M:Acme.*.Exec*\"]\nrules = { static-lock = \"low\" }\n\
                  [[override]]\ntypes = [\"T:Acme.Orders.Order\", \"P:Acme.Orders.OrderNumbering.Context\"]\nrules = { static-lock = \"low\" }\n";
    scratch.write("ilvet.toml", config.as_bytes());
    let (run, _, told) = report(&scratch.path(""), &["."]);
    let unused: Vec<&str> =
        run["unused"].as_array().expect("a list").iter().filter_map(|it| it["what"].as_str()).collect();
    assert_eq!(
        unused,
        [
            "ilvet.toml:1: the override for nowhere has no effect: no input lies there",
            "ilvet.toml:4: the override for T:Acme.Nope.* has no effect: nothing of that name was looked at",
            "ilvet.toml:7: the override for T:Acme.Orders.Order has no effect: nothing of that name was looked at",
        ]
    );
    assert!(told.contains(unused[0]) && run["unused"][0]["kind"] == "override", "{told}");
    scratch.write("ilvet.toml", b"exclude = [\"nowhere\"]\n");
    let (_, _, told) = report(&scratch.path(""), &[".", "-v"]);
    assert!(told.contains("exclude nowhere: nothing that was found lies there"), "{told}");
}
