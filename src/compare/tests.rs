//! Movements of results, made from the fixture of few lines.
use super::*;
