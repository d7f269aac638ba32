//! Which exceptions leave a root's entry methods: what is thrown, and which handlers stand on the way up the calls.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Context;
use super::exception_classes::Is;
use crate::analysis::facts::{Action, Value, ValueId};
use crate::analysis::{ContextId, Effects, Object, Phase, Throw, ValueSet, Via};
use crate::il::{Clause, ClauseKind, IlOffset, Instruction, Opcode};
use crate::metadata::{Token, TypeDefOrRef};
use crate::model::{MethodId, ModuleId, TypeHandle};

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
    /// Nobody knows.
    Unknown,
}

/// The classes that catch a fault of the service, beside those that catch all.
const FAULTS: &[&str] = &[
    "System.SystemException",
    "System.ServiceModel.CommunicationException",
    "System.ServiceModel.FaultException",
    "System.ServiceModel.FaultException`1",
];

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
    /// It leaves there, as an exception of the class that the handler names.
    ByTheHandler,
    /// It goes on as what it is.
    AsItIs,
}

/// The contexts out of which an exception of one class gets out of the entry method.
type Out = Rc<FxHashMap<ContextId, Leaves>>;

/// Finds out what leaves, in the reach of one root.
pub(super) struct Exceptions<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    out: FxHashMap<(Class, Retold), Out>,
    /// Methods of delegates of which it is seen who invokes them.
    invoked: FxHashSet<MethodId>,
    /// Delegates that run elsewhere, by the instruction that makes them.
    elsewhere: FxHashSet<(MethodId, IlOffset)>,
    /// Handlers, and whether they are those of async methods.
    keeping: FxHashMap<(MethodId, IlOffset), bool>,
    /// Filters, and whether they say no to everything.
    refusing: FxHashMap<(ContextId, IlOffset), bool>,
    /// Which class is which other, as far as somebody asked.
    classes: FxHashMap<(Class, TypeHandle), Is>,
    looks: usize,
}

