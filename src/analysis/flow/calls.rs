//! Calls: where they lead, and objects that are made.

use std::rc::Rc;

use super::{Bounds, ContextId, Flow, Pass, Via};
use crate::analysis::facts::{Action, Event, Value, ValueId};
use crate::analysis::library::Effects;
use crate::analysis::objects::{Object, ObjectId, Slot, ValueSet};
use crate::analysis::program::{Callee, MethodCode};
use crate::il::{IlOffset, Opcode};
use crate::metadata::Token;
use crate::model::{MethodId, TypeHandle};

/// A call as it stands in the code, or as whoever runs a delegate makes it.
#[derive(Clone, Copy)]
pub(super) struct Called {
    pub(super) opcode: Opcode,
    pub(super) callee: Callee,
    pub(super) constrained: Option<Token>,
    /// The object it is called on, as it stands in the code.
    pub(super) receiver: Option<ValueId>,
    /// How it leads on; `None` where the call itself says it.
    pub(super) via: Option<Via>,
    /// Whether it is certain that this method is called.
    pub(super) exact: bool,
}

impl Called {
    /// A call of what a delegate is bound to.
    pub(super) fn by_delegate(callee: Callee, exact: bool) -> Self {
        Self { opcode: Opcode::Callvirt, callee, constrained: None, receiver: None, via: Some(Via::Delegate), exact }
    }
}

