//! Blobs in the words of ilasm: bytes, constants, marshalling (§II.16.2, §II.7.4, §II.23.4).

use std::fmt::Write;

use super::words::push_string;
use crate::bytes::{Malformed, Reader};
use crate::metadata::utf16;
use crate::text::is_hostile;

/// Bytes of a blob that stand on one line.
const ON_A_LINE: usize = 32;

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Appends bytes in brackets, over several lines where they are many.
pub(crate) fn push_bytes(text: &mut String, bytes: &[u8], indent: usize) {
    text.push('(');
    for (number, line) in bytes.chunks(ON_A_LINE).enumerate() {
        if number > 0 {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', indent + 1));
        }
        for (place, byte) in line.iter().enumerate() {
            if place > 0 {
                text.push(' ');
            }
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    text.push(')');
}

/// Appends a string of UTF-16 bytes: in quotes where ilasm gets back the same from them, else as bytes.
pub(super) fn push_utf16(text: &mut String, bytes: &[u8], indent: usize) {
    if push_ascii(text, bytes) {
        return;
    }
    let string = utf16(bytes);
    let exact = bytes.len().is_multiple_of(2)
        && !string.contains(char::REPLACEMENT_CHARACTER)
        && !string.chars().any(|character| is_hostile(character) && !character.is_ascii());
    if !(exact && push_string(text, &string)) {
        text.push_str("bytearray ");
        push_bytes(text, bytes, indent);
    }
}

/// Appends a string of characters that stand for themselves; `false`, and nothing appended, where there are others.
fn push_ascii(text: &mut String, bytes: &[u8]) -> bool {
    let plain = |pair: &[u8]| matches!(pair, [b' '..=b'~', 0] if !matches!(pair[0], b'"' | b'\\' | b'#'));
    if !bytes.len().is_multiple_of(2) || !bytes.chunks_exact(2).all(plain) {
        return false;
    }
    text.push('"');
    text.extend(bytes.iter().step_by(2).map(|byte| char::from(*byte)));
    text.push('"');
    true
}

/// Appends the value of a constant (§II.22.9); `false`, and nothing appended, where ilasm has no form for it.
pub(crate) fn push_constant(text: &mut String, kind: u8, mut value: Reader<'_>, indent: usize) -> bool {
    const CUT: &str = "the value of a constant is cut";
    let exact = |size: usize| value.len() == size;
    let whole = match kind {
        0x02 => exact(1) && value.rest() <= [1].as_slice(),
        0x04 | 0x05 => exact(1),
        0x03 | 0x06 | 0x07 => exact(2),
        0x08 | 0x09 | 0x0C => exact(4),
        0x0A | 0x0B | 0x0D => exact(8),
        0x0E => true,
        0x12 => value.rest() == [0; 4],
        _ => false,
    };
    if !whole {
        return false;
    }
    if kind == 0x0E {
        push_utf16(text, value.rest(), indent);
        return true;
    }
    let _ = match kind {
        0x02 => write!(text, "bool({})", value.rest() == [1]),
        0x03 => write!(text, "char(0x{:04x})", value.u16(CUT).unwrap_or_default()),
        0x04 => write!(text, "int8({})", value.i8(CUT).unwrap_or_default()),
        0x05 => write!(text, "uint8({})", value.u8(CUT).unwrap_or_default()),
        0x06 => write!(text, "int16({})", value.u16(CUT).unwrap_or_default().cast_signed()),
        0x07 => write!(text, "uint16({})", value.u16(CUT).unwrap_or_default()),
        0x08 => write!(text, "int32({})", value.i32(CUT).unwrap_or_default()),
        0x09 => write!(text, "uint32({})", value.u32(CUT).unwrap_or_default()),
        0x0A => write!(text, "int64({})", value.i64(CUT).unwrap_or_default()),
        0x0B => write!(text, "uint64({})", value.u64(CUT).unwrap_or_default()),
        0x0C => write!(text, "float32(0x{:08x})", value.u32(CUT).unwrap_or_default()),
        0x0D => write!(text, "float64(0x{:016x})", value.u64(CUT).unwrap_or_default()),
        _ => write!(text, "nullref"),
    };
    true
}

/// The words of native types that stand alone, by number (§II.23.4).
const NATIVE: [&str; 0x2E] = [
    "",
    "void",
    "bool",
    "int8",
    "unsigned int8",
    "int16",
    "unsigned int16",
    "int32",
    "unsigned int32",
    "int64",
    "unsigned int64",
    "float32",
    "float64",
    "syschar",
    "variant",
    "currency",
    "",
    "decimal",
    "date",
    "bstr",
    "lpstr",
    "lpwstr",
    "lptstr",
    "",
    "objectref",
    "iunknown",
    "idispatch",
    "struct",
    "interface",
    "",
    "",
    "int",
    "unsigned int",
    "nested struct",
    "byvalstr",
    "ansi bstr",
    "tbstr",
    "variant bool",
    "method",
    "",
    "as any",
    "",
    "",
    "lpstruct",
    "",
    "error",
];

/// The words of the types of variants, by number (§II.23.4).
const VARIANT: [&str; 0x49] = {
    let mut words = [""; 0x49];
    let known: [(usize, &str); 40] = [
        (1, "null"),
        (2, "int16"),
        (3, "int32"),
        (4, "float32"),
        (5, "float64"),
        (6, "currency"),
        (7, "date"),
        (8, "bstr"),
        (9, "idispatch"),
        (10, "error"),
        (11, "bool"),
        (12, "variant"),
        (13, "iunknown"),
        (14, "decimal"),
        (16, "int8"),
        (17, "unsigned int8"),
        (18, "unsigned int16"),
        (19, "unsigned int32"),
        (20, "int64"),
        (21, "unsigned int64"),
        (22, "int"),
        (23, "unsigned int"),
        (24, "void"),
        (25, "hresult"),
        (26, "*"),
        (27, "safearray"),
        (28, "carray"),
        (29, "userdefined"),
        (30, "lpstr"),
        (31, "lpwstr"),
        (36, "record"),
        (64, "filetime"),
        (65, "blob"),
        (66, "stream"),
        (67, "storage"),
        (68, "streamed_object"),
        (69, "stored_object"),
        (70, "blob_object"),
        (71, "cf"),
        (72, "clsid"),
    ];
    let mut next = 0;
    while next < known.len() {
        words[known[next].0] = known[next].1;
        next += 1;
    }
    words
};

const CUT: &str = "a native type is cut";
const NO_WORD: &str = "ilasm has no words for this native type";

/// Appends how a field or a parameter is marshalled (§II.23.4); `text` may hold a part of it after an error.
pub(crate) fn push_native(text: &mut String, blob: Reader<'_>) -> Result<(), Malformed> {
    let mut at = blob.citing("§II.23.4");
    push_native_type(text, &mut at)?;
    if at.is_empty() { Ok(()) } else { Err(at.malformed(NO_WORD)) }
}

fn push_native_type(text: &mut String, at: &mut Reader<'_>) -> Result<(), Malformed> {
    let start = *at;
    let kind = at.u8(CUT)?;
    match kind {
        0x17 => {
            let _ = write!(text, "fixed sysstring[{}]", at.compressed_u32(CUT)?);
        }
        0x1D => {
            text.push_str("safearray");
            if !at.is_empty() {
                let variant = at.compressed_u32(CUT)?;
                push_variant(text, variant).ok_or_else(|| start.malformed(NO_WORD))?;
            }
            if !at.is_empty() {
                let name = serialized(at)?;
                if !name.is_empty() {
                    text.push_str(", ");
                    push_string(text, &name);
                }
            }
        }
        0x1E => {
            let _ = write!(text, "fixed array[{}]", at.compressed_u32(CUT)?);
            if !at.is_empty() {
                text.push(' ');
                push_simple(text, at.u8(CUT)?).ok_or_else(|| start.malformed(NO_WORD))?;
            }
        }
        0x2A => {
            let element = if at.is_empty() { 0x50 } else { at.u8(CUT)? };
            if element != 0x50 {
                push_simple(text, element).ok_or_else(|| start.malformed(NO_WORD))?;
            }
            push_size(text, at)?;
        }
        0x2C => {
            let (guid, native, marshaler, cookie) =
                (serialized(at)?, serialized(at)?, serialized(at)?, serialized(at)?);
            text.push_str("custom(");
            push_string(text, &marshaler);
            text.push_str(", ");
            push_string(text, &cookie);
            if !(guid.is_empty() && native.is_empty()) {
                for part in [guid, native] {
                    text.push_str(", ");
                    push_string(text, &part);
                }
            }
            text.push(')');
        }
        _ => push_simple(text, kind).ok_or_else(|| start.malformed(NO_WORD))?,
    }
    Ok(())
}

/// The size of an array: so many elements, and as many more as a parameter says.
fn push_size(text: &mut String, at: &mut Reader<'_>) -> Result<(), Malformed> {
    if at.is_empty() {
        text.push_str("[]");
        return Ok(());
    }
    let parameter = at.compressed_u32(CUT)?;
    if at.is_empty() {
        let _ = write!(text, "[+ {parameter}]");
        return Ok(());
    }
    let size = at.compressed_u32(CUT)?;
    // Whether the number of the parameter means anything; without this it does.
    let flags = if at.is_empty() { 1 } else { at.compressed_u32(CUT)? };
    let _ = if flags & 1 == 0 { write!(text, "[{size}]") } else { write!(text, "[{size} + {parameter}]") };
    Ok(())
}

fn push_simple(text: &mut String, kind: u8) -> Option<()> {
    let word = NATIVE.get(usize::from(kind)).filter(|word| !word.is_empty())?;
    text.push_str(word);
    Some(())
}

fn push_variant(text: &mut String, kind: u32) -> Option<()> {
    if kind & 0xFFF != 0 {
        let word = VARIANT.get((kind & 0xFFF) as usize).filter(|word| !word.is_empty())?;
        text.push(' ');
        text.push_str(word);
    }
    text.push_str(match kind & 0xF000 {
        0 => "",
        0x1000 => " vector",
        0x2000 => "[]",
        0x4000 => "&",
        _ => return None,
    });
    Some(())
}

fn serialized(at: &mut Reader<'_>) -> Result<String, Malformed> {
    let length = at.compressed_u32(CUT)? as usize;
    Ok(String::from_utf8_lossy(at.bytes(length, CUT)?).into_owned())
}
