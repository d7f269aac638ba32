//! Puts callers and callees together for one root: which objects every value can be, and what runs because of whom.
//!
//! A method is analysed once for each combination of arguments it is called with (a *context*), so that a helper called with
//! the shared instance here and a fresh object there keeps them apart. Contexts, objects and value sets are finite and only
//! grow, so the work ends; the bounds of [`crate::limits`] cut it short on hostile input, and say so.

use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::budget::Bounds;
use super::objects::{Object, ObjectId, Objects, Parameter, Slot, ValueSet};
use super::program::{Callee, MethodCode, Program};
use crate::il::{IlOffset, Opcode};
use crate::metadata::Token;
use crate::model::{FieldHandle, MethodHandle, MethodId, ModuleId, TypeHandle, TypeId};

mod calls;
mod casts;
mod clones;
mod contexts;
mod delegates;
mod events;
mod kept;
mod kinds;
mod lazily;
mod members;
mod outside;
mod pairs;
mod parameters;
mod pass;
mod queries;
mod queue;
mod run;
mod targets;
mod tuples;
mod values;

use contexts::{Alike, FIRST_SWEEP};
use delegates::Handler;
use pass::Pass;
use queries::Query;
use queue::{Place, Queue, Reader};
pub(super) use tuples::TupleMember;

/// Arguments of one method that are told apart; of later ones nothing is known. Largest real number: 119.
pub(super) const MOST_ARGUMENTS: usize = 256;

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
    /// A delegate made from it, or a pointer to it. In the first step of a path: one that a constructor registered, and nobody can see who invokes it.
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

impl Via {
    /// Whether a virtual call leads there because of the type of its object.
    pub(super) fn is_dispatched(self) -> bool {
        matches!(self, Self::Override | Self::Interface)
    }
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
    /// Whether this is the only place it can lead to, by all that is known, or one that it leads to for certain: a handler that a
    /// constructor registered.
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
    pub(super) arguments: Rc<[ValueSet]>,
    /// What it returns.
    pub(super) returns: ValueSet,
    /// Addresses that it got and stores through, and fields that a compiler-made accessor writes for its caller.
    pub(super) effects: Vec<Effect>,
    /// What its calls return.
    results: FxHashMap<IlOffset, ValueSet>,
    callers: FxHashSet<Reader>,
    /// Events for which something has changed since they were gone through, by their 1-based numbers.
    stale: FxHashSet<u32>,
    /// Whether it was gone through to its end.
    passed: bool,
    /// Where it stopped to wait for what it calls.
    stopped: Option<Box<Pass>>,
    /// How it was gone through last.
    done: Option<Box<Pass>>,
    /// Whether nobody calls it any more: the arguments of its callers have grown, and other contexts took its place.
    left: bool,
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
    Handed {
        /// The method.
        callee: MethodHandle,
        /// Which of its operands the address is: 0 is the object that it is called on, or that `newobj` makes, if there is one.
        position: u16,
    },
}

impl How {
    /// The address as one of the things that a call names: what `newobj` makes comes before them.
    pub(crate) fn handed(opcode: Opcode, callee: MethodHandle, argument: u16) -> How {
        How::Handed { callee, position: argument.saturating_add(u16::from(opcode == Opcode::Newobj)) }
    }
}

/// What of a value is shared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Sharing {
    /// Nothing.
    Nothing,
    /// It is the root instance.
    Root,
    /// It may be the root instance.
    PerhapsRoot,
    /// It may be another shared object.
    Other,
}

impl Sharing {
    fn of(objects: &Objects, value: &ValueSet) -> Self {
        if value.is_exactly(ObjectId::ROOT) {
            Self::Root
        } else if value.contains(ObjectId::ROOT) {
            Self::PerhapsRoot
        } else if value.iter().any(|object| objects.is_shared(object)) {
            Self::Other
        } else {
            Self::Nothing
        }
    }
}

