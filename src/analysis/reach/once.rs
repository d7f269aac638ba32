//! Code that runs once in the process, whichever call comes first.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Reach;
use crate::analysis::flow::{ContextId, Edge};
use crate::il::IlOffset;
use crate::model::{FieldHandle, MethodId, TypeHandle, TypeId};

impl Reach<'_, '_, '_> {
    /// Whether a static field is of the class whose static `Lazy` has its value made in a context, which nothing else leads to: who asks for
    /// that value waits for what is written there, as for what a static constructor writes.
    #[must_use]
    pub fn is_made_once(&self, context: ContextId, field: FieldHandle) -> bool {
        let class = self.once.get(&context).copied().flatten();
        class.is_some_and(|class| self.program().universe.owner_of_field(field) == Some(TypeHandle::Def(class)))
    }

    /// The contexts to which nothing leads but what makes the value of a static `Lazy` once, with the class that has it; `None` for those of
    /// several classes.
    pub(super) fn run_once(&self) -> FxHashMap<ContextId, Option<TypeId>> {
        let (mut once, mut others) = (FxHashMap::default(), FxHashSet::default());
        let mut lazies: FxHashMap<ContextId, (MethodId, IlOffset)> = FxHashMap::default();
        let mut pending: Vec<ContextId> = self.flow.entries.iter().map(|(context, _)| *context).collect();
        for context in &self.order {
            for edge in self.edges(*context) {
                if let Some(lazy) = self.lazy_of(*context, edge)
                    && *lazies.entry(edge.to).or_insert(lazy) != lazy
                {
                    // Two that share a method run it twice, and at the same time.
                    pending.push(edge.to);
                }
            }
        }
        if lazies.is_empty() {
            return once;
        }
        let besides = |context| self.edges(context).iter().filter(move |edge| self.lazy_of(context, edge).is_none());
        while let Some(context) = pending.pop() {
            if others.insert(context) {
                pending.extend(besides(context).map(|edge| edge.to));
            }
        }
        let class_of = |lazy: MethodId| self.program().universe.declaring_type(lazy);
        let mut pending: Vec<_> = lazies.into_iter().map(|(context, (lazy, _))| (context, class_of(lazy))).collect();
        while let Some((context, class)) = pending.pop() {
            let known = once.get(&context).copied();
            let class = class.filter(|class| known.is_none_or(|known| known == Some(*class)));
            if !others.contains(&context) && known != Some(class) {
                once.insert(context, class);
                pending.extend(besides(context).map(|edge| (edge.to, class)));
            }
        }
        once
    }

    /// Where the `Lazy` is made that has its value made once by what a call runs.
    fn lazy_of(&self, context: ContextId, edge: &Edge) -> Option<(MethodId, IlOffset)> {
        self.flow.makers.get(&(context, edge.at, self.method(edge.to))).copied().flatten()
    }
}
