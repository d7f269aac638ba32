//! Puts callers and callees together for one root: which objects every value can be, and what runs because of whom.
//!
//! A method is analysed once for each combination of arguments it is called with (a *context*), so that a helper called with
//! the shared instance here and a fresh object there keeps them apart. Contexts, objects and value sets are finite and only
//! grow, so the work ends; the bounds of [`crate::limits`] cut it short on hostile input, and say so.

use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::facts::{Action, Event, Facts, Value, ValueId};
use super::library::Effects;
use super::objects::{Object, ObjectId, Objects, Slot, ValueSet};
use super::program::{Callee, MethodCode, Program};
use crate::il::{IlOffset, Opcode};
use crate::metadata::Token;
use crate::model::{FieldHandle, MethodHandle, MethodId, ModuleId, TypeHandle, TypeId};

/// A method with the arguments it is called with, by number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ContextId(pub u32);

/// How one step of a path leads to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Via {
    /// The platform calls it.
    Entry,
    /// `call` or `jmp`.
    Call,
    /// `callvirt` to the method it names.
    Callvirt,
    /// `newobj`.
    Newobj,
    /// A delegate made from it.
    Delegate,
    /// A virtual call, dispatched to an override.
    Override,
    /// An interface call, dispatched to an implementation.
    Interface,
    /// The state machine of an async method.
    Async,
    /// The state machine of an iterator.
    Iterator,
    /// The static constructor of a type that is touched.
    StaticConstructor,
    /// The constructor of the root type, which the platform calls.
    Constructor,
    /// Called back by framework code to which an object was handed.
    Callback,
}

/// When a method runs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Phase {
    /// While the platform constructs the root instance.
    Constructing,
    /// While the platform calls it.
    Calling,
    /// While the runtime initialises a type.
    Initialising,
}

/// A call that leads on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edge {
    /// The instruction.
    pub at: IlOffset,
    /// How it leads on.
    pub via: Via,
    /// Where to.
    pub to: ContextId,
    /// Whether this is the only place it can lead to, by all that is known.
    pub exact: bool,
}

/// A method with the arguments it is called with.
#[derive(Debug)]
pub struct Context {
    /// The method.
    pub method: MethodId,
    /// When it runs.
    pub phase: Phase,
    pub(super) code: Rc<MethodCode>,
    pub(super) arguments: Vec<ValueSet>,
    /// What it returns.
    pub(super) returns: ValueSet,
    /// Addresses that it got and stores through, and fields that a compiler-made accessor writes for its caller.
    pub(super) effects: Vec<Effect>,
    /// What its calls return.
    results: FxHashMap<IlOffset, ValueSet>,
    callers: Vec<ContextId>,
    /// Calls that lead on; complete once the flow has settled.
    pub edges: Vec<Edge>,
}

/// A write that shows at the caller: through an address that the caller made, or in an accessor that the compiler made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Effect {
    /// The address stored through, or the address of the field that the accessor writes.
    pub(super) address: ObjectId,
    /// Whether it is an accessor's.
    pub(super) accessor: bool,
    /// What a store through an address that no caller is known to read stores.
    pub(super) how: How,
}

/// How a write is done.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum How {
    /// A store instruction.
    Store,
    /// Through an address handed to a method that is not followed.
    Handed(MethodHandle),
}

/// The flow of one root, while and after it is computed.
pub struct Flow<'p, 'u, 'a> {
    pub(super) program: &'p Program<'u, 'a>,
    pub(super) root: TypeId,
    /// The objects.
    pub objects: Objects,
    pub(super) contexts: Vec<Context>,
    numbers: FxHashMap<(MethodId, Phase, Vec<ValueSet>), ContextId>,
    per_method: FxHashMap<(MethodId, Phase), Vec<ContextId>>,
    pub(super) heap: FxHashMap<Slot, ValueSet>,
    readers: FxHashMap<Slot, Vec<ContextId>>,
    /// Delegates and the methods they run.
    bindings: FxHashMap<ObjectId, Vec<MethodHandle>>,
    instantiated: Vec<TypeId>,
    instantiated_set: FxHashSet<TypeId>,
    /// Contexts that asked which types exist.
    dispatchers: FxHashSet<ContextId>,
    pending: VecDeque<ContextId>,
    queued: FxHashSet<ContextId>,
    /// The contexts that the platform starts, with the way it starts them.
    pub entries: Vec<(ContextId, Via)>,
    steps: u64,
    /// Whether a bound was hit: something may be missing.
    pub bounded: bool,
}

/// The values of a context, by number.
pub(super) type Values = Vec<ValueSet>;

impl<'p, 'u, 'a> Flow<'p, 'u, 'a> {
    /// The flow of a root: its constructors first, then the methods that the platform calls.
    #[must_use]
    pub fn new(program: &'p Program<'u, 'a>, root: TypeId, constructing: &[MethodId], called: &[MethodId]) -> Self {
        let mut flow = Self {
            program,
            root,
            objects: Objects::default(),
            contexts: Vec::new(),
            numbers: FxHashMap::default(),
            per_method: FxHashMap::default(),
            heap: FxHashMap::default(),
            readers: FxHashMap::default(),
            bindings: FxHashMap::default(),
            instantiated: vec![root],
            instantiated_set: FxHashSet::from_iter([root]),
            dispatchers: FxHashSet::default(),
            pending: VecDeque::new(),
            queued: FxHashSet::default(),
            entries: Vec::new(),
            steps: 0,
            bounded: false,
        };
        for method in constructing {
            flow.start(*method, Phase::Constructing, Via::Constructor);
        }
        flow.settle();
        let handlers = flow.registered_handlers();
        for method in called {
            flow.start(*method, Phase::Calling, Via::Entry);
        }
        for (method, receiver) in handlers {
            if let MethodHandle::Def(method) = method {
                flow.start_with(method, Phase::Calling, Via::Entry, receiver);
            }
        }
        if let Some(initialiser) = program.static_constructor(root) {
            flow.start(initialiser, Phase::Initialising, Via::StaticConstructor);
        }
        flow.settle();
        flow.connect();
        flow
    }

