//! Values as JSON text, read and written by their schema.
//!
//! An opinion of its own on what a value is, kept apart from the crates under
//! test: expected values are read from the cases' text here, and decoded ones
//! are printed here. Two values are equal when they print the same.
//!
//! The text is read twice, outside in: `serde_json` finds where each value
//! starts and ends and leaves it as text, and the schema then says what it is.
//! So no number goes through a type it does not have.

use std::fmt::Write;

use avro_core::value::{EnumValue, FixedValue, RecordValue, UnionValue, Value};
use avro_model::{NodeId, Schema, Type};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The two forms a text may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Avro's JSON encoding.
    Json,
    /// The exact form of `interop/README.md`: one spelling for each value.
    Exact,
}

/// Why a text is not a value of its schema, or a value none of the schema's.
pub type Misfit = String;

/// Reads a value of the schema from its text.
///
/// # Errors
///
/// When the text is no value of the schema in this form.
pub fn parse(schema: &Schema, form: Form, text: &str) -> Result<Value, Misfit> {
    let json: &RawValue = serde_json::from_str(text).map_err(|error| format!("{error}: {text}"))?;
    Parser { schema, form }.value(schema.root(), json)
}

/// Prints a value of the schema in the exact form.
///
/// A NaN prints as *the* NaN, whatever its bits.
///
/// # Errors
///
/// When the value is not one of the schema: another type, another name,
/// another number of fields.
pub fn print(schema: &Schema, value: &Value) -> Result<String, Misfit> {
    let mut printer = Printer {
        schema,
        out: String::new(),
    };
    printer.value(schema.root(), value)?;
    Ok(printer.out)
}

/// Compares a value with the one that a text in Avro's JSON encoding stands for.
///
/// # Errors
///
/// When they differ, with both in the exact form.
pub fn expect(schema: &Schema, value: &Value, expected: &str) -> Result<(), Misfit> {
    let expected = parse(schema, Form::Json, expected)?;
    let (found, expected) = (print(schema, value)?, print(schema, &expected)?);
    if found == expected {
        return Ok(());
    }
    Err(format!("found {found} where {expected} was expected"))
}

/// What a union calls a branch: the full name, or the type's own word.
fn branch_name(schema: &Schema, branch: NodeId) -> &str {
    match schema.node(branch).ty() {
        Type::Null => "null",
        Type::Boolean => "boolean",
        Type::Int => "int",
        Type::Long => "long",
        Type::Float => "float",
        Type::Double => "double",
        Type::Bytes => "bytes",
        Type::String => "string",
        Type::Array(_) => "array",
        Type::Map(_) => "map",
        Type::Union(_) => "union",
        Type::Record(record) => record.name().full(),
        Type::Enum(en) => en.name().full(),
        Type::Fixed(fixed) => fixed.name().full(),
    }
}

struct Parser<'s> {
    schema: &'s Schema,
    form: Form,
}

