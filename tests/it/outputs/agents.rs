//! GitHub and Azure: each line of ours is one command of ours, and no name makes another.

use ilvet::finding::Severity;
use ilvet::report::Format;

use super::{reports, written};
use crate::harmless::assert_harmless;
use crate::sample;
use crate::scratch::Scratch;

/// What stands behind the command of a line of GitHub's; `None` for a plain line.
fn github(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("::")?;
    let (command, rest) = rest.split_once(' ').expect("a command has properties");
    assert!(["error", "warning", "notice"].contains(&command), "{line}");
    let (properties, message) = rest.split_once("::").expect("a command has a message");
    for property in properties.split(',') {
        let (key, value) = property.split_once('=').expect("a property has a value");
        assert!(["file", "line", "col", "title"].contains(&key), "{line}");
        assert!(!value.contains(':'), "{line}");
    }
    Some(message)
}

/// As [`github`], of Azure's.
fn azure(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("##vso[task.logissue ")?;
    let (properties, message) = rest.split_once(']').expect("a command ends");
    for property in properties.split(';') {
        let (key, _) = property.split_once('=').expect("a property has a value");
        assert!(["type", "sourcepath", "linenumber", "columnnumber", "code"].contains(&key), "{line}");
    }
    Some(message)
}

/// What stands behind a command is not the beginning of a line.
fn inside(message: &str) -> String {
    format!("message {message}")
}

#[test]
fn each_line_is_one_command_of_ours() {
    for report in reports() {
        let (mut annotations, mut issues) = (0, 0);
        for line in written(&report, Format::Github).lines() {
            annotations += usize::from(github(line).is_some());
            assert_harmless(&github(line).map_or(line.to_owned(), inside), line);
        }
        for line in written(&report, Format::Azure).lines() {
            issues += usize::from(azure(line).is_some());
            assert_harmless(&azure(line).map_or(line.to_owned(), inside), line);
        }
        let lost = report.problems.iter().filter(|it| it.kind == "error" && it.token.is_none()).count();
        let found: Vec<Severity> = report.findings.iter().filter(|it| it.counts()).map(|it| it.severity).collect();
        assert_eq!(annotations, lost + found.len());
        assert_eq!(issues, lost + found.iter().filter(|it| **it >= Severity::Medium).count());
    }
}

#[test]
fn github_gets_as_many_annotations_as_it_shows_and_is_told_the_rest() {
    let mut report = sample::clean(1);
    for (severity, count) in [(Severity::High, 12), (Severity::Medium, 11), (Severity::Low, 3)] {
        for n in 0..count {
            report.findings.push(sample::finding("stateful-plugin", severity, "A.P", &format!("Run{n}")));
        }
    }
    let text = written(&report, Format::Github);
    let count = |level: &str| text.lines().filter(|line| line.starts_with(level)).count();
    assert_eq!((count("::error "), count("::warning "), count("::notice ")), (10, 10, 3));
    assert!(text.lines().any(|line| line.contains("GitHub shows 10 of a level: 2 errors, 1 warning;")), "{text}");
}

/// Runs `check` over a fixture as an agent would, with a folder of its own; gives what it printed.
fn run(scratch: &Scratch, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    scratch.fixture("rules/stateful-plugin/bad.dll", "bad.dll");
    let mut command = assert_cmd::Command::cargo_bin("ilvet").expect("it was built");
    for variable in ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "AGENT_TEMPDIRECTORY"] {
        command.env_remove(variable);
    }
    command.current_dir(scratch.path("")).args(["check", "bad.dll"]).args(arguments).envs(variables.iter().copied());
    let output = command.output().expect("it runs");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("output is UTF-8")
}

#[test]
fn github_s_files_are_added_to() {
    let scratch = Scratch::new("github_s_files_are_added_to");
    scratch.write("summary.md", b"of an earlier step\n");
    scratch.write("output", b"earlier=1\n");
    let variables = [("GITHUB_STEP_SUMMARY", "summary.md"), ("GITHUB_OUTPUT", "output")];
    let printed = run(&scratch, &["--format", "github"], &variables);
    assert_eq!(printed.lines().filter(|line| line.starts_with("::error ")).count(), 10);
    assert!(printed.contains(": 1 error; the job summary lists the worst, a report by `--output` all"), "{printed}");
    let read = |name| std::fs::read_to_string(scratch.path(name)).expect("it is there");
    let summary = read("summary.md");
    assert!(summary.starts_with("of an earlier step\n## ilvet: 11 high\n"), "{summary}");
    assert!(summary.contains("### `Acme.Orders.OrderCounter`"), "{summary}");
    let expected = "earlier=1\ncritical=0\nhigh=11\nmedium=0\nlow=0\ninfo=0\nsuppressed=0\noutcome=failed\n";
    assert_eq!(read("output"), expected);
    // Other forms leave the agent alone.
    run(&scratch, &["--format", "sarif"], &variables);
    assert_eq!(read("output"), expected);
}

#[test]
fn azure_is_told_an_absolute_path() {
    let scratch = Scratch::new("azure_is_told_an_absolute_path");
    let upload = |printed: &str| {
        printed.lines().find_map(|line| line.strip_prefix("##vso[task.uploadsummary]").map(str::to_owned))
    };
    assert_eq!(upload(&run(&scratch, &["--format", "azure"], &[])), None);
    let folder = scratch.path("");
    let own = upload(&run(
        &scratch,
        &["--format", "azure"],
        &[("AGENT_TEMPDIRECTORY", folder.to_str().expect("it is UTF-8"))],
    ));
    let own = own.expect("there is a summary");
    assert!(own.ends_with("ilvet-summary.md") && std::path::Path::new(&own).is_absolute(), "{own}");
    assert!(std::fs::read_to_string(&own).expect("it was written").starts_with("## ilvet: 11 high"));
    let named = upload(&run(&scratch, &["--format", "azure", "--output", "markdown=my.md"], &[]));
    assert!(named.is_some_and(|path| path.ends_with("my.md") && std::path::Path::new(&path).is_absolute()));
}

/// What the summary and the outputs say is what the exit code says.
#[test]
fn a_job_that_was_not_done_is_not_told_as_passed() {
    let scratch = Scratch::new("a_job_that_was_not_done");
    scratch.fixture("shapes/deep.dll", "deep.dll");
    scratch.write("natives/a.dll", b"no assembly");
    for (arguments, number) in [(&["deep.dll", "--strict", "--fail-on", "never"][..], 0), (&["natives"], 1)] {
        let (summary, output) = (scratch.path(&format!("summary{number}")), scratch.path(&format!("output{number}")));
        let mut command = assert_cmd::Command::cargo_bin("ilvet").expect("it was built");
        command.current_dir(scratch.path("")).args(["check", "--format", "github", "--isolated"]).args(arguments);
        command.args(["--output", "html=page.html"]).env("GITHUB_STEP_SUMMARY", &summary).env("GITHUB_OUTPUT", &output);
        assert_eq!(command.output().expect("it runs").status.code(), Some(2), "{arguments:?}");
        let read = |path| std::fs::read_to_string(path).expect("it was written");
        assert!(read(output).contains("outcome=not-done\n"), "{arguments:?}");
        assert!(read(summary).contains("**Not done**"), "{arguments:?}");
        assert!(read(scratch.path("page.html")).contains("Not done"), "{arguments:?}");
    }
}
