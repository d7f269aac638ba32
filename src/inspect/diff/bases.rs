//! The bases and interfaces of types, as far as others depend on them.

use std::collections::BTreeSet;

use super::ancestry::{Base, Key};
use super::exact::{with_arguments, with_names};
use super::facts::{Member, Type};
use super::rule::Case;

/// The bases of `of` that `than` has not and that others can use, as people read them.
pub(super) fn more_bases(of: &Type, than: &Type) -> Vec<String> {
    let known: BTreeSet<&str> = than.facts.ancestry.bases.iter().map(|it| it.exact.as_str()).collect();
    let of_all = ["object", "System.ValueType"];
    let own = of.facts.ancestry.bases.iter().filter(|base| base.visible);
    let more = own.map(|it| it.exact.as_str()).filter(|it| !known.contains(it) && !of_all.contains(it));
    more.map(|it| shown(of, it)).collect()
}

/// The interfaces of `of` that `than` has not, as people read them; those that came or went with a base are not told again.
pub(super) fn more_interfaces(of: &Type, than: &Type) -> Vec<String> {
    let (own, known) = (&of.facts.ancestry, &than.facts.ancestry.interfaces);
    let by_base = !more_bases(of, than).is_empty();
    let more = own.interfaces.difference(known).filter(|it| !by_base || own.own.contains(*it));
    more.map(|it| shown(of, it)).collect()
}

/// An exact text with the names of the type parameters of `of`.
fn shown(of: &Type, exact: &str) -> String {
    with_names(exact, &of.facts.generics, &[])
}

/// What is said besides of what a type is no more, where a base of it is not at hand that may still be that.
pub(super) fn doubt(is: &Type) -> String {
    let ancestry = &is.facts.ancestry;
    match ancestry.bases.last().filter(|_| !ancestry.whole) {
        Some(last) => format!(", unless by {}, which is not at hand", shown(is, &last.exact)),
        None => String::new(),
    }
}

/// The abstract members that came with bases in between, and that neither the type nor what is below them implements; safe to print.
pub(super) fn left_abstract(it: &Case<'_, Type>) -> Vec<String> {
    let (was, is) = (&it.was.facts.ancestry.bases, &it.is.facts.ancestry.bases);
    let before: BTreeSet<&Key> = was.iter().map(|base| &base.key).collect();
    let mut left = Vec::new();
    // What comes with a base that was one before, that base says itself.
    for (at, base) in is.iter().enumerate().take_while(|(_, base)| !before.contains(&base.key)) {
        let Some(known) = it.around.new.type_of(&base.key) else { continue };
        let below = is.get(..at).unwrap_or_default();
        for slot in known.members.values().filter(|slot| slot.item.is_abstract) {
            if !it.around.looks(below.len() + was.len()) {
                return left;
            }
            let fills = |of: &Type, arguments: &[String], is_abstract| {
                let mut named = of.named(&slot.item.name).filter(|it| it.item.is_abstract == is_abstract);
                named.any(|it| is_alike(it, arguments, slot, base))
            };
            let in_base = |between: &Base| {
                let between_now = it.around.new.type_of(&between.key);
                between_now.is_some_and(|known| fills(known, &between.arguments, false))
            };
            // Whoever derives from it had to implement it before.
            let had = |base: &Base| {
                let base_before = it.around.old.type_of(&base.key);
                base_before.is_some_and(|known| fills(known, &base.arguments, true))
            };
            let filled = fills(it.is, &[], false) || below.iter().any(in_base);
            if !filled && !fills(it.was, &[], true) && !was.iter().any(had) {
                left.push(slot.item.name.safe().to_string());
            }
        }
    }
    left
}

/// Whether a member, of a type with these arguments, is for the slot of one of a base.
fn is_alike(it: &Member, arguments: &[String], slot: &Member, base: &Base) -> bool {
    let types = |member: &Member, arguments: &[String]| -> Vec<String> {
        member.parameters().map(|it| with_arguments(&it.type_, arguments)).collect()
    };
    it.item.kind == slot.item.kind && types(it, arguments) == types(slot, &base.arguments)
}
