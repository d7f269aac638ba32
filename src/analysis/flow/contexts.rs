//! Which methods are looked at with which arguments: made once, merged where they are many, left aside where nobody calls them.

use std::collections::hash_map::Entry;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Bounds, Context, ContextId, Flow, Phase, Sharing};
use crate::analysis::objects::ValueSet;
use crate::model::MethodId;

/// Evaluations before contexts that nobody calls any more are looked for, and the least between two such looks.
pub(super) const FIRST_SWEEP: usize = 256;

impl Flow<'_, '_, '_> {
    /// The context of a method with these arguments, made if need be; `None` for a method without code.
    pub(super) fn context_for(
        &mut self,
        method: MethodId,
        phase: Phase,
        arguments: Vec<ValueSet>,
    ) -> Option<ContextId> {
        let known = self.numbers.get(&(method, phase)).and_then(|known| known.get(arguments.as_slice()));
        if let Some(known) = known.copied() {
            self.take_up(known);
            return Some(known);
        }
        let Some(code) = self.program.code(method) else {
            let module = self.program.universe.module(method.module);
            let row = self.program.universe.method_row(method);
            if row.is_some_and(|row| module.why_no_body(&row).is_none()) {
                self.unread.insert(method);
            }
            return None;
        };
        self.hit(Bounds::CODE, code.facts.bounded);
        let siblings = self.per_method.entry((method, phase)).or_default();
        let limit = self.program.universe.limits().contexts_per_method;
        let number = siblings.len() as u64;
        let id = ContextId(u32::try_from(self.contexts.len()).unwrap_or(u32::MAX));
        if number >= self.apart {
            // From here on a context takes the arguments of all callers that agree on what of them is shared.
            let kinds = arguments.iter().map(|argument| Sharing::of(&self.objects, argument)).collect();
            let known = match self.merged.entry((method, phase, kinds)) {
                Entry::Occupied(known) => Some(*known.get()),
                Entry::Vacant(place) if number < limit.saturating_mul(2) => {
                    place.insert(id);
                    None
                }
                Entry::Vacant(_) => {
                    self.bounds |= Bounds::CONTEXTS;
                    siblings.last().copied()
                }
            };
            if let Some(known) = known {
                self.merge_into(known, &arguments);
                self.take_up(known);
                return Some(known);
            }
        }
        // A context takes as much memory as some hundred values.
        self.program.charge(128 + 8 * arguments.len());
        siblings.push(id);
        self.waits = true;
        let arguments: Rc<[ValueSet]> = arguments.into();
        self.numbers.entry((method, phase)).or_default().insert(Rc::clone(&arguments), id);
        self.contexts.push(Context {
            method,
            phase,
            code,
            arguments,
            returns: ValueSet::default(),
            effects: Vec::new(),
            results: FxHashMap::default(),
            callers: FxHashSet::default(),
            stale: FxHashSet::default(),
            passed: false,
            stopped: None,
            done: None,
            left: false,
            edges: Vec::new(),
        });
        self.queue.add(self.program.is_own(method));
        self.enqueue(id);
        Some(id)
    }

    /// Takes a context up again that nobody called for a while.
    fn take_up(&mut self, id: ContextId) {
        if std::mem::take(&mut self.contexts[id.0 as usize].left) {
            self.waits = true;
            self.enqueue(id);
        }
    }

    /// Adds the arguments of another caller to those of a context.
    fn merge_into(&mut self, id: ContextId, arguments: &[ValueSet]) {
        let context = &mut self.contexts[id.0 as usize];
        let mut merged = context.arguments.to_vec();
        let (mut changed, mut wide) = (false, false);
        for (known, new) in merged.iter_mut().zip(arguments) {
            changed |= known.extend(new);
            wide |= known.is_wide();
        }
        if changed {
            context.arguments = merged.into();
            self.enqueue(id);
        }
        self.hit(Bounds::VALUES, wide);
    }

    /// Leaves the contexts aside to which no call leads any more. They are taken up again where one does.
    pub(super) fn sweep(&mut self) {
        let mut live = vec![false; self.contexts.len()];
        let mut pending: Vec<ContextId> = self.entries.iter().map(|(id, _)| *id).collect();
        while let Some(id) = pending.pop() {
            if !std::mem::replace(&mut live[id.0 as usize], true) {
                pending.extend(self.contexts[id.0 as usize].edges.iter().map(|edge| edge.to));
            }
        }
        let count = live.iter().filter(|live| **live).count();
        for number in (0u32..).zip(live).filter(|(_, live)| !live).map(|(number, _)| number) {
            self.forget_passes(ContextId(number));
            let context = &mut self.contexts[number as usize];
            context.left = true;
            context.edges = Vec::new();
            context.results = FxHashMap::default();
        }
        self.program.charge(self.contexts.len() / 8);
        self.until_sweep = FIRST_SWEEP.max(count);
    }
}
