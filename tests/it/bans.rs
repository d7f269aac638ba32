//! What the user forbids: lists, sets, scopes, and what is said of entries that name nothing.

use std::process::Command;
use std::sync::Arc;

use ilvet::apis::bans::{Ban, BanList, Exceptions, Origin, SETS, Scope};
use ilvet::check::{Options, check};
use ilvet::finding::{Confidence, Finding, NotAnalysed, Report, Severity};
use ilvet::limits::Limits;
use ilvet::model::{DocId, Existence, LoadedFile, Supplied, Universe};

use ilvet::policy::AssemblyNames;
use ilvet::text::Text;

use crate::fixtures::units_of;
use crate::scratch::Scratch;
use crate::source::read;

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
fn words_of_the_user_stay_whatever_the_severity_is() {
    let severities = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];
    for why in severities {
        let words = format!("use the queue; {why} because tests need it");
        let mut report = report_of(
            "rules/certificate-callback/bad.dll",
            list(&format!("T:System.Net.ServicePointManager;{words}\n")),
            Scope::Reach,
        );
        assert!(!report.findings.is_empty());
        for finding in &mut report.findings {
            for severity in severities {
                finding.set_severity(severity);
                assert!(finding.message.contains(&words), "{}", finding.message);
            }
        }
    }
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

/// What is implemented without being named by a row is used all the same.
#[test]
fn what_is_found_is_not_said_to_name_nothing() {
    let text = "M:Microsoft.Xrm.Sdk.IPlugin.Execute(System.IServiceProvider)\n";
    let report = report_of("rules/certificate-callback/bad.dll", list(text), Scope::Reach);
    assert!(report.findings.iter().any(|it| it.rule == "forbidden-api"), "{:#?}", report.findings);
    assert!(said(&report, "unmatchedBan").is_empty(), "{:?}", report.not_analysed);
}

