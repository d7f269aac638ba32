//! The command: exit codes, what goes to which stream, files.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;

use crate::scratch::Scratch;

fn ilvet(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("ilvet").expect("it was built");
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command.current_dir(folder).args(arguments).output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}

#[test]
fn bad_inputs_and_bad_usage_are_2_with_a_sentence() {
    let scratch = Scratch::new("bad_inputs_and_bad_usage");
    scratch.write("empty.dll", b"");
    scratch.write("text.dll", b"this is no assembly\n");
    scratch.write("none/readme.txt", b"");
    scratch.write("broken.zip", b"PK\x03\x04 and no more");
    scratch.write("natives/text.dll", b"this is no assembly\n");
    let cases: [(&[&str], &str); 27] = [
        (&["check", "gone.dll"], "ilvet: gone.dll: no such file or folder\n"),
        (&["check", "gone.dll/x.dll"], "ilvet: gone.dll/x.dll: no such file or folder\n"),
        (&["check", "empty.dll"], "ilvet: empty.dll: "),
        (&["check", "./text.dll"], "ilvet: text.dll: "),
        (&["check", "none"], "ilvet: none: a folder with nothing to scan"),
        (&["check", "broken.zip"], "ilvet: broken.zip: not a complete zip archive: "),
        (&["check", "natives"], "ilvet: nothing was scanned"),
        (&["check", "*.exe"], "ilvet: *.exe: nothing matches this pattern\n"),
        (&["check"], "required arguments were not provided"),
        (&[], "Usage:"),
        (&["chek"], "unrecognized subcommand"),
        (&["check", "--flag", "x"], "unexpected argument '--flag'"),
        (&["check", "--format", "yaml", "x"], "invalid value 'yaml'"),
        (&["check", "--fail-on", "worst", "x"], "the level is critical, high, medium, low, info or never"),
        (&["check", "--fail-on", "high:never", "x"], "the confidence is high, medium or low"),
        (
            &["check", "--select", "thread-sleeep", "x"],
            "there is no rule `thread-sleeep`; did you mean `thread-sleep`?",
        ),
        (&["check", "--severity", "thread-sleep", "x"], "it is RULE=LEVEL"),
        (&["check", "--limit", "file-byte=1", "x"], "there is no limit `file-byte`; did you mean `file-bytes`?"),
        (&["check", "--reference", "lib", "x"], "--reference lib: no such file or folder"),
        (&["check", "--output", "json=text.dll", "text.dll"], "--output text.dll: would overwrite an input"),
        (&["check", "--output", "json=-", "text.dll"], "--output -: standard output gets what --format says"),
        (
            &["check", "--write-baseline", "-", "text.dll"],
            "--write-baseline -: standard output gets what --format says",
        ),
        (&["check", "--output", "json=no/where.json", "text.dll"], "--output no/where.json: its folder: "),
        (&["check", "--own", "Acme.[", "x"], "--own: Acme.[: not a pattern: "),
        (&["check", "--scope", "wide", "x"], "invalid value 'wide'"),
        (&["check", "-j", "0", "x"], "0 is not in 1..=65535"),
        (&["explain", "statefulplugin"], "there is no rule `statefulplugin`; did you mean `stateful-plugin`?"),
    ];
    for (arguments, sentence) in cases {
        let output = ilvet(&scratch.path(""), arguments);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains(sentence), "{arguments:?}: {stderr}");
        if sentence.starts_with("ilvet: ") && !sentence.starts_with("ilvet: nothing") {
            assert_eq!(stderr.lines().count(), 1, "{arguments:?}: {stderr}");
        }
    }
    assert_eq!(fs::read(scratch.path("text.dll")).expect("it is still there"), b"this is no assembly\n");
}

#[test]
fn each_bad_input_has_its_sentence() {
    let scratch = Scratch::new("each_bad_input_has_its_sentence");
    scratch.write("text.dll", b"this is no assembly\n");
    let output = ilvet(&scratch.path(""), &["check", "gone.dll", "text.dll", "--format", "json", "-q"]);
    let stderr = text(&output.stderr);
    assert_eq!(stderr.lines().count(), 2, "{stderr}");
    assert!(stderr.contains("gone.dll: ") && stderr.contains("text.dll: "), "{stderr}");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the rest is done");
    assert_eq!(report["summary"]["failedInputs"], 2);
    crate::schema::assert_valid(&report);
}

