//! The bundled suite: the files of `cases/`, compiled in by the build script.

include!(concat!(env!("OUT_DIR"), "/bundled.rs"));
