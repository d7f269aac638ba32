//! What one instruction does to the abstract stack.

use super::webs::stores;
use super::{Interpreter, LACKING, MEETING, Variable, call_shape};
use crate::analysis::facts::{Action, Arguments, Value, ValueId};
use crate::il::{Flow, Instruction, Opcode, Operand, Slots};
use crate::metadata::{MemberRef, MemberRefParent, Metadata, Token, Type};

/// A method that the runtime gives an array of several dimensions (§II.14.2).
#[derive(Clone, Copy, PartialEq, Eq)]
enum ArrayMember {
    /// `.ctor`: makes the array, or stands for the constructor called in another way.
    Constructor,
    /// Reads an element.
    Get,
    /// Stores an element.
    Set,
    /// Gives the address of an element.
    Address,
}

/// Which of them a token names.
fn array_member(metadata: &Metadata<'_>, token: Token) -> Option<ArrayMember> {
    let row = metadata.row(token.rid::<MemberRef>()?).ok()?;
    let MemberRefParent::TypeSpec(spec) = row.class? else { return None };
    let member = match metadata.name(row.name).as_bytes() {
        b".ctor" => ArrayMember::Constructor,
        b"Get" => ArrayMember::Get,
        b"Set" => ArrayMember::Set,
        b"Address" => ArrayMember::Address,
        _ => return None,
    };
    let parent = metadata.type_spec(metadata.row(spec).ok()?.signature).ok()?;
    matches!(parent.unmodified(), Type::Array(_)).then_some(member)
}

impl Interpreter<'_, '_> {
    /// Notes the type that the result of a call is cast to.
    fn note_cast(&mut self, value: Option<ValueId>, token: Token) {
        if let (true, Some(Value::Returned(at))) = (self.emitting, value.map(|value| self.facts.value(value))) {
            self.facts.casts.push((at, token));
        }
    }

