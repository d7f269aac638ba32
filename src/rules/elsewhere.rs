//! What runs on other threads: the code of delegates that are handed to those who start work.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Context;
use crate::analysis::facts::Action;
use crate::analysis::{CallSite, ContextId, Object, ObjectId, ValueSet, Via};
use crate::model::MethodId;

/// Contexts that are looked at for all work of one root. Real plug-ins need some hundred.
const VISITS: usize = 1 << 17;

/// What runs elsewhere because of one call.
#[derive(Default)]
pub(super) struct Elsewhere {
    /// The contexts, ascending.
    pub(super) contexts: Vec<ContextId>,
    /// Their methods.
    pub(super) methods: FxHashSet<MethodId>,
    /// Those that are entered without a lock somewhere.
    pub(super) unlocked: FxHashSet<ContextId>,
}

/// Finds it, for the calls in reach of one root.
pub(super) struct Threads<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    contexts: FxHashMap<MethodId, Vec<ContextId>>,
    visits: usize,
}

impl<'s, 'c, 'a> Threads<'s, 'c, 'a> {
    pub(super) fn new(cx: &'s Context<'c, 'a>) -> Self {
        let mut contexts: FxHashMap<MethodId, Vec<ContextId>> = FxHashMap::default();
        for context in cx.reach.contexts() {
            contexts.entry(cx.reach.method(*context)).or_default().push(*context);
        }
        Self { cx, contexts, visits: VISITS }
    }

    /// The contexts of a method, nearest to an entry first.
    pub(super) fn contexts_of(&self, method: MethodId) -> &[ContextId] {
        self.contexts.get(&method).map_or(&[], Vec::as_slice)
    }

    /// What runs elsewhere because of one operand of a call that starts work; `None` for an operand that holds no code.
    pub(super) fn of(&mut self, site: &CallSite, number: usize, operand: &ValueSet) -> Option<Elsewhere> {
        let mut entered: Vec<ContextId> = operand.iter().flat_map(|object| self.entered(site, object)).collect();
        // The handlers of a worker or a timer were added before.
        if number == 0 {
            entered.extend(self.handlers(site, operand));
        }
        (!entered.is_empty()).then(|| self.all_from(entered))
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
            let bound = facts.events().iter().find(|event| event.action == Action::Bind(function));
            let Some(bound) = bound else { continue };
            let edges = reach.edges(*maker).iter().filter(|edge| edge.at == bound.at && edge.via == Via::Delegate);
            entered.extend(edges.map(|edge| edge.to));
        }
        entered
    }

    /// The contexts of the handlers that were added to an event of the object on which a call starts work.
    fn handlers(&self, site: &CallSite, workers: &ValueSet) -> Vec<ContextId> {
        let reach = self.cx.reach;
        let adds = |other: &&CallSite| {
            let name = self.cx.universe().method_name(other.callee);
            name.as_bytes().starts_with(b"add_")
                && other
                    .operands
                    .first()
                    .is_some_and(|it| workers.iter().any(|worker| it.contains(worker) && is_made(reach.object(worker))))
        };
        let added = reach.calls.iter().filter(adds).flat_map(|other| {
            let handlers = other.operands.get(1).into_iter().flat_map(ValueSet::iter);
            handlers.flat_map(|handler| self.entered(other, handler)).collect::<Vec<_>>()
        });
        match self.cx.universe().method_name(site.callee).as_bytes() {
            b"RunWorkerAsync" | b"Start" => added.collect(),
            _ => Vec::new(),
        }
    }

    /// All that runs from here on, with what of it only runs while a lock is held.
    fn all_from(&mut self, entered: Vec<ContextId>) -> Elsewhere {
        let reach = self.cx.reach;
        let mut found = Elsewhere::default();
        let mut seen: FxHashSet<(ContextId, bool)> = FxHashSet::default();
        let mut pending: Vec<(ContextId, bool)> = entered.into_iter().map(|context| (context, false)).collect();
        while let Some((context, locked)) = pending.pop() {
            if self.visits == 0 || !seen.insert((context, locked)) {
                continue;
            }
            self.visits -= 1;
            if self.visits == 0 {
                self.cx.note_bound();
            }
            found.methods.insert(reach.method(context));
            found.contexts.push(context);
            if !locked {
                found.unlocked.insert(context);
            }
            for edge in reach.edges(context) {
                pending.push((edge.to, locked || reach.is_locked(context, edge.at)));
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
