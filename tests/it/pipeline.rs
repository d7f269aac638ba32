//! What stands in the repository for pipelines: it is of the form that its readers expect, and its shell steps do what they say.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_yaml_ng::Value;

use crate::scratch::Scratch;
use crate::source::read;

fn yaml(path: &str) -> Value {
    serde_yaml_ng::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn texts(value: &Value) -> BTreeMap<String, String> {
    let mapping = value.as_mapping().expect("it is a mapping");
    mapping.iter().map(|(key, value)| (string(key), string(value))).collect()
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value:?} is no text")).to_owned()
}

/// Runs a shell step in a folder, with the built command first on the PATH.
fn bash(folder: &Path, script: &str, variables: &[(&str, &str)]) -> Output {
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_ilvet"));
    let path = std::env::var("PATH").expect("there is a PATH");
    let path = format!("{}:{path}", binary.parent().expect("it is in a folder").display());
    let mut command = Command::new("bash");
    // As GitHub and Azure call it.
    command.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script]).current_dir(folder).env("PATH", path);
    for variable in ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "AGENT_TEMPDIRECTORY"] {
        command.env_remove(variable);
    }
    command.envs(variables.iter().copied()).output().expect("bash is there")
}

/// The files of a pipeline that hold shell steps get what a user says by variables only: an expression in a script is a way in.
#[test]
fn no_script_holds_an_expression() {
    for file in ["action.yml", ".github/workflows/release.yml", "ci/azure-steps.yml", "ci/gitlab.yml"] {
        let mut scripts = Vec::new();
        collect(&yaml(file), &mut scripts);
        assert!(!scripts.is_empty(), "{file}");
        for script in scripts {
            assert!(!script.contains("${{") && !script.contains("$(Build"), "{file}: {script}");
        }
    }
}

fn collect(value: &Value, scripts: &mut Vec<String>) {
    match value {
        Value::Mapping(mapping) => {
            for (key, value) in mapping {
                match (key.as_str(), value) {
                    (Some("run" | "bash"), Value::String(script)) => scripts.push(script.clone()),
                    (Some("script"), Value::Sequence(lines)) => scripts.extend(lines.iter().map(string)),
                    _ => collect(value, scripts),
                }
            }
        }
        Value::Sequence(values) => values.iter().for_each(|value| collect(value, scripts)),
        _ => {}
    }
}

/// The environment of the action's step for what a user says, by its own defaults.
fn environment(action: &Value, step: &Value, given: &[(&str, &str)]) -> Vec<(String, String)> {
    let value_of = |expression: &str| {
        let name = expression.strip_prefix("${{ inputs.").and_then(|rest| rest.strip_suffix(" }}"));
        let name = name.unwrap_or_else(|| panic!("{expression} is no input"));
        let given = given.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        given.unwrap_or_else(|| string(&action["inputs"][name]["default"]))
    };
    texts(&step["env"]).into_iter().map(|(key, expression)| (key, value_of(&expression))).collect()
}

