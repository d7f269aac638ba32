//! Whether what a handler got is kept for somebody who may throw it later.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Exceptions;
use crate::analysis::facts::{Action, Facts, Value, ValueId};
use crate::analysis::{ContextId, Effects};
use crate::il::{Clause, ClauseKind, IlOffset};
use crate::metadata::Token;
use crate::model::{FieldHandle, MethodHandle, TypeHandle};
use crate::rules::Context;

/// Whether what a handler got is kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::rules) enum Kept {
    No,
    /// Something that was made of it goes where others find it: its text in a field, in a list of the caller's, returned.
    Perhaps,
    /// A `throw` behind the handler depends on it; or it goes itself where others find it.
    Yes,
}

/// How much of what a handler got is in a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
enum Part {
    #[default]
    Nothing,
    /// Something made of it, such as its text.
    Derived,
    /// The exception, or an object that it is in.
    Itself,
}

/// How often a method is gone through until nothing is added: values go round in loops, seldom in two.
const ROUNDS: usize = 8;

impl Exceptions<'_, '_, '_> {
    /// Whether what a handler got is kept where somebody may find it, or thrown behind the handler, itself or in another exception.
    pub(in crate::rules) fn kept(&mut self, context: ContextId, clause: &Clause) -> Kept {
        let facts = self.cx.reach.facts(context);
        let asked = match clause.kind {
            ClauseKind::Filter(start) => facts.on_entry(start),
            _ => None,
        };
        let got = [facts.on_entry(clause.handler_start), asked];
        let mut trail = Trail::new(self.cx, context);
        trail.start = got.into_iter().flatten().collect();
        if !self.follow(&mut trail) {
            return Kept::Yes;
        }
        let here = trail.kept.max(self.told_behind(&trail, clause));
        if here == Kept::Yes || trail.fields.is_empty() { here } else { here.max(self.told_elsewhere(&trail)) }
    }

    /// Follows values until nothing is added; whether that was not too much.
    fn follow(&mut self, trail: &mut Trail<'_, '_, '_>) -> bool {
        for _ in 0..ROUNDS {
            if !self.look((trail.facts.values_count() + trail.facts.events().len()) / 8) {
                return false;
            }
            if !trail.go_through() {
                return true;
            }
        }
        self.cx.note_bound();
        false
    }

    /// Whether a `throw` that follows the handler depends on what the handler got.
    fn told_behind(&mut self, trail: &Trail<'_, '_, '_>, clause: &Clause) -> Kept {
        let cx = self.cx;
        let (context, facts) = (trail.context, trail.facts);
        let inside = |at: IlOffset| clause.handler_start <= at && at < clause.handler_end;
        let behind = facts.behind(clause.handler_start);
        let on_it = |value| (trail.part(value) > Part::Nothing).then_some(true);
        let on_none = |value| (trail.part(value) > Part::Nothing).then_some(false);
        let asks = facts.null_tests().any(|value| trail.part(value) > Part::Nothing);
        let mut kept = Kept::No;
        for event in facts.events().iter().filter(|event| !inside(event.at)) {
            let depends = match event.action {
                Action::Throw(value) => {
                    behind.has(event.at)
                        && (trail.part(value) > Part::Nothing
                            || asks
                                && cx.look(2 * 32 * facts.block_count())
                                && (facts.is_behind_null_test(event.at, &on_it)
                                    || facts.is_behind_null_test(event.at, &on_none)))
                }
                Action::Call { method, arguments, .. } => {
                    if !facts.arguments(arguments).iter().any(|value| trail.part(*value) > Part::Nothing) {
                        continue;
                    }
                    let throws = |edge: &crate::analysis::Edge| {
                        let events = cx.reach.facts(edge.to).events();
                        events.iter().any(|event| matches!(event.action, Action::Throw(_)))
                    };
                    if cx.reach.edges_at(context, event.at).any(throws) {
                        kept = kept.max(Kept::Perhaps);
                    }
                    cx.callee(context, method).is_some_and(|callee| cx.throws_what_it_gets(callee))
                }
                _ => false,
            };
            if depends && behind.has(event.at) && !is_in_other_handler(cx, context, clause, event.at) {
                return Kept::Yes;
            }
        }
        kept
    }

    /// Whether other methods throw or return what variables hold that they share with this one.
    fn told_elsewhere(&mut self, trail: &Trail<'_, '_, '_>) -> Kept {
        let mut kept = Kept::No;
        for context in self.readers_of(trail) {
            let mut other = Trail::new(self.cx, context);
            other.fields.clone_from(&trail.fields);
            if !self.follow(&mut other) {
                return Kept::Yes;
            }
            let throws = other.facts.events().iter().any(|event| match event.action {
                Action::Throw(value) => other.part(value) > Part::Nothing,
                _ => false,
            });
            kept = kept.max(if throws { Kept::Yes } else { other.kept });
        }
        kept
    }

    /// The contexts of other methods that read a variable that is shared with them and gets something here.
    fn readers_of(&self, trail: &Trail<'_, '_, '_>) -> Vec<ContextId> {
        let cx = self.cx;
        let readers = self.readers.get_or_init(|| {
            let mut readers: FxHashMap<FieldHandle, Vec<ContextId>> = FxHashMap::default();
            let mut seen = FxHashSet::default();
            for context in cx.reach.contexts() {
                if !seen.insert(cx.reach.method(*context)) {
                    continue;
                }
                let facts = cx.reach.facts(*context);
                let fields: FxHashSet<Token> = facts.fields_read().collect();
                for field in fields.into_iter().filter_map(|token| cx.variable(*context, token)) {
                    readers.entry(field).or_default().push(*context);
                }
            }
            readers
        });
        let method = cx.reach.method(trail.context);
        let mut found: Vec<ContextId> =
            trail.fields.keys().filter_map(|field| readers.get(field)).flatten().copied().collect();
        found.retain(|context| cx.reach.method(*context) != method);
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Context<'_, '_> {
    /// The field of a closure or state machine that a token names.
    fn variable(&self, context: ContextId, token: Token) -> Option<FieldHandle> {
        let field = self.universe().resolve_field(self.reach.method(context).module, token)?;
        match self.universe().owner_of_field(field)? {
            TypeHandle::Def(owner) => self.program().is_generated_type(owner).then_some(field),
            TypeHandle::Missing(..) => None,
        }
    }

    /// Whether a member of the framework throws the exception that it gets.
    pub(in crate::rules) fn throws_what_it_gets(&self, callee: MethodHandle) -> bool {
        self.is_call_of(callee, "System.Runtime.ExceptionServices.ExceptionDispatchInfo", "Throw")
    }

    /// Whether control never comes back from a member of the framework.
    pub(in crate::rules) fn never_comes_back(&self, callee: MethodHandle) -> bool {
        self.throws_what_it_gets(callee)
            || ["FailFast", "Exit"].iter().any(|member| self.is_call_of(callee, "System.Environment", member))
    }
}

fn is_in_other_handler(cx: &Context<'_, '_>, context: ContextId, clause: &Clause, at: IlOffset) -> bool {
    let clauses = &cx.reach.code(context).clauses;
    clauses.iter().any(|other| {
        other != clause
            && matches!(other.kind, ClauseKind::Catch(_) | ClauseKind::Filter(_))
            && other.handler_start <= at
            && at < other.handler_end
    })
}

/// Where what a handler got goes inside one method.
struct Trail<'t, 'c, 'a> {
    cx: &'t Context<'c, 'a>,
    context: ContextId,
    facts: &'t Facts,
    /// The values that it is.
    start: Vec<ValueId>,
    parts: Vec<Part>,
    /// Objects made here that it was put into, by the instruction.
    made: FxHashMap<IlOffset, Part>,
    locals: FxHashMap<u16, Part>,
    arguments: FxHashMap<u16, Part>,
    /// Fields of closures and state machines: variables of the author's.
    fields: FxHashMap<FieldHandle, Part>,
    kept: Kept,
    changed: bool,
}

