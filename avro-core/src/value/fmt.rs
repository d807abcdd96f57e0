//! Showing a value to a person: on one line, close to JSON.
//!
//! Unions show the value in them, bytes show as the characters U+0000 to U+00FF.
//! It is not the JSON encoding of the specification, which tags unions.

use std::fmt::{self, Debug, Display, Formatter, Write};

use super::{EnumValue, FixedValue, RecordValue, Value};

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Boolean(value) => write!(f, "{value}"),
            Value::Int(value) => write!(f, "{value}"),
            Value::Long(value) => write!(f, "{value}"),
            Value::Float(value) => write!(f, "{value}"),
            Value::Double(value) => write!(f, "{value}"),
            Value::Bytes(bytes) => quoted(f, bytes.iter().map(|&byte| char::from(byte))),
            Value::Fixed(fixed) => quoted(f, fixed.bytes().iter().map(|&byte| char::from(byte))),
            Value::String(text) => quoted(f, text.chars()),
            Value::Enum(symbol) => quoted(f, symbol.symbol().chars()),
            Value::Union(union) => Display::fmt(union.value(), f),
            Value::Array(items) => {
                f.write_char('[')?;
                for (index, item) in items.iter().enumerate() {
                    comma(f, index)?;
                    Display::fmt(item, f)?;
                }
                f.write_char(']')
            }
            Value::Map(pairs) => {
                let pairs = pairs.iter().map(|(key, value)| (key.as_str(), value));
                object(f, pairs)
            }
            Value::Record(record) => object(f, record.fields()),
        }
    }
}

fn comma(f: &mut Formatter<'_>, index: usize) -> fmt::Result {
    if index > 0 {
        f.write_str(", ")?;
    }
    Ok(())
}

fn object<'a>(
    f: &mut Formatter<'_>,
    members: impl Iterator<Item = (&'a str, &'a Value)>,
) -> fmt::Result {
    f.write_char('{')?;
    for (index, (name, value)) in members.enumerate() {
        comma(f, index)?;
        quoted(f, name.chars())?;
        f.write_str(": ")?;
        Display::fmt(value, f)?;
    }
    f.write_char('}')
}

fn quoted(f: &mut Formatter<'_>, text: impl Iterator<Item = char>) -> fmt::Result {
    f.write_char('"')?;
    for character in text {
        match character {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}

/// As the enum is written, with bytes in hexadecimal.
impl Debug for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("Null"),
            Value::Boolean(value) => f.debug_tuple("Boolean").field(value).finish(),
            Value::Int(value) => f.debug_tuple("Int").field(value).finish(),
            Value::Long(value) => f.debug_tuple("Long").field(value).finish(),
            Value::Float(value) => f.debug_tuple("Float").field(value).finish(),
            Value::Double(value) => f.debug_tuple("Double").field(value).finish(),
            Value::Bytes(bytes) => f.debug_tuple("Bytes").field(&Hex(bytes)).finish(),
            Value::String(text) => f.debug_tuple("String").field(text).finish(),
            Value::Fixed(fixed) => Debug::fmt(fixed, f),
            Value::Enum(symbol) => Debug::fmt(symbol, f),
            Value::Array(items) => f.debug_list().entries(items).finish(),
            Value::Map(pairs) => {
                let pairs = pairs.iter().map(|(key, value)| (key, value));
                f.debug_map().entries(pairs).finish()
            }
            Value::Union(union) => Debug::fmt(union, f),
            Value::Record(record) => Debug::fmt(record, f),
        }
    }
}

/// Bytes in hexadecimal. Of very many only the first are shown, and how many there are.
struct Hex<'a>(&'a [u8]);

impl Debug for Hex<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 256;
        for byte in self.0.iter().take(SHOWN) {
            write!(f, "{byte:02x}")?;
        }
        if self.0.len() > SHOWN {
            write!(f, "… {} bytes", self.0.len())?;
        }
        Ok(())
    }
}

impl Debug for RecordValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct(self.name().full());
        for (name, value) in self.fields() {
            out.field(name, value);
        }
        out.finish()
    }
}

impl Debug for EnumValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.name().full(), self.symbol())
    }
}

impl Debug for FixedValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}({:?})", self.name().full(), Hex(&self.bytes))
    }
}