    /// Runs one instruction; what it does, if that is worth an event.
    #[expect(clippy::too_many_lines, reason = "an interpreter: one arm for each kind of instruction")]
    pub(super) fn execute(
        &mut self,
        index: usize,
        instruction: &Instruction,
        variables: &mut [ValueId],
        stack: &mut Vec<ValueId>,
    ) -> Option<Action> {
        use Opcode as Op;
        fn pop(stack: &mut Vec<ValueId>) -> ValueId {
            stack.pop().unwrap_or_default()
        }
        let token = instruction.token().unwrap_or_default();
        let opcode = instruction.opcode;
        let push = |this: &mut Self, value: Value, stack: &mut Vec<ValueId>| {
            let id = this.leave(index, value);
            stack.push(id);
        };
        match opcode {
            Op::Ldarg
            | Op::LdargS
            | Op::Ldarg0
            | Op::Ldarg1
            | Op::Ldarg2
            | Op::Ldarg3
            | Op::Ldloc
            | Op::LdlocS
            | Op::Ldloc0
            | Op::Ldloc1
            | Op::Ldloc2
            | Op::Ldloc3 => {
                self.load_variable(index, instruction, variables, stack);
            }
            Op::Ldloca | Op::LdlocaS | Op::Ldarga | Op::LdargaS if self.lent.is_lent(index) => {
                let (local, left) = self.lend(index);
                push(self, Value::LocalAddress(local), stack);
                let slot = self.variable(instruction).unwrap_or(usize::MAX);
                let before = variables.get_mut(slot).map(|variable| std::mem::replace(variable, left));
                // In one that was not stored to yet is nothing.
                let value = before.filter(|value| *value != ValueId::UNKNOWN && !self.lent.is_made_anew(index))?;
                return Some(Action::StoreLocal { local, value });
            }
            Op::Ldloca | Op::LdlocaS | Op::Ldarga | Op::LdargaS => {
                let address = match self.meant(index, instruction) {
                    Some(Variable::Local(local)) => Value::LocalAddress(local),
                    Some(Variable::Argument(argument)) => Value::ArgumentAddress(argument),
                    None => Value::Unknown,
                };
                push(self, address, stack);
            }
            _ if stores(instruction) => {
                let value = pop(stack);
                let slot = self.variable(instruction).unwrap_or(usize::MAX);
                if self.cells.get(slot) == Some(&true) {
                    let meant = self.meant(index, instruction)?;
                    self.forget_parts(meant, variables);
                    return Some(match meant {
                        Variable::Local(local) => Action::StoreLocal { local, value },
                        Variable::Argument(argument) => Action::StoreArgument { argument, value },
                    });
                }
                if let Some(variable) = variables.get_mut(slot) {
                    *variable = value;
                }
            }
            Op::Ldnull => push(self, Value::Null, stack),
            Op::Ldstr => {
                let offset = match instruction.operand {
                    Operand::String(offset) => offset,
                    _ => 0,
                };
                push(self, Value::Literal(offset), stack);
            }
            Op::LdcI8 => match instruction.operand {
                Operand::I64(number) => push(self, Value::Constant(number), stack),
                _ => push(self, Value::Computed, stack),
            },
            Op::LdcR4 | Op::LdcR8 => match instruction.operand {
                Operand::F32(bits) => push(self, Value::Float(f64::from(f32::from_bits(bits)).to_bits()), stack),
                Operand::F64(bits) => push(self, Value::Float(bits), stack),
                _ => push(self, Value::Computed, stack),
            },
            Op::Dup => {
                let top = stack.last().copied().unwrap_or_default();
                if stack.is_empty() {
                    stack.push(top);
                }
                stack.push(top);
            }
            // The same object in other clothes; the same number, for our purposes: constants are read behind them.
            Op::Box => return Some(Action::Box(token)),
            Op::Castclass | Op::Isinst | Op::UnboxAny => {
                let value = pop(stack);
                self.note_cast(Some(value), token);
                match self.facts.value(value) {
                    Value::Constant(_) | Value::Float(_) | Value::Literal(_) | Value::Null => stack.push(value),
                    _ => push(self, Value::Cast(value, token), stack),
                }
            }
            // A typed reference is the address that is in it.
            Op::Mkrefany
            | Op::Refanyval
            | Op::Unbox
            | Op::ConvI4
            | Op::ConvI8
            | Op::ConvI
            | Op::ConvU
            | Op::ConvU4
            | Op::ConvU8 => {}
            Op::Ldfld => {
                let object = pop(stack);
                match self.part(object, token, variables) {
                    Some(stored) => stack.push(stored),
                    None => push(self, Value::Field(object, token), stack),
                }
            }
            Op::Ldflda => {
                let object = pop(stack);
                self.pass_on(object, variables);
                push(self, Value::FieldAddress(object, token), stack);
            }
            Op::Ldsfld => {
                push(self, Value::Static(token), stack);
                return Some(Action::LoadStatic(token));
            }
            Op::Ldsflda => {
                push(self, Value::StaticAddress(token), stack);
                return Some(Action::LoadStatic(token));
            }
            Op::Stfld => {
                let value = pop(stack);
                let object = pop(stack);
                self.store_part(object, token, value, variables);
                return Some(Action::StoreField { object, field: token, value });
            }
            Op::Stsfld => return Some(Action::StoreStatic { field: token, value: pop(stack) }),
            Op::Ldtoken => push(self, Value::Handle(token), stack),
            Op::Newarr => {
                pop(stack);
                push(self, Value::Created(instruction.offset), stack);
            }
            Op::Ldftn => {
                push(self, Value::Function(token, None), stack);
                return stack.last().map(|function| Action::Bind(*function));
            }
            Op::Ldvirtftn => {
                let object = pop(stack);
                push(self, Value::Function(token, Some(object)), stack);
                return stack.last().map(|function| Action::Bind(*function));
            }
            Op::LdelemRef | Op::Ldelem => {
                pop(stack);
                let array = pop(stack);
                push(self, Value::Element(array), stack);
            }
            Op::Ldelema => {
                pop(stack);
                let array = pop(stack);
                push(self, Value::ElementAddress(array), stack);
            }
            Op::LdindRef | Op::Ldobj => {
                let address = pop(stack);
                push(self, Value::Loaded(address), stack);
            }
            Op::StindRef
            | Op::Stobj
            | Op::StindI1
            | Op::StindI2
            | Op::StindI4
            | Op::StindI8
            | Op::StindR4
            | Op::StindR8
            | Op::StindI => {
                let (value, address) = (pop(stack), pop(stack));
                self.pass_on(address, variables);
                return Some(Action::StoreIndirect { address, value });
            }
            Op::Cpobj => {
                let source = pop(stack);
                let value = self.leave(index, Value::Loaded(source));
                let address = pop(stack);
                self.pass_on(address, variables);
                return Some(Action::StoreIndirect { address, value });
            }
            Op::Initobj => {
                let value = self.leave(index, Value::Computed);
                let address = pop(stack);
                self.pass_on(address, variables);
                return Some(Action::StoreIndirect { address, value });
            }
            Op::Initblk | Op::Cpblk => {
                pop(stack);
                pop(stack);
                let address = pop(stack);
                self.pass_on(address, variables);
                return Some(Action::StoreIndirect { address, value: ValueId::UNKNOWN });
            }
            Op::Brtrue | Op::BrtrueS | Op::Brfalse | Op::BrfalseS => {
                let value = pop(stack);
                self.chooses_by = [value, ValueId::UNKNOWN];
                let on_false = matches!(opcode, Op::Brfalse | Op::BrfalseS);
                self.told = self.told_by_zero(value, on_false);
                self.asked = Some(match self.facts.value(value) {
                    Value::IsNull(inner, is_null) => (inner, is_null != on_false),
                    _ => (self.facts.plain(value), on_false),
                });
            }
            Op::Ceq | Op::CgtUn | Op::Beq | Op::BeqS | Op::BneUn | Op::BneUnS => {
                let (right, left) = (pop(stack), pop(stack));
                let inner = match (self.facts.value(left), self.facts.value(right)) {
                    (_, Value::Null | Value::Constant(0)) => Some(self.facts.plain(left)),
                    (Value::Null, _) => Some(self.facts.plain(right)),
                    _ => None,
                };
                match opcode {
                    Op::Ceq | Op::CgtUn => {
                        let both = Value::ComputedOfBoth(left, right);
                        let value = inner.map_or(both, |inner| match self.facts.value(inner) {
                            // `(x == null) == false`
                            Value::IsNull(inner, is_null) => Value::IsNull(inner, is_null != (opcode == Op::Ceq)),
                            _ => Value::IsNull(inner, opcode == Op::Ceq),
                        });
                        push(self, value, stack);
                        let outcome = stack.last().copied().unwrap_or_default();
                        match self.compared_with_constant(left, right).filter(|(_, with)| *with != 0) {
                            Some(compared) if opcode == Op::Ceq => _ = self.compared.insert(outcome, compared),
                            _ => _ = self.compared.remove(&outcome),
                        }
                    }
                    _ => {
                        self.chooses_by = [left, right];
                        self.told = self.told_by_comparison(left, right, matches!(opcode, Op::Beq | Op::BeqS));
                        self.asked = inner.map(|inner| (inner, matches!(opcode, Op::Beq | Op::BeqS)));
                    }
                }
            }
            Op::Switch => {
                let value = pop(stack);
                self.chooses_by = [value, ValueId::UNKNOWN];
                self.told = self.told_of(value, 0, true);
            }
            Op::Add | Op::AddOvf | Op::AddOvfUn => {
                let (right, left) = (pop(stack), pop(stack));
                push(self, Value::Sum(left, right), stack);
            }
            Op::Sub | Op::SubOvf | Op::SubOvfUn => {
                pop(stack);
                let from = pop(stack);
                push(self, Value::Difference(from), stack);
            }
            Op::Call | Op::Callvirt | Op::Newobj | Op::Jmp | Op::Calli => {
                if let Some(member) = array_member(self.metadata, token) {
                    return self.call_of_array(index, instruction, member, stack);
                }
                return Some(self.call(index, instruction, variables, stack));
            }
            Op::Ret => {
                let value = stack.pop();
                stack.clear();
                return value.filter(|_| self.returns_value).map(Action::Return);
            }
            Op::Throw => return Some(Action::Throw(pop(stack))),
            Op::Rethrow => return Some(Action::Rethrow),
            _ if opcode.mnemonic().starts_with("stelem") => {
                let value = pop(stack);
                pop(stack);
                return Some(Action::StoreElement { array: pop(stack), value });
            }
            _ => {
                let mut operands = [ValueId::UNKNOWN; 2];
                let popped = match opcode.pops() {
                    Slots::Count(count) => usize::from(count),
                    Slots::Signature => 0,
                };
                for (number, operand) in (0..popped).map(|number| (number, pop(stack))) {
                    if let Some(kept) = operands.get_mut(number) {
                        *kept = operand;
                    }
                }
                if opcode.flow() == Flow::CondBranch {
                    self.chooses_by = operands;
                }
                if let Slots::Count(count @ 1..) = opcode.pushes() {
                    let value = match (instruction.constant_i32(), operands, popped) {
                        (Some(number), ..) => Value::Constant(i64::from(number)),
                        (None, _, 0) => Value::Computed,
                        (None, [from, _], 1) => Value::ComputedOf(from),
                        (None, [right, left], _) => Value::ComputedOfBoth(left, right),
                    };
                    let id = self.leave(index, value);
                    stack.extend(std::iter::repeat_n(id, usize::from(count)));
                }
            }
        }
        None
    }

