//! Values that are made on first use and then stay: `if (f == null) f = new …`, `f ??= …`, double-checked locking.

use std::rc::Rc;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::Context;
use crate::analysis::facts::{Action, Facts, Value, ValueId};
use crate::analysis::{ContextId, How, Mutation, Object, ValueSet, Via, Write};
use crate::apis::ApiList;
use crate::il::{IlOffset, Opcode};
use crate::metadata::{Primitive, Token, Type};
use crate::model::{FieldHandle, MethodHandle, ModuleId, TypeHandle, TypeId};

mod by_reference;
mod origin;
pub(super) mod static_local;

use origin::depends_on_call;

/// Whether a write only gives a field its first value, and that value is the same whoever calls.
pub(super) fn is_lazy(cx: &Context<'_, '_>, write: &Write) -> bool {
    let key = (write.context, write.at, write.field, write.how == How::Store);
    if let Some(known) = cx.lazy.borrow().get(&key) {
        return *known;
    }
    // Two rules ask, and both have to get the same answer, however much was searched meanwhile.
    let found = finds_lazy(cx, write);
    cx.lazy.borrow_mut().insert(key, found);
    found
}

/// The field that gets its first value where an object that the instance holds is changed, if that value is the same whoever calls.
pub(super) fn made_inside(cx: &Context<'_, '_>, mutation: &Mutation) -> Option<FieldHandle> {
    let facts = cx.reach.facts(mutation.context);
    let module = cx.reach.method(mutation.context).module;
    let field = match (facts.event_at(mutation.at)?.action, mutation.how) {
        (Action::StoreField { field, .. }, How::Store) => cx.universe().resolve_field(module, field)?,
        (Action::Call { method, .. }, How::Store) if mutation.by.is_none() => {
            let setter =
                cx.program().callee(module, method)?.enter.filter(|it| cx.program().is_generated_accessor(*it))?;
            let code = cx.program().code(setter)?;
            let stored = code.facts.events().iter().find_map(|event| match event.action {
                Action::StoreField { field, .. } => Some(field),
                _ => None,
            });
            cx.universe().resolve_field(setter.module, stored?)?
        }
        (Action::Call { opcode, arguments, .. }, How::Handed { position, .. }) => {
            let passed = usize::from(position).checked_sub(usize::from(opcode == Opcode::Newobj))?;
            match facts.value(*facts.arguments(arguments).get(passed)?) {
                Value::FieldAddress(_, field) => cx.universe().resolve_field(module, field)?,
                _ => return None,
            }
        }
        _ => return None,
    };
    if is_link(cx, field, &mutation.value) {
        return None;
    }
    let Mutation { context, at, holder, how, .. } = *mutation;
    let write = Write { context, at, holder, field, exact: false, how, value: ValueSet::default(), locked: false };
    is_lazy(cx, &write).then_some(field)
}

/// Whether a field leads from one node of a structure to another one: who fills it makes the structure larger. What an interface holds that the
/// class itself implements, as wrappers do, is none if it is of a class that leads no further.
fn is_link(cx: &Context<'_, '_>, field: FieldHandle, value: &ValueSet) -> bool {
    let (held, owner) = (cx.universe().type_of_field(field), cx.universe().owner_of_field(field));
    let (Some(TypeHandle::Def(declared)), Some(owner @ TypeHandle::Def(class))) = (held, owner) else { return false };
    let is_node = |of: TypeId| cx.program().is_a(of, owner) || cx.program().is_a(class, TypeHandle::Def(of));
    if !cx.program().is_interface(declared) {
        return is_node(declared);
    }
    // What is not known may be one, and one that holds the interface itself leads on to others.
    let leads_on = |of: TypeId| {
        let mut held =
            cx.universe().fields(of).filter_map(|field| cx.universe().type_of_field(FieldHandle::Def(field)));
        held.any(|held| held == TypeHandle::Def(declared))
    };
    value.iter().next().is_none()
        || value.iter().any(|object| match cx.reach.object(object) {
            Object::Created { exact: Some(exact), .. } => is_node(exact) || leads_on(exact),
            _ => true,
        })
}

/// A write: where, of what, and whether it is a store.
pub(super) type Key = (ContextId, IlOffset, FieldHandle, bool);

