//! One way through a context: from its first instruction to its last, with stops where what is called is not known yet.

use std::rc::Rc;

use super::values::no_values;
use super::{Bounds, ContextId, Edge, Flow, Values};
use crate::analysis::facts::{Facts, ValueId};
use crate::analysis::objects::ValueSet;
use crate::il::IlOffset;

/// Values that are kept for contexts that have stopped. Not a limit to be set: a context that stops when there are more begins anew
/// once it goes on, which takes longer and comes to the same end.
const KEPT: usize = 1 << 18;

/// How far the evaluation of a context has come.
#[derive(Debug)]
pub(super) struct Pass {
    values: Values,
    /// How many of them are worked out: a value is as soon as something asks for it or for a later one.
    known: usize,
    /// Whether all are worked out before the first event, and after each stop: values go round in a loop, and an earlier pass has seen
    /// most of what they can be.
    at_once: bool,
    /// The number of the event that comes next, and its instruction.
    next: (usize, IlOffset),
    /// The calls that lead on which an earlier pass found.
    earlier: Vec<Edge>,
    /// Whether something has changed that this pass has seen already: another one follows.
    again: bool,
}

impl Pass {
    fn new(facts: &Facts, at_once: bool, earlier: Vec<Edge>) -> Self {
        Self { values: no_values(facts), known: 1, at_once, next: (0, IlOffset(0)), earlier, again: false }
    }

    /// The number of its values.
    pub(super) fn size(&self) -> usize {
        self.values.len()
    }

    /// What a value can be that an event works with.
    pub(super) fn value(&self, value: ValueId) -> &ValueSet {
        const NOTHING: &ValueSet = &ValueSet::NOTHING;
        self.values.get(value.0 as usize).unwrap_or(NOTHING)
    }

    /// A value can be more than before: another pass follows where it was made use of.
    pub(super) fn note_change(&mut self, value: ValueId) {
        self.again |= (value.0 as usize) < self.known;
    }
}

impl Flow<'_, '_, '_> {
    /// Goes through a context, or on where it stopped.
    pub(super) fn evaluate(&mut self, id: ContextId, changed: bool) {
        let code = Rc::clone(&self.context(id).code);
        let mut pass = self.take_pass(id, &code.facts, changed);
        self.waits = false;
        for (number, event) in code.facts.events().iter().enumerate().skip(pass.next.0) {
            pass.next = (number, event.at);
            self.program.charge(1);
            if self.is_exhausted(id) {
                self.stop(id, pass, event.at);
                return;
            }
            self.work_out(id, &code.facts, &mut pass, code.facts.needs(event));
            self.act(id, &code, event, &mut pass);
            if self.waits && !self.settled && !self.queue.is_last_turn(id) {
                // What follows mostly depends on what was called there.
                self.stop(id, pass, IlOffset(event.at.0.saturating_add(1)));
                return;
            }
        }
        self.work_out(id, &code.facts, &mut pass, code.facts.values.len());
        if !code.facts.in_order && !pass.at_once {
            pass.again |= self.add_values(id, &code.facts, &mut pass.values);
        }
        self.contexts[id.0 as usize].passed = true;
        self.hit(Bounds::VALUES, pass.values.iter().any(ValueSet::is_wide));
        if pass.again {
            self.enqueue(id);
        }
    }

    fn take_pass(&mut self, id: ContextId, facts: &Facts, changed: bool) -> Pass {
        let context = &mut self.contexts[id.0 as usize];
        let Some(mut pass) = context.stopped.take() else {
            self.program.charge(facts.values.len());
            return Pass::new(facts, context.passed && !facts.in_order, std::mem::take(&mut context.edges));
        };
        self.stopped -= pass.size();
        context.edges.retain(|edge| edge.at < pass.next.1);
        pass.again |= changed;
        if pass.at_once {
            // What came meanwhile can be in any value.
            pass.known = 1;
        }
        *pass
    }

    /// Stops before the event that is next: the calls that an earlier pass found from an instruction on stay.
    fn stop(&mut self, id: ContextId, pass: Pass, from: IlOffset) {
        let context = &mut self.contexts[id.0 as usize];
        context.edges.extend(pass.earlier.iter().filter(|edge| edge.at >= from));
        if self.stopped + pass.size() > KEPT {
            self.queue.push(id);
            return;
        }
        self.stopped += pass.size();
        context.stopped = Some(Box::new(pass));
        self.queue.wait(id);
    }

    /// The next pass of a context begins at its start.
    pub(super) fn forget_pass(&mut self, id: ContextId) {
        let pass = self.contexts[id.0 as usize].stopped.take();
        self.stopped -= pass.map_or(0, |pass| pass.size());
    }

    /// Works values out up to a number.
    fn work_out(&mut self, id: ContextId, facts: &Facts, pass: &mut Pass, up_to: usize) {
        if pass.at_once && pass.known < facts.values.len() {
            self.add_values(id, facts, &mut pass.values);
            pass.known = facts.values.len();
        }
        for (number, value) in facts.values.iter().enumerate().take(up_to).skip(pass.known) {
            pass.values[number] = self.value(id, facts, *value, &pass.values);
            pass.known = number + 1;
        }
    }

    /// A value that an event works with later.
    pub(super) fn value_of(&mut self, id: ContextId, facts: &Facts, pass: &mut Pass, value: ValueId) -> ValueSet {
        self.work_out(id, facts, pass, (value.0 as usize).saturating_add(1));
        pass.value(value).clone()
    }

    /// What a context returns or does for its callers has changed. Those that have not come to the call yet will see it there.
    pub(super) fn tell_callers(&mut self, id: ContextId) {
        let Self { contexts, queue, .. } = self;
        for (caller, at) in &contexts[id.0 as usize].callers {
            let waits = |pass: &Pass| pass.next.1 <= *at;
            if !contexts[caller.0 as usize].stopped.as_deref().is_some_and(waits) {
                queue.push(*caller);
            }
        }
    }
}
