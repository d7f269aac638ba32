//! What the mutants of each target are made of: fixtures, parts of them, and files that the writers of the tests make.

use std::collections::BTreeSet;
use std::path::Path;

use ilvet::bytes::Diagnostics;
use ilvet::il::{Body, Opcode};
use ilvet::limits::Limits;
use ilvet::metadata::{
    CustomAttribute, CustomAttributeType, Field, MemberRef, Metadata, MethodDef, MethodSpec, Property, StandAloneSig,
    Token, TypeSpec,
};
use ilvet::pe::{Image, Rva};
use walkdir::WalkDir;

use super::mutate::{Kind, Places, Random};
use crate::archives::maker::{Entry, zip};
use crate::source::root;

/// A file that mutants are made of.
pub(crate) struct Seed {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) bytes: Vec<u8>,
    pub(crate) places: Places,
}

impl Seed {
    fn new(name: impl Into<String>, kind: Kind, bytes: Vec<u8>) -> Self {
        let places = if kind == Kind::Module { Places::of(&bytes) } else { Places::default() };
        Self { name: name.into(), kind, bytes, places }
    }
}

/// Files below `testdata` with this end, the smaller ones, `count` of them from all folders.
fn fixtures(end: &str, largest: usize, count: usize) -> Vec<(String, Vec<u8>)> {
    let entries = WalkDir::new(root().join("testdata")).sort_by_file_name().into_iter().flatten();
    let paths = entries.map(walkdir::DirEntry::into_path).filter(|path| path.to_string_lossy().ends_with(end));
    let files = paths.map(|path| (path.display().to_string(), std::fs::read(path).expect("a fixture")));
    let small: Vec<_> = files.filter(|(_, bytes)| bytes.len() <= largest).collect();
    let step = small.len().div_ceil(count).max(1);
    small.into_iter().step_by(step).collect()
}