    /// The contexts.
    #[must_use]
    pub fn context(&self, id: ContextId) -> &Context {
        &self.contexts[id.0 as usize]
    }

    fn start(&mut self, method: MethodId, phase: Phase, via: Via) {
        self.start_with(method, phase, via, ValueSet::one(ObjectId::ROOT));
    }

    fn start_with(&mut self, method: MethodId, phase: Phase, via: Via, receiver: ValueSet) {
        let is_static = self
            .program
            .universe
            .method_row(method)
            .is_none_or(|row| row.flags.contains(crate::metadata::MethodAttributes::STATIC));
        let count = self.argument_count(method);
        let mut arguments = vec![ValueSet::one(ObjectId::OPAQUE); count];
        if let Some(first) = arguments.first_mut().filter(|_| !is_static) {
            *first = receiver;
        }
        if let Some(context) = self.context_for(method, phase, arguments)
            && !self.entries.iter().any(|(known, _)| *known == context)
        {
            self.entries.push((context, via));
        }
    }

    fn argument_count(&self, method: MethodId) -> usize {
        let shape = self
            .program
            .universe
            .method_row(method)
            .and_then(|row| self.program.universe.module(method.module).metadata.method_shape(row.signature).ok());
        shape.map_or(0, |shape| shape.arguments() as usize)
    }

    /// The context of a method with these arguments, made if need be; `None` for a method without code.
    fn context_for(&mut self, method: MethodId, phase: Phase, mut arguments: Vec<ValueSet>) -> Option<ContextId> {
        if let Some(known) = self.numbers.get(&(method, phase, arguments.clone())) {
            return Some(*known);
        }
        let code = self.program.code(method)?;
        let siblings = self.per_method.entry((method, phase)).or_default();
        if siblings.len() as u64 >= self.program.universe.limits().contexts_per_method {
            // From here on the last context takes everybody's arguments.
            self.bounded = true;
            let last = *siblings.last()?;
            let context = &mut self.contexts[last.0 as usize];
            let mut changed = false;
            for (known, new) in context.arguments.iter_mut().zip(&arguments) {
                changed |= known.extend(new);
            }
            if changed {
                self.enqueue(last);
            }
            return Some(last);
        }
        arguments.shrink_to_fit();
        let id = ContextId(u32::try_from(self.contexts.len()).unwrap_or(u32::MAX));
        siblings.push(id);
        self.numbers.insert((method, phase, arguments.clone()), id);
        self.contexts.push(Context {
            method,
            phase,
            code,
            arguments,
            returns: ValueSet::default(),
            effects: Vec::new(),
            results: FxHashMap::default(),
            callers: Vec::new(),
            edges: Vec::new(),
        });
        self.enqueue(id);
        Some(id)
    }

    fn enqueue(&mut self, id: ContextId) {
        if self.queued.insert(id) {
            self.pending.push_back(id);
        }
    }

    /// Works until nothing changes.
    fn settle(&mut self) {
        while let Some(id) = self.pending.pop_front() {
            self.queued.remove(&id);
            self.steps = self.steps.saturating_add(1 + self.context(id).code.facts.events().len() as u64);
            if self.steps > self.program.universe.limits().analysis_steps {
                self.bounded = true;
                self.pending.clear();
                self.queued.clear();
                return;
            }
            self.evaluate(id);
        }
    }

    /// Walks from the entries once more, now that everything has settled, and writes the final edges down.
    fn connect(&mut self) {
        let mut seen: FxHashSet<ContextId> = self.entries.iter().map(|(id, _)| *id).collect();
        let mut queue: VecDeque<ContextId> = self.entries.iter().map(|(id, _)| *id).collect();
        while let Some(id) = queue.pop_front() {
            self.evaluate(id);
            let mut edges = std::mem::take(&mut self.contexts[id.0 as usize].edges);
            edges.sort_by_key(|edge| (edge.at, edge.to));
            edges.dedup_by_key(|edge| (edge.at, edge.to));
            for edge in &edges {
                if seen.insert(edge.to) {
                    queue.push_back(edge.to);
                }
            }
            self.contexts[id.0 as usize].edges = edges;
        }
        self.pending.clear();
        self.queued.clear();
    }

    // ---- values

    /// What every value of a context can be.
    pub(super) fn values(&mut self, id: ContextId) -> Values {
        let code = Rc::clone(&self.context(id).code);
        let facts = &code.facts;
        let mut values: Values = vec![ValueSet::default(); facts.values.len()];
        if let Some(unknown) = values.first_mut() {
            *unknown = ValueSet::one(ObjectId::OPAQUE);
        }
        // Values mostly depend on earlier ones; joins in loops need another round.
        for _ in 0..16 {
            let mut changed = false;
            for (index, value) in facts.values.iter().enumerate().skip(1) {
                let new = self.value(id, facts, *value, &values);
                if new != values[index] {
                    changed = true;
                    let mut merged = new;
                    merged.extend(&values[index]);
                    values[index] = merged;
                }
            }
            if !changed {
                break;
            }
        }
        values
    }

