//! Types and members with their names, across the assemblies of one unit of work.

mod accessor_names;
mod by_name;
mod canon;
mod declared;
mod dispatch;
mod doc_id;
mod file_local;
mod load;
mod members;
mod name;
mod named;
mod origin;
mod presence;
mod reflected;
mod subject;
mod supply;
mod symbol_files;
mod universe;
mod variables;

pub use accessor_names::{is_called_as_setter, without_interface};
pub use declared::{Hear, NamedAs};
pub use doc_id::{DocId, DocKind, Existence, Instance, Unparsable, bare_id, is_in_namespace};
pub use file_local::{file_local, without_hashes};
pub use load::{Loaded, LoadedFile, OpenError, SymbolFile, load, load_with};
pub use members::{Accessor, EventMember, PropertyMember, PropertyOrEvent};
pub use name::{AttributeShape, GenericParameter, Names, Noted, ParameterShape, SignatureShape, TypeKind, Visibility};
pub use named::{Named, Naming};
pub use origin::{Origin, merged_library, origin, public_key_token};
pub use presence::{Lookup, Presence};
pub use reflected::{reflected, split_namespace};
pub use subject::Subject;
pub use supply::{Container, Refusal, SourceFile, Supplied, Supply};
pub use universe::{
    EventId, FieldHandle, FieldId, MethodHandle, MethodId, Module, ModuleId, PropertyId, TypeHandle, TypeId, TypeKey,
    TypeLimit, Universe,
};
pub use variables::Variable;
