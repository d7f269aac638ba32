//! What the rules on asynchronous code share: which types are tasks, who makes them, and where a thread waits for one.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::ContextId;
use crate::analysis::facts::{Action, Facts, Value, ValueId};
use crate::il::{IlOffset, Opcode};
use crate::model::{MethodHandle, Origin, TypeHandle, Universe};
use crate::rules::Context;

/// The types of an operation that goes on: namespace and metadata names.
const TASKS: (&str, &[&str]) = ("System.Threading.Tasks", &["Task", "Task`1", "ValueTask", "ValueTask`1"]);

/// What a method hands out so that the compiler, or the author, can wait.
const AWAITERS: &[&str] = &["TaskAwaiter", "TaskAwaiter`1", "ValueTaskAwaiter", "ValueTaskAwaiter`1"];

/// What gives a task, or what is awaited of one, for the work of another.
const WRAPPED: [&str; 2] = ["ConfigureAwait", "Unwrap"];

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

/// Where one method waits for tasks.
#[derive(Default)]
pub(super) struct Waits {
    pub(super) list: Vec<Wait>,
    /// The calls and constructions that gave the tasks.
    made: FxHashSet<IlOffset>,
}

impl Waits {
    /// Whether the method waits for the task that the call at this place gives.
    pub(super) fn is_for(&self, made: IlOffset) -> bool {
        self.made.contains(&made)
    }
}

/// What a variable with an awaiter went through last.
#[derive(Clone, Copy)]
enum Awaiter {
    /// It was taken from a value.
    Stored(ValueId),
    /// It was asked whether it is done, which compilers do and authors do not.
    Asked,
}

/// See [`Context::is_framework_type`].
pub(super) fn is_framework_type(universe: &Universe<'_>, handle: TypeHandle) -> bool {
    universe.is_or_was_merged(handle, &[Origin::Framework])
}

/// See [`Context::is_task`].
pub(super) fn is_task(universe: &Universe<'_>, handle: TypeHandle) -> bool {
    let (namespace, names) = TASKS;
    is_framework_type(universe, handle) && names.iter().any(|name| universe.is_named(handle, namespace, name))
}

fn is_awaiter(universe: &Universe<'_>, handle: TypeHandle) -> bool {
    let (namespace, names) = universe.name_parts(handle);
    if namespace != "System.Runtime.CompilerServices" || !is_framework_type(universe, handle) {
        return false;
    }
    match names.as_slice() {
        [name] => AWAITERS.iter().any(|awaiter| *name == *awaiter),
        [outer, _] => CONFIGURED.iter().any(|awaitable| *outer == *awaitable),
        _ => false,
    }
}

/// Whether a thread that calls this method can stand still until a task is done.
pub(super) fn may_wait(universe: &Universe<'_>, callee: MethodHandle) -> bool {
    let is = match universe.method_name(callee).as_bytes() {
        b"Wait" | b"get_Result" => is_task,
        b"GetResult" => is_awaiter,
        _ => return false,
    };
    universe.method_owner(callee).is_some_and(|owner| is(universe, owner))
}

impl Context<'_, '_> {
    /// Whether a type is a task: the framework's, or one of the same full name that was merged into the assembly.
    pub(super) fn is_task(&self, handle: TypeHandle) -> bool {
        is_task(self.universe(), handle)
    }

    /// Whether a type is the framework's, or defined in the assembly: then its full name decides.
    pub(super) fn is_framework_type(&self, handle: TypeHandle) -> bool {
        is_framework_type(self.universe(), handle)
    }

    /// Where a method waits for tasks, by the author's will: what compilers write for `await` is left out.
    pub(super) fn waits(&self, context: ContextId) -> Rc<Waits> {
        let method = self.reach.method(context);
        if let Some(known) = self.waits.borrow().get(&method) {
            return Rc::clone(known);
        }
        let found = Rc::new(self.find_waits(context));
        self.waits.borrow_mut().insert(method, Rc::clone(&found));
        found
    }

