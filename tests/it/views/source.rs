//! `ilvet il --source`: lines of source between instructions, from wherever they are at hand.

use std::fs;

use serde_json::Value;

use super::assert_valid_view;
use crate::scratch::Scratch;
use crate::source::root;

/// The plug-in of a fixture in a folder of its own, with its symbols.
fn alone(name: &str, config: &str, symbols: &str) -> Scratch {
    let scratch = Scratch::new(name);
    let built = root().join(format!("testdata/builds/{config}/stateful-plugin"));
    for file in ["bad.dll", symbols] {
        scratch.write(file, &fs::read(built.join(file)).expect("it is committed"));
    }
    scratch
}

fn source() -> Vec<u8> {
    fs::read(root().join("testdata/rules/stateful-plugin/bad.cs")).expect("it is committed")
}

/// What `ilvet il` writes, and what it notes.
fn il(scratch: &Scratch, arguments: &[&str]) -> (String, String) {
    let mut command = assert_cmd::Command::cargo_bin("ilvet").expect("it was built");
    let output = command.current_dir(scratch.path("")).arg("il").args(arguments).output().expect("it runs");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    (String::from_utf8(output.stdout).expect("UTF-8"), String::from_utf8(output.stderr).expect("UTF-8"))
}

/// The lines that are no comments.
fn code(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect()
}

fn has(text: &str, lines: &[&str]) {
    for line in lines {
        // Symbols of mcs do not say where a statement ends.
        let is_it = |it: &str| it == *line || it.strip_prefix(line).is_some_and(|rest| rest.starts_with(" //"));
        assert!(text.lines().any(|it| is_it(it.trim())), "{line}\n{text}");
    }
}

#[test]
fn sources_in_the_symbols_stand_before_their_code_and_do_nothing() {
    let scratch = Scratch::new("sources_in_the_symbols");
    scratch.write("linked.dll", &fs::read(root().join("testdata/shapes/linked.dll")).expect("it is committed"));
    let (text, notes) = il(&scratch, &["linked.dll", "--source"]);
    has(
        &text,
        &[
            "// source: testdata/shapes/linked.cs",
            "// 16-17: var context = (IPluginExecutionContext)serviceProvider.GetService(",
            "//       typeof(IPluginExecutionContext));",
            r#"// 18: _last = context.MessageName + @"\u{1b}[2J #\u{23}vso[task.setvariable variable=x]y \u{202e}";"#,
            "// 25: int i = 0",
            "// 25: i < 3",
            "// 25: i++",
            "// hidden: no line stands for this code",
        ],
    );
    assert!(!text.contains(['\u{1b}', '\u{202e}']) && !text.contains("##vso") && notes.is_empty(), "{text}{notes}");
    let before = text.lines().skip_while(|line| !line.contains("// 25: i < 3")).nth(1).expect("an instruction");
    assert!(before.trim().starts_with("IL_") && before.contains("ldloc.0"), "{before}");
    assert_eq!(code(&text), code(&il(&scratch, &["linked.dll"]).0));
}

#[test]
fn values_carry_the_points_and_with_source_their_text() {
    let scratch = Scratch::new("values_carry_the_points");
    scratch.write("linked.dll", &fs::read(root().join("testdata/shapes/linked.dll")).expect("it is committed"));
    let json = |arguments: &[&str]| -> Value {
        let text = il(&scratch, &[&["linked.dll", "--format", "json", "LinkedPlugin.Keep"], arguments].concat()).0;
        let json = serde_json::from_str(&text).expect("it is JSON");
        assert_valid_view(&json);
        json
    };
    let points = |json: &Value| json["items"][0]["points"].as_array().expect("there are some").clone();
    let (plain, full) = (points(&json(&[])), points(&json(&["--source"])));
    assert!(plain.len() == full.len() && plain.iter().any(|point| point["source"].is_null()), "{plain:?}");
    let piece = |points: &[Value]| points[0]["source"].clone();
    let mut expected = serde_json::json!({
        "file": "testdata/shapes/linked.cs", "line": 25, "column": 18, "endLine": 25, "endColumn": 27, "text": null, "missing": null,
        "url": "https://example.org/contoso/linked/0123456789abcdef/testdata/shapes/linked.cs"
    });
    assert_eq!(piece(&plain), expected);
    expected["text"] = serde_json::json!(["int i = 0"]);
    assert_eq!(piece(&full), expected);
}

#[test]
fn a_finding_says_where_its_source_is_on_the_web() {
    let built = root().join("testdata/builds/roslyn41-debug/shapes");
    for file in [root().join("testdata/shapes/linked.dll"), built.join("linked.dll")] {
        let mut command = assert_cmd::Command::cargo_bin("ilvet").expect("it was built");
        let output = command.args(["check", "--format", "json"]).arg(&file).output().expect("it runs");
        let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        let findings = report["findings"].as_array().expect("a list");
        let finding = findings.iter().find(|it| it["rule"] == "stateful-plugin").expect("it is found");
        let expected = serde_json::json!({
            "file": "testdata/shapes/linked.cs", "line": 18, "column": 13,
            "url": "https://example.org/contoso/linked/0123456789abcdef/testdata/shapes/linked.cs"
        });
        assert_eq!((&finding["location"]["source"], &finding["path"][0]["source"]), (&expected, &expected));
    }
}

