//! What runs before what: inside of one method, and over all that a root reaches.

use rustc_hash::{FxHashMap, FxHashSet};

use super::facts::{Action, Block, Facts};
use super::flow::{ContextId, Edge, Via};
use super::objects::{Object, ValueSet};
use super::reach::{CallSite, Reach};
use crate::il::{IlOffset, Opcode};
use crate::model::{MethodId, Origin, is_called_as_setter};

/// What can run before an instruction; see [`Facts::before`].
#[derive(Debug)]
pub struct Before<'f> {
    facts: &'f Facts,
    at: IlOffset,
    block: Option<usize>,
    /// The blocks from which control can get to the instruction's.
    blocks: Vec<bool>,
}

impl Before<'_> {
    /// Whether the instruction at `other` can run before.
    #[must_use]
    pub fn has(&self, other: IlOffset) -> bool {
        match self.facts.block_of(other) {
            Some(block) => self.blocks.get(block) == Some(&true) || Some(block) == self.block && other < self.at,
            None => false,
        }
    }
}

/// What can run behind an instruction; see [`Facts::behind`].
#[derive(Debug)]
pub struct Behind<'f> {
    facts: &'f Facts,
    at: IlOffset,
    block: Option<usize>,
    /// The blocks to which control can get from the instruction's.
    blocks: Vec<bool>,
}

impl Behind<'_> {
    /// Whether the instruction at `other` can run behind.
    #[must_use]
    pub fn has(&self, other: IlOffset) -> bool {
        match self.facts.block_of(other) {
            Some(block) => self.blocks.get(block) == Some(&true) || Some(block) == self.block && self.at < other,
            None => false,
        }
    }
}

