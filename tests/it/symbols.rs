//! Where symbols are looked for, which are refused, and what source files are called.

use std::fs;
use std::path::PathBuf;

use ilvet::check::{Options, Unit, check};
use ilvet::finding::Report;
use ilvet::input::{Places, SymbolPlace, find_with};
use ilvet::limits::Limits;
use ilvet::metadata::{MethodDebugInformation, Rid};
use ilvet::symbols::PortablePdb;

use crate::scratch::Scratch;
use crate::source::root;

/// A folder with the assembly alone, and the bytes of its portable PDB.
fn alone(name: &str) -> (Scratch, Vec<u8>) {
    let scratch = Scratch::new(name);
    let built = root().join("testdata/builds/roslyn41-debug/stateful-plugin");
    scratch.write("bin/bad.dll", &fs::read(built.join("bad.dll")).expect("it is committed"));
    (scratch, fs::read(built.join("bad.pdb")).expect("it is committed"))
}

fn report(scratch: &Scratch, places: &Places) -> Report {
    of(&[scratch.path("bin")], places)
}

fn of(paths: &[PathBuf], places: &Places) -> Report {
    let options = Options::default();
    let found = find_with(paths, places, &options.limits).expect("the places are there");
    let unit = |it: ilvet::input::Item| Unit {
        label: it.label,
        named: it.named,
        supply: it.supply,
        registration: it.registration,
    };
    check(&found.items.into_iter().map(unit).collect::<Vec<_>>(), &options)
}

/// Kind, why others were refused, and the file of the first finding.
fn used(report: &Report) -> (Option<&'static str>, Option<&str>, Option<&str>) {
    let assembly = report.assemblies.first().expect("it is one");
    let source = report.findings.first().expect("there are some").location.source.as_ref();
    let refused = assembly.symbols_refused.as_ref().map(ilvet::text::Text::as_str);
    (assembly.symbols, refused, source.map(|source| source.file.as_str()))
}

const FILE: &str = "/src/testdata/rules/stateful-plugin/bad.cs";

#[test]
fn symbols_are_found_beside_and_below_a_folder_by_name_and_by_id() {
    let (scratch, pdb) = alone("symbols_are_found");
    assert_eq!(used(&report(&scratch, &Places::default())), (None, None, None));
    // By name, as a symbol server has it, then under another name.
    let below = |name: &str| {
        scratch.write(name, &pdb);
        let folder = scratch.path(name.split('/').next().expect("it has a part"));
        Places { symbols: SymbolPlace::Folder(folder), ..Places::default() }
    };
    for name in ["server/bad.pdb/0123/BAD.PDB", "store/deep/other.pdb"] {
        assert_eq!(used(&report(&scratch, &below(name))), (Some("portable"), None, Some(FILE)), "{name}");
    }
    // Beside it; and `off` is off.
    scratch.write("bin/bad.pdb", &pdb);
    let found = report(&scratch, &Places::default());
    assert_eq!(used(&found), (Some("portable"), None, Some(FILE)));
    let off = report(&scratch, &Places { symbols: SymbolPlace::Off, ..Places::default() });
    assert_eq!(used(&off), (None, None, None));
    let without_lines = |report: &Report| {
        let mut all: Vec<_> = report.findings.iter().map(|it| (it.fingerprint.clone(), it.message.clone())).collect();
        all.sort();
        all
    };
    assert_eq!(without_lines(&off), without_lines(&found), "symbols change lines and nothing else");
}

#[test]
fn symbols_of_another_build_or_format_are_refused_and_the_right_ones_still_found() {
    let (scratch, pdb) = alone("symbols_are_refused");
    let other = fs::read(root().join("testdata/builds/roslyn41-debug/thread-sleep/bad.pdb")).expect("it is committed");
    let label = scratch.path("bin/bad.pdb").display().to_string();
    let label = label.strip_prefix(&format!("{}/", root().display())).unwrap_or(&label).to_owned();
    for (bytes, why) in [
        (&other[..], "the symbols belong to another build"),
        (b"no symbols at all", "no symbol file of a known format"),
        (b"Microsoft C/C++ MSF 7.00\r\n\x1ADS\0\0\0 and no more", "the Windows PDB is damaged"),
        (b"BSJB", ""),
        (&0x45E8_2623_FD7F_A614_u64.to_le_bytes(), "the header of the Mono symbol file is cut"),
        (b"", "no symbol file of a known format"),
    ] {
        scratch.write("bin/bad.pdb", bytes);
        let refusing = report(&scratch, &Places::default());
        let (kind, refused, file) = used(&refusing);
        assert_eq!((kind, file), (None, None));
        let refused = refused.expect("it says why");
        assert!(refused.starts_with(&label) && refused.contains(why), "{refused}");
        assert_eq!(refusing.summary.failed_inputs, 0, "bad symbols never fail a run");
        assert!(refusing.problems.iter().any(|problem| problem.code == "D03" && problem.kind == "tolerated"));
        scratch.write("store/x/bad.pdb", &pdb);
        let store = Places { symbols: SymbolPlace::Folder(scratch.path("store")), ..Places::default() };
        assert_eq!(used(&report(&scratch, &store)), (Some("portable"), None, Some(FILE)), "the id decides");
    }
}

