//! Types read what other schemas wrote: the same bytes, by name.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use avro_core::container;
use avro_core::encoding::Decoder;
use avro_core::schema::TypeBuilder;
use avro_core::shape::Kinds;
use avro_core::{
    AvroAs, AvroSchema, Convert, DatumReader, Decode, DecodeError, Limits, NodeId, Schema,
};

/// The value of a type in a datum of the writer's schema; read into `old` it is the same.
fn read<T>(writer: &str, datum: &[u8], mut old: T) -> Result<T, String>
where
    T: for<'de> Decode<'de> + PartialEq + std::fmt::Debug,
{
    let writer = Schema::parse(writer).expect(writer);
    let reader = DatumReader::<T>::new(&writer).map_err(|error| error.to_string())?;
    let value = reader.read(datum).map_err(|error| error.to_string());
    let into = reader.read_into(&mut old, datum);
    assert_eq!(value.is_ok(), into.is_ok(), "{value:?}");
    if let Ok(value) = &value {
        assert_eq!(value, &old, "read into a value that exists");
    }
    value
}

#[derive(AvroSchema, Clone, Debug, Default, PartialEq)]
struct Point {
    x: f64,
    #[avro(default = 0.5, alias = "why")]
    y: f64,
    #[avro(default = r#"["a", "b"]"#)]
    tags: Vec<String>,
    #[avro(default = "null")]
    note: Option<String>,
}

#[test]
fn fields_are_found_by_name_promoted_skipped_and_filled() {
    let point = read(
        r#"{"type":"record","name":"Point","fields":[
            {"name":"note","type":["null","string"]},
            {"name":"gone","type":{"type":"map","values":"bytes"}},
            {"name":"x","type":"int"},
            {"name":"why","type":"float"},
            {"name":"end","type":"long"}]}"#,
        b"\x02\x04hi\x02\x02k\x02v\x00\x06\x00\x00\x80\x3f\x02",
        Point::default(),
    );
    assert_eq!(
        point,
        Ok(Point {
            x: 3.0,
            y: 1.0,
            tags: vec!["a".into(), "b".into()],
            note: Some("hi".into()),
        })
    );
}

#[test]
fn a_struct_of_a_few_fields_is_a_projection() {
    #[derive(AvroSchema, Debug, Default, PartialEq)]
    #[avro(name = "Wide")]
    struct Narrow {
        b: i64,
    }
    let wide = r#"{"type":"record","name":"Wide","fields":[
        {"name":"a","type":"string"},
        {"name":"b","type":"int"},
        {"name":"c","type":["null",{"type":"array","items":"Wide"}]}]}"#;
    let datum = b"\x02a\x08\x02\x02\x02z\x02\x00\x00";
    assert_eq!(read(wide, datum, Narrow { b: 9 }), Ok(Narrow { b: 4 }));
    assert_eq!(
        read(wide, &datum[..9], Narrow::default()).unwrap_err(),
        "at byte 9: the input ends inside a value"
    );
}

#[derive(AvroSchema, Clone, Copy, Debug, PartialEq)]
enum Colour {
    Red,
    Green,
    #[avro(default)]
    Other,
}

#[derive(AvroSchema, Clone, Copy, Debug, PartialEq)]
#[avro(name = "Colour")]
enum Strict {
    Red,
    Green,
}

#[test]
fn symbols_are_found_by_name_and_those_not_known_are_the_default() {
    let writer = r#"{"type":"enum","name":"Colour","symbols":["Blue","Green","Red"]}"#;
    for (byte, colour) in [(0, Colour::Other), (2, Colour::Green), (4, Colour::Red)] {
        assert_eq!(read(writer, &[byte], Colour::Other), Ok(colour));
    }
    assert_eq!(read(writer, &[4], Strict::Green), Ok(Strict::Red));
    assert_eq!(
        read(writer, &[0], Strict::Green).unwrap_err(),
        "at byte 1: the reader's enum lacks the writer's symbol \"Blue\""
    );
    assert!(read(writer, &[6], Colour::Red).is_err());
}

#[derive(AvroSchema, Clone, Debug, PartialEq)]
struct Email {
    address: String,
    #[avro(default = true)]
    verified: bool,
}

#[derive(AvroSchema, Clone, Debug, PartialEq)]
enum Contact {
    Email(Email),
    Phone(String),
    Number(i64),
    Post {
        street: String,
        #[avro(default = 7)]
        floor: i32,
    },
    Nobody,
}

