//! One way through a context: from its first instruction to its last, with stops where what is called is not known yet. A later one
//! leaves out what would come to the same.

use std::rc::Rc;

use super::values::no_values;
use super::{Bounds, Context, ContextId, Edge, Flow, Queue, Reader, Values};
use crate::analysis::facts::{Event, Facts, ValueId};
use crate::analysis::objects::{ObjectId, ValueSet};
use crate::il::IlOffset;

/// Values that are kept of passes. Not a limit to be set: without them a context begins anew and leaves nothing out, which takes longer
/// and comes to the same end.
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
    /// By event: whether it depends on nothing but its operands and what it was noted to have seen.
    closed: Vec<bool>,
    /// Whether the event in hand works with more than its operands.
    open: bool,
    /// The state of what nobody is told of when it began.
    stamp: u32,
    /// The pass before it, if it went through to its end.
    before: Option<Box<Pass>>,
    /// The calls that lead on which an earlier pass found, by their instructions.
    earlier: Vec<Edge>,
    /// Whether something has changed that this pass has seen already: another one follows.
    again: bool,
}

impl Pass {
    fn new(facts: &Facts, at_once: bool, stamp: u32, before: Option<Box<Self>>, earlier: Vec<Edge>) -> Self {
        Self {
            values: no_values(facts),
            known: 1,
            at_once,
            next: (0, IlOffset(0)),
            closed: vec![false; facts.events().len()],
            open: false,
            stamp,
            before: before.filter(|before| before.stamp == stamp),
            earlier,
            again: false,
        }
    }

    /// How many values it keeps.
    pub(super) fn size(&self) -> usize {
        self.values.len() + self.before.as_ref().map_or(0, |before| before.values.len())
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

    /// What an earlier event worked with, and this one does too.
    pub(super) fn value_from_before(&mut self, value: ValueId) -> ValueSet {
        self.open = true;
        self.value(value).clone()
    }

    /// Whether an event would do what it did in the pass before.
    fn is_as_before(&self, number: usize, event: &Event, facts: &Facts) -> bool {
        self.before.as_deref().is_some_and(|before| {
            before.closed.get(number) == Some(&true)
                && facts.operands(event).all(|operand| before.value(operand) == self.value(operand))
        })
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
            let needs = code.facts.operands(event).max().unwrap_or_default();
            self.work_out(id, &code.facts, &mut pass, needs);
            let turn = u32::try_from(number).unwrap_or(u32::MAX).saturating_add(1);
            let context = &mut self.contexts[id.0 as usize];
            if !context.stale.remove(&turn) && pass.is_as_before(number, event, &code.facts) {
                let first = pass.earlier.partition_point(|edge| edge.at < event.at);
                context.edges.extend(pass.earlier.iter().skip(first).take_while(|edge| edge.at == event.at));
                pass.closed[number] = true;
                continue;
            }
            self.turn = turn;
            self.known_objects = self.objects.count();
            self.act(id, &code, event, &mut pass);
            self.turn = 0;
            pass.closed[number] = !std::mem::take(&mut pass.open);
            if self.waits && !self.settled && !self.queue.is_last_turn(id) {
                // What follows mostly depends on what was called there.
                self.stop(id, pass, IlOffset(event.at.0.saturating_add(1)));
                return;
            }
        }
        self.finish(id, &code.facts, pass);
    }

    fn finish(&mut self, id: ContextId, facts: &Facts, mut pass: Pass) {
        self.work_out(id, facts, &mut pass, ValueId(u32::MAX));
        if !facts.in_order() && !pass.at_once {
            // What the events were gone through with stays: the next pass compares with that.
            let mut all = pass.values.clone();
            pass.again |= self.add_values(id, facts, &mut all);
        }
        self.hit(Bounds::VALUES, pass.values.iter().any(ValueSet::is_wide));
        if pass.again {
            self.enqueue(id);
        }
        (pass.before, pass.earlier) = (None, Vec::new());
        let context = &mut self.contexts[id.0 as usize];
        context.passed = true;
        if self.passes_kept + pass.size() <= KEPT && !self.settled {
            self.passes_kept += pass.size();
            context.done = Some(Box::new(pass));
        }
    }