impl Facts {
    /// What can run behind the instruction at `at`. Ask it once for many places.
    #[must_use]
    pub fn behind(&self, at: IlOffset) -> Behind<'_> {
        self.behind_without(at, &|_| false)
    }

    /// The same, not by way of blocks that begin where `barred` says so. Without `finally` handlers each `leave` gets to its own target
    /// alone, and not to those of all that leave the same block.
    #[must_use]
    pub fn behind_without(&self, at: IlOffset, barred: &dyn Fn(IlOffset) -> bool) -> Behind<'_> {
        let mut behind = Behind { facts: self, at, block: self.block_of(at), blocks: vec![false; self.blocks.len()] };
        let first = behind.block.and_then(|block| self.blocks.get(block));
        let mut pending: Vec<u32> = first.map(|block| block.successors.clone()).unwrap_or_default();
        while let Some(next) = pending.pop() {
            let Some(block) = self.blocks.get(next as usize).filter(|block| !barred(block.range.0)) else { continue };
            if let Some(slot) = behind.blocks.get_mut(next as usize).filter(|slot| !**slot) {
                *slot = true;
                pending.extend(&block.successors);
            }
        }
        behind
    }

    /// What can run before the instruction at `at`.
    #[must_use]
    pub fn before(&self, at: IlOffset) -> Before<'_> {
        let mut before = Before { facts: self, at, block: self.block_of(at), blocks: vec![false; self.blocks.len()] };
        let Some(block) = before.block else { return before };
        let mut predecessors: Vec<Vec<u32>> = vec![Vec::new(); self.blocks.len()];
        for (number, from) in (0u32..).zip(&self.blocks) {
            for to in from.successors.iter().filter(|_| from.reached) {
                if let Some(list) = predecessors.get_mut(*to as usize) {
                    list.push(number);
                }
            }
        }
        let mut pending = predecessors.get(block).cloned().unwrap_or_default();
        while let Some(next) = pending.pop() {
            if let Some(slot) = before.blocks.get_mut(next as usize).filter(|slot| !**slot) {
                *slot = true;
                pending.extend(predecessors.get(next as usize).into_iter().flatten());
            }
        }
        before
    }

    /// The last instructions of the blocks inside a range that control gets to from its start without leaving it, not past an instruction
    /// that `stuck` picks.
    #[must_use]
    pub fn ends_within(&self, (start, end): (IlOffset, IlOffset), stuck: &dyn Fn(IlOffset) -> bool) -> Vec<IlOffset> {
        let mut ends = Vec::new();
        let mut seen = vec![false; self.blocks.len()];
        let mut pending: Vec<usize> = self.block_of(start).into_iter().collect();
        while let Some(number) = pending.pop() {
            let Some(block) = self.blocks.get(number).filter(|block| start <= block.range.0 && block.range.0 < end)
            else {
                continue;
            };
            if std::mem::replace(&mut seen[number], true) {
                continue;
            }
            let first = self.events.partition_point(|event| event.at < block.range.0);
            let inside = self.events.iter().skip(first).take_while(|event| event.at <= block.range.1);
            if !inside.map(|event| event.at).any(stuck) {
                ends.push(block.range.1);
                pending.extend(block.successors.iter().map(|next| *next as usize));
            }
        }
        ends
    }

    /// What can run after one of `sites` is done, each with whether it can fail after that itself. A handler runs only where something
    /// fails: a site that fails is not done. The sites are ascending.
    fn after(&self, sites: &[(IlOffset, bool)]) -> AfterHere {
        let blocks = vec![false; self.blocks.len()];
        let mut after = AfterHere { blocks, first: FxHashMap::default(), sites: sites.to_vec() };
        let mut pending: Vec<u32> = Vec::new();
        for (at, fails) in sites {
            let Some(number) = self.block_of(*at) else { continue };
            let first = after.first.entry(number).or_insert(*at);
            *first = (*first).min(*at);
            if let Some(block) = self.blocks.get(number) {
                pending.extend(following(
                    block,
                    *fails || self.fails_within((IlOffset(at.0 + 1), block.range.1)),
                    sites,
                ));
            }
        }
        while let Some(next) = pending.pop() {
            if let Some(slot) = after.blocks.get_mut(next as usize).filter(|slot| !**slot) {
                *slot = true;
                if let Some(block) = self.blocks.get(next as usize) {
                    pending.extend(following(block, self.fails_within(block.range), sites));
                }
            }
        }
        after
    }

    /// Whether a call or `throw` stands between two instructions, these included.
    pub(super) fn fails_within(&self, (start, end): (IlOffset, IlOffset)) -> bool {
        let first = self.events.partition_point(|event| event.at < start);
        self.events.iter().skip(first).take_while(|event| event.at <= end).any(|event| {
            matches!(
                event.action,
                Action::Call { .. } | Action::CallIndirect { .. } | Action::Throw(_) | Action::Rethrow
            )
        })
    }
}

/// The blocks behind one; those of handlers where something in it can fail. What leaves a protected block gets to its own target past the
/// `finally`, so that its end leads on only from what stands in there itself.
fn following<'b>(block: &'b Block, fails: bool, sites: &[(IlOffset, bool)]) -> impl Iterator<Item = u32> + use<'b> {
    let passed = block.ends_finally.is_some_and(|(start, end)| {
        let first = sites.partition_point(|(at, _)| *at < start);
        sites.get(first).is_none_or(|(at, _)| *at >= end)
    });
    block.successors.iter().copied().filter(move |next| if block.catching.contains(next) { fails } else { !passed })
}

/// What of one method can run after certain instructions of it.
#[derive(Debug)]
struct AfterHere {
    /// The blocks that control can get to from there.
    blocks: Vec<bool>,
    /// The first of the instructions in their own blocks.
    first: FxHashMap<usize, IlOffset>,
    /// The instructions, ascending, each with whether it is a call that leads to one.
    sites: Vec<(IlOffset, bool)>,
}

