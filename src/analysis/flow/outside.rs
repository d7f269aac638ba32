//! Calls that leave the loaded code, and what shows of a callee at its caller.

use std::collections::hash_map::Entry;

use super::{ContextId, Effect, Flow, How, Via};
use crate::analysis::facts::{Action, Event, Value};
use crate::analysis::library::Effects;
use crate::analysis::objects::{Object, ObjectId, ValueSet};
use crate::analysis::program::{CalledBack, Callee, MethodCode, Special};
use crate::il::{IlOffset, Opcode};
use crate::metadata::{Token, TypeDefOrRef};
use crate::model::{MethodHandle, MethodId, Origin, TypeHandle, TypeId};

impl Flow<'_, '_, '_> {
    /// A call that leaves the loaded code: the state machine of an async method is run from there.
    pub(super) fn outside(
        &mut self,
        id: ContextId,
        code: &MethodCode,
        event: &Event,
        callee: Callee,
        token: Token,
        operands: &[ValueSet],
    ) {
        if !self.follows() {
            return;
        }
        let at = event.at;
        // What runs of an interface's or an abstract member answers for what it does with addresses itself.
        let mut edges = self.context(id).edges.iter().rev().take_while(|edge| edge.at == at);
        if !edges.any(|edge| edge.via.is_dispatched()) {
            self.hand_out(id, code, event, callee, operands);
        }
        // A delegate only runs the method that it is bound to.
        let is_delegate = matches!(event.action, Action::Call { opcode: Opcode::Newobj, .. })
            && operands.first().is_some_and(|made| made.iter().any(|made| self.bindings.contains_key(&made)));
        if !is_delegate {
            self.call_back(id, event.at, callee, operands);
        }
        self.let_out(id, callee, operands);
        let home = self.context(id).method;
        for (machine, move_next) in self.program.machines_started(home.module, token).iter().copied() {
            if move_next == home {
                continue;
            }
            // The machine is the last by-ref argument; as a class it is what that leads to.
            let mut receiver = ValueSet::default();
            for operand in operands.iter().rev().take(1) {
                for object in operand.iter() {
                    if self.program.is_value_type(machine) {
                        receiver.insert(object);
                    } else {
                        receiver.extend(&self.content(id, object));
                    }
                }
            }
            let phase = self.context(id).phase;
            self.lead(id, at, move_next, phase, vec![receiver], Via::Async, true);
        }
    }

    /// Objects of our own types that are handed to code that is not followed: it may call what they implement or override of its
    /// types. A member of a base class that is called on one may call what it overrides of that.
    fn call_back(&mut self, id: ContextId, at: IlOffset, callee: Callee, operands: &[ValueSet]) {
        let (receivers, arguments) = operands.split_at_checked(usize::from(!callee.is_static)).unwrap_or_default();
        let known = |flow: &Self, objects: &[ValueSet]| -> Vec<(ObjectId, TypeId)> {
            let objects = objects.iter().flat_map(ValueSet::iter);
            let objects = objects.filter(|it| matches!(flow.objects.get(*it), Object::Root | Object::Created { .. }));
            let typed = objects.filter_map(|object| Some((object, flow.type_of(object)?)));
            typed.filter(|(_, exact)| !flow.program.is_delegate(*exact)).collect()
        };
        // Who runs a delegate of which nothing is known calls nothing itself.
        let is_invoke = callee.special == Some(Special::Invoke);
        for (number, argument) in arguments.iter().enumerate().filter(|_| !is_invoke) {
            for (object, exact) in known(self, std::slice::from_ref(argument)) {
                // Who makes a text of an object asks that for its own.
                // One that formats itself is asked for that instead.
                let is_certain = argument.len() == 1
                    && self.program.effects(callee.handle).contains(Effects::TELLS)
                    && !self.program.implements(exact, "System", "IFormattable");
                for method in self.program.called_on_argument(callee.handle, number, exact).iter() {
                    let is_text = self.program.universe.method_name(MethodHandle::Def(*method)) == "ToString";
                    let given = ValueSet::one(ObjectId::OPAQUE);
                    self.lead_back(id, at, *method, object, &given, is_certain && is_text);
                }
            }
        }
        let mut given = ValueSet::one(ObjectId::OPAQUE);
        for argument in arguments {
            given.extend(argument);
        }
        // A base that was not found calls some overrides when the object is made; what it is told about a call it hands on in that call.
        let owner = self.program.universe.method_owner(callee.handle);
        let is_lost = owner.is_some_and(|owner| self.program.universe.assembly_of(owner).1 == Origin::Other);
        let tells_of_call = arguments.iter().flat_map(ValueSet::iter).any(|object| match self.objects.get(object) {
            Object::Passed(_) | Object::Received { .. } => true,
            Object::Created { exact, .. } => exact.is_some_and(|exact| !self.program.is_delegate(exact)),
            _ => false,
        });
        for (object, exact) in known(self, receivers) {
            if !self.program.runs_overrides(exact, callee.handle) {
                continue;
            }
            for (method, from) in self.program.called_from_outside(exact).iter() {
                // What the platform itself calls it calls when it likes to.
                let is_entry = self.entries.iter().any(|(entry, _)| self.context(*entry).method == *method);
                let can_run = || self.program.can_run(callee.handle, *method);
                let can_be_now =
                    || !is_lost || object != ObjectId::ROOT || tells_of_call && self.argument_count(*method) > 1;
                if *from == CalledBack::Override && !is_entry && can_run() && can_be_now() {
                    self.lead_back(id, at, *method, object, &given, false);
                }
            }
        }
    }

    /// Leads to a method that code outside calls on an object, with anything of what it was given.
    fn lead_back(
        &mut self,
        id: ContextId,
        at: IlOffset,
        method: MethodId,
        object: ObjectId,
        given: &ValueSet,
        exact: bool,
    ) {
        let mut arguments = vec![given.clone(); self.argument_count(method)];
        if let Some(first) = arguments.first_mut() {
            *first = ValueSet::one(object);
        }
        let phase = self.context(id).phase;
        self.lead(id, at, method, phase, arguments, Via::Callback, exact);
    }

    /// Addresses that the method got from its caller, or that a compiler-made accessor made, and that it hands on to code that is
    /// not followed: the caller has to answer for them.
    pub(super) fn hand_out(
        &mut self,
        id: ContextId,
        code: &MethodCode,
        event: &Event,
        callee: Callee,
        operands: &[ValueSet],
    ) {
        let Action::Call { opcode, arguments, .. } = event.action else { return };
        if self.program.reads_atomically(&code.facts, callee.handle, code.facts.arguments(arguments)) {
            return;
        }
        let accessor = self.program.is_generated_accessor(self.context(id).method);
        let operands = operands.iter().skip(usize::from(opcode == Opcode::Newobj));
        for (position, (value, operand)) in (0..).zip(code.facts.arguments(arguments).iter().zip(operands)) {
            if !accessor && !self.is_received(self.context(id).method.module, code, *value)
                || !self.program.takes_address(callee.handle, opcode == Opcode::Newobj, position)
            {
                continue;
            }
            for address in operand.iter() {
                if self.is_shared_place(address) {
                    self.add_effect(
                        id,
                        Effect { address, accessor, how: How::handed(opcode, callee.handle, position) },
                    );
                }
            }
        }
    }

    /// `typeof(X)`: the handle and the call that turns it into the object.
    pub(super) fn describe_type(
        &mut self,
        id: ContextId,
        code: &MethodCode,
        event: &Event,
        callee: Callee,
        returned: &mut ValueSet,
    ) {
        let Action::Call { arguments, .. } = event.action else { return };
        if callee.special != Some(Special::TypeFromHandle) {
            return;
        }
        if let Some(Value::Handle(token)) =
            code.facts.arguments(arguments).first().map(|value| code.facts.value(*value))
        {
            let module = self.context(id).method.module;
            *returned = ValueSet::one(self.objects.number(Object::TypeObject(module, token)));
        }
    }

    /// A member that gives what belongs to the call in hand. `GetService(typeof(X))` says the type by its argument, others by
    /// what they return.
    pub(super) fn receive(
        &mut self,
        id: ContextId,
        at: IlOffset,
        callee: Callee,
        token: Token,
        operands: &[ValueSet],
        returned: &mut ValueSet,
    ) {
        let effects = self.program.effects(callee.handle);
        if !effects.intersects(Effects::RECEIVED | Effects::ANSWERS) {
            return;
        }
        let method = self.context(id).method;
        let universe = self.program.universe;
        let named = |token| universe.resolve_type(method.module, TypeDefOrRef::from_token(token)?);
        let asked = operands.iter().flat_map(ValueSet::iter).find_map(|object| match self.objects.get(object) {
            Object::TypeObject(module, token) => universe.resolve_type(module, TypeDefOrRef::from_token(token)?),
            _ => None,
        });
        let object = self.objects.number(Object::Received { method, at });
        returned.insert(object);
        if effects.contains(Effects::ANSWERS) {
            self.note_answer(object);
        }
        // Of a type parameter counts what it is bound to.
        let bound = || self.program.bound_in(method, universe.method_arguments(method.module, token).first()?);
        let declared = asked.or_else(|| self.program.returned_type(method.module, token)).or_else(bound);
        if declared.is_some() || effects.contains(Effects::ELEMENT) {
            // What an item of a collection of anything is shows where it is cast.
            let declared = declared.filter(|declared| !universe.is_named(*declared, "System", "Object"));
            let declared = declared.or_else(|| self.context(id).code.facts.casts(at).find_map(named));
            self.note_received(object, declared);
            if declared.is_some() && returned.len() == 2 && returned.contains(ObjectId::OPAQUE) {
                // It is that, and nothing else.
                *returned = ValueSet::one(object);
            }
        }
    }

    /// What type an object has that was received: the first that says so counts.
    pub(super) fn note_received(&mut self, object: ObjectId, declared: Option<TypeHandle>) {
        if let Entry::Vacant(place) = self.received.entry(object) {
            place.insert(declared);
            self.note_known(object);
        }
    }

    /// An object is an answer of the service, or a part of one.
    pub(super) fn note_answer(&mut self, object: ObjectId) {
        if self.answers.insert(object) {
            self.note_known(object);
        }
    }

    /// Stores of the callees that show here go on to the caller, where the address came from there.
    pub(super) fn effects_of_callees(&mut self, id: ContextId, code: &MethodCode, event: &Event) {
        let Action::Call { arguments, opcode, .. } = event.action else { return };
        let accessor = self.program.is_generated_accessor(self.context(id).method);
        let passed = code.facts.arguments(arguments);
        let module = self.context(id).method.module;
        let received = passed.iter().any(|value| self.is_received(module, code, *value));
        if opcode == Opcode::Newobj || !(accessor || received) {
            return;
        }
        // The edges of this event are the last ones.
        let edges = self.context(id).edges.iter().rev().take_while(|edge| edge.at == event.at);
        let callees: Vec<ContextId> =
            edges.filter(|edge| edge.via != Via::StaticConstructor).map(|edge| edge.to).collect();
        let mut passed_on: Vec<Effect> = Vec::new();
        for callee in callees {
            for effect in &self.context(callee).effects {
                if !effect.accessor {
                    passed_on.push(Effect { accessor, ..effect.clone() });
                }
            }
        }
        for effect in passed_on {
            self.add_effect(id, effect);
        }
    }
}
