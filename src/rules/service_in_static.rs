//! `service-in-static`

use super::{Context, Hit, InDependency, Rule, declare_rule, static_state};
use crate::analysis::{ContextId, Effects, Object, Phase, ValueSet};
use crate::finding::{Confidence, RuleInfo};
use crate::il::IlOffset;
use crate::model::FieldHandle;

declare_rule! {
    /// A service or context of one call is kept in a static field.
    ///
    /// ## Why it matters
    ///
    /// A service runs as the user of the call that got it, inside that call's transaction. In a static field every plug-in of the worker
    /// process finds it: other users read and write with the first one's rights, or with a service whose transaction is over.
    ///
    /// ## What is found
    ///
    /// A store to a static field whose type belongs to one call: `IOrganizationService`, `IPluginExecutionContext`, `ITracingService`,
    /// `IServiceProvider`, `Entity` and the like, and objects of your own that hold such a thing. Of a class that can hold one the object counts
    /// that is stored: where it holds none it is `static-state`, and where nobody knows the confidence is Medium.
    ///
    /// Of a library that is not your own: your call of a member that stores it so itself, one severity lower.
    ///
    /// ## What is left alone
    ///
    /// Static constructors and initialisers, `[ThreadStatic]` fields, and `null`, which keeps nothing (that is `static-state`).
    ///
    /// ## What to do instead
    ///
    /// Get the services in `Execute` and hand them on as arguments.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// private static IOrganizationService s_service;
    ///
    /// s_service = factory.CreateOrganizationService(context.UserId);   // found
    /// ```
    ServiceInStatic {
        id: "service-in-static",
        aliases: [],
        severity: High,
        confidence: High,
        category: "Design",
        summary: "A service or context of one call is kept in a static field",
        help: "Other users would run with this user's service. Get services in Execute and hand them on as arguments.",
    }
}

impl Rule for ServiceInStatic {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::Silent
    }

    fn is_told_of_direct_calls(&self, _: &Hit) -> bool {
        true
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        for write in cx.reach.writes.iter().filter(|write| write.holder.is_none()) {
            if cx.only_reads(write.how) || !static_state::concerns(cx, write.field) {
                continue;
            }
            let Some(confidence) = cx.keeps_of_this_call(write) else { continue };
            let confidence = if write.exact { confidence } else { Confidence::Medium };
            hits.push(hit(cx, (write.context, write.at), write.field, &write.value, confidence));
        }
        // A container in a static that gets one; whether it is made to be shared does not matter.
        for mutation in cx.reach.mutations.iter().filter(|mutation| mutation.holder.is_none()) {
            let keeps = static_state::concerns(cx, mutation.field)
                && cx.gets_what_is_of_this_call(mutation.field, &mutation.value);
            if keeps && !cx.only_reads(mutation.how) {
                let place = (mutation.context, mutation.at);
                hits.push(hit(cx, place, mutation.field, &mutation.value, Confidence::Medium));
            }
        }
        in_globals(cx, hits);
    }
}

/// What is put into objects that static members of the framework give to everyone, such as `MemoryCache.Default`.
fn in_globals(cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
    for site in cx.reach.calls.iter().filter(|site| cx.reach.phase(site.context) == Phase::Calling) {
        let Some((receiver, given)) = site.operands.split_first() else { continue };
        let global = receiver.iter().find_map(|object| match cx.reach.object(object) {
            Object::Global(member) => Some(member),
            _ => None,
        });
        // What a static field holds of them was found there.
        let is_held = receiver.iter().any(|object| matches!(cx.reach.object(object), Object::HeldByStatic(_)));
        let Some(member) =
            global.filter(|_| !is_held).filter(|_| cx.program().effects(site.callee).contains(Effects::STORES))
        else {
            continue;
        };
        let mut value = ValueSet::default();
        for given in given {
            value.extend(given);
        }
        if cx.is_of_this_call(&value) {
            let message = message(cx, &cx.name_of_global(member), &value);
            hits.push(Hit { confidence: Confidence::Medium, ..cx.hit_at_call(ServiceInStatic::INFO, site, message) });
        }
    }
    // And into what was got from those.
    for mutation in cx.reach.global_mutations.iter().filter(|mutation| !cx.only_reads(mutation.how)) {
        if cx.is_of_this_call(&mutation.value) {
            let (place, global) = ((mutation.context, mutation.at), mutation.global);
            let message = message(cx, &cx.name_of_global(global), &mutation.value);
            hits.push(Hit {
                confidence: Confidence::Medium,
                ..cx.hit_at(ServiceInStatic::INFO, place, global, message)
            });
        }
    }
}

/// What is kept where, and what that leads to.
fn message(cx: &Context<'_, '_>, name: &str, value: &ValueSet) -> String {
    let what = cx.name_of_this_call(value).map(|what| format!(" ({what})")).unwrap_or_default();
    format!("{name} keeps what belongs to one call{what}: other users may run with this user's service or data")
}

fn hit(
    cx: &Context<'_, '_>,
    place: (ContextId, IlOffset),
    field: FieldHandle,
    value: &ValueSet,
    confidence: Confidence,
) -> Hit {
    let message = message(cx, &cx.universe().field_in_words(field), value);
    Hit { confidence, ..cx.hit_on_field(ServiceInStatic::INFO, place, field, message) }
}