/// The flow of one root, while and after it is computed.
pub struct Flow<'p, 'u, 'a> {
    pub(super) program: &'p Program<'u, 'a>,
    /// The root type; `None` where methods are looked at one by one.
    pub(super) root: Option<TypeId>,
    /// The objects.
    pub objects: Objects,
    pub(super) contexts: Vec<Context>,
    numbers: FxHashMap<(MethodId, Phase), Numbers>,
    per_method: FxHashMap<(MethodId, Phase), Vec<ContextId>>,
    /// Contexts of methods that are called with many arguments, by what of these is alike.
    merged: FxHashMap<(MethodId, Phase, Vec<Alike>), ContextId>,
    heap: FxHashMap<Slot, Place>,
    /// Delegates and the methods they run.
    bindings: FxHashMap<ObjectId, Vec<Callee>>,
    /// The types of what was received, where they are known; `None` for an item of a collection, which can be anything.
    pub(super) received: FxHashMap<ObjectId, Option<TypeHandle>>,
    /// Those of them that the service answered, or that are part of such an answer.
    pub(super) answers: FxHashSet<ObjectId>,
    /// Objects that the constructors made and the instance holds, with the field at the outside.
    pub(super) kept: FxHashMap<ObjectId, FieldHandle>,
    /// Delegates that a constructor handed to code that is not followed.
    let_out: FxHashSet<ObjectId>,
    /// Contexts of handlers, with the delegates that lead there, if each of them was handed to such code and is kept nowhere.
    pub(super) handed_over: FxHashMap<ContextId, Option<Vec<ObjectId>>>,
    /// Delegates that the constructors made and let out: the methods they run are entry methods.
    registered: FxHashSet<ObjectId>,
    /// Queries that were made before the platform calls the root.
    queries: FxHashMap<ObjectId, Query>,
    /// Delegates that code invokes while the platform calls the root.
    invoked: FxHashSet<ObjectId>,
    /// Calls that have a value made that is asked for, with the methods that make it: where the `Lazy` is made that has this done once, if
    /// there is one and no other object.
    pub(in crate::analysis) makers: FxHashMap<(ContextId, IlOffset, MethodId), Option<(MethodId, IlOffset)>>,
    /// Classes that stand for type parameters in what is reached; one more than are considered, where there are more.
    type_arguments: Vec<TypeId>,
    /// Tokens whose type arguments were looked at.
    seen_tokens: FxHashSet<(ModuleId, Token)>,
    instantiated: Vec<TypeId>,
    instantiated_set: FxHashSet<TypeId>,
    /// What the virtual methods that were called run on objects of a class, as far as it is known.
    candidates: FxHashMap<(MethodHandle, TypeId), targets::Candidates>,
    /// Who asked which types exist.
    dispatchers: FxHashSet<Reader>,
    queue: Queue,
    /// Whether a call led to a context that was not evaluated yet.
    waits: bool,
    /// The 1-based number of the event in hand; 0 while values are worked out.
    turn: u32,
    /// How many objects there were before the event in hand.
    known_objects: usize,
    /// Values that passes keep.
    passes_kept: usize,
    /// Counts the changes of what nobody is told of: what is known of objects that were there already, what is shared, the entries.
    stamp: u32,
    /// Whether everything has settled.
    settled: bool,
    /// Evaluations until contexts that nobody calls any more are looked for.
    until_sweep: usize,
    /// The contexts that the platform starts, with the way it starts them: [`Via::Entry`], [`Via::Constructor`],
    /// [`Via::StaticConstructor`], or [`Via::Delegate`] for a handler that a constructor registered.
    pub entries: Vec<(ContextId, Via)>,
    /// The work counted by the program at which this root has had its share.
    end: u64,
    /// Contexts of one method before those are merged that agree on what of their arguments is shared.
    apart: u64,
    /// The bounds that were hit: something may be missing.
    pub bounds: Bounds,
    /// Methods that are called and have code, of which nothing could be read.
    pub(super) unread: FxHashSet<MethodId>,
}

/// The contexts of a method, by its arguments.
type Numbers = FxHashMap<Rc<[ValueSet]>, ContextId>;

/// The values of a context, by number.
pub(super) type Values = Vec<ValueSet>;

impl<'p, 'u, 'a> Flow<'p, 'u, 'a> {
    /// The flow of a root: its constructors first, then the methods that the platform calls.
    #[must_use]
    pub fn new(program: &'p Program<'u, 'a>, root: TypeId, constructing: &[MethodId], called: &[MethodId]) -> Self {
        let most = program.universe.limits().contexts_per_method;
        let part = program.allowance() / 4;
        let mut flow = Self::attempt(program, root, (constructing, called), part, most);
        if program.work() > flow.end {
            // So large a reach cannot be told call by call. What of the arguments is shared still is.
            flow = Self::attempt(program, root, (constructing, called), part, 0);
        }
        if program.work() > flow.end {
            // What dependencies do is known in part; with that the user's own code is gone through to its end.
            flow.allow(part);
            flow.queue.put_own_first();
            flow.bounds.remove(Bounds::STEPS);
            flow.bounds |= Bounds::DEPENDENCIES;
            flow.settle();
        }
        // What has settled is gone through a few times more, and is not to be cut short on the way.
        flow.allow(part);
        flow.connect();
        flow.allow(part);
        flow
    }

    /// Allows a share of work for what is asked of it now.
    pub(super) fn allow_more(&mut self) {
        self.allow(self.program.allowance() / 4);
    }

