//! What members of the framework and the SDK do with the objects they get, by `library.facts`.

use super::run::Results;
use super::{ContextId, Flow, Phase};
use crate::analysis::library::Effects;
use crate::analysis::objects::{Object, ObjectId, Slot, ValueSet};
use crate::analysis::program::Callee;
use crate::il::IlOffset;
use crate::metadata::Token;
use crate::model::{MethodId, TypeHandle};

/// A call of such a member.
pub(super) struct Call<'c> {
    /// The method and the instruction that name the member.
    pub(super) site: (MethodId, IlOffset),
    /// The token that names it there.
    pub(super) token: Token,
    /// The context and the instruction that the call runs in.
    pub(super) id: ContextId,
    pub(super) at: IlOffset,
    pub(super) callee: Callee,
    pub(super) effects: Effects,
    pub(super) operands: &'c [ValueSet],
    /// What it is called on, or its first argument, with what is behind addresses.
    pub(super) holders: ValueSet,
}

impl Flow<'_, '_, '_> {
    /// What a member of the framework or the SDK is known to do with the objects it gets.
    pub(super) fn library_effects(
        &mut self,
        id: ContextId,
        at: IlOffset,
        callee: Callee,
        token: Token,
        operands: &[ValueSet],
        returned: &mut ValueSet,
    ) {
        let effects = self.program.effects(callee.handle);
        if effects.difference(Effects::TEXT).is_empty() {
            return;
        }
        let holders = self.holders(id, operands);
        let site = (self.context(id).method, at);
        let call = Call { site, token, id, at, callee, effects, operands, holders };
        self.member(&call, returned);
        if effects.contains(Effects::DEFERRED) && self.context(id).phase != Phase::Calling {
            self.defer(&call, returned);
        }
    }

    /// What a member is called on, or its first argument, with what is behind addresses.
    pub(super) fn holders(&mut self, id: ContextId, operands: &[ValueSet]) -> ValueSet {
        let mut holders = ValueSet::default();
        for holder in operands.first().into_iter().flat_map(ValueSet::iter) {
            if self.is_constant(holder) {
                continue;
            }
            holders.insert(holder);
            // A struct in a variable or field, such as an enumerator, stands for what is in it too.
            if self.objects.is_address(holder) {
                holders.extend(&self.content(id, holder));
            }
        }
        holders
    }

    /// Does what a member is known to do; what it returns.
    pub(super) fn member(&mut self, call: &Call<'_>, returned: &mut ValueSet) {
        let Call { id, callee, effects, operands, .. } = *call;
        let Some((_, arguments)) = operands.split_first() else { return };
        let results = self.run(call);
        // Where the code says of which type an item is, the container is none of them.
        let is_item = || effects.contains(Effects::ELEMENT) && self.program.says_type(call.site.0.module, call.token);
        if effects.contains(Effects::THIS) && !is_item() {
            // What is in a struct is given out, not where it lies, if anything is known to be in it.
            let is_place = |flow: &Self, holder| flow.objects.is_address(holder);
            let only_places = call.holders.iter().all(|holder| is_place(self, holder));
            let enumerates = self.program.universe.method_name(callee.handle) == "GetEnumerator";
            for holder in call.holders.iter() {
                if !only_places && is_place(self, holder) {
                    continue;
                }
                // What goes through a collection of the author's own is no object of that class.
                if enumerates && self.type_of(holder).is_some() {
                    returned.extend(&self.elements(id, holder));
                } else {
                    returned.insert(holder);
                }
            }
        }
        if effects.contains(Effects::INSIDE) {
            call.holders.iter().filter(|holder| self.has_parts(*holder)).for_each(|holder| _ = returned.insert(holder));
        }
        if effects.contains(Effects::ADDRESS) {
            for holder in call.holders.iter() {
                if holder != ObjectId::OPAQUE && !self.objects.is_address(holder) {
                    returned.insert(self.objects.number(Object::ElementAddress(holder)));
                }
            }
        }
        if effects.contains(Effects::ARGUMENTS) {
            for argument in arguments {
                returned.extend(argument);
            }
        }
        if effects.contains(Effects::FOLDS) {
            returned.extend(&results.last);
        }
        // What a delegate makes is put where an address leads to: `EnsureInitialized`.
        if effects.contains(Effects::OUT | Effects::RUNS) {
            for operand in operands.iter().flat_map(ValueSet::iter) {
                self.store_through(operand, &results.all);
            }
        }
        self.fill_container(call, callee.is_static, &results, returned);
        self.put(call, &results);
        self.take(call, returned);
    }

    /// A new container that a member returns, with what is in it.
    fn fill_container(&mut self, call: &Call<'_>, is_static: bool, results: &Results, returned: &mut ValueSet) {
        const MAKES: Effects = Effects::FRESH
            .union(Effects::MAPS)
            .union(Effects::FLATTENS)
            .union(Effects::WRAPS)
            .union(Effects::KEYS)
            .union(Effects::HOLDS);
        let Call { id, callee, effects, operands, .. } = *call;
        if !effects.intersects(MAKES) {
            return;
        }
        if effects.contains(Effects::HOLDS) && self.program.universe.method_name(callee.handle) == ".ctor" {
            for made in call.holders.iter() {
                operands.iter().skip(1).for_each(|operand| self.write(Slot::Captured(made), operand));
            }
            return;
        }
        let made = self.made_by(call);
        returned.insert(made);
        let mut content = ValueSet::default();
        let mut keys = ValueSet::default();
        let item = self.item_type(call);
        for holder in call.holders.iter().filter(|holder| !self.objects.is_opaque(*holder)).collect::<Vec<_>>() {
            if effects.contains(Effects::FRESH) {
                let (elements, known) = self.copied(id, holder, item, false);
                content.extend(&elements);
                keys.extend(&known);
            }
            if effects.contains(Effects::KEYS) {
                content.extend(&self.keys(id, holder));
            }
        }
        if effects.contains(Effects::FRESH) {
            content.extend(&self.received_item(call, &call.holders, item));
        }
        if effects.contains(Effects::MAPS) {
            content.extend(&results.last);
        }
        if effects.contains(Effects::FLATTENS) {
            let item = self.type_argument(call, 1);
            for container in results.last.iter() {
                content.extend(&self.items(id, container, item));
            }
        }
        if let Some(item) = self.only_type_argument(call) {
            content = self.of_type(id, &content, item);
        }
        if effects.contains(Effects::WRAPS) {
            let before = usize::from(!is_static || effects.contains(Effects::FRESH));
            for operand in operands.iter().skip(before) {
                content.extend(operand);
            }
        }
        if effects.contains(Effects::HOLDS) {
            for operand in operands {
                self.write(Slot::Captured(made), operand);
            }
        }
        if effects.contains(Effects::GROUPS) {
            content.insert(made);
        }
        if effects.contains(Effects::KEYED) {
            keys.extend(&results.first);
        }
        self.write(Slot::Elements(made), &content);
        self.write(Slot::Keys(made), &keys);
    }

    /// The container that a call of a member makes.
    pub(super) fn made_by(&mut self, call: &Call<'_>) -> ObjectId {
        let ((method, at), constructing) = (call.site, self.context(call.id).phase == Phase::Constructing);
        self.objects.number(Object::Created { method, at, exact: None, constructing, of: None, kind: None })
    }

    /// What a member puts into the object it is called on, and out of that into others.
    fn put(&mut self, call: &Call<'_>, results: &Results) {
        let Call { id, callee, effects, operands, .. } = *call;
        let arguments = operands.get(1..).unwrap_or_default();
        for holder in call.holders.iter().filter(|holder| *holder != ObjectId::OPAQUE) {
            if effects.contains(Effects::STORES) {
                let (key, values) = match arguments.split_first() {
                    Some((key, values)) if effects.contains(Effects::KEYED) && !values.is_empty() => {
                        (Some(key), values)
                    }
                    _ => (None, arguments),
                };
                if let Some(key) = key {
                    self.write(Slot::Keys(holder), key);
                }
                let first = 1 + u16::from(key.is_some());
                let kept = (first..).zip(values).filter(|(position, _)| self.program.is_kept(callee.handle, *position));
                let kept: Vec<&ValueSet> = kept.map(|(_, value)| value).chain([&results.all]).collect();
                for value in kept {
                    self.write(Slot::Elements(holder), value);
                }
            }
            if let Some(under) = arguments.first().filter(|_| effects.contains(Effects::INTO))
                && self.program.universe.method_name(callee.handle) == ".ctor"
            {
                self.write(Slot::Captured(holder), under);
            }
            if let Some(part) = arguments.last().filter(|_| effects.contains(Effects::BECOMES)) {
                self.write(Slot::Part(holder), part);
            }
            if let Some(value) = arguments.last().filter(|_| effects.contains(Effects::PROPERTY))
                && let Some(property) = self.program.property(callee.handle)
            {
                self.write(Slot::Property(holder, property), value);
            }
            // Of a dictionary a single argument is a pair.
            let is_pair = effects.contains(Effects::STORES | Effects::KEYED) && arguments.len() == 1;
            if effects.contains(Effects::COPIES) || is_pair {
                let (item, is_keyed) = (self.item_type(call), self.is_keyed(call));
                for source in arguments.iter().flat_map(ValueSet::iter) {
                    let (elements, keys) = self.copied(id, source, item, is_keyed);
                    self.write(Slot::Elements(holder), &elements);
                    self.write(Slot::Keys(holder), &keys);
                }
            }
            if effects.contains(Effects::POURS) {
                let elements = self.elements(id, holder);
                for target in arguments.iter().flat_map(ValueSet::iter).filter(|target| *target != ObjectId::OPAQUE) {
                    self.write(Slot::Elements(target), &elements);
                }
            }
            if let Some(addresses) = arguments.last().filter(|_| effects.contains(Effects::FILLS)) {
                let elements = self.elements(id, holder);
                let elements = self.taken(effects, elements);
                for address in addresses.iter() {
                    self.store_through(address, &elements);
                }
            }
        }
    }

    /// What a member takes out of the object it is called on.
    fn take(&mut self, call: &Call<'_>, returned: &mut ValueSet) {
        let Call { id, at, callee, effects, .. } = *call;
        if !effects.intersects(Effects::ELEMENT | Effects::KEY | Effects::PART | Effects::PROPERTY) {
            return;
        }
        let item = self.program.returned_type(call.site.0.module, call.token);
        // Of an interface can be anything, and an enumerator stands for the elements.
        let is_enumerator = self.program.universe.method_name(callee.handle) == "GetEnumerator";
        if effects.intersects(Effects::ELEMENT | Effects::PART) && !effects.contains(Effects::RECEIVED) {
            if is_enumerator {
                call.holders.iter().filter(|holder| self.is_received_object(*holder)).for_each(|holder| {
                    returned.insert(holder);
                });
            } else {
                returned.extend(&self.received_item(call, &call.holders, item));
            }
        }
        let declared = item.filter(|declared| !is_enumerator && !self.program.can_be_interface(*declared));
        for holder in call.holders.iter().filter(|holder| *holder != ObjectId::OPAQUE) {
            let mut found = ValueSet::default();
            if effects.contains(Effects::ELEMENT) {
                let elements = self.items(id, holder, item);
                found.extend(&self.taken(effects, elements));
            }
            if effects.contains(Effects::KEY) {
                found.extend(&self.keys(id, holder));
            }
            if effects.contains(Effects::PART) {
                returned.extend(&self.read(id, Slot::Part(holder)));
            }
            if effects.contains(Effects::PROPERTY)
                && let Some(property) = self.program.property(callee.handle)
            {
                found.extend(&self.read(id, Slot::Property(holder, property)));
            }
            if effects.contains(Effects::CALLS) {
                found = self.called((id, at), holder, &found);
            }
            for object in found.iter() {
                if declared.is_none_or(|of| self.can_be(object, of) || self.is_as_pair(id, object, of)) {
                    returned.insert(object);
                }
            }
        }
    }

    /// What a member gives out of a container: what it takes out of a shared one nobody else has.
    fn taken(&self, effects: Effects, elements: ValueSet) -> ValueSet {
        if !effects.contains(Effects::TAKES) {
            return elements;
        }
        let is_left = |object: &ObjectId| *object == ObjectId::ROOT || !self.objects.is_shared(*object);
        let mut taken = ValueSet::default();
        elements.iter().filter(is_left).for_each(|object| _ = taken.insert(object));
        if taken.len() < elements.len() {
            taken.insert(ObjectId::OPAQUE);
        }
        taken
    }

    /// Whether what a member returned is something out of known containers, and one of several objects.
    pub(super) fn is_element(&self, callee: Callee, operands: &[ValueSet], returned: &ValueSet) -> bool {
        let effects = self.program.effects(callee.handle);
        let is_opaque = |object| self.objects.is_opaque(object);
        effects.contains(Effects::ELEMENT)
            && !effects.intersects(Effects::RECEIVED | Effects::ANSWERS)
            && operands.first().is_some_and(|holders| !holders.iter().any(is_opaque))
            && returned.iter().any(|object| matches!(self.objects.get(object), Object::ElementOf(_)))
    }

    /// What a member gives out of something that was received: it has the type that the call says, and belongs to this call as well.
    pub(super) fn received_item(
        &mut self,
        call: &Call<'_>,
        holders: &ValueSet,
        declared: Option<TypeHandle>,
    ) -> ValueSet {
        let Call { id, at, .. } = *call;
        let holders: Vec<ObjectId> = holders.iter().filter(|it| self.is_received_object(*it)).collect();
        let Some(first) = holders.first() else { return ValueSet::default() };
        let method = self.context(id).method;
        let item = self.objects.number(Object::Received { method, at });
        let universe = self.program.universe;
        let declared = declared.filter(|declared| !universe.is_named(*declared, "System", "Object"));
        self.note_received(item, declared);
        if self.answers.contains(first) {
            self.note_answer(item);
        }
        ValueSet::one(item)
    }

    /// Whether an object stands for its parts: one of a class of the framework or the SDK that is not of the call in hand.
    fn has_parts(&self, object: ObjectId) -> bool {
        match self.objects.get(object) {
            Object::Held(..) | Object::HeldByStatic(_) | Object::ElementOf(_) => true,
            Object::Created { exact, .. } => exact.is_none(),
            _ => false,
        }
    }

    pub(super) fn is_received_object(&self, object: ObjectId) -> bool {
        matches!(self.objects.get(object), Object::Received { .. })
    }

    /// The type of the items of the container that a member is called on, by the type arguments at the call.
    pub(super) fn item_type(&self, call: &Call<'_>) -> Option<TypeHandle> {
        let module = call.site.0.module;
        let universe = self.program.universe;
        let arguments = universe.method_arguments(module, call.token);
        let item = arguments.into_iter().next().or_else(|| {
            universe.parent_arguments(module, call.token).filter(|arguments| arguments.len() == 1)?.into_iter().next()
        })?;
        universe.resolve_type_of(module, &item)
    }

    /// The type that a call gives to a type parameter of a method, by its 0-based number.
    pub(super) fn type_argument(&self, call: &Call<'_>, number: usize) -> Option<TypeHandle> {
        let (method, universe) = (call.site.0, self.program.universe);
        let arguments = universe.method_arguments(method.module, call.token);
        let argument = arguments.get(number)?;
        universe.resolve_type_of(method.module, argument).or_else(|| self.program.bound_in(method, argument))
    }

    /// The type that a call gives to the only type parameter of a method: what goes through it is of that type.
    fn only_type_argument(&self, call: &Call<'_>) -> Option<TypeHandle> {
        let arguments = self.program.universe.method_arguments(call.site.0.module, call.token);
        (arguments.len() == 1).then(|| self.type_argument(call, 0))?
    }

    /// Whether a call is of a type that is told what its keys and its values are.
    fn is_keyed(&self, call: &Call<'_>) -> bool {
        let module = call.site.0.module;
        self.program.universe.parent_arguments(module, call.token).is_some_and(|arguments| arguments.len() == 2)
    }
}
