//! Which members a type has on both sides, and what that means for others.

use super::exact::with_arguments;
use super::facts::{Member, MethodFacts, Reach, Type};
use super::noted::OfItems;
use super::rule::{Around, Case, Verdict};
use super::types::push;
use super::{Difference, Pair, added, by_id, member_rules, signatures};

/// What differs of the members of a type. Of a new type every member is new, and of one that is gone every member is: the type says so.
pub(super) fn differences(around: &Around<'_>, was: &Type, is: &Type, items: &mut Vec<Difference>) {
    // What has the same id on both sides is the same member with another type.
    let tell = |pair: Pair<'_, Member>| difference(around, was, is, &pair, items);
    by_id(&was.members, &is.members, |it| &it.item.id, tell);
}

fn difference(around: &Around<'_>, was: &Type, is: &Type, pair: &Pair<'_, Member>, items: &mut Vec<Difference>) {
    let mut verdict = Verdict::default();
    let (visible, made) = match *pair {
        Pair::Added(member) => {
            verdict.judge(added::RULES, &case(around, member, member, was, is));
            (member.item.visible, Difference::of(member, "added", verdict))
        }
        Pair::Removed(member) => {
            gone(&mut verdict, around, member, was, is);
            (member.item.visible, Difference::of(member, "removed", verdict))
        }
        Pair::Both(before, after) => {
            let case = case(around, before, after, was, is);
            verdict.judge(member_rules::RULES, &case);
            verdict.judge(signatures::RULES, &case);
            verdict.judge(&OfItems::RULES, &case);
            if verdict.what.is_empty() {
                return;
            }
            (before.item.visible || after.item.visible, Difference::between(before, after, verdict))
        }
    };
    push(items, around.public, visible, made);
}

fn case<'s>(
    around: &'s Around<'s>,
    was: &'s Member,
    is: &'s Member,
    owner: &'s Type,
    owner_now: &'s Type,
) -> Case<'s, Member> {
    Case { was, is, owner, owner_now, reach: owner.reach_of(was.item.visibility), around }
}

/// What it means that a member is gone: nothing, where calls of it find the same in a base.
fn gone(verdict: &mut Verdict, around: &Around<'_>, was: &Member, owner: &Type, owner_now: &Type) {
    let reach = owner.reach_of(was.item.visibility);
    let breaks = reach > Reach::Nobody;
    // What it overrode is still there, or is gone itself.
    let overrode = was.item.kind != "constructor" && was.facts.main().is_some_and(MethodFacts::overrides);
    match inherited(around, was, owner_now) {
        Some(Found::Same) => verdict.note("a base has it"),
        Some(Found::Narrower(word)) => {
            verdict.note(format!("a base has it, where it is {word}"));
            if reach == Reach::Everybody {
                verdict.because("only derived types can use that");
            }
        }
        Some(Found::Abstract) => {
            verdict.note("a base has it, where it is abstract");
            if owner.implemented {
                verdict.because("a class outside does not implement it");
            }
        }
        None if overrode => verdict.note("a base has it"),
        None if breaks => {
            verdict.because("what names it does not compile, and throws where it was compiled");
        }
        None => {}
    }
}

/// What a base has in the place of a member.
enum Found {
    Same,
    Narrower(&'static str),
    Abstract,
}

/// The member of the same name and signature in a base.
fn inherited(around: &Around<'_>, was: &Member, owner: &Type) -> Option<Found> {
    if was.item.kind == "constructor" {
        return None;
    }
    owner.facts.ancestry.bases.iter().find_map(|base| {
        let known = around.new.type_of(&base.key)?;
        let same = known.named(&was.item.name).find(|it| is_same(was, it, &base.arguments))?;
        let narrower = was.item.visibility == "public" && same.item.visibility != "public";
        Some(match (same.item.is_abstract && !was.item.is_abstract, narrower) {
            (true, _) => Found::Abstract,
            (false, true) => Found::Narrower(same.item.visibility),
            (false, false) => Found::Same,
        })
    })
}

/// Whether a base's member stands for one that is gone: what compiled calls ask for is there, and they may call it.
fn is_same(was: &Member, is: &Member, arguments: &[String]) -> bool {
    let outside = matches!(is.item.visibility, "public" | "protected" | "protected internal");
    let (old, new) = (&was.facts, &is.facts);
    was.item.kind == is.item.kind
        && was.item.is_static == is.item.is_static
        && outside
        && old.literal == new.literal
        && old.type_.as_deref() == new.type_.as_deref().map(|it| with_arguments(it, arguments)).as_deref()
        && old
            .methods
            .iter()
            .all(|method| new.method(method.role).is_some_and(|it| is_called_alike(method, it, arguments)))
}

fn is_called_alike(was: &MethodFacts, is: &MethodFacts, arguments: &[String]) -> bool {
    let (Some(old), Some(new)) = (&was.signature, &is.signature) else { return false };
    old.generics.len() == new.generics.len()
        && old.result == with_arguments(&new.result, arguments)
        && old.parameters.len() == new.parameters.len()
        && old.parameters.iter().zip(&new.parameters).all(|(a, b)| a.type_ == with_arguments(&b.type_, arguments))
}
