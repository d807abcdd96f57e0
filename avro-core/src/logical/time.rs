//! The logical types `time-millis` and `time-micros`.

use std::fmt;

use super::civil::{Clock, MICROS, MILLIS, SECONDS_A_DAY, units};
use super::error::LogicalError;
use super::number::number;

macro_rules! time {
    ($(#[$doc:meta])* $name:ident($count:ident), $base:ident, $per_second:ident, $units:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($count);

        impl $name {
            #[doc = concat!("The time so many ", $units, " after midnight; `None` where that is")]
            /// before midnight or on the next day.
            #[must_use]
            pub const fn new(count: $count) -> Option<Self> {
                if count < 0 || count as i64 >= SECONDS_A_DAY.saturating_mul($per_second) {
                    return None;
                }
                Some($name(count))
            }

            #[doc = concat!("How many ", $units, " after midnight it is.")]
            #[must_use]
            pub const fn get(self) -> $count {
                self.0
            }
        }

        /// As ISO 8601 has it, with all digits that the type has.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                // Always some, as `new` has seen to.
                match Clock::from_midnight(i64::from(self.0), $per_second) {
                    Some(clock) => clock.write($per_second, f),
                    None => Err(fmt::Error),
                }
            }
        }

        impl TryFrom<$count> for $name {
            type Error = LogicalError;

            fn try_from(count: $count) -> Result<Self, LogicalError> {
                $name::new(count).ok_or_else(|| LogicalError::not("a time of day"))
            }
        }

        impl From<$name> for $count {
            fn from(time: $name) -> Self {
                time.0
            }
        }

        /// How long after midnight it is.
        impl From<$name> for std::time::Duration {
            fn from(time: $name) -> Self {
                let (seconds, nanos) = super::civil::split(i64::from(time.0), $per_second);
                std::time::Duration::new(seconds.unsigned_abs(), nanos)
            }
        }

        #[doc = concat!("The time so long after midnight, cut to whole ", $units, ".")]
        impl TryFrom<std::time::Duration> for $name {
            type Error = LogicalError;

            fn try_from(since_midnight: std::time::Duration) -> Result<Self, LogicalError> {
                let seconds = i64::try_from(since_midnight.as_secs()).ok();
                seconds
                    .zip(i32::try_from(since_midnight.subsec_nanos()).ok())
                    .and_then(|(seconds, nanos)| units(seconds, nanos, $per_second))
                    .and_then(|count| $count::try_from(count).ok())
                    .and_then($name::new)
                    .ok_or_else(|| LogicalError::not("a time of day"))
            }
        }

        number!($name, "a time of day", own $name:
            $base $name: to |time| Some(time.0), from |count| $name::new(count);
        );
    };
}

time! {
    /// A time of day in milliseconds, without a date or a time zone: the logical
    /// type `time-millis`.
    ///
    /// A day has 86,400,000 of them. A number on the wire that is none of these is
    /// an error, here as in Java's library; a field that wants it as it is may be
    /// an `i32` with the type `time_ms`.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::logical::TimeMillis;
    ///
    /// let noon = TimeMillis::new(12 * 3_600_000).ok_or("not a time")?;
    /// assert_eq!(noon.to_string(), "12:00:00.000");
    /// assert_eq!(TimeMillis::new(86_400_000), None);
    ///
    /// let bytes = avro_core::to_vec(&noon)?;
    /// assert_eq!(bytes, b"\x80\xb8\x99\x29");
    /// assert_eq!(avro_core::from_slice::<TimeMillis>(&bytes)?, noon);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    TimeMillis(i32), int, MILLIS, "milliseconds"
}

time! {
    /// A time of day in microseconds, without a date or a time zone: the logical
    /// type `time-micros`.
    ///
    /// A day has 86,400,000,000 of them. A number on the wire that is none of these
    /// is an error, here as in Java's library; a field that wants it as it is may be
    /// an `i64` with this logical type.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::logical::TimeMicros;
    ///
    /// let last = TimeMicros::new(86_399_999_999).ok_or("not a time")?;
    /// assert_eq!(last.to_string(), "23:59:59.999999");
    ///
    /// let bytes = avro_core::to_vec(&last)?;
    /// assert_eq!(bytes, b"\xfe\xff\xba\xdd\x83\x05");
    /// assert_eq!(avro_core::from_slice::<TimeMicros>(&bytes)?, last);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    TimeMicros(i64), long, MICROS, "microseconds"
}
