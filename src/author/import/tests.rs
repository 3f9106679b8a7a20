//! Tests of what is made of other tools' files.
