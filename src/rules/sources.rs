//! Where values come from: followed through variables, arguments, results and fields to what a rule can judge, such as a constant.

use rustc_hash::FxHashMap;

use super::Context;
use crate::analysis::facts::{Action, Value, ValueId};
use crate::analysis::{ContextId, Via};
use crate::il::{IlOffset, Opcode};
use crate::model::FieldHandle;

/// How many values are looked at for one question. What is not looked at is not known.
const LOOKS: u32 = 256;

/// How many steps through callers, results and fields are followed.
const STEPS: u32 = 8;

/// How many stores to one field are looked at.
const STORES: usize = 16;

/// Who calls a context from where, and what is stored in fields.
pub(super) struct Sources {
    callers: FxHashMap<ContextId, Vec<(ContextId, IlOffset, Via)>>,
    stores: FxHashMap<FieldHandle, Vec<(ContextId, ValueId)>>,
}

impl Context<'_, '_> {
    /// Follows a value to where it comes from. `take` is asked about every value on the way and says whether it knows it: then it is
    /// not followed further. The outcome is whether there is nothing else that the value can be.
    pub(super) fn follow(
        &self,
        context: ContextId,
        value: ValueId,
        take: &mut dyn FnMut(ContextId, ValueId) -> bool,
    ) -> bool {
        let index = self.sources.get_or_init(|| Sources::new(self));
        let mut search = Search { cx: self, index, take, complete: true, looks: LOOKS };
        search.look(context, value, STEPS);
        search.complete
    }

    /// Who leads to a context, and at which instructions.
    pub(super) fn callers(&self, context: ContextId) -> &[(ContextId, IlOffset, Via)] {
        let index = self.sources.get_or_init(|| Sources::new(self));
        index.callers.get(&context).map_or(&[], Vec::as_slice)
    }

    /// The texts that a value can be, and whether it can be no other.
    pub(super) fn texts(&self, context: ContextId, value: ValueId) -> (Vec<String>, bool) {
        let mut found = Vec::new();
        let complete = self.follow(context, value, &mut |context, value| {
            let text = self.literal(context, value);
            let taken = text.is_some();
            found.extend(text);
            taken
        });
        (found, complete)
    }

    /// The whole numbers that a value can be, and whether it can be no other; `true` is 1.
    pub(super) fn numbers(&self, context: ContextId, value: ValueId) -> (Vec<i64>, bool) {
        let mut found = Vec::new();
        let complete = self.follow(context, value, &mut |context, value| {
            let number = self.reach.facts(context).constant(value);
            found.extend(number);
            number.is_some()
        });
        (found, complete)
    }
}

impl Sources {
    fn new(cx: &Context<'_, '_>) -> Self {
        let mut index = Self { callers: FxHashMap::default(), stores: FxHashMap::default() };
        for context in cx.reach.contexts() {
            for edge in cx.reach.edges(*context) {
                index.callers.entry(edge.to).or_default().push((*context, edge.at, edge.via));
            }
            for event in cx.reach.facts(*context).events() {
                if let Action::StoreField { field, value, .. } | Action::StoreStatic { field, value } = event.action
                    && let Some(field) = cx.universe().resolve_field(cx.reach.method(*context).module, field)
                {
                    index.stores.entry(field).or_default().push((*context, value));
                }
            }
        }
        index
    }
}

struct Search<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    index: &'s Sources,
    take: &'s mut dyn FnMut(ContextId, ValueId) -> bool,
    complete: bool,
    looks: u32,
}

