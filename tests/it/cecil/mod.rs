//! The corpus as the views and the decoder see it against what Mono.Cecil reads: a third decoder, by other people again.
//! `decoded.cs` beside this file prints it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ilvet::bytes::Diagnostics;
use ilvet::check::{Options, Unit};
use ilvet::il::{Body, Code, Instruction, Operand};
use ilvet::inspect::members::members;
use ilvet::inspect::pick::Selection;
use ilvet::inspect::refs::refs;
use ilvet::inspect::types::{Filter, types};
use ilvet::metadata::{MethodDef, utf16};
use ilvet::model::Universe;
use ilvet::text::Text;
use rayon::prelude::*;

use crate::corpus_files::{CorpusFile, corpus, is_debians};
use crate::scratch::Scratch;
use crate::source::root;
use crate::views::units;

/// Part of Debian's `mono-devel`, in all its versions.
const CECIL: &str = "/usr/lib/mono/gac/Mono.Cecil";

/// Files that Cecil refuses, and what it says of them.
const REFUSED: [(&str, &str); 0] = [];

/// The lines of a file by their first letter, each as its parts.
type Printed = BTreeMap<char, Vec<Vec<String>>>;

/// The folder of Cecil 0.11; `None` where it or Mono is not installed, unless that was asked for.
fn cecil() -> Option<PathBuf> {
    let folders = fs::read_dir(CECIL).into_iter().flatten().flatten().map(|folder| folder.path());
    let folder = folders
        .filter(|folder| folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("0.11.")))
        .max()
        .filter(|_| ["/usr/bin/mcs", "/usr/bin/mono"].iter().all(|tool| Path::new(tool).exists()));
    assert!(
        folder.is_some() || std::env::var("ILVET_REQUIRE_CORPUS").as_deref() != Ok("1"),
        "ILVET_REQUIRE_CORPUS=1, and mono-devel is not installed"
    );
    folder
}

/// What Cecil reads of `files`, in their order.
fn printed(cecil: &Path, scratch: &Scratch, files: &[&CorpusFile]) -> Vec<Printed> {
    let program = scratch.path("decoded.exe");
    let library = cecil.join("Mono.Cecil.dll");
    let mut compiler = Command::new("mcs");
    compiler.arg(format!("-out:{}", program.display())).arg(format!("-r:{}", library.display()));
    assert!(compiler.arg(root().join("tests/it/cecil/decoded.cs")).status().expect("mcs starts").success());
    let mut mono = Command::new("mono");
    mono.arg(program).env("MONO_PATH", cecil).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut mono = mono.spawn().expect("mono starts");
    let mut input = mono.stdin.take().expect("it was piped");
    let lines = files.iter().fold(String::new(), |lines, file| lines + &file.path.display().to_string() + "\n");
    let feeder = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = mono.wait_with_output().expect("mono can be read");
    feeder.join().expect("it does not panic").expect("mono reads its input");
    assert!(output.status.success(), "{}", output.status);
    let mut all: Vec<Printed> = Vec::new();
    for line in String::from_utf8(output.stdout).expect("UTF-8").lines() {
        let mut parts = line.split('\t').map(str::to_owned);
        match (parts.next().as_deref(), all.last_mut()) {
            (Some(letter), Some(last)) if letter.len() == 1 => {
                last.entry(letter.chars().next().expect("one")).or_default().push(parts.collect());
            }
            (Some(file), _) if file.starts_with("file ") => all.push(Printed::new()),
            (other, _) => panic!("{other:?}"),
        }
    }
    all
}

/// What differs in one file.
struct Comparison<'f> {
    file: &'f CorpusFile,
    theirs: &'f Printed,
    found: Vec<String>,
    compared: BTreeMap<char, usize>,
}

