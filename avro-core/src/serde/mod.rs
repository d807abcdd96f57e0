//! Types that know serde only, written and read as data of any schema.
//!
//! The wrapper [`Serde`] makes a type that implements serde's traits one that everything here takes:
//! [`DatumReader`](crate::DatumReader) and [`DatumWriter`](crate::DatumWriter),
//! [container files](crate::container), [messages](crate::single_object). Such a type has no
//! schema of its own, so one is given. [`to_vec`] and [`from_slice`] do it for one datum.
//!
//! # Example
//!
//! ```
//! use avro_core::{DatumReader, DatumWriter, Schema, Serde};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize, Debug, PartialEq)]
//! struct User<'a> {
//!     name: &'a str,
//!     email: Option<&'a str>,
//! }
//!
//! let schema = Schema::parse(r#"{"type": "record", "name": "User", "fields": [
//!     {"name": "name", "type": "string"}, {"name": "email", "type": ["null", "string"]}]}"#)?;
//! let ada = User { name: "Ada", email: None };
//!
//! let mut writer = DatumWriter::<Serde<User>>::new(&schema)?;
//! let bytes = writer.write(&Serde(ada))?.to_vec();
//! assert_eq!(bytes, b"\x06Ada\x00");
//!
//! let reader = DatumReader::<Serde<User>>::new(&schema)?;
//! let Serde(user) = reader.read(&bytes)?;
//! assert_eq!(user.name, "Ada");
//!
//! // The same data, of which the program wants something else.
//! let wanted = Schema::parse(r#"{"type": "record", "name": "User", "fields": [
//!     {"name": "name", "type": "string"}, {"name": "age", "type": "int", "default": 36}]}"#)?;
//! let reader = DatumReader::<Serde<(String, u8)>>::with_reader_schema(&schema, &wanted)?;
//! assert_eq!(reader.read(&bytes)?, Serde(("Ada".to_owned(), 36)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What becomes of what
//!
//! | serde | is written as | is read from |
//! | --- | --- | --- |
//! | `bool` | boolean | boolean |
//! | integers, of any width | int or long that hold the value; double up to 2^53, float up to 2^24 | int, long, if the value fits |
//! | `f32` | float, double | float, double, int, long |
//! | `f64` | double; float that holds it exactly | double, float, int, long |
//! | `str`, `String`, `char` | string; a symbol of an enum; bytes; a uuid on fixed | string; the symbol of an enum; bytes of UTF-8 |
//! | bytes (`serde_bytes`) | bytes; fixed of that size | bytes, fixed, string |
//! | `()`, `None` | null | null |
//! | `Some(value)` | as `value` | the branch that is not null; any type but null |
//! | sequence (`Vec`) | array; of small numbers bytes, or fixed of that size | array; bytes and fixed as numbers |
//! | tuple, array, tuple struct | the same; a record by position | the same; a record by position |
//! | newtype struct | as what is in it | as what is in it |
//! | map | map; a record, by name | map, record |
//! | struct | a record, by name; map | record, map |
//! | unit struct | null; a record whose fields have defaults | null; a record without fields |
//! | unit variant | a symbol; the branch of its name, if that is null or a record; string | the same |
//! | variants with data | the branch of their name | the branch of their name |
//!
//! * **Logical types** are their base types: a timestamp is a number, a decimal bytes.
//! * **Fields** may come in any order. One that the schema has and the value has not takes the schema's default;
//!   without default, and for a field that the schema has not, there is an error that names it. Reading, fields that the
//!   type does not know are passed over.
//! * **A union's branch** is found by the kind of the value: the same type first, then one that takes it
//!   as the table says; among equals the first. For a struct it is the record of its name, without one the first that
//!   has as many fields.
//! * **An enum with data** is a union, its variants named as the branches' types: `Order` or
//!   `com.example.Order`, and for types without names Avro's word in any case: `Long`, `string`. Where
//!   the schema has no union, the type itself counts as a union's only branch.
//! * **Keys of maps** are text: strings, characters, unit variants, and integers in decimal.
//! * **Borrowing**: strings and bytes can be borrowed from the input. The symbols of enums, the names of a record's fields, and what a
//!   reader's schema has as defaults are borrowed from whatever reads them, which [`from_slice`] cannot lend.
//! * **Flattened and internally tagged types, untagged enums** work where what they hold is plain: serde keeps the value meanwhile, and
//!   does not keep which branch of a union it was. A flattened struct is written as a map is.
//! * The format calls itself human-readable, so that types of other crates that have a textual
//!   form (uuids, addresses, dates) use it.
//! * A sequence or tuple that is read takes all items there are; more than it takes are an error.
//! * All [`Limits`] hold. Serde does not say how large the items of a collection are before they are read, so
//!   less is reserved ahead for them than elsewhere.

#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

mod de;
mod error;
mod program;
mod ser;
mod value;

