//! Code that runs once in the process, whichever call comes first.

use rustc_hash::FxHashSet;

use super::Reach;
use crate::analysis::flow::ContextId;

impl Reach<'_, '_, '_> {
    /// The contexts to which nothing leads but what makes the value of a static object once: as in a static constructor, all others wait
    /// for what is written there.
    pub(super) fn run_once(&self) -> FxHashSet<ContextId> {
        let once = &self.flow.once;
        if once.is_empty() {
            return FxHashSet::default();
        }
        let mut others = FxHashSet::default();
        let mut pending: Vec<ContextId> = self.flow.entries.iter().map(|(context, _)| *context).collect();
        while let Some(context) = pending.pop() {
            if others.insert(context) {
                let edges = self.edges(context).iter();
                pending.extend(edges.filter(|it| !once.contains(&(context, it.at, it.to))).map(|it| it.to));
            }
        }
        self.order.iter().copied().filter(|context| !others.contains(context)).collect()
    }
}
