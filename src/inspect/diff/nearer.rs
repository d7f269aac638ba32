//! Which calls of overloads that were there mean a new one when they are compiled again, or mean either.

use super::exact::definition;
use super::facts::{Member, MethodFacts, Reach};
use super::rule::{Around, Case};
use crate::model::ParameterShape;

/// The overloads of before, as C# declares them, of which some calls go to a new one: its parameters have narrower types, and nothing that was
/// there is between the two.
pub(super) fn taken_from(it: &Case<'_, Member>) -> Vec<String> {
    let own = parameters(it.is);
    let others = rivals(it);
    let is_narrower = |one: &Member, other: &Member| narrower(&parameters(one), &parameters(other), it.around);
    let wider: Vec<&&Member> = others.iter().filter(|other| narrower(&own, &parameters(other), it.around)).collect();
    let nearest = wider.iter().filter(|other| !wider.iter().any(|between| is_narrower(between, other)));
    nearest.map(|other| format!("calls of `{}` with such arguments go to it", other.item.signature)).collect()
}

/// The overloads of before, as C# declares them, of which calls with `null` fit a new one no worse.
pub(super) fn null_for(it: &Case<'_, Member>) -> Vec<String> {
    let own = parameters(it.is);
    let others = rivals(it);
    let mut found = Vec::new();
    for other in &others {
        let before = parameters(other);
        let Some(at) =
            only_difference(&own, &before).filter(|at| are_apart(it.around, &own[*at].type_, &before[*at].type_))
        else {
            continue;
        };
        // Where another overload is nearer to `null`, or as near, it did not mean this one.
        let beats = |third: &&Member| {
            let third = parameters(third);
            only_difference(&third, &before) == Some(at)
                && (takes_null(&third[at].type_, it.around)
                    && converts(&before[at].type_, &third[at].type_, it.around) != Some(true))
        };
        // A new one that is narrower than both takes it from both.
        let settles = |third: &Member| {
            let third = parameters(third);
            let narrower = |than: &[&ParameterShape]| {
                only_difference(&third, than) == Some(at)
                    && converts(&third[at].type_, &than[at].type_, it.around) == Some(true)
            };
            narrower(&before) && narrower(&own)
        };
        let is_meant = !others.iter().any(beats) && !it.owner_now.named(&it.is.item.name).any(settles);
        if is_meant && it.around.looks(others.len()) {
            let name = &before[at].name;
            found.push(format!("calls of `{}` with `null` for `{name}` may mean either", other.item.signature));
        }
    }
    found
}

/// The overloads that could be called before, and still can, in the same way and with as many arguments; none for what overrides another one.
fn rivals<'s>(it: &Case<'s, Member>) -> Vec<&'s Member> {
    let overrides = it.is.facts.main().is_some_and(MethodFacts::overrides);
    if overrides || it.owner_now.reach_of(it.is.item.visibility) == Reach::Nobody {
        return Vec::new();
    }
    let count = |member: &Member| member.parameters().count();
    let generics = |member: &Member| {
        member.facts.main().and_then(|it| it.signature.as_ref()).map(|it| it.generics.len()).unwrap_or_default()
    };
    let others: Vec<&Member> = it.owner.named(&it.is.item.name).collect();
    if !it.around.looks(others.len().saturating_mul(others.len())) {
        return Vec::new();
    }
    let is_rival = |other: &&Member| {
        (other.item.kind, other.item.is_static) == (it.is.item.kind, it.is.item.is_static)
            && other.item.id != it.is.item.id
            && (count(other), generics(other)) == (count(it.is), generics(it.is))
            && it.owner.reach_of(other.item.visibility) > Reach::Nobody
            && it.owner_now.named(&other.item.name).any(|still| still.item.id == other.item.id)
    };
    others.into_iter().filter(is_rival).collect()
}

fn parameters(member: &Member) -> Vec<&ParameterShape> {
    member.parameters().collect()
}

/// Whether arguments are given for two parameters in the same way.
fn is_alike(a: &ParameterShape, b: &ParameterShape) -> bool {
    (a.direction, a.is_params, a.is_this) == (b.direction, b.is_params, b.is_this)
}

/// Whether every argument for the parameters of one fits those of the other, and not the other way round.
fn narrower(one: &[&ParameterShape], other: &[&ParameterShape], around: &Around<'_>) -> bool {
    let same = |a: &ParameterShape, b: &ParameterShape| a.type_ == b.type_;
    let fits = |a: &ParameterShape, b: &ParameterShape| {
        is_alike(a, b)
            && (same(a, b)
                || a.direction.is_empty() && !a.is_params && converts(&a.type_, &b.type_, around) == Some(true))
    };
    one.len() == other.len()
        && one.iter().zip(other).all(|(a, b)| fits(a, b))
        && one.iter().zip(other).any(|(a, b)| !same(a, b))
}

