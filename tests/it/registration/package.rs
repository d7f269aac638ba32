//! Packages of several assemblies and archives in archives, with registration and reach.

use super::xml::{self, STEP, Step};
use super::{checked, lines, testdata};
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
