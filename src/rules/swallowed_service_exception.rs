//! `swallowed-service-exception`

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::exceptions::{Class, Exceptions, Kept, Leaves, Retold};
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::facts::Action;
use crate::analysis::{CallSite, ContextId, Phase};
use crate::dataverse::service_member;
use crate::finding::{Confidence, RuleInfo};
use crate::il::{Clause, ClauseKind, Flow, IlOffset, Opcode};
use crate::model::MethodHandle;

declare_rule! {
    /// A handler swallows what a call of the service threw.
    ///
    /// ## Why it matters
    ///
    /// When a call of `IOrganizationService` fails inside a synchronous plug-in, the transaction is marked as dead at that moment. A plug-in that
    /// goes on as if nothing was wrong gets "There is no active transaction" at its next call, and the user sees that and not the cause.
    ///
    /// ## What is found
    ///
    /// A `catch` of service faults or of everything around a call of the service, if some way through it ends normally and nothing behind it
    /// throws what was caught. The call may be in a method that the protected code calls; then confidence is Medium, and so it is for a handler
    /// that throws on other ways, or has a filter.
    ///
    /// ## What is left alone
    ///
    /// A handler that throws, wraps, or calls what never comes back: a method that always throws, `ExceptionDispatchInfo.Throw`,
    /// `Environment.FailFast`. One that keeps the exception in a field, or it or its text in a variable or a list on which a `throw` behind the
    /// handler depends; where only its text goes to a field, to a list of the caller's or back to the caller, confidence is Medium. A handler whose
    /// filter always says no; a `catch` of exceptions that the service does not throw. An array of arguments for a trace keeps nothing, nor
    /// does a lambda that only reads the exception.
    ///
    /// ## What to do instead
    ///
    /// Let it out, or throw an `InvalidPluginExecutionException` with it. Ask first (`RetrieveMultiple`) instead of trying what may fail.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// try { service.Update(account); }
    /// catch (Exception e) { tracing.Trace(e.Message); }     // found: the transaction is dead
    /// ```
    SwallowedServiceException {
        id: "swallowed-service-exception",
        aliases: [],
        severity: Medium,
        confidence: High,
        category: "Reliability",
        summary: "A handler swallows what a call of the service threw",
        help: "The transaction is dead once a call of the service has failed. Let the exception out, or throw an InvalidPluginExecutionException.",
    }
}

impl Rule for SwallowedServiceException {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    fn is_use(&self) -> bool {
        false
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        let mut calls: FxHashMap<ContextId, Vec<&CallSite>> = FxHashMap::default();
        for site in &cx.reach.calls {
            if site.opcode != Opcode::Ldftn && service_member(cx.universe(), site.callee).is_some() {
                calls.entry(site.context).or_default().push(site);
            }
        }
        if calls.is_empty() || cx.root.is_none() {
            return;
        }
        let mut exceptions = Exceptions::new(cx);
        let raising = raising(cx, &mut exceptions, &calls);
        let mut search = Search { cx, exceptions, returning: FxHashMap::default() };
        for context in cx.reach.contexts() {
            if cx.reach.phase(*context) != Phase::Calling {
                continue;
            }
            let code = Rc::clone(cx.reach.code(*context));
            for (number, clause) in code.clauses.iter().enumerate() {
                let direct = calls.get(context).into_iter().flatten().map(|site| (site.at, site.callee));
                let mut direct = direct.filter(|(at, _)| search.gets(*context, number, *at));
                let (callee, is_direct) = if let Some((_, callee)) = direct.next() {
                    (callee, true)
                } else {
                    let edges = cx.reach.edges(*context).iter();
                    let deeper = edges.filter(|edge| search.exceptions.crosses(*context, edge).is_some());
                    let deeper: Vec<_> = deeper.filter_map(|edge| Some((edge.at, *raising.get(&edge.to)?))).collect();
                    let mut deeper = deeper.into_iter();
                    match deeper.find(|(at, _)| search.gets(*context, number, *at)) {
                        Some((_, callee)) => (callee, false),
                        None => continue,
                    }
                };
                if let Some(sure) = search.swallows(*context, clause) {
                    let confidence = if sure && is_direct { Confidence::High } else { Confidence::Medium };
                    let then = if cx.has_transaction() {
                        "the transaction is dead then, and the next call of the service fails"
                    } else {
                        "nobody learns that it failed, and the plug-in goes on as if it was done"
                    };
                    let text = format!("the handler swallows what {} throws: {then}", cx.call_name(callee));
                    let hit = cx.hit_at(Self::INFO, (*context, clause.handler_start), callee, text);
                    hits.push(Hit { confidence, ..hit });
                }
            }
        }
    }
}

