//! Data of one schema, read as another.

use avro_core::{DatumReader, Schema, Value};
use avro_model::can_read;
use avro_tests::cases::{self, Case};
use avro_tests::judge::{Difference, Judge, Verdict};
use avro_tests::text;

#[test]
fn a_datum_resolves_to_the_value_that_the_reader_has_for_it() {
    let mut judge = Judge::new("resolve");
    for case in cases::family("resolve") {
        judge.judge(&case, || resolve(&case));
    }
    judge.finish();
}

fn resolve(case: &Case) -> Verdict {
    let parse = |member| {
        Schema::parse(case.text(member)).map_err(|error| Difference::new("refused", error))
    };
    let (writer, reader) = (parse("writer")?, parse("reader")?);
    let read = DatumReader::<Value>::with_reader_schema(&writer, &reader)
        .map_err(|error| error.to_string())
        .and_then(|data| {
            data.read(&case.bytes("hex"))
                .map_err(|error| error.to_string())
        });
    match read {
        Ok(value) if case.flag("error") => Err(Difference::new(
            format!(
                "decodes to {}",
                text::print(&reader, &value).unwrap_or_default()
            ),
            "",
        )),
        Ok(value) => text::expect(&reader, &value, case.text("value"))
            .map_err(|misfit| Difference::new("another value", misfit)),
        Err(_) if case.flag("error") => {
            // What says that every value is read must not have said so of this one.
            assert!(
                can_read(&reader, &writer).is_err() || case.id().ends_with("skip-truncated"),
                "{}",
                case.id()
            );
            Ok(())
        }
        Err(error) => Err(Difference::new("an error", error)),
    }
}
