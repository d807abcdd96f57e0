//! Values out of Rust values, and the macro that writes them like JSON.
//!
//! What comes out knows no schema: an object is a map, an absent value null. [`Value::fit`]
//! brings it into the form of one.

use std::collections::{BTreeMap, HashMap};

use avro_model::json::Json;

use super::{EnumValue, FixedValue, RecordValue, UnionValue, Value};

/// A [`Value`] written like JSON, with Rust expressions in it.
///
/// `null`, `[…]` and `{…}` nest as in JSON; anything else is an expression of a type that
/// [`Value`] is [`From`]: numbers, texts, bytes, options, vectors, maps and values. A key is a
/// literal, a variable, or an expression in parentheses. Commas may trail.
///
/// A `u64` or `usize` is no such type, since no Avro type holds all of them: say `as i64`, or what is
/// right there.
///
/// Objects become maps, whatever they are meant for: the value has no schema until it is
/// [fitted](Value::fit) to one.
///
/// # Example
///
/// ```
/// use avro_core::{Schema, Value, value};
///
/// let schema = Schema::parse(
///     r#"{"type": "record", "name": "User", "fields": [
///         {"name": "id", "type": "long"},
///         {"name": "name", "type": "string"},
///         {"name": "tags", "type": {"type": "array", "items": "string"}, "default": []},
///         {"name": "payment", "type": ["null", "string"]}]}"#,
/// )?;
///
/// let name = "Ada";
/// let user = value!({ "id": 6 + 1, "name": name, "tags": ["a", "b"], "payment": null });
/// assert_eq!(user.get("id"), Some(&Value::Int(7)));
///
/// let user = user.fit(&schema)?;
/// assert_eq!(user.get("id"), Some(&Value::Long(7)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[macro_export]
macro_rules! value {
    (null) => {
        $crate::Value::Null
    };
    // Where each part is one token tree, however many there are.
    ([ $($item:tt),* $(,)? ]) => {
        $crate::Value::Array(::std::vec![$($crate::value!($item)),*])
    };
    ({ $($key:tt : $value:tt),* $(,)? }) => {
        $crate::Value::Map(::std::vec![
            $(($crate::__value_key!($key), $crate::value!($value))),*
        ])
    };
    ([ $($items:tt)+ ]) => {
        $crate::__value_items!([] $($items)+)
    };
    ({ $($members:tt)+ }) => {
        $crate::__value_members!([] $($members)+)
    };
    ($value:expr) => {
        $crate::Value::from($value)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __value_key {
    (($key:expr)) => {
        ::std::string::String::from($key)
    };
    ($key:expr) => {
        ::std::string::String::from($key)
    };
}

/// Items of which some take several tokens, one after the other.
#[doc(hidden)]
#[macro_export]
macro_rules! __value_items {
    ([$($done:expr,)*]) => {
        $crate::Value::Array(::std::vec![$($done),*])
    };
    ([$($done:expr,)*] null $(, $($rest:tt)*)?) => {
        $crate::__value_items!([$($done,)* $crate::Value::Null,] $($($rest)*)?)
    };
    ([$($done:expr,)*] [$($inner:tt)*] $(, $($rest:tt)*)?) => {
        $crate::__value_items!([$($done,)* $crate::value!([$($inner)*]),] $($($rest)*)?)
    };
    ([$($done:expr,)*] {$($inner:tt)*} $(, $($rest:tt)*)?) => {
        $crate::__value_items!([$($done,)* $crate::value!({$($inner)*}),] $($($rest)*)?)
    };
    ([$($done:expr,)*] $item:expr $(, $($rest:tt)*)?) => {
        $crate::__value_items!([$($done,)* $crate::Value::from($item),] $($($rest)*)?)
    };
}

/// The same for the members of an object.
#[doc(hidden)]
#[macro_export]
macro_rules! __value_members {
    ([$($done:expr,)*]) => {
        $crate::Value::Map(::std::vec![$($done),*])
    };
    ([$($done:expr,)*] $key:tt : null $(, $($rest:tt)*)?) => {
        $crate::__value_members!(
            [$($done,)* ($crate::__value_key!($key), $crate::Value::Null),] $($($rest)*)?
        )
    };
    ([$($done:expr,)*] $key:tt : [$($inner:tt)*] $(, $($rest:tt)*)?) => {
        $crate::__value_members!(
            [$($done,)* ($crate::__value_key!($key), $crate::value!([$($inner)*])),] $($($rest)*)?
        )
    };
    ([$($done:expr,)*] $key:tt : {$($inner:tt)*} $(, $($rest:tt)*)?) => {
        $crate::__value_members!(
            [$($done,)* ($crate::__value_key!($key), $crate::value!({$($inner)*})),] $($($rest)*)?
        )
    };
    ([$($done:expr,)*] $key:tt : $value:expr $(, $($rest:tt)*)?) => {
        $crate::__value_members!(
            [$($done,)* ($crate::__value_key!($key), $crate::Value::from($value)),] $($($rest)*)?
        )
    };
}

macro_rules! from {
    ($($(#[$doc:meta])* $ty:ty => |$value:ident| $make:expr;)*) => {$(
        $(#[$doc])*
        impl From<$ty> for Value {
            fn from($value: $ty) -> Self {
                $make
            }
        }
    )*};
}

from! {
    /// Null.
    () => |_none| Value::Null;
    bool => |value| Value::Boolean(value);
    i8 => |value| Value::Int(value.into());
    i16 => |value| Value::Int(value.into());
    u16 => |value| Value::Int(value.into());
    i32 => |value| Value::Int(value);
    u32 => |value| Value::Long(value.into());
    i64 => |value| Value::Long(value);
    f32 => |value| Value::Float(value);
    f64 => |value| Value::Double(value);
    &str => |value| Value::String(value.to_owned());
    &String => |value| Value::String(value.clone());
    String => |value| Value::String(value);
    /// Bytes.
    &[u8] => |value| Value::Bytes(value.to_vec());
    /// Bytes.
    Vec<u8> => |value| Value::Bytes(value);
    &Value => |value| value.clone();
    RecordValue => |value| Value::Record(value);
    EnumValue => |value| Value::Enum(value);
    FixedValue => |value| Value::Fixed(value);
    UnionValue => |value| Value::Union(value);
}

/// Bytes.
impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Self {
        Value::Bytes(value.into())
    }
}

/// Bytes, so that `b"\x00\xff"` may be written.
impl<const N: usize> From<&[u8; N]> for Value {
    fn from(value: &[u8; N]) -> Self {
        Value::Bytes(value.into())
    }
}

/// The value itself, or null. [`Value::fit`] finds its branch of a union.
impl<T> From<Option<T>> for Value
where
    Value: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Value::from)
    }
}