use ::serde::{Deserialize, Serialize};
use avro_model::plan::Losses;
use avro_model::{Schema, SchemaError};

use crate::datum::{FromDatum, Prepared, Readable, ResolveError, Schemaless, Writable};
use crate::encoding::{DecodeError, Decoder, EncodeError, Encoder, Limits};
use de::{Copied, De, Lend, Lent};
pub(crate) use program::Program;
use ser::Ser;

/// A type that implements serde's traits, to be written and read as Avro.
///
/// See the [module](self) for what becomes of what.
///
/// # Example
///
/// ```
/// use avro_core::container::{Reader, Writer};
/// use avro_core::{Schema, Serde};
///
/// let schema = Schema::parse(r#"{"type": "array", "items": "int"}"#)?;
/// let mut writer = Writer::<Serde<Vec<i32>>>::builder(Vec::new()).schema(&schema).build()?;
/// writer.append(&Serde(vec![1, 2]))?;
/// let file = writer.finish()?;
///
/// for numbers in Reader::<Serde<Vec<u8>>>::new(&file[..])? {
///     assert_eq!(numbers?.0, [1, 2]);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serde<T: ?Sized>(pub T);

/// Stands for all types of serde's: what is prepared for one serves the others too.
#[derive(Debug)]
pub struct AnyType(());

impl<T> Readable for Serde<T> {
    type Key = AnyType;

    fn prepare(writer: &Schema) -> Result<Prepared, ResolveError> {
        Ok(Prepared::of(writer))
    }
}

impl<T> Schemaless for Serde<T> {}

impl<'de, T: Deserialize<'de>> FromDatum<'de> for Serde<T> {
    #[inline]
    fn from_datum(
        prepared: &'de Prepared,
        decoder: &mut Decoder<'de>,
    ) -> Result<Self, DecodeError> {
        read::<Lent, T>(prepared.serde(), decoder).map(Serde)
    }
}

#[inline]
fn read<'p, 'de, L: Lend<'p, 'de>, T: Deserialize<'de>>(
    program: &'p Program,
    decoder: &mut Decoder<'de>,
) -> Result<T, DecodeError> {
    let start = decoder.offset();
    match T::deserialize(De::<L>::new(program, program.root(), decoder)) {
        Ok(value) => Ok(value),
        Err(error) => Err(error.at(start)),
    }
}

impl<T: Serialize + ?Sized> Writable for Serde<T> {
    type Key = AnyType;

    fn own_schema() -> Result<Option<Schema>, SchemaError> {
        Ok(None)
    }

    fn prepare_to_write(schema: &Schema, _: Losses) -> Result<Prepared, ResolveError> {
        Ok(Prepared::of(schema))
    }

    #[inline]
    fn to_datum(&self, prepared: &Prepared, encoder: &mut Encoder) -> Result<(), EncodeError> {
        let program = prepared.serde();
        self.0.serialize(Ser::new(program, program.root(), encoder))
    }
}

/// Writes a value as a datum of this schema.
///
/// The schema is gone through each time: where there are many values, a
/// [`DatumWriter`](crate::DatumWriter) of [`Serde`] does that once.
///
/// # Errors
///
/// When the value has no place in the schema, or nests too deep.
///
/// # Example
///
/// ```
/// use avro_core::Schema;
///
/// let schema = Schema::parse(r#"{"type": "map", "values": "long"}"#)?;
/// let ages = std::collections::BTreeMap::from([("Ada", 36)]);
/// assert_eq!(avro_core::serde::to_vec(&schema, &ages)?, b"\x02\x06Ada\x48\x00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn to_vec<T: Serialize + ?Sized>(schema: &Schema, value: &T) -> Result<Vec<u8>, EncodeError> {
    let mut encoder = Encoder::new();
    Serde(value).to_datum(&Prepared::of(schema), &mut encoder)?;
    Ok(encoder.into_vec())
}

/// Reads the datum of this schema that `bytes` are.
///
/// The schema is gone through each time: where there are many values, a
/// [`DatumReader`](crate::DatumReader) of [`Serde`] does that once.
///
/// # Errors
///
/// When they are not one, when the type does not take it, or a limit is exceeded.
///
/// # Example
///
/// ```
/// use avro_core::Schema;
///
/// let schema = Schema::parse(r#"["null", "string"]"#)?;
/// let name: Option<&str> = avro_core::serde::from_slice(&schema, b"\x02\x06Ada")?;
/// assert_eq!(name, Some("Ada"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn from_slice<'de, T: Deserialize<'de>>(
    schema: &Schema,
    bytes: &'de [u8],
) -> Result<T, DecodeError> {
    let mut decoder = Decoder::with_limits(bytes, &Limits::default());
    let value = read::<Copied, T>(Prepared::of(schema).serde(), &mut decoder)?;
    decoder.finish()?;
    Ok(value)
}