impl Flow<'_, '_, '_> {
    pub(super) fn call(&mut self, id: ContextId, code: &Rc<MethodCode>, event: &Event, pass: &mut Pass) {
        let Action::Call { opcode, method, constrained, arguments, result } = event.action else { return };
        let home = self.context(id).method;
        let Some(callee) = self.program.callee(home.module, method) else { return };
        // A struct needs no `newobj`: where a generic method runs for its type, there are objects of it.
        for argument in self.program.struct_arguments(home.module, method).iter() {
            self.instantiate(*argument);
        }
        self.note_arguments_of_call(home.module, callee, method);
        let mut operands: Vec<ValueSet> =
            code.facts.arguments(arguments).iter().map(|value| pass.value(*value).clone()).collect();
        if let Some(awaiter) = self.awaited(home, code, event, callee) {
            operands[0] = pass.value_from_before(awaiter);
        }
        if opcode == Opcode::Newobj {
            let object = self.created(id, event.at);
            operands.insert(0, ValueSet::one(object));
            self.construct(id, code, event, callee, object, &operands);
        }
        // A constructor that is called is one of a base, or of a struct.
        let is_constructor = || opcode == Opcode::Call && self.program.universe.method_name(callee.handle) == ".ctor";
        if let Some(TypeHandle::Def(owner)) = callee.owner
            && (callee.is_static || is_constructor())
        {
            self.touch(id, event.at, owner);
        }
        let mut returned = self.invoke(id, event.at, callee, &operands);
        self.pass_kinds(id, &code.facts, (callee, opcode, arguments), &mut operands);
        let receiver = code.facts.arguments(arguments).first().copied().filter(|_| opcode == Opcode::Callvirt);
        let call = Called { opcode, callee, constrained, receiver, via: None, exact: true };
        returned.extend(&self.lead_to(id, event.at, call, &operands));
        if returned.len() > 1
            && let Some(declared) = self.program.returned_type(home.module, method)
        {
            // What a generic method returns has the type that the call gives to its type parameter.
            returned = self.of_type(id, &returned, declared);
        }
        if callee.enter.is_none() {
            // A type parameter that is no struct: the address leads to the object.
            if constrained.is_some()
                && let Some(receiver) = operands.first().cloned()
            {
                let mut objects = ValueSet::default();
                for address in receiver.iter() {
                    objects.extend(&self.content(id, address));
                }
                operands[0].extend(&objects);
            }
            self.go_through(id, event.at, callee, &mut operands);
            self.hand_out_kinds(callee, &operands);
            self.outside(id, code, event, callee, method, &operands);
            self.library_effects(id, event.at, callee, method, &operands, &mut returned);
            self.exchange(callee, &operands);
            self.tuple_call(id, event.at, callee, &operands, &mut returned);
            // What known delegates return, or a query gives, nobody else adds to.
            let is_known = self.runs_known_delegates(id, callee, &operands)
                || self.is_element(callee, &operands, &returned)
                || self.is_query(&returned);
            if !is_known {
                returned.insert(ObjectId::OPAQUE);
            }
            if self.program.effects(callee.handle).contains(Effects::SAME) {
                returned = operands.first().cloned().unwrap_or_default();
            }
            if self.program.effects(callee.handle).contains(Effects::GLOBAL) {
                returned = ValueSet::one(self.objects.number(Object::Global(callee.handle)));
            }
            self.describe_type(id, code, event, callee, &mut returned);
            self.make(id, event.at, callee, method, &mut returned);
            self.clone_object(id, event.at, callee, &operands, &mut returned);
            self.receive(id, event.at, callee, method, &operands, &mut returned);
        } else if !self.follows() {
            returned.insert(ObjectId::OPAQUE);
        }
        let is_view = callee.enter.is_none() && self.program.effects(callee.handle).contains(Effects::VIEWS);
        if let Some(seen) = operands.get(1).filter(|_| is_view) {
            operands[0].iter().for_each(|made| self.store_through(made, seen));
            returned = seen.clone();
        }
        self.effects_of_callees(id, code, event);
        self.hit(Bounds::VALUES, returned.is_wide());
        let result = result.filter(|_| opcode != Opcode::Newobj || is_view);
        self.note_result(id, event.at, result, &returned, pass);
    }

    /// Notes what a call returned.
    pub(super) fn note_result(
        &mut self,
        id: ContextId,
        at: IlOffset,
        result: Option<ValueId>,
        returned: &ValueSet,
        pass: &mut Pass,
    ) {
        if let Some(result) = result
            && self.contexts[id.0 as usize].results.entry(at).or_default().extend(returned)
        {
            pass.note_change(result);
        }
    }

    /// The awaiter that an `await` asks for its result. Compilers use one variable for all of a type in a method, and another way to the
    /// question comes from the field that keeps the awaiter meanwhile: what was stored last before counts.
    fn awaited(&self, home: MethodId, code: &MethodCode, event: &Event, callee: Callee) -> Option<ValueId> {
        /// Between `GetAwaiter` and `GetResult` stand `IsCompleted`, `AwaitUnsafeOnCompleted`, and what keeps the state.
        const BETWEEN: usize = 32;
        let Action::Call { arguments, .. } = event.action else { return None };
        let Value::LocalAddress(variable) = code.facts.value(*code.facts.arguments(arguments).first()?) else {
            return None;
        };
        let universe = self.program.universe;
        let owner = universe.declaring_type(home).filter(|owner| self.program.is_generated_type(*owner));
        if owner.is_none() || universe.method_name(callee.handle) != "GetResult" {
            return None;
        }
        let events = code.facts.events();
        let before = events.partition_point(|other| other.at < event.at);
        events.iter().take(before).rev().take(BETWEEN).find_map(|other| match other.action {
            Action::StoreLocal { local, value } if local == variable => {
                (!matches!(code.facts.value(value), Value::Field(..))).then_some(value)
            }
            _ => None,
        })
    }

    /// Leads on into every method that a call can run; what those return.
    pub(super) fn lead_to(&mut self, id: ContextId, at: IlOffset, call: Called, operands: &[ValueSet]) -> ValueSet {
        let Called { via, exact, .. } = call;
        let phase = self.context(id).phase;
        let mut returned = ValueSet::default();
        for target in self.targets(id, call, operands) {
            let mut passed = operands.to_vec();
            if let (Some(first), Some(receiver)) = (passed.first_mut(), target.receiver) {
                *first = receiver;
            }
            let (via, exact) = (via.unwrap_or(target.via), exact && target.exact);
            returned.extend(&self.lead(id, at, target.method, phase, passed, via, exact));
        }
        returned
    }

    /// A new object: its type exists from now on, its static constructor has run, an iterator will be run.
    pub(super) fn construct(
        &mut self,
        id: ContextId,
        code: &Rc<MethodCode>,
        event: &Event,
        callee: Callee,
        object: ObjectId,
        operands: &[ValueSet],
    ) {
        let Action::Call { arguments, .. } = event.action else { return };
        if let Some(TypeHandle::Def(owner)) = callee.owner {
            self.instantiate(owner);
            self.touch(id, event.at, owner);
            let move_next = self.program.iterator_step(owner);
            if let Some(move_next) = move_next.filter(|method| *method != self.context(id).method) {
                let phase = self.context(id).phase;
                self.lead(id, event.at, move_next, phase, vec![ValueSet::one(object)], Via::Iterator, true);
            }
        }
        // A delegate: the object and a method pointer.
        let passed = code.facts.arguments(arguments);
        if let &[_, function] = passed
            && let Value::Function(token, _) = code.facts.value(function)
            && let Some(bound) = self.program.callee(self.context(id).method.module, token)
        {
            let known = self.bindings.entry(object).or_default();
            if known.iter().all(|known| known.handle != bound.handle) {
                known.push(bound);
                self.note_known(object);
            }
            self.write(Slot::Bound(object), operands.get(1).unwrap_or(&ValueSet::default()));
        }
    }
}
