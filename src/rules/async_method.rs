//! `async-method`

use rustc_hash::FxHashSet;

use super::mention::{Mention, Thing};
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::facts::Action;
use crate::analysis::{ApiName, ContextId};
use crate::finding::RuleInfo;
use crate::il::IlOffset;
use crate::model::MethodHandle;

declare_rule! {
    /// An `async` method runs as part of a plug-in.
    ///
    /// ## Why it matters
    ///
    /// What stands behind the first `await` can run on another thread than the one that the transaction belongs to, and services of
    /// the pipeline are not made for that. `Execute` itself is synchronous: somebody has to wait for the task, or nobody does.
    ///
    /// ## What is found
    ///
    /// A method, lambda or local function that the author wrote with `async` and that returns a task, in the reach of a plug-in, at its
    /// first line. One that returns nothing is `unobserved-async`.
    ///
    /// ## What is left alone
    ///
    /// Methods that return a task without being `async`, and async methods that nothing in reach calls.
    ///
    /// ## What to do instead
    ///
    /// Write the method without `async`. Where a library has only asynchronous methods, wait for the task on the spot.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// private async Task SaveAsync(IOrganizationService service)   // found
    /// {
    ///     await client.GetStringAsync(address);
    ///     service.Update(account);                                 // perhaps on another thread
    /// }
    /// ```
    AsyncMethod {
        id: "async-method",
        aliases: [],
        severity: Medium,
        confidence: High,
        category: "Design",
        summary: "An async method runs as part of a plug-in",
        help: "Behind an await the code can run on another thread than the transaction's. Write the method without async and wait where a library only has asynchronous methods.",
    }
}

impl Rule for AsyncMethod {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    fn concerns(&self, mention: &Mention<'_, '_, '_>) -> bool {
        is_async(mention)
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        for (context, _) in async_methods(cx).into_iter().filter(|(_, kind)| *kind == Returns::Task) {
            let method = MethodHandle::Def(cx.reach.method(context));
            let authored = MethodHandle::Def(cx.program().authored(cx.reach.method(context)));
            let display = cx.universe().method_display(authored);
            let part = if authored == method { "is async" } else { "holds async code" };
            let message =
                format!("{display} {part}: behind its first await it can run on another thread than the transaction's");
            hits.push(cx.hit_at(Self::INFO, (context, IlOffset(0)), authored, message));
        }
    }
}

/// What an `async` method gives to its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Returns {
    /// Something to wait for.
    Task,
    /// Nothing: nobody knows when it is done or that it failed.
    Nothing,
}

/// The methods in reach that start an async state machine, each once for a phase, with what they return. Async iterators are not
/// among them: they run inside of those who wait for them.
pub(super) fn async_methods(cx: &Context<'_, '_>) -> Vec<(ContextId, Returns)> {
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    for context in cx.reach.contexts() {
        let builders = cx.reach.facts(*context).events().iter().filter_map(|event| {
            let Action::Call { method, .. } = event.action else { return None };
            starts(&cx.program().api_name(cx.callee(*context, method)?))
        });
        for returns in builders {
            if seen.insert((cx.reach.method(*context), cx.reach.phase(*context))) {
                found.push((*context, returns));
            }
        }
    }
    found
}

/// What the async method returns that calls this member to start its state machine; `None` for other members.
fn starts(api: &ApiName<'_>) -> Option<Returns> {
    let builder = api.type_name.strip_prefix("System.Runtime.CompilerServices.")?;
    if api.member != "Start"
        || !api.is_framework()
        || !builder.contains("MethodBuilder")
        || builder.contains("Iterator")
    {
        return None;
    }
    Some(if builder == "AsyncVoidMethodBuilder" { Returns::Nothing } else { Returns::Task })
}

/// Whether code that names this is an async method.
pub(super) fn is_async(mention: &Mention<'_, '_, '_>) -> bool {
    matches!(&mention.thing, Thing::Method { api, .. } if starts(api).is_some())
}
