//! Permission sets of declarative security in the words of ilasm (§II.22.11).

use std::fmt::Write;

use super::spell::Speller;
use super::words::push_single_quoted;
use crate::bytes::Reader;

const CUT: &str = "a permission set is cut";

/// Appends a permission set as attributes with what they set; `None`, with a part of the text there, where ilasm has no words for one.
pub(crate) fn push_permissions(spell: &Speller<'_, '_>, text: &mut String, mut blob: Reader<'_>) -> Option<()> {
    if blob.u8(CUT).ok()? != b'.' {
        return None;
    }
    text.push('{');
    let count = blob.compressed_u32(CUT).ok()?;
    if count == 0 {
        return None;
    }
    for number in 0..count {
        text.push_str(if number > 0 { ", " } else { "" });
        let length = blob.compressed_u32(CUT).ok()?;
        spell.push_reflected(text, std::str::from_utf8(blob.bytes(length as usize, CUT).ok()?).ok()?)?;
        text.push_str(" = {");
        let length = blob.compressed_u32(CUT).ok()?;
        let mut at = blob.part(length as usize, CUT).ok()?;
        let named = at.compressed_u32(CUT).ok()?;
        if named == 0 {
            return None;
        }
        for number in 0..named {
            text.push_str(if number > 0 { " " } else { "" });
            push_named(spell, text, &mut at)?;
        }
        text.push('}');
    }
    text.push('}');
    blob.is_empty().then_some(())
}

/// `property bool 'Name' = bool(true)`
fn push_named(spell: &Speller<'_, '_>, text: &mut String, at: &mut Reader<'_>) -> Option<()> {
    text.push_str(match at.u8(CUT).ok()? {
        0x53 => "field ",
        0x54 => "property ",
        _ => return None,
    });
    let kind = at.u8(CUT).ok()?;
    match kind {
        0x02 => text.push_str("bool"),
        0x08 => text.push_str("int32"),
        0x0E => text.push_str("string"),
        0x55 => {
            text.push_str("enum ");
            let length = at.compressed_u32(CUT).ok()?;
            spell.push_reflected(text, std::str::from_utf8(at.bytes(length as usize, CUT).ok()?).ok()?)?;
        }
        _ => return None,
    }
    text.push(' ');
    let length = at.compressed_u32(CUT).ok()?;
    push_single_quoted(text, std::str::from_utf8(at.bytes(length as usize, CUT).ok()?).ok()?).then_some(())?;
    text.push_str(" = ");
    let _ = match kind {
        0x02 => write!(text, "bool({})", at.u8(CUT).ok()? != 0),
        0x08 | 0x55 => write!(text, "int32({})", at.i32(CUT).ok()?),
        _ => {
            let length = at.compressed_u32(CUT).ok()?;
            let string = std::str::from_utf8(at.bytes(length as usize, CUT).ok()?).ok()?;
            text.push_str("string(");
            push_single_quoted(text, string).then_some(())?;
            text.push(')');
            Ok(())
        }
    };
    Some(())
}
