//! The bases of types, as far as others depend on them.

use super::facts::{Base, Member, Type, with_arguments};
use super::framework;
use super::rule::{Around, Case};
use super::type_rules::shown;

/// The bases that others can use, exactly and as people read them; those of the framework as far as they are known.
pub(super) fn bases(type_: &Type, names: &Type) -> Vec<(String, String)> {
    let own = type_.facts.bases.iter().filter(|base| base.visible);
    let mut all: Vec<(String, String)> = own.map(|base| (base.exact.clone(), shown(names, &base.exact))).collect();
    if let Some((last, _)) = all.last().cloned() {
        all.extend(framework::bases(&last).map(|base| (base.to_owned(), base.to_owned())));
    }
    all.retain(|(exact, _)| !matches!(exact.as_str(), "object" | "System.ValueType"));
    all
}

pub(super) fn has_base(type_: &Type, exact: &str) -> bool {
    bases(type_, type_).iter().any(|(base, _)| base == exact)
}

pub(super) fn lost_bases(it: &Case<'_, Type>) -> Vec<String> {
    let lost = bases(it.was, it.owner).into_iter().filter(|(exact, _)| !has_base(it.is, exact));
    lost.map(|(_, shown)| shown).collect()
}

/// The abstract members of bases that `was` did not have, and that neither `is` nor a base below them implements; safe to print.
pub(super) fn left_abstract(is: &Type, was: &Type, around: &Around<'_>) -> Vec<String> {
    let mut left = Vec::new();
    for (at, base) in is.facts.bases.iter().enumerate() {
        if was.facts.bases.iter().any(|it| it.key == base.key) {
            continue;
        }
        let Some(known) = around.new.type_of(&base.key) else { continue };
        let below = is.facts.bases.get(..at).unwrap_or_default();
        let implements = |member: &Member| {
            let own = is.named(&member.item.name).any(|it| fills(it, &[], member, base));
            own || below.iter().any(|between| {
                let known = around.new.type_of(&between.key);
                known.is_some_and(|known| {
                    known.named(&member.item.name).any(|it| fills(it, &between.arguments, member, base))
                })
            })
        };
        let open = known.members.values().filter(|it| it.item.is_abstract && !implements(it));
        left.extend(open.map(|it| it.item.name.safe().to_string()));
    }
    left
}

/// Whether a member, of a type with these arguments, implements an abstract one of a base.
fn fills(it: &Member, arguments: &[String], slot: &Member, base: &Base) -> bool {
    let types = |member: &Member, arguments: &[String]| -> Vec<String> {
        member.parameters().map(|it| with_arguments(&it.type_, arguments)).collect()
    };
    !it.item.is_abstract && it.item.kind == slot.item.kind && types(it, arguments) == types(slot, &base.arguments)
}
