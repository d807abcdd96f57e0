//! Types that are held against schema files.
//!
//! What does not compile is in `tests/ui`; here is what does, and what only `schema()` can tell.

use std::collections::BTreeMap;

use avro_core::{AvroSchema, Convert};

/// Other words than those of the file, which does not matter.
#[derive(AvroSchema)]
#[avro(
    namespace = "com.example.shop",
    aliases("Purchase", "com.example.Sale"),
    attribute("owner", "{\"team\": \"billing\"}"),
    schema = "tests/contract/shop.avsc"
)]
struct Order {
    id: i64,
    #[avro(alias = "buyer")]
    customer: String,
    #[avro(type = "@logicalType(\"timestamp-micros\") long")]
    placed: i64,
    #[avro(default = "[]")]
    lines: Vec<Line>,
    #[avro(type = "union { string, null }", default = "\"\"")]
    note: Option<String>,
    #[avro(type = "@unit(\"stars\") int", order = "ignore", attribute("since", 2))]
    rank: i16,
    state: State,
    #[avro(type = "@logicalType(\"uuid\") fixed Hash(16)")]
    hash: [u8; 16],
    r#where: Place,
    payment: Option<Payment>,
    tags: BTreeMap<String, Option<f32>>,
    #[avro(skip)]
    cached: Option<u64>,
    #[avro(with = Seconds)]
    seconds: std::time::Duration,
}

#[derive(AvroSchema)]
#[avro(namespace = "com.example.shop", schema = "tests/contract/shop.avsc")]
struct Line {
    article: String,
    #[avro(type = "decimal(9, 2)")]
    price: Vec<u8>,
    #[avro(default = "null")]
    of: Option<Box<Order>>,
}

#[derive(AvroSchema)]
#[avro(
    namespace = "com.example.shop",
    rename_all = "UPPERCASE",
    schema = "tests/contract/shop.avsc"
)]
enum State {
    #[avro(default)]
    Open,
    Paid,
}

/// Defined in another file, of which nothing is known here.
#[derive(AvroSchema)]
#[avro(namespace = "com.example")]
struct Place {
    street: String,
}

#[derive(AvroSchema)]
#[avro(namespace = "com.example.shop")]
enum Payment {
    Cash(i64),
    Card { number: String },
}

#[derive(AvroSchema)]
#[avro(schema = "tests/contract/event.avsc")]
enum Event {
    Nothing,
    Said(String),
    Counted(Vec<i64>),
}

#[derive(AvroSchema)]
#[avro(namespace = "com.example.till", schema = "tests/contract/till.avdl")]
struct Receipt {
    id: i64,
    total: Amount,
    #[avro(default = "[]")]
    entries: Vec<Entry>,
    #[avro(type = "union { null, date }", default = "null")]
    day: Option<i32>,
}

#[derive(AvroSchema)]
#[avro(namespace = "com.example.till", schema = "tests/contract/till.avdl")]
struct Entry {
    article: String,
    #[avro(default = 1)]
    count: i32,
}

#[derive(AvroSchema)]
#[avro(
    namespace = "com.example.till",
    error,
    schema = "tests/contract/till.avdl"
)]
struct Jammed {
    why: String,
}

/// Imported by the file, and thus in it.
#[derive(AvroSchema)]
#[avro(namespace = "com.example.money", schema = "tests/contract/till.avdl")]
struct Amount {
    #[avro(type = "decimal(9, 2)")]
    value: Vec<u8>,
    currency: String,
}

#[derive(AvroSchema)]
#[avro(schema = "tests/contract/count.avdl")]
enum Count {
    Long(i64),
    Text(String),
}

#[derive(AvroSchema)]
#[avro(namespace = "com.example.mail", schema = "tests/contract/mail.avpr")]
struct Letter {
    to: String,
    #[avro(default = 1)]
    stamps: i32,
}

enum Seconds {}

impl Convert<std::time::Duration> for Seconds {
    type Avro = i32;
    type Error = std::num::TryFromIntError;

    fn to_avro(value: &std::time::Duration) -> Result<i32, Self::Error> {
        i32::try_from(value.as_secs())
    }

    fn from_avro(seconds: i32) -> Result<std::time::Duration, Self::Error> {
        u64::try_from(seconds).map(std::time::Duration::from_secs)
    }
}

#[test]
fn types_that_are_as_their_files_have_them_have_schemas() {
    Order::schema().unwrap();
    Line::schema().unwrap();
    State::schema().unwrap();
    Event::schema().unwrap();
    <Vec<Event>>::schema().unwrap();
}

#[test]
fn idl_and_protocols_are_files_of_schemas_too() {
    Receipt::schema().unwrap();
    Entry::schema().unwrap();
    Jammed::schema().unwrap();
    Amount::schema().unwrap();
    Count::schema().unwrap();
    Letter::schema().unwrap();
}

/// The name of what a field holds is only known when the schema is built.
mod others {
    use super::*;

    #[derive(AvroSchema)]
    #[avro(name = "com.example.shop.Line")]
    pub(crate) struct Row {
        pub(crate) article: String,
    }

    #[derive(AvroSchema)]
    #[avro(namespace = "com.example.till")]
    pub(crate) struct Entry {
        pub(crate) article: String,
        pub(crate) count: i32,
    }

    #[derive(AvroSchema)]
    #[avro(namespace = "com.example.places")]
    pub(crate) struct Place {
        pub(crate) street: String,
    }
}

#[derive(AvroSchema)]
#[avro(name = "Inside", schema = "tests/contract/inside.avsc")]
struct Inside {
    line: others::Row,
}

#[derive(AvroSchema)]
#[avro(name = "Outside", schema = "tests/contract/outside.avsc")]
struct Outside {
    places: Vec<others::Place>,
}

/// A receipt whose entries are other ones.
#[derive(AvroSchema)]
#[avro(name = "com.example.till.Receipt", schema = "tests/contract/till.avdl")]
struct OtherReceipt {
    id: i64,
    total: Amount,
    #[avro(default = "[]")]
    entries: Vec<others::Entry>,
    #[avro(type = "union { null, date }", default = "null")]
    day: Option<i32>,
}

#[test]
fn what_only_a_program_knows_is_an_error_of_the_schema() {
    assert_eq!(
        OtherReceipt::schema().unwrap_err().to_string(),
        "com.example.till.Entry.count: tests/contract/till.avdl says the default 1 and the type says no default"
    );
    assert_eq!(
        Inside::schema().unwrap_err().to_string(),
        "com.example.shop.Line.price: tests/contract/inside.avsc has this field and the type has not"
    );
    assert_eq!(
        Outside::schema().unwrap_err().to_string(),
        "Outside.places[]: tests/contract/outside.avsc says `com.example.Place` and the type says \
         `com.example.places.Place`"
    );
    // Also as a part of another type.
    assert_eq!(
        Vec::<Inside>::schema().unwrap_err().to_string(),
        "com.example.shop.Line.price: tests/contract/inside.avsc has this field and the type has not"
    );
}
