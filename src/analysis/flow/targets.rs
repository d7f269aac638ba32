//! The methods that a call can run.

use rustc_hash::{FxHashMap, FxHashSet};

use super::calls::Called;
use super::{ContextId, Flow, Reader, Via};
use crate::analysis::objects::{ObjectId, ValueSet};
use crate::analysis::program::{Callee, Special};
use crate::il::Opcode;
use crate::model::{MethodHandle, MethodId, TypeHandle, TypeId};

/// A method that a call can run.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) method: MethodId,
    /// The receivers for which it is run; `None` for all that the call has.
    pub(super) receiver: Option<ValueSet>,
    pub(super) via: Via,
    /// Whether the call can run no other.
    pub(super) exact: bool,
}

/// What is known of a virtual method: how many of the types that exist were asked, and what they run.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    types: usize,
    methods: Vec<MethodId>,
    set: FxHashSet<MethodId>,
}

impl Target {
    fn only(method: MethodId, via: Via) -> Self {
        Self { method, receiver: None, via, exact: true }
    }
}

impl Flow<'_, '_, '_> {
    /// The methods that a call can run.
    pub(super) fn targets(
        &mut self,
        id: ContextId,
        Called { opcode, callee, constrained, receiver: said, .. }: Called,
        operands: &[ValueSet],
    ) -> Vec<Target> {
        if !self.follows() {
            return Vec::new();
        }
        let plain = match opcode {
            Opcode::Newobj => Via::Newobj,
            Opcode::Callvirt => Via::Callvirt,
            _ => Via::Call,
        };
        let module = self.context(id).method.module;
        let owner = callee.owner;
        let mut receivers = operands.first().cloned().unwrap_or_default();
        let addresses = receivers.clone();
        if let Some(token) = constrained {
            match self.program.type_of_token(module, token) {
                Some(exact) if self.program.is_value_type(exact) => {
                    let target = self.program.dispatch(exact, callee.handle);
                    return target.map(|target| Target::only(target, Via::Override)).into_iter().collect();
                }
                // A reference: the address leads to it.
                _ => {
                    let mut objects = ValueSet::default();
                    for address in receivers.iter() {
                        objects.extend(&self.content(id, address));
                    }
                    receivers = objects;
                }
            }
        } else if opcode != Opcode::Callvirt || !callee.is_virtual {
            return callee.enter.map(|target| Target::only(target, plain)).into_iter().collect();
        }
        // Of a class that was not found `Invoke` need not be a delegate's: an object of another class of ours tells.
        let is_of_ours = |receiver| self.type_of(receiver).is_some_and(|exact| !self.program.is_delegate(exact));
        if callee.special == Some(Special::Invoke) && !receivers.iter().any(is_of_ours) {
            return Vec::new();
        }
        let is_interface = match owner {
            Some(TypeHandle::Def(owner)) => self
                .program
                .universe
                .type_row(owner)
                .is_some_and(|row| row.flags.contains(crate::metadata::TypeAttributes::INTERFACE)),
            _ => true,
        };
        let dispatched = if is_interface { Via::Interface } else { Via::Override };
        let mut found: Vec<(MethodId, ValueSet, bool)> = Vec::new();
        let mut places: FxHashMap<MethodId, usize> = FxHashMap::default();
        let mut add = |target: MethodId, receiver: ObjectId, exact: bool| {
            let place = *places.entry(target).or_insert(found.len());
            match found.get_mut(place) {
                Some((_, receivers, known)) => {
                    receivers.insert(receiver);
                    *known &= exact;
                }
                None => found.push((target, ValueSet::one(receiver), exact)),
            }
        };
        let mut guessed = Vec::new();
        for receiver in receivers.iter() {
            if let Some(exact) = self.type_of(receiver) {
                if let Some(target) = self.program.dispatch(exact, callee.handle) {
                    add(target, receiver, true);
                }
            } else {
                guessed.push(receiver);
            }
        }
        if let (Some(TypeHandle::Def(owner)), false) = (owner, guessed.is_empty()) {
            let class = self.said_class(id, said, owner);
            let candidates = self.candidates(id, callee, class);
            self.program.charge(guessed.len() * candidates.len());
            for receiver in guessed {
                let known = self.run_by_elements(id, receiver, callee, class);
                for candidate in &candidates {
                    if known.as_ref().is_none_or(|known| known.contains(candidate)) {
                        add(*candidate, receiver, candidates.len() == 1);
                    }
                }
            }
        }
        let several = found.len() > 1;
        found
            .into_iter()
            .map(|(target, receivers, exact)| {
                let via = match dispatched {
                    _ if Some(target) == callee.enter => plain,
                    Via::Interface if self.is_iterator_step(target) => Via::Iterator,
                    dispatched => dispatched,
                };
                // A struct is not behind the address: its methods get the address itself.
                let owner = self.program.universe.declaring_type(target).filter(|_| constrained.is_some());
                let in_place = owner.is_some_and(|owner| self.program.is_value_type(owner));
                let receiver = Some(if in_place { addresses.clone() } else { receivers });
                Target { method: target, receiver, via, exact: exact && !several }
            })
            .collect()
    }

    /// What a call runs on an element of a container all of whose elements are known by their types; `None` for other objects.
    fn run_by_elements(
        &mut self,
        id: ContextId,
        receiver: ObjectId,
        callee: Callee,
        class: TypeId,
    ) -> Option<Vec<MethodId>> {
        let stood_for = self.stands_for(id, receiver)?;
        let known: Option<Vec<TypeId>> = stood_for.iter().map(|known| self.type_of(known)).collect();
        let known = known?.into_iter().filter(|exact| self.program.is_a(*exact, TypeHandle::Def(class)));
        Some(known.filter_map(|exact| self.program.dispatch(exact, callee.handle)).collect())
    }

    /// Whether a method is the `MoveNext` that the compiler made of an iterator.
    fn is_iterator_step(&self, method: MethodId) -> bool {
        let universe = self.program.universe;
        universe.method_name(MethodHandle::Def(method)) == "MoveNext"
            && universe.declaring_type(method).is_some_and(|owner| self.program.is_generated_type(owner))
    }

    /// The overrides in types of a class that exist in reach (rapid type analysis), and the method itself where it can be meant.
    fn candidates(&mut self, id: ContextId, callee: Callee, class: TypeId) -> Vec<MethodId> {
        self.dispatchers.insert(Reader { context: id, turn: self.turn });
        let mut known = self.candidates.remove(&(callee.handle, class)).unwrap_or_default();
        // Types are only ever added: those seen before need not be asked again.
        for index in known.types..self.instantiated.len() {
            if self.is_exhausted(id) {
                break;
            }
            known.types = index + 1;
            let exact = self.instantiated[index];
            if self.program.is_a(exact, TypeHandle::Def(class))
                && let Some(target) = self.program.dispatch(exact, callee.handle)
                && known.set.insert(target)
            {
                known.methods.push(target);
            }
        }
        let mut candidates = known.methods.clone();
        let own = if callee.owner == Some(TypeHandle::Def(class)) {
            callee.enter
        } else {
            self.program.dispatch(class, callee.handle).or(callee.enter)
        };
        if let Some(own) = own.filter(|own| !known.set.contains(own)) {
            // Objects that were made elsewhere can be of the declared type itself.
            if candidates.is_empty() || self.program.is_concrete(class) {
                candidates.push(own);
            }
        }
        self.candidates.insert((callee.handle, class), known);
        self.program.charge(candidates.len());
        candidates
    }
}
