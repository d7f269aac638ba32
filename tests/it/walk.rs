//! Reads everything of an assembly that can be read, in every way that the tool does, and tells what was healthy.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use ilvet::apis::bans::{BanList, SETS};
use ilvet::bytes::{Diagnostics, Loss, Malformed};
use ilvet::check::{Options, Unit, check};
use ilvet::finding::{Report, Status};
use ilvet::il::{Body, Code};
use ilvet::limits::Limits;
use ilvet::metadata::{
    Event, EventMap, Field, GenericParam, HasCustomAttribute, Keyed, Listed, MemberRef, MethodDef, MethodSpec, Owns,
    Param, Property, PropertyMap, StandAloneSig, Token, TypeDef, TypeDefOrRef, TypeRef, TypeSpec, utf16,
};
use ilvet::model::{
    FieldHandle, LoadedFile, MethodHandle, Module, OpenError, Refusal, Supplied, Supply, TypeHandle, Universe, load,
};
use ilvet::symbols::SymbolId;
use ilvet::text::Text;

/// What became of the methods of one assembly.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Walked {
    /// Rows of MethodDef.
    pub(crate) methods: usize,
    /// Those without IL in this file.
    pub(crate) without_body: usize,
    /// Those whose body could not be opened or not be decoded to the end.
    pub(crate) broken: usize,
    /// The others: row, and a hash of the instructions, clauses and header.
    pub(crate) decoded: Vec<(u32, u64)>,
}

impl Walked {
    /// Whether every row of MethodDef is accounted for (G5).
    pub(crate) fn adds_up(&self) -> bool {
        self.methods == self.without_body + self.broken + self.decoded.len()
    }
}

/// The input alone, and nothing else of a unit.
pub(crate) struct Alone(pub(crate) Vec<u8>);

impl Supply for Alone {
    fn input(&self) -> Result<Supplied, Refusal> {
        Ok(Supplied { label: Text::from("input.dll"), bytes: self.0.clone() })
    }
    fn assembly(&self, _: &str) -> Option<Supplied> {
        None
    }
    fn symbols(&self, _: &Text, _: &[SymbolId], _: &mut dyn FnMut(Result<Supplied, Refusal>) -> bool) {}
}

/// How many types and members are asked questions whose answer walks a chain: the chain can be as long as the file.
const ASKED: usize = 32;

/// Reads everything of `bytes`.
pub(crate) fn walk(bytes: Vec<u8>) -> Result<Walked, OpenError> {
    let limits = Limits::default();
    let supply = Alone(bytes);
    let input = supply.input().unwrap_or_else(|never| panic!("{never}"));
    let loaded = load(input, &supply, &limits)?;
    walk_files(&loaded.files, &limits)
}

fn walk_files(files: &[LoadedFile], limits: &Limits) -> Result<Walked, OpenError> {
    let universe = Universe::open(files, limits)?;
    let module = universe.input();
    module.metadata.verify(&mut Diagnostics::default());
    tables(module);
    signatures(module);
    questions(&universe, module);
    Ok(bodies(&universe, module))
}

/// Each row of `C` has one owner at the most, and both ways to ask agree.
fn one_owner<O: Owns<C>, C: Listed>(module: &Module<'_>) {
    let metadata = &module.metadata;
    let count: usize = metadata.rids::<O>().map(|owner| metadata.owned::<O, C>(owner).count()).sum();
    assert!(count <= metadata.count::<C>() as usize, "a row of {} has two owners", C::NAME);
    for child in metadata.rids::<C>() {
        let known = metadata.owner::<O, C>(child);
        assert!(known.is_none_or(|owner| owner.row() <= metadata.count::<O>()));
    }
}

/// Every cell of every table that others read, names and owners.
fn tables(module: &Module<'_>) {
    let metadata = &module.metadata;
    one_owner::<TypeDef, Field>(module);
    one_owner::<TypeDef, MethodDef>(module);
    one_owner::<MethodDef, Param>(module);
    one_owner::<EventMap, Event>(module);
    one_owner::<PropertyMap, Property>(module);
    for (_, row) in metadata.rows::<GenericParam>().take(1_000) {
        assert!(metadata.with_key::<GenericParam>(row.key()).next().is_some(), "a key that is there is found");
    }
    let mut seen = BTreeSet::new();
    for (_, row) in metadata.rows::<TypeDef>() {
        let _ = (metadata.name(row.namespace), seen.insert(row.name));
    }
    for (_, row) in metadata.rows::<MemberRef>() {
        seen.insert(row.name);
    }
    // A name may be as long as the heap; showing one is bounded, reading all of them is not asked of anyone.
    for index in seen.into_iter().take(ASKED) {
        assert!(metadata.name(index).safe().to_string().chars().count() < 8_000);
    }
}

