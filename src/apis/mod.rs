//! Lists of APIs, as data: parser and matcher of our own `*.apis` files.
//!
//! A line is `type member use`, separated by blanks: the full metadata name of the type (`+` before a nested name, a backtick and the
//! number of type parameters behind a generic one), the name of its method (`.ctor` for constructors, `*` at the end for
//! whatever starts so), and a word that tells the rule what kind of use it is. `#` starts a comment.

pub mod bans;

use rustc_hash::FxHashMap;

use crate::text::Name;

/// One line of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Api<'t> {
    /// Full metadata name of the type.
    pub type_name: &'t str,
    /// Name of the method, or the start of it before `*`.
    pub member: &'t str,
    /// What kind of use it is.
    pub kind: &'t str,
}

impl Api<'_> {
    fn covers(&self, member: Name<'_>) -> bool {
        let member = member.as_bytes();
        match self.member.strip_suffix('*') {
            Some(prefix) => member.starts_with(prefix.as_bytes()),
            None => self.member.as_bytes() == member,
        }
    }
}

/// A list of APIs.
#[derive(Clone, Debug, Default)]
pub struct ApiList<'t> {
    by_type: FxHashMap<&'t str, Vec<Api<'t>>>,
}

impl<'t> ApiList<'t> {
    /// Reads a list.
    ///
    /// # Errors
    /// The 1-based number of the first line that is not of the form.
    pub fn parse(text: &'t str) -> Result<Self, usize> {
        let mut list = Self::default();
        for (number, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default();
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                [] => {}
                &[type_name, member, kind] => {
                    list.by_type.entry(type_name).or_default().push(Api { type_name, member, kind });
                }
                _ => return Err(number + 1),
            }
        }
        Ok(list)
    }

    /// The first line that covers a member of a type.
    #[must_use]
    pub fn find(&self, type_name: &str, member: Name<'_>) -> Option<Api<'t>> {
        self.by_type.get(type_name)?.iter().copied().find(|api| api.covers(member))
    }

    /// Every line.
    pub fn iter(&self) -> impl Iterator<Item = Api<'t>> + '_ {
        self.by_type.values().flatten().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_cover_members() {
        let list = ApiList::parse("# work\nA.B Run starts\nA.B Begin* starts # prefix\n\n").unwrap();
        let find = |type_name, member: &str| list.find(type_name, Name(member.as_bytes()));
        assert_eq!(find("A.B", "BeginRead").map(|api| api.kind), Some("starts"));
        assert!(find("A.B", "Running").is_none() && find("A.C", "Run").is_none());
        assert_eq!(ApiList::parse("A.B Run\n").map(|_| ()), Err(1));
    }
}
