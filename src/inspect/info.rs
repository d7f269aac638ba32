//! What an assembly is: identity, key, flags, references, resources.

use std::cell::Cell;
use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::check::{Opened, Options, Unit, hex};
use crate::finding::{Report, Status};
use crate::metadata::{
    Assembly, AssemblyFlags, AssemblyRef, BlobIndex, CustomAttribute, Event, ExportedType, Field, File, FileAttributes,
    GenericParam, HasCustomAttribute, Implementation, ManifestResource, ManifestResourceAttributes, MemberRef,
    MethodDef, MethodSpec, Module as ModuleRow, ModuleRef, Param, Property, Rid, Row, Token, TypeDef, TypeRef,
    TypeSpec,
};
use crate::model::{MethodHandle, Module, public_key_token};
use crate::pe::{CliFlags, EntryPoint, Image, Rva};
use crate::text::Text;

use super::forwards::forwards_in;
use super::marks::{AttributeItem, attributes};
use super::room::Room;
use super::{View, look};

/// What the assemblies are, one item each.
pub type Info = View<InfoItem>;

/// What an assembly is.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InfoItem {
    /// Its full name: `Acme.Plugins, Version=1.0.0.0, Culture=neutral, PublicKeyToken=…`; the module's name where it has no manifest.
    pub id: Text,
    /// Token of its Assembly row; of the Module row where it has no manifest.
    pub token: String,
    /// Simple name, from its tables; the module's name where it has no manifest.
    pub assembly: Text,
    /// The same.
    pub name: Text,
    /// The input it is from.
    pub input: Text,
    /// `library`, `program`, or `module`: a part of an assembly of several files, without a manifest.
    pub kind: &'static str,
    /// Of a program `console` or `windows`, as its header says; `None` for another one, and for what is no program.
    pub subsystem: Option<&'static str>,
    /// `1.0.0.0`; `None` for a module.
    pub version: Option<String>,
    /// `None` for the neutral one and for a module.
    pub culture: Option<Text>,
    /// 16 hex digits; `None` without a public key.
    pub public_key_token: Option<String>,
    /// `none`, `signed` (nobody verified the signature), `delaySigned` (there is room for a signature), `publicSigned` (the signature is
    /// empty and said to be there); `None` for a module.
    pub strong_name: Option<&'static str>,
    /// Name of the module, which is that of the file at the time of the build.
    pub module: Text,
    /// Module version id.
    pub mvid: Option<String>,
    /// Version of the metadata: the runtime that is asked for, such as `v4.0.30319`.
    pub runtime_version: Text,
    /// From `TargetFrameworkAttribute`.
    pub target_framework: Option<Text>,
    /// The processor in the file's header.
    pub machine: String,
    /// What the header and the flags come to: `Any CPU`, `Any CPU, 32-bit preferred`, `x86`, `x64`, …
    pub architecture: String,
    /// `ilOnly`, `requires32Bit`, `prefers32Bit`, `strongNameSigned`, `nativeEntryPoint`, `readyToRun`, `nativeImage`, `mixed`.
    pub flags: Vec<&'static str>,
    /// Where a program starts: documentation-comment id of the method, or the file or address.
    pub entry_point: Option<Text>,
    /// What could be read of it: the `status` of a report.
    pub status: Status,
    /// The input whose bytes are the same, where that one stands for both.
    pub duplicate_of: Option<Text>,
    /// Bytes of the file.
    pub bytes: usize,
    /// Assemblies that it refers to, in the order of the table.
    pub references: Vec<Reference>,
    /// Other modules and native libraries that it refers to.
    pub modules: Vec<Text>,
    /// Other files of the assembly.
    pub files: Vec<AssemblyFile>,
    /// How many types it forwards, by the assembly to which it does.
    pub forwards: BTreeMap<Text, u32>,
    /// What is in it, or with it, that is no code.
    pub resources: Vec<Resource>,
    /// Its custom attributes, but for those that compilers write for themselves.
    pub attributes: Vec<AttributeItem>,
    /// Rows of the tables that people ask for, and `methodsWithBody`.
    pub counts: BTreeMap<&'static str, u32>,
    /// Its symbols.
    pub symbols: SymbolsInfo,
    /// The classes that the platform calls.
    pub roots: Vec<RootName>,
}

