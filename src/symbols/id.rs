//! How a symbol file and the module that it belongs to know each other.

use super::{Mdb, PortablePdb, WindowsPdb, mdb, module_version_id};
use crate::limits::Limits;
use crate::metadata::Metadata;
use crate::pe::Image;

/// What a symbol file and its module both state. Of a Windows PDB it is not all of it: [`super::Symbols::open`] has the last word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SymbolId {
    /// GUID and stamp of a portable PDB.
    Portable([u8; 20]),
    /// GUID of a Windows PDB.
    Windows([u8; 16]),
    /// Version id of the module, in a Mono symbol file.
    Mono([u8; 16]),
}

impl SymbolId {
    /// The id that a symbol file states; `None` for a file that is none.
    #[must_use]
    pub fn of_file(bytes: &[u8], limits: &Limits) -> Option<Self> {
        if bytes.starts_with(b"BSJB") {
            PortablePdb::open(bytes, limits).ok().map(|pdb| Self::Portable(pdb.id()))
        } else if bytes.starts_with(&mdb::MAGIC.to_le_bytes()) {
            Mdb::open(bytes).ok().map(|mdb| Self::Mono(mdb.module_version_id()))
        } else {
            WindowsPdb::id(bytes, limits).map(Self::Windows)
        }
    }

    /// The ids that the symbols of an image may have.
    #[must_use]
    pub fn of_image(image: &Image<'_>, module: &Metadata<'_>) -> Vec<Self> {
        let mut ids = Vec::new();
        for stated in image.debug_directory().iter().filter_map(|entry| entry.code_view().ok().flatten()) {
            let mut id = [0; 20];
            for (to, from) in id.iter_mut().zip(stated.guid.iter().chain(&stated.stamp.to_le_bytes())) {
                *to = *from;
            }
            ids.extend([Self::Portable(id), Self::Windows(stated.guid)]);
        }
        ids.extend(module_version_id(module).map(Self::Mono));
        ids
    }
}
