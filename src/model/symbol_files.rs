//! Finds the symbols that belong to an image: embedded in it, or in a file of their own.

use std::sync::Arc;

use super::load::SymbolFile;
use super::supply::Supply;
use crate::limits::Limits;
use crate::metadata::Metadata;
use crate::pe::Image;
use crate::symbols::{SymbolId, Symbols, embedded};
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
    if !supply.wants_symbols() {
        return Ok(None);
    }
    let mut refused = None;
    let open = |bytes: Vec<u8>, label: &Text, is_embedded: bool| match Symbols::open(&bytes, image, metadata, limits) {
        Ok(symbols) => {
            let kind = if is_embedded { "embedded" } else { symbols.format() };
            let windows = if let Symbols::Windows(pdb) = &symbols { Some(Arc::clone(pdb)) } else { None };
            let bytes = if windows.is_some() { Vec::new() } else { bytes };
            Ok(SymbolFile { label: label.clone(), kind, bytes, windows, source_roots: supply.source_roots().to_vec() })
        }
        Err(why) => Err(why.to_string()),
    };
    match embedded::of(image, limits).map(|bytes| open(bytes.map_err(|malformed| malformed.to_string())?, label, true))
    {
        Some(Ok(file)) => return Ok(Some(file)),
        Some(Err(why)) => refused = Some(why),
        None => {}
    }
    let mut found = None;
    supply.symbols(label, &SymbolId::of_image(image, metadata), &mut |file| {
        let opened = match file {
            Ok(file) if file.bytes.len() as u64 > limits.symbol_bytes => {
                let why = "the symbol file is larger than the limit; `--limit symbol-bytes=NUMBER` raises that";
                Err(format!("{}: {why}", file.label.as_str()))
            }
            Ok(file) => open(file.bytes, &file.label, false).map_err(|why| format!("{}: {why}", file.label.as_str())),
            Err(why) => Err(why.what),
        };
        match opened {
            Ok(symbols) => found = Some(symbols),
            Err(why) => _ = refused.get_or_insert(why),
        }
        found.is_some()
    });
    match (found, refused) {
        (None, Some(why)) => Err(why),
        (found, _) => Ok(found),
    }
}