#[test]
fn a_file_is_read_only_if_it_is_the_one_that_was_compiled() {
    const WITH_TEXT: [&str; 2] = ["// source: /src/testdata/rules/stateful-plugin/bad.cs", "// 20: _count++;"];
    for (config, symbols) in [("roslyn41-debug", "bad.pdb"), ("mcs-debug", "bad.dll.mdb")] {
        let scratch = alone(&format!("a_file_is_read_{config}"), config, symbols);
        let (text, notes) = il(&scratch, &["bad.dll", "OrderCounter", "--source"]);
        has(&text, &["// source: /src/testdata/rules/stateful-plugin/bad.cs, which is not at hand"]);
        assert!(text.lines().any(|line| line.trim().starts_with("// 20, column")), "{text}");
        assert!(notes.contains("source files without text: 1"), "{notes}");
        assert_eq!(code(&text), code(&il(&scratch, &["bad.dll", "OrderCounter"]).0));
        // Below the working folder and below one that is named, with and without the folders around it.
        for (place, arguments) in [
            ("testdata/rules/stateful-plugin/bad.cs", &[][..]),
            ("checkout/rules/stateful-plugin/bad.cs", &["--source-root", "checkout"]),
            ("flat/bad.cs", &["--source-root", "flat"]),
        ] {
            let path = scratch.write(place, &source());
            let (text, notes) = il(&scratch, &[&["bad.dll", "OrderCounter", "--source"], arguments].concat());
            has(&text, &WITH_TEXT);
            assert!(notes.is_empty(), "{notes}");
            // Version control changes the ends of lines.
            let returns = String::from_utf8(source()).expect("UTF-8").replace('\n', "\r\n");
            fs::write(&path, returns).expect("it can be written");
            has(&il(&scratch, &[&["bad.dll", "OrderCounter", "--source"], arguments].concat()).0, &WITH_TEXT);
            fs::write(&path, [&source()[..], b"// and more"].concat()).expect("it can be written");
            let (text, notes) = il(&scratch, &[&["bad.dll", "OrderCounter", "--source"], arguments].concat());
            has(&text, &[&format!("{}, which is not as it was when it was compiled", WITH_TEXT[0])]);
            assert!(!text.contains("_count++") && notes.contains("source files without text: 1"), "{text}{notes}");
            fs::remove_file(&path).expect("it can be removed");
        }
    }
}

#[test]
fn what_is_read_of_sources_is_limited() {
    let scratch = alone("what_is_read_of_sources", "roslyn41-debug", "bad.pdb");
    scratch.write("bad.cs", &source());
    let (text, _) = il(&scratch, &["bad.dll", "--source", "--limit", "source-bytes=100"]);
    has(&text, &["// source: /src/testdata/rules/stateful-plugin/bad.cs, which is not read: see --limit source-bytes"]);
}

#[test]
fn without_symbols_that_is_said() {
    let scratch = alone("without_symbols", "roslyn41-debug", "bad.pdb");
    let (text, notes) = il(&scratch, &["bad.dll", "--source", "--symbols", "off"]);
    assert!(text.starts_with("// there are no symbols of this build: no source lines\n"), "{text}");
    assert!(notes.contains("there are no symbols of this build: no source lines"), "{notes}");
    let (_, notes) = il(&scratch, &["bad.dll", "--source", "--symbols", "off", "--format", "json"]);
    assert!(notes.contains("there are no symbols of this build: no source lines"), "{notes}");
}

/// The lines of an async method and of an iterator are in code that a compiler made, which belongs to it.
#[test]
fn with_source_the_code_that_a_compiler_made_of_a_method_comes_along() {
    let scratch = Scratch::new("with_source_the_code_that_a_compiler_made");
    let built = root().join("testdata/rules/stateful-plugin/compiler-made.dll");
    scratch.write("made.dll", &fs::read(built).expect("it is committed"));
    for (method, machine) in [("AsyncPlugin.RunAsync", "RunAsync"), ("IteratorPlugin.Pages", "Pages")] {
        let plain = il(&scratch, &["made.dll", method]).0;
        assert!(!plain.contains("MoveNext"), "{plain}");
        let text = il(&scratch, &["made.dll", method, "--source"]).0;
        assert!(text.contains(&format!("<{machine}>d__")) && text.contains("MoveNext"), "{method}: {text}");
        let json = il(&scratch, &["made.dll", method, "--source", "--format", "json"]).0;
        let json: Value = serde_json::from_str(&json).expect("it is JSON");
        let ids = json["items"].as_array().expect("there are some").iter().map(|it| it["id"].to_string());
        assert!(ids.into_iter().any(|id| id.contains("MoveNext")), "{method}");
    }
}
