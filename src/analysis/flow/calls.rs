//! Calls: objects that are made, delegates that are bound, handlers that constructors register.

use std::rc::Rc;

use super::{ContextId, Flow, Phase, Place, Values, Via};
use crate::analysis::facts::{Action, Event, Value, ValueId};
use crate::analysis::objects::{ObjectId, Slot, ValueSet};
use crate::analysis::program::{Callee, MethodCode};
use crate::il::{IlOffset, Opcode};
use crate::model::{MethodHandle, TypeHandle};

impl Flow<'_, '_, '_> {
    pub(super) fn call(&mut self, id: ContextId, code: &Rc<MethodCode>, event: &Event, values: &Values) {
        let Action::Call { opcode, method, constrained, arguments, result } = event.action else { return };
        let home = self.context(id).method;
        let Some(callee) = self.program.callee(home.module, method) else { return };
        // A struct needs no `newobj`: where a generic method runs for its type, there are objects of it.
        for argument in self.program.struct_arguments(home.module, method).iter() {
            self.instantiate(*argument);
        }
        self.note_arguments_of_call(home.module, callee, method);
        let mut operands: Vec<ValueSet> = code
            .facts
            .arguments(arguments)
            .iter()
            .map(|value| values.get(value.0 as usize).cloned().unwrap_or_default())
            .collect();
        if opcode == Opcode::Newobj {
            let object = self.created(id, event.at);
            operands.insert(0, ValueSet::one(object));
            self.construct(id, code, event, callee, object, &operands);
        }
        if callee.is_static
            && let Some(TypeHandle::Def(owner)) = self.program.universe.method_owner(callee.handle)
        {
            self.touch(id, event.at, owner);
        }
        let mut returned = ValueSet::default();
        self.invoke(id, event, callee, &operands, &mut returned);
        let targets = self.targets(id, opcode, callee, constrained, &operands);
        for target in targets {
            let mut passed = operands.clone();
            if let (Some(first), Some(receiver)) = (passed.first_mut(), target.receiver) {
                *first = receiver;
            }
            let phase = self.context(id).phase;
            returned.extend(&self.lead(id, event.at, target.method, phase, passed, target.via, target.exact));
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
            self.outside(id, code, event, callee, method, &operands);
            self.library_effects(id, event.at, callee, method, &operands, &mut returned);
            self.tuple_call(id, event.at, callee, &operands, &mut returned);
            returned.insert(ObjectId::OPAQUE);
            self.describe_type(id, code, event, callee, &mut returned);
            self.make(id, event.at, callee, method, &mut returned);
            self.receive(id, event.at, callee, method, &operands, &mut returned);
        } else if !self.follows() {
            returned.insert(ObjectId::OPAQUE);
        }
        self.effects_of_callees(id, code, event);
        if result.is_some() && opcode != Opcode::Newobj {
            let context = &mut self.contexts[id.0 as usize];
            if context.results.entry(event.at).or_default().extend(&returned) {
                self.enqueue(id);
            }
        }
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
        let owner = self.program.universe.method_owner(callee.handle);
        if let Some(TypeHandle::Def(owner)) = owner {
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
            }
            self.write(Slot::Bound(object), operands.get(1).unwrap_or(&ValueSet::default()));
        }
    }

    /// A call of a delegate's `Invoke`: the methods it is bound to run with these arguments.
    fn invoke(&mut self, id: ContextId, event: &Event, callee: Callee, operands: &[ValueSet], returned: &mut ValueSet) {
        let owner = self.program.universe.method_owner(callee.handle);
        let Some((delegates, arguments)) = operands.split_first().filter(|_| self.is_delegate_invoke(callee, owner))
        else {
            return;
        };
        for delegate in delegates.iter() {
            let bindings = self.bindings.get(&delegate).cloned().unwrap_or_default();
            if self.context(id).phase == Phase::Calling && !bindings.is_empty() {
                self.invoked.insert(delegate);
            }
            let exact = delegates.len() == 1 && bindings.len() == 1 || self.registered.contains(&delegate);
            for binding in bindings {
                let mut passed = arguments.to_vec();
                // An open static method takes no object; a closed one and an instance method take the one they are bound to.
                if self.callee_argument_count(binding) > passed.len() {
                    passed.insert(0, self.read(id, Slot::Bound(delegate)));
                }
                let phase = self.context(id).phase;
                if binding.is_virtual {
                    for target in self.targets(id, Opcode::Callvirt, binding, None, &passed) {
                        let mut passed = passed.clone();
                        if let (Some(first), Some(receiver)) = (passed.first_mut(), target.receiver) {
                            *first = receiver;
                        }
                        let exact = exact && target.exact;
                        returned.extend(&self.lead(id, event.at, target.method, phase, passed, Via::Delegate, exact));
                    }
                } else if let Some(method) = binding.enter {
                    returned.extend(&self.lead(id, event.at, method, phase, passed, Via::Delegate, exact));
                }
            }
        }
    }

    /// `ldftn`, `ldvirtftn`: the method will run with the object that the delegate is bound to.
    pub(super) fn bind(
        &mut self,
        id: ContextId,
        code: &Rc<MethodCode>,
        at: IlOffset,
        function: ValueId,
        values: &Values,
    ) {
        let Value::Function(token, _) = code.facts.value(function) else { return };
        let home = self.context(id).method;
        let Some(callee) = self.program.callee(home.module, token) else { return };
        // The delegate's constructor follows and takes the object and the pointer.
        let following = code.facts.events().partition_point(|event| event.at <= at);
        let target = code.facts.events().iter().skip(following).take(8).find_map(|event| match event.action {
            Action::Call { opcode: Opcode::Newobj, arguments, .. } => match code.facts.arguments(arguments) {
                &[target, pointer] if pointer == function => Some(target),
                _ => None,
            },
            _ => None,
        });
        let receiver = target.and_then(|target| values.get(target.0 as usize).cloned()).unwrap_or_default();
        let phase = self.context(id).phase;
        if phase == Phase::Constructing {
            // Whether it is run in the constructor, or is a handler that the platform's calls will run, shows in what becomes of it.
            return;
        }
        let mut arguments = vec![ValueSet::one(ObjectId::OPAQUE); self.callee_argument_count(callee)];
        if let Some(first) = arguments.first_mut().filter(|_| !callee.is_static) {
            *first = receiver.clone();
        }
        if callee.is_virtual {
            let targets = self.targets(id, Opcode::Callvirt, callee, None, &arguments);
            for target in targets {
                let mut arguments = arguments.clone();
                if let (Some(first), Some(receiver)) = (arguments.first_mut(), target.receiver) {
                    *first = receiver;
                }
                self.lead(id, at, target.method, phase, arguments, Via::Delegate, target.exact);
            }
        } else if let Some(target) = callee.enter {
            self.lead(id, at, target, phase, arguments, Via::Delegate, true);
        }
    }

    /// The methods of delegates that the constructors made and let out, with the objects they are bound to: they are kept in a field,
    /// a collection or an array, or were handed to code that is not followed.
    pub(super) fn registered_handlers(&mut self) -> Vec<(ObjectId, MethodHandle, ValueSet)> {
        let mut kept: Vec<ObjectId> = self.let_out.iter().copied().collect();
        for (slot, Place { content, .. }) in &self.heap {
            let keeps = match slot {
                // The compiler's cache of a delegate that captures nothing says nothing about what becomes of it.
                Slot::Static(field) => !self.program.is_generated_field(*field),
                Slot::Field(..) | Slot::Elements(_) | Slot::Item(..) => true,
                Slot::Content(_) | Slot::Bound(_) => false,
            };
            if keeps {
                kept.extend(content.iter().filter(|object| self.bindings.contains_key(object)));
            }
        }
        kept.sort_unstable();
        kept.dedup();
        let mut handlers = Vec::new();
        for delegate in kept {
            let receiver = self.heap.get(&Slot::Bound(delegate)).map(|place| place.content.clone()).unwrap_or_default();
            for binding in self.bindings.get(&delegate).into_iter().flatten() {
                if binding.enter.is_some() {
                    handlers.push((delegate, binding.handle, receiver.clone()));
                    self.registered.insert(delegate);
                }
            }
        }
        handlers
    }
}
