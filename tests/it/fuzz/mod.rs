//! Mutants by structure, for every part of the tool that bytes are given to: what `fuzz/` does with libFuzzer, here without one and the
//! same in every run.
//!
//! An ordinary run takes a sample. The campaign takes a million:
//! `cargo test --release --test it fuzz::slow -- --ignored --nocapture`. `ILVET_MUTANTS` is another number than that, `ILVET_MUTANT` one
//! mutant alone, such as `check:4711`.

pub(crate) mod bodies;
pub(crate) mod mutate;
mod seeds;

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, Once};
use std::time::{Duration, Instant};

use bodies::{TARGETS, Taken, Target, on_one_thread};
use mutate::{Random, mutate};
use seeds::Seed;

/// The share of each target in a thousand mutants of the campaign, and how many a run of all tests takes.
const SHARES: [(&str, u64, u64); 8] = [
    ("image", 150, 2_000),
    ("metadata", 150, 1_000),
    ("signatures", 220, 2_000),
    ("bodies", 210, 3_000),
    ("attributes", 150, 3_000),
    ("symbols", 60, 200),
    ("archives", 10, 60),
    ("check", 50, 60),
];

/// After this time one mutant counts as one that does not end.
const ENDLESS: Duration = Duration::from_secs(60);

fn share(target: &Target) -> (u64, u64) {
    let found = SHARES.iter().find(|(name, ..)| *name == target.name);
    found.map(|(_, share, sample)| (*share, *sample)).expect("each target has a share")
}

/// Mutant `number` of a target, and what it was made of.
fn mutant(seeds: &[Seed], number: u64) -> (&Seed, Vec<u8>) {
    let mut random = Random::new(number);
    let seed = &seeds[random.below(seeds.len())];
    let alike: Vec<&[u8]> = seeds.iter().filter(|it| it.kind == seed.kind).map(|it| it.bytes.as_slice()).collect();
    let mut bytes = seed.bytes.clone();
    mutate(&mut random, &mut bytes, seed.kind, &seed.places, &alike);
    (seed, bytes)
}

/// How long this thread has been on a processor; where that is not told, the time by the clock.
fn on_processor() -> Duration {
    static CLOCK: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|text| text.split(' ').next()?.parse().ok()).map(Duration::from_nanos);
    told.unwrap_or_else(|| CLOCK.elapsed())
}

/// What a borrowed reader of symbols panics about is caught, as in the command; a backtrace of it would count as memory of the mutant.
fn say_nothing_of_what_is_caught() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let others = take_hook();
        set_hook(Box::new(move |panic| {
            if !ilvet::symbols::is_boxed() {
                others(panic);
            }
        }));
    });
}

/// What became of the mutants of a target.
#[derive(Default)]
struct Tally {
    runs: AtomicU64,
    /// Microseconds, and the number of the mutant.
    slowest: Mutex<(u64, u64)>,
    memory: AtomicU64,
    allocations: AtomicU64,
    /// By what the panic says: how many, and the first.
    failures: Mutex<BTreeMap<String, (u64, String)>>,
}

impl Tally {
    /// Runs mutant `number`; one in eight twice.
    fn run(&self, target: &Target, seeds: &[Seed], number: u64) {
        say_nothing_of_what_is_caught();
        let (seed, bytes) = mutant(seeds, number);
        let start = on_processor();
        let ran = catch_unwind(AssertUnwindSafe(|| target.run(&bytes, number.is_multiple_of(8))));
        let time = u64::try_from(on_processor().saturating_sub(start).as_micros()).unwrap_or(u64::MAX);
        self.runs.fetch_add(1, Ordering::Relaxed);
        let mut slowest = self.slowest.lock().expect("nobody panics with it");
        *slowest = (*slowest).max((time, number));
        drop(slowest);
        match ran {
            Ok(Taken { memory, allocations }) => {
                let size = (bytes.len() as u64).max(1_024);
                self.memory.fetch_max(memory / size, Ordering::Relaxed);
                self.allocations.fetch_max(allocations / size, Ordering::Relaxed);
            }
            Err(panic) => {
                let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
                let text: String = text.unwrap_or("a panic without words").chars().take(300).collect();
                let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mutant-{}-{number}", target.name));
                let first = format!("{}:{number} of {}, kept as {}", target.name, seed.name, kept.display());
                let mut failures = self.failures.lock().expect("nobody panics with it");
                let entry = failures.entry(text).or_insert_with(|| {
                    fs::write(&kept, &bytes).expect("a file can be written");
                    (0, first)
                });
                entry.0 += 1;
            }
        }
    }

    fn finish(&self, target: &Target, time: Duration) {
        let Self { runs, slowest, memory, allocations, failures } = self;
        let name = target.name;
        let (slowest, number) = *slowest.lock().expect("nobody panics with it");
        println!(
            "{name}: {runs:?} mutants in {:.0} s; the slowest, {number}, {slowest} µs, the largest ×{memory:?} bytes and ×{allocations:?} allocations for a byte",
            time.as_secs_f64()
        );
        let failures = failures.lock().expect("nobody panics with it");
        let shown: Vec<_> =
            failures.iter().map(|(text, (count, first))| format!("{count}× {first}\n    {text}")).collect();
        assert!(shown.is_empty(), "{name}: {} kinds of failures\n{}", shown.len(), shown.join("\n"));
    }
}

/// Every n-th mutant of a run of all tests.
fn sample(name: &str) {
    let target = Target::named(name);
    let (_, count) = share(target);
    let (seeds, tally, start) = (seeds::of(name), Tally::default(), Instant::now());
    on_one_thread(|| (0..count).for_each(|number| tally.run(target, &seeds, number)));
    tally.finish(target, start.elapsed());
}

