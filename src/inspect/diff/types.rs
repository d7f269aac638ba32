//! Which types there are on both sides, and what that means for others.

use super::exact::{definition, with_arguments};
use super::facts::{Reach, Type};
use super::noted::OfItems;
use super::rule::{Around, Case, Verdict};
use super::state::Side;
use super::{Difference, Pair, added, by_id, members, type_rules};
use crate::text::Text;

/// What differs of the types and members of an assembly.
pub(super) fn differences(around: &Around<'_>, items: &mut Vec<Difference>) {
    let public = around.public;
    by_id(
        &around.old.types.all,
        &around.new.types.all,
        |it| &it.item.id,
        |pair| match pair {
            Pair::Added(is) => new(around, is, items),
            Pair::Removed(was) => removed(around, was, items),
            Pair::Both(was, is) => {
                let verdict = compared(around, was, is);
                if !verdict.what.is_empty() {
                    push(items, public, was.item.visible || is.item.visible, Difference::between(was, is, verdict));
                }
                members::differences(around, was, is, items);
            }
        },
    );
    forwards(around, items);
}

/// A type that was not there, or was one of another assembly to which this one forwarded it.
fn new(around: &Around<'_>, is: &Type, items: &mut Vec<Difference>) {
    let (public, visible) = (around.public, is.item.visible);
    let mut verdict = Verdict::default();
    let Some(from) = around.old.forward(is, around.new) else {
        let outer = is.item.declaring_type.as_ref();
        let outer = outer.and_then(|outer| Some((around.old.types.get(outer)?, around.new.types.get(outer)?)));
        if let Some((owner, owner_now)) = outer {
            let case = Case { was: is, is, owner, owner_now, reach: is.reach, around };
            verdict.judge(added::TYPES, &case);
        }
        return push(items, public, visible, Difference::of(is, "added", verdict));
    };
    verdict.note(format!("it was forwarded to {}", from.safe()));
    let Some(was) = around.old.end_of(&is.item.id) else {
        return push(items, public, visible, Difference::of(is, "added", verdict));
    };
    let of_members = stands_for(around, was, is, &mut verdict);
    push(items, public, visible, Difference::between(was, is, verdict));
    items.extend(of_members);
}

/// Types that were forwarded and are not there now: forwarded elsewhere, or gone. For others they were types of this assembly.
fn forwards(around: &Around<'_>, items: &mut Vec<Difference>) {
    for (id, to) in &around.old.forwarded {
        if around.new.types.contains(id) {
            continue;
        }
        let mut verdict = Verdict::default();
        let is_used = around.may_be_used(id, to);
        let Some(to_now) = around.new.forwarded.get(id) else {
            verdict.note(format!("it is not forwarded to {} any more", to.safe()));
            if is_used {
                verdict.because(GONE);
            }
            push(items, around.public, is_used, of_forward(around, id, "removed", verdict));
            continue;
        };
        let lacks = |side: &Side| side.ends.get(id) == Some(&None);
        if to != to_now {
            verdict.note(format!("it is forwarded to {} and was to {}", to_now.safe(), to.safe()));
        }
        if lacks(around.new) && !lacks(around.old) {
            verdict.note(format!("{} does not have it", to_now.safe()));
            if is_used {
                verdict.because(GONE);
            }
        }
        let ends = (around.old.ends.get(id), around.new.ends.get(id));
        let moved = ends.0 != ends.1;
        let mut others = Vec::new();
        if let (true, Some(was), Some(is)) = (moved, around.old.end_of(id), around.new.end_of(id)) {
            others = stands_for(around, was, is, &mut verdict);
            nested(around, was, &mut others);
        }
        if !verdict.what.is_empty() {
            items.push(of_forward(around, id, "changed", verdict));
        }
        items.extend(others);
    }
}

/// What is told of a forward.
fn of_forward(around: &Around<'_>, id: &Text, change: &'static str, verdict: Verdict) -> Difference {
    let declaration = |side: &Side| side.end_of(id).map(|it| it.item.declaration.clone());
    Difference {
        breaking: verdict.breaking,
        what: verdict.what,
        why: verdict.why,
        old: declaration(around.old).or_else(|| Some(super::plain::bare(id))),
        new: if change == "removed" { None } else { declaration(around.new) },
        ..Difference::new("type", id.clone(), None, change)
    }
}

/// What becomes of the types in one that is forwarded elsewhere.
fn nested(around: &Around<'_>, of: &Type, items: &mut Vec<Difference>) {
    let start = Text(format!("{}.", of.item.id.as_str()));
    let inner = around.old.ends.range(start.clone()..).take_while(|(id, _)| id.as_str().starts_with(start.as_str()));
    for was in inner.filter_map(|(id, _)| around.old.end_of(id)) {
        let mut verdict = Verdict::default();
        if let Some(is) = around.new.end_of(&was.item.id) {
            let of_members = stands_for(around, was, is, &mut verdict);
            if !verdict.what.is_empty() {
                push(items, around.public, was.item.visible, Difference::between(was, is, verdict));
            }
            items.extend(of_members);
        } else {
            if was.reach > Reach::Nobody {
                verdict.because(GONE);
            }
            push(items, around.public, was.item.visible, Difference::of(was, "removed", verdict));
        }
    }
}

