//! Bytes that are no datum.

use avro_core::{DatumReader, Schema, Value};
use avro_tests::cases;
use avro_tests::judge::{Difference, Judge};
use avro_tests::text;

#[test]
fn bytes_that_are_no_datum_are_refused() {
    let mut judge = Judge::new("malformed");
    for case in cases::family("malformed") {
        judge.judge(&case, || {
            assert!(
                case.flag("error"),
                "{}: this family knows no other answer",
                case.id()
            );
            let schema = Schema::parse(case.text("schema"))
                .map_err(|error| Difference::new("no schema", error))?;
            let reader = DatumReader::<Value>::new(&schema)
                .map_err(|error| Difference::new("no reader", error))?;
            match reader.read(&case.bytes("hex")) {
                Err(_) => Ok(()),
                Ok(value) => {
                    let value = text::print(&schema, &value).unwrap_or_else(|misfit| misfit);
                    Err(Difference::new(
                        format!("decodes to {value}"),
                        case.text("reason"),
                    ))
                }
            }
        });
    }
    judge.finish();
}
