//! `parallel-execution`

use std::cell::LazyCell;
use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::begun::Begun;
use super::mention::{Mention, Thing};
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::facts::{Action, Value, ValueId};
use crate::analysis::{CallSite, ContextId, Object};
use crate::apis::ApiList;
use crate::finding::RuleInfo;
use crate::il::{IlOffset, Opcode};
use crate::metadata::Token;
use crate::model::{MethodHandle, Universe};

declare_rule! {
    /// A plug-in starts work on another thread.
    ///
    /// ## Why it matters
    ///
    /// A plug-in runs inside a database transaction that belongs to its thread. Work on another thread uses the same service beside it
    /// and breaks the transaction: "The transaction active in this session has been committed or aborted by another session". Work that
    /// goes on when `Execute` has returned runs with a service that no longer exists, or is stopped with the worker process.
    ///
    /// ## What is found
    ///
    /// Tasks, threads, timers, the thread pool, `Parallel`, PLINQ, background workers, `BeginInvoke`, dataflow blocks, and `Begin…`
    /// methods whose `End…` is never called, in the reach of a plug-in. A thread or task that nobody starts is none. One operation is one finding: `Start` and `Join` of a
    /// thread that was made in the same method are part of it, and what a method does with one thread or timer in a field is said once.
    ///
    /// ## What is left alone
    ///
    /// `Task.FromResult`, `Task.CompletedTask`, `Thread.CurrentThread` and what is done with it, cancellation tokens, concurrent collections, `Lazy`, and what
    /// compilers write for `lock`, `foreach`, events and iterators.
    ///
    /// ## What to do instead
    ///
    /// Do the work in the call, one after the other. What takes long belongs in an asynchronous step or outside of Dataverse.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// Parallel.ForEach(ids, id => service.Update(Touch(id)));   // found
    /// foreach (var id in ids) service.Update(Touch(id));        // instead
    /// ```
    ParallelExecution {
        id: "parallel-execution",
        aliases: ["il-avoid-parallel-plugin"],
        severity: High,
        confidence: High,
        category: "Design",
        summary: "A plug-in starts work on another thread",
        help: "Work on another thread breaks the transaction of the call or outlives its service. Do it in the call, or in an asynchronous step.",
    }
}

fn apis() -> &'static ApiList<'static> {
    static LIST: OnceLock<ApiList<'static>> = OnceLock::new();
    LIST.get_or_init(|| ApiList::parse(include_str!("parallel_execution.apis")).unwrap_or_default())
}

impl Rule for ParallelExecution {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    fn concerns(&self, mention: &Mention<'_, '_, '_>) -> bool {
        starts_work(mention)
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        for work in cx.work().iter().filter(|work| !work.continues) {
            let site = work.site(cx);
            let name = cx.call_name(site.callee).replace(".set_", ".");
            let does = if cx.api(apis(), site).is_some_and(|api| has_word(api.kind, "stops")) {
                "stops or resumes another thread"
            } else {
                "starts or awaits work on another thread"
            };
            hits.push(cx.hit_at_call(Self::INFO, site, format!("{name} {does}, outside the transaction of the call")));
        }
    }
}

/// A call that starts work elsewhere, makes what will work, or goes on with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    /// Index of the call among those of the reach.
    call: usize,
    /// Whether it only goes on with what is reported in the same method: the start of a thread, a query over a parallel query.
    pub(super) continues: bool,
}

impl Work {
    /// The call.
    pub(super) fn site<'c>(&self, cx: &Context<'c, '_>) -> &'c CallSite {
        &cx.reach.calls[self.call]
    }
}

/// The calls in reach that start work elsewhere.
#[derive(Default)]
pub(super) struct Works {
    list: Vec<Work>,
    places: FxHashSet<(ContextId, IlOffset)>,
    /// What the `End…` methods in reach end.
    ended: FxHashSet<Vec<u8>>,
}

impl Context<'_, '_> {
    /// The calls in reach that start work elsewhere.
    pub(super) fn work(&self) -> &[Work] {
        &self.works().list
    }