/// The contexts that calls of the service can leave by an exception, each with one such call.
fn raising(
    cx: &Context<'_, '_>,
    exceptions: &mut Exceptions<'_, '_, '_>,
    calls: &FxHashMap<ContextId, Vec<&CallSite>>,
) -> FxHashMap<ContextId, MethodHandle> {
    let mut callers: FxHashMap<ContextId, Vec<(ContextId, IlOffset)>> = FxHashMap::default();
    let mut raising: FxHashMap<ContextId, MethodHandle> = FxHashMap::default();
    let mut pending = Vec::new();
    for context in cx.reach.contexts() {
        for edge in cx.reach.edges(*context).iter().filter(|edge| exceptions.crosses(*context, edge).is_some()) {
            callers.entry(edge.to).or_default().push((*context, edge.at));
        }
        for site in calls.get(context).into_iter().flatten() {
            let out = exceptions.passes(Class::Service, (*context, site.at), Retold::AsItIs);
            if out != Leaves::No && !raising.contains_key(context) {
                raising.insert(*context, site.callee);
                pending.push(*context);
            }
        }
    }
    while let Some(context) = pending.pop() {
        let Some(callee) = raising.get(&context).copied() else { continue };
        for (caller, at) in callers.get(&context).into_iter().flatten() {
            if !raising.contains_key(caller)
                && exceptions.passes(Class::Service, (*caller, *at), Retold::AsItIs) != Leaves::No
            {
                raising.insert(*caller, callee);
                pending.push(*caller);
            }
        }
    }
    raising
}

struct Search<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    exceptions: Exceptions<'s, 'c, 'a>,
    /// Contexts, and whether control comes back from them.
    returning: FxHashMap<ContextId, bool>,
}

/// How deep calls of methods that never return are followed. Deeper ones count as returning.
const DEPTH: u32 = 8;

impl Search<'_, '_, '_> {
    /// Whether a clause gets what a call of the service throws at an instruction: it is around it, and no other gets it before.
    fn gets(&mut self, context: ContextId, number: usize, at: IlOffset) -> bool {
        self.exceptions.handler_for(Class::Service, (context, at)) == Some(number)
    }

    /// Whether some way through a handler ends normally and what it got is lost; and whether that is so on every way.
    fn swallows(&mut self, context: ContextId, clause: &Clause) -> Option<bool> {
        let cx = self.cx;
        let code = Rc::clone(cx.reach.code(context));
        if self.exceptions.hands_to_task(context, clause) {
            return None;
        }
        let ends = self.ends(context, (clause.handler_start, clause.handler_end), DEPTH);
        let leaves = ends.into_iter().any(|end| {
            let index = code.instructions.binary_search_by_key(&end, |instruction| instruction.offset).ok();
            index.and_then(|index| code.instructions.get(index)).is_some_and(|last| last.opcode.flow() == Flow::Leave)
        });
        let kept = if leaves { self.exceptions.kept(context, clause) } else { Kept::Yes };
        if kept == Kept::Yes {
            return None;
        }
        let throws = !self.exceptions.thrown_again(context, clause).is_empty();
        Some(!throws && kept == Kept::No && !matches!(clause.kind, ClauseKind::Filter(_)))
    }

    /// The last instructions of the blocks inside a range that control gets to, past calls that return.
    fn ends(&mut self, context: ContextId, range: (IlOffset, IlOffset), depth: u32) -> Vec<IlOffset> {
        let cx = self.cx;
        let facts = cx.reach.facts(context);
        let first = facts.events().partition_point(|event| event.at < range.0);
        let inside = facts.events().iter().skip(first).take_while(|event| event.at < range.1);
        let is_last = |action| match action {
            Action::Call { method, .. } => cx.callee(context, method).is_some_and(|callee| cx.never_comes_back(callee)),
            _ => false,
        };
        let last = inside.filter(|event| is_last(event.action)).map(|event| event.at);
        let mut stuck: FxHashSet<IlOffset> = last.collect();
        let edges = cx.reach.edges(context);
        for run in edges.chunk_by(|a, b| a.at == b.at) {
            let Some(at) = run.first().map(|edge| edge.at) else { continue };
            let is_inside = range.0 <= at && at < range.1;
            let is_call = matches!(
                facts.event_at(at).map(|event| event.action),
                Some(Action::Call { opcode: Opcode::Call | Opcode::Callvirt, .. })
            );
            if is_inside && is_call && run.iter().all(|edge| !self.returns(edge.to, depth)) {
                stuck.insert(at);
            }
        }
        facts.ends_within(range, &|at| stuck.contains(&at))
    }

    /// Whether control can come back from a context.
    fn returns(&mut self, context: ContextId, depth: u32) -> bool {
        if let Some(known) = self.returning.get(&context) {
            return *known;
        }
        let code = Rc::clone(self.cx.reach.code(context));
        let Some(depth) = depth.checked_sub(1).filter(|_| code.clauses.is_empty() && code.complete) else {
            return true;
        };
        // Calls in a circle come back somewhere.
        self.returning.insert(context, true);
        let ends = self.ends(context, (IlOffset(0), IlOffset(u32::MAX)), depth);
        let returns = ends.into_iter().any(|end| {
            let index = code.instructions.binary_search_by_key(&end, |instruction| instruction.offset).ok();
            index.and_then(|index| code.instructions.get(index)).is_none_or(|last| last.opcode.flow() != Flow::Throw)
        });
        self.returning.insert(context, returns);
        returns
    }
}
