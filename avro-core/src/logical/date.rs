//! The logical type `date`.

use std::fmt;

use super::civil::Day;
use super::number::number;

/// A day of the calendar, without a clock or a time zone: the logical type `date`.
///
/// It counts days since 1970-01-01 and reaches about 5.8 million years either way.
///
/// # Example
///
/// ```
/// use avro_core::logical::Date;
///
/// let day = Date::from_ymd(2000, 2, 29).ok_or("no such day")?;
/// assert_eq!(day.get(), 11016);
/// assert_eq!(day.to_string(), "2000-02-29");
/// assert_eq!(Date::from_ymd(1900, 2, 29), None);
///
/// let bytes = avro_core::to_vec(&day)?;
/// assert_eq!(bytes, [0x90, 0xac, 0x01]);
/// assert_eq!(avro_core::from_slice::<Date>(&bytes)?, day);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

impl Date {
    /// The day that comes `days` after 1970-01-01.
    #[must_use]
    pub const fn new(days: i32) -> Self {
        Date(days)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0
    }

    /// The day of a year, month and day of the proleptic Gregorian calendar, where
    /// the year before 1 is 0. `None` where there is no such day, or it is too far away.
    #[must_use]
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Self> {
        let days = Day::checked(year, month, day)?;
        i32::try_from(days).ok().map(Date)
    }

    /// The year, the month and the day of the month.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::logical::Date;
    ///
    /// assert_eq!(Date::new(-1).ymd(), (1969, 12, 31));
    /// ```
    #[must_use]
    pub const fn ymd(self) -> (i32, u8, u8) {
        // 2^31 days are less than 2^23 years.
        let Day { year, month, day } = Day::from_epoch(self.0 as i64);
        (year as i32, month, day)
    }
}

/// As ISO 8601 has it: `2000-02-29`, and a sign before years that are not of four digits.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Day::from_epoch(i64::from(self.0)).fmt(f)
    }
}

impl From<i32> for Date {
    fn from(days: i32) -> Self {
        Date(days)
    }
}

impl From<Date> for i32 {
    fn from(date: Date) -> Self {
        date.0
    }
}

number!(Date, "a date", own Date:
    int Date: to |date| Some(date.0), from |days| Some(Date(days));
);
