//! `static-state`

use super::{Context, Hit, InDependency, Rule, declare_rule, lazy};
use crate::analysis::ContextId;
use crate::finding::{Confidence, RuleInfo};
use crate::il::IlOffset;
use crate::model::FieldHandle;

declare_rule! {
    /// A static field is written, or an object that it holds is changed, while the platform calls a plug-in.
    ///
    /// ## Why it matters
    ///
    /// A static field is shared by every class, user and organisation that the worker process serves, and by nothing else: another
    /// server, and the same one after a recycle, starts afresh. What it holds is a matter of luck, and without a lock two calls
    /// race for it.
    ///
    /// ## What is found
    ///
    /// A store to a static field in the reach of a plug-in, its address handed to a method (`ref`, `out`, `Interlocked`), and a change
    /// of a collection, array or object that a static field holds (confidence Medium), also of one that the call made and has put there.
    /// What the process keeps for everyone, `MemoryCache.Default`, is no better: what it gives is shared, and may not be changed.
    ///
    /// ## What is left alone
    ///
    /// Static constructors and initialisers, `[ThreadStatic]` fields, concurrent and immutable collections, and the compiler's own caches. What makes the
    /// value of a static `Lazy` that runs it once (no `PublicationOnly`, no `false`, no second `Lazy` with the same method) may fill the static fields
    /// of the class that has the `Lazy`.
    ///
    /// What another rule says better of the same instruction: a service or context in a static field is `service-in-static`; where the object may
    /// be the plug-in itself or one that it holds too, `stateful-plugin`, `shared-object-mutation` or `lazy-member-cache` comes in place of this rule.
    ///
    /// ## What to do instead
    ///
    /// Keep values of a call in local variables. For a cache use `MemoryCache` or a concurrent collection, and store nothing in it that
    /// belongs to one user.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// private static int s_calls;
    ///
    /// public void Execute(IServiceProvider serviceProvider)
    /// {
    ///     s_calls++;                                // found
    /// }
    /// ```
    StaticState {
        id: "static-state",
        aliases: [],
        severity: Low,
        confidence: High,
        category: "Design",
        summary: "A static field is written while the platform calls a plug-in",
        help: "Static fields are shared by all callers of one worker process and lost with it. Use local variables, or a concurrent cache that holds nothing of one user.",
    }
}

impl Rule for StaticState {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::Silent
    }

    fn is_told_where_it_is_set(&self) -> bool {
        true
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        for write in cx.reach.writes.iter().filter(|write| write.holder.is_none() && concerns(cx, write.field)) {
            let confidence = match write.how {
                how if cx.only_reads(how) || lazy::static_local::sets_constant(cx, write) => continue,
                _ if cx.reach.is_made_once(write.context, write.field) => continue,
                _ if write.exact => Confidence::High,
                _ => Confidence::Medium,
            };
            hits.push(hit(cx, write.context, write.at, write.field, confidence, "is written"));
        }
        for mutation in
            cx.reach.mutations.iter().filter(|mutation| mutation.holder.is_none() && concerns(cx, mutation.field))
        {
            let is_made_once = cx.reach.is_made_once(mutation.context, mutation.field);
            if mutation.safe || is_made_once || cx.only_reads(mutation.how) {
                continue;
            }
            hits.push(hit(
                cx,
                mutation.context,
                mutation.at,
                mutation.field,
                Confidence::Medium,
                "holds an object that is changed",
            ));
        }
        for mutation in cx.reach.global_mutations.iter().filter(|mutation| !cx.only_reads(mutation.how)) {
            let (place, global) = ((mutation.context, mutation.at), mutation.global);
            let what = format!("an object that {} keeps is changed", cx.name_of_global(global));
            let message = told(cx, mutation.context, &what);
            hits.push(Hit { confidence: Confidence::Medium, ..cx.hit_at(StaticState::INFO, place, global, message) });
        }
    }
}

/// Whether a static field is the author's and the same for every thread.
pub(super) fn concerns(cx: &Context<'_, '_>, field: FieldHandle) -> bool {
    !cx.is_thread_static(field) && !cx.program().is_generated_field(field)
}

fn hit(
    cx: &Context<'_, '_>,
    context: ContextId,
    at: IlOffset,
    field: FieldHandle,
    confidence: Confidence,
    what: &str,
) -> Hit {
    let message = told(cx, context, &format!("{} {what}", cx.universe().field_in_words(field)));
    Hit { confidence, ..cx.hit_on_field(StaticState::INFO, (context, at), field, message) }
}

fn told(cx: &Context<'_, '_>, context: ContextId, what: &str) -> String {
    let root = cx.entry_name(context);
    format!(
        "{what} while the platform calls {root}: every class, user and organisation in the worker process shares it"
    )
}
