//! What a value is made of: whether anything in it comes from the call in hand. Followed into the methods that make it, for one that only
//! gets something of the call, such as the tracing service, need not give anything of it.

use rustc_hash::FxHashSet;

use super::{held_in, is_captured_this, is_kept_variable};
use crate::analysis::facts::{Action, Facts, Value, ValueId};
use crate::analysis::{ContextId, Effects, ObjectId, Via};
use crate::dataverse::is_or_derives_from_per_call;
use crate::il::{IlOffset, Opcode};
use crate::metadata::Token;
use crate::rules::Context;
use crate::rules::exceptions::is_invoke;
use crate::rules::handed::Handed;

/// Values that are looked at for one question. So much is no plain initialisation: the answer is yes.
const VALUES: usize = 1_024;

/// Calls that are followed for one question, and how deep. Of others the result is made of all that they get.
const CALLS: usize = 64;
const DEPTH: u32 = 8;

/// Steps from an object to what it is a part of.
const PARTS: u32 = 8;

/// A call: where, and the instruction.
pub(super) type Call = (ContextId, IlOffset);

/// Whether a value of a context comes from what belongs to this call: an argument that the platform passed, or anything got from one. `calls`
/// lead to the context, the outermost first, so far as it matters who passes its arguments. The object that gets the value, `holder`, is
/// the shared one here, whatever else its argument can be.
pub(super) fn depends_on_call(
    cx: &Context<'_, '_>,
    calls: &[Call],
    context: ContextId,
    value: ValueId,
    holder: Option<ValueId>,
) -> bool {
    let mut frames: Vec<Frame> = Vec::new();
    for (caller, at) in calls {
        let call = frames.len().checked_sub(1).and_then(|outer| Some((outer, frames.get(outer)?.next?)));
        frames.push(Frame { context: *caller, call, next: Some(*at), depth: DEPTH });
    }
    let call = frames.len().checked_sub(1).and_then(|outer| Some((outer, frames.get(outer)?.next?)));
    let top = frames.len();
    frames.push(Frame { context, call, next: None, depth: DEPTH });
    let holder = holder.map(|holder| cx.reach.facts(context).value(holder));
    let mut search = Search {
        cx,
        frames,
        top,
        holder,
        seen: FxHashSet::default(),
        filled: FxHashSet::default(),
        chosen: FxHashSet::default(),
        pending: vec![(top, value)],
    };
    search.runs_into_it()
}

/// A method that takes part in making the value, as one call of it.
struct Frame {
    context: ContextId,
    /// The call, and in which frame it stands; `None` where it is not seen what is passed.
    call: Option<(usize, IlOffset)>,
    /// Of those above the one that was asked about: the call that leads on.
    next: Option<IlOffset>,
    /// How much deeper calls are followed.
    depth: u32,
}

/// Something that values can be put into.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Target {
    Created(IlOffset),
    Argument(u16),
    Local(u16),
}

struct Search<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    frames: Vec<Frame>,
    /// The number of the frame that was asked about.
    top: usize,
    holder: Option<Value>,
    seen: FxHashSet<(usize, ValueId)>,
    filled: FxHashSet<(usize, Target)>,
    /// The frames of whose choices it is known by what they are made.
    chosen: FxHashSet<usize>,
    pending: Vec<(usize, ValueId)>,
}

impl<'s> Search<'s, '_, '_> {
    /// Whether something of the call is found.
    fn runs_into_it(&mut self) -> bool {
        while let Some((frame, value)) = self.pending.pop() {
            if !self.seen.insert((frame, value)) {
                continue;
            }
            if self.seen.len() > VALUES || !self.cx.look(1) || self.is_of_call(frame, value) {
                return true;
            }
        }
        false
    }

    fn context(&self, frame: usize) -> ContextId {
        self.frames.get(frame).map_or_else(|| self.frames[0].context, |frame| frame.context)
    }

