//! The final numbers of values: each stands behind those that it comes from, unless it goes round in a loop, and those that an earlier
//! instruction works with stand before others. The flow then works each value out once, when something asks for it.

use crate::analysis::facts::{Action, Event, Facts, Value, ValueId};

/// Numbers the values anew.
pub(super) fn number_values(facts: &mut Facts) {
    let numbers = Numbers::of(facts);
    let mut values = vec![Value::Unknown; facts.values.len()];
    for (value, number) in facts.values.iter().zip(&numbers.numbers) {
        values[*number as usize] = *value;
    }
    for value in &mut values {
        let (first, second) = operands(value);
        first.into_iter().chain(second).for_each(|operand| numbers.renew(operand));
    }
    facts.values = values;
    let met = facts.merged.iter_mut().flatten();
    met.chain(&mut facts.arguments).for_each(|value| numbers.renew(value));
    for Event { action, .. } in &mut facts.events {
        match action {
            Action::CallIndirect { function, result, .. } => {
                numbers.renew(function);
                if let Some(result) = result {
                    numbers.renew(result);
                }
            }
            Action::Call { result: None, .. } | Action::Box(_) | Action::LoadStatic(_) | Action::Rethrow => {}
            Action::Call { result: Some(value), .. }
            | Action::Bind(value)
            | Action::Return(value)
            | Action::Throw(value)
            | Action::StoreStatic { value, .. }
            | Action::StoreLocal { value, .. }
            | Action::StoreArgument { value, .. } => numbers.renew(value),
            Action::StoreField { object: into, value, .. }
            | Action::StoreIndirect { address: into, value }
            | Action::StoreElement { array: into, value } => {
                numbers.renew(into);
                numbers.renew(value);
            }
        }
    }
    for block in &mut facts.blocks {
        let tested = block.test.as_mut().map(|test| &mut test.value);
        let (first, last) = (block.top.0.as_mut(), block.top.1.as_mut());
        tested.into_iter().chain(first).chain(last).chain(&mut block.chooses_by).for_each(|value| numbers.renew(value));
    }
    facts.circular = circular(facts);
}

/// The values that go round in a loop, and those that come of them, by number. Mere numbers do not count: no object comes of them.
fn circular(facts: &Facts) -> Vec<ValueId> {
    /// Rounds in which it is found out what is a mere number. Not a limit to be set: without an answer a value counts as an object.
    const ROUNDS: usize = 4;
    let mut objects = vec![false; facts.values.len()];
    for round in 1..=ROUNDS {
        let mut changed = false;
        for (number, value) in facts.values.iter().enumerate() {
            let can_be = can_be_object(facts, *value, &objects) || round == ROUNDS;
            changed |= can_be != std::mem::replace(&mut objects[number], can_be);
        }
        if !changed {
            break;
        }
    }
    let mut circular = vec![false; facts.values.len()];
    for (number, value) in facts.values.iter().enumerate().filter(|(number, _)| objects[*number]) {
        circular[number] = all_operands(facts, *value).any(|operand| {
            let operand = operand.0 as usize;
            objects.get(operand) == Some(&true) && (operand >= number || circular[operand])
        });
    }
    let numbers = (0..).zip(circular).filter(|(_, circular)| *circular);
    numbers.map(|(number, _)| ValueId(number)).collect()
}

/// Whether a value can be an object or an address, as far as it is known of those that it comes from.
fn can_be_object(facts: &Facts, value: Value, objects: &[bool]) -> bool {
    match value {
        Value::Computed
        | Value::ComputedOf(_)
        | Value::ComputedOfBoth(..)
        | Value::Constant(_)
        | Value::Float(_)
        | Value::Null
        | Value::Literal(_)
        | Value::Handle(_)
        | Value::IsNull(..)
        | Value::Function(..) => false,
        Value::Sum(..) | Value::Difference(_) | Value::Merged(_) => {
            all_operands(facts, value).any(|operand| objects.get(operand.0 as usize) == Some(&true))
        }
        _ => true,
    }
}

/// The values that a value comes from.
fn all_operands(facts: &Facts, mut value: Value) -> impl Iterator<Item = ValueId> + '_ {
    let met = if let Value::Merged(meeting) = value { facts.merged(meeting) } else { &[] };
    let (first, second) = operands(&mut value);
    let alone = [first, second].map(Option::<&mut ValueId>::copied);
    alone.into_iter().flatten().chain(met.iter().copied())
}

