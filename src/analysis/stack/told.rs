//! What a branch tells of an object: behind `if (registration.Kind == Kind.Single)` a variable holds one of that kind.

use super::Interpreter;
use crate::analysis::facts::{Value, ValueId};
use crate::il::{Instruction, Opcode};
use crate::metadata::{Field, MemberRef, MethodDef, Primitive, Token, Type};

/// That a member of an object, a field or what a property reads, is a number.
#[derive(Clone, Copy)]
pub(super) struct Told {
    object: ValueId,
    member: Token,
    number: i32,
    /// Whether it is that where control goes to the target, and not that where it goes on; or the other way round.
    at_target: bool,
}

impl Interpreter<'_, '_> {
    /// What a branch tells that asks whether a value is zero.
    pub(super) fn told_by_zero(&self, value: ValueId, zero_at_target: bool) -> Option<Told> {
        /// `!(a == b)` in development builds is three questions one in the other.
        const QUESTIONS: usize = 4;
        let (mut value, mut zero_at_target) = (value, zero_at_target);
        for _ in 0..QUESTIONS {
            if let Some((compared, with)) = self.compared.get(&value) {
                return self.told_of(*compared, *with, !zero_at_target);
            }
            match self.facts.value(value) {
                Value::IsNull(inner, is_null) => {
                    (value, zero_at_target) = (inner, is_null != zero_at_target);
                }
                _ => return self.told_of(value, 0, zero_at_target),
            }
        }
        None
    }

    /// What a comparison of a value with another one tells, where one of them is a constant.
    pub(super) fn told_by_comparison(&self, left: ValueId, right: ValueId, at_target: bool) -> Option<Told> {
        let (of, with) = self.compared_with_constant(left, right)?;
        self.told_of(of, with, at_target)
    }

    /// The value, and the constant, of two that are compared.
    pub(super) fn compared_with_constant(&self, left: ValueId, right: ValueId) -> Option<(ValueId, i32)> {
        let constant = |value| i32::try_from(self.facts.constant(value)?).ok();
        constant(right).map(|with| (left, with)).or_else(|| Some((right, constant(left)?)))
    }

    /// That a value, read of an object, is a number.
    pub(super) fn told_of(&self, value: ValueId, number: i32, at_target: bool) -> Option<Told> {
        let (object, member) = match self.facts.value(value) {
            Value::Field(object, field) => (object, field),
            Value::Returned(_) => *self.read_of.get(&self.facts.plain(value))?,
            _ => return None,
        };
        let is_object = !matches!(self.facts.value(object), Value::Unknown | Value::Null | Value::LocalAddress(_));
        (is_object && self.is_kind(member)).then_some(Told { object, member, number, at_target })
    }

    /// Whether a field or a property tells of which kind an object is: it is a truth value or a member of an enumeration.
    fn is_kind(&self, member: Token) -> bool {
        let of_field = |blob| self.metadata.field_signature(blob).ok();
        let of_method = |blob| self.metadata.method_signature(blob).ok().map(|signature| signature.return_type);
        let of = if let Some(row) = member.rid::<Field>().and_then(|rid| self.metadata.row(rid).ok()) {
            of_field(row.signature)
        } else if let Some(row) = member.rid::<MethodDef>().and_then(|rid| self.metadata.row(rid).ok()) {
            of_method(row.signature)
        } else if let Some(row) = member.rid::<MemberRef>().and_then(|rid| self.metadata.row(rid).ok()) {
            of_field(row.signature).or_else(|| of_method(row.signature))
        } else {
            None
        };
        of.is_some_and(|of| match of.unmodified() {
            Type::Primitive(primitive) => *primitive == Primitive::Boolean,
            Type::Named { value_type, .. } => *value_type,
            _ => false,
        })
    }

    /// The variables and the stack as they are where control goes on in a block, if the branch at the end of the last one tells more of what
    /// they hold there.
    pub(super) fn told_at(
        &mut self,
        (last, instruction): (usize, &Instruction),
        target: u32,
        (variables, stack): (&[ValueId], &[ValueId]),
    ) -> Option<(Vec<ValueId>, Vec<ValueId>)> {
        let told = self.told?;
        let (is, number) = if instruction.opcode == Opcode::Switch {
            let mut places = self.code.targets(instruction).enumerate();
            let mut here = places.by_ref().filter(|(_, at)| at.ok().and_then(|at| self.block_at(at)) == Some(target));
            let (place, _) = here.next()?;
            if here.next().is_some() {
                return None;
            }
            (true, i32::try_from(place).ok()?)
        } else {
            let next = self.code.next(last).and_then(|next| self.leaders.get(&next).copied());
            let goes_to = self.code.targets(instruction).flatten().find_map(|target| self.block_at(target));
            if next == goes_to || ![next, goes_to].contains(&Some(target)) {
                return None;
            }
            (told.at_target == (goes_to == Some(target)), told.number)
        };
        if !variables.contains(&told.object) && !stack.contains(&told.object) {
            return None;
        }
        let value = Value::Where(told.object, told.member, number, is);
        let id = if let Some(known) = self.told_values.get(&(last, target)) {
            self.facts.values[known.0 as usize] = value;
            *known
        } else {
            let id = self.add(value);
            self.told_values.insert((last, target), id);
            id
        };
        self.charge(variables.len() + stack.len());
        let told_of = |values: &[ValueId]| -> Vec<ValueId> {
            values.iter().map(|value| if *value == told.object { id } else { *value }).collect()
        };
        Some((told_of(variables), told_of(stack)))
    }

    /// A value without what branches told of it.
    pub(super) fn untold(&self, value: ValueId) -> ValueId {
        /// Questions asked one behind the other of one object.
        const TOLD: usize = 32;
        let mut current = value;
        for _ in 0..TOLD {
            match self.facts.in_its_clothes(current) {
                Value::Where(inner, ..) => current = inner,
                _ => break,
            }
        }
        current
    }
}
