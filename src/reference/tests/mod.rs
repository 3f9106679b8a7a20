//! Tests of the whole server over loopback.