impl<'s, 'c, 'a> Exceptions<'s, 'c, 'a> {
    pub(super) fn new(cx: &'s Context<'c, 'a>) -> Self {
        let mut invoked = FxHashSet::default();
        for context in cx.reach.contexts() {
            for edge in cx.reach.edges(*context) {
                if edge.via == Via::Delegate && !is_binding(cx, *context, edge.at) {
                    invoked.insert(cx.reach.method(edge.to));
                }
            }
        }
        let handed = cx.work().iter().flat_map(|work| &work.site(cx).operands);
        let elsewhere = handed.flat_map(ValueSet::iter).filter_map(|object| match cx.reach.object(object) {
            Object::Created { method, at, .. } => Some((method, at)),
            _ => None,
        });
        let elsewhere = elsewhere.collect();
        Self {
            cx,
            out: FxHashMap::default(),
            invoked,
            elsewhere,
            keeping: FxHashMap::default(),
            refusing: FxHashMap::default(),
            classes: FxHashMap::default(),
            looks: LOOKS,
        }
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
                            .or_else(|| self.made(method, at))
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

    /// The class that an instruction makes an object of.
    fn made(&self, method: MethodId, at: IlOffset) -> Option<TypeHandle> {
        let program = self.cx.program();
        let made = program.code(method)?.facts.event_at(at)?.action;
        let Action::Call { method: token, .. } = made else { return None };
        self.cx.universe().method_owner(program.callee(method.module, token)?.handle)
    }

    /// Whether an exception of this class, thrown at an instruction, leaves the entry method.
    pub(super) fn leaves(&mut self, class: Class, (context, at): (ContextId, IlOffset), retold: Retold) -> Leaves {
        match self.passes(class, (context, at), retold) {
            Leaves::No => Leaves::No,
            here => self.out(class, retold).get(&context).map_or(Leaves::No, |above| here.min(*above)),
        }
    }

    /// The contexts out of which an exception of this class gets out of the entry method.
    fn out(&mut self, class: Class, retold: Retold) -> Out {
        if let Some(known) = self.out.get(&(class, retold)) {
            return Rc::clone(known);
        }
        let reach = self.cx.reach;
        let mut out: FxHashMap<ContextId, Leaves> = FxHashMap::default();
        let mut pending: Vec<(ContextId, Leaves)> = Vec::new();
        for (context, via) in &reach.flow().entries {
            match via {
                Via::Entry => pending.push((*context, Leaves::Yes)),
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
                let edge_leaves = match edge.via {
                    Via::StaticConstructor => continue,
                    Via::Delegate if is_binding(self.cx, context, edge.at) => {
                        if self.invoked.contains(&reach.method(edge.to)) || self.runs_elsewhere(context, edge.at) {
                            continue;
                        }
                        Leaves::Perhaps
                    }
                    Via::Delegate if runs_later(self.cx, context, edge.at) => continue,
                    Via::Callback => Leaves::Perhaps,
                    Via::Delegate if !is_invoke(self.cx, context, edge.at) => Leaves::Perhaps,
                    _ => Leaves::Yes,
                };
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

    /// Whether an exception of this class, raised at an instruction, leaves its method.
    pub(super) fn passes(&mut self, class: Class, (context, at): (ContextId, IlOffset), retold: Retold) -> Leaves {
        let code = Rc::clone(self.cx.reach.code(context));
        let mut best = Leaves::No;
        let mut seen = FxHashSet::default();
        // Each handler that throws it again lies further out: its clause comes later.
        let mut pending = vec![(at, 0, Leaves::Yes)];
        while let Some((at, first, sure)) = pending.pop() {
            if !seen.insert((at, first)) {
                continue;
            }
            let mut sure = sure;
            for (number, clause) in code.clauses.iter().enumerate().skip(first) {
                if !self.look(1) {
                    return Leaves::No;
                }
                if matches!(clause.kind, ClauseKind::Filter(start) if start <= at && at < clause.handler_start) {
                    // What a filter throws is lost.
                    sure = Leaves::No;
                    break;
                }
                if !(clause.try_start <= at && at < clause.try_end) {
                    continue;
                }
                let catches = self.catches(context, clause, class);
                match catches {
                    Catches::No => continue,
                    // A filter decides; or the state machine of an async method hands it to whoever waits.
                    Catches::Perhaps | Catches::Keeps => {
                        sure = sure.min(Leaves::Perhaps);
                        continue;
                    }
                    Catches::All | Catches::Some => {}
                }
                let is_told = catches == Catches::Some && retold == Retold::ByTheHandler;
                if !is_told && !self.asks_for_another(context, clause, class) {
                    pending.extend(self.thrown_again(context, clause).into_iter().map(|at| (at, number + 1, sure)));
                }
                sure = Leaves::No;
                break;
            }
            best = best.max(sure);
            if best == Leaves::Yes {
                break;
            }
        }
        best
    }

    /// The number of the clause that gets an exception of this class, raised at an instruction, or whose filter is asked first.
    pub(super) fn handler_for(&mut self, class: Class, (context, at): (ContextId, IlOffset)) -> Option<usize> {
        let code = Rc::clone(self.cx.reach.code(context));
        let mut around = code.clauses.iter().enumerate();
        around.find_map(|(number, clause)| {
            let is_around = clause.try_start <= at && at < clause.try_end;
            let gets = self.look(1) && is_around && self.catches(context, clause, class) != Catches::No;
            gets.then_some(number)
        })
    }

    /// Counts what is looked at; whether there may be more.
    fn look(&mut self, count: usize) -> bool {
        let left = self.looks.checked_sub(count);
        if left.is_none() {
            self.cx.note_bound();
        }
        self.looks = left.unwrap_or(0);
        left.is_some()
    }

    fn catches(&mut self, context: ContextId, clause: &Clause, class: Class) -> Catches {
        let module = self.cx.reach.method(context).module;
        match clause.kind {
            ClauseKind::Finally | ClauseKind::Fault => Catches::No,
            ClauseKind::Catch(token) => {
                let Some(caught) = class_of(self.cx, module, token) else { return Catches::All };
                let is_any = self.cx.is_any_exception(caught);
                match self.is_of(class, caught) {
                    Is::No => Catches::No,
                    _ if is_any && self.is_kept_in_task(context, clause) => Catches::Keeps,
                    _ if is_any => Catches::All,
                    _ => Catches::Some,
                }
            }
            ClauseKind::Filter(start) => {
                if self.never_accepts(context, clause, start) {
                    return Catches::No;
                }
                let asked = self.asked(context, (start, clause.handler_start));
                let mut asked = asked.into_iter();
                if let Some(first) = asked.next()
                    && self.is_of(class, first) == Is::No
                {
                    return Catches::No;
                }
                let mut others = asked.peekable();
                if others.peek().is_some() && others.all(|other| self.is_of(class, other) == Is::No) {
                    // `when (!(ex is InvalidPluginExecutionException))`
                    return Catches::All;
                }
                Catches::Perhaps
            }
        }
    }

    /// Whether a filter says no to everything: its handler never runs.
    fn never_accepts(&mut self, context: ContextId, clause: &Clause, start: IlOffset) -> bool {
        let key = (context, start);
        if let Some(known) = self.refusing.get(&key) {
            return *known;
        }
        let refuses = self.look(1) && self.refuses(context, (start, clause.handler_start));
        self.refusing.insert(key, refuses);
        refuses
    }

    fn refuses(&self, context: ContextId, (start, end): (IlOffset, IlOffset)) -> bool {
        let code = self.cx.reach.code(context);
        let facts = self.cx.reach.facts(context);
        let behind = code.instructions.partition_point(|instruction| instruction.offset < end);
        let last = behind.checked_sub(1).and_then(|last| code.instructions.get(last));
        let answer = last.filter(|last| last.opcode == Opcode::Endfilter && last.offset >= start);
        let Some(answer) = answer.and_then(|last| facts.on_entry(last.offset)) else { return false };
        let answers = match facts.value(answer) {
            Value::Merged(number) => facts.merged(number),
            _ => &[answer],
        };
        answers.iter().all(|answer| {
            let (value, is_zero) = match facts.value(*answer) {
                Value::IsNull(value, is_null) => (value, !is_null),
                _ => (*answer, true),
            };
            let (numbers, complete) = self.cx.numbers(context, value);
            complete && numbers.iter().all(|number| (*number == 0) == is_zero)
        })
    }

    /// Whether a handler gets nothing but faults: not what other calls throw.
    pub(super) fn gets_faults_only(&self, context: ContextId, clause: &Clause) -> bool {
        let ClauseKind::Catch(token) = clause.kind else { return false };
        let class = class_of(self.cx, self.cx.reach.method(context).module, token);
        class.is_some_and(|class| {
            let name = self.cx.universe().full_name(class);
            name.as_str() != "System.SystemException" && FAULTS.contains(&name.as_str())
        })
    }

    /// Whether an exception is of a class. One of an unknown class is only stopped by what stops all.
    fn is_of(&mut self, class: Class, caught: TypeHandle) -> Is {
        if let Some(known) = self.classes.get(&(class, caught)) {
            return *known;
        }
        let is = match class {
            Class::Known(class) => self.cx.is_exception_of(class, caught),
            _ if self.cx.is_any_exception(caught) => Is::Yes,
            Class::Service if FAULTS.contains(&self.cx.universe().full_name(caught).as_str()) => Is::Yes,
            _ => Is::No,
        };
        self.classes.insert((class, caught), is);
        is
    }

    /// The classes for which the code between two offsets asks.
    fn asked(&mut self, context: ContextId, (start, end): (IlOffset, IlOffset)) -> Vec<TypeHandle> {
        let code = Rc::clone(self.cx.reach.code(context));
        let module = self.cx.reach.method(context).module;
        let first = code.instructions.partition_point(|instruction| instruction.offset < start);
        let within = code.instructions.iter().skip(first).take_while(|instruction| instruction.offset < end);
        let within: Vec<&Instruction> = within.collect();
        if !self.look(within.len() / 4) {
            return Vec::new();
        }
        let asked = within.into_iter().filter(|instruction| instruction.opcode == Opcode::Isinst);
        asked.filter_map(|instruction| class_of(self.cx, module, instruction.token()?)).collect()
    }

    /// Whether a handler asks whether the exception is of another class: then it is that one that it throws again.
    fn asks_for_another(&mut self, context: ContextId, clause: &Clause, class: Class) -> bool {
        let asked = self.asked(context, (clause.handler_start, clause.handler_end));
        asked.into_iter().any(|other| self.is_of(class, other) == Is::No)
    }

    /// Whether a handler is that of an async method: it gives the exception to the task.
    fn is_kept_in_task(&mut self, context: ContextId, clause: &Clause) -> bool {
        let key = (self.cx.reach.method(context), clause.handler_start);
        if let Some(known) = self.keeping.get(&key) {
            return *known;
        }
        let keeps = self.look(self.cx.reach.facts(context).events().len()) && self.hands_to_task(context, clause);
        self.keeping.insert(key, keeps);
        keeps
    }

    pub(super) fn hands_to_task(&self, context: ContextId, clause: &Clause) -> bool {
        let universe = self.cx.universe();
        self.cx.reach.facts(context).events().iter().any(|event| {
            let Action::Call { method, .. } = event.action else { return false };
            let inside = clause.handler_start <= event.at && event.at < clause.handler_end;
            let callee = inside.then(|| self.cx.callee(context, method)).flatten();
            callee.filter(|callee| universe.method_name(*callee) == "SetException").is_some_and(|callee| {
                let builder = universe.method_owner(callee).map(|owner| universe.full_name(owner)).unwrap_or_default();
                builder.as_str().starts_with("System.Runtime.CompilerServices.Async")
                    && !builder.as_str().ends_with("AsyncVoidMethodBuilder")
            })
        })
    }

    /// Where a handler throws again what it got.
    pub(super) fn thrown_again(&mut self, context: ContextId, clause: &Clause) -> Vec<IlOffset> {
        let reach = self.cx.reach;
        let code = Rc::clone(reach.code(context));
        let events = code.facts.events();
        let first = events.partition_point(|event| event.at < clause.handler_start);
        let mut places = Vec::new();
        for event in events.iter().skip(first).take_while(|event| event.at < clause.handler_end) {
            let again = match event.action {
                Action::Rethrow => true,
                Action::Throw(value) => self.is_caught(context, value),
                Action::Call { method, .. } => self.cx.callee(context, method).is_some_and(|callee| {
                    self.cx.is_call_of(callee, "System.Runtime.ExceptionServices.ExceptionDispatchInfo", "Throw")
                }),
                _ => false,
            };
            if again && self.look(code.clauses.len()) && handler_around(&code.clauses, event.at) == Some(clause) {
                places.push(event.at);
            }
        }
        places
    }

    /// Whether a value is what a handler got.
    pub(super) fn is_caught(&self, context: ContextId, value: ValueId) -> bool {
        self.can_be_caught(context, value, &|_| true)
    }

    /// Whether a value can be what the handler of this clause got.
    pub(super) fn is_caught_by(&self, context: ContextId, clause: &Clause, value: ValueId) -> bool {
        let facts = self.cx.reach.facts(context);
        let asked = match clause.kind {
            ClauseKind::Filter(start) => facts.on_entry(start),
            _ => None,
        };
        let got = [facts.on_entry(clause.handler_start), asked];
        self.can_be_caught(context, value, &|value| got.contains(&Some(value)))
    }

    fn can_be_caught(&self, context: ContextId, value: ValueId, is_it: &dyn Fn(ValueId) -> bool) -> bool {
        /// Values that meet there which are looked at.
        const MEETING: usize = 64;
        let facts = self.cx.reach.facts(context);
        let mut pending = vec![value];
        let mut seen = FxHashSet::default();
        while let Some(value) = pending.pop().filter(|_| seen.len() < MEETING) {
            match facts.value(value) {
                Value::Caught if is_it(value) => return true,
                Value::Merged(number) if seen.insert(value) => pending.extend(facts.merged(number)),
                _ => {}
            }
        }
        false
    }

    /// The class that the handler around a `throw;` names; `None` where it gets everything, or there is none.
    pub(super) fn class_caught_around(&mut self, context: ContextId, at: IlOffset) -> Option<TypeHandle> {
        let code = Rc::clone(self.cx.reach.code(context));
        if !self.look(code.clauses.len()) {
            return None;
        }
        let clause = handler_around(&code.clauses, at)?;
        let class = match clause.kind {
            ClauseKind::Catch(token) => class_of(self.cx, self.cx.reach.method(context).module, token),
            ClauseKind::Filter(start) => self.asked(context, (start, clause.handler_start)).first().copied(),
            ClauseKind::Finally | ClauseKind::Fault => None,
        };
        class.filter(|class| !self.cx.is_any_exception(*class))
    }

    /// Whether the delegate that is about to be made is handed to work on another thread.
    fn runs_elsewhere(&self, context: ContextId, at: IlOffset) -> bool {
        let method = self.cx.reach.method(context);
        let events = self.cx.reach.facts(context).events();
        let following = events.partition_point(|event| event.at <= at);
        let mut made = events
            .iter()
            .skip(following)
            .take(8)
            .filter(|event| matches!(event.action, Action::Call { opcode: Opcode::Newobj, .. }));
        made.next().is_some_and(|event| self.elsewhere.contains(&(method, event.at)))
    }
}

/// What a clause does with an exception.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Catches {
    No,
    /// A filter decides.
    Perhaps,
    /// The task of an async method gets it.
    Keeps,
    /// It gets everything.
    All,
    /// It gets the exceptions of some classes.
    Some,
}

/// Whether an instruction only makes a delegate.
fn is_binding(cx: &Context<'_, '_>, context: ContextId, at: IlOffset) -> bool {
    cx.reach.facts(context).event_at(at).is_some_and(|event| matches!(event.action, Action::Bind(_)))
}

/// Whether an instruction hands a delegate to a member that runs it later or elsewhere.
fn runs_later(cx: &Context<'_, '_>, context: ContextId, at: IlOffset) -> bool {
    match cx.reach.facts(context).event_at(at).map(|event| event.action) {
        Some(Action::Call { method, .. }) => {
            cx.callee(context, method).is_some_and(|callee| cx.program().effects(callee).contains(Effects::LATER))
        }
        _ => false,
    }
}

/// Whether an instruction invokes a delegate, and does not hand it to somebody who will.
fn is_invoke(cx: &Context<'_, '_>, context: ContextId, at: IlOffset) -> bool {
    match cx.reach.facts(context).event_at(at).map(|event| event.action) {
        Some(Action::Call { method, .. }) => {
            cx.callee(context, method).is_some_and(|callee| cx.universe().method_name(callee) == "Invoke")
        }
        _ => false,
    }
}

fn class_of(cx: &Context<'_, '_>, module: ModuleId, token: Token) -> Option<TypeHandle> {
    let universe = cx.universe();
    let index = TypeDefOrRef::from_token(token)?;
    universe.resolve_type(module, index)
}

/// The innermost clause whose handler is around an instruction.
pub(super) fn handler_around(clauses: &[Clause], at: IlOffset) -> Option<&Clause> {
    clauses
        .iter()
        .filter(|clause| clause.handler_start <= at && at < clause.handler_end)
        .min_by_key(|clause| (clause.handler_end.0 - clause.handler_start.0, clause.handler_start))
}
