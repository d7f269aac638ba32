//! Solutions and packages: every member is looked at as if it lay in a folder.

mod hostile;
pub(crate) mod maker;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use ilvet::check::{Options, Unit, check};
use ilvet::finding::{Report, Status};
use ilvet::input::{Places, SymbolPlace, find, find_with};
use ilvet::limits::Limits;
use ilvet::policy::{self, FailOn, Outcome};
use ilvet::report::{self, write_json};

use crate::scratch::Scratch;
use maker::{Entry, zip};

const BAD: &str = "rules/stateful-plugin/bad.dll";
const DERIVED: &str = "builds/roslyn41-debug/shapes/derived.dll";
const BASE: &str = "builds/roslyn41-debug/shapes/plugin-base.dll";

fn testdata(name: &str) -> Vec<u8> {
    fs::read(crate::source::root().join("testdata").join(name)).expect("the fixture is there")
}

/// The report on some paths.
fn checked_within(paths: &[PathBuf], limits: &Limits) -> Report {
    checked_with(paths, &Places::default(), limits)
}

fn checked_with(paths: &[PathBuf], places: &Places, limits: &Limits) -> Report {
    let found = find_with(paths, places, limits).expect("the places are there");
    let units = found.items.into_iter().map(|it| Unit {
        label: it.label,
        named: it.named,
        supply: it.supply,
        registration: it.registration,
    });
    let options = Options { limits: *limits, tolerated: true, ..Options::default() };
    let mut report = check(&units.collect::<Vec<_>>(), &options);
    report::sort(&mut report);
    report
}

fn checked(path: PathBuf) -> Report {
    checked_within(&[path], &Limits::default())
}

/// The report on one archive of these entries.
fn checked_zip(scratch: &Scratch, entries: &[Entry]) -> Report {
    checked(scratch.write("Sol.zip", &zip(entries)))
}

/// What a label says of the place inside of the outermost archive.
fn inside(label: &str) -> &str {
    label.split_once("!/").map_or("", |(_, inside)| inside)
}

/// Kind and label of every input, without what leads to the archive.
fn inputs(report: &Report) -> Vec<(&'static str, &str)> {
    report.inputs.iter().map(|it| (it.kind, inside(it.path.as_str()))).collect()
}

/// Trap and label of every problem.
fn problems(report: &Report) -> Vec<(&'static str, &'static str, &str)> {
    report.problems.iter().map(|it| (it.kind, it.code, inside(it.input.as_str()))).collect()
}

fn fingerprints(report: &Report) -> BTreeSet<(String, u32)> {
    let findings = report.findings.iter();
    findings.map(|it| (it.fingerprint.clone(), it.location.il_offset.unwrap_or_default())).collect()
}

/// A package with a plug-in and its base class in another assembly.
fn package() -> Vec<u8> {
    zip(&[
        Entry::stored("[Content_Types].xml", b"<Types/>"),
        Entry::deflated("lib/net462/derived.dll", &testdata(DERIVED)),
        Entry::deflated("lib/net462/Derived.PDB", &testdata("builds/roslyn41-debug/shapes/derived.pdb")),
        Entry::deflated("lib/net462/plugin-base.dll", &testdata(BASE)),
    ])
}

/// A solution with an assembly and that package.
pub(crate) fn solution() -> Vec<u8> {
    zip(&[
        Entry::stored("solution.xml", b"<ImportExportXml/>"),
        Entry::stored("PluginAssemblies/", b""),
        Entry::deflated("PluginAssemblies/Acme-1/Acme.dll", &testdata(BAD)),
        Entry::stored("pluginpackages/fab/package/fab.nupkg", &package()),
    ])
}

