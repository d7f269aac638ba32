//! What may change of a member, and whom that breaks; what it takes and returns is the business of [`signatures`](super::signatures).

use super::attributes;
use super::facts::{Member, MethodFacts, SETS_REQUIRED, has};
use super::rule::{Breaks, Case, Rule, when};
use crate::metadata::MethodAttributes as Flags;
use crate::model::Visibility;

type Of<'c, 's> = &'c Case<'s, Member>;

pub(super) const RULES: &[Rule<Member>] = &[
    Rule {
        change: "nobody in other assemblies can use it any more",
        finds: |it| {
            when(moved(it) && it.was.item.visible && !it.is.item.visible, "other assemblies cannot use it any more")
        },
        breaks: Breaks::Users,
        why: "what names it does not compile, and throws where it was compiled",
        source: "Microsoft: reducing the visibility of a member; runtime: MethodAccessException, FieldAccessException",
    },
    Rule {
        change: "other assemblies can use it now",
        finds: |it| when(moved(it) && !it.was.item.visible && it.is.item.visible, "other assemblies can use it now"),
        breaks: Breaks::Nobody,
        why: "",
        source: "Microsoft: expanding the visibility of a member that is not virtual is allowed",
    },
    Rule {
        change: "it is `protected` and was `public`",
        finds: |it| when(narrowed(it) && !only_for_heirs(it), format!("it is {} now", it.is.item.visibility)),
        breaks: Breaks::Callers,
        why: "only derived types can use it",
        source: "Microsoft: reducing the visibility of a member; runtime: MethodAccessException",
    },
    Rule {
        change: "a virtual member is `public` and was `protected`",
        finds: |it| {
            when(widened(it.was.facts.main(), it.is.facts.main()), format!("it is {} now", it.is.item.visibility))
        },
        breaks: Breaks::Heirs,
        why: "what overrides it outside is `protected`, which is less than what it overrides",
        source: "Microsoft: expanding the visibility is allowed for members that are not virtual; C#: CS0507; runtime: TypeLoadException",
    },
    Rule {
        change: "its visibility is another one, and nobody outside loses anything",
        finds: |it| {
            let same = moved(it) && it.was.item.visible == it.is.item.visible;
            let told = narrowed(it) && !only_for_heirs(it) || widened(it.was.facts.main(), it.is.facts.main());
            when(same && !told, format!("it is {} now", it.is.item.visibility))
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "Microsoft: allowed",
    },
    Rule {
        change: "it is static and was not, or the other way round",
        finds: |it| match (it.was.item.is_static, it.is.item.is_static) {
            (false, true) => when(true, "it is static now"),
            (true, false) => when(true, "it is not static any more"),
            _ => Vec::new(),
        },
        breaks: Breaks::Users,
        why: "compiled calls pass an object, or none",
        source: "Microsoft: adding or removing static; runtime: MissingMethodException",
    },
    Rule {
        change: "it cannot be overridden or implemented any more",
        finds: |it| {
            when(
                is(it.was, MethodFacts::is_open) && !is(it.is, MethodFacts::is_open),
                "nothing can override it any more",
            )
        },
        breaks: Breaks::Heirs,
        why: "a class outside can override it",
        source: "Microsoft: removing virtual, adding sealed to an interface member; runtime: TypeLoadException",
    },
    Rule {
        change: "it can be overridden, and was not virtual",
        finds: |it| when(opened(it) && !was_virtual(it), "derived types can override it now"),
        breaks: Breaks::Heirs,
        why: "code that was compiled before may call it past what overrides it",
        source: "Microsoft: adding virtual to a member",
    },
    Rule {
        change: "it can be overridden, and was virtual and sealed",
        finds: |it| when(opened(it) && was_virtual(it), "derived types can override it now"),
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    },
    Rule {
        change: "it is abstract now",
        finds: |it| when(!it.was.item.is_abstract && it.is.item.is_abstract, "derived types have to implement it now"),
        breaks: Breaks::Heirs,
        why: "a class outside that does not override it cannot be loaded",
        source: "Microsoft: making a virtual member abstract; runtime: TypeLoadException",
    },
    Rule {
        change: "it is not abstract any more",
        finds: |it| {
            when(it.was.item.is_abstract && !it.is.item.is_abstract, "derived types need not implement it any more")
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "Microsoft: changing a member from abstract to virtual is allowed",
    },
    Rule {
        change: "it hides what it overrode",
        finds: |it| {
            when(
                is(it.was, MethodFacts::overrides) && !is(it.is, MethodFacts::overrides),
                "it hides the member of a base and does not override it any more",
            )
        },
        breaks: Breaks::Users,
        why: "calls of the base's member do not run it any more",
        source: "runtime: a new slot",
    },
    Rule {
        change: "it overrides what it hid",
        finds: |it| {
            let hid = it.was.facts.main().is_some() && !is(it.was, MethodFacts::overrides);
            when(hid && is(it.is, MethodFacts::overrides), "it overrides the member of a base now")
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "Microsoft: adding an override is allowed",
    },
    Rule {
        change: "an accessor is gone",
        finds: |it| {
            let gone = it.was.facts.methods.iter().filter(|was| it.is.facts.method(was.role).is_none());
            gone.filter(|was| used(it, was)).map(|was| format!("it has no `{}` any more", was.role)).collect()
        },
        breaks: Breaks::Users,
        why: "code that uses that does not compile, and throws where it was compiled",
        source: "Microsoft: removing a getter or setter from a property; runtime: MissingMethodException",
    },
    Rule {
        change: "an accessor that nobody outside could use is gone",
        finds: |it| {
            let gone = it.was.facts.methods.iter().filter(|was| it.is.facts.method(was.role).is_none());
            gone.filter(|was| !used(it, was) && it.around.tells(was.visibility))
                .map(|was| format!("it has no `{}` any more", was.role))
                .collect()
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    },
    Rule {
        change: "fewer can use an accessor",
        finds: |it| {
            accessors(it, |it, was, is| {
                used(it, was)
                    && is.visibility < was.visibility
                    && is.visibility != Visibility::Public
                    && !still(was, is)
            })
        },
        breaks: Breaks::Users,
        why: "code that uses that does not compile, and throws where it was compiled",
        source: "Microsoft: reducing the visibility of a member; runtime: MethodAccessException",
    },
    Rule {
        change: "an accessor of a virtual member is `public` and was `protected`",
        finds: |it| accessors(it, |_, was, is| widened(Some(was), Some(is))),
        breaks: Breaks::Heirs,
        why: "what overrides it outside is `protected`, which is less than what it overrides",
        source: "C#: CS0507; runtime: TypeLoadException",
    },
    Rule {
        change: "the visibility of an accessor is another one, and nobody outside loses anything",
        finds: |it| {
            accessors(it, |it, was, is| {
                let fewer = used(it, was) && is.visibility < was.visibility && !still(was, is);
                let told = it.around.tells(was.visibility.max(is.visibility));
                told && !fewer && !widened(Some(was), Some(is))
            })
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    },
    Rule {
        change: "an accessor carries `[Obsolete(…, true)]`",
        finds: |it| {
            let now = it.is.facts.methods.iter().filter(|is| is.is_error && !is.role.is_empty());
            let new = now.filter(|is| it.was.facts.method(is.role).is_some_and(|was| !was.is_error && used(it, was)));
            new.map(|is| format!("its `{}` has [Obsolete(…, true)] now", is.role)).collect()
        },
        breaks: Breaks::Users,
        why: "code that uses it does not compile any more",
        source: "C#: CS0619",
    },
    Rule {
        change: "there is another accessor to implement",
        finds: |it| new_accessors(it, true),
        breaks: Breaks::Implementers,
        why: "a type outside that implements it lacks that",
        source: "Microsoft: adding an abstract member; runtime: TypeLoadException",
    },
    Rule {
        change: "there is another accessor",
        finds: |it| new_accessors(it, false),
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    },
    Rule {
        change: "`set` became `init`",
        finds: |it| {
            when(
                !init(it.was) && init(it.is) && it.was.facts.method("set").is_some(),
                "its `set` works only while the object is made",
            )
        },
        breaks: Breaks::Users,
        why: "`init` is a part of the signature: compiled calls do not find it",
        source: "C#: CS8852; runtime: MissingMethodException",
    },
    Rule {
        change: "`init` became `set`",
        finds: |it| {
            when(init(it.was) && !init(it.is) && it.is.facts.method("set").is_some(), "its `set` works at any time now")
        },
        breaks: Breaks::Users,
        why: "`init` was a part of the signature: compiled calls do not find it",
        source: "runtime: MissingMethodException",
    },
    Rule {
        change: "it is a constant and was none, or the other way round",
        finds: |it| match (it.was.facts.literal, it.is.facts.literal) {
            (false, true) => when(it.was.item.kind == "field", "it is a constant now"),
            (true, false) => when(it.was.item.kind == "field", "it is no constant any more"),
            _ => Vec::new(),
        },
        breaks: Breaks::Users,
        why: "a constant is copied by who uses it, and is no field for compiled code",
        source: "runtime: MissingFieldException; C#: CS0133, CS0182",
    },
    Rule {
        change: "it is no constant any more, and was one of `decimal` or a date of Visual Basic",
        finds: |it| when(by_attribute(it.was) && !it.is.facts.constant, "it is no constant any more"),
        breaks: Breaks::Users,
        why: "a constant, a default value or an attribute that is made of it does not compile",
        source: "C#: CS0133, CS1736",
    },
    Rule {
        change: "it is a constant of `decimal`, or a date of Visual Basic, and was none",
        finds: |it| when(!it.was.facts.constant && by_attribute(it.is), "it is a constant now"),
        breaks: Breaks::Nobody,
        why: "for compiled code it still is the field",
        source: "C#: how it compiles `const decimal`",
    },
    Rule {
        change: "the value of a constant is another one",
        finds: |it| {
            when(
                it.was.facts.value != it.is.facts.value && it.was.facts.value.is_some() && it.is.facts.value.is_some(),
                "its value is another one",
            )
        },
        breaks: Breaks::Users,
        why: "callers have copied the old value",
        source: "Microsoft: changing the value of a public constant or enumeration member",
    },
    Rule {
        change: "a field is `readonly` now",
        finds: |it| {
            let was_written = !it.was.facts.read_only && !it.was.facts.literal;
            when(was_written && it.is.facts.read_only, "nothing can write it any more")
        },
        breaks: Breaks::Users,
        why: "code outside writes it",
        source: "Microsoft: adding readonly to a field; C#: CS0191",
    },
    Rule {
        change: "a field is not `readonly` any more",
        finds: |it| {
            when(it.was.facts.read_only && !it.is.facts.read_only && !it.is.facts.literal, "it can be written now")
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "Microsoft: removing readonly from a field is allowed",
    },
    Rule {
        change: "it has to be set by who makes an object",
        finds: |it| {
            when(!required(it.was) && required(it.is) && !it.owner_now.sets_required(it.owner), "it is `required` now")
        },
        breaks: Breaks::Makers,
        why: "`new` without it does not compile any more",
        source: "C#: CS9035",
    },
    Rule {
        change: "a constructor does not set what is `required` any more (`[SetsRequiredMembers]`)",
        finds: |it| {
            let sets = |it: &Member| has(&it.item.attributes, SETS_REQUIRED);
            let lost = it.was.item.kind == "constructor" && sets(it.was) && !sets(it.is);
            let anything = || it.owner_now.members.values().any(required);
            when(lost && anything(), "it does not set what is `required` any more")
        },
        breaks: Breaks::Users,
        why: "`new` that leaves that to it does not compile any more",
        source: "C#: CS9035",
    },
    Rule {
        change: "it need not be set by who makes an object",
        finds: |it| when(required(it.was) && !required(it.is), "it is not `required` any more"),
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    },
    Rule {
        change: "a member of a struct may change it",
        finds: |it| {
            let marked =
                |member: &Member| has(&member.item.attributes, "T:System.Runtime.CompilerServices.IsReadOnlyAttribute");
            when(it.was.item.kind == "method" && marked(it.was) && !marked(it.is), "it is not `readonly` any more")
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    },
    attributes::forbidden(),
    attributes::lost(),
    attributes::gained(),
];

/// Whether its own visibility is another one: where only the type is seen by more or by fewer, the type says so.
fn moved(it: Of<'_, '_>) -> bool {
    it.was.item.visibility != it.is.item.visibility
}

fn narrowed(it: Of<'_, '_>) -> bool {
    let both = it.was.item.visible && it.is.item.visible;
    both && it.was.item.visibility == "public" && it.is.item.visibility != "public"
}

/// Whether it is a constructor that only derived types could ever call.
fn only_for_heirs(it: Of<'_, '_>) -> bool {
    it.was.item.kind == "constructor" && it.owner.item.is_abstract
}

/// Whether what overrides it outside is now narrower than it.
fn widened(was: Option<&MethodFacts>, is: Option<&MethodFacts>) -> bool {
    let (Some(was), Some(is)) = (was, is) else { return false };
    let was_protected = matches!(was.visibility, Visibility::Protected | Visibility::ProtectedInternal);
    was_protected && is.visibility == Visibility::Public && was.is_open() && is.is_open()
}

fn is(member: &Member, what: impl Fn(&MethodFacts) -> bool) -> bool {
    member.facts.main().is_some_and(what)
}

fn opened(it: Of<'_, '_>) -> bool {
    let was_closed = it.was.facts.main().is_some_and(|it| !it.is_open()) && !it.owner_now.item.is_sealed;
    was_closed && is(it.is, MethodFacts::is_open) && !it.is.item.is_abstract
}

fn was_virtual(it: Of<'_, '_>) -> bool {
    is(it.was, |it| it.is(Flags::VIRTUAL))
}

/// Whether it is a constant and yet a field for the runtime, with its value in an attribute.
fn by_attribute(member: &Member) -> bool {
    member.facts.constant && !member.facts.literal
}

fn init(member: &Member) -> bool {
    member.facts.method("set").is_some_and(MethodFacts::is_init)
}

fn required(member: &Member) -> bool {
    has(&member.item.attributes, super::added::REQUIRED)
}

/// Whether others could use an accessor.
fn used(it: Of<'_, '_>, accessor: &MethodFacts) -> bool {
    it.owner.reach_of(accessor.visibility.word()) > super::facts::Reach::Nobody
}

/// Whether those outside who could use it still can.
fn still(was: &MethodFacts, is: &MethodFacts) -> bool {
    was.visibility == Visibility::ProtectedInternal && is.visibility == Visibility::Protected
}

/// Accessors whose visibility is another one, apart from that of the whole.
fn accessors(it: Of<'_, '_>, finds: impl Fn(Of<'_, '_>, &MethodFacts, &MethodFacts) -> bool) -> Vec<String> {
    let whole = (it.was.item.visibility, it.is.item.visibility);
    let pairs = it.was.facts.methods.iter().filter_map(|was| Some((was, it.is.facts.method(was.role)?)));
    let other = pairs.filter(|(was, is)| !was.role.is_empty() && was.visibility != is.visibility);
    let own = other.filter(|(was, is)| (was.visibility.word(), is.visibility.word()) != whole);
    let found = own.filter(|(was, is)| finds(it, was, is));
    found.map(|(was, is)| format!("its `{}` is {} now", was.role, is.visibility.word())).collect()
}

fn new_accessors(it: Of<'_, '_>, is_abstract: bool) -> Vec<String> {
    let new = it.is.facts.methods.iter().filter(|is| it.was.facts.method(is.role).is_none());
    let of_kind =
        new.filter(|is| is.is(Flags::ABSTRACT) == is_abstract && (is_abstract || it.around.tells(is.visibility)));
    of_kind.map(|is| format!("it has `{}` now", is.role)).collect()
}
