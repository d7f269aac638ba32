//! Values that are checked where they stand, and paths that say where that is.

use toml::Spanned;

/// A path in the file, and its place: what is wrong with what is there is said with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// As it is written: relative to the folder of the file.
    pub text: String,
    /// `ilvet.toml:3:11`, safe to print.
    pub place: String,
}

/// What is wrong at an offset of the file.
pub(super) type Wrong = (usize, String);

/// The texts of a list, each of which `check` takes alone.
///
/// # Errors
/// The first that it does not take.
pub(super) fn each<T>(
    list: Vec<Spanned<String>>,
    check: impl Fn(&[String]) -> Result<T, String>,
) -> Result<Vec<String>, Wrong> {
    let one = |it: Spanned<String>| {
        let start = it.span().start;
        let text = it.into_inner();
        check(std::slice::from_ref(&text)).map(|_| text).map_err(|why| (start, why))
    };
    list.into_iter().map(one).collect()
}
