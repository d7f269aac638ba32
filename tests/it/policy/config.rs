//! `ilvet.toml`: where it is found, what is wrong with it, what is in force.

use ilvet::policy::config::{Config, Home, TEMPLATE};
use serde_json::Value;

use super::{BAD, ilvet, text};
use crate::scratch::Scratch;

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../schema/config.schema.json")).expect("the schema is JSON")
}

/// The template with its keys, which are comments.
fn filled() -> String {
    let key = |line: &str| line.starts_with('#') && !line.starts_with("# ");
    TEMPLATE
        .lines()
        .map(|line| if key(line) { &line[1..] } else { line })
        .fold(String::new(), |text, line| text + line + "\n")
}

#[test]
fn errors_have_line_column_and_a_sentence() {
    for (text, expected) in [
        ("fail-on = 1\n", "1:11: invalid type: integer `1`, expected a text"),
        ("\nfial-on = \"high\"\n", "2:1: unknown field `fial-on`, expected one of `fail-on`"),
        ("fail-on = \"worst\"\n", "1:11: the level is critical, high, medium, low, info or never"),
        (
            "[rules]\nstatefulplugin = \"low\"\n",
            "2:1: there is no rule `statefulplugin`; did you mean `stateful-plugin`?",
        ),
        ("[rules]\nstateful-plugin = \"lowest\"\n", "2:19: the level is off, critical, high, medium, low or info"),
        ("select = [\"static-state\", \"x\"]\n", "1:27: there is no rule `x`"),
        ("[limits]\nfile-byte = 1\n", "2:1: there is no limit `file-byte`; did you mean `file-bytes`?"),
        ("[[suppress]]\nrule = \"static-state\"\n", "1:1: missing field `reason`"),
        ("[[suppress]]\nrule = \"static-state\"\nreason = \" \"\n", "3:10: a suppression needs a reason"),
        (
            "[[suppress]]\nrule = \"*\"\nreason = \"r\"\n",
            "1:1: a suppression of all rules needs a symbol or an assembly",
        ),
        (
            "[[suppress]]\nrule = \"static-state\"\nsymbol = \"X:a\"\nreason = \"r\"\n",
            "3:10: `X:a` is no documentation id",
        ),
        ("[[suppress]]\nrule = \"static-state\"\nexpires = 2027-02-30\nreason = \"r\"\n", "3:11: "),
        ("[[suppress]]\nrule = \"static-state\"\nexpires = \"soon\"\nreason = \"r\"\n", "3:11: a day is YYYY-MM-DD"),
        ("[[override]]\npaths = [\"b\", \"a[\"]\nrules = {}\n", "2:15: `a[`: not a pattern"),
        ("[[override]]\nrules = { \"*\" = \"low\" }\n", "1:1: an override needs paths or types"),
        ("[[override]]\npaths = []\nrules = { \"*\" = \"low\" }\n", "1:1: an override needs paths or types"),
        ("exclude = [\"a\", \"b[\"]\n", "1:17: `b[`: not a pattern"),
        ("own = [\n  \"Acme.*\",\n  \"[\",\n]\n", "3:3: [: not a pattern"),
        ("[[ban]]\nid = \"T:A\"\nexcept-assemblies = [\"A\", \"[\"]\n", "3:27: [: not a pattern"),
        ("[[ban]]\nmessage = \"x\"\n", "1:1: missing field `id`"),
        ("[[ban]]\nid = \"System.IO.File\"\n", "2:6: `System.IO.File` is no documentation id: "),
        (
            "[[ban]]\nid = \"T:A\"\nexcept = [\"T:B.*\"]\n",
            "3:11: T:B.*: a pattern is for a name and has no kind before it",
        ),
        ("ban-sets = [\"threding\"]\n", "1:13: there is no set `threding`; did you mean `threading`?"),
        ("a = [\n", "1:"),
        ("strict = true\nstrict = true\n", "2:1: duplicate key"),
        ("own = [\"\u{1b}[2J\"]\nx = 1\n", "1:9: "),
    ] {
        let error = Config::parse(text, &Home::default()).expect_err(text).to_string();
        assert!(error.starts_with(expected), "{text:?} gives {error:?}");
        assert!(!error.contains(['\n', '\u{1b}']), "{error:?}");
    }
}

