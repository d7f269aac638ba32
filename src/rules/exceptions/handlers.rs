//! Which handler gets an exception, and which lets it pass.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::classes::Is;
use super::{Class, Exceptions, Leaves, Retold, Thrown};
use crate::analysis::ContextId;
use crate::analysis::facts::{Action, Value};
use crate::il::{Clause, ClauseKind, IlOffset, Instruction, Opcode};
use crate::metadata::{Token, TypeDefOrRef};
use crate::model::{ModuleId, TypeHandle};
use crate::rules::Context;
use crate::text::Text;

/// The classes that catch a fault of the service, beside those that catch all.
const FAULTS: &[&str] = &[
    "System.SystemException",
    "System.ServiceModel.CommunicationException",
    "System.ServiceModel.FaultException",
    "System.ServiceModel.FaultException`1",
];

/// The classes that catch what a call of the service throws that takes too long, beside those that catch all.
const TIMEOUTS: &[&str] = &["System.SystemException", "System.TimeoutException"];

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

impl Exceptions<'_, '_, '_> {
    /// Whether an exception of this class, raised at an instruction, leaves its method.
    pub(in crate::rules) fn passes(
        &mut self,
        class: Class,
        (context, at): (ContextId, IlOffset),
        retold: Retold,
    ) -> Leaves {
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
                // Of one that throws on some ways only, what is thrown is lost on the others.
                if retold == Retold::InAnother && self.always_throws(context, clause) {
                    let anew = self.thrown_anew(context, clause).into_iter();
                    pending.extend(anew.map(|(_, at)| (at, number + 1, sure.min(Leaves::Perhaps))));
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
    pub(in crate::rules) fn handler_for(
        &mut self,
        class: Class,
        (context, at): (ContextId, IlOffset),
    ) -> Option<usize> {
        self.handler_from(0, class, (context, at))
    }

    /// The same among the clauses from a number on.
    pub(super) fn handler_from(
        &mut self,
        first: usize,
        class: Class,
        (context, at): (ContextId, IlOffset),
    ) -> Option<usize> {
        let code = Rc::clone(self.cx.reach.code(context));
        let mut around = code.clauses.iter().enumerate().skip(first);
        around.find_map(|(number, clause)| {
            let is_around = clause.try_start <= at && at < clause.try_end;
            let gets = self.look(1) && is_around && self.catches(context, clause, class) != Catches::No;
            gets.then_some(number)
        })
    }

    /// Whether a clause that gets an exception of a class can also let it by: a filter decides, or it is that of an async method.
    pub(super) fn lets_by(&mut self, context: ContextId, number: usize, class: Class) -> bool {
        let code = Rc::clone(self.cx.reach.code(context));
        let catches = code.clauses.get(number).map(|clause| self.catches(context, clause, class));
        matches!(catches, Some(Catches::Perhaps | Catches::Keeps))
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
    pub(super) fn never_accepts(&mut self, context: ContextId, clause: &Clause, start: IlOffset) -> bool {
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
    pub(in crate::rules) fn gets_faults_only(&self, context: ContextId, clause: &Clause) -> bool {
        let ClauseKind::Catch(token) = clause.kind else { return false };
        let class = class_of(self.cx, self.cx.reach.method(context).module, token);
        class.is_some_and(|class| {
            let name = self.cx.universe().full_name(class);
            name.as_str() != "System.SystemException" && FAULTS.contains(&name.as_str())
        })
    }

    /// Whether a `throw` can throw what such a handler gets.
    pub(in crate::rules) fn may_throw_fault(&mut self, context: ContextId, at: IlOffset) -> bool {
        let throw = self.throws.get(&(context, at)).and_then(|number| self.cx.reach.throws.get(*number));
        let Some(throw) = throw else { return true };
        self.thrown(throw).into_iter().any(|thrown| match thrown {
            Thrown::Class(class) => self.cx.is_fault(class) != Is::No,
            Thrown::Again => {
                self.class_caught_around(context, at).is_none_or(|class| self.cx.is_fault(class) != Is::No)
            }
            Thrown::Unknown => true,
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
            Class::Aggregate if self.cx.universe().is_named(caught, "System", "AggregateException") => Is::Yes,
            Class::Service if FAULTS.contains(&self.cx.universe().full_name(caught).as_str()) => Is::Yes,
            Class::Timeout if TIMEOUTS.contains(&self.cx.universe().full_name(caught).as_str()) => Is::Yes,
            _ => Is::No,
        };
        self.classes.insert((class, caught), is);
        is
    }

    /// The classes for which the code between two offsets asks.
    pub(super) fn asked(&mut self, context: ContextId, (start, end): (IlOffset, IlOffset)) -> Vec<TypeHandle> {
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
    pub(super) fn asks_for_another(&mut self, context: ContextId, clause: &Clause, class: Class) -> bool {
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

    fn hands_to_task(&self, context: ContextId, clause: &Clause) -> bool {
        let builder = self.hands_to_builder(context, clause);
        builder.is_some_and(|builder| !builder.as_str().ends_with("AsyncVoidMethodBuilder"))
    }

    /// The builder to which the handler that the compiler puts around an async method gives the exception.
    pub(in crate::rules) fn hands_to_builder(&self, context: ContextId, clause: &Clause) -> Option<Text> {
        let universe = self.cx.universe();
        self.cx.reach.facts(context).events().iter().find_map(|event| {
            let Action::Call { method, .. } = event.action else { return None };
            let inside = clause.handler_start <= event.at && event.at < clause.handler_end;
            let callee = inside.then(|| self.cx.callee(context, method)).flatten();
            let callee = callee.filter(|callee| universe.method_name(*callee) == "SetException")?;
            let builder = universe.full_name(universe.method_owner(callee)?);
            builder.as_str().starts_with("System.Runtime.CompilerServices.Async").then_some(builder)
        })
    }
}

pub(super) fn class_of(cx: &Context<'_, '_>, module: ModuleId, token: Token) -> Option<TypeHandle> {
    let universe = cx.universe();
    let index = TypeDefOrRef::from_token(token)?;
    universe.resolve_type(module, index)
}

/// The innermost clause whose handler is around an instruction.
pub(in crate::rules) fn handler_around(clauses: &[Clause], at: IlOffset) -> Option<&Clause> {
    clauses
        .iter()
        .filter(|clause| clause.handler_start <= at && at < clause.handler_end)
        .min_by_key(|clause| (clause.handler_end.0 - clause.handler_start.0, clause.handler_start))
}