    fn take_pass(&mut self, id: ContextId, facts: &Facts, changed: bool) -> Pass {
        let context = &mut self.contexts[id.0 as usize];
        if let Some(mut pass) = context.stopped.take() {
            self.passes_kept -= pass.size();
            context.edges.retain(|edge| edge.at < pass.next.1);
            pass.again |= changed;
            if pass.at_once {
                // What came meanwhile can be in any value.
                pass.known = 1;
            }
            return *pass;
        }
        self.program.charge(facts.values.len());
        let before = context.done.take();
        self.passes_kept -= before.as_ref().map_or(0, |before| before.size());
        if before.is_none() {
            context.stale.clear();
        }
        Pass::new(facts, context.passed && !facts.in_order(), self.stamp, before, std::mem::take(&mut context.edges))
    }

    /// Stops before the event that is next: the calls that an earlier pass found from an instruction on stay.
    fn stop(&mut self, id: ContextId, pass: Pass, from: IlOffset) {
        let context = &mut self.contexts[id.0 as usize];
        context.edges.extend(pass.earlier.iter().filter(|edge| edge.at >= from));
        if self.passes_kept + pass.size() > KEPT {
            self.queue.push(id);
            return;
        }
        self.passes_kept += pass.size();
        context.stopped = Some(Box::new(pass));
        self.queue.wait(id);
    }

    /// The next pass of a context begins at its start and leaves nothing out.
    pub(super) fn forget_passes(&mut self, id: ContextId) {
        let context = &mut self.contexts[id.0 as usize];
        let passes = context.stopped.take().into_iter().chain(context.done.take());
        self.passes_kept -= passes.map(|pass| pass.size()).sum::<usize>();
        context.stale.clear();
    }

    /// Works values out up to the one with a number.
    fn work_out(&mut self, id: ContextId, facts: &Facts, pass: &mut Pass, up_to: ValueId) {
        let turn = std::mem::take(&mut self.turn);
        if pass.at_once && pass.known < facts.values.len() {
            if self.add_values(id, facts, &mut pass.values) {
                // What was gone through before the stop may have worked with less.
                pass.closed.iter_mut().take(pass.next.0).for_each(|closed| *closed = false);
            }
            pass.known = facts.values.len();
        }
        let up_to = (up_to.0 as usize).saturating_add(1);
        for (number, value) in facts.values.iter().enumerate().take(up_to).skip(pass.known) {
            pass.values[number] = self.value(id, facts, *value, &pass.values);
            pass.known = number + 1;
        }
        self.turn = turn;
    }

    /// A value that an event after the one in hand works with.
    pub(super) fn value_to_come(&mut self, id: ContextId, facts: &Facts, pass: &mut Pass, value: ValueId) -> ValueSet {
        self.work_out(id, facts, pass, value);
        pass.value_from_before(value)
    }

    /// More is known of an object than before. Nobody is told: others can only have seen it if it was there already.
    pub(super) fn note_known(&mut self, object: ObjectId) {
        self.stamp += u32::from(object.index() < self.known_objects);
    }

    /// What a context returns or does for its callers has changed.
    pub(super) fn tell_callers(&mut self, id: ContextId) {
        let callers = std::mem::take(&mut self.contexts[id.0 as usize].callers);
        for caller in &callers {
            tell(&mut self.contexts, &mut self.queue, *caller);
        }
        self.contexts[id.0 as usize].callers = callers;
    }

    /// A type exists, or stands for a type parameter, that was not known before.
    pub(super) fn tell_dispatchers(&mut self) {
        self.program.charge(self.dispatchers.len() / 16);
        for dispatcher in &self.dispatchers {
            tell(&mut self.contexts, &mut self.queue, *dispatcher);
        }
    }
}

/// Something has changed that a context has seen: in an event, or in a value. Those that have not come to the event yet will see it there.
pub(super) fn tell(contexts: &mut [Context], queue: &mut Queue, Reader { context: id, turn }: Reader) {
    let context = &mut contexts[id.0 as usize];
    if turn > 0 {
        context.stale.insert(turn);
        if context.stopped.as_deref().is_some_and(|pass| pass.next.0 < turn as usize) {
            return;
        }
    }
    queue.push(id);
}
