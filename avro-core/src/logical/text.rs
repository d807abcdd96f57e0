//! Values of logical types as people write them: `2024-02-29T12:00:00Z`, `12.30`.
//!
//! This serves dynamic values, whose logical type is known at run time only. What is
//! printed is what the types of this module display.

use avro_model::LogicalType;

use super::civil::{Day, MICROS, MILLIS, NANOS, SECONDS_A_DAY, units};
use super::digits::{self, Written};
use super::{
    BigDecimal, Date, Duration, LocalTimestampMicros, LocalTimestampMillis, LocalTimestampNanos,
    TimeMicros, TimeMillis, TimestampMicros, TimestampMillis, TimestampNanos, Uuid, big_decimal,
    uuid,
};
use crate::encoding::{Decoder, Encoder};

/// A value in the base type of its logical type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Base<B> {
    Int(i32),
    Long(i64),
    /// Bytes or a fixed.
    Bytes(B),
}

/// More bytes of a decimal than anybody reads; printing and parsing take time with the
/// square of them.
const MOST_BYTES: usize = 1024;
/// And the digits that they have at most.
const MOST_DIGITS: usize = 2467;

/// The value as text, or nothing where it is none of its logical type: a time of no day,
/// a decimal that nobody could read.
pub(crate) fn print(logical: &LogicalType, value: Base<&[u8]>) -> Option<String> {
    Some(match (logical, value) {
        (LogicalType::Date, Base::Int(days)) => Date::new(days).to_string(),
        (LogicalType::TimeMillis, Base::Int(n)) => TimeMillis::new(n)?.to_string(),
        (LogicalType::TimeMicros, Base::Long(n)) => TimeMicros::new(n)?.to_string(),
        (LogicalType::TimestampMillis, Base::Long(n)) => TimestampMillis::new(n).to_string(),
        (LogicalType::TimestampMicros, Base::Long(n)) => TimestampMicros::new(n).to_string(),
        (LogicalType::TimestampNanos, Base::Long(n)) => TimestampNanos::new(n).to_string(),
        (LogicalType::LocalTimestampMillis, Base::Long(n)) => {
            LocalTimestampMillis::new(n).to_string()
        }
        (LogicalType::LocalTimestampMicros, Base::Long(n)) => {
            LocalTimestampMicros::new(n).to_string()
        }
        (LogicalType::LocalTimestampNanos, Base::Long(n)) => {
            LocalTimestampNanos::new(n).to_string()
        }
        (LogicalType::Uuid, Base::Bytes(bytes)) => {
            Uuid::from_bytes(bytes.try_into().ok()?).to_string()
        }
        (LogicalType::Duration, Base::Bytes(bytes)) => {
            Duration::from_bytes(bytes.try_into().ok()?).to_string()
        }
        (LogicalType::Decimal { scale, .. }, Base::Bytes(bytes)) if bytes.len() <= MOST_BYTES => {
            BigDecimal::from_be_bytes(bytes, i32::try_from(*scale).ok()?).to_string()
        }
        (LogicalType::BigDecimal, Base::Bytes(bytes)) if bytes.len() <= MOST_BYTES => {
            // It is a datum of its own within the bytes; `take` wants the length in front.
            let mut datum = Encoder::new();
            datum.bytes(bytes);
            let (unscaled, scale) = big_decimal::take(&mut Decoder::new(datum.as_slice())).ok()?;
            BigDecimal::from_be_bytes(unscaled, scale).to_string()
        }
        _ => return None,
    })
}

/// The value that a text is, or nothing where it is none of the logical type.
///
/// What is finer than the type's unit is cut off, towards the past; digits of a decimal
/// are not, unless they are zeros.
pub(crate) fn parse(logical: &LogicalType, text: &str) -> Option<Base<Vec<u8>>> {
    let zoned = |per_second| timestamp(text, true, per_second).map(Base::Long);
    let local = |per_second| timestamp(text, false, per_second).map(Base::Long);
    match logical {
        LogicalType::Date => Some(Base::Int(i32::try_from(date(text)?).ok()?)),
        LogicalType::TimeMillis => {
            let (seconds, nanos) = clock(text)?;
            let count = units(seconds, nanos, MILLIS)?;
            Some(Base::Int(i32::try_from(count).ok()?))
        }
        LogicalType::TimeMicros => {
            let (seconds, nanos) = clock(text)?;
            Some(Base::Long(units(seconds, nanos, MICROS)?))
        }
        LogicalType::TimestampMillis => zoned(MILLIS),
        LogicalType::TimestampMicros => zoned(MICROS),
        LogicalType::TimestampNanos => zoned(NANOS),
        LogicalType::LocalTimestampMillis => local(MILLIS),
        LogicalType::LocalTimestampMicros => local(MICROS),
        LogicalType::LocalTimestampNanos => local(NANOS),
        LogicalType::Uuid => uuid::parse(text.as_bytes()).map(|bytes| Base::Bytes(bytes.to_vec())),
        LogicalType::Duration => duration(text).map(|d| Base::Bytes(d.to_bytes().to_vec())),
        LogicalType::Decimal { precision, scale } => {
            decimal(text, *precision, *scale).map(Base::Bytes)
        }
        LogicalType::BigDecimal if text.len() <= MOST_DIGITS => {
            let number: BigDecimal = text.parse().ok()?;
            let mut datum = Encoder::new();
            datum.bytes(number.to_be_bytes());
            datum.int(number.scale());
            Some(Base::Bytes(datum.into_vec()))
        }
        _ => None,
    }
}

