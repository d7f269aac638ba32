//! Packages of several assemblies and archives in archives, with registration and reach.

use super::xml::{self, STEP, Step};
use super::{checked, checked_with, lines, testdata};
use crate::archives::maker::{Entry, zip};
use crate::scratch::Scratch;
use ilvet::finding::Report;

const ROOT: &str = "Fabrikam.Leads.LeadPlugin";
const MINE: &str = "F:Fabrikam.Leads.LeadPlugin._leads";
const OF_BASE: &str = "F:Fabrikam.Plugins.PluginBase.Tracing";

/// A package whose second assembly has the base class of what is in the first.
fn package() -> Vec<u8> {
    zip(&[
        Entry::deflated("lib/net462/derived.dll", &testdata("builds/roslyn41-debug/shapes/derived.dll")),
        Entry::deflated("lib/net462/plugin-base.dll", &testdata("builds/roslyn41-debug/shapes/plugin-base.dll")),
    ])
}

/// A solution with the package, and with a step of a class in it.
fn with_package() -> Vec<u8> {
    let step = Step { class: ROOT, mode: 1, stage: 40, ..STEP };
    zip(&[
        Entry::deflated("customizations.xml", xml::of_steps("derived", &[step]).as_bytes()),
        Entry::stored("pluginpackages/acme_P/package/acme_P.nupkg", &package()),
    ])
}

/// What code in the base class does is found for a root in the other assembly that has steps.
fn assert_both(report: &Report, at: &str) {
    assert_eq!(lines(report, ROOT), ["step Update account 40 1 no"], "{at}");
    for (target, assembly) in [(MINE, "derived"), (OF_BASE, "plugin-base")] {
        let found = report
            .findings
            .iter()
            .find(|it| it.rule == "stateful-plugin" && it.target.as_ref().is_some_and(|name| name.as_str() == target));
        let found = found.unwrap_or_else(|| panic!("{at}: {target} is not found: {:#?}", report.findings));
        assert_eq!(found.location.assembly.as_str(), assembly, "{at}");
        assert!(found.location.input.as_str().ends_with(&format!("acme_P.nupkg!/lib/net462/{assembly}.dll")), "{at}");
        assert!(found.roots.iter().any(|root| root.as_str() == ROOT), "{at}: {target} in {:?}", found.roots);
    }
    assert_eq!(report.problems.len(), 0, "{at}: {:?}", report.problems);
}

#[test]
fn what_a_base_class_in_the_second_assembly_does_is_reported_for_the_root_with_its_steps() {
    let scratch = Scratch::new("what_a_base_class_in_the_second_assembly_does");
    let solution = scratch.write("Sol.zip", &with_package());
    assert_both(&checked(&[solution]), "solution");
    // The same in an archive of archives.
    let nested = scratch.write("all.zip", &zip(&[Entry::stored("drop/Sol.zip", &with_package())]));
    assert_both(&checked(&[nested]), "nested");
}

/// A step as those of packages are: a key in place of the class, which the step's name may say or not.
fn keyed(id: u8, name: &str) -> String {
    let step = Step { id, class: ROOT, mode: 1, stage: 40, filtering: "", ..STEP }.element("derived");
    let class = format!("<PluginTypeName>{ROOT}, {}</PluginTypeName>", xml::full("derived"));
    let key = format!("<PluginTypeExportKey>{}</PluginTypeExportKey>", "2C".repeat(32));
    step.replace(&class, &key).replace(&format!("{ROOT}: Update of account"), name)
}

fn notes<'r>(report: &'r Report, input: &str) -> Vec<&'r str> {
    let notes = report.not_analysed.iter().filter(|it| it.kind == "registration" && it.input.as_str().ends_with(input));
    notes.map(|it| it.reason.as_str()).collect()
}

