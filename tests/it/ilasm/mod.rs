//! What `ilvet il` writes assembles again, by the assembler of Mono, into a module that says the same: types, members,
//! signatures, attributes, constants, instructions with their offsets and operands, exception clauses.

mod dump;

use std::fs;
use std::path::Path;
use std::process::Command;

use ilvet::inspect::pick::Selection;
use ilvet::limits::Limits;
use ilvet::metadata::{File, ManifestResource};
use ilvet::model::{LoadedFile, Module, Supplied, Universe};
use ilvet::pe::Rva;
use ilvet::report::write_il;
use ilvet::text::Text;
use rayon::prelude::*;

use crate::corpus_files::{CorpusFile, corpus};
use crate::scratch::Scratch;
use crate::source::{files, root};

/// The bytes of a resource in the file.
fn resource<'a>(module: &Module<'a>, offset: u32) -> Option<&'a [u8]> {
    let start = module.image.cli().resources.rva.0.checked_add(offset)?;
    let mut at = module.image.at(Rva(start), "§II.24.2.7").ok()?;
    let length = at.u32("a length").ok()?;
    at.bytes(length as usize, "a resource").ok()
}

/// Hands the universe of one file to `look`.
pub(crate) fn open<T>(bytes: Vec<u8>, look: impl FnOnce(&Universe<'_>) -> T) -> T {
    let files = [LoadedFile { supplied: Supplied { label: Text("file".to_owned()), bytes }, symbols: None }];
    let universe = Universe::open(&files, &Limits::default()).expect("an assembly");
    look(&universe)
}

/// Disassembles, assembles, and compares; the differences, the first of each type.
fn round_trip(bytes: &[u8], folder: &Path) -> Vec<String> {
    fs::create_dir_all(folder).expect("a folder");
    let (before, is_library) = open(bytes.to_vec(), |universe| {
        let module = universe.input();
        let mut text = Vec::new();
        write_il(universe, &Selection::default(), &mut text).expect("memory takes all");
        fs::write(folder.join("in.il"), text).expect("a file");
        for (_, row) in module.metadata.rows::<ManifestResource>() {
            let name = module.metadata.name(row.name).text().into_owned();
            if let Some(content) = resource(module, row.offset).filter(|_| row.implementation.is_none()) {
                fs::write(folder.join(name), content).expect("a file");
            }
        }
        // ilasm opens the files that a manifest names, and has their hashes from the text.
        for (_, row) in module.metadata.rows::<File>() {
            let name = module.metadata.name(row.name).text().into_owned();
            if Path::new(&name).file_name().is_some_and(|own| own == name.as_str()) {
                fs::write(folder.join(name), []).expect("a file");
            }
        }
        (dump::dump(universe), module.image.characteristics() & 0x2000 != 0)
    });
    let kind = if is_library { "/dll" } else { "/exe" };
    let made =
        Command::new("ilasm").args([kind, "/noautoinherit", "/output:out.bin", "in.il"]).current_dir(folder).output();
    let made = made.expect("ilasm starts");
    if !made.status.success() {
        let said = String::from_utf8_lossy(&made.stdout).into_owned() + &String::from_utf8_lossy(&made.stderr);
        return vec![format!("ilasm: {}", said.trim().chars().take(600).collect::<String>())];
    }
    let after = open(fs::read(folder.join("out.bin")).expect("ilasm wrote a file"), dump::dump);
    let mut differences = Vec::new();
    for (name, lines) in &before {
        let Some(other) = after.get(name) else {
            differences.push(format!("{name}: is not there"));
            continue;
        };
        if let Some(at) = (0..lines.len().max(other.len())).find(|at| !is_same(lines.get(*at), other.get(*at))) {
            let line = |lines: &[String]| {
                lines.get(at).map_or("(none)", |line| line.as_str()).chars().take(700).collect::<String>()
            };
            differences.push(format!("{name}:{at}\n    before {}\n    after  {}", line(lines), line(other)));
        }
    }
    differences.extend(after.keys().filter(|name| !before.contains_key(*name)).map(|name| format!("{name}: is new")));
    differences
}

/// Whether two lines are the same, but for what ilasm gets wrong: docs/ecma-335-notes.md, "What Mono's ilasm makes of it".
/// It keeps one kind for each type of another assembly, class or value type, whatever the signatures say.
fn is_same(before: Option<&String>, after: Option<&String>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return before == after };
    before == after || before.replace("valuetype [", "class [") == after.replace("valuetype [", "class [")
}

