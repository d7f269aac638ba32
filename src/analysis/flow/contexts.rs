//! Which methods are looked at with which arguments: made once, merged where they are many, left aside where nobody calls them.

use std::collections::hash_map::Entry;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Bounds, Context, ContextId, Flow, Phase, Sharing};
use crate::analysis::objects::ValueSet;
use crate::model::MethodId;

/// Evaluations before contexts that nobody calls any more are looked for, and the least between two such looks.
pub(super) const FIRST_SWEEP: usize = 256;

/// What the arguments of several callers have in common whom one context serves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Alike {
    sharing: Sharing,
    /// The method that a delegate runs: what a helper makes of its result belongs to those who handed that delegate over.
    runs: Option<MethodId>,
}

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
        let limit = self.program.universe.limits().contexts_per_method;
        let number = self.per_method.get(&(method, phase)).map_or(0, Vec::len) as u64;
        let id = ContextId(u32::try_from(self.contexts.len()).unwrap_or(u32::MAX));
        if number >= self.apart {
            // From here on a context takes the arguments of all callers that agree on what of them is shared.
            let mut alike: Vec<Alike> = arguments.iter().map(|argument| self.alike(argument)).collect();
            if number >= self.apart.saturating_add(limit) && !self.merged.contains_key(&(method, phase, alike.clone()))
            {
                for argument in &mut alike {
                    argument.runs = None;
                }
            }
            let known = match self.merged.entry((method, phase, alike)) {
                Entry::Occupied(known) => Some(*known.get()),
                Entry::Vacant(place) if number < limit.saturating_mul(3) => {
                    place.insert(id);
                    None
                }
                Entry::Vacant(_) => {
                    self.bounds |= Bounds::CONTEXTS;
                    self.per_method.get(&(method, phase)).and_then(|siblings| siblings.last().copied())
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
        self.per_method.entry((method, phase)).or_default().push(id);
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

    /// What of an argument tells contexts apart that take those of many callers.
    fn alike(&self, argument: &ValueSet) -> Alike {
        let mut methods = argument.iter().map(|object| self.method_of(object));
        let first = methods.next().flatten();
        // Where nothing else tells callers apart, delegates do not either: so large a reach would not be gone through to its end.
        let runs = first.filter(|_| self.apart > 0 && methods.all(|method| method == first));
        Alike { sharing: Sharing::of(&self.objects, argument), runs }
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