/// Every distinct signature.
fn signatures(module: &Module<'_>) {
    let metadata = &module.metadata;
    let mut seen = BTreeSet::new();
    for (_, row) in metadata.rows::<Field>() {
        if seen.insert(row.signature) {
            let _ = metadata.field_signature(row.signature).map(|type_| type_.strip_modifiers());
        }
    }
    for (_, row) in metadata.rows::<MethodDef>() {
        if seen.insert(row.signature) {
            let _ = metadata.method_signature(row.signature).map(|signature| signature.strip_modifiers());
            let _ = metadata.method_shape(row.signature);
        }
    }
    for (_, row) in metadata.rows::<MemberRef>() {
        if seen.insert(row.signature) {
            let _ = (metadata.method_signature(row.signature), metadata.field_signature(row.signature));
        }
    }
    for (_, row) in metadata.rows::<Property>() {
        if seen.insert(row.signature) {
            let _ = metadata.property_signature(row.signature);
        }
    }
    for (_, row) in metadata.rows::<StandAloneSig>() {
        if seen.insert(row.signature) {
            let _ = metadata.stand_alone_signature(row.signature);
        }
    }
    for (_, row) in metadata.rows::<TypeSpec>() {
        if seen.insert(row.signature) {
            let _ = metadata.type_spec(row.signature);
        }
    }
    for (_, row) in metadata.rows::<MethodSpec>() {
        if seen.insert(row.instantiation) {
            let _ = metadata.method_spec(row.instantiation);
        }
    }
}

/// The first and the last of some rows.
fn some<T>(rows: impl Iterator<Item = T>) -> Vec<T> {
    let mut rows: Vec<T> = rows.collect();
    if rows.len() > 2 * ASKED {
        rows.drain(ASKED..rows.len() - ASKED);
    }
    rows
}

/// What analyses ask of the model.
fn questions(universe: &Universe<'_>, module: &Module<'_>) {
    let metadata = &module.metadata;
    for rid in metadata.rids::<TypeRef>() {
        let _ = universe.resolve_type(module.id, TypeDefOrRef::TypeRef(rid));
    }
    for rid in metadata.rids::<MemberRef>() {
        let token = Token::from(rid);
        let _ = (universe.resolve_method(module.id, token), universe.resolve_field(module.id, token));
    }
    let types = some(metadata.rids::<TypeDef>().map(|rid| module.type_id(rid)));
    for id in &types {
        let _ = (universe.bases(*id), universe.interfaces(*id), universe.lineage(*id));
        let _ = universe.name_parts(TypeHandle::Def(*id));
        let _ = universe.type_doc_id(TypeHandle::Def(*id));
        for (_, row) in universe.attributes(module.id, HasCustomAttribute::TypeDef(id.rid)).take(ASKED) {
            let _ = metadata.attribute_value(&row, &|_| None);
        }
    }
    names(universe, module);
    for rid in some(metadata.rids::<MemberRef>()) {
        let Some(method) = universe.resolve_method(module.id, rid.into()) else { continue };
        let _ = (universe.method_owner(method), universe.method_signature(method), universe.method_name(method));
        for id in types.iter().take(2) {
            let _ = universe.dispatch(*id, method);
        }
    }
    if let Some(symbols) = &module.symbols {
        for rid in metadata.rids::<MethodDef>() {
            let _ = (symbols.sequence_points(rid), symbols.first_position(rid));
        }
    }
}

/// Documentation-comment ids of definitions and references.
fn names(universe: &Universe<'_>, module: &Module<'_>) {
    let metadata = &module.metadata;
    for rid in some(metadata.rids::<TypeRef>()) {
        let handle = universe.resolve_type(module.id, TypeDefOrRef::TypeRef(rid));
        let _ = handle.map(|handle| universe.type_doc_id(handle));
    }
    for rid in some(metadata.rids::<MethodDef>()) {
        let _ = universe.method_doc_id(MethodHandle::Def(module.method_id(rid)));
    }
    for rid in some(metadata.rids::<Field>()) {
        let _ = universe.field_doc_id(FieldHandle::Def(module.field_id(rid)));
    }
    for rid in some(metadata.rids::<Property>()) {
        let _ = universe.property_doc_id(module.id, rid);
    }
    for rid in some(metadata.rids::<Event>()) {
        let _ = universe.event_doc_id(module.id, rid);
    }
    for rid in some(metadata.rids::<MemberRef>()) {
        let _ = universe.resolve_method(module.id, rid.into()).map(|handle| universe.method_doc_id(handle));
        let _ = universe.resolve_field(module.id, rid.into()).map(|handle| universe.field_doc_id(handle));
    }
}

