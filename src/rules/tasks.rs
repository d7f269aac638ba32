//! What the rules on asynchronous code share: which types are tasks, who makes them, and where a thread waits for one.

use crate::analysis::ContextId;
use crate::analysis::facts::{Action, Facts, Value, ValueId};
use crate::il::{IlOffset, Opcode};
use crate::model::{MethodHandle, Origin, TypeHandle};
use crate::rules::Context;

/// The types of an operation that goes on: namespace and metadata names.
const TASKS: (&str, &[&str]) = ("System.Threading.Tasks", &["Task", "Task`1", "ValueTask", "ValueTask`1"]);

/// What a method hands out so that the compiler, or the author, can wait.
const AWAITERS: &[&str] = &["TaskAwaiter", "TaskAwaiter`1", "ValueTaskAwaiter", "ValueTaskAwaiter`1"];

/// The same behind `ConfigureAwait`; they are nested in these types.
const CONFIGURED: &[&str] = &[
    "ConfiguredTaskAwaitable",
    "ConfiguredTaskAwaitable`1",
    "ConfiguredValueTaskAwaitable",
    "ConfiguredValueTaskAwaitable`1",
];

/// A place where a thread stands still until a task is done.
pub(super) struct Wait {
    /// The call that waits.
    pub(super) at: IlOffset,
    /// `Task.Wait`, `Task<T>.Result` or the awaiter's `GetResult`.
    pub(super) callee: MethodHandle,
    /// The call or construction that gave the task, where it is in the same method.
    pub(super) made: Option<IlOffset>,
}

impl Context<'_, '_> {
    /// Whether a type is a task: the framework's, or one of the same full name that was merged into the assembly.
    pub(super) fn is_task(&self, handle: TypeHandle) -> bool {
        let (namespace, names) = TASKS;
        self.is_framework_type(handle) && names.iter().any(|name| self.universe().is_named(handle, namespace, name))
    }

    /// Whether a type is the framework's, or defined in the assembly: then its full name decides.
    pub(super) fn is_framework_type(&self, handle: TypeHandle) -> bool {
        matches!(handle, TypeHandle::Def(_)) || self.universe().assembly_of(handle).1 == Origin::Framework
    }

    fn is_awaiter(&self, handle: TypeHandle) -> bool {
        let universe = self.universe();
        let (namespace, names) = universe.name_parts(handle);
        if namespace != "System.Runtime.CompilerServices" || !self.is_framework_type(handle) {
            return false;
        }
        match names.as_slice() {
            [name] => AWAITERS.iter().any(|awaiter| *name == *awaiter),
            [outer, _] => CONFIGURED.iter().any(|awaitable| *outer == *awaitable),
            _ => false,
        }
    }

    /// Where a method waits for tasks, by the author's will: what compilers write for `await` is left out.
    pub(super) fn waits(&self, context: ContextId) -> Vec<Wait> {
        let facts = self.reach.facts(context);
        let mut waits = Vec::new();
        for event in facts.events() {
            let Action::Call { method, arguments, opcode, .. } = event.action else { continue };
            if opcode == Opcode::Newobj {
                continue;
            }
            let Some(callee) = self.callee(context, method) else { continue };
            let Some(owner) = self.universe().method_owner(callee) else { continue };
            let Some(receiver) = facts.arguments(arguments).first() else { continue };
            let name = self.universe().method_name(callee);
            let task = if (name == "Wait" || name == "get_Result") && self.is_task(owner) {
                Some(*receiver)
            } else if name == "GetResult" && self.is_awaiter(owner) {
                self.awaited_by_author(context, facts, *receiver, event.at)
            } else {
                None
            };
            if let Some(task) = task {
                waits.push(Wait { at: event.at, callee, made: self.made_by(context, facts, task) });
            }
        }
        waits
    }

    /// The method that a token of a context's method names.
    pub(super) fn callee(&self, context: ContextId, token: crate::metadata::Token) -> Option<MethodHandle> {
        let module = self.reach.method(context).module;
        Some(self.program().callee(module, token)?.handle)
    }

    /// The task behind an awaiter on which the author calls `GetResult`. A compiler asks for `IsCompleted` first, and takes the
    /// awaiter up again from a field.
    fn awaited_by_author(&self, context: ContextId, facts: &Facts, awaiter: ValueId, at: IlOffset) -> Option<ValueId> {
        let Value::LocalAddress(local) = facts.value(awaiter) else { return None };
        let before = facts.events().partition_point(|event| event.at < at);
        for event in facts.events().get(..before)?.iter().rev() {
            match event.action {
                Action::StoreLocal { local: stored, value } if stored == local => {
                    let Value::Returned(made) = facts.value(value) else { return None };
                    return self.receiver_of(context, facts, made, "GetAwaiter");
                }
                Action::Call { method, arguments, .. }
                    if facts.arguments(arguments).first().map(|value| facts.value(*value))
                        == Some(Value::LocalAddress(local))
                        && self
                            .callee(context, method)
                            .is_some_and(|callee| self.universe().method_name(callee) == "get_IsCompleted") =>
                {
                    return None;
                }
                _ => {}
            }
        }
        None
    }

    /// The receiver of the call at `at`, if that is one of a method of this name.
    fn receiver_of(&self, context: ContextId, facts: &Facts, at: IlOffset, name: &str) -> Option<ValueId> {
        let Action::Call { method, arguments, .. } = facts.event_at(at)?.action else { return None };
        let callee = self.callee(context, method)?;
        let receiver = facts.arguments(arguments).first().copied();
        receiver.filter(|_| self.universe().method_name(callee) == name)
    }

    /// The call or construction in the same method that gives a task, looked at through variables and `ConfigureAwait`.
    fn made_by(&self, context: ContextId, facts: &Facts, task: ValueId) -> Option<IlOffset> {
        let mut current = task;
        for _ in 0..8 {
            current = match facts.value(current) {
                Value::Created(at) => return Some(at),
                Value::Returned(at) => match self.receiver_of(context, facts, at, "ConfigureAwait") {
                    Some(inner) => inner,
                    None => return Some(at),
                },
                Value::Local(local) | Value::LocalAddress(local) => only_stored(facts, local)?,
                Value::Merged(number) => {
                    let mut made = facts.merged(number).iter().filter(|value| facts.value(**value) != Value::Null);
                    *made.next().filter(|_| made.next().is_none())?
                }
                _ => return None,
            };
        }
        None
    }
}

/// The only value that is stored in a variable whose address is taken.
fn only_stored(facts: &Facts, local: u16) -> Option<ValueId> {
    let mut stored = facts.events().iter().filter_map(|event| match event.action {
        Action::StoreLocal { local: target, value } if target == local => Some(value),
        _ => None,
    });
    stored.next().filter(|_| stored.next().is_none())
}
