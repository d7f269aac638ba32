//! `cross-process-lock`

use std::collections::{BTreeMap, BTreeSet};

use super::mention::{Mention, Thing};
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::facts::{Action, Value};
use crate::analysis::{CallSite, ContextId, Object, ObjectId, ValueSet};
use crate::finding::RuleInfo;
use crate::il::{IlOffset, Opcode};
use crate::metadata::{Primitive, Type};
use crate::model::{MethodHandle, MethodId};

declare_rule! {
    /// A plug-in takes a lock that has a name.
    ///
    /// ## Why it matters
    ///
    /// A name makes a `Mutex`, a `Semaphore` or an `EventWaitHandle` known to every process of one machine. The platform runs plug-ins
    /// on several machines, so it keeps no two calls apart for certain; where it does, one call waits for another while each of them
    /// holds a database transaction open. The sandbox may also refuse it.
    ///
    /// ## What is found
    ///
    /// A `Mutex`, `Semaphore` or `EventWaitHandle` that is made with a name, or opened by one, in the reach of a plug-in, where it is made.
    /// Where it is made in one method, such as a constructor, and waited for in another, the finding stands at the first wait.
    ///
    /// A `Mutex` without a name is found where calls share it, in a static field or a field of the plug-in, at each wait: it
    /// holds in one process only, like a static lock.
    ///
    /// ## What is left alone
    ///
    /// One without a name that a call makes for itself: it is known to nobody else. `AutoResetEvent`, `ManualResetEvent` and `SemaphoreSlim` have none.
    ///
    /// ## What to do instead
    ///
    /// Let the database do it: write to the record first, which takes its lock in every server, and read after that.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// using (var mutex = new Mutex(false, "Global\\Numbers"))   // found
    /// {
    ///     mutex.WaitOne();
    /// }
    /// ```
    CrossProcessLock {
        id: "cross-process-lock",
        aliases: [],
        severity: Medium,
        confidence: High,
        category: "Design",
        summary: "A plug-in takes a lock that has a name on its machine",
        help: "A named lock does not hold across servers and blocks calls inside their transactions. Write to the record first: that lock holds everywhere.",
    }
}

/// The types that can have a name, in `System.Threading`.
const NAMED: &[&str] = &["Mutex", "Semaphore", "EventWaitHandle"];

/// The same with access rights, and how they make one.
const WITH_RIGHTS: &[&str] = &["MutexAcl", "SemaphoreAcl", "EventWaitHandleAcl"];

/// Where a lock with a name is made or opened.
type Made = (MethodId, IlOffset);

impl Rule for CrossProcessLock {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    fn concerns(&self, mention: &Mention<'_, '_, '_>) -> bool {
        let Thing::Method { api, .. } = &mention.thing else { return false };
        let type_name = api.type_name.strip_prefix("System.Threading.");
        type_name.is_some_and(|name| NAMED.contains(&name) || WITH_RIGHTS.contains(&name))
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        nameless(cx, hits);
        let made: Vec<&CallSite> = cx.reach.calls.iter().filter(|site| makes(cx, site)).collect();
        if made.is_empty() {
            return;
        }
        let places: BTreeSet<Made> = made.iter().map(|site| (cx.reach.method(site.context), site.at)).collect();
        let mut waited: BTreeMap<Made, (MethodId, IlOffset)> = BTreeMap::new();
        for site in &cx.reach.calls {
            let here = cx.reach.method(site.context);
            let locks: Vec<Made> = waited_for(cx, site).into_iter().filter(|lock| places.contains(lock)).collect();
            // What is made and waited for in one method is one finding, where it is made.
            if locks.is_empty() || locks.iter().any(|(method, _)| *method == here) {
                continue;
            }
            // So is what is waited for several times, at the first of them.
            let mut is_first = false;
            for lock in locks {
                is_first |= *waited.entry(lock).or_insert((here, site.at)) == (here, site.at);
            }
            if is_first {
                hits.push(cx.hit_at_call(Self::INFO, site, message(cx, site.callee, "waits for")));
            }
        }
        for site in made.into_iter().filter(|site| !waited.contains_key(&(cx.reach.method(site.context), site.at))) {
            hits.push(cx.hit_at_call(Self::INFO, site, message(cx, site.callee, "takes")));
        }
    }
}

