//! What a delegate's code reads of a closure. A compiler puts all that the lambdas of one scope capture into one object: who runs one of
//! them gets at no more than that one reads.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::facts::{Action, Value};
use super::program::Program;
use crate::model::{FieldHandle, MethodId};

/// Compiler-made methods that are looked at for one delegate. Not a limit to be set: of a lambda with more of them in it every field counts.
const METHODS: usize = 64;

impl Program<'_, '_> {
    /// The fields that a method reads, or a compiler-made one that it calls, starts, or makes a delegate of; `None` where nobody can say it.
    #[must_use]
    pub fn fields_read_from(&self, method: MethodId) -> Option<Rc<FxHashSet<FieldHandle>>> {
        self.read_from.get(method, || self.find_fields_read_from(method).map(Rc::new))
    }

    fn find_fields_read_from(&self, method: MethodId) -> Option<FxHashSet<FieldHandle>> {
        let mut fields = FxHashSet::default();
        let mut seen = FxHashSet::from_iter([method]);
        let mut pending = vec![method];
        while let Some(method) = pending.pop() {
            let code = self.code(method).filter(|code| code.complete && !code.facts.bounded)?;
            self.charge(1 + code.facts.events().len());
            fields
                .extend(code.facts.fields_read().filter_map(|field| self.universe.resolve_field(method.module, field)));
            for event in code.facts.events() {
                let named = match event.action {
                    Action::Call { method: token, .. } => {
                        let started = self.machines_started(method.module, token);
                        pending.extend(started.iter().map(|(_, step)| *step).filter(|step| seen.insert(*step)));
                        token
                    }
                    Action::Bind(function) => match code.facts.value(function) {
                        Value::Function(token, _) => token,
                        _ => return None,
                    },
                    _ => continue,
                };
                let Some(entered) = self.callee(method.module, named).and_then(|callee| callee.enter) else { continue };
                let owner = self.universe.declaring_type(entered);
                let step = owner.and_then(|owner| self.iterator_step(owner));
                let is_made =
                    owner.is_some_and(|owner| self.is_generated_type(owner)) || self.is_generated_method(entered);
                pending.extend(
                    [Some(entered).filter(|_| is_made), step].into_iter().flatten().filter(|it| seen.insert(*it)),
                );
            }
            if seen.len() > METHODS {
                return None;
            }
        }
        Some(fields)
    }
}
