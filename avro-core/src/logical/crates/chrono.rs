//! Types of the crate `chrono`: instants in UTC, and days and clocks without a time
//! zone.
//!
//! Its years go from -262,143 to 262,142. A leap second of its own notation (a
//! second of more than 10^9 nanoseconds) is written as the second that follows, for
//! Avro counts none; at the end of a bare clock's day there is no such second, so
//! that is an error.

use ::chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

use super::convert::since_midnight;
use crate::logical::civil::{MICROS, MILLIS, NANOS, split, units};
use crate::logical::number::number;

number!(DateTime<Utc>, "a chrono::DateTime<Utc>", own TimestampMicros:
    long TimestampMillis: to |t| instant(t, MILLIS), from |count| from_instant(count, MILLIS);
    long TimestampMicros: to |t| instant(t, MICROS), from |count| from_instant(count, MICROS);
    long TimestampNanos: to |t| instant(t, NANOS), from |count| from_instant(count, NANOS);
);

#[inline(always)]
fn instant(instant: &DateTime<Utc>, per_second: i64) -> Option<i64> {
    let nanos = i32::try_from(instant.timestamp_subsec_nanos()).ok()?;
    units(instant.timestamp(), nanos, per_second)
}

#[inline(always)]
fn from_instant(count: i64, per_second: i64) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = split(count, per_second);
    DateTime::from_timestamp(seconds, nanos)
}

number!(NaiveDateTime, "a chrono::NaiveDateTime", own LocalTimestampMicros:
    long LocalTimestampMillis: to |t| instant(&t.and_utc(), MILLIS),
        from |count| from_local(count, MILLIS);
    long LocalTimestampMicros: to |t| instant(&t.and_utc(), MICROS),
        from |count| from_local(count, MICROS);
    long LocalTimestampNanos: to |t| instant(&t.and_utc(), NANOS),
        from |count| from_local(count, NANOS);
);

#[inline(always)]
fn from_local(count: i64, per_second: i64) -> Option<NaiveDateTime> {
    from_instant(count, per_second).map(|instant| instant.naive_utc())
}

/// From the day that chrono counts as 0, the last of the year before 1, to 1970-01-01.
const EPOCH: i32 = 719_163;

number!(NaiveDate, "a chrono::NaiveDate", own Date:
    int Date: to |date| date.num_days_from_ce().checked_sub(EPOCH),
        from |days| days.checked_add(EPOCH).and_then(NaiveDate::from_num_days_from_ce_opt);
);

number!(NaiveTime, "a chrono::NaiveTime", own TimeMicros:
    int TimeMillis:
        to |time| time_of_day(*time, MILLIS).and_then(|count| i32::try_from(count).ok()),
        from |count| from_time_of_day(i64::from(count), MILLIS);
    long TimeMicros: to |time| time_of_day(*time, MICROS),
        from |count| from_time_of_day(count, MICROS);
);

#[inline(always)]
fn time_of_day(time: NaiveTime, per_second: i64) -> Option<i64> {
    let seconds = i64::from(time.num_seconds_from_midnight());
    since_midnight(seconds, time.nanosecond(), per_second)
}

#[inline(always)]
fn from_time_of_day(count: i64, per_second: i64) -> Option<NaiveTime> {
    let (seconds, nanos) = split(count, per_second);
    NaiveTime::from_num_seconds_from_midnight_opt(u32::try_from(seconds).ok()?, nanos)
}
