//! The integration tests: one binary.

mod architecture;
mod cli;
mod corpus;
mod corpus_files;
mod hostile;
mod ilasm_text;
mod input;
mod licences;
mod monodis;
mod readme;
mod report;
mod sample;
mod schema;
mod scratch;
mod source;