impl AfterHere {
    fn has(&self, facts: &Facts, at: IlOffset) -> bool {
        facts.block_of(at).is_some_and(|block| {
            self.blocks.get(block) == Some(&true) || self.first.get(&block).is_some_and(|first| *first < at)
        })
    }
}

/// What can run after one of certain instructions, on any path from an entry; see [`Reach::after`].
#[derive(Debug, Default)]
pub struct After {
    /// The contexts that are entered after one of them.
    entered: FxHashSet<ContextId>,
    /// What runs after one of them, or after a call that leads to one, in contexts that have such.
    within: FxHashMap<ContextId, AfterHere>,
}

impl After {
    /// Whether one of the instructions can run before that at `at` of `context`.
    #[must_use]
    pub fn has(&self, reach: &Reach<'_, '_, '_>, context: ContextId, at: IlOffset) -> bool {
        self.entered.contains(&context) || self.has_within(reach, context, at)
    }

    /// Whether one of them can run before that at `at` because of what the context itself does before.
    #[must_use]
    pub fn has_within(&self, reach: &Reach<'_, '_, '_>, context: ContextId, at: IlOffset) -> bool {
        self.within.get(&context).is_some_and(|within| within.has(reach.facts(context), at))
    }

    /// The instructions in a context, and its calls that lead to one, each with whether it is such a call.
    #[must_use]
    pub fn sites(&self, context: ContextId) -> &[(IlOffset, bool)] {
        self.within.get(&context).map_or(&[], |within| &within.sites)
    }

    /// Whether one of the instructions is in a context, or in what it calls.
    #[must_use]
    pub fn leads(&self, context: ContextId) -> bool {
        self.within.contains_key(&context)
    }
}

/// What of one method control can get to without certain instructions of it.
#[derive(Debug)]
struct WithoutHere {
    /// The blocks whose start control gets to.
    blocks: Vec<bool>,
    /// Those instructions, ascending.
    barred: Vec<IlOffset>,
}

impl Facts {
    /// What control can get to from the start without passing one of some instructions.
    fn without(&self, mut barred: Vec<IlOffset>) -> WithoutHere {
        barred.sort_unstable();
        let mut without = WithoutHere { blocks: vec![false; self.blocks.len()], barred };
        let mut pending: Vec<u32> = if self.blocks.is_empty() { Vec::new() } else { vec![0] };
        while let Some(next) = pending.pop() {
            let Some(slot) = without.blocks.get_mut(next as usize).filter(|slot| !**slot) else { continue };
            *slot = true;
            if let Some(block) = self.blocks.get(next as usize)
                && !without.bars(block.range.0, IlOffset(block.range.1.0.saturating_add(1)))
            {
                pending.extend(&block.successors);
            }
        }
        without
    }
}

impl WithoutHere {
    /// Whether one of the instructions stands from `start` to before `end`.
    fn bars(&self, start: IlOffset, end: IlOffset) -> bool {
        let first = self.barred.partition_point(|at| *at < start);
        self.barred.get(first).is_some_and(|at| *at < end)
    }

    fn has(&self, facts: &Facts, at: IlOffset) -> bool {
        let Some(number) = facts.block_of(at) else { return false };
        let start = facts.blocks.get(number).map_or(at, |block| block.range.0);
        self.blocks.get(number) == Some(&true) && !self.bars(start, at)
    }
}

/// What can run without any of certain instructions before it, on some path from an entry; see [`Reach::without`].
#[derive(Debug, Default)]
pub struct Without {
    within: FxHashMap<ContextId, WithoutHere>,
    /// The contexts that are entered with and without one of them before: nobody can say which of the calls gave a value.
    mixed: FxHashSet<ContextId>,
}

impl Without {
    /// Whether control gets to the instruction at `at` of `context` without one of the instructions before, by each call that leads there.
    #[must_use]
    pub fn has(&self, reach: &Reach<'_, '_, '_>, context: ContextId, at: IlOffset) -> bool {
        !self.mixed.contains(&context)
            && self.within.get(&context).is_some_and(|here| here.has(reach.facts(context), at))
    }
}