    fn value(&mut self, id: ContextId, facts: &Facts, value: Value, values: &Values) -> ValueSet {
        let method = self.context(id).method;
        let of = |value: ValueId| values.get(value.0 as usize).cloned().unwrap_or_default();
        match value {
            Value::Unknown | Value::Caught => ValueSet::one(ObjectId::OPAQUE),
            Value::Computed
            | Value::IsNull(..)
            | Value::Constant(_)
            | Value::Float(_)
            | Value::Null
            | Value::Literal(_)
            | Value::Handle(_)
            | Value::Function(..) => ValueSet::default(),
            Value::Argument(number) => self.context(id).arguments.get(usize::from(number)).cloned().unwrap_or_default(),
            Value::Created(at) => ValueSet::one(self.created(id, at)),
            Value::Returned(at) => self.context(id).results.get(&at).cloned().unwrap_or_default(),
            Value::Field(object, field) => self.load_field(id, &of(object), method.module, field),
            Value::FieldAddress(object, field) => {
                let Some(field) = self.program.universe.resolve_field(method.module, field) else {
                    return ValueSet::one(ObjectId::OPAQUE);
                };
                let mut addresses = ValueSet::default();
                for object in of(object).iter() {
                    let address = match self.objects.get(object) {
                        Object::Opaque => ObjectId::OPAQUE,
                        _ => self.objects.number(Object::FieldAddress(object, field)),
                    };
                    addresses.insert(address);
                }
                addresses
            }
            Value::Static(field) => match self.program.universe.resolve_field(method.module, field) {
                Some(field) => {
                    let mut held = self.read(id, Slot::Static(field));
                    held.insert(self.objects.number(Object::HeldByStatic(field)));
                    held
                }
                None => ValueSet::one(ObjectId::OPAQUE),
            },
            Value::StaticAddress(field) => match self.program.universe.resolve_field(method.module, field) {
                Some(field) => ValueSet::one(self.objects.number(Object::StaticAddress(field))),
                None => ValueSet::one(ObjectId::OPAQUE),
            },
            Value::Element(array) => {
                let mut elements = ValueSet::default();
                for array in of(array).iter() {
                    elements.extend(&self.elements(id, array));
                }
                elements
            }
            Value::ElementAddress(array) => {
                let mut addresses = ValueSet::default();
                for array in of(array).iter() {
                    let address = if array == ObjectId::OPAQUE {
                        array
                    } else {
                        self.objects.number(Object::ElementAddress(array))
                    };
                    addresses.insert(address);
                }
                addresses
            }
            Value::Local(local) => {
                let variable = self.objects.number(Object::Variable(id.0, local));
                let mut content = self.read(id, Slot::Content(variable));
                content.insert(variable);
                content
            }
            Value::LocalAddress(local) => ValueSet::one(self.objects.number(Object::Variable(id.0, local))),
            Value::ArgumentCell(argument) => {
                let variable = self.argument_variable(id, argument);
                let mut content = self.read(id, Slot::Content(variable));
                content.extend(&self.context(id).arguments.get(usize::from(argument)).cloned().unwrap_or_default());
                content
            }
            Value::ArgumentAddress(argument) => {
                let variable = self.argument_variable(id, argument);
                let value = self.context(id).arguments.get(usize::from(argument)).cloned().unwrap_or_default();
                self.write(Slot::Content(variable), &value);
                ValueSet::one(variable)
            }
            Value::Loaded(address) => {
                let mut content = ValueSet::default();
                for address in of(address).iter() {
                    content.extend(&self.content(id, address));
                }
                content
            }
            Value::Merged(number) => {
                let mut merged = ValueSet::default();
                for value in facts.merged(number) {
                    merged.extend(&of(*value));
                }
                merged
            }
        }
    }

    /// Arguments are numbered behind the locals, from the top, so that their variables do not meet.
    fn argument_variable(&mut self, id: ContextId, argument: u16) -> ObjectId {
        self.objects.number(Object::Variable(id.0, u16::MAX - argument))
    }

    fn created(&mut self, id: ContextId, at: IlOffset) -> ObjectId {
        let context = self.context(id);
        let (method, constructing) = (context.method, context.phase == Phase::Constructing);
        let exact = match context.code.facts.event_at(at).map(|event| event.action) {
            Some(Action::Call { method: token, .. }) => self
                .program
                .callee(method.module, token)
                .and_then(|callee| self.program.universe.method_owner(callee.handle))
                .and_then(|owner| match owner {
                    TypeHandle::Def(owner) => Some(owner),
                    TypeHandle::Missing(..) => None,
                }),
            _ => None,
        };
        self.objects.number(Object::Created { method, at, exact, constructing })
    }

    /// The exact type of an object, where it is known and loaded.
    fn type_of(&self, object: ObjectId) -> Option<TypeId> {
        match self.objects.get(object) {
            Object::Root => Some(self.root),
            Object::Created { exact, .. } => exact,
            _ => None,
        }
    }

    fn load_field(&mut self, id: ContextId, objects: &ValueSet, module: ModuleId, field: Token) -> ValueSet {
        let Some(field) = self.program.universe.resolve_field(module, field) else {
            return ValueSet::one(ObjectId::OPAQUE);
        };
        let mut found = ValueSet::default();
        for object in objects.iter() {
            let mut content = self.read(id, Slot::Field(object, field));
            match self.objects.get(object) {
                Object::Opaque => {
                    content.insert(ObjectId::OPAQUE);
                }
                // A variable that holds a struct holds its fields too.
                Object::Variable(..) => {
                    for inner in self.read(id, Slot::Content(object)).iter().filter(|inner| *inner != object) {
                        content.extend(&self.read(id, Slot::Field(inner, field)));
                        self.held(inner, field, &mut content);
                    }
                }
                _ => self.held(object, field, &mut content),
            }
            found.extend(&content);
        }
        found
    }

