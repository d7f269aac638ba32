//! Whose code is whose, and what of it is reported where.

use std::path::PathBuf;

use ilvet::check::{Options, Unit, check};
use ilvet::finding::{Finding, Report, Via};
use ilvet::input;
use ilvet::policy::AssemblyNames;
use ilvet::report;

use crate::source::root;

/// The report on files of `testdata`, which are named one by one.
fn report_of(names: &[&str], options: &Options) -> Report {
    let paths: Vec<PathBuf> = names.iter().map(|name| root().join("testdata").join(name)).collect();
    let found = input::find(&paths, &[], &options.limits).expect("there are no references");
    let unit = |item: input::Item| Unit { label: item.label, named: item.named, supply: item.supply };
    let units: Vec<Unit> = found.items.into_iter().map(unit).collect();
    let mut report = check(&units, options);
    report::sort(&mut report);
    report
}

fn own(patterns: &[&str]) -> Options {
    let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
    Options { own: AssemblyNames::parse(&patterns).expect("they are patterns"), ..Options::default() }
}

fn rules(report: &Report) -> Vec<&'static str> {
    let mut rules: Vec<&'static str> = report.findings.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    rules
}

fn member(finding: &Finding) -> &str {
    finding.location.member.as_ref().expect("it stands in a member").as_str()
}

#[test]
fn a_call_into_a_dependency_is_one_finding_with_every_root_and_the_whole_path() {
    for name in ["shapes/uses-serializer.dll", "shapes/merged-serializer.dll"] {
        let report = report_of(&[name], &Options::default());
        let shared: Vec<&Finding> =
            report.findings.iter().filter(|it| member(it) == "M:Fabrikam.Orders.Texts.Of(System.Object)").collect();
        let [finding] = shared.as_slice() else { panic!("{name}: {} findings at one call", shared.len()) };
        let roots: Vec<&str> = finding.roots.iter().map(ilvet::text::Text::as_str).collect();
        assert_eq!(roots, ["Fabrikam.Orders.InvoicePlugin", "Fabrikam.Orders.OrderPlugin"], "{name}");
        assert_eq!(finding.root_count, 2);
        let path: Vec<&str> = finding.path.iter().map(|step| step.member.as_str()).collect();
        let [execute, of, serialize, start] = path.as_slice() else { panic!("{name}: {path:?}") };
        assert!(execute.contains("Plugin.Execute(") && of.contains("Texts.Of("), "{path:?}");
        assert!(serialize.contains("Serializer.Serialize(") && start.ends_with("Serializer.StartCleaner"), "{path:?}");
        assert_eq!(finding.path.first().map(|step| step.via), Some(Via::Entry));
        // The step that leads out is the finding's own instruction.
        assert_eq!(finding.path[1].il_offset, finding.location.il_offset);
    }
}

#[test]
fn a_dependency_is_counted_by_rule_and_site() {
    let report = report_of(&["shapes/uses-serializer.dll"], &Options::default());
    let counted: Vec<(&str, u32)> = report
        .not_analysed
        .iter()
        .filter(|it| it.kind == "dependency")
        .map(|it| (it.reason.split(':').next().unwrap_or_default(), it.count))
        .collect();
    // `s_written++`, the cache, the clean-up, the timer's field; two locks; what the plug-in holds.
    assert_eq!(counted, [("shared-object-mutation", 1), ("static-lock", 2), ("static-state", 4)]);
}

#[test]
fn a_dependency_that_the_user_calls_own_is_reported_where_it_stands() {
    let pasted = report_of(&["shapes/pasted-serializer.dll"], &Options::default());
    let options = own(&["SERIALIZER-*", "no.such?"]);
    let report = report_of(&["shapes/uses-serializer.dll"], &options);
    assert_eq!(rules(&report), rules(&pasted), "the same source, once merged and once beside");
    assert!(report.findings.iter().any(|it| it.location.assembly.as_str() == "serializer-library"));
    assert_eq!(report.unused_own, ["no.such?"]);
}

#[test]
fn a_pattern_does_not_reach_into_what_was_merged() {
    let plain = report_of(&["shapes/merged-serializer.dll"], &Options::default());
    let report = report_of(&["shapes/merged-serializer.dll"], &own(&["merged-*"]));
    assert_eq!(rules(&report), rules(&plain));
    assert!(report.unused_own.is_empty());
}
