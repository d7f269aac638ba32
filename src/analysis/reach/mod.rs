//! What can run because the platform called a root, and what it does there: writes to what is shared, calls out of the loaded code.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::collections::hash_map::Entry;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::budget::Bounds;
use super::facts::{Action, Facts, Value, ValueId};
use super::flow::{ContextId, Edge, Flow, How, Phase, Values, Via};
use super::objects::{Object, ObjectId, ValueSet};
use super::program::{MethodCode, Program};
use crate::il::{IlOffset, Opcode};
use crate::model::{FieldHandle, MethodHandle, MethodId, TypeHandle, TypeId};

mod alive;
mod delegated;
mod links;
mod locks;
mod mutations;
mod once;
mod published;
mod writes;

pub use delegated::ByDelegate;
use links::Links;
pub use writes::is_in;

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
    /// How it is done: by a store, or through an address that a member gets. A member that changes what it is called on counts as a store.
    pub how: How,
    /// What is put in, where that is known.
    pub value: ValueSet,
    /// Whether the object is made to be shared, such as a concurrent collection.
    pub safe: bool,
}

/// A change of an object that was got from what a static member of the framework gives to everyone, such as `MemoryCache.Default`.
#[derive(Clone, Debug)]
pub struct GlobalMutation {
    /// Where.
    pub context: ContextId,
    /// The instruction.
    pub at: IlOffset,
    /// The static member.
    pub global: MethodHandle,
    /// How it is done.
    pub how: How,
    /// What is put in, where that is known.
    pub value: ValueSet,
}

/// A call of something that is not followed, by itself or by a delegate, an object made of such a type, or a delegate made from such a
/// method that nothing in reach invokes.
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
    /// The delegate that runs the method, where the instruction invokes one: then the delegate stands for the object it is bound to.
    pub by: Option<ByDelegate>,
}

/// A `throw` or `rethrow`.
#[derive(Clone, Debug)]
pub struct Throw {
    /// Where.
    pub context: ContextId,
    /// The instruction.
    pub at: IlOffset,
    /// What is thrown, as a value of the method; `None` for what a handler got and throws again.
    pub value: Option<ValueId>,
    /// What it can be.
    pub operand: ValueSet,
}

/// How a context is reached first in a walk from the entries, breadth first.
#[derive(Clone, Copy, Debug)]
struct Arrival {
    from: Option<(ContextId, IlOffset)>,
    via: Via,
}

/// How every context is reached by the shortest path.
type Arrivals = FxHashMap<ContextId, Arrival>;

/// What can run because the platform called a root, and what it does.
pub struct Reach<'p, 'u, 'a> {
    flow: Flow<'p, 'u, 'a>,
    /// Over exact edges alone.
    certain: Arrivals,
    /// Over all edges.
    all: Arrivals,
    order: Vec<ContextId>,
    /// Writes while the platform calls the root.
    pub writes: Vec<Write>,
    /// Changes of objects that are held, while the platform calls the root.
    pub mutations: Vec<Mutation>,
    /// Changes of objects that the framework keeps for the whole process, while the platform calls the root.
    pub global_mutations: Vec<GlobalMutation>,
    /// Calls out of the loaded code, in every phase.
    pub calls: Vec<CallSite>,
    /// What is thrown, in every phase.
    pub throws: Vec<Throw>,
    /// `calli` instructions of which nobody knows where they lead.
    pub indirect_calls: Vec<(ContextId, IlOffset)>,
    /// What [`Self::run_once`] found.
    once: FxHashMap<ContextId, Option<TypeId>>,
    /// Delegates that get straight to a library that is not at hand, once somebody asked.
    pub(super) handed_out: OnceCell<FxHashSet<(MethodId, IlOffset)>>,
    /// Where methods go through the queries that they make, as far as somebody asked.
    pub(super) gone_through: RefCell<GoneThrough>,
    /// Iterators that only code of ours steps, once somebody asked.
    pub(super) stepped: OnceCell<FxHashSet<ObjectId>>,
}

/// Where a method goes through a query that it makes there.
type GoneThrough = FxHashMap<(MethodId, IlOffset), Option<Rc<[IlOffset]>>>;

