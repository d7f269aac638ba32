//! Every assembly of the corpus opens, every body is tiled, every signature is used up, every reference has a name.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ilvet::bytes::{Diagnostics, Malformed, Reader};
use ilvet::check::{Options, Scope, Unit, check};
use ilvet::il::{Body, Code, OperandKind};
use ilvet::limits::Limits;
use ilvet::metadata::{
    BlobIndex, Event, Field, MemberRef, MethodDef, MethodSpec, Property, Row, StandAloneSig, Token, TypeDef,
    TypeDefOrRef, TypeSpec, read_field, read_locals, read_method, read_method_spec, read_property, read_stand_alone,
    read_type_spec,
};
use ilvet::model::{DocId, FieldHandle, MethodHandle, Module, Refusal, Supplied, Supply, TypeHandle, Universe};
use ilvet::symbols::SymbolId;
use ilvet::text::Text;
use rayon::prelude::*;

use crate::corpus_files::{CorpusFile, corpus, universe};
use crate::every_type::look_at;

/// What was counted over one file, or all.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
struct Totals {
    files: u64,
    types: u64,
    methods: u64,
    bodies: u64,
    clauses: u64,
    instructions: u64,
    /// Operands of instructions that are MemberRef tokens.
    member_refs: u64,
    /// Operands that are MethodSpec tokens.
    method_specs: u64,
    signatures: u64,
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.types += other.types;
        self.methods += other.methods;
        self.bodies += other.bodies;
        self.clauses += other.clauses;
        self.instructions += other.instructions;
        self.member_refs += other.member_refs;
        self.method_specs += other.method_specs;
        self.signatures += other.signatures;
    }
}

/// What is not as it should be in one file.
type Complaints = Vec<String>;

/// Looks at every file and fails with the first complaints.
fn survey(files: &[CorpusFile], look: impl Fn(&CorpusFile, &mut Complaints) -> Totals + Sync) -> Totals {
    let results: Vec<(Totals, Complaints)> = files
        .par_iter()
        .map(|file| {
            let mut complaints = Vec::new();
            let totals = look(file, &mut complaints);
            let name = file.path.display();
            (totals, complaints.into_iter().map(|complaint| format!("{name}: {complaint}")).collect())
        })
        .collect();
    let mut totals = Totals::default();
    let mut complaints = Vec::new();
    for (some, more) in results {
        totals += some;
        complaints.extend(more);
    }
    let shown: Vec<_> = complaints.iter().take(40).cloned().collect();
    assert!(complaints.is_empty(), "{} complaints, the first of them:\n{}", complaints.len(), shown.join("\n"));
    totals
}

/// Everything opens without a diagnostic, each body is tiled by its instructions without a problem, each signature is
/// decoded to its last byte.
///
/// Debian 12's libmono-cil-dev, mono-utils and mono-devel make up 295 files, over which Mono.Cecil 0.11 counts the same four
/// figures; without mono-devel there are about half as many files, nearly all of the code.
#[test]
#[ignore = "needs Debian's libmono-cil-dev and mono-utils under /usr/lib/mono; .ci/run installs them"]
fn needs_mono_libraries_every_body_is_tiled_and_every_signature_used_up() {
    let Some(files) = corpus() else { return };
    let totals = survey(&files, |file, complaints| file.alone(|universe| look_at_all(universe, complaints)));
    println!("{totals:#?}");
    if totals.files == 295 {
        assert_eq!(
            (totals.methods, totals.bodies, totals.instructions, totals.member_refs),
            (287_167, 265_054, 5_437_732, 511_507)
        );
    }
    assert!(totals.files >= 140 && totals.methods >= 265_000 && totals.bodies >= 245_000);
    assert!(totals.instructions >= 5_100_000 && totals.member_refs >= 480_000 && totals.signatures >= 630_000);
    assert!(totals.method_specs >= 19_000 && totals.clauses >= 18_500);
}

