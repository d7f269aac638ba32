//! Sequence points of every fixture against readers that are not ours: Mono.Cecil for portable PDBs, beside the assembly or embedded in
//! it, Mono.CompilerServices.SymbolWriter for the symbol files of Mono's compiler. `points.cs` beside this file prints what they read.

mod windows;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ilvet::bytes::Diagnostics;
use ilvet::limits::Limits;
use ilvet::metadata::{Metadata, MethodDef};
use ilvet::pe::Image;
use ilvet::symbols::{SequencePoint, SourcePosition, Symbols, embedded};

use crate::scratch::Scratch;
use crate::source::{files, root};

/// Part of Debian's `mono-devel`, with all its versions.
const CECIL: &str = "/usr/lib/mono/gac/Mono.Cecil";
/// Of the same.
const SYMBOL_WRITER: &str = "/usr/lib/mono/4.5/Mono.CompilerServices.SymbolWriter.dll";

/// A line for each point, by the token of its method.
type Points = BTreeMap<String, Vec<String>>;

/// The newest Mono.Cecil; `None` where it or Mono is not installed, unless that was asked for.
fn cecil() -> Option<PathBuf> {
    let folders = fs::read_dir(CECIL).into_iter().flatten().flatten().map(|folder| folder.path());
    let newest = folders.filter(|folder| folder.join("Mono.Cecil.dll").exists()).max_by_key(|folder| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let version: Vec<u32> = name.split(['.', '_']).map_while(|part| part.parse().ok()).collect();
        version
    });
    let all = ["/usr/bin/mcs", "/usr/bin/mono", SYMBOL_WRITER].iter().all(|path| Path::new(path).exists());
    if all && newest.is_some() {
        return newest;
    }
    required(false, "mono-devel");
    None
}

/// Whether a package is there. Where it is not, the test is skipped, unless that was forbidden.
fn required(is_there: bool, package: &str) -> bool {
    let must = std::env::var("ILVET_REQUIRE_CORPUS").as_deref() == Ok("1");
    assert!(is_there || !must, "ILVET_REQUIRE_CORPUS=1, and {package} is not installed");
    if !is_there {
        println!("skipped: {package} is not installed");
    }
    is_there
}

/// Compiles a program beside this file and hands it `lines`; what it prints.
fn mono(source: &str, references: &[&str], arguments: &[&str], lines: &[String]) -> String {
    let scratch = Scratch::new(&format!("points_{source}"));
    let program = scratch.path("program.exe");
    let mut compiler = Command::new("mcs");
    compiler.arg(format!("-out:{}", program.display())).arg(root().join("tests/it/points").join(source));
    compiler.args(references.iter().map(|reference| format!("-r:{reference}")));
    assert!(compiler.status().expect("mcs starts").success());
    let mut command = Command::new("mono");
    command.arg(program).args(arguments).current_dir(root());
    let folders: Vec<_> = references.iter().filter_map(|reference| Path::new(reference).parent()).collect();
    command.env("MONO_PATH", std::env::join_paths(folders).expect("plain paths"));
    let mut reader = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("mono starts");
    let mut input = reader.stdin.take().expect("it was piped");
    let lines = lines.iter().fold(String::new(), |lines, path| lines + path + "\n");
    let feeder = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = reader.wait_with_output().expect("mono can be read");
    feeder.join().expect("it does not panic").expect("mono reads its input");
    assert!(output.status.success(), "{}", output.status);
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What such a program printed: by path, kind and points.
fn points(printed: &str) -> BTreeMap<String, (String, Points)> {
    let (mut read, mut path, mut method) = (BTreeMap::new(), String::new(), String::new());
    for line in printed.lines() {
        if let Some(file) = line.strip_prefix("file ") {
            let (name, kind) = file.rsplit_once(' ').expect("path and kind");
            name.clone_into(&mut path);
            read.insert(path.clone(), (kind.to_owned(), Points::new()));
        } else if let Some(token) = line.strip_prefix("method ") {
            token.clone_into(&mut method);
        } else {
            let (_, points) = read.get_mut(&path).expect("a file comes first");
            points.entry(method.clone()).or_default().push(line.to_owned());
        }
    }
    read
}

/// What the other readers see in `paths`.
fn theirs(paths: &[String]) -> Option<BTreeMap<String, (String, Points)>> {
    let cecil = cecil()?.join("Mono.Cecil.dll").display().to_string();
    Some(points(&mono("points.cs", &[&cecil, SYMBOL_WRITER], &[], paths)))
}

/// What we see in a file: the kind of its symbols, and their points.
fn ours(path: &str) -> Option<(&'static str, Points)> {
    let limits = Limits::default();
    let read = |suffix: &str| fs::read(root().join(suffix)).ok();
    let bytes = read(path).expect("the fixture is there");
    let image = Image::open(&bytes, &limits, &mut Diagnostics::default()).ok()?;
    let metadata = Metadata::open(image.metadata().ok()?, &limits, &mut Diagnostics::default()).ok()?;
    let inside = embedded::of(&image, &limits).map(|pdb| pdb.expect("it can be inflated"));
    let is_inside = inside.is_some();
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let file = inside.or_else(|| read(&format!("{path}.mdb"))).or_else(|| read(&format!("{stem}.pdb")))?;
    let symbols = Symbols::open(&file, &image, &metadata, &limits).expect("they belong to it");
    let mut points = Points::new();
    for method in metadata.rids::<MethodDef>() {
        let lines = symbols.sequence_points(method).expect("they can be read");
        if !lines.is_empty() {
            let lines = lines.iter().map(|point| line(&symbols, point)).collect();
            points.insert(format!("06{:06x}", method.row()), lines);
        }
    }
    Some((if is_inside { "EmbeddedPortablePdbReader" } else { kind(symbols.format()) }, points))
}

fn kind(format: &str) -> &'static str {
    match format {
        "portable" => "PortablePdbReader",
        "mdb" => "MonoSymbolFile",
        "windows" => "NativePdbReader",
        other => panic!("{other}"),
    }
}

