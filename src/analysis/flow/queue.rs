//! What is still to be evaluated, and who has to hear of a change.

use std::collections::BinaryHeap;

use rustc_hash::FxHashSet;

use super::ContextId;
use crate::analysis::objects::ValueSet;

/// A slot of the heap: what it holds, and the contexts that asked for it.
#[derive(Default)]
pub(super) struct Place {
    pub(super) content: ValueSet,
    pub(super) readers: FxHashSet<ContextId>,
}

/// Contexts to evaluate, the youngest first: what is called settles before its callers go on. The order in which they come in
/// does not matter.
#[derive(Default)]
pub(super) struct Queue {
    pending: BinaryHeap<ContextId>,
    queued: FxHashSet<ContextId>,
}

impl Queue {
    pub(super) fn push(&mut self, id: ContextId) {
        if self.queued.insert(id) {
            self.pending.push(id);
        }
    }

    pub(super) fn pop(&mut self) -> Option<ContextId> {
        let id = self.pending.pop()?;
        self.queued.remove(&id);
        Some(id)
    }
}