fn file(path: &str) -> Vec<u8> {
    std::fs::read(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Assemblies of every compiler and kind, and those that were written in IL.
fn assemblies() -> Vec<(String, Vec<u8>)> {
    let mut all = fixtures(".dll", 9_000, 40);
    let entries = std::fs::read_dir(root().join("testdata/il")).expect("it is there").flatten();
    let mut written: Vec<_> =
        entries.map(|it| it.path()).filter(|it| it.extension().is_some_and(|it| it == "dll")).collect();
    written.sort();
    all.extend(written.into_iter().map(|path| (path.display().to_string(), std::fs::read(path).expect("a fixture"))));
    all.push(("embedded.dll".to_owned(), file("src/symbols/testdata/embedded.dll")));
    all
}

/// Hands image and metadata of an assembly to `look`.
fn opened<T>(bytes: &[u8], look: impl FnOnce(&Image<'_>, &Metadata<'_>) -> T) -> T {
    let (limits, mut ignored) = (Limits::default(), Diagnostics::default());
    let image = Image::open(bytes, &limits, &mut ignored).expect("a fixture opens");
    let metadata = Metadata::open(image.metadata().expect("it has metadata"), &limits, &mut ignored).expect("it opens");
    look(&image, &metadata)
}

/// The seeds of a target.
pub(crate) fn of(target: &str) -> Vec<Seed> {
    let module = |(name, bytes)| Seed::new(name, Kind::Module, bytes);
    match target {
        "image" | "check" => assemblies().into_iter().map(module).collect(),
        "metadata" => {
            let roots = assemblies().into_iter().map(|(name, bytes)| {
                let root = opened(&bytes, |image, _| image.metadata().expect("it has metadata").rest().to_vec());
                (name, root)
            });
            roots.chain(fixtures(".pdb", 9_000, 10)).map(module).collect()
        }
        "signatures" => parts(&signatures, &super::mutate::SIGNATURE),
        "attributes" => parts(&attributes, &super::mutate::ATTRIBUTE),
        "bodies" => bodies(),
        "symbols" => symbols(),
        "archives" => archives(),
        other => panic!("there are no seeds for {other}"),
    }
}

/// Distinct parts of all assemblies.
fn parts(of: &dyn Fn(&Metadata<'_>, &mut BTreeSet<Vec<u8>>), words: &'static [&'static [u8]]) -> Vec<Seed> {
    let mut found = BTreeSet::new();
    for (_, bytes) in assemblies() {
        opened(&bytes, |_, metadata| of(metadata, &mut found));
    }
    let seeds = found.into_iter().enumerate();
    seeds.map(|(number, bytes)| Seed::new(format!("part {number}"), Kind::Bytes(words), bytes)).collect()
}

fn signatures(metadata: &Metadata<'_>, found: &mut BTreeSet<Vec<u8>>) {
    let blobs = (metadata.rows::<Field>().map(|(_, row)| row.signature))
        .chain(metadata.rows::<MethodDef>().map(|(_, row)| row.signature))
        .chain(metadata.rows::<MemberRef>().map(|(_, row)| row.signature))
        .chain(metadata.rows::<StandAloneSig>().map(|(_, row)| row.signature))
        .chain(metadata.rows::<Property>().map(|(_, row)| row.signature))
        .chain(metadata.rows::<TypeSpec>().map(|(_, row)| row.signature))
        .chain(metadata.rows::<MethodSpec>().map(|(_, row)| row.instantiation));
    found.extend(blobs.filter_map(|blob| Some(metadata.blob(blob).ok()?.rest().to_vec())));
}

/// The signature of the constructor behind its length, then the value.
fn attributes(metadata: &Metadata<'_>, found: &mut BTreeSet<Vec<u8>>) {
    for (_, row) in metadata.rows::<CustomAttribute>() {
        let constructor = match row.constructor {
            Some(CustomAttributeType::MethodDef(rid)) => metadata.row(rid).map(|it| it.signature),
            Some(CustomAttributeType::MemberRef(rid)) => metadata.row(rid).map(|it| it.signature),
            None => continue,
        };
        let signature = constructor.and_then(|blob| metadata.blob(blob)).expect("a fixture is healthy").rest();
        let value = metadata.blob(row.value).expect("a fixture is healthy").rest();
        let length = u8::try_from(signature.len()).expect("it is short");
        found.insert([&[length], signature, value].concat());
    }
}

fn bodies() -> Vec<Seed> {
    let mut found = BTreeSet::new();
    for (_, bytes) in assemblies() {
        opened(&bytes, |image, metadata| {
            for (_, row) in metadata.rows::<MethodDef>().filter(|(_, row)| row.rva != 0) {
                let at = image.at(Rva(row.rva), "").expect("a fixture is healthy");
                let body = Body::open(at, Token(0x0600_0001), &mut Diagnostics::default(), &Limits::default());
                if let Ok(body) = body {
                    let alignment = u8::try_from(at.offset().0 % 4).expect("below 4");
                    found.insert([&[alignment], &at.rest()[..body.size]].concat());
                }
            }
        });
    }
    let mut random = Random::new(1);
    found.extend((0..400).map(|_| random_body(&mut random)));
    found
        .into_iter()
        .enumerate()
        .map(|(number, bytes)| Seed::new(format!("body {number}"), Kind::Body, bytes))
        .collect()
}

/// A body that no compiler made but that is likely to get far: real opcodes, short jumps, plausible headers.
fn random_body(random: &mut Random) -> Vec<u8> {
    let mut code = Vec::new();
    for _ in 0..random.below(40) {
        let opcode = Opcode::ALL[random.below(Opcode::ALL.len())];
        code.extend(&opcode.code().to_be_bytes()[2 - opcode.size()..]);
        let operand = opcode.operand_kind().size();
        code.extend((0..operand).map(|place| if place == 0 { random.byte() % 40 } else { 0 }));
    }
    let fat = |flags: u8| {
        let length = u32::try_from(code.len()).expect("it is short").to_le_bytes();
        [&[0x03 | flags, 0x30, 8, 0], &length[..], &[0; 4]].concat()
    };
    let header = match random.below(4) {
        0 => vec![u8::try_from(code.len().min(63)).expect("6 bits") << 2 | 2],
        1 => fat(0x8),
        _ => fat(0),
    };
    let mut bytes = vec![random.byte()];
    bytes.extend(header);
    bytes.extend(code);
    bytes.resize(1 + (bytes.len() - 1).next_multiple_of(4), 0);
    bytes.extend([0x41, 24, 0, 0]);
    bytes.extend((0..6).flat_map(|_| [random.byte() % 64, 0, 0, 0]));
    bytes
}

/// What matters in line programs and records.
const SYMBOLS: [&[u8]; 8] = [
    &[0xFF, 0xFF, 0xFF, 0xFF],
    &[0xDF, 0xFF, 0xFF, 0xFF],
    &[0x80, 0x00],
    &[0xC0, 0, 0, 0],
    &[0xEE, 0xFE, 0xFE, 0x00],
    &[0x2A, 0x11],
    &[0xF2, 0, 0, 0],
    &[0, 0, 0],
];

fn symbols() -> Vec<Seed> {
    let mut seeds: Vec<Seed> =
        fixtures(".pdb", 9_000, 12).into_iter().map(|(name, bytes)| Seed::new(name, Kind::Module, bytes)).collect();
    let mdb = fixtures(".mdb", 9_000, 8).into_iter();
    seeds.extend(mdb.map(|(name, bytes)| Seed::new(name, Kind::Bytes(&SYMBOLS), bytes)));
    seeds.push(Seed::new("windows.pdb", Kind::Bytes(&SYMBOLS), file("tests/it/fuzz/windows.pdb")));
    let dll = file("src/symbols/testdata/embedded.dll");
    let packed = dll.windows(4).position(|window| window == b"MPDB").expect("it has symbols in it");
    seeds.push(Seed::new("packed", Kind::Bytes(&SYMBOLS), dll[packed..].to_vec()));
    seeds
}

/// Solutions and packages: stored, so that what is in them can be changed too, and deflated.
fn archives() -> Vec<Seed> {
    let dll = file("testdata/rules/thread-sleep/bad.dll");
    let package = zip(&[
        Entry::stored("[Content_Types].xml", b"<Types/>"),
        Entry::deflated("lib/net462/a.dll", &dll),
        Entry::stored("lib/net462/b.dll", &dll[..2_048]),
    ]);
    let customizations = fixtures(".xml", 20_000, 400)
        .into_iter()
        .filter(|(name, _)| Path::new(name).file_name().is_some_and(|it| it == "bad.xml"));
    let mut seeds = vec![Seed::new("package", Kind::Zip, package.clone())];
    for (name, xml) in customizations {
        let entries = [
            Entry::stored("solution.xml", b"<ImportExportXml/>"),
            Entry::stored("customizations.xml", &xml),
            Entry::stored("PluginAssemblies/", b""),
            Entry::deflated("PluginAssemblies/A-1/A.dll", &dll),
            Entry::stored("pluginpackages/p/package/p.nupkg", &package),
        ];
        seeds.push(Seed::new(name, Kind::Zip, zip(&entries)));
    }
    seeds
}