/// The calls that go through queries which lead to certain instructions: the first query that leads there from each call, and whether
/// others do.
struct Through(FxHashMap<IlOffset, (IlOffset, bool)>);

impl Through {
    /// `leads` are the calls that lead there, each with the instruction that makes the query.
    fn of(leads: &[(IlOffset, Edge)]) -> Self {
        let mut through: FxHashMap<IlOffset, (IlOffset, bool)> = FxHashMap::default();
        for (made, edge) in leads.iter().filter(|(made, edge)| *made != edge.at) {
            let (first, others) = through.entry(edge.at).or_insert((*made, false));
            *others |= first != made;
        }
        Self(through)
    }

    /// Whether what the call at `at` runs can come behind an item of another query: what gets the query itself, and the stages of one,
    /// which take turns.
    fn is_behind(&self, made: IlOffset, at: IlOffset) -> bool {
        self.0.get(&at).is_some_and(|(first, others)| *others || *first != made)
    }
}

impl Reach<'_, '_, '_> {
    /// The calls of a context that run what they lead to. An instruction that only makes a delegate does not: the code runs where the
    /// delegate is invoked, or nobody knows where. One that makes a query or an iterator does not either: see `Reach::goes_through`.
    pub fn runs(&self, context: ContextId) -> impl Iterator<Item = Edge> {
        self.runs_from(context).map(|(_, edge)| edge)
    }

    /// The same, each with the instruction that leads on: for a query that is the one that makes it.
    fn runs_from(&self, context: ContextId) -> impl Iterator<Item = (IlOffset, Edge)> {
        let (facts, method) = (self.facts(context), self.method(context));
        let edges = self.edges(context).iter().filter(move |edge| {
            edge.via != Via::Delegate
                || !facts.is_binding(edge.at)
                || facts.delegate_of(edge.at).is_some_and(|made| self.handed_out().contains(&(method, made)))
        });
        edges.flat_map(move |edge| {
            let places = self.goes_through(context, edge);
            let known = places.is_some();
            let later = places.into_iter().flat_map(|places| (0..places.len()).map(move |number| places[number]));
            later.map(|at| (edge.at, Edge { at, ..*edge })).chain((!known).then_some((edge.at, *edge)))
        })
    }

    /// Delegates that get straight to a method of a library that is not at hand, by where they are made: most of such methods (a retry, a
    /// measurement) run them before they return.
    fn handed_out(&self) -> &FxHashSet<(MethodId, IlOffset)> {
        self.handed_out.get_or_init(|| {
            let sites = self.calls.iter().filter(|site| self.may_run_delegates(site));
            let objects = sites.flat_map(|site| site.operands.iter().flat_map(ValueSet::iter));
            let made = objects.filter_map(|object| match self.object(object) {
                Object::Created { method, at, .. } if self.flow().is_delegate(object) => Some((method, at)),
                _ => None,
            });
            made.collect()
        })
    }

    /// Whether a call is of a method about which nobody can know what it does with a delegate.
    fn may_run_delegates(&self, site: &CallSite) -> bool {
        let universe = self.program().universe;
        let owner = universe.method_owner(site.callee);
        matches!(site.opcode, Opcode::Call | Opcode::Callvirt)
            && owner.is_some_and(|owner| universe.assembly_of(owner).1 == Origin::Other)
            && !is_called_as_setter(universe.method_name(site.callee).as_bytes())
            && !self.edges_at(site.context, site.at).any(|edge| edge.via.is_dispatched())
    }

    /// What can run without one of `sites` before it. A call that leads to one counts as one: what it calls may do it on each of its ways.
    #[must_use]
    pub fn without(&self, sites: &FxHashSet<(ContextId, IlOffset)>) -> Without {
        let leading = self.leading_to(sites);
        let mut barred: FxHashMap<ContextId, Vec<IlOffset>> = FxHashMap::default();
        for (context, at) in sites {
            barred.entry(*context).or_default().push(*at);
        }
        let mut without = Without::default();
        let mut mixed: Vec<ContextId> = Vec::new();
        let mut pending: Vec<ContextId> = self.flow().entries.iter().map(|(context, _)| *context).collect();
        while let Some(context) = pending.pop() {
            if without.within.contains_key(&context) {
                continue;
            }
            let facts = self.facts(context);
            let edges = self.edges(context);
            self.program().charge(facts.events().len() + edges.len());
            let leads: Vec<(IlOffset, Edge)> =
                self.runs_from(context).filter(|(_, edge)| leading.contains(&edge.to)).collect();
            let through = Through::of(&leads);
            let leads = leads.iter().map(|(_, edge)| edge.at);
            let here = facts.without(barred.remove(&context).unwrap_or_default().into_iter().chain(leads).collect());
            for (made, edge) in self.runs_from(context) {
                let is_open = here.has(facts, edge.at) && !through.is_behind(made, edge.at);
                let list = if is_open { &mut pending } else { &mut mixed };
                list.push(edge.to);
            }
            without.within.insert(context, here);
        }
        while let Some(context) = mixed.pop() {
            if without.mixed.insert(context) {
                mixed.extend(self.runs(context).map(|edge| edge.to));
            }
        }
        without
    }

    /// What can run after one of `sites`, whichever way execution takes: behind it in its own method, behind a call that leads to it,
    /// and in all that is called there. Ask it once for many places.
    #[must_use]
    pub fn after(&self, sites: &FxHashSet<(ContextId, IlOffset)>) -> After {
        let mut after = After::default();
        if sites.is_empty() {
            return after;
        }
        let leading = self.leading_to(sites);
        let mut pending: Vec<ContextId> = Vec::new();
        for context in self.contexts().iter().copied().filter(|context| leading.contains(context)) {
            let facts = self.facts(context);
            let direct = facts.events().iter().map(|event| (event.at, false));
            let direct = direct.filter(|(at, _)| sites.contains(&(context, *at)));
            // What is called may do one of them and fail then.
            let leads: Vec<(IlOffset, Edge)> =
                self.runs_from(context).filter(|(_, edge)| leading.contains(&edge.to)).collect();
            let through = Through::of(&leads);
            let mut sites: Vec<(IlOffset, bool)> =
                direct.chain(leads.iter().map(|(_, edge)| (edge.at, true))).collect();
            sites.sort_unstable();
            let within = facts.after(&sites);
            self.program().charge(facts.events().len() + self.edges(context).len());
            let is_behind =
                |(made, edge): &(IlOffset, Edge)| within.has(facts, edge.at) || through.is_behind(*made, edge.at);
            pending.extend(self.runs_from(context).filter(is_behind).map(|(_, edge)| edge.to));
            after.within.insert(context, within);
        }
        while let Some(context) = pending.pop() {
            if after.entered.insert(context) {
                pending.extend(self.runs(context).map(|edge| edge.to));
            }
        }
        after
    }

    /// The contexts in which one of `sites` runs, or which lead to one.
    fn leading_to(&self, sites: &FxHashSet<(ContextId, IlOffset)>) -> FxHashSet<ContextId> {
        let mut callers: FxHashMap<ContextId, Vec<ContextId>> = FxHashMap::default();
        for context in self.contexts() {
            for edge in self.runs(*context) {
                callers.entry(edge.to).or_default().push(*context);
            }
        }
        let mut within: FxHashSet<ContextId> = sites.iter().map(|(context, _)| *context).collect();
        let mut pending: Vec<ContextId> = within.iter().copied().collect();
        while let Some(context) = pending.pop() {
            for caller in callers.get(&context).into_iter().flatten() {
                if within.insert(*caller) {
                    pending.push(*caller);
                }
            }
        }
        within
    }
}