impl<T> From<Vec<T>> for Value
where
    Value: From<T>,
{
    fn from(items: Vec<T>) -> Self {
        Value::Array(items.into_iter().map(Value::from).collect())
    }
}

impl<T, const N: usize> From<[T; N]> for Value
where
    Value: From<T>,
{
    fn from(items: [T; N]) -> Self {
        Value::Array(items.into_iter().map(Value::from).collect())
    }
}

impl<T: Clone> From<&[T]> for Value
where
    Value: From<T>,
{
    fn from(items: &[T]) -> Self {
        Value::Array(items.iter().cloned().map(Value::from).collect())
    }
}

impl<K: Into<String>, V> From<BTreeMap<K, V>> for Value
where
    Value: From<V>,
{
    fn from(pairs: BTreeMap<K, V>) -> Self {
        pairs.into_iter().collect()
    }
}

/// A map, its pairs in the order in which the hash map gives them.
impl<K: Into<String>, V, S> From<HashMap<K, V, S>> for Value
where
    Value: From<V>,
{
    fn from(pairs: HashMap<K, V, S>) -> Self {
        pairs.into_iter().collect()
    }
}

/// A map of these pairs.
impl<K: Into<String>, V> FromIterator<(K, V)> for Value
where
    Value: From<V>,
{
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let pairs = pairs.into_iter();
        Value::Map(
            pairs
                .map(|(key, value)| (key.into(), Value::from(value)))
                .collect(),
        )
    }
}