#[test]
fn the_verdict_goes_beside_data_and_quiet_leaves_it_out() {
    let scratch = Scratch::new("the_verdict_goes_beside_data");
    let arguments = ["check", "gone.dll", "--format", "concise"];
    let loud = text(&ilvet(&scratch.path(""), &arguments).stderr);
    let quiet = text(&ilvet(&scratch.path(""), &[&arguments[..], &["-q"]].concat()).stderr);
    assert!(loud.contains("1 input could not be analysed") && !quiet.contains("could not be analysed"), "{loud}");
}

#[test]
fn outputs_are_whole_and_leave_nothing_beside_them() {
    let scratch = Scratch::new("outputs_are_whole");
    scratch.write("out/report.json", b"old");
    let both = ["--output", "json=out/report.json", "--output", "concise=out/report.txt"];
    let output = ilvet(&scratch.path(""), &[&["check", "gone.dll"], &both[..]].concat());
    assert_eq!(output.status.code(), Some(2));
    let json = fs::read(scratch.path("out/report.json")).expect("it was written");
    crate::schema::assert_valid(&serde_json::from_slice(&json).expect("it is whole"));
    assert_eq!(
        fs::read_to_string(scratch.path("out/report.txt")).expect("it was written"),
        "gone.dll : error IO: no such file or folder\n"
    );
    assert_eq!(fs::read_dir(scratch.path("out")).expect("it is there").count(), 2);
    let twice = ["--output", "json=out/a", "--output", "concise=out/../out/a"];
    let output = ilvet(&scratch.path(""), &[&["check", "gone.dll"], &twice[..]].concat());
    assert!(text(&output.stderr).contains("named twice"));
}

#[cfg(unix)]
#[test]
fn an_output_goes_through_a_link_and_into_a_device() {
    let scratch = Scratch::new("an_output_goes_through_a_link");
    scratch.write("real.txt", b"old");
    std::os::unix::fs::symlink("real.txt", scratch.path("link.txt")).expect("a link can be made");
    let outputs = ["--output", "concise=link.txt", "--output", "json=/dev/null", "--output", "concise=/dev/stderr"];
    let output = ilvet(&scratch.path(""), &[&["check", "gone.dll", "-q"], &outputs[..]].concat());
    assert!(fs::symlink_metadata(scratch.path("link.txt")).expect("it is there").is_symlink());
    assert!(fs::read_to_string(scratch.path("real.txt")).expect("it is there").starts_with("gone.dll : "));
    assert!(text(&output.stderr).contains("gone.dll : error IO"), "{}", text(&output.stderr));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_2_and_a_closed_pipe_is_the_verdict() {
    use std::process::{Command, Stdio};
    let scratch = Scratch::new("a_full_disk_is_2");
    for word in ["rules", "--help", "--version"] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        let mut command = Command::new(env!("CARGO_BIN_EXE_ilvet"));
        let output = command.current_dir(scratch.path("")).arg(word).stdout(full).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{word}");
        assert!(text(&output.stderr).contains("standard output: "), "{word}");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_ilvet"));
    let mut child = command.args(["rules"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

#[test]
fn colour_follows_the_flag_then_the_environment() {
    let scratch = Scratch::new("colour_follows_the_flag");
    let coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = Command::cargo_bin("ilvet").expect("it was built");
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(variable);
        }
        command.current_dir(scratch.path("")).args(["check", "gone.dll"]).args(arguments);
        command.envs(variables.iter().copied());
        command.output().expect("it runs").stdout.contains(&0x1b)
    };
    assert!(!coloured(&[], &[]), "a pipe is no terminal");
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1"), ("CLICOLOR", "0")]));
    assert!(!coloured(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[], &[("CLICOLOR", "1")]));
}

#[test]
fn list_names_what_would_be_opened() {
    let scratch = Scratch::new("list_names_what_would_be_opened");
    scratch.write("bin/b.dll", b"");
    scratch.write("bin/a.dll", b"");
    let output = ilvet(&scratch.path(""), &["check", "--list", "bin", "-"]);
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(0), "bin/a.dll\nbin/b.dll\n-\n"));
    let output = ilvet(&scratch.path(""), &["check", "--list", "bin", "gone.dll"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn standard_input_is_one_file() {
    let mut command = Command::cargo_bin("ilvet").expect("it was built");
    let output = command.args(["check", "-"]).write_stdin("no assembly").output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).starts_with("ilvet: -: "), "{}", text(&output.stderr));
    let dll = std::fs::read(crate::source::root().join("testdata/rules/stateful-plugin/bad.dll"))
        .expect("the fixture is there");
    let mut command = Command::cargo_bin("ilvet").expect("it was built");
    let output = command.args(["check", "-", "--format", "json"]).write_stdin(dll).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(11));
}