#[test]
fn an_entry_says_how_bad_and_how_sure_a_use_is_and_where_it_is_allowed() {
    let origin = || Origin { file: "ilvet.toml".into(), line: 7 };
    let with = |except: &[&str], assemblies: &[&str]| {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let except = Exceptions::parse(&words(except), &words(assemblies)).expect("they can be read");
        let ban = Ban::new("T:System.Net.ServicePointManager", origin()).expect("it is an id");
        let mut list = BanList::default();
        list.add(Ban { severity: Some(Severity::Low), confidence: Confidence::Medium, except, ..ban });
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

/// The findings of one entry with this scope, and how many uses are only counted.
fn scoped(scope: Option<Scope>, asked: Scope) -> (Vec<Finding>, u32) {
    let origin = Origin { file: "ilvet.toml".into(), line: 1 };
    let mut list = BanList::default();
    list.add(Ban { scope, ..Ban::new("P:System.DateTime.Now", origin).expect("it is an id") });
    let report = report_of("rules/forbidden-api/good.dll", Arc::new(list), asked);
    let counted = said(&report, "unreachedForbidden").iter().map(|it| it.count).sum();
    (report.findings, counted)
}

#[test]
fn an_entry_may_ask_for_code_that_no_plug_in_reaches() {
    let (findings, counted) = scoped(None, Scope::Reach);
    assert!(findings.is_empty() && counted == 1, "{findings:?}");
    for (scope, asked, confidence) in [
        (Some(Scope::Assembly), Scope::Reach, Confidence::High),
        (Some(Scope::Assembly), Scope::Assembly, Confidence::High),
        (None, Scope::Assembly, Confidence::Low),
        (Some(Scope::Reach), Scope::Assembly, Confidence::Low),
    ] {
        let (findings, counted) = scoped(scope, asked);
        let [finding] = findings.as_slice() else { panic!("{scope:?} {asked:?}: {findings:?}") };
        assert_eq!((finding.confidence, finding.severity, counted), (confidence, Severity::High, 0), "{scope:?}");
        assert!(finding.roots.is_empty() && finding.path.is_empty());
        assert_eq!(finding.location.type_name.as_ref().map(Text::as_str), Some("Contoso.Unreached.Tools"));
    }
}

#[test]
fn what_is_forbidden_may_use_itself() {
    let own = |text: &str| {
        let report = report_of("rules/certificate-callback/bad.dll", list(text), Scope::Assembly);
        report.findings.into_iter().map(|it| it.target.map(|it| it.0).unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(own("T:Acme.Trusting.Anything"), ["M:Acme.Trusting.Anything.#ctor"]);
    assert_eq!(own("N:Acme.Trusting"), [""; 0]);
    // A private method that two others use: as the target of a delegate, and of the same.
    let check = "M:Acme.Trusting.TrustingPlugin.Accept(System.Net.Security.RemoteCertificateValidationCallback)";
    assert_eq!(own(check), [check]);
}

#[test]
fn of_entries_for_one_use_the_most_specific_counts() {
    let text = "N:System\nN:System.Net\nT:System.Net.ServicePointManager\nP:System.Net.ServicePointManager.CertificatePolicy\n";
    let report = report_of("rules/certificate-callback/bad.dll", list(text), Scope::Reach);
    let by =
        |id: &str| report.findings.iter().filter(|it| it.message.contains(&format!("forbidden by {id} ("))).count();
    assert_eq!(by("P:System.Net.ServicePointManager.CertificatePolicy"), 1);
    assert_eq!(by("T:System.Net.ServicePointManager"), 4);
    assert!(by("N:System.Net") > 0 && by("N:System") > 0);
    let mut sites: Vec<_> =
        report.findings.iter().filter_map(|it| Some((&it.location.token, it.location.il_offset?))).collect();
    let all = sites.len();
    sites.dedup();
    assert_eq!(sites.len(), all, "one finding for each instruction");
}

/// An assembly without a plug-in is checked for its own sake, unless a plug-in of the same run refers to it.
#[test]
fn an_assembly_that_a_plug_in_refers_to_is_a_part_of_it() {
    let bans = || list("M:System.Object.ToString");
    let in_legacy =
        |report: &Report| report.findings.iter().filter(|it| it.location.assembly.as_str() == "Legacy").count();
    let alone = report_of("rules/forbidden-api/Legacy.dll", bans(), Scope::Reach);
    assert_eq!((in_legacy(&alone), said(&alone, "unreachedForbidden").len()), (1, 0));
    let units: Vec<_> =
        ["bad", "Legacy"].iter().flat_map(|name| units_of(&format!("rules/forbidden-api/{name}.dll"))).collect();
    let options = Options { select: vec!["forbidden-api"], bans: bans(), ..Options::default() };
    let together = check(&units, &options);
    assert_eq!((in_legacy(&together), said(&together, "unreachedForbidden").len()), (0, 1));
    assert!(together.findings.iter().any(|it| it.message.contains("leads into a dependency")));
    // What a well-known library does is not the user's business, wherever its code lies.
    let others = Options { own: AssemblyNames::parse(&["Acme.*".to_owned()]).expect("a pattern"), ..options };
    let foreign = check(&units_of("rules/forbidden-api/Legacy.dll"), &others);
    assert_eq!((in_legacy(&foreign), said(&foreign, "dependency").len()), (0, 1));
}

#[test]
fn the_page_of_the_rule_names_every_set() {
    let page = read("docs/rules/forbidden-api.md");
    for set in SETS {
        assert!(
            page.contains(&format!("`{}` (", set.name)) && !set.about.is_empty(),
            "{} is not in the page",
            set.name
        );
    }
}

#[test]
fn the_command_takes_lists_and_sets_and_says_what_is_wrong_with_them() {
    let scratch = Scratch::new("the_command_takes_lists_and_sets");
    let file = scratch.write("BannedSymbols.txt", "T:System.Net.ServicePointManager;nobody\u{1b}[2J\nT:\n".as_bytes());
    let file = file.to_str().expect("the path is UTF-8");
    let run = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ilvet"));
        command.current_dir(crate::source::root()).args(["check", "testdata/rules/certificate-callback/bad.dll"]);
        let output =
            command.args(["--format", "concise", "--select", "forbidden-api"]).args(more).output().expect("it runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it is UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, out, messages) = run(&["--banned", file]);
    assert_eq!((code, out.lines().count()), (Some(1), 5), "{messages}");
    assert!(!out.contains('\u{1b}') && out.contains("): nobody"), "{out}");
    assert!(messages.contains("line 2: T:: "), "{messages}");
    assert!(!run(&["--banned", file, "--quiet"]).2.contains("line 2"));
    assert_eq!(run(&["--banned", file, "--fail-on", "never"]).0, Some(0));
    assert_eq!(run(&["--banned", file, "--strict"]).0, Some(2));
    assert_eq!(run(&["--ban-set", "sandbox,threading"]).0, Some(0));
    let (code, _, messages) = run(&["--ban-set", "everything"]);
    assert!(code == Some(2) && messages.contains("sandbox"), "{messages}");
    let (code, _, messages) = run(&["--banned", "gone.txt"]);
    assert!(code == Some(2) && messages.contains("--banned gone.txt"), "{messages}");
}

#[test]
fn an_entry_for_a_constant_is_told_and_many_for_nothing_are_told_in_short() {
    let constants = "F:Fabrikam.Orders.Members.Limit\nF:Fabrikam.Orders.Size.Small\nF:Fabrikam.Orders.Members.Free\n";
    let report = report_of("shapes/new/Fabrikam.Orders.dll", list(constants), Scope::Reach);
    let broken: Vec<&str> = said(&report, "brokenBan").into_iter().map(|it| it.reason.as_str()).collect();
    assert_eq!(broken.len(), 2, "{:?}", report.not_analysed);
    assert!(broken[0].starts_with("line 1: F:Fabrikam.Orders.Members.Limit: a constant"), "{broken:?}");
    assert!(broken[1].starts_with("line 2: F:Fabrikam.Orders.Size.Small: a constant"), "{broken:?}");
    let many = (0..1000).map(|number| format!("T:No.Such.Type{number}")).collect::<Vec<_>>().join("\n");
    let report = report_of("rules/forbidden-api/plain.dll", list(&many), Scope::Reach);
    let unmatched = said(&report, "unmatchedBan");
    assert_eq!((unmatched.len(), unmatched[0].count), (1, 1000));
    assert!(
        unmatched[0].reason.starts_with("lines 1, 2, 3, ")
            && unmatched[0].reason.contains(", 20, and 980 more name nothing"),
        "{}",
        unmatched[0].reason
    );
}
