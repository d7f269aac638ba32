//! Which overload a call finds that leaves arguments out, and whether it finds two.

use super::facts::{Member, MethodFacts, Reach, Type};
use super::rule::Case;
use super::signatures::tighter;
use crate::inspect::marks::AttributeItem;
use crate::model::ParameterShape;

/// What becomes of calls that leave out what needs an argument now.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LeftOut {
    /// They do not compile.
    Lost,
    /// They compile to another overload.
    Taken,
    /// They compile to another overload, which takes another value in the place of an argument.
    TakenOtherwise,
}

/// Why it matters that a call fits two overloads.
pub(super) const AMBIGUOUS: &str = "such calls are ambiguous, and do not compile";

/// What is told of an overload, given as C# declares it, of which calls fit another one as well.
pub(super) fn said(other: &str) -> String {
    format!("calls that leave out arguments of `{other}` fit it as well")
}

/// What becomes of the calls of a member that lost default values.
pub(super) fn left_out(it: &Case<'_, Member>) -> LeftOut {
    let (old, new) = (parameters(it.was), parameters(it.is));
    let kept = |was: &ParameterShape, is: &ParameterShape| {
        (was.is_params, was.is_this, was.is_scoped) == (is.is_params, is.is_this, is.is_scoped)
    };
    let lost: Vec<bool> = old.iter().zip(&new).map(|(was, is)| was.default.is_some() && is.default.is_none()).collect();
    if !old.iter().zip(&new).all(|(was, is)| kept(was, is)) {
        return LeftOut::Lost;
    }
    let others: Vec<&Member> = it.owner_now.named(&it.is.item.name).filter(|other| is_rival(it.is, other)).collect();
    let mut best = LeftOut::Lost;
    for other in others.iter().filter(|other| stands_in(it, other)) {
        let own = parameters(other);
        if !takes(&old, &lost, &own) || !it.around.looks(others.len()) {
            continue;
        }
        let mut rivals = others.iter().filter(|rival| !std::ptr::eq(**rival, *other));
        if rivals.any(|rival| clash(&old, &lost, &own, &parameters(rival))) {
            continue;
        }
        let given = |was: &ParameterShape| own.iter().find(|is| is_same(was, is)).and_then(|is| is.default.as_ref());
        let alike =
            old.iter().all(|was| was.default.is_none() || given(was).is_none_or(|is| Some(is) == was.default.as_ref()));
        if alike {
            return LeftOut::Taken;
        }
        best = LeftOut::TakenOtherwise;
    }
    best
}

/// The overloads, as C# declares them, of which calls that leave out arguments fit a new one as well; safe to print.
pub(super) fn confused_by_new(it: &Case<'_, Member>) -> Vec<String> {
    confused(it, |_| false)
}

/// The same of one that can be called with fewer arguments than before.
pub(super) fn confused_by_changed(it: &Case<'_, Member>) -> Vec<String> {
    let (old, new) = (parameters(it.was), parameters(it.is));
    if !old.iter().zip(&new).any(|(was, is)| !is_optional(was) && is_optional(is)) {
        return Vec::new();
    }
    confused(it, |other| {
        let before = parameters(other);
        let open: Vec<bool> = before.iter().map(|it| is_optional(it)).collect();
        clash(&before, &open, &before, &old)
    })
}

fn confused(it: &Case<'_, Member>, before: impl Fn(&Member) -> bool) -> Vec<String> {
    let overrides = it.is.facts.main().is_some_and(MethodFacts::overrides);
    let own = parameters(it.is);
    // What overrides another one is no further one.
    if overrides
        || it.owner_now.reach_of(it.is.item.visibility) == Reach::Nobody
        || !own.iter().any(|it| is_optional(it))
    {
        return Vec::new();
    }
    let others =
        it.owner.named(&it.is.item.name).filter(|other| other.item.id != it.is.item.id && is_rival(it.is, other));
    let mut found = Vec::new();
    for other in others.filter(|other| it.owner.reach_of(other.item.visibility) > Reach::Nobody) {
        let old = parameters(other);
        if !old.iter().any(|it| is_optional(it)) || !it.around.looks(1) {
            continue;
        }
        let Some(now) = still(it.owner_now, other) else { continue };
        let new = parameters(now);
        let open: Vec<bool> = old.iter().zip(&new).map(|(was, is)| is_optional(was) && is_optional(is)).collect();
        if clash(&old, &open, &new, &own) && !before(other) {
            found.push(other.item.signature.clone());
        }
    }
    found
}