impl<'p, 'u, 'a> Reach<'p, 'u, 'a> {
    /// The reach of a root. `constructing` are the methods that run while the platform makes the object, `called` those it calls then.
    #[must_use]
    pub fn of(program: &'p Program<'u, 'a>, root: TypeId, constructing: &[MethodId], called: &[MethodId]) -> Self {
        Self::by(Flow::new(program, root, constructing, called))
    }

    /// Methods that no root reaches, each for itself: nothing is known of their arguments, and no call is followed.
    #[must_use]
    pub fn alone(program: &'p Program<'u, 'a>, methods: &[MethodId]) -> Self {
        Self::by(Flow::alone(program, methods))
    }

    fn by(flow: Flow<'p, 'u, 'a>) -> Self {
        let mut reach = Self {
            flow,
            certain: Arrivals::default(),
            all: Arrivals::default(),
            order: Vec::new(),
            writes: Vec::new(),
            mutations: Vec::new(),
            global_mutations: Vec::new(),
            calls: Vec::new(),
            throws: Vec::new(),
            indirect_calls: Vec::new(),
            once: FxHashMap::default(),
            handed_out: OnceCell::new(),
            gone_through: RefCell::default(),
            stepped: OnceCell::new(),
        };
        let (certain, mut order) = reach.arrive(true);
        let (all, rest) = reach.arrive(false);
        order.extend(rest.into_iter().filter(|context| !certain.contains_key(context)));
        (reach.certain, reach.all, reach.order) = (certain, all, order);
        reach.once = reach.run_once();
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

    /// The root type; `None` for methods that no root reaches.
    #[must_use]
    pub fn root(&self) -> Option<TypeId> {
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

    /// The type of an object that was received, where the call that gave it says one.
    #[must_use]
    pub fn received_as(&self, object: ObjectId) -> Option<TypeHandle> {
        self.flow.received.get(&object).copied().flatten()
    }

    /// Whether an object that was received is an item of a collection of which nobody says what it is.
    #[must_use]
    pub fn is_received_item(&self, object: ObjectId) -> bool {
        self.flow.received.get(&object) == Some(&None)
    }

    /// Whether an object is what the service answered, or a part of it: not the pipeline's, yet this call's.
    #[must_use]
    pub fn is_answer(&self, object: ObjectId) -> bool {
        self.flow.answers.contains(&object)
    }

    /// The calls of a context that lead on from one instruction.
    pub fn edges_at(&self, id: ContextId, at: IlOffset) -> impl Iterator<Item = &Edge> {
        let edges = self.edges(id);
        edges.iter().skip(edges.partition_point(|edge| edge.at < at)).take_while(move |edge| edge.at == at)
    }

    /// What the objects hold: the holder, its field where it is one, and the content.
    pub fn holdings(&self) -> impl Iterator<Item = (ObjectId, Option<FieldHandle>, &ValueSet)> {
        self.flow.holdings()
    }

    /// The method that a delegate runs, where it is one that is followed and no other.
    #[must_use]
    pub fn method_of_delegate(&self, delegate: ObjectId) -> Option<MethodId> {
        self.flow.method_of(delegate)
    }

    /// What a task, a timer or a thread works with.
    #[must_use]
    pub fn captured(&self, object: ObjectId) -> Option<&ValueSet> {
        self.flow.captured(object)
    }

    /// The delegates by which a context is entered that a constructor handed to code that is not followed, and keeps nowhere; `None`
    /// where it is entered in another way.
    #[must_use]
    pub fn handed_over(&self, id: ContextId) -> Option<&[ObjectId]> {
        self.flow.handed_over.get(&id).and_then(|delegates| delegates.as_deref())
    }

    /// What an argument of a context can be.
    #[must_use]
    pub fn argument(&self, id: ContextId, number: u16) -> ValueSet {
        self.flow.context(id).arguments.get(usize::from(number)).cloned().unwrap_or_default()
    }

    /// What the arguments of a context can be.
    pub(super) fn arguments(&self, id: ContextId) -> &[ValueSet] {
        &self.flow.context(id).arguments
    }

    /// What a context returns.
    #[must_use]
    pub fn returned(&self, id: ContextId) -> &ValueSet {
        &self.flow.context(id).returns
    }

    /// Whether every call sees the same object.
    #[must_use]
    pub fn is_shared(&self, object: ObjectId) -> bool {
        self.flow.objects.is_shared(object)
    }

    /// Whether every step of the best path is the only one it can be.
    #[must_use]
    pub fn is_exact(&self, id: ContextId) -> bool {
        self.certain.contains_key(&id)
    }

    /// The method at which the best path to a context begins.
    #[must_use]
    pub fn entry_of(&self, id: ContextId) -> Option<MethodId> {
        let arrivals = if self.is_exact(id) { &self.certain } else { &self.all };
        let mut context = id;
        while let Some((from, _)) = arrivals.get(&context)?.from {
            context = from;
        }
        Some(self.method(context))
    }

    /// The best path to an instruction of a context: the most certain one, then the shortest.
    #[must_use]
    pub fn path(&self, id: ContextId, at: IlOffset) -> Vec<PathStep> {
        let arrivals = if self.is_exact(id) { &self.certain } else { &self.all };
        let mut path = Vec::new();
        let mut next = Some((id, at));
        while let Some((context, at)) = next {
            let Some(arrival) = arrivals.get(&context) else { break };
            path.push(PathStep { context, method: self.method(context), via: arrival.via, at });
            next = arrival.from;
        }
        path.reverse();
        path
    }

    /// Walks from the entries, breadth first, over exact edges alone or over all; also the order in which it meets the contexts.
    fn arrive(&self, exact: bool) -> (Arrivals, Vec<ContextId>) {
        let (mut arrivals, mut order) = (Arrivals::default(), Vec::new());
        for (context, via) in &self.flow.entries {
            arrivals.insert(*context, Arrival { from: None, via: *via });
            order.push(*context);
        }
        let mut next = 0;
        while let Some(context) = order.get(next).copied() {
            next += 1;
            // What a dependency does is not so certain: another version of it may be there.
            let certain = |edge: &&Edge| edge.exact && self.flow.program.is_own(self.method(edge.to));
            for edge in self.edges(context).iter().filter(|edge| !exact || certain(edge)) {
                if let Entry::Vacant(place) = arrivals.entry(edge.to) {
                    place.insert(Arrival { from: Some((context, edge.at)), via: edge.via });
                    order.push(edge.to);
                }
            }
        }
        (arrivals, order)
    }

    fn collect(&mut self) {
        let rooted = self.root().is_some();
        let locked = if rooted { self.locked_contexts() } else { FxHashSet::default() };
        let mut links = Links::default();
        let mut invoked = Vec::new();
        for context in self.order.clone() {
            let values = self.flow.values(context);
            self.collect_calls(context, &values);
            self.collect_invoked(context, &values, &mut invoked);
            // Whose objects they are nobody can say without a root.
            if rooted && self.phase(context) == Phase::Calling {
                self.collect_writes(context, &values, locked.contains(&context));
                self.collect_links(context, &values, &mut links);
                self.collect_mutations(context, &values, &mut links);
            }
        }
        self.run_where_invoked(invoked);
        self.flow.bounds.set(Bounds::VALUES, self.flow.bounds.contains(Bounds::VALUES) || links.is_full());
        for (context, late) in self.changed_late(links) {
            let values = self.flow.values(context);
            self.collect_late(context, &values, &late);
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
                        by: None,
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
                        by: None,
                    });
                }
                Action::Throw(value) => {
                    let operand = values.get(value.0 as usize).cloned().unwrap_or_default();
                    self.throws.push(Throw { context, at: event.at, value: Some(value), operand });
                }
                Action::Rethrow => {
                    self.throws.push(Throw { context, at: event.at, value: None, operand: ValueSet::default() });
                }
                Action::CallIndirect { function, .. } => {
                    let known = values.get(function.0 as usize).is_some_and(|known| {
                        !known.is_empty() && known.iter().all(|pointer| self.flow.function_at(pointer).is_some())
                    });
                    if !known {
                        self.indirect_calls.push((context, event.at));
                    }
                }
                _ => {}
            }
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

    /// Those of them whose code could not be read, or not to its end.
    #[must_use]
    pub fn undecoded(&self) -> BTreeSet<MethodId> {
        let contexts = self.order.iter().filter(|id| !self.code(**id).complete).map(|id| self.method(*id));
        contexts.chain(self.flow.unread.iter().copied()).collect()
    }
}
