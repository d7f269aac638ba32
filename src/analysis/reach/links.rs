//! Which objects of a call are put where: into something shared, or into other objects of the call.

use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

use super::Reach;
use crate::analysis::facts::{Action, Facts, Value, ValueId};
use crate::analysis::flow::{ContextId, TupleMember, Values};
use crate::analysis::library::Effects;
use crate::analysis::objects::{Object, ObjectId, ValueSet};
use crate::analysis::program::Special;
use crate::il::{IlOffset, Opcode};
use crate::model::{FieldHandle, MethodHandle};

/// A field that holds something shared: the object that has it, `None` for a static field.
pub(super) type Place = (Option<ObjectId>, FieldHandle);

/// Where something is that every call sees.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Shelf {
    /// In such a field, or in what that holds.
    Field(Place),
    /// In what a static member of the framework gives to everyone.
    Global(MethodHandle),
}

/// An instruction of a context.
pub(super) type Site = (ContextId, IlOffset);

/// What an object is put into.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Holder {
    /// Something shared.
    Shared(Shelf),
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

/// A call of a member that is not followed.
struct Member<'c> {
    at: Site,
    special: Option<Special>,
    effects: Effects,
    /// What it makes and leaves.
    made: &'c [ObjectId],
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
            let mut link = |holder: Option<Holder>, objects: &ValueSet, value: Option<ValueId>| {
                let Some(holder) = holder else { return };
                for object in objects.iter() {
                    let is_struct = matches!(self.object(object), Object::Variable(..));
                    if (is_struct || self.is_of_this_call(object)) && holder != Holder::Object(object) {
                        let from = value.and_then(|value| self.read_from(&code.facts, value, values));
                        links.put(object, Put { site: (context, event.at), holder, from });
                    }
                }
            };
            match event.action {
                Action::StoreField { object, field, value } => {
                    let Some(field) = program.universe.resolve_field(module, field) else { continue };
                    for object in of(object).iter().filter(|object| self.flow.can_have(*object, field)) {
                        let of_root =
                            (object == ObjectId::ROOT).then_some(Holder::Shared(Shelf::Field((Some(object), field))));
                        link(of_root.or_else(|| self.holder(object)), of(value), Some(value));
                    }
                }
                Action::StoreStatic { field, value } => {
                    let field = program.universe.resolve_field(module, field);
                    link(field.map(|field| Holder::Shared(Shelf::Field((None, field)))), of(value), Some(value));
                }
                Action::StoreIndirect { address, value } => {
                    of(address).iter().for_each(|address| link(self.holder(address), of(value), Some(value)));
                }
                Action::StoreElement { array, value } => {
                    of(array).iter().for_each(|array| link(self.holder(array), of(value), Some(value)));
                }
                Action::Call { opcode, method, arguments, result, .. } => {
                    let Some(callee) = program.callee(module, method).filter(|callee| callee.enter.is_none()) else {
                        continue;
                    };
                    let passed = code.facts.arguments(arguments);
                    let made = result.map(of).into_iter().flat_map(ValueSet::iter).filter(|made| {
                        let is_here = |method, at| method == self.method(context) && at == event.at;
                        matches!(self.object(*made), Object::Created { method, at, .. } if is_here(method, at))
                    });
                    let made: Vec<ObjectId> = made.collect();
                    let (receivers, given): (Vec<ObjectId>, _) = match passed.split_first() {
                        _ if opcode == Opcode::Newobj => (made.clone(), passed),
                        Some((first, others)) => (of(*first).iter().collect(), others),
                        None => continue,
                    };
                    let effects = program.effects(callee.handle);
                    let is_kept = |position| {
                        effects.intersects(Effects::ATOMIC | Effects::BECOMES | Effects::PROPERTY)
                            || effects.contains(Effects::STORES) && program.is_kept(callee.handle, position)
                    };
                    for (_, value) in (1..).zip(given).filter(|(position, _)| is_kept(*position)) {
                        for holder in &receivers {
                            link(self.holder(*holder), of(*value), Some(*value));
                        }
                    }
                    let call = Member { at: (context, event.at), special: callee.special, effects, made: &made };
                    let operands: Vec<&ValueSet> = passed.iter().map(|value| of(*value)).collect();
                    for (holder, objects) in self.put_by_member(&call, &receivers, &operands) {
                        link(self.holder(holder), &objects, None);
                    }
                }
                _ => {}
            }
        }
    }

    /// What a member that is not followed puts into objects beside its arguments: what is in those, what its delegates return, the items
    /// of a tuple.
    fn put_by_member(
        &self,
        call: &Member<'_>,
        receivers: &[ObjectId],
        operands: &[&ValueSet],
    ) -> Vec<(ObjectId, ValueSet)> {
        let Member { at: (context, at), special, effects, made } = *call;
        let inside = |containers: &mut dyn Iterator<Item = ObjectId>| {
            let mut found = ValueSet::default();
            containers.for_each(|container| self.flow.inside(container, &mut found));
            found
        };
        let others = || operands.iter().skip(1).flat_map(|operand| operand.iter());
        let mut found: Vec<(ObjectId, ValueSet)> = Vec::new();
        let mut put = |holders: &[ObjectId], objects: ValueSet| {
            self.flow.program.charge(holders.len());
            found.extend(holders.iter().map(|holder| (*holder, objects.clone())));
        };
        if let Some(Special::Tuple(member @ (TupleMember::Constructor | TupleMember::Create))) = special {
            // Of a constructor that is called on a variable that comes first.
            let first = usize::from(member == TupleMember::Constructor && made.is_empty());
            let items = operands.iter().skip(first);
            let tuples = if made.is_empty() { receivers } else { made };
            items.for_each(|item| put(tuples, (*item).clone()));
        }
        let returned = || self.and_what_delegates_return(context, at, ValueSet::default());
        if effects.contains(Effects::COPIES) {
            // Of a constructor they all come from elsewhere.
            let first = usize::from(made.is_empty());
            put(receivers, inside(&mut operands.iter().skip(first).flat_map(|operand| operand.iter())));
        }
        if effects.contains(Effects::POURS) {
            put(&others().collect::<Vec<_>>(), inside(&mut receivers.iter().copied()));
        }
        if effects.contains(Effects::STORES | Effects::RUNS) {
            put(receivers, returned());
        }
        if effects.contains(Effects::OUT | Effects::RUNS) {
            let addresses: Vec<ObjectId> = operands.iter().flat_map(|operand| operand.iter()).collect();
            put(&addresses, returned());
        }
        if made.is_empty() {
            return found;
        }
        if effects.intersects(Effects::FRESH | Effects::KEYS) {
            put(made, inside(&mut receivers.iter().copied()));
        }
        if effects.contains(Effects::WRAPS) {
            for operand in operands {
                put(made, (*operand).clone());
            }
        }
        if effects.contains(Effects::MAPS) {
            put(made, returned());
        }
        if effects.contains(Effects::FLATTENS) {
            put(made, inside(&mut returned().iter()));
        }
        found
    }

    /// Where something is that is put into an object or through an address.
    fn holder(&self, object: ObjectId) -> Option<Holder> {
        let mut current = object;
        loop {
            match self.object(current) {
                Object::FieldAddress(ObjectId::ROOT, field) => {
                    return Some(Holder::Shared(Shelf::Field((Some(ObjectId::ROOT), field))));
                }
                Object::StaticAddress(field) => return Some(Holder::Shared(Shelf::Field((None, field)))),
                Object::FieldAddress(holder, _) | Object::ElementAddress(holder) => current = holder,
                Object::Variable(..) => return Some(Holder::Object(current)),
                _ if self.is_of_this_call(current) => return Some(Holder::Object(current)),
                _ => {
                    let in_field = self.held_in(current).map(Shelf::Field);
                    let place = in_field.or_else(|| self.global_of(current).map(Shelf::Global));
                    return place.map(Holder::Shared);
                }
            }
        }
    }

    /// The static member of the framework that gives an object to everyone, or one that leads to it.
    pub(super) fn global_of(&self, object: ObjectId) -> Option<MethodHandle> {
        let mut current = object;
        loop {
            match self.object(current) {
                Object::Held(holder, _)
                | Object::ElementOf(holder)
                | Object::ElementAddress(holder)
                | Object::FieldAddress(holder, _) => current = holder,
                Object::Global(member) => return Some(member),
                _ => return None,
            }
        }
    }
}
