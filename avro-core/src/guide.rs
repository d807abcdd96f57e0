//! Chapters that teach by a story what the rest of the documentation tells item by item.

#[doc = include_str!("../guide/evolution.md")]
pub mod evolution {}
