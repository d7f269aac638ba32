//! What can run because the platform called a root, and what it does there: writes to what is shared, calls out of the loaded code.

use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::facts::{Action, Facts, Value, ValueId};
use super::flow::{ContextId, Edge, Flow, How, Phase, Values, Via};
use super::library::Effects;
use super::objects::{Object, ObjectId, ValueSet};
use super::program::{MethodCode, Program};
use crate::il::{ClauseKind, IlOffset, Opcode};
use crate::model::{FieldHandle, MethodHandle, MethodId, TypeHandle, TypeId};

/// One step of a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PathStep {
    /// The context.
    pub context: ContextId,
    /// Its method.
    pub method: MethodId,
    /// How execution got here.
    pub via: Via,
    /// The instruction that leads on, or the site itself in the last step.
    pub at: IlOffset,
}

/// A write to a field of a shared object or to a static field, while the platform calls the root.
#[derive(Clone, Debug)]
pub struct Write {
    /// Where.
    pub context: ContextId,
    /// The instruction at which it shows: the store, the call that gets the address, the call of the accessor.
    pub at: IlOffset,
    /// The object; `None` for a static field.
    pub holder: Option<ObjectId>,
    /// The field of that object, whatever struct inside it is changed.
    pub field: FieldHandle,
    /// Whether the object can be no other.
    pub exact: bool,
    /// How it is done.
    pub how: How,
    /// What is stored, where that is known.
    pub value: ValueSet,
    /// Whether a lock on something shared is held around it.
    pub locked: bool,
}

/// A change of an object that a field of a shared object, or a static field, holds.
#[derive(Clone, Debug)]
pub struct Mutation {
    /// Where.
    pub context: ContextId,
    /// The instruction.
    pub at: IlOffset,
    /// The object that has the field; `None` for a static field.
    pub holder: Option<ObjectId>,
    /// The field that holds the object, however deep inside it the change is.
    pub field: FieldHandle,
    /// The member that changes it; `None` for a store.
    pub by: Option<MethodHandle>,
    /// What is put in, where that is known.
    pub value: ValueSet,
}

/// A call of something that is not followed, an object made of such a type, or a delegate made from such a method.
#[derive(Clone, Debug)]
pub struct CallSite {
    /// Where.
    pub context: ContextId,
    /// The instruction.
    pub at: IlOffset,
    /// `call`, `callvirt`, `newobj`, `jmp`, or `ldftn` for a delegate.
    pub opcode: Opcode,
    /// The method.
    pub callee: MethodHandle,
    /// The token that names it.
    pub token: crate::metadata::Token,
    /// The operands as values of the method; without the new object for `newobj`.
    pub arguments: Vec<ValueId>,
    /// What they can be.
    pub operands: Vec<ValueSet>,
    /// What it leaves on the stack.
    pub result: Option<ValueId>,
}

/// How a context is reached best.
#[derive(Clone, Copy, Debug)]
struct Arrival {
    from: Option<(ContextId, IlOffset)>,
    via: Via,
    exact: bool,
}

/// What can run because the platform called a root, and what it does.
pub struct Reach<'p, 'u, 'a> {
    flow: Flow<'p, 'u, 'a>,
    arrivals: FxHashMap<ContextId, Arrival>,
    order: Vec<ContextId>,
    /// Writes while the platform calls the root.
    pub writes: Vec<Write>,
    /// Changes of objects that are held, while the platform calls the root.
    pub mutations: Vec<Mutation>,
    /// Calls out of the loaded code, in every phase.
    pub calls: Vec<CallSite>,
    /// `calli` instructions: nobody knows where they lead.
    pub indirect_calls: u32,
}

impl<'p, 'u, 'a> Reach<'p, 'u, 'a> {
    /// The reach of a root. `constructing` are the methods that run while the platform makes the object, `called` those it calls then.
    #[must_use]
    pub fn of(program: &'p Program<'u, 'a>, root: TypeId, constructing: &[MethodId], called: &[MethodId]) -> Self {
        let flow = Flow::new(program, root, constructing, called);
        let mut reach = Self {
            flow,
            arrivals: FxHashMap::default(),
            order: Vec::new(),
            writes: Vec::new(),
            mutations: Vec::new(),
            calls: Vec::new(),
            indirect_calls: 0,
        };
        reach.arrive(true);
        reach.arrive(false);
        reach.collect();
        reach
    }