#[cfg(unix)]
#[test]
fn the_action_checks_writes_and_fails_as_it_should() {
    let action = yaml("action.yml");
    assert_eq!(action["runs"]["using"], "composite");
    let steps = action["runs"]["steps"].as_sequence().expect("it has steps");
    assert!(steps.iter().all(|step| step["shell"] == "bash"), "a composite action states the shell of each step");
    let scratch = Scratch::new("the_action_checks");
    scratch.fixture("rules/stateful-plugin/bad.dll", "out dir/bad.dll");
    scratch.fixture("rules/stateful-plugin/good.dll", "good.dll");
    let (summary, output) = (scratch.path("summary.md"), scratch.path("output"));
    let files = [
        ("GITHUB_STEP_SUMMARY", summary.to_str().expect("it is UTF-8")),
        ("GITHUB_OUTPUT", output.to_str().expect("it is UTF-8")),
        ("GITHUB_ACTION_PATH", "/nowhere"),
        ("RUNNER_TEMP", "/nowhere"),
    ];
    let run = |step: &Value, given: &[(&str, &str)]| {
        let own = if step["env"].is_mapping() { environment(&action, step, given) } else { Vec::new() };
        let own: Vec<(&str, &str)> = own.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        bash(&scratch.path(""), &string(&step["run"]), &[&own[..], &files].concat())
    };
    // It is on the PATH, so nothing is installed.
    assert_eq!(run(&steps[0], &[]).status.code(), Some(0));
    let failed = run(&steps[1], &[("paths", "out dir\ngood.dll\n")]);
    assert_eq!(failed.status.code(), Some(1), "{}", String::from_utf8_lossy(&failed.stderr));
    assert!(String::from_utf8_lossy(&failed.stdout).contains("::error file=out dir/bad.dll"));
    let sarif =
        std::fs::read_to_string(scratch.path("ilvet.sarif")).expect("it is written unless that is switched off");
    assert!(sarif.contains("out%20dir/bad.dll"), "{sarif}");
    let written = std::fs::read_to_string(&output).expect("the step has outputs");
    for key in action["outputs"].as_mapping().expect("it has outputs").keys() {
        assert!(
            written.lines().any(|line| line.starts_with(&format!("{}=", string(key)))),
            "{key:?} is not in {written}"
        );
    }
    for (key, value) in action["outputs"].as_mapping().expect("it has outputs") {
        assert_eq!(value["value"], format!("${{{{ steps.check.outputs.{} }}}}", string(key)));
    }
    assert!(std::fs::read_to_string(&summary).expect("there is a summary").contains("## ilvet: 11 high"));
    std::fs::remove_file(scratch.path("ilvet.sarif")).expect("it is there");
    let given = [("paths", "out dir"), ("fail-on", "never"), ("args", "--select\nstateful-plugin"), ("sarif", "")];
    let passed = run(&steps[1], &given);
    assert_eq!(passed.status.code(), Some(0), "{}", String::from_utf8_lossy(&passed.stderr));
    assert!(!scratch.path("ilvet.sarif").exists());
    assert_eq!(run(&steps[1], &[("paths", "gone")]).status.code(), Some(2));
    // What a user says is not run.
    let evil = run(&steps[1], &[("paths", "$(touch evil)\n`touch evil`\n--version"), ("args", "; touch evil")]);
    assert_eq!(evil.status.code(), Some(2));
    assert!(!scratch.path("evil").exists());
}

#[cfg(unix)]
#[test]
fn azure_s_steps_publish_what_they_write() {
    let template = yaml("ci/azure-steps.yml");
    let steps = template["steps"].as_sequence().expect("it has steps");
    let scratch = Scratch::new("azure_s_steps_publish");
    scratch.fixture("rules/stateful-plugin/bad.dll", "bin/bad.dll");
    let staging = scratch.path("staging area");
    let out = staging.join("ilvet");
    let variables = [
        ("ILVET_OUT", out.to_str().expect("it is UTF-8")),
        ("ILVET_FAIL_ON", "high:medium"),
        ("ILVET_ARGS", ""),
        ("ILVET_PATHS", "bin"),
    ];
    let names: Vec<String> = texts(&steps[0]["env"]).into_keys().collect();
    assert!(variables.iter().all(|(key, _)| names.contains(&(*key).to_owned())) && names.len() == variables.len());
    // What joins several values is a line feed, and not a backslash and a letter.
    for (key, value) in texts(&steps[0]["env"]).iter().filter(|(_, value)| value.contains("join(")) {
        assert!(value.contains("join('\n', ") && !value.contains('\\'), "{key}: {value:?}");
    }
    let done = bash(&scratch.path(""), &string(&steps[0]["bash"]), &variables);
    assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(String::from_utf8_lossy(&done.stdout).contains("##vso[task.logissue type=error;sourcepath=bin/bad.dll"));
    let in_staging = |path: &str| {
        let path = path.replace("$(Build.ArtifactStagingDirectory)", staging.to_str().expect("it is UTF-8"));
        PathBuf::from(path)
    };
    assert!(in_staging(&string(&steps[1]["inputs"]["testResultsFiles"])).is_file());
    assert!(in_staging(&string(&steps[2]["publish"])).join("index.html").is_file());
    // Findings fail the step, and the report is published all the same.
    assert!(steps[1..].iter().all(|step| step["condition"] == "succeededOrFailed()"));
}