fn look_at_all(universe: &Universe<'_>, complaints: &mut Complaints) -> Totals {
    let module = universe.input();
    let metadata = &module.metadata;
    let mut diagnostics = module.diagnostics.clone();
    metadata.verify(&mut diagnostics);
    for diagnostic in diagnostics.entries() {
        complaints.push(format!("{} {}", diagnostic.code, diagnostic.at));
    }
    let mut totals = Totals {
        files: 1,
        types: metadata.count::<TypeDef>().into(),
        methods: metadata.count::<MethodDef>().into(),
        ..Totals::default()
    };
    look_at_signatures(module, &mut totals, complaints);
    for (rid, row) in metadata.rows::<MethodDef>() {
        let token = Token::from(rid);
        match module.body_at(&row) {
            None => {}
            Some(Ok(at)) => look_at_body(universe, at, token, &mut totals, complaints),
            Some(Err(malformed)) => complaints.push(format!("{token}: {malformed}")),
        }
    }
    totals
}

fn look_at_body(
    universe: &Universe<'_>,
    at: Reader<'_>,
    method: Token,
    totals: &mut Totals,
    complaints: &mut Complaints,
) {
    let limits = universe.limits();
    let mut diagnostics = Diagnostics::default();
    let body = match Body::open(at, method, &mut diagnostics, limits) {
        Ok(body) => body,
        Err(malformed) => return complaints.push(format!("{method}: {malformed}")),
    };
    let code = Code::decode(&body, limits);
    for diagnostic in diagnostics.entries().iter().chain(code.problems().entries()) {
        complaints.push(format!("{method}: {} {}", diagnostic.code, diagnostic.at));
    }
    // Counted here too, so that `is_tiled` is not its own witness.
    let mut end = 0;
    for instruction in code.instructions() {
        if instruction.offset.0 != end {
            complaints.push(format!("{method}: a gap or an overlap before {}", instruction.offset));
        }
        end = instruction.end().0;
        look_at_operand(universe, method, instruction.opcode.operand_kind(), instruction.token(), totals, complaints);
    }
    if end as usize != body.code.len() || !code.is_tiled() || !code.is_complete() {
        complaints.push(format!("{method}: not tiled"));
    }
    if let Some(locals) = body.local_signature {
        let signature = locals.rid::<StandAloneSig>().and_then(|rid| universe.input().metadata.row(rid).ok());
        let used_up = signature.map(|row| used_up(universe.input(), row.signature, read_locals));
        if !matches!(used_up, Some(Ok(true))) {
            complaints.push(format!("{method}: locals {used_up:?}"));
        }
    }
    totals.bodies += 1;
    totals.clauses += body.clauses.len() as u64;
    totals.instructions += code.instructions().len() as u64;
}

/// A member that an instruction names is a definition or a reference to nothing loaded, never broken, and has a name.
fn look_at_operand(
    universe: &Universe<'_>,
    method: Token,
    kind: OperandKind,
    token: Option<Token>,
    totals: &mut Totals,
    complaints: &mut Complaints,
) {
    let Some(token) = token else { return };
    let module = universe.input();
    let is_named = match token.table() {
        MemberRef::TABLE | MethodSpec::TABLE | MethodDef::TABLE | Field::TABLE => {
            totals.member_refs += u64::from(token.table() == MemberRef::TABLE);
            totals.method_specs += u64::from(token.table() == MethodSpec::TABLE);
            let field = universe.resolve_field(module.id, token).map(|handle| universe.field_name(handle));
            let name = match kind {
                OperandKind::Field => field,
                OperandKind::Any if field.is_some() => field,
                _ => universe.resolve_method(module.id, token).map(|handle| universe.method_name(handle)),
            };
            name.is_some_and(|name| !name.is_empty())
        }
        StandAloneSig::TABLE => token.rid::<StandAloneSig>().is_some_and(|rid| module.metadata.row(rid).is_ok()),
        _ => TypeDefOrRef::from_token(token).is_some_and(|type_| match type_ {
            TypeDefOrRef::TypeSpec(rid) => universe.type_spec(module.id, rid).is_some(),
            _ => universe
                .resolve_type(module.id, type_)
                .is_some_and(|handle| universe.name_parts(handle).1.iter().all(|name| !name.is_empty())),
        }),
    };
    if !is_named {
        complaints.push(format!("{method}: the operand {token} leads nowhere"));
    }
}

