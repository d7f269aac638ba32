//! What may change of what a member takes and returns, and whom that breaks.

use super::facts::{Member, MethodFacts, with_names};
use super::rule::{Around, Breaks, Case, Rule, when};
use crate::model::{GenericParameter, ParameterShape, SignatureShape};

/// The method on both sides; of an indexer its first accessor.
fn both<'s>(it: &Case<'s, Member>) -> Option<(&'s SignatureShape, &'s SignatureShape)> {
    let (was, is) = (it.was.facts.main()?, it.is.facts.main()?);
    Some((was.signature.as_ref()?, is.signature.as_ref()?))
}

/// The parameters that a caller gives: those of a method, a constructor or an indexer, whose setter has one more.
fn parameters<'s>(it: &Case<'s, Member>) -> Option<(Vec<&'s ParameterShape>, Vec<&'s ParameterShape>)> {
    let list = |member: &'s Member| {
        let method = member.facts.main()?;
        let signature = method.signature.as_ref()?;
        let last = usize::from(method.role == "set");
        let none = !matches!(method.role, "" | "get" | "set");
        let count = if none { 0 } else { signature.parameters.len().saturating_sub(last) };
        Some(signature.parameters.iter().take(count).collect())
    };
    Some((list(it.was)?, list(it.is)?))
}

fn each(it: &Case<'_, Member>, finds: impl Fn(&ParameterShape, &ParameterShape) -> Option<String>) -> Vec<String> {
    let Some((was, is)) = parameters(it) else { return Vec::new() };
    was.into_iter().zip(is).filter_map(|(was, is)| finds(was, is)).collect()
}

pub(super) const RULES: &[Rule<Member>] = &[
    Rule {
        change: "it has another type, or returns another one",
        finds: |it| match (&it.was.facts.type_, &it.is.facts.type_) {
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
                let other = was.type_ != is.type_ && was.direction == is.direction;
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
                (was.direction != is.direction).then(|| format!("its parameter {} is {} now", named(is), by(is)))
            })
        },
        breaks: Breaks::Users,
        why: "calls say how they pass it",
        source: "Microsoft: adding or removing in, out or ref",
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
        change: "a parameter has no default value any more, or is not `params` or `this` any more",
        finds: |it| each(it, strict),
        breaks: Breaks::Users,
        why: "calls that relied on that do not compile",
        source: "Microsoft: changing the default value of a parameter, removing params",
    },
    Rule {
        change: "a parameter has another default value",
        finds: |it| each(it, other_default),
        breaks: Breaks::Users,
        why: "callers have copied the old one, and pass the new one when they are compiled again",
        source: "Microsoft: changing the default value of a property, field, or parameter",
    },
    Rule {
        change: "a parameter has a default value, or is `params` or `this`",
        finds: |it| each(it, relax),
        breaks: Breaks::Nobody,
        why: "",
        source: "Microsoft: adding params to a parameter is allowed",
    },
    Rule {
        change: "the elements of a tuple have other names",
        finds: |it| {
            let other = |was: &Option<String>, is: &Option<String>| was.is_some() && was != is;
            marks(it, "TupleElementNames", other).map(|what| format!("{what} has other names in its tuple")).collect()
        },
        breaks: Breaks::Users,
        why: "code that uses these names does not compile",
        source: "C#: CS1061",
    },
    Rule {
        change: "a type is not `dynamic` any more, or less of it is",
        finds: |it| {
            let other = |was: &Option<String>, is: &Option<String>| was.is_some() && was != is;
            marks(it, "Dynamic", other).map(|what| format!("{what} is not `dynamic` as it was")).collect()
        },
        breaks: Breaks::Users,
        why: "members that were looked for at run time are looked for by compilers now",
        source: "C#: CS1061",
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

fn open(it: &Case<'_, Member>) -> bool {
    it.was.facts.main().is_some_and(MethodFacts::is_open)
}

/// What differs of an attribute that tells compilers more of a type: whose it is.
fn marks<'s>(
    it: &'s Case<'_, Member>,
    attribute: &'static str,
    differs: fn(&Option<String>, &Option<String>) -> bool,
) -> impl Iterator<Item = String> + 's {
    let find = move |marks: &[String]| marks.iter().find(|mark| named_like(mark, attribute)).cloned();
    let own = |member: &Member| member.item.attributes.iter().map(|it| it.text.clone()).collect::<Vec<_>>();
    let mut pairs = vec![("it".to_owned(), find(&own(it.was)), find(&own(it.is)))];
    if let Some((was, is)) = both(it).filter(|_| it.was.facts.type_.is_none()) {
        pairs.push(("what it returns".to_owned(), find(&was.result_marks), find(&is.result_marks)));
    }
    let parameters = parameters(it).into_iter().flat_map(|(was, is)| was.into_iter().zip(is));
    pairs.extend(
        parameters.map(|(was, is)| (format!("its parameter {}", named(is)), find(&was.marks), find(&is.marks))),
    );
    pairs.into_iter().filter(move |(_, was, is)| differs(was, is)).map(|(what, ..)| what)
}

fn named_like(mark: &str, attribute: &str) -> bool {
    mark.strip_prefix(attribute).is_some_and(|rest| rest.is_empty() || rest.starts_with('('))
}

/// How a text calls a parameter.
fn named(it: &ParameterShape) -> String {
    if it.name.is_empty() { "without a name".to_owned() } else { format!("`{}`", it.name) }
}

fn by(it: &ParameterShape) -> String {
    if it.direction.is_empty() { "passed by value".to_owned() } else { format!("`{}`", it.direction) }
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
    ];
    said(is, &parts)
}

fn relax(was: &ParameterShape, is: &ParameterShape) -> Option<String> {
    let parts = [
        (was.default.is_none() && is.default.is_some(), "has a default value now"),
        (!was.is_params && is.is_params, "is `params` now"),
        (!was.is_this && is.is_this, "is `this` now"),
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

/// Whether what is said of `have` makes sure that `wanted` holds: it is said itself, or something is that derives from it.
fn follows(wanted: &str, have: &GenericParameter, around: &Around<'_>) -> bool {
    let said = |word: &str| have.constraints.iter().any(|it| it == word);
    let implied = match wanted {
        "struct" => said("unmanaged"),
        "new()" => said("struct") || said("unmanaged"),
        // A class is a class whatever else it is.
        "class" => have.constraints.iter().any(|it| around.is_class(it)),
        _ => false,
    };
    said(wanted) || implied || have.constraints.iter().any(|it| around.derives(it, wanted))
}

/// What type arguments have to be now and had not to be before.
pub(super) fn tighter(was: &[GenericParameter], is: &[GenericParameter], around: &Around<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (before, after) in was.iter().zip(is) {
        let lacking = after.constraints.iter().filter(|it| !follows(it, before, around));
        found.extend(lacking.map(|it| format!("its type parameter {} has to be {} now", after.name, spoken(it, is))));
    }
    found
}

/// What they need not be any more.
pub(super) fn looser(was: &[GenericParameter], is: &[GenericParameter], around: &Around<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (before, after) in was.iter().zip(is) {
        let gone = before.constraints.iter().filter(|it| !follows(it, after, around));
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
