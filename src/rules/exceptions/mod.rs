//! Which exceptions leave a root's entry methods: what is thrown, and which handlers stand on the way up the calls.

use std::cell::OnceCell;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Context;
use crate::analysis::facts::{Action, Value};
use crate::analysis::{ContextId, Edge, Object, ObjectId, Phase, Throw, ValueSet, Via};
use crate::il::IlOffset;
use crate::model::{FieldHandle, MethodId, TypeHandle};

mod caught;
mod classes;
mod edges;
mod handlers;
mod kept;
mod outcomes;
mod raised;
mod returning;

pub(super) use classes::Is;
pub(super) use edges::is_invoke;
pub(super) use handlers::handler_around;
pub(super) use kept::Kept;
use outcomes::Ground;
pub(super) use outcomes::Outcomes;
pub(super) use raised::{Raised, ends_normally};

/// Clauses and calls that are looked at for one root and rule. Real plug-ins need some thousand.
const LOOKS: usize = 1 << 20;

/// What is thrown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Thrown {
    /// An exception of this class.
    Class(TypeHandle),
    /// What a handler got: `throw;`, `throw ex;`.
    Again,
    /// Nobody knows.
    Unknown,
}

/// Of what class an exception is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Class {
    /// Of this one.
    Known(TypeHandle),
    /// A fault that a call of the service throws.
    Service,
    /// `AggregateException`: it holds what delegates threw that a member ran.
    Aggregate,
    /// That the service does not answer in time.
    Timeout,
    /// Nobody knows.
    Unknown,
}

/// Whether an exception leaves.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Leaves {
    No,
    /// Unless a filter accepts it; or it is not seen who runs the code.
    Perhaps,
    Yes,
}

/// What becomes of an exception that a typed `catch` throws again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Retold {
    /// It leaves there, as an exception of the class that the handler names; what comes out in another exception does not leave.
    ByTheHandler,
    /// It goes on as what it is.
    AsItIs,
    /// It goes on as what it is, or in what a handler makes of it.
    InAnother,
}

/// The contexts out of which an exception of one class gets out of the entry method.
type Out = Rc<FxHashMap<ContextId, Leaves>>;

/// Finds out what leaves, in the reach of one root.
pub(super) struct Exceptions<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    out: FxHashMap<(Class, Retold), Out>,
    /// Methods of delegates of which it is seen who invokes them.
    invoked: FxHashSet<MethodId>,
    /// The edges at whose end what is thrown comes out in an `AggregateException`.
    aggregating: Vec<(ContextId, Edge)>,
    /// Delegates that run elsewhere, by the instruction that makes them.
    elsewhere: FxHashSet<(MethodId, IlOffset)>,
    /// Each `throw`, by its place: its number among those of the reach.
    throws: FxHashMap<(ContextId, IlOffset), usize>,
    /// Handlers, and whether they are those of async methods.
    keeping: FxHashMap<(MethodId, IlOffset), bool>,
    /// Filters, and whether they say no to everything.
    refusing: FxHashMap<(ContextId, IlOffset), bool>,
    /// Which class is which other, as far as somebody asked.
    classes: FxHashMap<(Class, TypeHandle), Is>,
    /// Fields of closures and state machines, and who reads them, once somebody asked.
    readers: OnceCell<FxHashMap<FieldHandle, Vec<ContextId>>>,
    /// What is asked of methods once, to find out how their ways end.
    grounds: FxHashMap<ContextId, Rc<Ground>>,
    /// Contexts, and whether control comes back from them.
    returning: FxHashMap<ContextId, bool>,
    looks: usize,
}

impl<'s, 'c, 'a> Exceptions<'s, 'c, 'a> {
    pub(super) fn new(cx: &'s Context<'c, 'a>) -> Self {
        let (mut invoked, mut aggregating) = (FxHashSet::default(), Vec::new());
        for context in cx.reach.contexts() {
            for edge in cx.reach.edges(*context) {
                if edge.via == Via::Delegate && !cx.reach.facts(*context).is_binding(edge.at) {
                    invoked.insert(cx.reach.method(edge.to));
                    if edges::aggregates(cx, *context, edge) {
                        aggregating.push((*context, *edge));
                    }
                }
            }
        }
        let handed = cx.work().iter().flat_map(|work| &work.site(cx).operands);
        let elsewhere = handed.flat_map(ValueSet::iter).filter_map(|object| match cx.reach.object(object) {
            Object::Created { method, at, .. } => Some((method, at)),
            _ => None,
        });
        let elsewhere = elsewhere.collect();
        let throws = cx.reach.throws.iter().enumerate();
        Self {
            cx,
            out: FxHashMap::default(),
            invoked,
            aggregating,
            elsewhere,
            throws: throws.map(|(number, throw)| ((throw.context, throw.at), number)).collect(),
            keeping: FxHashMap::default(),
            refusing: FxHashMap::default(),
            classes: FxHashMap::default(),
            readers: OnceCell::new(),
            grounds: FxHashMap::default(),
            returning: FxHashMap::default(),
            looks: LOOKS,
        }
    }