#[cfg(unix)]
#[test]
fn gitlab_s_job_writes_its_artifacts_and_fails() {
    let job = yaml("ci/gitlab.yml")[".ilvet"].clone();
    let scratch = Scratch::new("gitlab_s_job_writes");
    scratch.fixture("rules/stateful-plugin/bad.dll", "bin/bad.dll");
    let defaults = texts(&job["variables"]);
    assert_eq!((defaults["ILVET_PATHS"].as_str(), defaults["ILVET_ARGS"].as_str()), (".", ""));
    for line in job["script"].as_sequence().expect("it has lines") {
        let done = bash(&scratch.path(""), &string(line), &[("ILVET_PATHS", "."), ("ILVET_ARGS", "")]);
        assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let reports = &job["artifacts"]["reports"];
    for file in [&reports["codequality"], &reports["junit"], &job["artifacts"]["paths"][0]] {
        assert!(scratch.path(&string(file)).is_file(), "{file:?}");
    }
    assert_eq!(job["artifacts"]["when"], "always");
}

#[cfg(unix)]
#[test]
fn the_hook_of_pre_commit_is_a_command_of_ours() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hook = &hooks[0];
    let scratch = Scratch::new("the_hook_of_pre_commit");
    scratch.fixture("rules/stateful-plugin/bad.dll", "a b/bad.dll");
    // The hook is called with the files behind it.
    let done = bash(&scratch.path(""), &format!("{} 'a b/bad.dll'", string(&hook["entry"])), &[]);
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stdout).contains("error stateful-plugin"));
    assert_eq!(hook["files"], r"\.(dll|nupkg|zip)$");
}

#[cfg(unix)]
#[test]
fn a_release_packs_what_it_built() {
    let workflow = yaml(".github/workflows/release.yml");
    let job = &workflow["jobs"]["build"];
    let systems: Vec<String> = job["strategy"]["matrix"]["include"]
        .as_sequence()
        .expect("it has a matrix")
        .iter()
        .map(|it| string(&it["os"]))
        .collect();
    // GitHub has no such machine since December 2025.
    assert!(!systems.contains(&"macos-13".to_owned()));
    for system in ["ubuntu", "macos", "windows"] {
        assert!(systems.iter().any(|it| it.starts_with(system)), "{system}");
    }
    let steps = job["steps"].as_sequence().expect("it has steps");
    let pack = steps.iter().find(|step| step["name"] == "Pack").expect("it packs");
    let scratch = Scratch::new("a_release_packs_what_it_built");
    for name in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        scratch.write(name, read(name).as_bytes());
    }
    for (target, binary) in [("x86_64-unknown-linux-gnu", "ilvet"), ("x86_64-pc-windows-msvc", "ilvet.exe")] {
        scratch.write(&format!("target/{target}/release/{binary}"), b"a binary");
        let done = bash(&scratch.path(""), &string(&pack["run"]), &[("TAG", "v1.0.0"), ("TARGET", target)]);
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        let name = format!("ilvet-v1.0.0-{target}");
        let list =
            bash(&scratch.path(""), &format!("tar -tzf {name}.tar.gz && sha256sum -c {name}.tar.gz.sha256"), &[]);
        let list = String::from_utf8_lossy(&list.stdout).into_owned();
        for file in [binary, "README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
            assert!(list.contains(&format!("{name}/{file}\n")), "{list}");
        }
        assert!(list.ends_with(": OK\n"), "{list}");
    }
}

#[test]
fn the_image_builds_from_what_is_copied() {
    let file = read("Dockerfile");
    let lines: Vec<&str> = file.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).collect();
    for line in &lines {
        let word = line.split(' ').next().unwrap_or_default();
        assert!(["FROM", "WORKDIR", "COPY", "RUN", "USER", "ENTRYPOINT"].contains(&word), "{line}");
    }
    assert!(lines.contains(&"RUN cargo install --locked --path . --root /out"));
    assert!(lines.contains(&"COPY --from=build /out/bin/ilvet /usr/local/bin/ilvet"));
    assert_eq!(lines.last(), Some(&"ENTRYPOINT [\"ilvet\"]"));
    // GitLab starts a shell in the image.
    assert!(read("README.md").contains("image: { name: ilvet, entrypoint: [\"\"] }"));
    // Nothing that the build needs is kept from it.
    for ignored in read(".dockerignore").lines() {
        assert!(["target", ".git"].contains(&ignored), "{ignored}");
    }
}
