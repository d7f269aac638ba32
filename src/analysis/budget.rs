//! How much work the roots of a unit may do, and what is said where something was cut short.

use std::cell::Cell;

use bitflags::bitflags;

use super::program::Program;

bitflags! {
    /// What was cut short when a root was analysed: findings may be missing.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Bounds: u8 {
        /// The steps of [`crate::limits::Limits::analysis_steps`], or the root's share of those of the file.
        const STEPS = 1;
        /// The combinations of arguments of [`crate::limits::Limits::contexts_per_method`].
        const CONTEXTS = 2;
        /// The classes of [`crate::limits::Limits::type_arguments`].
        const TYPE_ARGUMENTS = 4;
        /// What is followed inside of one method.
        const CODE = 8;
        /// The steps, by dependencies alone: the user's own code was gone through with what is known of them.
        const DEPENDENCIES = 32;
        /// The objects that one value, and the values that one place, is told apart for.
        const VALUES = 16;
    }
}

impl Bounds {
    /// What was cut short, in words.
    #[must_use]
    pub fn reasons(self) -> String {
        let words = [
            (Self::STEPS, "it takes more steps than --limit analysis-steps"),
            (
                Self::DEPENDENCIES,
                "dependencies take more steps than --limit analysis-steps; your own code was gone through",
            ),
            (Self::CONTEXTS, "a method is called with more combinations of arguments than --limit contexts-per-method"),
            (Self::TYPE_ARGUMENTS, "more classes are made by `new T()` than --limit type-arguments"),
            (Self::CODE, "a method is too tangled to follow every way through it"),
            (Self::VALUES, "a value can be one of too many objects to tell them apart"),
        ];
        let said = if self.contains(Self::STEPS) { self - Self::DEPENDENCIES } else { self };
        let words = words.iter().filter(|(bound, _)| said.contains(*bound)).map(|(_, words)| *words);
        words.collect::<Vec<_>>().join("; ")
    }
}

/// Shares of the work that is left which one root may take: most roots need far less than one.
const SHARES: u64 = 8;

/// What is set aside for every root before any takes more: enough for the user's own code of one of ordinary size.
const ASIDE: u64 = 400_000;

/// What every root may do, however little is left.
const ALWAYS: u64 = 20_000;

/// The work that roots may do.
#[derive(Debug, Default)]
pub(super) struct Budget {
    /// The work counted so far.
    done: Cell<u64>,
    /// How many roots are still to come.
    roots: Cell<u64>,
    /// What is set aside for each of them.
    aside: Cell<u64>,
}

impl Program<'_, '_> {
    /// Counts work: about as much as one value or one event costs is 1.
    pub fn charge(&self, work: usize) {
        let done = &self.budget.done;
        done.set(done.get().saturating_add(work as u64));
    }

    /// The work counted so far, over all roots.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.budget.done.get()
    }

    /// Says how many roots there are, so that the first ones do not take what the last ones need.
    pub fn expect_roots(&self, count: usize) {
        let count = count as u64;
        self.budget.roots.set(count);
        self.budget.aside.set(ASIDE.min(self.work_of_all() / count.saturating_mul(2).max(1)));
    }

    /// The work that all roots of a file of this size may do.
    fn work_of_all(&self) -> u64 {
        let limits = self.universe.limits();
        let entered = self.universe.modules().iter().filter(|module| self.is_entered(module.id));
        let bytes: u64 = entered.map(|module| module.image.bytes().len() as u64).sum();
        limits.analysis_steps.saturating_add(bytes.saturating_mul(limits.analysis_ratio))
    }

    /// The work that the next root may do: what was set aside for it, and a share of the rest, up to the limit.
    pub(super) fn allowance(&self) -> u64 {
        let Budget { roots, aside, .. } = &self.budget;
        let left = self.work_of_all().saturating_sub(self.work());
        let count = roots.get();
        roots.set(count.saturating_sub(1));
        let aside = if count == 0 { 0 } else { aside.get() };
        let share = left.saturating_sub(aside.saturating_mul(count)) / count.div_ceil(SHARES).max(2);
        self.universe.limits().analysis_steps.min(share + aside.max(ALWAYS))
    }
}
