//! Types of the crate `jiff`: instants, and days and clocks without a time zone.
//!
//! Its years go from -9999 to 9999. A `Zoned` has no codec: Avro keeps the instant
//! and not the time zone, so say which of the two is meant with `Zoned::timestamp`
//! or `Zoned::datetime`.

use ::jiff::Timestamp;
use ::jiff::civil::{Date, DateTime, Time};

use super::convert::{clock_since_midnight, since_epoch};
use crate::logical::civil::{
    Clock, Day, MICROS, MILLIS, NANOS, day_and_clock, split, to_epoch, units,
};
use crate::logical::number::number;

number!(Timestamp, "a jiff::Timestamp", own TimestampMicros:
    long TimestampMillis: to |t| instant(*t, MILLIS), from |count| from_instant(count, MILLIS);
    long TimestampMicros: to |t| instant(*t, MICROS), from |count| from_instant(count, MICROS);
    long TimestampNanos: to |t| instant(*t, NANOS), from |count| from_instant(count, NANOS);
);

#[inline(always)]
fn instant(timestamp: Timestamp, per_second: i64) -> Option<i64> {
    // Both parts are negative before 1970.
    units(
        timestamp.as_second(),
        timestamp.subsec_nanosecond(),
        per_second,
    )
}

#[inline(always)]
fn from_instant(count: i64, per_second: i64) -> Option<Timestamp> {
    let (seconds, nanos) = split(count, per_second);
    Timestamp::new(seconds, nanos.cast_signed()).ok()
}

number!(DateTime, "a jiff::civil::DateTime", own LocalTimestampMicros:
    long LocalTimestampMillis: to |t| local(*t, MILLIS), from |count| from_local(count, MILLIS);
    long LocalTimestampMicros: to |t| local(*t, MICROS), from |count| from_local(count, MICROS);
    long LocalTimestampNanos: to |t| local(*t, NANOS), from |count| from_local(count, NANOS);
);

#[inline]
fn local(datetime: DateTime, per_second: i64) -> Option<i64> {
    since_epoch(days(datetime.date()), clock(datetime.time()), per_second)
}

#[inline]
fn from_local(count: i64, per_second: i64) -> Option<DateTime> {
    let (day, clock) = day_and_clock(count, per_second);
    Some(DateTime::from_parts(from_day(day)?, from_clock(clock)?))
}

number!(Date, "a jiff::civil::Date", own Date:
    int Date: to |date| i32::try_from(days(*date)).ok(),
        from |days| from_day(Day::from_epoch(i64::from(days)));
);

/// Days since 1970-01-01. Month and day are never negative.
fn days(date: Date) -> i64 {
    to_epoch(
        i32::from(date.year()),
        date.month().unsigned_abs(),
        date.day().unsigned_abs(),
    )
}

fn from_day(day: Day) -> Option<Date> {
    Date::new(
        i16::try_from(day.year).ok()?,
        day.month.cast_signed(),
        day.day.cast_signed(),
    )
    .ok()
}

number!(Time, "a jiff::civil::Time", own TimeMicros:
    int TimeMillis:
        to |time| clock_since_midnight(clock(*time), MILLIS).and_then(|count| i32::try_from(count).ok()),
        from |count| Clock::from_midnight(i64::from(count), MILLIS).and_then(from_clock);
    long TimeMicros: to |time| clock_since_midnight(clock(*time), MICROS),
        from |count| Clock::from_midnight(count, MICROS).and_then(from_clock);
);

/// No part of a time is ever negative.
fn clock(time: Time) -> Clock {
    Clock {
        hour: time.hour().unsigned_abs(),
        minute: time.minute().unsigned_abs(),
        second: time.second().unsigned_abs(),
        nanosecond: time.subsec_nanosecond().unsigned_abs(),
    }
}

fn from_clock(clock: Clock) -> Option<Time> {
    Time::new(
        clock.hour.cast_signed(),
        clock.minute.cast_signed(),
        clock.second.cast_signed(),
        clock.nanosecond.cast_signed(),
    )
    .ok()
}
