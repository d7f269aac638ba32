//! The code of one unit of work, each body decoded at most once, and who is called where.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::budget::Budget;
use super::declared::Declared;
use super::facts::Facts;
use super::fed::Feeds;
use super::flow::TupleMember;
use super::generated::{Machines, Referrers};
use super::library::{Effects, effects};
use super::memo::Memo;
use super::own::Own;
use super::stack;
use crate::bytes::Diagnostics;
use crate::il::{Body, Clause, Code, IlOffset, Instruction};
use crate::metadata::{HasCustomAttribute, MethodAttributes, MethodDef, Token, TypeAttributes, TypeDefOrRef};
use crate::model::{
    FieldHandle, MethodHandle, MethodId, ModuleId, Origin, TypeHandle, TypeId, Universe, Variable, file_local,
};
use crate::text::Name;

/// A decoded method.
#[derive(Debug)]
pub struct MethodCode {
    /// What it does.
    pub facts: Facts,
    /// Its instructions, ascending by offset.
    pub instructions: Vec<Instruction>,
    /// Its exception clauses.
    pub clauses: Vec<Clause>,
    /// Whether all of its code was decoded.
    pub complete: bool,
    /// Which of its values can be addresses that it got from its caller, once somebody asks.
    pub(super) received: OnceCell<Vec<bool>>,
}

/// Whom a call names.
#[derive(Clone, Copy, Debug)]
pub struct Callee {
    /// The method.
    pub handle: MethodHandle,
    /// The method to go on in, where its code is loaded and not the framework's or the SDK's.
    pub enter: Option<MethodId>,
    /// Whether `callvirt` looks at the object's type.
    pub is_virtual: bool,
    /// Whether it has no `this`.
    pub is_static: bool,
    /// The type that declares it.
    pub(super) owner: Option<TypeHandle>,
    /// What is known of it beside `library.facts`, if it is not followed.
    pub(super) special: Option<Special>,
}

/// A member outside that the flow of values treats in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Special {
    /// `Invoke` of a delegate: what it runs was led to where the delegate was made.
    Invoke,
    /// `Type.GetTypeFromHandle`, behind `typeof`.
    TypeFromHandle,
    /// `Activator.CreateInstance`, which compilers make of `new T()` too.
    CreateInstance,
    /// One of a framework tuple.
    Tuple(TupleMember),
}

/// By what code outside comes to call a method of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalledBack {
    /// An interface that it implements.
    Interface,
    /// A method of a class outside that it overrides.
    Override,
    /// A method that every object has; no member of a base class needs it to do its own work.
    OfObject,
}

/// The longest name of a type that can stand in a list of APIs, in bytes; the longest that does has 89. What is made to be long is not kept.
const LONGEST_API_TYPE: usize = 160;

/// A method as lists of APIs name it.
#[derive(Clone, Debug)]
pub struct ApiName<'a> {
    /// The full metadata name of the type that declares it; empty where no list can have it.
    pub type_name: Rc<str>,
    /// Its name.
    pub member: Name<'a>,
    /// Whose the assembly of a type is that was not loaded.
    pub(super) origin: Option<Origin>,
}

impl ApiName<'_> {
    /// Whether it is the framework's, or of a type that is defined at hand: then one of that name was merged in.
    #[must_use]
    pub fn is_framework(&self) -> bool {
        matches!(self.origin, None | Some(Origin::Framework))
    }

    /// The same, or the SDK's.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.origin != Some(Origin::Other)
    }
}

