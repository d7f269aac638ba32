//! The lines of real Windows PDBs against the reader inside of Mono.Cecil.Pdb: `windows.cs` beside this file prints what that reads.
//! No compiler that runs here writes such files; `tests/corpus.sh` fetches some. The assemblies of the first ones were merged with others and
//! state no id, so that `ilvet` uses them for nothing: there the readers are compared alone. The last one has its assembly and its sources; the
//! reader that Debian has ends at what newer compilers write into it.

use std::fs;
use std::path::{Path, PathBuf};

use ilvet::limits::Limits;
use ilvet::symbols::{SymbolId, Symbols, WindowsPdb};

use super::{Points, mono, points, required};
use crate::source::root;

/// Of Debian's `libmono-cecil-cil`.
const CECIL_PDB: &str = "/usr/lib/mono-cecil/Mono.Cecil.Pdb.dll";

/// Where an assembly is with its symbols and sources.
const WHOLE: &str = "target/corpus/react-native-windows-0.47.0-rc.5/package/ReactWindows";
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

/// The hashes of sources stand in streams of their own, and those below a folder are found whatever folder they were in.
#[test]
#[ignore = "reads what `tests/corpus.sh` fetches"]
fn sources_of_a_windows_pdb_are_known_by_their_hashes() {
    let folder = root().join(WHOLE);
    let assembly = folder.join("ReactNative.Net46/bin/x64/Debug/ReactNative.Net46.dll");
    if !assembly.exists() {
        println!("skipped: `tests/corpus.sh target/corpus` was not run, or reached nothing");
        return;
    }
    // Mono.Cecil.Pdb 0.11 reads as many from it, and the same ones.
    let path = format!("{WHOLE}/ReactNative.Net46/bin/x64/Debug/ReactNative.Net46.dll");
    let (_, points) = super::ours(&path).expect("it has symbols");
    assert_eq!(points.values().flatten().filter(|line| !line.ends_with(" hidden")).count(), 13_617);
    for source_root in [".", r"C:\src\react-native-windows\ReactWindows"] {
        let mut ilvet = assert_cmd::Command::cargo_bin("ilvet").expect("it was built");
        let command = ilvet.current_dir(&folder).args(["il", "--source", "--source-root", source_root]);
        let text = String::from_utf8(command.arg(&assembly).output().expect("it runs").stdout).expect("UTF-8");
        let all = text.matches("// source: ").count();
        let without = text.lines().filter(|line| line.contains("// source: ") && line.contains(", which ")).count();
        println!("{source_root}: {all} files named, {without} without text");
        assert!(all > 1_000 && without * 20 < all, "{source_root}: {without} of {all}");
    }
}
