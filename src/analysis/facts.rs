//! What one method does, computed once from its body: calls, accesses, stores, each with the provenance of its operands.
//!
//! Everything is said in terms of the method itself: its arguments, its own allocations, results of its calls. Nothing here
//! depends on who calls it; the flow of a root puts callers and callees together.

use rustc_hash::FxHashMap;

use crate::il::{IlOffset, Opcode};
use crate::metadata::Token;

/// A value of a method, by number; 0 is [`Value::Unknown`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct ValueId(pub u32);

impl ValueId {
    /// A value of which nothing is known.
    pub const UNKNOWN: Self = Self(0);
}

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
    /// Nothing is known.
    Unknown,
    /// A number or another plain value that some computation gave; no object.
    Computed,
    /// The same, out of this value.
    ComputedOf(ValueId),
    /// The same, out of these two.
    ComputedOfBoth(ValueId, ValueId),
    /// What adding two numbers gives, or a number and a pointer.
    Sum(ValueId, ValueId),
    /// What subtracting from a number or a pointer gives.
    Difference(ValueId),
    /// The 0-based argument with which the method was called; 0 is `this` where there is one.
    Argument(u16),
    /// A constant whole number.
    Constant(i64),
    /// The bits of a constant floating-point number of 64 bits.
    Float(u64),
    /// `null`
    Null,
    /// A string literal, at this byte offset of `#US`.
    Literal(u32),
    /// A runtime handle (`ldtoken`).
    Handle(Token),
    /// The object or array that the instruction at this offset makes.
    Created(IlOffset),
    /// What the call at this offset returns.
    Returned(IlOffset),
    /// The content of an instance field.
    Field(ValueId, Token),
    /// The address of an instance field.
    FieldAddress(ValueId, Token),
    /// The content of a static field.
    Static(Token),
    /// The address of a static field.
    StaticAddress(Token),
    /// An element of an array.
    Element(ValueId),
    /// The address of an element of an array.
    ElementAddress(ValueId),
    /// The content of a local variable whose address is taken somewhere.
    Local(u16),
    /// The address of a local variable.
    LocalAddress(u16),
    /// The content of an argument whose address is taken somewhere.
    ArgumentCell(u16),
    /// The address of an argument.
    ArgumentAddress(u16),
    /// What an address leads to.
    Loaded(ValueId),
    /// The same object where a branch told that a member of it is, or is not, a number: a field, or what a method reads.
    Where(ValueId, Token, i32, bool),
    /// The same object, if it is of the type that a token names: `castclass`, `isinst`, `unbox.any`.
    Cast(ValueId, Token),
    /// A method pointer, and the object on which `ldvirtftn` looked it up.
    Function(Token, Option<ValueId>),
    /// Whether a value is null: the outcome of a comparison; `false` inside means that it is not.
    IsNull(ValueId, bool),
    /// One of several values, by which way control came; see [`Facts::merged`].
    Merged(u32),
    /// The exception that a handler got.
    Caught,
}

impl Value {
    /// Whether it can be an address that the method got from its caller.
    pub(super) fn can_lead_outside(self) -> bool {
        matches!(
            self,
            Self::Argument(_)
                | Self::ArgumentCell(_)
                | Self::Loaded(_)
                | Self::Cast(..)
                | Self::Where(..)
                | Self::Difference(_)
                | Self::FieldAddress(..)
                | Self::Sum(..)
                | Self::Merged(_)
        )
    }
}

/// A run of call arguments; see [`Facts::arguments`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Arguments {
    start: u32,
    count: u32,
}