    fn works(&self) -> &Works {
        self.work.get_or_init(|| find(self))
    }

    /// Whether the call at this place is one of them.
    pub(super) fn starts_work(&self, context: ContextId, at: IlOffset) -> bool {
        self.works().places.contains(&(context, at))
    }

    /// Whether a call is made on the thread that it runs on: nothing runs elsewhere because of it.
    pub(super) fn is_on_own_thread(&self, site: &CallSite) -> bool {
        const THREAD: &str = "System.Threading.Thread";
        let facts = self.reach.facts(site.context);
        let Some(Value::Returned(at)) = site.arguments.first().map(|receiver| facts.value(*receiver)) else {
            return false;
        };
        let Some(Action::Call { method, .. }) = facts.event_at(at).map(|event| event.action) else { return false };
        self.universe()
            .method_owner(site.callee)
            .is_some_and(|owner| self.universe().full_name(owner).as_str() == THREAD)
            && self
                .callee(site.context, method)
                .is_some_and(|callee| self.is_call_of(callee, THREAD, "get_CurrentThread"))
    }

    /// Whether a call works with an object that was made to work elsewhere.
    pub(super) fn uses_work(&self, site: &CallSite) -> bool {
        self.api(apis(), site).is_some_and(|api| has_word(api.kind, "uses"))
    }

    /// Whether a call makes the handlers of its object run.
    pub(super) fn fires(&self, site: &CallSite) -> bool {
        self.api(apis(), site).is_some_and(|api| has_word(api.kind, "fires"))
    }

    /// Whether a method is a `Begin…` whose `End…` something in reach calls.
    pub(super) fn is_ended(&self, callee: MethodHandle) -> bool {
        operation(self, callee, b"Begin").is_some_and(|operation| self.works().ended.contains(operation))
    }
}

fn has_word(kind: &str, word: &str) -> bool {
    kind.split(',').any(|it| it == word)
}

/// Whether code that names this can start work elsewhere.
pub(super) fn starts_work(mention: &Mention<'_, '_, '_>) -> bool {
    mention.is_in(apis())
        || matches!(&mention.thing, Thing::Method { callee, api, .. }
            if api.member.as_bytes().starts_with(b"Begin") && returns_async_result(mention.universe(), *callee))
}

/// Whether the last argument of a call is `false`.
fn is_switched_off(cx: &Context<'_, '_>, site: &CallSite) -> bool {
    site.arguments.last().is_some_and(|value| cx.reach.facts(site.context).constant(*value) == Some(0))
}

/// What is behind the prefix in a method's name.
fn operation<'n>(cx: &Context<'_, 'n>, callee: MethodHandle, prefix: &[u8]) -> Option<&'n [u8]> {
    cx.universe().method_name(callee).as_bytes().strip_prefix(prefix).filter(|rest| !rest.is_empty())
}

fn find(cx: &Context<'_, '_>) -> Works {
    let mut works = Works::default();
    for site in &cx.reach.calls {
        works.ended.extend(operation(cx, site.callee, b"End").map(<[u8]>::to_vec));
    }
    let begun = LazyCell::new(|| Begun::new(cx));
    let calls: Vec<(usize, &CallSite, bool)> = cx
        .reach
        .calls
        .iter()
        .enumerate()
        .filter_map(|(call, site)| {
            let kind = cx.api(apis(), site).map(|api| api.kind);
            let uses = kind.is_some_and(|kind| has_word(kind, "uses"));
            let counts = match kind {
                Some(kind) if has_word(kind, "switched") => !is_switched_off(cx, site),
                Some(kind) if has_word(kind, "idle") => begun.has(cx.reach.method(site.context), site.at),
                Some(_) => !uses || !cx.is_on_own_thread(site),
                None => begins(cx, site, &works.ended),
            };
            counts.then_some((call, site, uses))
        })
        .collect();
    works.places.extend(calls.iter().filter(|(.., uses)| !uses).map(|(_, site, _)| (site.context, site.at)));
    let mut known = kept_in_fields(cx, &calls, &works.places);
    for (call, site, uses) in calls {
        let receiver = kept_in(cx, site).filter(|_| uses);
        let again = receiver.is_some_and(|receiver| !known.insert((site.context, receiver)));
        works.places.insert((site.context, site.at));
        works.list.push(Work { call, continues: uses && (again || continues(cx, site, &works.places)) });
    }
    works
}

