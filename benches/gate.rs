//! How long the gate takes on a plug-in, stage by stage: `cargo bench --bench gate`. `ILVET_BENCH_PLUGIN` names another file.

use std::fs;
use std::hint::black_box;
use std::path::PathBuf;

use divan::{Bencher, bench};

use ilvet::analysis::{Own, Program, Reach};
use ilvet::check::{Options, Scope, Unit, check};
use ilvet::dataverse::{RootChoice, roots};
use ilvet::limits::Limits;
use ilvet::model::{LoadedFile, Refusal, Supplied, Supply, Universe};
use ilvet::report::{Format, Style, write};
use ilvet::rules::{ALL, Context};
use ilvet::symbols::SymbolId;
use ilvet::text::Text;

fn main() {
    divan::main();
}

fn supplied() -> Supplied {
    let named = std::env::var_os("ILVET_BENCH_PLUGIN").map(PathBuf::from);
    let path = named.unwrap_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/shapes/state-lambda.dll").into());
    Supplied { label: Text("plugin.dll".to_owned()), bytes: fs::read(path).expect("the file can be read") }
}

fn loaded() -> [LoadedFile; 1] {
    [LoadedFile { supplied: supplied(), symbols: None }]
}

/// Headers, metadata and tables, and the classes that the platform calls.
#[bench]
fn open(bencher: Bencher<'_, '_>) {
    let (files, limits) = (loaded(), Limits::default());
    bencher.bench_local(|| {
        let universe = Universe::open(&files, &limits).expect("an assembly");
        let program = Program::new(&universe, Own::default());
        black_box(roots(&program, RootChoice::Contracts).len())
    });
}

/// What can run because of each class, and what it does there.
#[bench]
fn reach(bencher: Bencher<'_, '_>) {
    let (files, limits) = (loaded(), Limits::default());
    let universe = Universe::open(&files, &limits).expect("an assembly");
    bencher.bench_local(|| {
        let program = Program::new(&universe, Own::default());
        let found = roots(&program, RootChoice::Contracts);
        let reaches = found.iter().map(|root| Reach::of(&program, root.type_id, &root.constructing, &root.entries));
        reaches.map(|reach| reach.calls.len()).sum::<usize>()
    });
}

/// The same, and what every rule finds.
#[bench]
fn rules(bencher: Bencher<'_, '_>) {
    let (files, limits) = (loaded(), Limits::default());
    let universe = Universe::open(&files, &limits).expect("an assembly");
    bencher.bench_local(|| {
        let program = Program::new(&universe, Own::default());
        let mut hits = Vec::new();
        for root in &roots(&program, RootChoice::Contracts) {
            let reach = Reach::of(&program, root.type_id, &root.constructing, &root.entries);
            let context = Context::new(Some(root), &reach);
            for rule in ALL {
                rule.check(&context, &mut hits);
            }
        }
        black_box(hits.len())
    });
}

/// Hands a unit the bytes of the plug-in.
struct Plugin;

impl Supply for Plugin {
    fn input(&self) -> Result<Supplied, Refusal> {
        Ok(supplied())
    }

    fn assembly(&self, _: &str) -> Option<Supplied> {
        None
    }

    fn symbols(&self, _: &Text, _: &[SymbolId], _: &mut dyn FnMut(Result<Supplied, Refusal>) -> bool) {}
}

fn unit() -> Unit {
    Unit { label: Text("plugin.dll".to_owned()), named: true, supply: Box::new(Plugin), registration: Vec::new() }
}

/// The whole gate, without output.
#[bench(args = [Scope::Reach, Scope::Assembly])]
fn gate(bencher: Bencher<'_, '_>, scope: Scope) {
    let options = Options { scope, ..Options::default() };
    bencher.bench_local(|| black_box(check(&[unit()], &options).findings.len()));
}

/// Its report in a format.
#[bench(args = [Format::Table, Format::Json, Format::Sarif, Format::Html])]
fn report(bencher: Bencher<'_, '_>, format: Format) {
    let report = check(&[unit()], &Options::default());
    bencher.bench_local(|| {
        let mut out = Vec::new();
        write(&report, format, Style::default(), &mut out).expect("memory takes it");
        black_box(out.len())
    });
}
