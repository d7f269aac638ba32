//! Texts that people write and their programs save: UTF-8, and UTF-16 as some of them call Unicode.

use std::path::Path;

use super::read::read;

/// Why bytes are no text.
const NO_TEXT: &str = "neither UTF-8 nor UTF-16 with its mark in front: save it as UTF-8";

/// Reads a file of text.
///
/// # Errors
/// One sentence: it cannot be read, or is no text.
pub fn read_text(path: &Path, limit: u64) -> Result<String, String> {
    let bytes = read(path, limit)?;
    match marked(&bytes) {
        Some(text) => Ok(text),
        None => String::from_utf8(bytes).map_err(|_| NO_TEXT.to_owned()),
    }
}

/// Reads a file of lines that count by themselves: what is no UTF-8 in one of them is U+FFFD there.
///
/// # Errors
/// One sentence: it cannot be read, or is no text.
pub fn read_lines(path: &Path, limit: u64) -> Result<String, String> {
    let bytes = read(path, limit)?;
    match marked(&bytes) {
        Some(text) => Ok(text),
        None if bytes.contains(&0) => Err(NO_TEXT.to_owned()),
        None => Ok(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

/// A text in UTF-16, which a mark in front of it says.
fn marked(bytes: &[u8]) -> Option<String> {
    let (unit, rest): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (u16::from_le_bytes, rest),
        [0xFE, 0xFF, rest @ ..] => (u16::from_be_bytes, rest),
        _ => return None,
    };
    let units = rest.chunks(2).map(|pair| match *pair {
        [first, second] => unit([first, second]),
        // A half is no character.
        _ => 0xD800,
    });
    Some(char::decode_utf16(units).map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_says_which_utf_16_it_is() {
        assert_eq!(marked(b"\xFF\xFET\0:\0A\0").as_deref(), Some("T:A"));
        assert_eq!(marked(b"\xFE\xFF\0T\0:\0A").as_deref(), Some("T:A"));
        assert_eq!(marked(b"\xFF\xFEA\0\0\xD8B").as_deref(), Some("A\u{fffd}\u{fffd}"));
        assert_eq!((marked(b"T:A"), marked(b"\xEF\xBB\xBFT:A")), (None, None));
    }
}
