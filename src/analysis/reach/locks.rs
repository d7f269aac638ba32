//! The locks around what happens.

use std::collections::VecDeque;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::Reach;
use super::writes::{disjoint, is_in};
use crate::analysis::facts::{Action, Value, ValueId};
use crate::analysis::flow::{ContextId, Values};
use crate::analysis::library::Effects;
use crate::analysis::objects::{Object, ValueSet};
use crate::il::{ClauseKind, IlOffset};
use crate::metadata::{MethodAttributes, MethodImplAttributes};

impl Reach<'_, '_, '_> {
    /// The protected regions whose `finally` gives a lock back, with the value that is locked.
    fn guarded_regions(&self, context: ContextId) -> Vec<(IlOffset, IlOffset, Option<ValueId>)> {
        /// How far out from the innermost handler one is looked for: handlers around it come before it.
        const AROUND: usize = 16;
        let module = self.method(context).module;
        let code = self.code(context);
        let is_exit = |method| {
            let callee = self.flow.program.callee(module, method);
            callee.is_some_and(|callee| self.flow.program.effects(callee.handle).contains(Effects::UNLOCKS))
        };
        let mut handlers: Vec<_> =
            code.clauses.iter().filter(|clause| matches!(clause.kind, ClauseKind::Finally)).collect();
        if handlers.is_empty() {
            return Vec::new();
        }
        handlers.sort_by_key(|clause| clause.handler_start);
        let mut regions = Vec::new();
        for event in code.facts.events() {
            let Action::Call { method, arguments, .. } = event.action else { continue };
            let before = handlers.partition_point(|clause| clause.handler_start <= event.at);
            let around = handlers.iter().take(before).rev().take(AROUND).find(|clause| event.at < clause.handler_end);
            if let Some(clause) = around.filter(|_| is_exit(method)) {
                regions.push((clause.try_start, clause.try_end, code.facts.arguments(arguments).first().copied()));
            }
        }
        regions
    }

    /// The locks, on whatever objects, that are held at an instruction of a context.
    pub fn locks_at(&self, context: ContextId, at: IlOffset) -> impl Iterator<Item = ValueId> {
        let regions = self.guarded_regions(context).into_iter();
        regions.filter_map(move |(start, end, lock)| lock.filter(|_| start <= at && at < end))
    }

    /// The instructions of a context that run while a lock, on whatever object, is held: disjoint ranges, ascending.
    #[must_use]
    pub fn locked_ranges(&self, context: ContextId) -> Vec<(IlOffset, IlOffset)> {
        disjoint(self.guarded_regions(context).into_iter().map(|(start, end, _)| (start, end)).collect())
    }

    /// The same where the lock is one that every call sees.
    pub(super) fn locked_regions(&self, context: ContextId, values: &Values) -> Vec<(IlOffset, IlOffset)> {
        if self.is_synchronized(context) {
            return vec![(IlOffset(0), IlOffset(u32::MAX))];
        }
        let is_shared = |lock: Option<ValueId>| lock.is_some_and(|lock| self.is_shared_lock(context, lock, values));
        let regions = self.guarded_regions(context).into_iter().filter(|(_, _, lock)| is_shared(*lock));
        disjoint(regions.map(|(start, end, _)| (start, end)).collect())
    }

    /// Whether the runtime holds such a lock while the method of a context runs: on its object, or on its type.
    fn is_synchronized(&self, context: ContextId) -> bool {
        let row = self.flow.program.universe.method_row(self.method(context));
        row.is_some_and(|row| {
            row.impl_flags.contains(MethodImplAttributes::SYNCHRONIZED)
                && (row.flags.contains(MethodAttributes::STATIC) || self.is_seen_by_all(&self.argument(context, 0)))
        })
    }

    /// Whether a lock is one that every call sees: on a shared object, a type, or text that stands in the code.
    fn is_shared_lock(&self, context: ContextId, lock: ValueId, values: &Values) -> bool {
        let facts = self.facts(context);
        match facts.value(lock) {
            Value::Literal(_) => true,
            Value::Returned(at) => self.gives_what_all_see(context, at) || self.is_one_of_shared(lock, values),
            _ => self.is_one_of_shared(lock, values),
        }
    }

    fn is_one_of_shared(&self, lock: ValueId, values: &Values) -> bool {
        values.get(lock.0 as usize).is_some_and(|lock| self.is_seen_by_all(lock))
    }

    /// Whether a call gives the same object to everyone who asks: the type of an object, text that the runtime keeps.
    fn gives_what_all_see(&self, context: ContextId, at: IlOffset) -> bool {
        let Some(Action::Call { method, .. }) = self.facts(context).event_at(at).map(|event| event.action) else {
            return false;
        };
        let program = self.flow.program;
        let Some(callee) = program.callee(self.method(context).module, method) else { return false };
        let api = program.api_name(callee.handle);
        api.is_framework()
            && (&*api.type_name == "System.Object" && api.member == "GetType"
                || &*api.type_name == "System.String" && api.member == "Intern")
    }

    /// Whether a value is an object that every call sees.
    fn is_seen_by_all(&self, value: &ValueSet) -> bool {
        value.iter().any(|object| {
            // A lock that is a struct is known by its address.
            let lock = match self.object(object) {
                Object::FieldAddress(holder, _) => holder,
                _ => object,
            };
            self.flow.objects.is_shared(lock)
                || matches!(
                    self.object(lock),
                    Object::TypeObject(..) | Object::StaticAddress(_) | Object::Created { constructing: true, .. }
                )
        })
    }

    /// Contexts that are only ever entered while such a lock is held.
    pub(super) fn locked_contexts(&mut self) -> FxHashSet<ContextId> {
        let mut open: FxHashSet<ContextId> = self.flow.entries.iter().map(|(id, _)| *id).collect();
        let mut queue: VecDeque<ContextId> = open.iter().copied().collect();
        while let Some(context) = queue.pop_front() {
            let code = Rc::clone(self.code(context));
            let has_finally = code.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Finally));
            let regions = if has_finally || self.is_synchronized(context) {
                let values = self.flow.values(context);
                self.locked_regions(context, &values)
            } else {
                Vec::new()
            };
            for edge in self.flow.context(context).edges.clone() {
                if !is_in(&regions, edge.at) && open.insert(edge.to) {
                    queue.push_back(edge.to);
                }
            }
        }
        self.order.iter().copied().filter(|id| !open.contains(id)).collect()
    }
}
