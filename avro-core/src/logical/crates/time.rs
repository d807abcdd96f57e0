//! Types of the crate `time`: instants, and days and clocks without a time zone.
//!
//! Its years go from -9999 to 9999, unless somebody in the program turns on its
//! feature `large-dates`. Of an `OffsetDateTime` the instant is written, and one is
//! read in UTC.

use ::time::{Date, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime};

use super::convert::clock_since_midnight;
use crate::logical::civil::{Clock, MICROS, MILLIS, NANOS, split, units};
use crate::logical::number::number;

number!(OffsetDateTime, "a time::OffsetDateTime", own TimestampMicros:
    long TimestampMillis: to |t| instant(*t, MILLIS), from |count| from_instant(count, MILLIS);
    long TimestampMicros: to |t| instant(*t, MICROS), from |count| from_instant(count, MICROS);
    long TimestampNanos: to |t| instant(*t, NANOS), from |count| from_instant(count, NANOS);
);

#[inline(always)]
fn instant(instant: OffsetDateTime, per_second: i64) -> Option<i64> {
    units(
        instant.unix_timestamp(),
        instant.nanosecond().cast_signed(),
        per_second,
    )
}

#[inline(always)]
fn from_instant(count: i64, per_second: i64) -> Option<OffsetDateTime> {
    let (seconds, nanos) = split(count, per_second);
    let second = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    second.replace_nanosecond(nanos).ok()
}

number!(UtcDateTime, "a time::UtcDateTime", own TimestampMicros:
    long TimestampMillis: to |t| utc(*t, MILLIS), from |count| from_utc(count, MILLIS);
    long TimestampMicros: to |t| utc(*t, MICROS), from |count| from_utc(count, MICROS);
    long TimestampNanos: to |t| utc(*t, NANOS), from |count| from_utc(count, NANOS);
);

#[inline(always)]
fn utc(instant: UtcDateTime, per_second: i64) -> Option<i64> {
    units(
        instant.unix_timestamp(),
        instant.nanosecond().cast_signed(),
        per_second,
    )
}

#[inline(always)]
fn from_utc(count: i64, per_second: i64) -> Option<UtcDateTime> {
    let (seconds, nanos) = split(count, per_second);
    let second = UtcDateTime::from_unix_timestamp(seconds).ok()?;
    second.replace_nanosecond(nanos).ok()
}

number!(PrimitiveDateTime, "a time::PrimitiveDateTime", own LocalTimestampMicros:
    long LocalTimestampMillis: to |t| instant(t.assume_utc(), MILLIS),
        from |count| from_local(count, MILLIS);
    long LocalTimestampMicros: to |t| instant(t.assume_utc(), MICROS),
        from |count| from_local(count, MICROS);
    long LocalTimestampNanos: to |t| instant(t.assume_utc(), NANOS),
        from |count| from_local(count, NANOS);
);

#[inline(always)]
fn from_local(count: i64, per_second: i64) -> Option<PrimitiveDateTime> {
    let instant = from_instant(count, per_second)?;
    Some(PrimitiveDateTime::new(instant.date(), instant.time()))
}

/// The number of 1970-01-01 among the days of the Julian period.
const EPOCH: i32 = 2_440_588;

number!(Date, "a time::Date", own Date:
    int Date: to |date| date.to_julian_day().checked_sub(EPOCH),
        from |days| days.checked_add(EPOCH).and_then(|day| Date::from_julian_day(day).ok());
);

number!(Time, "a time::Time", own TimeMicros:
    int TimeMillis:
        to |time| clock_since_midnight(clock(*time), MILLIS).and_then(|count| i32::try_from(count).ok()),
        from |count| Clock::from_midnight(i64::from(count), MILLIS).and_then(from_clock);
    long TimeMicros: to |time| clock_since_midnight(clock(*time), MICROS),
        from |count| Clock::from_midnight(count, MICROS).and_then(from_clock);
);

fn clock(time: Time) -> Clock {
    let (hour, minute, second, nanosecond) = time.as_hms_nano();
    Clock {
        hour,
        minute,
        second,
        nanosecond,
    }
}

fn from_clock(clock: Clock) -> Option<Time> {
    Time::from_hms_nano(clock.hour, clock.minute, clock.second, clock.nanosecond).ok()
}
