//! Types and members with their names, across the assemblies of one unit of work.

mod by_name;
mod canon;
mod dispatch;
mod doc_id;
mod load;
mod members;
mod name;
mod origin;
mod supply;
mod symbol_files;
mod universe;

pub use doc_id::{DocId, DocKind, Unparsable};
pub use load::{Loaded, LoadedFile, OpenError, SymbolFile, load};
pub use members::{Accessor, EventMember, PropertyMember, PropertyOrEvent};
pub use name::{Names, TypeKind, Visibility};
pub use origin::{Origin, merged_library, origin, public_key_token};
pub use supply::{Container, Refusal, SourceFile, Supplied, Supply};
pub use universe::{
    EventId, FieldHandle, FieldId, MethodHandle, MethodId, Module, ModuleId, PropertyId, TypeHandle, TypeId, Universe,
};