/// Reads everything of `bytes`, and has the gate look at it.
pub(crate) fn walk_and_gate(bytes: Vec<u8>) -> Result<Walked, OpenError> {
    let walked = walk(bytes.clone())?;
    let report = gate(bytes);
    let methods = &report.assemblies[0].methods;
    assert_eq!(methods.total as usize, walked.methods);
    assert_eq!(methods.decoded as usize, walked.decoded.len(), "{methods:?}, {walked:?}");
    Ok(walked)
}

/// Something that nearly every file uses, in every way.
fn forbidden() -> Arc<BanList> {
    let mut list = BanList::default();
    list.read(
        "N:System.Collections\nM:System.Object.ToString\nM:System.Object.#ctor\nT:System.Attribute\n",
        &"b.txt".into(),
    );
    for set in SETS {
        assert!(list.add_set(set.name));
    }
    Arc::new(list)
}

/// The whole gate on `bytes` alone, as a file that was named. Nothing may go missing in silence (G5).
pub(crate) fn gate(bytes: Vec<u8>) -> Report {
    let unit =
        Unit { label: Text::from("input.dll"), named: true, supply: Box::new(Alone(bytes)), registration: Vec::new() };
    let report = check(&[unit], &Options { tolerated: true, bans: forbidden(), ..Options::default() });
    assert_eq!((report.inputs.len(), report.assemblies.len()), (1, 1), "what was asked for is in the report");
    let assembly = &report.assemblies[0];
    let methods = &assembly.methods;
    let malformed = methods.skipped.get("malformed").copied().unwrap_or_default();
    assert_eq!(methods.total, methods.decoded + methods.skipped.values().sum::<u32>(), "{methods:?}");
    assert_eq!(methods.with_body, methods.decoded + malformed, "{methods:?}");
    let errors = report.problems.iter().filter(|problem| problem.kind == "error").count();
    match assembly.status {
        Status::Analysed => assert_eq!((malformed, report.summary.failed_inputs), (0, 0)),
        Status::Partial => assert!(malformed > 0 || errors > 0),
        _ => assert!(errors > 0 && report.summary.failed_inputs == 1, "{:?} without a word", assembly.status),
    }
    report
}

/// Every body once.
fn bodies(universe: &Universe<'_>, module: &Module<'_>) -> Walked {
    let mut walked = Walked { methods: module.metadata.count::<MethodDef>() as usize, ..Walked::default() };
    let mut known: BTreeMap<u32, Option<u64>> = BTreeMap::new();
    for (rid, row) in module.metadata.rows::<MethodDef>() {
        match module.body_at(&row) {
            None => walked.without_body += 1,
            Some(at) => {
                let hash = *known.entry(row.rva).or_insert_with(|| at.and_then(|at| hash(universe, module, at)).ok());
                match hash {
                    Some(hash) => walked.decoded.push((rid.row(), hash)),
                    None => walked.broken += 1,
                }
            }
        }
    }
    walked
}

/// A hash of what a body says; an error where it cannot be decoded to its end.
fn hash(universe: &Universe<'_>, module: &Module<'_>, at: ilvet::bytes::Reader<'_>) -> Result<u64, Malformed> {
    let limits = universe.limits();
    let mut notes = Diagnostics::default();
    let body = Body::open(at, Token(0x0600_0001), &mut notes, limits)?;
    let code = Code::decode(&body, limits);
    let mut hasher = DefaultHasher::new();
    (body.format, body.max_stack, body.init_locals, body.local_signature, &body.clauses, body.code.rest())
        .hash(&mut hasher);
    for (index, instruction) in code.instructions().iter().enumerate() {
        (instruction.offset, instruction.opcode, instruction.prefixes).hash(&mut hasher);
        code.targets(instruction).for_each(|target| target.hash(&mut hasher));
        assert!(code.next(index).is_none_or(|next| next < code.instructions().len()));
        if let ilvet::il::Operand::String(offset) = instruction.operand {
            let _ = module.metadata.literal(offset).map(utf16);
        }
    }
    let lost = notes.entries().iter().any(|note| note.loss == Loss::Unit);
    if code.is_complete() && !lost {
        Ok(hasher.finish())
    } else {
        Err(at.malformed("not all of the code can be decoded"))
    }
}