#[test]
fn a_solution_with_a_package_is_looked_at_as_its_files_are() {
    let scratch = Scratch::new("a_solution_with_a_package");
    let report = checked(scratch.write("Sol.zip", &solution()));
    let package = "pluginpackages/fab/package/fab.nupkg";
    let expected = [
        ("archive", String::new()),
        ("assembly", "PluginAssemblies/Acme-1/Acme.dll".to_owned()),
        ("archive", package.to_owned()),
        ("assembly", format!("{package}!/lib/net462/derived.dll")),
        ("assembly", format!("{package}!/lib/net462/plugin-base.dll")),
    ];
    assert_eq!(inputs(&report), expected.each_ref().map(|(kind, label)| (*kind, label.as_str())));
    assert_eq!(problems(&report), []);
    assert!(report.inputs.iter().all(|it| it.sha256.is_some()));
    assert!(report.not_analysed.iter().all(|it| it.kind != "unresolvedBase"), "{:?}", report.not_analysed);
    let symbols: Vec<_> = report.assemblies.iter().map(|it| it.symbols).collect();
    assert_eq!(symbols, [Some("embedded"), Some("portable"), None], "the symbols beside it are used");

    // The same files in folders.
    for (from, to) in [(BAD, "raw/a/Acme.dll"), (DERIVED, "raw/b/derived.dll"), (BASE, "raw/b/plugin-base.dll")] {
        scratch.write(to, &testdata(from));
    }
    let mut raw = checked(scratch.path("raw"));
    // Only what is not in a package needs a strong name.
    let unsigned = |report: &Report| report.findings.iter().filter(|it| it.rule == "unsigned-assembly").count();
    assert_eq!((unsigned(&report), unsigned(&raw)), (0, 1));
    raw.findings.retain(|it| it.rule != "unsigned-assembly");
    assert_eq!(fingerprints(&report), fingerprints(&raw));
    assert!(report.findings.len() > 15 && report.findings.len() == raw.findings.len());
    assert_eq!(report.summary.roots, raw.summary.roots);

    let mut json = Vec::new();
    write_json(&report, &mut json).expect("a vector takes everything");
    crate::schema::assert_valid(&serde_json::from_slice(&json).expect("it is JSON"));
}

#[test]
fn a_dll_an_archive_and_a_package_in_an_archive_say_the_same() {
    let scratch = Scratch::new("a_dll_an_archive_and_a_package");
    let dll = testdata(BAD);
    let raw = checked(scratch.write("bad.dll", &dll));
    let zipped = zip(&[Entry::deflated("bad.dll", &dll)]);
    let nested = zip(&[Entry::deflated("pluginpackages/p.nupkg", &zip(&[Entry::stored("lib/net462/bad.dll", &dll)]))]);
    let messages = |report: &Report| report.findings.iter().map(|it| it.message.clone()).collect::<Vec<_>>();
    for bytes in [zipped, nested] {
        let report = checked(scratch.write("Sol.zip", &bytes));
        assert_eq!((fingerprints(&report), messages(&report)), (fingerprints(&raw), messages(&raw)));
        assert_eq!(report.findings.len(), 11);
    }
}

#[test]
fn the_same_dll_twice_is_analysed_once_where_it_finds_its_base() {
    let scratch = Scratch::new("the_same_dll_twice");
    let entries = [
        Entry::deflated("PluginAssemblies/A/derived.dll", &testdata(DERIVED)),
        Entry::deflated("z/derived.dll", &testdata(DERIVED)),
        Entry::stored("pluginpackages/fab.nupkg", &package()),
    ];
    let report = checked_zip(&scratch, &entries);
    let of: Vec<_> = report.assemblies.iter().map(|it| (it.status, it.duplicate_of.is_some())).collect();
    let expected = [
        (Status::DuplicateOf, true),
        (Status::Analysed, false),
        (Status::Analysed, false),
        (Status::DuplicateOf, true),
    ];
    assert_eq!(of, expected, "the copy that has its base class beside it stands for all");
    assert!(report.not_analysed.iter().all(|it| it.kind != "unresolvedBase"), "{:?}", report.not_analysed);
}

#[test]
fn references_are_looked_for_in_the_own_folder_then_in_the_archive() {
    let scratch = Scratch::new("references_in_archives");
    let base = || testdata(BASE);
    let names = |entries: &[Entry]| {
        let path = scratch.write("P.nupkg", &zip(entries));
        let found = find(&[path], &[], &Limits::default()).expect("there are no references");
        let supply = found.items.iter().find(|it| it.label.as_str().ends_with("Main.dll")).expect("it is there");
        let given = supply.supply.assembly("Plugin-Base").map(|it| inside(it.label.as_str()).to_owned());
        given.unwrap_or_default()
    };
    let main = |name: &str| Entry::stored(name, b"MZ");
    let other = Entry::stored("a/plugin-base.dll", &base());
    assert_eq!(names(&[main("lib/net462/Main.dll"), other.clone()]), "a/plugin-base.dll");
    let own = Entry::stored("LIB/net462/PLUGIN-BASE.dll", &base());
    assert_eq!(names(&[main("lib/net462/Main.dll"), other.clone(), own.clone()]), "LIB/net462/PLUGIN-BASE.dll");
    // What is for another framework, or to compile against, is never loaded with it.
    for path in ["lib/net472/plugin-base.dll", "ref/net462/plugin-base.dll"] {
        assert_eq!(names(&[main("lib/net462/Main.dll"), Entry::stored(path, &base())]), "", "{path}");
    }
    assert_eq!(names(&[main("Main.dll"), Entry::stored("ref/net462/plugin-base.dll", &base())]), "");
    assert_eq!(names(&[main(r"lib\net462\Main.dll"), own]), "LIB/net462/PLUGIN-BASE.dll", "slashes are all the same");
    // From a package to the archive around it.
    let inner = zip(&[main("lib/net462/Main.dll")]);
    assert_eq!(names(&[Entry::stored("p.nupkg", &inner), other]), "a/plugin-base.dll");
}