/// An assembly that is referred to.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reference {
    /// Simple name.
    pub name: Text,
    /// The version that was compiled against.
    pub version: String,
    /// `None` for the neutral one.
    pub culture: Option<Text>,
    /// 16 hex digits, fewer where the row holds fewer bytes; `None` for an assembly without a strong name.
    pub public_key_token: Option<String>,
    /// Token of its row.
    pub token: String,
    /// The file in which it was found; `None` where it was not looked for (the framework, the SDK) or not found.
    pub found: Option<Text>,
}

/// Another file of the assembly.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AssemblyFile {
    /// Its name.
    pub name: Text,
    /// Whether it is a module; otherwise it holds a resource.
    pub module: bool,
}

/// Something in an assembly that is no code.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource {
    /// Its name.
    pub name: Text,
    /// `embedded`, `linked` (in another file), `assembly` (in another assembly).
    pub kind: &'static str,
    /// The other file or assembly.
    pub location: Option<Text>,
    /// Whether other assemblies may use it.
    pub public: bool,
    /// Bytes; `None` where it is elsewhere or cannot be read.
    pub bytes: Option<u32>,
    /// SHA-256 of them, where they do not overlap with those of others.
    #[serde(skip)]
    pub content: Option<[u8; 32]>,
}

/// What was found of symbols.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SymbolsInfo {
    /// Where they are from, as in a report; `None` where there are none that match.
    pub kind: Option<&'static str>,
    /// Why those that are there were not used, or what of those that are used is not there.
    pub refused: Option<Text>,
}

/// A class that the platform calls.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RootName {
    /// Documentation-comment id.
    pub id: Text,
    /// What kind of root it is, as in a report.
    pub kind: &'static str,
}

/// What every assembly of `units` is.
#[must_use]
pub fn info(input: Text, units: &[Unit], options: &Options) -> (Info, Report) {
    let (mut view, report) = look("info", input, units, options, |opened, room| vec![info_of(opened, room)]);
    let copies = report.assemblies.iter().filter_map(|it| Some((&it.input, it.duplicate_of.as_ref()?)));
    let copies: Vec<InfoItem> = copies
        .filter_map(|(copy, first)| {
            let known = view.items.iter().find(|it| it.input == *first)?.clone();
            Some(InfoItem {
                input: copy.clone(),
                status: Status::DuplicateOf,
                duplicate_of: Some(first.clone()),
                ..known
            })
        })
        .collect();
    view.items.extend(copies);
    let places: BTreeMap<&Text, usize> = units.iter().enumerate().map(|(at, unit)| (&unit.label, at)).collect();
    view.items.sort_by_key(|it| places.get(&it.input).copied());
    (view, report)
}

