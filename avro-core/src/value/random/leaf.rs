//! Random values without parts: numbers, texts and bytes, with or without a second meaning.

use avro_model::{LogicalType, Node, Type};

use super::super::Value;
use super::Random;
use crate::logical::text::{self, Base};

const MILLIS_A_DAY: i64 = 86_400_000;
const MICROS_A_DAY: i64 = 86_400_000_000;

/// The first and the last day of the years that have four digits: 0001-01-01 and 9999-12-31.
const DAYS: (i64, i64) = (-719_162, 2_932_896);

/// The most digits that a random decimal has.
const DIGITS: u64 = 60;

impl Random {
    /// A value of a primitive type.
    pub(super) fn leaf(&mut self, node: &Node) -> Value {
        match (node.ty(), node.logical()) {
            (Type::Boolean, _) => Value::Boolean(self.numbers.once_in(2)),
            (Type::Int, logical) => {
                let number = match logical {
                    Some(LogicalType::Date) => self.within(DAYS.0, DAYS.1),
                    Some(LogicalType::TimeMillis) => self.within(0, MILLIS_A_DAY.wrapping_sub(1)),
                    _ => self.integer(i32::MIN.into(), i32::MAX.into()),
                };
                // In range by each of the three.
                Value::Int(number as i32)
            }
            (Type::Long, logical) => Value::Long(self.long(logical)),
            (Type::Float, _) => Value::Float(self.float()),
            (Type::Double, _) => Value::Double(self.double()),
            (Type::String, Some(LogicalType::Uuid)) => Value::String(self.uuid_text()),
            (Type::String, _) => Value::String(self.text()),
            (Type::Bytes, Some(logical)) => Value::Bytes(self.decimal(logical).unwrap_or_default()),
            (Type::Bytes, None) => {
                let length = self.length();
                Value::Bytes(self.bytes(length))
            }
            _ => Value::Null,
        }
    }

    fn long(&mut self, logical: Option<&LogicalType>) -> i64 {
        let a_day = match logical {
            Some(LogicalType::TimeMicros) => {
                return self.within(0, MICROS_A_DAY.wrapping_sub(1));
            }
            Some(LogicalType::TimestampMillis | LogicalType::LocalTimestampMillis) => MILLIS_A_DAY,
            Some(LogicalType::TimestampMicros | LogicalType::LocalTimestampMicros) => MICROS_A_DAY,
            // All of 64 bits of nanoseconds are within three hundred years of 1970.
            _ => return self.integer(i64::MIN, i64::MAX),
        };
        let end = DAYS.1.wrapping_add(1).saturating_mul(a_day).wrapping_sub(1);
        self.within(DAYS.0.saturating_mul(a_day), end)
    }

    /// A number of a logical type, sometimes the first or the last that there is.
    fn within(&mut self, low: i64, high: i64) -> i64 {
        match self.numbers.below(8) {
            0 => self.numbers.pick(&[low, high, 0]),
            _ => self.numbers.between(low, high),
        }
    }

    /// A number of any size, small ones as often as large ones.
    fn integer(&mut self, min: i64, max: i64) -> i64 {
        match self.numbers.below(4) {
            0 => self.numbers.pick(&[0, 1, -1, min, max]),
            _ => {
                let bits = max.count_ones().wrapping_add(1);
                let shift = self.numbers.below(bits.into()) as u32;
                // As many bits as the type has, and then fewer.
                let number = self.numbers.bits().cast_signed() >> (64_u32.wrapping_sub(bits));
                number >> shift
            }
        }
    }

    fn float(&mut self) -> f32 {
        const EDGES: [f32; 8] = [
            0.0,
            -0.0,
            1.0,
            -1.5,
            f32::MAX,
            f32::MIN,
            f32::MIN_POSITIVE,
            f32::EPSILON,
        ];
        if self.non_finite && self.numbers.once_in(8) {
            return self
                .numbers
                .pick(&[f32::NAN, f32::INFINITY, f32::NEG_INFINITY]);
        }
        let number = f32::from_bits(self.numbers.bits() as u32);
        if number.is_finite() && !self.numbers.once_in(4) {
            return number;
        }
        self.numbers.pick(&EDGES)
    }