    fn facts(&self, frame: usize) -> &'s Facts {
        self.cx.reach.facts(self.context(frame))
    }

    fn push(&mut self, frame: usize, values: &[ValueId]) {
        self.pending.extend(values.iter().map(|value| (frame, *value)));
    }

    /// Whether a value is of the call; what it comes from is looked at later.
    fn is_of_call(&mut self, frame: usize, value: ValueId) -> bool {
        let (cx, facts, context) = (self.cx, self.facts(frame), self.context(frame));
        match facts.value(value) {
            argument @ Value::Argument(_) if frame == self.top && self.holder == Some(argument) => {}
            Value::Argument(number) | Value::ArgumentCell(number) | Value::ArgumentAddress(number) => {
                let Some((caller, passed)) = self.passed(frame, number) else {
                    // The shared instance itself is not the call's; neither are constants.
                    let passed = cx.reach.argument(context, number);
                    return passed.iter().any(|object| object == ObjectId::OPAQUE || !cx.reach.is_shared(object));
                };
                self.push(caller, &[passed]);
            }
            Value::Unknown | Value::Caught => return true,
            Value::Created(at) => return self.made(frame, at),
            Value::Returned(at) => self.returned(frame, at),
            Value::Field(_, field) if is_captured_this(cx, context, field) => {}
            Value::Field(inner, field) | Value::FieldAddress(inner, field)
                if is_kept_variable(cx, context, facts, inner, field) =>
            {
                if !cx.look(facts.events().len()) || cx.is_of_this_call(&held_in(cx, context, field)) {
                    return true;
                }
                let stored = facts.events().iter().filter_map(|event| match event.action {
                    Action::StoreField { field: stored, value, .. } if stored == field => Some((frame, value)),
                    _ => None,
                });
                self.pending.extend(stored);
            }
            Value::Static(field) | Value::StaticAddress(field) => self.read(frame, field),
            Value::Field(inner, field) | Value::FieldAddress(inner, field) => {
                self.read(frame, field);
                self.push(frame, &[inner]);
            }
            Value::Element(inner)
            | Value::ElementAddress(inner)
            | Value::Loaded(inner)
            | Value::Difference(inner)
            | Value::ComputedOf(inner) => self.push(frame, &[inner]),
            Value::IsNull(inner, _) if !self.is_known_to_be_there(frame, inner) => self.push(frame, &[inner]),
            Value::Local(local) | Value::LocalAddress(local) => return self.fill(frame, Target::Local(local)),
            Value::Merged(number) => self.push(frame, facts.merged(number)),
            Value::Sum(left, right) | Value::ComputedOfBoth(left, right) => self.push(frame, &[left, right]),
            _ => {}
        }
        false
    }

    /// Notes that those who make the value read a field: what calls write there can be of all that these get.
    fn read(&mut self, frame: usize, field: Token) {
        let (reach, module) = (self.cx.reach, self.cx.reach.method(self.context(frame)).module);
        let Some((caller, at)) = self.frames.get(frame).and_then(|it| it.call).filter(|_| frame > self.top) else {
            return;
        };
        let field = self.cx.universe().resolve_field(module, field);
        let is_written = || reach.writes.iter().any(|write| Some(write.field) == field);
        if field.is_some() && (!self.cx.look(reach.writes.len()) || is_written()) {
            self.push(caller, arguments_of(self.facts(caller), at));
        }
    }

    /// What is passed as an argument of a frame, and in which frame.
    fn passed(&self, frame: usize, number: u16) -> Option<(usize, ValueId)> {
        let (caller, at) = self.frames.get(frame)?.call?;
        let facts = self.facts(caller);
        let Action::Call { opcode, arguments, result, .. } = facts.event_at(at)?.action else { return None };
        let value = match usize::from(number).checked_sub(usize::from(opcode == Opcode::Newobj)) {
            Some(position) => *facts.arguments(arguments).get(position)?,
            None => result?,
        };
        Some((caller, value))
    }

    /// The frames of the methods that a call runs; `None` where not all of it is seen.
    fn entered(&mut self, frame: usize, at: IlOffset) -> Option<Vec<usize>> {
        let (reach, context) = (self.cx.reach, self.context(frame));
        let depth = self.frames.get(frame)?.depth.checked_sub(1)?;
        let edges: Vec<_> = reach.edges_at(context, at).filter(|edge| edge.via != Via::StaticConstructor).collect();
        let is_seen = !edges.is_empty()
            && edges.iter().all(|edge| {
                let runs_here = match edge.via {
                    Via::Call | Via::Callvirt | Via::Override | Via::Interface | Via::Newobj => true,
                    Via::Delegate => is_invoke(self.cx, context, at),
                    _ => false,
                };
                // What an async method gives is not among its results.
                let is_plain = !reach.edges(edge.to).iter().any(|edge| edge.via == Via::Async);
                runs_here && is_plain && reach.code(edge.to).complete
            });
        if !is_seen || self.frames.len() + edges.len() > CALLS {
            return None;
        }
        Some(
            edges
                .into_iter()
                .map(|edge| {
                    let call = (edge.via != Via::Delegate).then_some((frame, at));
                    self.enter(edge.to, call, depth)
                })
                .collect(),
        )
    }

    fn enter(&mut self, context: ContextId, call: Option<(usize, IlOffset)>, depth: u32) -> usize {
        let known = self.frames.iter().position(|frame| frame.context == context && frame.call == call);
        known.unwrap_or_else(|| {
            self.frames.push(Frame { context, call, next: None, depth });
            self.frames.len() - 1
        })
    }

    /// What the call at an offset returns.
    fn returned(&mut self, frame: usize, at: IlOffset) {
        match self.entered(frame, at) {
            Some(entered) => {
                for callee in entered {
                    self.results(callee);
                }
            }
            None => self.push(frame, arguments_of(self.facts(frame), at)),
        }
    }

    /// What a method returns, and by what it chooses what that is.
    fn results(&mut self, frame: usize) {
        let results = self.facts(frame).events().iter().filter_map(|event| match event.action {
            Action::Return(value) => Some((frame, value)),
            _ => None,
        });
        self.pending.extend(results);
        self.choices(frame);
    }

    /// Notes by what a method chooses what it does.
    fn choices(&mut self, frame: usize) {
        let facts = self.facts(frame);
        if !self.chosen.insert(frame) {
            return;
        }
        if !self.cx.look(facts.block_count().saturating_mul(facts.block_count())) {
            return self.pending.push((frame, ValueId::UNKNOWN));
        }
        for value in facts.choices() {
            if !self.is_known_to_be_there(frame, value) {
                self.pending.push((frame, value));
            }
        }
    }

    /// Whether a value is something of the call in a variable, such as the tracing service: that it is not null tells nothing.
    fn is_known_to_be_there(&self, frame: usize, value: ValueId) -> bool {
        let facts = self.facts(frame);
        let value = match facts.value(value) {
            Value::IsNull(inner, _) => inner,
            _ => value,
        };
        matches!(facts.value(value), Value::Argument(_) | Value::Field(..))
            && self
                .cx
                .static_type(self.context(frame), value)
                .is_some_and(|declared| is_or_derives_from_per_call(self.cx.universe(), declared))
    }

    /// What an instruction makes; whether it is of the call.
    fn made(&mut self, frame: usize, at: IlOffset) -> bool {
        let arguments = arguments_of(self.facts(frame), at);
        if let Some(run) = self.bound(frame, arguments) {
            for method in run {
                self.results(method);
            }
        } else {
            match self.entered(frame, at) {
                Some(constructors) => {
                    for constructor in constructors {
                        self.choices(constructor);
                        if self.fill(constructor, Target::Argument(0)) {
                            return true;
                        }
                    }
                }
                None => self.push(frame, arguments),
            }
        }
        self.fill(frame, Target::Created(at))
    }

    /// The methods that a new delegate runs, where they return something: what it adds to a value is what they return.
    fn bound(&mut self, frame: usize, arguments: &[ValueId]) -> Option<Vec<usize>> {
        let facts = self.facts(frame);
        let &[_, function] = arguments else { return None };
        let Value::Function(..) = facts.value(function) else { return None };
        let depth = self.frames.get(frame)?.depth.checked_sub(1)?;
        let made = facts.events().iter().find(|event| event.action == Action::Bind(function))?.at;
        let context = self.context(frame);
        let edges = self.cx.reach.edges_at(context, made).filter(|edge| edge.via == Via::Delegate);
        let methods: Vec<ContextId> = edges.map(|edge| edge.to).collect();
        let returns = |method: &ContextId| {
            let mut events = self.cx.reach.facts(*method).events().iter();
            events.any(|event| matches!(event.action, Action::Return(_)))
        };
        if methods.is_empty() || self.frames.len() + methods.len() > CALLS || !methods.iter().all(returns) {
            return None;
        }
        Some(methods.into_iter().map(|method| self.enter(method, None, depth)).collect())
    }

    /// What is put into an object or a variable after it was made; whether it is of the call.
    fn fill(&mut self, frame: usize, target: Target) -> bool {
        let mut pending = vec![(frame, target)];
        while let Some((frame, target)) = pending.pop() {
            if !self.filled.insert((frame, target)) {
                continue;
            }
            let facts = self.facts(frame);
            // So much code is no plain initialisation.
            if !self.cx.look(facts.events().len()) {
                return true;
            }
            for event in facts.events() {
                match event.action {
                    Action::StoreField { object: into, value, .. }
                    | Action::StoreElement { array: into, value }
                    | Action::StoreIndirect { address: into, value } => {
                        if self.leads_to(facts, into, target) {
                            self.pending.push((frame, value));
                        } else if is(facts, value, target) && !self.stays(frame, into, event.action) {
                            self.escape(frame);
                        }
                    }
                    Action::StoreStatic { value, .. } if is(facts, value, target) => self.escape(frame),
                    Action::StoreLocal { local, value } if target == Target::Local(local) => {
                        self.pending.push((frame, value));
                    }
                    Action::StoreArgument { argument, value } if target == Target::Argument(argument) => {
                        self.pending.push((frame, value));
                    }
                    Action::Call { opcode, method, .. } => {
                        self.hand_on((frame, event.at), (opcode, method), target, &mut pending);
                    }
                    _ => {}
                }
            }
        }
        false
    }

    /// What a call puts into something that it gets.
    fn hand_on(
        &mut self,
        (frame, at): (usize, IlOffset),
        (opcode, method): (Opcode, Token),
        target: Target,
        pending: &mut Vec<(usize, Target)>,
    ) {
        let facts = self.facts(frame);
        let arguments = arguments_of(facts, at);
        for (position, argument) in (0_u16..).zip(arguments) {
            if !self.leads_to(facts, *argument, target) {
                continue;
            }
            if let Some(entered) = self.entered(frame, at) {
                let number = position.saturating_add(u16::from(opcode == Opcode::Newobj));
                for callee in entered {
                    self.choices(callee);
                    pending.push((callee, Target::Argument(number)));
                }
                continue;
            }
            let others = || arguments.iter().copied().filter(|other| other != argument);
            let is_delegate = others().any(|other| matches!(facts.value(other), Value::Function(..)));
            if is_delegate && opcode == Opcode::Newobj {
                self.escape(frame);
            } else if position == 0 || self.writes(frame, method, position) {
                self.pending.extend(others().map(|other| (frame, other)));
            }
        }
    }

    /// Whether a member puts something into the argument at a position.
    fn writes(&self, frame: usize, method: Token, position: u16) -> bool {
        let callee = self.cx.callee(self.context(frame), method);
        callee.is_some_and(|callee| {
            self.cx.program().effects(callee).intersects(Effects::POURS | Effects::WRITES)
                || self.cx.handed(callee, position) == Handed::Written
        })
    }

    /// Whether what is put there can only be got by way of an object that is made in the same method: no variable that lambdas share.
    fn stays(&self, frame: usize, into: ValueId, action: Action) -> bool {
        let is_variable = match action {
            Action::StoreField { field, .. } => {
                let module = self.cx.reach.method(self.context(frame)).module;
                let field = self.cx.universe().resolve_field(module, field);
                field.is_some_and(|field| self.cx.program().is_generated_field(field))
            }
            _ => false,
        };
        matches!(self.facts(frame).value(into), Value::Created(_)) && !is_variable
    }

    /// Notes that others can put something into what a method makes: all that it gets may be in it.
    fn escape(&mut self, frame: usize) {
        match self.frames.get(frame).and_then(|frame| frame.call) {
            _ if frame <= self.top => {}
            Some((caller, at)) => self.push(caller, arguments_of(self.facts(caller), at)),
            None => self.pending.push((frame, ValueId::UNKNOWN)),
        }
    }

    /// Whether a value is an object, or is got from it.
    fn leads_to(&self, facts: &Facts, value: ValueId, target: Target) -> bool {
        let mut value = value;
        for _ in 0..PARTS {
            if is(facts, value, target) {
                return true;
            }
            value = match facts.value(value) {
                Value::Field(inner, _)
                | Value::FieldAddress(inner, _)
                | Value::Element(inner)
                | Value::ElementAddress(inner)
                | Value::Loaded(inner) => inner,
                Value::Returned(at) => match arguments_of(facts, at).first() {
                    Some(first) => *first,
                    None => return false,
                },
                Value::Merged(number) => {
                    let met = facts.merged(number);
                    return self.cx.look(met.len()) && met.iter().any(|value| is(facts, *value, target));
                }
                Value::Local(local) | Value::LocalAddress(local) => {
                    return self.cx.look(facts.events().len())
                        && facts.events().iter().any(|event| match event.action {
                            Action::StoreLocal { local: stored, value } => stored == local && is(facts, value, target),
                            _ => false,
                        });
                }
                _ => return false,
            };
        }
        false
    }
}

/// Whether a value is an object, or a variable's content or address.
fn is(facts: &Facts, value: ValueId, target: Target) -> bool {
    match facts.value(value) {
        Value::Created(at) => target == Target::Created(at),
        Value::Argument(number) | Value::ArgumentCell(number) | Value::ArgumentAddress(number) => {
            target == Target::Argument(number)
        }
        Value::Local(local) | Value::LocalAddress(local) => target == Target::Local(local),
        _ => false,
    }
}

/// The arguments of the call at an offset.
fn arguments_of(facts: &Facts, at: IlOffset) -> &[ValueId] {
    match facts.event_at(at).map(|event| event.action) {
        Some(Action::Call { arguments, .. }) => facts.arguments(arguments),
        _ => &[],
    }
}
