//! What README.md shows is what the tool prints. `BLESS=1 cargo test` writes the output into it.

use std::process::Command;

use crate::source::{read, root};

const OPEN: &str = "<!-- output:";
const CLOSE: &str = "<!-- /output -->";

#[test]
fn readme_shows_the_real_output() {
    let readme = read("README.md");
    let mut fresh = String::new();
    let mut rest = readme.as_str();
    let mut blocks = 0;
    while let Some(start) = rest.find(OPEN) {
        let (before, block) = rest.split_at(start);
        let end = block.find(CLOSE).unwrap_or_else(|| panic!("README.md: {OPEN} without {CLOSE}"));
        let (comment, _) = block.split_once("-->").expect("the closing comment was found");
        let output = run(comment.trim_start_matches(OPEN).split_whitespace());
        for part in [before, comment, "-->\n```text\n", &output, "```\n", CLOSE] {
            fresh.push_str(part);
        }
        rest = &block[end + CLOSE.len()..];
        blocks += 1;
    }
    fresh.push_str(rest);
    assert!(blocks > 0, "README.md shows no output");
    if std::env::var_os("BLESS").is_some_and(|bless| bless == "1") {
        std::fs::write(root().join("README.md"), fresh).expect("README.md can be written");
    } else if readme != fresh {
        let line = (1..).zip(readme.lines().zip(fresh.lines())).find(|(_, (old, new))| old != new);
        let (line, (old, new)) = line.unwrap_or((readme.lines().count(), ("(end)", "(more)")));
        panic!(
            "README.md line {line} is\n  {old}\nand the tool prints\n  {new}\n`BLESS=1 cargo test` rewrites the block"
        );
    }
}

/// The two commands that README.md gives to newcomers are those that the pipeline runs.
#[test]
fn the_pipeline_runs_the_commands_of_the_readme() {
    let (readme, pipeline) = (read("README.md"), read(".ci/run"));
    for command in ["cargo run -- check testdata/rules", "cargo test"] {
        let is_it = |line: &str| line == command || line.ends_with(&format!(" {command}"));
        assert!(readme.lines().any(is_it), "README.md has no line `{command}`");
        assert!(pipeline.lines().any(is_it), ".ci/run has no line `{command}`");
    }
}

/// Standard output of the tool in the folder of the package, as a person without a terminal sees it.
fn run<'a>(arguments: impl Iterator<Item = &'a str>) -> String {
    let arguments: Vec<&str> = arguments.collect();
    let output = Command::new(env!("CARGO_BIN_EXE_ilvet"))
        .args(&arguments)
        .current_dir(root())
        .env("NO_COLOR", "1")
        .env_remove("CLICOLOR_FORCE")
        .env_remove("COLUMNS")
        .output()
        .expect("the tool can be run");
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "ilvet {arguments:?}: {}\n{messages}", output.status);
    String::from_utf8(output.stdout).expect("the output is UTF-8")
}
