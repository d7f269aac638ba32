//! Views of assemblies as values; how they look is the business of [`crate::report`].

pub mod graph;
pub mod pick;
pub mod roots;
pub mod why;
