//! Damaged assemblies: cut at any length, any byte or word changed. Nothing panics, hangs or takes more memory than a small
//! multiple of the file, and what is healthy is still read (G1 to G5).
//!
//! The mutants are the same in every run. The ordinary tests take a sample of them; the ignored one takes all.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ilvet::bytes::Diagnostics;
use ilvet::limits::Limits;
use ilvet::metadata::{MethodDef, Rid, Row, TypeDef};
use ilvet::model::{LoadedFile, OpenError, Supplied, Supply, Universe};
use ilvet::pe::Image;
use ilvet::text::Text;
use rayon::prelude::*;
use walkdir::WalkDir;

use crate::walk::{Alone, Walked, walk, walk_and_gate};

/// What one mutant may take in an unoptimised build on a busy machine.
const TIME: Duration = Duration::from_secs(5);

/// What reading a file of `size` bytes may take at its peak, the file itself included. An embedded symbol file inflates.
fn memory(size: usize) -> u64 {
    (2 << 20) + 24 * size as u64
}

/// An assembly to damage.
struct Seed {
    path: PathBuf,
    bytes: Vec<u8>,
}

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

fn seed(path: impl AsRef<Path>) -> Seed {
    let path = testdata().join(path);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Seed { path, bytes }
}

/// One of each compiler and kind: symbols embedded, beside, none; C# and Visual Basic; shared bodies.
fn few() -> Vec<Seed> {
    let paths = [
        "rules/stateful-plugin/bad.dll",
        "builds/mcs-debug/stateful-plugin/compiler-made.dll",
        "builds/roslyn34-release/shapes/docids.dll",
        "builds/vbc-debug/shapes/plugin.dll",
        "stubs/Microsoft.Xrm.Sdk.Workflow.dll",
    ];
    paths.into_iter().map(seed).collect()
}

/// Every DLL under testdata.
fn all() -> Vec<Seed> {
    let entries = WalkDir::new(testdata()).sort_by_file_name().into_iter().flatten();
    let dlls = entries.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "dll"));
    dlls.map(|entry| seed(entry.path())).collect()
}

/// What became of the mutants of a test.
#[derive(Default)]
struct Tally {
    mutants: AtomicUsize,
    opened: AtomicUsize,
    /// Those of which at least one body was decoded.
    useful: AtomicUsize,
    slowest: AtomicU64,
    /// The largest peak of memory, in bytes for each byte of the file.
    greediest: AtomicU64,
}

