//! Patterns for simple names of assemblies: `Acme.*`.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Patterns as a person wrote them. Upper and lower case are the same, as they are in names of assemblies.
#[derive(Clone, Debug, Default)]
pub struct AssemblyNames {
    patterns: Vec<String>,
    set: GlobSet,
}

impl AssemblyNames {
    /// Reads patterns.
    ///
    /// # Errors
    /// One that is none: one sentence.
    pub fn parse(patterns: &[String]) -> Result<Self, String> {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            let glob = GlobBuilder::new(pattern).case_insensitive(true).build();
            set.add(
                glob.map_err(|error| format!("{}: not a pattern: {}", crate::text::Safe::new(pattern), error.kind()))?,
            );
        }
        let set = set.build().map_err(|error| format!("not a set of patterns: {}", error.kind()))?;
        Ok(Self { patterns: patterns.to_vec(), set })
    }

    /// Whether there are no patterns.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Whether a pattern covers a simple name.
    #[must_use]
    pub fn covers(&self, name: &str) -> bool {
        self.set.is_match(name)
    }

    /// The patterns that cover none of `names`, as they were written.
    #[must_use]
    pub fn unused<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
        let mut used = vec![false; self.patterns.len()];
        for name in names {
            for index in self.set.matches(name) {
                if let Some(slot) = used.get_mut(index) {
                    *slot = true;
                }
            }
        }
        let unused = self.patterns.iter().zip(used).filter(|(_, used)| !used);
        unused.map(|(pattern, _)| pattern.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_covered_whole_and_in_any_case() {
        let names = AssemblyNames::parse(&["Acme.*".to_owned(), "Helper".to_owned(), "Gone?".to_owned()]).unwrap();
        assert!(names.covers("acme.core") && names.covers("HELPER"));
        assert!(!names.covers("Acme") && !names.covers("Helpers") && !AssemblyNames::default().covers("Acme"));
        assert_eq!(names.unused(["Acme.Core", "Other"]), ["Helper", "Gone?"]);
        assert!(AssemblyNames::parse(&["Acme.[".to_owned()]).is_err());
    }
}
