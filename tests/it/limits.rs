//! docs/limits.md is made of `src/limits.rs`, and every limit is there and can be set.

use std::fmt::Write;

use ilvet::limits::{ALL, Limits};

use crate::source::{read, root};

/// A number as a person writes it: a power of two from a megabyte on in its unit.
fn shown(number: u64) -> String {
    for (shift, unit) in [(30, "GiB"), (20, "MiB")] {
        if number >= 1 << shift && number.is_multiple_of(1 << shift) {
            return format!("{} {unit}", number >> shift);
        }
    }
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|it| std::str::from_utf8(it).expect("digits")).collect();
    groups.join(",")
}

fn page() -> String {
    let mut page = "# Limits\n\nEverything that could grow without end has a limit. A limit refuses or leaves out, and the report says so; it never changes a number.\n\
        `--limit NAME=NUMBER` sets one, and so does `[limits]` in `ilvet.toml`. \"Largest real one\" is the largest value over some 3,400 assemblies.\n\n\
        | limit | default | of what |\n|---|---|---|\n"
        .to_owned();
    for (name, default, what) in ALL {
        let what = what.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        let what = what.replace("[`Limits::", "`").replace("`]", "`").replace('|', "\\|");
        writeln!(page, "| `{name}` | {} | {} |", shown(*default), what.trim()).expect("a text takes everything");
    }
    page
}

/// `BLESS=1` writes the page anew.
#[test]
fn the_page_says_what_the_limits_are() {
    let page = page();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(root().join("docs/limits.md"), &page).expect("a file can be written");
    }
    assert_eq!(read("docs/limits.md"), page, "`BLESS=1 cargo test` makes it anew");
}

#[test]
fn every_limit_can_be_set_by_its_name() {
    assert_eq!(ALL.iter().map(|(name, ..)| *name).collect::<Vec<_>>(), Limits::NAMES);
    for (number, (name, default, what)) in (1..).zip(ALL) {
        let mut limits = Limits::default();
        assert_eq!(limits.get(name), Some(*default), "{name}");
        assert!(limits.set(name, number) && limits.get(name) == Some(number), "{name}");
        assert!(what.trim().len() > 30 && what.trim().ends_with('.'), "{name}: {what:?}");
    }
    assert!(!Limits::default().set("no-such-limit", 1));
}

/// Any of the findings that are left out could be the one that closes the gate.
#[test]
fn more_findings_than_fit_are_no_verdict() {
    let mut options = ilvet::check::Options::default();
    let mut run = |most| {
        options.limits.findings = most;
        let report = ilvet::check::check(&crate::views::units("testdata/rules/stateful-plugin/bad.dll"), &options);
        let told =
            report.problems.iter().any(|it| it.code == "LIMIT" && it.what.contains("more findings are left out"));
        (report.findings.len(), report.summary.failed_inputs, told)
    };
    let (all, ..) = run(25_000);
    assert_eq!(run(3), (3, 1, true));
    assert_eq!(run(all as u64), (all, 0, false));
}