/// The seeds themselves are read, and whole: no target is stopped at its first bytes.
#[test]
fn each_target_reads_its_seeds() {
    for target in &TARGETS {
        let seeds = seeds::of(target.name);
        assert!(seeds.len() >= 8, "{}: {} seeds", target.name, seeds.len());
        let allocations: u64 = on_one_thread(|| {
            let some = seeds.iter().step_by(seeds.len().div_ceil(12));
            some.map(|seed| target.run(&seed.bytes, true).allocations).sum()
        });
        assert!(allocations > 0, "{}: nothing is read", target.name);
    }
}

#[test]
fn mutants_of_images() {
    sample("image");
}

#[test]
fn mutants_of_metadata() {
    sample("metadata");
}

#[test]
fn mutants_of_signatures() {
    sample("signatures");
}

#[test]
fn mutants_of_bodies() {
    sample("bodies");
}

#[test]
fn mutants_of_attributes() {
    sample("attributes");
}

#[test]
fn mutants_of_symbols() {
    sample("symbols");
}

#[test]
fn mutants_of_archives() {
    sample("archives");
}

#[test]
fn mutants_of_assemblies() {
    sample("check");
}

/// What once went wrong, minimised: `tests/it/fuzz/kept/<target>-<what>`.
#[test]
fn what_went_wrong_once_goes_well() {
    let folder = crate::source::root().join("tests/it/fuzz/kept");
    let mut files: Vec<_> = fs::read_dir(folder).expect("it is there").flatten().map(|it| it.path()).collect();
    files.sort();
    for path in files {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let (target, _) = name.split_once('-').expect("it begins with the name of a target");
        let bytes = fs::read(&path).expect("a file can be read");
        on_one_thread(|| Target::named(target).run(&bytes, true));
    }
}

/// The same number is the same mutant, and hardly any is what it was made of.
#[test]
fn a_mutant_is_the_same_in_every_run() {
    for target in &TARGETS {
        let (seeds, again) = (seeds::of(target.name), seeds::of(target.name));
        let mut unchanged = 0;
        for number in 0..40 {
            let (seed, bytes) = mutant(&seeds, number);
            assert_eq!(bytes, mutant(&again, number).1, "{}:{number}", target.name);
            unchanged += usize::from(bytes == seed.bytes);
        }
        assert!(unchanged < 8, "{}: {unchanged} of 40 are unchanged", target.name);
    }
}

/// Runs the mutants of `target` below `count` on every core; one that does not end ends the whole.
fn campaign(target: &Target, count: u64) {
    let (seeds, tally, start) = (seeds::of(target.name), Tally::default(), Instant::now());
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    // What each thread is at; nothing once it is done.
    let current: Vec<Mutex<Option<(u64, Instant)>>> = (0..threads).map(|_| Mutex::default()).collect();
    let (next, done) = (AtomicU64::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let workers: Vec<_> = current
            .iter()
            .map(|current| {
                let (seeds, tally, next) = (&seeds, &tally, &next);
                scope.spawn(move || {
                    let numbers = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|number| *number < count);
                    let set = |it| *current.lock().expect("nobody panics with it") = it;
                    on_one_thread(|| {
                        for number in std::iter::from_fn(numbers) {
                            set(Some((number, Instant::now())));
                            tally.run(target, seeds, number);
                        }
                    });
                    set(None);
                })
            })
            .collect();
        let (current, done) = (&current, &done);
        scope.spawn(move || {
            while !done.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(200));
                for place in current {
                    let at = *place.lock().expect("nobody panics with it");
                    if let Some((number, _)) = at.filter(|(_, since)| since.elapsed() > ENDLESS) {
                        eprintln!("{}:{number} does not end", target.name);
                        std::process::abort();
                    }
                }
            }
        });
        let ended: Vec<_> = workers.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
        done.store(true, Ordering::Relaxed);
        assert!(ended.iter().all(Result::is_ok));
    });
    tally.finish(target, start.elapsed());
}

#[test]
#[ignore = "takes many minutes: a million mutants; run it with --release"]
fn slow_a_million_mutants() {
    if let Ok(one) = std::env::var("ILVET_MUTANT") {
        let (name, number) = one.split_once(':').expect("TARGET:NUMBER");
        let (target, number) = (Target::named(name), number.parse().expect("a number"));
        let (seeds, tally) = (seeds::of(name), Tally::default());
        on_one_thread(|| tally.run(target, &seeds, number));
        return tally.finish(target, Duration::default());
    }
    let all = std::env::var("ILVET_MUTANTS").map_or(1_000_000, |it| it.parse().expect("a number"));
    let only = std::env::var("ILVET_TARGET").ok();
    for target in TARGETS.iter().filter(|it| only.as_ref().is_none_or(|only| it.name == only)) {
        campaign(target, all * share(target).0 / 1_000);
    }
}

/// Writes the seeds to where the fuzz targets of `fuzz/` look for them.
#[test]
#[ignore = "writes files: the seeds of the fuzz targets, to fuzz/corpus"]
fn write_the_seeds() {
    for target in &TARGETS {
        let folder = crate::source::root().join("fuzz/corpus").join(target.name);
        fs::create_dir_all(&folder).expect("a folder can be made");
        for (number, seed) in seeds::of(target.name).iter().enumerate() {
            fs::write(folder.join(format!("seed-{number}")), &seed.bytes).expect("a file can be written");
        }
    }
}
