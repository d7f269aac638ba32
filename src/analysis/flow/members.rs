//! What members of the framework and the SDK do with the objects they get, by `library.facts`.

use super::{ContextId, Flow, Phase};
use crate::analysis::fed::{Feed, Feeds};
use crate::analysis::library::Effects;
use crate::analysis::objects::{Object, ObjectId, Slot, ValueSet};
use crate::analysis::program::Callee;
use crate::il::IlOffset;
use crate::metadata::Token;
use crate::model::TypeHandle;

/// A call of such a member.
struct Call<'c> {
    /// The token that names the member.
    token: Token,
    id: ContextId,
    at: IlOffset,
    callee: Callee,
    effects: Effects,
    operands: &'c [ValueSet],
    /// What it is called on, or its first argument, with what is behind addresses.
    holders: ValueSet,
}

/// What the delegates return that a member runs.
#[derive(Default)]
struct Results {
    /// The first of them, such as the one that selects keys.
    first: ValueSet,
    /// The last of them.
    last: ValueSet,
    /// All of them.
    all: ValueSet,
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
        let Some((receiver, arguments)) = operands.split_first() else { return };
        let effects = self.program.effects(callee.handle);
        if effects.difference(Effects::TEXT).is_empty() {
            return;
        }
        let mut holders = ValueSet::default();
        for holder in receiver.iter() {
            if self.is_constant(holder) {
                continue;
            }
            holders.insert(holder);
            // A struct in a variable or field, such as an enumerator, stands for what is in it too.
            if self.objects.is_address(holder) {
                holders.extend(&self.content(id, holder));
            }
        }
        let call = Call { token, id, at, callee, effects, operands, holders };
        let results = self.run(&call);
        if effects.contains(Effects::THIS) {
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
        self.fill_container(&call, callee.is_static, &results, returned);
        self.put(&call, &results);
        self.take(&call, returned);
    }

    /// Runs the delegates that a member gets, in the order of its arguments.
    fn run(&mut self, call: &Call<'_>) -> Results {
        let Call { id, at, callee, effects, operands, .. } = *call;
        let at_once = effects.contains(Effects::RUNS);
        // What a constructor lets out is run by those who call what it registered.
        let later = effects.contains(Effects::LATER) && self.context(id).phase != Phase::Constructing;
        let is_delegate = |flow: &Self, object| flow.bindings.contains_key(&object);
        let mut results = Results::default();
        if !(at_once || later) || !operands.iter().flat_map(ValueSet::iter).any(|object| is_delegate(self, object)) {
            return results;
        }
        let mut given = ValueSet::default();
        let mut seed = None;
        for (number, operand) in operands.iter().enumerate() {
            // What is behind the address of a struct is in the first one too.
            let operand = if number == 0 { &call.holders } else { operand };
            let objects: Vec<ObjectId> = operand.iter().filter(|object| !is_delegate(self, *object)).collect();
            for object in objects.iter().copied() {
                let container = at_once && (number == 0 || effects.intersects(Effects::MAPS | Effects::FLATTENS));
                if container {
                    given.extend(&self.elements(id, object));
                }
                if later || number > 0 && effects.contains(Effects::KEYED) {
                    given.insert(object);
                }
            }
            if number > 0 && !objects.is_empty() && seed.is_none() {
                seed = Some(operand.clone());
            }
        }
        if at_once && call.holders.iter().any(|holder| self.is_received_object(holder)) {
            let item = self.item_type(call);
            given.extend(&self.received_item(call, &call.holders, item));
        }
        if given.is_empty() {
            given.insert(ObjectId::OPAQUE);
        }
        let feeds = self.program.feeds(callee.handle);
        let mut by_position = vec![ValueSet::default(); if feeds.is_empty() { 0 } else { operands.len() }];
        let mut is_first = true;
        for (position, operand) in (0..).zip(operands) {
            // One that is put into a container is not run.
            if effects.contains(Effects::STORES) && position > 0 && self.program.is_kept(callee.handle, position) {
                continue;
            }
            let delegates: Vec<ObjectId> = operand.iter().filter(|object| is_delegate(self, *object)).collect();
            if delegates.is_empty() {
                continue;
            }
            let mut returned = ValueSet::default();
            if effects.contains(Effects::FOLDS) {
                let mut folded = if is_first { seed.take().unwrap_or_else(|| given.clone()) } else { results.last };
                // What the second round adds is nothing new for a third.
                for _ in 0..2 {
                    for delegate in &delegates {
                        returned.extend(&self.run_delegate(id, at, *delegate, &[folded.clone(), given.clone()], true));
                    }
                    if !is_first || !folded.extend(&returned) {
                        break;
                    }
                }
                if is_first {
                    returned = folded;
                }
            } else {
                let fed = feeds.get(usize::from(position)).and_then(Option::as_ref).filter(|_| at_once);
                let fed = fed.map(|fed| self.fed(call, fed, &by_position));
                let arguments = fed.as_deref().unwrap_or(std::slice::from_ref(&given));
                for delegate in delegates {
                    returned.extend(&self.run_delegate(id, at, delegate, arguments, true));
                }
                // `SelectMany`, `Join`: the last one gets what is in what the others returned.
                if effects.intersects(Effects::MAPS | Effects::FLATTENS) {
                    for container in returned.iter() {
                        given.extend(&self.elements(id, container));
                    }
                }
            }
            if is_first {
                results.first.clone_from(&returned);
            }
            is_first = false;
            if let Some(known) = by_position.get_mut(usize::from(position)) {
                known.clone_from(&returned);
            }
            results.all.extend(&returned);
            results.last = returned;
        }
        results
    }

