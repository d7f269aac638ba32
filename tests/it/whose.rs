//! Whose code is whose, and what of it is reported where.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use ilvet::apis::bans::BanList;
use ilvet::check::{Options, Scope, Unit, check};
use ilvet::finding::{Confidence, Finding, Report, Via};
use ilvet::input;
use ilvet::policy::AssemblyNames;
use ilvet::report;

use crate::fixtures::AMBIENT;
use crate::scratch::Scratch;
use crate::source::root;

/// The report on files of `testdata`, which are named one by one.
fn report_of(names: &[&str], options: &Options) -> Report {
    let paths: Vec<PathBuf> = names.iter().map(|name| root().join("testdata").join(name)).collect();
    let found = input::find(&paths, &[], &options.limits).expect("there are no references");
    let unit = |item: input::Item| Unit {
        label: item.label,
        named: item.named,
        supply: item.supply,
        registration: item.registration,
    };
    let units: Vec<Unit> = found.items.into_iter().map(unit).collect();
    let mut report = check(&units, &Options { ignore: AMBIENT.to_vec(), ..options.clone() });
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
fn own_code_is_gone_through_also_where_a_dependency_cannot_be() {
    let mut cut = 0;
    for steps in (9..18).map(|power| 1_u64 << power) {
        let mut options = Options::default();
        (options.limits.analysis_steps, options.limits.analysis_ratio) = (steps, 0);
        let report = report_of(&["shapes/behind-library.dll"], &options);
        let reasons: Vec<&str> =
            report.not_analysed.iter().filter(|it| it.kind == "bound").map(|it| it.reason.as_str()).collect();
        if reasons.iter().all(|reason| reason.contains("your own code was gone through")) {
            cut += usize::from(reasons.len() == 6);
            let finding = report.findings.iter().find(|it| it.rule == "stateful-plugin");
            assert_eq!(finding.map(|it| it.root_count), Some(6), "{steps} steps: {reasons:?}");
        }
    }
    assert!(cut > 0, "no limit cuts the dependency alone, for every root");
}

#[test]
fn a_pattern_does_not_reach_into_what_was_merged() {
    let plain = report_of(&["shapes/merged-serializer.dll"], &Options::default());
    let report = report_of(&["shapes/merged-serializer.dll"], &own(&["merged-*"]));
    assert_eq!(rules(&report), rules(&plain));
    assert!(report.unused_own.is_empty());
}

/// Rule, severity and authored method of every finding without a root.
fn unrooted(report: &Report) -> Vec<String> {
    let mut found: Vec<String> = report
        .findings
        .iter()
        .filter(|finding| finding.root_count == 0)
        .map(|it| {
            assert_eq!((it.confidence, it.path.len(), it.roots.len()), (Confidence::Low, 0, 0), "{it:?}");
            let member = it.location.authored_member.as_ref().map_or("", |member| member.as_str());
            let name = member.split('(').next().unwrap_or_default().rsplit('.').next().unwrap_or_default();
            format!("{} {} {name}", it.rule, it.severity)
        })
        .collect();
    found.sort_unstable();
    found
}

#[test]
fn what_no_root_reaches_is_counted_and_listed_when_asked_for() {
    let asked = Options { scope: Scope::Assembly, ..Options::default() };
    for folder in ["", "builds/mcs-debug/", "builds/mcs-release/", "builds/roslyn41-debug/", "builds/roslyn34-release/"]
    {
        let name = format!("{folder}shapes/unreached.dll");
        let report = report_of(&[&name], &asked);
        let expected = [
            "async-method medium Later",
            "batch-request medium Steps",
            "parallel-execution high Flush",
            "parallel-execution low #cctor",
            "static-lock medium Flush",
            "sync-over-async info Block",
            "thread-sleep high Wait",
            "thread-sleep medium Flush",
            "thread-sleep medium Steps",
            "unobserved-async high Drop",
        ];
        assert_eq!(unrooted(&report), expected, "{name}");
        assert_eq!(report.findings.len(), expected.len(), "state rules need a root: {name}");
        assert!(report.not_analysed.iter().all(|it| it.kind != "unreachedForbidden"));
        let report = report_of(&[&name], &Options::default());
        assert!(report.findings.is_empty());
        let counted: Vec<(&str, u32)> = report
            .not_analysed
            .iter()
            .filter(|it| it.kind == "unreachedForbidden")
            .map(|it| (it.reason.split(':').next().unwrap_or_default(), it.count))
            .collect();
        let expected = [
            ("async-method", 1),
            ("batch-request", 1),
            ("parallel-execution", 2),
            ("static-lock", 1),
            ("sync-over-async", 1),
            ("thread-sleep", 3),
            ("unobserved-async", 1),
        ];
        assert_eq!(counted, expected, "{name}");
    }
}

#[test]
fn an_assembly_without_a_root_is_looked_at_when_asked_for() {
    let name = "shapes/throttle-library.dll";
    let report = report_of(&[name], &Options::default());
    assert!(report.findings.is_empty() && report.not_analysed.is_empty());
    let report = report_of(&[name], &Options { scope: Scope::Assembly, ..Options::default() });
    assert_eq!(unrooted(&report), ["thread-sleep high Stop", "thread-sleep medium Inner"]);
    assert_eq!(report.summary.roots, 0);
}

/// What a method does with one thread or timer is one finding, with a root and without.
#[test]
fn one_thread_is_one_finding_without_a_root() {
    let asked = Options { scope: Scope::Assembly, ..Options::default() };
    for folder in ["", "builds/mcs-debug/", "builds/mcs-release/", "builds/roslyn41-debug/", "builds/roslyn34-release/"]
    {
        let name = format!("{folder}shapes/own-threads.dll");
        let expected = [
            "parallel-execution high #ctor",
            "parallel-execution high Again",
            "parallel-execution high Go",
            "parallel-execution high InField",
            "parallel-execution high InStatic",
            "parallel-execution high Stop",
            "parallel-execution high Ticks",
            "thread-sleep medium Pause",
        ];
        assert_eq!(unrooted(&report_of(&[&name], &asked)), expected, "{name}");
    }
}

/// What a root reaches is the same in either scope, to the fingerprint; references are looked at in neither.
#[test]
fn a_wider_scope_only_adds() {
    for name in ["shapes/uses-library.dll", "shapes/merged-serializer.dll", "shapes/unreached.dll"] {
        let narrow = report_of(&[name], &Options::default());
        let wide = report_of(&[name], &Options { scope: Scope::Assembly, ..Options::default() });
        let rooted: Vec<&Finding> = wide.findings.iter().filter(|finding| finding.root_count > 0).collect();
        let prints = |findings: Vec<&Finding>| findings.iter().map(|it| it.fingerprint.clone()).collect::<Vec<_>>();
        assert_eq!(prints(rooted), prints(narrow.findings.iter().collect()), "{name}");
        let assemblies: Vec<&str> = wide.findings.iter().map(|it| it.location.input.as_str()).collect();
        assert!(assemblies.iter().all(|input| input.ends_with(name)), "{assemblies:?}");
    }
}

/// The report on bytes, with nothing beside them.
fn report_of_bytes(bytes: &[u8]) -> Report {
    let folder = Scratch::new(&format!(
        "whose-{:x}",
        bytes.iter().fold(0_u64, |sum, byte| sum.rotate_left(5) ^ u64::from(*byte))
    ));
    let path = folder.write("input.dll", bytes);
    let found = input::find(&[path], &[], &Options::default().limits).expect("there are no references");
    let unit = |item: input::Item| Unit {
        label: item.label,
        named: item.named,
        supply: item.supply,
        registration: item.registration,
    };
    check(&found.items.into_iter().map(unit).collect::<Vec<_>>(), &Options::default())
}

fn bytes_of(name: &str) -> Vec<u8> {
    std::fs::read(root().join("testdata").join(name)).expect("the fixture is there")
}

/// Kinds of a report's list of what was not analysed.
fn kinds(report: &Report) -> Vec<&'static str> {
    report.not_analysed.iter().map(|it| it.kind).collect()
}

