//! How long decoding takes: `cargo bench`. A large real assembly is read: Mono's mscorlib, or the file that `ILVET_BENCH_FILE` names.
//!
//! At the end `ilvet il` is set against `monodis` on the same file, and against a write of the same bytes to disk, in turns, because only
//! what was measured side by side can be compared.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use divan::counter::BytesCount;
use divan::{Bencher, bench};

use ilvet::analysis::{Own, Program};
use ilvet::bytes::Diagnostics;
use ilvet::il::{Body, Code};
use ilvet::inspect::pick::Selection;
use ilvet::limits::Limits;
use ilvet::metadata::{MemberRef, Metadata, MethodDef, Token, TypeDef};
use ilvet::model::{LoadedFile, Supplied, TypeHandle, Universe};
use ilvet::pe::Image;
use ilvet::report::write_il;
use ilvet::text::Text;

/// How often each side of a comparison is measured; the fastest counts.
const TURNS: usize = 5;

fn main() {
    if !file().exists() {
        return println!("skipped: {} is not there; ILVET_BENCH_FILE names another file", file().display());
    }
    divan::main();
    // With `--test`, as `cargo test --benches` runs it, nothing is measured.
    if !std::env::args().any(|argument| argument == "--test" || argument == "--list") {
        side_by_side();
    }
}

fn file() -> PathBuf {
    std::env::var_os("ILVET_BENCH_FILE").map_or_else(|| "/usr/lib/mono/4.5/mscorlib.dll".into(), PathBuf::from)
}

fn bytes() -> Vec<u8> {
    fs::read(file()).expect("the file can be read")
}

fn loaded() -> [LoadedFile; 1] {
    [LoadedFile { supplied: Supplied { label: Text("file".to_owned()), bytes: bytes() }, symbols: None }]
}

/// Headers, metadata root, streams and the shape of the tables.
#[bench]
fn open(bencher: Bencher<'_, '_>) {
    let (bytes, limits) = (bytes(), Limits::default());
    bencher.counter(BytesCount::of_slice(&bytes)).bench_local(|| {
        let image = Image::open(&bytes, &limits, &mut Diagnostics::default()).expect("an image");
        let metadata = Metadata::open(image.metadata().expect("metadata"), &limits, &mut Diagnostics::default());
        black_box(metadata.expect("metadata").count::<MethodDef>())
    });
}

/// Every column of every row of every table.
#[bench]
fn tables(bencher: Bencher<'_, '_>) {
    let (files, limits) = (loaded(), Limits::default());
    let universe = Universe::open(&files, &limits).expect("an assembly");
    let metadata = &universe.input().metadata;
    bencher.bench_local(|| {
        let rows = metadata.table_shapes().flat_map(|it| (1..=it.rows).map(move |row| Token::new(it.number, row)));
        rows.filter_map(|token| metadata.columns_of(token)).map(|(_, columns)| columns.len()).sum::<usize>()
    });
}

/// Every instruction of every method.
#[bench]
fn bodies(bencher: Bencher<'_, '_>) {
    let (files, limits) = (loaded(), Limits::default());
    let universe = Universe::open(&files, &limits).expect("an assembly");
    let module = universe.input();
    bencher.bench_local(|| {
        let bodies = module.metadata.rows::<MethodDef>().filter_map(|(rid, row)| {
            let at = module.body_at(&row)?.ok()?;
            let body = Body::open(at, rid.into(), &mut Diagnostics::default(), &limits).ok()?;
            Some(Code::decode(&body, &limits).instructions().len())
        });
        bodies.sum::<usize>()
    });
}

/// Every reference to a member and every type as documentation ids.
#[bench]
fn names(bencher: Bencher<'_, '_>) {
    let (files, limits) = (loaded(), Limits::default());
    bencher.bench_local(|| {
        let universe = Universe::open(&files, &limits).expect("an assembly");
        let module = universe.input();
        let members = module.metadata.rids::<MemberRef>().filter_map(|rid| {
            let method = universe.resolve_method(module.id, rid.into())?;
            Some(universe.method_doc_id(method).as_str().len())
        });
        let types = module.metadata.rids::<TypeDef>();
        let types = types.map(|rid| universe.type_doc_id(TypeHandle::Def(module.type_id(rid))).as_str().len());
        members.sum::<usize>() + types.sum::<usize>()
    });
}

/// What every method does: its values, calls and stores.
#[bench]
fn facts(bencher: Bencher<'_, '_>) {
    let (files, limits) = (loaded(), Limits::default());
    let universe = Universe::open(&files, &limits).expect("an assembly");
    let module = universe.input();
    bencher.bench_local(|| {
        let program = Program::new(&universe, Own::default());
        let methods = module.metadata.rids::<MethodDef>().map(|rid| module.method_id(rid));
        methods.filter_map(|id| program.code(id)).map(|code| code.facts.events().len()).sum::<usize>()
    });
}

/// All of it as text in the syntax of ilasm, from the bytes of the file on.
#[bench]
fn il(bencher: Bencher<'_, '_>) {
    let files = loaded();
    bencher.bench_local(|| disassemble(&files, &mut io::sink()));
}

fn disassemble(files: &[LoadedFile], out: &mut dyn Write) {
    let universe = Universe::open(files, &Limits::default()).expect("an assembly");
    write_il(&universe, &Selection::default(), out).expect("it can be written");
}

/// The disassembly into a file, `monodis` into a file, and a write of the same bytes.
fn side_by_side() {
    let folder = std::env::temp_dir().join(format!("ilvet-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("out.il");
    let mut text = Vec::new();
    disassemble(&loaded(), &mut text);
    let has_monodis = Path::new("/usr/bin/monodis").exists();
    let [mut il, mut other, mut plain] = [Duration::MAX; 3];
    for _ in 0..TURNS {
        il = il.min(timed(|| {
            let mut out = BufWriter::new(File::create(&path).expect("a file"));
            disassemble(&loaded(), &mut out);
            settle(&out.into_inner().expect("the disk takes it"));
        }));
        plain = plain.min(timed(|| {
            let mut out = File::create(&path).expect("a file");
            out.write_all(&text).expect("the disk takes it");
            settle(&out);
        }));
        if has_monodis {
            other = other.min(timed(|| {
                let out = File::create(&path).expect("a file");
                let copy = out.try_clone().expect("a handle");
                let mut monodis = Command::new("monodis");
                monodis.arg(file()).current_dir(&folder).stdout(out).stderr(Stdio::null());
                assert!(monodis.status().expect("monodis starts").success());
                settle(&copy);
            }));
        }
    }
    fs::remove_dir_all(&folder).expect("the folder was ours");
    let ratio = |other: Duration| il.as_secs_f64() / other.as_secs_f64();
    println!("\ndisassembly of {} to disk: {} MB in {il:.2?}", file().display(), text.len() / 1_000_000);
    println!("a write of the same bytes: {plain:.2?}; the disassembly takes {:.2} times as long", ratio(plain));
    if has_monodis {
        println!("monodis: {other:.2?}; the disassembly takes {:.2} times as long", ratio(other));
    }
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// Waits until the disk has it: a write ends in memory otherwise.
fn settle(out: &File) {
    out.sync_all().expect("the disk takes it");
}
