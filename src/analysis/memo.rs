//! Answers that are worked out once.

use std::cell::RefCell;
use std::hash::Hash;

use rustc_hash::FxHashMap;

/// Answers by question.
pub(super) struct Memo<K, V>(RefCell<FxHashMap<K, V>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<K: Copy + Eq + Hash, V: Clone> Memo<K, V> {
    /// The answer to a question, worked out where nobody asked before.
    pub(super) fn get(&self, question: K, answer: impl FnOnce() -> V) -> V {
        if let Some(known) = self.0.borrow().get(&question) {
            return known.clone();
        }
        let found = answer();
        self.0.borrow_mut().insert(question, found.clone());
        found
    }
}
