//! The integration tests: one binary.

mod architecture;
mod cli;
mod corpus;
mod corpus_files;
mod evidence;
mod fixtures;
mod gate;
mod graph;
mod hostile;
mod hostile_files;
mod ilasm_text;
mod input;
mod licences;
mod monodis;
mod readme;
mod report;
mod rules;
mod robustness;
mod sample;
mod schema;
mod scratch;
mod source;
mod walk;
mod whose;
mod why;
mod writer;