/// Files that ilasm gets wrong, by a part of their path, each with what every difference says: docs/ecma-335-notes.md has the reasons.
/// One that comes back as it was does not belong here any more.
const EXCEPTIONS: [(&str, &str); 3] = [
    ("/Mono.CodeContracts.dll", "Circular definition of class"),
    ("/policy.2.6.nunit", " file policy.2.6.nunit"),
    ("/il/hostile.dll", "gnp.exe"),
];

/// Runs over files and fails with what differs, but for the exceptions, and with exceptions that are none.
fn compare(name: &str, files: &[(String, Vec<u8>)]) {
    let scratch = Scratch::new(name);
    let only = std::env::var("ILVET_ONLY").unwrap_or_default();
    let results: Vec<_> = files
        .par_iter()
        .enumerate()
        .filter(|(_, (file, _))| file.contains(&only))
        .map(|(number, (file, bytes))| (file, round_trip(bytes, &scratch.path(&number.to_string()))))
        .collect();
    let exception = |file: &str| EXCEPTIONS.iter().find(|(name, _)| file.contains(name));
    let is_explained = |file: &str, differences: &[String]| match exception(file) {
        Some((_, says)) => !differences.is_empty() && differences.iter().all(|line| line.contains(says)),
        None => differences.is_empty(),
    };
    let bad: Vec<_> = results.iter().filter(|(file, differences)| !is_explained(file, differences)).collect();
    let shown = bad.iter().take(60).map(|(file, differences)| {
        let first: Vec<_> = differences.iter().take(3).cloned().collect();
        let none = if differences.is_empty() { "an exception that is none any more" } else { "" };
        format!("{file}: {} differences {none}\n  {}", differences.len(), first.join("\n  "))
    });
    let shown: Vec<_> = shown.collect();
    assert!(bad.is_empty(), "{} of {} files differ:\n{}", bad.len(), results.len(), shown.join("\n"));
    let same = results.iter().filter(|(_, differences)| differences.is_empty()).count();
    println!("{same} of {} files are the same after ilasm", results.len());
}

/// Every assembly of `testdata`, those with the same bytes once.
#[test]
#[ignore = "needs Debian's mono-devel; .ci/run installs it"]
fn needs_ilasm_fixtures_assemble_again_into_the_same() {
    if !Path::new("/usr/bin/ilasm").exists() {
        assert!(std::env::var("ILVET_REQUIRE_CORPUS").as_deref() != Ok("1"), "ILVET_REQUIRE_CORPUS=1, and no ilasm");
        return println!("skipped: mono-devel is not installed");
    }
    let mut seen = std::collections::BTreeSet::new();
    let assemblies = files("testdata")
        .into_iter()
        .filter(|file| Path::new(file).extension().is_some_and(|extension| extension == "dll"));
    let assemblies = assemblies.map(|file| (fs::read(root().join(&file)).expect("a file"), file));
    let assemblies = assemblies.filter(|(bytes, _)| seen.insert(bytes.clone())).map(|(bytes, file)| (file, bytes));
    compare("ilasm-fixtures", &assemblies.collect::<Vec<_>>());
}

/// How many of Mono's class libraries are assembled at least.
const LIBRARIES: usize = 250;

/// Bytes of a library that is still assembled here: the longest would take minutes each.
const LONGEST: usize = 700_000;

/// Mono's class libraries, but for the longest.
#[test]
#[ignore = "needs Debian's libmono-cil-dev and mono-devel; .ci/run installs them"]
fn needs_mono_libraries_assemble_again_into_the_same() {
    let Some(files) = corpus() else { return };
    let files: Vec<_> = files.iter().filter(|file| file.bytes.len() <= LONGEST).collect();
    assert!(files.len() >= LIBRARIES, "{} libraries are too few", files.len());
    let named = |file: &&CorpusFile| (file.path.display().to_string(), file.bytes.clone());
    compare("ilasm-libraries", &files.iter().map(named).collect::<Vec<_>>());
}
