//! What the tests of several crates share.
//!
//! The cases come from outside, from other implementations and from the
//! specification; each folder's README says what a case asks and when it
//! passes. This library reads them, and judges. Nothing here knows how a value
//! is encoded: [`text`] is an opinion of its own on what values look like in
//! JSON, so that the crates under test are not asked about themselves.

pub mod cases;
pub mod crash;
pub mod files;
pub mod hostile;
pub mod judge;
pub mod messages;
pub mod plain;
pub mod readers;
pub mod text;