impl Parser<'_> {
    fn value(&self, id: NodeId, json: &RawValue) -> Result<Value, Misfit> {
        Ok(match self.schema.node(id).ty() {
            Type::Null => {
                let () = read(json)?;
                Value::Null
            }
            Type::Boolean => Value::Boolean(read(json)?),
            Type::Int => Value::Int(number(json)?),
            Type::Long => Value::Long(number(json)?),
            Type::Float => Value::Float(match self.form {
                Form::Json => floating(json)?,
                Form::Exact => f32::from_be_bytes(sized(&hex_digits(json)?)?),
            }),
            Type::Double => Value::Double(match self.form {
                Form::Json => floating(json)?,
                Form::Exact => f64::from_be_bytes(sized(&hex_digits(json)?)?),
            }),
            Type::Bytes => Value::Bytes(self.bytes(json)?),
            Type::String => Value::String(read(json)?),
            Type::Array(items) => {
                let parts: Vec<&RawValue> = read(json)?;
                let items = parts.into_iter().map(|part| self.value(*items, part));
                Value::Array(items.collect::<Result<_, _>>()?)
            }
            Type::Map(values) => {
                let Members(members) = read(json)?;
                let entries = members
                    .into_iter()
                    .map(|(key, part)| Ok((key, self.value(*values, part)?)));
                Value::Map(entries.collect::<Result<_, Misfit>>()?)
            }
            Type::Union(branches) => {
                let (index, value) = if json.get() == "null" {
                    (self.branch(branches, "null")?, Value::Null)
                } else {
                    let Members(members) = read(json)?;
                    let [(tag, inner)] = &members[..] else {
                        return Err(format!("not a tagged value: {json}"));
                    };
                    let index = self.branch(branches, tag)?;
                    (index, self.value(branches[index], inner)?)
                };
                Value::Union(UnionValue::new(index, value))
            }
            Type::Record(record) => {
                let Members(members) = read(json)?;
                if members.len() != record.fields().len() {
                    return Err(format!(
                        "{} has {} fields: {json}",
                        record.name(),
                        record.fields().len()
                    ));
                }
                let fields = record.fields().iter().map(|field| {
                    let found = members.iter().find(|(name, _)| name == field.name());
                    let (_, part) =
                        found.ok_or_else(|| format!("no {} in {json}", field.name()))?;
                    self.value(field.ty(), part)
                });
                let fields = fields.collect::<Result<_, _>>()?;
                let record = RecordValue::new(&self.schema.at(id), fields);
                Value::Record(record.ok_or_else(|| format!("no record: {json}"))?)
            }
            Type::Enum(en) => {
                let symbol: String = read(json)?;
                let found = EnumValue::new(&self.schema.at(id), &symbol);
                Value::Enum(found.ok_or_else(|| format!("{symbol} is no symbol of {}", en.name()))?)
            }
            Type::Fixed(fixed) => {
                let found = FixedValue::new(&self.schema.at(id), self.bytes(json)?);
                Value::Fixed(found.ok_or_else(|| {
                    format!("{} has {} bytes: {json}", fixed.name(), fixed.size())
                })?)
            }
        })
    }

    fn branch(&self, branches: &[NodeId], tag: &str) -> Result<usize, Misfit> {
        let mut names = branches
            .iter()
            .map(|&branch| branch_name(self.schema, branch));
        names
            .position(|name| name == tag)
            .ok_or_else(|| format!("no branch {tag}"))
    }

    fn bytes(&self, json: &RawValue) -> Result<Vec<u8>, Misfit> {
        match self.form {
            Form::Exact => hex_digits(json),
            Form::Json => {
                let text: String = read(json)?;
                let bytes = text.chars().map(|c| u8::try_from(u32::from(c)));
                bytes
                    .collect::<Result<_, _>>()
                    .map_err(|_| format!("beyond \\u00ff: {json}"))
            }
        }
    }
}

/// An object's members in the order of the text.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

fn read<'a, T: Deserialize<'a>>(json: &'a RawValue) -> Result<T, Misfit> {
    serde_json::from_str(json.get()).map_err(|error| format!("{error}: {json}"))
}

/// An integer or float, from the digits of a JSON number.
fn number<T: std::str::FromStr>(json: &RawValue) -> Result<T, Misfit> {
    json.get()
        .parse()
        .map_err(|_| format!("not a number of the type: {json}"))
}

/// A number, or the name of one that JSON has not.
fn floating<T: std::str::FromStr>(json: &RawValue) -> Result<T, Misfit> {
    match json.get() {
        "\"NaN\"" => Ok("NaN"),
        "\"Infinity\"" => Ok("inf"),
        "\"-Infinity\"" => Ok("-inf"),
        text if text.starts_with(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) => {
            Ok(text)
        }
        text => Err(format!("not a number: {text}")),
    }
    .and_then(|text| text.parse().map_err(|_| format!("not a number: {json}")))
}

fn hex_digits(json: &RawValue) -> Result<Vec<u8>, Misfit> {
    let digits: String = read(json)?;
    hex::decode(&digits).map_err(|error| format!("{error}: {json}"))
}

fn sized<const N: usize>(bytes: &[u8]) -> Result<[u8; N], Misfit> {
    bytes
        .try_into()
        .map_err(|_| format!("{} bytes where {N} belong", bytes.len()))
}

struct Printer<'s> {
    schema: &'s Schema,
    out: String,
}

