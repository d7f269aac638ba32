//! The fuzz targets. What each does with bytes, and how bytes are changed with an eye for their structure, is in `tests/it/fuzz`:
//! the ordinary tests run the same on a fixed number of mutants.

#[path = "../../tests/it/fuzz/bodies/mod.rs"]
#[allow(dead_code, reason = "the tests measure with it too")]
mod bodies;
#[path = "../../tests/it/harmless.rs"]
mod harmless;
#[path = "../../tests/it/fuzz/mutate/mod.rs"]
#[allow(dead_code, reason = "the tests make their seeds with it too")]
mod mutate;
#[path = "../../tests/it/walk.rs"]
#[allow(dead_code, reason = "the tests ask for more")]
mod walk;

use std::panic;
use std::process;
use std::sync::{LazyLock, Once};

use bodies::Target;
use mutate::{ATTRIBUTE, Kind, Places, Random, SIGNATURE, mutate};

/// One thread on which all is done: what it allocates is counted.
static POOL: LazyLock<rayon::ThreadPool> = LazyLock::new(|| {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread starts")
});

/// Runs the target of this name.
pub fn run(name: &str, data: &[u8]) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        // The reader of Windows PDBs may panic: that costs the symbols and nothing else.
        panic::set_hook(Box::new(move |info| {
            if !ilvet::symbols::is_boxed() {
                before(info);
                process::abort();
            }
        }));
    });
    POOL.install(|| Target::named(name).run(data, data.len() % 8 == 0));
}

/// Changes an input of the target of this name: by its structure, or as `plain` does. Tells the new length.
pub fn change(
    name: &str,
    data: &mut [u8],
    size: usize,
    most: usize,
    seed: u32,
    plain: fn(&mut [u8], usize, usize) -> usize,
) -> usize {
    let kind = match name {
        "image" | "metadata" | "check" => Kind::Module,
        "symbols" if data.starts_with(b"BSJB") => Kind::Module,
        "archives" => Kind::Zip,
        "bodies" => Kind::Body,
        "signatures" => Kind::Bytes(&SIGNATURE),
        "attributes" => Kind::Bytes(&ATTRIBUTE),
        _ => Kind::Bytes(&[]),
    };
    if seed % 3 == 0 || size == 0 {
        return plain(data, size, most);
    }
    let mut bytes = data.get(..size).unwrap_or_default().to_vec();
    let places = if kind == Kind::Module { Places::of(&bytes) } else { Places::default() };
    mutate(&mut Random::new(seed.into()), &mut bytes, kind, &places, &[]);
    bytes.truncate(most.min(data.len()));
    if let Some(slots) = data.get_mut(..bytes.len()) {
        slots.copy_from_slice(&bytes);
    }
    bytes.len()
}
