//! Files with the same bytes: one stands in a report for all, and what is said of any of them is said of it.

use std::collections::BTreeMap;

use crate::finding::AssemblyInfo;
use crate::text::Text;

/// The copies of each file of a report.
#[derive(Clone, Debug, Default)]
pub struct Copies(BTreeMap<Text, Vec<Text>>);

impl Copies {
    /// What the assemblies of a report say of one another.
    #[must_use]
    pub fn of(assemblies: &[AssemblyInfo]) -> Self {
        let mut copies: BTreeMap<Text, Vec<Text>> = BTreeMap::new();
        for it in assemblies {
            if let Some(first) = &it.duplicate_of {
                copies.entry(first.clone()).or_default().push(it.input.clone());
            }
        }
        Self(copies)
    }

    /// An input, and the inputs that it stands for.
    pub fn with<'c>(&'c self, input: &'c Text) -> impl Iterator<Item = &'c Text> {
        std::iter::once(input).chain(self.0.get(input).into_iter().flatten())
    }
}
