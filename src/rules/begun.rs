//! Threads and tasks that are made and that nobody starts: no work comes of them.

use rustc_hash::FxHashSet;

use super::Context;
use crate::analysis::{Effects, Object, ObjectId, ValueSet, Via};
use crate::il::IlOffset;
use crate::model::MethodId;

/// Where objects are made that are started, or that somebody gets who may do so.
#[derive(Default)]
pub(super) struct Begun {
    made: FxHashSet<(MethodId, IlOffset)>,
    /// Whether nothing is known: not all of the code was gone through.
    all: bool,
}

impl Begun {
    pub(super) fn new(cx: &Context<'_, '_>) -> Self {
        let reach = cx.reach;
        // Of methods that no root reaches each is gone through alone.
        let mut begun = Self { all: cx.root.is_none() || !reach.flow().bounds.is_empty(), ..Self::default() };
        for site in reach.calls.iter().filter(|site| !cx.program().effects(site.callee).contains(Effects::STILL)) {
            site.operands.iter().for_each(|operand| begun.note(cx, operand));
        }
        // Whoever reads a field, a list or an array gets what is in it; of variables that a compiler made fields of the code above tells.
        for (holder, field, content) in reach.holdings() {
            let is_variable = matches!(reach.object(holder), Object::Variable(..));
            if !is_variable && field.is_none_or(|field| !cx.program().is_generated_field(field)) {
                begun.note(cx, content);
            }
        }
        reach.writes.iter().for_each(|write| begun.note(cx, &write.value));
        // What delegates return goes to those who run them.
        for context in reach.contexts() {
            let edges = reach.edges(*context).iter();
            for edge in edges.filter(|edge| matches!(edge.via, Via::Delegate | Via::Callback)) {
                begun.note(cx, reach.returned(edge.to));
            }
        }
        begun
    }

    fn note(&mut self, cx: &Context<'_, '_>, value: &ValueSet) {
        self.made.extend(value.iter().filter_map(|object: ObjectId| match cx.reach.object(object) {
            Object::Created { method, at, .. } => Some((method, at)),
            _ => None,
        }));
    }

    /// Whether what an instruction makes may be started.
    pub(super) fn has(&self, method: MethodId, at: IlOffset) -> bool {
        self.all || self.made.contains(&(method, at))
    }
}
