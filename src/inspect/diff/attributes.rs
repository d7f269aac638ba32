//! Attributes that came, went, or say something else.

use std::collections::BTreeSet;

use super::facts::{Type, has};
use super::item::Item;
use super::rule::{Breaks, Case, Rule, when};
use super::state::Side;
use crate::inspect::marks::{AttributeItem, OBSOLETE};

const ATTRIBUTE_USAGE: &str = "T:System.AttributeUsageAttribute";
const FLAGS_ATTRIBUTE: &str = "T:System.FlagsAttribute";

/// Those of `a` that `b` has not.
pub(super) fn lacking<'a>(a: &'a [AttributeItem], b: &'a [AttributeItem]) -> impl Iterator<Item = &'a AttributeItem> {
    let known: BTreeSet<&str> = b.iter().map(|it| it.shape.exact.as_str()).collect();
    a.iter().filter(move |it| !it.plumbing && !known.contains(it.shape.exact.as_str()))
}

pub(super) const fn forbidden<T: Item>() -> Rule<T> {
    Rule {
        change: "it carries `[Obsolete(…, true)]`",
        finds: |it| {
            let known = it.was.attributes().iter().any(AttributeItem::is_error);
            let forbidden = it.is.attributes().iter().filter(|it| it.is_error() && !known);
            forbidden.map(|it| format!("it has [{}] now", it.text)).collect()
        },
        breaks: Breaks::Users,
        why: "code that uses it does not compile any more",
        source: "C#: CS0619",
    }
}

pub(super) const fn lost<T: Item>() -> Rule<T> {
    Rule {
        change: "an attribute is gone, or says something else",
        finds: |it| {
            let lost = lacking(it.was.attributes(), it.is.attributes());
            lost.map(|it| format!("it has no [{}] any more", it.text)).collect()
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "Microsoft: removing an attribute requires judgement",
    }
}

pub(super) const fn gained<T: Item>() -> Rule<T> {
    Rule {
        change: "an attribute is new, or says something else",
        finds: |it| {
            let (was, is) = (it.was.attributes(), it.is.attributes());
            let forbidden = !was.iter().any(AttributeItem::is_error);
            let narrower = before(it).is_wider_than(&after(it));
            // But for what another rule tells.
            let told = |it: &&AttributeItem| match it.id.as_str() {
                OBSOLETE => !(it.is_error() && forbidden),
                ATTRIBUTE_USAGE => !narrower,
                other => other != FLAGS_ATTRIBUTE,
            };
            lacking(is, was).filter(told).map(|it| format!("it has [{}] now", it.text)).collect()
        },
        breaks: Breaks::Nobody,
        why: "",
        source: "",
    }
}

/// On what an attribute may stand.
struct Usage<'a> {
    targets: u32,
    multiple: bool,
    text: &'a str,
}

impl Usage<'_> {
    fn is_wider_than(&self, other: &Usage<'_>) -> bool {
        self.targets & !other.targets != 0 || self.multiple && !other.multiple
    }
}

/// What `[AttributeUsage]` says before; of a member that of its type.
fn before<'s, T>(it: &Case<'s, T>) -> Usage<'s> {
    usage(it.around.old, it.owner)
}

/// What it says now.
fn after<'s, T>(it: &Case<'s, T>) -> Usage<'s> {
    usage(it.around.new, it.owner_now)
}

/// What `[AttributeUsage]` says of a class, or the nearest base says that has it, or is taken to say where none has.
fn usage<'s>(side: &'s Side, of: &'s Type) -> Usage<'s> {
    let own = |of: &'s Type| of.item.attributes.iter().find(|it| it.id.as_str() == ATTRIBUTE_USAGE);
    let inherited = || of.facts.ancestry.bases.iter().find_map(|base| own(side.type_of(&base.key)?));
    let found = own(of).or_else(inherited);
    let first = found.and_then(|it| it.shape.fixed.first().copied().flatten());
    let many =
        found.is_some_and(|it| it.shape.named.iter().any(|(name, value)| name == "AllowMultiple" && *value == Some(1)));
    // All that there is, by default.
    let targets = first.and_then(|first| u32::try_from(first).ok()).unwrap_or(0x7FFF);
    Usage { targets, multiple: many, text: found.map_or("", |it| &it.text) }
}

pub(super) const USAGE: Rule<Type> = Rule {
    change: "an attribute may stand on fewer things than before, or only once (`[AttributeUsage]`)",
    finds: |it: &Case<'_, Type>| {
        let (was, is) = (before(it), after(it));
        let own = has(&it.is.item.attributes, ATTRIBUTE_USAGE);
        let text =
            if own { format!("it has [{}] now", is.text) } else { format!("what it inherits is [{}] now", is.text) };
        when(was.is_wider_than(&is), text)
    },
    breaks: Breaks::Users,
    why: "where it stood it may not stand any more",
    source: "C#: CS0592, CS0579",
};

pub(super) const FLAGS: Rule<Type> = Rule {
    change: "an enum is a set of flags now",
    finds: |it: &Case<'_, Type>| {
        let added = lacking(&it.is.item.attributes, &it.was.item.attributes);
        added.filter(|it| it.id.as_str() == FLAGS_ATTRIBUTE).map(|it| format!("it has [{}] now", it.text)).collect()
    },
    breaks: Breaks::Users,
    why: "its values are written and parsed in another way",
    source: "Microsoft: adding the FlagsAttribute to an enumeration type",
};
