//! The file and the line at which a pipeline shows something.

use super::names::place_of;
use crate::check::COMMAND_LINE;
use crate::finding::{Finding, Source};
use crate::text::Text;

/// A place that a pipeline can show: a file below its working folder where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// With `/`. Not yet safe to print.
    pub(super) file: &'a str,
    /// 1-based; 1 in a binary.
    pub(super) line: u32,
    /// 1-based; 1 in a binary.
    pub(super) column: u32,
    /// Whether it is the source line, and not the file that was analysed.
    pub(super) source: bool,
}

/// The source line where its path is relative, for another machine knows no absolute one; else the file that was analysed, for a member of
/// an archive the archive.
pub(super) fn place<'a>(source: Option<&'a Source>, input: &'a Text) -> Place<'a> {
    match source.filter(|source| is_relative(source.file.as_str())) {
        Some(source) => {
            Place { file: source.file.as_str(), line: source.line.max(1), column: source.column.max(1), source: true }
        }
        None => Place { file: file_on_disk(input), line: 1, column: 1, source: false },
    }
}

/// What is wrong, in which member, and where in it if `place` does not say so; on one line.
pub(super) fn sentence(finding: &Finding, place: Place<'_>) -> String {
    let at = &finding.location;
    let within = if place.source { String::new() } else { place_of(at.source.as_ref(), at.il_offset) };
    super::concise::sentence(finding, &within)
}

/// The file at which a pipeline shows what was lost; `None` where no file is to blame.
pub(super) fn blamed(input: &Text) -> Option<&str> {
    (input.as_str() != COMMAND_LINE).then(|| file_on_disk(input))
}

/// The file on disk that an input is, or is in.
pub(super) fn file_on_disk(input: &Text) -> &str {
    input.as_str().split("!/").next().unwrap_or_default()
}

/// Whether a path is relative and stays below what it is relative to.
fn is_relative(path: &str) -> bool {
    let mut start = path.bytes();
    let drive = start.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && start.next() == Some(b':');
    let rooted = path.starts_with(['/', '\\']) || drive || path.contains("://");
    !path.is_empty() && !rooted && path.split(['/', '\\']).all(|part| part != "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_below_the_working_folder_are_relative() {
        for path in ["src/A.cs", "A.cs", "a..b/c.cs", "C#/a.cs"] {
            assert!(is_relative(path), "{path}");
        }
        for path in
            ["", "/src/A.cs", "\\\\host\\A.cs", "D:/a/A.cs", "d:\\A.cs", "../A.cs", "a/../../b", "https://x/A.cs"]
        {
            assert!(!is_relative(path), "{path}");
        }
    }

    #[test]
    fn what_has_no_line_is_shown_at_its_file() {
        let source = |file: &str| Source { file: file.into(), line: 7, column: 0, url: None };
        let input = Text::from("out/Sol.zip!/p/a.nupkg!/lib/A.dll");
        let file = Place { file: "out/Sol.zip", line: 1, column: 1, source: false };
        assert_eq!(place(None, &input), file);
        assert_eq!(place(Some(&source("/abs/A.cs")), &input), file);
        assert_eq!(place(Some(&source("A.cs")), &input), Place { file: "A.cs", line: 7, column: 1, source: true });
    }
}