    fn double(&mut self) -> f64 {
        const EDGES: [f64; 8] = [
            0.0,
            -0.0,
            1.0,
            -1.5,
            f64::MAX,
            f64::MIN,
            f64::MIN_POSITIVE,
            0.1,
        ];
        if self.non_finite && self.numbers.once_in(8) {
            return self
                .numbers
                .pick(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY]);
        }
        let number = f64::from_bits(self.numbers.bits());
        if number.is_finite() && !self.numbers.once_in(4) {
            return number;
        }
        self.numbers.pick(&EDGES)
    }

    /// How long a string or bytes shall be: nothing, all that is allowed, or any length.
    fn length(&mut self) -> usize {
        match self.numbers.below(16) {
            0 => 0,
            1 => self.max_length,
            _ => self.numbers.index(self.max_length.saturating_add(1)),
        }
    }

    /// A text, mostly of letters.
    pub(super) fn text(&mut self) -> String {
        const LETTERS: &[char] = &[
            'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'k', 'l', 'm', 'n', 'o', 'p', 'r', 's',
            't', 'u', 'v', 'w', 'z', 'A', 'M', 'Z', '0', '9', ' ', '-', '_',
        ];
        /// What has to be escaped somewhere, and characters of two, three and four bytes.
        const OTHERS: &[char] = &[
            '"',
            '\\',
            '/',
            '\n',
            '\t',
            '\0',
            '\u{7f}',
            'é',
            'ß',
            'Ω',
            'ж',
            '\u{301}',
            '€',
            '漢',
            '\u{2028}',
            '\u{feff}',
            '\u{fffd}',
            '🦀',
            '\u{10ffff}',
        ];
        let length = self.length();
        // One text in four has others, so that most can be read.
        let plain = !self.numbers.once_in(4);
        let characters = (0..length).map(|_| match plain || !self.numbers.once_in(3) {
            true => self.numbers.pick(LETTERS),
            false => self.numbers.pick(OTHERS),
        });
        characters.collect()
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.numbers.bits() as u8).collect()
    }

    /// The bytes of a fixed.
    pub(super) fn fixed(&mut self, node: &Node, size: usize) -> Vec<u8> {
        match node.logical() {
            Some(LogicalType::Uuid) => self.uuid().to_vec(),
            Some(logical @ LogicalType::Decimal { .. }) => {
                let number = self.decimal(logical).unwrap_or_default();
                text::widen(&number, size).unwrap_or_else(|| vec![0; size])
            }
            _ => self.bytes(size),
        }
    }

    /// A decimal as bytes: some digits, no more than it may have.
    fn decimal(&mut self, logical: &LogicalType) -> Option<Vec<u8>> {
        let (most, scale) = match *logical {
            LogicalType::Decimal { precision, scale } => (u64::from(precision), i64::from(scale)),
            _ => (DIGITS, self.numbers.between(-5, 20)),
        };
        let most = most.min(DIGITS);
        let count = match self.numbers.below(8) {
            0 => 0,
            1 => most,
            _ => self.numbers.below(most.saturating_add(1)),
        };
        let nines = self.numbers.once_in(8);
        let digits = (0..count).map(|_| match nines {
            true => '9',
            false => char::from(b'0'.wrapping_add(self.numbers.below(10) as u8)),
        });
        let digits: String = digits.collect();
        let sign = self.numbers.pick(&["", "-"]);
        let number = format!("{sign}0{digits}e{}", scale.wrapping_neg());
        match text::parse(logical, &number)? {
            Base::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// A uuid of version 4.
    fn uuid(&mut self) -> [u8; 16] {
        let (high, low) = (self.numbers.bits(), self.numbers.bits());
        let high = high & !0xf000 | 0x4000;
        let low = low & (u64::MAX >> 2) | 1 << 63;
        let number = u128::from(high) << 64 | u128::from(low);
        number.to_be_bytes()
    }

    fn uuid_text(&mut self) -> String {
        crate::logical::Uuid::from_bytes(self.uuid()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use avro_model::Schema;

    use super::*;

    fn drawn(schema: &str) -> (Schema, Vec<Value>) {
        let schema = Schema::parse(schema).expect(schema);
        let random = Random::new(&schema, 7).expect("values");
        (schema, random.take(2000).collect())
    }

    #[test]
    fn edges_come_up() {
        let edges: &[(&str, &[Value])] = &[
            (
                "int",
                &[Value::Int(0), Value::Int(i32::MIN), Value::Int(i32::MAX)],
            ),
            (
                "long",
                &[
                    Value::Long(-1),
                    Value::Long(i64::MIN),
                    Value::Long(i64::MAX),
                ],
            ),
            (
                "double",
                &[Value::Double(f64::MAX), Value::Double(f64::MIN_POSITIVE)],
            ),
            ("string", &[Value::String(String::new())]),
            ("bytes", &[Value::Bytes(vec![])]),
            ("boolean", &[Value::Boolean(true), Value::Boolean(false)]),
        ];
        for (ty, edges) in edges {
            let (_, values) = drawn(&format!("{ty:?}"));
            for edge in *edges {
                assert!(values.contains(edge), "{edge:?}");
            }
        }
        let (_, texts) = drawn(r#""string""#);
        let texts = || texts.iter().filter_map(Value::as_str);
        assert!(texts().any(|text| !text.is_ascii()));
        assert_eq!(texts().map(|text| text.chars().count()).max(), Some(24));
        let (_, ints) = drawn(r#""int""#);
        let small = ints
            .iter()
            .filter(|int| (-99..100).contains(&int.as_i64().unwrap_or(99)));
        assert!(small.count() > 500);
    }

    #[test]
    fn what_is_not_finite_is_asked_for() {
        let schema = Schema::parse(r#"["float", "double"]"#).expect("a schema");
        let random = Random::new(&schema, 7).expect("values");
        let finite = |value: &Value| value.as_f64().is_some_and(f64::is_finite);
        assert!(random.clone().take(5000).all(|value| finite(&value)));
        assert!(!random.non_finite().take(100).all(|value| finite(&value)));
    }

    #[test]
    fn logical_types_have_legal_values() {
        for (schema, shortest, longest) in [
            (
                r#"{"type":"int","logicalType":"date"}"#,
                "\"0001-01-01\"",
                "\"9999-12-31\"",
            ),
            (
                r#"{"type":"int","logicalType":"time-millis"}"#,
                "\"00:00:00.000\"",
                "\"23:59:59.999\"",
            ),
            (
                r#"{"type":"long","logicalType":"timestamp-micros"}"#,
                "\"0001-01-01T00:00:00.000000Z\"",
                "\"9999-12-31T23:59:59.999999Z\"",
            ),
        ] {
            let (schema, values) = drawn(schema);
            for edge in [shortest, longest] {
                let edge = Value::String(edge.trim_matches('"').to_owned());
                let edge = edge.fit(&schema).expect("an edge");
                assert!(values.contains(&edge), "{edge:?}");
            }
        }
        let (_, cents) =
            drawn(r#"{"type":"fixed","name":"D","size":3,"logicalType":"decimal","precision":6}"#);
        let mut seen = Vec::new();
        for value in &cents {
            let [a, b, c] = value.as_bytes().expect("a fixed") else {
                panic!("{value:?}");
            };
            let sign = if *a >= 0x80 { 0xff } else { 0 };
            seen.push(i32::from_be_bytes([sign, *a, *b, *c]));
        }
        assert_eq!(seen.iter().max(), Some(&999_999));
        assert_eq!(seen.iter().min(), Some(&-999_999));
        let (schema, uuids) = drawn(r#"{"type":"string","logicalType":"uuid"}"#);
        for uuid in uuids.iter().filter_map(Value::as_str) {
            assert_eq!(
                (uuid.len(), uuid.get(14..15)),
                (36, Some("4")),
                "{schema}: {uuid}"
            );
        }
    }
}
