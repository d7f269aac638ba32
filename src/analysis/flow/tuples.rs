//! The framework's tuples: what is put into an item comes out of it again.

use super::values::HELD;
use super::{ContextId, Flow};
use crate::analysis::objects::{Object, ObjectId, Slot, ValueSet};
use crate::analysis::program::{Callee, Program, Special};
use crate::il::IlOffset;
use crate::model::{FieldHandle, TypeHandle};

/// What a member of a tuple does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::analysis) enum TupleMember {
    /// Fills the tuple it is called on.
    Constructor,
    /// Makes a tuple.
    Create,
    /// Gives an item, by its 1-based number.
    Item(u16),
}

impl Program<'_, '_> {
    /// Whether a type is one of the framework's tuples.
    pub(in crate::analysis) fn is_tuple(&self, owner: TypeHandle) -> bool {
        let (namespace, names) = self.universe.name_parts(owner);
        let [name] = names.as_slice() else { return false };
        let name = name.as_bytes().split(|byte| *byte == b'`').next().unwrap_or_default();
        namespace == "System" && [&b"ValueTuple"[..], b"Tuple"].contains(&name)
    }

    /// The 1-based number of the tuple's item that a field is.
    pub(in crate::analysis) fn tuple_item(&self, field: FieldHandle) -> Option<u16> {
        self.tuple_items.get(field, || {
            let owner = self.universe.owner_of_field(field).filter(|owner| self.is_tuple(*owner));
            owner.and_then(|_| item_number(self.universe.field_name(field).as_bytes()))
        })
    }

    /// What a method of a tuple does.
    pub(in crate::analysis) fn tuple_member(&self, owner: TypeHandle, name: &[u8]) -> Option<TupleMember> {
        let member = match name {
            b".ctor" => TupleMember::Constructor,
            b"Create" => TupleMember::Create,
            name => TupleMember::Item(item_number(name.strip_prefix(b"get_")?)?),
        };
        self.is_tuple(owner).then_some(member)
    }
}

/// The number in `Item1`.
fn item_number(name: &[u8]) -> Option<u16> {
    std::str::from_utf8(name.strip_prefix(b"Item")?).ok()?.parse().ok()
}

impl Flow<'_, '_, '_> {
    /// A call of a tuple's constructor, `Create` or item.
    pub(super) fn tuple_call(
        &mut self,
        id: ContextId,
        at: IlOffset,
        callee: Callee,
        operands: &[ValueSet],
        returned: &mut ValueSet,
    ) {
        let Some(Special::Tuple(member)) = callee.special else { return };
        match member {
            TupleMember::Constructor => {
                if let Some((tuple, items)) = operands.split_first() {
                    self.fill_tuple(tuple, items);
                }
            }
            TupleMember::Create => {
                let tuple = ValueSet::one(self.created(id, at));
                self.fill_tuple(&tuple, operands);
                returned.extend(&tuple);
            }
            TupleMember::Item(number) => {
                for tuple in operands.first().cloned().unwrap_or_default().iter() {
                    let item = self.read(id, Slot::Item(tuple, number));
                    let known = item.iter().any(|item| self.objects.is_shared(item));
                    if !known && self.objects.is_shared(tuple) && self.depth(tuple) < HELD {
                        returned.insert(self.objects.number(Object::ElementOf(tuple)));
                    }
                    returned.extend(&item);
                }
            }
        }
    }

    fn fill_tuple(&mut self, tuple: &ValueSet, items: &[ValueSet]) {
        for (number, item) in (1..).zip(items) {
            for tuple in tuple.iter().filter(|tuple| *tuple != ObjectId::OPAQUE) {
                self.write(Slot::Item(tuple, number), item);
            }
        }
    }

    /// What an item of a tuple holds; that it still does nobody proves.
    pub(super) fn load_item(&mut self, id: ContextId, tuple: ObjectId, number: u16) -> ValueSet {
        let mut content = self.read(id, Slot::Item(tuple, number));
        // A variable, a field, an element that holds one.
        if self.objects.is_address(tuple) {
            for inner in self.content(id, tuple).iter() {
                content.extend(&self.read(id, Slot::Item(inner, number)));
            }
        }
        if !content.is_empty() {
            content.insert(ObjectId::OPAQUE);
        }
        content
    }
}