/// The code of one unit of work.
pub struct Program<'u, 'a> {
    /// Its modules.
    pub universe: &'u Universe<'a>,
    methods: RefCell<FxHashMap<MethodId, Option<Rc<MethodCode>>>>,
    callees: Memo<(ModuleId, Token), Option<Callee>>,
    dispatched: Memo<(TypeId, MethodHandle), Option<MethodId>>,
    generated: Memo<TypeId, bool>,
    pub(super) accessors: Memo<MethodId, bool>,
    pub(super) forwarding: Memo<MethodId, bool>,
    pub(super) feeds: Memo<MethodHandle, Rc<[Option<Feeds>]>>,
    effects: Memo<MethodHandle, Effects>,
    api_names: Memo<MethodHandle, ApiName<'a>>,
    api_types: Memo<TypeHandle, Rc<str>>,
    initialisers: Memo<TypeId, Option<MethodId>>,
    structs: Memo<(ModuleId, Token), Rc<[TypeId]>>,
    returned: Memo<(ModuleId, Token), Option<TypeHandle>>,
    pub(super) cast_types: Memo<(MethodId, Token), Option<TypeHandle>>,
    pub(super) kinds: Memo<FieldHandle, bool>,
    pub(super) kinds_taken: Memo<MethodId, Rc<[bool]>>,
    pub(super) fields_given: Memo<MethodId, Option<FieldHandle>>,
    pub(super) set_when_made: Memo<(MethodId, IlOffset, FieldHandle), bool>,
    pub(super) filled: Memo<(ModuleId, Token, u16), bool>,
    pub(super) addresses_taken: Memo<MethodHandle, (bool, Rc<[bool]>)>,
    pub(super) parameter_types: Memo<(MethodId, u16), Option<TypeHandle>>,
    pub(super) tuple_items: Memo<FieldHandle, Option<u16>>,
    referrers: Memo<TypeId, Rc<Referrers>>,
    pub(super) called_back: Memo<TypeId, Rc<Vec<(MethodId, CalledBack)>>>,
    pub(super) runs_overrides: Memo<(TypeId, MethodHandle), bool>,
    pub(super) can_run: Memo<(MethodHandle, MethodId), bool>,
    pub(super) called_on_argument: Memo<(MethodHandle, usize, TypeId), Rc<Vec<MethodId>>>,
    pub(super) unchanging: Memo<FieldHandle, bool>,
    pub(super) declared_types: Memo<FieldHandle, Declared>,
    pub(super) constant_elements: Memo<FieldHandle, bool>,
    pub(super) plain: Memo<FieldHandle, bool>,
    pub(super) containers: Memo<TypeId, bool>,
    pub(super) iterators: Memo<TypeId, Option<MethodId>>,
    pub(super) machines: Memo<(ModuleId, Token), Machines>,
    pub(super) read_from: Memo<MethodId, Option<Rc<FxHashSet<FieldHandle>>>>,
    own: Own,
    owned: Memo<MethodId, bool>,
    problems: RefCell<FxHashMap<ModuleId, Diagnostics>>,
    pub(super) budget: Budget,
    /// Bytes of code that may still be decoded of each module (trap B18).
    fuel: RefCell<Vec<u64>>,
}

impl<'u, 'a> Program<'u, 'a> {
    /// The code of `universe`; `own` says what of it is the user's own.
    #[must_use]
    pub fn new(universe: &'u Universe<'a>, own: Own) -> Self {
        let fuel =
            universe.modules().iter().map(|module| universe.limits().code_fuel(module.image.bytes().len())).collect();
        Self {
            universe,
            methods: RefCell::default(),
            callees: Memo::default(),
            dispatched: Memo::default(),
            generated: Memo::default(),
            accessors: Memo::default(),
            forwarding: Memo::default(),
            feeds: Memo::default(),
            effects: Memo::default(),
            api_names: Memo::default(),
            api_types: Memo::default(),
            initialisers: Memo::default(),
            structs: Memo::default(),
            returned: Memo::default(),
            cast_types: Memo::default(),
            kinds: Memo::default(),
            kinds_taken: Memo::default(),
            fields_given: Memo::default(),
            set_when_made: Memo::default(),
            filled: Memo::default(),
            addresses_taken: Memo::default(),
            parameter_types: Memo::default(),
            tuple_items: Memo::default(),
            referrers: Memo::default(),
            called_back: Memo::default(),
            runs_overrides: Memo::default(),
            can_run: Memo::default(),
            called_on_argument: Memo::default(),
            unchanging: Memo::default(),
            declared_types: Memo::default(),
            constant_elements: Memo::default(),
            plain: Memo::default(),
            containers: Memo::default(),
            iterators: Memo::default(),
            machines: Memo::default(),
            read_from: Memo::default(),
            own,
            owned: Memo::default(),
            problems: RefCell::default(),
            budget: Budget::default(),
            fuel: RefCell::new(fuel),
        }
    }