#[test]
fn each_framework_of_a_package_is_a_universe() {
    let scratch = Scratch::new("each_framework_of_a_package");
    let entries = [
        Entry::deflated("lib/net462/derived.dll", &testdata(DERIVED)),
        Entry::deflated("lib/net462/plugin-base.dll", &testdata(BASE)),
        Entry::deflated("lib/net472/derived.dll", &testdata("shapes/derived.dll")),
        Entry::deflated("lib/net472/plugin-base.dll", &testdata("shapes/plugin-base.dll")),
    ];
    let report = checked_zip(&scratch, &entries);
    for finding in &report.findings {
        assert!(inside(finding.location.input.as_str()).starts_with("lib/net4"));
    }
    let of = |folder: &str| {
        let findings = report.findings.iter().filter(|it| inside(it.location.input.as_str()).starts_with(folder));
        findings.map(|it| it.fingerprint.clone()).collect::<BTreeSet<_>>()
    };
    assert!(of("lib/net462").len() > 5);
    assert_eq!(of("lib/net462"), of("lib/net472"));
}

#[test]
fn what_is_named_must_be_an_assembly_and_what_is_found_need_not() {
    let scratch = Scratch::new("what_is_named_must_be_an_assembly");
    let good = || Entry::deflated("PluginAssemblies/Acme.dll", &testdata(BAD));
    let report = |name: &str| checked_zip(&scratch, &[good(), Entry::stored(name, b"no assembly")]);
    for (name, kind) in [
        ("PluginAssemblies/B/text.dll", "unreadable"),
        (r"pluginassemblies\B\text.dll", "unreadable"),
        ("pluginpackages/b/package/b.nupkg", "unreadable"),
        ("lib/net462/text.dll", "skipped"),
        ("WebResources/text.exe", "skipped"),
        ("other/b.nupkg", "skipped"),
    ] {
        let report = report(name);
        let failed = usize::from(kind == "unreadable");
        assert!(inputs(&report).contains(&(kind, name)), "{name}: {:?}", inputs(&report));
        assert_eq!((report.summary.failed_inputs, report.summary.skipped_inputs), (failed, 1 - failed), "{name}");
    }
    // In an archive that was found in a folder nothing was named.
    scratch.write("folder/S.zip", &zip(&[good(), Entry::stored("PluginAssemblies/B/text.dll", b"no assembly")]));
    let found = checked(scratch.path("folder"));
    assert_eq!((found.summary.failed_inputs, found.summary.skipped_inputs), (0, 1));
    // What is an assembly and broken is lost wherever it is.
    let mut broken = testdata(BAD);
    broken.truncate(0x300);
    let report = checked_zip(&scratch, &[good(), Entry::stored("lib/net462/broken.dll", &broken)]);
    assert_eq!(report.summary.failed_inputs, 1, "{:?}", inputs(&report));
}

#[test]
fn satellites_and_reference_assemblies_are_skipped() {
    let scratch = Scratch::new("satellites_are_skipped");
    let entries = [
        Entry::deflated("lib/net462/Acme.dll", &testdata(BAD)),
        Entry::deflated("lib/net462/de/Acme.resources.dll", &satellite()),
        Entry::deflated("ref/net462/Acme.dll", &testdata("shapes/stripped-library.dll")),
    ];
    let report = checked_zip(&scratch, &entries);
    let skipped = ["lib/net462/de/Acme.resources.dll", "ref/net462/Acme.dll"];
    for name in skipped {
        assert!(inputs(&report).contains(&("skipped", name)), "{:?}", inputs(&report));
    }
    assert_eq!((report.summary.assemblies, report.summary.skipped_inputs, report.summary.failed_inputs), (1, 2, 0));
    assert!(report.problems.is_empty());
}

