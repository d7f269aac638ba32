//! Queries and iterators: what they run is run where somebody goes through them.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::facts::{Action, Facts, Value, ValueId};
use super::flow::{ContextId, Edge, Via};
use super::library::Effects;
use super::reach::Reach;
use crate::il::{IlOffset, Opcode};
use crate::model::MethodId;

/// How often a method is gone through until no query is added that is made of another. Not a limit to be set: of a method with longer
/// chains against the order of its code it is said that the query runs where it is made.
const ROUNDS: usize = 8;

impl Reach<'_, '_, '_> {
    /// Where a method goes through what the instruction of an edge makes, if that is a query, or an iterator that others step; `None` where
    /// the edge is run at once, or the query gets where nobody sees who goes through it.
    pub(super) fn goes_through(&self, context: ContextId, edge: &Edge) -> Option<Rc<[IlOffset]>> {
        let facts = self.facts(context);
        let Action::Call { opcode, .. } = facts.event_at(edge.at)?.action else { return None };
        match edge.via {
            Via::Delegate => {
                let key = (self.method(context), edge.at);
                if let Some(known) = self.gone_through.borrow().get(&key) {
                    return known.clone();
                }
                let places = self.find_places(key.0, facts, edge.at).map(Rc::from);
                self.gone_through.borrow_mut().insert(key, places.clone());
                places
            }
            Via::Iterator if opcode == Opcode::Newobj && self.iterators_stepped().contains(&self.method(edge.to)) => {
                Some(Rc::from([]))
            }
            _ => None,
        }
    }

    /// The iterators that code of ours steps.
    fn iterators_stepped(&self) -> &FxHashSet<MethodId> {
        self.stepped.get_or_init(|| {
            let contexts = self.contexts().iter();
            let edges = contexts.flat_map(|context| self.edges(*context).iter().map(move |edge| (*context, edge)));
            let steps = edges.filter(|(context, edge)| {
                let action = self.facts(*context).event_at(edge.at).map(|event| event.action);
                edge.via == Via::Iterator && matches!(action, Some(Action::Call { opcode: Opcode::Callvirt, .. }))
            });
            steps.map(|(_, edge)| self.method(edge.to)).collect()
        })
    }

    fn find_places(&self, method: MethodId, facts: &Facts, at: IlOffset) -> Option<Vec<IlOffset>> {
        let effects = |token| {
            let callee = self.program().callee(method.module, token).filter(|callee| callee.enter.is_none());
            callee.map_or(Effects::empty(), |callee| self.program().effects(callee.handle))
        };
        let Action::Call { method: token, result: Some(result), .. } = facts.event_at(at)?.action else { return None };
        if !effects(token).contains(Effects::DEFERRED) {
            return None;
        }
        let mut query = Query { facts, values: FxHashSet::from_iter([result]), locals: FxHashSet::default() };
        let mut places = Vec::new();
        for _ in 0..ROUNDS {
            self.program().charge(facts.events().len());
            let known = query.values.len() + query.locals.len();
            places.clear();
            for event in facts.events() {
                match event.action {
                    Action::Call { method: token, arguments, result, .. } => {
                        if !facts.arguments(arguments).iter().any(|value| query.is(*value)) {
                            continue;
                        }
                        // One that is made of it, or it itself.
                        let is_query = effects(token).intersects(Effects::DEFERRED)
                            || effects(token) == Effects::THIS
                            || effects(token) == Effects::SAME;
                        match result.filter(|_| is_query) {
                            Some(result) => _ = query.values.insert(result),
                            None => places.push(event.at),
                        }
                    }
                    Action::StoreLocal { local, value } if query.is(value) => _ = query.locals.insert(local),
                    Action::StoreField { value, .. }
                    | Action::StoreStatic { value, .. }
                    | Action::StoreElement { value, .. }
                    | Action::StoreIndirect { value, .. }
                    | Action::StoreArgument { value, .. }
                    | Action::Return(value)
                        if query.is(value) =>
                    {
                        return None;
                    }
                    _ => {}
                }
            }
            if query.values.len() + query.locals.len() == known {
                return Some(places);
            }
        }
        None
    }
}

/// A query, and those that are made of it.
struct Query<'f> {
    facts: &'f Facts,
    values: FxHashSet<ValueId>,
    locals: FxHashSet<u16>,
}

impl Query<'_> {
    fn is(&self, value: ValueId) -> bool {
        self.values.contains(&value)
            || match self.facts.value(value) {
                Value::Merged(number) => self.facts.merged(number).iter().any(|value| self.values.contains(value)),
                Value::Local(local) => self.locals.contains(&local),
                _ => false,
            }
    }
}