    /// The code of a method; `None` where it has no IL body or its header cannot be read.
    #[must_use]
    pub fn code(&self, id: MethodId) -> Option<Rc<MethodCode>> {
        if let Some(known) = self.methods.borrow().get(&id) {
            return known.clone();
        }
        let code = self.decode(id).map(Rc::new);
        self.methods.borrow_mut().insert(id, code.clone());
        code
    }

    fn decode(&self, id: MethodId) -> Option<MethodCode> {
        let module = self.universe.module(id.module);
        let row = module.metadata.row(id.rid).ok()?;
        let mut problems = self.problems.borrow_mut();
        let notes = problems.entry(id.module).or_default();
        let limits = self.universe.limits();
        let lost = |notes: &mut Diagnostics, at| {
            let token = Some(id.token().0);
            notes.note(limits, crate::bytes::Diagnostic { at, code: "B03", loss: crate::bytes::Loss::Unit, token });
        };
        let at = match module.body_at(&row)? {
            Ok(at) => at,
            Err(malformed) => {
                lost(notes, malformed);
                return None;
            }
        };
        let body = match Body::open(at, id.token(), notes, limits) {
            Ok(body) => body,
            Err(malformed) => {
                lost(notes, malformed);
                return None;
            }
        };
        let mut fuel = self.fuel.borrow_mut();
        let fuel = fuel.get_mut(id.module.0 as usize)?;
        let Some(rest) = fuel.checked_sub(body.code.len() as u64) else {
            lost(
                notes,
                body.code.malformed("bodies overlap so often that no more are decoded; see --limit code-ratio"),
            );
            return None;
        };
        *fuel = rest;
        let code = Code::decode(&body, limits);
        for problem in code.problems().entries() {
            notes.note(limits, *problem);
        }
        let shape = module.metadata.method_shape(row.signature).unwrap_or_default();
        let facts = stack::facts(&module.metadata, &body, &code, shape);
        let complete = code.is_complete();
        Some(MethodCode {
            facts,
            instructions: code.instructions().to_vec(),
            clauses: body.clauses,
            complete,
            received: OnceCell::new(),
        })
    }

    /// Lets go of the code of methods that nobody will ask for again.
    pub fn forget(&self, methods: &[MethodId]) {
        let mut known = self.methods.borrow_mut();
        for method in methods {
            known.remove(method);
        }
    }

    /// What decoding bodies of a module noticed so far.
    #[must_use]
    pub fn problems(&self, module: ModuleId) -> Diagnostics {
        self.problems.borrow().get(&module).cloned().unwrap_or_default()
    }

    /// The methods that were decoded so far, ascending.
    #[must_use]
    pub fn decoded(&self) -> Vec<(MethodId, Option<Rc<MethodCode>>)> {
        let mut decoded: Vec<_> = self.methods.borrow().iter().map(|(id, code)| (*id, code.clone())).collect();
        decoded.sort_by_key(|(id, _)| *id);
        decoded
    }

    /// Whom a token of `module` names; `None` where that cannot be read.
    #[must_use]
    pub fn callee(&self, module: ModuleId, token: Token) -> Option<Callee> {
        self.callees.get((module, token), || self.find_callee(module, token))
    }

