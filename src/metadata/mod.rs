//! The metadata physical layout: root, streams, heaps, tables, signatures (§II.22 to §II.24).

mod token;

pub use token::Token;
