//! The types that `build.rs` made from the files in `schemas`: one module for
//! each namespace.

avro_core::include_schemas!();

/// The snippets of the README, compiled and run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
