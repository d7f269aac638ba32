//! The integration tests: one binary.

mod architecture;
mod cli;
mod fixtures;
mod hostile;
mod input;
mod licences;
mod readme;
mod report;
mod sample;
mod schema;
mod scratch;
mod source;
