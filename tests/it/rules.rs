//! The registry of rules as a whole: ids, pages, fixtures.

use std::collections::BTreeSet;

use ilvet::check::{Options, Unit, check};
use ilvet::finding::Severity;
use ilvet::rules::ALL;
use ilvet::text::Text;

use crate::fixtures::units_of;
use crate::source::{read, root};
use crate::walk::Alone;

const HEADINGS: &[&str] = &["## Why it matters", "## What is found", "## What to do instead", "## Example"];

#[test]
fn ids_and_aliases_are_unique() {
    let mut seen = BTreeSet::new();
    for rule in ALL {
        let info = rule.info();
        for name in std::iter::once(&info.id).chain(info.aliases) {
            assert!(seen.insert(*name), "{name} names two rules");
            assert!(
                name.bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase() || byte.is_ascii_digit()),
                "{name} is not kebab-case"
            );
        }
    }
}

#[test]
fn pages_have_the_fixed_headings() {
    for rule in ALL {
        let info = rule.info();
        let page = info.page();
        for heading in HEADINGS {
            assert!(page.lines().any(|line| line == *heading), "{}: no line `{heading}`", info.id);
        }
        assert!(
            !info.summary.ends_with('.') && info.help.ends_with('.'),
            "{}: summary is a clause, help is sentences",
            info.id
        );
    }
}

#[test]
fn every_rule_has_fixtures_of_both_kinds() {
    for rule in ALL {
        let folder = root().join("testdata/rules").join(rule.info().id);
        // A rule about steps is shown in what a solution says.
        let files = if rule.is_about_steps() { ["bad.xml", "good.xml"] } else { ["bad.cs", "good.cs"] };
        // What is too large for the repository is made by a test: `a_large_assembly_is_found`.
        let files = if rule.info().id == "assembly-too-large" { &[][..] } else { &files };
        for file in files {
            let exists = folder.join(file).is_file() || folder.join(file.replace(".cs", ".il")).is_file();
            assert!(exists, "testdata/rules/{}/{file} is missing", rule.info().id);
        }
    }
}

/// What is behind the end of an image is part of the file that is registered.
#[test]
fn a_large_assembly_is_found() {
    let path = root().join("testdata/rules/target-framework/standard.dll");
    let bytes = std::fs::read(path).expect("it is committed");
    let found = |length: usize, label: &str| {
        let mut bytes = bytes.clone();
        bytes.resize(length, 0);
        let unit = Unit { label: label.into(), named: true, registration: Vec::new(), supply: Box::new(Alone(bytes)) };
        let report = check(&[unit], &Options { select: vec!["assembly-too-large"], ..Options::default() });
        report.findings.into_iter().map(|finding| (finding.severity, finding.message)).collect::<Vec<_>>()
    };
    let text = "standard has 16777217 bytes: more than 16 MB cannot be registered".to_owned();
    assert_eq!(found((16 << 20) + 1, "bad.dll"), [(Severity::Low, text)]);
    assert_eq!(found(16 << 20, "bad.dll"), []);
    assert_eq!(found((16 << 20) + 1, "a.nupkg!/lib/net462/bad.dll"), [], "a package has a limit of its own");
}

/// The messages of what a rule finds in a fixture about members whose names end so.
fn messages(file: &str, rule: &'static str, member: &str) -> Vec<String> {
    let report = check(&units_of(file), &Options { select: vec![rule], ..Options::default() });
    let in_it = |id: &Text| id.as_str().split('(').next().is_some_and(|id| id.ends_with(member));
    let found = report.findings.into_iter().filter(|it| it.location.authored_member.as_ref().is_some_and(in_it));
    found.map(|finding| finding.message.split(" inside ").next().unwrap_or_default().to_owned()).collect()
}

/// What is not known of all callers is not said of all.
#[test]
fn a_message_says_no_more_than_is_known() {
    for folder in ["rules", "builds/mcs-release", "builds/roslyn41-debug"] {
        let waits = |member| messages(&format!("{folder}/thread-sleep/lengths.dll"), "thread-sleep", member);
        assert_eq!(waits("ConfiguredPlugin.Execute"), ["Thread.Sleep waits", "Thread.Sleep waits for ever"]);
        assert_eq!(waits("ConfiguredPlugin.Pause"), ["Thread.Sleep waits as long as it is told (5 ms for one)"]);
        assert_eq!(waits("WaitPlugin.Wait"), ["Thread.Sleep waits up to 3000 ms (by what callers pass)"]);
        assert_eq!(waits("Retry`1.After"), ["Thread.Sleep waits 7000 ms"]);
        let written = messages(&format!("{folder}/stateful-plugin/callout.dll"), "stateful-plugin", "PostUpdate");
        let text = "ContactCallout._updates is written while the platform calls ContactCallout.PostUpdate: every call shares this object";
        assert_eq!(written, [text]);
    }
}

/// `docs/rules/<id>.md` is the doc comment of the rule. `BLESS=1 cargo test` writes it.
#[test]
fn pages_are_fresh() {
    for rule in ALL {
        let info = rule.info();
        let name = format!("docs/rules/{}.md", info.id);
        let aliases = if info.aliases.is_empty() {
            String::new()
        } else {
            format!(" Also known as `{}`.", info.aliases.join("`, `"))
        };
        let facts = format!(
            "Severity {}, confidence {}, {}.{aliases}",
            info.severity,
            info.confidence,
            info.category.to_lowercase()
        );
        let page = format!("# {}\n\n{facts}\n\n{}", info.id, info.page());
        if std::env::var_os("BLESS").is_some_and(|bless| bless == "1") {
            std::fs::create_dir_all(root().join("docs/rules")).expect("docs/rules can be made");
            std::fs::write(root().join(&name), page).expect("the page can be written");
        } else {
            assert_eq!(read(&name), page, "{name} is stale: run BLESS=1 cargo test");
        }
    }
}
