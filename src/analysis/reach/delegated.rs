//! Members that are not followed and that delegates run: they are called where the delegate is invoked, not where it is made.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{CallSite, Reach};
use crate::analysis::facts::Action;
use crate::analysis::flow::{ContextId, Values};
use crate::analysis::library::Effects;
use crate::analysis::objects::{Object, ObjectId, ValueSet};
use crate::analysis::program::Special;
use crate::il::{IlOffset, Opcode};
use crate::model::MethodId;

/// How a delegate comes to run a member.
#[derive(Clone, Copy, Debug)]
pub struct ByDelegate {
    /// The instruction that gives the delegate its member.
    pub made: (ContextId, IlOffset),
    /// Whether the call can run no other.
    pub exact: bool,
}

/// A call of what a delegate is bound to, and the delegate.
pub(super) type Invoked = (ObjectId, bool, CallSite);

impl CallSite {
    /// Where the author names the method that is called, and where a finding about it stands.
    #[must_use]
    pub fn place(&self) -> (ContextId, IlOffset) {
        self.by.map_or((self.context, self.at), |by| by.made)
    }
}

impl Reach<'_, '_, '_> {
    /// The calls that a context makes by invoking delegates of members that are not followed.
    pub(super) fn collect_invoked(&self, context: ContextId, values: &Values, invoked: &mut Vec<Invoked>) {
        let code = Rc::clone(self.code(context));
        let (program, module) = (self.program(), self.method(context).module);
        let value = |number: u32| values.get(number as usize).cloned().unwrap_or_default();
        for event in code.facts.events() {
            let Action::Call { method, arguments, result, .. } = event.action else { continue };
            let arguments = code.facts.arguments(arguments);
            let Some(delegate) = arguments.first() else { continue };
            let is_invoke = program.callee(module, method).is_some_and(|it| it.special == Some(Special::Invoke));
            let delegates = if is_invoke { value(delegate.0) } else { continue };
            program.charge(delegates.len());
            for delegate in delegates.iter() {
                let bound = self.flow.bound_to(delegate);
                for callee in bound.iter().filter(|callee| program.is_api(**callee)) {
                    let object = self.flow.first_passed(delegate, *callee);
                    // The delegate stands for what it is bound to.
                    let skipped = usize::from(object.is_none());
                    let operands = object.into_iter().chain(arguments.iter().skip(1).map(|argument| value(argument.0)));
                    let site = CallSite {
                        context,
                        at: event.at,
                        opcode: if callee.is_static { Opcode::Call } else { Opcode::Callvirt },
                        callee: callee.handle,
                        token: method,
                        arguments: arguments.iter().skip(skipped).copied().collect(),
                        operands: operands.collect(),
                        result,
                        by: None,
                    };
                    let exact = delegates.len() == 1 && bound.len() == 1;
                    invoked.push((delegate, exact, site));
                }
            }
        }
    }

    /// Puts those calls in the place of the instructions that only make the delegates. The instruction stays where code outside gets the
    /// delegate too: when that runs it nobody knows.
    pub(super) fn run_where_invoked(&mut self, invoked: Vec<Invoked>) {
        let mut making: FxHashMap<(MethodId, IlOffset), (ContextId, IlOffset)> = FxHashMap::default();
        for site in self.calls.iter().filter(|site| site.opcode == Opcode::Ldftn) {
            if let Some(made) = self.made_by(site) {
                making.entry(made).or_insert((site.context, site.at));
            }
        }
        let handed_on = self.handed_on();
        let mut run = FxHashSet::default();
        for (delegate, exact, site) in invoked {
            let Object::Created { method, at, .. } = self.object(delegate) else { continue };
            let Some(made) = making.get(&(method, at)) else { continue };
            if !handed_on.contains(&(method, at)) {
                run.insert((method, at));
            }
            self.calls.push(CallSite { by: Some(ByDelegate { made: *made, exact }), ..site });
        }
        let mut calls = std::mem::take(&mut self.calls);
        calls.retain(|site| site.opcode != Opcode::Ldftn || self.made_by(site).is_none_or(|made| !run.contains(&made)));
        self.calls = calls;
    }

    /// Where the delegates are made that get to code outside which may run them, and does not only keep them.
    fn handed_on(&self) -> FxHashSet<(MethodId, IlOffset)> {
        let program = self.program();
        let may_run = |site: &&CallSite| {
            let (effects, module) = (program.effects(site.callee), self.method(site.context).module);
            let is_invoke = || program.callee(module, site.token).is_some_and(|it| it.special == Some(Special::Invoke));
            let keeps = Effects::STORES | Effects::THIS | Effects::SILENT;
            let runs = Effects::RUNS | Effects::LATER | Effects::DEFERRED;
            site.opcode != Opcode::Ldftn && (effects.intersects(runs) || !effects.intersects(keeps)) && !is_invoke()
        };
        let mut made = FxHashSet::default();
        for site in self.calls.iter().filter(may_run) {
            for object in site.operands.iter().flat_map(ValueSet::iter).filter(|object| self.flow.is_delegate(*object))
            {
                if let Object::Created { method, at, .. } = self.object(object) {
                    made.insert((method, at));
                }
            }
        }
        made
    }

    /// Where the delegate is made for which an instruction gets the pointer.
    fn made_by(&self, site: &CallSite) -> Option<(MethodId, IlOffset)> {
        Some((self.method(site.context), self.facts(site.context).delegate_of(site.at)?))
    }
}