#[test]
fn members_of_archives_are_named_listed_and_piped() {
    let scratch = Scratch::new("members_of_archives");
    let solution = crate::archives::solution();
    scratch.write("Sol.zip", &solution);
    let package = "Sol.zip!/pluginpackages/fab/package/fab.nupkg";
    let (acme, derived, base) = (
        "Sol.zip!/PluginAssemblies/Acme-1/Acme.dll",
        &format!("{package}!/lib/net462/derived.dll"),
        &format!("{package}!/lib/net462/plugin-base.dll"),
    );
    let listed = |path: &str| {
        let output = ilvet(&scratch.path(""), &["check", "--list", path]);
        let text = text(&output.stdout);
        (output.status.code(), text.lines().map(str::to_owned).collect::<Vec<_>>())
    };
    for (path, expected) in [
        ("Sol.zip", &[acme, derived, base][..]),
        (acme, &[acme]),
        (r"Sol.zip!/pluginassemblies\acme-1\ACME.dll", &[acme]),
        ("Sol.zip!/PluginAssemblies/", &[acme]),
        (package, &[derived, base]),
        (derived, &[derived]),
        (&format!("{package}!/lib"), &[derived, base]),
        (".", &[acme, derived, base]),
        ("*.zip", &[acme, derived, base]),
    ] {
        assert_eq!(listed(path), (Some(0), expected.iter().map(|it| (*it).to_owned()).collect()), "{path}");
    }
    for (path, sentence) in [
        ("Sol.zip!/gone.dll", "ilvet: Sol.zip!/gone.dll: the archive has no such entry\n"),
        (&format!("{package}!/gone.dll"), &format!("ilvet: {package}!/gone.dll: the archive has no such entry\n")),
        ("Sol.zip!/solution.xml", "ilvet: Sol.zip!/solution.xml: the archive has no such entry\n"),
        ("gone.zip!/a.dll", "ilvet: gone.zip!/a.dll: no such file or folder\n"),
    ] {
        for list in [&["--list"][..], &["--format", "json", "-q"]] {
            let output = ilvet(&scratch.path(""), &[&["check", path], list].concat());
            assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(2), sentence), "{path}");
        }
    }
    let report = |arguments: &[&str]| -> serde_json::Value {
        let output = ilvet(&scratch.path(""), &[&["check", "--format", "json", "-q"], arguments].concat());
        let report = serde_json::from_slice(&output.stdout).expect("it is JSON");
        crate::schema::assert_valid(&report);
        report
    };
    // The base class is found for one member too.
    let one = report(&[derived]);
    assert_eq!((&one["inputs"][0]["path"], &one["inputs"][1]), (&(*derived).clone().into(), &serde_json::Value::Null));
    assert!(one["findings"].as_array().expect("a list").iter().any(|it| it["location"]["input"] == **base));
    let print = one["findings"][0]["fingerprint"].as_str().expect("it is text");
    let why = ilvet(&scratch.path(""), &["check", "Sol.zip", "--why", print]);
    assert!(text(&why.stdout).contains("How execution gets there"), "{}", text(&why.stdout));
    let graph = ilvet(&scratch.path(""), &["graph", package]);
    assert!(graph.status.success() && text(&graph.stdout).contains("in plugin-base"), "{}", text(&graph.stdout));
    // An archive is an input: it is not overwritten.
    let output = ilvet(&scratch.path(""), &["check", acme, "--output", "json=Sol.zip"]);
    assert!(text(&output.stderr).contains("would overwrite an input"));
    // On standard input.
    let mut command = Command::cargo_bin("ilvet").expect("it was built");
    let output =
        command.args(["check", "-", "--format", "json", "-q"]).write_stdin(solution).output().expect("it runs");
    let piped: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(piped["inputs"][1]["path"], "-!/PluginAssemblies/Acme-1/Acme.dll");
    let all = report(&["Sol.zip", acme]);
    assert_eq!(piped["findings"].as_array().map(Vec::len), all["findings"].as_array().map(Vec::len));
}

