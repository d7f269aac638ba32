//! What runs on other threads: the code of delegates that are handed to those who start work.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Context;
use crate::analysis::facts::Action;
use crate::analysis::{CallSite, ContextId, Object, ObjectId, ValueSet, Via, is_in};
use crate::model::MethodId;

/// Contexts, and calls in them, that are looked at for all work of one root. Real plug-ins need some thousand.
const VISITS: usize = 1 << 20;

/// Objects in arrays, lists and tuples that are looked at for one operand. Not a limit to be set: a value is one of fewer.
const CONTAINED: usize = 256;

/// What runs elsewhere because of one call.
#[derive(Default)]
pub(super) struct Elsewhere {
    /// The contexts, ascending.
    pub(super) contexts: Vec<ContextId>,
    /// Their methods.
    pub(super) methods: FxHashSet<MethodId>,
    /// Those that are entered without a lock somewhere.
    pub(super) unlocked: FxHashSet<ContextId>,
    /// The objects that the delegate, or the object that works, brings along, whoever made them.
    pub(super) carried: FxHashSet<ObjectId>,
}

/// Finds it, for the calls in reach of one root.
pub(super) struct Threads<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    contexts: FxHashMap<MethodId, Vec<ContextId>>,
    /// The calls of a context, as indexes.
    calls: FxHashMap<ContextId, Vec<usize>>,
    /// Calls that add a handler to an event of an object, as indexes.
    adding: FxHashMap<ObjectId, Vec<usize>>,
    visits: usize,
}

impl<'s, 'c, 'a> Threads<'s, 'c, 'a> {
    pub(super) fn new(cx: &'s Context<'c, 'a>) -> Self {
        let mut threads = Self {
            cx,
            contexts: FxHashMap::default(),
            calls: FxHashMap::default(),
            adding: FxHashMap::default(),
            visits: VISITS,
        };
        for context in cx.reach.contexts() {
            threads.contexts.entry(cx.reach.method(*context)).or_default().push(*context);
        }
        for (index, site) in cx.reach.calls.iter().enumerate() {
            threads.calls.entry(site.context).or_default().push(index);
            if cx.universe().method_name(site.callee).as_bytes().starts_with(b"add_") {
                for object in site.operands.first().into_iter().flat_map(ValueSet::iter) {
                    if is_made(cx.reach.object(object)) {
                        threads.adding.entry(object).or_default().push(index);
                    }
                }
            }
        }
        threads
    }

    /// The contexts of a method, nearest to an entry first.
    pub(super) fn contexts_of(&self, method: MethodId) -> &[ContextId] {
        self.contexts.get(&method).map_or(&[], Vec::as_slice)
    }

