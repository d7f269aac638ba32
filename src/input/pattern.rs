//! Patterns such as `bin/**/*.dll`, for shells that leave them to the program.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

/// A pattern: the folder from which it starts, and what the paths below have to be.
pub(super) struct Pattern {
    /// Everything before the first part with a special character.
    pub(super) base: PathBuf,
    /// How many parts a match has; `None` if any number.
    pub(super) depth: Option<usize>,
    matcher: GlobMatcher,
}

impl Pattern {
    /// Whether a path is a pattern: it has a special character.
    pub(super) fn is(path: &Path) -> bool {
        path.to_str().is_some_and(is_special)
    }

    /// # Errors
    /// One sentence.
    pub(super) fn parse(path: &Path) -> Result<Self, String> {
        let parts: Vec<Component<'_>> = path.components().filter(|it| *it != Component::CurDir).collect();
        let special = |part: &Component<'_>| part.as_os_str().to_str().is_some_and(is_special);
        let (base, rest) = parts.split_at(parts.iter().position(special).unwrap_or(parts.len()));
        let rest: Vec<&str> = rest.iter().filter_map(|part| part.as_os_str().to_str()).collect();
        let glob = GlobBuilder::new(&rest.join("/"))
            .literal_separator(true)
            .case_insensitive(cfg!(windows))
            .build()
            .map_err(|error| format!("not a pattern: {}", error.kind()))?;
        let base: PathBuf = base.iter().collect();
        Ok(Self {
            base: if base.as_os_str().is_empty() { PathBuf::from(".") } else { base },
            depth: (!rest.iter().any(|part| part.contains("**"))).then_some(rest.len()),
            matcher: glob.compile_matcher(),
        })
    }

    /// Whether `path`, which is under `base`, matches.
    pub(super) fn matches(&self, path: &Path) -> bool {
        path.strip_prefix(&self.base).is_ok_and(|rest| self.matcher.is_match(rest))
    }
}

fn is_special(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}