#[test]
fn the_rules_are_listed_and_explained() {
    let here = Path::new(".");
    let table = text(&ilvet(here, &["rules"]).stdout);
    assert!(table.contains("stateful-plugin") && table.contains("il-avoid-lock-plugin"), "{table}");
    let json = ilvet(here, &["rules", "--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).expect("it is JSON");
    for rule in json["rules"].as_array().expect("a list") {
        let id = rule["id"].as_str().expect("it has an id");
        let output = ilvet(here, &["explain", id]);
        assert!(output.status.success() && text(&output.stdout).starts_with(id), "{id}");
    }
    assert!(text(&ilvet(here, &["explain", "IL-avoid-lock-plugin"]).stdout).starts_with("static-lock"));
}

#[test]
fn help_and_version_are_answers() {
    for arguments in [&["--help"][..], &["--version"], &["check", "--help"], &["check", "-h"], &["help", "rules"]] {
        let output = ilvet(Path::new("."), arguments);
        assert!(output.status.success() && !output.stdout.is_empty() && output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn graph_has_its_exit_codes_and_sentences() {
    let sleep = "testdata/rules/thread-sleep/bad.dll";
    let unreached = "CompilationRelaxationsAttribute";
    let cases: [(&[&str], i32, &str); 9] = [
        (&["graph", sleep], 0, ""),
        (
            &["graph", sleep, "--root", "Poling"],
            2,
            "there is no class `Poling` that the platform calls; the nearest names are Acme.Approvals.PollingPlugin",
        ),
        (&["graph", "testdata/shapes/handlers.dll", "testdata"], 2, "unexpected argument 'testdata'"),
        (&["graph", sleep, "--to", "M:No.Such"], 2, "nothing is `M:No.Such`"),
        (&["graph", sleep, "--to", unreached], 0, "--to: nothing in reach is `CompilationRelax"),
        (&["graph", sleep, "--to", unreached, "-q"], 0, ""),
        (&["graph", "testdata/stubs/Microsoft.Xrm.Sdk.cs"], 2, "testdata/stubs/Microsoft.Xrm.Sdk.cs: "),
        (&["graph", "testdata/il/bodies.dll"], 0, "there is no plug-in or workflow activity"),
        (&["graph", "gone.dll"], 2, "gone.dll: no such file or folder"),
    ];
    // Of a file that cannot be read nobody can say that nothing leads there.
    let unread = ilvet(crate::source::root(), &["graph", "testdata/stubs/Microsoft.Xrm.Sdk.cs", "--to", "M:No.Such"]);
    let stderr = text(&unread.stderr);
    assert!(stderr.contains("is not known") && !stderr.contains("nothing in reach"), "{stderr}");
    for (arguments, code, sentence) in cases {
        let output = ilvet(crate::source::root(), arguments);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {stderr}");
        assert!(stderr.contains(sentence) && stderr.is_empty() == sentence.is_empty(), "{arguments:?}: {stderr}");
    }
    let coloured = ilvet(crate::source::root(), &["graph", sleep, "--color", "always"]);
    let plain = ilvet(crate::source::root(), &["graph", sleep]);
    assert!(text(&coloured.stdout).contains("\u{1b}[") && !text(&plain.stdout).contains('\u{1b}'));
    // A folder is one graph with the roots of all files in it.
    let folder = ilvet(crate::source::root(), &["graph", "testdata/rules/thread-sleep", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&folder.stdout).expect("it is JSON");
    let inputs: Vec<&str> =
        json["items"].as_array().expect("a list").iter().filter_map(|it| it["input"].as_str()).collect();
    assert!(inputs.contains(&sleep) && inputs.contains(&"testdata/rules/thread-sleep/good.dll"), "{inputs:?}");
}

#[test]
fn views_have_their_exit_codes_and_sentences() {
    let sleep = "testdata/rules/thread-sleep/bad.dll";
    let (asked, contract) =
        ("testdata/shapes/asked/Fabrikam.Asked.dll", "testdata/shapes/contracts/new/Fabrikam.Contracts.dll");
    let cases: [(&[&str], i32, &str); 29] = [
        (&["fields", asked, "A.Field"], 0, "no code reads or writes `A.Field`"),
        (
            &["fields", contract, "ConstStringChanged.A.X"],
            0,
            "`ConstStringChanged.A.X` is a constant: compilers write its",
        ),
        (&["fields", asked, "A.MovedUp"], 0, "`A.MovedUp` is no field"),
        (&["calls", asked, "A.Kept"], 0, "no code calls `A.Kept`, and it calls nothing"),
        (&["refs", asked, "A.Kept"], 0, "`A.Kept` is of the input itself, and no other assembly's"),
        (&["types", asked, "A.Kept"], 0, "`A.Kept` is no type of the input"),
        (&["types", asked, "Fabrikam"], 2, "nothing is `Fabrikam` but a namespace; `Fabrikam.*` is what is in it"),
        (&["types", asked, "Fabrikam.Asked"], 2, "nothing is `Fabrikam.Asked` but a namespace; `N:Fabrikam.Asked` is"),
        (&["types", asked, "Asked.Nope*"], 2, "nothing is `Asked.Nope*`\n"),
        (&["members", asked, "Outr"], 2, "nothing is `Outr`; most like it is `Fabrikam.Asked.Outer`"),
        (&["members", asked, "nothere"], 2, "nothing is `nothere`\n"),
        (&["members", asked, "0x02000002"], 0, ""),
        (&["info", sleep], 0, ""),
        (
            &["calls", sleep, "ApprovalPlugin.*"],
            2,
            "nothing is `ApprovalPlugin.*`; a pattern is of the whole name, as in `*.A",
        ),
        (&["types", sleep, "No.Such"], 2, "nothing is `No.Such`"),
        (
            &["types", sleep, "AprovalPlugin"],
            2,
            "nothing is `AprovalPlugin`; most like it is `Acme.Approvals.ApprovalPlugin`",
        ),
        (&["members", sleep, "ApprovalPlugin", "T:Nor.This"], 2, "nothing is `T:Nor.This`"),
        (&["fields", sleep, "No.Such", "-q"], 2, "nothing is `No.Such`"),
        (&["il", sleep, "No.Such"], 2, "nothing is `No.Such`"),
        (&["il", sleep, "No.Such", "--format", "json"], 2, "nothing is `No.Such`"),
        (&["refs", sleep, "No.Such"], 2, "nothing is `No.Such`"),
        (&["fields", sleep, "ApprovalPlugin.#ctor"], 0, "`ApprovalPlugin.#ctor` is no field"),
        (&["fields", sleep, "ApprovalPlugin.#ctor", "-q"], 0, ""),
        (&["calls", sleep, "gone", "--limit", "nesting=x"], 2, "--limit"),
        (&["tables", sleep, "Event"], 0, "there are no such rows"),
        (&["tables", sleep, "#US"], 2, "--heap lists a heap"),
        (&["refs", "testdata/stubs/Microsoft.Xrm.Sdk.cs"], 2, "testdata/stubs/Microsoft.Xrm.Sdk.cs: "),
        (&["fields", "gone.dll"], 2, "gone.dll: no such file or folder"),
        (&["types", sleep, "--format", "xml"], 2, "invalid value 'xml'"),
    ];
    for (arguments, code, sentence) in cases {
        let output = ilvet(crate::source::root(), arguments);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {stderr}");
        assert!(stderr.contains(sentence) && stderr.is_empty() == sentence.is_empty(), "{arguments:?}: {stderr}");
    }
    // What a program reads is whole all the same.
    for view in ["types", "members", "refs", "calls", "fields", "il"] {
        let output = ilvet(crate::source::root(), &[view, sleep, "No.Such", "--format", "json"]);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        assert_eq!((output.status.code(), json["items"].as_array().map(Vec::len)), (Some(2), Some(0)), "{view}");
    }
    // Where one side of a comparison is no assembly, nothing passes.
    let scratch = Scratch::new("one_side_is_no_assembly");
    let whole = fs::read(crate::source::root().join(sleep)).expect("it is there");
    scratch.write("old/a.dll", &whole);
    scratch.write("old/b.dll", &fs::read(crate::source::root().join("testdata/shapes/flow.dll")).expect("it is there"));
    scratch.write("new/a.dll", b"version https://git-lfs.github.com/spec/v1\n");
    scratch.write("new/b.dll", &fs::read(crate::source::root().join("testdata/shapes/flow.dll")).expect("it is there"));
    let output = ilvet(&scratch.path(""), &["diff", "old", "new", "--fail-on", "breaking"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    let state = "testdata/rules/stateful-plugin/bad.dll";
    for (arguments, code) in [
        (["diff", sleep, state, "--fail-on", "none"], 0),
        (["diff", sleep, state, "--fail-on", "breaking"], 1),
        (["diff", sleep, state, "--fail-on", "new-finding"], 1),
        (["diff", sleep, state, "--fail-on", "breaking,new-finding"], 1),
        (["diff", sleep, sleep, "--fail-on", "breaking,new-finding"], 0),
        (["diff", sleep, "gone.dll", "--fail-on", "breaking"], 2),
        (["diff", "gone.dll", sleep, "--fail-on", "breaking"], 2),
    ] {
        assert_eq!(ilvet(crate::source::root(), &arguments).status.code(), Some(code), "{arguments:?}");
    }
    let bytes = fs::read(crate::source::root().join(sleep)).expect("it is there");
    let piped = Command::cargo_bin("ilvet").expect("it was built").args(["types", "-"]).write_stdin(bytes).output();
    assert!(text(&piped.expect("it runs").stdout).contains("ApprovalPlugin"));
}

#[test]
fn schemas_completions_and_the_manual_are_printed() {
    let printed = |arguments: &[&str]| {
        let output = ilvet(crate::source::root(), arguments);
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()), "{arguments:?}");
        text(&output.stdout)
    };
    for name in ["report", "inspect"] {
        let file = crate::source::root().join(format!("schema/{name}.schema.json"));
        assert_eq!(printed(&["schema", name]), fs::read_to_string(file).expect("it is there"));
    }
    let commands = ["check", "graph", "info", "types", "members", "refs", "calls", "fields", "il", "tables", "roots"];
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(&["completions", shell]);
        assert!(commands.iter().all(|command| script.contains(command)) && script.contains("fail-on"), "{shell}");
    }
    let manual = printed(&["man"]);
    for command in commands {
        assert!(manual.contains(&format!(".TH ilvet-{command} 1")), "{command}");
    }
    assert!(manual.starts_with(".ie") || manual.contains(".TH ilvet 1"), "{}", &manual[..200]);
    assert_eq!(manual, printed(&["man"]));
}

#[test]
fn a_pattern_that_names_nothing_is_noted() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/shapes");
    let check = |own: &str| ilvet(&folder, &["check", "--format", "json", "--own", own, "uses-library.dll"]);
    let (matched, unmatched) = (check("THROTTLE-*"), check("throttle"));
    assert!(!text(&matched.stderr).contains("--own"), "{}", text(&matched.stderr));
    let note = "ilvet: --own throttle: no assembly that was looked at has such a name\n";
    assert!(text(&unmatched.stderr).contains(note), "{}", text(&unmatched.stderr));
    assert_ne!(matched.stdout, unmatched.stdout, "its own statics are reported now");
}

#[test]
fn the_wider_scope_adds_what_no_root_reaches() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/shapes");
    let check = |more: &[&str]| {
        let mut arguments = vec!["check", "--format", "concise", "throttle-library.dll"];
        arguments.extend(more);
        ilvet(&folder, &arguments)
    };
    let narrow = check(&[]);
    assert_eq!((narrow.status.code(), text(&narrow.stdout)), (Some(0), String::new()));
    assert!(text(&narrow.stderr).contains("no plug-in or workflow activity in it"));
    // Confidence low does not fail a run unless asked to.
    let wide = check(&["--scope", "assembly"]);
    assert_eq!((wide.status.code(), text(&wide.stdout).lines().count()), (Some(0), 2), "{}", text(&wide.stdout));
    assert_eq!(check(&["--scope", "assembly", "--fail-on", "high:low"]).status.code(), Some(1));
}

#[test]
fn why_reports_one_finding() {
    let bad = "testdata/rules/stateful-plugin/bad.dll";
    let report = |arguments: &[&str]| -> serde_json::Value {
        let output = ilvet(crate::source::root(), &[&["check", bad, "--format", "json", "-q"], arguments].concat());
        serde_json::from_slice(&output.stdout).expect("it is JSON")
    };
    let all = report(&[]);
    let print = all["findings"][3]["fingerprint"].as_str().expect("it is text");
    let one = report(&["--why", print]);
    crate::schema::assert_valid(&one);
    assert_eq!(one["findings"].as_array().map(Vec::len), Some(1));
    assert_eq!((&one["findings"][0], &one["summary"]["high"]), (&all["findings"][3], &serde_json::json!(1)));
    let page = ilvet(crate::source::root(), &["check", bad, "--why", &print[..15]]);
    assert!(page.status.code() == Some(1) && text(&page.stdout).contains("How execution gets there"));
    let none = ilvet(crate::source::root(), &["check", bad, "--why", "v1:none"]);
    assert_eq!((none.status.code(), text(&none.stdout).as_str()), (Some(2), ""));
    assert!(text(&none.stderr).contains("--why: there is no finding `v1:none`"), "{}", text(&none.stderr));
}

/// A PDB that is cut is used as far as it is there, and every view that could have lines says what is missing.
#[test]
fn symbols_that_are_cut_are_told_by_every_view() {
    let scratch = Scratch::new("symbols_that_are_cut");
    let made =
        |file: &str| fs::read(crate::source::root().join("testdata/builds/roslyn41-debug/thread-sleep").join(file));
    let (dll, pdb) = (made("bad.dll").expect("it is there"), made("bad.pdb").expect("it is there"));
    scratch.write("bad.dll", &dll);
    scratch.write("bad.pdb", &pdb[..pdb.len() - 200]);
    for view in ["info", "calls", "fields", "refs", "il", "check"] {
        let output = ilvet(&scratch.path(""), &[view, "bad.dll"]);
        let stderr = text(&output.stderr);
        assert!(stderr.contains("bad.dll: source lines may be missing: bad.pdb: 0x"), "{view}: {stderr}");
    }
    let info = ilvet(&scratch.path(""), &["info", "bad.dll"]);
    assert!(text(&info.stdout).contains("portable, not whole: bad.pdb: 0x"), "{}", text(&info.stdout));
}

/// The SDK and the framework are looked for only where the user says they are.
#[test]
fn a_view_opens_the_sdk_where_it_was_named() {
    let resolved = |more: &[&str]| {
        let arguments = [&["refs", "testdata/rules/thread-sleep/bad.dll", "--format", "json"], more].concat();
        let output = ilvet(crate::source::root(), &arguments);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        let items = json["items"].as_array().expect("a list");
        let of_sdk = items.iter().filter(|it| it["assembly"] == "Microsoft.Xrm.Sdk");
        let states: std::collections::BTreeSet<bool> = of_sdk.filter_map(|it| it["resolved"].as_bool()).collect();
        states.into_iter().collect::<Vec<bool>>()
    };
    assert_eq!(resolved(&[]), [false]);
    assert_eq!(resolved(&["--reference", "testdata/stubs"]), [true]);
}
