//! Attributes that came, went, or say something else.

use super::facts::{Member, Type};
use super::rule::{Breaks, Case, Rule};
use crate::inspect::marks::AttributeItem;

const OBSOLETE: &str = "T:System.ObsoleteAttribute";
const ATTRIBUTE_USAGE: &str = "T:System.AttributeUsageAttribute";
const FLAGS_ATTRIBUTE: &str = "T:System.FlagsAttribute";

/// Whether compilers refuse what carries it.
fn forbids(it: &AttributeItem) -> bool {
    it.id.as_str() == OBSOLETE && it.text.ends_with(", true)")
}

fn forbidden(was: &[AttributeItem], is: &[AttributeItem]) -> Vec<String> {
    let known = was.iter().any(forbids);
    is.iter().filter(|it| forbids(it) && !known).map(|it| format!("it has [{}] now", it.text)).collect()
}

/// Those of `a` that `b` has not, but for what another rule tells.
fn lacking<'a>(a: &'a [AttributeItem], b: &'a [AttributeItem]) -> impl Iterator<Item = &'a AttributeItem> {
    a.iter().filter(|it| !it.plumbing && b.iter().all(|other| other.text != it.text))
}

fn lost(was: &[AttributeItem], is: &[AttributeItem]) -> Vec<String> {
    lacking(was, is).map(|it| format!("it has no [{}] any more", it.text)).collect()
}

fn gained(was: &[AttributeItem], is: &[AttributeItem]) -> Vec<String> {
    let forbidden = !was.iter().any(forbids);
    let (before, after) = (usage(was), usage(is));
    let narrower = before.is_wider_than(&after);
    let told = |it: &&AttributeItem| match it.id.as_str() {
        OBSOLETE => !(forbids(it) && forbidden),
        ATTRIBUTE_USAGE => !narrower,
        other => other != FLAGS_ATTRIBUTE,
    };
    lacking(is, was).filter(told).map(|it| format!("it has [{}] now", it.text)).collect()
}

const WHY_FORBIDDEN: &str = "code that uses it does not compile any more";
const FORBIDDEN: &str = "it carries `[Obsolete(…, true)]`";

pub(super) const FORBIDDEN_TYPE: Rule<Type> = Rule {
    change: FORBIDDEN,
    finds: |it| forbidden(&it.was.item.attributes, &it.is.item.attributes),
    breaks: Breaks::Users,
    why: WHY_FORBIDDEN,
    source: "C#: CS0619",
};

pub(super) const FORBIDDEN_MEMBER: Rule<Member> = Rule {
    change: FORBIDDEN,
    finds: |it| forbidden(&it.was.item.attributes, &it.is.item.attributes),
    breaks: Breaks::Users,
    why: WHY_FORBIDDEN,
    source: "C#: CS0619",
};

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

/// What `[AttributeUsage]` says, or is taken to say where it is not there.
fn usage(attributes: &[AttributeItem]) -> Usage<'_> {
    let text = attributes.iter().find(|it| it.id.as_str() == ATTRIBUTE_USAGE).map_or("", |it| it.text.as_str());
    let first = text.split_once('(').map_or("", |(_, rest)| rest).split([',', ')']).next().unwrap_or_default();
    // All that there is, by default.
    Usage { targets: first.parse().unwrap_or(0x7FFF), multiple: text.contains("AllowMultiple = true"), text }
}

pub(super) const USAGE: Rule<Type> = Rule {
    change: "an attribute may stand on fewer things than before, or only once (`[AttributeUsage]`)",
    finds: |it: &Case<'_, Type>| {
        let (was, is) = (usage(&it.was.item.attributes), usage(&it.is.item.attributes));
        was.is_wider_than(&is).then(|| format!("it has [{}] now", is.text)).into_iter().collect()
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

const LOST: &str = "an attribute is gone, or says something else";
const GAINED: &str = "an attribute is new, or says something else";
const JUDGEMENT: &str = "Microsoft: removing an attribute requires judgement";

pub(super) const LOST_ON_TYPE: Rule<Type> = Rule {
    change: LOST,
    finds: |it| lost(&it.was.item.attributes, &it.is.item.attributes),
    breaks: Breaks::Nobody,
    why: "",
    source: JUDGEMENT,
};

pub(super) const LOST_ON_MEMBER: Rule<Member> = Rule {
    change: LOST,
    finds: |it| lost(&it.was.item.attributes, &it.is.item.attributes),
    breaks: Breaks::Nobody,
    why: "",
    source: JUDGEMENT,
};

pub(super) const GAINED_ON_TYPE: Rule<Type> = Rule {
    change: GAINED,
    finds: |it| gained(&it.was.item.attributes, &it.is.item.attributes),
    breaks: Breaks::Nobody,
    why: "",
    source: "",
};

pub(super) const GAINED_ON_MEMBER: Rule<Member> = Rule {
    change: GAINED,
    finds: |it| gained(&it.was.item.attributes, &it.is.item.attributes),
    breaks: Breaks::Nobody,
    why: "",
    source: "",
};