    /// Adds what was in a field of a shared object before the call, where nothing that was stored there has been seen.
    fn held(&mut self, object: ObjectId, field: FieldHandle, content: &mut ValueSet) {
        if content.is_empty() && self.objects.is_shared(object) && self.depth(object) < 6 {
            content.insert(self.objects.number(Object::Held(object, field)));
        }
    }

    fn depth(&self, object: ObjectId) -> u32 {
        match self.objects.get(object) {
            Object::Held(holder, _) | Object::ElementOf(holder) => self.depth(holder) + 1,
            _ => 0,
        }
    }

    fn elements(&mut self, id: ContextId, array: ObjectId) -> ValueSet {
        let mut elements = self.read(id, Slot::Elements(array));
        // Which of the elements it is nobody knows.
        elements.insert(ObjectId::OPAQUE);
        if self.objects.is_shared(array) && self.depth(array) < 6 {
            elements.insert(self.objects.number(Object::ElementOf(array)));
        }
        elements
    }

    /// What an address leads to.
    fn content(&mut self, id: ContextId, address: ObjectId) -> ValueSet {
        match self.objects.get(address) {
            Object::FieldAddress(object, field) => {
                let mut content = self.read(id, Slot::Field(object, field));
                self.held(object, field, &mut content);
                content
            }
            Object::StaticAddress(field) => {
                let mut held = self.read(id, Slot::Static(field));
                held.insert(self.objects.number(Object::HeldByStatic(field)));
                held
            }
            Object::ElementAddress(array) => self.elements(id, array),
            Object::Variable(..) => self.read(id, Slot::Content(address)),
            // An object where an address was expected: `unbox`, or a struct reached by its object.
            _ => ValueSet::one(address),
        }
    }

    fn read(&mut self, id: ContextId, slot: Slot) -> ValueSet {
        let readers = self.readers.entry(slot).or_default();
        if !readers.contains(&id) {
            readers.push(id);
        }
        self.heap.get(&slot).cloned().unwrap_or_default()
    }

    fn write(&mut self, slot: Slot, value: &ValueSet) {
        if value.is_empty() {
            return;
        }
        if self.heap.entry(slot).or_default().extend(value) {
            for reader in self.readers.get(&slot).cloned().unwrap_or_default() {
                self.enqueue(reader);
            }
        }
    }

    fn store_through(&mut self, address: ObjectId, value: &ValueSet) {
        match self.objects.get(address) {
            Object::FieldAddress(object, field) => self.write(Slot::Field(object, field), value),
            Object::StaticAddress(field) => self.write(Slot::Static(field), value),
            Object::ElementAddress(array) => self.write(Slot::Elements(array), value),
            Object::Variable(..) => self.write(Slot::Content(address), value),
            _ => {}
        }
    }

    // ---- events

    fn evaluate(&mut self, id: ContextId) {
        let code = Rc::clone(&self.context(id).code);
        self.contexts[id.0 as usize].edges.clear();
        let values = self.values(id);
        let module = self.context(id).method.module;
        let of = |value: ValueId| values.get(value.0 as usize).cloned().unwrap_or_default();
        for event in code.facts.events() {
            match event.action {
                Action::Call { .. } => self.call(id, &code, event, &values),
                Action::StoreField { object, field, value } => {
                    let Some(field) = self.program.universe.resolve_field(module, field) else { continue };
                    for object in of(object).iter().filter(|object| *object != ObjectId::OPAQUE) {
                        self.write(Slot::Field(object, field), &of(value));
                    }
                    self.note_effects(id, &code.facts, object, &of(object), Some(field));
                }
                Action::StoreStatic { field, value } => {
                    let Some(field) = self.program.universe.resolve_field(module, field) else { continue };
                    self.touch_owner(id, event.at, field);
                    self.write(Slot::Static(field), &of(value));
                    if self.program.is_generated_accessor(self.context(id).method) {
                        let address = self.objects.number(Object::StaticAddress(field));
                        self.add_effect(id, Effect { address, accessor: true, how: How::Store });
                    }
                }
                Action::LoadStatic(field) => {
                    if let Some(field) = self.program.universe.resolve_field(module, field) {
                        self.touch_owner(id, event.at, field);
                    }
                }
                Action::StoreIndirect { address, value } => {
                    for address in of(address).iter() {
                        self.store_through(address, &of(value));
                    }
                    self.note_effects(id, &code.facts, address, &of(address), None);
                }
                Action::StoreElement { array, value } => {
                    for array in of(array).iter().filter(|array| *array != ObjectId::OPAQUE) {
                        self.write(Slot::Elements(array), &of(value));
                    }
                }
                Action::StoreLocal { local, value } => {
                    let variable = self.objects.number(Object::Variable(id.0, local));
                    self.write(Slot::Content(variable), &of(value));
                }
                Action::StoreArgument { argument, value } => {
                    let variable = self.argument_variable(id, argument);
                    self.write(Slot::Content(variable), &of(value));
                }
                Action::Return(value) => {
                    let context = &mut self.contexts[id.0 as usize];
                    if context.returns.extend(&of(value)) {
                        for caller in context.callers.clone() {
                            self.enqueue(caller);
                        }
                    }
                }
                Action::Bind(function) => self.bind(id, &code, event.at, function, &values),
                Action::CallIndirect | Action::Throw(_) | Action::Rethrow => {}
            }
        }
    }