    /// What a delegate gets for each of its parameters.
    fn fed(&mut self, call: &Call<'_>, feeds: &Feeds, returned: &[ValueSet]) -> Vec<ValueSet> {
        let in_all = |flow: &mut Self, containers: &ValueSet| {
            let mut inside = ValueSet::default();
            for container in containers.iter() {
                inside.extend(&flow.elements(call.id, container));
            }
            if containers.iter().any(|container| flow.is_received_object(container)) {
                let item = flow.item_type(call);
                inside.extend(&flow.received_item(call, containers, item));
            }
            inside
        };
        let nothing = ValueSet::default();
        let operand = |number: usize| match number {
            0 => &call.holders,
            _ => call.operands.get(number).unwrap_or(&nothing),
        };
        let of = |flow: &mut Self, feed: &Feed| match *feed {
            Feed::In(number) => in_all(flow, operand(number)),
            Feed::Argument(number) => operand(number).clone(),
            Feed::Returned(number) => returned.get(number).cloned().unwrap_or_default(),
            Feed::InReturned(number) => in_all(flow, returned.get(number).unwrap_or(&nothing)),
        };
        let mut all = Vec::new();
        for parameter in feeds.iter() {
            let mut value = ValueSet::default();
            for feed in parameter {
                value.extend(&of(self, feed));
            }
            if value.is_empty() {
                value.insert(ObjectId::OPAQUE);
            }
            all.push(value);
        }
        all
    }

