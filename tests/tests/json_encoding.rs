//! The JSON encoding, both ways.

use avro_core::{DatumReader, DatumWriter, Schema, Value, json};
use avro_tests::cases::{self, Case};
use avro_tests::judge::{Difference, Judge, Verdict};
use avro_tests::text;

#[test]
fn a_value_is_written_as_json_and_read_from_it() {
    let mut judge = Judge::new("json-encoding");
    for case in cases::family("json-encoding") {
        judge.judge(&case, || {
            let schema = Schema::parse(case.text("schema"))
                .map_err(|error| Difference::new("no schema", error))?;
            match case.text("op") {
                "roundtrip" => {
                    if case.asks("write") {
                        write(&schema, &case)?;
                    }
                    if case.asks("read") {
                        read(&schema, &case)?;
                    }
                    Ok(())
                }
                "read" => read(&schema, &case),
                other => panic!("{}: operation {other}", case.id()),
            }
        });
    }
    judge.finish();
}

/// The value of the bytes is written as a text that stands for what the case's text does.
fn write(schema: &Schema, case: &Case) -> Verdict {
    let value = datum(schema, &case.bytes("hex"))?;
    let mut writer =
        json::Writer::<Value>::new(schema).map_err(|error| Difference::new("no writer", error))?;
    let written = writer
        .write(&value)
        .map_err(|error| Difference::new("is not written", error))?;
    let parse = |text| {
        text::parse(schema, text::Form::Json, text)
            .and_then(|value| text::print(schema, &value))
            .map_err(|misfit| Difference::new("a text that does not fit", misfit))
    };
    let (found, expected) = (parse(&written)?, parse(case.text("json"))?);
    if found == expected {
        return Ok(());
    }
    Err(Difference::new(written, case.text("json")))
}

fn read(schema: &Schema, case: &Case) -> Verdict {
    let reader =
        json::Reader::<Value>::new(schema).map_err(|error| Difference::new("no reader", error))?;
    let value = match reader.read(case.text("json")) {
        Err(_) if case.flag("error") => return Ok(()),
        Err(error) => return Err(Difference::new("refused", error)),
        Ok(value) if case.flag("error") => {
            return Err(Difference::new("a value", format!("{value:?}")));
        }
        Ok(value) => value,
    };
    let mut writer =
        DatumWriter::<Value>::new(schema).map_err(|error| Difference::new("no writer", error))?;
    let bytes = writer
        .write(&value)
        .map_err(|error| Difference::new("does not encode", error))?;
    if bytes == case.bytes("hex") {
        return Ok(());
    }
    Err(Difference::new(hex::encode(bytes), case.text("hex")))
}

fn datum(schema: &Schema, bytes: &[u8]) -> Result<Value, Difference> {
    let reader =
        DatumReader::<Value>::new(schema).map_err(|error| Difference::new("no reader", error))?;
    reader
        .read(bytes)
        .map_err(|error| Difference::new("does not decode", error))
}

/// Every value is written plainly as JSON, and one without unions is read from that again.
#[test]
fn plain_text_is_json() {
    for case in cases::family("binary") {
        let Ok(schema) = Schema::parse(case.text("schema")) else {
            continue;
        };
        let Ok(value) = datum(&schema, &case.bytes("hex")) else {
            continue;
        };
        let writer = json::Writer::<Value>::new(&schema).expect("a writer of values");
        let plain = writer
            .plain()
            .write(&value)
            .unwrap_or_else(|error| panic!("{}: {error}", case.id()));
        serde_json::from_str::<serde_json::Value>(&plain)
            .unwrap_or_else(|error| panic!("{}: {error} in {plain}", case.id()));
        let value = format!("{value:?}");
        // A decimal comes back in as few bytes as hold it.
        if value.contains("UnionValue") || case.text("schema").contains("decimal") {
            continue;
        }
        let reader = json::Reader::<Value>::new(&schema).expect("a reader of values");
        let back = reader
            .plain()
            .read(&plain)
            .unwrap_or_else(|error| panic!("{}: {error} in {plain}", case.id()));
        assert_eq!(format!("{back:?}"), value, "{}: {plain}", case.id());
    }
}