impl Search<'_, '_, '_> {
    fn look(&mut self, context: ContextId, value: ValueId, steps: u32) {
        if (self.take)(context, value) {
            return;
        }
        let facts = self.cx.reach.facts(context);
        let (Some(steps), Some(looks)) = (steps.checked_sub(1), self.looks.checked_sub(1)) else {
            self.complete = false;
            return;
        };
        self.looks = looks;
        let searches = match facts.value(value) {
            Value::Local(_) | Value::LocalAddress(_) | Value::ArgumentCell(_) | Value::ArgumentAddress(_) => {
                facts.events().len()
            }
            Value::Returned(at) | Value::Created(at) => {
                let called = self.cx.reach.edges_at(context, at);
                called.map(|edge| self.cx.reach.facts(edge.to).events().len()).sum()
            }
            _ => 1,
        };
        if !self.cx.look(searches) {
            self.complete = false;
            return;
        }
        let next: Vec<(ContextId, ValueId)> = match facts.value(value) {
            Value::Merged(number) => facts.merged(number).iter().map(|value| (context, *value)).collect(),
            Value::Argument(number) => self.passed(context, number),
            Value::Returned(at) | Value::Created(at) => self.returned(context, at),
            Value::Field(_, field) | Value::Static(field) => {
                let field = self.cx.universe().resolve_field(self.cx.reach.method(context).module, field);
                let stores = field.and_then(|field| self.index.stores.get(&field)).map_or(&[][..], Vec::as_slice);
                self.complete &= stores.len() <= STORES;
                stores.iter().take(STORES).copied().collect()
            }
            Value::Local(local) | Value::LocalAddress(local) => {
                // Whoever gets the address can write there too.
                self.complete &= matches!(facts.value(value), Value::Local(_));
                let stored = facts.events().iter().filter_map(|event| match event.action {
                    Action::StoreLocal { local: target, value } if target == local => Some((context, value)),
                    _ => None,
                });
                stored.collect()
            }
            Value::ArgumentCell(number) | Value::ArgumentAddress(number) => {
                self.complete &= matches!(facts.value(value), Value::ArgumentCell(_));
                let stored = facts.events().iter().filter_map(|event| match event.action {
                    Action::StoreArgument { argument, value } if argument == number => Some((context, value)),
                    _ => None,
                });
                let stored: Vec<_> = stored.collect();
                self.passed(context, number).into_iter().chain(stored).collect()
            }
            Value::Loaded(address) => {
                self.complete = false;
                vec![(context, address)]
            }
            _ => Vec::new(),
        };
        self.complete &= !next.is_empty();
        for (context, value) in next {
            self.look(context, value, steps);
        }
    }

    /// What the callers of a context pass as this argument.
    fn passed(&mut self, context: ContextId, number: u16) -> Vec<(ContextId, ValueId)> {
        let mut passed = Vec::new();
        for (caller, at, via) in self.index.callers.get(&context).into_iter().flatten() {
            let facts = self.cx.reach.facts(*caller);
            let is_call = matches!(
                via,
                Via::Call | Via::Callvirt | Via::Override | Via::Interface | Via::Newobj | Via::Constructor
            );
            let value = match facts.event_at(*at).map(|event| event.action) {
                Some(Action::Call { arguments, opcode, .. }) if is_call => {
                    // The new object is no operand.
                    let skipped = usize::from(opcode == Opcode::Newobj);
                    let position = usize::from(number).checked_sub(skipped);
                    position.and_then(|position| facts.arguments(arguments).get(position).copied())
                }
                _ => None,
            };
            match value {
                Some(value) => passed.push((*caller, value)),
                None => self.complete = false,
            }
        }
        passed
    }

    /// What the methods return that a call runs.
    fn returned(&self, context: ContextId, at: IlOffset) -> Vec<(ContextId, ValueId)> {
        let called = self.cx.reach.edges_at(context, at);
        let called =
            called.filter(|edge| matches!(edge.via, Via::Call | Via::Callvirt | Via::Override | Via::Interface));
        called
            .flat_map(|edge| {
                self.cx.reach.facts(edge.to).events().iter().filter_map(move |event| match event.action {
                    Action::Return(value) => Some((edge.to, value)),
                    _ => None,
                })
            })
            .collect()
    }
}