/// Whether a signature decodes and no byte of its blob is left.
fn used_up<T>(
    module: &Module<'_>,
    blob: BlobIndex,
    read: fn(&mut Reader<'_>, &Limits) -> Result<T, Malformed>,
) -> Result<bool, Malformed> {
    let mut r = module.metadata.blob(blob)?;
    read(&mut r, module.metadata.limits())?;
    Ok(r.is_empty())
}

fn look_at_signatures(module: &Module<'_>, totals: &mut Totals, complaints: &mut Complaints) {
    let metadata = &module.metadata;
    let mut see = |token: Token, used_up: Result<bool, Malformed>| {
        totals.signatures += 1;
        if used_up != Ok(true) {
            complaints.push(format!("{token}: the signature is not used up: {used_up:?}"));
        }
    };
    for (rid, row) in metadata.rows::<Field>() {
        see(rid.into(), used_up(module, row.signature, read_field));
    }
    for (rid, row) in metadata.rows::<MethodDef>() {
        see(rid.into(), used_up(module, row.signature, read_method));
    }
    for (rid, row) in metadata.rows::<MemberRef>() {
        match metadata.is_field_signature(row.signature) {
            Ok(true) => see(rid.into(), used_up(module, row.signature, read_field)),
            Ok(false) => see(rid.into(), used_up(module, row.signature, read_method)),
            Err(malformed) => see(rid.into(), Err(malformed)),
        }
    }
    for (rid, row) in metadata.rows::<StandAloneSig>() {
        see(rid.into(), used_up(module, row.signature, read_stand_alone));
    }
    for (rid, row) in metadata.rows::<Property>() {
        see(rid.into(), used_up(module, row.signature, read_property));
    }
    for (rid, row) in metadata.rows::<TypeSpec>() {
        see(rid.into(), used_up(module, row.signature, read_type_spec));
    }
    for (rid, row) in metadata.rows::<MethodSpec>() {
        see(rid.into(), used_up(module, row.instantiation, read_method_spec));
    }
}

/// Every definition and every reference has a documentation id that reads back as what it was, and no two definitions of
/// one module share one.
#[test]
#[ignore = "needs Debian's libmono-cil-dev and mono-utils under /usr/lib/mono; .ci/run installs them"]
fn needs_mono_libraries_every_definition_and_reference_has_an_id() {
    let Some(files) = corpus() else { return };
    let ids = AtomicUsize::new(0);
    survey(&files, |file, complaints| {
        file.alone(|universe| {
            let count = look_at_ids(universe, complaints);
            ids.fetch_add(count, Ordering::Relaxed);
        });
        Totals::default()
    });
    println!("{ids:?} ids");
}

fn look_at_ids(universe: &Universe<'_>, complaints: &mut Complaints) -> usize {
    let module = universe.input();
    let metadata = &module.metadata;
    let mut count = 0;
    let mut definitions: BTreeMap<String, Token> = BTreeMap::new();
    let mut see = |token: Token, is_definition: bool, id: &DocId, print: Text| {
        count += 1;
        let text = print.as_str();
        if print != id.print() || text.len() < 3 || text.ends_with(['.', ':']) || text.contains('?') {
            complaints.push(format!("{token}: an id such as {text}"));
        }
        match DocId::parse(text) {
            Ok(parsed) if parsed.matches(id) && id.matches(&parsed) => {}
            Ok(parsed) => complaints.push(format!("{token}: {text} reads back as {:?}", parsed.print())),
            Err(error) => complaints.push(format!("{token}: {text}: {error:?}")),
        }
        if is_definition && let Some(first) = definitions.insert(text.to_owned(), token) {
            complaints.push(format!("{token} and {first} are both {text}"));
        }
    };
    for rid in metadata.rids::<TypeDef>().skip(1) {
        let handle = TypeHandle::Def(module.type_id(rid));
        see(rid.into(), true, &DocId::of_type(universe, handle), universe.type_doc_id(handle));
    }
    for rid in metadata.rids::<MethodDef>() {
        let handle = MethodHandle::Def(module.method_id(rid));
        see(rid.into(), true, &DocId::of_method(universe, handle), universe.method_doc_id(handle));
    }
    for rid in metadata.rids::<Field>() {
        let handle = FieldHandle::Def(module.field_id(rid));
        see(rid.into(), true, &DocId::of_field(universe, handle), universe.field_doc_id(handle));
    }
    for rid in metadata.rids::<Property>() {
        let id = DocId::of_property(universe, module.id, rid);
        see(rid.into(), true, &id, universe.property_doc_id(module.id, rid));
    }
    for rid in metadata.rids::<Event>() {
        see(rid.into(), true, &DocId::of_event(universe, module.id, rid), universe.event_doc_id(module.id, rid));
    }
    for rid in metadata.rids() {
        if let Some(handle) = universe.resolve_type(module.id, TypeDefOrRef::TypeRef(rid)) {
            see(rid.into(), false, &DocId::of_type(universe, handle), universe.type_doc_id(handle));
        }
    }
    for rid in metadata.rids::<MemberRef>() {
        if let Some(handle) = universe.resolve_method(module.id, rid.into()) {
            see(rid.into(), false, &DocId::of_method(universe, handle), universe.method_doc_id(handle));
        } else if let Some(handle) = universe.resolve_field(module.id, rid.into()) {
            see(rid.into(), false, &DocId::of_field(universe, handle), universe.field_doc_id(handle));
        }
    }
    count
}

/// The class libraries of one framework version refer to each other: what a reference names in a loaded assembly is
/// found there.
#[test]
#[ignore = "needs Debian's libmono-cil-dev and mono-utils under /usr/lib/mono; .ci/run installs them"]
fn needs_mono_libraries_references_among_them_lead_to_definitions() {
    let Some(files) = corpus() else { return };
    // One of each name: the highest version, which is the last path.
    let mut newest: BTreeMap<String, &CorpusFile> = BTreeMap::new();
    for file in &files {
        let is_facade = file.path.components().any(|part| part.as_os_str() == "Facades");
        if !is_facade || !newest.contains_key(&file.stem()) {
            newest.insert(file.stem(), file);
        }
    }
    let (mut types, mut members, mut unfound) = ([0u32; 2], [0u32; 2], Vec::new());
    universe(newest.into_values().collect(), |universe| {
        for module in universe.modules() {
            for rid in module.metadata.rids() {
                let Some(handle) = universe.resolve_type(module.id, TypeDefOrRef::TypeRef(rid)) else { continue };
                let is_missing = matches!(handle, TypeHandle::Missing(..));
                types[usize::from(is_missing)] += 1;
                let home = universe.assembly_of(handle).0;
                if is_missing && universe.module_named(home.as_bytes()).is_some() {
                    unfound.push(format!("{:?}: {:?} in {home:?}", module.assembly, universe.name_parts(handle)));
                }
            }
            for rid in module.metadata.rids::<MemberRef>() {
                let Some(handle) = universe.resolve_method(module.id, rid.into()) else { continue };
                let owner = universe.method_owner(handle);
                let is_missing = matches!(handle, MethodHandle::Missing(..));
                members[usize::from(is_missing)] += 1;
                if let (true, Some(TypeHandle::Def(owner))) = (is_missing, owner)
                    && universe.bases(owner).iter().all(|base| matches!(base, TypeHandle::Def(_)))
                {
                    let (name, home) = (universe.method_name(handle), universe.module(owner.module).assembly);
                    let owner = universe.name_parts(TypeHandle::Def(owner));
                    unfound.push(format!("{:?}: {name:?} of {owner:?} in {home:?}", module.assembly));
                }
            }
        }
    });
    println!("types {types:?}, methods {members:?} (found, missing)");
    // Mono.CodeContracts is built against an older Mono.Cecil than the newest, which no longer has two of its members.
    unfound.retain(|line| !line.starts_with("Name(Mono.CodeContracts): "));
    assert!(unfound.is_empty(), "in what is loaded there is no\n{}", unfound.join("\n"));
    assert!(types[0] >= 15_000 && members[0] >= 80_000);
    assert!(types[1] <= 5 && members[1] <= 50);
}

/// The whole gate, each library with the others at hand: it ends soon, in bounded memory (G3), with no problem, and counts
/// the methods as they are.
#[test]
#[ignore = "needs Debian's libmono-cil-dev and mono-utils under /usr/lib/mono; .ci/run installs them"]
fn needs_mono_libraries_the_gate_has_no_problem_with_them() {
    let Some(files) = corpus() else { return };
    let beside = Arc::new(by_name(&files));
    let (slowest, largest) = (AtomicU64::new(0), AtomicU64::new(0));
    survey(&files, |file, complaints| {
        let label = Text(file.path.display().to_string());
        let input = Supplied { label: label.clone(), bytes: file.bytes.clone() };
        let supply = Box::new(Library { input, beside: Arc::clone(&beside) });
        let unit = Unit { label, named: true, supply, registration: Vec::new() };
        let start = Instant::now();
        let mut report = None;
        let memory = allocation_counter::measure(|| report = Some(check(&[unit], &Options::default()))).bytes_max;
        let (report, time) = (report.unwrap(), start.elapsed());
        slowest.fetch_max(u64::try_from(time.as_millis()).unwrap(), Ordering::Relaxed);
        largest.fetch_max(memory >> 20, Ordering::Relaxed);
        // None of them is a plug-in.
        for finding in &report.findings {
            complaints.push(format!("{} {:?}", finding.rule, finding.location.authored_member));
        }
        // Nor is the framework anybody's own code, whatever is asked for.
        if file.stem() == "System.Core" {
            let label = Text(file.path.display().to_string());
            let input = Supplied { label: label.clone(), bytes: file.bytes.clone() };
            let supply = Box::new(Library { input, beside: Arc::clone(&beside) });
            let unit = Unit { label, named: true, supply, registration: Vec::new() };
            let whole = check(&[unit], &Options { scope: Scope::Assembly, ..Options::default() });
            if let Some(finding) = whole.findings.first() {
                complaints.push(format!("in the framework: {} {:?}", finding.rule, finding.location.authored_member));
            }
        }
        for problem in &report.problems {
            complaints.push(format!("{} {:?} {:?} {}", problem.code, problem.token, problem.offset, problem.what));
        }
        let methods = &report.assemblies[0].methods;
        let rows = file.alone(|universe| universe.input().metadata.count::<MethodDef>());
        if methods.total != rows || methods.decoded != methods.with_body {
            complaints.push(format!("{methods:?}"));
        }
        if time > Duration::from_secs(60) || memory > (64 << 20) + 6 * file.bytes.len() as u64 {
            complaints.push(format!("{time:?}, {} KB", memory >> 10));
        }
        Totals { methods: methods.total.into(), bodies: methods.decoded.into(), ..Totals::default() }
    });
    println!("the slowest took {slowest:?} ms, the largest {largest:?} MiB");
}

/// Every type of some of the libraries as a root; `every_type::slow_every_type_of_the_mono_libraries` takes all of them.
#[test]
#[ignore = "needs Debian's libmono-cil-dev and mono-utils under /usr/lib/mono; .ci/run installs them"]
fn needs_mono_libraries_some_of_their_types_as_roots() {
    let Some(files) = corpus() else { return };
    let small: Vec<&CorpusFile> = files.iter().filter(|file| file.bytes.len() < 300_000).step_by(3).collect();
    look_at(&small);
}

/// The newest library of each name.
fn by_name(files: &[CorpusFile]) -> BTreeMap<String, (Text, Vec<u8>)> {
    let entry = |file: &CorpusFile| (file.stem(), (Text(file.path.display().to_string()), file.bytes.clone()));
    files.iter().map(entry).collect()
}

/// A library, with all the others in its folder.
struct Library {
    input: Supplied,
    beside: Arc<BTreeMap<String, (Text, Vec<u8>)>>,
}

impl Supply for Library {
    fn input(&self) -> Result<Supplied, Refusal> {
        Ok(self.input.clone())
    }
    fn assembly(&self, name: &str) -> Option<Supplied> {
        let (label, bytes) = self.beside.get(name)?;
        Some(Supplied { label: label.clone(), bytes: bytes.clone() })
    }
    fn symbols(&self, _: &Text, _: &[SymbolId], _: &mut dyn FnMut(Result<Supplied, Refusal>) -> bool) {}
}