    /// The code.
    #[must_use]
    pub fn program(&self) -> &'p Program<'u, 'a> {
        self.flow.program
    }

    /// The flow behind it.
    #[must_use]
    pub fn flow(&self) -> &Flow<'p, 'u, 'a> {
        &self.flow
    }

    /// The root type.
    #[must_use]
    pub fn root(&self) -> TypeId {
        self.flow.root
    }

    /// What an object stands for.
    #[must_use]
    pub fn object(&self, id: ObjectId) -> Object {
        self.flow.objects.get(id)
    }

    /// The contexts, nearest to an entry first.
    #[must_use]
    pub fn contexts(&self) -> &[ContextId] {
        &self.order
    }

    /// The method of a context.
    #[must_use]
    pub fn method(&self, id: ContextId) -> MethodId {
        self.flow.context(id).method
    }

    /// When a context runs.
    #[must_use]
    pub fn phase(&self, id: ContextId) -> Phase {
        self.flow.context(id).phase
    }

    /// The code of a context's method.
    #[must_use]
    pub fn code(&self, id: ContextId) -> &Rc<MethodCode> {
        &self.flow.context(id).code
    }

    /// The facts of a context's method.
    #[must_use]
    pub fn facts(&self, id: ContextId) -> &Facts {
        &self.flow.context(id).code.facts
    }

    /// The calls of a context that lead on.
    #[must_use]
    pub fn edges(&self, id: ContextId) -> &[Edge] {
        &self.flow.context(id).edges
    }

    /// What an argument of a context can be.
    #[must_use]
    pub fn argument(&self, id: ContextId, number: u16) -> ValueSet {
        self.flow.context(id).arguments.get(usize::from(number)).cloned().unwrap_or_default()
    }

    /// Whether every call sees the same object.
    #[must_use]
    pub fn is_shared(&self, object: ObjectId) -> bool {
        self.flow.objects.is_shared(object)
    }

    /// Whether every step of the best path is the only one it can be.
    #[must_use]
    pub fn is_exact(&self, id: ContextId) -> bool {
        self.arrivals.get(&id).is_some_and(|arrival| arrival.exact)
    }

    /// The best path to an instruction of a context: the most certain one, then the shortest.
    #[must_use]
    pub fn path(&self, id: ContextId, at: IlOffset) -> Vec<PathStep> {
        let mut path = Vec::new();
        let mut next = Some((id, at));
        while let Some((context, at)) = next {
            let Some(arrival) = self.arrivals.get(&context) else { break };
            path.push(PathStep { context, method: self.method(context), via: arrival.via, at });
            next = arrival.from;
        }
        path.reverse();
        path
    }

    /// Walks from the entries, breadth first: over exact edges alone, then over all.
    fn arrive(&mut self, exact: bool) {
        let mut queue: VecDeque<ContextId> = VecDeque::new();
        if exact {
            for (context, via) in self.flow.entries.clone() {
                self.arrivals.insert(context, Arrival { from: None, via, exact });
                self.order.push(context);
                queue.push_back(context);
            }
        } else {
            queue.extend(self.order.iter().copied());
        }
        while let Some(context) = queue.pop_front() {
            for edge in self.flow.context(context).edges.clone() {
                if (edge.exact || !exact) && !self.arrivals.contains_key(&edge.to) {
                    self.arrivals.insert(edge.to, Arrival { from: Some((context, edge.at)), via: edge.via, exact });
                    self.order.push(edge.to);
                    queue.push_back(edge.to);
                }
            }
        }
    }

    fn collect(&mut self) {
        let locked = self.locked_contexts();
        for context in self.order.clone() {
            let values = self.flow.values(context);
            self.collect_calls(context, &values);
            if self.phase(context) == Phase::Calling {
                self.collect_writes(context, &values, locked.contains(&context));
                self.collect_mutations(context, &values);
            }
        }
    }

    fn collect_calls(&mut self, context: ContextId, values: &Values) {
        let code = Rc::clone(self.code(context));
        let module = self.method(context).module;
        for event in code.facts.events() {
            match event.action {
                Action::Call { opcode, method, arguments, result, .. } => {
                    let Some(callee) =
                        self.flow.program.callee(module, method).filter(|callee| self.flow.program.is_api(*callee))
                    else {
                        continue;
                    };
                    let arguments = code.facts.arguments(arguments).to_vec();
                    let operands = arguments
                        .iter()
                        .map(|value| values.get(value.0 as usize).cloned().unwrap_or_default())
                        .collect();
                    self.calls.push(CallSite {
                        context,
                        at: event.at,
                        opcode,
                        callee: callee.handle,
                        token: method,
                        arguments,
                        operands,
                        result,
                    });
                }
                Action::Bind(function) => {
                    let Value::Function(method, _) = code.facts.value(function) else { continue };
                    let Some(callee) =
                        self.flow.program.callee(module, method).filter(|callee| self.flow.program.is_api(*callee))
                    else {
                        continue;
                    };
                    self.calls.push(CallSite {
                        context,
                        at: event.at,
                        opcode: Opcode::Ldftn,
                        callee: callee.handle,
                        token: method,
                        arguments: Vec::new(),
                        operands: Vec::new(),
                        result: None,
                    });
                }
                Action::CallIndirect => self.indirect_calls += 1,
                _ => {}
            }
        }
    }

    fn collect_writes(&mut self, context: ContextId, values: &Values, locked: bool) {
        let code = Rc::clone(self.code(context));
        let facts = &code.facts;
        let program = self.flow.program;
        let method = self.method(context);
        // What an accessor that the compiler made writes shows where it is called.
        if program.is_generated_accessor(method)
            && self.arrivals.get(&context).is_some_and(|arrival| arrival.from.is_some())
        {
            return;
        }
        let regions = self.locked_regions(&code, values);
        let of = |value: ValueId| values.get(value.0 as usize).cloned().unwrap_or_default();
        let mut found: Vec<Write> = Vec::new();
        for event in facts.events() {
            let at = event.at;
            let locked = locked || regions.iter().any(|(start, end)| *start <= at && at < *end);
            let mut note = |holder, field, exact, how, value: &ValueSet| {
                found.push(Write { context, at, holder, field, exact, how, value: value.clone(), locked });
            };
            match event.action {
                Action::StoreField { object, field, value } => {
                    let Some(field) = program.universe.resolve_field(method.module, field) else { continue };
                    let objects = of(object);
                    for target in objects.iter() {
                        match self.object(target) {
                            Object::Root | Object::Held(..) => {
                                note(Some(target), field, objects.len() == 1, How::Store, &of(value));
                            }
                            Object::FieldAddress(..) | Object::StaticAddress(_)
                                if !self.flow.is_received(method.module, facts, object) =>
                            {
                                if let Some((holder, field)) = self.outermost(target) {
                                    note(holder, field, objects.len() == 1, How::Store, &of(value));
                                }
                            }
                            _ => {}
                        }
                    }
                }
                Action::StoreStatic { field, value } => {
                    if let Some(field) = program.universe.resolve_field(method.module, field) {
                        note(None, field, true, How::Store, &of(value));
                    }
                }
                Action::StoreIndirect { address, value } if !self.flow.is_received(method.module, facts, address) => {
                    let addresses = of(address);
                    for target in addresses.iter() {
                        if let Some((holder, field)) = self.outermost(target) {
                            note(holder, field, addresses.len() == 1, How::Store, &of(value));
                        }
                    }
                }
                Action::Call { opcode, method: token, arguments, .. } => {
                    let passed = facts.arguments(arguments);
                    let stored = passed.last().map(|value| of(*value)).unwrap_or_default();
                    let is_outside = program.callee(method.module, token).is_some_and(|callee| callee.enter.is_none());
                    if let Some(callee) = program.callee(method.module, token).filter(|_| is_outside) {
                        for value in passed.iter().filter(|value| !self.flow.is_received(method.module, facts, **value))
                        {
                            let addresses = of(*value);
                            for target in addresses.iter() {
                                if let Some((holder, field)) = self.outermost(target) {
                                    note(holder, field, addresses.len() == 1, How::Handed(callee.handle), &stored);
                                }
                            }
                        }
                    }
                    if opcode == Opcode::Newobj && is_outside {
                        continue;
                    }
                    for edge in self
                        .flow
                        .context(context)
                        .edges
                        .iter()
                        .filter(|edge| edge.at == at && edge.via != Via::StaticConstructor)
                    {
                        for effect in &self.flow.context(edge.to).effects {
                            let Some((holder, field)) = self.outermost(effect.address) else { continue };
                            let carrier = passed.iter().find(|value| of(**value).contains(effect.address));
                            let mine = effect.accessor
                                || carrier.is_some_and(|value| !self.flow.is_received(method.module, facts, *value));
                            if mine {
                                let receiver = if effect.accessor { passed.first() } else { carrier };
                                let exact = receiver.is_none_or(|value| of(*value).len() == 1);
                                let how = if effect.accessor { How::Store } else { effect.how };
                                note(holder, field, exact, how, &stored);
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        self.writes.extend(found);
    }

    fn collect_mutations(&mut self, context: ContextId, values: &Values) {
        let code = Rc::clone(self.code(context));
        let module = self.method(context).module;
        let of = |value: ValueId| values.get(value.0 as usize).cloned().unwrap_or_default();
        let mut found = Vec::new();
        for event in code.facts.events() {
            let (target, value, by) = match event.action {
                Action::StoreElement { array, value } => (of(array), of(value), None),
                Action::StoreField { object, value, .. } => (of(object), of(value), None),
                Action::Call { method, arguments, opcode, .. } if opcode != Opcode::Newobj => {
                    let Some(callee) = self.flow.program.callee(module, method).filter(|callee| callee.enter.is_none())
                    else {
                        continue;
                    };
                    if !self.flow.program.effects(callee.handle).contains(Effects::CHANGES) {
                        continue;
                    }
                    let passed = code.facts.arguments(arguments);
                    let stored = passed.last().map(|value| of(*value)).unwrap_or_default();
                    (passed.first().map(|value| of(*value)).unwrap_or_default(), stored, Some(callee.handle))
                }
                _ => continue,
            };
            let mut fields: Vec<(Option<ObjectId>, FieldHandle)> =
                target.iter().filter_map(|object| self.held_in(object)).collect();
            fields.sort_unstable();
            fields.dedup();
            for (holder, field) in fields {
                found.push(Mutation { context, at: event.at, holder, field, by, value: value.clone() });
            }
        }
        self.mutations.extend(found);
    }

    /// The field that holds an object, at the outside: of an element of a list in a static field, that field.
    fn held_in(&self, object: ObjectId) -> Option<(Option<ObjectId>, FieldHandle)> {
        let mut current = object;
        loop {
            match self.object(current) {
                Object::HeldByStatic(field) => return Some((None, field)),
                Object::Held(ObjectId::ROOT, field) => return Some((Some(ObjectId::ROOT), field)),
                Object::Held(holder, _) | Object::ElementOf(holder) => current = holder,
                _ => return None,
            }
        }
    }

    /// The object and field at the outside of an address: of a field of a struct in a field, that field.
    fn outermost(&self, address: ObjectId) -> Option<(Option<ObjectId>, FieldHandle)> {
        let mut current = address;
        loop {
            match self.object(current) {
                Object::FieldAddress(holder, field) => match self.object(holder) {
                    Object::FieldAddress(..) | Object::StaticAddress(_) => current = holder,
                    Object::Root | Object::Held(..) => return Some((Some(holder), field)),
                    _ => return None,
                },
                Object::StaticAddress(field) => return Some((None, field)),
                _ => return None,
            }
        }
    }

    /// The protected regions whose `finally` gives a lock back, where the lock is on something shared.
    fn locked_regions(&self, code: &MethodCode, values: &Values) -> Vec<(IlOffset, IlOffset)> {
        let mut regions = Vec::new();
        for clause in code.clauses.iter().filter(|clause| matches!(clause.kind, ClauseKind::Finally)) {
            for event in code
                .facts
                .events()
                .iter()
                .filter(|event| clause.handler_start <= event.at && event.at < clause.handler_end)
            {
                let Action::Call { method, arguments, .. } = event.action else { continue };
                let home = self.home_of(code);
                let is_exit =
                    home.and_then(|home| self.flow.program.callee(home.module, method)).is_some_and(|callee| {
                        let owner = self.flow.program.universe.method_owner(callee.handle);
                        owner.is_some_and(|owner| {
                            self.flow.program.universe.is_named(owner, "System.Threading", "Monitor")
                        }) && self.flow.program.universe.method_name(callee.handle) == "Exit"
                    });
                let lock = code.facts.arguments(arguments).first().and_then(|value| values.get(value.0 as usize));
                if is_exit && lock.is_some_and(|lock| self.is_shared_lock(lock)) {
                    regions.push((clause.try_start, clause.try_end));
                }
            }
        }
        regions
    }

    fn home_of(&self, code: &MethodCode) -> Option<MethodId> {
        self.order
            .iter()
            .map(|id| self.flow.context(*id))
            .find(|context| std::ptr::eq(Rc::as_ptr(&context.code), code))
            .map(|context| context.method)
    }

    /// Whether a lock is on an object that every call sees.
    fn is_shared_lock(&self, lock: &ValueSet) -> bool {
        lock.iter().any(|object| {
            self.flow.objects.is_shared(object)
                || matches!(self.object(object), Object::TypeObject(..) | Object::Created { constructing: true, .. })
        })
    }

    /// Contexts that are only ever entered while such a lock is held.
    fn locked_contexts(&mut self) -> FxHashSet<ContextId> {
        let mut open: FxHashSet<ContextId> = self.flow.entries.iter().map(|(id, _)| *id).collect();
        let mut queue: VecDeque<ContextId> = open.iter().copied().collect();
        while let Some(context) = queue.pop_front() {
            let code = Rc::clone(self.code(context));
            let has_finally = code.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Finally));
            let regions = if has_finally {
                let values = self.flow.values(context);
                self.locked_regions(&code, &values)
            } else {
                Vec::new()
            };
            for edge in self.flow.context(context).edges.clone() {
                if !regions.iter().any(|(start, end)| *start <= edge.at && edge.at < *end) && open.insert(edge.to) {
                    queue.push_back(edge.to);
                }
            }
        }
        self.order.iter().copied().filter(|id| !open.contains(id)).collect()
    }

    /// Whether one of `sites` can run before the instruction at `at` of `context`, along the best path to it.
    #[must_use]
    pub fn preceded_by(&self, context: ContextId, at: IlOffset, sites: &FxHashSet<(ContextId, IlOffset)>) -> bool {
        if sites.is_empty() {
            return false;
        }
        let mut within: FxHashSet<ContextId> = sites.iter().map(|(context, _)| *context).collect();
        loop {
            let more: Vec<ContextId> = self
                .order
                .iter()
                .copied()
                .filter(|id| !within.contains(id) && self.edges(*id).iter().any(|edge| within.contains(&edge.to)))
                .collect();
            if more.is_empty() {
                break;
            }
            within.extend(more);
        }
        self.path(context, at).iter().any(|step| {
            let facts = self.facts(step.context);
            let direct = facts
                .events()
                .iter()
                .any(|event| sites.contains(&(step.context, event.at)) && facts.can_follow(event.at, step.at));
            direct
                || self
                    .edges(step.context)
                    .iter()
                    .any(|edge| within.contains(&edge.to) && facts.can_follow(edge.at, step.at))
        })
    }

    /// Whether the type of an object is loaded, and which it is.
    #[must_use]
    pub fn exact_type(&self, object: ObjectId) -> Option<TypeId> {
        match self.object(object) {
            Object::Root => Some(self.root()),
            Object::Created { exact, .. } => exact,
            _ => None,
        }
    }

    /// Methods that run while the platform calls the root.
    #[must_use]
    pub fn methods_in_reach(&self) -> Vec<MethodId> {
        let mut methods: Vec<MethodId> = self.order.iter().map(|id| self.method(*id)).collect();
        methods.sort_unstable();
        methods.dedup();
        methods
    }

    /// The type of a missing or loaded method's owner.
    #[must_use]
    pub fn owner(&self, method: MethodHandle) -> Option<TypeHandle> {
        self.program().universe.method_owner(method)
    }
}