impl Tally {
    /// Reads a mutant within its bounds.
    fn read(&self, what: impl Fn() -> String, mutant: Vec<u8>) -> Option<Walked> {
        let size = mutant.len();
        let sum: usize = mutant.iter().copied().map(usize::from).sum();
        // The gate takes three times as long as all the rest: it looks at each fourth, chosen by its bytes.
        let look = if sum.is_multiple_of(4) { walk_and_gate } else { walk };
        let start = Instant::now();
        let mut walked = Err(OpenError::from(ilvet::metadata::Refused::Delta));
        let memory_taken = allocation_counter::measure(|| walked = look(mutant)).bytes_max;
        let time = start.elapsed();
        assert!(time < TIME, "{}: {time:?}", what());
        assert!(memory_taken <= memory(size), "{}: {memory_taken} bytes for {size}", what());
        self.mutants.fetch_add(1, Ordering::Relaxed);
        self.slowest.fetch_max(u64::try_from(time.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
        self.greediest.fetch_max(memory_taken / (size as u64).max(1_024), Ordering::Relaxed);
        match walked {
            Ok(walked) => {
                assert!(walked.adds_up(), "{}: {walked:?}", what());
                self.opened.fetch_add(1, Ordering::Relaxed);
                self.useful.fetch_add(usize::from(!walked.decoded.is_empty()), Ordering::Relaxed);
                Some(walked)
            }
            Err(error) => {
                // A sentence, not a dump.
                let sentence = error.to_string();
                assert!((10..400).contains(&sentence.len()) && !sentence.contains('\n'), "{}: {sentence}", what());
                None
            }
        }
    }

    fn print(&self, what: &str) {
        let Self { mutants, opened, useful, slowest, greediest } = self;
        println!(
            "{what}: {mutants:?} mutants, {opened:?} opened, {useful:?} with bodies; {slowest:?} µs, ×{greediest:?}"
        );
    }
}

/// Reads the file cut at every `stride`-th length; of a truncated file no body is decoded that the whole has not.
fn truncate(seed: &Seed, stride: usize, tally: &Tally) {
    let whole = walk(seed.bytes.clone()).expect("the whole file opens");
    (0..seed.bytes.len()).into_par_iter().step_by(stride).for_each(|length| {
        let what = || format!("{} cut at {length}", seed.path.display());
        if let Some(walked) = tally.read(what, seed.bytes[..length].to_vec()) {
            let extra = walked.decoded.iter().find(|body| !whole.decoded.contains(body));
            assert_eq!(extra, None, "{}", what());
        }
    });
}

#[test]
fn an_assembly_cut_at_any_length() {
    let tally = Tally::default();
    for seed in few() {
        truncate(&seed, 61, &tally);
    }
    for seed in all() {
        truncate(&seed, seed.bytes.len() / 2, &tally);
    }
    tally.print("cut");
}

/// The eight values that a byte is changed to.
fn changed(byte: u8) -> [u8; 8] {
    [0, 1, 0x7F, 0x80, 0xFF, byte ^ 1, byte ^ 0x80, byte.wrapping_add(1)]
}

/// The stretches of a file that say where everything else is: PE headers, CLI header, metadata root with the stream
/// headers, header of the table stream.
fn headers(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let u32_at = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let image = Image::open(bytes, &Limits::default(), &mut Diagnostics::default()).expect("the seed opens");
    let root = image.metadata().expect("the seed has metadata").offset().0 as usize;
    let pe = u32_at(0x3C);
    let sections = usize::from(bytes[pe + 6]);
    let optional = pe + 24;
    let end_of_sections = optional + usize::from(bytes[pe + 20]) + sections * 40;
    let cli_rva = u32_at(optional + if image.is_pe32_plus() { 112 } else { 96 } + 14 * 8);
    let cli = image.at(ilvet::pe::Rva(u32::try_from(cli_rva).unwrap()), "").expect("the CLI header is there");
    let cli = cli.offset().0 as usize;

    let mut at = root + 16 + u32_at(root + 12);
    let streams = usize::from(bytes[at + 2]);
    at += 4;
    let mut tables = root;
    for _ in 0..streams {
        let name = at + 8;
        if bytes[name] == b'#' && matches!(bytes[name + 1], b'~' | b'-') {
            tables = root + u32_at(at);
        }
        let length = bytes[name..].iter().position(|byte| *byte == 0).unwrap();
        at = name + ((length + 4) & !3);
    }
    let valid = u64::from_le_bytes(bytes[tables + 8..tables + 16].try_into().unwrap());
    let counts = valid.count_ones() as usize * 4;
    // The DOS header and the offset of the PE header; the program between says that it cannot be run.
    vec![0..0x40, pe..end_of_sections, cli..cli + 72, root..at, tables..tables + 24 + counts]
}

/// Changes every `stride`-th byte of the headers, one at a time.
fn flip_headers(seed: &Seed, stride: usize, phase: usize, tally: &Tally) {
    let places: Vec<usize> = headers(&seed.bytes).into_iter().flatten().skip(phase % stride).step_by(stride).collect();
    places.into_par_iter().for_each(|place| {
        for value in changed(seed.bytes[place]) {
            let mut mutant = seed.bytes.clone();
            mutant[place] = value;
            tally.read(|| format!("{}: {value:#x} at {place:#x}", seed.path.display()), mutant);
        }
    });
}

#[test]
fn an_assembly_with_any_byte_of_its_headers_changed() {
    let tally = Tally::default();
    for seed in few() {
        flip_headers(&seed, 61, 5, &tally);
    }
    for (number, seed) in all().iter().enumerate() {
        flip_headers(seed, 977, number * 7, &tally);
    }
    tally.print("headers");
}

/// Sets every word of the table stream to values that are wrong in most columns.
fn change_tables(seed: &Seed, stride: usize, tally: &Tally) {
    let length = u32::try_from(seed.bytes.len()).unwrap();
    let tables = headers(&seed.bytes).pop().unwrap();
    let stream = stream_size(&seed.bytes, tables.start);
    (tables.start..tables.start + stream - 4).into_par_iter().step_by(stride).for_each(|place| {
        for value in [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, length, length - 1] {
            let mut mutant = seed.bytes.clone();
            mutant[place..place + 4].copy_from_slice(&value.to_le_bytes());
            tally.read(|| format!("{}: {value:#x} at {place:#x}", seed.path.display()), mutant);
        }
    });
}

/// The size that the stream headers state for the stream at `start`.
fn stream_size(bytes: &[u8], start: usize) -> usize {
    let ranges = headers(bytes);
    let root = &ranges[3];
    let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let header = (root.start..root.end - 8).step_by(4).find(|at| word(*at) == start - root.start);
    word(header.expect("the stream has a header") + 4)
}

#[test]
fn an_assembly_with_any_word_of_its_tables_changed() {
    let tally = Tally::default();
    for path in ["stubs/Microsoft.Xrm.Sdk.Workflow.dll", "builds/roslyn34-release/stateful-plugin/bad.dll"] {
        change_tables(&seed(path), 36, &tally);
    }
    tally.print("tables");
}

/// Changes bytes anywhere: heaps, bodies, signatures, symbols.
#[test]
fn an_assembly_with_a_byte_anywhere_changed() {
    let tally = Tally::default();
    for (number, seed) in all().iter().enumerate() {
        let places: Vec<usize> = (number * 37 % 2_999..seed.bytes.len()).step_by(2_999).collect();
        places.into_par_iter().for_each(|place| {
            for value in [0xFF, seed.bytes[place] ^ 0x55] {
                let mut mutant = seed.bytes.clone();
                mutant[place] = value;
                tally.read(|| format!("{}: {value:#x} at {place:#x}", seed.path.display()), mutant);
            }
        });
    }
    tally.print("anywhere");
}

#[test]
#[ignore = "takes minutes: every mutant of every fixture; run it with --release"]
fn slow_every_mutant_of_every_fixture() {
    let [cuts, flips, words] = [(); 3].map(|()| Tally::default());
    for seed in all() {
        truncate(&seed, 1, &cuts);
        flip_headers(&seed, 1, 0, &flips);
        change_tables(&seed, 4, &words);
    }
    cuts.print("cut");
    flips.print("headers");
    words.print("tables");
}

/// Hands the universe of one file to `look`.
fn with_universe<T>(bytes: &[u8], look: impl FnOnce(&Universe<'_>) -> T) -> T {
    let supplied = Alone(bytes.to_vec()).input().unwrap_or_else(|never| panic!("{never}"));
    let supplied = Supplied { label: Text::from("input.dll"), ..supplied };
    let files = [LoadedFile { supplied, symbols: None }];
    look(&Universe::open(&files, &Limits::default()).expect("the file opens"))
}

/// G4: whatever one body holds, every other body is decoded as before.
#[test]
fn a_broken_body_costs_no_other() {
    let tally = Tally::default();
    for seed in all().into_iter().step_by(9) {
        let whole = walk(seed.bytes.clone()).expect("the fixture opens");
        let bodies: Vec<(u32, usize)> = with_universe(&seed.bytes, |universe| {
            let module = universe.input();
            let rows = module.metadata.rows::<MethodDef>();
            let bodies =
                rows.filter_map(|(rid, row)| Some((rid.row(), module.body_at(&row)?.ok()?.offset().0 as usize)));
            bodies.collect()
        });
        let chosen: Vec<_> = bodies.iter().step_by(bodies.len().div_ceil(6).max(1)).collect();
        for (row, at) in chosen {
            // Neither tiny nor fat; a fat body that claims the rest of the file; code of undefined opcodes.
            for (place, value) in [(*at, 0x07u8), (*at, 0x00), (*at + 1, 0xA6)] {
                let mut mutant = seed.bytes.clone();
                mutant[place] = value;
                let what = || format!("{}: {value:#x} at {place:#x}", seed.path.display());
                let damaged = tally.read(what, mutant).expect("headers and tables are healthy");
                let shares = |row: u32| bodies.iter().any(|(other, offset)| *other == row && offset == at);
                let others = |walked: &Walked| -> Vec<_> {
                    walked.decoded.iter().copied().filter(|(row, _)| !shares(*row)).collect()
                };
                assert_eq!(others(&damaged), others(&whole), "{} (0x06{row:06x})", what());
                assert_eq!(damaged.methods, whole.methods);
            }
        }
    }
    tally.print("bodies");
}

/// G4 for rows: a type whose columns are nonsense costs itself.
#[test]
fn a_broken_row_costs_no_other() {
    let tally = Tally::default();
    let seed = seed("builds/roslyn34-release/stateful-plugin/compiler-made.dll");
    let whole = walk(seed.bytes.clone()).expect("the fixture opens");
    let rows: Vec<(usize, usize)> = with_universe(&seed.bytes, |universe| {
        let metadata = &universe.input().metadata;
        let raw = metadata.rids::<TypeDef>().filter_map(|rid: Rid<TypeDef>| metadata.raw_row(rid));
        raw.map(|r| (r.offset().0 as usize, r.len())).collect()
    });
    assert!(rows.len() > 3, "{}", TypeDef::NAME);
    for (at, length) in rows {
        let mut mutant = seed.bytes.clone();
        mutant[at..at + length].fill(0xFF);
        let damaged = tally.read(|| format!("a row of TypeDef at {at:#x}"), mutant).expect("the rest is healthy");
        assert_eq!(damaged, whole, "bodies do not depend on the types around them");
    }
}
