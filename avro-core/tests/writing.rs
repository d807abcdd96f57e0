//! Types written with another schema than their own.

use std::collections::BTreeMap;

use avro_core::container;
use avro_core::registry;
use avro_core::{AvroSchema, DatumWriter, Encode, Losses, Schema, Value, to_vec};

fn write<T: Encode>(schema: &str, value: &T) -> Result<Vec<u8>, String> {
    let schema = Schema::parse(schema).expect(schema);
    let mut writer = DatumWriter::<T>::new(&schema).map_err(|error| error.to_string())?;
    let first = writer
        .write(value)
        .map_err(|error| error.to_string())?
        .to_vec();
    let again = writer.write(value).map_err(|error| error.to_string())?;
    assert_eq!(first, again, "a writer is used again and again");
    Ok(first)
}

#[derive(AvroSchema)]
enum Payment {
    Cash,
    Card { number: String },
    Points(i32),
}

#[derive(AvroSchema)]
enum Size {
    S,
    M,
}

#[derive(AvroSchema)]
struct Line {
    sku: String,
    count: i32,
}

#[derive(AvroSchema)]
struct Order {
    id: i32,
    lines: Vec<Line>,
    payment: Payment,
    size: Size,
    notes: BTreeMap<String, Option<f32>>,
}

const SCHEMA: &str = r#"{"type":"record","name":"Order","fields":[
    {"name":"notes","type":{"type":"map","values":["double","null"]}},
    {"name":"currency","type":"string","default":"EUR"},
    {"name":"number","aliases":["id"],"type":["null","long"]},
    {"name":"size","type":{"type":"enum","name":"Size","symbols":["L","M","S"]}},
    {"name":"payment","type":["int","null",{"type":"record","name":"Card","fields":[
        {"name":"holder","type":"string","default":"?"},{"name":"number","type":"bytes"}]}]},
    {"name":"lines","type":{"type":"array","items":{"type":"record","name":"Line","fields":[
        {"name":"count","type":"long"},{"name":"sku","type":"string"}]}}}]}"#;

fn order(payment: Payment, size: Size) -> Order {
    Order {
        id: 5,
        lines: vec![
            Line {
                sku: "a".into(),
                count: 1,
            },
            Line {
                sku: "bc".into(),
                count: -2,
            },
        ],
        payment,
        size,
        notes: BTreeMap::from([("k".into(), Some(0.5)), ("n".into(), None)]),
    }
}

const FRONT: &[u8] = b"\x04\x02k\x00\0\0\0\0\0\0\xe0\x3f\x02n\x02\x00\x06EUR\x02\x0a";
const BACK: &[u8] = b"\x04\x02\x02a\x03\x04bc\x00";

#[test]
fn every_part_takes_the_place_and_the_form_that_the_schema_has() {
    let rows: [(Payment, Size, &[u8]); 3] = [
        (Payment::Cash, Size::M, b"\x02\x02"),
        (Payment::Points(3), Size::S, b"\x04\x00\x06"),
        (
            Payment::Card {
                number: "77".into(),
            },
            Size::M,
            b"\x02\x04\x02?\x0477",
        ),
    ];
    for (payment, size, middle) in rows {
        assert_eq!(
            write(SCHEMA, &order(payment, size)).unwrap(),
            [FRONT, middle, BACK].concat()
        );
    }
}

#[test]
fn what_would_be_lost_or_has_no_place_is_told_beforehand() {
    let longs = r#"{"type":"array","items":"int"}"#;
    assert_eq!(
        write(longs, &vec![1_i64]).unwrap_err(),
        "the type cannot be written with this schema: \
         []: long for the writer, int for the reader"
    );
    assert!(
        write(r#""long""#, &Some(1_i64)).is_err(),
        "null has no place"
    );
    let fewer = SCHEMA.replace(r#"["L","M","S"]"#, r#"["L","M"],"default":"M""#);
    let error = write(&fewer, &order(Payment::Cash, Size::S)).unwrap_err();
    assert!(
        error.contains("Order.size: `S` would be written as the default symbol"),
        "{error}"
    );
    let schema = Schema::parse(&fewer).unwrap();
    let mut writer = DatumWriter::<Order>::with_losses(&schema, Losses::Accepted).unwrap();
    let written = writer.write(&order(Payment::Cash, Size::S)).unwrap();
    assert_eq!(written, [FRONT, b"\x02\x02", BACK].concat());
}

#[test]
fn blocks_say_how_many_bytes_they_take_where_that_is_asked_for() {
    let schema = Schema::parse(SCHEMA).unwrap();
    let mut writer = DatumWriter::<Order>::new(&schema)
        .unwrap()
        .with_block_sizes(true);
    let written = writer.write(&order(Payment::Cash, Size::M)).unwrap();
    let front = b"\x03\x1c\x02k\x00\0\0\0\0\0\0\xe0\x3f\x02n\x02\x00\x06EUR\x02\x0a";
    let back = b"\x03\x0e\x02\x02a\x03\x04bc\x00";
    assert_eq!(written, [&front[..], b"\x02\x02", back].concat());

    // Also where nothing is rewritten, in arrays of arrays, and for values.
    let own = Vec::<Vec<i32>>::schema().unwrap();
    let sized = b"\x01\x0a\x03\x04\x02\x04\x00\x00";
    let mut writer = DatumWriter::<Vec<Vec<i32>>>::new(&own)
        .unwrap()
        .with_block_sizes(true);
    assert_eq!(writer.write(&vec![vec![1, 2]]).unwrap(), sized);
    let mut writer = DatumWriter::<Value>::new(&own)
        .unwrap()
        .with_block_sizes(true);
    let row = Value::Array(vec![Value::Int(1), Value::Int(2)]);
    assert_eq!(writer.write(&Value::Array(vec![row])).unwrap(), sized);
    assert_eq!(
        to_vec(&vec![vec![1, 2]]).unwrap(),
        b"\x02\x04\x02\x04\x00\x00"
    );
}

#[test]
fn files_and_messages_are_written_with_a_given_schema_too() {
    let schema = Schema::parse(r#"["null","double"]"#).unwrap();
    let mut file = container::Writer::<f32>::builder(Vec::new())
        .schema(&schema)
        .build()
        .unwrap();
    file.append(&0.5_f32).unwrap();
    file.append(&2_i32).unwrap();
    let file = file.finish().unwrap();
    let read: Vec<_> = container::Reader::<Option<f64>>::new(&file[..])
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(read, [Some(0.5), Some(2.0)]);

    let mut messages = registry::Writer::<i32>::new(&schema, 1).unwrap();
    assert_eq!(
        messages.write(&1).unwrap(),
        b"\0\0\0\0\x01\x02\0\0\0\0\0\0\xf0\x3f"
    );
}