#[test]
fn unions_match_by_name_whatever_the_order() {
    let writer = r#"["null","int",
        {"type":"record","name":"Post","fields":[{"name":"street","type":"string"}]},
        {"type":"record","name":"Email","fields":[{"name":"address","type":"string"}]},
        "string","boolean"]"#;
    let post = Contact::Post {
        street: "Elm".into(),
        floor: 7,
    };
    let email = Contact::Email(Email {
        address: "a@b".into(),
        verified: true,
    });
    let rows: [(&[u8], Contact); 5] = [
        (b"\x00", Contact::Nobody),
        (b"\x02\x0a", Contact::Number(5)),
        (b"\x04\x06Elm", post.clone()),
        (b"\x06\x06a@b", email.clone()),
        (b"\x08\x021", Contact::Phone("1".into())),
    ];
    for (datum, contact) in rows {
        for old in [&post, &email, &Contact::Nobody] {
            assert_eq!(read(writer, datum, old.clone()), Ok(contact.clone()));
        }
    }
    let error = read(writer, b"\x0a\x01", Contact::Nobody).unwrap_err();
    assert!(error.contains("boolean"), "{error}");
}

#[test]
fn plain_types_become_branches_and_branches_plain_types() {
    assert_eq!(read(r#""int""#, b"\x06", None), Ok(Some(3_i64)));
    assert_eq!(read(r#""null""#, b"", Some(3_i64)), Ok(None));
    assert_eq!(read(r#"["string","int"]"#, b"\x02\x06", 0_i64), Ok(3));
    assert_eq!(
        read(r#"["null","float"]"#, b"\x02\0\0\0\x3f", 0.0),
        Ok(0.5_f64)
    );
    assert!(read(r#"["null","int"]"#, b"\x00", 0_i64).is_err());
    assert_eq!(
        read(r#""string""#, b"\x02a", Contact::Nobody),
        Ok(Contact::Phone("a".into()))
    );
}

#[test]
fn items_and_values_are_promoted() {
    assert_eq!(
        read(
            r#"{"type":"array","items":"int"}"#,
            b"\x04\x02\x04\x00",
            vec![9_i64; 3]
        ),
        Ok(vec![1, 2])
    );
    assert_eq!(
        read(
            r#"{"type":"map","values":["null","int"]}"#,
            b"\x04\x02a\x02\x02\x02b\x00\x00",
            BTreeMap::from([("z".to_owned(), Some(1.5_f32))])
        ),
        Ok(BTreeMap::from([
            ("a".to_owned(), Some(1.0)),
            ("b".to_owned(), None)
        ]))
    );
    assert_eq!(
        read(r#""int""#, b"\x80\x80\x80\x80\x20", 0_i64).unwrap_err(),
        "at byte 0: 4294967296 is not an int"
    );
}

#[derive(AvroSchema, Clone, Debug, PartialEq)]
struct Tree {
    value: i64,
    kids: Vec<Tree>,
    #[avro(default = "null")]
    next: Option<Box<Tree>>,
}

#[test]
fn recursive_types_are_read_by_plans_of_a_fixed_size() {
    let writer = r#"{"type":"record","name":"Tree","fields":[
        {"name":"kids","type":{"type":"array","items":"Tree"}},
        {"name":"value","type":"int"}]}"#;
    let leaf = |value| Tree {
        value,
        kids: vec![],
        next: None,
    };
    let tree = Tree {
        kids: vec![leaf(1), leaf(2)],
        ..leaf(3)
    };
    assert_eq!(
        read(writer, b"\x04\x00\x02\x00\x04\x00\x06", leaf(9)),
        Ok(tree)
    );

    let deep = [vec![2; 1000], vec![0; 1], vec![2, 0]].concat();
    let error = read(writer, &deep, leaf(9)).unwrap_err();
    assert!(error.contains("limit of 128 on depth"), "{error}");
}

#[test]
fn what_is_borrowed_is_borrowed_from_the_bytes_and_defaults_from_the_plan() {
    #[derive(AvroSchema, Debug, PartialEq)]
    struct Row<'a> {
        name: &'a str,
        #[avro(default = r#""none""#)]
        note: Cow<'a, str>,
        data: &'a [u8],
    }
    let writer = Schema::parse(
        r#"{"type":"record","name":"Row","fields":[
            {"name":"data","type":"string"},{"name":"name","type":"bytes"}]}"#,
    )
    .unwrap();
    let reader = DatumReader::<Row<'_>>::new(&writer).unwrap();
    for name in [*b"\x02d\x02n", *b"\x02d\x02m"] {
        let row = reader.read(&name).unwrap();
        assert_eq!(row.name.as_bytes(), &name[3..]);
        assert!(matches!(row.note, Cow::Borrowed("none")));
        assert_eq!(row.data, b"d");
    }
    assert!(reader.read(b"\x02d\x02\xff").is_err(), "not UTF-8");
}

#[test]
fn conversions_and_newtypes_are_promoted_too() {
    enum Doubled {}

    impl Convert<u64> for Doubled {
        type Avro = i64;
        type Error = std::num::TryFromIntError;

        fn to_avro(value: &u64) -> Result<i64, Self::Error> {
            i64::try_from(*value / 2)
        }

        fn from_avro(avro: i64) -> Result<u64, Self::Error> {
            Ok(u64::try_from(avro)? * 2)
        }
    }

    #[derive(AvroSchema, Debug, Default, PartialEq)]
    struct Metres(f64);

    #[derive(AvroSchema, Debug, Default, PartialEq)]
    #[avro(name = "R")]
    struct Converted {
        #[avro(with = Doubled)]
        a: u64,
        #[avro(with = Vec<Doubled>)]
        b: Vec<u64>,
        c: Metres,
        #[avro(type = "timestamp_ms")]
        d: i64,
        #[avro(with = Option<Doubled>)]
        e: Option<u64>,
    }
    let converted = Converted {
        a: 2,
        b: vec![4],
        c: Metres(3.0),
        d: 5,
        e: Some(12),
    };
    assert_eq!(
        read(
            r#"{"type":"record","name":"R","fields":[
                {"name":"e","type":"int"},{"name":"d","type":"int"},{"name":"c","type":"long"},
                {"name":"b","type":{"type":"array","items":"int"}},{"name":"a","type":"int"}]}"#,
            b"\x0c\x0a\x06\x02\x04\x00\x02",
            Converted::default()
        ),
        Ok(converted)
    );
}

#[test]
fn errors_name_the_field() {
    let writer = r#"{"type":"record","name":"Point","fields":[
        {"name":"tags","type":{"type":"array","items":["string","null"]}},
        {"name":"x","type":"long"}]}"#;
    assert_eq!(
        read(writer, b"\x04\x00\x02a\x02\x00\x00", Point::default()).unwrap_err(),
        "tags[1] at byte 5: Point.tags[]: null for the writer, string for the reader",
    );
    let error = DatumReader::<Point>::new(
        &Schema::parse(r#"{"type":"record","name":"Point","fields":[]}"#).unwrap(),
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the data's schema cannot be read as the reader's: \
         Point.x (the writer's Point): the writer has no such field, and it has no default"
    );
}

#[test]
fn defaults_count_against_the_limits() {
    #[derive(AvroSchema, Debug)]
    #[avro(name = "Filled")]
    struct Filled {
        #[avro(default = r#""0123456789012345678901234567890123456789""#)]
        text: String,
    }
    let writer =
        Schema::parse(r#"{"type":"array","items":{"type":"record","name":"Filled","fields":[]}}"#)
            .unwrap();
    let reader = DatumReader::<Vec<Filled>>::new(&writer).unwrap();
    let strict = reader
        .clone()
        .with_limits(Limits::default().with_memory(1000));
    assert_eq!(reader.read(b"\x50\x00").unwrap().len(), 40);
    assert!(strict.read(b"\x50\x00").is_err(), "forty times forty bytes");
    let strict = reader.with_limits(Limits::default().with_empty_values(39));
    assert!(
        strict.read(b"\x50\x00").is_err(),
        "forty values of no bytes"
    );
}

#[test]
fn files_and_their_rows_are_read_with_another_schema() {
    let writer = Schema::parse(
        r#"{"type":"record","name":"Point","fields":[
            {"name":"x","type":"int"},{"name":"note","type":"string"}]}"#,
    )
    .unwrap();
    #[derive(AvroSchema)]
    #[avro(name = "Point")]
    struct Old<'a> {
        x: i32,
        note: &'a str,
    }
    assert_eq!(Old::schema().unwrap(), writer);
    let mut out = container::Writer::<Old>::builder(Vec::new())
        .build()
        .unwrap();
    for (x, note) in [(1, "one"), (2, "two")] {
        out.append(&Old { x, note }).unwrap();
    }
    let file = out.finish().unwrap();

    let points: Vec<Point> = container::Reader::new(&file[..])
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(points[1].x, 2.0);
    assert_eq!(points[1].note.as_deref(), Some("two"));
    assert_eq!(points[1].tags, ["a", "b"]);

    #[derive(AvroSchema)]
    #[avro(name = "Point")]
    struct Row<'a> {
        #[avro(default = r#""here""#)]
        place: &'a str,
        note: &'a str,
    }
    let mut blocks = container::Blocks::new(&file[..]).unwrap();
    let block = blocks.next().unwrap().unwrap();
    let rows = block.rows::<Row<'_>>().unwrap().map(Result::unwrap);
    let notes: Vec<_> = rows.map(|row| (row.place, row.note)).collect();
    assert_eq!(notes, [("here", "one"), ("here", "two")]);
}

#[test]
fn memory_is_used_again_under_resolution() {
    let writer = Schema::parse(
        r#"{"type":"record","name":"Point","fields":[
            {"name":"tags","type":{"type":"array","items":"string"}},{"name":"x","type":"int"}]}"#,
    )
    .unwrap();
    let reader = DatumReader::<Point>::new(&writer).unwrap();
    let mut point = reader.read(b"\x02\x10longtext\x00\x02").unwrap();
    let place = point.tags[0].as_ptr();
    reader.read_into(&mut point, b"\x02\x04hi\x00\x02").unwrap();
    assert_eq!(point.tags, ["hi"]);
    assert_eq!(point.tags[0].as_ptr(), place);
}

