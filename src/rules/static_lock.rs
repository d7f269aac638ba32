//! `static-lock`

use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::{Object, ObjectId, Phase, ValueSet};
use crate::finding::{RuleInfo, Severity};
use crate::il::IlOffset;
use crate::metadata::{MethodAttributes, MethodImplAttributes};
use crate::model::MethodHandle;

declare_rule! {
    /// A plug-in takes a lock on something that all calls share.
    ///
    /// ## Why it matters
    ///
    /// A lock holds inside one process. The platform runs several servers and recycles them at will, so a static lock does not keep two
    /// calls apart; but on one server it makes calls wait for each other while each holds a database transaction open, up to a dead
    /// lock between the lock and the rows.
    ///
    /// ## What is found
    ///
    /// `lock`, `Monitor.Enter` and `Monitor.TryEnter` on an object in a static field or on `typeof(X)`, and `[MethodImpl(Synchronized)]` on a static
    /// method. A lock on the plug-in's object, or on what it holds, is reported at Low.
    ///
    /// ## What is left alone
    ///
    /// A lock on an object that was made during the call.
    ///
    /// ## What to do instead
    ///
    /// Let the database do it: write to the record first, which takes its lock in every server, and read after that.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// private static readonly object Gate = new object();
    ///
    /// lock (Gate)                                   // found
    /// {
    ///     NextNumber(service);
    /// }
    /// ```
    StaticLock {
        id: "static-lock",
        aliases: ["il-avoid-lock-plugin"],
        severity: Medium,
        confidence: High,
        category: "Design",
        summary: "A plug-in takes a lock that all calls share",
        help: "A lock does not hold across servers and blocks calls inside their transactions. Write to the record first: that lock holds everywhere.",
    }
}

impl Rule for StaticLock {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::Silent
    }

    fn is_use(&self) -> bool {
        true
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        for site in &cx.reach.calls {
            let name = cx.call_name(site.callee);
            let enters = ["Enter", "TryEnter"]
                .into_iter()
                .any(|member| cx.is_call_of(site.callee, "System.Threading.Monitor", member));
            if !enters {
                continue;
            }
            // A static local of VB guards its own initialisation.
            if site.arguments.first().is_some_and(|value| cx.is_generated_lock(site.context, *value)) {
                continue;
            }
            let Some((severity, what)) = site.operands.first().and_then(|lock| kind(cx, lock)) else { continue };
            let mut hit = cx.hit_at_call(
                Self::INFO,
                site,
                format!("{name} locks {what}: that does not hold across servers and {}", cx.blocking()),
            );
            hit.severity = cx.severity_in_phase(severity, site.context);
            hits.push(hit);
        }
        synchronized(cx, hits);
    }
}

/// What a lock is on; `None` for an object of this call.
fn kind(cx: &Context<'_, '_>, lock: &ValueSet) -> Option<(Severity, &'static str)> {
    let objects: Vec<Object> = lock.iter().map(|object| cx.reach.object(object)).collect();
    if objects.iter().any(|object| matches!(object, Object::TypeObject(..))) {
        Some((Severity::Medium, "a type"))
    } else if objects.iter().any(|object| matches!(object, Object::HeldByStatic(_))) {
        Some((Severity::Medium, "a static object"))
    } else if lock.contains(ObjectId::ROOT) {
        Some((Severity::Low, "the plug-in's object"))
    } else if lock.iter().any(|object| cx.reach.is_shared(object))
        || objects.iter().any(|object| matches!(object, Object::Created { constructing: true, .. }))
    {
        Some((Severity::Low, "an object that the plug-in holds"))
    } else {
        None
    }
}

/// Methods that the runtime locks for.
fn synchronized(cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
    let universe = cx.universe();
    for context in cx.reach.contexts() {
        let method = cx.reach.method(*context);
        let Some(row) = universe.method_row(method) else { continue };
        let is_author_s = !cx.program().is_generated_method(method) && !cx.program().is_generated_accessor(method);
        if !row.impl_flags.contains(MethodImplAttributes::SYNCHRONIZED)
            || !is_author_s
            || cx.reach.phase(*context) != Phase::Calling
        {
            continue;
        }
        let is_static = row.flags.contains(MethodAttributes::STATIC);
        let shared = is_static || cx.reach.argument(*context, 0).iter().any(|object| cx.reach.is_shared(object));
        if !shared {
            continue;
        }
        let display = universe.method_display(MethodHandle::Def(method));
        let (severity, what) =
            if is_static { (Severity::Medium, "its type") } else { (Severity::Low, "the plug-in's object") };
        let message = format!(
            "{display} is synchronized and locks {what}: that does not hold across servers and {}",
            cx.blocking()
        );
        let hit = cx.hit_at(StaticLock::INFO, (*context, IlOffset(0)), MethodHandle::Def(method), message);
        hits.push(Hit { severity, ..hit });
    }
}
