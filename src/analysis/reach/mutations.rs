//! Changes of objects that something shared holds.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::links::{Links, Place, Shelf};
use super::published::Late;
use super::writes::all_but;
use super::{GlobalMutation, Mutation, Reach};
use crate::analysis::facts::{Action, Arguments, Event, Facts, Value, ValueId};
use crate::analysis::flow::{ContextId, How, Values, Via};
use crate::analysis::library::Effects;
use crate::analysis::objects::{Object, ObjectId, ValueSet};
use crate::analysis::program::Callee;
use crate::il::{IlOffset, Opcode};
use crate::model::{FieldHandle, MethodHandle};

/// What one instruction changes.
#[derive(Default)]
struct Changes {
    targets: Vec<Target>,
    value: ValueSet,
    by: Option<MethodHandle>,
}

/// An object, or an address in one, that is changed.
#[derive(Clone, Copy)]
struct Target {
    object: ObjectId,
    how: How,
    /// Whether it is made for that.
    safe: bool,
}

impl Changes {
    fn store(targets: impl IntoIterator<Item = ObjectId>, value: ValueSet) -> Self {
        let targets = targets.into_iter().map(|object| Target { object, how: How::Store, safe: false }).collect();
        Self { targets, value, ..Self::default() }
    }
}

/// What an instruction changes, or calls a member on.
fn changed_by(facts: &Facts, action: Action) -> Option<ValueId> {
    match action {
        Action::StoreElement { array, .. } => Some(array),
        Action::StoreField { object, .. } => Some(object),
        Action::Call { arguments, .. } => facts.arguments(arguments).first().copied(),
        _ => None,
    }
}

/// What is told of the changes at an instruction of what several fields hold.
fn mutations(
    context: ContextId,
    at: IlOffset,
    changes: &Changes,
    mut fields: Vec<(Place, Target)>,
) -> impl Iterator<Item = Mutation> {
    // Of one field's the first counts that is not safe: a store, if there is one.
    fields.sort_by_key(|(field, target)| (*field, target.safe));
    fields.dedup_by_key(|(field, _)| *field);
    let (by, value) = (changes.by, changes.value.clone());
    fields.into_iter().map(move |((holder, field), Target { how, safe, .. })| Mutation {
        context,
        at,
        holder,
        field,
        by,
        how,
        value: value.clone(),
        safe,
    })
}

