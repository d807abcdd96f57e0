//! The ways to a value, each with limits.

use std::collections::HashMap;

use avro_core::container::{self, Blocks, Codec, ContainerError, ContainerErrorKind, Header};
use avro_core::encoding::Limit;
use avro_core::order::{Comparator, CompareError, CompareErrorKind};
use avro_core::single_object::{self, SchemaStore, StoreReader};
use avro_core::{
    AvroSchema, DatumReader, DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind, Limits,
    Schema, Serde, Value, json, registry,
};

use crate::subjects::Subject;

/// Why a value did not come through: the limit that it ran into, or another reason.
pub(crate) type Fault = Result<(Limit, u64), String>;

/// What came of a value, and how many bytes of input memory is granted for.
pub(crate) struct Run {
    pub(crate) sent: usize,
    pub(crate) outcome: Result<(), Fault>,
}

/// The limit that an error speaks of.
pub(crate) trait Exceeded: ToString {
    fn exceeded(&self) -> Option<(Limit, u64)>;
}

macro_rules! exceeded {
    ($($error:ty, |$it:ident| $what:expr, { $($kind:pat => $found:expr,)* };)*) => {$(
        impl Exceeded for $error {
            fn exceeded(&self) -> Option<(Limit, u64)> {
                let $it = self;
                match $what {
                    $($kind => $found,)*
                    _ => None,
                }
            }
        }
    )*};
}

exceeded! {
    DecodeError, |it| it.kind(), {
        DecodeErrorKind::LimitExceeded { which, limit } => Some((*which, *limit)),
    };
    EncodeError, |it| it.kind(), {
        EncodeErrorKind::LimitExceeded { which, limit } => Some((*which, *limit)),
        EncodeErrorKind::TooDeep { levels } => Some((Limit::Depth, (*levels).into())),
    };
    json::ReadError, |it| it.kind(), {
        json::ReadErrorKind::LimitExceeded { which, limit } => Some((*which, *limit)),
    };
    single_object::MessageError, |it| it, {
        single_object::MessageError::Decode(error) => error.exceeded(),
    };
    registry::MessageError, |it| it, {
        registry::MessageError::Decode(error) => error.exceeded(),
    };
    CompareError, |it| it.kind(), {
        CompareErrorKind::First(error) | CompareErrorKind::Second(error) => error.exceeded(),
        CompareErrorKind::Value(error) => error.exceeded(),
    };
    // A file's own limits have kinds of their own, which know what was too large.
    ContainerError, |it| it.kind(), {
        ContainerErrorKind::Decode(error) => error.exceeded(),
        ContainerErrorKind::HeaderTooLarge { limit } => Some((Limit::Header, *limit as u64)),
        ContainerErrorKind::TooManyEmptyRecords { limit } => {
            Some((Limit::EmptyValues, *limit as u64))
        },
        ContainerErrorKind::Codec(container::CodecError::TooLarge { limit }) => {
            Some((Limit::Block, *limit as u64))
        },
    };
}

fn run<T, E: Exceeded>(sent: usize, outcome: Result<T, E>) -> Run {
    let fault = |error: E| error.exceeded().ok_or_else(|| error.to_string());
    Run {
        sent,
        outcome: outcome.map(|_| ()).map_err(fault),
    }
}

fn schema<T: AvroSchema>() -> Schema {
    T::schema().expect("a schema")
}

fn own<S: Subject>() -> (Schema, Vec<u8>) {
    let datum = avro_core::to_vec(&S::value()).expect("it is encoded");
    (schema::<S::Own>(), datum)
}

/// The datum of a record that lacks what others hold.
const LESS: [u8; 1] = [2];

/// Reads the datum by `reader`.
fn read<'de, T: avro_core::datum::FromDatum<'de>>(
    reader: &'de DatumReader<T>,
    datum: &'de [u8],
) -> Run {
    run(datum.len(), reader.read(datum))
}

