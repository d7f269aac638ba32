//! The integration tests: one binary.

mod licences;
mod source;