#[test]
fn every_key_is_in_the_template_and_in_the_schema() {
    let schema = schema();
    jsonschema::draft202012::meta::validate(&schema).expect("the schema keeps to its own schema");
    let validator = jsonschema::draft202012::new(&schema).expect("the schema is a schema");
    let text = filled();
    let config = Config::parse(&text, &Home::default()).unwrap_or_else(|error| panic!("{error} in\n{text}"));
    assert_eq!((config.suppressions.len(), config.bans.len(), config.overrides.len()), (1, 1, 1));
    assert_eq!(config.limits.len(), 1);
    let value: toml::Table = text.parse().expect("it is TOML");
    let value = serde_json::to_value(value).expect("it is JSON too");
    assert!(
        validator.is_valid(&value),
        "{:?}",
        validator.iter_errors(&value).map(|it| it.to_string()).collect::<Vec<_>>()
    );
    for (at, keys) in [
        ("", "/properties"),
        ("/suppress/0", "/properties/suppress/items/properties"),
        ("/ban/0", "/properties/ban/items/properties"),
        ("/override/0", "/properties/override/items/properties"),
    ] {
        let written = value.pointer(at).and_then(Value::as_object).expect("it is in the template");
        let published = schema.pointer(keys).and_then(Value::as_object).expect("it is in the schema");
        for key in published.keys() {
            assert!(written.contains_key(key) || (at, key.as_str()) == ("/suppress/0", "assembly"), "{at}/{key}");
            // What the schema has, the reader knows.
            assert!(at.is_empty() || key == "assembly" || text.contains(key.as_str()), "{key}");
        }
        for key in written.keys() {
            assert!(published.contains_key(key), "{at}/{key}");
        }
    }
    let empty = Config::parse(TEMPLATE, &Home::default()).expect("the template is a configuration");
    assert!(empty.fail_on.is_none() && empty.suppressions.is_empty() && empty.exclude.is_empty());
}

/// Editors offer the names of all rules, and underline what is none.
#[test]
fn the_schema_knows_the_rules() {
    let schema = schema();
    let published: Vec<&str> =
        schema["$defs"]["rule"]["enum"].as_array().expect("it is an enum").iter().filter_map(Value::as_str).collect();
    let mut known: Vec<&str> = ilvet::rules::ALL
        .iter()
        .flat_map(|rule| std::iter::once(rule.info().id).chain(rule.info().aliases.iter().copied()))
        .collect();
    known.sort_unstable();
    known.dedup();
    assert_eq!(published, known);
    let validator = jsonschema::draft202012::new(&schema).expect("the schema is a schema");
    for (text, valid) in [
        ("[rules]\nno-tracing = \"off\"\n", true),
        ("[rules]\nno-tracin = \"off\"\n", false),
        ("select = [\"il-specify-column\"]\n", true),
        ("ignore = [\"*\"]\n", false),
        ("[[suppress]]\nrule = \"*\"\nassembly = \"A\"\nreason = \"r\"\n", true),
        ("[[override]]\ntypes = [\"*\"]\nrules = { \"*\" = \"low\" }\n", true),
        ("[[override]]\nrules = { \"*\" = \"low\" }\n", false),
    ] {
        let value: toml::Table = text.parse().expect("it is TOML");
        assert_eq!(validator.is_valid(&serde_json::to_value(value).expect("it is JSON too")), valid, "{text}");
    }
}

