//! What is still to be evaluated, and who has to hear of a change.

use std::collections::BinaryHeap;

use rustc_hash::FxHashSet;

use super::ContextId;
use crate::analysis::objects::ValueSet;

/// Who has seen something.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Reader {
    pub(super) context: ContextId,
    /// The 1-based number of the event that has; 0 for a value.
    pub(super) turn: u32,
}

/// A slot of the heap: what it holds, and who asked for it.
#[derive(Default)]
pub(super) struct Place {
    pub(super) content: ValueSet,
    pub(super) readers: FxHashSet<Reader>,
}

/// Contexts to evaluate, the youngest first: what is called settles before its callers go on. The order in which they come in
/// does not matter.
#[derive(Default)]
pub(super) struct Queue {
    /// Whether it goes before all others, and the context.
    pending: BinaryHeap<(bool, ContextId)>,
    queued: FxHashSet<ContextId>,
    /// Contexts for which something has changed since they had their turn; others only go on where they stopped.
    changed: FxHashSet<ContextId>,
    /// Whether a context is of the user's own code, by number.
    own: Vec<bool>,
    /// Once there is no work left for all: the contexts of dependencies that had their last turn.
    dismissed: Option<FxHashSet<ContextId>>,
}

impl Queue {
    /// Makes the next context known.
    pub(super) fn add(&mut self, own: bool) {
        self.own.push(own);
    }

    /// Something has changed for a context: it has another turn.
    pub(super) fn push(&mut self, id: ContextId) {
        self.changed.insert(id);
        self.wait(id);
    }

    /// A context goes on later.
    pub(super) fn wait(&mut self, id: ContextId) {
        let first = match &self.dismissed {
            Some(dismissed) if dismissed.contains(&id) => return,
            Some(_) => self.is_own(id),
            None => false,
        };
        if self.queued.insert(id) {
            self.pending.push((first, id));
        }
    }

    /// The next context, and whether something has changed for it.
    pub(super) fn pop(&mut self) -> Option<(ContextId, bool)> {
        let (first, id) = self.pending.pop()?;
        self.queued.remove(&id);
        let changed = self.changed.remove(&id);
        if let Some(dismissed) = self.dismissed.as_mut().filter(|_| !first) {
            dismissed.insert(id);
        }
        Some((id, changed))
    }

    /// From here on the user's own code goes first, and a context of a dependency has one more turn.
    pub(super) fn put_own_first(&mut self) {
        self.dismissed = Some(FxHashSet::default());
        self.queued.clear();
        for (_, id) in std::mem::take(&mut self.pending) {
            self.wait(id);
        }
    }

    /// Whether the user's own code goes first.
    pub(super) fn puts_own_first(&self) -> bool {
        self.dismissed.is_some()
    }

    /// Whether a context has its last turn: then it does not wait for what it calls.
    pub(super) fn is_last_turn(&self, id: ContextId) -> bool {
        self.dismissed.as_ref().is_some_and(|dismissed| dismissed.contains(&id))
    }

    fn is_own(&self, id: ContextId) -> bool {
        self.own.get(id.0 as usize).copied().unwrap_or(false)
    }
}