/// What the input is.
pub(super) fn info_of(opened: &Opened<'_, '_>, room: &mut Room) -> InfoItem {
    let module = opened.universe.input();
    let (metadata, image) = (&module.metadata, &module.image);
    let manifest = metadata.row(Rid::<Assembly>::FIRST).ok();
    let name = opened.info.name.clone();
    let key = manifest.and_then(|row| blob(module, row.public_key)).unwrap_or_default();
    let culture = manifest.and_then(|row| some_text(module, row.culture));
    let public_key_token = (!key.is_empty()).then(|| hex(&public_key_token(key)));
    let flags = flags(image);
    let fuel = Cell::new(image.bytes().len());
    let is_library = image.characteristics() & 0x2000 != 0;
    let kind = match (manifest.is_some(), is_library) {
        (false, _) => "module",
        (true, true) => "library",
        (true, false) => "program",
    };
    InfoItem {
        id: match (&manifest, &opened.info.version) {
            (Some(_), Some(version)) => full_name(&name, version, culture.as_ref(), public_key_token.as_deref()),
            _ => name.clone(),
        },
        token: if manifest.is_some() { token(Rid::<Assembly>::FIRST) } else { token(Rid::<ModuleRow>::FIRST) },
        assembly: name.clone(),
        name,
        input: module.label.clone(),
        kind,
        subsystem: subsystem(image.subsystem()).filter(|_| kind == "program"),
        version: opened.info.version.clone(),
        culture,
        strong_name: manifest.map(|_| strong_name(image, key)),
        public_key_token,
        module: Text(module.name.text().into_owned()),
        mvid: opened.info.mvid.clone(),
        runtime_version: Text(metadata.version().text().into_owned()),
        target_framework: opened.info.target_framework.clone(),
        machine: machine(image.machine()),
        architecture: architecture(image),
        flags,
        entry_point: entry_point(opened),
        status: opened.info.status,
        duplicate_of: None,
        bytes: image.bytes().len(),
        references: references(opened, room),
        modules: rows(module, room, |_, row: &ModuleRef| text(module, row.name), |name| vec![name]),
        files: rows(
            module,
            room,
            |_, row: &File| AssemblyFile {
                name: text(module, row.name),
                module: !row.flags.contains(FileAttributes::CONTAINS_NO_METADATA),
            },
            |file| vec![&file.name],
        ),
        forwards: forwards(module, room),
        attributes: assembly_attributes(opened, room),
        resources: rows(module, room, |_, row| resource(module, &fuel, row), |it: &Resource| vec![&it.name]),
        counts: counts(opened),
        symbols: SymbolsInfo { kind: opened.info.symbols, refused: opened.info.symbols_refused.clone() },
        roots: opened.roots().into_iter().map(|root| RootName { id: root.more.id, kind: root.kind }).collect(),
    }
}

fn forwards(module: &Module<'_>, room: &mut Room) -> BTreeMap<Text, u32> {
    let mut counts = BTreeMap::new();
    for (_, _, target, _) in forwards_in(module).filter(|(.., file)| !file) {
        if counts.contains_key(&target) || !room.is_full() && room.take([&target]) {
            *counts.entry(target).or_default() += 1;
        }
    }
    counts
}

fn assembly_attributes(opened: &Opened<'_, '_>, room: &mut Room) -> Vec<AttributeItem> {
    // Compilers only read it, and people write it.
    const FRIEND: &str = "T:System.Runtime.CompilerServices.InternalsVisibleToAttribute";
    let universe = opened.universe;
    let all = attributes(universe, universe.input().id, HasCustomAttribute::Assembly(Rid::FIRST));
    let mut said: Vec<AttributeItem> = all.into_iter().filter(|it| !it.plumbing || it.id.as_str() == FRIEND).collect();
    said.retain(|it| !room.is_full() && room.hold(64 + it.text.len() + it.shape.exact.len()));
    for it in &mut said {
        it.plumbing = false;
    }
    said
}

/// The rows of a table as items, as far as there is room.
fn rows<R: Row, T>(
    module: &Module<'_>,
    room: &mut Room,
    make: impl Fn(Rid<R>, &R) -> T,
    texts: impl Fn(&T) -> Vec<&Text>,
) -> Vec<T> {
    let mut items = Vec::new();
    for (rid, row) in module.metadata.rows::<R>() {
        if !room.is_full() {
            let item = make(rid, &row);
            if room.take(texts(&item)) {
                items.push(item);
            }
        }
    }
    items
}

fn text(module: &Module<'_>, index: crate::metadata::StringIndex) -> Text {
    Text(module.metadata.name(index).text().into_owned())
}

fn some_text(module: &Module<'_>, index: crate::metadata::StringIndex) -> Option<Text> {
    Some(text(module, index)).filter(|text| !text.as_str().is_empty())
}

fn token<T: Row>(rid: Rid<T>) -> String {
    Token::from(rid).to_string()
}

fn blob<'a>(module: &Module<'a>, index: BlobIndex) -> Option<&'a [u8]> {
    module.metadata.blob(index).ok().map(|reader| reader.rest())
}

/// An assembly's name as .NET writes it (§II.6.3, `Assembly.FullName`).
fn full_name(name: &Text, version: &str, culture: Option<&Text>, token: Option<&str>) -> Text {
    let culture = culture.map_or("neutral", Text::as_str);
    Text(format!("{}, Version={version}, Culture={culture}, PublicKeyToken={}", name.as_str(), token.unwrap_or("null")))
}

