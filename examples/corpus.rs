//! Figures over folders of assemblies: `cargo run --release --example corpus DIR…`
//!
//! What kinds of files there are, what is noticed in them, whether the tool fails on any, and which cost most. Each file is checked on its own,
//! with its folder at hand; every rule runs, also in code that no plug-in reaches.

#![allow(clippy::cast_precision_loss, reason = "figures for people")]

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use ilvet::bytes::Diagnostics;
use ilvet::check::{Options, Scope, Unit, check};
use ilvet::finding::{Report, Status};
use ilvet::input::{Item, find};
use ilvet::limits::Limits;
use ilvet::metadata::{Assembly, Metadata, TypeDef};
use ilvet::pe::Image;
use ilvet::text::Safe;
use rayon::prelude::*;

/// Files that are named one by one.
const SHOWN: usize = 8;

/// What became of one file.
struct Seen {
    name: String,
    kind: &'static str,
    bytes: usize,
    methods: u32,
    time: Duration,
    problems: Vec<String>,
    not_analysed: Vec<&'static str>,
    findings: Vec<&'static str>,
    failed: bool,
}

fn main() -> ExitCode {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if paths.is_empty() {
        eprintln!("usage: cargo run --release --example corpus DIR…");
        return ExitCode::from(2);
    }
    let found = match find(&paths, &[], &Limits::default()) {
        Ok(found) => found,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let start = Instant::now();
    let mut seen: Vec<Seen> = found.items.into_par_iter().filter_map(look).collect();
    let time = start.elapsed();
    seen.sort_by(|a, b| a.name.cmp(&b.name));
    print(&seen, time);
    if seen.iter().any(|it| it.failed) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Looks at one input; an archive is none, its members are.
fn look(item: Item) -> Option<Seen> {
    if item.supply.container().is_some() {
        return None;
    }
    let name = Safe::new(item.label.as_str()).to_string();
    let bytes = item.supply.input().map(|it| it.bytes).unwrap_or_default();
    let kind = kind(&bytes);
    let start = Instant::now();
    let unit = Unit { label: item.label, named: false, supply: item.supply, registration: item.registration };
    let options = Options { scope: Scope::Assembly, tolerated: true, ..Options::default() };
    let report = check(&[unit], &options);
    let time = start.elapsed();
    Some(Seen {
        kind: match report.assemblies.first().map(|it| it.status) {
            Some(Status::ReferenceAssembly) => "reference assembly",
            Some(Status::Protected) => "protected",
            Some(Status::Failed) => "broken",
            _ => kind,
        },
        methods: report.assemblies.iter().map(|it| it.methods.decoded).sum(),
        problems: problems(&report),
        not_analysed: report.not_analysed.iter().map(|it| it.kind).collect(),
        findings: report.findings.iter().map(|it| it.rule).collect(),
        failed: report.problems.iter().any(|it| it.code == "INTERNAL"),
        bytes: bytes.len(),
        name,
        time,
    })
}

/// Each problem by what it says, without where.
fn problems(report: &Report) -> Vec<String> {
    let listed = report.problems.iter().filter(|it| !it.what.ends_with("more of this kind"));
    listed.map(|it| format!("{} {} {}", it.kind, it.code, Safe::new(&it.what))).collect()
}

/// What kind of file it is, by its headers and names.
fn kind(bytes: &[u8]) -> &'static str {
    let (limits, mut ignored) = (Limits::default(), Diagnostics::default());
    let Ok(image) = Image::open(bytes, &limits, &mut ignored) else { return "no .NET" };
    let opened = image.metadata().ok().and_then(|root| Metadata::open(root, &limits, &mut ignored).ok());
    let Some(metadata) = opened else { return "no metadata" };
    if image.is_ready_to_run() {
        "ReadyToRun"
    } else if image.is_mixed_mode() {
        "mixed mode"
    } else if metadata.count::<Assembly>() == 0 {
        "netmodule"
    } else if looks_obfuscated(&metadata) {
        "IL, looks obfuscated"
    } else {
        "IL"
    }
}

/// Whether half of the types have names that nobody writes: a letter or two, or none of a language.
fn looks_obfuscated(metadata: &Metadata<'_>) -> bool {
    let names = metadata.rows::<TypeDef>().skip(1).map(|(_, row)| metadata.name(row.name).text().into_owned());
    let own: Vec<String> = names.filter(|name| !name.starts_with('<')).collect();
    let odd = |name: &String| name.chars().count() <= 2 || !name.is_ascii();
    own.len() >= 8 && own.iter().filter(|name| odd(name)).count() * 2 > own.len()
}

fn counted<'s>(words: impl Iterator<Item = &'s str>) -> Vec<(&'s str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    words.for_each(|word| *counts.entry(word).or_default() += 1);
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts
}

fn table(title: &str, rows: &[(&str, usize)]) {
    println!("\n{title}");
    for (word, count) in rows {
        println!("{count:>9}  {word}");
    }
}

fn print(seen: &[Seen], time: Duration) {
    let bytes: usize = seen.iter().map(|it| it.bytes).sum();
    let methods: u64 = seen.iter().map(|it| u64::from(it.methods)).sum();
    let failed = seen.iter().filter(|it| it.failed).count();
    let seconds = time.as_secs_f64();
    println!(
        "{} files, {:.1} MB, {methods} methods decoded in {seconds:.1} s; {failed} on which the tool failed",
        seen.len(),
        bytes as f64 / 1e6
    );
    table("files by kind", &counted(seen.iter().map(|it| it.kind)));
    table("problems", &counted(seen.iter().flat_map(|it| it.problems.iter().map(String::as_str))));
    table("not analysed, or not all", &counted(seen.iter().flat_map(|it| it.not_analysed.iter().copied())));
    table("findings", &counted(seen.iter().flat_map(|it| it.findings.iter().copied())));
    let mut slow: Vec<&Seen> = seen.iter().collect();
    slow.sort_by_key(|it| Reverse(it.time));
    println!("\nslowest");
    for it in slow.iter().take(SHOWN) {
        println!(
            "{:>9.0} ms  {:>6} KB  {:>7} methods  {}",
            it.time.as_secs_f64() * 1e3,
            it.bytes >> 10,
            it.methods,
            it.name
        );
    }
    // Small files cost what every run costs.
    slow.retain(|it| it.bytes > 20_000);
    slow.sort_by_key(|it| Reverse(it.time.as_nanos() / it.bytes as u128));
    println!("\nslowest for their size");
    for it in slow.iter().take(SHOWN) {
        println!(
            "{:>9.1} ns a byte  {:>6} KB  {}",
            it.time.as_nanos() as f64 / it.bytes as f64,
            it.bytes >> 10,
            it.name
        );
    }
    println!("\nfiles of which something is lost");
    for it in seen.iter().filter(|it| it.problems.iter().any(|what| what.starts_with("error"))).take(SHOWN * 4) {
        println!(
            "  {} ({}): {}",
            it.name,
            it.kind,
            it.problems.iter().find(|what| what.starts_with("error")).map_or("", |it| it)
        );
    }
}
