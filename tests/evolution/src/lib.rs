//! Evolution: data of many schemas, read as many others.
//!
//! ```text
//! seed ─► readers ─► evolve ─► writer's schema ─► datum ─► bytes ─► the crates under test ─┐
//!            │                       │              │                                       ├─ the same?
//!            └───────────────────────┴──────────────┴────► oracle ─────────────────────────┘
//! ```
//!
//! Schemas and values are plain trees of this package, and the [`oracle`] resolves them as
//! plainly as the specification says it, without a thought of speed. It knows
//! nothing of the crates under test, nor do the modules beside it; only [`value`] does, which compares.

pub mod datum;
pub mod evolve;
pub mod oracle;
pub mod random;
pub mod readers;
pub mod schema;
pub mod value;

/// How many readers' schemas there are types of.
pub const READERS: u64 = 200;

/// How many writers' schemas are made from each.
pub const WRITERS: u64 = 50;

/// A number from the environment, for longer runs.
pub fn setting(name: &str, otherwise: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name} is no number: {text}")),
        Err(_) => otherwise,
    }
}
