//! A comparison of few rows, in each format.
use super::*;
