//! The order of values, encoded and decoded.

use avro_core::{DatumReader, Schema, Value, order};
use avro_tests::cases::{self, Case};
use avro_tests::judge::{Difference, Judge, Verdict};

#[test]
fn datums_and_values_have_one_order() {
    let mut judge = Judge::new("sort-order");
    for case in cases::family("sort-order") {
        judge.judge(&case, || compare(&case));
    }
    judge.finish();
}

fn compare(case: &Case) -> Verdict {
    let schema =
        Schema::parse(case.text("schema")).map_err(|error| Difference::new("no schema", error))?;
    let (a, b) = (case.bytes("a"), case.bytes("b"));
    let reader =
        DatumReader::<Value>::new(&schema).map_err(|error| Difference::new("no reader", error))?;
    let decode = |bytes| {
        reader
            .read(bytes)
            .map_err(|error| Difference::new("does not decode", error))
    };
    let (first, second) = (decode(&a)?, decode(&b)?);
    let answers = [
        order::compare(&schema, &a, &b),
        order::compare_values(&schema, &first, &second),
    ];
    for answer in answers {
        match answer {
            Err(_) if case.flag("error") => {}
            Err(error) => return Err(Difference::new("refused", error)),
            Ok(order) if case.flag("error") => {
                return Err(Difference::new(format!("{order:?}"), "not comparable"));
            }
            Ok(order) => {
                let expected = case.get("cmp").and_then(serde_json::Value::as_i64);
                if Some(order as i64) != expected {
                    return Err(Difference::new(
                        format!("{order:?}"),
                        format!("{expected:?}"),
                    ));
                }
            }
        }
    }
    Ok(())
}
