//! What the reach of the roots saw and did not follow.

use std::collections::{BTreeMap, BTreeSet};

use super::unit::{Analysis, Outcome, count};
use crate::analysis::{CallSite, Program, Reach};
use crate::model::{MethodId, Origin, TypeHandle, TypeId};
use crate::text::Text;

impl Analysis<'_, '_> {
    pub(super) fn not_followed(
        &self,
        program: &Program<'_, '_>,
        unfollowed: Unfollowed,
        reached: &BTreeSet<MethodId>,
        outcome: &mut Outcome,
    ) {
        for (assembly, sites) in unfollowed.missing {
            let reason = format!("{} was not found: calls into it were not followed", assembly.safe());
            outcome.not_analysed.push(self.not_analysed("missingAssembly", Some(assembly), reason, count(sites.len())));
        }
        if !unfollowed.reflection.is_empty() {
            let reason = "calls by reflection were not followed".to_owned();
            outcome.not_analysed.push(self.not_analysed(
                "reflection",
                None,
                reason,
                count(unfollowed.reflection.len()),
            ));
        }
        if unfollowed.indirect > 0 {
            let reason = "calls through function pointers were not followed".to_owned();
            outcome.not_analysed.push(self.not_analysed("calli", None, reason, unfollowed.indirect));
        }
        if self.universe.chain_was_cut() {
            let reason = "a chain of base classes is longer than a limit: see --limit base-chain".to_owned();
            outcome.not_analysed.push(self.not_analysed("bound", None, reason, 1));
        }
        for root in unfollowed.bounded {
            let reason = "the analysis hit a limit: findings may be missing; see --limit analysis-steps".to_owned();
            outcome.not_analysed.push(self.not_analysed(
                "bound",
                Some(self.universe.full_name(TypeHandle::Def(root))),
                reason,
                1,
            ));
        }
        let undecoded =
            reached.iter().filter(|method| program.code(**method).is_some_and(|code| !code.complete)).count();
        if undecoded > 0 {
            let reason = "methods in reach could not be decoded to their end".to_owned();
            outcome.not_analysed.push(self.not_analysed("undecodedMethod", None, reason, count(undecoded)));
        }
    }
}

/// What the reach of the roots saw and did not follow.
#[derive(Default)]
pub(super) struct Unfollowed {
    missing: BTreeMap<Text, BTreeSet<(MethodId, u32)>>,
    reflection: BTreeSet<(MethodId, u32)>,
    indirect: u32,
    pub(super) bounded: BTreeSet<TypeId>,
}

/// Types whose members call what nobody can see.
const REFLECTION: &[&str] = &[
    "System.Activator",
    "System.Reflection.MethodBase",
    "System.Reflection.MethodInfo",
    "System.Reflection.ConstructorInfo",
    "System.Reflection.PropertyInfo",
    "System.Reflection.FieldInfo",
    "System.Delegate",
];

impl Unfollowed {
    pub(super) fn note(&mut self, reach: &Reach<'_, '_, '_>, root: TypeId) {
        for site in &reach.calls {
            let place = (reach.method(site.context), site.at.0);
            self.note_call(reach, site, place);
        }
        self.indirect += reach.indirect_calls;
        if reach.flow().bounded {
            self.bounded.insert(root);
        }
    }

    fn note_call(&mut self, reach: &Reach<'_, '_, '_>, site: &CallSite, place: (MethodId, u32)) {
        let universe = reach.program().universe;
        let Some(owner) = universe.method_owner(site.callee) else { return };
        let (assembly, origin) = universe.assembly_of(owner);
        if matches!(owner, TypeHandle::Missing(..)) && origin == Origin::Other {
            self.missing.entry(Text(assembly.text().into_owned())).or_default().insert(place);
        }
        let member = universe.method_name(site.callee);
        let invokes = [&b"Invoke"[..], b"InvokeMember", b"CreateInstance", b"DynamicInvoke", b"SetValue", b"GetValue"]
            .contains(&member.as_bytes());
        if invokes && REFLECTION.contains(&universe.full_name(owner).as_str()) {
            self.reflection.insert(place);
        }
    }
}