/// Something a method does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// `call`, `callvirt`, `newobj` or `jmp`. The arguments of `newobj` do not hold the new object.
    Call {
        /// Which of the four.
        opcode: Opcode,
        /// The method called.
        method: Token,
        /// The type of a `constrained.` prefix.
        constrained: Option<Token>,
        /// The object first, where there is one.
        arguments: Arguments,
        /// What it leaves on the stack.
        result: Option<ValueId>,
    },
    /// `calli`
    CallIndirect {
        /// The pointer to the function.
        function: ValueId,
        /// The object first, where there is one.
        arguments: Arguments,
        /// What it leaves on the stack.
        result: Option<ValueId>,
    },
    /// `box`: an object of that type exists from now on.
    Box(Token),
    /// `ldftn` or `ldvirtftn`: a delegate is about to be made.
    Bind(ValueId),
    /// `stfld`
    StoreField {
        /// The object, or the address of the struct.
        object: ValueId,
        /// The field.
        field: Token,
        /// What is stored.
        value: ValueId,
    },
    /// `stsfld`
    StoreStatic {
        /// The field.
        field: Token,
        /// What is stored.
        value: ValueId,
    },
    /// `ldsfld` or `ldsflda`
    LoadStatic(Token),
    /// A store through an address: `stind.*`, `stobj`, `cpobj`, `initobj`.
    StoreIndirect {
        /// Where to.
        address: ValueId,
        /// What is stored.
        value: ValueId,
    },
    /// `stelem.*`
    StoreElement {
        /// The array.
        array: ValueId,
        /// What is stored.
        value: ValueId,
    },
    /// A store to a local variable whose address is taken somewhere.
    StoreLocal {
        /// 0-based.
        local: u16,
        /// What is stored.
        value: ValueId,
    },
    /// A store to an argument whose address is taken somewhere.
    StoreArgument {
        /// 0-based.
        argument: u16,
        /// What is stored.
        value: ValueId,
    },
    /// `ret` with a value.
    Return(ValueId),
    /// `throw`
    Throw(ValueId),
    /// `rethrow`
    Rethrow,
}

/// Something a method does, and where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Event {
    /// Offset of the instruction.
    pub at: IlOffset,
    /// What it does.
    pub action: Action,
}

/// What the branch at the end of a block asks of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NullTest {
    /// The value that is null or is not.
    pub(super) value: ValueId,
    /// The block that follows where it is null.
    pub(super) null: u32,
    /// The block that follows where it is not.
    pub(super) other: u32,
}

/// A run of instructions that control enters at its start only.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// First and last instruction.
    pub(super) range: (IlOffset, IlOffset),
    /// Numbers of the blocks that can follow.
    pub(super) successors: Vec<u32>,
    /// Those of them that only an exception leads to: a `catch`, a filter.
    pub(super) catching: Vec<u32>,
    /// Of a block at the end of a `finally` handler: from where to where that goes.
    pub(super) ends_finally: Option<(IlOffset, IlOffset)>,
    /// Whether control can get here.
    pub(super) reached: bool,
    /// What its last instruction asks.
    pub(super) test: Option<NullTest>,
    /// The values by which its last instruction chooses where control goes on.
    pub(super) chooses_by: [ValueId; 2],
    /// What lies on top of the stack where it begins and where it ends.
    pub(super) top: (Option<ValueId>, Option<ValueId>),
}

/// What one method does.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub(super) values: Vec<Value>,
    pub(super) merged: Vec<Vec<ValueId>>,
    pub(super) arguments: Vec<ValueId>,
    pub(super) events: Vec<Event>,
    pub(super) blocks: Vec<Block>,
    /// The types that results of calls are cast to, by the call.
    pub(super) casts: Vec<(IlOffset, Token)>,
    /// Where a variable is lent to a call, the call and which of its arguments the address is.
    pub(super) lent: Vec<(IlOffset, IlOffset, u16)>,
    /// The values that go round in a loop, and those that come of them; all others come from values before them.
    pub(super) circular: Vec<ValueId>,
    /// Whether a bound was hit: something may be missing.
    pub bounded: bool,
}

impl Facts {
    /// Whether no value goes round in a loop.
    pub(super) fn in_order(&self) -> bool {
        self.circular.is_empty()
    }

    /// Gives back what was only needed to grow, now that everything is known.
    pub(super) fn finish(&mut self) {
        self.values.shrink_to_fit();
        self.merged.shrink_to_fit();
        self.merged.iter_mut().for_each(Vec::shrink_to_fit);
        self.arguments.shrink_to_fit();
        self.events.shrink_to_fit();
        self.blocks.shrink_to_fit();
        self.casts.sort_unstable();
        self.casts.dedup();
        self.casts.shrink_to_fit();
        self.lent.sort_unstable();
        self.lent.shrink_to_fit();
    }

