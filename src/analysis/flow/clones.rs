//! `MemberwiseClone`: another object that holds what the first one holds.

use super::{ContextId, Flow, Phase};
use crate::analysis::library::Effects;
use crate::analysis::objects::{Object, ObjectId, Slot, ValueSet};
use crate::analysis::program::Callee;
use crate::il::IlOffset;
use crate::model::FieldHandle;

/// Clones of clones that are told apart. Not a limit to be set: of more, the last ones are clones of the first object.
const CLONES: usize = 3;

impl Flow<'_, '_, '_> {
    /// A call that makes another object of the class that the one has on which it is called.
    pub(super) fn clone_object(
        &mut self,
        id: ContextId,
        at: IlOffset,
        callee: Callee,
        operands: &[ValueSet],
        returned: &mut ValueSet,
    ) {
        if !self.program.effects(callee.handle).contains(Effects::CLONES) {
            return;
        }
        let (method, constructing) = (self.context(id).method, self.context(id).phase == Phase::Constructing);
        for object in operands.first().into_iter().flat_map(ValueSet::iter).filter(|it| *it != ObjectId::OPAQUE) {
            let originals = self.originals(object);
            let of = *originals.last().filter(|_| originals.len() >= CLONES).unwrap_or(&object);
            // A class calls it on itself.
            let exact = self.type_of(object).or_else(|| self.program.universe.declaring_type(method));
            let clone = Object::Created { method, at, exact, constructing, of: Some(of), kind: None };
            returned.insert(self.objects.number(clone));
        }
    }

    /// What an object is a clone of, and what that is a clone of.
    fn originals(&self, object: ObjectId) -> Vec<ObjectId> {
        let of = |object| match self.objects.get(object) {
            Object::Created { of, .. } => of,
            _ => None,
        };
        std::iter::successors(of(object), |original| of(*original)).collect()
    }

    /// What a field of a clone holds because its original does; nothing where the clone got a value of its own.
    pub(super) fn of_originals(&mut self, id: ContextId, object: ObjectId, field: FieldHandle, content: &mut ValueSet) {
        for original in self.originals(object) {
            if !content.is_empty() {
                break;
            }
            content.extend(&self.read(id, Slot::Field(original, field)));
            self.held(original, field, content);
        }
    }
}
