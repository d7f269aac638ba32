//! What a run must not overwrite, and what it leaves when it could not be done.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

use crate::scratch::Scratch;

const BAD: &str = "rules/stateful-plugin/bad.dll";

/// Runs `check` in a folder, as an agent of GitHub does.
fn check(scratch: &Scratch, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ilvet"));
    command.current_dir(scratch.path("")).env_remove("AGENT_TEMPDIRECTORY");
    command.env("GITHUB_OUTPUT", scratch.path("output")).env("GITHUB_STEP_SUMMARY", scratch.path("summary.md"));
    command.arg("check").args(arguments).output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("output is UTF-8")
}

fn read(scratch: &Scratch, name: &str) -> String {
    fs::read_to_string(scratch.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn nothing_that_a_run_reads_is_overwritten() {
    let scratch = Scratch::new("nothing_that_a_run_reads");
    scratch.fixture("builds/roslyn41-debug/stateful-plugin/bad.dll", "bad.dll");
    scratch.fixture("builds/roslyn41-debug/stateful-plugin/bad.pdb", "bad.pdb");
    scratch.write("lists/BannedSymbols.A.txt", b"T:System.DateTime\n");
    scratch.write("ov.json", b"[]");
    scratch.write("known.json", b"{\"findings\": []}");
    scratch.write("Other/Customizations.xml", b"<ImportExportXml/>");
    scratch.write("z.toml", b"baseline = \"known.json\"\nbanned = [\"lists/BannedSymbols.*.txt\"]\n");
    let cases: [(&[&str], &str, &str); 7] = [
        (&["--config", "z.toml"], "z.toml", "the configuration"),
        (&["--config", "z.toml"], "lists/BannedSymbols.A.txt", "a list of what is forbidden"),
        (&["--banned", "lists"], "lists/BannedSymbols.A.txt", "a list of what is forbidden"),
        (&["--config", "z.toml"], "known.json", "the baseline"),
        (&["--rule-override", "ov.json"], "ov.json", "the override file"),
        (&[], "bad.pdb", "an assembly, an archive or symbols"),
        (&[], "Other/Customizations.xml", "a part of a solution"),
    ];
    for (arguments, target, what) in cases {
        let before = fs::read(scratch.path(target)).expect("it is there");
        let output = format!("json={target}");
        let done = check(&scratch, &[&["bad.dll", "--output", &output], arguments].concat());
        let told = text(&done.stderr);
        assert_eq!(done.status.code(), Some(2), "{target}: {told}");
        assert!(told.contains(&format!("--output {target}: would overwrite {what}")), "{told}");
        assert_eq!(fs::read(scratch.path(target)).expect("it is there"), before, "{target}");
    }
    // A configuration that cannot be read is one all the same.
    scratch.write("broken.toml", b"foo = 1\n");
    let done = check(&scratch, &["bad.dll", "--config", "broken.toml", "--output", "html=broken.toml"]);
    assert_eq!((done.status.code(), read(&scratch, "broken.toml").as_str()), (Some(2), "foo = 1\n"));
    // What an earlier run wrote is replaced, and a baseline that is written anew is not read.
    for _ in 0..2 {
        assert_eq!(check(&scratch, &["bad.dll", "--output", "json=r.json"]).status.code(), Some(1));
        let written = check(&scratch, &["bad.dll", "--config", "z.toml", "--write-baseline", "known.json"]);
        assert_eq!(written.status.code(), Some(0), "{}", text(&written.stderr));
    }
}

/// The reports of a run: path by format.
const REPORTS: [&str; 11] =
    ["table", "concise", "json", "jsonl", "sarif", "junit", "github", "azure", "gitlab", "markdown", "html"];

#[test]
fn a_run_that_cannot_begin_leaves_no_report_of_an_earlier_one() {
    let scratch = Scratch::new("a_run_that_cannot_begin");
    scratch.fixture("rules/stateful-plugin/good.dll", "good.dll");
    let outputs: Vec<String> =
        REPORTS.iter().flat_map(|format| ["--output".to_owned(), format!("{format}=r.{format}")]).collect();
    let run = |more: &[&str]| {
        for file in ["output", "summary.md"] {
            let _ = fs::remove_file(scratch.path(file));
        }
        let mut arguments = vec!["good.dll", "--format", "github"];
        arguments.extend(outputs.iter().map(String::as_str));
        arguments.extend(more);
        check(&scratch, &arguments)
    };
    let green = run(&[]);
    assert_eq!(green.status.code(), Some(0), "{}", text(&green.stderr));
    assert!(read(&scratch, "output").contains("outcome=passed\n"));
    scratch.write("ilvet.toml", b"\nfoo = 1\n");
    scratch.write("old.json", b"{");
    // Of a wrong command line no file is to blame.
    let wrong: [(&[&str], &str, &str); 3] = [
        (&[], "file=ilvet.toml,", "unknown field `foo`"),
        (&["--isolated", "--baseline", "old.json"], "", "not a report"),
        (&["--isolated", "--flag"], "", "unexpected argument '--flag' found"),
    ];
    for (arguments, place, what) in wrong {
        assert_eq!(run(&["--isolated"]).status.code(), Some(0));
        let done = run(arguments);
        assert_eq!(done.status.code(), Some(2), "{arguments:?}");
        let out = text(&done.stdout);
        assert!(out.starts_with(&format!("::error {place}title=ilvet%3A USAGE::")) && out.contains(what), "{out}");
        assert!(read(&scratch, "output").ends_with("outcome=not-done\n"));
        assert!(read(&scratch, "summary.md").contains("**Not done**"));
        let json: Value = serde_json::from_str(&read(&scratch, "r.json")).expect("it is JSON");
        crate::schema::assert_valid(&json);
        assert!(json["problems"][0]["what"].as_str().is_some_and(|it| it.contains(what)), "{json}");
        let sarif: Value = serde_json::from_str(&read(&scratch, "r.sarif")).expect("it is JSON");
        assert_eq!(sarif["runs"][0]["invocations"][0]["executionSuccessful"], false);
        assert!(read(&scratch, "r.junit").contains("<error "));
        assert!(read(&scratch, "r.gitlab").contains("USAGE") && read(&scratch, "r.jsonl").contains("USAGE"));
        for report in ["html", "markdown", "concise", "azure", "table"] {
            let text = read(&scratch, &format!("r.{report}"));
            assert!(text.contains(what) || text.contains(&what.replace('`', "\\`")) || report == "html", "{text}");
        }
        assert!(read(&scratch, "r.html").contains("Not done"));
    }
}

#[test]
fn lists_of_other_encodings_are_read_and_what_is_no_list_is_refused() {
    let scratch = Scratch::new("lists_of_other_encodings");
    scratch.fixture("rules/thread-sleep/bad.dll", "bad.dll");
    let list = "// ours\r\nM:System.Threading.Thread.Sleep(System.Int32);wait elsewhere\r\n";
    let units: Vec<u16> = list.encode_utf16().collect();
    let wide = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| {
        [mark, &units.iter().flat_map(|it| bytes(*it)).collect::<Vec<_>>()].concat()
    };
    scratch.write("plain.txt", list.as_bytes());
    scratch.write("little.txt", &wide(b"\xFF\xFE", u16::to_le_bytes));
    scratch.write("big.txt", &wide(b"\xFE\xFF", u16::to_be_bytes));
    scratch.write("unmarked.txt", &wide(b"", u16::to_le_bytes));
    scratch.write("broken.txt", b"no id\nT:\n");
    scratch.write("comments.txt", b"// nothing yet\n");
    scratch.write("lists/BannedSymbols.A.txt", list.as_bytes());
    scratch.write("lists/BannedSymbols.txt", b"T:System.Gone\n");
    scratch.write("lists/other.txt", b"no id\n");
    let run = |list: &str| {
        let done = check(&scratch, &["bad.dll", "--select", "forbidden-api", "--format", "concise", "--banned", list]);
        (done.status.code(), text(&done.stdout).lines().count(), text(&done.stderr))
    };
    let plain = run("plain.txt");
    assert!(plain.0 == Some(1) && plain.1 > 0, "{plain:?}");
    for list in ["little.txt", "big.txt", "lists", "lists/BannedSymbols.*.txt"] {
        assert_eq!((run(list).0, run(list).1), (Some(1), plain.1), "{list}");
    }
    assert_eq!(run("comments.txt").0, Some(0));
    for (list, why) in [
        ("unmarked.txt", "--banned unmarked.txt: neither UTF-8 nor UTF-16"),
        ("broken.txt", "--banned broken.txt: no line of it is an entry; line 1: no id: "),
        ("lists/None.*.txt", "--banned lists/None.*.txt: nothing matches this pattern"),
    ] {
        let (code, _, told) = run(list);
        assert!(code == Some(2) && told.contains(why), "{told}");
    }
}

/// What is no assembly as far as anybody can tell is skipped where it is only found.
#[test]
fn programs_without_net_code_are_skipped_where_they_are_found() {
    let scratch = Scratch::new("programs_without_net_code");
    scratch.fixture("rules/stateful-plugin/good.dll", "bin/good.dll");
    scratch.write("bin/short.dll", b"MZ\x90\0");
    let mut dos = b"MZ\x90\0".to_vec();
    dos.resize(512, 0);
    scratch.write("bin/dos.exe", &dos);
    assert_eq!(check(&scratch, &["bin"]).status.code(), Some(0));
    assert_eq!(check(&scratch, &["bin/short.dll"]).status.code(), Some(2));
    // One that says that it is an assembly, and ends before it is one.
    let whole = fs::read(scratch.path("bin/good.dll")).expect("it is there");
    scratch.write("bin/cut.dll", &whole[..whole.len() / 2]);
    assert_eq!(check(&scratch, &["bin"]).status.code(), Some(2));
    scratch.fixture(BAD, "bin/cut.dll");
    assert_eq!(check(&scratch, &["bin"]).status.code(), Some(1));
}
