//! Debian's Mono class libraries: real assemblies of many years and compilers, for the tests that are too slow for every run. Or what is
//! below the folders of `ILVET_CORPUS`, written as `PATH` is.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ilvet::bytes::Diagnostics;
use ilvet::limits::Limits;
use ilvet::model::{LoadedFile, Supplied, Universe};
use ilvet::pe::Image;
use ilvet::text::Text;
use walkdir::WalkDir;

/// Where `libmono-cil-dev` and what it depends on put their libraries.
const ROOTS: [&str; 2] = ["/usr/lib/mono/4.5", "/usr/lib/mono/gac"];

/// A file of the corpus.
pub(crate) struct CorpusFile {
    /// Without symbolic links.
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
}

impl CorpusFile {
    /// The file's name without `.dll`.
    pub(crate) fn stem(&self) -> String {
        self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Hands the universe of this file alone to `look`.
    pub(crate) fn alone<T>(&self, look: impl FnOnce(&Universe<'_>) -> T) -> T {
        universe(vec![self], look)
    }
}

/// Hands a universe of `files` to `look`; the first is the input.
pub(crate) fn universe<T>(files: Vec<&CorpusFile>, look: impl FnOnce(&Universe<'_>) -> T) -> T {
    let loaded: Vec<LoadedFile> = files
        .into_iter()
        .map(|file| LoadedFile {
            supplied: Supplied { label: Text(file.path.display().to_string()), bytes: file.bytes.clone() },
            symbols: None,
        })
        .collect();
    let universe = Universe::open(&loaded, &Limits::default()).expect("a library of the corpus opens");
    look(&universe)
}

/// Whether there is metadata.
fn is_assembly(bytes: &[u8]) -> bool {
    let image = Image::open(bytes, &Limits::default(), &mut Diagnostics::default());
    image.is_ok_and(|image| image.metadata().is_ok())
}

/// Whether the corpus is Debian's: large, and known to be healthy.
pub(crate) fn is_debians() -> bool {
    std::env::var_os("ILVET_CORPUS").is_none()
}

/// The distinct DLLs by path and content, in the order of their paths. Without the packages `None`, unless
/// `ILVET_REQUIRE_CORPUS` is 1: then the test fails. Of other folders those that are assemblies.
pub(crate) fn corpus() -> Option<Vec<CorpusFile>> {
    let named = std::env::var_os("ILVET_CORPUS");
    let roots: Vec<PathBuf> =
        named.as_ref().map_or_else(|| ROOTS.map(PathBuf::from).to_vec(), |it| std::env::split_paths(it).collect());
    let mut paths = BTreeSet::new();
    for root in roots {
        for entry in WalkDir::new(root).into_iter().flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "dll") {
                paths.extend(entry.path().canonicalize().ok());
            }
        }
    }
    let mut seen = BTreeSet::new();
    let mut files = Vec::new();
    for path in paths {
        let bytes = std::fs::read(&path).expect("a file of the corpus can be read");
        let is_taken = named.is_none() || is_assembly(&bytes);
        if is_taken && seen.insert(bytes.clone()) {
            files.push(CorpusFile { path, bytes });
        }
    }
    let tools = Path::new("/usr/bin/monodis").exists();
    if tools && !files.is_empty() {
        return Some(files);
    }
    assert!(
        std::env::var("ILVET_REQUIRE_CORPUS").as_deref() != Ok("1"),
        "ILVET_REQUIRE_CORPUS=1, and libmono-cil-dev or mono-utils is not installed"
    );
    println!("skipped: libmono-cil-dev and mono-utils are not installed");
    None
}