/// The value as [`value!`](crate::value!) would write it.
///
/// A number without point and exponent is an int, or a long where it needs to be; any other is a
/// double, rounded as doubles are (an integer beyond a long too, and what is beyond a double
/// becomes infinite). What is read along a schema, [`json`](crate::json) reads exactly.
impl From<&Json> for Value {
    fn from(json: &Json) -> Self {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Boolean(*value),
            Json::Number(number) => {
                let whole = !number.as_str().contains(['.', 'e', 'E']);
                match number.as_i64().filter(|_| whole) {
                    Some(value) => i32::try_from(value).map_or(Value::Long(value), Value::Int),
                    None => Value::Double(number.as_f64()),
                }
            }
            Json::String(text) => Value::String(text.to_string()),
            Json::Array(items) => Value::Array(items.iter().map(Value::from).collect()),
            Json::Object(members) => members.iter().map(|(key, value)| (&**key, value)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_values_have_one_avro_value() {
        let cases: Vec<(Value, &str)> = vec![
            (().into(), "Null"),
            (true.into(), "Boolean(true)"),
            ((-1_i8).into(), "Int(-1)"),
            (u16::MAX.into(), "Int(65535)"),
            (u32::MAX.into(), "Long(4294967295)"),
            (7_i64.into(), "Long(7)"),
            (0.5_f32.into(), "Float(0.5)"),
            (0.5.into(), "Double(0.5)"),
            ("a".into(), r#"String("a")"#),
            (b"\x00\xff".into(), "Bytes(00ff)"),
            (vec![1_u8].into(), "Bytes(01)"),
            (vec![1].into(), "[Int(1)]"),
            ([Some("a"), None].into(), r#"[String("a"), Null]"#),
            (BTreeMap::from([("k", 1)]).into(), r#"{"k": Int(1)}"#),
            (Vec::<Value>::new().into(), "[]"),
        ];
        for (value, shown) in cases {
            assert_eq!(format!("{value:?}"), shown);
        }
    }

    #[test]
    fn the_macro_takes_expressions_wherever_json_has_a_value() {
        let (key, list) = ("k", vec![1, 2]);
        let value = value!({
            "null": null,
            "negative": -1,
            "call": list.len() as i64,
            (format!("{key}2")): [[], {}, [null, -0.5], b"\x01".as_slice()],
            key: { "inner": if list.is_empty() { 1 } else { 2 }, "last": list.clone(), },
            "some": Some("x"),
            "none": None::<i32>,
        });
        assert_eq!(
            value.to_string(),
            concat!(
                r#"{"null": null, "negative": -1, "call": 2, "k2": [[], {}, [null, -0.5], "\u0001"], "#,
                r#""k": {"inner": 2, "last": [1, 2]}, "some": "x", "none": null}"#
            )
        );
        assert_eq!(value!([]), Value::Array(vec![]));
        assert_eq!(value!({}), Value::Map(vec![]));
        assert_eq!(value!(null), Value::Null);
        assert_eq!(
            value!([1, "a",]),
            Value::Array(vec![Value::Int(1), "a".into()])
        );
    }

    #[test]
    fn long_literals_do_not_exhaust_the_macro() {
        let value = value!([
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8,
            9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7,
            8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6,
            7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5,
            6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
        ]);
        assert_eq!(value.as_array().map(<[Value]>::len), Some(140));
    }

    #[test]
    fn json_numbers_are_ints_where_they_are_written_so() {
        let json = Json::parse("[1, 3000000000, 1.0, 1e2, 9223372036854775808]").expect("json");
        assert_eq!(
            format!("{:?}", Value::from(&json)),
            "[Int(1), Long(3000000000), Double(1.0), Double(100.0), Double(9.223372036854776e18)]"
        );
    }
}
