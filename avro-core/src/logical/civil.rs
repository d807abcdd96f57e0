//! Days, clocks and counts since 1970: the arithmetic of the proleptic Gregorian
//! calendar, and its text in ISO 8601.
//!
//! A year starts on the 1st of March here, so that the leap day is its last. Then
//! 400 years are 146,097 days, 100 years 36,524, 4 years 1,461 and a year 365, each
//! with one day more at the end of the last of four; the months from March on are
//! 31 30 31 30 31, over and over.

use std::fmt;

/// Units in a second.
pub(crate) const MILLIS: i64 = 1_000;
pub(crate) const MICROS: i64 = 1_000_000;
pub(crate) const NANOS: i64 = 1_000_000_000;

pub(crate) const SECONDS_A_DAY: i64 = 86_400;

/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) year: i64,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

impl Day {
    /// The day that comes so many days after 1970-01-01. Right for any day whose
    /// seconds can be counted in an `i64`.
    #[inline]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "each step makes the number smaller; the caller's days are far from the ends"
    )]
    pub(crate) const fn from_epoch(days: i64) -> Day {
        let days = days.saturating_add(EPOCH);
        let (eras, days) = (days.div_euclid(146_097), days.rem_euclid(146_097) as u32);
        let (centuries, days) = cycles(days, 36_524, 3);
        let (fours, days) = cycles(days, 1_461, 24);
        let (years, days) = cycles(days, 365, 3);
        let year = eras * 400 + (centuries * 100 + fours * 4 + years) as i64;

        // Five months are 153 days.
        let month = (days * 5 + 2) / 153;
        let day = (days - (month * 153 + 2) / 5 + 1) as u8;
        if month < 10 {
            Day {
                year,
                month: month as u8 + 3,
                day,
            }
        } else {
            Day {
                year: year + 1,
                month: month as u8 - 9,
                day,
            }
        }
    }

    /// Days since 1970-01-01, if there is such a day.
    pub(crate) const fn checked(year: i32, month: u8, day: u8) -> Option<i64> {
        if month < 1 || month > 12 || day < 1 || day > days_in(year, month) {
            return None;
        }
        Some(to_epoch(year, month, day))
    }
}

/// Days since 1970-01-01 of a day that exists.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "a year of 32 bits has a day of 41 bits"
)]
pub(crate) const fn to_epoch(year: i32, month: u8, day: u8) -> i64 {
    let (year, month) = if month > 2 {
        (year as i64, month as i64 - 3)
    } else {
        (year as i64 - 1, month as i64 + 9)
    };
    let (eras, years) = (year.div_euclid(400), year.rem_euclid(400));
    let days = (month * 153 + 2) / 5 + day as i64 - 1;
    eras * 146_097 + years * 365 + years / 4 - years / 100 + days - EPOCH
}

/// How many whole cycles of `length` are in `days`, and what is left; the last of
/// the cycles has a day more.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "the days of an era, and no more than are in them are taken away"
)]
const fn cycles(days: u32, length: u32, last: u32) -> (u32, u32) {
    let count = days / length;
    let count = if count > last { last } else { count };
    (count, days - count * length)
}

const fn days_in(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A year as ISO 8601 has it: four digits, and a sign in front where they do not do.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Day { year, month, day } = *self;
        match year {
            0..=9999 => write!(f, "{year:04}-{month:02}-{day:02}"),
            _ => write!(f, "{year:+05}-{month:02}-{day:02}"),
        }
    }
}

/// The reading of a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) second: u8,
    pub(crate) nanosecond: u32,
}

impl Clock {
    /// The clock so long after midnight; `second` is within a day.
    pub(crate) const fn at(second: i64, nanosecond: u32) -> Clock {
        let second = second as u32;
        Clock {
            hour: (second / 3600 % 24) as u8,
            minute: (second / 60 % 60) as u8,
            second: (second % 60) as u8,
            nanosecond,
        }
    }

    /// The clock so many units after midnight, if that is on the same day.
    #[inline(always)]
    pub(crate) const fn from_midnight(count: i64, per_second: i64) -> Option<Clock> {
        let (second, nanosecond) = split(count, per_second);
        if second < 0 || second >= SECONDS_A_DAY {
            return None;
        }
        Some(Clock::at(second, nanosecond))
    }

    /// Writes the clock with the digits that the unit gives the second.
    pub(crate) fn write(self, per_second: i64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Clock {
            hour,
            minute,
            second,
            nanosecond,
        } = self;
        write!(f, "{hour:02}:{minute:02}:{second:02}")?;
        match per_second {
            MILLIS => write!(f, ".{:03}", nanosecond / 1_000_000),
            MICROS => write!(f, ".{:06}", nanosecond / 1_000),
            _ => write!(f, ".{nanosecond:09}"),
        }
    }
}

/// Units in a number of seconds and nanoseconds, cut to whole ones towards the past.
///
/// The nanoseconds may be negative or more than a second.
#[inline(always)]
pub(crate) const fn units(seconds: i64, nanos: i32, per_second: i64) -> Option<i64> {
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "a unit is part of a second, and the parts are of 32 bits"
    )]
    let (seconds, part) = {
        let part = (nanos as i64).div_euclid(NANOS / per_second);
        // The earliest timestamps do fit where the whole second before them does not.
        if seconds < 0 && part > 0 {
            (seconds + 1, part - per_second)
        } else {
            (seconds, part)
        }
    };
    match seconds.checked_mul(per_second) {
        Some(whole) => whole.checked_add(part),
        None => None,
    }
}

