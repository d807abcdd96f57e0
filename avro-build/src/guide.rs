//! Chapters that teach what the rest of the documentation tells item by item.

#[doc = include_str!("../guide/contracts.md")]
pub mod contracts {}
