//! Names as C# writes them, for people.
mod arity;
pub(super) use arity::split_arity;
