//! Finds the symbols that belong to an image: embedded in it, or in a file beside it.

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
    let (is_embedded, bytes) = match embedded::of(image, limits) {
        Some(bytes) => (true, bytes.map_err(|malformed| malformed.to_string())?),
        None => match supply.symbols(label) {
            Some(file) => (false, file.bytes),
            None => return Ok(None),
        },
    };
    let symbols = Symbols::open(&bytes, image, metadata, limits).map_err(|refused| refused.to_string())?;
    let kind = if is_embedded { "embedded" } else { symbols.format() };
    Ok(Some(SymbolFile { kind, bytes }))
}
