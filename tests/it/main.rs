//! The integration tests: one binary.

mod licences;
mod readme;
mod source;
