//! `static-lock`

use rustc_hash::FxHashMap;

use super::mention::{Mention, Thing};
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::facts::Value;
use crate::analysis::{CallSite, ContextId, Object, ObjectId, Phase, ValueSet};
use crate::finding::{Confidence, RuleInfo, Severity};
use crate::il::{IlOffset, Opcode};
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
    /// `lock`, `Monitor.Enter` and `Monitor.TryEnter` on an object in a static field, on `typeof(X)` or on a text of which the process has only
    /// one (a literal, `string.Intern`), and `[MethodImpl(Synchronized)]` on a static method. A lock on the plug-in's object, or on what it holds, is reported at Low.
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

const MONITOR: &str = "System.Threading.Monitor";

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

    fn concerns(&self, mention: &Mention<'_, '_, '_>) -> bool {
        let is_synchronized = |method| {
            let row = mention.universe().method_row(method);
            row.is_some_and(|row| row.impl_flags.contains(MethodImplAttributes::SYNCHRONIZED))
        };
        mention.is_of(MONITOR) || matches!(mention.thing, Thing::Declared(method) if is_synchronized(method))
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        let enters = |site: &&CallSite| {
            let members = ["Enter", "TryEnter"];
            members.iter().any(|member| cx.is_call_of(site.callee, MONITOR, member))
        };
        let locks: Vec<&CallSite> = cx.reach.calls.iter().filter(enters).collect();
        let calls = cx.reach.calls.iter().filter(|_| !locks.is_empty());
        let calls: Calls = calls.map(|site| ((site.context, site.at), site)).collect();
        for site in locks {
            let name = cx.call_name(site.callee);
            if site.opcode == Opcode::Ldftn {
                let text =
                    format!("{name} is made a delegate that locks what it gets: that does not hold across servers");
                let hit = cx.hit_at_call(Self::INFO, site, text);
                hits.push(Hit { confidence: Confidence::Medium, ..hit });
                continue;
            }
            // A static local of VB guards its own initialisation.
            if site.arguments.first().is_some_and(|value| cx.is_generated_lock(site.context, *value)) {
                continue;
            }
            let Some((severity, what)) = kind(cx, &calls, site) else { continue };
            let mut hit = cx.hit_at_call(
                Self::INFO,
                site,
                format!("{name} locks {what}: that does not hold across servers and {}", cx.blocking()),
            );
            hit.severity = cx.severity_in_phase(severity, site.context);
            if site.operands.first().is_some_and(|lock| is_read_back(cx, lock)) {
                hit.confidence = hit.confidence.min(Confidence::Medium);
            }
            hits.push(hit);
        }
        synchronized(cx, hits);
    }
}

/// The calls out of the loaded code.
type Calls<'c> = FxHashMap<(ContextId, IlOffset), &'c CallSite>;

/// The call that gives what a lock is on, if it is one of these members.
fn given_by<'c>(cx: &Context<'_, '_>, calls: &Calls<'c>, site: &CallSite, members: &[&str]) -> Option<&'c CallSite> {
    let Value::Returned(at) = cx.reach.facts(site.context).value(*site.arguments.first()?) else { return None };
    let given = calls.get(&(site.context, at))?;
    let name = cx.universe().method_name(given.callee);
    members.iter().any(|member| name == *member).then_some(*given)
}

/// What a lock is on; `None` for an object of this call.
fn kind(cx: &Context<'_, '_>, calls: &Calls<'_>, site: &CallSite) -> Option<(Severity, &'static str)> {
    let lock = site.operands.first()?;
    let is_type = lock.iter().any(|object| matches!(cx.reach.object(object), Object::TypeObject(..)));
    if is_type || given_by(cx, calls, site, &["GetType"]).is_some_and(|given| cx.is_framework_call(given)) {
        return Some((Severity::Medium, "a type"));
    }
    let is_literal = |value| matches!(cx.reach.facts(site.context).value(value), Value::Literal(_));
    let is_intern = |given: &CallSite| cx.is_call_of(given.callee, "System.String", "Intern");
    if site.arguments.first().copied().is_some_and(is_literal)
        || given_by(cx, calls, site, &["Intern"]).is_some_and(is_intern)
    {
        return Some((Severity::Medium, "a text that the whole process shares"));
    }
    if let Some(kind) = held(cx, lock) {
        return Some(kind);
    }
    // What a collection or a `Lazy` gives away is as shared as it is itself.
    let given = given_by(cx, calls, site, &["get_SyncRoot", "get_Value"])?;
    held(cx, given.operands.first().filter(|_| cx.is_framework_call(given))?)
}

/// What holds the object that a lock is on, if that is not this call alone.
fn held(cx: &Context<'_, '_>, lock: &ValueSet) -> Option<(Severity, &'static str)> {
    // A compiler keeps delegates in static fields; what they return is not kept there.
    let kept = || lock.iter().filter(|object| !is_static(cx, *object, true));
    if kept().any(|object| is_static(cx, object, false)) {
        Some((Severity::Medium, "a static object"))
    } else if lock.contains(ObjectId::ROOT) {
        Some((Severity::Low, "the plug-in's object"))
    } else if kept().any(|object| cx.reach.is_shared(object))
        || kept().any(|object| matches!(cx.reach.object(object), Object::Created { constructing: true, .. }))
    {
        Some((Severity::Low, "an object that the plug-in holds"))
    } else {
        None
    }
}

/// Whether a static field of the author's, or else one of a compiler's, holds an object, directly or in what it holds.
fn is_static(cx: &Context<'_, '_>, mut object: ObjectId, generated: bool) -> bool {
    /// Objects in objects that are followed.
    const DEPTH: u32 = 16;
    for _ in 0..DEPTH {
        match cx.reach.object(object) {
            Object::HeldByStatic(field) => return cx.program().is_generated_field(field) == generated,
            Object::ElementOf(holder) | Object::Held(holder, _) => object = holder,
            _ => return false,
        }
    }
    false
}

/// Whether what is shared of a lock was read back from a container.
fn is_read_back(cx: &Context<'_, '_>, lock: &ValueSet) -> bool {
    let mut shared = lock.iter().filter(|object| cx.reach.is_shared(*object)).peekable();
    let read_back = |mut object| {
        loop {
            match cx.reach.object(object) {
                Object::ElementOf(_) => return true,
                Object::Held(holder, _) => object = holder,
                _ => return false,
            }
        }
    };
    shared.peek().is_some() && shared.all(read_back)
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
        let this = cx.reach.argument(*context, 0);
        let lock = if is_static { Some((Severity::Medium, "its type")) } else { held(cx, &this) };
        let Some((severity, what)) = lock else { continue };
        let display = universe.method_display(MethodHandle::Def(method));
        let message = format!(
            "{display} is synchronized and locks {what}: that does not hold across servers and {}",
            cx.blocking()
        );
        let hit = cx.hit_at(StaticLock::INFO, (*context, IlOffset(0)), MethodHandle::Def(method), message);
        hits.push(Hit { severity, ..hit });
    }
}
