//! Base classes: those that were not found, and those that nothing in the input derives from.

use std::collections::{BTreeMap, BTreeSet};

use super::unit::{Analysis, Outcome};
use crate::analysis::{Phase, Program, Reach};
use crate::dataverse::{Root, abstract_roots};
use crate::finding::NotAnalysed;
use crate::metadata::TypeDef;
use crate::model::{Origin, TypeHandle};
use crate::text::Text;

impl Analysis<'_, '_> {
    /// What of a root was not seen: its base class, or all that the platform calls.
    pub(super) fn unseen_of(&self, root: &Root, reach: &Reach<'_, '_, '_>) -> Option<NotAnalysed> {
        let is_called = reach.contexts().iter().any(|context| reach.phase(*context) == Phase::Calling);
        let base = root
            .unresolved_base
            .as_ref()
            .map(|base| format!("its base class {} was not found: give its folder with --reference", base.safe()));
        let nothing = "no method was found in it that the platform calls: only what makes it was analysed";
        let (kind, reason) = match base {
            Some(base) if is_called => ("unresolvedBase", base),
            Some(base) => ("unresolvedBase", format!("{base}; {nothing}")),
            None if is_called => return None,
            None => ("noEntryMethod", nothing.to_owned()),
        };
        let name = self.universe.full_name(TypeHandle::Def(root.type_id));
        Some(self.not_analysed(kind, Some(name), reason, 1))
    }

    /// Classes whose base class is in an assembly that was not found: whether they are plug-ins nobody can tell.
    pub(super) fn missing_bases(&self, found: &[Root], outcome: &mut Outcome) {
        let known: BTreeSet<_> = found.iter().map(|root| root.type_id).collect();
        let mut missing: BTreeMap<Text, u32> = BTreeMap::new();
        let module = self.universe.input();
        for (rid, row) in module.metadata.rows::<TypeDef>() {
            let id = module.type_id(rid);
            let base = row.extends.and_then(|base| self.universe.resolve_type(module.id, base));
            let Some(base @ TypeHandle::Missing(..)) = base.filter(|_| !known.contains(&id)) else { continue };
            if self.universe.assembly_of(base).1 == Origin::Other {
                *missing.entry(self.universe.full_name(base)).or_default() += 1;
            }
        }
        for (base, classes) in missing {
            let reason = "this base class was not found: give its folder with --reference, or plug-ins may go unseen";
            outcome.not_analysed.push(self.not_analysed("unresolvedBase", Some(base), reason.to_owned(), classes));
        }
    }

    /// Notes the classes whose code is analysed with the roots, and abstract plug-ins that are no base of any.
    pub(super) fn abstract_bases(&self, program: &Program<'_, '_>, found: &[Root], outcome: &mut Outcome) {
        for root in found {
            for base in self.universe.bases(root.type_id) {
                if let TypeHandle::Def(id) = base {
                    let assembly = Text(self.universe.module(id.module).assembly.text().into_owned());
                    outcome.bases.insert((assembly, self.universe.full_name(base)));
                }
            }
        }
        let assembly = Text(self.universe.input().assembly.text().into_owned());
        for id in abstract_roots(program) {
            let name = self.universe.full_name(TypeHandle::Def(id));
            if !outcome.bases.contains(&(assembly.clone(), name.clone())) {
                outcome.not_analysed.push(self.not_analysed(ABSTRACT_BASE, Some(name), ABSTRACT.to_owned(), 1));
            }
        }
    }
}

/// The kind under which an abstract plug-in is noted.
pub(super) const ABSTRACT_BASE: &str = "abstractBase";

const ABSTRACT: &str = "an abstract plug-in class from which no class here derives: it is analysed with those that do";

/// Takes out what is noted of a class from which a class in another input derives: it was analysed with that one.
pub(super) fn settle(outcomes: &mut [Outcome]) {
    let derived: BTreeSet<(Text, Text)> = outcomes.iter().flat_map(|outcome| outcome.bases.iter().cloned()).collect();
    for outcome in outcomes {
        let Some(assembly) = outcome.assembly.as_ref().map(|assembly| assembly.name.clone()) else { continue };
        outcome.not_analysed.retain(|it| {
            let name = it.type_name.as_ref().filter(|_| it.kind == ABSTRACT_BASE);
            name.is_none_or(|name| !derived.contains(&(assembly.clone(), name.clone())))
        });
    }
}
