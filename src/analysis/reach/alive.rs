//! What can run after an object was put somewhere, while that object is still meant: not past the instruction that makes the next one.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Reach;
use super::links::Site;
use super::writes::{disjoint, is_in};
use crate::analysis::facts::Action;
use crate::analysis::flow::{ContextId, Phase};
use crate::analysis::objects::{Object, ObjectId};
use crate::il::{IlOffset, Opcode};
use crate::model::MethodId;

/// Who calls whom, for many questions.
pub(super) struct Calls {
    callers: FxHashMap<ContextId, Vec<(ContextId, IlOffset)>>,
    contexts: FxHashMap<MethodId, Vec<ContextId>>,
}

/// What can run after an object was put somewhere.
#[derive(Default)]
pub(super) struct Alive {
    ranges: FxHashMap<ContextId, Vec<(IlOffset, IlOffset)>>,
}

impl Alive {
    pub(super) fn has(&self, (context, at): Site) -> bool {
        self.ranges.get(&context).is_some_and(|ranges| is_in(ranges, at))
    }
}

/// What control gets to in one method.
struct Walk {
    ranges: Vec<(IlOffset, IlOffset)>,
    /// Whether it gets to the end.
    returns: bool,
}

/// An instruction past which the object is another one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Barrier {
    at: IlOffset,
    /// Whether it is a call that leads there: what it calls may still mean the object of before.
    calls: bool,
}

impl Calls {
    pub(super) fn new(reach: &Reach<'_, '_, '_>) -> Self {
        let mut calls = Self { callers: FxHashMap::default(), contexts: FxHashMap::default() };
        for context in reach.contexts() {
            if reach.phase(*context) == Phase::Calling {
                calls.contexts.entry(reach.method(*context)).or_default().push(*context);
            }
            for edge in reach.edges(*context) {
                calls.callers.entry(edge.to).or_default().push((*context, edge.at));
            }
        }
        calls
    }

    /// The contexts that lead to some.
    fn leading_to(&self, reach: &Reach<'_, '_, '_>, some: impl IntoIterator<Item = ContextId>) -> FxHashSet<ContextId> {
        let mut found: FxHashSet<ContextId> = some.into_iter().collect();
        let mut pending: Vec<ContextId> = found.iter().copied().collect();
        while let Some(context) = pending.pop() {
            let callers = self.callers.get(&context).map_or(&[][..], Vec::as_slice);
            reach.program().charge(1 + callers.len() / 4);
            pending.extend(callers.iter().map(|(caller, _)| *caller).filter(|caller| found.insert(*caller)));
        }
        found
    }

    /// What can run after one of `sites`, where they are asked about in `asked`, as long as `object` is the same.
    pub(super) fn alive(
        &self,
        reach: &Reach<'_, '_, '_>,
        object: ObjectId,
        sites: impl IntoIterator<Item = Site>,
        asked: impl IntoIterator<Item = ContextId>,
    ) -> Alive {
        let mut starts: FxHashMap<ContextId, BTreeSet<IlOffset>> = FxHashMap::default();
        for (context, at) in sites {
            starts.entry(context).or_default().insert(IlOffset(at.0.saturating_add(1)));
        }
        let mut search = Search { calls: self, reach, made: None, renewing: FxHashSet::default(), starts };
        if let Object::Created { method, at, .. } = reach.object(object) {
            let makers = self.contexts.get(&method).map_or(&[][..], Vec::as_slice);
            search.renewing = self.leading_to(reach, makers.iter().copied());
            search.made = Some((method, at));
        }
        search.go_up();
        search.go_down(&self.leading_to(reach, asked))
    }
}

struct Search<'s, 'p, 'u, 'a> {
    calls: &'s Calls,
    reach: &'s Reach<'p, 'u, 'a>,
    /// The instruction that makes the object.
    made: Option<(MethodId, IlOffset)>,
    /// The contexts that lead there.
    renewing: FxHashSet<ContextId>,
    /// The instructions from which on the object is where it was put, but for what is entered then.
    starts: FxHashMap<ContextId, BTreeSet<IlOffset>>,
}

impl Search<'_, '_, '_, '_> {
    /// Behind a call of what put the object somewhere and returned, it is there.
    fn go_up(&mut self) {
        let mut pending: BTreeSet<ContextId> = self.starts.keys().copied().collect();
        let mut returned: FxHashSet<ContextId> = FxHashSet::default();
        while let Some(context) = pending.pop_first() {
            if returned.contains(&context) || self.reach.flow.is_spent() {
                continue;
            }
            if self.walk(context, false).returns {
                returned.insert(context);
                let renews = self.renewing.contains(&context);
                for (caller, at) in self.calls.callers.get(&context).into_iter().flatten() {
                    // One that comes back to where the object is made makes others there: those of the caller stay what they are.
                    if renews && self.makes(*caller).is_some() || self.binds(*caller, *at) {
                        continue;
                    }
                    if self.starts.entry(*caller).or_default().insert(IlOffset(at.0.saturating_add(1))) {
                        pending.insert(*caller);
                    }
                }
            }
        }
    }