    fn find_callee(&self, module: ModuleId, token: Token) -> Option<Callee> {
        let handle = self.universe.resolve_method(module, token)?;
        let (home, blob) = self.universe.method_signature(handle)?;
        let is_static = self.universe.module(home).metadata.method_shape(blob).is_ok_and(|shape| !shape.has_this);
        let row = match handle {
            MethodHandle::Def(id) => self.universe.method_row(id).map(|row| (id, row)),
            MethodHandle::Missing(..) => None,
        };
        let has_il = |(id, row): &(MethodId, MethodDef)| self.universe.module(id.module).why_no_body(row).is_none();
        let enter = row.filter(|row| has_il(row) && self.is_entered(row.0.module)).map(|(id, _)| id);
        // A missing method may be virtual: whether anything overrides it shows in the objects' types.
        let is_virtual = row
            .is_none_or(|(_, row): (MethodId, MethodDef)| row.flags.contains(MethodAttributes::VIRTUAL))
            && !is_static;
        let owner = self.universe.method_owner(handle);
        let special = owner.filter(|_| enter.is_none()).and_then(|owner| self.special(handle, owner));
        Some(Callee { handle, enter, is_virtual, is_static, owner, special })
    }

    fn special(&self, method: MethodHandle, owner: TypeHandle) -> Option<Special> {
        let is_delegate = |owner| match owner {
            TypeHandle::Def(owner) => self.is_delegate(owner),
            TypeHandle::Missing(..) => true,
        };
        match self.universe.method_name(method).as_bytes() {
            b"Invoke" => is_delegate(owner).then_some(Special::Invoke),
            b"GetTypeFromHandle" => Some(Special::TypeFromHandle),
            b"CreateInstance" if self.universe.is_named(owner, "System", "Activator") => Some(Special::CreateInstance),
            name => self.tuple_member(owner, name).map(Special::Tuple),
        }
    }

    /// Whether a method is an API by its name: not followed, or of a type of the framework or the SDK that was merged into the assembly.
    #[must_use]
    pub fn is_api(&self, callee: Callee) -> bool {
        let Some(entered) = callee.enter else { return true };
        // Lambdas in a library that was merged in are its own business.
        if self.is_generated_method(entered) && !self.is_generated_accessor(entered) {
            return false;
        }
        let owner = self.universe.method_owner(callee.handle);
        owner.is_some_and(|owner| {
            let namespace = self.universe.name_parts(owner).0.as_bytes();
            [&b"System."[..], b"Microsoft.Xrm.", b"Microsoft.Crm."]
                .into_iter()
                .any(|start| namespace.starts_with(start))
        })
    }

    /// Whether code of a module is followed: neither the framework nor the SDK is, unless the user named it.
    #[must_use]
    pub fn is_entered(&self, module: ModuleId) -> bool {
        module == self.universe.input().id || self.universe.module(module).origin == Origin::Other
    }

    /// The method that runs when `method` is called virtually on an object of exactly this type.
    #[must_use]
    pub fn dispatch(&self, concrete: TypeId, method: MethodHandle) -> Option<MethodId> {
        self.dispatched.get((concrete, method), || {
            // Walks the lineage and the methods there; what it costs does not show here.
            self.charge(64);
            self.universe.dispatch(concrete, method).filter(|id| self.is_entered(id.module))
        })
    }

    /// Whether a type of this unit is, or derives from, or implements another type.
    #[must_use]
    pub fn is_a(&self, id: TypeId, other: TypeHandle) -> bool {
        let (is_a, work) = self.universe.is_a(id, other);
        self.charge(work / 4);
        is_a
    }

    /// The static constructor of a type, where it has one.
    #[must_use]
    pub fn static_constructor(&self, id: TypeId) -> Option<MethodId> {
        let universe = self.universe;
        self.initialisers.get(id, || {
            universe
                .methods(id)
                .find(|method| universe.method_name(MethodHandle::Def(*method)) == ".cctor")
                .filter(|_| self.is_entered(id.module))
        })
    }

    /// What is the user's own.
    #[must_use]
    pub fn own(&self) -> &Own {
        &self.own
    }

