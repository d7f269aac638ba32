//! Which types there are on both sides, and what that means for others.

use super::facts::{Reach, Type};
use super::rule::{Around, Case, Verdict};
use super::state::Side;
use super::{Difference, Pair, members, pairs, type_rules};

/// What differs of the types and members of an assembly.
pub(super) fn differences(around: &Around<'_>, public: bool, items: &mut Vec<Difference>) {
    pairs(&around.old.types, &around.new.types, |pair| match pair {
        Pair::Added(is) => push(items, public, is.item.visible, only(is, "added", Verdict::default())),
        Pair::Removed(was) => removed(around, was, public, items),
        Pair::Both(was, is) => {
            let verdict = compared(around, was, is);
            if !verdict.what.is_empty() {
                push(items, public, was.item.visible || is.item.visible, both(was, is, verdict));
            }
            members::differences(around, was, is, public, items);
        }
    });
}

/// All types of an assembly that has no counterpart.
pub(super) fn alone(side: &Side, change: &'static str, public: bool, items: &mut Vec<Difference>) {
    for type_ in side.types.values() {
        let mut verdict = Verdict::default();
        if change == "removed" && type_.reach > Reach::Nobody {
            verdict.because(GONE);
        }
        push(items, public, type_.item.visible, only(type_, change, verdict));
    }
}

const GONE: &str = "what names it does not compile, and throws where it was compiled";

fn removed(around: &Around<'_>, was: &Type, public: bool, items: &mut Vec<Difference>) {
    let mut verdict = Verdict::default();
    let Some(to) = around.new.forward(was, around.old) else {
        if was.reach > Reach::Nobody {
            verdict.because(GONE);
        }
        return push(items, public, was.item.visible, only(was, "removed", verdict));
    };
    verdict.note(format!("it is forwarded to {}", to.safe()));
    let Some(is) = around.new.type_of(&(to.clone(), was.item.id.clone())) else {
        return push(items, public, was.item.visible, only(was, "removed", verdict));
    };
    let there = compared(around, was, is);
    verdict.what.extend(there.what);
    for why in &there.why {
        verdict.because(why);
    }
    push(items, public, was.item.visible, only(was, "removed", verdict));
    // What is new there is no news of this assembly.
    let mut of_members = Vec::new();
    members::differences(around, was, is, public, &mut of_members);
    items.extend(of_members.into_iter().filter(|it| it.change != "added" || it.breaking));
}

fn compared(around: &Around<'_>, was: &Type, is: &Type) -> Verdict {
    let case = Case { was, is, owner: was, owner_now: is, reach: was.reach, around };
    let mut verdict = Verdict::default();
    verdict.judge(type_rules::ANY, &case);
    if was.item.kind == is.item.kind {
        verdict.judge(type_rules::SAME_KIND, &case);
    }
    verdict
}

fn only(it: &Type, change: &'static str, verdict: Verdict) -> Difference {
    let declaration = Some(it.item.declaration.clone());
    let (old, new) = if change == "added" { (None, declaration) } else { (declaration, None) };
    Difference {
        breaking: verdict.breaking,
        what: verdict.what,
        why: verdict.why,
        old,
        new,
        ..Difference::new("type", it.item.id.clone(), Some(it.item.token.clone()), change)
    }
}

fn both(was: &Type, is: &Type, verdict: Verdict) -> Difference {
    Difference { old: Some(was.item.declaration.clone()), ..only(is, "added", verdict) }.changed()
}

/// Keeps a difference, unless only what others can use is asked for and it is nothing to them.
pub(super) fn push(items: &mut Vec<Difference>, public: bool, visible: bool, it: Difference) {
    if !public || visible || it.breaking {
        items.push(it);
    }
}

impl Difference {
    /// The same as something that is on both sides.
    pub(super) fn changed(self) -> Self {
        Self { change: "changed", ..self }
    }
}

impl Around<'_> {
    /// Whether a type, spelt exactly, is known to derive from another one or to implement it.
    pub(super) fn derives(&self, type_: &str, from: &str) -> bool {
        let own = |side: &Side| {
            side.types.values().any(|it| {
                is_spelt(it, type_)
                    && (it.facts.bases.iter().any(|base| base.exact == from)
                        || it.facts.interfaces.iter().any(|interface| interface == from))
            })
        };
        own(self.old) || own(self.new) || super::framework::bases(type_).any(|base| base == from)
    }

    /// Whether a type, spelt exactly, is known to be a class.
    pub(super) fn is_class(&self, type_: &str) -> bool {
        [self.old, self.new]
            .iter()
            .any(|side| side.types.values().any(|it| is_spelt(it, type_) && it.item.kind == "class"))
    }
}

/// Whether a type without type parameters is spelt like this.
fn is_spelt(type_: &Type, exact: &str) -> bool {
    type_.facts.generics.is_empty() && type_.item.id.as_str().strip_prefix("T:") == Some(exact)
}