    /// A new container that a member returns, with what is in it.
    fn fill_container(&mut self, call: &Call<'_>, is_static: bool, results: &Results, returned: &mut ValueSet) {
        const MAKES: Effects = Effects::FRESH
            .union(Effects::MAPS)
            .union(Effects::FLATTENS)
            .union(Effects::WRAPS)
            .union(Effects::KEYS)
            .union(Effects::HOLDS);
        let Call { id, at, callee, effects, operands, .. } = *call;
        if !effects.intersects(MAKES) {
            return;
        }
        if effects.contains(Effects::HOLDS) && self.program.universe.method_name(callee.handle) == ".ctor" {
            for made in call.holders.iter() {
                operands.iter().skip(1).for_each(|operand| self.write(Slot::Captured(made), operand));
            }
            return;
        }
        let (method, constructing) = (self.context(id).method, self.context(id).phase == Phase::Constructing);
        let made = self.objects.number(Object::Created { method, at, exact: None, constructing, of: None, kind: None });
        returned.insert(made);
        let mut content = ValueSet::default();
        let mut keys = ValueSet::default();
        for holder in call.holders.iter().filter(|holder| !self.objects.is_opaque(*holder)).collect::<Vec<_>>() {
            if effects.contains(Effects::FRESH) {
                content.extend(&self.elements(id, holder));
                keys.extend(&self.read(id, Slot::Keys(holder)));
            }
            if effects.contains(Effects::KEYS) {
                content.extend(&self.keys(id, holder));
            }
        }
        if effects.contains(Effects::FRESH) {
            let item = self.item_type(call);
            content.extend(&self.received_item(call, &call.holders, item));
        }
        if effects.contains(Effects::MAPS) {
            content.extend(&results.last);
        }
        if effects.contains(Effects::FLATTENS) {
            for container in results.last.iter() {
                content.extend(&self.elements(id, container));
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
                for source in arguments.iter().flat_map(ValueSet::iter) {
                    let (elements, keys) = (self.elements(id, source), self.read(id, Slot::Keys(source)));
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
        let Call { token, id, at, callee, effects, .. } = *call;
        if !effects.intersects(Effects::ELEMENT | Effects::KEY | Effects::PART | Effects::PROPERTY) {
            return;
        }
        let declared = self.program.returned_type(self.context(id).method.module, token);
        // Of an interface can be anything, and an enumerator stands for the elements.
        let is_enumerator = self.program.universe.method_name(callee.handle) == "GetEnumerator";
        if effects.intersects(Effects::ELEMENT | Effects::PART) && !effects.contains(Effects::RECEIVED) {
            if is_enumerator {
                call.holders.iter().filter(|holder| self.is_received_object(*holder)).for_each(|holder| {
                    returned.insert(holder);
                });
            } else {
                returned.extend(&self.received_item(call, &call.holders, declared));
            }
        }
        let declared = declared.filter(|declared| !is_enumerator && !self.program.can_be_interface(*declared));
        for holder in call.holders.iter().filter(|holder| *holder != ObjectId::OPAQUE) {
            let mut found = ValueSet::default();
            if effects.contains(Effects::ELEMENT) {
                let elements = self.elements(id, holder);
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
                found = self.called(id, at, &found);
            }
            for object in found.iter() {
                if declared.is_none_or(|declared| self.can_be(object, declared)) {
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
    fn received_item(&mut self, call: &Call<'_>, holders: &ValueSet, declared: Option<TypeHandle>) -> ValueSet {
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

    fn is_received_object(&self, object: ObjectId) -> bool {
        matches!(self.objects.get(object), Object::Received { .. })
    }

    /// The type of the items of the container that a member is called on, by the type arguments at the call.
    fn item_type(&self, call: &Call<'_>) -> Option<TypeHandle> {
        let module = self.context(call.id).method.module;
        let universe = self.program.universe;
        let arguments = universe.method_arguments(module, call.token);
        let item = arguments.into_iter().next().or_else(|| {
            universe.parent_arguments(module, call.token).filter(|arguments| arguments.len() == 1)?.into_iter().next()
        })?;
        universe.resolve_type_of(module, &item)
    }

    /// The type that a call gives to the only type parameter of a method: what goes through it is of that type.
    fn only_type_argument(&self, call: &Call<'_>) -> Option<TypeHandle> {
        let method = self.context(call.id).method;
        let universe = self.program.universe;
        let arguments = universe.method_arguments(method.module, call.token);
        let [only] = arguments.as_slice() else { return None };
        universe.resolve_type_of(method.module, only).or_else(|| self.program.bound_in(method, only))
    }

    /// What delegates return that were put into an object, `Lazy` for one, in place of them; and what else is in it.
    fn called(&mut self, id: ContextId, at: IlOffset, found: &ValueSet) -> ValueSet {
        let (delegates, others): (Vec<_>, Vec<_>) = found.iter().partition(|object| self.is_delegate(*object));
        let mut called = ValueSet::default();
        for object in others {
            called.insert(object);
        }
        for delegate in &delegates {
            if self.context(id).phase == Phase::Calling {
                self.invoked.insert(*delegate);
            }
            called.extend(&self.run_delegate(id, at, *delegate, &[], delegates.len() == 1));
        }
        called
    }
}
