//! A JSON value in memory.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use super::{Event, JsonError, Number, Reader, write_string};

/// A JSON value: a default, or what an attribute holds.
///
/// Members of an object keep their order, but two objects are equal without
/// regard to it; numbers are equal by value (see [`Number`]).
///
/// # Example
///
/// ```
/// use avro_model::json::Json;
///
/// let json = Json::parse(r#"{"b": 1.0, "a": [true, null]}"#)?;
/// assert_eq!(json, Json::parse(r#"{"a": [true, null], "b": 1}"#)?);
/// assert_eq!(json.to_string(), r#"{"b":1.0,"a":[true,null]}"#);
/// # Ok::<(), avro_model::json::JsonError>(())
/// ```
#[derive(Clone, Debug)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it was written.
    Number(Number),
    /// A string.
    String(Box<str>),
    /// An array.
    Array(Vec<Json>),
    /// An object, its members in order. No key stands twice in one that was parsed.
    Object(Vec<(Box<str>, Json)>),
}

impl Json {
    /// How deep the arrays and objects of a parsed value may be nested.
    ///
    /// Low enough for cloning, comparing and dropping on a small stack.
    pub const MAX_DEPTH: usize = 128;

    /// Reads a JSON text that holds one value and nothing else.
    ///
    /// # Errors
    ///
    /// When the text is not JSON, a key stands twice in one object, or values
    /// are nested more than [`Json::MAX_DEPTH`] levels deep. The error gives
    /// line and column.
    pub fn parse(text: &str) -> Result<Json, JsonError> {
        let mut reader = Reader::new(text).max_depth(Json::MAX_DEPTH);
        let json = Json::read(&mut reader)?;
        // Nothing but the end is left, or an error.
        reader.next()?;
        Ok(json)
    }

    /// Reads the value that comes next from a reader, and no further.
    ///
    /// # Errors
    ///
    /// Those of the reader, whose limit of depth should be [`Json::MAX_DEPTH`] or less.
    pub fn read(reader: &mut Reader<'_>) -> Result<Json, JsonError> {
        let mut open: Vec<(Option<Box<str>>, Json)> = Vec::new();
        let mut key: Option<Box<str>> = None;
        while let Some(event) = reader.next()? {
            let value = match event {
                Event::Null => Json::Null,
                Event::Bool(value) => Json::Bool(value),
                Event::Number(text) => Json::Number(Number::from_scanned(text)),
                Event::String(text) => Json::String(text.into()),
                Event::Key(text) => {
                    key = Some(text.into());
                    continue;
                }
                Event::StartArray => {
                    open.push((key.take(), Json::Array(Vec::new())));
                    continue;
                }
                Event::StartObject => {
                    open.push((key.take(), Json::Object(Vec::new())));
                    continue;
                }
                Event::EndArray | Event::EndObject => match open.pop() {
                    Some((outer, value)) => {
                        key = outer;
                        value
                    }
                    None => Json::Null,
                },
            };
            match open.last_mut() {
                Some((_, Json::Array(items))) => items.push(value),
                Some((_, Json::Object(members))) => {
                    members.push((key.take().unwrap_or_default(), value));
                }
                _ => return Ok(value),
            }
        }
        // The reader has ended before: there is no next value.
        Ok(Json::Null)
    }

    /// The member of an object, if this is one and has it.
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(members) => members
                .iter()
                .find(|(name, _)| &**name == key)
                .map(|(_, json)| json),
            _ => None,
        }
    }

    /// The text of a string, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// What kind of value this is, in words: `a string`, `an object`.
    pub(crate) fn what(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "a boolean",
            Json::Number(_) => "a number",
            Json::String(_) => "a string",
            Json::Array(_) => "an array",
            Json::Object(_) => "an object",
        }
    }

    pub(crate) fn write(&self, out: &mut String) {
        match self {
            Json::Null => out.push_str("null"),
            Json::Bool(true) => out.push_str("true"),
            Json::Bool(false) => out.push_str("false"),
            Json::Number(number) => out.push_str(number.as_str()),
            Json::String(text) => write_string(out, text),
            Json::Array(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Json::Object(members) => {
                out.push('{');
                for (at, (key, value)) in members.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    write_string(out, key);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// Whether two objects hold equal values under the same keys, by `equal`.
pub(crate) fn same_members<V>(
    a: &[(Box<str>, V)],
    b: &[(Box<str>, V)],
    mut equal: impl FnMut(&str, &V, &V) -> bool,
) -> bool {
    if a.len() != b.len() {
        return false;
    }
    // In the same order, as they mostly are, no table is needed.
    if a.iter().zip(b).all(|((x, _), (y, _))| x == y) {
        return a.iter().zip(b).all(|((key, x), (_, y))| equal(key, x, y));
    }
    let table: HashMap<&str, &V> = b.iter().map(|(key, value)| (&**key, value)).collect();
    table.len() == b.len()
        && a.iter()
            .all(|(key, x)| table.get(&**key).is_some_and(|y| equal(key, x, y)))
}

impl PartialEq for Json {
    fn eq(&self, other: &Json) -> bool {
        match (self, other) {
            (Json::Null, Json::Null) => true,
            (Json::Bool(a), Json::Bool(b)) => a == b,
            (Json::Number(a), Json::Number(b)) => a == b,
            (Json::String(a), Json::String(b)) => a == b,
            (Json::Array(a), Json::Array(b)) => a == b,
            (Json::Object(a), Json::Object(b)) => same_members(a, b, |_, x, y| x == y),
            _ => false,
        }
    }
}

impl Eq for Json {}

impl fmt::Display for Json {
    /// Compact JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.write(&mut out);
        f.write_str(&out)
    }
}

impl FromStr for Json {
    type Err = JsonError;

    fn from_str(text: &str) -> Result<Json, JsonError> {
        Json::parse(text)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Json {
        Json::Bool(value)
    }
}

impl From<&str> for Json {
    fn from(value: &str) -> Json {
        Json::String(value.into())
    }
}

impl From<String> for Json {
    fn from(value: String) -> Json {
        Json::String(value.into())
    }
}

impl From<Number> for Json {
    fn from(value: Number) -> Json {
        Json::Number(value)
    }
}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Json {
            fn from(value: $integer) -> Json {
                Json::Number(value.into())
            }
        }
    )*};
}

from_integers!(i32 i64 u32 u64 usize);

impl From<Vec<Json>> for Json {
    fn from(value: Vec<Json>) -> Json {
        Json::Array(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_keeps_numbers_and_the_order_of_members() {
        for text in [
            r#"{"z":1.50,"a":-0,"m":1E+2}"#,
            r#"[[],{},"",null,true,false,"\u0000\n\"\\é😀"]"#,
            "12345678901234567890123",
        ] {
            assert_eq!(Json::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn objects_are_equal_whatever_the_order_of_members() {
        let json = |text| Json::parse(text).unwrap();
        assert_eq!(json(r#"{"a":1,"b":[2]}"#), json(r#"{"b":[2.0],"a":1}"#));
        assert_ne!(json(r#"{"a":1,"b":2}"#), json(r#"{"a":1,"c":2}"#));
        assert_ne!(json(r#"{"a":1}"#), json(r#"{"a":1,"b":2}"#));
        assert_ne!(json("[1,2]"), json("[2,1]"));
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        assert!(Json::parse(&deep(Json::MAX_DEPTH)).is_ok());
        assert!(Json::parse(&deep(Json::MAX_DEPTH + 1)).is_err());
        assert!(Json::parse(&"[".repeat(500_000)).is_err());
    }
}
