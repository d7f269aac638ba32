//! The calls in own code that enter a dependency in which a rule has hits.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::analysis::{ContextId, Edge, PathStep, Reach};
use crate::finding::Severity;
use crate::il::IlOffset;
use crate::rules::Hit;

/// A call in own code that leads to a hit in a dependency, through nothing but dependencies.
pub(super) struct Entry<'h> {
    /// The hit: of those that the call leads to the most severe one, and of these the nearest.
    pub(super) hit: &'h Hit,
    /// Where the call stands.
    pub(super) context: ContextId,
    pub(super) edge: Edge,
    /// How many steps lie in dependencies.
    pub(super) steps: usize,
}

/// How a context of a dependency leads to a hit.
struct Onward {
    hit: usize,
    /// The call that leads on; `None` in the context of the hit.
    next: Option<Edge>,
    steps: usize,
}

/// The calls that enter dependencies, and how each leads on to a hit.
pub(super) struct Entries<'h> {
    hits: &'h [Hit],
    onward: FxHashMap<ContextId, Onward>,
    /// Calls in own code, in the order of reach.
    calls: Vec<(ContextId, Edge)>,
}

impl<'h> Entries<'h> {
    /// Goes back from `hits`, all of which are in dependencies, to the calls in own code.
    pub(super) fn of(reach: &Reach<'_, '_, '_>, hits: &'h [Hit]) -> Self {
        let mut entries = Self { hits, onward: FxHashMap::default(), calls: Vec::new() };
        if hits.is_empty() {
            return entries;
        }
        let is_own = |context: ContextId| reach.program().is_own(reach.method(context));
        let mut callers: FxHashMap<ContextId, Vec<(ContextId, Edge)>> = FxHashMap::default();
        for context in reach.contexts() {
            for edge in reach.edges(*context).iter().filter(|edge| !is_own(edge.to)) {
                callers.entry(edge.to).or_default().push((*context, *edge));
            }
        }
        let mut queue = VecDeque::new();
        for severity in Severity::ALL.iter().rev() {
            for (number, hit) in hits.iter().enumerate().filter(|(_, hit)| hit.severity == *severity) {
                entries.onward.entry(hit.context).or_insert_with(|| {
                    queue.push_back(hit.context);
                    Onward { hit: number, next: None, steps: 1 }
                });
            }
            while let Some(context) = queue.pop_front() {
                let Some((hit, steps)) = entries.onward.get(&context).map(|known| (known.hit, known.steps)) else {
                    continue;
                };
                for (caller, edge) in callers.get(&context).into_iter().flatten().filter(|(caller, _)| !is_own(*caller))
                {
                    entries.onward.entry(*caller).or_insert_with(|| {
                        queue.push_back(*caller);
                        Onward { hit, next: Some(*edge), steps: steps + 1 }
                    });
                }
            }
        }
        for context in reach.contexts().iter().filter(|context| is_own(**context)) {
            let entering = reach.edges(*context).iter().filter(|edge| entries.onward.contains_key(&edge.to));
            entries.calls.extend(entering.map(|edge| (*context, *edge)));
        }
        entries
    }

    /// The calls.
    pub(super) fn iter(&self) -> impl Iterator<Item = Entry<'h>> + '_ {
        self.calls.iter().filter_map(|(context, edge)| {
            let onward = self.onward.get(&edge.to)?;
            Some(Entry { hit: self.hits.get(onward.hit)?, context: *context, edge: *edge, steps: onward.steps })
        })
    }

    /// The steps of a path behind the call that enters the dependency.
    pub(super) fn path(&self, reach: &Reach<'_, '_, '_>, entry: &Entry<'_>) -> Vec<PathStep> {
        let mut path = Vec::new();
        let mut edge = entry.edge;
        // Every step is nearer to the hit than the one before.
        while let Some(onward) = self.onward.get(&edge.to) {
            let at: IlOffset = onward.next.map_or(entry.hit.at, |next| next.at);
            path.push(PathStep { context: edge.to, method: reach.method(edge.to), via: edge.via, at });
            let Some(next) = onward.next else { break };
            edge = next;
        }
        path
    }
}