/// The place of the only parameter whose type is another one.
fn only_difference(one: &[&ParameterShape], other: &[&ParameterShape]) -> Option<usize> {
    let mut differ = one.iter().zip(other).enumerate().filter(|(_, (a, b))| a.type_ != b.type_);
    let at = differ.next()?.0;
    let alike = one.len() == other.len() && one.iter().zip(other).all(|(a, b)| is_alike(a, b));
    (alike && differ.next().is_none() && one[at].direction.is_empty() && !one[at].is_params).then_some(at)
}

/// Whether `null` fits both of two types, and neither is narrower.
fn are_apart(around: &Around<'_>, a: &str, b: &str) -> bool {
    let is_not = |from: &str, to: &str| converts(from, to, around) == Some(false);
    takes_null(a, around) && takes_null(b, around) && is_not(a, b) && is_not(b, a)
}

/// What classes and interfaces of the framework `string` converts to.
const OF_STRING: [&str; 7] = [
    "System.Collections.Generic.IEnumerable<char>",
    "System.Collections.IEnumerable",
    "System.ICloneable",
    "System.IComparable",
    "System.IComparable<string>",
    "System.IConvertible",
    "System.IEquatable<string>",
];

/// The numbers to which each number converts, as C# has it (§10.2.3 of its specification).
const NUMBERS: [(&str, &[&str]); 10] = [
    ("sbyte", &["short", "int", "long", "float", "double", "decimal"]),
    ("byte", &["short", "ushort", "int", "uint", "long", "ulong", "float", "double", "decimal"]),
    ("short", &["int", "long", "float", "double", "decimal"]),
    ("ushort", &["int", "uint", "long", "ulong", "float", "double", "decimal"]),
    ("int", &["long", "float", "double", "decimal"]),
    ("uint", &["long", "ulong", "float", "double", "decimal"]),
    ("long", &["float", "double", "decimal"]),
    ("ulong", &["float", "double", "decimal"]),
    ("char", &["ushort", "int", "uint", "long", "ulong", "float", "double", "decimal"]),
    ("float", &["double"]),
];

fn is_number(type_: &str) -> bool {
    matches!(type_, "double" | "decimal") || NUMBERS.iter().any(|(number, _)| *number == type_)
}

/// Whether it is a delegate of the framework that methods take.
fn is_delegate(type_: &str) -> bool {
    let known = ["System.Action", "System.Func", "System.Predicate"];
    known.contains(&type_.split('<').next().unwrap_or_default())
}

/// Whether each value of one type, spelt exactly, is by itself one of the other; `None` where nobody knows.
fn converts(from: &str, to: &str, around: &Around<'_>) -> Option<bool> {
    let is_plain = |type_: &str| is_number(type_) || type_ == "bool";
    match (from, to) {
        _ if from == to => Some(true),
        (_, "object") => (!from.ends_with('*')).then_some(true),
        ("string", _) if OF_STRING.contains(&to) => Some(true),
        ("object" | "string", _) | (_, "string") => Some(false),
        _ if is_delegate(from) && is_delegate(to) => delegate_converts(from, to, around),
        _ if is_number(from) && is_number(to) => {
            Some(NUMBERS.iter().any(|(number, wider)| *number == from && wider.contains(&to)))
        }
        _ if is_plain(from) && takes_null(to, around) => None,
        _ if from.starts_with('!') || to.starts_with('!') || from.ends_with([']', '*']) || to.ends_with([']', '*']) => {
            None
        }
        _ => around.derives(from, to),
    }
}

/// The same of delegates of the framework, for which better is what has a result, of the same parameters, and of two that have what has a narrower one.
fn delegate_converts(from: &str, to: &str, around: &Around<'_>) -> Option<bool> {
    let parts = |type_: &str| {
        let (_, mut all) = definition(type_);
        let result = match type_.split('<').next() {
            Some("System.Func") => all.pop(),
            Some("System.Predicate") => Some("bool".to_owned()),
            _ => None,
        };
        (all, result)
    };
    let ((given, result), (wanted, other)) = (parts(from), parts(to));
    match (given == wanted, result, other) {
        (true, Some(_), None) => Some(true),
        (true, Some(result), Some(other)) => converts(&result, &other, around),
        _ => Some(false),
    }
}

/// Whether `null` is known to be a value of a type that is spelt exactly.
fn takes_null(type_: &str, around: &Around<'_>) -> bool {
    matches!(type_, "object" | "string")
        || type_.ends_with("[]")
        || is_delegate(type_)
        || super::framework::ancestors(type_).is_some()
        || around.is_reference(type_)
}
