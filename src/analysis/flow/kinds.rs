//! Numbers in fields that tell of which kind an object is, and what branches on them say: behind `if (registration.Kind == Kind.Single)`
//! there are no objects of other kinds.

use std::rc::Rc;

use super::{ContextId, Flow, Pass, Phase, Program};
use crate::analysis::facts::{Action, Arguments, Facts, Value, ValueId};
use crate::analysis::objects::{Object, ObjectId, Slot, ValueSet};
use crate::analysis::program::Callee;
use crate::il::{IlOffset, Opcode};
use crate::metadata::{Primitive, Token, Type};
use crate::model::{FieldHandle, MethodId, ModuleId};

/// Constructors and setters, one called by the other, that are looked at for a field that they store.
const CALLS: u32 = 3;

impl Flow<'_, '_, '_> {
    /// Of the objects that a value can be, those whose member can be a number, or something else than it.
    pub(super) fn those_told(
        &mut self,
        id: ContextId,
        objects: &ValueSet,
        (member, number, is): (Token, i32, bool),
    ) -> ValueSet {
        if !self.follows() {
            return objects.clone();
        }
        let module = self.context(id).method.module;
        let mut left = ValueSet::default();
        for object in objects.iter() {
            let field = self.field_read(module, member, object);
            if field.is_none_or(|field| self.can_be_told(id, (object, field), number, is)) {
                left.insert(object);
            }
        }
        if left.len() == objects.len() { objects.clone() } else { left }
    }

    /// The field of an object that a token names, or that the method reads which it names.
    fn field_read(&self, module: ModuleId, member: Token, object: ObjectId) -> Option<FieldHandle> {
        let Object::Created { exact: Some(exact), of: None, .. } = self.objects.get(object) else { return None };
        let program = self.program;
        if let Some(field) = program.universe.resolve_field(module, member) {
            return Some(field);
        }
        let callee = program.callee(module, member)?;
        let run = if callee.is_virtual { program.dispatch(exact, callee.handle) } else { callee.enter };
        program.field_given(run?)
    }

    fn can_be_told(&mut self, id: ContextId, (object, field): (ObjectId, FieldHandle), number: i32, is: bool) -> bool {
        let Object::Created { method, at, .. } = self.objects.get(object) else { return true };
        if !self.program.is_kind(field) || !self.can_have(object, field) {
            return true;
        }
        let numbers = self.read(id, Slot::Number(object, field));
        let fits = |known: i64| (known == i64::from(number)) == is;
        // A field that is not stored at once is zero until then.
        fits(0) && !self.program.is_set_when_made((method, at), field)
            || numbers.iter().any(|known| match self.objects.get(known) {
                Object::Number(known) => fits(known),
                _ => true,
            })
    }

    /// Something is stored in a field that tells of kinds; whether that is a known number.
    pub(super) fn store_kind(
        &mut self,
        holder: ObjectId,
        field: FieldHandle,
        facts: &Facts,
        pass: &Pass,
        value: ValueId,
    ) -> bool {
        let numbers = self.numbers(facts, pass, value);
        if matches!(self.objects.get(holder), Object::Created { .. }) {
            self.write(Slot::Number(holder, field), &numbers);
        }
        !numbers.contains(ObjectId::OPAQUE)
    }

    /// Code that is not followed gets addresses of such fields: it can store anything there.
    pub(super) fn hand_out_kinds(&mut self, callee: Callee, operands: &[ValueSet]) {
        // What a number does on itself does not change it.
        let addresses = operands.iter().skip(usize::from(!callee.is_static)).flat_map(ValueSet::iter);
        for address in addresses {
            if let Object::FieldAddress(holder, field) = self.objects.get(address)
                && self.program.is_kind(field)
            {
                self.write(Slot::Number(holder, field), &ValueSet::one(ObjectId::OPAQUE));
            }
        }
    }

    /// The numbers that a value can be.
    fn numbers(&mut self, facts: &Facts, pass: &Pass, value: ValueId) -> ValueSet {
        let mut numbers = ValueSet::default();
        let plain = [value];
        let ways = match facts.value(value) {
            Value::Merged(meeting) => facts.merged(meeting),
            _ => &plain,
        };
        for way in ways {
            if let Some(number) = facts.constant(*way) {
                numbers.insert(self.objects.number(Object::Number(number)));
                continue;
            }
            let known = pass.value(*way);
            let all_known =
                !known.is_empty() && known.iter().all(|it| matches!(self.objects.get(it), Object::Number(_)));
            if all_known {
                numbers.extend(known);
            } else {
                numbers.insert(ObjectId::OPAQUE);
            }
        }
        numbers
    }

    /// Gives a method the constants that it gets for parameters that tell of kinds, while the instance is made: what it registers under
    /// several kinds is told apart by them.
    pub(super) fn pass_kinds(
        &mut self,
        id: ContextId,
        facts: &Facts,
        (callee, opcode, arguments): (Callee, Opcode, Arguments),
        operands: &mut [ValueSet],
    ) {
        if self.context(id).phase == Phase::Calling {
            return;
        }
        let Some(entered) = callee.enter else { return };
        let kinds = self.program.kinds_taken(entered);
        let made = usize::from(opcode == Opcode::Newobj);
        for (position, value) in facts.arguments(arguments).iter().enumerate() {
            let Some(operand) = operands.get_mut(position + made).filter(|operand| operand.is_empty()) else {
                continue;
            };
            let number = facts.constant(*value).filter(|_| kinds.get(position + made) == Some(&true));
            if let Some(number) = number {
                operand.insert(self.objects.number(Object::Number(number)));
            }
        }
    }

    /// The constant that a context was told for a parameter that tells of kinds: what it makes is made for that one.
    pub(super) fn told_kind(&self, id: ContextId) -> Option<i64> {
        let context = self.context(id);
        let objects = context.arguments.iter().filter(|_| context.phase != Phase::Calling).flat_map(ValueSet::iter);
        objects.into_iter().find_map(|object| match self.objects.get(object) {
            Object::Number(number) => Some(number),
            _ => None,
        })
    }
}

