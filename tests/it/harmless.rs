//! What no text may do, whatever names it shows.

use ilvet::text::is_hostile;

/// Fails on a line that a terminal or a build agent would act on.
pub(crate) fn assert_harmless(output: &str, name: &str) {
    for line in output.split('\n') {
        let hashes = line.contains("##").then(|| line.to_lowercase());
        let command = hashes.is_some_and(|lower| lower.contains("##vso[") || lower.contains("##["))
            || line.trim_start().starts_with("::");
        assert!(!command && !line.chars().any(is_hostile), "{name:?} gives {line:?}");
    }
}
