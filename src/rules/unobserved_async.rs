//! `unobserved-async`

use std::cell::OnceCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::async_method::{Returns, async_methods, is_async};
use super::mention::{Mention, Thing};
use super::tasks::{is_framework_type, is_task};
use super::{Context, Hit, InDependency, Rule, declare_rule};
use crate::analysis::facts::{Action, Arguments, Facts, Value, ValueId};
use crate::analysis::{ContextId, Effects, Program};
use crate::finding::RuleInfo;
use crate::il::{IlOffset, Opcode};
use crate::metadata::{Token, Type};
use crate::model::{MethodHandle, ModuleId, TypeHandle, Universe};

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
    /// Tasks that are awaited, waited for, returned or kept, and completed ones such as `Task.FromResult`; `Begin…` with its `End…` in
    /// reach or with a callback; `Task.Run` and the like, which are `parallel-execution`.
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

    fn concerns(&self, mention: &Mention<'_, '_, '_>) -> bool {
        is_async(mention)
            || matches!(mention.thing, Thing::Method { token, .. } if gives_pending(mention.program, mention.module, token))
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
    let mut used: Option<Vec<bool>> = None;
    let counted = OnceCell::new();
    for event in facts.events() {
        let Action::Call { opcode, method, result: Some(result), arguments, .. } = event.action else { continue };
        if opcode == Opcode::Newobj {
            continue;
        }
        let used = used.get_or_insert_with(|| facts.used());
        if used.get(result.0 as usize) == Some(&true) {
            continue;
        }
        // `ConfigureAwait` alone waits for nothing: the task behind it is dropped.
        let behind = behind_configure_await(cx, context, event.at);
        let is_used = |made| counted.get_or_init(|| uses_of_results(facts)).get(&made).is_some_and(|count| *count > 1);
        if behind.is_some_and(|(made, ..)| is_used(made)) {
            continue;
        }
        let (at, method, arguments) = behind.unwrap_or((event.at, method, arguments));
        if !gives_pending(cx.program(), cx.reach.method(context).module, method) || cx.starts_work(context, at) {
            continue;
        }
        let Some(callee) = cx.callee(context, method) else { continue };
        if is_done(cx, callee) || is_called_back(cx, context, callee, facts.arguments(arguments)) {
            continue;
        }
        let targets: Vec<ContextId> = cx.reach.edges_at(context, at).map(|edge| edge.to).collect();
        if !targets.is_empty() && targets.into_iter().all(|target| returns_done(cx, target)) {
            continue;
        }
        let name = cx.call_name(callee);
        let message =
            format!("nobody waits for what {name} starts: it outlives the call, its transaction and its service");
        hits.push(cx.hit_at(UnobservedAsync::INFO, (context, at), callee, message));
    }
}

/// The call that gives the task on which the call at this place, one of `ConfigureAwait`, is made.
fn behind_configure_await(
    cx: &Context<'_, '_>,
    context: ContextId,
    at: IlOffset,
) -> Option<(IlOffset, Token, Arguments)> {
    let facts = cx.reach.facts(context);
    let task = cx.receiver_of(context, facts, at, "ConfigureAwait")?;
    let Value::Returned(made) = facts.value(task) else { return None };
    match facts.event_at(made)?.action {
        Action::Call { method, arguments, .. } => Some((made, method, arguments)),
        _ => None,
    }
}

/// How often something is done with what a call gives, by the call: a call of `ConfigureAwait` on it is once.
fn uses_of_results(facts: &Facts) -> FxHashMap<IlOffset, usize> {
    let mut uses: FxHashMap<ValueId, usize> = FxHashMap::default();
    let mut count = |value| *uses.entry(value).or_default() += 1;
    for event in facts.events() {
        match event.action {
            Action::Call { arguments, .. } => facts.arguments(arguments).iter().copied().for_each(&mut count),
            Action::StoreField { value, .. }
            | Action::StoreStatic { value, .. }
            | Action::StoreIndirect { value, .. }
            | Action::StoreElement { value, .. }
            | Action::StoreLocal { value, .. }
            | Action::StoreArgument { value, .. }
            | Action::Return(value) => count(value),
            _ => {}
        }
    }
    let mut results: FxHashMap<IlOffset, usize> = FxHashMap::default();
    for (value, count) in uses {
        for part in parts(facts, value) {
            if let Value::Returned(made) = facts.value(part) {
                *results.entry(made).or_default() += count;
            }
        }
    }
    results
}