/// The field that keeps what a call is made on, as far as one method tells.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Receiver {
    Field(ValueId, Token),
    Static(Token),
}

fn kept_in(cx: &Context<'_, '_>, site: &CallSite) -> Option<Receiver> {
    match cx.reach.facts(site.context).value(*site.arguments.first()?) {
        Value::Field(object, field) => Some(Receiver::Field(object, field)),
        Value::Static(field) => Some(Receiver::Static(field)),
        _ => None,
    }
}

/// The fields that methods with such calls give objects that they make and that are reported.
fn kept_in_fields(
    cx: &Context<'_, '_>,
    calls: &[(usize, &CallSite, bool)],
    reported: &FxHashSet<(ContextId, IlOffset)>,
) -> FxHashSet<(ContextId, Receiver)> {
    let mut kept = FxHashSet::default();
    let contexts: FxHashSet<ContextId> = calls.iter().filter(|(.., uses)| *uses).map(|it| it.1.context).collect();
    for context in contexts {
        let facts = cx.reach.facts(context);
        let is_reported = |value: ValueId| match facts.value(value) {
            Value::Returned(at) | Value::Created(at) => reported.contains(&(context, at)),
            _ => false,
        };
        kept.extend(facts.events().iter().filter_map(|event| match event.action {
            Action::StoreField { object, field, value } if is_reported(value) => {
                Some((context, Receiver::Field(object, field)))
            }
            Action::StoreStatic { field, value } if is_reported(value) => Some((context, Receiver::Static(field))),
            _ => None,
        }));
    }
    kept
}

/// Whether a call only goes on with what was reported in the same method: starts the thread, queries the parallel query.
fn continues(cx: &Context<'_, '_>, site: &CallSite, reported: &FxHashSet<(ContextId, IlOffset)>) -> bool {
    let method = cx.reach.method(site.context);
    let made_here = site.operands.first().is_some_and(|receiver| {
        receiver
            .iter()
            .any(|object| matches!(cx.reach.object(object), Object::Created { method: made, .. } if made == method))
    });
    let facts = cx.reach.facts(site.context);
    let is_reported = |value: ValueId| match facts.value(value) {
        Value::Returned(at) | Value::Created(at) => reported.contains(&(site.context, at)) && at != site.at,
        _ => false,
    };
    let from_reported = site.arguments.first().is_some_and(|value| match facts.value(*value) {
        Value::Merged(number) => facts.merged(number).iter().any(|value| is_reported(*value)),
        _ => is_reported(*value),
    });
    made_here || from_reported
}

/// `BeginInvoke` of a delegate, and `Begin…` methods of the framework whose `End…` nothing in reach calls.
fn begins(cx: &Context<'_, '_>, site: &CallSite, ended: &FxHashSet<Vec<u8>>) -> bool {
    let name = cx.universe().method_name(site.callee);
    let begins = operation(cx, site.callee, b"Begin").is_some() && site.opcode != Opcode::Ldftn;
    begins
        && returns_async_result(cx.universe(), site.callee)
        && (name == "BeginInvoke"
            || cx.is_framework_call(site)
                && !operation(cx, site.callee, b"Begin").is_some_and(|operation| ended.contains(operation)))
}

fn returns_async_result(universe: &Universe<'_>, callee: MethodHandle) -> bool {
    let Some((module, blob)) = universe.method_signature(callee) else { return false };
    let Ok(signature) = universe.module(module).metadata.method_signature(blob) else { return false };
    universe
        .resolve_type_of(module, &signature.return_type)
        .is_some_and(|handle| universe.is_named(handle, "System", "IAsyncResult"))
}
