//! What a rule about a change is, and what the rules say together.

use std::cell::Cell;

use super::facts::{Member, Reach, Type};
use super::noted::OfItems;
use super::state::{ByName, Side};
use crate::model::Visibility;

/// The assembly in both states.
pub(super) struct Around<'s> {
    pub(super) old: &'s Side,
    pub(super) new: &'s Side,
    /// All assemblies of the old state, by name.
    pub(super) compared: &'s ByName,
    /// Whether only what others can use is asked for.
    pub(super) public: bool,
    /// How often one type may still be looked up for another one; `None` where that was too often.
    looks: Cell<Option<u64>>,
}

impl<'s> Around<'s> {
    /// `steps` is [`Limits::comparison_steps`](crate::limits::Limits::comparison_steps).
    pub(super) fn new(old: &'s Side, new: &'s Side, compared: &'s ByName, public: bool, steps: u64) -> Self {
        Self { old, new, compared, public, looks: Cell::new(Some(steps)) }
    }

    /// Whether so many types may be looked up.
    pub(super) fn looks(&self, count: usize) -> bool {
        let left = self.looks.get().and_then(|left| left.checked_sub(count as u64));
        self.looks.set(left);
        left.is_some()
    }

    /// Whether that was too often, and something is not told for it.
    pub(super) fn is_cut(&self) -> bool {
        self.looks.get().is_none()
    }

    /// Whether what becomes of something of this visibility is asked for.
    pub(super) fn tells(&self, visibility: Visibility) -> bool {
        !self.public || visibility.is_visible_outside()
    }
}

/// Something before and after, with the types that it is or is in.
pub(super) struct Case<'s, T> {
    pub(super) was: &'s T,
    pub(super) is: &'s T,
    /// The type before.
    pub(super) owner: &'s Type,
    /// The type now.
    pub(super) owner_now: &'s Type,
    /// Who could use it.
    pub(super) reach: Reach,
    pub(super) around: &'s Around<'s>,
}

/// Whom a change breaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Breaks {
    Nobody,
    /// Whoever could use it, if they use it in an unusual way or rely on which overload they get: it is told and does not count.
    Perhaps,
    /// Whoever could use it.
    Users,
    /// Those of them that are not in a derived type.
    Callers,
    /// Whoever could derive from its type, and override it.
    Heirs,
    /// Whoever has to implement what is abstract in its type.
    Implementers,
    /// Whoever could make an object of its type.
    Creators,
    /// Whoever could make an object of its type or of one that derives from it.
    Makers,
}

impl Breaks {
    /// Whom it breaks, for a page.
    fn word(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Perhaps => "perhaps whoever can use it",
            Self::Users => "whoever can use it",
            Self::Callers => "whoever can use it without deriving from its type",
            Self::Heirs => "types outside that derive from its type",
            Self::Implementers => "types outside that have to implement it",
            Self::Creators => "whoever can make an object of its type",
            Self::Makers => "whoever can make an object of its type, or derive from it",
        }
    }

    fn somebody<T>(self, case: &Case<'_, T>) -> bool {
        match self {
            Self::Nobody | Self::Perhaps => false,
            Self::Users => case.reach > Reach::Nobody,
            Self::Callers => case.reach == Reach::Everybody,
            Self::Heirs => case.reach > Reach::Nobody && case.owner.heirs,
            Self::Implementers => case.owner.implemented,
            Self::Creators => case.owner.created,
            Self::Makers => case.owner.created || case.owner.heirs,
        }
    }
}

/// A rule about a change: declared once, applied by [`Verdict::judge`], listed in the documentation.
pub(super) struct Rule<T> {
    /// The change, for a page.
    pub(super) change: &'static str,
    /// What is said of it, once for each part that it concerns; nothing where there is no such change.
    pub(super) finds: fn(&Case<'_, T>) -> Vec<String>,
    /// Whom it breaks.
    pub(super) breaks: Breaks,
    /// Why; nothing where it breaks nobody and that needs no reason.
    pub(super) why: &'static str,
    /// Who says so: Microsoft's rules for changes of libraries, the runtime, the compiler.
    pub(super) source: &'static str,
}

/// What changed and whether it breaks.
#[derive(Default)]
pub(super) struct Verdict {
    pub(super) what: Vec<String>,
    pub(super) why: Vec<String>,
    pub(super) breaking: bool,
}

impl Verdict {
    /// Applies rules.
    pub(super) fn judge<T>(&mut self, rules: &[Rule<T>], case: &Case<'_, T>) {
        for rule in rules {
            let found = (rule.finds)(case);
            let breaks = !found.is_empty() && rule.breaks.somebody(case);
            self.what.extend(found);
            if breaks {
                self.because(rule.why);
            }
        }
    }

    pub(super) fn note(&mut self, what: impl Into<String>) {
        self.what.push(what.into());
    }

    pub(super) fn because(&mut self, why: &str) {
        self.breaking = true;
        if !why.is_empty() && self.why.iter().all(|it| it != why) {
            self.why.push(why.to_owned());
        }
    }
}

/// One text where something holds.
pub(super) fn when(holds: bool, what: impl Into<String>) -> Vec<String> {
    if holds { vec![what.into()] } else { Vec::new() }
}

/// A rule as the documentation lists it.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    /// What it is about: `type`, `member`, `new member`.
    pub of: &'static str,
    /// The change.
    pub change: &'static str,
    /// Whom it breaks.
    pub breaks: &'static str,
    /// Why.
    pub why: &'static str,
    /// Who says so.
    pub source: &'static str,
}

/// Every rule about what breaks.
#[must_use]
pub fn rules() -> Vec<Listed> {
    fn listed<T>(of: &'static str, rules: &[Rule<T>]) -> Vec<Listed> {
        let line =
            |it: &Rule<T>| Listed { of, change: it.change, breaks: it.breaks.word(), why: it.why, source: it.source };
        rules.iter().map(line).collect()
    }
    [
        listed("type", super::type_rules::ANY),
        listed("type", super::type_rules::SAME_KIND),
        listed("type", &OfItems::<Type>::RULES),
        listed("member", super::member_rules::RULES),
        listed("member", super::signatures::RULES),
        listed("member", &OfItems::<Member>::RULES),
        listed("new member", super::added::RULES),
        listed("new member", super::added::TYPES),
    ]
    .concat()
}