impl<'t, 'c, 'a> Trail<'t, 'c, 'a> {
    fn new(cx: &'t Context<'c, 'a>, context: ContextId) -> Self {
        let facts = cx.reach.facts(context);
        Self {
            cx,
            context,
            facts,
            start: Vec::new(),
            parts: vec![Part::Nothing; facts.values_count()],
            made: FxHashMap::default(),
            locals: FxHashMap::default(),
            arguments: FxHashMap::default(),
            fields: FxHashMap::default(),
            kept: Kept::No,
            changed: false,
        }
    }

    fn part(&self, value: ValueId) -> Part {
        self.parts.get(value.0 as usize).copied().unwrap_or_default()
    }

    /// Goes through the method once; whether something was added.
    fn go_through(&mut self) -> bool {
        self.changed = false;
        for number in 0..self.parts.len() {
            let value = ValueId(u32::try_from(number).unwrap_or(u32::MAX));
            let part = self.part_by_origin(value);
            if let Some(known) = self.parts.get_mut(number).filter(|known| **known < part) {
                *known = part;
                self.changed = true;
            }
        }
        for event in self.facts.events() {
            self.note(event.at, event.action);
        }
        self.changed
    }

    fn part_by_origin(&self, value: ValueId) -> Part {
        if self.start.contains(&value) {
            return Part::Itself;
        }
        let facts = self.facts;
        match facts.value(value) {
            Value::Merged(number) => self.most(facts.merged(number)),
            Value::Returned(at) => match facts.event_at(at).map(|event| event.action) {
                Some(Action::Call { arguments, .. }) => self.most(facts.arguments(arguments)).min(Part::Derived),
                _ => Part::Nothing,
            },
            Value::Created(at) => self.made.get(&at).copied().unwrap_or_default(),
            Value::Field(object, token) | Value::FieldAddress(object, token) => {
                let shared = self.cx.variable(self.context, token).and_then(|field| self.fields.get(&field).copied());
                self.part(object).min(Part::Derived).max(shared.unwrap_or_default())
            }
            Value::Element(inner) | Value::ElementAddress(inner) | Value::Loaded(inner) => self.part(inner),
            Value::IsNull(inner, _) => self.part(inner).min(Part::Derived),
            Value::Local(local) | Value::LocalAddress(local) => self.locals.get(&local).copied().unwrap_or_default(),
            Value::ArgumentCell(number) | Value::ArgumentAddress(number) => {
                self.arguments.get(&number).copied().unwrap_or_default()
            }
            _ => Part::Nothing,
        }
    }

