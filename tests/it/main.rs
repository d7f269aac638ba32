//! The integration tests: one binary.

mod architecture;
mod licences;
mod readme;
mod source;