    /// Whether what was allowed is used up.
    pub(super) fn is_spent(&self) -> bool {
        self.program.work() > self.end
    }

    /// Allows so much work from here on, in place of what was left.
    fn allow(&mut self, work: u64) {
        self.end = self.program.work().saturating_add(work);
    }

    /// The flow with so much work, and with so many contexts of each method that differ in more than what is shared.
    fn attempt(
        program: &'p Program<'u, 'a>,
        root: TypeId,
        (constructing, called): (&[MethodId], &[MethodId]),
        allowance: u64,
        apart: u64,
    ) -> Self {
        let mut flow = Self::empty(program, Some(root), allowance);
        flow.apart = apart;
        flow.note_arguments_of_bases(root);
        for method in constructing {
            flow.start(*method, Phase::Constructing, Via::Constructor);
        }
        flow.settle();
        flow.keep_what_constructors_made();
        let handlers = flow.registered_handlers();
        for method in called {
            flow.start(*method, Phase::Calling, Via::Entry);
        }
        // Its own static constructor runs before the first object is made, and so do those of its bases.
        for initialiser in
            program.universe.lineage(root).into_iter().filter_map(|(class, _)| program.static_constructor(class))
        {
            flow.start(initialiser, Phase::Initialising, Via::StaticConstructor);
        }
        flow.settle();
        // A handler that an entry method invokes is reached from there. Of the others nobody can see who invokes them.
        for Handler { delegate, method, receiver, kept } in handlers {
            if let MethodHandle::Def(method) = method
                && (!flow.bounds.is_empty() || !flow.invoked.contains(&delegate))
                && let Some(context) = flow.start_with(method, Phase::Calling, Via::Delegate, receiver)
            {
                let known = flow.handed_over.entry(context).or_insert_with(|| Some(Vec::new()));
                match known {
                    Some(delegates) if !kept => delegates.push(delegate),
                    _ => *known = None,
                }
            }
        }
        flow.settle();
        flow
    }

    /// Methods one by one, each with arguments of which nothing is known. No call is followed.
    #[must_use]
    pub fn alone(program: &'p Program<'u, 'a>, methods: &[MethodId]) -> Self {
        let mut flow = Self::empty(program, None, program.allowance());
        for method in methods {
            let is_initialiser = program.universe.method_name(MethodHandle::Def(*method)) == ".cctor";
            let phase = if is_initialiser { Phase::Initialising } else { Phase::Calling };
            let arguments = vec![ValueSet::one(ObjectId::OPAQUE); flow.argument_count(*method)];
            if let Some(context) = flow.context_for(*method, phase, arguments) {
                flow.entries.push((context, Via::Entry));
            }
        }
        flow.settle();
        flow
    }

    /// Whether calls are followed.
    fn follows(&self) -> bool {
        self.root.is_some()
    }

    fn empty(program: &'p Program<'u, 'a>, root: Option<TypeId>, allowance: u64) -> Self {
        Self {
            program,
            root,
            objects: Objects::default(),
            contexts: Vec::new(),
            numbers: FxHashMap::default(),
            per_method: FxHashMap::default(),
            merged: FxHashMap::default(),
            heap: FxHashMap::default(),
            bindings: FxHashMap::default(),
            received: FxHashMap::default(),
            answers: FxHashSet::default(),
            kept: FxHashMap::default(),
            let_out: FxHashSet::default(),
            handed_over: FxHashMap::default(),
            registered: FxHashSet::default(),
            queries: FxHashMap::default(),
            invoked: FxHashSet::default(),
            makers: FxHashMap::default(),
            type_arguments: Vec::new(),
            seen_tokens: FxHashSet::default(),
            instantiated: root.into_iter().collect(),
            instantiated_set: root.into_iter().collect(),
            candidates: FxHashMap::default(),
            dispatchers: FxHashSet::default(),
            queue: Queue::default(),
            waits: false,
            turn: 0,
            known_objects: 0,
            passes_kept: 0,
            stamp: 0,
            settled: false,
            until_sweep: FIRST_SWEEP,
            entries: Vec::new(),
            end: program.work().saturating_add(allowance),
            apart: program.universe.limits().contexts_per_method,
            bounds: Bounds::empty(),
            unread: FxHashSet::default(),
        }
    }

    /// The contexts.
    #[must_use]
    pub fn context(&self, id: ContextId) -> &Context {
        &self.contexts[id.0 as usize]
    }