    /// Whether a value came into the method from outside: then a store through it shows at the caller.
    pub(super) fn is_received(facts: &Facts, value: ValueId) -> bool {
        match facts.value(value) {
            Value::Argument(_) | Value::ArgumentCell(_) => true,
            Value::Merged(number) => {
                facts.merged(number).iter().any(|value| matches!(facts.value(*value), Value::Argument(_)))
            }
            Value::Loaded(inner) | Value::FieldAddress(inner, _) => Self::is_received(facts, inner),
            _ => false,
        }
    }

    /// Notes stores that belong to the caller: through an address that it handed in, or those of a compiler-made accessor.
    fn note_effects(
        &mut self,
        id: ContextId,
        facts: &Facts,
        target: ValueId,
        objects: &ValueSet,
        field: Option<FieldHandle>,
    ) {
        let accessor = self.program.is_generated_accessor(self.context(id).method);
        let received = Self::is_received(facts, target);
        for object in objects.iter() {
            let address = match (self.objects.get(object), field) {
                (Object::FieldAddress(..) | Object::StaticAddress(_), _) if accessor || received => object,
                (Object::Root | Object::Held(..) | Object::Created { .. }, Some(field)) if accessor => {
                    self.objects.number(Object::FieldAddress(object, field))
                }
                _ => continue,
            };
            self.add_effect(id, Effect { address, accessor, how: How::Store });
        }
    }

    fn add_effect(&mut self, id: ContextId, effect: Effect) {
        let context = &mut self.contexts[id.0 as usize];
        if !context.effects.contains(&effect) && context.effects.len() < 64 {
            context.effects.push(effect);
            for caller in context.callers.clone() {
                self.enqueue(caller);
            }
        }
    }

    fn touch_owner(&mut self, id: ContextId, at: IlOffset, field: FieldHandle) {
        if let Some(TypeHandle::Def(owner)) = self.program.universe.owner_of_field(field) {
            self.touch(id, at, owner);
        }
    }

    /// The static constructor of a type runs before the type is used.
    fn touch(&mut self, id: ContextId, at: IlOffset, owner: TypeId) {
        let Some(initialiser) = self.program.static_constructor(owner) else { return };
        if initialiser != self.context(id).method {
            self.lead(id, at, initialiser, Phase::Initialising, Vec::new(), Via::StaticConstructor, true);
        }
    }

    fn instantiate(&mut self, id: TypeId) {
        if self.instantiated_set.insert(id) {
            self.instantiated.push(id);
            for dispatcher in self.dispatchers.clone() {
                self.enqueue(dispatcher);
            }
        }
    }

    /// Leads on into a method; what it returns.
    #[expect(clippy::too_many_arguments, reason = "an edge of the call graph has that many parts")]
    fn lead(
        &mut self,
        id: ContextId,
        at: IlOffset,
        to: MethodId,
        phase: Phase,
        arguments: Vec<ValueSet>,
        via: Via,
        exact: bool,
    ) -> ValueSet {
        let Some(callee) = self.context_for(to, phase, arguments) else { return ValueSet::one(ObjectId::OPAQUE) };
        self.contexts[id.0 as usize].edges.push(Edge { at, via, to: callee, exact });
        let context = &mut self.contexts[callee.0 as usize];
        if !context.callers.contains(&id) {
            context.callers.push(id);
        }
        context.returns.clone()
    }

    /// The phase of what a context calls.
    fn phase_of_callees(&self, id: ContextId) -> Phase {
        self.context(id).phase
    }

    fn call(&mut self, id: ContextId, code: &Rc<MethodCode>, event: &Event, values: &Values) {
        let Action::Call { opcode, method, constrained, arguments, result } = event.action else { return };
        let home = self.context(id).method;
        let Some(callee) = self.program.callee(home.module, method) else { return };
        let mut operands: Vec<ValueSet> = code
            .facts
            .arguments(arguments)
            .iter()
            .map(|value| values.get(value.0 as usize).cloned().unwrap_or_default())
            .collect();
        if opcode == Opcode::Newobj {
            let object = self.created(id, event.at);
            operands.insert(0, ValueSet::one(object));
            self.construct(id, code, event, callee, object, &operands);
        }
        if callee.is_static
            && let Some(TypeHandle::Def(owner)) = self.program.universe.method_owner(callee.handle)
        {
            self.touch(id, event.at, owner);
        }
        let mut returned = ValueSet::default();
        let targets = self.targets(id, opcode, callee, constrained, &operands);
        for (target, receiver, via, exact) in targets {
            let mut passed = operands.clone();
            if let (Some(first), Some(receiver)) = (passed.first_mut(), receiver) {
                *first = receiver;
            }
            let phase = self.phase_of_callees(id);
            returned.extend(&self.lead(id, event.at, target, phase, passed, via, exact));
        }
        if callee.enter.is_none() {
            self.outside(id, code, event, callee, method, &operands);
            self.library_effects(id, callee, &operands, &mut returned);
            returned.insert(ObjectId::OPAQUE);
            self.describe_type(id, code, event, callee, &mut returned);
        }
        self.effects_of_callees(id, code, event);
        if result.is_some() && opcode != Opcode::Newobj {
            let context = &mut self.contexts[id.0 as usize];
            if context.results.entry(event.at).or_default().extend(&returned) {
                self.enqueue(id);
            }
        }
    }

