//! Logical types: a second meaning on top of a type, as Rust types of their own.
//!
//! The encoding knows nothing of them: "a logical type is always serialized using
//! its underlying Avro type" (Logical Types). What this module adds is what the
//! number or the bytes mean, and that they mean something.
//!
//! | logical type             | on            | here                       | shape                                       |
//! |--------------------------|---------------|----------------------------|---------------------------------------------|
//! | `date`                   | int           | [`Date`]                   | [`shape::Date`]                             |
//! | `time-millis`            | int           | [`TimeMillis`]             | [`shape::TimeMillis`]                       |
//! | `time-micros`            | long          | [`TimeMicros`]             | [`shape::TimeMicros`]                       |
//! | `timestamp-millis`       | long          | [`TimestampMillis`]        | [`shape::TimestampMillis`]                  |
//! | `timestamp-micros`       | long          | [`TimestampMicros`]        | [`shape::TimestampMicros`]                  |
//! | `timestamp-nanos`        | long          | [`TimestampNanos`]         | [`shape::TimestampNanos`]                   |
//! | `local-timestamp-millis` | long          | [`LocalTimestampMillis`]   | [`shape::LocalTimestampMillis`]             |
//! | `local-timestamp-micros` | long          | [`LocalTimestampMicros`]   | [`shape::LocalTimestampMicros`]             |
//! | `local-timestamp-nanos`  | long          | [`LocalTimestampNanos`]    | [`shape::LocalTimestampNanos`]              |
//! | `decimal`                | bytes, fixed  | [`Decimal`]                | [`shape::Decimal`], [`shape::DecimalFixed`] |
//! | `big-decimal`            | bytes         | [`BigDecimal`]             | [`shape::BigDecimal`]                       |
//! | `uuid`                   | string, fixed | [`Uuid`]                   | [`shape::Uuid`], [`shape::UuidFixed`]       |
//! | `duration`               | fixed         | [`Duration`]               | [`shape::Duration`]                         |
//!
//! Where two shapes stand, the first is the type's own. Beside these types, the
//! plain ones hold a logical type as it is on the wire: `i32` and `i64` the number,
//! `String` the text of a uuid, `Vec<u8>` and `[u8; N]` the bytes of a decimal of
//! any precision, of a uuid or of a duration.
//!
//! # Types of other crates
//!
//! Each crate is a Cargo feature of its own name. A feature adds implementations
//! and nothing else: what was there without it stays as it was.
//!
//! | feature        | type                       | own shape                     | and also                                                      |
//! |----------------|----------------------------|-------------------------------|---------------------------------------------------------------|
//! | `jiff`         | `Timestamp`                | [`shape::TimestampMicros`]      | [`shape::TimestampMillis`], [`shape::TimestampNanos`]           |
//! |                | `civil::DateTime`          | [`shape::LocalTimestampMicros`] | [`shape::LocalTimestampMillis`], [`shape::LocalTimestampNanos`] |
//! |                | `civil::Date`              | [`shape::Date`]                 |                                                               |
//! |                | `civil::Time`              | [`shape::TimeMicros`]           | [`shape::TimeMillis`]                                           |
//! | `chrono`       | `DateTime<Utc>`            | [`shape::TimestampMicros`]      | [`shape::TimestampMillis`], [`shape::TimestampNanos`]           |
//! |                | `NaiveDateTime`            | [`shape::LocalTimestampMicros`] | [`shape::LocalTimestampMillis`], [`shape::LocalTimestampNanos`] |
//! |                | `NaiveDate`                | [`shape::Date`]                 |                                                               |
//! |                | `NaiveTime`                | [`shape::TimeMicros`]           | [`shape::TimeMillis`]                                           |
//! | `time`         | `OffsetDateTime`, `UtcDateTime` | [`shape::TimestampMicros`] | [`shape::TimestampMillis`], [`shape::TimestampNanos`]           |
//! |                | `PrimitiveDateTime`        | [`shape::LocalTimestampMicros`] | [`shape::LocalTimestampMillis`], [`shape::LocalTimestampNanos`] |
//! |                | `Date`                     | [`shape::Date`]                 |                                                               |
//! |                | `Time`                     | [`shape::TimeMicros`]           | [`shape::TimeMillis`]                                           |
//! | `uuid`         | `Uuid`                     | [`shape::Uuid`]                 | [`shape::UuidFixed`]                                            |
//! | `rust_decimal` | `Decimal`                  | none                            | [`shape::Decimal`], [`shape::DecimalFixed`]                     |
//! | `bigdecimal`   | `BigDecimal`               | [`shape::BigDecimal`]           | [`shape::Decimal`], [`shape::DecimalFixed`]                     |
//!
//! A `rust_decimal::Decimal` has no shape of its own, for a schema needs a precision
//! and a scale that the type does not have: a field says `#[avro(type = "decimal(12, 2)")]`.
//!
//! # What is lost, and what is refused
//!
//! These types count nanoseconds; most logical types do not. What is finer than
//! the shape's unit is cut off on writing, always towards the past, so that order
//! is kept and no instant moves to another day. (Java's library does the same.) A
//! value that lies outside what a type can hold is an error in either direction,
//! and digits of a decimal are never cut: one that would need rounding is an error.
//!
//! What is known about an instant is the instant: an offset or a time zone is not
//! written, and an `OffsetDateTime` is read in UTC.
//!
//! [`shape::Date`]: crate::shape::Date
//! [`shape::TimeMillis`]: crate::shape::TimeMillis
//! [`shape::TimeMicros`]: crate::shape::TimeMicros
//! [`shape::TimestampMillis`]: crate::shape::TimestampMillis
//! [`shape::TimestampMicros`]: crate::shape::TimestampMicros
//! [`shape::TimestampNanos`]: crate::shape::TimestampNanos
//! [`shape::LocalTimestampMillis`]: crate::shape::LocalTimestampMillis
//! [`shape::LocalTimestampMicros`]: crate::shape::LocalTimestampMicros
//! [`shape::LocalTimestampNanos`]: crate::shape::LocalTimestampNanos
//! [`shape::Decimal`]: crate::shape::Decimal
//! [`shape::DecimalFixed`]: crate::shape::DecimalFixed
//! [`shape::BigDecimal`]: crate::shape::BigDecimal
//! [`shape::Uuid`]: crate::shape::Uuid
//! [`shape::UuidFixed`]: crate::shape::UuidFixed
//! [`shape::Duration`]: crate::shape::Duration

#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

mod big_decimal;
mod civil;
mod crates;
mod date;
mod decimal;
mod digits;
mod duration;
mod error;
mod number;
mod raw;
pub(crate) mod text;
mod time;
mod timestamp;
mod unscaled;
mod uuid;

pub use big_decimal::BigDecimal;
pub use date::Date;
pub use decimal::Decimal;
pub use duration::Duration;
pub use error::LogicalError;
pub use time::{TimeMicros, TimeMillis};
pub use timestamp::{
    LocalTimestampMicros, LocalTimestampMillis, LocalTimestampNanos, TimestampMicros,
    TimestampMillis, TimestampNanos,
};
pub use uuid::Uuid;