fn strong_name(image: &Image<'_>, key: &[u8]) -> &'static str {
    let signature = image.cli().strong_name_signature;
    let bytes = image.at(signature.rva, "§II.6.2.1.3").map(|at| at.clamped(signature.size as usize).rest());
    let is_blank = !bytes.is_ok_and(|bytes| bytes.iter().any(|byte| *byte != 0));
    let is_flagged = image.cli().flags.contains(CliFlags::STRONG_NAME_SIGNED);
    match (key.is_empty(), is_flagged, is_blank || signature.rva == Rva(0)) {
        (true, ..) => "none",
        (false, true, false) => "signed",
        (false, true, true) => "publicSigned",
        (false, false, _) => "delaySigned",
    }
}

/// The processor of a COFF header (§II.25.2.2, and the PE/COFF specification).
fn machine(number: u16) -> String {
    let word = |number| {
        Some(match number {
            0x014C => "x86",
            0x0200 => "ia64",
            0x01C0 | 0x01C2 | 0x01C4 => "arm",
            0x8664 => "x64",
            0xAA64 => "arm64",
            _ => return None,
        })
    };
    // ReadyToRun images carry the operating system that their code is for.
    let systems = [(0, ""), (0x7B79, " Linux"), (0x4644, " macOS"), (0xADC4, " FreeBSD"), (0x1993, " NetBSD")];
    let known = systems.iter().find_map(|(bits, system)| Some(format!("{}{system}", word(number ^ bits)?)));
    known.unwrap_or_else(|| format!("0x{number:04x}"))
}

/// For what a program is made (§II.25.2.3.2): with a console or with windows.
fn subsystem(number: u16) -> Option<&'static str> {
    match number {
        2 => Some("windows"),
        3 => Some("console"),
        _ => None,
    }
}

fn architecture(image: &Image<'_>) -> String {
    let flags = image.cli().flags;
    let any = image.machine() == 0x014C && !image.is_pe32_plus() && flags.contains(CliFlags::IL_ONLY);
    match (any, flags.contains(CliFlags::REQUIRES_32_BIT), flags.contains(CliFlags::PREFERS_32_BIT)) {
        (true, true, true) => "Any CPU, 32-bit preferred".to_owned(),
        (true, false, _) => "Any CPU".to_owned(),
        _ => machine(image.machine()),
    }
}