    /// A new object: its type exists from now on, its static constructor has run, an iterator will be run.
    fn construct(
        &mut self,
        id: ContextId,
        code: &Rc<MethodCode>,
        event: &Event,
        callee: Callee,
        object: ObjectId,
        operands: &[ValueSet],
    ) {
        let Action::Call { arguments, .. } = event.action else { return };
        let owner = self.program.universe.method_owner(callee.handle);
        if let Some(TypeHandle::Def(owner)) = owner {
            self.instantiate(owner);
            self.touch(id, event.at, owner);
            let universe = self.program.universe;
            let iterates = self.program.is_generated_type(owner)
                && universe
                    .interfaces(owner)
                    .into_iter()
                    .any(|interface| universe.is_named(interface, "System.Collections", "IEnumerator"));
            let move_next =
                universe.methods(owner).find(|method| universe.method_name(MethodHandle::Def(*method)) == "MoveNext");
            if let Some(move_next) = move_next.filter(|method| iterates && *method != self.context(id).method) {
                let phase = self.phase_of_callees(id);
                self.lead(id, event.at, move_next, phase, vec![ValueSet::one(object)], Via::Iterator, true);
            }
        }
        // A delegate: the object and a method pointer.
        let passed = code.facts.arguments(arguments);
        if let &[target, function] = passed
            && let Value::Function(token, _) = code.facts.value(function)
            && let Some(bound) = self.program.callee(self.context(id).method.module, token)
        {
            let _ = target;
            let known = self.bindings.entry(object).or_default();
            if !known.contains(&bound.handle) {
                known.push(bound.handle);
            }
            self.write(Slot::Bound(object), operands.get(1).unwrap_or(&ValueSet::default()));
        }
    }

    /// `ldftn`, `ldvirtftn`: the method will run with the object that the delegate is bound to.
    fn bind(&mut self, id: ContextId, code: &Rc<MethodCode>, at: IlOffset, function: ValueId, values: &Values) {
        let Value::Function(token, _) = code.facts.value(function) else { return };
        let home = self.context(id).method;
        let Some(callee) = self.program.callee(home.module, token) else { return };
        // The delegate's constructor follows and takes the object and the pointer.
        let delegate = code.facts.events().iter().find_map(|event| match event.action {
            Action::Call { opcode: Opcode::Newobj, arguments, .. } => match code.facts.arguments(arguments) {
                &[target, pointer] if pointer == function => Some((event.at, target)),
                _ => None,
            },
            _ => None,
        });
        let receiver = delegate.and_then(|(_, target)| values.get(target.0 as usize).cloned()).unwrap_or_default();
        let phase = self.context(id).phase;
        if phase == Phase::Constructing && !delegate.is_some_and(|(made, _)| self.runs_at_once(home.module, code, made))
        {
            // A handler that the constructor registers: the platform's calls will run it.
            return;
        }
        let Some(target) = callee.enter else { return };
        let mut arguments = vec![ValueSet::one(ObjectId::OPAQUE); self.argument_count(target)];
        if let Some(first) = arguments.first_mut().filter(|_| !callee.is_static) {
            *first = receiver.clone();
        }
        if callee.is_virtual {
            let targets = self.targets(id, Opcode::Callvirt, callee, None, &arguments);
            for (target, receiver, _, exact) in targets {
                let mut arguments = arguments.clone();
                if let (Some(first), Some(receiver)) = (arguments.first_mut(), receiver) {
                    *first = receiver;
                }
                self.lead(id, at, target, phase, arguments, Via::Delegate, exact);
            }
        } else {
            self.lead(id, at, target, phase, arguments, Via::Delegate, true);
        }
    }

    /// Whether all that happens to a delegate is that the framework runs it before it returns: LINQ, `List.ForEach`, `Array.*`.
    fn runs_at_once(&self, module: ModuleId, code: &MethodCode, made: IlOffset) -> bool {
        let mut uses = 0;
        let delegate = code.facts.values.iter().position(|value| *value == Value::Created(made));
        let Some(delegate) = delegate.and_then(|index| u32::try_from(index).ok()).map(ValueId) else { return false };
        let is_delegate = |value: ValueId| {
            value == delegate
                || matches!(code.facts.value(value), Value::Merged(number) if code.facts.merged(number).contains(&delegate))
        };
        for event in code.facts.events() {
            match event.action {
                Action::Call { method, arguments, .. }
                    if code.facts.arguments(arguments).iter().any(|value| is_delegate(*value)) =>
                {
                    uses += 1;
                    let Some(callee) = self.program.callee(module, method) else { return false };
                    let (owner, name) = self.program.api_name(callee.handle);
                    let at_once = owner.as_str() == "System.Linq.Enumerable"
                        || owner.as_str() == "System.Array"
                        || owner.as_str() == "System.Collections.Generic.List`1" && name.as_str() != "Add";
                    if !at_once {
                        return false;
                    }
                }
                Action::StoreField { value, field, .. } | Action::StoreStatic { value, field }
                    if is_delegate(value) =>
                {
                    let field = self.program.universe.resolve_field(module, field);
                    // The compiler's cache of a delegate that captures nothing.
                    if !field.is_some_and(|field| self.program.is_generated_field(field)) {
                        return false;
                    }
                }
                Action::StoreElement { value, .. } | Action::Return(value) if is_delegate(value) => return false,
                _ => {}
            }
        }
        uses > 0
    }

