//! What each fuzz target does with bytes: reads all there is to read, and fails where something does not hold of any bytes whatever.
//!
//! The targets of `fuzz/` and the ordinary tests both call [`Target::run`]. What must hold: no panic; memory and allocations in proportion
//! to the input; the same bytes say the same again; what is wrong has a place inside of the file, a sentence and a section.

mod archives;
mod attributes;
mod code;
mod image;
mod metadata;
mod shown;
mod signatures;
mod symbols;
mod whole;

use std::fmt::{self, Debug, Write};
use std::hash::{DefaultHasher, Hasher};

use ilvet::bytes::{Diagnostics, Malformed};

/// One part of the tool that bytes are given to.
pub(crate) struct Target {
    /// The name of the fuzz target and of its folder of seeds.
    pub(crate) name: &'static str,
    read: fn(&[u8], &mut Seen),
    /// Bytes at the peak: so many, and so many more for each byte of the input.
    memory: (u64, u64),
    /// Allocations: so many, and so many more for each byte of the input.
    allocations: (u64, u64),
}

/// The targets, in the order of the layers that they enter.
pub(crate) const TARGETS: [Target; 8] = [
    Target { name: "image", read: image::read, memory: (64 << 10, 8), allocations: (2_000, 2) },
    Target { name: "metadata", read: metadata::read, memory: (256 << 10, 48), allocations: (20_000, 16) },
    Target { name: "signatures", read: signatures::read, memory: (64 << 10, 512), allocations: (2_000, 16) },
    Target { name: "bodies", read: code::read, memory: (64 << 10, 512), allocations: (2_000, 16) },
    Target { name: "attributes", read: attributes::read, memory: (64 << 10, 512), allocations: (2_000, 16) },
    Target { name: "symbols", read: symbols::read, memory: (4 << 20, 1_200), allocations: (20_000, 64) },
    Target { name: "archives", read: archives::read, memory: (32 << 20, 64), allocations: (100_000, 256) },
    Target { name: "check", read: whole::read, memory: (16 << 20, 64), allocations: (200_000, 512) },
];

/// What reading took at its peak and in all.
#[derive(Clone, Copy, Default)]
pub(crate) struct Taken {
    /// Bytes at the peak.
    pub(crate) memory: u64,
    /// Allocations.
    pub(crate) allocations: u64,
}

impl Target {
    /// The target of this name.
    #[allow(dead_code, reason = "the fuzz targets ask by name, the tests take all")]
    pub(crate) fn named(name: &str) -> &'static Self {
        TARGETS.iter().find(|it| it.name == name).unwrap_or_else(|| panic!("there is no target {name}"))
    }

    /// Reads `data`, once more if `twice`. What is counted is what this thread allocates: see [`on_one_thread`].
    pub(crate) fn run(&self, data: &[u8], twice: bool) -> Taken {
        let mut first = 0;
        let taken = allocation_counter::measure(|| first = self.hash(data));
        let allowed = |(base, factor): (u64, u64)| base + factor * data.len() as u64;
        let (memory, allocations) = (taken.bytes_max, taken.count_total);
        assert!(memory <= allowed(self.memory), "{}: {memory} bytes for {}", self.name, data.len());
        assert!(
            allocations <= allowed(self.allocations),
            "{}: {allocations} allocations for {}",
            self.name,
            data.len()
        );
        assert!(!twice || self.hash(data) == first, "{}: the same bytes say something else", self.name);
        Taken { memory, allocations }
    }

    fn hash(&self, data: &[u8]) -> u64 {
        let mut seen = Seen { hasher: DefaultHasher::new(), length: data.len() };
        (self.read)(data, &mut seen);
        seen.hasher.finish()
    }
}

/// Does all work of `job` on one thread, so that what it allocates can be counted there.
pub(crate) fn on_one_thread<T: Send>(job: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread starts");
    pool.install(job)
}

/// Everything that was seen of an input, as a hash.
struct Seen {
    hasher: DefaultHasher,
    /// Bytes of the input.
    length: usize,
}

impl Write for Seen {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.hasher.write(text.as_bytes());
        Ok(())
    }
}

impl Seen {
    fn note(&mut self, value: impl Debug) {
        write!(self, "{value:?}|").expect("a hash takes everything");
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.hasher.write(bytes);
    }

    /// What is wrong has a place, a sentence and a section.
    fn malformed(&mut self, at: &Malformed) {
        assert!(at.offset.0 as usize <= self.length, "{at} is behind the {} bytes that there are", self.length);
        assert!(is_clause(at.what) && at.section.len() > 3, "{at:?}");
        self.note(at);
    }

    fn diagnostics(&mut self, noticed: &Diagnostics) {
        for diagnostic in noticed.entries() {
            self.malformed(&diagnostic.at);
            assert!((2..=6).contains(&diagnostic.code.len()), "{diagnostic:?}");
            self.note(diagnostic);
        }
        self.note(noticed.dropped());
    }

    /// Notes what was read, or what is wrong with it.
    fn result<T: Debug>(&mut self, read: Result<T, Malformed>) -> Option<T> {
        match read {
            Ok(value) => {
                self.note(&value);
                Some(value)
            }
            Err(at) => {
                self.malformed(&at);
                None
            }
        }
    }
}

/// Whether this is said to a person: some words on one line, without a full stop.
fn is_clause(text: &str) -> bool {
    (5..400).contains(&text.len()) && !text.contains('\n') && !text.ends_with('.')
}