impl Printer<'_> {
    fn value(&mut self, id: NodeId, value: &Value) -> Result<(), Misfit> {
        match (self.schema.node(id).ty(), value) {
            (Type::Null, Value::Null) => self.out += "null",
            (Type::Boolean, Value::Boolean(value)) => self.text(value),
            (Type::Int, Value::Int(value)) => self.text(value),
            (Type::Long, Value::Long(value)) => self.text(value),
            (Type::Float, Value::Float(value)) => {
                let value = if value.is_nan() { f32::NAN } else { *value };
                self.hex(&value.to_be_bytes());
            }
            (Type::Double, Value::Double(value)) => {
                let value = if value.is_nan() { f64::NAN } else { *value };
                self.hex(&value.to_be_bytes());
            }
            (Type::Bytes, Value::Bytes(bytes)) => self.hex(bytes),
            (Type::String, Value::String(text)) => self.string(text),
            (Type::Array(items), Value::Array(values)) => {
                self.out.push('[');
                for (at, value) in values.iter().enumerate() {
                    self.comma(at);
                    self.value(*items, value)?;
                }
                self.out.push(']');
            }
            (Type::Map(values), Value::Map(entries)) => {
                // UTF-8 keeps the order of code points.
                let mut entries: Vec<_> = entries
                    .iter()
                    .map(|(key, value)| (key.as_str(), value))
                    .collect();
                entries.sort_by_key(|(key, _)| *key);
                self.out.push('{');
                for (at, (key, value)) in entries.into_iter().enumerate() {
                    self.comma(at);
                    self.member(key, *values, value)?;
                }
                self.out.push('}');
            }
            (Type::Union(branches), Value::Union(union)) => {
                let branch = branches
                    .get(union.index())
                    .ok_or_else(|| format!("no branch {}", union.index()))?;
                match self.schema.node(*branch).ty() {
                    Type::Null => self.value(*branch, union.value())?,
                    _ => {
                        self.out.push('{');
                        let name = branch_name(self.schema, *branch).to_owned();
                        self.member(&name, *branch, union.value())?;
                        self.out.push('}');
                    }
                }
            }
            (Type::Record(record), Value::Record(found)) => {
                same(record.name().full(), found.name().full())?;
                let values: Vec<_> = found.fields().collect();
                if values.len() != record.fields().len() {
                    return Err(format!("{} fields in a {}", values.len(), record.name()));
                }
                self.out.push('{');
                for (at, (field, (name, value))) in record.fields().iter().zip(values).enumerate() {
                    same(field.name(), name)?;
                    self.comma(at);
                    self.member(name, field.ty(), value)?;
                }
                self.out.push('}');
            }
            (Type::Enum(en), Value::Enum(found)) => {
                same(en.name().full(), found.name().full())?;
                let symbol = en
                    .symbols()
                    .get(found.index())
                    .ok_or_else(|| format!("no symbol {}", found.index()))?;
                same(symbol, found.symbol())?;
                self.string(symbol);
            }
            (Type::Fixed(fixed), Value::Fixed(found)) => {
                same(fixed.name().full(), found.name().full())?;
                if found.bytes().len() != fixed.size() {
                    return Err(format!(
                        "{} bytes in a {}",
                        found.bytes().len(),
                        fixed.name()
                    ));
                }
                self.hex(found.bytes());
            }
            (_, other) => return Err(format!("not a {}: {other:?}", branch_name(self.schema, id))),
        }
        Ok(())
    }

    fn member(&mut self, name: &str, id: NodeId, value: &Value) -> Result<(), Misfit> {
        self.string(name);
        self.out.push(':');
        self.value(id, value)
    }

    fn comma(&mut self, at: usize) {
        if at > 0 {
            self.out.push(',');
        }
    }

    fn text(&mut self, value: &dyn std::fmt::Display) {
        write!(self.out, "{value}").expect("a string grows");
    }

    fn hex(&mut self, bytes: &[u8]) {
        self.out.push('"');
        self.out += &hex::encode(bytes);
        self.out.push('"');
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        for unit in text.encode_utf16() {
            match u8::try_from(unit) {
                Ok(byte @ (b'"' | b'\\')) => self.out.extend(['\\', char::from(byte)]),
                Ok(byte @ 0x20..=0x7e) => self.out.push(char::from(byte)),
                _ => write!(self.out, "\\u{unit:04x}").expect("a string grows"),
            }
        }
        self.out.push('"');
    }
}