    /// Who led to a context, in the end or on the way there.
    pub(super) fn callers(&self, id: ContextId) -> impl Iterator<Item = ContextId> + '_ {
        self.context(id).callers.iter().map(|caller| caller.context)
    }

    fn start(&mut self, method: MethodId, phase: Phase, via: Via) {
        self.start_with(method, phase, via, ValueSet::one(ObjectId::ROOT));
    }

    /// Enters a method; its context, if that is entered in this way alone.
    fn start_with(&mut self, method: MethodId, phase: Phase, via: Via, receiver: ValueSet) -> Option<ContextId> {
        let is_static = self
            .program
            .universe
            .method_row(method)
            .is_none_or(|row| row.flags.contains(crate::metadata::MethodAttributes::STATIC));
        let count = self.argument_count(method);
        let passed = |number: usize| match phase {
            Phase::Calling => Object::Passed(Parameter { method, number: u16::try_from(number).unwrap_or(u16::MAX) }),
            _ => Object::Opaque,
        };
        let mut arguments: Vec<ValueSet> =
            (0..count).map(|number| ValueSet::one(self.objects.number(passed(number)))).collect();
        if let Some(first) = arguments.first_mut().filter(|_| !is_static) {
            *first = receiver;
        }
        let context = self.context_for(method, phase, arguments)?;
        if let Some((_, known)) = self.entries.iter().find(|(known, _)| *known == context) {
            return (*known == via).then_some(context);
        }
        self.entries.push((context, via));
        self.stamp += 1;
        Some(context)
    }

    fn argument_count(&self, method: MethodId) -> usize {
        let shape = self
            .program
            .universe
            .method_row(method)
            .and_then(|row| self.program.universe.module(method.module).metadata.method_shape(row.signature).ok());
        shape.map_or(0, |shape| (shape.arguments() as usize).min(MOST_ARGUMENTS))
    }

    /// The number of arguments of a method that may be an interface's, `this` included.
    fn callee_argument_count(&self, callee: Callee) -> usize {
        let universe = self.program.universe;
        let shape = universe
            .method_signature(callee.handle)
            .and_then(|(module, blob)| universe.module(module).metadata.method_shape(blob).ok());
        shape.map_or(0, |shape| shape.arguments() as usize)
    }

    /// Notes that a bound was hit, if it was.
    fn hit(&mut self, bound: Bounds, is_hit: bool) {
        self.bounds.set(bound, is_hit || self.bounds.contains(bound));
    }

    fn enqueue(&mut self, id: ContextId) {
        self.queue.push(id);
    }

    /// Whether the root has had its share of work; then something is missing in a context.
    fn is_exhausted(&mut self, id: ContextId) -> bool {
        let exhausted = self.program.work() > self.end;
        let own_comes_first = self.settled || self.queue.puts_own_first();
        let spared = own_comes_first && !self.program.is_own(self.context(id).method);
        self.hit(if spared { Bounds::DEPENDENCIES } else { Bounds::STEPS }, exhausted);
        exhausted
    }

    /// Works until nothing changes.
    fn settle(&mut self) {
        loop {
            if self.until_sweep == 0 {
                self.sweep();
            }
            let Some((id, changed)) = self.queue.pop() else { return };
            if self.contexts[id.0 as usize].left {
                continue;
            }
            if self.is_exhausted(id) {
                self.enqueue(id);
                return;
            }
            self.until_sweep -= 1;
            self.evaluate(id, changed);
        }
    }

    /// Walks from the entries once more, now that everything has settled, the user's own code first, and writes the final edges down.
    /// Where the work was cut short, each context has a last turn.
    fn connect(&mut self) {
        let mut seen: FxHashSet<ContextId> = self.entries.iter().map(|(id, _)| *id).collect();
        let mut queue: VecDeque<ContextId> = self.entries.iter().map(|(id, _)| *id).collect();
        self.settled = true;
        let cut = self.bounds.intersects(Bounds::STEPS | Bounds::DEPENDENCIES);
        while let Some(id) = queue.pop_front() {
            if cut {
                self.forget_passes(id);
                self.evaluate(id, true);
            }
            let mut edges = std::mem::take(&mut self.contexts[id.0 as usize].edges);
            // What a call can lead to comes in the order of the code, so that of several shortest paths it decides.
            edges.sort_by_key(|edge| (edge.at, self.context(edge.to).method, edge.to, !edge.exact));
            edges.dedup_by_key(|edge| (edge.at, edge.to));
            for edge in &edges {
                if !seen.insert(edge.to) {
                    continue;
                }
                if self.program.is_own(self.context(edge.to).method) {
                    queue.push_front(edge.to);
                } else {
                    queue.push_back(edge.to);
                }
            }
            self.contexts[id.0 as usize].edges = edges;
        }
        self.queue = Queue::default();
    }
}
