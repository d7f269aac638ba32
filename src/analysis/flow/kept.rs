//! What the instance holds when its constructors are done.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::{Flow, Place};
use crate::analysis::objects::{Object, ObjectId, Slot, ValueSet};
use crate::model::FieldHandle;

impl Flow<'_, '_, '_> {
    /// Finds the objects that the instance holds when its constructors are done: in its fields, and in what those lead to.
    pub(super) fn keep_what_constructors_made(&mut self) {
        let mut pending: Vec<(ObjectId, FieldHandle)> = Vec::new();
        let mut inside: FxHashMap<ObjectId, Vec<ObjectId>> = FxHashMap::default();
        for (slot, Place { content, .. }) in &self.heap {
            match slot {
                Slot::Field(ObjectId::ROOT, field) => pending.extend(content.iter().map(|object| (object, *field))),
                // What a query gave the constructor it makes anew for others.
                Slot::Elements(holder) | Slot::Keys(holder) if self.queries.contains_key(holder) => {}
                Slot::Field(holder, _)
                | Slot::Elements(holder)
                | Slot::Keys(holder)
                | Slot::Item(holder, _)
                | Slot::Part(holder)
                | Slot::Property(holder, _)
                | Slot::Bound(holder)
                | Slot::Captured(holder) => {
                    inside.entry(*holder).or_default().extend(content.iter());
                }
                Slot::Static(_) | Slot::Content(_) | Slot::Number(..) => {}
            }
        }
        // The order of a hash map must not decide which of several fields is named; the one that leads there in the fewest steps is.
        pending.sort_unstable();
        let mut pending = VecDeque::from(pending);
        while let Some((object, field)) = pending.pop_front() {
            let made = match self.objects.get(object) {
                // Each enumeration of an iterator has a state of its own.
                Object::Created { constructing: true, exact, .. } => {
                    exact.is_none_or(|exact| self.program.iterator_step(exact).is_none())
                }
                _ => false,
            };
            if made && !self.kept.contains_key(&object) {
                self.kept.insert(object, field);
                self.objects.share(object);
                self.stamp += 1;
                let mut next: Vec<_> = inside.get(&object).into_iter().flatten().map(|inner| (*inner, field)).collect();
                next.sort_unstable();
                pending.extend(next);
            }
        }
        self.hold_what_is_unknown();
    }

    /// What a constructor got from elsewhere and put into the instance, or into what that holds, is shared from then on.
    fn hold_what_is_unknown(&mut self) {
        let mut found: Vec<(Slot, Object)> = Vec::new();
        for (slot, Place { content, .. }) in &self.heap {
            let unknown = content.iter().any(|object| self.objects.is_opaque(object));
            match *slot {
                Slot::Field(holder, field) if unknown && self.objects.is_shared(holder) => {
                    found.push((*slot, Object::Held(holder, field)));
                }
                Slot::Elements(holder) | Slot::Keys(holder) if unknown && self.objects.is_shared(holder) => {
                    found.push((*slot, Object::ElementOf(holder)));
                }
                _ => {}
            }
        }
        // Objects get their numbers in an order that does not depend on a hash map's.
        found.sort_unstable();
        for (slot, held) in found {
            let held = self.objects.number(held);
            self.write(slot, &ValueSet::one(held));
        }
    }

    /// What the objects hold: the holder, its field where it is one, and the content; in no order.
    pub(in crate::analysis) fn holdings(&self) -> impl Iterator<Item = (ObjectId, Option<FieldHandle>, &ValueSet)> {
        self.heap.iter().filter_map(|(slot, Place { content, .. })| match slot {
            Slot::Field(holder, field) => Some((*holder, Some(*field), content)),
            Slot::Elements(holder)
            | Slot::Keys(holder)
            | Slot::Item(holder, _)
            | Slot::Part(holder)
            | Slot::Property(holder, _)
            | Slot::Bound(holder) => Some((*holder, None, content)),
            Slot::Static(_) | Slot::Content(_) | Slot::Captured(_) | Slot::Number(..) => None,
        })
    }

    /// Whether a field of an object can hold one of these.
    pub(in crate::analysis) fn holds(&self, object: ObjectId, field: FieldHandle, those: &ValueSet) -> bool {
        let place = self.heap.get(&Slot::Field(object, field));
        place.is_some_and(|place| place.content.iter().any(|held| held != ObjectId::OPAQUE && those.contains(held)))
    }

    /// What was put in the place of a part of an object.
    pub(in crate::analysis) fn part(&self, object: ObjectId) -> Option<&ValueSet> {
        self.heap.get(&Slot::Part(object)).map(|place| &place.content)
    }

    /// Adds what is in a container: elements or values, and keys.
    pub(in crate::analysis) fn inside(&self, container: ObjectId, content: &mut ValueSet) {
        for slot in [Slot::Elements(container), Slot::Keys(container)] {
            self.heap.get(&slot).into_iter().for_each(|place| _ = content.extend(&place.content));
        }
    }

    /// What a task, a timer or a thread works with.
    pub(in crate::analysis) fn captured(&self, object: ObjectId) -> Option<&ValueSet> {
        self.heap.get(&Slot::Captured(object)).map(|place| &place.content)
    }
}
