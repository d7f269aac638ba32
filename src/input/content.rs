//! What a file is, by its first bytes: names say little.

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A zip archive.
    Archive,
    /// A program or library of Windows.
    Program,
    /// Something else.
    Other,
}

/// What a file is that begins with these bytes; four are enough.
pub(super) fn content(first: &[u8]) -> Content {
    match first {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Content::Archive,
        [b'M', b'Z', ..] => Content::Program,
        _ => Content::Other,
    }
}
