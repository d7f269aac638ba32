//! Which types there are on both sides, and what that means for others.

use super::facts::{Reach, Type, with_arguments};
use super::rule::{Around, Case, Verdict};
use super::state::Side;
use super::{Difference, Pair, members, pairs, type_rules};
use crate::text::Text;

/// What differs of the types and members of an assembly.
pub(super) fn differences(around: &Around<'_>, items: &mut Vec<Difference>) {
    let public = around.public;
    pairs(&around.old.types, &around.new.types, |pair| match pair {
        Pair::Added(is) => push(items, public, is.item.visible, Difference::of(is, "added", Verdict::default())),
        Pair::Removed(was) => removed(around, was, items),
        Pair::Both(was, is) => {
            let verdict = compared(around, was, is);
            if !verdict.what.is_empty() {
                push(items, public, was.item.visible || is.item.visible, Difference::between(was, is, verdict));
            }
            members::differences(around, was, is, items);
        }
    });
    no_forwards(around, items);
}

/// Types that were forwarded, and are neither there now nor forwarded: for others they were types of this assembly.
fn no_forwards(around: &Around<'_>, items: &mut Vec<Difference>) {
    for (id, to) in &around.old.forwarded {
        if around.new.forwarded.contains_key(id) || around.new.types.contains_key(id) {
            continue;
        }
        let mut verdict = Verdict::default();
        verdict.note(format!("it is not forwarded to {} any more", to.safe()));
        verdict.because(GONE);
        items.push(match around.old.type_of(&(to.clone(), id.clone())) {
            Some(was) => Difference { token: None, ..Difference::of(was, "removed", verdict) },
            None => Difference {
                breaking: true,
                what: verdict.what,
                why: verdict.why,
                old: Some(super::plain::bare(id)),
                ..Difference::new("type", id.clone(), None, "removed")
            },
        });
    }
}

/// All types of an assembly that has no counterpart.
pub(super) fn alone(side: &Side, change: &'static str, public: bool, items: &mut Vec<Difference>) {
    for type_ in side.types.values() {
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
    let end = around.new.ends.get(&was.item.id);
    if end == Some(&None) {
        verdict.note("which does not have it");
        if was.reach > Reach::Nobody {
            verdict.because(GONE);
        }
    }
    let Some(is) = end.and_then(Option::as_ref).and_then(|key| around.new.type_of(key)) else {
        return push(items, public, was.item.visible, Difference::of(was, "removed", verdict));
    };
    let there = compared(around, was, is);
    verdict.what.extend(there.what);
    for why in &there.why {
        verdict.because(why);
    }
    push(items, public, was.item.visible, Difference::of(was, "removed", verdict));
    // What is new there is no news of this assembly.
    let mut of_members = Vec::new();
    members::differences(around, was, is, &mut of_members);
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

/// Keeps a difference, unless only what others can use is asked for and it is nothing to them.
pub(super) fn push(items: &mut Vec<Difference>, public: bool, visible: bool, it: Difference) {
    if !public || visible || it.breaking {
        items.push(it);
    }
}

impl Around<'_> {
    /// Whether a type, spelt exactly, is known to derive from another one or to implement it; `None` where nobody knows.
    pub(super) fn derives(&self, type_: &str, from: &str) -> Option<bool> {
        let (id, arguments) = definition(type_);
        let own: Vec<&Type> = [self.old, self.new].iter().filter_map(|side| side.types.get(&id)).collect();
        if own.is_empty() {
            let known = super::framework::bases(type_).any(|base| base == from);
            // What is not at hand does not derive from what is.
            let from_here = [self.old, self.new].iter().any(|side| side.types.contains_key(&definition(from).0));
            let both = super::framework::knows(type_) && super::framework::knows(from);
            return if known || from_here || both { Some(known) } else { None };
        }
        let is = |exact: &str| with_arguments(exact, &arguments) == from;
        let found = own.iter().any(|it| {
            it.facts.bases.iter().any(|base| is(&base.exact)) || it.facts.interfaces.iter().any(|exact| is(exact))
        });
        // The last base may have further ones where it is not at hand.
        Some(found)
    }

    /// Whether a type, spelt exactly, is known to be a class.
    pub(super) fn is_class(&self, type_: &str) -> bool {
        let (id, _) = definition(type_);
        [self.old, self.new].iter().any(|side| side.types.get(&id).is_some_and(|it| it.item.kind == "class"))
    }
}

/// The id of the definition of a type that is spelt exactly, and its type arguments; of one in a generic type there is none.
fn definition(exact: &str) -> (Text, Vec<String>) {
    let Some((name, rest)) = exact.split_once('<') else { return (Text(format!("T:{exact}")), Vec::new()) };
    let (mut depth, mut arguments) = (0_usize, vec![String::new()]);
    for character in rest.strip_suffix('>').unwrap_or_default().chars() {
        match character {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                arguments.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = arguments.last_mut() {
            last.push(character);
        }
    }
    let arguments: Vec<String> = arguments.into_iter().map(|it| it.trim().to_owned()).collect();
    (Text(format!("T:{name}`{}", arguments.len())), arguments)
}
