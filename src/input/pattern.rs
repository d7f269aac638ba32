//! Patterns such as `bin/**/*.dll`, for shells that leave them to the program.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use walkdir::WalkDir;

/// A pattern: the folder from which it starts, and what the paths below have to be.
pub(super) struct Pattern {
    /// Everything before the first part with a special character.
    base: PathBuf,
    /// How many parts a match has; `None` if any number.
    depth: Option<usize>,
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

    /// Everything that matches, in the order of the names; nothing in a folder that does.
    pub(super) fn paths(&self) -> impl Iterator<Item = PathBuf> {
        let walk = WalkDir::new(&self.base).min_depth(1).max_depth(self.depth.unwrap_or(usize::MAX));
        let mut entries = walk.sort_by_file_name().into_iter();
        std::iter::from_fn(move || {
            loop {
                let Ok(entry) = entries.next()? else { continue };
                if self.matches(entry.path()) {
                    if entry.file_type().is_dir() {
                        entries.skip_current_dir();
                    }
                    return Some(entry.into_path());
                }
            }
        })
    }

    /// Whether `path`, which is under `base`, matches.
    fn matches(&self, path: &Path) -> bool {
        path.strip_prefix(&self.base).is_ok_and(|rest| self.matcher.is_match(rest))
    }
}

fn is_special(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}