/// A reference may be a package, or a solution with one in it.
#[test]
fn what_is_referred_to_is_found_in_archives_that_are_given() {
    let scratch = Scratch::new("what_is_referred_to_is_found_in_archives_that_are_given");
    let dll = scratch.write("bin/derived.dll", &testdata(DERIVED));
    let entries = [
        Entry::deflated("lib/net462/plugin-base.dll", &testdata(BASE)),
        Entry::stored("ref/net462/plugin-base.dll", b"MZ: no code"),
    ];
    let package = scratch.write("Base.nupkg", &zip(&entries));
    let around = scratch.write("all.zip", &zip(&[Entry::stored("pluginpackages/Base.nupkg", &zip(&entries))]));
    let beside = checked(scratch.write("both.zip", &package_of_both()));
    let wanted: BTreeSet<_> = fingerprints(&beside);
    for reference in [package, around] {
        let found = find(std::slice::from_ref(&dll), std::slice::from_ref(&reference), &Limits::default());
        let units = found.expect("it is there").items.into_iter().map(|it| Unit {
            label: it.label,
            named: it.named,
            supply: it.supply,
            registration: it.registration,
        });
        let report = check(&units.collect::<Vec<_>>(), &Options::default());
        assert!(report.not_analysed.iter().all(|it| it.kind != "unresolvedBase"), "{:?}", report.not_analysed);
        assert_eq!(fingerprints(&report), wanted, "{}", reference.display());
    }
    let broken = scratch.write("broken.zip", b"PK\x03\x04 and nothing else");
    let why = find(&[dll], &[broken], &Limits::default()).err().expect("it cannot be opened");
    assert!(why.starts_with("--reference ") && why.contains("not a complete zip archive"), "{why}");
}

/// What a plug-in and its base class are together.
fn package_of_both() -> Vec<u8> {
    zip(&[Entry::deflated("derived.dll", &testdata(DERIVED)), Entry::deflated("plugin-base.dll", &testdata(BASE))])
}

#[test]
fn symbols_that_cannot_be_read_are_named_and_cost_only_the_lines() {
    let scratch = Scratch::new("symbols_that_cannot_be_read_are_named_and_cost_only_the_lines");
    let mut symbols = Entry::deflated("A/derived.pdb", &testdata("builds/roslyn41-debug/shapes/derived.pdb"));
    symbols.crc ^= 1;
    let entries = [
        Entry::deflated("A/derived.dll", &testdata(DERIVED)),
        symbols,
        Entry::deflated("A/plugin-base.dll", &testdata(BASE)),
    ];
    let report = checked_zip(&scratch, &entries);
    let told = report.problems.iter().filter(|it| it.what.contains("derived.pdb"));
    let told: Vec<&str> = told.map(|it| it.kind).collect();
    assert_eq!(told, ["tolerated"], "{:?}", report.problems);
    assert_eq!(fingerprints(&report), fingerprints(&checked(scratch.write("both.zip", &package_of_both()))));
    assert_eq!(report.summary.failed_inputs, 0);
}

/// An assembly of texts: a culture, and no method.
fn satellite() -> Vec<u8> {
    let mut writer = crate::writer::Writer::new();
    writer.manifest("Acme.resources", "de");
    writer.finish()
}

#[test]
fn content_decides_not_the_ending() {
    let scratch = Scratch::new("content_decides");
    let archive = zip(&[Entry::deflated("a.dll", &testdata(BAD))]);
    scratch.write("folder/archive.dll", &archive);
    scratch.write("folder/assembly.zip", &testdata(DERIVED));
    scratch.write("folder/plain.nupkg", b"neither");
    scratch.write("folder/document.docx", &archive);
    let report = checked(scratch.path("folder"));
    let kinds: Vec<_> = report.inputs.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, ["archive", "assembly", "assembly", "skipped"], "{:?}", report.inputs);
    // What is named is opened whatever it is called; inside, names of plug-in folders are enough.
    assert_eq!(checked(scratch.path("folder/document.docx")).findings.len(), 11);
    let entries = [
        Entry::stored("PluginAssemblies/without-ending", &testdata(BAD)),
        Entry::stored("pluginpackages/p", &zip(&[Entry::stored("lib/derived.dll", &testdata(DERIVED))])),
        Entry::stored("PluginAssemblies/readme", b"text"),
        Entry::stored("x/archive.exe", &archive),
    ];
    let report = checked_zip(&scratch, &entries);
    let kinds = inputs(&report);
    assert!(kinds.contains(&("archive", "x/archive.exe")) && kinds.contains(&("archive", "pluginpackages/p")));
    assert_eq!((kinds.len(), report.summary.failed_inputs, report.summary.assemblies), (6, 0, 2), "{kinds:?}");
    // Something may stand in front of an archive.
    let report = checked(scratch.write("stub.zip", &[b"a stub".to_vec(), archive].concat()));
    assert_eq!(problems(&report), [("tolerated", "Z10", "")]);
    assert_eq!(report.findings.len(), 11);
}

