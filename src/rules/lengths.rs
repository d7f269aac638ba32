//! How long a wait is: constant numbers of milliseconds, and `TimeSpan`s made of constants.

use std::collections::BTreeSet;

use super::Context;
use crate::analysis::ContextId;
use crate::analysis::facts::{Action, Event, Value, ValueId};
use crate::il::Opcode;

/// The lengths that one wait can have.
#[derive(Debug, Default)]
pub(super) struct Length {
    /// Those that are known; below zero is for ever.
    pub(super) milliseconds: BTreeSet<i64>,
    /// Whether there is no other.
    pub(super) complete: bool,
}

impl Length {
    /// Before any length is known, and none is unknown.
    pub(super) fn none() -> Self {
        Self { milliseconds: BTreeSet::new(), complete: true }
    }
}

impl Context<'_, '_> {
    /// The lengths of a number of milliseconds or a `TimeSpan`.
    pub(super) fn lengths(&self, context: ContextId, value: ValueId) -> Length {
        let mut found = Length::default();
        found.complete = self.follow(context, value, &mut |context, value| {
            let length = self.length(context, value);
            found.milliseconds.extend(length);
            length.is_some()
        });
        found
    }

    fn length(&self, context: ContextId, value: ValueId) -> Option<i64> {
        let facts = self.reach.facts(context);
        match facts.value(value) {
            Value::Constant(number) => Some(number),
            Value::Static(field) => {
                let field = self.universe().resolve_field(self.reach.method(context).module, field)?;
                let is_infinite =
                    self.universe().field_doc_id(field).as_str() == "F:System.Threading.Timeout.InfiniteTimeSpan";
                is_infinite.then_some(-1)
            }
            Value::Returned(at) | Value::Created(at) => self.time_span(context, facts.event_at(at)?),
            Value::Local(local) => {
                // A struct in a variable: its constructor gets the variable's address.
                let made = facts.events().iter().find(|event| match event.action {
                    Action::Call { opcode: Opcode::Call, arguments, .. } => facts
                        .arguments(arguments)
                        .first()
                        .is_some_and(|address| facts.value(*address) == Value::LocalAddress(local)),
                    _ => false,
                });
                self.time_span(context, made?)
            }
            _ => None,
        }
    }

    /// The milliseconds of a `TimeSpan` that a call makes of constants.
    fn time_span(&self, context: ContextId, made: &Event) -> Option<i64> {
        let Action::Call { method, arguments, opcode, .. } = made.action else { return None };
        let facts = self.reach.facts(context);
        let callee = self.callee(context, method)?;
        let arguments = facts.arguments(arguments);
        let unit = match self.call_name(callee).as_str() {
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
        (-1.0..1e15).contains(&length).then_some(length as i64)
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