#[test]
fn every_collection_and_pointer_passes_the_plan_on() {
    let ints = r#"{"type":"array","items":"int"}"#;
    let array = b"\x04\x02\x04\x00";
    let boxed: Box<[f64]> = Box::new([1.0, 2.0]);
    assert_eq!(read(ints, array, Box::from([9.0; 3])), Ok(boxed));
    assert_eq!(
        read(ints, array, vec![Box::new(9_i64)]),
        Ok(vec![Box::new(1), Box::new(2)])
    );
    assert_eq!(
        read(ints, array, vec![Rc::new(Some(9_i64)), Rc::new(None)]),
        Ok(vec![Rc::new(Some(1)), Rc::new(Some(2))])
    );
    assert_eq!(
        read(ints, array, Arc::new(vec![9.0_f32])),
        Ok(Arc::new(vec![1.0, 2.0]))
    );
    let map = r#"{"type":"map","values":["int","null"]}"#;
    let pairs = b"\x04\x02a\x00\x02\x02b\x02\x00";
    assert_eq!(
        read(map, pairs, HashMap::from([("z".to_owned(), None)])),
        Ok(HashMap::from([
            ("a".to_owned(), Some(1_i64)),
            ("b".to_owned(), None)
        ]))
    );
    // Integers narrower than their Avro type.
    assert_eq!(read(ints, array, vec![9_u32]), Ok(vec![1, 2]));
    assert!(
        read(ints, b"\x02\x01\x00", vec![9_u32]).is_err(),
        "-1 is no u32"
    );
}