fn finds_lazy(cx: &Context<'_, '_>, write: &Write) -> bool {
    if static_local::initialises(cx, write) {
        return static_local::is_lazy(cx, write);
    }
    if emptiness_of(cx, write.field).is_none() {
        return false;
    }
    let facts = cx.reach.facts(write.context);
    let Some(event) = facts.event_at(write.at) else { return false };
    match (event.action, write.how) {
        (Action::StoreField { .. } | Action::Call { .. }, How::Store) => {
            let Some((object, value)) = stored(cx, write.context, facts, event.action) else {
                return by_reference::is_lazy(cx, write);
            };
            let tests = Tests { cx, context: write.context, facts, field: write.field };
            let fills = tests.fills(write.at, value) || is_called_behind_test(cx, write.context, write.field);
            fills && !depends_on_call(cx, &[], write.context, value, Some(object))
        }
        (Action::Call { arguments, .. }, How::Handed { callee, .. }) => {
            let passed = facts.arguments(arguments);
            let holder = passed.iter().find_map(|value| match facts.value(*value) {
                Value::FieldAddress(holder, _) => Some(holder),
                _ => None,
            });
            let same_for_all = |value: Option<&ValueId>| {
                value.is_some_and(|value| !depends_on_call(cx, &[], write.context, *value, holder))
            };
            if cx.is_call_of(callee, "System.Threading.LazyInitializer", "EnsureInitialized") {
                return passed.iter().skip(1).all(|value| same_for_all(Some(value)));
            }
            cx.is_call_of(callee, "System.Threading.Interlocked", "CompareExchange")
                && passed.get(2).is_some_and(|value| facts.value(*value) == Value::Null)
                && same_for_all(passed.get(1))
        }
        _ => false,
    }
}

/// Whether all who call a method ask first whether a field is empty: `if (f == null) Load();`.
fn is_called_behind_test(cx: &Context<'_, '_>, context: ContextId, field: FieldHandle) -> bool {
    /// Callers that are asked.
    const CALLERS: usize = 16;
    let callers = cx.callers(context);
    let is_entry = || cx.reach.flow().entries.iter().any(|(entry, _)| *entry == context);
    !callers.is_empty()
        && callers.len() <= CALLERS
        && callers.iter().all(|(caller, at, via)| {
            let facts = cx.reach.facts(*caller);
            let tests = Tests { cx, context: *caller, facts, field };
            matches!(via, Via::Call | Via::Callvirt | Via::Override | Via::Interface)
                && facts.is_behind_null_test(*at, &|value| tests.tells_null(value))
        })
        && !is_entry()
}

/// The object whose field an instruction sets, or a call of an accessor that the compiler made, and the value.
fn stored(cx: &Context<'_, '_>, context: ContextId, facts: &Facts, action: Action) -> Option<(ValueId, ValueId)> {
    match action {
        Action::StoreField { object, value, .. } => Some((object, value)),
        Action::Call { method, arguments, .. } => {
            let setter = cx.program().callee(cx.reach.method(context).module, method)?.enter?;
            let &[object, value] = facts.arguments(arguments) else { return None };
            cx.program().is_generated_accessor(setter).then_some((object, value))
        }
        _ => None,
    }
}

/// What tells that a field is empty.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Emptiness {
    /// It is null, or a `Nullable` without a value.
    Itself,
    /// It is a struct of which a field says so: a reference that is null.
    OfItsFields,
}

/// What tells that a field is empty; `None` where its first value cannot be told from others.
fn emptiness_of(cx: &Context<'_, '_>, field: FieldHandle) -> Option<Emptiness> {
    let FieldHandle::Def(id) = field else { return Some(Emptiness::Itself) };
    let universe = cx.universe();
    let Some(row) = universe.field_row(id) else { return Some(Emptiness::Itself) };
    match universe.module(id.module).metadata.field_signature(row.signature).as_ref().map(Type::unmodified) {
        Ok(Type::Named { value_type: true, .. }) => Some(Emptiness::OfItsFields),
        Ok(Type::Primitive(Primitive::String | Primitive::Object)) => Some(Emptiness::Itself),
        Ok(Type::Primitive(_)) => None,
        Ok(Type::Instance { value_type: true, generic, .. }) => {
            let generic = universe.resolve_type(id.module, *generic);
            let is_nullable = generic.is_some_and(|generic| universe.is_named(generic, "System", "Nullable`1"));
            Some(if is_nullable { Emptiness::Itself } else { Emptiness::OfItsFields })
        }
        _ => Some(Emptiness::Itself),
    }
}

/// What is stored in the variables of a method, by number; `None` where several values are.
pub(super) type Copies = FxHashMap<u16, Option<ValueId>>;

impl Context<'_, '_> {
    fn copies(&self, context: ContextId) -> Rc<Copies> {
        if let Some((_, copies)) = self.copies.borrow().as_ref().filter(|(known, _)| *known == context) {
            return Rc::clone(copies);
        }
        let events = self.reach.facts(context).events();
        let mut copies = Copies::default();
        for event in events.iter().filter(|_| self.look(1)) {
            if let Action::StoreLocal { local, value } = event.action {
                copies.entry(local).and_modify(|known| *known = None).or_insert(Some(value));
            }
        }
        let copies = Rc::new(copies);
        *self.copies.borrow_mut() = Some((context, Rc::clone(&copies)));
        copies
    }
}

