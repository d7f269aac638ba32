//! The integration tests: one binary.

mod cli;
mod hostile;
mod input;
mod report;
mod sample;
mod schema;
mod scratch;