    /// The `throw` at an instruction.
    pub(super) fn throw_at(&self, context: ContextId, at: IlOffset) -> Option<&'c Throw> {
        self.cx.reach.throws.get(*self.throws.get(&(context, at))?)
    }

    /// What a `throw` throws: each class that it can be.
    pub(super) fn thrown(&self, throw: &Throw) -> Vec<Thrown> {
        let Some(value) = throw.value else { return vec![Thrown::Again] };
        let mut found = Vec::new();
        let mut is_known = !throw.operand.is_empty();
        for object in throw.operand.iter() {
            match self.cx.reach.object(object) {
                Object::Created { method, at, exact, .. } => {
                    found.push(
                        exact
                            .map(TypeHandle::Def)
                            .or_else(|| self.cx.made_type(method, at))
                            .map_or(Thrown::Unknown, Thrown::Class),
                    );
                }
                _ => is_known = false,
            }
        }
        if !is_known {
            let again = self.is_caught(throw.context, value);
            found.push(if again { Thrown::Again } else { Thrown::Unknown });
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether an exception of this class, thrown at an instruction, leaves the entry method.
    pub(super) fn leaves(&mut self, class: Class, (context, at): (ContextId, IlOffset), retold: Retold) -> Leaves {
        match self.passes(class, (context, at), retold) {
            Leaves::No => Leaves::No,
            here => self.out(class, retold).get(&context).map_or(Leaves::No, |above| here.min(*above)),
        }
    }

    /// Whether what a `throw` throws leaves the entry method, whatever its class.
    pub(super) fn leaves_at_all(&mut self, throw: &Throw, retold: Retold) -> Leaves {
        let thrown = self.thrown(throw).into_iter();
        let classes: Vec<_> = thrown
            .map(|thrown| match thrown {
                Thrown::Class(class) => Class::Known(class),
                Thrown::Again => self.class_caught_around(throw.context, throw.at).map_or(Class::Unknown, Class::Known),
                Thrown::Unknown => Class::Unknown,
            })
            .collect();
        let place = (throw.context, throw.at);
        classes.into_iter().map(|class| self.leaves(class, place, retold)).max().unwrap_or(Leaves::No)
    }

    /// Whether the compiler of Visual Basic wrote a `throw` behind what `On Error` goes on with: nothing gets there.
    pub(super) fn is_behind_on_error(&self, throw: &Throw) -> bool {
        /// What it says of itself: an error of its own.
        const INTERNAL: i64 = -2_146_828_237;
        let facts = self.cx.reach.facts(throw.context);
        let Some(Value::Returned(at)) = throw.value.map(|value| facts.value(value)) else { return false };
        let Some(Action::Call { method, arguments, .. }) = facts.event_at(at).map(|event| event.action) else {
            return false;
        };
        let &[number] = facts.arguments(arguments) else { return false };
        let universe = self.cx.universe();
        let is_its = |callee| {
            let owner = universe.method_owner(callee);
            universe.method_name(callee) == "CreateProjectError"
                && owner
                    .is_some_and(|it| universe.is_named(it, "Microsoft.VisualBasic.CompilerServices", "ProjectData"))
        };
        facts.constant(number) == Some(INTERNAL) && self.cx.callee(throw.context, method).is_some_and(is_its)
    }

    /// The contexts out of which an exception of this class gets out of the entry method.
    fn out(&mut self, class: Class, retold: Retold) -> Out {
        if let Some(known) = self.out.get(&(class, retold)) {
            return Rc::clone(known);
        }
        let reach = self.cx.reach;
        let mut out: FxHashMap<ContextId, Leaves> = FxHashMap::default();
        let mut pending: Vec<(ContextId, Leaves)> =
            if retold == Retold::AsItIs { self.out_in_another(class) } else { Vec::new() };
        for (context, via) in &reach.flow().entries {
            match via {
                Via::Entry => pending.push((*context, Leaves::Yes)),
                // What a constructor started elsewhere throws where nobody waits for it.
                Via::Delegate if self.is_started_elsewhere(*context) => {}
                // Who invokes a handler that was registered may catch what it throws.
                Via::Delegate => pending.push((*context, Leaves::Perhaps)),
                _ => {}
            }
        }
        while let Some((context, leaves)) = pending.pop() {
            if out.get(&context).is_some_and(|known| *known >= leaves) {
                continue;
            }
            out.insert(context, leaves);
            for edge in reach.edges(context) {
                if !self.look(1) {
                    break;
                }
                let Some(edge_leaves) = self.crosses(context, edge) else { continue };
                if class != Class::Aggregate && edges::aggregates(self.cx, context, edge) {
                    continue;
                }
                if reach.phase(edge.to) == Phase::Calling {
                    let through = leaves.min(edge_leaves).min(self.passes(class, (context, edge.at), retold));
                    if through > Leaves::No {
                        pending.push((edge.to, through));
                    }
                }
            }
        }
        let out = Rc::new(out);
        self.out.insert((class, retold), Rc::clone(&out));
        out
    }

    /// The contexts out of which what is thrown gets in an `AggregateException`, and leaves as that.
    fn out_in_another(&mut self, class: Class) -> Vec<(ContextId, Leaves)> {
        if class == Class::Aggregate || self.aggregating.is_empty() {
            return Vec::new();
        }
        let edges = self.aggregating.clone();
        let leaving = edges.into_iter().filter_map(|(context, edge)| {
            let leaves = self.leaves(Class::Aggregate, (context, edge.at), Retold::AsItIs);
            let leaves = leaves.min(self.crosses(context, &edge)?);
            (leaves > Leaves::No && self.cx.reach.phase(edge.to) == Phase::Calling).then_some((edge.to, leaves))
        });
        leaving.collect()
    }

    /// Whether a constructor handed a method to work on another thread, and to nobody else.
    fn is_started_elsewhere(&self, context: ContextId) -> bool {
        let started = |delegate: &ObjectId| match self.cx.reach.object(*delegate) {
            Object::Created { method, at, .. } => self.elsewhere.contains(&(method, at)),
            _ => false,
        };
        self.cx.reach.handed_over(context).is_some_and(|delegates| delegates.iter().all(started))
    }

    /// Counts what is looked at; whether there may be more.
    pub(super) fn look(&mut self, count: usize) -> bool {
        let left = self.looks.checked_sub(count);
        if left.is_none() {
            self.cx.note_bound();
        }
        self.looks = left.unwrap_or(0);
        left.is_some()
    }
}
