//! What numbers and texts are made of: other values, which the framework joins, converts or writes out.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::Context;
use crate::analysis::facts::{Action, Facts, Value, ValueId};
use crate::analysis::{ContextId, Effects};
use crate::il::{IlOffset, Opcode};

/// What one method puts into arrays and builders of texts.
#[derive(Default)]
struct Parts {
    /// By the instruction that makes them.
    made: FxHashMap<IlOffset, Vec<ValueId>>,
    /// By the local variable that they are in.
    local: FxHashMap<u16, Vec<ValueId>>,
}

/// Finds what values are made of, in the reach of one root.
pub(super) struct Texts<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    parts: FxHashMap<ContextId, Rc<Parts>>,
}

impl<'s, 'c, 'a> Texts<'s, 'c, 'a> {
    pub(super) fn new(cx: &'s Context<'c, 'a>) -> Self {
        Self { cx, parts: FxHashMap::default() }
    }

    /// The values of which a value is made by members of the framework that say so in `library.facts`; of an array its elements, of a builder of
    /// texts what is put into it.
    pub(super) fn parts(&mut self, context: ContextId, value: ValueId) -> Vec<ValueId> {
        let facts = self.cx.reach.facts(context);
        match facts.value(value) {
            Value::Local(local) | Value::LocalAddress(local) => {
                self.parts_in(context).local.get(&local).cloned().unwrap_or_default()
            }
            Value::Created(at) => {
                let mut parts = self.made_of(context, at);
                parts.extend(self.parts_in(context).made.get(&at).into_iter().flatten());
                parts
            }
            Value::Returned(at) => self.made_of(context, at),
            _ => Vec::new(),
        }
    }

    /// The arguments of which the result of a call is made.
    fn made_of(&self, context: ContextId, at: IlOffset) -> Vec<ValueId> {
        let facts = self.cx.reach.facts(context);
        let Some(Action::Call { method, arguments, opcode, .. }) = facts.event_at(at).map(|event| event.action) else {
            return Vec::new();
        };
        let Some(callee) = self.cx.callee(context, method) else { return Vec::new() };
        let effects = self.cx.program().effects(callee);
        let arguments = facts.arguments(arguments);
        if effects.contains(Effects::TEXT) {
            // Of what it is called on; a static method and a constructor of what they get.
            let is_object = opcode != Opcode::Newobj && self.cx.has_this(callee);
            return if is_object { arguments.first().copied().into_iter().collect() } else { arguments.to_vec() };
        }
        // Each `Append` returns what it is called on.
        if effects.contains(Effects::THIS) { arguments.first().copied().into_iter().collect() } else { Vec::new() }
    }

    fn parts_in(&mut self, context: ContextId) -> Rc<Parts> {
        let cx = self.cx;
        Rc::clone(self.parts.entry(context).or_insert_with(|| Rc::new(find(cx, context))))
    }
}

/// How many texts are looked at for one value, and how deep they are joined of others.
const LOOKS: u32 = 256;
const DEPTH: u32 = 4;

/// How many texts are looked at for all values of a root; that it was hit is reported.
const LOOKS_OF_ALL: u32 = 1 << 14;

/// Looks through the literals of which texts are made.
pub(super) struct Literals<'s, 'c, 'a> {
    cx: &'s Context<'c, 'a>,
    looks: u32,
    left: u32,
    texts: Texts<'s, 'c, 'a>,
}

impl<'s, 'c, 'a> Literals<'s, 'c, 'a> {
    pub(super) fn new(cx: &'s Context<'c, 'a>) -> Self {
        Self { cx, looks: 0, left: LOOKS_OF_ALL, texts: Texts::new(cx) }
    }

    /// Whether there may be more than was looked at.
    pub(super) fn is_bounded(&self) -> bool {
        self.left == 0
    }

    /// Whether one of the literals of which a text is made is what is looked for.
    pub(super) fn any(&mut self, context: ContextId, value: ValueId, is_wanted: &mut dyn FnMut(&str) -> bool) -> bool {
        self.looks = LOOKS;
        self.any_within(context, value, is_wanted, DEPTH)
    }

    fn any_within(
        &mut self,
        context: ContextId,
        value: ValueId,
        is_wanted: &mut dyn FnMut(&str) -> bool,
        depth: u32,
    ) -> bool {
        let cx = self.cx;
        let (mut found, mut texts) = (false, Vec::new());
        cx.follow(context, value, &mut |context, value| {
            if let Some(text) = cx.literal(context, value) {
                found |= is_wanted(&text);
                return true;
            }
            let joined = self.texts.parts(context, value);
            texts.extend(joined.iter().map(|part| (context, *part)));
            // What is stored in a variable counts beside what is put into it.
            let is_variable = matches!(cx.reach.facts(context).value(value), Value::Local(_) | Value::LocalAddress(_));
            !joined.is_empty() && !is_variable
        });
        for (context, text) in texts {
            if found || depth == 0 || self.looks == 0 || self.left == 0 {
                break;
            }
            (self.looks, self.left) = (self.looks - 1, self.left - 1);
            found = self.any_within(context, text, is_wanted, depth - 1);
        }
        found
    }
}

fn find(cx: &Context<'_, '_>, context: ContextId) -> Parts {
    let facts = cx.reach.facts(context);
    let mut parts = Parts::default();
    for event in facts.events() {
        match event.action {
            Action::StoreElement { array, value } => {
                if let Value::Created(at) = facts.value(array) {
                    parts.made.entry(at).or_default().push(value);
                }
            }
            Action::Call { method, arguments, opcode, .. } => {
                let Some(callee) = cx.callee(context, method) else { continue };
                let effects = cx.program().effects(callee);
                let arguments = facts.arguments(arguments);
                if effects.contains(Effects::OUT) {
                    for address in arguments {
                        if let Value::LocalAddress(local) = facts.value(*address) {
                            let others = arguments.iter().filter(|value| *value != address);
                            parts.local.entry(local).or_default().extend(others);
                        }
                    }
                }
                // A constructor that is called on a variable puts what it gets into that.
                let is_put = effects.contains(Effects::CHANGES)
                    || effects.contains(Effects::TEXT) && cx.universe().method_name(callee) == ".ctor";
                let Some((receiver, put)) = arguments.split_first().filter(|_| is_put && opcode != Opcode::Newobj)
                else {
                    continue;
                };
                match built(cx, context, facts, *receiver) {
                    Value::Created(at) => parts.made.entry(at).or_default().extend(put),
                    Value::LocalAddress(local) => parts.local.entry(local).or_default().extend(put),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    parts
}

/// What a value was made as: each `Append` of a `StringBuilder` returns it, so a chain of them ends where it was made.
fn built(cx: &Context<'_, '_>, context: ContextId, facts: &Facts, mut value: ValueId) -> Value {
    for _ in 0..64 {
        let Value::Returned(at) = facts.value(value) else { break };
        let Some(Action::Call { method, arguments, .. }) = facts.event_at(at).map(|event| event.action) else { break };
        let returns_it = |callee| cx.program().effects(callee).contains(Effects::THIS);
        let Some(receiver) = facts.arguments(arguments).first() else { break };
        if !cx.callee(context, method).is_some_and(returns_it) {
            break;
        }
        value = *receiver;
    }
    facts.value(value)
}
