//! Generated types read what other schemas wrote: the cases that values are held to.

use std::collections::HashMap;

use avro_core::single_object::SchemaStore;
use avro_core::{DatumReader, Schema, Value, order};
use avro_tests::cases::{self, Case};
use avro_tests::judge::{Difference, Judge, Verdict};
use avro_tests::text;
use avro_tests_generated::{GENERATED, Generated, Reading, Recoded, held};

/// The generated type of a schema's text, if it became one.
fn of(text: &str) -> Option<(&'static Generated, Reading)> {
    let generated = GENERATED.iter().find(|known| known.text == text)?;
    Some((generated, generated.reading.expect("cases read it")))
}

fn parse(text: &str) -> Schema {
    Schema::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Holds what a type made of some bytes against the case's value.
fn expect(reader: &str, read: Recoded, case: &Case) -> Verdict {
    match read {
        Ok(bytes) if case.flag("error") => Err(Difference::new("decodes", hex::encode(bytes))),
        Err(_) if case.flag("error") => Ok(()),
        Err(error) => Err(Difference::new("an error", error)),
        Ok(bytes) => {
            let schema = parse(reader);
            let value = DatumReader::<Value>::new(&schema)
                .expect("a reader")
                .read(&bytes)
                .map_err(|error| Difference::new("not written as it should", error))?;
            match case.optional_text("value") {
                Some(expected) => text::expect(&schema, &value, expected)
                    .map_err(|misfit| Difference::new("another value", misfit)),
                None => Ok(()),
            }
        }
    }
}

#[test]
fn a_datum_resolves_to_the_value_that_the_type_has_for_it() {
    let mut judge = Judge::new("resolve");
    let mut judged = 0;
    for case in cases::family("resolve") {
        let reader = case.text("reader");
        let Some((_, reading)) = of(reader) else {
            judge.pending("its reader is no Rust type, see tests/types.rs");
            continue;
        };
        judged += 1;
        judge.judge(&case, || {
            let writer = parse(&held(case.text("writer")));
            let read = (reading.datum)(&writer, &case.bytes("hex"));
            expect(reader, read, &case)
        });
    }
    judge.finish();
    assert_eq!(judged, 122);
}

/// The same message with the fingerprint of the record that holds the schema.
fn addressed(message: &[u8], known: &[String]) -> Vec<u8> {
    let mut message = message.to_vec();
    for text in known {
        let own = parse(text).fingerprint().to_le_bytes();
        if let Some(place) = message.get_mut(2..10)
            && place == own
        {
            place.copy_from_slice(&parse(&held(text)).fingerprint().to_le_bytes());
            break;
        }
    }
    message
}

#[test]
fn a_message_is_read_by_the_type_whatever_its_schema() {
    let mut judge = Judge::new("single-object");
    let mut judged = 0;
    for case in cases::family("single-object") {
        let reader = case
            .optional_text("reader")
            .unwrap_or_else(|| case.text("schema"));
        let (_, reading) = of(reader).unwrap_or_else(|| panic!("{}", case.id()));
        judged += 1;
        judge.judge(&case, || {
            let known: Vec<String> = match case.get("known") {
                Some(_) if !case.texts("known").is_empty() => {
                    case.texts("known").into_iter().map(str::to_owned).collect()
                }
                _ => vec![reader.to_owned()],
            };
            let store = SchemaStore::new();
            for text in &known {
                store.add(&parse(&held(text)));
            }
            let message = addressed(&case.bytes("hex"), &known);
            expect(reader, (reading.message)(&store, &message), &case)
        });
    }
    judge.finish();
    assert_eq!(judged, 22);
}

#[test]
fn a_message_is_read_by_the_type_whatever_its_id() {
    let mut judge = Judge::new("confluent");
    let mut judged = 0;
    for case in cases::family("confluent") {
        let reader = case
            .optional_text("reader")
            .unwrap_or_else(|| case.text("schema"));
        let (_, reading) = of(reader).unwrap_or_else(|| panic!("{}", case.id()));
        judged += 1;
        judge.judge(&case, || {
            let mut schemas = HashMap::new();
            if let Some(members) = case.get("registry").and_then(serde_json::Value::as_object) {
                for (id, text) in members {
                    let text = text.as_str().expect("a text");
                    schemas.insert(id.parse().expect("an id"), parse(&held(text)));
                }
            } else {
                let id = u32::try_from(case.count("schema_id")).expect("four bytes");
                schemas.insert(id, parse(&held(reader)));
            }
            expect(
                reader,
                (reading.registered)(&schemas, &case.bytes("hex")),
                &case,
            )
        });
    }
    judge.finish();
    assert_eq!(judged, 20);
}

/// What the types write is ordered as what they read was.
#[test]
fn datums_that_types_have_written_have_the_same_order() {
    let mut judge = Judge::new("sort-order");
    let mut judged = 0;
    for case in cases::family("sort-order") {
        let (generated, _) = of(case.text("schema")).unwrap_or_else(|| panic!("{}", case.id()));
        judged += 1;
        judge.judge(&case, || {
            let again = |member| {
                (generated.recode)(&case.bytes(member))
                    .map_err(|error| Difference::new("does not decode", error))
            };
            let schema = parse(case.text("schema"));
            match order::compare(&schema, &again("a")?, &again("b")?) {
                Err(_) if case.flag("error") => Ok(()),
                Err(error) => Err(Difference::new("refused", error)),
                Ok(order) if Some(order as i64) == case.get("cmp").and_then(|cmp| cmp.as_i64()) => {
                    Ok(())
                }
                Ok(order) => Err(Difference::new(format!("{order:?}"), "")),
            }
        });
    }
    judge.finish();
    assert_eq!(judged, 43);
}
