//! Single-object encoding: a marker, the schema's fingerprint, a datum.

use avro_core::single_object::{SchemaStore, StoreReader};
use avro_core::{Schema, Value, single_object};
use avro_tests::cases::{self, Case};
use avro_tests::judge::{Difference, Judge, Verdict};
use avro_tests::text::{self, Form};

#[test]
fn a_message_carries_the_fingerprint_of_its_schema() {
    let mut judge = Judge::new("single-object");
    for case in cases::family("single-object") {
        match case.text("op") {
            "roundtrip" => judge.judge(&case, || roundtrip(&case)),
            "decode" => judge.judge(&case, || decode(&case)),
            other => panic!("{}: operation {other}", case.id()),
        }
    }
    judge.finish();
}

fn roundtrip(case: &Case) -> Verdict {
    let schema = parse(case.text("schema"))?;
    let value = text::parse(&schema, Form::Json, case.text("value"));
    let value = value.map_err(|misfit| Difference::new("a value that does not fit", misfit))?;
    let mut writer = single_object::Writer::<Value>::new(&schema)
        .map_err(|error| Difference::new("no writer", error))?;
    let message = writer
        .write(&value)
        .map_err(|error| Difference::new("does not encode", error))?;
    if message != case.bytes("hex") {
        return Err(Difference::new(hex::encode(message), case.text("hex")));
    }
    read(&schema, message, case)
}

fn decode(case: &Case) -> Verdict {
    let (reader, message) = (parse(case.text("reader"))?, case.bytes("hex"));
    let known = case.texts("known").into_iter().map(parse);
    let known = known.collect::<Result<Vec<_>, _>>()?;
    let read = match &known[..] {
        [] => read(&reader, &message, case),
        known => resolve(known, &reader, &message, case),
    };
    match read {
        Err(Difference { answer, .. }) if case.flag("error") && answer == "refused" => Ok(()),
        Ok(()) if case.flag("error") => Err(Difference::new("a value", "where an error belongs")),
        verdict => verdict,
    }
}

fn parse(text: &str) -> Result<Schema, Difference> {
    Schema::parse(text).map_err(|error| Difference::new("no schema", error))
}

fn read(schema: &Schema, message: &[u8], case: &Case) -> Verdict {
    let reader = single_object::Reader::<Value>::new(schema)
        .map_err(|error| Difference::new("no reader", error))?;
    let value = reader
        .read(message)
        .map_err(|error| Difference::new("refused", error))?;
    let store: SchemaStore = [schema].into_iter().collect();
    let from_store = StoreReader::<Value>::new(store)
        .read(message)
        .map_err(|error| Difference::new("refused", error))?;
    // Not `==`: a NaN is none.
    if format!("{from_store:?}") != format!("{value:?}") {
        return Err(Difference::new("another value from a store", from_store));
    }
    expect(schema, &value, case)
}

/// The message has one of the schemas that are known, and is read as another.
fn resolve(known: &[Schema], reader: &Schema, message: &[u8], case: &Case) -> Verdict {
    let store: SchemaStore = known.iter().collect();
    let writer = single_object::split(message)
        .ok()
        .and_then(|(found, _)| store.get(found));
    let from_store = StoreReader::<Value>::with_reader_schema(store, reader)
        .read(message)
        .map_err(|error| Difference::new("refused", error))?;
    let writer = writer.ok_or_else(|| Difference::new("a value of no known schema", ""))?;
    let value = single_object::Reader::<Value>::with_reader_schema(&writer, reader)
        .map_err(|error| Difference::new("no reader", error))?
        .read(message)
        .map_err(|error| Difference::new("refused", error))?;
    if format!("{from_store:?}") != format!("{value:?}") {
        return Err(Difference::new("another value from a store", from_store));
    }
    expect(reader, &value, case)
}

fn expect(schema: &Schema, value: &Value, case: &Case) -> Verdict {
    match case.optional_text("value") {
        Some(expected) => text::expect(schema, value, expected)
            .map_err(|misfit| Difference::new("another value", misfit)),
        None => Ok(()),
    }
}