impl Comparison<'_> {
    /// Compares lines of one kind, whatever their order.
    fn same(&mut self, letter: char, ours: impl Iterator<Item = Vec<String>>) {
        let ours: BTreeSet<Vec<String>> = ours.collect();
        let theirs: BTreeSet<Vec<String>> = self.theirs.get(&letter).into_iter().flatten().cloned().collect();
        *self.compared.entry(letter).or_default() += theirs.len();
        let file = self.file.path.display();
        self.found.extend(ours.difference(&theirs).map(|only| format!("{file}: {letter}: only ours: {only:?}")));
        self.found.extend(theirs.difference(&ours).map(|only| format!("{file}: {letter}: only Cecil: {only:?}")));
    }

    /// Types, fields and methods by their tokens, as the views name them.
    fn definitions(&mut self, units: &[Unit]) {
        let bare = |token: &str| token.trim_start_matches("0x").to_owned();
        let slashed = |name: &str| name.replace('+', "/");
        let (view, _) = types(Text::default(), units, &Options::default(), &Filter::default());
        let names: BTreeMap<&str, String> =
            view.items.iter().map(|it| (it.id.as_str(), slashed(it.name.as_str()))).collect();
        self.same('T', view.items.iter().map(|it| vec![bare(&it.token), slashed(it.name.as_str())]));
        let (list, _) = members(Text::default(), units, &Options::default(), &Filter::default());
        let of = |it: &ilvet::inspect::members::MemberItem| {
            it.declaring_type.as_ref().and_then(|id| names.get(id.as_str())).cloned().unwrap_or_default()
        };
        let own = |table: &'static str| {
            let items = list.items.iter().filter(move |it| it.token.starts_with(table));
            items.map(|it| vec![bare(&it.token), of(it), it.name.0.clone()])
        };
        self.same('F', own("0x04"));
        // An accessor has its name in its id.
        let accessors = list.items.iter().flat_map(|it| {
            it.accessors.iter().map(move |accessor| {
                let path = accessor.id.as_str().split(['(', '~']).next().unwrap_or_default();
                vec![bare(&accessor.token), of(it), undone(path.rsplit('.').next().unwrap_or_default())]
            })
        });
        self.same('M', own("0x06").chain(accessors));
    }

    /// Types of other assemblies, and members of them, as `refs` names them.
    fn references(&mut self, units: &[Unit]) {
        let (view, _) = refs(Text::default(), units, &Options::default(), &Selection::default());
        let rows = view.items.iter().filter(|it| it.token.as_ref().is_some_and(|token| token.starts_with("0x01")));
        let dotted = |name: &str| name.replace('/', ".");
        // The id of a type has a dot for each slash, and marks in the place of some characters of names.
        let theirs = |letter: char, parts: &Printed| -> BTreeSet<String> {
            let lines = parts.get(&letter).into_iter().flatten();
            lines
                .filter(|parts| !parts[0].is_empty())
                .map(|parts| {
                    let name = parts.get(2).map(|name| format!(".{}", marked(name))).unwrap_or_default();
                    format!("{} {}{name}", parts[0].trim_end_matches(".dll"), dotted(&parts[1]))
                })
                .collect()
        };
        let types: BTreeSet<String> = rows
            .filter(|it| it.kind == "type")
            .map(|it| format!("{} {}", it.assembly.as_str(), &it.id.as_str()[2..]))
            .collect();
        // What only the text of an attribute names has no row.
        let members: BTreeSet<String> = view
            .items
            .iter()
            .filter(|it| ["method", "field"].contains(&it.kind) && it.token.is_some())
            .map(|it| {
                let path = it.id.as_str()[2..].split(['(', '~']).next().unwrap_or_default();
                format!("{} {}", it.assembly.as_str(), path.split("``").next().unwrap_or_default())
            })
            .collect();
        let functions: BTreeSet<String> = view
            .items
            .iter()
            .filter(|it| it.kind == "function")
            .map(|it| format!("{} {}", it.assembly.as_str().trim_end_matches(".dll"), it.id.as_str()))
            .collect();
        for (letter, ours) in [('R', types), ('N', members), ('P', functions)] {
            let theirs = theirs(letter, self.theirs);
            *self.compared.entry(letter).or_default() += theirs.len();
            let file = self.file.path.display();
            self.found.extend(ours.symmetric_difference(&theirs).map(|one| {
                format!("{file}: {letter}: only {}: {one}", if ours.contains(one) { "ours" } else { "Cecil" })
            }));
        }
    }

    fn bodies(&mut self, universe: &Universe<'_>) {
        let module = universe.input();
        let mut ours = Vec::new();
        for (rid, row) in module.metadata.rows::<MethodDef>() {
            let Some(Ok(at)) = module.body_at(&row) else { continue };
            let token = rid.into();
            let Ok(body) = Body::open(at, token, &mut Diagnostics::default(), universe.limits()) else { continue };
            let code = Code::decode(&body, universe.limits());
            let mut hash = 14_695_981_039_346_656_037_u64;
            for instruction in code.instructions() {
                let operand = operand(universe, instruction, &body);
                let line = format!("{:x} {} {operand}\n", instruction.offset.0, instruction.opcode.mnemonic());
                for byte in line.bytes() {
                    hash = (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211);
                }
            }
            let count = code.instructions().len();
            ours.push(vec![
                format!("{token}").trim_start_matches("0x").to_owned(),
                count.to_string(),
                format!("{hash:016x}"),
            ]);
        }
        self.same('B', ours.into_iter());
    }
}