fn line(symbols: &Symbols<'_>, SequencePoint { il, position }: &SequencePoint) -> String {
    let Some(SourcePosition { document, line, column, end_line, end_column }) = position else {
        return format!("{:04x} hidden", il.0);
    };
    let document = symbols.document_name(*document).expect("it has a name");
    format!("{:04x} {line}:{column}-{end_line}:{end_column} {}", il.0, document.as_str())
}

/// What stands in a comment ends there, whatever it is.
#[test]
#[ignore = "runs Mono, which not every machine has"]
fn code_with_source_lines_assembles() {
    if cecil().is_none() {
        return;
    }
    let scratch = Scratch::new("code_with_source_lines");
    for (number, path) in
        ["testdata/shapes/linked.dll", "testdata/builds/mcs-debug/stateful-plugin/bad.dll"].iter().enumerate()
    {
        let mut ilvet = assert_cmd::Command::cargo_bin("ilvet").expect("it was built");
        let text = ilvet.current_dir(root()).args(["il", "--source", path]).output().expect("it runs").stdout;
        assert!(String::from_utf8_lossy(&text).matches("// source: ").count() > 1);
        let file = scratch.write(&format!("{number}.il"), &text);
        let made = Command::new("ilasm").args(["/dll", "/quiet"]).arg(file).output().expect("ilasm starts");
        assert!(made.status.success(), "{path}: {made:?}");
    }
}

#[test]
#[ignore = "runs Mono, which not every machine has"]
fn sequence_points_are_those_that_other_readers_see() {
    let paths: Vec<String> = files("").into_iter().filter(|path| is_assembly(path)).collect();
    let Some(theirs) = theirs(&paths) else { return };
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut differences = Vec::new();
    for path in &paths {
        let ours = ours(path);
        match (&ours, theirs.get(path)) {
            (None, None) => {}
            (Some((kind, ours)), Some((their_kind, theirs))) if kind == their_kind => {
                let count = kinds.entry(kind).or_default();
                count.0 += 1;
                count.1 += ours.values().map(Vec::len).sum::<usize>();
                for token in ours.keys().chain(theirs.keys()) {
                    if ours.get(token) != theirs.get(token) {
                        differences.push(format!("{path} {token}: {:?} {:?}", ours.get(token), theirs.get(token)));
                    }
                }
            }
            (ours, theirs) => differences.push(format!("{path}: {ours:?} {theirs:?}")),
        }
    }
    differences.dedup();
    println!("files and points of each kind: {kinds:?}");
    let first: Vec<_> = differences.iter().take(10).collect();
    assert!(differences.is_empty(), "{} differences: {first:#?}", differences.len());
    for kind in ["EmbeddedPortablePdbReader", "PortablePdbReader", "MonoSymbolFile"] {
        assert!(kinds.get(kind).is_some_and(|(files, points)| *files > 100 && *points > 5_000), "{kind}: {kinds:?}");
    }
}

fn is_assembly(path: &str) -> bool {
    let is = |extension: &str| Path::new(path).extension().is_some_and(|it| it.eq_ignore_ascii_case(extension));
    is("dll") || is("exe") || is("netmodule")
}
