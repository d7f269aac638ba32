//! Delegates: what they are bound to, who runs them, and those that constructors register.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::calls::Called;
use super::{ContextId, Flow, Pass, Phase, Place};
use crate::analysis::facts::{Action, Event, Value, ValueId};
use crate::analysis::library::Effects;
use crate::analysis::objects::{Object, ObjectId, Slot, ValueSet};
use crate::analysis::program::{Callee, MethodCode, Special};
use crate::il::IlOffset;
use crate::model::{MethodHandle, MethodId};

/// A method that a delegate runs which a constructor let out.
pub(super) struct Handler {
    pub(super) delegate: ObjectId,
    pub(super) method: MethodHandle,
    /// What the delegate is bound to.
    pub(super) receiver: ValueSet,
    /// Whether it is in a field, a collection or an array.
    pub(super) kept: bool,
}

/// What a method that a delegate runs gets in front of the arguments, where the delegate is bound to some objects: an open static method
/// takes none; a closed one and an instance method take those.
fn first_of(callee: Callee, bound: ValueSet) -> Option<ValueSet> {
    (!callee.is_static || !bound.is_empty()).then_some(bound)
}

impl Flow<'_, '_, '_> {
    /// Runs the methods that a delegate is bound to; what they return. Of the arguments the last one stands for all that follow.
    pub(super) fn run_delegate(
        &mut self,
        id: ContextId,
        at: IlOffset,
        delegate: ObjectId,
        arguments: &[ValueSet],
        exact: bool,
    ) -> ValueSet {
        let mut returned = ValueSet::default();
        for callee in self.bindings.get(&delegate).cloned().unwrap_or_default() {
            let bound = self.read(id, Slot::Bound(delegate));
            let mut passed: Vec<ValueSet> = first_of(callee, bound).into_iter().collect();
            let count = self.callee_argument_count(callee);
            let rest = arguments.last().into_iter().cycle();
            passed.extend(arguments.iter().chain(rest).take(count.saturating_sub(passed.len())).cloned());
            let call = Called::by_delegate(callee, exact);
            returned.extend(&self.lead_to(id, at, call, &passed));
        }
        returned
    }

    /// Whether an object is a delegate that was seen to be made.
    pub(in crate::analysis) fn is_delegate(&self, object: ObjectId) -> bool {
        self.bindings.contains_key(&object)
    }

    /// The methods that an object runs, if it is a delegate that was seen to be made.
    pub(in crate::analysis) fn bound_to(&self, delegate: ObjectId) -> &[Callee] {
        self.bindings.get(&delegate).map_or(&[], Vec::as_slice)
    }

    /// The objects to which a delegate is bound.
    pub(in crate::analysis) fn receiver_of(&self, delegate: ObjectId) -> ValueSet {
        self.heap.get(&Slot::Bound(delegate)).map(|place| place.content.clone()).unwrap_or_default()
    }

    /// What a method that a delegate runs gets in front of the arguments; `None` where it gets those alone.
    pub(in crate::analysis) fn first_passed(&self, delegate: ObjectId, callee: Callee) -> Option<ValueSet> {
        first_of(callee, self.receiver_of(delegate))
    }

    /// The method that a delegate runs, where it is one that is followed and no other.
    pub(in crate::analysis) fn method_of(&self, delegate: ObjectId) -> Option<MethodId> {
        match self.bound_to(delegate) {
            [bound] => bound.enter,
            _ => None,
        }
    }

    /// Whether a call is of the `Invoke` of delegates all of which were seen to be made, of methods that are followed.
    pub(super) fn runs_known_delegates(&mut self, id: ContextId, callee: Callee, operands: &[ValueSet]) -> bool {
        if callee.special != Some(Special::Invoke) || !self.follows() {
            return false;
        }
        let Some(delegates) = operands.first() else { return false };
        delegates.iter().all(|delegate| {
            self.is_entered(delegate)
                || self.stands_for(id, delegate).is_some_and(|known| known.iter().all(|known| self.is_entered(known)))
        })
    }

    /// Whether an object is a delegate that was seen to be made, of methods that are followed.
    fn is_entered(&self, delegate: ObjectId) -> bool {
        self.bindings.get(&delegate).is_some_and(|bound| bound.iter().all(|bound| bound.enter.is_some()))
    }

    /// A call of a delegate's `Invoke`: the methods it is bound to run with these arguments.
    pub(super) fn invoke(&mut self, id: ContextId, at: IlOffset, callee: Callee, operands: &[ValueSet]) -> ValueSet {
        let mut returned = ValueSet::default();
        if callee.special != Some(Special::Invoke) {
            return returned;
        }
        let Some((delegates, arguments)) = operands.split_first() else { return returned };
        for delegate in delegates.iter() {
            let bindings = self.bindings.get(&delegate).map_or(0, Vec::len);
            if self.context(id).phase == Phase::Calling && bindings > 0 {
                self.invoked.insert(delegate);
            }
            let exact = delegates.len() == 1 && bindings == 1 || self.registered.contains(&delegate);
            returned.extend(&self.run_delegate(id, at, delegate, arguments, exact));
        }
        returned
    }

    /// `ldftn`, `ldvirtftn`: the method will run with the object that the delegate is bound to.
    pub(super) fn bind(
        &mut self,
        id: ContextId,
        code: &Rc<MethodCode>,
        at: IlOffset,
        function: ValueId,
        pass: &mut Pass,
    ) {
        let Value::Function(token, _) = code.facts.value(function) else { return };
        let Some(callee) = self.program.callee(self.context(id).method.module, token) else { return };
        if self.context(id).phase == Phase::Constructing {
            // Whether it is run in the constructor, or is a handler that the platform's calls will run, shows in what becomes of it.
            return;
        }
        // The delegate's constructor follows and takes the object and the pointer.
        let target = code.facts.delegate_made(at, function).map(|(_, target)| target);
        let mut arguments = vec![ValueSet::one(ObjectId::OPAQUE); self.callee_argument_count(callee)];
        if let Some(first) = arguments.first_mut().filter(|_| !callee.is_static) {
            *first = target.map(|target| self.value_to_come(id, &code.facts, pass, target)).unwrap_or_default();
        }
        let call = Called::by_delegate(callee, true);
        self.lead_to(id, at, call, &arguments);
    }

    /// `calli`: the methods whose pointers were seen to come there run with its arguments.
    pub(super) fn call_indirect(&mut self, id: ContextId, code: &Rc<MethodCode>, event: &Event, pass: &mut Pass) {
        let Action::CallIndirect { function, arguments, result } = event.action else { return };
        let operands: Vec<ValueSet> =
            code.facts.arguments(arguments).iter().map(|value| pass.value(*value).clone()).collect();
        let functions = pass.value(function).clone();
        let mut returned = ValueSet::default();
        for pointer in functions.iter() {
            match self.function_at(pointer).filter(|callee| callee.enter.is_some()) {
                Some(callee) => {
                    let call = Called::by_delegate(callee, functions.len() == 1);
                    returned.extend(&self.lead_to(id, event.at, call, &operands));
                }
                None => _ = returned.insert(ObjectId::OPAQUE),
            }
        }
        if functions.is_empty() {
            returned.insert(ObjectId::OPAQUE);
        }
        self.note_result(id, event.at, result, &returned, pass);
    }

    /// The method that an object points to, if it is such a pointer.
    pub(in crate::analysis) fn function_at(&self, pointer: ObjectId) -> Option<Callee> {
        match self.objects.get(pointer) {
            Object::Function(module, token) => self.program.callee(module, token),
            _ => None,
        }
    }

    /// `Interlocked.CompareExchange` of a delegate, by which compilers have the accessors of events add handlers: it is in the field from
    /// then on.
    pub(super) fn exchange(&mut self, callee: Callee, operands: &[ValueSet]) {
        if !self.program.effects(callee.handle).contains(Effects::ATOMIC | Effects::ARGUMENTS) {
            return;
        }
        let [addresses, new, ..] = operands else { return };
        let mut handlers = ValueSet::default();
        for handler in new.iter().filter(|object| self.is_delegate(*object)) {
            handlers.insert(handler);
        }
        if !handlers.is_empty() {
            addresses.iter().for_each(|address| self.store_through(address, &handlers));
        }
    }

    /// Delegates that a constructor hands to code that is not followed: what that runs at once belongs to the constructor (LINQ,
    /// `List.ForEach`); everything else keeps them, and the platform's calls will run them.
    pub(super) fn let_out(&mut self, id: ContextId, callee: Callee, operands: &[ValueSet]) {
        let at_once = self.program.effects(callee.handle).contains(Effects::RUNS);
        if self.context(id).phase != Phase::Constructing || at_once {
            return;
        }
        for delegate in operands.iter().skip(usize::from(!callee.is_static)).flat_map(ValueSet::iter) {
            if self.bindings.contains_key(&delegate) {
                self.let_out.insert(delegate);
            }
        }
    }

    /// The methods of delegates that the constructors made and let out, with the objects they are bound to: they are kept in a field,
    /// a collection or an array, or were handed to code that is not followed.
    pub(super) fn registered_handlers(&mut self) -> Vec<Handler> {
        let mut kept: FxHashSet<ObjectId> = FxHashSet::default();
        for (slot, Place { content, .. }) in &self.heap {
            let keeps = match slot {
                // The compiler's cache of a delegate that captures nothing says nothing about what becomes of it.
                Slot::Static(field) => !self.program.is_generated_field(*field),
                Slot::Field(..)
                | Slot::Elements(_)
                | Slot::Keys(_)
                | Slot::Item(..)
                | Slot::Part(_)
                | Slot::Property(..) => true,
                Slot::Content(_) | Slot::Bound(_) | Slot::Captured(_) | Slot::Number(..) => false,
            };
            if keeps {
                kept.extend(content.iter().filter(|object| self.bindings.contains_key(object)));
            }
        }
        let mut all: Vec<ObjectId> = kept.union(&self.let_out).copied().collect();
        all.sort_unstable_by_key(|delegate| self.objects.get(*delegate));
        let mut handlers = Vec::new();
        for delegate in all {
            let receiver = self.receiver_of(delegate);
            for binding in self.bindings.get(&delegate).into_iter().flatten() {
                if binding.enter.is_some() {
                    let (receiver, kept) = (receiver.clone(), kept.contains(&delegate));
                    handlers.push(Handler { delegate, method: binding.handle, receiver, kept });
                    self.registered.insert(delegate);
                }
            }
        }
        handlers
    }
}
