//! Which handlers get what a call of the service threw: as it is, or what handlers further in made of it.

use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::edges::aggregates;
use super::{Class, Exceptions, Retold, Thrown, handler_around};
use crate::analysis::facts::Action;
use crate::analysis::{CallSite, ContextId, MethodCode, Throw};
use crate::il::{Clause, Flow, IlOffset, Operand};
use crate::model::MethodHandle;

/// What comes out at an instruction because a call of the service failed.
#[derive(Clone, Copy)]
pub(in crate::rules) struct Raised {
    /// The instruction.
    pub(in crate::rules) at: IlOffset,
    /// The call of the service.
    pub(in crate::rules) callee: MethodHandle,
    /// Whether it is that call itself, or a handler that got it and throws on every way.
    pub(in crate::rules) is_sure: bool,
}

/// What each handler gets, by its method and the number of its clause.
type Got = FxHashMap<(ContextId, usize), Vec<Raised>>;

impl Exceptions<'_, '_, '_> {
    /// What each handler gets because one of these calls of the service failed.
    pub(in crate::rules) fn got_by_handlers(&mut self, calls: &FxHashMap<ContextId, Vec<&CallSite>>) -> Got {
        let reach = self.cx.reach;
        let mut callers: FxHashMap<ContextId, Vec<(ContextId, IlOffset, bool)>> = FxHashMap::default();
        let mut pending: VecDeque<(ContextId, Class, Raised)> = VecDeque::new();
        for context in reach.contexts() {
            for edge in reach.edges(*context).iter().filter(|edge| self.crosses(*context, edge).is_some()) {
                let aggregates = aggregates(self.cx, *context, edge);
                callers.entry(edge.to).or_default().push((*context, edge.at, aggregates));
            }
            let direct = calls.get(context).into_iter().flatten();
            for site in direct {
                let raised = Raised { at: site.at, callee: site.callee, is_sure: true };
                pending.push_back((*context, Class::Service, raised));
                // The channel to the service says that no answer came, where the service itself says nothing.
                pending.push_back((*context, Class::Timeout, Raised { is_sure: false, ..raised }));
            }
        }
        let mut got = Got::default();
        let (mut seen, mut left, mut asked) = (FxHashSet::default(), FxHashSet::default(), FxHashSet::default());
        while let Some((context, class, raised)) = pending.pop_front() {
            if !seen.insert((context, class, raised.at)) {
                continue;
            }
            if !self.look(1) {
                break;
            }
            let (handlers, leaves) = self.ways_of(class, (context, raised.at));
            for number in handlers {
                got.entry((context, number)).or_default().push(raised);
                // What it throws depends on the class alone.
                if asked.insert((context, number, class)) {
                    for (class, further) in self.told_by((context, number), class, raised) {
                        // What is sure is asked first: of a handler it is told once what it throws.
                        if further.is_sure {
                            pending.push_front((context, class, further));
                        } else {
                            pending.push_back((context, class, further));
                        }
                    }
                }
            }
            if leaves && left.insert((context, class)) {
                for (caller, at, aggregates) in callers.get(&context).into_iter().flatten() {
                    let class = if *aggregates { Class::Aggregate } else { class };
                    pending.push_back((*caller, class, Raised { at: *at, is_sure: false, ..raised }));
                }
            }
        }
        got
    }

    /// What a handler throws that got an exception of a class.
    fn told_by(&mut self, (context, number): (ContextId, usize), class: Class, got: Raised) -> Vec<(Class, Raised)> {
        let reach = self.cx.reach;
        let code = Rc::clone(reach.code(context));
        let Some(clause) = code.clauses.get(number) else { return Vec::new() };
        let again =
            if self.asks_for_another(context, clause, class) { Vec::new() } else { self.thrown_again(context, clause) };
        let mut told: Vec<(Class, IlOffset)> = again.iter().map(|at| (class, *at)).collect();
        told.extend(self.thrown_anew(context, clause));
        let is_sure = got.is_sure && self.always_throws(context, clause);
        told.into_iter().map(|(class, at)| (class, Raised { at, is_sure, ..got })).collect()
    }

    /// The exceptions that a handler makes and throws, itself or by a method that does nothing else: their classes, and where.
    pub(super) fn thrown_anew(&mut self, context: ContextId, clause: &Clause) -> Vec<(Class, IlOffset)> {
        let code = Rc::clone(self.cx.reach.code(context));
        let events = code.facts.events();
        let first = events.partition_point(|event| event.at < clause.handler_start);
        if !self.look(events.partition_point(|event| event.at < clause.handler_end).saturating_sub(first)) {
            return Vec::new();
        }
        let mut thrown = Vec::new();
        for event in events.iter().skip(first).take_while(|event| event.at < clause.handler_end) {
            if !matches!(event.action, Action::Throw(_)) || !self.look(code.clauses.len()) {
                continue;
            }
            let throw = self.throw_at(context, event.at);
            if let Some(throw) = throw.filter(|_| handler_around(&code.clauses, event.at) == Some(clause)) {
                thrown.extend(self.made_anew(throw).into_iter().map(|class| (class, event.at)));
            }
        }
        for (at, classes) in self.thrown_by_calls(context, (clause.handler_start, clause.handler_end)) {
            if self.look(code.clauses.len()) && handler_around(&code.clauses, at) == Some(clause) {
                thrown.extend(classes.into_iter().map(|class| (class, at)));
            }
        }
        thrown
    }

    /// The classes of exceptions that a `throw` throws, but what a handler got.
    pub(super) fn made_anew(&self, throw: &Throw) -> Vec<Class> {
        let thrown = self.thrown(throw).into_iter();
        let classes = thrown.filter_map(|thrown| match thrown {
            Thrown::Class(class) => Some(Class::Known(class)),
            Thrown::Unknown => Some(Class::Unknown),
            Thrown::Again => None,
        });
        classes.collect()
    }

    /// Whether no way through a handler ends but with an exception.
    pub(super) fn always_throws(&mut self, context: ContextId, clause: &Clause) -> bool {
        let code = Rc::clone(self.cx.reach.code(context));
        let ends = self.ends(context, (clause.handler_start, clause.handler_end));
        ends.into_iter().all(|end| !ends_normally(&code, clause, end))
    }

    /// The numbers of the clauses that get an exception of a class which is raised at an instruction, as far as filters let it by; and
    /// whether it can leave the method as it is.
    fn ways_of(&mut self, class: Class, (context, at): (ContextId, IlOffset)) -> (Vec<usize>, bool) {
        let (mut handlers, mut first) = (Vec::new(), 0);
        while let Some(number) = self.handler_from(first, class, (context, at)) {
            handlers.push(number);
            if !self.lets_by(context, number, class) {
                return (handlers, false);
            }
            first = number + 1;
        }
        let leaves = self.passes(class, (context, at), Retold::AsItIs) > super::Leaves::No;
        (handlers, leaves)
    }
}

/// Whether control leaves a handler by the instruction at an offset: by no `leave` of a `try` inside of it.
pub(in crate::rules) fn ends_normally(code: &MethodCode, clause: &Clause, at: IlOffset) -> bool {
    let index = code.instructions.binary_search_by_key(&at, |instruction| instruction.offset).ok();
    let last = index.and_then(|index| code.instructions.get(index));
    last.is_some_and(|last| match last.operand {
        Operand::Target(to) if last.opcode.flow() == Flow::Leave => {
            to < clause.handler_start || clause.handler_end <= to
        }
        _ => false,
    })
}
