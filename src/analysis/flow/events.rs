//! What a context does to the heap and whom it leads to.

use std::rc::Rc;

use super::{Bounds, ContextId, Edge, Effect, Flow, How, Pass, Phase, Reader, Via};
use crate::analysis::facts::{Action, Event, Facts, Value, ValueId};
use crate::analysis::objects::{Object, ObjectId, Slot, ValueSet};
use crate::analysis::program::MethodCode;
use crate::il::IlOffset;
use crate::metadata::Token;
use crate::model::{FieldHandle, MethodId, ModuleId, TypeHandle, TypeId};

/// Writes that one method leaves to its callers. Not a limit to be set: who writes through more addresses than that copies a
/// structure, and each of them is compared with all others. That it was hit is reported.
const EFFECTS: usize = 64;

impl Flow<'_, '_, '_> {
    /// Does what one instruction of a context does.
    pub(super) fn act(&mut self, id: ContextId, code: &Rc<MethodCode>, event: &Event, pass: &mut Pass) {
        let module = self.context(id).method.module;
        match event.action {
            Action::Call { .. } => self.call(id, code, event, pass),
            Action::StoreField { object, field, value } => {
                let Some(field) = self.program.universe.resolve_field(module, field) else { return };
                for holder in pass.value(object).iter().filter(|holder| *holder != ObjectId::OPAQUE) {
                    if !self.can_have(holder, field) {
                        continue;
                    }
                    if self.program.is_kind(field) && self.store_kind(holder, field, &code.facts, pass, value) {
                        continue;
                    }
                    self.write(Slot::Field(holder, field), pass.value(value));
                    if let Some(number) = self.program.tuple_item(field) {
                        self.write(Slot::Item(holder, number), pass.value(value));
                    }
                }
                self.note_effects(id, code, object, pass.value(object), Some(field));
            }
            Action::StoreStatic { field, value } => {
                let Some(field) = self.program.universe.resolve_field(module, field) else { return };
                self.touch_owner(id, event.at, field);
                self.write(Slot::Static(field), pass.value(value));
                if self.program.is_generated_accessor(self.context(id).method) {
                    let address = self.objects.number(Object::StaticAddress(field));
                    self.add_effect(id, Effect { address, accessor: true, how: How::Store });
                }
            }
            Action::LoadStatic(field) => {
                if let Some(field) = self.program.universe.resolve_field(module, field) {
                    self.touch_owner(id, event.at, field);
                }
            }
            Action::StoreIndirect { address, value } => {
                for place in pass.value(address).iter() {
                    self.store_through(place, pass.value(value));
                }
                self.note_effects(id, code, address, pass.value(address), None);
            }
            Action::StoreElement { array, value } => {
                for array in pass.value(array).iter().filter(|array| *array != ObjectId::OPAQUE) {
                    self.write(Slot::Elements(array), pass.value(value));
                }
            }
            Action::StoreLocal { .. } if self.is_lent_to_be_filled(module, &code.facts, event.at) => {}
            Action::StoreLocal { local, value } => {
                let variable = self.objects.number(Object::Variable(id.0, local));
                self.write(Slot::Content(variable), pass.value(value));
            }
            Action::StoreArgument { argument, value } => {
                let variable = self.argument_variable(id, argument);
                self.write(Slot::Content(variable), pass.value(value));
            }
            Action::Return(value) => {
                if self.contexts[id.0 as usize].returns.extend(pass.value(value)) {
                    self.tell_callers(id);
                }
            }
            Action::Box(token) => {
                if let Some(boxed) = self.program.type_of_token(module, token) {
                    self.instantiate(boxed);
                }
            }
            Action::Bind(function) => self.bind(id, code, event.at, function, pass),
            Action::CallIndirect { .. } => self.call_indirect(id, code, event, pass),
            Action::Throw(_) | Action::Rethrow => {}
        }
    }

    /// Whether a variable is lent to a call that fills it whatever was in it.
    fn is_lent_to_be_filled(&self, module: ModuleId, facts: &Facts, at: IlOffset) -> bool {
        let Some((call, position)) = facts.lent_to(at) else { return false };
        match facts.event_at(call).map(|event| event.action) {
            Some(Action::Call { method, arguments, .. }) => {
                let is_last = usize::from(position) + 1 == facts.arguments(arguments).len();
                self.program.fills(module, method, position, is_last)
            }
            _ => false,
        }
    }

    /// Whether an address came into the method from outside: then a store through it shows at the caller.
    pub(in crate::analysis) fn is_received(&self, module: ModuleId, code: &MethodCode, value: ValueId) -> bool {
        let received = code.received.get_or_init(|| self.received(module, &code.facts));
        received.get(value.0 as usize).copied().unwrap_or(false)
    }

    fn received(&self, module: ModuleId, facts: &Facts) -> Vec<bool> {
        /// Ways of control that meet in a loop lead back to what is asked; more rounds find nothing that a program does.
        const ROUNDS: usize = 4;
        let mut received = vec![false; facts.values.len()];
        for _ in 0..ROUNDS {
            let mut changed = false;
            for (number, value) in facts.values.iter().enumerate().filter(|(_, value)| value.can_lead_outside()) {
                let is = |inner: ValueId| received.get(inner.0 as usize).copied().unwrap_or(false);
                let found = match *value {
                    Value::Argument(_) | Value::ArgumentCell(_) => true,
                    Value::Loaded(inner)
                    | Value::Cast(inner, _)
                    | Value::Where(inner, ..)
                    | Value::Difference(inner) => is(inner),
                    // Of an object the method makes the address itself; of a struct it only moves on inside what it got.
                    Value::FieldAddress(inner, field) => is(inner) && self.is_field_of_struct(module, field),
                    Value::Sum(left, right) => is(left) || is(right),
                    Value::Merged(meeting) => facts.merged(meeting).iter().any(|value| is(*value)),
                    _ => false,
                };
                changed |= found && !received[number];
                received[number] |= found;
            }
            if !changed || facts.in_order() {
                break;
            }
        }
        received
    }

    fn is_field_of_struct(&self, module: ModuleId, field: Token) -> bool {
        let owner = self.program.universe.resolve_field(module, field);
        match owner.and_then(|field| self.program.universe.owner_of_field(field)) {
            Some(TypeHandle::Def(owner)) => self.program.is_value_type(owner),
            _ => true,
        }
    }

    /// Notes stores that belong to the caller: through an address that it handed in, or those of a compiler-made accessor.
    pub(super) fn note_effects(
        &mut self,
        id: ContextId,
        code: &MethodCode,
        target: ValueId,
        objects: &ValueSet,
        field: Option<FieldHandle>,
    ) {
        let accessor = self.program.is_generated_accessor(self.context(id).method);
        let received = self.is_received(self.context(id).method.module, code, target);
        for object in objects.iter() {
            let (address, accessor) = match (self.objects.get(object), field) {
                // An accessor of a struct stores through the address that it gets, like any other method of the struct.
                _ if self.is_shared_place(object) && received => (object, false),
                _ if self.is_shared_place(object) && accessor => (object, true),
                (kind, Some(field))
                    if accessor
                        && (matches!(kind, Object::Created { .. }) || self.objects.is_shared(object))
                        && self.can_have(object, field) =>
                {
                    (self.objects.number(Object::FieldAddress(object, field)), true)
                }
                _ => continue,
            };
            self.add_effect(id, Effect { address, accessor, how: How::Store });
        }
    }

    /// Whether an address leads into something that every call sees.
    pub(super) fn is_shared_place(&self, address: ObjectId) -> bool {
        match self.objects.get(address) {
            Object::StaticAddress(_) => true,
            Object::FieldAddress(holder, _) | Object::ElementAddress(holder) => {
                self.objects.is_shared(holder) || self.is_shared_place(holder)
            }
            _ => false,
        }
    }

    pub(super) fn add_effect(&mut self, id: ContextId, effect: Effect) {
        let context = &mut self.contexts[id.0 as usize];
        if context.effects.contains(&effect) {
            return;
        }
        if context.effects.len() < EFFECTS {
            context.effects.push(effect);
            self.tell_callers(id);
        } else {
            self.hit(Bounds::VALUES, true);
        }
    }

    pub(super) fn touch_owner(&mut self, id: ContextId, at: IlOffset, field: FieldHandle) {
        if let Some(TypeHandle::Def(owner)) = self.program.universe.owner_of_field(field) {
            self.touch(id, at, owner);
        }
    }

    /// The static constructor of a type runs before the type is used.
    pub(super) fn touch(&mut self, id: ContextId, at: IlOffset, owner: TypeId) {
        let Some(initialiser) = self.program.static_constructor(owner) else { return };
        if initialiser != self.context(id).method {
            self.lead(id, at, initialiser, Phase::Initialising, Vec::new(), Via::StaticConstructor, true);
        }
    }

    pub(super) fn instantiate(&mut self, id: TypeId) {
        if self.instantiated_set.insert(id) {
            self.instantiated.push(id);
            self.tell_dispatchers();
        }
    }

    /// Leads on into a method; what it returns.
    #[expect(clippy::too_many_arguments, reason = "an edge of the call graph has that many parts")]
    pub(super) fn lead(
        &mut self,
        id: ContextId,
        at: IlOffset,
        to: MethodId,
        phase: Phase,
        arguments: Vec<ValueSet>,
        via: Via,
        exact: bool,
    ) -> ValueSet {
        self.program.charge(4 + arguments.iter().map(|argument| 1 + argument.len() / 8).sum::<usize>());
        if !self.follows() {
            return ValueSet::one(ObjectId::OPAQUE);
        }
        self.hit(Bounds::VALUES, arguments.iter().any(ValueSet::is_wide));
        let Some(callee) = self.context_for(to, phase, arguments) else { return ValueSet::one(ObjectId::OPAQUE) };
        self.contexts[id.0 as usize].edges.push(Edge { at, via, to: callee, exact });
        let context = &mut self.contexts[callee.0 as usize];
        context.callers.insert(Reader { context: id, turn: self.turn });
        context.returns.clone()
    }
}
