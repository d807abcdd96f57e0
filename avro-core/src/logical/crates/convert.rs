//! What several of the crates' types need on their way to a number.

#![allow(dead_code, reason = "each is for some of the features")]

use std::fmt;

use crate::encoding::{EncodeError, EncodeErrorKind};
use crate::logical::civil::{Clock, SECONDS_A_DAY, units};

/// Units since midnight, cut to whole ones. A leap second (of more than 10^9
/// nanoseconds) counts as the next one; at the end of the day there is none.
#[inline(always)]
pub(super) fn since_midnight(seconds: i64, nanosecond: u32, per_second: i64) -> Option<i64> {
    let count = units(seconds, i32::try_from(nanosecond).ok()?, per_second)?;
    (0..SECONDS_A_DAY.checked_mul(per_second)?)
        .contains(&count)
        .then_some(count)
}

/// Units on a clock since midnight, cut to whole ones.
#[inline(always)]
pub(super) fn clock_since_midnight(clock: Clock, per_second: i64) -> Option<i64> {
    since_midnight(seconds(clock), clock.nanosecond, per_second)
}

/// Units from 1970-01-01T00:00 to a clock on the day that is `days` after it.
#[inline(always)]
pub(super) fn since_epoch(days: i64, clock: Clock, per_second: i64) -> Option<i64> {
    let seconds = days
        .checked_mul(SECONDS_A_DAY)?
        .checked_add(seconds(clock))?;
    units(seconds, i32::try_from(clock.nanosecond).ok()?, per_second)
}

/// Whole seconds since midnight.
#[expect(clippy::arithmetic_side_effects, reason = "the parts have eight bits")]
fn seconds(clock: Clock) -> i64 {
    (i64::from(clock.hour) * 60 + i64::from(clock.minute)) * 60 + i64::from(clock.second)
}

/// The error for a value of more digits than its decimal has.
#[cold]
#[inline(never)]
pub(super) fn over(precision: u32) -> EncodeError {
    EncodeError::new(EncodeErrorKind::Precision { precision })
}

/// The error for a value that has digits behind the last one of its decimal.
#[cold]
#[inline(never)]
pub(super) fn inexact(value: &dyn fmt::Display) -> EncodeError {
    EncodeError::new(EncodeErrorKind::OutOfRange {
        value: value.to_string(),
        expected: "the scale of its decimal",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logical::civil::{MICROS, MILLIS, NANOS, day_and_clock, to_epoch};

    #[test]
    fn a_day_and_a_clock_are_counted_as_they_were_told() {
        for per_second in [MILLIS, MICROS, NANOS] {
            for count in [
                i64::MIN / 100_000,
                -1,
                0,
                1,
                951_782_400_000,
                i64::MAX / 100_000,
            ] {
                let (day, clock) = day_and_clock(count, per_second);
                let days = to_epoch(i32::try_from(day.year).unwrap(), day.month, day.day);
                assert_eq!(since_epoch(days, clock, per_second), Some(count));
            }
        }
        assert_eq!(since_epoch(i64::MAX, Clock::at(0, 0), MILLIS), None);
    }

    #[test]
    fn a_day_ends_before_the_next() {
        assert_eq!(
            since_midnight(86_399, 999_999_999, MILLIS),
            Some(86_399_999)
        );
        assert_eq!(since_midnight(86_399, 1_000_000_000, MILLIS), None);
        assert_eq!(since_midnight(86_400, 0, MILLIS), None);
    }
}