/// What differs between a type and the one that stands for it, of which one is in another assembly. What is new there is no news of this one.
fn stands_for(around: &Around<'_>, was: &Type, is: &Type, verdict: &mut Verdict) -> Vec<Difference> {
    let there = compared(around, was, is);
    verdict.what.extend(there.what);
    for why in &there.why {
        verdict.because(why);
    }
    let mut of_members = Vec::new();
    members::differences(around, was, is, &mut of_members);
    of_members.retain(|it| it.change != "added" || it.breaking);
    of_members
}

/// All types of an assembly that has no counterpart.
pub(super) fn alone(side: &Side, change: &'static str, public: bool, items: &mut Vec<Difference>) {
    for type_ in side.types.all.values() {
        let mut verdict = Verdict::default();
        if change == "removed" && type_.reach > Reach::Nobody {
            verdict.because(GONE);
        }
        push(items, public, type_.item.visible, Difference::of(type_, change, verdict));
    }
}

const GONE: &str = "what names it does not compile, and throws where it was compiled";

fn removed(around: &Around<'_>, was: &Type, items: &mut Vec<Difference>) {
    let public = around.public;
    let mut verdict = Verdict::default();
    let Some(to) = around.new.forward(was, around.old) else {
        if was.reach > Reach::Nobody {
            verdict.because(GONE);
        }
        return push(items, public, was.item.visible, Difference::of(was, "removed", verdict));
    };
    verdict.note(format!("it is forwarded to {}", to.safe()));
    let Some(is) = around.new.end_of(&was.item.id) else {
        if around.new.ends.get(&was.item.id) == Some(&None) {
            verdict.note("which does not have it");
            if was.reach > Reach::Nobody {
                verdict.because(GONE);
            }
        } else {
            verdict.note("which is not at hand: whether it has it is not known");
        }
        return push(items, public, was.item.visible, Difference::of(was, "removed", verdict));
    };
    let of_members = stands_for(around, was, is, &mut verdict);
    push(items, public, was.item.visible, Difference::of(was, "removed", verdict));
    items.extend(of_members);
}

fn compared(around: &Around<'_>, was: &Type, is: &Type) -> Verdict {
    let case = Case { was, is, owner: was, owner_now: is, reach: was.reach, around };
    let mut verdict = Verdict::default();
    verdict.judge(type_rules::ANY, &case);
    if was.item.kind == is.item.kind {
        verdict.judge(type_rules::SAME_KIND, &case);
        verdict.judge(&OfItems::RULES, &case);
    }
    verdict
}

/// Keeps a difference, unless only what others can use is asked for and it is nothing to them.
pub(super) fn push(items: &mut Vec<Difference>, public: bool, visible: bool, it: Difference) {
    if !public || visible || it.breaking {
        items.push(it);
    }
}

impl Around<'_> {
    /// Whether others may use a type that the old state forwards to another assembly. Of one that is not at hand nobody knows that they do not.
    fn may_be_used(&self, id: &Text, to: &Text) -> bool {
        let is_used = |it: &Type| it.reach > Reach::Nobody;
        // The framework's assemblies are looked for nowhere, and may be among those that are compared.
        let compared = || self.compared.get(to).into_iter().flatten().filter_map(|side| side.types.get(id));
        match self.old.end_of(id) {
            Some(was) => is_used(was),
            None => compared().next().is_none() || compared().any(is_used),
        }
    }

    /// Whether a type, spelt exactly, is known to derive from another one or to implement it; `None` where nobody knows.
    pub(super) fn derives(&self, type_: &str, from: &str) -> Option<bool> {
        let (id, arguments) = definition(type_);
        let own: Vec<&Type> = [self.old, self.new].iter().filter_map(|side| side.types.get(&id)).collect();
        if own.is_empty() {
            let ancestors = super::framework::ancestors(type_);
            // What is not at hand does not derive from what is.
            let from_here = || [self.old, self.new].iter().any(|side| side.types.contains(&definition(from).0));
            return ancestors.map(|it| it.contains(from)).or_else(|| from_here().then_some(false));
        }
        let is = |exact: &str| with_arguments(exact, &arguments) == from;
        let found = own
            .iter()
            .map(|it| &it.facts.ancestry)
            .any(|it| it.bases.iter().any(|base| is(&base.exact)) || it.interfaces.iter().any(|exact| is(exact)));
        let whole = own.iter().all(|it| it.facts.ancestry.whole || it.item.kind == "interface");
        (found || whole).then_some(found)
    }

    /// Whether a type, spelt exactly, is known to be a class.
    pub(super) fn is_class(&self, type_: &str) -> bool {
        self.is_of_kind(type_, &["class"])
    }

    /// Whether a type, spelt exactly, is known to be one of objects.
    pub(super) fn is_reference(&self, type_: &str) -> bool {
        self.is_of_kind(type_, &["class", "interface", "delegate"])
    }

    fn is_of_kind(&self, type_: &str, kinds: &[&str]) -> bool {
        let (id, _) = definition(type_);
        [self.old, self.new].iter().any(|side| side.types.get(&id).is_some_and(|it| kinds.contains(&it.item.kind)))
    }
}
