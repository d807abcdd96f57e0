//! The binary encoding of values known only at run time.

use avro_core::{DatumReader, DatumWriter, Schema, Value};
use avro_tests::cases::{self, Case};
use avro_tests::judge::{Difference, Judge, Verdict};
use avro_tests::text::{self, Form};

#[test]
fn a_datum_decodes_to_its_value_and_a_value_encodes_to_its_datum() {
    let mut judge = Judge::new("binary");
    for case in cases::family("binary") {
        judge.judge(&case, || {
            let schema = Schema::parse(case.text("schema"))
                .map_err(|error| Difference::new("refused", error))?;
            if case.asks("decode") {
                decode(&schema, &case.bytes("hex"), &case)?;
            }
            if case.asks("encode") {
                encode(&schema, &case)?;
            }
            Ok(())
        });
    }
    judge.finish();
}

/// The whole of the bytes is the case's value: `read` refuses bytes behind a datum.
fn decode(schema: &Schema, bytes: &[u8], case: &Case) -> Verdict {
    let reader =
        DatumReader::<Value>::new(schema).map_err(|error| Difference::new("no reader", error))?;
    let value = reader
        .read(bytes)
        .map_err(|error| Difference::new("does not decode", error))?;
    text::expect(schema, &value, case.text("value"))
        .map_err(|misfit| Difference::new("another value", misfit))
}

fn encode(schema: &Schema, case: &Case) -> Verdict {
    let value = text::parse(schema, Form::Json, case.text("value"));
    let value = value.map_err(|misfit| Difference::new("a value that does not fit", misfit))?;
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
