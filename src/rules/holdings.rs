//! What objects hold: in their fields, as elements, as what a delegate is bound to.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Context;
use crate::analysis::{Object, ObjectId, ValueSet};
use crate::model::{FieldHandle, MethodId, TypeHandle};

/// How deep objects are searched for others. Deeper ones are a bound that was hit.
const DEPTH: u32 = 8;

/// How many objects are looked at for one value.
const OBJECTS: usize = 256;

/// What each object holds, with the field where it is one.
#[derive(Default)]
pub(super) struct Holdings<'c>(FxHashMap<ObjectId, Vec<(Option<FieldHandle>, &'c ValueSet)>>);

impl<'c> Context<'c, '_> {
    /// What an object holds.
    pub(super) fn held_by(&self, object: ObjectId) -> &[(Option<FieldHandle>, &'c ValueSet)] {
        let holdings = self.holdings.get_or_init(|| {
            let mut holdings = Holdings::default();
            for (holder, field, content) in self.reach.holdings() {
                holdings.0.entry(holder).or_default().push((field, content));
            }
            // The order of a hash map must not decide what a bound leaves out.
            for held in holdings.0.values_mut() {
                held.sort_by_cached_key(|(field, content)| (*field, content.iter().collect::<Vec<_>>()));
            }
            holdings
        });
        holdings.0.get(&object).map_or(&[], Vec::as_slice)
    }

    /// A value and what it holds, so far as it was made in reach, with the type that each is declared to have. Of a closure to which a
    /// delegate is bound what its code reads.
    pub(super) fn inside(&self, value: &ValueSet, declared: Option<TypeHandle>) -> Vec<(ObjectId, Option<TypeHandle>)> {
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        // Each object with the delegate's method by which it is got at, if it is a closure.
        let mut gone_through: FxHashSet<(ObjectId, Option<MethodId>)> = FxHashSet::default();
        let mut pending: Vec<(ObjectId, Option<TypeHandle>, u32, Option<MethodId>)> =
            value.iter().map(|object| (object, declared, 0, None)).collect();
        while let Some((object, declared, depth, by)) = pending.pop() {
            let by = by.filter(|_| self.is_closure(object));
            if !gone_through.insert((object, by)) {
                continue;
            }
            if seen.insert(object) {
                found.push((object, declared));
            }
            let is_made = matches!(self.reach.object(object), Object::Created { .. } | Object::Variable(..));
            if !is_made || self.held_by(object).is_empty() {
                continue;
            }
            if depth == DEPTH || seen.len() > OBJECTS {
                let mut more = self.held_by(object).iter().flat_map(|(_, content)| content.iter());
                if more.any(|inner| inner != ObjectId::OPAQUE && !seen.contains(&inner)) {
                    self.note_bound();
                }
                continue;
            }
            let read = by.and_then(|by| self.program().fields_read_from(by));
            let by = by.or_else(|| self.reach.method_of_delegate(object));
            for (field, content) in self.held_by(object) {
                if field.zip(read.as_ref()).is_some_and(|(field, read)| !read.contains(&field)) {
                    continue;
                }
                // A delegate that a closure caches is bound to the closure itself: it says nothing about who runs it.
                if field.is_some_and(|field| self.universe().field_name(field).as_bytes().starts_with(b"<>9__")) {
                    continue;
                }
                let declared = field.and_then(|field| self.field_type(field));
                pending.extend(content.iter().map(|inner| (inner, declared, depth + 1, by)));
            }
        }
        found
    }

    /// Whether an object is one that a compiler made for what lambdas capture.
    fn is_closure(&self, object: ObjectId) -> bool {
        let exact = match self.reach.object(object) {
            Object::Created { exact, .. } => exact,
            _ => None,
        };
        exact.is_some_and(|exact| self.program().is_generated_type(exact))
    }

    /// A value, what it holds, and what tasks, timers and threads in it work with, with the type that each is declared to have.
    pub(super) fn kept_alive_by(&self, value: &ValueSet) -> Vec<(ObjectId, Option<TypeHandle>)> {
        let mut found = self.inside(value, None);
        let mut seen: FxHashSet<ObjectId> = found.iter().map(|(object, _)| *object).collect();
        let mut looked_at = 0;
        while let Some((object, _)) = found.get(looked_at).copied() {
            looked_at += 1;
            let Some(captured) = self.reach.captured(object) else { continue };
            if found.len() > OBJECTS {
                self.note_bound();
                break;
            }
            found.extend(self.inside(captured, None).into_iter().filter(|(inner, _)| seen.insert(*inner)));
        }
        found
    }
}