macro_rules! paths {
    ($($(#[$doc:meta])* fn $name:ident<$s:ident>($limits:ident) $body:block)*) => {$(
        $(#[$doc])*
        pub(crate) fn $name<$s: Subject>($limits: &Limits) -> Run $body
    )*};
}

paths! {
    fn static_type<S>(limits) {
        let (schema, datum) = own::<S>();
        read(&DatumReader::<S::Own>::new(&schema).unwrap().with_limits(limits.clone()), &datum)
    }

    fn static_into<S>(limits) {
        let (schema, datum) = own::<S>();
        let reader = DatumReader::<S::Own>::new(&schema).unwrap().with_limits(limits.clone());
        run(datum.len(), reader.read_into(&mut S::Own::default(), &datum))
    }

    fn static_plan<S>(limits) {
        let (schema, datum) = own::<S>();
        read(&DatumReader::<S::Evolved>::new(&schema).unwrap().with_limits(limits.clone()), &datum)
    }

    fn static_plan_into<S>(limits) {
        let (schema, datum) = own::<S>();
        let reader = DatumReader::<S::Evolved>::new(&schema).unwrap().with_limits(limits.clone());
        run(datum.len(), reader.read_into(&mut S::Evolved::default(), &datum))
    }

    fn static_skip<S>(limits) {
        let (schema, datum) = own::<S>();
        read(&DatumReader::<S::Less>::new(&schema).unwrap().with_limits(limits.clone()), &datum)
    }

    fn static_default<S>(limits) {
        read(&DatumReader::<S::More>::new(&schema::<S::Less>()).unwrap().with_limits(limits.clone()), &LESS)
    }

    fn static_default_into<S>(limits) {
        let reader = DatumReader::<S::More>::new(&schema::<S::Less>()).unwrap();
        run(1, reader.with_limits(limits.clone()).read_into(&mut S::More::default(), &LESS))
    }

    fn value<S>(limits) {
        let (schema, datum) = own::<S>();
        read(&DatumReader::<Value>::new(&schema).unwrap().with_limits(limits.clone()), &datum)
    }

    fn value_plan<S>(limits) {
        let (writer, datum) = own::<S>();
        let reader = DatumReader::<Value>::with_reader_schema(&writer, &schema::<S::Evolved>());
        read(&reader.unwrap().with_limits(limits.clone()), &datum)
    }

    fn value_skip<S>(limits) {
        let (writer, datum) = own::<S>();
        let reader = DatumReader::<Value>::with_reader_schema(&writer, &schema::<S::Less>());
        read(&reader.unwrap().with_limits(limits.clone()), &datum)
    }

    fn value_default<S>(limits) {
        let reader = DatumReader::<Value>::with_reader_schema(&schema::<S::Less>(), &schema::<S::More>());
        read(&reader.unwrap().with_limits(limits.clone()), &LESS)
    }

    fn serde<S>(limits) {
        let (schema, datum) = own::<S>();
        read(&DatumReader::<Serde<S::Own>>::new(&schema).unwrap().with_limits(limits.clone()), &datum)
    }

    fn serde_fields<S>(limits) {
        let (schema, datum) = own::<S>();
        read(&DatumReader::<Serde<S::Fields>>::new(&schema).unwrap().with_limits(limits.clone()), &datum)
    }

    fn serde_plan<S>(limits) {
        let (writer, datum) = own::<S>();
        let reader = DatumReader::<Serde<S::Evolved>>::with_reader_schema(&writer, &schema::<S::Evolved>());
        read(&reader.unwrap().with_limits(limits.clone()), &datum)
    }

    fn serde_ignore<S>(limits) {
        let (schema, datum) = own::<S>();
        read(&DatumReader::<Serde<S::Less>>::new(&schema).unwrap().with_limits(limits.clone()), &datum)
    }

    fn serde_ignore_plan<S>(limits) {
        let (writer, datum) = own::<S>();
        let reader = DatumReader::<Serde<S::Less>>::with_reader_schema(&writer, &schema::<S::Evolved>());
        read(&reader.unwrap().with_limits(limits.clone()), &datum)
    }

    fn serde_skip<S>(limits) {
        let (writer, datum) = own::<S>();
        let reader = DatumReader::<Serde<S::Less>>::with_reader_schema(&writer, &schema::<S::Less>());
        read(&reader.unwrap().with_limits(limits.clone()), &datum)
    }

    fn serde_default<S>(limits) {
        let reader = DatumReader::<Serde<S::More>>::with_reader_schema(&schema::<S::Less>(), &schema::<S::More>());
        read(&reader.unwrap().with_limits(limits.clone()), &LESS)
    }

    fn serde_ignore_default<S>(limits) {
        let reader = DatumReader::<Serde<S::Less>>::with_reader_schema(&schema::<S::Less>(), &schema::<S::More>());
        read(&reader.unwrap().with_limits(limits.clone()), &LESS)
    }

    fn json_static<S>(limits) {
        from_json(json::Reader::<S::Own>::new(&schema::<S::Own>()).unwrap(), limits, text::<S>())
    }

    fn json_static_plan<S>(limits) {
        from_json(json::Reader::<S::Evolved>::new(&schema::<S::Own>()).unwrap(), limits, text::<S>())
    }

    fn json_static_skip<S>(limits) {
        from_json(json::Reader::<S::Less>::new(&schema::<S::Own>()).unwrap(), limits, text::<S>())
    }

    fn json_value<S>(limits) {
        from_json(json::Reader::<Value>::new(&schema::<S::Own>()).unwrap(), limits, text::<S>())
    }

    fn json_value_plan<S>(limits) {
        let reader = json::Reader::<Value>::with_reader_schema(&schema::<S::Own>(), &schema::<S::Evolved>());
        from_json(reader.unwrap(), limits, text::<S>())
    }

    fn json_serde<S>(limits) {
        from_json(json::Reader::<Serde<S::Own>>::new(&schema::<S::Own>()).unwrap(), limits, text::<S>())
    }

    fn json_unknown<S>(limits) {
        from_json(json::Reader::<S::Less>::new(&schema::<S::Less>()).unwrap(), limits, text::<S>())
    }

    fn plain_static<S>(limits) {
        from_json(json::Reader::<S::Own>::new(&schema::<S::Own>()).unwrap().plain(), limits, plain::<S>())
    }

    fn plain_value<S>(limits) {
        from_json(json::Reader::<Value>::new(&schema::<S::Own>()).unwrap().plain(), limits, plain::<S>())
    }

    fn plain_serde<S>(limits) {
        from_json(json::Reader::<Serde<S::Own>>::new(&schema::<S::Own>()).unwrap().plain(), limits, plain::<S>())
    }

    fn plain_unknown<S>(limits) {
        from_json(json::Reader::<S::Less>::new(&schema::<S::Less>()).unwrap().plain(), limits, plain::<S>())
    }

    fn json_default<S>(limits) {
        from_json(json::Reader::<S::More>::new(&schema::<S::Less>()).unwrap(), limits, r#"{"n":1}"#.into())
    }

    fn plain_default<S>(limits) {
        from_json(json::Reader::<S::More>::new(&schema::<S::More>()).unwrap().plain(), limits, r#"{"n":1}"#.into())
    }

    fn plain_value_default<S>(limits) {
        from_json(json::Reader::<Value>::new(&schema::<S::More>()).unwrap().plain(), limits, r#"{"n":1}"#.into())
    }

    fn to_json_static<S>(limits) {
        to_json::<S, _>(|schema| json::Writer::new(schema).unwrap(), limits, &S::value())
    }

    fn to_json_value<S>(limits) {
        let value = Value::of(&S::value()).unwrap();
        to_json::<S, _>(|schema| json::Writer::new(schema).unwrap(), limits, &value)
    }

    fn to_json_serde<S>(limits) {
        to_json::<S, _>(|schema| json::Writer::new(schema).unwrap(), limits, &Serde(S::value()))
    }

    fn to_plain_static<S>(limits) {
        to_json::<S, _>(|schema| json::Writer::new(schema).unwrap().plain(), limits, &S::value())
    }

    fn to_plain_value<S>(limits) {
        let value = Value::of(&S::value()).unwrap();
        to_json::<S, _>(|schema| json::Writer::new(schema).unwrap().plain(), limits, &value)
    }

    fn file_static<S>(limits) {
        of_file::<S, _, _>(container::Reader::<S::Own>::builder().limits(limits.clone()).read(&file::<S>()[..]))
    }

    fn file_static_into<S>(limits) {
        let file = file::<S>();
        let read = container::Reader::<S::Own>::builder().limits(limits.clone()).read(&file[..])
            .and_then(|mut reader| reader.next_into(&mut S::Own::default()));
        run(own::<S>().1.len(), read)
    }

    fn file_static_plan<S>(limits) {
        of_file::<S, _, _>(container::Reader::<S::Evolved>::builder().limits(limits.clone()).read(&file::<S>()[..]))
    }

    fn file_static_skip<S>(limits) {
        of_file::<S, _, _>(container::Reader::<S::Less>::builder().limits(limits.clone()).read(&file::<S>()[..]))
    }

    fn file_value<S>(limits) {
        of_file::<S, _, _>(container::Reader::<Value>::builder().limits(limits.clone()).read(&file::<S>()[..]))
    }

    fn file_value_plan<S>(limits) {
        let file = file::<S>();
        let reader = schema::<S::Evolved>();
        of_file::<S, _, _>(container::Reader::<Value>::builder().limits(limits.clone()).reader_schema(&reader).read(&file[..]))
    }

    fn file_serde<S>(limits) {
        of_file::<S, _, _>(container::Reader::<Serde<S::Own>>::builder().limits(limits.clone()).read(&file::<S>()[..]))
    }

    fn rows<S>(limits) {
        let file = file::<S>();
        let read = || -> Result<(), ContainerError> {
            let mut blocks = Blocks::builder().limits(limits.clone()).read(&file[..])?;
            while let Some(block) = blocks.next()? {
                for row in block.rows::<S::Own>()? {
                    row?;
                }
            }
            Ok(())
        };
        run(own::<S>().1.len(), read())
    }

    fn rows_plan_into<S>(limits) {
        let file = file::<S>();
        let read = || -> Result<(), ContainerError> {
            let mut blocks = Blocks::builder().limits(limits.clone()).read(&file[..])?;
            let mut row = S::Evolved::default();
            while let Some(block) = blocks.next()? {
                let mut rows = block.rows::<S::Evolved>()?;
                while rows.next_into(&mut row)? {}
            }
            Ok(())
        };
        run(own::<S>().1.len(), read())
    }

    fn file_compressed<S>(limits) {
        let mut writer = container::Writer::<S::Own>::builder(Vec::new())
            .codec(Codec::deflate())
            .build()
            .unwrap();
        writer.append(&S::value()).unwrap();
        let file = writer.finish().unwrap();
        let reader = container::Reader::<S::Own>::builder().limits(limits.clone()).read(&file[..]);
        let read = reader.and_then(|mut reader| reader.try_for_each(|record| record.map(|_| ())));
        run(payload(&file), read)
    }

    fn message_static<S>(limits) {
        let (schema, datum) = own::<S>();
        let reader = single_object::Reader::<S::Evolved>::new(&schema).unwrap();
        run(datum.len(), reader.with_limits(limits.clone()).read(&message::<S>()))
    }

    fn message_value<S>(limits) {
        let (schema, datum) = own::<S>();
        let reader = single_object::Reader::<Value>::new(&schema).unwrap();
        run(datum.len(), reader.with_limits(limits.clone()).read(&message::<S>()))
    }

    fn message_value_plan<S>(limits) {
        let (writer, datum) = own::<S>();
        let reader = single_object::Reader::<Value>::with_reader_schema(&writer, &schema::<S::Evolved>());
        run(datum.len(), reader.unwrap().with_limits(limits.clone()).read(&message::<S>()))
    }

    fn store_static<S>(limits) {
        let (schema, datum) = own::<S>();
        let store: SchemaStore = [&schema].into_iter().collect();
        let reader = StoreReader::<S::Evolved>::new(store).with_limits(limits.clone());
        run(datum.len(), reader.read(&message::<S>()))
    }

    fn store_static_into<S>(limits) {
        let (schema, datum) = own::<S>();
        let store: SchemaStore = [&schema].into_iter().collect();
        let reader = StoreReader::<S::Own>::new(store).with_limits(limits.clone());
        run(datum.len(), reader.read_into(&mut S::Own::default(), &message::<S>()))
    }

    fn store_value_plan<S>(limits) {
        let (writer, datum) = own::<S>();
        let store: SchemaStore = [&writer].into_iter().collect();
        let reader = StoreReader::<Value>::with_reader_schema(store, &schema::<S::Evolved>());
        run(datum.len(), reader.with_limits(limits.clone()).read(&message::<S>()))
    }

    fn registry_static<S>(limits) {
        let (schema, datum) = own::<S>();
        let reader = registry::Reader::<S::Evolved, _>::new(HashMap::from([(7, schema)]));
        run(datum.len(), reader.with_limits(limits.clone()).read(&registered::<S>()))
    }

    fn registry_static_into<S>(limits) {
        let (schema, datum) = own::<S>();
        let reader = registry::Reader::<S::Own, _>::new(HashMap::from([(7, schema)]));
        let reader = reader.with_limits(limits.clone());
        run(datum.len(), reader.read_into(&mut S::Own::default(), &registered::<S>()))
    }

    fn registry_value_plan<S>(limits) {
        let (writer, datum) = own::<S>();
        let schemas = HashMap::from([(7, writer)]);
        let reader = registry::Reader::<Value, _>::with_reader_schema(schemas, &schema::<S::Evolved>());
        run(datum.len(), reader.with_limits(limits.clone()).read(&registered::<S>()))
    }

    fn compared<S>(limits) {
        let (schema, datum) = own::<S>();
        let comparator = Comparator::new(&schema).with_limits(limits.clone());
        run(datum.len(), comparator.compare(&datum, &datum))
    }

    fn compared_ignored<S>(limits) {
        let (schema, datum) = own::<S>();
        let mut schema: serde_json::Value = serde_json::from_str(&schema.to_json()).unwrap();
        schema["fields"][1]["order"] = "ignore".into();
        let comparator = Comparator::new(&Schema::parse(&schema.to_string()).unwrap());
        run(datum.len(), comparator.with_limits(limits.clone()).compare(&datum, &datum))
    }
}

fn text<S: Subject>() -> String {
    json::to_string(&S::value()).expect("a text")
}

fn plain<S: Subject>() -> String {
    json::to_plain_string(&S::value()).expect("a text")
}

fn from_json<T: for<'de> avro_core::datum::FromDatum<'de>>(
    reader: json::Reader<T>,
    limits: &Limits,
    text: String,
) -> Run {
    run(text.len(), reader.with_limits(limits.clone()).read(&text))
}

fn to_json<S: Subject, T: avro_core::datum::Writable>(
    writer: impl FnOnce(&Schema) -> json::Writer<T>,
    limits: &Limits,
    value: &T,
) -> Run {
    let (schema, datum) = own::<S>();
    run(
        datum.len(),
        writer(&schema).with_limits(limits.clone()).write(value),
    )
}

/// Reads the records of a file, of which none takes a byte.
pub(crate) fn empty_records(limits: &Limits) -> Run {
    let mut writer = container::Writer::<()>::builder(Vec::new())
        .build()
        .expect("a writer");
    for _ in 0..4 {
        writer.append(&()).expect("a record");
    }
    let file = writer.finish().expect("a file");
    let reader = container::Reader::<()>::builder()
        .limits(limits.clone())
        .read(&file[..]);
    let read = reader.and_then(|mut reader| reader.try_for_each(|record| record));
    run(0, read)
}

/// A file of one block of one record, which is not compressed.
pub(crate) fn file<S: Subject>() -> Vec<u8> {
    let mut writer = container::Writer::<S::Own>::builder(Vec::new())
        .codec(Codec::Null)
        .build()
        .expect("a writer");
    writer.append(&S::value()).expect("a record");
    writer.finish().expect("a file")
}

/// How many bytes the only record of a file takes, as it was compressed: what is left of the
/// block without its count of one, its size and the sync marker.
fn payload(file: &[u8]) -> usize {
    let header = Header::parse(file, container::DEFAULT_MAX_HEADER);
    let (_, block) = header.expect("a header");
    let behind_count = file.len() - block - 1 - 16;
    match behind_count - 1 {
        size @ ..64 => size,
        size => size - 1,
    }
}

fn of_file<S: Subject, T, R>(reader: Result<container::Reader<T, R>, ContainerError>) -> Run
where
    container::Reader<T, R>: Iterator<Item = Result<T, ContainerError>>,
{
    let read = reader.and_then(|mut reader| reader.try_for_each(|record| record.map(|_| ())));
    run(own::<S>().1.len(), read)
}

fn message<S: Subject>() -> Vec<u8> {
    single_object::to_vec(&S::value()).expect("a message")
}

fn registered<S: Subject>() -> Vec<u8> {
    let mut writer = registry::Writer::<S::Own>::new(&schema::<S::Own>(), 7).expect("a writer");
    writer.write(&S::value()).expect("a message").to_vec()
}