    /// The methods of delegates that the constructors made and let out, with the objects they are bound to.
    fn registered_handlers(&mut self) -> Vec<(MethodHandle, ValueSet)> {
        let mut handlers = Vec::new();
        let contexts: Vec<ContextId> = (0..u32::try_from(self.contexts.len()).unwrap_or(0)).map(ContextId).collect();
        for id in contexts {
            if self.context(id).phase != Phase::Constructing {
                continue;
            }
            let code = Rc::clone(&self.context(id).code);
            let home = self.context(id).method;
            let values = self.values(id);
            for event in code.facts.events() {
                let Action::Call { opcode: Opcode::Newobj, arguments, .. } = event.action else { continue };
                let &[target, function] = code.facts.arguments(arguments) else { continue };
                let Value::Function(token, _) = code.facts.value(function) else { continue };
                let Some(callee) = self.program.callee(home.module, token) else { continue };
                if callee.enter.is_some() && !self.runs_at_once(home.module, &code, event.at) {
                    let receiver = values.get(target.0 as usize).cloned().unwrap_or_default();
                    handlers.push((callee.handle, receiver));
                }
            }
        }
        handlers
    }

    /// The methods that a call can run: each with the receivers for which it is run, and whether it is the only one.
    fn targets(
        &mut self,
        id: ContextId,
        opcode: Opcode,
        callee: Callee,
        constrained: Option<Token>,
        operands: &[ValueSet],
    ) -> Vec<(MethodId, Option<ValueSet>, Via, bool)> {
        let plain = match opcode {
            Opcode::Newobj => Via::Newobj,
            Opcode::Callvirt => Via::Callvirt,
            _ => Via::Call,
        };
        let module = self.context(id).method.module;
        let owner = self.program.universe.method_owner(callee.handle);
        let mut receivers = operands.first().cloned().unwrap_or_default();
        if let Some(token) = constrained {
            match self.program.type_of_token(module, token) {
                Some(exact) if self.program.is_value_type(exact) => {
                    return self
                        .program
                        .dispatch(exact, callee.handle)
                        .map(|target| (target, None, Via::Override, true))
                        .into_iter()
                        .collect();
                }
                // A reference: the address leads to it.
                _ => {
                    let mut objects = ValueSet::default();
                    for address in receivers.iter() {
                        objects.extend(&self.content(id, address));
                    }
                    receivers = objects;
                }
            }
        } else if opcode != Opcode::Callvirt || !callee.is_virtual {
            if let Some(target) = self.delegate_targets(callee, owner, &receivers) {
                return target;
            }
            return callee.enter.map(|target| (target, None, plain, true)).into_iter().collect();
        }
        if let Some(targets) = self.delegate_targets(callee, owner, &receivers) {
            return targets;
        }
        let is_interface = match owner {
            Some(TypeHandle::Def(owner)) => self
                .program
                .universe
                .type_row(owner)
                .is_some_and(|row| row.flags.contains(crate::metadata::TypeAttributes::INTERFACE)),
            _ => true,
        };
        let dispatched = if is_interface { Via::Interface } else { Via::Override };
        let mut found: Vec<(MethodId, ValueSet, bool)> = Vec::new();
        let mut add = |target: MethodId, receiver: ObjectId, exact: bool| match found
            .iter_mut()
            .find(|(known, ..)| *known == target)
        {
            Some((_, receivers, known)) => {
                receivers.insert(receiver);
                *known &= exact;
            }
            None => found.push((target, ValueSet::one(receiver), exact)),
        };
        let mut guessed = Vec::new();
        for receiver in receivers.iter() {
            if let Some(exact) = self.type_of(receiver) {
                if let Some(target) = self.program.dispatch(exact, callee.handle) {
                    add(target, receiver, true);
                }
            } else {
                guessed.push(receiver);
            }
        }
        if let (Some(TypeHandle::Def(owner)), false) = (owner, guessed.is_empty()) {
            let candidates = self.candidates(id, callee, owner);
            for receiver in guessed {
                for candidate in &candidates {
                    add(*candidate, receiver, candidates.len() == 1);
                }
            }
        }
        let several = found.len() > 1;
        found
            .into_iter()
            .map(|(target, receivers, exact)| {
                let via = if Some(target) == callee.enter { plain } else { dispatched };
                (target, Some(receivers), via, exact && !several)
            })
            .collect()
    }

    /// The overrides in types that exist in reach (rapid type analysis), and the method itself where it can be meant.
    fn candidates(&mut self, id: ContextId, callee: Callee, owner: TypeId) -> Vec<MethodId> {
        self.dispatchers.insert(id);
        let mut candidates: Vec<MethodId> = Vec::new();
        for index in 0..self.instantiated.len() {
            let exact = self.instantiated[index];
            if self.program.is_a(exact, TypeHandle::Def(owner))
                && let Some(target) = self.program.dispatch(exact, callee.handle)
                && !candidates.contains(&target)
            {
                candidates.push(target);
            }
        }
        if let Some(own) = callee.enter.filter(|own| !candidates.contains(own)) {
            // Objects that were made elsewhere can be of the declared type itself.
            if candidates.is_empty() || self.program.is_concrete(owner) {
                candidates.push(own);
            }
        }
        candidates
    }

    /// The methods that a delegate runs, where `callee` is a delegate's `Invoke`.
    fn delegate_targets(
        &mut self,
        callee: Callee,
        owner: Option<TypeHandle>,
        receivers: &ValueSet,
    ) -> Option<Vec<(MethodId, Option<ValueSet>, Via, bool)>> {
        if callee.enter.is_some() || self.program.universe.method_name(callee.handle) != "Invoke" {
            return None;
        }
        if let Some(TypeHandle::Def(owner)) = owner
            && !self.program.is_delegate(owner)
        {
            return None;
        }
        // The methods themselves were led to where the delegate was made.
        let _ = receivers;
        Some(Vec::new())
    }