/// A number or a string as `decoded.cs` prints it.
fn operand(universe: &Universe<'_>, instruction: &Instruction, body: &Body<'_>) -> String {
    match instruction.operand {
        Operand::I32(value) => value.to_string(),
        Operand::I64(value) => value.to_string(),
        Operand::U8(value) => value.to_string(),
        Operand::Variable(value) => {
            if instruction.opcode.mnemonic().contains("arg") {
                String::new()
            } else {
                value.to_string()
            }
        }
        Operand::Target(target) => format!("{:x}", target.0),
        Operand::Switch(_) => instruction.targets(body.code).flatten().fold(String::new(), |mut text, target| {
            let _ = write!(text, "{:x} ", target.0);
            text
        }),
        Operand::String(offset) => universe.input().metadata.literal(offset).map(utf16).unwrap_or_default(),
        _ => String::new(),
    }
}

/// A name as it stands in a documentation id.
fn marked(name: &str) -> String {
    name.replace('.', "#").replace('<', "{").replace('>', "}")
}

/// The name that stands in a documentation id.
fn undone(name: &str) -> String {
    name.replace('#', ".").replace('{', "<").replace('}', ">")
}

/// Every type, field, method and reference by its name, every instruction with its numbers and strings.
#[test]
#[ignore = "needs Debian's libmono-cil-dev and mono-devel; .ci/run installs them"]
fn needs_mono_libraries_decode_as_cecil_reads_them() {
    let (Some(cecil), Some(files)) = (cecil(), corpus()) else { return };
    let scratch = Scratch::new("cecil");
    let files: Vec<&CorpusFile> =
        files.iter().filter(|file| REFUSED.iter().all(|(name, _)| *name != file.stem())).collect();
    let theirs = printed(&cecil, &scratch, &files);
    assert_eq!(files.len(), theirs.len());
    let results: Vec<_> = files
        .par_iter()
        .zip(&theirs)
        .map(|(file, theirs)| {
            let units = units(&file.path.to_string_lossy());
            let mut comparison = Comparison { file, theirs, found: Vec::new(), compared: BTreeMap::new() };
            comparison.definitions(&units);
            comparison.references(&units);
            file.alone(|universe| comparison.bodies(universe));
            (comparison.found, comparison.compared)
        })
        .collect();
    let mut compared: BTreeMap<char, usize> = BTreeMap::new();
    for (letter, count) in results.iter().flat_map(|(_, compared)| compared) {
        *compared.entry(*letter).or_default() += count;
    }
    println!("{} files: {compared:?}", files.len());
    let is_large = files.len() >= 100 && compared.values().all(|count| *count > 1_000);
    assert!(is_large || !is_debians(), "{compared:?}");
    let differences: Vec<&String> = results.iter().flat_map(|(found, _)| found).collect();
    let shown: Vec<_> = differences.iter().take(60).map(|line| line.as_str()).collect();
    assert!(differences.is_empty(), "{} differences, the first of them:\n{}", differences.len(), shown.join("\n"));
}