    /// All that runs from there on, in contexts that lead to what is asked about.
    fn go_down(&self, wanted: &FxHashSet<ContextId>) -> Alive {
        let mut alive = Alive::default();
        let mut entered: FxHashSet<ContextId> = FxHashSet::default();
        let mut pending: BTreeSet<ContextId> = self.starts.keys().copied().filter(|it| wanted.contains(it)).collect();
        while let Some(context) = pending.pop_first() {
            if self.reach.flow.is_spent() {
                break;
            }
            let ranges = disjoint(self.walk(context, entered.contains(&context)).ranges);
            for edge in self.reach.edges(context).iter().filter(|edge| is_in(&ranges, edge.at)) {
                if wanted.contains(&edge.to) && entered.insert(edge.to) {
                    pending.insert(edge.to);
                }
            }
            alive.ranges.insert(context, ranges);
        }
        alive
    }

    /// Where control gets to in a method from the starts in it, and from its beginning where it is entered.
    fn walk(&self, context: ContextId, entered: bool) -> Walk {
        let facts = self.reach.facts(context);
        let edges = self.reach.edges(context);
        let mut barriers: Vec<Barrier> = if let Some(at) = self.makes(context) {
            vec![Barrier { at, calls: false }]
        } else {
            let renewing = edges.iter().filter(|edge| self.renewing.contains(&edge.to));
            renewing.map(|edge| Barrier { at: edge.at, calls: true }).collect()
        };
        barriers.sort_unstable();
        let mut walk = Walk { ranges: Vec::new(), returns: false };
        let mut pending: Vec<(usize, IlOffset)> = Vec::new();
        if entered && let Some(first) = facts.blocks.first() {
            pending.push((0, first.range.0));
        }
        let starts = self.starts.get(&context).into_iter().flatten();
        // An instruction that ends its block leads on to those behind it.
        pending.extend(starts.filter_map(|start| {
            let block = facts.block_of(IlOffset(start.0.saturating_sub(1)))?;
            Some((block, *start))
        }));
        let mut begun = vec![false; facts.blocks.len()];
        // Of each block the end of the last stretch that was gone through, so that no part is twice.
        let mut gone: FxHashMap<usize, IlOffset> = FxHashMap::default();
        let mut work = edges.len() / 4;
        pending.reverse();
        while let Some((number, from)) = pending.pop() {
            let Some(block) = facts.blocks.get(number) else { continue };
            if from == block.range.0 {
                if std::mem::replace(&mut begun[number], true) {
                    continue;
                }
            } else if gone.get(&number).is_some_and(|end| from <= *end) {
                continue;
            }
            let next = barriers.partition_point(|barrier| barrier.at < from);
            let barrier = barriers.get(next).filter(|barrier| barrier.at <= block.range.1);
            let end = barrier.map_or(block.range.1, |barrier| barrier.at);
            let known = gone.entry(number).or_insert(end);
            *known = (*known).max(end);
            let shown = if barrier.is_some_and(|barrier| !barrier.calls) { end } else { IlOffset(end.0 + 1) };
            walk.ranges.push((from, shown.max(from)));
            let fails = facts.fails_within((from, end));
            work += 1 + block.successors.len();
            let follows = |next: &&u32| if block.catching.contains(next) { fails } else { barrier.is_none() };
            let next = block.successors.iter().filter(follows);
            pending.extend(next.filter_map(|next| Some((*next as usize, facts.blocks.get(*next as usize)?.range.0))));
            walk.returns |= barrier.is_none() && self.is_return(context, block.range.1);
        }
        self.reach.program().charge(work);
        walk
    }

    /// Whether an instruction only makes a delegate: what that runs has not run behind it.
    fn binds(&self, context: ContextId, at: IlOffset) -> bool {
        let event = self.reach.facts(context).event_at(at);
        event.is_some_and(|event| matches!(event.action, Action::Bind(_)))
    }

    /// The instruction of a context that makes the object.
    fn makes(&self, context: ContextId) -> Option<IlOffset> {
        self.made.filter(|(method, _)| *method == self.reach.method(context)).map(|(_, at)| at)
    }

    fn is_return(&self, context: ContextId, at: IlOffset) -> bool {
        let instructions = &self.reach.code(context).instructions;
        let place = instructions.binary_search_by_key(&at, |instruction| instruction.offset);
        place.is_ok_and(|place| matches!(instructions[place].opcode, Opcode::Ret | Opcode::Jmp))
    }
}
