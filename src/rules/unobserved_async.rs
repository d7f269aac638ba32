//! `unobserved-async`

use rustc_hash::FxHashSet;

use super::async_method::{Returns, async_methods};
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::ContextId;
use crate::analysis::facts::Action;
use crate::finding::RuleInfo;
use crate::il::{IlOffset, Opcode};
use crate::model::MethodHandle;

declare_rule! {
    /// Asynchronous work runs that nobody waits for.
    ///
    /// ## Why it matters
    ///
    /// `Execute` returns and the platform ends the transaction while the work still goes on: it uses a service that is no longer valid,
    /// changes data outside of the transaction, or is stopped half-way with the worker process. What it throws nobody sees; out of an
    /// `async void` method it ends the process.
    ///
    /// ## What is found
    ///
    /// `async void` methods and lambdas, at their first line, and calls that return a `Task`, a `ValueTask` or an `IAsyncResult` with
    /// which nothing is done, in the reach of a plug-in.
    ///
    /// ## What is left alone
    ///
    /// Tasks that are awaited, waited for, returned or kept; `Begin…` with its `End…` in reach; `Task.Run` and the like, which are
    /// `parallel-execution`; `Task.FromResult`.
    ///
    /// ## What to do instead
    ///
    /// Call a synchronous method, or wait for the task before `Execute` returns. Work that shall outlive the call belongs in an
    /// asynchronous step.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// client.PostAsync(address, content);                          // found
    /// client.PostAsync(address, content).GetAwaiter().GetResult(); // instead
    /// ```
    UnobservedAsync {
        id: "unobserved-async",
        aliases: [],
        severity: High,
        confidence: High,
        category: "Design",
        summary: "Asynchronous work runs that nobody waits for",
        help: "The work outlives the call, its transaction and its service, and its errors are lost. Wait for it before Execute returns, or move it to an asynchronous step.",
    }
}

impl Rule for UnobservedAsync {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        for (context, _) in async_methods(cx).into_iter().filter(|(_, kind)| *kind == Returns::Nothing) {
            let authored = MethodHandle::Def(cx.program().authored(cx.reach.method(context)));
            let display = cx.universe().method_display(authored);
            let part = if authored == MethodHandle::Def(cx.reach.method(context)) { "is" } else { "holds" };
            let message =
                format!("{display} {part} async void: nobody can wait for it, and what it throws ends the process");
            hits.push(cx.hit_at(Self::INFO, (context, IlOffset(0)), authored, message));
        }
        let mut seen = FxHashSet::default();
        for context in cx.reach.contexts() {
            if seen.insert((cx.reach.method(*context), cx.reach.phase(*context))) {
                dropped(cx, *context, hits);
            }
        }
    }
}

/// Calls of a method that return something to wait for, with which nothing is done.
fn dropped(cx: &Context<'_, '_>, context: ContextId, hits: &mut Vec<Hit>) {
    let facts = cx.reach.facts(context);
    let module = cx.reach.method(context).module;
    let mut used: Option<Vec<bool>> = None;
    for event in facts.events() {
        let Action::Call { opcode, method, result: Some(result), .. } = event.action else { continue };
        if opcode == Opcode::Newobj || !cx.program().returned_type(module, method).is_some_and(|it| is_pending(cx, it))
        {
            continue;
        }
        let used = used.get_or_insert_with(|| facts.used());
        if used.get(result.0 as usize) == Some(&true) || cx.starts_work(context, event.at) {
            continue;
        }
        let Some(callee) = cx.callee(context, method).filter(|callee| !is_done(cx, *callee)) else { continue };
        let name = cx.call_name(callee);
        let message =
            format!("nobody waits for what {name} starts: it outlives the call, its transaction and its service");
        hits.push(cx.hit_at(UnobservedAsync::INFO, (context, event.at), callee, message));
    }
}

fn is_pending(cx: &Context<'_, '_>, handle: crate::model::TypeHandle) -> bool {
    cx.is_task(handle) || cx.universe().is_named(handle, "System", "IAsyncResult") && cx.is_framework_type(handle)
}

/// Whether what a method returns is done already, or is ended elsewhere: a completed task, a `Begin…` with its `End…`.
fn is_done(cx: &Context<'_, '_>, callee: MethodHandle) -> bool {
    let universe = cx.universe();
    let name = universe.method_name(callee);
    let task = universe.method_owner(callee).is_some_and(|owner| cx.is_task(owner));
    let completed = ["FromResult", "FromException", "FromCanceled", "get_CompletedTask"];
    task && completed.into_iter().any(|known| name == known) || cx.is_ended(callee)
}