#[test]
fn every_kind_of_gap_is_shown() {
    let schema: serde_json::Value =
        serde_json::from_str(&crate::source::read("schema/report.schema.json")).expect("JSON");
    let listed = &schema["$defs"]["notAnalysed"]["properties"]["kind"]["enum"];
    let listed: BTreeSet<&str> = listed.as_array().expect("a list").iter().filter_map(|kind| kind.as_str()).collect();
    let mut shown: BTreeSet<&str> = BTreeSet::new();
    for name in [
        "shapes/unresolved-base.dll",
        "shapes/unfollowed.dll",
        "shapes/abstract-base.dll",
        "shapes/unreached.dll",
        "shapes/uses-serializer.dll",
        "rules/stateful-plugin/function-pointers.dll",
    ] {
        shown.extend(kinds(&report_of(&[name], &Options::default())));
    }
    // `ldc.i4 5000; call`: there is no opcode C1.
    let mut bytes = bytes_of("rules/thread-sleep/bad.dll");
    let at = bytes.windows(6).position(|it| it == [0x20, 0x88, 0x13, 0, 0, 0x28]).expect("it sleeps five seconds");
    bytes[at] = 0xC1;
    shown.extend(kinds(&report_of_bytes(&bytes)));
    // A plug-in whose `Execute` is called something else.
    let mut bytes = bytes_of("rules/thread-sleep/bad.dll");
    let name = bytes.windows(9).position(|it| it == b"\0Execute\0").expect("it has a name");
    bytes[name + 1] = b'F';
    shown.extend(kinds(&report_of_bytes(&bytes)));
    // Every `ret` that ends something becomes that: most bodies are lost.
    let bytes = bytes_of("shapes/plugin-base.dll");
    let end = bytes.windows(4).position(|it| it == b"BSJB").expect("it has metadata");
    let broken = bytes.iter().enumerate().map(|(at, byte)| if at < end && *byte == 0x2A { 0xC1 } else { *byte });
    shown.extend(kinds(&report_of_bytes(&broken.collect::<Vec<u8>>())));
    let mut options = Options::default();
    options.limits.analysis_steps = 10;
    shown.extend(kinds(&report_of(&["shapes/dispatch.dll"], &options)));
    let mut forbidden = BanList::default();
    forbidden.read("no id\nT:System.NeverMentioned\n", &"BannedSymbols.txt".into());
    let options = Options { bans: Arc::new(forbidden), ..Options::default() };
    shown.extend(kinds(&report_of(&["shapes/dispatch.dll"], &options)));
    assert_eq!(shown, listed, "shown by fixtures, and listed in the schema");
}

