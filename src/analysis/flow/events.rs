//! What a context does to the heap and whom it leads to.

use std::rc::Rc;

use smallvec::{SmallVec, smallvec};

use super::{Bounds, ContextId, Edge, Effect, Flow, How, Phase, Via};
use crate::analysis::facts::{Action, Facts, Value, ValueId};
use crate::analysis::objects::{Object, ObjectId, Slot, ValueSet};
use crate::il::IlOffset;
use crate::metadata::Token;
use crate::model::{FieldHandle, MethodId, ModuleId, TypeHandle, TypeId};

/// Writes that one method leaves to its callers. Not a limit to be set: who writes through more addresses than that copies a
/// structure, and each of them is compared with all others. That it was hit is reported.
const EFFECTS: usize = 64;

impl Flow<'_, '_, '_> {
    pub(super) fn evaluate(&mut self, id: ContextId) {
        let code = Rc::clone(&self.context(id).code);
        let known = std::mem::take(&mut self.contexts[id.0 as usize].edges);
        self.waits = false;
        let values = self.values(id);
        let module = self.context(id).method.module;
        let nothing = ValueSet::default();
        let of = |value: ValueId| values.get(value.0 as usize).unwrap_or(&nothing);
        for event in code.facts.events() {
            self.program.charge(1);
            if self.is_exhausted(id) {
                self.keep_edges(id, &known, event.at);
                break;
            }
            match event.action {
                Action::Call { .. } => self.call(id, &code, event, &values),
                Action::StoreField { object, field, value } => {
                    let Some(field) = self.program.universe.resolve_field(module, field) else { continue };
                    for object in of(object).iter().filter(|object| *object != ObjectId::OPAQUE) {
                        if !self.can_have(object, field) {
                            continue;
                        }
                        self.write(Slot::Field(object, field), of(value));
                        if let Some(number) = self.program.tuple_item(field) {
                            self.write(Slot::Item(object, number), of(value));
                        }
                    }
                    self.note_effects(id, &code.facts, object, of(object), Some(field));
                }
                Action::StoreStatic { field, value } => {
                    let Some(field) = self.program.universe.resolve_field(module, field) else { continue };
                    self.touch_owner(id, event.at, field);
                    self.write(Slot::Static(field), of(value));
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
                    for address in of(address).iter() {
                        self.store_through(address, of(value));
                    }
                    self.note_effects(id, &code.facts, address, of(address), None);
                }
                Action::StoreElement { array, value } => {
                    for array in of(array).iter().filter(|array| *array != ObjectId::OPAQUE) {
                        self.write(Slot::Elements(array), of(value));
                    }
                }
                Action::StoreLocal { local, value } => {
                    let variable = self.objects.number(Object::Variable(id.0, local));
                    self.write(Slot::Content(variable), of(value));
                }
                Action::StoreArgument { argument, value } => {
                    let variable = self.argument_variable(id, argument);
                    self.write(Slot::Content(variable), of(value));
                }
                Action::Return(value) => {
                    let Self { contexts, queue, .. } = self;
                    let context = &mut contexts[id.0 as usize];
                    if context.returns.extend(of(value)) {
                        context.callers.iter().for_each(|caller| queue.push(*caller));
                    }
                }
                Action::Box(token) => {
                    if let Some(boxed) = self.program.type_of_token(module, token) {
                        self.instantiate(boxed);
                    }
                }
                Action::Bind(function) => self.bind(id, &code, event.at, function, &values),
                Action::CallIndirect | Action::Throw(_) | Action::Rethrow => {}
            }
            if self.waits && !self.settled && !self.queue.is_last_turn(id) {
                // What follows mostly depends on what was called there: it can wait until that is known.
                self.keep_edges(id, &known, IlOffset(event.at.0.saturating_add(1)));
                self.enqueue(id);
                break;
            }
        }
    }

    /// Keeps what an earlier evaluation found from an instruction on: this one ends before it.
    fn keep_edges(&mut self, id: ContextId, known: &[Edge], from: IlOffset) {
        self.contexts[id.0 as usize].edges.extend(known.iter().filter(|edge| edge.at >= from));
    }

    /// Whether an address came into the method from outside: then a store through it shows at the caller.
    pub(in crate::analysis) fn is_received(&self, module: ModuleId, facts: &Facts, value: ValueId) -> bool {
        let mut pending: SmallVec<[ValueId; 8]> = smallvec![value];
        let mut looked_at = 0;
        while let Some(value) = pending.pop() {
            looked_at += 1;
            match facts.value(value) {
                Value::Argument(_) | Value::ArgumentCell(_) => return true,
                Value::Loaded(inner) | Value::Difference(inner) => pending.push(inner),
                // Of an object the method makes the address itself; of a struct it only moves on inside what it got.
                Value::FieldAddress(inner, field) if self.is_field_of_struct(module, field) => pending.push(inner),
                Value::Sum(left, right) => pending.extend([left, right]),
                // Ways of control that meet; loops lead back here.
                Value::Merged(number) if looked_at < 64 => pending.extend_from_slice(facts.merged(number)),
                _ => {}
            }
        }
        false
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
        facts: &Facts,
        target: ValueId,
        objects: &ValueSet,
        field: Option<FieldHandle>,
    ) {
        let accessor = self.program.is_generated_accessor(self.context(id).method);
        let received = self.is_received(self.context(id).method.module, facts, target);
        for object in objects.iter() {
            let (address, accessor) = match (self.objects.get(object), field) {
                // An accessor of a struct stores through the address that it gets, like any other method of the struct.
                _ if self.is_shared_place(object) && received => (object, false),
                _ if self.is_shared_place(object) && accessor => (object, true),
                (Object::Root | Object::Held(..) | Object::Created { .. } | Object::ElementOf(_), Some(field))
                    if accessor && self.can_have(object, field) =>
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
        let Self { contexts, queue, .. } = self;
        let context = &mut contexts[id.0 as usize];
        if context.effects.contains(&effect) {
            return;
        }
        if context.effects.len() < EFFECTS {
            context.effects.push(effect);
            context.callers.iter().for_each(|caller| queue.push(*caller));
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
            for dispatcher in self.dispatchers.clone() {
                self.enqueue(dispatcher);
            }
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
        self.program.charge(4 + arguments.len());
        if !self.follows() {
            return ValueSet::one(ObjectId::OPAQUE);
        }
        let Some(callee) = self.context_for(to, phase, arguments) else { return ValueSet::one(ObjectId::OPAQUE) };
        self.contexts[id.0 as usize].edges.push(Edge { at, via, to: callee, exact });
        let context = &mut self.contexts[callee.0 as usize];
        context.callers.insert(id);
        context.returns.clone()
    }
}
