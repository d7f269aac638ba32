//! What may change of a type, and whom that breaks.

use std::collections::BTreeSet;

use super::attributes;
use super::bases;
use super::facts::{Type, has};
use super::rule::{Breaks, Case, Rule, when};
use super::signatures;

type Of<'c, 's> = &'c Case<'s, Type>;

/// Rules that hold whatever it has become.
pub(super) const ANY: &[Rule<Type>] = &[
    Rule {
        change: "nobody in other assemblies can use it any more",
        finds: |it| when(it.was.item.visible && !it.is.item.visible, "other assemblies cannot use it any more"),
        breaks: Breaks::Users,
        why: "what names it does not compile and does not load",
        source: "Microsoft: reducing the visibility of a type; runtime: TypeAccessException",
    },
    Rule {
        change: "other assemblies can use it now",
        finds: |it| when(!it.was.item.visible && it.is.item.visible, "other assemblies can use it now"),
        breaks: Breaks::Nobody,
        why: "",
        source: "Microsoft: expanding the visibility of a type is allowed",
    },
    Rule {
        change: "a nested type is `protected` and was `public`",
        finds: |it| when(narrowed(it), format!("it is {} now", it.is.item.visibility)),
        breaks: Breaks::Callers,
        why: "only types that derive from the one around it can name it",
        source: "Microsoft: reducing the visibility of a type",
    },
    Rule {
        change: "its visibility is another one, and nobody outside loses anything",
        finds: |it| {
            let same = it.was.item.visible == it.is.item.visible;
            let other = it.was.item.visibility != it.is.item.visibility;
            when(same && other && !narrowed(it), format!("it is {} now", it.is.item.visibility))
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "Microsoft: expanding the visibility of a type is allowed",
    },
    Rule {
        change: "it is in a type and was in a namespace of that name, or the other way round",
        finds: |it| {
            let moved = it.was.item.id == it.is.item.id && it.was.full_name != it.is.full_name;
            when(moved, format!("its full name is {} now", it.is.full_name.safe()))
        },
        breaks: Breaks::Users,
        why: "compiled code asks for it by its exact name",
        source: "runtime: TypeLoadException",
    },
    Rule {
        change: "it is another kind of type",
        finds: |it| when(it.was.item.kind != it.is.item.kind, format!("it is no {} any more", it.was.item.kind)),
        breaks: Breaks::Users,
        why: "compiled code treats values, objects and interfaces each in its own way",
        source: "Microsoft: changing a struct to a class and vice versa",
    },
    attributes::forbidden(),
    attributes::USAGE,
    attributes::FLAGS,
    attributes::lost(),
    attributes::gained(),
];

/// Rules for what is still a class, a struct, an interface, an enum, a delegate.
pub(super) const SAME_KIND: &[Rule<Type>] = &[
    Rule {
        change: "it is sealed now",
        finds: |it| when(!it.was.item.is_sealed && it.is.item.is_sealed, "nothing can derive from it any more"),
        breaks: Breaks::Heirs,
        why: "a class outside can derive from it",
        source: "Microsoft: sealing a type that was previously unsealed; allowed without accessible constructors",
    },
    Rule {
        change: "it is not sealed any more",
        finds: |it| when(it.was.item.is_sealed && !it.is.item.is_sealed, "types can derive from it now"),
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    },
    Rule {
        change: "it is abstract now",
        finds: |it| when(!it.was.item.is_abstract && it.is.item.is_abstract, "no objects of it can be made any more"),
        breaks: Breaks::Creators,
        why: "`new` of it does not compile, and throws where it was compiled",
        source: "Microsoft: allowed only without accessible constructors; runtime: MemberAccessException",
    },
    Rule {
        change: "it is not abstract any more",
        finds: |it| when(it.was.item.is_abstract && !it.is.item.is_abstract, "objects of it can be made now"),
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    },
    Rule {
        change: "it does not derive from a class any more",
        finds: |it| {
            let lost = bases::more_bases(it.was, it.is).into_iter();
            lost.map(|base| format!("it does not derive from {base} any more{}", bases::doubt(it.is))).collect()
        },
        breaks: Breaks::Users,
        why: "what takes it for its base, or calls what it inherited, does not find that",
        source: "Microsoft: removing a class from the set of base classes",
    },
    Rule {
        change: "there is a base in between",
        finds: |it| {
            let gained = bases::more_bases(it.is, it.was);
            gained.into_iter().map(|base| format!("it derives from {base} now")).collect()
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "Microsoft: introducing a new base class",
    },
    Rule {
        change: "a base in between has abstract members that it does not implement",
        finds: |it| {
            let left = bases::left_abstract(it);
            left.into_iter().map(|name| format!("derived types have to implement {name}")).collect()
        },
        breaks: Breaks::Implementers,
        why: "a class outside does not implement them",
        source: "Microsoft: introducing a new base class is allowed as long as it does not introduce abstract members; runtime: TypeLoadException",
    },
    Rule {
        change: "it does not implement an interface any more",
        finds: |it| {
            let lost = bases::more_interfaces(it.was, it.is).into_iter();
            lost.map(|interface| format!("it does not implement {interface} any more{}", bases::doubt(it.is))).collect()
        },
        breaks: Breaks::Users,
        why: "what takes it for the interface does not compile, and throws where it was compiled",
        source: "Microsoft: removing an interface, unless a base or another interface has it",
    },
    Rule {
        change: "an interface extends another one",
        finds: |it| gained_interfaces(it, true),
        breaks: Breaks::Implementers,
        why: "a type outside that implements it lacks the members of the other",
        source: "Microsoft: adding an interface to the set of base types of an interface",
    },
    Rule {
        change: "a class or struct implements another interface",
        finds: |it| gained_interfaces(it, false),
        breaks: Breaks::Nobody,
        why: "",
        source: "Microsoft: adding an interface implementation",
    },
    Rule {
        change: "a type parameter lost `in` or `out`",
        finds: |it| variance(it, false),
        breaks: Breaks::Users,
        why: "conversions between its constructions are gone",
        source: "C#: CS0266; runtime: InvalidCastException",
    },
    Rule {
        change: "a type parameter has `in` or `out`",
        finds: |it| variance(it, true),
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    },
    Rule {
        change: "a type parameter must be more than before",
        finds: |it| signatures::tighter(&it.was.facts.generics, &it.is.facts.generics, it.around),
        breaks: Breaks::Users,
        why: "type arguments that were right are so no more",
        source: "C#: CS0311, CS0452; runtime: TypeLoadException",
    },
    Rule {
        change: "a type parameter may be more than before",
        finds: |it| signatures::looser(&it.was.facts.generics, &it.is.facts.generics, it.around),
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    },
    Rule {
        change: "a type parameter has another name",
        finds: |it| signatures::renamed_generics(&it.was.facts.generics, &it.is.facts.generics),
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    },
    Rule {
        change: "an enum has another integer type",
        finds: |it| when(it.was.facts.underlying != it.is.facts.underlying, "its numbers have another type"),
        breaks: Breaks::Users,
        why: "compiled code has numbers of the old type",
        source: "Microsoft: changing the underlying type of an enumeration",
    },
    Rule {
        change: "a struct is not `readonly` any more",
        finds: |it| when(marked(it.was, READ_ONLY) && !marked(it.is, READ_ONLY), "its members may change it now"),
        breaks: Breaks::Users,
        why: "where it is read-only, a copy of it is changed in its place",
        source: "Microsoft: changing a readonly struct type to a struct",
    },
    Rule {
        change: "a struct is `readonly` now",
        finds: |it| {
            when(!marked(it.was, READ_ONLY) && marked(it.is, READ_ONLY), "its members do not change it any more")
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "Microsoft: allowed",
    },
    Rule {
        change: "a struct is a `ref struct` now",
        finds: |it| when(!marked(it.was, BY_REF) && marked(it.is, BY_REF), "it can live on the stack only"),
        breaks: Breaks::Users,
        why: "it cannot be a field of a class, in an array, boxed, or a type argument",
        source: "Microsoft: changing a struct type to a ref struct, and vice versa",
    },
    Rule {
        change: "a struct is no `ref struct` any more",
        finds: |it| when(marked(it.was, BY_REF) && !marked(it.is, BY_REF), "it can live anywhere now"),
        breaks: Breaks::Users,
        why: "lifetimes that compilers took for granted hold no more",
        source: "Microsoft: changing a struct type to a ref struct, and vice versa",
    },
    Rule {
        change: "a struct without non-public fields has further fields",
        finds: |it| {
            let (before, after) = (&it.was.facts.fields, &it.is.facts.fields);
            let open = it.was.item.kind == "struct" && before.iter().all(|(_, public)| *public);
            let known: BTreeSet<&String> = before.iter().map(|(name, _)| name).collect();
            let more = after.iter().any(|(name, _)| !known.contains(name));
            when(open && more, "there is more in it than what code outside assigns")
        },
        breaks: Breaks::Users,
        why: "a variable of it that is assigned field by field, or not at all, is not assigned any more",
        source: "Microsoft: adding an instance field to a struct that has no nonpublic fields; C#: CS0165",
    },
    Rule {
        change: "a struct that held no reference holds one",
        finds: |it| {
            let (was, is) = (it.was.facts.holds_references, it.is.facts.holds_references);
            when(was == Some(false) && is == Some(true), "it holds references now")
        },
        breaks: Breaks::Users,
        why: "it is not `unmanaged` any more: pointers to it, and type arguments that have to be that, do not compile",
        source: "C#: CS0208, CS8377",
    },
    Rule {
        change: "the fields of a struct stand in another order",
        finds: |it| {
            let common = |a: &Type, b: &Type| -> Vec<String> {
                let there: BTreeSet<&String> = b.facts.fields.iter().map(|(name, _)| name).collect();
                a.facts.fields.iter().map(|(name, _)| name.clone()).filter(|name| there.contains(name)).collect()
            };
            let moved = common(it.was, it.is) != common(it.is, it.was);
            when(moved && it.is.facts.sequential, "its fields stand in another order, which native code sees")
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "runtime: sequential layout",
    },
    Rule {
        change: "a delegate has another return type, or a parameter of another type",
        finds: |it| match (&it.was.facts.invoke, &it.is.facts.invoke) {
            (Some(was), Some(is)) => [signatures::result(was, is), signatures::other_types(was, is)].concat(),
            _ => Vec::new(),
        },
        breaks: Breaks::Users,
        why: "methods that fitted it do not fit it any more",
        source: "Microsoft: changing the type of a parameter or return value",
    },
    Rule {
        change: "a parameter of a delegate is called otherwise, lost `params` or its default value, or has another one",
        finds: |it| match (&it.was.facts.invoke, &it.is.facts.invoke) {
            (Some(was), Some(is)) => {
                [signatures::renamed(was, is), signatures::stricter(was, is), signatures::other_defaults(was, is)]
                    .concat()
            }
            _ => Vec::new(),
        },
        breaks: Breaks::Users,
        why: "code that calls it by these does not compile, or does something else",
        source: "Microsoft: renaming a parameter",
    },
    Rule {
        change: "a parameter of a delegate can be left out now",
        finds: |it| match (&it.was.facts.invoke, &it.is.facts.invoke) {
            (Some(was), Some(is)) => signatures::relaxed(was, is),
            _ => Vec::new(),
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    },
];

const READ_ONLY: &str = "T:System.Runtime.CompilerServices.IsReadOnlyAttribute";
const BY_REF: &str = "T:System.Runtime.CompilerServices.IsByRefLikeAttribute";

fn marked(type_: &Type, attribute: &str) -> bool {
    type_.item.kind == "struct" && has(&type_.item.attributes, attribute)
}

fn narrowed(it: Of<'_, '_>) -> bool {
    it.was.item.visibility == "public" && it.is.item.visible && it.is.item.visibility != "public"
}

fn gained_interfaces(it: Of<'_, '_>, of_interface: bool) -> Vec<String> {
    if (it.is.item.kind == "interface") != of_interface {
        return Vec::new();
    }
    let gained = bases::more_interfaces(it.is, it.was);
    gained.into_iter().map(|interface| format!("it implements {interface} now")).collect()
}

fn variance(it: Of<'_, '_>, gained: bool) -> Vec<String> {
    let pairs = it.was.facts.generics.iter().zip(&it.is.facts.generics).filter(|(was, is)| was.variance != is.variance);
    let of_kind = pairs.filter(|(was, _)| was.variance.is_empty() == gained);
    let word = |variance: &str| {
        if variance.is_empty() { "neither `in` nor `out`".to_owned() } else { format!("`{variance}`") }
    };
    of_kind.map(|(_, is)| format!("its type parameter {} is {} now", is.name, word(is.variance))).collect()
}