/// The seconds in a number of units, and the nanoseconds behind them.
#[inline(always)]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "what is left of a second has less than 10^9 nanoseconds"
)]
pub(crate) const fn split(count: i64, per_second: i64) -> (i64, u32) {
    let nanos = count.rem_euclid(per_second) * (NANOS / per_second);
    (count.div_euclid(per_second), nanos as u32)
}

/// The day and the clock so many units after 1970-01-01T00:00.
#[inline(always)]
pub(crate) const fn day_and_clock(count: i64, per_second: i64) -> (Day, Clock) {
    let (seconds, nanos) = split(count, per_second);
    let clock = Clock::at(seconds.rem_euclid(SECONDS_A_DAY), nanos);
    (Day::from_epoch(seconds.div_euclid(SECONDS_A_DAY)), clock)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i64, month: u8, day: u8) -> Day {
        Day { year, month, day }
    }

    #[test]
    fn days_are_counted_from_1970() {
        // python3 -c 'from datetime import date; print((date(2000,2,29)-date(1970,1,1)).days)'
        let cases = [
            (0, 1970, 1, 1),
            (-1, 1969, 12, 31),
            (59, 1970, 3, 1),
            (11_016, 2000, 2, 29),
            (11_017, 2000, 3, 1),
            (19_782, 2024, 2, 29),
            (20_089, 2025, 1, 1),
            (47_540, 2100, 2, 28),
            (47_541, 2100, 3, 1),
            (2_932_896, 9999, 12, 31),
            (-25_567, 1900, 1, 1),
            (-25_509, 1900, 2, 28),
            (-25_508, 1900, 3, 1),
            (-719_162, 1, 1, 1),
            // A day before Python's first; the year 0 is leap.
            (-719_163, 0, 12, 31),
            (-719_528, 0, 1, 1),
            (-719_469, 0, 2, 29),
            (-719_529, -1, 12, 31),
        ];
        for (days, year, month, of_month) in cases {
            let expected = day(i64::from(year), month, of_month);
            assert_eq!(Day::from_epoch(days), expected, "day {days}");
            assert_eq!(
                Day::checked(year, month, of_month),
                Some(days),
                "{expected}"
            );
        }
    }

    #[test]
    fn each_day_follows_the_one_before() {
        // Over 800 years, so that every kind of year meets every other.
        let mut last = Day::from_epoch(-150_001);
        for days in -150_000..150_000 {
            let now = Day::from_epoch(days);
            let year = i32::try_from(last.year).unwrap();
            let expected = if last.day < days_in(year, last.month) {
                day(last.year, last.month, last.day + 1)
            } else if last.month < 12 {
                day(last.year, last.month + 1, 1)
            } else {
                day(last.year + 1, 1, 1)
            };
            assert_eq!(now, expected, "day {days}");
            let back = Day::checked(i32::try_from(now.year).unwrap(), now.month, now.day);
            assert_eq!(back, Some(days));
            last = now;
        }
    }

    #[test]
    fn days_that_no_calendar_has_are_refused() {
        for (year, month, day) in [
            (2023, 2, 29),
            (1900, 2, 29),
            (2024, 2, 30),
            (2024, 4, 31),
            (2024, 0, 1),
            (2024, 13, 1),
            (2024, 1, 0),
            (2024, 12, 32),
        ] {
            assert_eq!(Day::checked(year, month, day), None, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn what_is_finer_than_the_unit_is_cut_towards_the_past() {
        assert_eq!(units(1, 999_999_999, MILLIS), Some(1_999));
        assert_eq!(units(-1, 1, MILLIS), Some(-1_000));
        assert_eq!(units(0, -1, MILLIS), Some(-1));
        assert_eq!(units(-1, -500_000_000, MICROS), Some(-1_500_000));
    }

    #[test]
    fn the_ends_of_an_i64_are_reached_and_not_passed() {
        for per_second in [MILLIS, MICROS, NANOS] {
            for count in [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX] {
                let (seconds, nanos) = split(count, per_second);
                let nanos = i32::try_from(nanos).unwrap();
                assert_eq!(units(seconds, nanos, per_second), Some(count));
                let (day, clock) = day_and_clock(count, per_second);
                assert!(clock.hour < 24);
                if let Ok(year) = i32::try_from(day.year) {
                    let days = to_epoch(year, day.month, day.day);
                    assert_eq!(days, seconds.div_euclid(SECONDS_A_DAY));
                }
            }
        }
        // 2262-04-11T23:47:16.854775807Z, and one nanosecond later.
        assert_eq!(units(9_223_372_036, 854_775_807, NANOS), Some(i64::MAX));
        assert_eq!(units(9_223_372_036, 854_775_808, NANOS), None);
        // 1677-09-21T00:12:43.145224192Z, and one nanosecond before.
        assert_eq!(units(-9_223_372_037, 145_224_192, NANOS), Some(i64::MIN));
        assert_eq!(units(-9_223_372_037, 145_224_191, NANOS), None);
        assert_eq!(units(-9_223_372_036, -854_775_808, NANOS), Some(i64::MIN));
    }
}