/// Each wait for a `Mutex` without a name that calls share.
fn nameless(cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
    let is_mutex = |site: &&CallSite| {
        site.opcode == Opcode::Newobj && cx.is_call_of(site.callee, "System.Threading.Mutex", ".ctor")
    };
    let made = cx.reach.calls.iter().filter(is_mutex).filter(|site| !has_name(cx, site, true));
    let made: BTreeSet<Made> = made.map(|site| (cx.reach.method(site.context), site.at)).collect();
    for site in cx.reach.calls.iter().filter(|_| !made.is_empty()) {
        if !waited_for(cx, site).iter().any(|lock| made.contains(lock)) {
            continue;
        }
        let is_kept = |object: ObjectId| {
            cx.reach.is_shared(object)
                || matches!(
                    cx.reach.object(object),
                    Object::HeldByStatic(_) | Object::Created { constructing: true, .. }
                )
        };
        if site.operands.iter().flat_map(ValueSet::iter).any(is_kept) {
            let name = cx.call_name(site.callee);
            let text = format!(
                "{name} waits for a Mutex without a name that calls share: it keeps apart the calls of one process only, as a static lock does, and {}",
                cx.blocking()
            );
            hits.push(cx.hit_at_call(CrossProcessLock::INFO, site, text));
        }
    }
}

fn message(cx: &Context<'_, '_>, callee: MethodHandle, verb: &str) -> String {
    let name = cx.call_name(callee);
    format!("{name} {verb} a lock that has a name: it does not hold across servers and {}", cx.blocking())
}

/// Whether a call makes a lock with a name, or opens one.
fn makes(cx: &Context<'_, '_>, site: &CallSite) -> bool {
    let api = cx.program().api_name(site.callee);
    let Some(type_name) = api.type_name.strip_prefix("System.Threading.").filter(|_| api.is_framework()) else {
        return false;
    };
    let is_address = site.opcode == Opcode::Ldftn;
    let is_constructor = api.member == ".ctor";
    let opens = api.member == "OpenExisting" || api.member == "TryOpenExisting";
    let is_one = NAMED.contains(&type_name) && (opens || is_constructor && !is_address)
        || WITH_RIGHTS.contains(&type_name) && (opens || api.member == "Create" && !is_address);
    is_one && (is_address || has_name(cx, site, is_constructor && site.opcode == Opcode::Newobj))
}

/// Whether a name is passed: something that is not `null` or empty for certain.
fn has_name(cx: &Context<'_, '_>, site: &CallSite, makes_object: bool) -> bool {
    let universe = cx.universe();
    let Some((module, blob)) = universe.method_signature(site.callee) else { return false };
    let Ok(signature) = universe.module(module).metadata.method_signature(blob) else { return false };
    let is_text = |parameter: &Type| *parameter == Type::Primitive(Primitive::String);
    let Some(number) = signature.parameters.iter().position(is_text) else { return false };
    let number = number + usize::from(signature.has_this && !makes_object);
    let Some(name) = site.arguments.get(number) else { return false };
    let mut is_named = false;
    let complete = cx.follow(site.context, *name, &mut |context, value| match cx.reach.facts(context).value(value) {
        Value::Null => true,
        // As mcs writes `""`.
        Value::Static(field) => {
            let field = universe.resolve_field(cx.reach.method(context).module, field);
            field.is_some_and(|field| universe.field_doc_id(field).as_str() == "F:System.String.Empty")
        }
        _ => {
            let text = cx.literal(context, value);
            is_named |= text.as_ref().is_some_and(|text| !text.is_empty());
            text.is_some()
        }
    });
    is_named || !complete
}

/// The objects that a call waits for, by the instruction that gave them.
fn waited_for(cx: &Context<'_, '_>, site: &CallSite) -> Vec<Made> {
    let waits = ["WaitOne", "WaitAll", "WaitAny", "SignalAndWait"]
        .into_iter()
        .any(|member| cx.is_call_of(site.callee, "System.Threading.WaitHandle", member));
    if !waits {
        return Vec::new();
    }
    let mut locks = Vec::new();
    for object in site.operands.iter().flat_map(ValueSet::iter) {
        if let Object::Created { method, at, .. } = cx.reach.object(object) {
            locks.push((method, at));
        }
    }
    locks.extend(opened_here(cx, site.context, site));
    locks
}

/// The calls of the same method that returned what is waited for: `OpenExisting`.
fn opened_here(cx: &Context<'_, '_>, context: ContextId, site: &CallSite) -> Vec<Made> {
    let facts = cx.reach.facts(context);
    let returned = site.arguments.iter().filter_map(|value| match facts.value(*value) {
        Value::Returned(at) if matches!(facts.event_at(at)?.action, Action::Call { .. }) => Some(at),
        _ => None,
    });
    returned.map(|at| (cx.reach.method(context), at)).collect()
}