/// What the report of a lone DLL lacks is found in a folder that `--reference` names, and beside it.
#[test]
fn a_missing_base_is_found_where_the_user_says() {
    let folder = Scratch::new("whose-reference");
    let path = folder.write("derived.dll", &bytes_of("shapes/derived.dll"));
    let report = |references: &[PathBuf]| {
        let found =
            input::find(std::slice::from_ref(&path), references, &Options::default().limits).expect("they are there");
        let unit = |item: input::Item| Unit {
            label: item.label,
            named: item.named,
            supply: item.supply,
            registration: item.registration,
        };
        let options = Options { ignore: AMBIENT.to_vec(), ..Options::default() };
        check(&found.items.into_iter().map(unit).collect::<Vec<_>>(), &options)
    };
    let (alone, helped) = (report(&[]), report(&[root().join("testdata/shapes")]));
    let beside = report_of(&["shapes/derived.dll"], &Options::default());
    assert!(kinds(&alone).contains(&"unresolvedBase") && alone.roots.iter().all(|it| it.kind == "unresolvedBase"));
    assert!(alone.findings.iter().all(|it| it.confidence <= Confidence::Medium));
    assert!(!kinds(&helped).contains(&"unresolvedBase") && helped.roots.iter().all(|it| it.kind == "plugin"));
    assert_eq!(rules(&helped), rules(&beside));
    assert!(rules(&alone).len() < rules(&helped).len());
}

/// An abstract base in one input is analysed with the classes of another that derive from it.
#[test]
fn a_base_from_which_another_input_derives_is_no_gap() {
    let bases = |names: &[&str]| {
        let report = report_of(names, &Options::default());
        let noted = report.not_analysed.iter().filter(|it| it.kind == "abstractBase");
        noted.filter_map(|it| it.type_name.as_ref().map(|name| name.as_str().to_owned())).collect::<Vec<_>>()
    };
    let (alone, both) = (bases(&["shapes/plugin-base.dll"]), bases(&["shapes/plugin-base.dll", "shapes/derived.dll"]));
    assert!(alone.contains(&"Fabrikam.Plugins.PluginBase".to_owned()), "{alone:?}");
    assert_eq!(both, ["Fabrikam.Plugins.OtherBase"], "nothing derives from that one");
}

#[test]
fn what_a_helper_returns_belongs_to_who_handed_over_what_it_runs() {
    // So few that callers have to share them.
    let mut options = Options::default();
    assert!(options.limits.set("contexts-per-method", 4));
    let report = report_of(&["rules/static-state/run-by-helper.dll"], &options);
    assert_eq!(rules(&report), ["static-state"; 2]);
    assert!(report.not_analysed.iter().all(|entry| entry.kind != "bound"), "{:?}", report.not_analysed);
}