/// The bytes of a decimal's unscaled value in a fixed of this size, if they fit.
pub(crate) fn widen(bytes: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut wide = vec![0; size.max(bytes.len())];
    super::unscaled::extend(bytes, &mut wide);
    (wide.len() == size).then_some(wide)
}

/// Days since 1970 of `2024-02-29`; the year may have a sign and any number of digits.
fn date(text: &str) -> Option<i64> {
    let (rest, day) = text.rsplit_once('-')?;
    let (year, month) = rest.rsplit_once('-')?;
    let digits = year.strip_prefix(['-', '+']).unwrap_or(year);
    if digits.len() < 4 || !all_digits(digits) {
        return None;
    }
    Day::checked(year.parse().ok()?, two(month)?, two(day)?)
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number of two digits.
fn two<T: std::str::FromStr>(text: &str) -> Option<T> {
    (text.len() == 2 && all_digits(text)).then(|| text.parse().ok())?
}

/// Seconds and nanoseconds of `12:30`, `12:30:00` or `12:30:00.123456789`.
fn clock(text: &str) -> Option<(i64, i32)> {
    let (hour, rest) = text.split_once(':')?;
    let (minute, second) = rest.split_once(':').unwrap_or((rest, "00"));
    let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
    if fraction.is_empty() || fraction.len() > 9 || !all_digits(fraction) {
        return None;
    }
    let nanos: i32 = format!("{fraction:0<9}").parse().ok()?;
    let (hour, minute, second) = (two::<i64>(hour)?, two::<i64>(minute)?, two::<i64>(second)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let minutes = hour.checked_mul(60)?.checked_add(minute)?;
    Some((minutes.checked_mul(60)?.checked_add(second)?, nanos))
}

/// Units since 1970; an instant has `Z` or an offset behind it, a local timestamp has not.
fn timestamp(text: &str, zoned: bool, per_second: i64) -> Option<i64> {
    let (day, rest) = text.split_once(['T', 't', ' '])?;
    let (clock_text, offset) = match rest.find(['Z', 'z', '+', '-']) {
        Some(at) if zoned => {
            let (clock, zone) = rest.split_at_checked(at)?;
            (clock, offset(zone)?)
        }
        None if !zoned => (rest, 0),
        _ => return None,
    };
    let (second, nanos) = clock(clock_text)?;
    let seconds = date(day)?
        .checked_mul(SECONDS_A_DAY)?
        .checked_add(second)?
        .checked_sub(offset)?;
    units(seconds, nanos, per_second)
}

/// Seconds east of Greenwich of `Z`, `+02:00` or `-0330`.
fn offset(zone: &str) -> Option<i64> {
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("Z" | "z", "") => return Some(0),
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hour, minute) = match rest.split_once(':') {
        Some(parts) => parts,
        None => rest.split_at_checked(2)?,
    };
    let minute = if minute.is_empty() {
        0
    } else {
        two::<i64>(minute)?
    };
    let (seconds, _) = clock(&format!("{hour}:{minute:02}"))?;
    seconds.checked_mul(sign)
}

/// `P1M2DT3.004S`, as a duration displays itself.
fn duration(text: &str) -> Option<Duration> {
    let rest = text.strip_prefix('P')?;
    let (days, seconds) = match rest.split_once('T') {
        Some((days, seconds)) => (days, Some(seconds.strip_suffix('S')?)),
        None => (rest, None),
    };
    if days.is_empty() && seconds.is_none() {
        return None;
    }
    let number = |text: &str| all_digits(text).then(|| text.parse::<u32>().ok())?;
    let (months, days) = match days.split_once('M') {
        Some((months, days)) => (number(months)?, days),
        None => (0, days),
    };
    let days = match days {
        "" => 0,
        days => number(days.strip_suffix('D')?)?,
    };
    let millis = match seconds {
        None => 0,
        Some(seconds) => {
            let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
            if fraction.is_empty() || fraction.len() > 3 {
                return None;
            }
            let part = number(&format!("{fraction:0<3}"))?;
            number(whole)?.checked_mul(1000)?.checked_add(part)?
        }
    };
    Some(Duration {
        months,
        days,
        millis,
    })
}

/// The unscaled value of a number that has at most `precision` digits at this scale.
fn decimal(text: &str, precision: u32, scale: u32) -> Option<Vec<u8>> {
    let written = Written::parse(text)?;
    let mut digits: Vec<u8> = written.digits().collect();
    // How many zeros are missing at the end, or have to go from there.
    let behind = i64::try_from(written.fraction.len()).ok()?;
    let missing = i64::from(scale)
        .checked_sub(behind)?
        .checked_add(written.exponent.unwrap_or(0))?;
    let leading = digits.iter().take_while(|&&digit| digit == 0).count();
    digits.drain(..leading);
    if digits.is_empty() {
        return Some(digits::parse(false, std::iter::once(0)));
    }
    let length = i64::try_from(digits.len()).ok()?.checked_add(missing)?;
    let most = i64::from(precision).min(i64::try_from(MOST_DIGITS).ok()?);
    if !(1..=most).contains(&length) {
        return None;
    }
    let length = usize::try_from(length).ok()?;
    if digits.iter().skip(length).any(|&digit| digit != 0) {
        return None;
    }
    digits.resize(length, 0);
    Some(digits::parse(written.negative, digits.into_iter()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_value_that_prints_so() {
        let timestamps = [
            ("1970-01-01T00:00:00.000Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2023-11-14T22:13:20.123Z", 1_700_000_000_123),
            ("+10000-01-01T00:00:00.000Z", 253_402_300_800_000),
        ];
        for (text, millis) in timestamps {
            let logical = LogicalType::TimestampMillis;
            assert_eq!(parse(&logical, text), Some(Base::Long(millis)), "{text}");
            assert_eq!(print(&logical, Base::Long(millis)).as_deref(), Some(text));
        }
        let decimals: [(&str, &[u8]); 5] = [
            ("0.00", &[0]),
            ("12.34", &[0x04, 0xd2]),
            ("-0.01", &[0xff]),
            ("-1.28", &[0x80]),
            ("1.28", &[0x00, 0x80]),
        ];
        let logical = LogicalType::Decimal {
            precision: 4,
            scale: 2,
        };
        for (text, bytes) in decimals {
            assert_eq!(
                parse(&logical, text),
                Some(Base::Bytes(bytes.to_vec())),
                "{text}"
            );
            assert_eq!(print(&logical, Base::Bytes(bytes)).as_deref(), Some(text));
        }
        for text in ["PT0S", "P1M", "P1M2DT3.004S", "PT5S", "P7D"] {
            let Some(Base::Bytes(bytes)) = parse(&LogicalType::Duration, text) else {
                panic!("{text}");
            };
            let printed = print(&LogicalType::Duration, Base::Bytes(&bytes));
            assert_eq!(printed.as_deref(), Some(text));
        }
        let number = LogicalType::BigDecimal;
        let Some(Base::Bytes(bytes)) = parse(&number, "-12.345") else {
            panic!("a number");
        };
        assert_eq!(bytes, [0x04, 0xcf, 0xc7, 0x06]);
        assert_eq!(
            print(&number, Base::Bytes(&bytes)).as_deref(),
            Some("-12.345")
        );
    }

    #[test]
    fn people_write_in_several_ways() {
        let millis = |text| parse(&LogicalType::TimestampMillis, text);
        for text in [
            "1970-01-01T02:00+02:00",
            "1969-12-31 20:30:00-0330",
            "1970-01-01t00:00z",
        ] {
            assert_eq!(millis(text), Some(Base::Long(0)), "{text}");
        }
        assert_eq!(millis("1970-01-01T00:00:00.0019Z"), Some(Base::Long(1)));
        let decimal = LogicalType::Decimal {
            precision: 4,
            scale: 2,
        };
        for text in ["1.5", "1.500", "15e-1", "0001.5"] {
            assert_eq!(
                parse(&decimal, text),
                Some(Base::Bytes(vec![0, 150])),
                "{text}"
            );
        }
        assert_eq!(
            parse(&LogicalType::TimeMicros, "00:00:01"),
            Some(Base::Long(1_000_000))
        );
    }

    #[test]
    fn what_is_no_such_value_is_refused() {
        let decimal = LogicalType::Decimal {
            precision: 4,
            scale: 2,
        };
        let cases = [
            (LogicalType::Date, "2023-02-29"),
            (LogicalType::Date, "23-02-01"),
            (LogicalType::TimeMillis, "24:00"),
            (LogicalType::TimestampMillis, "2023-02-28T00:00"),
            (LogicalType::LocalTimestampMillis, "2023-02-28T00:00Z"),
            (LogicalType::TimestampNanos, "3000-01-01T00:00Z"),
            (LogicalType::Duration, "P"),
            (LogicalType::Duration, "P1Y"),
            (decimal, "123.45"),
            (decimal, "1.234"),
            (decimal, "1e1000000000"),
            (decimal, "1e-1000000000"),
            (LogicalType::Uuid, "x"),
        ];
        for (logical, text) in cases {
            assert_eq!(parse(&logical, text), None, "{text}");
        }
    }
}