/// The values that a value comes from; those that meet in it stand elsewhere.
fn operands(value: &mut Value) -> (Option<&mut ValueId>, Option<&mut ValueId>) {
    match value {
        Value::Field(inner, _)
        | Value::FieldAddress(inner, _)
        | Value::Element(inner)
        | Value::ElementAddress(inner)
        | Value::Difference(inner)
        | Value::ComputedOf(inner)
        | Value::Cast(inner, _)
        | Value::Where(inner, ..)
        | Value::IsNull(inner, _)
        | Value::Loaded(inner) => (Some(inner), None),
        Value::Function(_, inner) => (inner.as_mut(), None),
        Value::Sum(left, right) | Value::ComputedOfBoth(left, right) => (Some(left), Some(right)),
        Value::Unknown
        | Value::Computed
        | Value::Argument(_)
        | Value::Constant(_)
        | Value::Float(_)
        | Value::Null
        | Value::Literal(_)
        | Value::Handle(_)
        | Value::Created(_)
        | Value::Returned(_)
        | Value::Static(_)
        | Value::StaticAddress(_)
        | Value::Local(_)
        | Value::LocalAddress(_)
        | Value::ArgumentCell(_)
        | Value::ArgumentAddress(_)
        | Value::Merged(_)
        | Value::Caught => (None, None),
    }
}

/// What becomes of the numbers that the interpreter gave.
struct Numbers {
    /// The new number of each value, by the old one.
    numbers: Vec<u32>,
    /// How many have one.
    count: u32,
}

impl Numbers {
    /// In place of a number: nobody came to the value yet, or those that it comes from get theirs first.
    const NEW: u32 = u32::MAX;
    const OPEN: u32 = u32::MAX - 1;

    fn of(facts: &Facts) -> Self {
        let count = facts.values.len();
        let mut found = Self { numbers: vec![Self::NEW; count], count: 0 };
        let mut pending = Vec::new();
        found.number(facts, ValueId::UNKNOWN, &mut pending);
        for event in &facts.events {
            facts.operands(event).for_each(|operand| found.number(facts, operand, &mut pending));
        }
        let all = (0..count).map(|value| ValueId(u32::try_from(value).unwrap_or(u32::MAX)));
        all.for_each(|value| found.number(facts, value, &mut pending));
        found
    }

    /// Gives a value a number, and before that those that it comes from.
    fn number(&mut self, facts: &Facts, value: ValueId, pending: &mut Vec<(ValueId, bool)>) {
        pending.push((value, false));
        while let Some((value, is_open)) = pending.pop() {
            let Some(number) = self.numbers.get_mut(value.0 as usize) else { continue };
            if is_open {
                *number = self.count;
                self.count += 1;
                continue;
            }
            if *number != Self::NEW {
                continue;
            }
            *number = Self::OPEN;
            pending.push((value, true));
            pending.extend(all_operands(facts, facts.in_its_clothes(value)).map(|operand| (operand, false)));
        }
    }

    fn renew(&self, value: &mut ValueId) {
        value.0 = self.numbers.get(value.0 as usize).copied().unwrap_or(value.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::il::IlOffset;
    use crate::metadata::Token;

    const FIELD: Token = Token(0x0400_0001);

    /// The facts of a method that returns the first of these values.
    fn numbered(values: &[Value], merged: &[&[u32]]) -> Facts {
        let merged = merged.iter().map(|met| met.iter().map(|value| ValueId(*value)).collect()).collect();
        let events = vec![Event { at: IlOffset(0), action: Action::Return(ValueId(1)) }];
        let values = [&[Value::Unknown], values].concat();
        let mut facts = Facts { values, merged, events, ..Facts::default() };
        number_values(&mut facts);
        facts
    }

    #[test]
    fn each_value_stands_behind_those_it_comes_from() {
        let backwards = [Value::Field(ValueId(2), FIELD), Value::Loaded(ValueId(3)), Value::Argument(0), Value::Null];
        let facts = numbered(&backwards, &[]);
        let forwards = [Value::Argument(0), Value::Loaded(ValueId(1)), Value::Field(ValueId(2), FIELD), Value::Null];
        assert_eq!(facts.values[1..], forwards);
        assert_eq!(facts.events[0].action, Action::Return(ValueId(3)));
        assert!(facts.in_order());
    }

    #[test]
    fn what_follows_the_next_of_a_list_goes_round() {
        // `for (node = argument; ; node = node.next)`
        let list = [Value::Element(ValueId(2)), Value::Merged(0), Value::Argument(0), Value::Field(ValueId(2), FIELD)];
        let facts = numbered(&list, &[&[3, 4]]);
        let circular: Vec<Value> = facts.circular.iter().map(|value| facts.in_its_clothes(*value)).collect();
        assert_eq!(circular.len(), 3, "{circular:?}");
        assert!(!circular.contains(&Value::Argument(0)));
    }

    #[test]
    fn what_counts_does_not_go_round() {
        // `for (number = 0; ; number++)`
        let count = [Value::Merged(0), Value::Constant(0), Value::Sum(ValueId(1), ValueId(4)), Value::Constant(1)];
        assert!(numbered(&count, &[&[2, 3]]).in_order());
    }
}
