//! Code of the input that no root reaches: pasted and merged libraries, and all of an assembly without a root.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::Scope;
use super::candidates::Candidates;
use super::unit::{Analysis, Outcome, count};
use crate::analysis::{Program, Reach};
use crate::metadata::{Assembly, Rid, TypeDef};
use crate::model::{MethodId, Module, Origin, Universe};
use crate::rules::{Context, Hit, Rule};

impl Analysis<'_, '_> {
    /// Asks `rules`, of use, about methods that are not `reached`, in classes with one that is asked for: their findings where the whole
    /// assembly is asked for, else how many there would be. Each body is looked at once, on its own.
    pub(super) fn unreached(
        &self,
        program: &Program<'_, '_>,
        rules: &[&'static dyn Rule],
        is_asked_for: impl Fn(MethodId) -> bool,
        reached: &BTreeSet<MethodId>,
        candidates: &mut Candidates,
        outcome: &mut Outcome,
    ) {
        // That an assembly without a root is not looked at the report says anyway. One of the framework or the SDK is nobody's own.
        let module = self.universe.input();
        let is_own = module.origin == Origin::Other || self.options.own.covers(&module.assembly.text());
        if outcome.roots.is_empty() && (self.options.scope == Scope::Reach || !is_own) {
            return;
        }
        let (mut counts, mut bounded) = (BTreeMap::<&'static str, usize>::new(), 0);
        let input = self.universe.input().id;
        let parts = self.universe.modules().iter();
        for module in parts.filter(|module| module.id == input || module.metadata.count::<Assembly>() == 0) {
            for methods in unreached_by_type(self.universe, module, reached) {
                // What decoding notices in parts of the input only the analysis sees.
                let is_looked_at = self.options.every_class || module.id != input;
                if !is_looked_at && !methods.iter().any(|method| is_asked_for(*method)) {
                    continue;
                }
                let reach = Reach::alone(program, &methods);
                let cx = Context::new(None, &reach);
                bounded += u32::from(!reach.flow().bounds.is_empty());
                for rule in rules {
                    let mut hits = Vec::new();
                    rule.check(&cx, &mut hits);
                    match self.options.scope {
                        Scope::Assembly => candidates.add_unreached(&cx, &hits),
                        Scope::Reach => *counts.entry(rule.info().id).or_default() += sites(&hits),
                    }
                }
                program.forget(&methods);
            }
        }
        for (rule, sites) in counts.into_iter().filter(|(_, sites)| *sites > 0) {
            let reason = format!("{rule}: in code that no plug-in of the assembly reaches; --scope assembly lists it");
            outcome.not_analysed.push(self.not_analysed("unreachedForbidden", None, reason, count(sites)));
        }
        if bounded > 0 && self.options.scope == Scope::Assembly {
            let reason = "classes that no plug-in reaches: their analysis hit a limit".to_owned();
            outcome.not_analysed.push(self.not_analysed("bound", None, reason, bounded));
        }
    }
}

/// How many different sites hits have.
fn sites(hits: &[Hit]) -> usize {
    let sites: BTreeSet<_> = hits.iter().map(|hit| (hit.method, hit.at)).collect();
    sites.len()
}

/// Methods of a module that have IL and are not reached, in the order of the rows; those of a class and of all that is nested
/// in it together, since compilers spread a method over nested classes.
fn unreached_by_type(
    universe: &Universe<'_>,
    module: &Module<'_>,
    reached: &BTreeSet<MethodId>,
) -> impl Iterator<Item = Vec<MethodId>> + use<> {
    let mut outermost: FxHashMap<Rid<TypeDef>, Rid<TypeDef>> = FxHashMap::default();
    let mut by_type: BTreeMap<u32, Vec<MethodId>> = BTreeMap::new();
    for rid in module.metadata.rids::<TypeDef>() {
        let mut chain = Vec::new();
        let mut current = rid;
        let top = loop {
            if let Some(known) = outermost.get(&current) {
                break *known;
            }
            chain.push(current);
            match module.enclosing(current).filter(|_| chain.len() < module.metadata.count::<TypeDef>() as usize) {
                Some(outer) => current = outer,
                None => break current,
            }
        };
        outermost.extend(chain.into_iter().map(|inner| (inner, top)));
        let methods = universe.methods(module.type_id(rid)).filter(|method| {
            let has_body = module.metadata.row(method.rid).is_ok_and(|row| module.why_no_body(&row).is_none());
            has_body && !reached.contains(method)
        });
        let methods: Vec<MethodId> = methods.collect();
        if !methods.is_empty() {
            by_type.entry(top.row()).or_default().extend(methods);
        }
    }
    by_type.into_values()
}
