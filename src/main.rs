//! The command `wirecase`.

fn main() {}
