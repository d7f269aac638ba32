//! Every dependency has a licence and a source that `deny.toml` allows. Needs no cargo-deny.

use std::process::Command;

use serde_json::Value;

use crate::source::{read, root};

/// The lists of `deny.toml`.
struct Allowed {
    licences: Vec<String>,
    sources: Vec<String>,
    banned: Vec<String>,
}

#[test]
fn every_licence_is_allowed() {
    let allowed = allowed();
    let offenders: Vec<_> = packages()
        .iter()
        .filter_map(|package| {
            let expression = package["license"].as_str().unwrap_or("");
            (!is_allowed(expression, &allowed.licences)).then(|| format!("{}: {expression:?}", label(package)))
        })
        .collect();
    assert!(offenders.is_empty(), "licences that deny.toml does not allow:\n{}", offenders.join("\n"));
}

#[test]
fn every_source_is_allowed() {
    let allowed = allowed();
    let offenders: Vec<_> = packages()
        .iter()
        .filter_map(|package| {
            let fine = match package["source"].as_str() {
                None => package["name"] == env!("CARGO_PKG_NAME"),
                Some(source) => allowed.sources.iter().any(|registry| source == format!("registry+{registry}")),
            };
            (!fine).then(|| format!("{}: {}", label(package), package["source"]))
        })
        .collect();
    assert!(offenders.is_empty(), "packages from places that deny.toml does not allow:\n{}", offenders.join("\n"));
}

#[test]
fn no_banned_crate_is_in_the_graph() {
    let allowed = allowed();
    let offenders: Vec<_> = packages()
        .iter()
        .filter(|package| allowed.banned.iter().any(|banned| package["name"] == banned.as_str()))
        .map(label)
        .collect();
    assert!(offenders.is_empty(), "crates that deny.toml bans:\n{}", offenders.join("\n"));
}

#[test]
fn an_expression_is_judged_as_a_whole() {
    let allow = ["MIT".to_owned(), "Apache-2.0".to_owned(), "Apache-2.0 WITH LLVM-exception".to_owned()];
    for good in [
        "MIT",
        "MIT OR GPL-3.0",
        "GPL-3.0/MIT",
        "(GPL-3.0 OR MIT) AND Apache-2.0",
        "MIT AND Apache-2.0 OR GPL-3.0",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(is_allowed(good, &allow), "{good}");
    }
    for bad in
        ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT", "MIT)", "MIT OR", "MIT WITH Classpath-exception-2.0", "MIT MIT"]
    {
        assert!(!is_allowed(bad, &allow), "{bad}");
    }
}

fn allowed() -> Allowed {
    let deny: toml::Table = read("deny.toml").parse().expect("deny.toml is TOML");
    let list = |section: &str, key: &str| {
        let entries = deny[section][key].as_array().unwrap_or_else(|| panic!("deny.toml: no {section}.{key}"));
        let name = |entry: &toml::Value| {
            let name = entry.as_str().or_else(|| entry.get("crate")?.as_str());
            name.unwrap_or_else(|| panic!("deny.toml: an entry of {section}.{key} has no name")).to_owned()
        };
        entries.iter().map(name).collect()
    };
    Allowed {
        licences: list("licenses", "allow"),
        sources: list("sources", "allow-registry"),
        banned: list("bans", "deny"),
    }
}

/// The packages of the whole graph, for every platform where their manifests can be had.
fn packages() -> Vec<Value> {
    // What other platforms need may not be on this machine, and the machine may be without a network.
    let attempts: [&[&str]; 3] =
        [&["--offline"], &[], &["--offline", "--filter-platform", &host().unwrap_or_default()]];
    let mut messages = String::new();
    for arguments in attempts {
        let output = cargo()
            .args(["metadata", "--format-version", "1", "--locked"])
            .args(arguments)
            .output()
            .expect("cargo can be run");
        if output.status.success() {
            let mut metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
            let Value::Array(packages) = metadata["packages"].take() else {
                panic!("cargo metadata lists no packages")
            };
            assert!(packages.len() > 1, "cargo metadata lists no dependency");
            return packages;
        }
        messages.push_str(&String::from_utf8_lossy(&output.stderr));
    }
    panic!("cargo metadata failed:\n{messages}");
}

fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// The platform that cargo builds for.
fn host() -> Option<String> {
    let output = cargo().arg("-vV").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned)
}

fn label(package: &Value) -> String {
    format!("{} {}", package["name"].as_str().unwrap_or("?"), package["version"].as_str().unwrap_or("?"))
}

/// Whether an SPDX expression can be met with allowed licences alone; `/` is an old way to write OR.
fn is_allowed(expression: &str, allow: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any_of(&mut rest, allow) == Some(true) && rest.is_empty()
}

/// `a OR b OR …`; `None` where the expression is malformed.
fn any_of(rest: &mut &[&str], allow: &[String]) -> Option<bool> {
    let mut met = all_of(rest, allow)?;
    while let ["OR", tail @ ..] = *rest {
        *rest = tail;
        met |= all_of(rest, allow)?;
    }
    Some(met)
}

/// `a AND b AND …`
fn all_of(rest: &mut &[&str], allow: &[String]) -> Option<bool> {
    let mut met = one(rest, allow)?;
    while let ["AND", tail @ ..] = *rest {
        *rest = tail;
        met &= one(rest, allow)?;
    }
    Some(met)
}

/// A licence, a licence with an exception, or an expression in parentheses.
fn one(rest: &mut &[&str], allow: &[String]) -> Option<bool> {
    match *rest {
        ["(", tail @ ..] => {
            *rest = tail;
            let met = any_of(rest, allow)?;
            let [")", tail @ ..] = *rest else { return None };
            *rest = tail;
            Some(met)
        }
        [")" | "AND" | "OR" | "WITH", ..] | [] => None,
        [licence, "WITH", exception, tail @ ..] => {
            *rest = tail;
            Some(allow.contains(&format!("{licence} WITH {exception}")))
        }
        [licence, tail @ ..] => {
            *rest = tail;
            Some(allow.iter().any(|allowed| allowed == licence))
        }
    }
}
