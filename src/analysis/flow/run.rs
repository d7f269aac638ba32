//! Delegates that members of the framework and the SDK run: what these get, and what they return.

use super::members::Call;
use super::{Flow, Phase};
use crate::analysis::fed::{Feed, Feeds};
use crate::analysis::library::Effects;
use crate::analysis::objects::{ObjectId, ValueSet};

/// What the delegates return that a member runs.
#[derive(Default)]
pub(super) struct Results {
    /// The first of them, such as the one that selects keys.
    pub(super) first: ValueSet,
    /// The last of them.
    pub(super) last: ValueSet,
    /// All of them.
    pub(super) all: ValueSet,
}

impl Flow<'_, '_, '_> {
    /// Runs the delegates that a member gets, in the order of its arguments.
    pub(super) fn run(&mut self, call: &Call<'_>) -> Results {
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
        let item = self.item_type(call);
        let mut seed = None;
        for (number, operand) in operands.iter().enumerate() {
            // What is behind the address of a struct is in the first one too.
            let operand = if number == 0 { &call.holders } else { operand };
            let objects: Vec<ObjectId> = operand.iter().filter(|object| !is_delegate(self, *object)).collect();
            for object in objects.iter().copied() {
                let container = at_once && (number == 0 || effects.intersects(Effects::MAPS | Effects::FLATTENS));
                if container {
                    given.extend(&self.items(id, object, item));
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
        let in_all = |flow: &mut Self, containers: &ValueSet, number: u32| {
            let item = flow.type_argument(call, number as usize);
            let mut inside = ValueSet::default();
            for container in containers.iter() {
                inside.extend(&flow.items(call.id, container, item));
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
            Feed::In(number, of) => in_all(flow, operand(number), of),
            Feed::Argument(number) => operand(number).clone(),
            Feed::Returned(number) => returned.get(number).cloned().unwrap_or_default(),
            Feed::InReturned(number, of) => in_all(flow, returned.get(number).unwrap_or(&nothing), of),
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
}