fn flags(image: &Image<'_>) -> Vec<&'static str> {
    let cli = image.cli();
    let native = cli.managed_native_header;
    let is_ready = image
        .at(native.rva, "ReadyToRun header")
        .is_ok_and(|at| at.rest().starts_with(b"RTR\0") && native.rva != Rva(0));
    [
        (cli.flags.contains(CliFlags::IL_ONLY), "ilOnly"),
        (cli.flags.contains(CliFlags::REQUIRES_32_BIT), "requires32Bit"),
        (cli.flags.contains(CliFlags::PREFERS_32_BIT), "prefers32Bit"),
        (cli.flags.contains(CliFlags::STRONG_NAME_SIGNED), "strongNameSigned"),
        (cli.flags.contains(CliFlags::NATIVE_ENTRY_POINT), "nativeEntryPoint"),
        (is_ready, "readyToRun"),
        (image.is_ready_to_run() && !is_ready, "nativeImage"),
        (image.is_mixed_mode(), "mixed"),
    ]
    .into_iter()
    .filter_map(|(is, word)| is.then_some(word))
    .collect()
}

fn entry_point(opened: &Opened<'_, '_>) -> Option<Text> {
    let module = opened.universe.input();
    let token = match module.image.cli().entry_point {
        EntryPoint::None => return None,
        EntryPoint::Native(rva) => return Some(Text(format!("native code at {rva}"))),
        EntryPoint::Token(token) => Token(token),
    };
    if let Some(rid) = token.rid::<MethodDef>() {
        return Some(opened.universe.method_doc_id(MethodHandle::Def(module.method_id(rid))));
    }
    let file = token.rid::<File>().and_then(|rid| module.metadata.row(rid).ok());
    Some(file.map_or_else(|| Text(token.to_string()), |row| text(module, row.name)))
}

fn references(opened: &Opened<'_, '_>, room: &mut Room) -> Vec<Reference> {
    let module = opened.universe.input();
    let make = |rid, row: &AssemblyRef| {
        let key = blob(module, row.public_key_or_token).filter(|key| !key.is_empty());
        let is_whole = row.flags.contains(AssemblyFlags::PUBLIC_KEY);
        let name = text(module, row.name);
        // A name that cannot be read is empty, and that of nothing.
        let found = opened.universe.module_named(name.as_str().as_bytes()).filter(|_| !name.as_str().is_empty());
        let found = found.map(|module| module.label.clone());
        Reference {
            version: version([row.major_version, row.minor_version, row.build_number, row.revision_number]),
            culture: some_text(module, row.culture),
            public_key_token: key
                .map(|key| if is_whole { hex(&public_key_token(key)) } else { hex(key.get(..8).unwrap_or(key)) }),
            token: token(rid),
            found,
            name,
        }
    };
    rows(module, room, make, |it| vec![&it.name])
}

fn version(parts: [u16; 4]) -> String {
    parts.map(|part| part.to_string()).join(".")
}

/// Something that is no code. `fuel` is what may still be hashed: resources may overlap without end, and of more only the size is known.
fn resource(module: &Module<'_>, fuel: &Cell<usize>, row: &ManifestResource) -> Resource {
    let metadata = &module.metadata;
    let (kind, location, content) = match row.implementation {
        None => ("embedded", None, resource_bytes(module, row.offset)),
        Some(Implementation::File(rid)) => ("linked", metadata.row(rid).ok().map(|row| text(module, row.name)), None),
        Some(Implementation::AssemblyRef(rid)) => {
            ("assembly", metadata.row(rid).ok().map(|row| text(module, row.name)), None)
        }
        Some(Implementation::ExportedType(_)) => ("linked", None, None),
    };
    let public = (row.flags & ManifestResourceAttributes::VISIBILITY_MASK).bits() == 1;
    let content_size = content.map(<[u8]>::len);
    let content = content.filter(|it| {
        let left = fuel.get().checked_sub(it.len());
        fuel.set(left.unwrap_or(fuel.get()));
        left.is_some()
    });
    let bytes = content_size.and_then(|size| u32::try_from(size).ok());
    let content = content.map(|it| Sha256::digest(it).into());
    Resource { name: text(module, row.name), kind, location, public, bytes, content }
}

/// The resource at `offset` of the resources, which begins with its length (§II.24.2.4 of the resources in the CLI header,
/// §II.25.3.3); `None` where they are not all there.
fn resource_bytes<'a>(module: &Module<'a>, offset: u32) -> Option<&'a [u8]> {
    let directory = module.image.cli().resources;
    let all = module.image.at(directory.rva, "§II.22.24").ok()?.clamped(directory.size as usize);
    let mut at = all.at(offset as usize)?;
    let size = at.u32("a resource is cut").ok()?;
    at.rest().get(..size as usize)
}

fn counts(opened: &Opened<'_, '_>) -> BTreeMap<&'static str, u32> {
    let metadata = &opened.universe.input().metadata;
    BTreeMap::from([
        ("types", metadata.count::<TypeDef>()),
        ("fields", metadata.count::<Field>()),
        ("methods", metadata.count::<MethodDef>()),
        ("methodsWithBody", opened.info.methods.with_body),
        ("properties", metadata.count::<Property>()),
        ("events", metadata.count::<Event>()),
        ("parameters", metadata.count::<Param>()),
        ("genericParameters", metadata.count::<GenericParam>()),
        ("typeReferences", metadata.count::<TypeRef>()),
        ("memberReferences", metadata.count::<MemberRef>()),
        ("typeSpecifications", metadata.count::<TypeSpec>()),
        ("methodSpecifications", metadata.count::<MethodSpec>()),
        ("attributes", metadata.count::<CustomAttribute>()),
        ("exportedTypes", metadata.count::<ExportedType>()),
        ("resources", metadata.count::<ManifestResource>()),
    ])
}
