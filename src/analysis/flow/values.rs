//! What every value of a context can be: addresses, fields, elements, variables.

use std::rc::Rc;

use super::pass::tell;
use super::{Bounds, Context, ContextId, Flow, MOST_ARGUMENTS, Phase, Reader, Values};
use crate::analysis::facts::{Action, Facts, Value, ValueId};
use crate::analysis::objects::{Object, ObjectId, Slot, ValueSet};
use crate::il::IlOffset;
use crate::metadata::Token;
use crate::model::{FieldHandle, ModuleId, TypeHandle, TypeId};

/// Rounds over the values of a method. Not a limit to be set: each round carries a value once more around all loops, and the sets stop
/// growing far earlier. That it was hit is reported.
const ROUNDS: usize = 16;

/// Steps from the instance into what it holds that are told apart. Not a limit to be set: what is further inside belongs to what
/// was reached last, and a change of it is one of the same field.
pub(super) const HELD: u32 = 6;

/// The values of a method, before anything is known of them.
pub(super) fn no_values(facts: &Facts) -> Values {
    let mut values = vec![ValueSet::default(); facts.values.len()];
    if let Some(unknown) = values.first_mut() {
        *unknown = ValueSet::one(ObjectId::OPAQUE);
    }
    values
}

impl Flow<'_, '_, '_> {
    /// What every value of a context can be.
    pub(in crate::analysis) fn values(&mut self, id: ContextId) -> Values {
        let code = Rc::clone(&self.context(id).code);
        let mut values = no_values(&code.facts);
        self.add_values(id, &code.facts, &mut values);
        values
    }

    /// Adds what every value of a context can be to what is known of it; whether that is more.
    pub(super) fn add_values(&mut self, id: ContextId, facts: &Facts, values: &mut Values) -> bool {
        let mut more = false;
        self.program.charge(facts.values.len());
        if !self.is_exhausted(id) {
            for (index, value) in facts.values.iter().enumerate().skip(1) {
                let new = self.value(id, facts, *value, values);
                more |= values[index].extend(&new);
            }
            more |= self.add_circular(id, facts, values);
        }
        self.hit(Bounds::VALUES, values.iter().any(ValueSet::is_wide));
        more
    }

    /// Works those out again that go round in a loop, until nothing is added; whether anything was.
    fn add_circular(&mut self, id: ContextId, facts: &Facts, values: &mut Values) -> bool {
        let mut more = false;
        for round in 1..=ROUNDS {
            let mut changed = false;
            self.program.charge(facts.circular.len());
            if facts.in_order() || self.is_exhausted(id) {
                break;
            }
            for number in &facts.circular {
                let new = self.value(id, facts, facts.in_its_clothes(*number), values);
                changed |= values[number.0 as usize].extend(&new);
            }
            more |= changed;
            if !changed {
                break;
            }
            self.hit(Bounds::VALUES, round == ROUNDS);
        }
        more
    }

    pub(super) fn value(&mut self, id: ContextId, facts: &Facts, value: Value, values: &Values) -> ValueSet {
        let method = self.context(id).method;
        let nothing = ValueSet::default();
        let of = |value: ValueId| values.get(value.0 as usize).unwrap_or(&nothing);
        match value {
            Value::Unknown | Value::Caught => ValueSet::one(ObjectId::OPAQUE),
            Value::Sum(left, right) => self.moved(&[of(left), of(right)]),
            Value::Difference(from) => self.moved(&[of(from)]),
            Value::Computed
            | Value::ComputedOf(_)
            | Value::ComputedOfBoth(..)
            | Value::IsNull(..)
            | Value::Constant(_)
            | Value::Float(_)
            | Value::Null
            | Value::Literal(_)
            | Value::Handle(_) => ValueSet::default(),
            Value::Function(token, _) => ValueSet::one(self.objects.number(Object::Function(method.module, token))),
            Value::Argument(number) if usize::from(number) >= MOST_ARGUMENTS => ValueSet::one(ObjectId::OPAQUE),
            Value::Argument(number) => self.context(id).arguments.get(usize::from(number)).cloned().unwrap_or_default(),
            Value::Created(at) => self.made_there(id, at),
            Value::Returned(at) => self.context(id).results.get(&at).cloned().unwrap_or_default(),
            Value::Field(object, field) => self.load_field(id, of(object), method.module, field),
            Value::FieldAddress(object, field) => {
                let Some(field) = self.program.universe.resolve_field(method.module, field) else {
                    return ValueSet::one(ObjectId::OPAQUE);
                };
                let mut addresses = ValueSet::default();
                for object in of(object).iter().filter(|object| self.can_have(*object, field)).collect::<Vec<_>>() {
                    let address = if self.objects.is_opaque(object) {
                        ObjectId::OPAQUE
                    } else {
                        self.objects.number(Object::FieldAddress(object, field))
                    };
                    addresses.insert(address);
                }
                addresses
            }
            Value::Static(field) => self.load_static(id, field),
            Value::StaticAddress(field) => match self.program.universe.resolve_field(method.module, field) {
                Some(field) => ValueSet::one(self.objects.number(Object::StaticAddress(field))),
                None => ValueSet::one(ObjectId::OPAQUE),
            },
            Value::Element(array) => {
                let mut elements = ValueSet::default();
                for array in of(array).iter() {
                    elements.extend(&self.elements(id, array));
                }
                elements
            }
            Value::ElementAddress(array) => self.addresses_in(of(array)),
            Value::Local(local) => {
                let variable = self.objects.number(Object::Variable(id.0, local));
                self.read(id, Slot::Content(variable))
            }
            Value::LocalAddress(local) => ValueSet::one(self.objects.number(Object::Variable(id.0, local))),
            Value::ArgumentCell(argument) => {
                let variable = self.argument_variable(id, argument);
                let mut content = self.read(id, Slot::Content(variable));
                content.extend(&self.context(id).arguments.get(usize::from(argument)).cloned().unwrap_or_default());
                content
            }
            Value::ArgumentAddress(argument) => {
                let variable = self.argument_variable(id, argument);
                let value = self.context(id).arguments.get(usize::from(argument)).cloned().unwrap_or_default();
                self.write(Slot::Content(variable), &value);
                ValueSet::one(variable)
            }
            Value::Loaded(address) => {
                let mut content = ValueSet::default();
                for address in of(address).iter() {
                    content.extend(&self.content(id, address));
                }
                content
            }
            Value::Cast(inner, token) => self.cast(id, of(inner), token),
            Value::Where(inner, member, number, is) => self.those_told(id, of(inner), (member, number, is)),
            Value::Merged(number) => {
                let mut merged = ValueSet::default();
                for value in facts.merged(number) {
                    merged.extend(of(*value));
                }
                merged
            }
        }
    }

    /// The addresses of elements of arrays.
    fn addresses_in(&mut self, arrays: &ValueSet) -> ValueSet {
        let mut addresses = ValueSet::default();
        for array in arrays.iter() {
            let is_known = array != ObjectId::OPAQUE;
            addresses.insert(if is_known { self.objects.number(Object::ElementAddress(array)) } else { array });
        }
        addresses
    }

    fn load_static(&mut self, id: ContextId, field: Token) -> ValueSet {
        let Some(field) = self.program.universe.resolve_field(self.context(id).method.module, field) else {
            return ValueSet::one(ObjectId::OPAQUE);
        };
        let mut held = self.read(id, Slot::Static(field));
        // In the compiler's cache of a delegate is what the same method puts there, and nothing else.
        if !self.program.is_delegate_cache(field) {
            held.insert(self.objects.number(Object::HeldByStatic(field)));
        }
        held
    }

    /// A pointer that moves inside of what it leads into.
    fn moved(&self, parts: &[&ValueSet]) -> ValueSet {
        let mut moved = ValueSet::default();
        let addresses = parts.iter().flat_map(|part| part.iter()).filter(|object| self.objects.is_address(*object));
        addresses.for_each(|address| _ = moved.insert(address));
        moved
    }

    /// Arguments are numbered behind the locals, from the top, so that their variables do not meet.
    pub(super) fn argument_variable(&mut self, id: ContextId, argument: u16) -> ObjectId {
        self.objects.number(Object::Variable(id.0, u16::MAX - argument))
    }

    pub(super) fn created(&mut self, id: ContextId, at: IlOffset) -> ObjectId {
        let context = self.context(id);
        let (method, constructing) = (context.method, context.phase == Phase::Constructing);
        let exact = match context.code.facts.event_at(at).map(|event| event.action) {
            Some(Action::Call { method: token, .. }) => self
                .program
                .callee(method.module, token)
                .and_then(|callee| self.program.universe.method_owner(callee.handle))
                .and_then(|owner| match owner {
                    TypeHandle::Def(owner) => Some(owner),
                    TypeHandle::Missing(..) => None,
                }),
            _ => None,
        };
        let kind = self.told_kind(id);
        self.objects.number(Object::Created { method, at, exact, constructing, of: None, kind })
    }

    /// What an instruction makes that makes something: a view of an array stands for that.
    fn made_there(&mut self, id: ContextId, at: IlOffset) -> ValueSet {
        let mut made = ValueSet::one(self.created(id, at));
        self.context(id).results.get(&at).into_iter().for_each(|seen| _ = made.extend(seen));
        made
    }

    /// The exact type of an object, where it is known and loaded.
    pub(in crate::analysis) fn type_of(&self, object: ObjectId) -> Option<TypeId> {
        match self.objects.get(object) {
            Object::Root => self.root,
            Object::Created { exact, .. } => exact,
            _ => None,
        }
    }

    pub(super) fn load_field(&mut self, id: ContextId, objects: &ValueSet, module: ModuleId, field: Token) -> ValueSet {
        let Some(field) = self.program.universe.resolve_field(module, field) else {
            return ValueSet::one(ObjectId::OPAQUE);
        };
        let mut found = ValueSet::default();
        for object in objects.iter() {
            if !self.can_have(object, field) {
                continue;
            }
            let mut content = self.read(id, Slot::Field(object, field));
            if let Some(number) = self.program.tuple_item(field) {
                content.extend(&self.load_item(id, object, number));
            }
            match self.objects.get(object) {
                Object::Opaque | Object::Passed(_) | Object::Received { .. } => {
                    content.insert(ObjectId::OPAQUE);
                }
                // A variable, field or element that holds a struct holds its fields too.
                Object::Variable(..)
                | Object::FieldAddress(..)
                | Object::StaticAddress(_)
                | Object::ElementAddress(_)
                    if self.can_lie_at(object, field) =>
                {
                    for inner in self.content(id, object).iter().filter(|inner| *inner != object) {
                        content.extend(&self.read(id, Slot::Field(inner, field)));
                        self.held(inner, field, &mut content);
                    }
                }
                Object::Created { of: Some(_), .. } => self.of_originals(id, object, field, &mut content),
                _ => self.held(object, field, &mut content),
            }
            found.extend(&content);
        }
        self.of_this_enumeration(id, field, found)
    }

    /// What can be in a field of an iterator while its `MoveNext` runs: each enumeration sets its variables itself, so that what one
    /// made in a constructor is not in those of another during the call.
    fn of_this_enumeration(&self, id: ContextId, field: FieldHandle, content: ValueSet) -> ValueSet {
        let Context { method, phase, .. } = *self.context(id);
        let is_own = |object: ObjectId| matches!(self.objects.get(object), Object::Created { method: maker, constructing: true, .. } if maker == method);
        if phase != Phase::Calling || !content.iter().any(is_own) {
            return content;
        }
        let owner = match self.program.universe.owner_of_field(field) {
            Some(TypeHandle::Def(owner)) => self.program.iterator_step(owner),
            _ => None,
        };
        if owner != Some(method) {
            return content;
        }
        let mut left = ValueSet::default();
        content.iter().filter(|object| !is_own(*object)).for_each(|object| _ = left.insert(object));
        left
    }

    /// Whether the struct at an address can have a field: not if the address is that of a field of another struct's type.
    fn can_lie_at(&self, address: ObjectId, field: FieldHandle) -> bool {
        let (Object::FieldAddress(_, at) | Object::StaticAddress(at)) = self.objects.get(address) else { return true };
        match (self.program.universe.type_of_field(at), self.program.universe.owner_of_field(field)) {
            (Some(TypeHandle::Def(declared)), Some(TypeHandle::Def(owner))) => declared == owner,
            _ => true,
        }
    }

    /// Adds what is in a field of a shared object before the call: what an earlier one or the constructor put there. What the constructor
    /// made is known by its own numbers.
    pub(super) fn held(&mut self, object: ObjectId, field: FieldHandle, content: &mut ValueSet) {
        let made = content.iter().any(|object| self.objects.is_shared(object));
        if !made && self.objects.is_shared(object) && self.depth(object) < HELD {
            let holder = self.first_of_its_class(object, field);
            content.insert(self.objects.number(Object::Held(holder, field)));
        }
    }

    /// Where the way to an object has led through a field of the class that declares this one already, the object from which it did: the
    /// nodes of a tree or a list stand for each other, and are told apart by the last field only.
    fn first_of_its_class(&self, object: ObjectId, field: FieldHandle) -> ObjectId {
        let class = self.program.universe.owner_of_field(field);
        let (mut first, mut at) = (object, object);
        loop {
            match self.objects.get(at) {
                Object::Held(holder, by) => {
                    if self.program.universe.owner_of_field(by) == class {
                        first = holder;
                    }
                    at = holder;
                }
                Object::ElementOf(holder) => at = holder,
                _ => return first,
            }
        }
    }

    pub(super) fn depth(&self, object: ObjectId) -> u32 {
        match self.objects.get(object) {
            Object::Held(holder, _) | Object::ElementOf(holder) => self.depth(holder) + 1,
            _ => 0,
        }
    }

    pub(super) fn elements(&mut self, id: ContextId, array: ObjectId) -> ValueSet {
        let elements = self.read(id, Slot::Elements(array));
        self.some_of(id, array, elements)
    }

    pub(super) fn keys(&mut self, id: ContextId, dictionary: ObjectId) -> ValueSet {
        let keys = self.read(id, Slot::Keys(dictionary));
        self.some_of(id, dictionary, keys)
    }

    /// One of the things in a container: which, nobody knows.
    fn some_of(&mut self, id: ContextId, container: ObjectId, mut content: ValueSet) -> ValueSet {
        let shared = self.objects.is_shared(container) && self.depth(container) < HELD;
        let stands_for_all = shared && self.may_be_container(id, container);
        // Several objects say as well that it need not be the one that is known.
        if !stands_for_all || content.is_empty() {
            content.insert(ObjectId::OPAQUE);
        }
        if stands_for_all {
            content.insert(self.objects.number(Object::ElementOf(container)));
        }
        content
    }

    /// Whether an object can be a container of the framework, by its class, or by those of what it is one of.
    fn may_be_container(&mut self, id: ContextId, object: ObjectId) -> bool {
        let of_class =
            |flow: &Self, object| flow.type_of(object).is_none_or(|exact| flow.program.can_be_container(exact));
        let Object::ElementOf(outer) = self.objects.get(object) else { return of_class(self, object) };
        let elements = self.read(id, Slot::Elements(outer));
        elements.is_empty() || elements.iter().any(|element| of_class(self, element))
    }

    /// What an address leads to.
    pub(in crate::analysis) fn content(&mut self, id: ContextId, address: ObjectId) -> ValueSet {
        match self.objects.get(address) {
            Object::FieldAddress(object, field) => {
                let mut content = self.read(id, Slot::Field(object, field));
                self.held(object, field, &mut content);
                self.of_originals(id, object, field, &mut content);
                content
            }
            Object::StaticAddress(field) => {
                let mut held = self.read(id, Slot::Static(field));
                held.insert(self.objects.number(Object::HeldByStatic(field)));
                held
            }
            Object::ElementAddress(array) => self.elements(id, array),
            Object::Variable(..) => self.read(id, Slot::Content(address)),
            // An object where an address was expected: `unbox`, or a struct reached by its object.
            _ => ValueSet::one(address),
        }
    }

    pub(super) fn read(&mut self, id: ContextId, slot: Slot) -> ValueSet {
        let place = self.heap.entry(slot).or_default();
        if place.readers.insert(Reader { context: id, turn: self.turn }) {
            self.program.charge(4);
        }
        place.content.narrowed()
    }

    pub(super) fn write(&mut self, slot: Slot, value: &ValueSet) {
        if value.is_empty() {
            return;
        }
        // A variable that has fields or items is a struct: whoever loads it gets what is in them.
        if let Slot::Field(variable, _) | Slot::Item(variable, _) | Slot::Elements(variable) | Slot::Keys(variable) =
            slot
            && matches!(self.objects.get(variable), Object::Variable(..))
        {
            self.write(Slot::Content(variable), &ValueSet::one(variable));
        }
        let Self { heap, queue, contexts, .. } = self;
        let place = heap.entry(slot).or_default();
        if place.content.extend(value) {
            place.readers.iter().for_each(|reader| tell(contexts, queue, *reader));
            let wide = place.content.is_wide();
            self.hit(Bounds::VALUES, wide);
        }
    }

    pub(super) fn store_through(&mut self, address: ObjectId, value: &ValueSet) {
        match self.objects.get(address) {
            Object::FieldAddress(object, field) => {
                if self.program.is_kind(field) {
                    self.write(Slot::Number(object, field), &ValueSet::one(ObjectId::OPAQUE));
                }
                self.write(Slot::Field(object, field), value);
            }
            Object::StaticAddress(field) => self.write(Slot::Static(field), value),
            Object::ElementAddress(array) => self.write(Slot::Elements(array), value),
            Object::Variable(..) => self.write(Slot::Content(address), value),
            _ => {}
        }
    }
}