/// What a method asks about a field.
struct Tests<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    context: ContextId,
    facts: &'s Facts,
    field: FieldHandle,
}

impl Tests<'_, '_, '_> {
    /// Whether the store of a value at `at` only gives the field its first one.
    fn fills(&self, at: IlOffset, value: ValueId) -> bool {
        let asked = |value: ValueId| self.tells_null(value);
        // Who finds a value is refused: that is no cache.
        let guarded = self.facts.is_behind_null_test(at, &asked) && !self.facts.refuses_others(at, &asked)
            || self.awaited(value).is_some_and(|begun| self.facts.is_behind_null_test(begun, &asked));
        // `f = f ?? …` stores what the field had, or something new, by whether it is null; other choices are state.
        guarded
            || matches!(self.facts.value(value), Value::Merged(_))
                && any_of(self.facts, value, &|value| self.is_field(value))
                && self.facts.null_tests().any(|tested| asked(tested).is_some())
    }

    /// Whether a value is what the field holds, or, of a struct, what in it tells whether it is empty.
    fn is_field(&self, value: ValueId) -> bool {
        match (emptiness_of(self.cx, self.field), self.facts.value(value)) {
            (Some(Emptiness::OfItsFields), Value::Field(holder, token)) => {
                let told_by = self.cx.universe().resolve_field(self.module(), token);
                self.is_content(holder)
                    && told_by.is_some_and(|field| emptiness_of(self.cx, field) == Some(Emptiness::Itself))
            }
            (Some(Emptiness::Itself), _) => self.is_content(value),
            _ => false,
        }
    }

    fn is_content(&self, value: ValueId) -> bool {
        match self.facts.value(value) {
            // In a method that got its address, by which a `Nullable` is asked.
            Value::Loaded(address) => by_reference::leads_to(self.cx, self.context, address, self.field),
            Value::Argument(_) => by_reference::leads_to(self.cx, self.context, value, self.field),
            Value::Field(_, token) | Value::FieldAddress(_, token) => self.names(token),
            // A copy, whose address is taken to ask whether it has a value.
            Value::Local(local) | Value::LocalAddress(local) => self
                .cx
                .copies(self.context)
                .get(&local)
                .copied()
                .flatten()
                .is_some_and(|value| matches!(self.facts.value(value), Value::Field(_, token) if self.names(token))),
            Value::Merged(number) => self.facts.merged(number).iter().any(|value| match self.facts.value(*value) {
                Value::Field(_, token) => self.names(token),
                Value::Returned(at) => self.is_read_by(at),
                _ => false,
            }),
            Value::Returned(at) => self.is_read_by(at),
            _ => false,
        }
    }

    /// Whether a call is one of a method that only gives what the field holds.
    fn is_read_by(&self, at: IlOffset) -> bool {
        let Some(Action::Call { method, .. }) = self.facts.event_at(at).map(|event| event.action) else { return false };
        let program = self.cx.program();
        let callee = program.callee(self.module(), method);
        let Some(getter) = callee.and_then(|callee| callee.enter) else { return false };
        let Some(code) = program.code(getter) else { return false };
        let [event] = code.facts.events() else { return false };
        let Action::Return(value) = event.action else { return false };
        match code.facts.value(value) {
            Value::Field(object, token) => {
                code.facts.value(object) == Value::Argument(0)
                    && self.cx.universe().resolve_field(getter.module, token) == Some(self.field)
            }
            _ => false,
        }
    }

    fn names(&self, token: Token) -> bool {
        self.cx.universe().resolve_field(self.module(), token) == Some(self.field)
    }

    fn module(&self) -> ModuleId {
        self.cx.reach.method(self.context).module
    }

    /// Whether a value that a branch asks tells if the field is empty, and if so, whether by being zero or null itself.
    fn tells_null(&self, value: ValueId) -> Option<bool> {
        if !self.cx.look(1) {
            return None;
        }
        let tells = self.tells_it_is_null(value)?;
        // From there the ways through the method are searched.
        self.cx.look(2 * self.facts.block_count()).then_some(tells)
    }

    fn tells_it_is_null(&self, value: ValueId) -> Option<bool> {
        if self.is_field(value) {
            return Some(true);
        }
        // `x && f == null` in development builds: zero, or what the last comparison gave.
        if let Value::Merged(number) = self.facts.value(value) {
            let mut compared = false;
            let tells = self.facts.merged(number).iter().all(|value| match self.facts.value(*value) {
                Value::Constant(0) => true,
                Value::IsNull(inner, true) => {
                    compared = true;
                    self.tells_null(inner) == Some(true)
                }
                _ => false,
            });
            return (tells && compared).then_some(false);
        }
        let Value::Returned(at) = self.facts.value(value) else { return None };
        let Action::Call { method, arguments, .. } = self.facts.event_at(at)?.action else { return None };
        let callee = self.cx.callee(self.context, method)?;
        let asks = emptiness(self.cx, callee)?;
        let asked = self.facts.arguments(arguments);
        let others_are_null =
            asked.iter().all(|value| self.is_field(*value) || self.facts.value(*value) == Value::Null);
        (others_are_null && asked.iter().any(|value| self.is_field(*value))).then_some(asks)
    }

    /// Where the task was asked for its awaiter whose result a value is: `await` interrupts the method there.
    fn awaited(&self, value: ValueId) -> Option<IlOffset> {
        let at = match self.facts.value(value) {
            Value::Returned(at) => at,
            // Development builds keep the result in a field first.
            Value::Field(machine, field) if is_kept_variable(self.cx, self.context, self.facts, machine, field) => {
                self.facts.events().iter().find_map(|event| match event.action {
                    Action::StoreField { field: stored, value, .. } if stored == field => match self.facts.value(value)
                    {
                        Value::Returned(at) => Some(at),
                        _ => None,
                    },
                    _ => None,
                })?
            }
            _ => return None,
        };
        let awaiter = self.cx.receiver_of(self.context, self.facts, at, "GetResult")?;
        let mut stored =
            self.facts.events().iter().filter_map(|event| match (event.action, self.facts.value(awaiter)) {
                (Action::StoreLocal { local, value }, Value::LocalAddress(asked)) if local == asked => Some(value),
                (Action::StoreField { field, value, .. }, Value::FieldAddress(_, asked)) if field == asked => {
                    Some(value)
                }
                _ => None,
            });
        stored.find_map(|value| match self.facts.value(value) {
            Value::Returned(begun) => self.cx.receiver_of(self.context, self.facts, begun, "GetAwaiter").map(|_| begun),
            _ => None,
        })
    }
}