fn same(expected: &str, found: &str) -> Result<(), Misfit> {
    if expected == found {
        return Ok(());
    }
    Err(format!("{found} where {expected} belongs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(schema: &str, json: &str) -> Result<String, Misfit> {
        let schema = Schema::parse(schema).expect(schema);
        print(&schema, &parse(&schema, Form::Json, json)?)
    }

    #[test]
    fn every_value_has_one_exact_spelling() {
        // The bits are from IEEE 754's own layout: sign, exponent, fraction.
        let cases = [
            (r#""null""#, "null", "null"),
            (r#""boolean""#, "true", "true"),
            (r#""int""#, "-2147483648", "-2147483648"),
            (r#""long""#, "9007199254740993", "9007199254740993"),
            (r#""float""#, "1", r#""3f800000""#),
            (r#""float""#, "1.0e0", r#""3f800000""#),
            (r#""float""#, r#""-Infinity""#, r#""ff800000""#),
            (r#""double""#, "-0.0", r#""8000000000000000""#),
            (r#""double""#, r#""NaN""#, r#""7ff8000000000000""#),
            (r#""bytes""#, r#""\u00ffA""#, r#""ff41""#),
            (
                r#""string""#,
                r#""\"\\\/\n\u007f é🦀""#,
                r#""\"\\/\u000a\u007f \u00e9\ud83e\udd80""#,
            ),
            (r#"{"type": "array", "items": "int"}"#, "[ 1, 2 ]", "[1,2]"),
            (
                r#"{"type": "map", "values": "int"}"#,
                r#"{"b": 1, "é": 2, "a": 3}"#,
                r#"{"a":3,"b":1,"\u00e9":2}"#,
            ),
            (r#"["null", "int"]"#, r#"{"int": 5}"#, r#"{"int":5}"#),
            (r#"["int", "null"]"#, "null", "null"),
            (
                r#"{"type": "record", "name": "a.R", "fields": [
                    {"name": "x", "type": {"type": "enum", "name": "E", "symbols": ["A", "B"]}},
                    {"name": "y", "type": ["E", {"type": "fixed", "name": "F", "size": 2}]}]}"#,
                r#"{"y": {"a.F": "ab"}, "x": "B"}"#,
                r#"{"x":"B","y":{"a.F":"6162"}}"#,
            ),
        ];
        for (schema, json, expected) in cases {
            assert_eq!(
                exact(schema, json).as_deref(),
                Ok(expected),
                "{json} of {schema}"
            );
            let schema = Schema::parse(schema).expect(schema);
            let again =
                parse(&schema, Form::Exact, expected).and_then(|value| print(&schema, &value));
            assert_eq!(again.as_deref(), Ok(expected), "{expected} read again");
        }
    }

    #[test]
    fn a_text_that_is_no_value_of_the_schema_is_refused() {
        let cases = [
            (r#""int""#, "2147483648"),
            (r#""int""#, "1.5"),
            (r#""long""#, "9223372036854775808"),
            (r#""double""#, r#""1""#),
            (r#""bytes""#, r#""\u0100""#),
            (r#"["null", "int"]"#, "5"),
            (r#"["null", "int"]"#, r#"{"long": 5}"#),
            (
                r#"{"type": "record", "name": "R", "fields": [{"name": "x", "type": "int"}]}"#,
                "{}",
            ),
            (
                r#"{"type": "record", "name": "R", "fields": []}"#,
                r#"{"x": 1}"#,
            ),
            (
                r#"{"type": "enum", "name": "E", "symbols": ["A"]}"#,
                r#""B""#,
            ),
            (r#"{"type": "fixed", "name": "F", "size": 2}"#, r#""a""#),
        ];
        for (schema, json) in cases {
            assert!(exact(schema, json).is_err(), "{json} of {schema}");
        }
    }

    #[test]
    fn a_value_of_another_type_is_not_printed() {
        let values = [
            (r#""int""#, "1"),
            (r#""long""#, "1"),
            (r#"{"type": "fixed", "name": "F", "size": 1}"#, r#""a""#),
            (r#"{"type": "fixed", "name": "G", "size": 1}"#, r#""a""#),
            (r#"["null", "int"]"#, r#"{"int": 1}"#),
            (r#"["null", "long"]"#, r#"{"long": 1}"#),
        ];
        for (at, (schema, json)) in values.into_iter().enumerate() {
            let own = Schema::parse(schema).expect(schema);
            let value = parse(&own, Form::Json, json).expect(json);
            for (other_at, (other, _)) in values.into_iter().enumerate() {
                let printed = print(&Schema::parse(other).expect(other), &value);
                assert_eq!(
                    printed.is_ok(),
                    at == other_at,
                    "{json} of {schema} as {other}"
                );
            }
        }
    }
}
