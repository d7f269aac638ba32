//! The `ilvet` command.

fn main() {}
