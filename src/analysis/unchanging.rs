//! What changes nothing though it looks so: static fields that hold empty arrays, structs around such, streams and writers that go nowhere;
//! atomic operations that only read.

use super::facts::{Action, Facts, Value, ValueId};
use super::library::Effects;
use super::program::{MethodCode, Program};
use crate::il::{IlOffset, Opcode};
use crate::metadata::FieldAttributes;
use crate::model::{FieldHandle, MethodHandle, ModuleId, TypeHandle};

/// What reads nothing and writes nowhere.
const NULL: [&str; 5] = [
    "F:System.IO.Stream.Null",
    "F:System.IO.StreamReader.Null",
    "F:System.IO.StreamWriter.Null",
    "F:System.IO.TextReader.Null",
    "F:System.IO.TextWriter.Null",
];

/// Structs in structs that are looked into. Not a limit to be set: what is further inside counts as what can change.
const DEPTH: u32 = 4;

impl Program<'_, '_> {
    /// Whether all that a static field ever holds is what nobody can change: it is such a field of the framework, or its static
    /// constructor alone sets it, to such a thing.
    pub(super) fn never_changes(&self, field: FieldHandle) -> bool {
        self.unchanging.get(field, || match field {
            FieldHandle::Missing(..) => NULL.contains(&self.universe.field_doc_id(field).as_str()),
            FieldHandle::Def(id) => {
                let set_once = FieldAttributes::STATIC | FieldAttributes::INIT_ONLY;
                self.universe.field_row(id).is_some_and(|row| row.flags.contains(set_once))
                    && self.is_set_to_what_never_changes(field)
            }
        })
    }

    /// Whether a call does an atomic operation that leaves what is there: `Interlocked.CompareExchange(ref n, 0, 0)`, `Add(ref n, 0)`.
    pub(super) fn reads_atomically(&self, facts: &Facts, callee: MethodHandle, passed: &[ValueId]) -> bool {
        if !self.effects(callee).contains(Effects::ATOMIC) {
            return false;
        }
        let same = |one: ValueId, other: ValueId| {
            let is_plain = matches!(
                facts.value(one),
                Value::Constant(_) | Value::Float(_) | Value::Null | Value::Literal(_) | Value::Static(_)
            );
            one == other && one != ValueId::UNKNOWN || is_plain && facts.value(one) == facts.value(other)
        };
        match (self.universe.method_name(callee).as_bytes(), passed) {
            (b"CompareExchange", &[_, value, comparand]) => same(value, comparand),
            (b"Add" | b"Or", &[_, value]) => facts.constant(value) == Some(0),
            _ => false,
        }
    }

    fn is_set_to_what_never_changes(&self, field: FieldHandle) -> bool {
        let Some(TypeHandle::Def(owner)) = self.universe.owner_of_field(field) else { return false };
        let Some(initialiser) = self.static_constructor(owner) else { return false };
        let Some(code) = self.code(initialiser) else { return false };
        let module = initialiser.module;
        let mut stores = code.facts.events().iter().filter_map(|event| match event.action {
            Action::StoreStatic { field: token, value } => {
                (self.universe.resolve_field(module, token) == Some(field)).then_some(value)
            }
            _ => None,
        });
        let mut any = false;
        stores.all(|value| {
            any = true;
            self.is_unchanging(module, &code, value, DEPTH)
        }) && any
    }

    fn is_unchanging(&self, module: ModuleId, code: &MethodCode, value: ValueId, depth: u32) -> bool {
        let facts = &code.facts;
        match facts.value(value) {
            Value::Created(at) => makes_empty_array(code, at) || self.makes_unchanging_struct(module, code, at, depth),
            Value::Static(token) => self
                .universe
                .resolve_field(module, token)
                .is_some_and(|from| matches!(from, FieldHandle::Missing(..)) && self.never_changes(from)),
            Value::Returned(at) => match facts.event_at(at).map(|event| event.action) {
                Some(Action::Call { method, .. }) => self.callee(module, method).is_some_and(|callee| {
                    let universe = self.universe;
                    universe.method_name(callee.handle) == "Empty"
                        && universe
                            .method_owner(callee.handle)
                            .is_some_and(|owner| universe.is_named(owner, "System", "Array"))
                }),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether an instruction makes a struct that only holds numbers, text and what nobody can change: in a static field that is set once
    /// nobody can store to its fields either.
    fn makes_unchanging_struct(&self, module: ModuleId, code: &MethodCode, at: IlOffset, depth: u32) -> bool {
        let Some(Action::Call { opcode: Opcode::Newobj, method, arguments, .. }) =
            code.facts.event_at(at).map(|event| event.action)
        else {
            return false;
        };
        let constructor = self.callee(module, method).and_then(|callee| callee.enter);
        let owner = constructor.and_then(|constructor| self.universe.declaring_type(constructor));
        let (Some(constructor), true) = (constructor, owner.is_some_and(|owner| self.is_value_type(owner))) else {
            return false;
        };
        let Some(body) = self.code(constructor).filter(|_| depth > 0) else { return false };
        let is_plain = |facts: &Facts, value: ValueId| {
            matches!(
                facts.value(value),
                Value::Constant(_)
                    | Value::Float(_)
                    | Value::Null
                    | Value::Literal(_)
                    | Value::Computed
                    | Value::ComputedOf(_)
                    | Value::ComputedOfBoth(..)
            )
        };
        let stores_only = body.facts.events().iter().all(|event| match event.action {
            Action::StoreField { object, value, .. } => {
                body.facts.value(object) == Value::Argument(0)
                    && (matches!(body.facts.value(value), Value::Argument(_)) || is_plain(&body.facts, value))
            }
            _ => false,
        });
        let mut given = code.facts.arguments(arguments).iter();
        stores_only
            && given.all(|value| is_plain(&code.facts, *value) || self.is_unchanging(module, code, *value, depth - 1))
    }
}

/// Whether an instruction is a `newarr` of no elements.
fn makes_empty_array(code: &MethodCode, at: IlOffset) -> bool {
    let Ok(place) = code.instructions.binary_search_by_key(&at, |instruction| instruction.offset) else { return false };
    let Some([length, made]) = place.checked_sub(1).and_then(|before| code.instructions.get(before..=place)) else {
        return false;
    };
    made.opcode == Opcode::Newarr && length.opcode == Opcode::LdcI40
}