    /// Whether a method is in code of the user's own: an own assembly, and there not in the namespace of a merged library.
    #[must_use]
    pub fn is_own(&self, id: MethodId) -> bool {
        self.owned.get(id, || self.own.has(self.universe, id.module, self.universe.declaring_type(id)))
    }

    /// Whether a compiler made a type: it or a type around it says so, or has a name that no author can write.
    #[must_use]
    pub fn is_generated_type(&self, id: TypeId) -> bool {
        self.generated.get(id, || self.finds_generated_type(id))
    }

    fn finds_generated_type(&self, id: TypeId) -> bool {
        let module = self.universe.module(id.module);
        let mut current = Some(id.rid);
        let mut generated = false;
        for _ in 0..self.universe.limits().nesting {
            let Some(rid) = current else { break };
            let name = module.metadata.row(rid).map(|row| module.metadata.name(row.name)).unwrap_or_default();
            let is_marked = name.as_bytes().starts_with(b"<") && rid.row() != 1;
            generated = is_marked && file_local(&name.text()).is_none()
                || name.as_bytes().starts_with(b"_Closure$")
                || name.as_bytes().starts_with(b"VB$StateMachine_")
                || self.has_generated_attribute(id.module, HasCustomAttribute::TypeDef(rid));
            if generated {
                break;
            }
            current = module.enclosing(rid);
        }
        generated
    }

    /// Whether a compiler made a method, whoever made its type.
    #[must_use]
    pub fn is_generated_method(&self, id: MethodId) -> bool {
        let name = self.universe.method_name(MethodHandle::Def(id));
        name.as_bytes().starts_with(b"<")
            || name.as_bytes().starts_with(b"_Lambda$__")
            || self.has_generated_attribute(id.module, HasCustomAttribute::MethodDef(id.rid))
                && (self.is_generated_accessor(id) || !self.is_accessor(id))
    }

    pub(super) fn has_generated_attribute(&self, module: ModuleId, parent: HasCustomAttribute) -> bool {
        self.universe.has_attribute(module, parent, "System.Runtime.CompilerServices", "CompilerGeneratedAttribute")
    }

    pub(super) fn with_referrers<T>(&self, author: TypeId, ask: impl FnOnce(&Referrers) -> T) -> T {
        ask(&self.referrers.get(author, || Rc::new(self.scan_referrers(author))))
    }

    /// Whether a field is the compiler's own business: caches of delegates and call sites, string switches, closures.
    #[must_use]
    pub fn is_generated_field(&self, field: FieldHandle) -> bool {
        let name = self.universe.field_name(field);
        // What other members use of a primary constructor's parameters is as much a field as any.
        let is_parameter = matches!(Variable::of_field(name), Some(Variable::PrimaryParameter(_)));
        let name = name.as_bytes();
        let backing = name.starts_with(b"<") && name.ends_with(b">k__BackingField");
        let made = name.starts_with(b"<") && !backing && !is_parameter
            || name.starts_with(b"$STATIC$") && name.ends_with(b"$Init")
            || name.starts_with(b"CS$<>")
            || name.windows(14).any(|window| window == b"c__DynamicSite");
        let owner = match self.universe.owner_of_field(field) {
            Some(TypeHandle::Def(owner)) => self.is_generated_type(owner),
            _ => false,
        };
        made || owner
    }

    /// Whether a static field is where the compiler keeps a delegate that captures nothing: `<>9__0_0` and `<0>__M` (Roslyn),
    /// `<>f__am$cache0` and `<>f__mg$cache0` (mcs), `$I0-0` (VB).
    #[must_use]
    pub(super) fn is_delegate_cache(&self, field: FieldHandle) -> bool {
        const CACHES: [&[u8]; 4] = [b"<>9__", b"<>f__am$cache", b"<>f__mg$cache", b"$I"];
        let name = self.universe.field_name(field);
        let name = name.as_bytes();
        let of_group = || {
            let number = name.strip_prefix(b"<").and_then(|rest| rest.split(|byte| *byte == b'>').next());
            number.is_some_and(|it| !it.is_empty() && it.iter().all(u8::is_ascii_digit))
        };
        (CACHES.iter().any(|start| name.starts_with(start)) || of_group()) && self.is_generated_field(field)
    }