    /// What it does, in the order of the instructions. Code that control cannot reach does nothing (trap B16).
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Where a value comes from, whatever it is cast to and branches tell of it.
    #[must_use]
    pub fn value(&self, id: ValueId) -> Value {
        self.in_its_clothes(self.plain(id))
    }

    /// The same with what comes last of that.
    pub(super) fn in_its_clothes(&self, id: ValueId) -> Value {
        self.values.get(id.0 as usize).copied().unwrap_or(Value::Unknown)
    }

    /// The value behind that.
    #[must_use]
    pub fn plain(&self, id: ValueId) -> ValueId {
        /// Casts one behind the other; what goes on in a circle is nothing that was ever made.
        const CASTS: usize = 64;
        let mut current = id;
        for _ in 0..CASTS {
            match self.in_its_clothes(current) {
                Value::Cast(inner, _) | Value::Where(inner, ..) => current = inner,
                _ => return current,
            }
        }
        ValueId::UNKNOWN
    }

    /// The instance fields whose content or address is taken, as often as that is done.
    pub fn fields_read(&self) -> impl Iterator<Item = Token> + '_ {
        self.values.iter().filter_map(|value| match *value {
            Value::Field(_, token) | Value::FieldAddress(_, token) => Some(token),
            _ => None,
        })
    }

    /// How many values there are.
    #[must_use]
    pub fn values_count(&self) -> usize {
        self.values.len()
    }

    /// The values behind a [`Value::Merged`].
    #[must_use]
    pub fn merged(&self, number: u32) -> &[ValueId] {
        self.merged.get(number as usize).map_or(&[], Vec::as_slice)
    }

    /// The arguments of a call.
    #[must_use]
    pub fn arguments(&self, arguments: Arguments) -> &[ValueId] {
        let start = arguments.start as usize;
        self.arguments.get(start..start.saturating_add(arguments.count as usize)).unwrap_or(&[])
    }

    pub(super) fn keep_arguments(&mut self, arguments: &[ValueId]) -> Arguments {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let kept = Arguments { start: count(self.arguments.len()), count: count(arguments.len()) };
        self.arguments.extend_from_slice(arguments);
        kept
    }

    /// The types that the result of the call at `at` is cast to, or asked for: `(Entity)x["Target"]`, `x["Target"] is Entity`.
    pub fn casts(&self, at: IlOffset) -> impl Iterator<Item = Token> + '_ {
        let first = self.casts.partition_point(|(call, _)| *call < at);
        self.casts.iter().skip(first).take_while(move |(call, _)| *call == at).map(|(_, token)| *token)
    }

    /// The call to which a variable is lent whose address the instruction at `at` takes, and which of its arguments the address is.
    pub(super) fn lent_to(&self, at: IlOffset) -> Option<(IlOffset, u16)> {
        let index = self.lent.binary_search_by_key(&at, |(lent, ..)| *lent).ok()?;
        self.lent.get(index).map(|(_, call, position)| (*call, *position))
    }

    /// The values that an event works with.
    pub(super) fn operands(&self, event: &Event) -> impl Iterator<Item = ValueId> + '_ {
        let (first, second, arguments) = match event.action {
            Action::Call { arguments, .. } => (None, None, arguments),
            Action::CallIndirect { function, arguments, .. } => (Some(function), None, arguments),
            Action::Bind(value) | Action::Return(value) | Action::Throw(value) => {
                (Some(value), None, Arguments::default())
            }
            Action::StoreStatic { value, .. }
            | Action::StoreLocal { value, .. }
            | Action::StoreArgument { value, .. } => (Some(value), None, Arguments::default()),
            Action::StoreField { object: into, value, .. }
            | Action::StoreIndirect { address: into, value }
            | Action::StoreElement { array: into, value } => (Some(into), Some(value), Arguments::default()),
            Action::Box(_) | Action::LoadStatic(_) | Action::Rethrow => (None, None, Arguments::default()),
        };
        first.into_iter().chain(second).chain(self.arguments(arguments).iter().copied())
    }

    /// Whether the instruction at `at` only gets the pointer of which a delegate is made.
    #[must_use]
    pub fn is_binding(&self, at: IlOffset) -> bool {
        self.event_at(at).is_some_and(|event| matches!(event.action, Action::Bind(_)))
    }

    /// Where the delegate is made for which the instruction at `at` gets the pointer: right behind it.
    #[must_use]
    pub fn delegate_of(&self, at: IlOffset) -> Option<IlOffset> {
        let Action::Bind(function) = self.event_at(at)?.action else { return None };
        Some(self.delegate_made(at, function)?.0)
    }

    /// Where a delegate is made of a pointer that the instruction at `at` got, and the object to which it is bound.
    pub(super) fn delegate_made(&self, at: IlOffset, function: ValueId) -> Option<(IlOffset, ValueId)> {
        let following = self.events.partition_point(|event| event.at <= at);
        self.events.iter().skip(following).take(8).find_map(|event| match event.action {
            Action::Call { opcode: Opcode::Newobj, arguments, .. } => match self.arguments(arguments) {
                &[target, pointer] if pointer == function => Some((event.at, target)),
                _ => None,
            },
            _ => None,
        })
    }

    /// The event at an offset.
    #[must_use]
    pub fn event_at(&self, at: IlOffset) -> Option<&Event> {
        let index = self.events.binary_search_by_key(&at, |event| event.at).ok()?;
        self.events.get(index)
    }

    /// The constant number that a value is, whichever way control came.
    #[must_use]
    pub fn constant(&self, id: ValueId) -> Option<i64> {
        match self.value(id) {
            Value::Constant(number) => Some(number),
            _ => None,
        }
    }

    /// The constant floating-point number that a value is.
    #[must_use]
    pub fn float(&self, id: ValueId) -> Option<f64> {
        match self.value(id) {
            Value::Float(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// The offset of the string literal that a value is.
    #[must_use]
    pub fn literal(&self, id: ValueId) -> Option<u32> {
        match self.value(id) {
            Value::Literal(offset) => Some(offset),
            _ => None,
        }
    }

    /// Which values something is done with: they are passed, stored, returned or thrown, or what is in them is. A comparison with
    /// null alone does nothing with a value.
    #[must_use]
    pub fn used(&self) -> Vec<bool> {
        let mut stored: FxHashMap<u16, Vec<ValueId>> = FxHashMap::default();
        let mut pending: Vec<ValueId> = Vec::new();
        for event in &self.events {
            match event.action {
                Action::Call { arguments, .. } => pending.extend(self.arguments(arguments)),
                Action::CallIndirect { function, arguments, .. } => {
                    pending.push(function);
                    pending.extend(self.arguments(arguments));
                }
                Action::StoreField { object, value, .. } => pending.extend([object, value]),
                Action::StoreIndirect { address, value } => pending.extend([address, value]),
                Action::StoreElement { array, value } => pending.extend([array, value]),
                Action::StoreLocal { local, value } => stored.entry(local).or_default().push(value),
                Action::StoreStatic { value, .. }
                | Action::StoreArgument { value, .. }
                | Action::Return(value)
                | Action::Throw(value) => pending.push(value),
                Action::Box(_) | Action::Bind(_) | Action::LoadStatic(_) | Action::Rethrow => {}
            }
        }
        let mut used = vec![false; self.values.len()];
        while let Some(value) = pending.pop() {
            let Some(slot) = used.get_mut(value.0 as usize).filter(|slot| !**slot) else { continue };
            *slot = true;
            if let Value::Cast(inner, _) | Value::Where(inner, ..) = self.in_its_clothes(value) {
                pending.push(inner);
                continue;
            }
            match self.value(value) {
                Value::Field(inner, _)
                | Value::FieldAddress(inner, _)
                | Value::Element(inner)
                | Value::ElementAddress(inner)
                | Value::Loaded(inner)
                | Value::Function(_, Some(inner)) => pending.push(inner),
                Value::Local(local) | Value::LocalAddress(local) => {
                    pending.extend(stored.remove(&local).unwrap_or_default());
                }
                Value::Merged(number) => pending.extend(self.merged(number)),
                _ => {}
            }
        }
        used
    }
}
