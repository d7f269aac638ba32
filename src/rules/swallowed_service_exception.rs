//! `swallowed-service-exception`

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::exceptions::{Exceptions, Kept, Leaves, Outcomes, Raised, Retold, ends_normally};
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::{CallSite, ContextId, MethodCode, Phase, Throw, Via};
use crate::dataverse::service_member;
use crate::finding::{Confidence, RuleInfo};
use crate::il::{Clause, ClauseKind, Flow, IlOffset, Opcode, Operand};
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
    /// throws what was caught; also one that gets what a handler further in throws in its place. The call may be in a method that the protected
    /// code calls; then confidence is Medium, and so it is for a handler that throws on other ways, behind which others throw, that has a filter, or that
    /// is for `TimeoutException`. In a release build a handler that begins with the exception (`if (!e.Message.Contains(…))`) has no line of its own:
    /// the finding stands at its first statement.
    ///
    /// ## What is left alone
    ///
    /// A handler that throws, wraps, or calls what never comes back: a method that always throws, `ExceptionDispatchInfo.Throw`,
    /// `Environment.FailFast`; one behind which every way throws what leaves the plug-in, also by way of a flag (`if (!done) throw …`) or of a result that every
    /// caller asks (`if (!TryDelete(…)) throw …`). One that keeps the exception in a field, or it or its text in a variable or a list on which a `throw` behind the
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
        let got = exceptions.got_by_handlers(&calls);
        let mut search = Search { cx, exceptions };
        for context in cx.reach.contexts() {
            if cx.reach.phase(*context) != Phase::Calling {
                continue;
            }
            let code = Rc::clone(cx.reach.code(*context));
            for (number, clause) in code.clauses.iter().enumerate() {
                let Some(raised) = got.get(&(*context, number)) else { continue };
                let Some(first) = raised.iter().min_by_key(|raised| (!raised.is_sure, raised.at)) else { continue };
                if let Some(sure) = search.swallows(*context, clause, raised) {
                    let confidence = if sure && first.is_sure { Confidence::High } else { Confidence::Medium };
                    // The compiler's handler has no line of its own.
                    let (at, who) = if is_on_error(&code, clause) {
                        (first.at, "`On Error`")
                    } else {
                        (clause.handler_start, "the handler")
                    };
                    let hit = cx.hit_at(Self::INFO, (*context, at), first.callee, message(cx, who, first.callee));
                    hits.push(Hit { confidence, ..hit });
                }
            }
        }
    }
}

fn message(cx: &Context<'_, '_>, who: &str, callee: MethodHandle) -> String {
    let then = if cx.has_transaction() {
        "the transaction is dead then, and the next call of the service fails"
    } else {
        "nobody learns that it failed, and the plug-in goes on as if it was done"
    };
    format!("{who} swallows what {} throws: {then}", cx.call_name(callee))
}

/// Whether a handler is that of `On Error` in Visual Basic: it goes on in the code that it protects, where no `catch` of a language can.
fn is_on_error(code: &MethodCode, clause: &Clause) -> bool {
    let first = code.instructions.partition_point(|instruction| instruction.offset < clause.handler_start);
    let handler =
        code.instructions.iter().skip(first).take_while(|instruction| instruction.offset < clause.handler_end);
    let mut leaving = handler.filter(|instruction| instruction.opcode.flow() == Flow::Leave);
    leaving.any(|instruction| match instruction.operand {
        Operand::Target(to) => clause.try_start <= to && to < clause.try_end,
        _ => false,
    })
}

struct Search<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    exceptions: Exceptions<'s, 'c, 'a>,
}

/// How deep callers are followed that ask what a method returned.
const DEPTH: u32 = 8;

impl Search<'_, '_, '_> {
    /// Whether some way through a handler ends normally and what it got is lost; and whether that is so on every way.
    fn swallows(&mut self, context: ContextId, clause: &Clause, raised: &[Raised]) -> Option<bool> {
        let cx = self.cx;
        let code = Rc::clone(cx.reach.code(context));
        // What leaves an async method the task gets, or the thread if there is none.
        if self.exceptions.hands_to_builder(context, clause).is_some() {
            return None;
        }
        let ends = self.exceptions.ends(context, (clause.handler_start, clause.handler_end));
        let leaves =
            ends.into_iter().any(|end| ends_normally(&code, clause, end) && !self.always_throws_behind(context, end));
        let kept = if leaves { self.exceptions.kept(context, clause) } else { Kept::Yes };
        if kept == Kept::Yes {
            return None;
        }
        let raised: Vec<IlOffset> = raised.iter().map(|raised| raised.at).collect();
        let outcomes = self.exceptions.outcomes(context, clause, &raised);
        let may_throw = match &outcomes {
            Some(outcomes) if self.are_told(context, outcomes, DEPTH) => return None,
            Some(outcomes) => !outcomes.throws.is_empty(),
            None => !self.exceptions.thrown_again(context, clause).is_empty(),
        };
        Some(!may_throw && kept == Kept::No && !matches!(clause.kind, ClauseKind::Filter(_)))
    }

    /// Whether each way ends with an exception that leaves the plug-in, or returns a number with which every caller does that.
    fn are_told(&mut self, context: ContextId, outcomes: &Outcomes, depth: u32) -> bool {
        let throws: Vec<&Throw> =
            outcomes.throws.iter().filter_map(|at| self.exceptions.throw_at(context, *at)).collect();
        throws.into_iter().all(|throw| self.exceptions.leaves_at_all(throw, Retold::InAnother) > Leaves::No)
            && outcomes.returns.iter().all(|returned| {
                let returned = returned.zip(depth.checked_sub(1));
                returned.is_some_and(|(returned, depth)| self.callers_throw(context, returned, depth))
            })
    }

    /// Whether all who call a method throw if it returns a number.
    fn callers_throw(&mut self, context: ContextId, returned: i64, depth: u32) -> bool {
        let cx = self.cx;
        let callers = cx.callers(context);
        let is_entry = cx.reach.flow().entries.iter().any(|(entry, _)| *entry == context);
        let is_call = |via| matches!(via, Via::Call | Via::Callvirt | Via::Override | Via::Interface);
        !callers.is_empty()
            && !is_entry
            && callers.iter().all(|(caller, at, via)| {
                let outcomes = is_call(*via).then(|| self.exceptions.outcomes_behind(*caller, *at, returned)).flatten();
                outcomes.is_some_and(|outcomes| self.are_told(*caller, &outcomes, depth))
            })
    }

    /// Whether control does not come to an end behind the `leave` of a handler, and what is thrown there leaves the plug-in.
    fn always_throws_behind(&mut self, context: ContextId, leave: IlOffset) -> bool {
        let cx = self.cx;
        let code = cx.reach.code(context);
        // They run on the way, and come back.
        let is_finally = |at| {
            let mut clauses = code.clauses.iter().filter(|clause| clause.handler_start == at);
            clauses.any(|clause| matches!(clause.kind, ClauseKind::Finally | ClauseKind::Fault))
        };
        let behind = cx.reach.facts(context).behind_without(leave, &is_finally);
        let mut ends = code.instructions.iter().filter(|last| matches!(last.opcode, Opcode::Ret | Opcode::Jmp));
        if !code.complete || ends.any(|last| behind.has(last.offset)) {
            return false;
        }
        let mut throws = cx.reach.throws.iter().filter(|throw| throw.context == context && behind.has(throw.at));
        throws.all(|throw| self.exceptions.leaves_at_all(throw, Retold::InAnother) > Leaves::No)
    }
}
