//! Tells the truth about a built .NET assembly without its source.
//!
//! A hand-written ECMA-335 decoder (`pe`, `metadata`, `il`, `symbols`), a model on it (`model`), an analysis that knows
//! whose field is written and how execution gets there (`analysis`), and rules that ask it (`rules`). [`check`] is the whole gate.
//! A module names only what stands before it in the list below; a test enforces it.

pub mod limits;
pub mod text;
pub mod bytes;
pub mod pe;
pub mod metadata;
pub mod il;
pub mod symbols;
pub mod model;
pub mod ilasm;
pub mod analysis;
pub mod dataverse;
pub mod finding;
pub mod apis;
pub mod rules;
pub mod policy;
pub mod input;
pub mod check;
pub mod inspect;
pub mod report;