/// The same member in the later state.
fn still<'s>(now: &'s Type, member: &Member) -> Option<&'s Member> {
    now.named(&member.item.name).find(|it| it.item.id == member.item.id)
}

fn parameters(member: &Member) -> Vec<&ParameterShape> {
    member.parameters().collect()
}

/// Whether a call may leave it out.
fn is_optional(it: &ParameterShape) -> bool {
    it.default.is_some() || it.is_params
}

/// Whether an argument for one parameter is one for the other, by name too.
fn is_same(a: &ParameterShape, b: &ParameterShape) -> bool {
    (&a.name, &a.type_, a.direction, a.is_this) == (&b.name, &b.type_, b.direction, b.is_this)
}

/// Whether calls that are written alike may mean either.
fn is_rival(it: &Member, other: &Member) -> bool {
    (other.item.kind, other.item.is_static) == (it.item.kind, it.item.is_static) && !std::ptr::eq(it, other)
}

/// Whether who calls a member can call the other one in the same way, and gets the same.
fn stands_in(it: &Case<'_, Member>, other: &Member) -> bool {
    let generics =
        |member: &Member| member.facts.main().and_then(|it| it.signature.as_ref()).map(|it| it.generics.clone());
    let (old, new) = (generics(it.was).unwrap_or_default(), generics(other).unwrap_or_default());
    it.owner_now.reach_of(other.item.visibility) >= it.reach
        && other.result() == it.is.result()
        && !other.item.attributes.iter().any(AttributeItem::is_error)
        && old.len() == new.len()
        && tighter(&old, &new, it.around).is_empty()
}

/// Whether an overload takes every call of a member that leaves out one of `lost`. Such a call gives by their places at most those that stand
/// before the last of these, and any other one by its name.
fn takes(old: &[&ParameterShape], lost: &[bool], overload: &[&ParameterShape]) -> bool {
    let Some(end) = lost.iter().rposition(|lost| *lost) else { return false };
    let only = lost.iter().filter(|lost| **lost).count() == 1;
    let by_place = overload.len() >= end && old.iter().zip(overload).take(end).all(|(a, b)| is_same(a, b));
    // The only one that is lost no such call gives.
    let later = old.iter().enumerate().skip(end).filter(|(at, _)| !(only && *at == end));
    by_place
        && later.map(|(_, it)| it).all(|it| overload.iter().any(|other| is_same(it, other)))
        && overload
            .iter()
            .all(|other| is_optional(other) || old.iter().any(|it| !is_optional(it) && is_same(it, other)))
}

/// Whether there is a call, which leaves out one of `open`, that fits two overloads of which none is better. `old` is what could be given before,
/// `one` takes all such calls.
fn clash(old: &[&ParameterShape], open: &[bool], one: &[&ParameterShape], other: &[&ParameterShape]) -> bool {
    let has = |list: &[&ParameterShape], it: &ParameterShape| list.iter().any(|other| is_same(it, other));
    let needs = |it: &ParameterShape| !is_optional(it);
    // The call with the fewest arguments that fits both.
    let given = |it: &ParameterShape| needs(it) || other.iter().any(|other| needs(other) && is_same(it, other));
    let count = old.iter().filter(|it| given(it)).count();
    let fits = old.iter().filter(|it| given(it)).all(|it| has(one, it) && has(other, it))
        && other.iter().filter(|it| needs(it)).all(|it| has(old, it));
    let leaves_out = old.iter().zip(open).any(|(it, open)| *open && !given(it));
    // What is given all it takes is better, and so is what would not make an array of nothing; of two that would, the longer one.
    let is_params = |list: &[&ParameterShape]| list.iter().any(|it| it.is_params);
    let even = match (is_params(one), is_params(other)) {
        (false, false) => one.len() > count && other.len() > count,
        (true, true) => one.len() == other.len(),
        _ => false,
    };
    fits && leaves_out && even
}
