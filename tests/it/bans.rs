//! What the user forbids: lists, sets, scopes, and what is said of entries that name nothing.

use std::sync::Arc;

use ilvet::apis::bans::{Ban, BanList, Exceptions, Origin, SETS, Scope};
use ilvet::check::{Options, check};
use ilvet::finding::{Confidence, NotAnalysed, Report, Severity};
use ilvet::limits::Limits;
use ilvet::model::{DocId, Existence, LoadedFile, Supplied, Universe};

use crate::fixtures::units_of;

/// Assemblies of the framework in which the sets must be found, where they are there.
const FRAMEWORK: &[&str] = &[
    "mscorlib",
    "System",
    "System.Core",
    "System.Configuration",
    "System.Data",
    "System.IO.Compression.FileSystem",
    "System.Management",
    "Microsoft.CSharp",
    "Microsoft.VisualBasic",
];

fn list(text: &str) -> Arc<BanList> {
    let mut list = BanList::default();
    list.read(text, &"BannedSymbols.txt".into());
    Arc::new(list)
}

fn report_of(file: &str, bans: Arc<BanList>, scope: Scope) -> Report {
    let options = Options { select: vec!["forbidden-api"], bans, scope, ..Options::default() };
    check(&units_of(file), &options)
}

fn said<'r>(report: &'r Report, kind: &str) -> Vec<&'r NotAnalysed> {
    report.not_analysed.iter().filter(|it| it.kind == kind).collect()
}

#[test]
fn every_entry_of_a_set_is_a_member_of_the_framework() {
    let path = |name: &str| format!("/usr/lib/mono/4.6.2-api/{name}.dll");
    let files = FRAMEWORK.iter().filter_map(|name| {
        let bytes = std::fs::read(path(name)).ok()?;
        Some(LoadedFile { supplied: Supplied { label: (*name).into(), bytes }, symbols: None })
    });
    let files: Vec<LoadedFile> = files.collect();
    if files.len() < FRAMEWORK.len() {
        let required = std::env::var_os("ILVET_REQUIRE_CORPUS").is_some_and(|value| value == "1");
        assert!(!required, "not all of the framework is in /usr/lib/mono/4.6.2-api");
        return;
    }
    let universe = Universe::open(&files, &Limits::default()).expect("mscorlib can be opened");
    let mut wrong = Vec::new();
    for set in SETS {
        for line in set.text().lines().filter(|line| !line.is_empty() && !line.starts_with("//")) {
            let id = line.split(';').next().unwrap_or_default();
            let known = DocId::parse(id).expect("it is an id").existence(&universe);
            if known != Existence::Found {
                wrong.push(format!("{}: {id}: {known:?}", set.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_member_that_its_type_lacks_is_broken_and_what_is_not_there_is_only_unmatched() {
    let text =
        "T:Acme.Trusting.Anything\nM:Acme.Trusting.Anything.CheckValidationResult\nno id\nT:Acme.Trusted.Anything\n";
    let report = report_of("rules/certificate-callback/bad.dll", list(text), Scope::Reach);
    let broken: Vec<&str> = said(&report, "brokenBan").into_iter().map(|it| it.reason.as_str()).collect();
    assert_eq!(broken.len(), 2, "{broken:?}");
    assert!(broken[0].starts_with("line 3: no id: "), "{broken:?}");
    assert!(
        broken[1].starts_with("line 2: ") && broken[1].contains("; there is M:Acme.Trusting.Anything.Check"),
        "{broken:?}"
    );
    let unmatched = said(&report, "unmatchedBan");
    assert!(unmatched.len() == 1 && unmatched[0].reason.starts_with("line 4 names nothing"), "{unmatched:?}");
    assert!(unmatched[0].input.as_str() == "BannedSymbols.txt" && unmatched[0].count == 1);
}

#[test]
fn an_entry_says_how_bad_and_how_sure_a_use_is_and_where_it_is_allowed() {
    let origin = || Origin { file: "ilvet.toml".into(), line: 7 };
    let with = |except: &[&str], assemblies: &[&str]| {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let except = Exceptions::parse(&words(except), &words(assemblies)).expect("they can be read");
        let ban = Ban::new("T:System.Net.ServicePointManager", origin()).expect("it is an id");
        let mut list = BanList::default();
        list.add(Ban { severity: Severity::Low, confidence: Confidence::Medium, except, ..ban });
        report_of("rules/certificate-callback/bad.dll", Arc::new(list), Scope::Reach).findings
    };
    let all = with(&[], &[]);
    assert_eq!(all.len(), 5);
    assert!(all.iter().all(|it| (it.severity, it.confidence) == (Severity::Low, Confidence::Medium)));
    assert!(
        all[0].message.contains("forbidden by T:System.Net.ServicePointManager (ilvet.toml:7)"),
        "{}",
        all[0].message
    );
    for (names, assemblies, left) in [
        (&["M:Acme.Trusting.TrustingPlugin.Execute(System.IServiceProvider)"][..], &[][..], 2),
        (&["Acme.*.Accept"][..], &[][..], 3),
        (&["T:Acme.Trusting.TrustingPlugin"][..], &[][..], 0),
        (&["N:Acme"][..], &[][..], 0),
        (&["N:Acme.Trust", "Acme.Trusting", "T:Acme.Trusting.Anything"][..], &[][..], 5),
        (&[][..], &["BA?"][..], 0),
        (&[][..], &["Acme.*"][..], 5),
    ] {
        assert_eq!(with(names, assemblies).len(), left, "{names:?} {assemblies:?}");
    }
    assert!(Exceptions::parse(&["X:A".to_owned()], &[]).is_err() && Exceptions::parse(&["[".to_owned()], &[]).is_err());
}
