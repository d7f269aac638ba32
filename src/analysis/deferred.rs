//! Queries and iterators: what they run is run where somebody goes through them.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::facts::{Action, Facts, Value, ValueId};
use super::flow::{ContextId, Edge, Via};
use super::library::Effects;
use super::objects::{Object, ObjectId, ValueSet};
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
            Via::Iterator if opcode == Opcode::Newobj => self.is_only_stepped(context, edge).then(|| Rc::from([])),
            _ => None,
        }
    }

    /// Whether the iterators that an instruction makes are stepped by code of ours, and nobody else can step them unseen.
    fn is_only_stepped(&self, context: ContextId, edge: &Edge) -> bool {
        let (method, objects) = (self.method(context), self.argument(edge.to, 0));
        let is_made_here = |object: ObjectId| matches!(self.object(object), Object::Created { method: by, at, .. } if (by, at) == (method, edge.at));
        let mut made = objects.iter().filter(|object| is_made_here(*object)).peekable();
        let stepped = self.iterators_stepped();
        made.peek().is_some() && made.all(|object| stepped.contains(&object))
    }

    /// The iterators that code of ours steps, without those that get to code outside that does not show how it goes through them.
    fn iterators_stepped(&self) -> &FxHashSet<ObjectId> {
        self.stepped.get_or_init(|| {
            let (mut stepped, mut unseen) = (FxHashSet::default(), FxHashSet::default());
            for site in &self.calls {
                let edges: Vec<&Edge> = self.edges_at(site.context, site.at).collect();
                self.program().charge(1 + edges.len());
                if site.opcode == Opcode::Callvirt && edges.iter().any(|edge| edge.via == Via::Iterator) {
                    stepped.extend(site.operands.first().into_iter().flat_map(ValueSet::iter));
                    continue;
                }
                let keeps = Effects::STORES | Effects::HOLDS | Effects::SILENT;
                if self.program().effects(site.callee).intersects(keeps) {
                    continue;
                }
                // What the framework has of its own on an object that iterates, such as its constructor, steps nothing.
                let module = self.method(site.context).module;
                let is_static = self.program().callee(module, site.token).is_some_and(|callee| callee.is_static);
                let receivers = usize::from(site.opcode != Opcode::Newobj && !is_static);
                for object in site.operands.iter().skip(receivers).flat_map(ValueSet::iter) {
                    let step = self.flow().type_of(object).and_then(|exact| self.program().iterator_step(exact));
                    let shows = |edge: &&Edge| {
                        self.arguments(edge.to).iter().any(|known| known.contains(object))
                            && (edge.via.is_dispatched() || Some(self.method(edge.to)) == step)
                    };
                    if step.is_some() && !edges.iter().any(shows) {
                        unseen.insert(object);
                    }
                }
            }
            stepped.retain(|object| !unseen.contains(object));
            stepped
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
        if facts.bounded {
            return None;
        }
        let mut query = Query { facts, values: vec![false; facts.values_count()] };
        query.note(result);
        for _ in 0..ROUNDS {
            self.program().charge(facts.events().len() + query.values.len());
            let mut grown = query.spread();
            let mut places = Vec::new();
            for event in facts.events() {
                match event.action {
                    Action::Call { method: token, arguments, result, .. } => {
                        let arguments = facts.arguments(arguments);
                        if !arguments.iter().any(|value| query.is(*value)) {
                            continue;
                        }
                        // One that is made of it, or it itself.
                        let is_query = effects(token).intersects(Effects::DEFERRED)
                            || effects(token) == Effects::THIS
                            || effects(token) == Effects::SAME;
                        match result.filter(|_| is_query) {
                            Some(result) => grown |= query.note(result),
                            None => places.push(event.at),
                        }
                    }
                    // A variable whose address is taken: others can go through what it holds.
                    Action::StoreLocal { .. }
                    | Action::StoreField { .. }
                    | Action::StoreStatic { .. }
                    | Action::StoreElement { .. }
                    | Action::StoreIndirect { .. }
                    | Action::StoreArgument { .. }
                    | Action::CallIndirect { .. }
                    | Action::Return(_)
                    | Action::Throw(_)
                        if facts.operands(event).any(|value| query.is(value)) =>
                    {
                        return None;
                    }
                    _ => {}
                }
            }
            if !grown {
                return Some(places);
            }
        }
        None
    }
}

/// A query, and those that are made of it.
struct Query<'f> {
    facts: &'f Facts,
    /// Which values are one, or can be.
    values: Vec<bool>,
}

impl Query<'_> {
    fn is(&self, value: ValueId) -> bool {
        self.values.get(value.0 as usize) == Some(&true)
    }

    /// Takes a value for one; whether that is new.
    fn note(&mut self, value: ValueId) -> bool {
        self.values.get_mut(value.0 as usize).is_some_and(|known| !std::mem::replace(known, true))
    }

    /// Takes for one what is one whatever it is cast to, branches tell of it, or comes by another way; whether that is new.
    fn spread(&mut self) -> bool {
        let mut grown = false;
        for number in 0..u32::try_from(self.values.len()).unwrap_or(u32::MAX) {
            let value = ValueId(number);
            let is_one = match self.facts.in_its_clothes(value) {
                Value::Cast(inner, _) | Value::Where(inner, ..) => self.is(inner),
                Value::Merged(number) => self.facts.merged(number).iter().any(|value| self.is(*value)),
                _ => false,
            };
            grown |= is_one && self.note(value);
        }
        grown
    }
}
