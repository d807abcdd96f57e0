//! The framing of Kafka's schema registries: a zero byte, the schema's id, a datum.

use std::collections::HashMap;

use avro_core::{Schema, Value, registry};
use avro_tests::cases::{self, Case};
use avro_tests::judge::{Difference, Judge, Verdict};
use avro_tests::text::{self, Form};

#[test]
fn a_message_carries_the_id_of_its_schema() {
    let mut judge = Judge::new("confluent");
    for case in cases::family("confluent") {
        match case.text("op") {
            "roundtrip" => judge.judge(&case, || roundtrip(&case)),
            "decode" => judge.judge(&case, || decode(&case)),
            other => panic!("{}: operation {other}", case.id()),
        }
    }
    judge.finish();
}

fn registry(case: &Case) -> HashMap<u32, Schema> {
    let members = case.get("registry").and_then(serde_json::Value::as_object);
    let members = members.expect("a registry").iter();
    members
        .map(|(id, schema)| {
            let schema = parse(schema.as_str().expect("a text")).expect("a schema");
            (id.parse().expect("an id"), schema)
        })
        .collect()
}

fn parse(text: &str) -> Result<Schema, Difference> {
    Schema::parse(text).map_err(|error| Difference::new("no schema", error))
}

fn roundtrip(case: &Case) -> Verdict {
    let schema = parse(case.text("schema"))?;
    let id = u32::try_from(case.count("schema_id")).expect("four bytes");
    let value = text::parse(&schema, Form::Json, case.text("value"));
    let value = value.map_err(|misfit| Difference::new("a value that does not fit", misfit))?;
    let mut writer = registry::Writer::<Value>::new(&schema, id)
        .map_err(|error| Difference::new("no writer", error))?;
    let message = writer
        .write(&value)
        .map_err(|error| Difference::new("does not encode", error))?;
    if message != case.bytes("hex") {
        return Err(Difference::new(hex::encode(message), case.text("hex")));
    }
    read(
        &schema,
        HashMap::from([(id, schema.clone())]),
        message,
        case,
    )
}

fn decode(case: &Case) -> Verdict {
    let reader = parse(case.text("reader"))?;
    let verdict = read(&reader, registry(case), &case.bytes("hex"), case);
    match verdict {
        Err(Difference { answer, .. }) if case.flag("error") && answer == "refused" => Ok(()),
        Ok(()) if case.flag("error") => Err(Difference::new("a value", "where an error belongs")),
        verdict => verdict,
    }
}

fn read(schema: &Schema, registry: HashMap<u32, Schema>, message: &[u8], case: &Case) -> Verdict {
    let value = registry::Reader::<Value, _>::with_reader_schema(registry, schema)
        .read(message)
        .map_err(|error| Difference::new("refused", error))?;
    let (id, _) = registry::split(message).map_err(|error| Difference::new("refused", error))?;
    if case.get("schema_id").is_some() && u64::from(id) != case.count("schema_id") {
        return Err(Difference::new(id.to_string(), case.count("schema_id")));
    }
    match case.optional_text("value") {
        Some(expected) => text::expect(schema, &value, expected)
            .map_err(|misfit| Difference::new("another value", misfit)),
        None => Ok(()),
    }
}
