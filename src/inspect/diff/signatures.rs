//! What may change of what a member takes and returns, and whom that breaks.

use super::exact::with_names;
use super::facts::{Member, MethodFacts};
use super::overloads::{self, LeftOut};
use super::rule::{Around, Breaks, Case, Rule, when};
use crate::model::{GenericParameter, ParameterShape, SignatureShape};

/// The method on both sides; of an indexer its first accessor.
fn both<'s>(it: &Case<'s, Member>) -> Option<(&'s SignatureShape, &'s SignatureShape)> {
    let (was, is) = (it.was.facts.main()?, it.is.facts.main()?);
    Some((was.signature.as_ref()?, is.signature.as_ref()?))
}

fn each(it: &Case<'_, Member>, finds: impl Fn(&ParameterShape, &ParameterShape) -> Option<String>) -> Vec<String> {
    it.was.parameters().zip(it.is.parameters()).filter_map(|(was, is)| finds(was, is)).collect()
}

pub(super) const RULES: &[Rule<Member>] = &[
    Rule {
        change: "it has another type, or returns another one",
        finds: |it| match (&it.was.facts.type_, &it.is.facts.type_) {
            (Some(was), Some(is)) if without_modifiers(was) == without_modifiers(is) => {
                when(was != is, "its type has other custom modifiers")
            }
            (Some(was), Some(is)) => when(was != is, "its type is another one"),
            _ => both(it).map_or_else(Vec::new, |(was, is)| result(was, is)),
        },
        breaks: Breaks::Users,
        why: "compiled code asks for the member by its exact signature",
        source: "Microsoft: changing the type of a member; runtime: MissingMethodException, MissingFieldException",
    },
    Rule {
        change: "a parameter has another type, or another custom modifier",
        finds: |it| {
            each(it, |was, is| {
                let other = was.type_ != is.type_ && (was.direction == is.direction || relaxed_direction(was, is));
                other.then(|| format!("its parameter {} has another type", named(is)))
            })
        },
        breaks: Breaks::Users,
        why: "compiled code asks for the member by its exact signature",
        source: "Microsoft: changing the type of a parameter; runtime: MissingMethodException",
    },
    Rule {
        change: "a parameter is `in`, `out` or `ref` and was not, or another one of these",
        finds: |it| {
            each(it, |was, is| {
                let other = was.direction != is.direction && !relaxed_direction(was, is);
                other.then(|| format!("its parameter {} is {} now", named(is), by(is)))
            })
        },
        breaks: Breaks::Users,
        why: "calls say how they pass it",
        source: "Microsoft: adding or removing in, out or ref",
    },
    Rule {
        change: "a parameter is `ref readonly` and was `ref` or `in`",
        finds: |it| {
            each(it, |was, is| {
                relaxed_direction(was, is).then(|| format!("its parameter {} is {} now", named(is), by(is)))
            })
        },
        breaks: Breaks::Nobody,
        why: "calls with `ref` or `in` compile; where the modifier is part of the signature, the rule about types holds",
        source: "C# 12",
    },
    Rule {
        change: "a parameter has another name",
        finds: |it| {
            let by_name = !it.was.item.name.as_str().starts_with("op_");
            each(it, |was, is| rename(was, is).filter(|_| by_name))
        },
        breaks: Breaks::Users,
        why: "calls with named arguments do not compile",
        source: "Microsoft: renaming a parameter",
    },
    Rule {
        change: "a parameter has no default value any more, or is not `params`, `this` or `scoped` any more",
        finds: |it| stricter_by(it, LeftOut::Lost),
        breaks: Breaks::Users,
        why: "calls that relied on that do not compile",
        source: "Microsoft: changing the default value of a parameter, removing params",
    },
    Rule {
        change: "a parameter has no default value any more, and another overload takes the calls that leave it out",
        finds: |it| stricter_by(it, LeftOut::Taken),
        breaks: Breaks::Nobody,
        why: "calls that relied on that compile to the other one",
        source: "C#: overload resolution",
    },
    Rule {
        change: "a parameter has no default value any more, and the overload that takes such calls has another one",
        finds: |it| {
            let found = stricter_by(it, LeftOut::TakenOtherwise).into_iter();
            found.map(|it| format!("{it}, and the overload that takes such calls has another one")).collect()
        },
        breaks: Breaks::Users,
        why: OTHER_DEFAULT,
        source: "Microsoft: changing the default value of a property, field, or parameter",
    },
    Rule {
        change: "a parameter has another default value",
        finds: |it| each(it, other_default),
        breaks: Breaks::Users,
        why: OTHER_DEFAULT,
        source: "Microsoft: changing the default value of a property, field, or parameter",
    },
    Rule {
        change: "a parameter has a default value, or is `params`, `this` or `scoped`",
        finds: |it| each(it, relax),
        breaks: Breaks::Nobody,
        why: "",
        source: "Microsoft: adding params to a parameter is allowed",
    },
    Rule {
        change: "it can be called with fewer arguments, and calls that leave out arguments of another overload fit it as well",
        finds: |it| overloads::confused_by_changed(it).iter().map(|it| overloads::said(it)).collect(),
        breaks: Breaks::Users,
        why: overloads::AMBIGUOUS,
        source: "C#: CS0121",
    },
    Rule {
        change: "what it returns a reference to must not be written any more",
        finds: |it| {
            let gained = both(it).is_some_and(|(was, is)| !was.read_only_result && is.read_only_result);
            when(gained, "what it returns must not be written any more")
        },
        breaks: Breaks::Users,
        why: "code that writes it does not compile any more",
        source: "Microsoft: changing from a ref return value to a ref readonly return value",
    },
    Rule {
        change: "what it returns a reference to may be written now",
        finds: |it| {
            let lost = both(it).is_some_and(|(was, is)| was.read_only_result && !is.read_only_result);
            when(lost, "what it returns may be written now")
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "Microsoft: allowed, except for virtual methods and interfaces; where the modifier is part of the signature, the rule about types holds",
    },
    Rule {
        change: "a type parameter of a method must be more than before",
        finds: |it| both(it).map_or_else(Vec::new, |(was, is)| tighter(&was.generics, &is.generics, it.around)),
        breaks: Breaks::Users,
        why: "type arguments that were right are so no more",
        source: "C#: CS0311, CS0452; runtime: VerificationException",
    },
    Rule {
        change: "a type parameter of a virtual method may be more than before",
        finds: |it| {
            both(it)
                .filter(|_| open(it))
                .map_or_else(Vec::new, |(was, is)| looser(&was.generics, &is.generics, it.around))
        },
        breaks: Breaks::Heirs,
        why: "what overrides it has to ask for the same",
        source: "runtime: TypeLoadException",
    },
    Rule {
        change: "a type parameter of another method may be more than before",
        finds: |it| {
            both(it)
                .filter(|_| !open(it))
                .map_or_else(Vec::new, |(was, is)| looser(&was.generics, &is.generics, it.around))
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    },
    Rule {
        change: "a type parameter of a method has another name",
        finds: |it| both(it).map_or_else(Vec::new, |(was, is)| renamed_generics(&was.generics, &is.generics)),
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    },
];

/// An exact text without the custom modifiers in it, which declarations do not show.
fn without_modifiers(exact: &str) -> String {
    let (mut result, mut rest) = (String::new(), exact);
    while let Some(at) = [" modreq(", " modopt("].iter().filter_map(|mark| rest.find(mark)).min() {
        result.push_str(&rest[..at]);
        let end = rest[at..].find(')').map_or(rest.len(), |end| at + end + 1);
        rest = &rest[end..];
    }
    result + rest
}

const OTHER_DEFAULT: &str = "callers have copied the old one, and pass the new one when they are compiled again";

/// What callers have to say now, where this becomes of the calls that do not.
fn stricter_by(it: &Case<'_, Member>, left_out: LeftOut) -> Vec<String> {
    let found = each(it, strict);
    if found.is_empty() || overloads::left_out(it) != left_out { Vec::new() } else { found }
}

fn open(it: &Case<'_, Member>) -> bool {
    it.was.facts.main().is_some_and(MethodFacts::is_open)
}

/// How a text calls a parameter.
pub(super) fn named(it: &ParameterShape) -> String {
    if it.name.is_empty() { "without a name".to_owned() } else { format!("`{}`", it.name) }
}

fn by(it: &ParameterShape) -> String {
    if it.direction.is_empty() { "passed by value".to_owned() } else { format!("`{}`", it.direction) }
}

fn relaxed_direction(was: &ParameterShape, is: &ParameterShape) -> bool {
    is.direction == "ref readonly" && matches!(was.direction, "ref" | "in")
}

fn rename(was: &ParameterShape, is: &ParameterShape) -> Option<String> {
    // Without a name there is none to call it by.
    let other = was.name != is.name && !was.name.is_empty();
    other.then(|| format!("its parameter {} is called {} now", named(was), named(is)))
}

fn strict(was: &ParameterShape, is: &ParameterShape) -> Option<String> {
    let parts = [
        (was.default.is_some() && is.default.is_none(), "has no default value any more"),
        (was.is_params && !is.is_params, "is not `params` any more"),
        (was.is_this && !is.is_this, "is not `this` any more"),
        (was.is_scoped && !is.is_scoped, "is not `scoped` any more"),
    ];
    said(is, &parts)
}

fn relax(was: &ParameterShape, is: &ParameterShape) -> Option<String> {
    let parts = [
        (was.default.is_none() && is.default.is_some(), "has a default value now"),
        (!was.is_params && is.is_params, "is `params` now"),
        (!was.is_this && is.is_this, "is `this` now"),
        (!was.is_scoped && is.is_scoped, "is `scoped` now"),
    ];
    said(is, &parts)
}

fn said(it: &ParameterShape, parts: &[(bool, &str)]) -> Option<String> {
    let held: Vec<&str> = parts.iter().filter(|(holds, _)| *holds).map(|(_, text)| *text).collect();
    (!held.is_empty()).then(|| format!("its parameter {} {}", named(it), held.join(" and ")))
}

fn other_default(was: &ParameterShape, is: &ParameterShape) -> Option<String> {
    let (old, new) = (was.default.as_ref()?, is.default.as_ref()?);
    (old != new).then(|| format!("its parameter {} has another default value", named(is)))
}

fn zipped(
    was: &SignatureShape,
    is: &SignatureShape,
    finds: impl Fn(&ParameterShape, &ParameterShape) -> Option<String>,
) -> Vec<String> {
    was.parameters.iter().zip(&is.parameters).filter_map(|(was, is)| finds(was, is)).collect()
}

pub(super) fn result(was: &SignatureShape, is: &SignatureShape) -> Vec<String> {
    when(was.result != is.result, "it returns another type")
}

/// Parameters of another type, of another kind or of another number: of a delegate, whose id has none.
pub(super) fn other_types(was: &SignatureShape, is: &SignatureShape) -> Vec<String> {
    let mut found = zipped(was, is, |was, is| {
        let other = was.type_ != is.type_ || was.direction != is.direction;
        other.then(|| format!("its parameter {} has another type", named(is)))
    });
    let number = (was.parameters.len(), is.parameters.len());
    found.extend(when(number.0 != number.1, format!("it has {} parameters now and had {}", number.1, number.0)));
    found
}

pub(super) fn renamed(was: &SignatureShape, is: &SignatureShape) -> Vec<String> {
    zipped(was, is, rename)
}

pub(super) fn stricter(was: &SignatureShape, is: &SignatureShape) -> Vec<String> {
    zipped(was, is, strict)
}

pub(super) fn relaxed(was: &SignatureShape, is: &SignatureShape) -> Vec<String> {
    zipped(was, is, relax)
}

pub(super) fn other_defaults(was: &SignatureShape, is: &SignatureShape) -> Vec<String> {
    zipped(was, is, other_default)
}

/// Whether what is said of `have` makes sure that `wanted` holds: it is said itself, or something is that derives from it. Where nobody knows
/// that, `unsure` is the answer.
fn follows(wanted: &str, have: &GenericParameter, around: &Around<'_>, unsure: bool) -> bool {
    let said = |word: &str| have.constraints.iter().any(|it| it == word);
    if said(wanted) {
        return true;
    }
    match wanted {
        "struct" => said("unmanaged"),
        "new()" => said("struct") || said("unmanaged"),
        // A class is a class whatever else it is.
        "class" => have.constraints.iter().any(|it| around.is_class(it)),
        "unmanaged" | "allows ref struct" => false,
        _ => have.constraints.iter().any(|it| match it.as_str() {
            "class" | "struct" | "unmanaged" | "new()" | "allows ref struct" => false,
            it => around.derives(it, wanted).unwrap_or(unsure),
        }),
    }
}

/// What a type argument may be besides.
const BY_REF_LIKE: &str = "allows ref struct";

/// What type arguments have to be now and had not to be before.
pub(super) fn tighter(was: &[GenericParameter], is: &[GenericParameter], around: &Around<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (before, after) in was.iter().zip(is) {
        let lacking = after.constraints.iter().filter(|it| *it != BY_REF_LIKE && !follows(it, before, around, true));
        let lost = before.constraints.iter().any(|it| it == BY_REF_LIKE)
            && after.constraints.iter().all(|it| it != BY_REF_LIKE);
        found.extend(when(lost, format!("its type parameter {} must be no `ref struct` any more", after.name)));
        found.extend(lacking.map(|it| format!("its type parameter {} has to be {} now", after.name, spoken(it, is))));
    }
    found
}

/// What they need not be any more.
pub(super) fn looser(was: &[GenericParameter], is: &[GenericParameter], around: &Around<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (before, after) in was.iter().zip(is) {
        let gone = before.constraints.iter().filter(|it| *it != BY_REF_LIKE && !follows(it, after, around, false));
        let gained = after.constraints.iter().any(|it| it == BY_REF_LIKE)
            && before.constraints.iter().all(|it| it != BY_REF_LIKE);
        found.extend(when(gained, format!("its type parameter {} may be a `ref struct` now", after.name)));
        found.extend(
            gone.map(|it| format!("its type parameter {} need not be {} any more", after.name, spoken(it, was))),
        );
    }
    found
}

fn spoken(constraint: &str, generics: &[GenericParameter]) -> String {
    match constraint {
        "class" | "struct" | "unmanaged" | "new()" => format!("`{constraint}`"),
        type_ => with_names(type_, generics, generics),
    }
}

pub(super) fn renamed_generics(was: &[GenericParameter], is: &[GenericParameter]) -> Vec<String> {
    let pairs = was.iter().zip(is).filter(|(was, is)| was.name != is.name);
    pairs.map(|(was, is)| format!("its type parameter {} is called {} now", was.name, is.name)).collect()
}
