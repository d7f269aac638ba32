//! Which objects of a call are put where: into something shared, or into other objects of the call.

use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

use super::Reach;
use crate::analysis::facts::{Action, Facts, Value, ValueId};
use crate::analysis::flow::{ContextId, Values};
use crate::analysis::library::Effects;
use crate::analysis::objects::{Object, ObjectId, ValueSet};
use crate::il::{IlOffset, Opcode};
use crate::model::FieldHandle;

/// A field that holds something shared: the object that has it, `None` for a static field.
pub(super) type Place = (Option<ObjectId>, FieldHandle);

/// An instruction of a context.
pub(super) type Site = (ContextId, IlOffset);

/// What an object is put into.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Holder {
    /// Something shared that is in a field.
    Shared(Place),
    /// Another object of the call.
    Object(ObjectId),
}

/// Objects put somewhere, and changes of objects, of one root. Not a limit to be set: real code does far less, and
/// what is more is left out, which is said.
const LINKS: usize = 1 << 18;

/// An object is put somewhere.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Put {
    pub(super) site: Site,
    pub(super) holder: Holder,
    /// The object of the call out of which it was read right there.
    pub(super) from: Option<ObjectId>,
}

/// An object that is changed, and the object of the call out of which it was read right there. A constructor makes the same for every object:
/// by that one they are told apart.
pub(super) type Changed = (ObjectId, Option<ObjectId>);

/// Where the objects of a call are put, and where they are changed.
#[derive(Default)]
pub(super) struct Links {
    pub(super) puts: FxHashMap<ObjectId, FxHashSet<Put>>,
    pub(super) changes: FxHashMap<Changed, FxHashSet<Site>>,
    count: usize,
}

impl Links {
    fn put(&mut self, object: ObjectId, put: Put) {
        if !self.is_full() && self.puts.entry(object).or_default().insert(put) {
            self.count += 1;
        }
    }

    /// An object is changed.
    pub(super) fn change(&mut self, changed: Changed, site: Site) {
        if !self.is_full() && self.changes.entry(changed).or_default().insert(site) {
            self.count += 1;
        }
    }

    /// Whether something was left out.
    pub(super) fn is_full(&self) -> bool {
        self.count >= LINKS
    }
}

impl Reach<'_, '_, '_> {
    /// Whether an object is made while the platform calls the root, and nobody else had it before. Closures, iterators and the like are
    /// the compiler's own business.
    pub(super) fn is_of_this_call(&self, object: ObjectId) -> bool {
        let Object::Created { exact, .. } = self.object(object) else { return false };
        !self.flow.objects.is_shared(object) && !exact.is_some_and(|exact| self.flow.program.is_generated_type(exact))
    }

    /// The object of the call out of which a value is read right there, if it is one.
    pub(super) fn read_from(&self, facts: &Facts, value: ValueId, values: &Values) -> Option<ObjectId> {
        let (Value::Field(holder, _) | Value::Element(holder)) = facts.value(value) else { return None };
        let mut holders = values.get(holder.0 as usize)?.iter();
        let holder = holders.next().filter(|holder| self.is_of_this_call(*holder))?;
        holders.next().is_none().then_some(holder)
    }

    /// Collects where a context puts objects of the call. What an accessor that the compiler made stores it stores itself.
    pub(super) fn collect_links(&self, context: ContextId, values: &Values, links: &mut Links) {
        let code = Rc::clone(self.code(context));
        let module = self.method(context).module;
        let program = self.flow.program;
        let nothing = ValueSet::default();
        let of = |value: ValueId| values.get(value.0 as usize).unwrap_or(&nothing);
        for event in code.facts.events() {
            let mut link = |holder: Option<Holder>, value: ValueId| {
                let Some(holder) = holder else { return };
                for object in of(value).iter() {
                    let is_struct = matches!(self.object(object), Object::Variable(..));
                    if (is_struct || self.is_of_this_call(object)) && holder != Holder::Object(object) {
                        let from = self.read_from(&code.facts, value, values);
                        links.put(object, Put { site: (context, event.at), holder, from });
                    }
                }
            };
            match event.action {
                Action::StoreField { object, field, value } => {
                    let Some(field) = program.universe.resolve_field(module, field) else { continue };
                    for object in of(object).iter().filter(|object| self.flow.can_have(*object, field)) {
                        let of_root = (object == ObjectId::ROOT).then_some(Holder::Shared((Some(object), field)));
                        link(of_root.or_else(|| self.holder(object)), value);
                    }
                }
                Action::StoreStatic { field, value } => {
                    let field = program.universe.resolve_field(module, field);
                    link(field.map(|field| Holder::Shared((None, field))), value);
                }
                Action::StoreIndirect { address, value } => {
                    of(address).iter().for_each(|address| link(self.holder(address), value));
                }
                Action::StoreElement { array, value } => {
                    of(array).iter().for_each(|array| link(self.holder(array), value));
                }
                Action::Call { opcode, method, arguments, .. } if opcode != Opcode::Newobj => {
                    let Some(callee) = program.callee(module, method).filter(|callee| callee.enter.is_none()) else {
                        continue;
                    };
                    let effects = program.effects(callee.handle);
                    let Some((first, others)) = code.facts.arguments(arguments).split_first() else { continue };
                    let is_kept = |position| {
                        effects.contains(Effects::ATOMIC)
                            || effects.contains(Effects::STORES) && program.is_kept(callee.handle, position)
                    };
                    for (_, value) in (1..).zip(others).filter(|(position, _)| is_kept(*position)) {
                        of(*first).iter().for_each(|holder| link(self.holder(holder), *value));
                    }
                }
                _ => {}
            }
        }
    }

    /// Where something is that is put into an object or through an address.
    fn holder(&self, object: ObjectId) -> Option<Holder> {
        let mut current = object;
        loop {
            match self.object(current) {
                Object::FieldAddress(ObjectId::ROOT, field) => {
                    return Some(Holder::Shared((Some(ObjectId::ROOT), field)));
                }
                Object::StaticAddress(field) => return Some(Holder::Shared((None, field))),
                Object::FieldAddress(holder, _) | Object::ElementAddress(holder) => current = holder,
                Object::Variable(..) => return Some(Holder::Object(current)),
                _ if self.is_of_this_call(current) => return Some(Holder::Object(current)),
                _ => return self.held_in(current).map(Holder::Shared),
            }
        }
    }
}