/// Whether a call gives something to wait for: by what the method is declared to return. One that returns any type, such as an
/// element of a list of tasks, starts nothing; but a delegate's `Invoke` does. A property hands out what is kept elsewhere.
fn gives_pending(program: &Program<'_, '_>, module: ModuleId, token: Token) -> bool {
    let universe = program.universe;
    let Some(callee) = program.callee(module, token).map(|callee| callee.handle) else { return false };
    let name = universe.method_name(callee);
    if name.as_bytes().starts_with(b"get_") {
        return false;
    }
    let is_open = || {
        let signature = universe.method_signature(callee);
        signature.is_none_or(|(module, blob)| {
            universe.module(module).metadata.method_signature(blob).is_ok_and(|signature| {
                matches!(signature.return_type.unmodified(), Type::TypeParameter(_) | Type::MethodParameter(_))
            })
        })
    };
    let returned = program.returned_type(module, token);
    returned.is_some_and(|handle| is_pending(universe, handle)) && (name == "Invoke" || !is_open())
}

fn is_pending(universe: &Universe<'_>, handle: TypeHandle) -> bool {
    is_task(universe, handle)
        || universe.is_named(handle, "System", "IAsyncResult") && is_framework_type(universe, handle)
}

/// Whether what a method returns is done already, or is ended elsewhere: a completed task, a `Begin…` with its `End…`.
fn is_done(cx: &Context<'_, '_>, callee: MethodHandle) -> bool {
    let is_task = cx.universe().method_owner(callee).is_some_and(|owner| cx.is_task(owner));
    is_task && cx.program().effects(callee).contains(Effects::DONE) || cx.is_ended(callee)
}

/// Whether a method is given a callback, which is told when the work is done: by what its operand is declared to be, or, behind a
/// type parameter such as those of `Func`, by what is handed over.
fn is_called_back(cx: &Context<'_, '_>, context: ContextId, callee: MethodHandle, arguments: &[ValueId]) -> bool {
    let facts = cx.reach.facts(context);
    let is_callback = |handle: TypeHandle| cx.universe().is_named(handle, "System", "AsyncCallback");
    arguments.iter().enumerate().any(|(number, argument)| {
        facts.value(*argument) != Value::Null
            && (cx.operand_type(callee, number).is_some_and(is_callback)
                || parts(facts, *argument).any(|value| type_of(cx, context, value).is_some_and(is_callback)))
    })
}

/// A value, or the values of which it is one.
fn parts(facts: &Facts, value: ValueId) -> impl Iterator<Item = ValueId> {
    match facts.value(value) {
        Value::Merged(number) => facts.merged(number).to_vec(),
        _ => vec![value],
    }
    .into_iter()
}

/// The type of what is made here, or that a value is declared to have.
fn type_of(cx: &Context<'_, '_>, context: ContextId, value: ValueId) -> Option<TypeHandle> {
    let facts = cx.reach.facts(context);
    match facts.value(value) {
        Value::Created(at) => match facts.event_at(at)?.action {
            Action::Call { method, .. } => cx.universe().method_owner(cx.callee(context, method)?),
            _ => None,
        },
        _ => cx.static_type(context, value),
    }
}

/// Whether a method returns nothing but tasks that are done, or that were started elsewhere.
fn returns_done(cx: &Context<'_, '_>, context: ContextId) -> bool {
    let facts = cx.reach.facts(context);
    let is_done = |value: ValueId| match facts.value(value) {
        // What is kept elsewhere was started elsewhere.
        Value::Null | Value::Field(..) | Value::Static(_) => true,
        Value::Returned(at) => match facts.event_at(at).map(|event| event.action) {
            Some(Action::Call { method, .. }) => cx.callee(context, method).is_some_and(|callee| is_done(cx, callee)),
            _ => false,
        },
        _ => false,
    };
    facts.events().iter().all(|event| match event.action {
        Action::Return(value) => match facts.value(value) {
            Value::Merged(number) => facts.merged(number).iter().all(|value| is_done(*value)),
            _ => is_done(value),
        },
        _ => true,
    })
}