    /// A call that leaves the loaded code: the state machine of an async method is run from there.
    fn outside(
        &mut self,
        id: ContextId,
        code: &MethodCode,
        event: &Event,
        callee: Callee,
        token: Token,
        operands: &[ValueSet],
    ) {
        let at = event.at;
        self.hand_out(id, code, event, callee, operands);
        let home = self.context(id).method;
        let universe = self.program.universe;
        for argument in universe.method_arguments(home.module, token) {
            let Some(TypeHandle::Def(machine)) = universe.resolve_type_of(home.module, &argument) else { continue };
            let is_machine = universe
                .interfaces(machine)
                .into_iter()
                .any(|interface| universe.is_named(interface, "System.Runtime.CompilerServices", "IAsyncStateMachine"));
            let move_next =
                universe.methods(machine).find(|method| universe.method_name(MethodHandle::Def(*method)) == "MoveNext");
            let Some(move_next) = move_next.filter(|method| is_machine && *method != home) else { continue };
            // The machine is the last by-ref argument; as a class it is what that leads to.
            let mut receiver = ValueSet::default();
            for operand in operands.iter().rev().take(1) {
                for object in operand.iter() {
                    if self.program.is_value_type(machine) {
                        receiver.insert(object);
                    } else {
                        receiver.extend(&self.content(id, object));
                    }
                }
            }
            let phase = self.phase_of_callees(id);
            self.lead(id, at, move_next, phase, vec![receiver], Via::Async, true);
        }
    }

    /// Addresses that the method got from its caller, or that a compiler-made accessor made, and that it hands on to code that is
    /// not followed: the caller has to answer for them.
    fn hand_out(&mut self, id: ContextId, code: &MethodCode, event: &Event, callee: Callee, operands: &[ValueSet]) {
        let Action::Call { opcode, arguments, .. } = event.action else { return };
        let accessor = self.program.is_generated_accessor(self.context(id).method);
        let operands = operands.iter().skip(usize::from(opcode == Opcode::Newobj));
        for (value, operand) in code.facts.arguments(arguments).iter().zip(operands) {
            if !accessor && !Self::is_received(&code.facts, *value) {
                continue;
            }
            for address in operand.iter() {
                if matches!(self.objects.get(address), Object::FieldAddress(..) | Object::StaticAddress(_)) {
                    self.add_effect(id, Effect { address, accessor, how: How::Handed(callee.handle) });
                }
            }
        }
    }

    /// What a member of the framework or the SDK is known to do with the objects it gets.
    fn library_effects(&mut self, id: ContextId, callee: Callee, operands: &[ValueSet], returned: &mut ValueSet) {
        let Some((receiver, arguments)) = operands.split_first() else { return };
        let (type_name, member) = self.program.api_name(callee.handle);
        let effects = super::library::effects(type_name.as_str(), member.as_str());
        if effects.is_empty() {
            return;
        }
        let mut holders = ValueSet::default();
        for holder in receiver.iter() {
            // A struct in a variable, such as an enumerator, stands for what is in it.
            match self.objects.get(holder) {
                Object::Variable(..) => holders.extend(&self.content(id, holder)),
                _ => holders.insert(holder),
            };
        }
        if effects.contains(Effects::THIS) {
            returned.extend(&holders);
        }
        for holder in holders.iter().filter(|holder| *holder != ObjectId::OPAQUE) {
            if effects.contains(Effects::STORES) {
                for argument in arguments {
                    self.write(Slot::Elements(holder), argument);
                }
            }
            if effects.intersects(Effects::ELEMENT) {
                returned.extend(&self.elements(id, holder));
            }
        }
    }

    /// `typeof(X)`: the handle and the call that turns it into the object.
    fn describe_type(
        &mut self,
        id: ContextId,
        code: &MethodCode,
        event: &Event,
        callee: Callee,
        returned: &mut ValueSet,
    ) {
        let Action::Call { arguments, .. } = event.action else { return };
        if self.program.universe.method_name(callee.handle) != "GetTypeFromHandle" {
            return;
        }
        if let Some(Value::Handle(token)) =
            code.facts.arguments(arguments).first().map(|value| code.facts.value(*value))
        {
            let module = self.context(id).method.module;
            *returned = ValueSet::one(self.objects.number(Object::TypeObject(module, token)));
        }
    }

    /// Stores of the callees that show here go on to the caller, where the address came from there.
    fn effects_of_callees(&mut self, id: ContextId, code: &MethodCode, event: &Event) {
        let Action::Call { arguments, opcode, .. } = event.action else { return };
        let accessor = self.program.is_generated_accessor(self.context(id).method);
        let passed = code.facts.arguments(arguments);
        let received = passed.iter().any(|value| Self::is_received(&code.facts, *value));
        if opcode == Opcode::Newobj || !(accessor || received) {
            return;
        }
        let callees: Vec<ContextId> = self
            .context(id)
            .edges
            .iter()
            .filter(|edge| edge.at == event.at && edge.via != Via::StaticConstructor)
            .map(|edge| edge.to)
            .collect();
        let mut passed_on: Vec<Effect> = Vec::new();
        for callee in callees {
            for effect in &self.context(callee).effects {
                if !effect.accessor {
                    passed_on.push(Effect { accessor, ..effect.clone() });
                }
            }
        }
        for effect in passed_on {
            self.add_effect(id, effect);
        }
    }
}
