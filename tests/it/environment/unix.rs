//! What a command meets on Unix: its outputs, links, permissions, signals.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::*;

fn ilvet(scratch: &Scratch) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ilvet"));
    command.current_dir(scratch.path("")).stdin(Stdio::null());
    command
}

fn check(scratch: &Scratch, arguments: &[&str]) -> Output {
    ilvet(scratch).args(["check", "a.dll", "-q"]).args(arguments).output().expect("it runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The names in a folder.
fn names(folder: PathBuf) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("it is there").flatten();
    let mut names: Vec<String> = entries.map(|it| it.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A folder with an assembly, and the outputs of a run before.
fn with_old_outputs(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    scratch.write("a.dll", &bad());
    for name in ["out/a.json", "out/a.sarif", "out/a.txt"] {
        scratch.write(name, b"old");
    }
    scratch
}

/// All outputs are what they were, and nothing lies beside them.
fn assert_untouched(scratch: &Scratch) {
    assert_eq!(names(scratch.path("out")), ["a.json", "a.sarif", "a.txt"]);
    for name in ["out/a.json", "out/a.sarif", "out/a.txt"] {
        assert_eq!(fs::read(scratch.path(name)).expect("it is there"), b"old", "{name}");
    }
    assert_eq!(fs::read(scratch.path("a.dll")).expect("it is there"), bad());
}

const THREE: [&str; 6] =
    ["--output", "json=out/a.json", "--output", "sarif=out/a.sarif", "--output", "concise=out/a.txt"];

#[test]
fn several_outputs_are_written_together() {
    let scratch = with_old_outputs("several_outputs_are_written_together");
    let output = check(&scratch, &THREE);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(names(scratch.path("out")), ["a.json", "a.sarif", "a.txt"]);
    for name in ["out/a.json", "out/a.sarif"] {
        let json = fs::read(scratch.path(name)).expect("it is there");
        assert!(serde_json::from_slice::<serde_json::Value>(&json).is_ok(), "{name}");
    }
    assert!(fs::read_to_string(scratch.path("out/a.txt")).expect("it is there").lines().count() > 2);
}

/// One output that cannot be written leaves the others as they were: they tell of one run.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_every_output_as_it_was() {
    let scratch = with_old_outputs("a_full_disk_leaves_every_output");
    let output = check(&scratch, &[&THREE[..], &["--output", "html=/dev/full"]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("/dev/full: No space left on device"), "{}", stderr(&output));
    assert_untouched(&scratch);
    // The same for a file: a limit on its size stands for the end of the disk.
    let line =
        format!("trap '' XFSZ; ulimit -f 1; exec {} check a.dll -q {}", env!("CARGO_BIN_EXE_ilvet"), THREE.join(" "));
    let mut shell = Command::new("sh");
    let output = shell.args(["-c", &line]).current_dir(scratch.path("")).output().expect("a shell runs");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("out/a.json: File too large"), "{}", stderr(&output));
    assert_untouched(&scratch);
}

#[test]
fn an_output_that_cannot_be_written_is_said_and_costs_no_other() {
    let scratch = with_old_outputs("an_output_that_cannot_be_written");
    fs::create_dir(scratch.path("locked")).expect("a folder can be made");
    let locked = fs::Permissions::from_mode(0o555);
    fs::set_permissions(scratch.path("locked"), locked).expect("it is ours");
    // Nothing is locked for root; there is no such folder for anybody under /proc.
    let is_root = fs::write(scratch.path("locked/x"), b"").is_ok();
    let locked = if is_root { "json=/proc/self/no.json" } else { "json=locked/no.json" };
    symlink("a.dll", scratch.path("link.json")).expect("a link can be made");
    fs::create_dir(scratch.path("folder.json")).expect("a folder can be made");
    scratch.write("S.zip", &zip(&[Entry::stored("lib/b.dll", &bad())]));
    for (refused, sentence) in [
        (locked, "no.json: "),
        ("json=no/where.json", "no/where.json: its folder: "),
        ("json=a.dll", "a.dll: would overwrite an input"),
        ("json=./out/../a.dll", "a.dll: would overwrite an input"),
        ("json=link.json", "link.json: would overwrite an input"),
        ("json=S.zip", "S.zip: would overwrite an input"),
        ("json=folder.json", "folder.json: a folder, not a file"),
        ("json=out/..", "a folder, not a file"),
        ("json=a.dll/x.json", "a.dll/x.json: "),
    ] {
        let output = check(&scratch, &[&["S.zip"], &THREE[..], &["--output", refused]].concat());
        assert_eq!(output.status.code(), Some(2), "{refused}");
        assert!(stderr(&output).contains(sentence), "{refused}: {}", stderr(&output));
        assert_untouched(&scratch);
    }
    let unlocked = fs::Permissions::from_mode(0o755);
    fs::set_permissions(scratch.path("locked"), unlocked).expect("it is ours");
}

/// A run that is stopped while it writes: the files are written beside their places, and a pipe that nobody reads holds it there.
fn stopped(scratch: &Scratch, signal: &str) -> Option<i32> {
    let pipe = scratch.path("pipe");
    if !pipe.exists() {
        assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    }
    // Who runs the tests in the background may have it ignore signals: then nothing would be stopped.
    let mut command = Command::new("env");
    if cfg!(target_os = "linux") {
        command.arg("--default-signal=INT,TERM,HUP");
    }
    command.arg(env!("CARGO_BIN_EXE_ilvet")).current_dir(scratch.path("")).stdin(Stdio::null());
    command.args(["check", "a.dll", "-q"]).args(THREE).args(["--output", "markdown=pipe"]).stdout(Stdio::null());
    let mut child = command.spawn().expect("it runs");
    let start = Instant::now();
    while names(scratch.path("out")).len() < 6 {
        assert!(start.elapsed() < Duration::from_secs(60), "it does not come to write");
        assert_eq!(child.try_wait().expect("it can be asked"), None, "it ended before");
        sleep(Duration::from_millis(5));
    }
    send(&child, signal);
    child.wait().expect("it ends").code()
}

fn send(child: &Child, signal: &str) {
    let kill = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
    assert!(kill.expect("kill runs").success());
}

#[test]
fn a_run_that_is_interrupted_leaves_every_output_as_it_was() {
    let scratch = with_old_outputs("a_run_that_is_interrupted");
    for signal in ["INT", "TERM", "HUP"] {
        assert_eq!(stopped(&scratch, signal), Some(130), "{signal}");
        assert_untouched(&scratch);
    }
}

/// Nobody can clean up after a kill; what is left then is in nobody's way.
#[test]
fn a_run_that_is_killed_leaves_every_output_as_it_was() {
    let scratch = with_old_outputs("a_run_that_is_killed");
    assert_eq!(stopped(&scratch, "KILL"), None);
    let left = names(scratch.path("out"));
    assert_eq!(left.iter().filter(|name| name.starts_with(".a.")).count(), 3, "{left:?}");
    assert_eq!(fs::read(scratch.path("out/a.json")).expect("it is there"), b"old");
    assert_eq!(check(&scratch, &THREE).status.code(), Some(1), "the next run");
    assert_ne!(fs::read(scratch.path("out/a.json")).expect("it is there"), b"old");
}

/// O07: the reader of standard output has gone: the verdict is the same, and nothing is said.
#[test]
fn a_closed_pipe_is_the_verdict() {
    let scratch = with_old_outputs("a_closed_pipe_is_the_verdict");
    for format in ["table", "concise", "json", "jsonl", "sarif", "junit", "html", "markdown", "gitlab"] {
        let mut command = ilvet(&scratch);
        command.args(["check", "a.dll", "-q", "--format", format]).args(THREE);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((output.status.code(), stderr(&output)), (Some(1), String::new()), "{format}");
    }
    assert_ne!(fs::read(scratch.path("out/a.json")).expect("it is there"), b"old", "the files are written");
    for view in ["info", "types", "members", "refs", "calls", "fields", "il", "tables", "graph", "roots"] {
        let mut command = ilvet(&scratch);
        let mut child =
            command.args([view, "a.dll"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()), "{view}");
    }
}

/// O09: links that lead to themselves, to their own folder, and to each other.
#[test]
fn links_in_a_circle_are_passed_over_when_found_and_refused_when_named() {
    let scratch = Scratch::new("links_in_a_circle");
    scratch.write("bin/a.dll", &bad());
    symlink("self.dll", scratch.path("bin/self.dll")).expect("a link can be made");
    symlink("two.dll", scratch.path("bin/one.dll")).expect("a link can be made");
    symlink("one.dll", scratch.path("bin/two.dll")).expect("a link can be made");
    symlink("../bin", scratch.path("bin/again")).expect("a link can be made");
    symlink("again/again", scratch.path("bin/more")).expect("a link can be made");
    let run = |arguments: &[&str]| ilvet(&scratch).arg("check").args(arguments).output().expect("it runs");
    let output = run(&["bin", "--format", "json", "-v"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!((output.status.code(), report["inputs"].as_array().map(Vec::len)), (Some(1), Some(1)));
    let said = stderr(&output);
    assert_eq!(said.matches("a link that leads nowhere").count(), 3, "{said}");
    assert_eq!(said.matches("a link to a folder, not followed").count(), 2, "{said}");
    // Who names a link means what it leads to.
    assert_eq!(run(&["bin/again"]).status.code(), Some(1));
    let output = run(&["bin/self.dll"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).starts_with("ilvet: bin/self.dll: Too many levels of symbolic links"),
        "{}",
        stderr(&output)
    );
    let through = format!("bin/{}a.dll", "again/".repeat(30));
    assert_eq!(run(&[&through]).status.code(), Some(1));
}

/// Files and folders that the operating system does not let us read: said for each, and the rest is done.
#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_done() {
    let scratch = Scratch::new("what_cannot_be_read_is_said");
    scratch.write("bin/a.dll", &bad());
    scratch.write("bin/locked.dll", &bad());
    scratch.write("bin/closed/b.dll", &bad());
    let mode = |name: &str, mode: u32| {
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(scratch.path(name), permissions).expect("it is ours");
    };
    mode("bin/locked.dll", 0);
    mode("bin/closed", 0);
    // Root may read everything; nobody may read the memory at address 0.
    let is_root = fs::read(scratch.path("bin/locked.dll")).is_ok();
    if is_root {
        fs::remove_file(scratch.path("bin/locked.dll")).expect("it is ours");
        symlink("/proc/self/mem", scratch.path("bin/locked.dll")).expect("a link can be made");
    }
    let run = |arguments: &[&str]| ilvet(&scratch).arg("check").args(arguments).output().expect("it runs");
    let folder = run(&["bin", "--format", "json"]);
    let named = run(&["bin/a.dll", "bin/locked.dll", "--format", "json"]);
    mode("bin/closed", 0o755);
    for (what, output) in [("found", &folder), ("named", &named)] {
        assert_eq!(output.status.code(), Some(2), "{what}: {}", stderr(output));
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        crate::schema::assert_valid(&report);
        let problems = report["problems"].as_array().expect("a list");
        let of = |end: &str| {
            problems.iter().any(|it| it["code"] == "IO" && it["input"].as_str().is_some_and(|it| it.ends_with(end)))
        };
        assert!(of("locked.dll"), "{what}: {problems:?}");
        assert!(what == "named" || is_root || of("closed"), "{what}: {problems:?}");
        assert!(report["findings"].as_array().is_some_and(|it| !it.is_empty()), "{what}: the rest is done");
        assert!(stderr(output).contains("bin/locked.dll: "), "{}", stderr(output));
    }
}

/// While somebody else writes to the file, every answer is one of a whole file, a cut one, or none.
#[test]
fn a_file_that_is_written_meanwhile_gives_one_of_the_clear_answers() {
    let scratch = Scratch::new("a_file_that_is_written_meanwhile");
    let path = scratch.write("a.dll", &bad());
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                for length in [bad().len(), 4_000, 700, 0] {
                    fs::write(&path, &bad()[..length]).expect("it can be written");
                }
            }
        });
        for _ in 0..12 {
            let output = check(&scratch, &["--format", "json"]);
            let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
            crate::schema::assert_valid(&report);
            assert!(matches!(output.status.code(), Some(1 | 2)), "{:?}", output.status);
            let codes = report["problems"].as_array().expect("a list").iter().map(|it| it["code"].as_str());
            assert!(codes.flatten().all(|code| code != "INTERNAL"), "{report}");
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}
