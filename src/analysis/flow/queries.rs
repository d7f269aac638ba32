//! Queries that a constructor makes and the instance holds: what their delegates do is done where they are gone through, each time anew.

use rustc_hash::FxHashMap;

use super::members::Call;
use super::{ContextId, Flow, Phase};
use crate::analysis::library::Effects;
use crate::analysis::objects::{ObjectId, Slot, ValueSet};
use crate::analysis::program::Callee;
use crate::il::IlOffset;
use crate::metadata::Token;
use crate::model::MethodId;

/// Queries over queries that are gone through. Not a limit to be set: authors write a handful; one further inside stands for what it gave
/// the constructor.
const DEPTH: usize = 32;

/// A call that made a query before the platform calls the root.
#[derive(Clone)]
pub(super) struct Query {
    site: (MethodId, IlOffset),
    token: Token,
    callee: Callee,
    operands: Vec<ValueSet>,
}

impl Flow<'_, '_, '_> {
    /// Notes a query that is made before the platform calls the root, in place of what it goes through.
    pub(super) fn defer(&mut self, call: &Call<'_>, returned: &mut ValueSet) {
        let (made, item) = (self.made_by(call), self.item_type(call));
        for source in returned.iter().filter(|source| *source != made).collect::<Vec<_>>() {
            let (elements, keys) = self.copied(call.id, source, item, false);
            self.write(Slot::Elements(made), &elements);
            self.write(Slot::Keys(made), &keys);
        }
        for operand in call.operands {
            self.write(Slot::Captured(made), operand);
        }
        let Call { site, token, callee, operands, .. } = *call;
        let known = self.queries.entry(made).or_insert_with(|| {
            let operands = vec![ValueSet::default(); operands.len()];
            Query { site, token, callee, operands }
        });
        known.operands.iter_mut().zip(operands).for_each(|(known, operand)| _ = known.extend(operand));
        *returned = ValueSet::one(made);
    }

    /// Whether one of some objects is such a query.
    pub(super) fn is_query(&self, objects: &ValueSet) -> bool {
        objects.iter().any(|object| self.queries.contains_key(&object))
    }

    /// Makes the queries anew that a call goes through.
    pub(super) fn go_through(&mut self, id: ContextId, at: IlOffset, callee: Callee, operands: &mut [ValueSet]) {
        let effects = self.program.effects(callee.handle);
        let keeps = Effects::STORES | Effects::HOLDS | Effects::SILENT | Effects::TELLS;
        if self.queries.is_empty() || self.context(id).phase != Phase::Calling || effects.intersects(keeps) {
            return;
        }
        let mut known = FxHashMap::default();
        for operand in operands {
            self.make_anew((id, at), operand, &mut known, DEPTH);
        }
    }

    /// Puts what the queries among some objects give now in the place of them. `known` are those that were asked already.
    fn make_anew(
        &mut self,
        (id, at): (ContextId, IlOffset),
        objects: &mut ValueSet,
        known: &mut FxHashMap<ObjectId, ValueSet>,
        depth: usize,
    ) {
        if !self.is_query(objects) {
            return;
        }
        let mut anew = ValueSet::default();
        for object in objects.iter() {
            if let Some(given) = known.get(&object) {
                anew.extend(given);
                continue;
            }
            let query = depth.checked_sub(1).zip(self.queries.get(&object).cloned());
            let mut given = ValueSet::default();
            // One that goes through itself gives what the constructor saw.
            known.insert(object, ValueSet::one(object));
            if let Some((depth, Query { site, token, callee, mut operands })) = query {
                self.program.charge(1 + operands.len());
                for operand in &mut operands {
                    self.make_anew((id, at), operand, known, depth);
                }
                let (effects, holders) = (self.program.effects(callee.handle), self.holders(id, &operands));
                let operands = operands.as_slice();
                self.member(&Call { site, token, id, at, callee, effects, operands, holders }, &mut given);
            }
            if given.is_empty() {
                given.insert(object);
            }
            anew.extend(&given);
            known.insert(object, given);
        }
        *objects = anew;
    }
}
