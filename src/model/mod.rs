//! Types and members with their names, across the assemblies of one unit of work.

mod supply;

pub use supply::{Supplied, Supply};
