//! How much work the roots of a unit may do.

use super::program::Program;

/// Shares of the work that is left which one root may take: most roots need far less than one.
const SHARES: u64 = 8;

/// What every root may do, however little is left: enough for one of ordinary size.
const ALWAYS: u64 = 20_000;

impl Program<'_, '_> {
    /// Counts work: about as much as one value or one event costs is 1.
    pub(super) fn charge(&self, work: usize) {
        self.work.set(self.work.get().saturating_add(work as u64));
    }

    /// The work counted so far, over all roots.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.work.get()
    }

    /// Says how many roots there are, so that the first ones do not take what the last ones need.
    pub fn expect_roots(&self, count: usize) {
        self.roots_left.set(count as u64);
    }

    /// The work that the next root may do: what the limit says, but of what all roots of a file of this size are given no more
    /// than some shares.
    pub(super) fn allowance(&self) -> u64 {
        let limits = self.universe.limits();
        let entered = self.universe.modules().iter().filter(|module| self.is_entered(module.id));
        let bytes: u64 = entered.map(|module| module.image.bytes().len() as u64).sum();
        let all = limits.analysis_steps.saturating_add(bytes.saturating_mul(limits.analysis_ratio));
        let left = all.saturating_sub(self.work());
        let roots = self.roots_left.get();
        self.roots_left.set(roots.saturating_sub(1));
        limits.analysis_steps.min(left / roots.div_ceil(SHARES).max(2) + ALWAYS)
    }
}
