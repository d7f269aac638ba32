//! Fields of structs in variables whose address is taken: what was stored last into one counts, until somebody else gets the address.

use rustc_hash::FxHashSet;

use super::{Interpreter, TRACKED, Variable};
use crate::analysis::facts::{Value, ValueId};
use crate::il::{Instruction, Opcode};
use crate::metadata::{MemberRef, Metadata, Token};

/// Of a field of a struct in a variable: nothing is known but what the variable holds at any time.
pub(super) const ANY_TIME: ValueId = ValueId(u32::MAX);

impl Interpreter<'_, '_> {
    /// Finds the fields of structs in variables that are read right behind the variable and stored somewhere.
    pub(super) fn find_parts(&mut self, slots: &[usize]) {
        let instructions = self.code.instructions();
        let stored: FxHashSet<Token> =
            instructions.iter().filter(|it| it.opcode == Opcode::Stfld).filter_map(Instruction::token).collect();
        let room = (TRACKED / self.spans.len().max(1)).saturating_sub(self.names.len());
        for (index, instruction) in instructions.iter().enumerate() {
            if self.webs.parts.len() >= room || stored.is_empty() {
                break;
            }
            if self.variable(instruction).is_none_or(|slot| slots.binary_search(&slot).is_err()) {
                continue;
            }
            let read = self.code.next(index).map(|next| instructions[next]).filter(|next| next.opcode == Opcode::Ldfld);
            let Some(field) = read
                .and_then(|read| read.token())
                .filter(|field| stored.contains(field) && !is_item_of_tuple(self.metadata, *field))
            else {
                continue;
            };
            let Some(variable) = self.meant(index, instruction) else { continue };
            let place = self.names.len() + self.webs.parts.len();
            if self.webs.parts.insert((variable, field), place).is_none() {
                self.webs.places.entry(variable).or_default().push(place);
            }
        }
    }

    /// How many fields are followed.
    pub(super) fn parts(&self) -> usize {
        self.webs.parts.len()
    }

    /// What was stored last into a field of the struct in a variable, where that is known.
    pub(super) fn part(&self, object: ValueId, field: Token, variables: &[ValueId]) -> Option<ValueId> {
        let place = self.webs.parts.get(&(self.cell(object)?, field))?;
        variables.get(*place).copied().filter(|value| *value != ANY_TIME)
    }

    /// A field of an object is stored.
    pub(super) fn store_part(&self, object: ValueId, field: Token, value: ValueId, variables: &mut [ValueId]) {
        let place = self.cell(object).and_then(|variable| self.webs.parts.get(&(variable, field)));
        if let Some(slot) = place.and_then(|place| variables.get_mut(*place)) {
            *slot = value;
        }
    }

    /// What a variable held of fields is no longer known: it is stored, or its address is passed on.
    pub(super) fn forget_parts(&self, variable: Variable, variables: &mut [ValueId]) {
        for place in self.webs.places.get(&variable).into_iter().flatten() {
            if let Some(slot) = variables.get_mut(*place) {
                *slot = ANY_TIME;
            }
        }
    }

    /// The same for the variables at an address that is passed on.
    pub(super) fn pass_on(&self, address: ValueId, variables: &mut [ValueId]) {
        if self.webs.places.is_empty() {
            return;
        }
        if let Value::Merged(meeting) = self.facts.value(address) {
            for value in self.facts.merged(meeting) {
                if let Some(variable) = self.cell(*value) {
                    self.forget_parts(variable, variables);
                }
            }
        } else if let Some(variable) = self.cell(address) {
            self.forget_parts(variable, variables);
        }
    }

    /// The variable whose content or address a value is.
    fn cell(&self, value: ValueId) -> Option<Variable> {
        if self.webs.parts.is_empty() {
            return None;
        }
        match self.facts.value(value) {
            Value::Local(local) | Value::LocalAddress(local) => Some(Variable::Local(local)),
            Value::ArgumentCell(argument) | Value::ArgumentAddress(argument) => Some(Variable::Argument(argument)),
            _ => None,
        }
    }
}

/// Whether a field is an item of a framework tuple: what is put into one and read back is told as such.
fn is_item_of_tuple(metadata: &Metadata<'_>, field: Token) -> bool {
    let row = field.rid::<MemberRef>().and_then(|rid| metadata.row(rid).ok());
    let number = row.and_then(|row| metadata.name(row.name).as_bytes().strip_prefix(b"Item"));
    number.is_some_and(|number| !number.is_empty() && number.iter().all(u8::is_ascii_digit))
}
