//! The metadata physical layout: root, streams, heaps, tables, signatures (§II.22 to §II.24).
//!
//! [`Metadata::open`] reads the root and the table stream's header; everything else is decoded when asked for.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )
)]

mod attribute;
mod cell;
mod columns;
mod flags;
mod heaps;
mod root;
mod signature;
mod signature_reader;
mod table;
mod tables;
mod token;
mod verify;
mod verify_order;
mod verify_signatures;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod writer;

pub use attribute::{AttributeValue, End, EnumType, NamedArgument, Value, decode as decode_attribute};
pub use cell::{Cell, ColumnValue, StreamShape, TableShape};
pub use columns::*;
pub use flags::*;
pub use heaps::{Heap, utf16};
pub use root::{Metadata, PdbHeader, Refused};
pub use signature::*;
pub use signature_reader::{
    read_field, read_locals, read_method, read_method_spec, read_property, read_shape, read_stand_alone, read_type_spec,
};
pub use table::Tables;
pub use tables::*;
pub use token::Token;
pub use verify::{Bounds, Fault};
