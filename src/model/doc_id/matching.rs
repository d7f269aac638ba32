//! Whether two documentation-comment ids name the same thing, whatever dialect each is in.

use super::{DocId, DocPart, DocType};

impl DocId {
    /// Whether both ids name the same definition. The return type counts only where both know it: an id built from metadata always does,
    /// so that a list may name one of several conversions, or leave it open.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.path.len() == other.path.len()
            && self.path.iter().zip(&other.path).rev().all(|(a, b)| a.matches(b))
            && same_list(written(&self.parameters), written(&other.parameters))
            && match (&self.result, &other.result) {
                (Some(a), Some(b)) => a.matches(b),
                _ => true,
            }
    }
}

/// The parameters as text can tell them: one that is not written leaves `()`, as none does.
fn written(parameters: &[DocType]) -> &[DocType] {
    if parameters == [DocType::Unwritten] { &[] } else { parameters }
}

fn same_list(a: &[DocType], b: &[DocType]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.matches(b))
}

impl DocPart {
    pub(super) fn matches(&self, other: &Self) -> bool {
        self.arity == other.arity && (self.name == other.name || spelling(&self.name).eq(spelling(&other.name)))
    }
}

/// A name without the differences between dialects: `@` for the `,` of an explicit interface's type arguments, white space.
fn spelling(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| if character == '@' { ',' } else { character })
}

impl DocType {
    pub(super) fn matches(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Named(a), Self::Named(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .zip(b)
                        .all(|((a, a_arguments), (b, b_arguments))| a.matches(b) && same_list(a_arguments, b_arguments))
            }
            (Self::Array(a, a_rank), Self::Array(b, b_rank)) => a_rank == b_rank && a.matches(b),
            (Self::Pointer(a), Self::Pointer(b)) | (Self::ByRef(a), Self::ByRef(b)) => a.matches(b),
            _ => self == other,
        }
    }
}