    fn load_variable(
        &mut self,
        index: usize,
        instruction: &Instruction,
        variables: &[ValueId],
        stack: &mut Vec<ValueId>,
    ) {
        let slot = self.variable(instruction).unwrap_or(usize::MAX);
        let id = if self.cells.get(slot) == Some(&false) {
            variables.get(slot).copied().unwrap_or_default()
        } else {
            let cell = match self.meant(index, instruction) {
                Some(Variable::Argument(argument)) => Value::ArgumentCell(argument),
                Some(Variable::Local(local)) => Value::Local(local),
                None => Value::Unknown,
            };
            self.leave(index, cell)
        };
        stack.push(id);
    }

    /// A call of a method that the runtime gives an array of several dimensions: it does what the instructions for arrays do.
    fn call_of_array(
        &mut self,
        index: usize,
        instruction: &Instruction,
        member: ArrayMember,
        stack: &mut Vec<ValueId>,
    ) -> Option<Action> {
        let shape = call_shape(self.metadata, instruction.token().unwrap_or_default()).unwrap_or_default();
        let numbers = shape.parameters as usize - usize::from(member == ArrayMember::Set && shape.parameters > 0);
        let value = if member == ArrayMember::Set { stack.pop().unwrap_or_default() } else { ValueId::UNKNOWN };
        stack.truncate(stack.len().saturating_sub(numbers));
        if instruction.opcode == Opcode::Newobj {
            let made = self.leave(index, Value::Created(instruction.offset));
            stack.push(made);
            return None;
        }
        let array = stack.pop().unwrap_or_default();
        let given = match member {
            ArrayMember::Set => return Some(Action::StoreElement { array, value }),
            ArrayMember::Get => Value::Element(array),
            ArrayMember::Address => Value::ElementAddress(array),
            ArrayMember::Constructor => return None,
        };
        let given = self.leave(index, given);
        stack.push(given);
        None
    }

