//! Tests of what is written: the loader gives back the octets.
