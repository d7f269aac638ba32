//! `sync-over-async`

use rustc_hash::FxHashSet;

use super::mention::{Mention, Thing};
use super::tasks::may_wait;
use super::{Context, Hit, InDependency, Rule, declare_rule, thread_sleep};
use crate::finding::RuleInfo;

declare_rule! {
    /// A plug-in waits on its thread for a task.
    ///
    /// ## Why it matters
    ///
    /// Waiting is the right way to use a method that only exists in an asynchronous form, such as those of `HttpClient`, and the
    /// platform's own documentation does it. It is worth knowing where a plug-in stands still all the same: the transaction stays
    /// open and its rows stay locked until the other side answers.
    ///
    /// ## What is found
    ///
    /// `.Result`, `.Wait()` and `.GetAwaiter().GetResult()` on any task, in the reach of a plug-in.
    ///
    /// ## What is left alone
    ///
    /// What compilers write for `await`; `Task.Delay(…).Wait()`, which is `thread-sleep`; waiting for work that the same method starts,
    /// which is `parallel-execution`.
    ///
    /// ## What to do instead
    ///
    /// Set a time-out that fits into the two minutes of a call, and call other systems before the first write or from an asynchronous
    /// step.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// var answer = client.GetAsync(address).GetAwaiter().GetResult();   // found
    /// ```
    SyncOverAsync {
        id: "sync-over-async",
        aliases: [],
        severity: Info,
        confidence: High,
        category: "Performance",
        summary: "A plug-in waits on its thread for a task",
        help: "The transaction stays open while the thread waits. Set a short time-out, and call other systems before the first write or from an asynchronous step.",
    }
}

impl Rule for SyncOverAsync {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::Silent
    }

    fn is_use(&self) -> bool {
        true
    }

    fn concerns(&self, mention: &Mention<'_, '_, '_>) -> bool {
        matches!(mention.thing, Thing::Method { callee, .. } if may_wait(mention.universe(), callee))
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        let mut seen = FxHashSet::default();
        for context in cx.reach.contexts() {
            if !seen.insert((cx.reach.method(*context), cx.reach.phase(*context))) {
                continue;
            }
            for wait in &cx.waits(*context).list {
                // One operation, one finding.
                let part_of_another = wait
                    .made
                    .is_some_and(|made| cx.starts_work(*context, made) || thread_sleep::is_delay(cx, *context, made));
                if part_of_another {
                    continue;
                }
                // As the author wrote it.
                let name = match cx.universe().method_name(wait.callee).as_bytes() {
                    b"GetResult" => "GetAwaiter().GetResult()".to_owned(),
                    _ => cx.call_name(wait.callee).replace(".get_", "."),
                };
                let meanwhile = if cx.has_transaction() {
                    "the transaction stays open until it is done"
                } else {
                    "its thread does nothing else until it is done"
                };
                let message = format!("{name} waits for a task: {meanwhile}");
                hits.push(cx.hit_at(Self::INFO, (*context, wait.at), wait.callee, message));
            }
        }
    }
}
