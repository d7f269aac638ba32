//! Patterns for paths of inputs: `**/obj/**`, `Legacy.*.dll`.

use std::collections::BTreeSet;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::text::Safe;

/// Patterns relative to a folder. One without `/` is for names of files and folders at any depth.
#[derive(Clone, Debug)]
pub struct PathPatterns {
    /// As they were written; each is two in the set.
    written: Vec<String>,
    set: GlobSet,
    /// The folder as an absolute path with `/`, and the working folder: what is relative is relative to that.
    base: String,
    working: String,
}

impl PathPatterns {
    /// Reads patterns; `base` and `working` are absolute paths.
    ///
    /// # Errors
    /// One that is none: one sentence.
    pub fn parse(patterns: &[String], base: &str, working: &str) -> Result<Self, String> {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            let plain = pattern.trim_end_matches('/');
            let anywhere = if plain.contains('/') { String::new() } else { "**/".to_owned() };
            let plain = plain.trim_start_matches("./").trim_start_matches('/');
            // What is in a folder that is meant is meant too.
            for pattern in [format!("{anywhere}{plain}"), format!("{anywhere}{plain}/**")] {
                let glob = GlobBuilder::new(&pattern).literal_separator(true).build();
                set.add(glob.map_err(|error| format!("`{}`: not a pattern: {}", Safe::new(plain), error.kind()))?);
            }
        }
        let set = set.build().map_err(|error| format!("not a set of patterns: {}", error.kind()))?;
        Ok(Self { written: patterns.to_vec(), set, base: clean(base, ""), working: clean(working, "") })
    }

    /// Whether a pattern covers an input, by its label: a path, or one in an archive behind `!/`.
    #[must_use]
    pub fn cover(&self, label: &str) -> bool {
        self.set.is_match(self.below(label))
    }

    /// The patterns that cover none of these, as they were written.
    #[must_use]
    pub fn unused<'l>(&self, labels: impl IntoIterator<Item = &'l str>) -> Vec<&str> {
        let used: BTreeSet<usize> =
            labels.into_iter().flat_map(|label| self.set.matches(self.below(label))).map(|index| index / 2).collect();
        let unused = self.written.iter().enumerate().filter(|(index, _)| !used.contains(index));
        unused.map(|(_, pattern)| pattern.as_str()).collect()
    }

    /// An input as seen from the folder of the patterns.
    fn below(&self, label: &str) -> String {
        let label = label.replace("!/", "/");
        let whole = clean(&label, &self.working);
        let base = self.base.trim_end_matches('/');
        let below = whole.strip_prefix(base).and_then(|rest| rest.strip_prefix('/'));
        below.unwrap_or(&whole).to_owned()
    }
}

/// An absolute path with `/`, without `.` and `..`.
fn clean(path: &str, working: &str) -> String {
    let path = path.replace('\\', "/");
    let rooted = path.starts_with('/') || path.as_bytes().get(1) == Some(&b':');
    let whole = if rooted { path } else { format!("{working}/{path}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(pattern: &str, label: &str) -> bool {
        PathPatterns::parse(&[pattern.to_owned()], "/mine/repo", "/mine/repo/src").expect(pattern).cover(label)
    }

    #[test]
    fn patterns_are_relative_to_their_folder() {
        assert!(
            covers("src/obj/**", "obj/a.dll") && covers("src/obj", "obj/x/a.dll") && covers("src/obj/", "./obj/a.dll")
        );
        assert!(covers("lib/*.dll", "../lib/a.dll") && covers("lib/*.dll", "/mine/repo/lib/a.dll"));
        assert!(!covers("obj/**", "obj/a.dll") && !covers("lib/*.dll", "../lib/x/a.dll"));
    }

    #[test]
    fn a_name_is_meant_at_any_depth() {
        assert!(
            covers("Legacy.*.dll", "bin/x/Legacy.Core.dll")
                && covers("obj", "a/obj/b/c.dll")
                && covers("*.resources.dll", "a.resources.dll")
        );
        assert!(
            covers("Acme.dll", "Sol.zip!/PluginAssemblies/Acme.dll")
                && covers("**/lib/net48/**", "a.nupkg!/lib/net48/A.dll")
        );
        assert!(!covers("Legacy.dll", "bin/NotLegacy.dll"));
        assert!(!covers("obj/**", "/mine/repoobj/a.dll"), "another folder whose name begins so");
        assert!(PathPatterns::parse(&["a[".to_owned()], "/", "/").is_err());
        let patterns = PathPatterns::parse(&["a".to_owned(), "lib/*.dll".to_owned(), "b/".to_owned()], "/w", "/w");
        assert_eq!(patterns.expect("patterns").unused(["x/a/y.dll", "lib/z.dll"]), ["b/"]);
    }
}