#[test]
fn paths_are_relative_to_the_folder_that_is_named() {
    let (scratch, pdb) = alone("paths_are_relative");
    scratch.write("bin/bad.pdb", &pdb);
    for (root, expected) in [
        ("/src/testdata", "rules/stateful-plugin/bad.cs"),
        ("/src/testdata/rules/", "stateful-plugin/bad.cs"),
        ("/elsewhere", FILE),
    ] {
        let places = Places { source_root: Some(root.to_owned()), ..Places::default() };
        let report = report(&scratch, &places);
        assert_eq!(used(&report).2, Some(expected));
        let steps = report.findings.iter().flat_map(|finding| &finding.path).filter_map(|step| step.source.as_ref());
        let folder = expected.trim_end_matches("bad.cs");
        assert!(steps.clone().count() > 5 && steps.clone().all(|source| source.file.as_str().starts_with(folder)));
    }
}

#[test]
fn symbols_of_mono_count_as_well() {
    let scratch = Scratch::new("symbols_of_mono");
    let built = root().join("testdata/builds/mcs-debug/stateful-plugin");
    for name in ["bad.dll", "bad.dll.mdb"] {
        scratch.write(&format!("bin/{name}"), &fs::read(built.join(name)).expect("it is committed"));
    }
    // A file that is no PDB does not stand in the way.
    scratch.write("bin/bad.pdb", b"text");
    assert_eq!(used(&report(&scratch, &Places::default())), (Some("mdb"), None, Some(FILE)));
}

#[test]
fn d04_a_method_whose_lines_are_broken_is_named_and_costs_no_other_its_lines() {
    let (scratch, mut pdb) = alone("broken_lines");
    scratch.write("bin/bad.pdb", &pdb);
    let whole = report(&scratch, &Places::default());
    let first = whole.findings.first().expect("there are some");
    let (member, token) = (first.location.member.clone(), first.location.token.clone());
    let row = u32::from_str_radix(token.as_deref().expect("it has one").trim_start_matches("0x06"), 16);
    let row = row.expect("it is a number");
    let points = {
        let read = PortablePdb::open(&pdb, &Limits::default()).expect("it is one");
        let rid = Rid::<MethodDebugInformation>::new(row).expect("it is a row");
        let points = read.metadata().row(rid).expect("it is there").sequence_points;
        read.metadata().blob(points).expect("it is there").offset().0
    };
    // The IL offset of the first point is no number any more.
    pdb[points as usize + 1] = 0xFF;
    scratch.write("bin/bad.pdb", &pdb);
    let broken = report(&scratch, &Places::default());
    assert_eq!((broken.findings.len(), broken.summary.failed_inputs), (whole.findings.len(), 0));
    for (one, other) in broken.findings.iter().zip(&whole.findings) {
        assert_eq!(one.fingerprint, other.fingerprint);
        assert_eq!(one.location.source.is_none(), one.location.member == member, "{:?}", one.location);
    }
    let problems: Vec<_> = broken.problems.iter().filter(|problem| problem.code == "D04").collect();
    let [problem] = problems[..] else { panic!("{problems:?}") };
    assert_eq!((problem.kind, &problem.member, &problem.token), ("tolerated", &member, &token));
    assert!(problem.what.starts_with("the method has no source lines: ") && problem.offset == Some(points + 1));
    assert!(whole.problems.is_empty());
}

#[test]
fn the_command_says_what_it_refused() {
    let (scratch, _) = alone("the_command_says_what_it_refused");
    scratch.write("bin/bad.pdb", b"text");
    let run = |arguments: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("ilvet").expect("it was built");
        let output = command.current_dir(scratch.path("")).args(arguments).output().expect("it runs");
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    let note = "bin/bad.dll: symbols were not used: bin/bad.pdb: 0x0: no symbol file of a known format";
    let (code, said) = run(&["check", "bin"]);
    assert!(code == Some(1) && said.contains(note), "{said}");
    let (code, said) = run(&["check", "--symbols", "off", "bin"]);
    assert!(code == Some(1) && !said.contains("symbols"), "{said}");
    let (code, said) = run(&["check", "--symbols", "gone", "bin"]);
    assert!(code == Some(2) && said.contains("--symbols gone: no such file or folder"), "{said}");
    let (_, said) = run(&["info", "bin/bad.dll"]);
    assert!(said.contains(note), "{said}");
}

/// Compilers mark a handler each in a way of their own: a point at its start (Roslyn), one at the `leave` before it (mcs), one behind what they
/// put in front (Visual Basic).
#[test]
fn a_handler_is_told_at_the_line_of_its_catch() {
    for (build, names, least) in [
        ("mcs-debug", &["inner", "bad", "behind"][..], 8),
        ("roslyn41-debug", &["inner", "bad", "behind"], 8),
        ("vbc-debug", &["vb"], 2),
    ] {
        let folder = root().join("testdata/builds").join(build).join("swallowed-service-exception");
        let paths: Vec<PathBuf> = names.iter().map(|name| folder.join(format!("{name}.dll"))).collect();
        let report = of(&paths, &Places::default());
        let mut seen = 0;
        for finding in report.findings.iter().filter(|finding| finding.rule == "swallowed-service-exception") {
            let source = finding.location.source.as_ref().expect("there are symbols");
            let file = PathBuf::from(source.file.as_str());
            let file =
                root().join("testdata/rules/swallowed-service-exception").join(file.file_name().expect("a name"));
            let text = fs::read_to_string(&file).expect("its source is committed");
            let line = text.lines().nth(source.line as usize - 1).expect("it is there");
            assert!(line.to_lowercase().contains("catch"), "{build}: {}:{}: {line}", file.display(), source.line);
            seen += 1;
        }
        assert!(seen >= least, "{build}: {seen}");
    }
}
