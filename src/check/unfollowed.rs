//! What the reach of the roots saw and did not follow.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::unit::{Analysis, Outcome, count};
use crate::analysis::{Bounds, CallSite, Program};
use crate::apis::ApiList;
use crate::metadata::{Assembly, HasCustomAttribute, Rid};
use crate::model::{MethodHandle, MethodId, ModuleId, Origin, TypeHandle, TypeId, TypeLimit};
use crate::rules::Context;
use crate::text::Text;

/// Kinds of calls that are not followed, and what a report says of them.
const KINDS: &[(&str, &str)] = &[
    ("nativeBody", "methods in native code were called: they hold no IL"),
    ("reflection", "calls by reflection were not followed"),
    ("dynamic", "calls that are bound when they run (`dynamic`, late binding) were not followed"),
    ("container", "a container chooses what runs: what it gives was not followed"),
    ("calli", "calls through function pointers were not followed"),
];

fn apis() -> &'static ApiList<'static> {
    static LIST: OnceLock<ApiList<'static>> = OnceLock::new();
    LIST.get_or_init(|| ApiList::parse(include_str!("unfollowed.apis")).unwrap_or_default())
}

/// Instructions, each once whatever number of roots leads there.
type Sites = BTreeSet<(MethodId, u32)>;

/// What the reach of the roots saw and did not follow.
#[derive(Default)]
pub(super) struct Unfollowed {
    missing: BTreeMap<Text, Sites>,
    kinds: BTreeMap<&'static str, Sites>,
    bounds: BTreeMap<TypeId, Bounds>,
    undecoded: BTreeSet<MethodId>,
}

impl Unfollowed {
    pub(super) fn note(&mut self, cx: &Context<'_, '_>, root: TypeId) {
        let reach = cx.reach;
        for site in &reach.calls {
            let place = (reach.method(site.context), site.at.0);
            self.note_call(reach.program(), site, place);
        }
        for (context, at) in &reach.indirect_calls {
            self.kinds.entry("calli").or_default().insert((reach.method(*context), at.0));
        }
        self.undecoded.extend(reach.undecoded());
        if !cx.bounds().is_empty() {
            self.bounds.insert(root, cx.bounds());
        }
    }

    fn note_call(&mut self, program: &Program<'_, '_>, site: &CallSite, place: (MethodId, u32)) {
        let universe = program.universe;
        let Some(owner) = universe.method_owner(site.callee) else { return };
        let (assembly, origin) = universe.assembly_of(owner);
        if matches!(owner, TypeHandle::Missing(..)) && origin == Origin::Other {
            self.missing.entry(Text(assembly.text().into_owned())).or_default().insert(place);
        }
        let native = match site.callee {
            MethodHandle::Def(id) => {
                let why = universe.method_row(id).and_then(|row| universe.module(id.module).why_no_body(&row));
                why.is_some_and(|why| matches!(why, "native" | "platformInvoke" | "internalCall" | "extern"))
            }
            MethodHandle::Missing(..) => false,
        };
        if native {
            self.kinds.entry("nativeBody").or_default().insert(place);
        }
        let api = program.api_name(site.callee);
        if let Some(api) = apis().find(&api.type_name, api.member) {
            self.kinds.entry(api.kind).or_default().insert(place);
        }
    }
}

impl Analysis<'_, '_> {
    pub(super) fn not_followed(&self, unfollowed: Unfollowed, reached: &BTreeSet<MethodId>, outcome: &mut Outcome) {
        for (assembly, sites) in unfollowed.missing {
            let reason = format!("{} was not found: calls into it were not followed", assembly.safe());
            outcome.not_analysed.push(self.not_analysed("missingAssembly", Some(assembly), reason, count(sites.len())));
        }
        for (kind, reason) in KINDS {
            if let Some(sites) = unfollowed.kinds.get(kind) {
                outcome.not_analysed.push(self.not_analysed(kind, None, (*reason).to_owned(), count(sites.len())));
            }
        }
        self.stripped(reached, outcome);
        for (_, reason) in TypeLimit::ALL.iter().filter(|(limit, _)| self.universe.has_hit(*limit)) {
            outcome.not_analysed.push(self.not_analysed("bound", None, (*reason).to_owned(), 1));
        }
        for (root, bounds) in unfollowed.bounds {
            let reason = format!("the analysis hit a limit, findings may be missing: {}", bounds.reasons());
            let root = self.universe.full_name(TypeHandle::Def(root));
            outcome.not_analysed.push(self.not_analysed("bound", Some(root), reason, 1));
        }
        if !unfollowed.undecoded.is_empty() {
            let reason = "methods in reach could not be decoded to their end".to_owned();
            outcome.not_analysed.push(self.not_analysed(
                "undecodedMethod",
                None,
                reason,
                count(unfollowed.undecoded.len()),
            ));
        }
    }

    /// References that are there without their code: what was called in them does nothing.
    fn stripped(&self, reached: &BTreeSet<MethodId>, outcome: &mut Outcome) {
        let mut called: BTreeMap<ModuleId, usize> = BTreeMap::new();
        for method in reached {
            *called.entry(method.module).or_default() += 1;
        }
        for (id, methods) in called {
            let module = self.universe.module(id);
            let parent = HasCustomAttribute::Assembly(Rid::<Assembly>::FIRST);
            let stripped = self.universe.has_attribute(
                id,
                parent,
                "System.Runtime.CompilerServices",
                "ReferenceAssemblyAttribute",
            );
            if stripped {
                let name = Text(module.assembly.text().into_owned());
                let reason = "a reference assembly: its code was stripped, so what was called there was not analysed; \
                              give the assembly that is deployed";
                let entry = self.not_analysed("referenceAssembly", Some(name), reason.to_owned(), count(methods));
                outcome.not_analysed.push(entry);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_a_kind_that_is_reported() {
        let list = ApiList::parse(include_str!("unfollowed.apis")).expect("every line has three words");
        let strange: Vec<_> = list.iter().filter(|api| KINDS.iter().all(|(kind, _)| *kind != api.kind)).collect();
        assert!(strange.is_empty() && list.iter().count() > 40, "{strange:?}");
    }
}