#[test]
fn the_first_one_upward_is_taken_else_one_beside_the_inputs() {
    let scratch = Scratch::new("the_first_one_upward");
    scratch.fixture(BAD, "repo/out/bad.dll");
    std::fs::create_dir_all(scratch.path("repo/a/b")).expect("a folder can be made");
    std::fs::create_dir_all(scratch.path("elsewhere")).expect("a folder can be made");
    scratch.write("repo/ilvet.toml", b"fail-on = \"never\"\n");
    scratch.write("strict.toml", b"fail-on = \"low:low\"\n");
    let code = |folder: &str, arguments: &[&str]| {
        ilvet(&scratch.path(folder), &[&["check", "-q"], arguments].concat()).status.code()
    };
    assert_eq!(code("repo/a/b", &["../../out/bad.dll"]), Some(0));
    assert_eq!(code("repo/a/b", &["../../out/bad.dll", "--isolated"]), Some(1));
    assert_eq!(code("repo/a/b", &["../../out/bad.dll", "--config", "../../../strict.toml"]), Some(1));
    assert_eq!(code("elsewhere", &["../repo/out/bad.dll"]), Some(0));
    assert_eq!(code("repo/a/b", &["../../out/bad.dll", "--fail-on", "high"]), Some(1), "flags beat it");
    assert_eq!(code("repo/a/b", &["../../out/bad.dll", "--config", "none.toml"]), Some(2));
    scratch.write("repo/a/ilvet.toml", b"[\n");
    let output = ilvet(&scratch.path("repo/a/b"), &["check", "../../out/bad.dll"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("ilvet: ../ilvet.toml:1:2: "), "{}", text(&output.stderr));
}

#[test]
fn what_is_in_force_is_shown_with_where_it_comes_from() {
    let scratch = Scratch::new("what_is_in_force_is_shown");
    let output = ilvet(&scratch.path(""), &["config", "--show", "--isolated"]);
    assert_eq!(output.status.code(), Some(0));
    let defaults = text(&output.stdout);
    assert!(defaults.lines().all(|line| line.ends_with("# default")), "{defaults}");
    scratch.write("ilvet.toml", b"own = [\"Acme.*\"]\nscope = \"assembly\"\n[rules]\nno-tracing = \"off\"\nstatic-lock = \"high\"\n[limits]\nfile-bytes = 5\n");
    let shown = text(&ilvet(&scratch.path(""), &["config", "--show"]).stdout);
    let line = |key: &str| {
        let line = shown
            .lines()
            .find(|line| line.starts_with(&format!("{key} = ")))
            .unwrap_or_else(|| panic!("{key} in\n{shown}"));
        let (value, origin) = line.split_once("  #").expect("it has an origin");
        (value.trim_end().to_owned(), origin.trim().to_owned())
    };
    let of_file = |value: &str| (value.to_owned(), "ilvet.toml".to_owned());
    assert_eq!(line("own"), of_file("own = [\"Acme.*\"]"));
    assert_eq!(line("scope"), of_file("scope = \"assembly\""));
    assert_eq!(line("rules.no-tracing"), of_file("rules.no-tracing = \"off\""));
    assert_eq!(line("ignore"), ("ignore = []".to_owned(), "default".to_owned()));
    assert_eq!(line("rules.static-lock"), of_file("rules.static-lock = \"high\""));
    assert_eq!(line("limits.file-bytes"), of_file("limits.file-bytes = 5"));
    assert_eq!(line("fail-on"), ("fail-on = \"high:medium\"".to_owned(), "default".to_owned()));
    // Every key that has one value is shown.
    let keys = schema()["properties"].as_object().expect("it has keys").keys().cloned().collect::<Vec<_>>();
    for key in keys.iter().filter(|key| !["limits", "rules", "override", "ban", "suppress"].contains(&key.as_str())) {
        line(key);
    }
    // What is shown is a configuration itself.
    Config::parse(&shown, &Home::default()).unwrap_or_else(|error| panic!("{error} in\n{shown}"));
    assert_eq!(text(&ilvet(&scratch.path(""), &["config"]).stdout), "ilvet.toml\n");
}

#[test]
fn what_is_forbidden_can_stand_in_it() {
    let scratch = Scratch::new("what_is_forbidden_can_stand_in_it");
    scratch.fixture("rules/thread-sleep/bad.dll", "bad.dll");
    scratch.write("lists/BannedSymbols.txt", b"M:System.Threading.Thread.Sleep(System.Int32);wait elsewhere\n");
    let forbidden = |config: &str| {
        scratch.write("lists/ilvet.toml", config.as_bytes());
        let arguments = ["bad.dll", "--config", "lists/ilvet.toml", "--select", "forbidden-api"];
        let (run, _, told) = super::report(&scratch.path(""), &arguments);
        let count = run["findings"].as_array().expect("there is a list").len();
        (count, run["findings"][0]["severity"].as_str().unwrap_or_default().to_owned(), told)
    };
    assert_eq!(forbidden("").0, 0);
    let (by_file, severity, _) = forbidden("banned = [\"BannedSymbols.txt\"]\n");
    assert!(by_file > 0 && severity == "high", "{by_file} {severity}");
    let entry = "[[ban]]\nid = \"M:System.Threading.Thread.Sleep(System.Int32)\"\nseverity = \"low\"\n";
    assert_eq!((forbidden(entry).0, forbidden(entry).1), (by_file, "low".to_owned()));
    assert_eq!(forbidden(&format!("{entry}except-assemblies = [\"bad\"]\n")).0, 0);
    assert!(forbidden("ban-sets = [\"blocking\"]\n").0 > 0);
    let (_, _, told) = forbidden("[[ban]]\nid = \"T:System.Gone\"\n");
    assert!(told.contains("lists/ilvet.toml: line 1 names nothing"), "{told}");
}

#[test]
fn init_writes_the_template_once() {
    let scratch = Scratch::new("init_writes_the_template_once");
    assert_eq!(ilvet(&scratch.path(""), &["init"]).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(scratch.path("ilvet.toml")).expect("it was written"), TEMPLATE);
    scratch.write("ilvet.toml", b"strict = true\n");
    let output = ilvet(&scratch.path(""), &["init"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("ilvet.toml is there already; --force replaces it"));
    assert_eq!(std::fs::read(scratch.path("ilvet.toml")).expect("it is there"), b"strict = true\n");
    assert_eq!(ilvet(&scratch.path(""), &["init", "--force"]).status.code(), Some(0));
    assert_eq!(
        text(&ilvet(&scratch.path(""), &["schema", "config"]).stdout),
        include_str!("../../../schema/config.schema.json")
    );
}

#[test]
fn tables_are_shown_with_all_that_they_say() {
    let scratch = Scratch::new("tables_are_shown");
    let config = "[[override]]\npaths = [\"legacy\"]\nrules = { \"*\" = \"low\", static-state = \"off\" }\n\
                  [[ban]]\nid = \"T:A\"\nmessage = \"no \\\"A\\\"\"\nexcept = [\"B.*\"]\n\
                  [[suppress]]\nrule = \"*\"\nassembly = \"x\"\nreason = \"r\"\nexpires = 2027-03-01\n";
    scratch.write("ilvet.toml", config.as_bytes());
    let shown = text(&ilvet(&scratch.path(""), &["config", "--show"]).stdout);
    let again = Config::parse(&shown, &Home::default()).unwrap_or_else(|error| panic!("{error} in\n{shown}"));
    assert_eq!((again.overrides.len(), again.bans.len(), again.suppressions.len()), (1, 1, 1), "{shown}");
    assert_eq!(again.overrides[0].levels.len(), 2);
    assert_eq!(again.bans[0].message.as_deref(), Some("no \"A\""));
    assert_eq!(again.suppressions[0].expires.map(|day| day.to_string()).as_deref(), Some("2027-03-01"));
    let origin = |line: &str| shown.lines().any(|it| it.starts_with(line) && it.ends_with("  # ilvet.toml"));
    assert!(origin("[[override]] ") && origin("paths = [\"legacy\"] ") && origin("expires = 2027-03-01 "), "{shown}");
}

#[test]
fn what_is_not_there_is_named_with_its_line_by_check_and_by_config() {
    let scratch = Scratch::new("what_is_not_there_is_named");
    scratch.fixture(BAD, "bad.dll");
    for (text_of, expected) in [
        ("strict = true\nbanned = [\"a.txt\"]\n", "ilvet.toml:2:11: banned a.txt: no such file or folder"),
        ("banned = [\"lists/*.txt\"]\n", "ilvet.toml:1:11: banned lists/*.txt: nothing matches this pattern"),
        ("baseline = \"known.json\"\n", "ilvet.toml:1:12: baseline known.json: no such file or folder"),
        ("reference = [\".\", \"lib\"]\n", "ilvet.toml:1:19: reference lib: no such file or folder"),
        ("symbols = \"pdbs\"\n", "ilvet.toml:1:11: symbols pdbs: no such file or folder"),
        ("registration = [\"sol.zip\"]\n", "ilvet.toml:1:17: registration: sol.zip: no such file or folder"),
    ] {
        scratch.write("ilvet.toml", text_of.as_bytes());
        for arguments in [&["check", "bad.dll"][..], &["config"]] {
            let output = ilvet(&scratch.path(""), arguments);
            assert_eq!(output.status.code(), Some(2), "{arguments:?} {text_of}");
            assert_eq!(text(&output.stderr), format!("ilvet: {expected}\n"), "{arguments:?}");
        }
    }
    std::fs::create_dir_all(scratch.path("a/b")).expect("a folder can be made");
    std::fs::create_dir_all(scratch.path("c")).expect("a folder can be made");
    scratch.write("a/ilvet.toml", b"strict = true\n");
    std::fs::remove_file(scratch.path("ilvet.toml")).expect("it is there");
    // Beside the inputs, and called as short as can be.
    let output = ilvet(&scratch.path("c"), &["config", "../a/b"]);
    assert_eq!(text(&output.stdout), "../a/ilvet.toml\n");
}

#[test]
fn what_is_said_of_one_entry_beats_what_is_said_of_the_rule() {
    let scratch = Scratch::new("what_is_said_of_one_entry");
    scratch.fixture("rules/thread-sleep/bad.dll", "bad.dll");
    let severities = |config: &str, arguments: &[&str]| {
        scratch.write("ilvet.toml", config.as_bytes());
        let all = [&["bad.dll", "--select", "forbidden-api"], arguments].concat();
        let (run, ..) = super::report(&scratch.path(""), &all);
        let of = |level: &str| run["summary"][level].as_u64().expect("a count") > 0;
        ["critical", "high", "medium", "low"].into_iter().filter(|level| of(level)).collect::<Vec<_>>()
    };
    let entry = "[[ban]]\nid = \"M:System.Threading.Thread.Sleep(System.Int32)\"\n";
    assert_eq!(
        severities(&format!("{entry}severity = \"critical\"\n"), &[]),
        ["critical", "low"],
        "low where a class is loaded"
    );
    let rule = "[rules]\nforbidden-api = \"low\"\n";
    assert_eq!(severities(&format!("{rule}{entry}"), &[]), ["low"]);
    assert_eq!(severities(&format!("{rule}{entry}severity = \"critical\"\n"), &[]), ["critical", "low"]);
    let rule_only = "[rules]\nforbidden-api = \"medium\"\n";
    assert_eq!(severities(&format!("{rule_only}{entry}"), &[]), ["medium"]);
    let flag = ["--severity", "forbidden-api=medium"];
    assert_eq!(severities(&format!("{rule}{entry}severity = \"critical\"\n"), &flag), ["medium"]);
}
