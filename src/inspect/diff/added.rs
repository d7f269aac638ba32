//! What a new member of a type that was there before may break.

use super::ancestry::Base;
use super::exact::with_arguments;
use super::facts::{Member, Reach, Type, has, is_explicit_slot};
use super::rule::{Breaks, Case, Rule, when};
use super::state::Side;
use super::{nearer, overloads};
use crate::metadata::MethodAttributes as Flags;
use crate::text::Text;

/// On members that who makes an object has to set.
pub(super) const REQUIRED: &str = "T:System.Runtime.CompilerServices.RequiredMemberAttribute";

/// The member is both what was and what is.
pub(super) const RULES: &[Rule<Member>] = &[
    Rule {
        change: "an abstract member that types outside can implement",
        finds: |it| when(it.is.item.is_abstract && outside(it), "derived types have to implement it"),
        breaks: Breaks::Implementers,
        why: "a type outside does not implement it",
        source: "Microsoft: adding an abstract member; allowed without accessible constructors; runtime: TypeLoadException",
    },
    Rule {
        change: "an abstract member that no type outside can implement",
        finds: |it| {
            when(it.is.item.is_abstract && !outside(it) && it.owner.implemented, "no type outside can implement it")
        },
        breaks: Breaks::Implementers,
        why: "types outside derive from its type, and cannot be loaded any more",
        source: "Microsoft: adding an abstract member; runtime: TypeLoadException",
    },
    Rule {
        change: "a sealed override",
        finds: |it| {
            let closes = it.is.facts.main().is_some_and(|it| it.overrides() && it.is(Flags::FINAL));
            when(closes && outside(it), "nothing can override it any more")
        },
        breaks: Breaks::Heirs,
        why: "a class outside can override what it overrides",
        source: "C#: CS0239; runtime: TypeLoadException",
    },
    Rule {
        change: "an overload that calls fit as well that leave out arguments of another one",
        finds: |it| overloads::confused_by_new(it).iter().map(|it| overloads::said(it)).collect(),
        breaks: Breaks::Users,
        why: overloads::AMBIGUOUS,
        source: "C#: CS0121",
    },
    Rule {
        change: "an overload that calls with `null` fit as well as the one that they meant",
        finds: nearer::null_for,
        breaks: Breaks::Perhaps,
        why: "such calls are ambiguous, and do not compile",
        source: "C#: CS0121",
    },
    Rule {
        change: "an overload whose parameters have narrower types, which some calls of another one go to",
        finds: nearer::taken_from,
        breaks: Breaks::Perhaps,
        why: "what is compiled again calls it, and may do something else",
        source: "Microsoft: adding an overload that precludes an existing overload and defines a different behavior is disallowed",
    },
    Rule {
        change: "a required member",
        finds: |it| {
            when(has(&it.is.item.attributes, REQUIRED) && !it.owner_now.sets_required(it.owner), "it is `required`")
        },
        breaks: Breaks::Makers,
        why: "`new` without it does not compile any more",
        source: "C#: CS9035",
    },
    Rule {
        change: "a member that hides one of a base that has another type, is static where it is not, or is of another kind",
        finds: |it| when(hides(it), "it hides that of a base, which is used in another way"),
        breaks: Breaks::Users,
        why: "what is compiled again gets another one",
        source: "C#: CS0029, CS0176, CS0266, CS1955",
    },
];

/// On a type that is in one that was there before; the type is both what was and what is.
pub(super) const TYPES: &[Rule<Type>] = &[Rule {
    change: "a type in another one that hides a member of a base of that one, or a type in it",
    finds: |it| {
        let name = it.is.item.id.as_str().rsplit('.').next().unwrap_or_default();
        let hides = it.is.reach > Reach::Nobody
            && it.owner.facts.ancestry.bases.iter().any(|base| {
                let member = |known: &Type| known.named(&Text::from(name)).any(|hidden| hidden.item.visible);
                let known = it.around.old.type_of(&base.key);
                known.is_some_and(member) || has_type(it.around.old, base, name)
            });
        when(hides, "it hides what a base has of this name")
    },
    breaks: Breaks::Users,
    why: "what is compiled again gets another one",
    source: "C#: CS0029, CS0119, CS1955",
}];

/// Whether a base has a type of this name in it that others can use.
fn has_type(side: &Side, base: &Base, name: &str) -> bool {
    let (assembly, outer) = &base.key;
    let inner = side.type_of(&(assembly.clone(), Text(format!("{}.{name}", outer.as_str()))));
    inner.is_some_and(|inner| inner.item.visible)
}

/// Whether types outside can name it; what is implemented under another name has that of an interface in its own.
fn outside(it: &Case<'_, Member>) -> bool {
    is_explicit_slot(&it.is.item) || it.owner_now.reach_of(it.is.item.visibility) > Reach::Nobody
}

/// Whether a base of before has a member of the same name that is used in another way.
fn hides(it: &Case<'_, Member>) -> bool {
    let own = it.is.facts.main();
    let new = own.is_none_or(|own| !own.overrides()) && outside(it) && it.is.item.kind != "constructor";
    let parameters = |member: &Member, arguments: &[String]| -> Vec<String> {
        member.parameters().map(|it| with_arguments(&it.type_, arguments)).collect()
    };
    let type_ = |member: &Member, arguments: &[String]| member.result().map(|it| with_arguments(it, arguments));
    new && it.owner.facts.ancestry.bases.iter().any(|base| {
        let known = it.around.old.type_of(&base.key);
        has_type(it.around.old, base, it.is.item.name.as_str())
            || known.is_some_and(|known| {
                known.named(&it.is.item.name).filter(|hidden| hidden.item.visible).any(|hidden| {
                    hidden.item.kind != it.is.item.kind
                        || parameters(hidden, &base.arguments) == parameters(it.is, &[])
                            && (type_(hidden, &base.arguments) != type_(it.is, &[])
                                || hidden.item.is_static != it.is.item.is_static)
                })
            })
    })
}