impl Reach<'_, '_, '_> {
    /// Collects changes of what is shared; also those of objects that only this call has, should they be shared by then.
    pub(super) fn collect_mutations(&mut self, context: ContextId, values: &Values, links: &mut Links) {
        if self.is_told_where_it_is_called(context) {
            return;
        }
        let code = Rc::clone(self.code(context));
        let of = |value: ValueId| values.get(value.0 as usize).cloned().unwrap_or_default();
        // What a constructor makes of its object it makes of one that nobody else has, unless it gives that away itself.
        let makes = self.makes_what_nobody_has(context);
        // What a setter hands on to the object's base shows where the property is set.
        let forwards = self.is_called(context) && self.hands_on_for_setters(context);
        let mut found = Vec::new();
        for event in code.facts.events() {
            let Some(changes) = self.changes(context, event, &of) else { continue };
            // Text and numbers, and what they are made of, nobody can change.
            let targets = changes.targets.iter();
            let targets = targets.filter(|target| {
                !(self.flow.is_constant(target.object) || forwards && self.is_receiver(context, target.object))
            });
            let mut fields: Vec<(Place, Target)> = Vec::new();
            for target in targets {
                match self.held_in(target.object) {
                    Some(place) => fields.push((place, *target)),
                    None if self.is_of_this_call(target.object) => {
                        let on = changed_by(&code.facts, event.action);
                        let is_own = on.is_some_and(|value| code.facts.value(value) == Value::Argument(0));
                        if !(makes && is_own) {
                            let from = on.and_then(|value| self.read_from(&code.facts, value, values));
                            links.change((target.object, from), (context, event.at));
                        }
                    }
                    None => {}
                }
            }
            if let Some(place) = self.stepped(context, event.action, &of) {
                fields.push((place, Target { object: ObjectId::OPAQUE, how: How::Store, safe: false }));
            }
            // An object to which several fields lead is that of the field which is read to get it.
            let into_others = Effects::POURS | Effects::WRITES;
            let pours = changes.by.is_some_and(|by| self.flow.program.effects(by).intersects(into_others));
            let read = self.read_to_get(context, event.action, &of);
            let read = read.or_else(|| self.read_by_caller(context, event.action));
            if let Some((holder, field)) = read.filter(|_| !pours) {
                fields.iter_mut().filter(|(known, _)| known.0 == holder).for_each(|(known, _)| known.1 = field);
            }
            if fields.is_empty()
                && let Some((global, how)) = self.changed_of_global(&changes)
            {
                let (at, value) = (event.at, changes.value.clone());
                self.global_mutations.push(GlobalMutation { context, at, global, how, value });
            }
            found.extend(mutations(context, event.at, &changes, fields));
        }
        self.mutations.extend(found);
    }

    /// Collects the changes in a context of objects that were stored in something shared before.
    pub(super) fn collect_late(&mut self, context: ContextId, values: &Values, late: &[Late]) {
        let code = Rc::clone(self.code(context));
        let of = |value: ValueId| values.get(value.0 as usize).cloned().unwrap_or_default();
        let told: FxHashSet<(IlOffset, bool)> = self
            .mutations
            .iter()
            .filter(|known| known.context == context)
            .map(|known| (known.at, known.holder.is_some()))
            .collect();
        let (mut more, mut globals) = (Vec::new(), Vec::new());
        for changed in late.chunk_by(|one, other| one.at == other.at) {
            let Some(event) = changed.first().and_then(|late| code.facts.event_at(late.at)) else { continue };
            let Some(changes) = self.changes(context, event, &of) else { continue };
            let mut fields = Vec::new();
            for target in &changes.targets {
                match changed.iter().find(|late| late.object == target.object).map(|late| late.place) {
                    Some(Shelf::Field(place)) => fields.push((place, *target)),
                    Some(Shelf::Global(global)) if !target.safe && !told.contains(&(event.at, false)) => {
                        let (at, how, value) = (event.at, target.how, changes.value.clone());
                        globals.push(GlobalMutation { context, at, global, how, value });
                    }
                    _ => {}
                }
            }
            // One instruction is told once: as a change of what is read from a field, if it is that too.
            let new = mutations(context, event.at, &changes, fields);
            more.extend(new.filter(|new| !told.contains(&(new.at, new.holder.is_some()))));
        }
        self.mutations.extend(more);
        globals.dedup_by_key(|global| (global.at, global.global));
        self.global_mutations.extend(globals);
    }

    /// Whether a context is of a constructor that neither stores its object anywhere nor passes it on.
    fn makes_what_nobody_has(&self, context: ContextId) -> bool {
        let (program, method) = (self.flow.program, self.method(context));
        if program.universe.method_name(MethodHandle::Def(method)) != ".ctor" {
            return false;
        }
        let facts = self.facts(context);
        let is_own = |value: &ValueId| facts.value(*value) == Value::Argument(0);
        !facts.events().iter().any(|event| match event.action {
            Action::Call { opcode, method: token, arguments, .. } => {
                let callee = program.callee(method.module, token);
                let has_this = opcode != Opcode::Newobj && callee.is_some_and(|callee| !callee.is_static);
                facts.arguments(arguments).iter().skip(usize::from(has_this)).any(is_own)
            }
            Action::StoreField { value, .. }
            | Action::StoreStatic { value, .. }
            | Action::StoreIndirect { value, .. }
            | Action::StoreElement { value, .. } => is_own(&value),
            _ => false,
        })
    }

    /// Whether what a method does shows where it is called: it is an accessor that the compiler made.
    pub(super) fn is_told_where_it_is_called(&self, context: ContextId) -> bool {
        self.flow.program.is_generated_accessor(self.method(context)) && self.is_called(context)
    }

    /// Whether a call leads to a context: it is no entry.
    fn is_called(&self, context: ContextId) -> bool {
        self.all.get(&context).is_some_and(|arrival| arrival.from.is_some())
    }

    /// Whether a context hands on what is set to the object's base: it is of a setter that does so, or only such a one calls it.
    fn hands_on_for_setters(&self, context: ContextId) -> bool {
        let program = self.flow.program;
        program.is_forwarding_setter(self.method(context))
            || program.hands_on(self.method(context))
                && self
                    .flow
                    .callers(context)
                    .all(|caller| !self.all.contains_key(&caller) || program.is_forwarding_setter(self.method(caller)))
    }

    /// Whether an object can be the one on which the method of a context is called.
    fn is_receiver(&self, context: ContextId, object: ObjectId) -> bool {
        self.flow.context(context).arguments.first().is_some_and(|receivers| receivers.contains(object))
    }

    /// What an instruction changes.
    fn changes(&mut self, context: ContextId, event: &Event, of: &dyn Fn(ValueId) -> ValueSet) -> Option<Changes> {
        let code = Rc::clone(self.code(context));
        let method = self.method(context);
        Some(match event.action {
            Action::StoreElement { array, value } => Changes::store(of(array).iter(), of(value)),
            Action::StoreField { object, field, value } => {
                let field = self.flow.program.universe.resolve_field(method.module, field);
                // What an enumeration keeps is its own, whoever holds the enumerator.
                if field.is_some_and(|field| self.flow.program.is_state_of_iterator(field)) {
                    return None;
                }
                let received = self.flow.is_received(method.module, &code, object);
                let objects = of(object);
                // What is stored through an address that the caller handed in shows there.
                let mine = objects.iter().filter(|object| !received || !self.flow.objects.is_address(*object));
                let can_have = mine.filter(|object| field.is_none_or(|field| self.flow.can_have(*object, field)));
                Changes::store(can_have, of(value))
            }
            Action::StoreIndirect { address, value } => {
                if self.flow.is_received(method.module, &code, address) {
                    return None;
                }
                let holders: Vec<_> = of(address).iter().filter_map(|address| self.holder_of(address)).collect();
                Changes::store(holders, of(value))
            }
            Action::Call { method: token, arguments, opcode, constrained, .. } => {
                let callee = self.flow.program.callee(method.module, token)?;
                if callee.enter.is_some() && opcode == Opcode::Newobj {
                    return None;
                }
                // Of an interface's or an abstract member it is known what can run.
                let changes = self.by_callees(context, event.at, arguments, of);
                if callee.enter.is_some() || !changes.targets.is_empty() {
                    return Some(changes);
                }
                self.by_member(context, (event.at, opcode), callee, (arguments, constrained.is_some()), of)
            }
            _ => return None,
        })
    }

    /// The field of the instance, or the static field, that is read right here to get what an instruction changes, or what holds that.
    fn read_to_get(
        &self,
        context: ContextId,
        action: Action,
        of: &dyn Fn(ValueId) -> ValueSet,
    ) -> Option<(Option<ObjectId>, FieldHandle)> {
        let facts = self.facts(context);
        let changed = changed_by(facts, action)?;
        let module = self.method(context).module;
        let program = self.flow.program;
        match facts.value(changed) {
            Value::Field(object, field) if of(object).contains(ObjectId::ROOT) => {
                let field = program.universe.resolve_field(module, field)?;
                (!program.is_generated_field(field)).then_some((Some(ObjectId::ROOT), field))
            }
            // Further inside, the field that leads to the object around it.
            Value::Field(object, _) => {
                let around = of(object);
                let mut fields = around.iter().filter_map(|object| self.held_in(object));
                let first = fields.next()?;
                fields.all(|field| field == first).then_some(first)
            }
            Value::Static(field) => Some((None, program.universe.resolve_field(module, field)?)),
            _ => None,
        }
    }

    /// The field that keeps an enumerator which a call moves on.
    fn stepped(&self, context: ContextId, action: Action, of: &dyn Fn(ValueId) -> ValueSet) -> Option<Place> {
        let Action::Call { method: token, arguments, .. } = action else { return None };
        let (program, module) = (self.flow.program, self.method(context).module);
        let callee = program.callee(module, token)?;
        if !program.effects(callee.handle).contains(Effects::STEPS) {
            return None;
        }
        let facts = self.facts(context);
        let (Value::Field(_, read) | Value::Static(read)) = facts.value(*facts.arguments(arguments).first()?) else {
            return None;
        };
        let read = program.universe.resolve_field(module, read)?;
        let name = program.universe.type_of_field(read).map(|of| program.universe.full_name(of))?;
        let keeps = ["IEnumerator", "IEnumerator`1", "IDictionaryEnumerator"]
            .iter()
            .any(|known| name.as_str().rsplit('.').next() == Some(*known));
        self.read_to_get(context, action, of).filter(|_| keeps && !program.is_generated_field(read))
    }

    /// The field of the instance that the methods read on the path here to pass on what an instruction changes, or what holds that.
    fn read_by_caller(&self, context: ContextId, action: Action) -> Option<(Option<ObjectId>, FieldHandle)> {
        /// Calls up the path, and fields that one reads of another's content. A path has rarely more.
        const STEPS: usize = 16;
        let program = self.flow.program;
        let (mut context, mut value) = (context, changed_by(self.facts(context), action)?);
        let mut passed: Option<ValueSet> = None;
        for _ in 0..STEPS {
            let facts = self.facts(context);
            match facts.value(value) {
                Value::Argument(number) => {
                    passed = self.flow.context(context).arguments.get(usize::from(number)).cloned();
                    let (caller, at) = self.all.get(&context)?.from?;
                    let Some(Action::Call { opcode, arguments, .. }) =
                        self.facts(caller).event_at(at).map(|event| event.action)
                    else {
                        return None;
                    };
                    let position = usize::from(number).checked_sub(usize::from(opcode == Opcode::Newobj))?;
                    value = *self.facts(caller).arguments(arguments).get(position)?;
                    context = caller;
                }
                Value::Field(object, token) => {
                    let of_instance = |number: u16| {
                        let arguments = &self.flow.context(context).arguments;
                        arguments.get(usize::from(number)).is_some_and(|known| known.contains(ObjectId::ROOT))
                    };
                    match (facts.value(object), &passed) {
                        (Value::Argument(number), Some(passed)) if of_instance(number) => {
                            let module = self.method(context).module;
                            let field = program.universe.resolve_field(module, token)?;
                            let leads_there = self.flow.holds(ObjectId::ROOT, field, passed);
                            let is_author_s = !program.is_generated_field(field);
                            return (leads_there && is_author_s).then_some((Some(ObjectId::ROOT), field));
                        }
                        _ => value = object,
                    }
                }
                // What a property gives that only reads a field.
                Value::Returned(at) => {
                    let passed = passed.as_ref()?;
                    let Some(Action::Call { method, arguments, .. }) = facts.event_at(at).map(|event| event.action)
                    else {
                        return None;
                    };
                    let getter = program.callee(self.method(context).module, method)?.enter?;
                    let field = program.field_given(getter)?;
                    let &[object] = facts.arguments(arguments) else { return None };
                    let of_instance = matches!(facts.value(object), Value::Argument(number)
                        if self.flow.context(context).arguments.get(usize::from(number)).is_some_and(|known| known.contains(ObjectId::ROOT)));
                    let leads_there = of_instance && self.flow.holds(ObjectId::ROOT, field, passed);
                    return leads_there.then_some((Some(ObjectId::ROOT), field));
                }
                _ => return None,
            }
        }
        None
    }

    /// What a call that is followed changes and that shows here: by accessors that the compiler made or that hand on to a base, and
    /// through addresses that are made here.
    fn by_callees(
        &self,
        context: ContextId,
        at: IlOffset,
        arguments: Arguments,
        of: &dyn Fn(ValueId) -> ValueSet,
    ) -> Changes {
        let code = self.code(context);
        let module = self.method(context).module;
        let passed = code.facts.arguments(arguments);
        let (mut targets, mut value, mut by) = (Vec::new(), ValueSet::default(), None);
        for edge in self.edges_at(context, at).filter(|edge| edge.via != Via::StaticConstructor) {
            for effect in &self.flow.context(edge.to).effects {
                let Some(holder) = self.holder_of(effect.address) else { continue };
                let mut carriers = passed.iter().filter(|value| self.encloses(&of(**value), effect.address));
                let mine = effect.accessor || carriers.any(|value| !self.flow.is_received(module, code, *value));
                if mine {
                    if effect.accessor {
                        value = all_but(passed, passed.first().copied(), of);
                    }
                    let how = if effect.accessor { How::Store } else { effect.how };
                    targets.push(Target { object: holder, how, safe: false });
                }
            }
            let is_call = edge.via.is_dispatched() || matches!(edge.via, Via::Call | Via::Callvirt);
            if is_call && self.flow.program.is_forwarding_setter(self.method(edge.to)) {
                let receivers = passed.first().map(|value| of(*value)).unwrap_or_default();
                let receivers = receivers.iter().filter(|object| self.is_receiver(edge.to, *object));
                targets.extend(receivers.map(|object| Target { object, how: How::Store, safe: false }));
                value = all_but(passed, passed.first().copied(), of);
                by = Some(MethodHandle::Def(self.method(edge.to)));
            }
        }
        Changes { targets, value, by }
    }

    /// What a member that is not followed changes.
    fn by_member(
        &mut self,
        context: ContextId,
        (at, opcode): (IlOffset, Opcode),
        callee: Callee,
        (arguments, constrained): (Arguments, bool),
        of: &dyn Fn(ValueId) -> ValueSet,
    ) -> Changes {
        let code = Rc::clone(self.code(context));
        let module = self.method(context).module;
        let passed = code.facts.arguments(arguments);
        let effects = self.flow.program.effects(callee.handle);
        let mut changes = Changes { by: Some(callee.handle), ..Changes::default() };
        if opcode != Opcode::Newobj && effects.intersects(Effects::CHANGES | Effects::STORES | Effects::POURS) {
            let safe = !effects.intersects(Effects::CHANGES | Effects::POURS);
            let is_set = self.flow.program.universe.method_name(callee.handle).as_bytes().starts_with(b"set_");
            if is_set || effects.contains(Effects::STORES) {
                let arguments = (1..).zip(passed.iter().skip(1));
                let mut stored = ValueSet::default();
                for (position, value) in arguments {
                    if self.flow.program.is_kept(callee.handle, position) {
                        stored.extend(&of(*value));
                    }
                }
                changes.value = self.and_what_delegates_return(context, at, stored);
            }
            let mut receivers = passed.first().map(|value| of(*value)).unwrap_or_default();
            // A type parameter that is no struct: the address leads to the object.
            // What was put in the place of a part is where the values are.
            if effects.contains(Effects::STORES) {
                for object in receivers.clone().iter() {
                    self.flow.part(object).into_iter().for_each(|part| _ = receivers.extend(part));
                }
            }
            // What a view leads to is behind the variable that the view is in.
            let is_behind = constrained || effects.contains(Effects::ADDRESS);
            for address in receivers.clone().iter().filter(|_| is_behind) {
                receivers.extend(&self.flow.content(context, address));
            }
            if effects.contains(Effects::INTO) {
                self.add_what_is_under(&mut receivers);
            }
            // What is copied goes into the others.
            if effects.contains(Effects::POURS) {
                let others = all_but(passed, passed.first().copied(), of);
                if effects.contains(Effects::CHANGES) {
                    receivers.extend(&others);
                } else {
                    receivers = others;
                }
            }
            let is_safe = |object| match self.object(object) {
                Object::Created { method, at, .. } if !effects.contains(Effects::POURS) => {
                    safe || !self.flow.program.changes_made(callee.handle, (method, at))
                }
                _ => safe,
            };
            let targets = receivers.iter().map(|object| Target { object, how: How::Store, safe: is_safe(object) });
            changes.targets.extend(targets);
            if safe {
                return changes;
            }
        }
        if effects.contains(Effects::WRITES) {
            let array = self.flow.program.last_array(callee.handle).and_then(|position| passed.get(position));
            let arrays = array.map(|value| of(*value)).unwrap_or_default();
            changes.targets.extend(arrays.iter().map(|object| Target { object, how: How::Store, safe: false }));
        }
        for (position, value) in (0..).zip(passed) {
            if self.flow.is_received(module, &code, *value)
                || !self.flow.program.takes_address(callee.handle, opcode == Opcode::Newobj, position)
                || self.is_followed(context, at)
                || self.flow.program.reads_atomically(&code.facts, callee.handle, passed)
            {
                continue;
            }
            let how = How::handed(opcode, callee.handle, position);
            let holders = of(*value);
            let handed = holders.iter().filter_map(|address| self.holder_of(address));
            changes.targets.extend(handed.map(|object| Target { object, how, safe: false }));
        }
        changes
    }

    /// Adds what streams and writers write into: arrays, builders, other streams.
    fn add_what_is_under(&self, writers: &mut ValueSet) {
        /// Streams one over the other. Not a limit to be set: of more, those further down count as left alone.
        const LAYERS: usize = 4;
        for _ in 0..LAYERS {
            for writer in writers.clone().iter() {
                self.flow.captured(writer).into_iter().for_each(|under| _ = writers.extend(under));
            }
        }
    }

    /// Of what a member gets, what can stay: of delegates that it runs at once, what they return.
    pub(super) fn kept_by(&self, context: ContextId, at: IlOffset, callee: MethodHandle, given: ValueSet) -> ValueSet {
        if !self.flow.program.effects(callee).contains(Effects::RUNS) {
            return given;
        }
        let mut kept = ValueSet::default();
        given.iter().filter(|object| !self.flow.is_delegate(*object)).for_each(|object| _ = kept.insert(object));
        self.and_what_delegates_return(context, at, kept)
    }

    /// Adds what the delegates return that run at a call: `GetOrAdd(key, k => …)`.
    pub(super) fn and_what_delegates_return(&self, context: ContextId, at: IlOffset, mut stored: ValueSet) -> ValueSet {
        let edges = &self.flow.context(context).edges;
        let first = edges.partition_point(|edge| edge.at < at);
        for edge in edges.iter().skip(first).take_while(|edge| edge.at == at && edge.via == Via::Delegate) {
            stored.extend(&self.flow.context(edge.to).returns);
        }
        stored
    }

    /// The object of which an address is a part.
    pub(super) fn holder_of(&self, address: ObjectId) -> Option<ObjectId> {
        let mut current = address;
        loop {
            match self.object(current) {
                Object::FieldAddress(holder, _) | Object::ElementAddress(holder) => match self.object(holder) {
                    Object::FieldAddress(..) | Object::ElementAddress(_) => current = holder,
                    // A field of the root itself is a write, not a change of what it holds.
                    Object::Root => return None,
                    _ => return Some(holder),
                },
                _ => return None,
            }
        }
    }

    /// The static member of the framework that leads to an object which is changed, if one does; it is not that member's own object.
    fn changed_of_global(&self, changes: &Changes) -> Option<(MethodHandle, How)> {
        let unsafely = changes.targets.iter().filter(|target| !target.safe);
        let mut inside = unsafely.filter(|target| !matches!(self.object(target.object), Object::Global(_)));
        inside.find_map(|target| Some((self.global_of(target.object)?, target.how)))
    }

    /// The field that holds an object, at the outside: of an element of a list in a static field, that field.
    pub(super) fn held_in(&self, object: ObjectId) -> Option<(Option<ObjectId>, FieldHandle)> {
        let mut current = object;
        loop {
            match self.object(current) {
                Object::HeldByStatic(field) => {
                    return (!self.flow.program.never_changes(field)).then_some((None, field));
                }
                Object::Held(ObjectId::ROOT, field) => return Some((Some(ObjectId::ROOT), field)),
                // The last one: a struct inside an array or an object.
                Object::Held(holder, _) | Object::ElementOf(holder) | Object::ElementAddress(holder) => {
                    current = holder;
                }
                Object::FieldAddress(holder, _) if holder != ObjectId::ROOT => current = holder,
                Object::Created { .. } => {
                    let field = self.flow.kept.get(&current)?;
                    return Some((Some(ObjectId::ROOT), *field));
                }
                _ => return None,
            }
        }
    }
}
