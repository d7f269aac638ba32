//! Finds the symbols that belong to an image: embedded in it, or in a portable PDB beside it.

use super::load::SymbolFile;
use super::supply::Supply;
use crate::limits::Limits;
use crate::metadata::Metadata;
use crate::pe::Image;
use crate::symbols::{Symbols, embedded};
use crate::text::Text;

/// The symbols of `image`; `None` where there are none.
///
/// # Errors
/// Symbols are there and cannot be used: one clause that says why.
pub(super) fn find(
    image: &Image<'_>,
    metadata: &Metadata<'_>,
    supply: &dyn Supply,
    label: &Text,
    limits: &Limits,
) -> Result<Option<SymbolFile>, String> {
    let file = match embedded::of(image, limits) {
        Some(Ok(bytes)) => SymbolFile { kind: "embedded", bytes },
        Some(Err(malformed)) => return Err(malformed.to_string()),
        None => match supply.symbols(label) {
            Some(file) => SymbolFile { kind: "portable", bytes: file.bytes },
            None => return Ok(None),
        },
    };
    match Symbols::open(&file.bytes, image, metadata, limits) {
        Ok(_) => Ok(Some(file)),
        Err(refused) => Err(refused.to_string()),
    }
}
