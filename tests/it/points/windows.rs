//! The lines of real Windows PDBs against the reader inside of Mono.Cecil.Pdb: `windows.cs` beside this file prints what that reads.
//! No compiler that runs here writes such files; `tests/corpus.sh` fetches some. Their assemblies were merged with others and state no id,
//! so that `ilvet` uses them for nothing: the readers are compared alone.

use std::fs;
use std::path::{Path, PathBuf};

use ilvet::limits::Limits;
use ilvet::symbols::{SymbolId, Symbols, WindowsPdb};

use super::{Points, mono, points, required};
use crate::source::root;

/// Of Debian's `libmono-cecil-cil`.
const CECIL_PDB: &str = "/usr/lib/mono-cecil/Mono.Cecil.Pdb.dll";

/// Symbol files of managed code that were fetched.
const FILES: [&str; 3] = ["SyncReleases.pdb", "Update-Mono.pdb", "Update.pdb"];

#[test]
#[ignore = "runs Mono, which not every machine has"]
fn lines_of_windows_pdbs_are_those_that_another_reader_sees() {
    if !required(Path::new("/usr/bin/mcs").exists() && Path::new(CECIL_PDB).exists(), "libmono-cecil-cil") {
        return;
    }
    let folder = root().join("target/corpus/electron-winstaller-2.7.0/package/vendor");
    let paths: Vec<PathBuf> = FILES.iter().map(|file| folder.join(file)).collect();
    if !paths.iter().all(|path| path.exists()) {
        // A package registry is not always there: never an error.
        println!("skipped: `tests/corpus.sh target/corpus` was not run, or reached nothing");
        return;
    }
    let named: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let theirs = points(&mono("windows.cs", &[], &[CECIL_PDB], &named));
    let mut compared = 0;
    for (path, name) in paths.iter().zip(&named) {
        let bytes = fs::read(path).expect("it is there");
        let limits = Limits::default();
        let Some(SymbolId::Windows(guid)) = SymbolId::of_file(&bytes, &limits) else { panic!("{name}") };
        let (age, theirs) = theirs.get(name).expect("it was read");
        let stated = (guid, age.parse().expect("a number"));
        let symbols = Symbols::Windows(WindowsPdb::open(&bytes, &limits, &[stated]).expect("it can be read").into());
        let mut ours = Points::new();
        for token in theirs.keys() {
            let row = u32::from_str_radix(&token[2..], 16).expect("a token");
            let rid = ilvet::metadata::Rid::new(row).expect("a row");
            let lines = symbols.sequence_points(rid).expect("they are read");
            ours.insert(token.clone(), lines.iter().map(|point| super::line(&symbols, point)).collect());
        }
        for (token, lines) in theirs {
            // The reader that we use passes over hidden points.
            let visible: Vec<&String> = lines.iter().filter(|line| !line.ends_with(" hidden")).collect();
            assert_eq!(ours[token].iter().collect::<Vec<_>>(), visible, "{name} {token}");
            compared += visible.len();
        }
    }
    println!("{compared} points");
    assert!(compared > 3_000, "{compared}");
}