#[test]
fn an_archive_with_nothing_in_it_does_not_pass() {
    let scratch = Scratch::new("an_archive_with_nothing_in_it");
    let whole = zip(&[Entry::deflated("a.dll", &testdata(BAD))]);
    for (bytes, code) in [
        (zip(&[]), "IO"),
        (zip(&[Entry::stored("solution.xml", b"<x/>")]), "IO"),
        (whole[..whole.len() - 30].to_vec(), "Z10"),
        (whole[..200].to_vec(), "Z10"),
        (b"no archive".to_vec(), "Z10"),
    ] {
        let report = checked(scratch.write("Sol.zip", &bytes));
        assert_eq!(problems(&report), [("error", code, "")]);
        assert_eq!(policy::outcome(&report, FailOn::default(), false), Outcome::NotDone);
        assert_eq!(report.summary.failed_inputs, 1);
    }
    // Beside something else an archive that was only found may be empty.
    scratch.write("folder/empty.zip", &zip(&[]));
    scratch.write("folder/a.dll", &testdata("shapes/no-plugin.dll"));
    assert_eq!(policy::outcome(&checked(scratch.path("folder")), FailOn::default(), false), Outcome::Passed);
    let only = checked(scratch.path("folder/empty.zip").parent().expect("a folder").join("empty.zip"));
    assert_eq!(policy::outcome(&only, FailOn::default(), false), Outcome::NotDone);
}

#[test]
fn reports_do_not_depend_on_threads_or_the_order_of_entries() {
    let scratch = Scratch::new("reports_do_not_depend_on_threads");
    let mut entries = vec![
        Entry::deflated("PluginAssemblies/1/a.dll", &testdata(BAD)),
        Entry::deflated("PluginAssemblies/2/a.dll", &testdata(BAD)),
        Entry::stored("pluginpackages/fab.nupkg", &package()),
        Entry::stored("pluginpackages/gab.nupkg", &package()),
        Entry::deflated("lib/plugin.dll", &testdata("shapes/plugin.dll")),
    ];
    let mut reports = BTreeSet::new();
    for threads in [1, 2, 4] {
        entries.rotate_left(2);
        let path = scratch.write("Sol.zip", &zip(&entries));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
        let mut report = pool.install(|| checked(path));
        report.inputs[0].sha256 = None;
        let mut json = Vec::new();
        write_json(&report, &mut json).expect("a vector takes everything");
        reports.insert(json);
    }
    assert_eq!(reports.len(), 1);
}

/// A plug-in in a package without symbols, and the package with its symbols.
fn package_and_symbols() -> (Vec<u8>, Vec<u8>) {
    let dll = testdata("builds/roslyn41-debug/stateful-plugin/bad.dll");
    let pdb = testdata("builds/roslyn41-debug/stateful-plugin/bad.pdb");
    // One of another framework, and so of another build, comes first.
    let other = testdata("builds/roslyn41-debug/thread-sleep/bad.pdb");
    let symbols = [Entry::deflated("lib/net40/bad.pdb", &other), Entry::deflated("lib/net462/bad.pdb", &pdb)];
    (zip(&[Entry::deflated("lib/net462/bad.dll", &dll)]), zip(&symbols))
}