impl Program<'_, '_> {
    /// Whether a field tells of kinds: it is a truth value, or a member of an enumeration.
    pub(super) fn is_kind(&self, field: FieldHandle) -> bool {
        self.kinds.get(field, || self.signature_of(field).is_some_and(|(module, of)| self.is_kind_type(module, &of)))
    }

    fn is_kind_type(&self, module: ModuleId, of: &Type) -> bool {
        match of.unmodified() {
            Type::Primitive(primitive) => *primitive == Primitive::Boolean,
            of @ Type::Named { value_type: true, .. } => self.is_constant_type(module, of),
            _ => false,
        }
    }

    /// Which arguments of a method tell of kinds, the object that it is called on first.
    fn kinds_taken(&self, method: MethodId) -> Rc<[bool]> {
        self.kinds_taken.get(method, || {
            let row = self.universe.method_row(method);
            let metadata = &self.universe.module(method.module).metadata;
            let signature = row.and_then(|row| metadata.method_signature(row.signature).ok());
            let Some(signature) = signature else { return Rc::default() };
            let before = signature.has_this.then_some(false).into_iter();
            before.chain(signature.parameters.iter().map(|of| self.is_kind_type(method.module, of))).collect()
        })
    }

    /// The field whose content a method returns and does nothing else: what a property reads.
    pub(in crate::analysis) fn field_given(&self, method: MethodId) -> Option<FieldHandle> {
        self.fields_given.get(method, || {
            let code = self.code(method)?;
            match code.facts.events() {
                [only] => match only.action {
                    Action::Return(value) => match code.facts.value(value) {
                        Value::Field(object, field) if code.facts.value(object) == Value::Argument(0) => {
                            self.universe.resolve_field(method.module, field)
                        }
                        _ => None,
                    },
                    _ => None,
                },
                _ => None,
            }
        })
    }

    /// Whether a field of what an instruction makes is stored before anything else can be done with it.
    fn is_set_when_made(&self, (method, at): (MethodId, IlOffset), field: FieldHandle) -> bool {
        self.set_when_made.get((method, at, field), || {
            let Some(code) = self.code(method) else { return false };
            let Some(Action::Call { opcode: Opcode::Newobj, method: token, .. }) =
                code.facts.event_at(at).map(|event| event.action)
            else {
                return false;
            };
            let constructor = self.callee(method.module, token).and_then(|callee| callee.enter);
            constructor.is_some_and(|constructor| self.always_sets(constructor, field, CALLS))
                || self.is_set_from((method, &code.facts), at, Value::Created(at), field, CALLS)
        })
    }

    /// Whether a method always stores to a field of the object that it is called on.
    fn always_sets(&self, method: MethodId, field: FieldHandle, calls: u32) -> bool {
        self.code(method).is_some_and(|code| {
            let start = code.facts.events().first().map_or(IlOffset(0), |event| event.at);
            self.is_set_from((method, &code.facts), start, Value::Argument(0), field, calls)
        })
    }

    /// Whether control always comes from an instruction to one that stores to a field of an object.
    fn is_set_from(
        &self,
        (method, facts): (MethodId, &Facts),
        from: IlOffset,
        object: Value,
        field: FieldHandle,
        calls: u32,
    ) -> bool {
        let first = facts.events().partition_point(|event| event.at < from);
        facts.events().iter().skip(first).any(|event| {
            let sets = match event.action {
                Action::StoreField { object: into, field: token, .. } => {
                    facts.value(into) == object && self.universe.resolve_field(method.module, token) == Some(field)
                }
                Action::Call { opcode, method: token, arguments, .. } if opcode != Opcode::Newobj && calls > 0 => {
                    let is_called = facts.arguments(arguments).first().is_some_and(|it| facts.value(*it) == object);
                    let callee = || self.callee(method.module, token).filter(|callee| !callee.is_static)?.enter;
                    is_called && callee().is_some_and(|callee| self.always_sets(callee, field, calls - 1))
                }
                _ => false,
            };
            sets && (event.at == from || facts.always_leads_to(from, event.at))
        })
    }
}