#[test]
fn a_union_in_option_is_flat_under_resolution_too() {
    let writer = r#"["string","null","int"]"#;
    let rows: [(&[u8], Option<Number>); 3] = [
        (b"\x00\x021", Some(Number::Text("1".into()))),
        (b"\x02", None),
        (b"\x04\x06", Some(Number::Long(3))),
    ];
    for (datum, expected) in rows {
        for old in [None, Some(Number::Text("old".into()))] {
            assert_eq!(read(writer, datum, old), Ok(expected.clone()));
            let boxed = expected.clone().map(Box::new);
            assert_eq!(
                read(writer, datum, Some(Box::new(Number::Long(0)))),
                Ok(boxed)
            );
        }
    }
}

#[derive(AvroSchema, Clone, Debug, PartialEq)]
enum Number {
    Long(i64),
    Text(String),
}

/// A codec by hand that knows nothing of plans.
#[derive(Debug, PartialEq)]
struct ByHand(f64);

impl AvroAs for ByHand {
    const MIN: usize = 8;
    const KINDS: Kinds = Kinds::DOUBLE;
    type Key = Self;

    fn node(builder: &mut TypeBuilder) -> NodeId {
        builder.schema().double()
    }

    fn name_part(out: &mut String) {
        out.push_str("by_hand");
    }
}

impl<'de> Decode<'de> for ByHand {
    fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        decoder.double().map(ByHand)
    }
}

#[test]
fn a_codec_by_hand_is_not_led_astray() {
    let double = 2.0_f64.to_le_bytes();
    assert_eq!(read(r#""double""#, &double, ByHand(0.0)), Ok(ByHand(2.0)));
    let error = read(r#""int""#, &[2, 0, 0, 0, 0, 0, 0, 0], ByHand(0.0)).unwrap_err();
    assert!(error.contains("cannot be read"), "{error}");
}

#[test]
fn an_error_in_a_default_is_where_the_data_ends_that_lacks_the_field() {
    enum Even {}

    impl Convert<i32> for Even {
        type Avro = i32;
        type Error = String;

        fn to_avro(value: &i32) -> Result<i32, String> {
            Ok(*value)
        }

        fn from_avro(avro: i32) -> Result<i32, String> {
            if avro % 2 == 0 {
                Ok(avro)
            } else {
                Err(format!("{avro} is odd"))
            }
        }
    }

    #[derive(AvroSchema, Debug, Default, PartialEq)]
    #[avro(name = "R")]
    struct Halves {
        text: String,
        #[avro(with = Even, default = 3)]
        even: i32,
    }
    let writer = r#"{"type":"record","name":"R","fields":[{"name":"text","type":"string"}]}"#;
    assert_eq!(
        read(writer, b"\x08long", Halves::default()).unwrap_err(),
        "even at byte 5: 3 is odd"
    );
}