#[test]
fn packages_of_symbols_are_found() {
    let (package, symbols) = package_and_symbols();
    let kind = |report: &Report| {
        assert_eq!(report.summary.failed_inputs, 0);
        let [assembly] = &report.assemblies[..] else { panic!("{:?}", report.assemblies) };
        let has_lines =
            report.findings.iter().filter(|it| it.rule == "stateful-plugin").all(|it| it.location.source.is_some());
        assert_eq!(assembly.symbols.is_some(), has_lines);
        (assembly.symbols, assembly.symbols_refused.clone())
    };
    let found = (Some("portable"), None);
    // Beside the package.
    let scratch = Scratch::new("packages_of_symbols");
    let path = scratch.write("beside/Acme.Plugins.1.0.0.nupkg", &package);
    assert_eq!(kind(&checked(path.clone())), (None, None));
    scratch.write("beside/acme.plugins.1.0.0.SNUPKG", &symbols);
    assert_eq!(kind(&checked(path)), found);
    assert_eq!(kind(&checked(scratch.path("beside"))), found, "the folder");
    // In the same archive, as the package is and as the assembly is.
    let inner = [Entry::stored("out/Acme.1.0.0.nupkg", &package), Entry::stored("out/Acme.1.0.0.snupkg", &symbols)];
    assert_eq!(kind(&checked_zip(&scratch, &inner)), found);
    let dll = testdata("builds/roslyn41-debug/stateful-plugin/bad.dll");
    let loose = [Entry::stored("bin/bad.dll", &dll), Entry::stored("bin/Bad.2.0.0-beta.snupkg", &symbols)];
    assert_eq!(kind(&checked_zip(&scratch, &loose)), found);
    // A file beside it, and below the folder that is named.
    let path = scratch.write("bin/bad.dll", &dll);
    assert_eq!(kind(&checked(path.clone())), (None, None));
    scratch.write("store/x/bad.1.0.0.snupkg", &symbols);
    let places = Places { symbols: SymbolPlace::Folder(scratch.path("store")), ..Places::default() };
    assert_eq!(kind(&checked_with(std::slice::from_ref(&path), &places, &Limits::default())), found);
    // One that is named itself, whatever it is called.
    scratch.write("store/y/Other.snupkg", &symbols);
    for package in ["store/x/bad.1.0.0.snupkg", "store/y/Other.snupkg"] {
        let places = Places { symbols: SymbolPlace::Folder(scratch.path(package)), ..Places::default() };
        assert_eq!(kind(&checked_with(std::slice::from_ref(&path), &places, &Limits::default())), found, "{package}");
    }
    let places = Places { symbols: SymbolPlace::Folder(path.clone()), ..Places::default() };
    assert!(find_with(std::slice::from_ref(&path), &places, &Limits::default()).is_err());
    scratch.write("bin/bad.1.0.0.snupkg", &symbols);
    assert_eq!(kind(&checked(path)), found);
}

#[test]
fn packages_of_symbols_are_matched_by_id_and_may_be_broken() {
    let (package, symbols) = package_and_symbols();
    let scratch = Scratch::new("packages_of_symbols_by_id");
    let path = scratch.write("Acme.1.0.0.nupkg", &package);
    let other = testdata("builds/roslyn41-debug/thread-sleep/bad.pdb");
    for (bytes, why) in [
        (zip(&[Entry::deflated("lib/net462/bad.pdb", &other)]), Some("the symbols belong to another build")),
        (zip(&[Entry::deflated("lib/net462/bad.pdb", b"text")]), Some("no symbol file of a known format")),
        (symbols[..symbols.len() / 2].to_vec(), None),
        (b"no archive".to_vec(), None),
    ] {
        scratch.write("Acme.1.0.0.snupkg", &bytes);
        let report = checked(path.clone());
        let assembly = report.assemblies.first().expect("it is one");
        assert_eq!((assembly.symbols, report.summary.failed_inputs), (None, 0));
        let refused = assembly.symbols_refused.as_ref().map(ilvet::text::Text::as_str);
        assert_eq!(refused.is_some(), why.is_some(), "{refused:?}");
        assert!(
            refused.is_none_or(
                |it| it.contains("Acme.1.0.0.snupkg!/lib/net462/bad.pdb: ") && it.contains(why.unwrap_or("-"))
            )
        );
    }
    // One of another name is not opened, and one that is asked about has nothing to scan.
    fs::remove_file(scratch.path("Acme.1.0.0.snupkg")).expect("it is there");
    let alone = scratch.write("Other.1.0.0.snupkg", &symbols);
    assert_eq!(checked(path).assemblies.first().and_then(|it| it.symbols), None);
    assert_eq!(checked(alone).summary.failed_inputs, 1);
}
