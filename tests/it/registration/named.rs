//! Steps and solutions whose assemblies are not quite, or not at all, those that are looked at.

use std::process::Command;

use super::xml::{self, STEP, Step};
use super::{BAD, checked, checked_with, lines, solution, testdata};
use crate::archives::maker::{Entry, zip};
use crate::scratch::Scratch;
use ilvet::finding::Report;

const CLASS: &str = "Acme.Orders.OrderCounter";

/// What is said of registration that was not followed: the last part of the input, and why.
fn notes(report: &Report) -> Vec<(&str, &str)> {
    let notes = report.not_analysed.iter().filter(|it| it.kind == "registration");
    notes.map(|it| (it.input.as_str().rsplit('/').next().unwrap_or_default(), it.reason.as_str())).collect()
}

/// A solution of `bad`, version 0.0.0.0, in which one more step names it by this full name.
fn with_step(class: &'static str, full: &str, more_assemblies: &str) -> Vec<u8> {
    let step = Step { id: 2, class, message: "Create", ..STEP }.element("bad").replace(&xml::full("bad"), full);
    let text = xml::customizations(
        &format!("{}{more_assemblies}", xml::assembly("bad", 2, "")),
        &format!("{}{step}", STEP.element("bad")),
    );
    solution(BAD, &text)
}

#[test]
fn a_step_with_an_old_version_of_its_assembly_is_joined() {
    let scratch = Scratch::new("a_step_with_an_old_version_of_its_assembly_is_joined");
    let old = "bad, Version=9.0.0.0, Culture=neutral, PublicKeyToken=null";
    let both = ["step Update account 20 0 yes", "step Create account 20 0 yes"];
    let report = checked(&[scratch.write("one.zip", &with_step(CLASS, old, ""))]);
    assert_eq!(lines(&report, CLASS), both);
    assert_eq!(notes(&report), []);
    // Where that version is registered too, the step is one of it.
    let registered = xml::assembly("bad", 2, "").replace(&xml::full("bad"), old);
    let report = checked(&[scratch.write("two.zip", &with_step(CLASS, old, &registered))]);
    assert_eq!(lines(&report, CLASS), both[..1]);
    let why = format!("1 step names an assembly that was not scanned: {old}");
    assert_eq!(notes(&report), [("two.zip", why.as_str())]);
    // Another key, another assembly; and a class that this version does not have.
    let key = "bad, Version=9.0.0.0, Culture=neutral, PublicKeyToken=0123456789abcdef";
    for (class, full) in [(CLASS, key), ("Acme.Orders.Gone", old)] {
        let report = checked(&[scratch.write("other.zip", &with_step(class, full, ""))]);
        assert_eq!(lines(&report, CLASS), both[..1], "{class}, {full}");
        let why = format!("1 step names an assembly that was not scanned: {full}");
        assert_eq!(notes(&report), [("other.zip", why.as_str())]);
        assert!(report.findings.iter().all(|it| it.rule != "unknown-plugin-type"), "{class}, {full}");
    }
}

#[test]
fn steps_of_assemblies_that_are_not_there_are_counted() {
    let scratch = Scratch::new("steps_of_assemblies_that_are_not_there_are_counted");
    let steps: String = [("bad", 1), ("Other", 2), ("Other", 3), ("Third", 4)]
        .map(|(assembly, id)| Step { id, message: if id == 3 { "Delete" } else { "Update" }, ..STEP }.element(assembly))
        .concat();
    let path = scratch.write("Sol.zip", &solution(BAD, &xml::customizations(&xml::assembly("bad", 2, ""), &steps)));
    let report = checked(std::slice::from_ref(&path));
    assert_eq!(notes(&report), [("Sol.zip", "3 steps name assemblies that were not scanned: Other, Third")]);
    assert_eq!(report.not_analysed.iter().find(|it| it.kind == "registration").map(|it| it.count), Some(3));
    // One that is only given may speak of other assemblies too.
    let dll = scratch.write("bin/Acme.dll", &testdata(BAD));
    assert_eq!(notes(&checked_with(&[dll], &[path])), []);
}

#[test]
fn a_solution_of_another_team_is_told() {
    let scratch = Scratch::new("a_solution_of_another_team_is_told");
    let dll = scratch.write("bin/Acme.dll", &testdata(BAD));
    let other = scratch.write("customizations.xml", xml::of_steps("Fabrikam", &[STEP]).as_bytes());
    let empty = scratch.write("empty.zip", &zip(&[Entry::stored("customizations.xml", b"<ImportExportXml/>")]));
    for (given, why) in [(other, "it names Fabrikam"), (empty, "it names none")] {
        let report = checked_with(std::slice::from_ref(&dll), std::slice::from_ref(&given));
        let why = format!("says nothing of the assemblies that were scanned: {why}");
        let notes = notes(&report);
        assert!(notes.iter().any(|(_, reason)| *reason == why), "{notes:?}");
        assert!(notes.iter().any(|(_, reason)| reason.contains("does not name the assembly")), "{notes:?}");
        for command in [&["check", "--format", "concise"][..], &["roots"]] {
            let output = Command::new(env!("CARGO_BIN_EXE_ilvet"))
                .args(command)
                .arg(&dll)
                .arg("--registration")
                .arg(&given)
                .output()
                .expect("it runs");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(said.contains("--registration") && said.contains(&why), "{command:?}: {said}");
        }
    }
}

#[test]
fn a_step_that_is_there_twice_is_told_by_its_name() {
    const CLASS_NAME: &str = "Name=\"Acme.Orders.OrderCounter: Update of account\"";
    let step = |id: u8, name: &str| Step { id, ..STEP }.element("bad").replace(CLASS_NAME, name);
    let scratch = Scratch::new("a_step_that_is_there_twice_is_told_by_its_name");
    let steps = format!("{}{}", step(1, "Name=\"First\""), step(2, "Name=\"Second\""));
    let text = xml::customizations(&xml::assembly("bad", 2, ""), &steps);
    let report = checked(&[scratch.write("Sol.zip", &solution(BAD, &text))]);
    let found = report.findings.iter().find(|it| it.rule == "meta-remove-dup-reg").expect("it is found");
    assert!(found.message.contains("another step does the same, First in line 11 of "), "{}", found.message);
}
