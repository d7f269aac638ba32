//! Objects that have their value made by a delegate, when somebody asks for it first.

use super::{ContextId, Flow, Phase};
use crate::analysis::facts::Action;
use crate::analysis::objects::{Object, ObjectId, ValueSet};
use crate::il::{IlOffset, Opcode};
use crate::metadata::{Primitive, Type};
use crate::model::{MethodHandle, MethodId};

impl Flow<'_, '_, '_> {
    /// What delegates return that were put into an object, `Lazy` for one, in place of them; and what else is in it.
    pub(super) fn called(&mut self, (id, at): (ContextId, IlOffset), holder: ObjectId, found: &ValueSet) -> ValueSet {
        let (delegates, others): (Vec<_>, Vec<_>) = found.iter().partition(|object| self.is_delegate(*object));
        let mut called = ValueSet::default();
        for object in others {
            called.insert(object);
        }
        let once = self.asks_once(holder);
        for delegate in &delegates {
            for method in self.bound_to(*delegate).iter().filter_map(|bound| bound.enter).collect::<Vec<_>>() {
                // Of two objects that have it run here nobody keeps the one waiting for the other.
                let known = self.makers.entry((id, at, method)).or_insert(once);
                *known = known.filter(|known| Some(*known) == once);
            }
            if self.context(id).phase == Phase::Calling {
                self.invoked.insert(*delegate);
            }
            called.extend(&self.run_delegate(id, at, *delegate, &[], delegates.len() == 1));
        }
        called
    }

    /// Where an object is made, if it is a `Lazy` of a static constructor that has its value made once and keeps all others waiting meanwhile.
    fn asks_once(&self, holder: ObjectId) -> Option<(MethodId, IlOffset)> {
        /// `LazyThreadSafetyMode.ExecutionAndPublication`
        const ONE_THREAD: i64 = 2;
        let Object::Created { method, at, .. } = self.objects.get(holder) else { return None };
        let universe = self.program.universe;
        let code = self.program.code(method).filter(|_| universe.method_name(MethodHandle::Def(method)) == ".cctor");
        let code = code?;
        let Some(Action::Call { opcode: Opcode::Newobj, method: token, arguments, .. }) =
            code.facts.event_at(at).map(|event| event.action)
        else {
            return None;
        };
        let callee = self.program.callee(method.module, token)?.handle;
        let is_lazy = universe.method_owner(callee).is_some_and(|owner| universe.is_named(owner, "System", "Lazy`1"));
        let parameters = universe
            .method_signature(callee)
            .and_then(|(module, blob)| Some(universe.module(module).metadata.method_signature(blob).ok()?.parameters));
        let arguments = code.facts.arguments(arguments);
        let mode = arguments.get(1).map(|mode| code.facts.constant(*mode));
        let asks = is_lazy
            && match (parameters.as_deref(), mode) {
                (Some([_]), None) => true,
                (Some([_, Type::Primitive(Primitive::Boolean)]), Some(Some(mode))) => mode != 0,
                (Some([_, _]), Some(Some(mode))) => mode == ONE_THREAD,
                _ => false,
            };
        asks.then_some((method, at))
    }
}
