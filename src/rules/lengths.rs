//! How long a wait is: constant numbers of milliseconds, and `TimeSpan`s made of constants, followed through arguments, results and
//! fields.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::Context;
use crate::analysis::facts::{Action, Event, Value, ValueId};
use crate::analysis::{ContextId, Via};
use crate::il::{IlOffset, Opcode};
use crate::model::FieldHandle;

/// The lengths that one wait can have.
#[derive(Debug, Default)]
pub(super) struct Length {
    /// Those that are known; below zero is for ever.
    pub(super) milliseconds: BTreeSet<i64>,
    /// Whether there is no other.
    pub(super) complete: bool,
}

/// How many values are looked at for one wait. What is not looked at is not known.
const LOOKS: u32 = 256;

/// How many steps through callers, results and fields are followed.
const STEPS: u32 = 8;

/// How many stores to one field are looked at.
const STORES: usize = 16;

/// Evaluates lengths in the reach of one root.
pub(super) struct Lengths<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    index: Option<Index>,
}

/// Who calls a context from where, and what is stored in fields.
struct Index {
    callers: FxHashMap<ContextId, Vec<(ContextId, IlOffset, Via)>>,
    stores: FxHashMap<FieldHandle, Vec<(ContextId, ValueId)>>,
}

impl<'s, 'c, 'a> Lengths<'s, 'c, 'a> {
    pub(super) fn new(cx: &'s Context<'c, 'a>) -> Self {
        Self { cx, index: None }
    }

    /// The lengths of a number of milliseconds or a `TimeSpan`.
    pub(super) fn of(&mut self, context: ContextId, value: ValueId) -> Length {
        let cx = self.cx;
        let index = self.index.get_or_insert_with(|| Index::new(cx));
        let mut search = Search { cx, index, found: Length { complete: true, ..Length::default() }, looks: LOOKS };
        search.look(context, value, STEPS);
        search.found
    }
}

impl Index {
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
    index: &'s Index,
    found: Length,
    looks: u32,
}

impl Search<'_, '_, '_> {
    fn look(&mut self, context: ContextId, value: ValueId, steps: u32) {
        let facts = self.cx.reach.facts(context);
        if let Some(number) = facts.constant(value) {
            self.found.milliseconds.insert(number);
            return;
        }
        let (Some(steps), Some(looks)) = (steps.checked_sub(1), self.looks.checked_sub(1)) else {
            self.found.complete = false;
            return;
        };
        self.looks = looks;
        let next: Vec<(ContextId, ValueId)> = match facts.value(value) {
            Value::Merged(number) => facts.merged(number).iter().map(|value| (context, *value)).collect(),
            Value::Argument(number) => self.passed(context, number),
            Value::Returned(at) | Value::Created(at) => {
                let made = facts.event_at(at).and_then(|event| self.time_span(context, event));
                if let Some(length) = made {
                    self.found.milliseconds.insert(length);
                    return;
                }
                self.returned(context, at)
            }
            Value::Field(_, field) | Value::Static(field) => {
                let field = self.cx.universe().resolve_field(self.cx.reach.method(context).module, field);
                let stores = field.and_then(|field| self.index.stores.get(&field)).map_or(&[][..], Vec::as_slice);
                self.found.complete &= stores.len() <= STORES;
                stores.iter().take(STORES).copied().collect()
            }
            Value::Local(local) => {
                // A struct in a variable: its constructor gets the variable's address.
                let made = facts.events().iter().find(|event| match event.action {
                    Action::Call { opcode: Opcode::Call, arguments, .. } => facts
                        .arguments(arguments)
                        .first()
                        .is_some_and(|address| facts.value(*address) == Value::LocalAddress(local)),
                    _ => false,
                });
                if let Some(length) = made.and_then(|event| self.time_span(context, event)) {
                    self.found.milliseconds.insert(length);
                    return;
                }
                let stored = facts.events().iter().filter_map(|event| match event.action {
                    Action::StoreLocal { local: target, value } if target == local => Some((context, value)),
                    _ => None,
                });
                stored.collect()
            }
            _ => Vec::new(),
        };
        self.found.complete &= !next.is_empty();
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
                None => self.found.complete = false,
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

    /// The milliseconds of a `TimeSpan` that a call makes of constants.
    fn time_span(&self, context: ContextId, made: &Event) -> Option<i64> {
        let Action::Call { method, arguments, opcode, .. } = made.action else { return None };
        let facts = self.cx.reach.facts(context);
        let callee = self.cx.callee(context, method)?;
        let arguments = facts.arguments(arguments);
        let unit = match self.cx.call_name(callee).as_str() {
            "TimeSpan.FromMilliseconds" => 1.0,
            "TimeSpan.FromSeconds" => 1_000.0,
            "TimeSpan.FromMinutes" => 60_000.0,
            "TimeSpan.FromHours" => 3_600_000.0,
            "new TimeSpan" => {
                let numbers = arguments.iter().skip(usize::from(opcode == Opcode::Call));
                return of_parts(&numbers.map(|number| facts.constant(*number)).collect::<Option<Vec<_>>>()?);
            }
            _ => return None,
        };
        let length = facts.float(*arguments.first()?)? * unit;
        #[expect(clippy::cast_possible_truncation, reason = "a length in milliseconds, checked to be small")]
        (0.0..1e15).contains(&length).then_some(length as i64)
    }
}

/// The milliseconds of `new TimeSpan(…)`: ticks; or hours, minutes, seconds; or days and those; or with milliseconds.
fn of_parts(numbers: &[i64]) -> Option<i64> {
    if let [ticks] = numbers {
        return Some(ticks / 10_000);
    }
    let (days, rest) =
        if numbers.len() > 3 { numbers.split_first().map(|(days, rest)| (*days, rest))? } else { (0, numbers) };
    let [hours, minutes, seconds, milliseconds @ ..] = rest else { return None };
    let parts = [(days, 86_400_000), (*hours, 3_600_000), (*minutes, 60_000), (*seconds, 1_000)];
    let start = milliseconds.first().copied().unwrap_or(0);
    parts.into_iter().try_fold(start, |sum, (count, length)| sum.checked_add(i64::checked_mul(count, length)?))
}
