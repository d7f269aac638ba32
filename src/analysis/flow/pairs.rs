//! Pairs of a key and a value: what is gone through as pairs stands for each of them, for it has the keys and the values.

use super::{ContextId, Flow};
use crate::analysis::objects::{ObjectId, Slot, ValueSet};
use crate::analysis::program::Program;
use crate::model::TypeHandle;

impl Flow<'_, '_, '_> {
    /// What a container is gone through as, where the code says what its items are: its elements, or a dictionary as pairs.
    pub(super) fn items(&mut self, id: ContextId, container: ObjectId, item: Option<TypeHandle>) -> ValueSet {
        if item.is_some_and(|item| self.is_as_pair(id, container, item)) {
            return ValueSet::one(container);
        }
        self.elements(id, container)
    }

    /// What is in a container that is made, or filled, of another one: its elements and keys. A dictionary that is made of pairs has theirs.
    pub(super) fn copied(
        &mut self,
        id: ContextId,
        source: ObjectId,
        item: Option<TypeHandle>,
        is_keyed: bool,
    ) -> (ValueSet, ValueSet) {
        if item.is_some_and(|item| self.program.is_pair(item)) {
            return (self.items(id, source, item), ValueSet::default());
        }
        let (elements, mut keys) = (self.elements(id, source), self.read(id, Slot::Keys(source)));
        if !is_keyed || !keys.is_empty() {
            return (elements, keys);
        }
        let mut values = ValueSet::default();
        for element in elements.iter() {
            if self.has_keys(id, element) {
                values.extend(&self.elements(id, element));
                keys.extend(&self.keys(id, element));
            } else {
                values.insert(element);
            }
        }
        (values, keys)
    }

    /// Whether something was put into an object by a key: it is a pair or a dictionary.
    pub(super) fn has_keys(&mut self, id: ContextId, object: ObjectId) -> bool {
        !self.read(id, Slot::Keys(object)).is_empty()
    }

    /// Whether a type is that of pairs, and an object stands for some.
    pub(super) fn is_as_pair(&mut self, id: ContextId, object: ObjectId, of: TypeHandle) -> bool {
        self.program.is_pair(of) && self.has_keys(id, object)
    }
}

impl Program<'_, '_> {
    /// Whether a type is that of pairs of a key and a value.
    pub(super) fn is_pair(&self, of: TypeHandle) -> bool {
        self.universe.is_named(of, "System.Collections.Generic", "KeyValuePair`2")
    }
}