/// Whether a member tells if its argument is empty, and if so, whether by `false`.
fn emptiness(cx: &Context<'_, '_>, callee: MethodHandle) -> Option<bool> {
    static LIST: OnceLock<ApiList<'static>> = OnceLock::new();
    let list = LIST.get_or_init(|| ApiList::parse(include_str!("lazy.apis")).unwrap_or_default());
    let name = cx.universe().method_name(callee);
    let kind = cx.api_of(list, callee).map(|api| api.kind);
    match kind {
        Some("empty") => Some(false),
        Some("filled") => Some(true),
        // `==` and `!=` of the type itself.
        _ if name == "op_Equality" => Some(false),
        _ if name == "op_Inequality" => Some(true),
        _ => None,
    }
}

fn any_of(facts: &Facts, value: ValueId, wanted: &dyn Fn(ValueId) -> bool) -> bool {
    match facts.value(value) {
        Value::Merged(number) => facts.merged(number).iter().any(|value| wanted(*value)),
        _ => wanted(value),
    }
}

/// Whether a field is where a compiler keeps a variable of an async method between two awaits, and the method itself sets it.
fn is_kept_variable(cx: &Context<'_, '_>, context: ContextId, facts: &Facts, machine: ValueId, field: Token) -> bool {
    let module = cx.reach.method(context).module;
    let Some(handle) = cx.universe().resolve_field(module, field) else { return false };
    facts.value(machine) == Value::Argument(0)
        && cx.program().is_generated_field(handle)
        && cx
            .universe()
            .owner_of_field(handle)
            .is_some_and(|owner| matches!(owner, TypeHandle::Def(owner) if cx.program().is_generated_type(owner)))
        && facts
            .events()
            .iter()
            .any(|event| matches!(event.action, Action::StoreField { field: stored, .. } if stored == field))
}

/// What the machine of an async method holds in a field.
fn held_in(cx: &Context<'_, '_>, context: ContextId, field: Token) -> ValueSet {
    let module = cx.reach.method(context).module;
    let field = cx.universe().resolve_field(module, field);
    let mut held = ValueSet::default();
    for machine in cx.reach.argument(context, 0).iter() {
        for (_, content) in cx.held_by(machine).iter().filter(|(known, _)| known.is_some() && *known == field) {
            held.extend(content);
        }
    }
    held
}

/// Whether a field is where a compiler keeps `this` for a lambda, an iterator or an async method.
fn is_captured_this(cx: &Context<'_, '_>, context: ContextId, field: Token) -> bool {
    let universe = cx.universe();
    let field = universe.resolve_field(cx.reach.method(context).module, field);
    field.is_some_and(|field| [&b"<>4__this"[..], b"$this", b"$VB$Me"].contains(&universe.field_name(field).as_bytes()))
}
