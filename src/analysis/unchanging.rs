//! Static fields that hold what nobody can change: empty arrays, streams and writers that go nowhere.

use super::facts::{Action, Facts, Value, ValueId};
use super::program::{MethodCode, Program};
use crate::il::{IlOffset, Opcode};
use crate::metadata::FieldAttributes;
use crate::model::{FieldHandle, ModuleId, TypeHandle};

/// What reads nothing and writes nowhere.
const NULL: [&str; 5] = [
    "F:System.IO.Stream.Null",
    "F:System.IO.StreamReader.Null",
    "F:System.IO.StreamWriter.Null",
    "F:System.IO.TextReader.Null",
    "F:System.IO.TextWriter.Null",
];

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
            self.is_unchanging(module, &code, value)
        }) && any
    }

    fn is_unchanging(&self, module: ModuleId, code: &MethodCode, value: ValueId) -> bool {
        let facts: &Facts = &code.facts;
        match facts.value(value) {
            Value::Created(at) => makes_empty_array(code, at),
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
}

/// Whether an instruction is a `newarr` of no elements.
fn makes_empty_array(code: &MethodCode, at: IlOffset) -> bool {
    let Ok(place) = code.instructions.binary_search_by_key(&at, |instruction| instruction.offset) else { return false };
    let Some([length, made]) = place.checked_sub(1).and_then(|before| code.instructions.get(before..=place)) else {
        return false;
    };
    made.opcode == Opcode::Newarr && length.opcode == Opcode::LdcI40
}