    fn most(&self, values: &[ValueId]) -> Part {
        values.iter().map(|value| self.part(*value)).max().unwrap_or_default()
    }

    fn note(&mut self, at: IlOffset, action: Action) {
        match action {
            Action::StoreField { object, field, value } => self.store(object, field, self.part(value)),
            Action::StoreStatic { value, .. } | Action::Return(value) => self.leave(self.part(value)),
            Action::StoreElement { array: into, value } | Action::StoreIndirect { address: into, value } => {
                self.put(into, self.part(value));
            }
            Action::StoreLocal { local, value } => {
                let part = self.part(value);
                raise(&mut self.locals, local, part, &mut self.changed);
            }
            Action::StoreArgument { argument, value } => {
                let part = self.part(value);
                raise(&mut self.arguments, argument, part, &mut self.changed);
            }
            Action::Call { method, arguments, result, .. } => {
                let arguments = self.facts.arguments(arguments);
                let is_made = result.is_some_and(|result| self.facts.value(result) == Value::Created(at));
                if is_made {
                    let part = self.most(arguments);
                    raise(&mut self.made, at, part, &mut self.changed);
                } else if let Some((object, others)) = arguments.split_first() {
                    let part = self.most(others);
                    if part > Part::Nothing && self.puts(method) {
                        self.put(*object, part);
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether a method puts its arguments into the object that it is called on.
    fn puts(&self, method: Token) -> bool {
        let Some(callee) = self.cx.callee(self.context, method).filter(|callee| self.cx.has_this(*callee)) else {
            return false;
        };
        let effects = Effects::CHANGES | Effects::STORES | Effects::COPIES;
        self.cx.program().effects(callee).intersects(effects)
            || self.cx.universe().method_name(callee).as_bytes().starts_with(b"set_")
    }

    fn store(&mut self, object: ValueId, token: Token, part: Part) {
        match (self.cx.variable(self.context, token), self.facts.value(object)) {
            _ if part == Part::Nothing => {}
            (Some(field), _) => raise(&mut self.fields, field, part, &mut self.changed),
            (None, Value::Created(_)) => self.put(object, part),
            (None, _) => self.leave(part),
        }
    }

    /// Notes that something is put into an object, or behind an address.
    fn put(&mut self, into: ValueId, part: Part) {
        /// Values that meet there which are looked at.
        const MEETING: usize = 64;
        if part == Part::Nothing {
            return;
        }
        let mut pending = vec![into];
        let mut seen = FxHashSet::default();
        while let Some(into) = pending.pop().filter(|_| seen.len() < MEETING) {
            if !seen.insert(into) {
                continue;
            }
            match self.facts.value(into) {
                Value::Created(at) => raise(&mut self.made, at, part, &mut self.changed),
                Value::Local(local) | Value::LocalAddress(local) => {
                    raise(&mut self.locals, local, part, &mut self.changed);
                }
                Value::Merged(number) => pending.extend(self.facts.merged(number)),
                Value::Element(inner) | Value::ElementAddress(inner) | Value::Loaded(inner) => pending.push(inner),
                Value::Field(object, token) | Value::FieldAddress(object, token) => self.store(object, token, part),
                Value::ArgumentCell(number) | Value::ArgumentAddress(number) => {
                    raise(&mut self.arguments, number, part, &mut self.changed);
                    self.leave(part);
                }
                Value::Null | Value::Caught | Value::Constant(_) => {}
                _ => self.leave(part),
            }
        }
    }

    /// Notes that something goes where others may find it.
    fn leave(&mut self, part: Part) {
        self.kept = self.kept.max(match part {
            Part::Nothing => Kept::No,
            Part::Derived => Kept::Perhaps,
            Part::Itself => Kept::Yes,
        });
    }
}

fn raise<K: std::hash::Hash + Eq>(known: &mut FxHashMap<K, Part>, key: K, part: Part, changed: &mut bool) {
    if part > Part::Nothing {
        let known = known.entry(key).or_default();
        *changed |= *known < part;
        *known = part.max(*known);
    }
}
