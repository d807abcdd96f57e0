//! The logical types `timestamp-millis`, `timestamp-micros` and `timestamp-nanos`,
//! and their local twins.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::civil::{MICROS, MILLIS, NANOS, day_and_clock, split, units};
use super::error::LogicalError;
use super::number::number;

macro_rules! timestamp {
    ($(#[$doc:meta])* $name:ident, $per_second:ident, $units:literal, $since:literal, $zone:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            #[doc = concat!("The timestamp so many ", $units, " after ", $since, ".")]
            #[must_use]
            pub const fn new(count: i64) -> Self {
                $name(count)
            }

            #[doc = concat!("How many ", $units, " after ", $since, " it is.")]
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        /// As ISO 8601 has it, with all digits that the type has, and a sign before
        /// years that are not of four digits.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let (day, clock) = day_and_clock(self.0, $per_second);
                write!(f, "{day}T")?;
                clock.write($per_second, f)?;
                f.write_str($zone)
            }
        }

        impl From<i64> for $name {
            fn from(count: i64) -> Self {
                $name(count)
            }
        }

        impl From<$name> for i64 {
            fn from(timestamp: $name) -> Self {
                timestamp.0
            }
        }

        number!($name, "a timestamp", own $name:
            long $name: to |timestamp| Some(timestamp.0), from |count| Some($name(count));
        );
    };
}

macro_rules! system_time {
    ($name:ident, $per_second:ident, $logical:literal, $units:literal) => {
        #[doc = concat!("The instant, cut to whole ", $units, " towards the past.")]
        impl TryFrom<SystemTime> for $name {
            type Error = LogicalError;

            fn try_from(time: SystemTime) -> Result<Self, LogicalError> {
                since_epoch(time, $per_second)
                    .map($name)
                    .ok_or_else(|| LogicalError::not(concat!("within the reach of ", $logical)))
            }
        }

        impl TryFrom<$name> for SystemTime {
            type Error = LogicalError;

            fn try_from(timestamp: $name) -> Result<Self, LogicalError> {
                system_time(timestamp.0, $per_second)
                    .ok_or_else(|| LogicalError::not("within the reach of the system's time"))
            }
        }
    };
}

/// Units since 1970, of which the system may be before.
fn since_epoch(time: SystemTime, per_second: i64) -> Option<i64> {
    let (seconds, nanos) = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (
            i64::try_from(after.as_secs()).ok()?,
            i32::try_from(after.subsec_nanos()).ok()?,
        ),
        Err(before) => {
            let before = before.duration();
            (
                i64::try_from(before.as_secs()).ok()?.checked_neg()?,
                i32::try_from(before.subsec_nanos()).ok()?.checked_neg()?,
            )
        }
    };
    units(seconds, nanos, per_second)
}

fn system_time(count: i64, per_second: i64) -> Option<SystemTime> {
    let (seconds, nanos) = split(count, per_second);
    let whole = Duration::from_secs(seconds.unsigned_abs());
    let second = if seconds < 0 {
        UNIX_EPOCH.checked_sub(whole)
    } else {
        UNIX_EPOCH.checked_add(whole)
    };
    second?.checked_add(Duration::new(0, nanos))
}

timestamp! {
    /// An instant in milliseconds: the logical type `timestamp-millis`.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::logical::TimestampMillis;
    ///
    /// // The specification's own: noon in Helsinki on the first day of the year 2000.
    /// let noon = TimestampMillis::new(946_720_800_000);
    /// assert_eq!(noon.to_string(), "2000-01-01T10:00:00.000Z");
    ///
    /// let bytes = avro_core::to_vec(&noon)?;
    /// assert_eq!(bytes, b"\x80\xf4\xa7\xcf\x8d\x37");
    /// assert_eq!(avro_core::from_slice::<TimestampMillis>(&bytes)?, noon);
    ///
    /// let now = TimestampMillis::try_from(std::time::SystemTime::now())?;
    /// assert!(now > noon);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    TimestampMillis, MILLIS, "milliseconds", "1970-01-01T00:00Z", "Z"
}

timestamp! {
    /// An instant in microseconds: the logical type `timestamp-micros`.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::logical::TimestampMicros;
    ///
    /// let just_before = TimestampMicros::new(-1);
    /// assert_eq!(just_before.to_string(), "1969-12-31T23:59:59.999999Z");
    /// assert_eq!(avro_core::to_vec(&just_before)?, [0x01]);
    /// # Ok::<(), avro_core::EncodeError>(())
    /// ```
    TimestampMicros, MICROS, "microseconds", "1970-01-01T00:00Z", "Z"
}

timestamp! {
    /// An instant in nanoseconds, from 1677-09-21 to 2262-04-11: the logical type
    /// `timestamp-nanos`.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::logical::TimestampNanos;
    ///
    /// let last = TimestampNanos::new(i64::MAX);
    /// assert_eq!(last.to_string(), "2262-04-11T23:47:16.854775807Z");
    /// ```
    TimestampNanos, NANOS, "nanoseconds", "1970-01-01T00:00Z", "Z"
}

timestamp! {
    /// A day and a clock in milliseconds, in whatever time zone is local: the
    /// logical type `local-timestamp-millis`.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::logical::LocalTimestampMillis;
    ///
    /// // The specification's own: noon on the first day of the year 2000, anywhere.
    /// let noon = LocalTimestampMillis::new(946_728_000_000);
    /// assert_eq!(noon.to_string(), "2000-01-01T12:00:00.000");
    /// ```
    LocalTimestampMillis, MILLIS, "milliseconds", "1970-01-01T00:00", ""
}

timestamp! {
    /// A day and a clock in microseconds, in whatever time zone is local: the
    /// logical type `local-timestamp-micros`.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::logical::LocalTimestampMicros;
    ///
    /// let far = LocalTimestampMicros::new(i64::MIN);
    /// assert_eq!(far.to_string(), "-290308-12-21T19:59:05.224192");
    /// ```
    LocalTimestampMicros, MICROS, "microseconds", "1970-01-01T00:00", ""
}

timestamp! {
    /// A day and a clock in nanoseconds, in whatever time zone is local: the
    /// logical type `local-timestamp-nanos`.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::logical::LocalTimestampNanos;
    ///
    /// let first = LocalTimestampNanos::new(0);
    /// assert_eq!(first.to_string(), "1970-01-01T00:00:00.000000000");
    /// ```
    LocalTimestampNanos, NANOS, "nanoseconds", "1970-01-01T00:00", ""
}

system_time!(TimestampMillis, MILLIS, "timestamp-millis", "milliseconds");
system_time!(TimestampMicros, MICROS, "timestamp-micros", "microseconds");
system_time!(TimestampNanos, NANOS, "timestamp-nanos", "nanoseconds");