    /// Whether a type is a delegate of this unit.
    #[must_use]
    pub fn is_delegate(&self, id: TypeId) -> bool {
        self.universe.base(id).is_some_and(|(base, _)| self.universe.is_named(base, "System", "MulticastDelegate"))
    }

    /// Whether a type is a value type of this unit.
    #[must_use]
    pub fn is_value_type(&self, id: TypeId) -> bool {
        self.universe.base(id).is_some_and(|(base, _)| {
            self.universe.is_named(base, "System", "ValueType") || self.universe.is_named(base, "System", "Enum")
        })
    }

    /// Whether a type can have objects.
    #[must_use]
    pub fn is_concrete(&self, id: TypeId) -> bool {
        self.universe
            .type_row(id)
            .is_some_and(|row| !row.flags.intersects(TypeAttributes::ABSTRACT | TypeAttributes::INTERFACE))
    }

    /// The type of this unit that a token names.
    #[must_use]
    pub fn type_of_token(&self, module: ModuleId, token: Token) -> Option<TypeId> {
        match self.universe.resolve_type(module, TypeDefOrRef::from_token(token)?)? {
            TypeHandle::Def(id) => Some(id),
            TypeHandle::Missing(..) => None,
        }
    }

    /// The structs of this unit for which a call's token instantiates a generic method.
    #[must_use]
    pub fn struct_arguments(&self, module: ModuleId, token: Token) -> Rc<[TypeId]> {
        self.structs.get((module, token), || {
            let arguments = self.universe.method_arguments(module, token);
            let types =
                arguments.iter().filter_map(|argument| match self.universe.resolve_type_of(module, argument)? {
                    TypeHandle::Def(id) if self.is_value_type(id) => Some(id),
                    _ => None,
                });
            types.collect()
        })
    }

    /// The type that a call by this token returns, with the type arguments that the token gives put in.
    #[must_use]
    pub fn returned_type(&self, module: ModuleId, token: Token) -> Option<TypeHandle> {
        self.returned.get((module, token), || self.universe.returned_type(module, token))
    }

    /// What a member of the framework or the SDK is known to do.
    #[must_use]
    pub fn effects(&self, method: MethodHandle) -> Effects {
        self.effects.get(method, || {
            let api = self.api_name(method);
            let known = effects(&api.type_name, &api.member.text(), || {
                let id = self.universe.method_doc_id(method);
                let signature = id.as_str().get("M:".len() + api.type_name.len() + ".".len()..);
                signature.unwrap_or_default().to_owned()
            });
            if known.is_empty() { self.assumed_effects(method, &api) } else { known }
        })
    }

    /// A method as lists of APIs name it.
    #[must_use]
    pub fn api_name(&self, method: MethodHandle) -> ApiName<'a> {
        self.api_names.get(method, || {
            let owner = self.universe.method_owner(method);
            let type_name = owner.map(|owner| self.api_types.get(owner, || self.find_api_type(owner)));
            ApiName {
                type_name: type_name.unwrap_or_default(),
                member: self.universe.method_name(method),
                origin: match owner {
                    Some(TypeHandle::Def(_)) => None,
                    Some(owner) => Some(self.universe.assembly_of(owner).1),
                    None => Some(Origin::Other),
                },
            }
        })
    }

    fn find_api_type(&self, owner: TypeHandle) -> Rc<str> {
        let (namespace, names) = self.universe.name_parts(owner);
        let length: usize = names.iter().map(|name| name.as_bytes().len()).sum();
        if namespace.as_bytes().len() + length > LONGEST_API_TYPE {
            return Rc::default();
        }
        self.universe.full_name(owner).as_str().into()
    }
}