    fn find_waits(&self, context: ContextId) -> Waits {
        let facts = self.reach.facts(context);
        let mut waits = Waits::default();
        let mut awaiters: FxHashMap<u16, Awaiter> = FxHashMap::default();
        let mut stored: Option<FxHashMap<u16, Option<ValueId>>> = None;
        for event in facts.events() {
            if let Action::StoreLocal { local, value } = event.action {
                awaiters.insert(local, Awaiter::Stored(value));
            }
            let Action::Call { method, arguments, opcode, .. } = event.action else { continue };
            let Some(receiver) = facts.arguments(arguments).first().filter(|_| opcode != Opcode::Newobj) else {
                continue;
            };
            let Some(callee) = self.callee(context, method) else { continue };
            let name = self.universe().method_name(callee);
            let variable = match facts.value(*receiver) {
                Value::LocalAddress(local) => Some(local),
                _ => None,
            };
            if name == "get_IsCompleted" {
                awaiters.extend(variable.map(|local| (local, Awaiter::Asked)));
            }
            let task = match name.as_bytes() {
                _ if !may_wait(self.universe(), callee) => None,
                b"Wait" | b"get_Result" => Some(*receiver),
                // A compiler asks for `IsCompleted` first, and takes the awaiter up again from a field.
                b"GetResult" => match variable.and_then(|local| awaiters.get(&local)) {
                    Some(Awaiter::Stored(value)) => match facts.value(*value) {
                        Value::Returned(at) => self.receiver_of(context, facts, at, "GetAwaiter"),
                        _ => None,
                    },
                    _ => None,
                },
                _ => None,
            };
            if let Some(task) = task {
                let stored = stored.get_or_insert_with(|| only_stored(facts));
                let made = self.made_by(context, facts, stored, task);
                waits.made.extend(made);
                waits.list.push(Wait { at: event.at, callee, made });
            }
        }
        waits
    }

    /// The method that a token of a context's method names.
    pub(super) fn callee(&self, context: ContextId, token: crate::metadata::Token) -> Option<MethodHandle> {
        let module = self.reach.method(context).module;
        Some(self.program().callee(module, token)?.handle)
    }

    /// The receiver of the call at `at`, if that is one of a method of this name.
    pub(super) fn receiver_of(&self, context: ContextId, facts: &Facts, at: IlOffset, name: &str) -> Option<ValueId> {
        let Action::Call { method, arguments, .. } = facts.event_at(at)?.action else { return None };
        let callee = self.callee(context, method)?;
        let receiver = facts.arguments(arguments).first().copied();
        receiver.filter(|_| self.universe().method_name(callee) == name)
    }

    /// Whether a call is of a member of the framework's tasks, and not of one of the same name.
    fn is_of_tasks(&self, context: ContextId, facts: &Facts, at: IlOffset) -> bool {
        let Some(Action::Call { method, .. }) = facts.event_at(at).map(|event| event.action) else { return false };
        let owner = self.callee(context, method).and_then(|callee| self.universe().method_owner(callee));
        owner.is_some_and(|owner| {
            self.universe().full_name(owner).as_str().starts_with("System.Threading.Tasks.")
                && self.universe().assembly_of(owner).1 == Origin::Framework
        })
    }

    /// The call or construction in the same method that gives a task, looked at through variables, `ConfigureAwait` and `Unwrap`.
    fn made_by(
        &self,
        context: ContextId,
        facts: &Facts,
        stored: &FxHashMap<u16, Option<ValueId>>,
        task: ValueId,
    ) -> Option<IlOffset> {
        let mut current = task;
        for _ in 0..8 {
            current = match facts.value(current) {
                Value::Created(at) => return Some(at),
                Value::Returned(at) => {
                    let inner = WRAPPED.iter().find_map(|name| self.receiver_of(context, facts, at, name));
                    match inner.filter(|_| self.is_of_tasks(context, facts, at)) {
                        Some(inner) => inner,
                        None => return Some(at),
                    }
                }
                Value::Local(local) | Value::LocalAddress(local) => stored.get(&local).copied().flatten()?,
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

/// The only values that are stored in variables whose address is taken; `None` for a variable with several.
fn only_stored(facts: &Facts) -> FxHashMap<u16, Option<ValueId>> {
    let mut stored: FxHashMap<u16, Option<ValueId>> = FxHashMap::default();
    for event in facts.events() {
        if let Action::StoreLocal { local, value } = event.action {
            stored.entry(local).and_modify(|known| *known = None).or_insert(Some(value));
        }
    }
    stored
}
