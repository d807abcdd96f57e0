//! What is written comes from the program itself, so no limits are given; but nothing may end it
//! either. An encoder goes 128 levels deep, and takes 1 MiB of the stack on the way.

use std::hint::black_box;

use avro_core::encoding::{Encoder, Limit};
use avro_core::order::{CompareError, CompareErrorKind, compare_values};
use avro_core::value::{RecordValue, UnionValue};
use avro_core::{
    AvroSchema, DatumWriter, EncodeError, EncodeErrorKind, Schema, Serde, Value, container,
    registry, single_object,
};
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// A level is a record, or the pointer to one.
#[derive(AvroSchema, serde::Serialize, Debug)]
struct Link {
    next: Option<Box<Link>>,
}

fn schema() -> Schema {
    Link::schema().expect("a schema")
}

/// A schema that a link is written with by a plan.
fn another() -> Schema {
    let text = r#"{"type": "record", "name": "Link", "fields": [
        {"name": "next", "type": ["Link", "null"]}, {"name": "more", "type": "int", "default": 0}]}"#;
    Schema::parse(text).expect("a schema")
}

fn pointers(levels: usize) -> Link {
    let none = Link { next: None };
    (0..levels).fold(none, |link, _| Link {
        next: Some(Box::new(link)),
    })
}

fn records(levels: usize) -> Link {
    pointers(levels - 1)
}

fn value(levels: usize) -> Value {
    let schema = schema();
    let link = |union| RecordValue::new(&schema, vec![Value::Union(union)]).expect("a link");
    let none = link(UnionValue::new(0, Value::Null));
    let value = (1..levels).fold(none, |inner, _| {
        link(UnionValue::new(1, Value::Record(inner)))
    });
    Value::Record(value)
}

/// Of the datum only whether there is one.
fn datum<T>(written: Result<T, EncodeError>) -> Result<(), EncodeErrorKind> {
    written.map(|_| ()).map_err(|error| error.kind().clone())
}

fn compared(found: Result<std::cmp::Ordering, CompareError>) -> Result<(), EncodeErrorKind> {
    match found.as_ref().map_err(CompareError::kind) {
        Ok(_) => Ok(()),
        Err(CompareErrorKind::Value(error)) => Err(error.kind().clone()),
        Err(error) => panic!("{error}"),
    }
}

type Write = fn(usize) -> Result<(), EncodeErrorKind>;

#[test]
fn a_value_is_written_as_deep_as_an_encoder_goes() {
    let rows: [(&str, Write); 9] = [
        ("static", |levels| {
            let mut writer = DatumWriter::<Link>::new(&schema()).expect("a writer");
            datum(writer.write(&pointers(levels)))
        }),
        ("static, by a plan", |levels| {
            let mut writer = DatumWriter::<Link>::new(&another()).expect("a writer");
            datum(writer.write(&pointers(levels)))
        }),
        ("value", |levels| {
            let mut writer = DatumWriter::<Value>::new(&schema()).expect("a writer");
            datum(writer.write(&value(levels)))
        }),
        ("serde", |levels| {
            let mut writer = DatumWriter::<Serde<Link>>::new(&schema()).expect("a writer");
            datum(writer.write(&Serde(records(levels))))
        }),
        ("serde, by a plan", |levels| {
            let mut writer = DatumWriter::<Serde<Link>>::new(&another()).expect("a writer");
            datum(writer.write(&Serde(records(levels))))
        }),
        ("file", |levels| {
            let writer = container::Writer::<Link>::builder(Vec::new()).build();
            let written = writer.expect("a writer").append(&pointers(levels));
            written.map_err(|error| match error.into_kind() {
                container::ContainerErrorKind::Encode(error) => error.kind().clone(),
                error => panic!("{error}"),
            })
        }),
        ("message", |levels| {
            let mut writer = single_object::Writer::<Link>::new(&schema()).expect("a writer");
            datum(writer.write(&pointers(levels)))
        }),
        ("registry", |levels| {
            let mut writer = registry::Writer::<Link>::new(&schema(), 7).expect("a writer");
            datum(writer.write(&pointers(levels)))
        }),
        ("values compared", |levels| {
            let value = value(levels);
            compared(compare_values(&schema(), &value, &value))
        }),
    ];
    for (path, write) in rows {
        match write(128) {
            Ok(()) => {}
            // What is written twice takes more of the stack, above all without optimisation.
            Err(EncodeErrorKind::LimitExceeded { which, .. }) if path == "static, by a plan" => {
                assert_eq!((which, write(64)), (Limit::Stack, Ok(())), "{path}");
            }
            Err(error) => panic!("{path}: {error}"),
        }
        let deeper = Err(EncodeErrorKind::TooDeep { levels: 128 });
        assert_eq!(write(129), deeper, "{path}");
        println!("{path:<20}128 levels");
    }
}

/// What takes much of the stack for each level of it.
struct Heavy(usize);

impl Serialize for Heavy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let weight = [0_u8; 32 << 10];
        black_box(&weight);
        let mut record = serializer.serialize_struct("Link", 1)?;
        record.serialize_field("next", &self.0.checked_sub(1).map(Heavy))?;
        record.end()
    }
}

fn heavy(encoder: &mut Encoder, levels: usize) -> Result<(), EncodeError> {
    let weight = [0_u8; 32 << 10];
    black_box(&weight);
    if levels > 0 {
        encoder.enter()?;
        heavy(encoder, levels - 1)?;
        encoder.leave();
    }
    Ok(())
}

#[test]
fn a_value_that_takes_the_stack_ends_before() {
    let rows: [(&str, Write); 2] = [
        // Every type that is written asks it for a level.
        ("encoder", |levels| {
            datum(heavy(&mut Encoder::new(), levels))
        }),
        ("serde", |levels| {
            let mut writer = DatumWriter::<Serde<Heavy>>::new(&schema()).expect("a writer");
            datum(writer.write(&Serde(Heavy(levels))))
        }),
    ];
    for (path, write) in rows {
        assert_eq!(write(8), Ok(()), "{path}");
        match write(120) {
            Err(EncodeErrorKind::TooDeep { levels: 16..=40 }) => {}
            other => panic!("{path}: {other:?}"),
        }
    }
}