    fn call(
        &mut self,
        index: usize,
        instruction: &Instruction,
        variables: &mut [ValueId],
        stack: &mut Vec<ValueId>,
    ) -> Action {
        let opcode = instruction.opcode;
        let token = instruction.token().unwrap_or_default();
        let shape = call_shape(self.metadata, token);
        let count = match shape {
            _ if opcode == Opcode::Jmp => 0,
            // The object is made by the instruction, not taken from the stack.
            Some(shape) if opcode == Opcode::Newobj => shape.parameters as usize,
            Some(shape) => shape.arguments() as usize,
            None => 0,
        };
        let function = if opcode == Opcode::Calli { stack.pop() } else { None };
        let missing = count.saturating_sub(stack.len());
        let popped = stack.split_off(stack.len().saturating_sub(count));
        for value in &popped {
            self.pass_on(*value, variables);
        }
        let result = if opcode == Opcode::Newobj {
            Some(self.leave(index, Value::Created(instruction.offset)))
        } else if opcode != Opcode::Jmp && shape.is_some_and(|shape| shape.returns_value) {
            let result = self.leave(index, Value::Returned(instruction.offset));
            if let (&[object], Opcode::Call | Opcode::Callvirt) = (popped.as_slice(), opcode) {
                self.read_of.insert(result, (object, token));
            }
            Some(result)
        } else {
            None
        };
        stack.extend(result);
        let arguments = match opcode {
            // Only what is written down in the end is kept.
            _ if !self.emitting => Arguments::default(),
            Opcode::Jmp => self.hand_on(),
            _ if missing > LACKING => {
                self.facts.bounded = true;
                Arguments::default()
            }
            _ => {
                let mut operands = vec![ValueId::UNKNOWN; missing];
                operands.extend(popped);
                self.facts.keep_arguments(&operands)
            }
        };
        if let Some(function) = function {
            return Action::CallIndirect { function, arguments, result };
        }
        Action::Call { opcode, method: token, constrained: instruction.prefixes.constrained(), arguments, result }
    }

    /// The method's own arguments, which `jmp` hands on.
    fn hand_on(&mut self) -> Arguments {
        if let Some(known) = self.handed_on {
            return known;
        }
        self.facts.bounded |= self.arguments > MEETING;
        let own: Vec<ValueId> = (0..self.arguments.min(MEETING))
            .map(|argument| self.add(Value::Argument(u16::try_from(argument).unwrap_or(u16::MAX))))
            .collect();
        let kept = self.facts.keep_arguments(&own);
        self.handed_on = Some(kept);
        kept
    }
}