    /// The calls of a context that leave the loaded code.
    pub(super) fn calls_of(&self, context: ContextId) -> impl Iterator<Item = &'c CallSite> {
        self.calls.get(&context).into_iter().flatten().map(|index| &self.cx.reach.calls[*index])
    }

    /// What runs elsewhere because of one operand of a call that starts work: a delegate, or several in an array or a list;
    /// `None` for an operand that holds no code.
    pub(super) fn of(&mut self, site: &CallSite, number: usize, operand: &ValueSet) -> Option<Elsewhere> {
        let mut entered = self.entered_by(site, operand);
        // The handlers of a worker or a timer were added before; a class of the author's can override what runs.
        if number == 0 && self.cx.fires(site) {
            let overrides = self.cx.reach.edges_at(site.context, site.at).filter(|edge| edge.via == Via::Callback);
            entered.extend(overrides.map(|edge| edge.to));
            entered.extend(self.handlers(operand));
        }
        let carried = self.carried(site, number, operand);
        (!entered.is_empty()).then(|| Elsewhere { carried, ..self.all_from(entered) })
    }

    /// What an operand brings along: what lambdas captured, what handlers are bound to, what the object that works holds.
    fn carried(&self, site: &CallSite, number: usize, operand: &ValueSet) -> FxHashSet<ObjectId> {
        let mut carried: FxHashSet<ObjectId> = FxHashSet::default();
        let mut note =
            |value: &ValueSet| carried.extend(self.cx.inside(value, None).into_iter().map(|(object, _)| object));
        note(operand);
        if number == 0 && self.cx.fires(site) {
            let added = operand.iter().flat_map(|worker| self.adding.get(&worker).into_iter().flatten());
            added.filter_map(|index| self.cx.reach.calls.get(*index)?.operands.get(1)).for_each(note);
        }
        carried
    }

    /// The contexts that delegates run: those that a value is, or that are in an array, a list or a tuple. Of what a delegate is bound to
    /// it runs what its code calls.
    fn entered_by(&self, site: &CallSite, operand: &ValueSet) -> Vec<ContextId> {
        let mut entered = Vec::new();
        let mut seen: FxHashSet<ObjectId> = operand.iter().collect();
        let mut pending: Vec<ObjectId> = operand.iter().collect();
        while let Some(object) = pending.pop() {
            let run = self.entered(site, object);
            let is_container = matches!(self.cx.reach.object(object), Object::Created { exact: None, .. });
            if run.is_empty() && is_container && seen.len() < CONTAINED {
                let content = self.cx.held_by(object).iter().filter(|(field, _)| field.is_none());
                pending.extend(content.flat_map(|(_, content)| content.iter()).filter(|inner| seen.insert(*inner)));
            }
            entered.extend(run);
        }
        entered
    }

    /// The contexts that a delegate runs.
    fn entered(&self, site: &CallSite, delegate: ObjectId) -> Vec<ContextId> {
        let reach = self.cx.reach;
        let Object::Created { method, at, .. } = reach.object(delegate) else { return Vec::new() };
        let here = [site.context];
        let makers: &[ContextId] = if reach.method(site.context) == method { &here } else { self.contexts_of(method) };
        let mut entered = Vec::new();
        for maker in makers {
            let facts = reach.facts(*maker);
            let Some(Action::Call { arguments, .. }) = facts.event_at(at).map(|event| event.action) else { continue };
            let &[_, function] = facts.arguments(arguments) else { continue };
            // The pointer is loaded right before the delegate is made.
            let before = facts.events().partition_point(|event| event.at < at);
            let recent = facts.events().iter().take(before).rev().take(8);
            let Some(bound) = recent.into_iter().find(|event| event.action == Action::Bind(function)) else { continue };
            let edges = reach.edges_at(*maker, bound.at).filter(|edge| edge.via == Via::Delegate);
            entered.extend(edges.map(|edge| edge.to));
        }
        entered
    }

    /// The contexts of the handlers that were added to an event of the object on which a call starts work.
    fn handlers(&self, workers: &ValueSet) -> Vec<ContextId> {
        let added = workers.iter().flat_map(|worker| self.adding.get(&worker).into_iter().flatten());
        added
            .map(|index| &self.cx.reach.calls[*index])
            .flat_map(|site| {
                let handlers = site.operands.get(1).into_iter().flat_map(ValueSet::iter);
                handlers.flat_map(|handler| self.entered(site, handler)).collect::<Vec<_>>()
            })
            .collect()
    }

    /// All that runs from here on, with what of it only runs while a lock is held.
    fn all_from(&mut self, entered: Vec<ContextId>) -> Elsewhere {
        let reach = self.cx.reach;
        let mut found = Elsewhere::default();
        let mut seen: FxHashSet<(ContextId, bool)> = FxHashSet::default();
        let mut pending: Vec<(ContextId, bool)> = entered.into_iter().map(|context| (context, false)).collect();
        while let Some((context, locked)) = pending.pop() {
            if !seen.insert((context, locked)) {
                continue;
            }
            // Its calls and edges are gone through.
            let cost = 1 + reach.edges(context).len() + self.calls.get(&context).map_or(0, Vec::len);
            let Some(left) = self.visits.checked_sub(cost) else {
                self.cx.note_bound();
                break;
            };
            self.visits = left;
            found.methods.insert(reach.method(context));
            found.contexts.push(context);
            if !locked {
                found.unlocked.insert(context);
            }
            let ranges = reach.locked_ranges(context);
            for edge in reach.edges(context) {
                pending.push((edge.to, locked || is_in(&ranges, edge.at)));
            }
        }
        found.contexts.sort_unstable();
        found.contexts.dedup();
        found
    }
}

fn is_made(object: Object) -> bool {
    matches!(object, Object::Created { .. } | Object::Held(..))
}
