//! A text that shows less than there is says so, and nothing is called new or gone because it could not be seen.

use std::path::Path;
use std::process::Stdio;

use assert_cmd::Command;

use super::hostile::{fixture, replaced};
use crate::scratch::Scratch;

/// Exit code, standard output, standard error.
fn ilvet(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::cargo_bin("ilvet").expect("it was built").current_dir(folder).args(arguments).output();
    let output = output.expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// An assembly, and the same with an opcode that there is not at the start of its method with the findings.
fn files(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    let whole = fixture("rules/stateful-plugin/bad.dll");
    scratch.write("whole/bad.dll", &whole);
    // ldarg.1, ldtoken of a TypeRef, call of a MemberRef
    let start = [0x03, 0xD0, 0x09, 0x00, 0x00, 0x01, 0x28, 0x05, 0x00, 0x00, 0x0A];
    let broken = [&[0xFE, 0xFF][..], &start[2..]].concat();
    scratch.write("broken/bad.dll", &replaced(&whole, &start, &broken));
    scratch
}

#[test]
fn findings_that_cannot_be_seen_are_not_fixed() {
    let scratch = files("findings_that_cannot_be_seen");
    let both = ["--fail-on", "new-finding"];
    let diff = |old: &str, new: &str| ilvet(&scratch.path(""), &[&["diff", old, new][..], &both].concat());
    let (code, stdout, stderr) = diff("whole/bad.dll", "broken/bad.dll");
    assert_eq!((code, stdout.as_str()), (Some(0), ""));
    assert!(
        stderr
            .contains("broken/bad.dll: a part cannot be read: undefined opcode, in Acme.Orders.OrderCounter.Execute("),
        "{stderr}"
    );
    assert!(stderr.contains("are not told as gone: Acme.Orders.OrderCounter.Execute("), "{stderr}");
    // What may be new is told, for a gate to close, and that it may not be.
    let (code, stdout, stderr) = diff("broken/bad.dll", "whole/bad.dll");
    assert_eq!(code, Some(1));
    assert!(stdout.contains("4 new findings"), "{stdout}");
    assert!(stderr.contains("broken/bad.dll: 5 findings or uses may be no new ones: "), "{stderr}");
    // What neither can see is the same.
    let (code, stdout, stderr) = diff("broken/bad.dll", "broken/bad.dll");
    assert_eq!((code, stdout.as_str()), (Some(0), "nothing differs\n"));
    assert!(!stderr.contains("findings or uses"), "{stderr}");
}

#[test]
fn an_analysis_that_ends_early_fixes_nothing() {
    let scratch = files("an_analysis_that_ends_early");
    scratch.write("good/bad.dll", &fixture("rules/stateful-plugin/good.dll"));
    let arguments = ["diff", "whole/bad.dll", "good/bad.dll", "--limit", "analysis-steps=1", "--format", "json"];
    let (_, stdout, stderr) = ilvet(&scratch.path(""), &arguments);
    for state in ["whole", "good"] {
        assert!(
            stderr.contains(&format!("{state}/bad.dll: ")) && stderr.contains("--limit analysis-steps"),
            "{stderr}"
        );
    }
    let json: serde_json::Value = serde_json::from_str(&stdout).expect("it is JSON");
    let problems = json["problems"].as_array().expect("it is a list");
    assert!(problems.iter().any(|it| it["code"] == "LIMIT"), "{problems:?}");
    let items = json["items"].as_array().expect("it is a list");
    assert!(items.iter().all(|it| it["kind"] != "finding" || it["change"] == "added"), "{items:#?}");
}

#[test]
fn what_did_not_fit_is_not_compared() {
    let scratch = files("what_did_not_fit");
    let arguments = ["diff", "whole/bad.dll", "broken/bad.dll", "--limit", "view-ratio=0"];
    let (code, stdout, stderr) = ilvet(&scratch.path(""), &arguments);
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert!(stderr.contains("left out; --limit view-ratio") && stderr.contains("is not compared"), "{stderr}");
}

#[test]
fn every_view_says_what_it_lacks() {
    let scratch = files("every_view_says_what_it_lacks");
    for view in ["info", "types", "members", "calls", "fields", "refs", "graph"] {
        let (code, _, stderr) = ilvet(&scratch.path(""), &[view, "broken/bad.dll"]);
        assert_eq!(code, Some(0), "{view}: {stderr}");
        assert!(
            stderr.contains("bad.dll: a part cannot be read: undefined opcode, in Acme.Orders."),
            "{view}: {stderr}"
        );
        let (_, _, quiet) = ilvet(&scratch.path(""), &[view, "broken/bad.dll", "-q"]);
        assert_eq!(quiet, "", "{view}");
        let (_, _, whole) = ilvet(&scratch.path(""), &[view, "whole/bad.dll"]);
        assert!(!whole.contains("cannot be read"), "{view}: {whole}");
    }
    for view in ["types", "members", "calls", "fields", "refs"] {
        let (_, _, stderr) = ilvet(&scratch.path(""), &[view, "whole/bad.dll", "--limit", "view-ratio=0"]);
        assert!(stderr.contains("left out; --limit view-ratio=NUMBER raises that"), "{view}: {stderr}");
    }
    // `il` has a comment in the place of what it cannot write, and counts those.
    let (_, _, stderr) = ilvet(&scratch.path(""), &["il", "broken/bad.dll"]);
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
}

#[test]
fn a_graph_is_complete_where_all_code_could_be_read() {
    let scratch = files("a_graph_is_complete");
    let complete = |arguments: &[&str]| {
        let (_, stdout, _) = ilvet(&scratch.path(""), &[&["graph", "--format", "json"][..], arguments].concat());
        let json: serde_json::Value = serde_json::from_str(&stdout).expect("it is JSON");
        let items = json["items"].as_array().expect("it is a list").clone();
        items.iter().filter(|it| it["complete"] == true).count()
    };
    let whole = complete(&["whole/bad.dll"]);
    assert!(whole > 1);
    assert_eq!(complete(&["broken/bad.dll"]), whole - 1);
    assert_eq!(complete(&["whole/bad.dll", "--limit", "code-bytes=20"]), 0);
}

#[test]
fn refused_symbols_of_either_state_are_told() {
    let scratch = Scratch::new("refused_symbols_of_either_state");
    for (state, symbols) in [("right", "bad.pdb"), ("wrong", "good.pdb")] {
        let built = |file: &str| fixture(&format!("builds/roslyn41-debug/http-keepalive/{file}"));
        scratch.write(&format!("{state}/bad.dll"), &built("bad.dll"));
        scratch.write(&format!("{state}/bad.pdb"), &built(symbols));
    }
    for (old, new) in [("right", "wrong"), ("wrong", "right")] {
        let (old, new) = (format!("{old}/bad.dll"), format!("{new}/bad.dll"));
        let (_, _, stderr) = ilvet(&scratch.path(""), &["diff", &old, &new]);
        assert!(stderr.contains("wrong/bad.dll: symbols were not used: "), "{stderr}");
    }
}

/// A reader that has seen enough is told nothing, least of all that there is nothing.
#[test]
fn a_closed_pipe_ends_quietly() {
    let scratch = files("a_closed_pipe_ends_quietly");
    for arguments in
        [&["il", "whole/bad.dll", "OrderCounter"][..], &["il", "whole", "OrderCounter"], &["tables", "whole"]]
    {
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("ilvet"));
        command.current_dir(scratch.path("")).args(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(
            (output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

#[test]
fn what_is_asked_for_and_is_not_there_is_2_in_every_view() {
    let scratch = files("what_is_asked_for_and_is_not_there");
    let cases: [(&[&str], i32, &str); 9] = [
        (&["tables", "whole/bad.dll", "MethodDef:9999"], 2, "ilvet: there is no row MethodDef:9999\n"),
        (&["tables", "whole/bad.dll", "0x06000099", "MethodDef:1"], 2, "ilvet: there is no row 0x06000099\n"),
        (&["tables", "whole/bad.dll", "MethodDef:5-3"], 2, "ilvet: there is no row MethodDef:5-3\n"),
        (&["tables", "whole/bad.dll", "Event"], 0, "ilvet: there are no such rows\n"),
        (&["graph", "whole/bad.dll", "--to", "Nope"], 2, "ilvet: nothing is `Nope`"),
        (&["graph", "whole/bad.dll", "--to", "N:No.Where"], 2, "ilvet: nothing is `N:No.Where`"),
        (&["graph", "whole/bad.dll", "--to", "OrderTotals.#ctor"], 0, ""),
        (&["graph", "whole/bad.dll", "--to", "P:System.Exception.Message"], 0, ""),
        (&["calls", "whole/bad.dll", "P:System.Exception.Message"], 0, ""),
    ];
    for (arguments, expected, sentence) in cases {
        let (code, _, stderr) = ilvet(&scratch.path(""), arguments);
        assert_eq!(code, Some(expected), "{arguments:?}: {stderr}");
        assert!(stderr.starts_with(sentence) && stderr.is_empty() == sentence.is_empty(), "{arguments:?}: {stderr}");
    }
}

/// A program that reads the JSON of `diff` learns why there is nothing in it.
#[test]
fn a_state_that_cannot_be_read_is_a_problem_in_json() {
    let scratch = files("a_state_that_cannot_be_read");
    for (old, new) in [("nope.dll", "whole/bad.dll"), ("whole/bad.dll", "nope.dll")] {
        let (code, stdout, _) = ilvet(&scratch.path(""), &["diff", old, new, "--format", "json"]);
        assert_eq!(code, Some(2));
        let json: serde_json::Value = serde_json::from_str(&stdout).expect("it is JSON");
        assert_eq!(json["items"].as_array().map(Vec::len), Some(0));
        assert_eq!(json["problems"][0]["input"], "nope.dll", "{json:#}");
    }
}

#[test]
fn symbols_that_are_too_large_are_refused_whatever_their_format() {
    let scratch = Scratch::new("symbols_that_are_too_large");
    let built = |file: &str| fixture(&format!("builds/roslyn41-debug/http-keepalive/{file}"));
    scratch.write("bad.dll", &built("bad.dll"));
    scratch.write("bad.pdb", &built("bad.pdb"));
    let (_, _, stderr) = ilvet(&scratch.path(""), &["info", "bad.dll", "--limit", "symbol-bytes=10"]);
    assert!(stderr.contains("bad.pdb: the symbol file is larger than the limit"), "{stderr}");
    let (_, _, stderr) = ilvet(&scratch.path(""), &["info", "bad.dll"]);
    assert_eq!(stderr, "");
}

/// The name of an assembly is a part of the fingerprint of what is found in it.
#[test]
fn an_assembly_with_another_name_has_the_same_findings() {
    let scratch = Scratch::new("an_assembly_with_another_name");
    let whole = fixture("rules/stateful-plugin/bad.dll");
    scratch.write("old/bad.dll", &whole);
    // The names of the module and of the assembly.
    let renamed = replaced(&replaced(&whole, b"\0bad\0", b"\0two\0"), b"\0bad.dll\0", b"\0two.dll\0");
    scratch.write("new/two.dll", &renamed);
    let arguments = ["diff", "old/bad.dll", "new/two.dll", "--fail-on", "new-finding", "--format", "json"];
    let (code, stdout, stderr) = ilvet(&scratch.path(""), &arguments);
    assert_eq!(code, Some(0), "{stderr}");
    let json: serde_json::Value = serde_json::from_str(&stdout).expect("it is JSON");
    let kinds: Vec<&str> =
        json["items"].as_array().expect("a list").iter().filter_map(|it| it["kind"].as_str()).collect();
    assert_eq!(kinds, ["assembly"]);
    assert_eq!((&json["old"], &json["input"]), (&"old/bad.dll".into(), &"new/two.dll".into()));
}

/// That nothing that is compared differs is not to say that nothing does.
#[test]
fn files_that_are_not_the_same_are_not_called_so() {
    let scratch = Scratch::new("files_that_are_not_the_same");
    let whole = fixture("rules/stateful-plugin/bad.dll");
    scratch.write("old/bad.dll", &whole);
    scratch.write("same/bad.dll", &whole);
    scratch.write("other/bad.dll", &[&whole[..], b"\0"].concat());
    for (new, is_told) in [("same/bad.dll", false), ("other/bad.dll", true)] {
        let (code, stdout, stderr) = ilvet(&scratch.path(""), &["diff", "old/bad.dll", new]);
        assert_eq!((code, stdout.as_str()), (Some(0), "nothing differs\n"), "{stderr}");
        assert_eq!(stderr.contains("the files are not the same"), is_told, "{new}: {stderr}");
    }
}