#[test]
fn steps_of_a_package_that_do_not_say_their_class_are_told() {
    const WHY: &str = "no step names these classes, and steps of the solution that name no assembly may call them: severities assume synchronous steps";
    let scratch = Scratch::new("steps_of_a_package_that_do_not_say_their_class_are_told");
    let solution = |name: &str, steps: &str| {
        let text = xml::customizations("", steps);
        let package = package();
        let entries = [
            Entry::deflated("customizations.xml", text.as_bytes()),
            Entry::stored("pluginpackages/acme_P/package/acme_P.nupkg", &package),
        ];
        scratch.write(name, &zip(&entries))
    };
    // The registration tool writes the class into the name.
    let report = checked(&[solution("named.zip", &keyed(1, "Fabrikam.Leads.LeadPlugin: Update of account"))]);
    assert_eq!(lines(&report, ROOT), ["step Update account 40 1 no"]);
    assert_eq!(notes(&report, ".zip"), [""; 0]);
    // What is found at such a step stands in the assembly that has the class.
    let at_steps = report.findings.iter().filter(|it| it.rule.starts_with("meta-"));
    let assemblies: Vec<&str> = at_steps.map(|it| it.location.assembly.as_str()).collect();
    assert!(!assemblies.is_empty() && assemblies.iter().all(|it| *it == "derived"), "{assemblies:?}");
    // Nobody knows whose step it is: no class is taken for one that nothing calls.
    let lost = solution("lost.zip", &format!("{}{}", keyed(1, "LeadPlugin: Update of account"), keyed(2, "On lead")));
    let report = checked(std::slice::from_ref(&lost));
    assert_eq!(lines(&report, ROOT), [""; 0]);
    assert_eq!(
        notes(&report, "lost.zip"),
        ["2 steps do not say which class they call: LeadPlugin: Update of account, On lead"]
    );
    assert_eq!(notes(&report, "derived.dll"), [WHY]);
    assert!(report.findings.iter().all(|it| it.rule != "unregistered-plugin" && !it.message.contains("because")));
    assert!(
        report.findings.iter().any(|it| it.rule == "stateful-plugin" && it.severity == ilvet::finding::Severity::High)
    );
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_ilvet")).arg("roots").arg(&lost).output();
    let said = String::from_utf8_lossy(&output.expect("it runs").stderr).into_owned();
    assert!(said.contains("lost.zip: 2 steps do not say which class they call: LeadPlugin"), "{said}");
    // The same for an assembly alone to which the solution is given.
    let dll = scratch.write("bin/derived.dll", &testdata("builds/roslyn41-debug/shapes/derived.dll"));
    let report = checked_with(&[dll], &[lost]);
    assert!(notes(&report, "lost.zip").iter().any(|it| it.starts_with("2 steps do not say which class they call")));
}

/// Their keys tell the classes of such steps apart, whatever the steps are called.
#[test]
fn keys_tell_the_classes_of_packages_apart() {
    let scratch = Scratch::new("keys_tell_the_classes_of_packages_apart");
    let found = |name: &str, second: String| {
        let text = xml::customizations("", &format!("{}{second}", keyed(1, "On lead")));
        let package = package();
        let entries = [
            Entry::deflated("customizations.xml", text.as_bytes()),
            Entry::stored("pluginpackages/acme_P/package/acme_P.nupkg", &package),
        ];
        let report = checked(&[scratch.write(name, &zip(&entries))]);
        let found = report.findings.into_iter().filter(|it| it.rule == "meta-remove-dup-reg");
        found.map(|it| it.message).collect::<Vec<_>>()
    };
    let same = found("same.zip", keyed(2, "On lead again"));
    assert!(matches!(&same[..], [message] if message.starts_with("a class runs twice for one event")), "{same:?}");
    let other = keyed(2, "On lead").replace(&"2C".repeat(32), &"3D".repeat(32));
    assert_eq!(found("other.zip", other), [""; 0]);
}

/// Classes of an assembly that the solution lists with their ids are never those of such steps.
#[test]
fn classes_that_the_solution_lists_are_not_meant_by_steps_of_packages() {
    let scratch = Scratch::new("classes_that_the_solution_lists_are_not_meant_by_steps_of_packages");
    let types = [
        xml::plugin_type("bad", "Acme.Orders.OrderCounter", 1, ""),
        xml::plugin_type("bad", "Acme.Orders.OrderTotals", 2, ""),
    ];
    let steps = format!("{}{}", STEP.element("bad"), keyed(2, "On lead"));
    let text = xml::customizations(&xml::assembly("bad", 2, &types.concat()), &steps);
    let report = checked(&[scratch.write("Sol.zip", &super::solution(super::BAD, &text))]);
    assert_eq!(notes(&report, "Sol.zip"), ["1 step does not say which class it calls: On lead"]);
    // In the order of the assembly.
    let idle: Vec<&str> = report
        .findings
        .iter()
        .filter(|it| it.rule == "unregistered-plugin")
        .filter_map(|it| it.location.type_name.as_ref().map(ilvet::text::Text::as_str))
        .collect();
    assert_eq!(idle, ["Acme.Orders.OrderTotals", "Acme.Orders.OrderNumbering"]);
}
