//! Structs are records: what they say in a schema, and their bytes.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use avro_core::{AvroSchema, Encode, Schema, from_slice, from_slice_into, to_vec};

fn schema<T: AvroSchema>() -> Schema {
    T::schema().unwrap()
}

fn parsed(text: &str) -> Schema {
    Schema::parse(text).unwrap()
}

#[derive(AvroSchema, Clone, Debug, PartialEq)]
#[avro(
    namespace = "com.example.shop",
    alias = "Purchase",
    alias = "old.Order"
)]
/// What a customer bought.
///
/// Never empty.
struct Order {
    id: i64,
    #[avro(rename = "customer_name", alias = "buyer", aliases("client", "who"))]
    customer: String,
    /// Newest last.
    #[avro(default = "[]")]
    lines: Vec<Line>,
    #[avro(default = -1, order = "descending")]
    weight: i32,
    #[avro(doc = "Not a comment.", order = "ignore", attribute("since", "[1, 2]"))]
    /// A comment.
    paid: bool,
    #[avro(default = "null")]
    note: Option<String>,
}

#[derive(AvroSchema, Clone, Debug, PartialEq)]
#[avro(
    namespace = "com.example.shop",
    rename_all = "camelCase",
    attribute("k", true)
)]
struct Line {
    item_name: String,
    #[avro(skip)]
    _cached: usize,
    unit_price: f64,
}

fn order() -> Order {
    Order {
        id: 27,
        customer: "Ann".into(),
        lines: vec![Line {
            item_name: "nail".into(),
            _cached: 0,
            unit_price: 0.5,
        }],
        weight: -3,
        paid: true,
        note: None,
    }
}

#[test]
fn a_struct_is_the_record_one_would_write() {
    let expected = parsed(
        r#"{
            "type": "record", "name": "Order", "namespace": "com.example.shop",
            "aliases": ["Purchase", "old.Order"],
            "doc": "What a customer bought.\n\nNever empty.",
            "fields": [
                {"name": "id", "type": "long"},
                {"name": "customer_name", "type": "string", "aliases": ["buyer", "client", "who"]},
                {"name": "lines", "doc": "Newest last.", "default": [], "type": {
                    "type": "array", "items": {
                        "type": "record", "name": "Line", "k": true, "fields": [
                            {"name": "itemName", "type": "string"},
                            {"name": "unitPrice", "type": "double"}
                        ]
                    }
                }},
                {"name": "weight", "type": "int", "default": -1, "order": "descending"},
                {"name": "paid", "type": "boolean", "doc": "Not a comment.", "order": "ignore",
                 "since": [1, 2]},
                {"name": "note", "type": ["null", "string"], "default": null}
            ]
        }"#,
    );
    assert_eq!(schema::<Order>(), expected);
}

#[test]
fn a_record_is_its_fields_in_order() {
    let bytes = b"\x36\
        \x06Ann\
        \x02\x08nail\x00\x00\x00\x00\x00\x00\xe0\x3f\x00\
        \x05\
        \x01\
        \x00";
    assert_eq!(to_vec(&order()).unwrap(), bytes);
    assert_eq!(from_slice::<Order>(bytes).unwrap(), order());
}

#[test]
fn a_skipped_field_takes_its_default() {
    let mut line = order().lines.remove(0);
    line._cached = 7;
    let bytes = to_vec(&line).unwrap();
    assert_eq!(from_slice::<Line>(&bytes).unwrap()._cached, 0);
    from_slice_into(&mut line, &bytes).unwrap();
    assert_eq!(line._cached, 0);
}

#[test]
fn an_error_names_the_field_in_avro() {
    let error = from_slice::<Order>(b"\x36\x06Ann\x02\x08nail\0\0\0\0").unwrap_err();
    assert_eq!(
        error.to_string(),
        "lines[0].unitPrice at byte 11: the value needs 8 bytes and 4 are left"
    );
    let error = from_slice::<Order>(b"\x36\x06A").unwrap_err();
    assert_eq!(
        error.to_string(),
        "customer_name at byte 2: the value needs 3 bytes and 1 are left"
    );
}

#[test]
fn decoding_into_a_value_keeps_its_memory() {
    let bytes = to_vec(&order()).unwrap();
    let mut value = Order {
        customer: String::with_capacity(100),
        lines: (0..3)
            .map(|_| Line {
                item_name: String::with_capacity(200),
                ..order().lines.remove(0)
            })
            .collect(),
        note: Some("gone".into()),
        ..order()
    };
    let (customer, lines) = (value.customer.as_ptr(), value.lines.as_ptr());
    let item = value.lines[0].item_name.as_ptr();
    from_slice_into(&mut value, &bytes).unwrap();
    assert_eq!(value, order());
    assert_eq!(value.customer.as_ptr(), customer);
    assert_eq!(value.lines.as_ptr(), lines);
    assert_eq!(value.lines[0].item_name.as_ptr(), item);
}

#[derive(AvroSchema, Clone, Copy, Debug, Default, PartialEq)]
struct Empty;

#[derive(AvroSchema, Clone, Copy, Debug, Default, PartialEq)]
struct AlsoEmpty {}

#[test]
fn a_unit_struct_is_a_record_without_fields() {
    assert_eq!(
        schema::<Empty>(),
        parsed(r#"{"type": "record", "name": "Empty", "fields": []}"#)
    );
    assert_eq!(to_vec(&Empty).unwrap(), b"");
    assert_eq!(from_slice::<Empty>(b"").unwrap(), Empty);
    assert_eq!(from_slice::<AlsoEmpty>(b"").unwrap(), AlsoEmpty {});
    assert_eq!(to_vec(&vec![Empty; 3]).unwrap(), b"\x06\x00");
    assert_eq!(from_slice::<Vec<Empty>>(b"\x06\x00").unwrap().len(), 3);
}

#[derive(AvroSchema, Debug, PartialEq)]
#[avro(name = "com.example.NotFound", error)]
struct NotFound {
    r#type: String,
}

#[test]
fn an_error_is_an_error_and_a_raw_identifier_a_name() {
    assert_eq!(
        schema::<NotFound>(),
        parsed(
            r#"{"type": "error", "name": "com.example.NotFound",
                "fields": [{"name": "type", "type": "string"}]}"#
        )
    );
}

#[derive(AvroSchema, Debug, PartialEq)]
struct Row<'a> {
    id: i64,
    name: &'a str,
    data: &'a [u8],
    text: std::borrow::Cow<'a, str>,
    digest: &'a [u8; 4],
    tags: Vec<&'a str>,
    next: Option<Box<Row<'a>>>,
}

#[test]
fn a_row_borrows_from_its_bytes() {
    let bytes = b"\x02\x04ab\x02\xff\x02c\x01\x02\x03\x04\x02\x02t\x00\x00".to_vec();
    let row: Row<'_> = from_slice(&bytes).unwrap();
    assert_eq!(
        row,
        Row {
            id: 1,
            name: "ab",
            data: b"\xff",
            text: "c".into(),
            digest: &[1, 2, 3, 4],
            tags: vec!["t"],
            next: None,
        }
    );
    let range = bytes.as_ptr_range();
    assert!(range.contains(&row.name.as_ptr()));
    assert!(range.contains(&row.data.as_ptr()));
    assert!(range.contains(&row.digest.as_ptr()));
    assert!(matches!(row.text, std::borrow::Cow::Borrowed(_)));
    assert_eq!(to_vec(&row).unwrap(), bytes);
}

#[derive(AvroSchema, Debug, PartialEq)]
struct Tree {
    value: i64,
    kids: Vec<Self>,
    #[avro(type = "union { _, null }")]
    next: Option<Box<Self>>,
    named: BTreeMap<String, Tree>,
}

#[test]
fn a_recursive_type_refers_to_itself() {
    assert_eq!(
        schema::<Tree>(),
        parsed(
            r#"{"type": "record", "name": "Tree", "fields": [
                {"name": "value", "type": "long"},
                {"name": "kids", "type": {"type": "array", "items": "Tree"}},
                {"name": "next", "type": ["Tree", "null"]},
                {"name": "named", "type": {"type": "map", "values": "Tree"}}
            ]}"#
        )
    );
    let leaf = |value| Tree {
        value,
        kids: vec![],
        next: None,
        named: BTreeMap::new(),
    };
    let tree = Tree {
        kids: vec![leaf(2), leaf(3)],
        next: Some(Box::new(leaf(4))),
        named: BTreeMap::from([("a".into(), leaf(5))]),
        ..leaf(1)
    };
    let bytes = to_vec(&tree).unwrap();
    assert_eq!(
        bytes,
        b"\x02\
        \x04\x04\x00\x02\x00\x06\x00\x02\x00\x00\
        \x00\x08\x00\x02\x00\
        \x02\x02a\x0a\x00\x02\x00\x00"
    );
    assert_eq!(from_slice::<Tree>(&bytes).unwrap(), tree);
}

/// A record whose values take 28 bytes each, whatever they are.
#[derive(AvroSchema, Clone, Copy, Debug, PartialEq)]
struct Sample {
    at: f64,
    place: Place,
    id: [u8; 4],
    #[avro(skip)]
    seen: bool,
}

#[derive(AvroSchema, Clone, Copy, Debug, PartialEq)]
struct Place {
    x: f64,
    y: f32,
    z: f32,
}

#[derive(AvroSchema, Clone, Copy, Debug, PartialEq)]
struct Meters(f64);

#[derive(AvroSchema, Clone, Copy, Debug, PartialEq)]
struct Mixed {
    x: Meters,
    #[avro(type = "long")]
    n: i64,
}

#[test]
fn records_of_constant_width_go_block_by_block() {
    use avro_core::AvroAs;
    assert_eq!(<Sample as AvroAs>::WIRE, 28);
    assert_eq!(<Place as AvroAs>::WIRE, 16);
    assert_eq!(<Meters as AvroAs>::WIRE, 8);
    assert_eq!(<Mixed as AvroAs>::WIRE, 0);
    assert_eq!(<Mixed as AvroAs>::MIN, 9);
    assert_eq!(<Row<'_> as AvroAs>::MIN, 10);

    let samples: Vec<Sample> = (0..5_u8)
        .map(|n| Sample {
            at: f64::from(n),
            place: Place {
                x: 0.25,
                y: f32::from(n),
                z: -1.0,
            },
            id: [n; 4],
            seen: false,
        })
        .collect();
    let bytes = to_vec(&samples).unwrap();
    let mut expected = vec![0x0a];
    for sample in &samples {
        expected.extend(sample.at.to_le_bytes());
        expected.extend(sample.place.x.to_le_bytes());
        expected.extend(sample.place.y.to_le_bytes());
        expected.extend(sample.place.z.to_le_bytes());
        expected.extend(sample.id);
    }
    expected.push(0);
    assert_eq!(bytes, expected);
    assert_eq!(from_slice::<Vec<Sample>>(&bytes).unwrap(), samples);
    assert_eq!(from_slice::<Sample>(&bytes[1..29]).unwrap(), samples[0]);
    let meters = vec![Meters(1.5), Meters(-0.5)];
    let bytes = to_vec(&meters).unwrap();
    assert_eq!(bytes, b"\x04\0\0\0\0\0\0\xf8\x3f\0\0\0\0\0\0\xe0\xbf\0");
    assert_eq!(from_slice::<Vec<Meters>>(&bytes).unwrap(), meters);
}

#[derive(AvroSchema, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Id(i64);

#[derive(AvroSchema, Debug, PartialEq)]
struct Tags<'a>(Vec<&'a str>);

#[derive(AvroSchema, Debug, PartialEq)]
struct Maybe(Option<Id>);

#[derive(AvroSchema, Debug, PartialEq)]
struct Due(#[avro(type = "date")] i32);

#[derive(AvroSchema, Debug, PartialEq)]
struct Newtypes<'a> {
    id: Id,
    #[avro(type = "union { timestamp_ms, null }")]
    seen: Option<Id>,
    tags: Tags<'a>,
    maybe: Maybe,
    due: Due,
}

#[test]
fn a_newtype_is_what_it_holds_in_every_shape() {
    assert_eq!(schema::<Id>(), parsed(r#""long""#));
    assert_eq!(
        schema::<Newtypes<'_>>(),
        parsed(
            r#"{"type": "record", "name": "Newtypes", "fields": [
                {"name": "id", "type": "long"},
                {"name": "seen", "type": [{"type": "long", "logicalType": "timestamp-millis"}, "null"]},
                {"name": "tags", "type": {"type": "array", "items": "string"}},
                {"name": "maybe", "type": ["null", "long"]},
                {"name": "due", "type": {"type": "int", "logicalType": "date"}}
            ]}"#
        )
    );
    let value = Newtypes {
        id: Id(1),
        seen: Some(Id(2)),
        tags: Tags(vec!["a"]),
        maybe: Maybe(Some(Id(3))),
        due: Due(4),
    };
    let bytes = to_vec(&value).unwrap();
    assert_eq!(bytes, b"\x02\x00\x04\x02\x02a\x00\x02\x06\x08");
    assert_eq!(from_slice::<Newtypes<'_>>(&bytes).unwrap(), value);
    let mut other = from_slice::<Newtypes<'_>>(b"\0\x02\0\0\0").unwrap();
    from_slice_into(&mut other, &bytes).unwrap();
    assert_eq!(other, value);
}

#[derive(AvroSchema, Debug, PartialEq)]
struct Kids(Vec<Node>);

#[derive(AvroSchema, Debug, PartialEq)]
struct Node {
    kids: Kids,
}

#[test]
fn a_newtype_may_be_part_of_a_recursion() {
    assert_eq!(
        schema::<Kids>(),
        parsed(
            r#"{"type": "array", "items": {"type": "record", "name": "Node", "fields": [
                {"name": "kids", "type": {"type": "array", "items": "Node"}}
            ]}}"#
        )
    );
    let kids = Kids(vec![Node { kids: Kids(vec![]) }]);
    assert_eq!(to_vec(&kids).unwrap(), [2, 0, 0]);
    assert_eq!(from_slice::<Kids>(&[2, 0, 0]).unwrap(), kids);
}

#[derive(AvroSchema, Debug, PartialEq)]
struct Maps {
    #[avro(type = "map<union { long, null }>")]
    pairs: Vec<(String, Option<i64>)>,
    by_name: HashMap<String, Vec<u8>>,
}

#[test]
fn a_map_may_be_a_vector_of_pairs() {
    assert_eq!(
        schema::<Maps>(),
        parsed(
            r#"{"type": "record", "name": "Maps", "fields": [
                {"name": "pairs", "type": {"type": "map", "values": ["long", "null"]}},
                {"name": "by_name", "type": {"type": "map", "values": "bytes"}}
            ]}"#
        )
    );
    let maps = Maps {
        pairs: vec![("b".into(), None), ("a".into(), Some(1))],
        by_name: HashMap::from([("k".into(), vec![7])]),
    };
    let bytes = to_vec(&maps).unwrap();
    assert_eq!(
        bytes,
        b"\x04\x02b\x02\x02a\x00\x02\x00\x02\x02k\x02\x07\x00"
    );
    assert_eq!(from_slice::<Maps>(&bytes).unwrap(), maps);
}

#[test]
fn too_deep_a_value_is_refused() {
    let mut tree = from_slice::<Tree>(b"\x02\x00\x02\x00").unwrap();
    for value in 0..200 {
        tree = Tree {
            value,
            kids: vec![tree],
            next: None,
            named: BTreeMap::new(),
        };
    }
    let error = to_vec(&tree).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("the value nests deeper than 128 levels"),
        "{error}"
    );
}

#[test]
fn what_is_encoded_behind_a_reference_is_the_same() {
    fn bytes(value: &impl Encode) -> Vec<u8> {
        to_vec(value).unwrap()
    }
    assert_eq!(bytes(&&Id(3)), bytes(&Id(3)));
    assert_eq!(bytes(&std::rc::Rc::new(order())), bytes(&order()));
}

#[test]
fn a_record_of_many_fields_is_read_like_any_other() {
    macro_rules! many {
        ($($field:ident)*) => {
            #[derive(AvroSchema, Debug, Default, PartialEq)]
            struct Many {
                $($field: i32,)*
                #[avro(skip)]
                skipped: Option<u64>,
                last: Option<String>,
            }
        };
    }
    many!(a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab ac ad ae af ag);
    let many = Many {
        b: 1,
        ag: -1,
        last: Some("end".to_owned()),
        ..Many::default()
    };
    let mut bytes = vec![0; 33];
    bytes[1] = 2;
    bytes[32] = 1;
    bytes.extend_from_slice(b"\x02\x06end");
    assert_eq!(to_vec(&many).unwrap(), bytes);
    assert_eq!(from_slice::<Many>(&bytes).unwrap(), many);
    let error = from_slice::<Many>(&bytes[..20]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "u at byte 20: the input ends inside a value"
    );
}

/// Records of so many texts, the nth of which has n letters.
macro_rules! texts {
    ($($name:ident: $($field:ident)*;)*) => {$(
        #[derive(AvroSchema, Clone, Debug, Default, PartialEq)]
        struct $name {
            $($field: String,)*
        }

        impl $name {
            const FIELDS: &[&str] = &[$(stringify!($field)),*];

            fn filled() -> Self {
                let mut length = 0..;
                Self {
                    $($field: "x".repeat(length.next().unwrap()),)*
                }
            }
        }
    )*};
}

texts! {
    Eight: a b c d e f g h;
    Nine: a b c d e f g h i;
    ThirtyTwo: a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab ac ad ae af;
    ThirtyThree: a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab ac ad ae af ag;
    ThirtyFour: a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab ac ad ae af ag ah;
}

#[test]
fn texts_are_the_same_in_records_of_any_number_of_fields() {
    macro_rules! holds {
        ($($name:ident)*) => {$({
            let value = $name::filled();
            let mut bytes = Vec::new();
            // The field that each byte belongs to.
            let mut owners = Vec::new();
            for (length, field) in $name::FIELDS.iter().enumerate() {
                bytes.push(2 * length as u8);
                bytes.resize(bytes.len() + length, b'x');
                owners.resize(bytes.len(), *field);
            }
            assert_eq!(to_vec(&value).unwrap(), bytes);
            assert_eq!(from_slice::<$name>(&bytes).unwrap(), value);
            let mut over = $name { b: "kept".repeat(20), ..$name::default() };
            from_slice_into(&mut over, &bytes).unwrap();
            assert_eq!(over, value);
            for (cut, owner) in owners.iter().enumerate() {
                let start = format!("{owner} at byte ");
                let error = from_slice::<$name>(&bytes[..cut]).unwrap_err().to_string();
                assert!(error.starts_with(&start), "{cut} bytes: {error}");
                assert!(from_slice_into(&mut over, &bytes[..cut]).is_err());
                if bytes[cut] == b'x' {
                    let mut bytes = bytes.clone();
                    bytes[cut] = 0xff;
                    let error = from_slice::<$name>(&bytes).unwrap_err().to_string();
                    assert!(error.starts_with(&start), "byte {cut}: {error}");
                    assert!(error.ends_with("the string is not UTF-8"), "{error}");
                }
            }
        })*};
    }
    holds!(Eight Nine ThirtyTwo ThirtyThree ThirtyFour);
}

/// Of more than eight fields: what all of them share to be written and read.
#[derive(AvroSchema, Debug, PartialEq)]
#[avro(name = "Texts_{T}")]
struct Texts<'a, T> {
    string: String,
    boxed: Box<str>,
    counted: Arc<str>,
    lent: &'a str,
    either: Cow<'a, str>,
    maybe: Option<String>,
    maybe_boxed: Option<Box<str>>,
    maybe_lent: Option<&'a str>,
    maybe_either: Option<Cow<'a, str>>,
    bytes: Vec<u8>,
    lent_bytes: &'a [u8],
    maybe_bytes: Option<Vec<u8>>,
    maybe_any: Option<T>,
    any: T,
    #[avro(type = "union { uuid, null }")]
    last: Option<String>,
    next: Option<Box<Line>>,
}

#[test]
fn texts_of_all_kinds_stand_in_records_of_many_fields() {
    let bytes = b"\x02a\x04bb\x06ccc\x02d\x04ee\
        \x02\x02f\x02\x02g\x02\x02h\x02\x02i\
        \x02\xff\x04\xfe\xff\x02\x02\x80\
        \x02\x02j\x02k\x00\x02l\
        \x02\x02m\x00\x00\x00\x00\x00\x00\xe0\x3f";
    let value = || Texts {
        string: "a".to_owned(),
        boxed: "bb".into(),
        counted: "ccc".into(),
        lent: "d",
        either: "ee".into(),
        maybe: Some("f".to_owned()),
        maybe_boxed: Some("g".into()),
        maybe_lent: Some("h"),
        maybe_either: Some("i".into()),
        bytes: b"\xff".to_vec(),
        lent_bytes: b"\xfe\xff",
        maybe_bytes: Some(b"\x80".to_vec()),
        maybe_any: Some("j".to_owned()),
        any: "k".to_owned(),
        last: Some("l".to_owned()),
        next: Some(Box::new(Line {
            item_name: "m".to_owned(),
            _cached: 0,
            unit_price: 0.5,
        })),
    };
    assert_eq!(to_vec(&value()).unwrap(), bytes);
    let input = bytes.to_vec();
    let read: Texts<'_, String> = from_slice(&input).unwrap();
    assert_eq!(read, value());
    assert!(matches!(read.either, Cow::Borrowed("ee")));
    assert!(matches!(read.maybe_either, Some(Cow::Borrowed("i"))));
    assert!(
        input
            .as_ptr_range()
            .contains(&read.maybe_lent.unwrap().as_ptr())
    );
    // Nothing of it owns memory, and a parameter that lends.
    assert_eq!(from_slice::<Texts<'_, &str>>(&input).unwrap().any, "k");

    let nothing = b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00";
    let mut over: Texts<'_, String> = from_slice(nothing).unwrap();
    assert_eq!(to_vec(&over).unwrap(), nothing);
    from_slice_into(&mut over, &input).unwrap();
    assert_eq!(over, value());
    from_slice_into(&mut over, nothing).unwrap();
    assert_eq!(to_vec(&over).unwrap(), nothing);
    for cut in 0..input.len() {
        assert!(from_slice::<Texts<'_, String>>(&input[..cut]).is_err());
        assert!(from_slice_into(&mut over, &input[..cut]).is_err());
    }
}

#[derive(AvroSchema, Debug, PartialEq)]
enum Said {
    Nothing {},
    Much {
        a: String,
        b: Option<String>,
        c: Vec<u8>,
        d: String,
        e: String,
        f: String,
        g: Box<str>,
        h: Box<str>,
        i: Option<i64>,
    },
}

#[test]
fn a_variant_of_many_fields_is_read_like_a_record() {
    let much = Said::Much {
        a: "a".to_owned(),
        b: None,
        c: vec![7],
        d: String::new(),
        e: "e".to_owned(),
        f: "f".to_owned(),
        g: "g".into(),
        h: "h".into(),
        i: Some(-1),
    };
    let bytes = b"\x02\x02a\x00\x02\x07\x00\x02e\x02f\x02g\x02h\x02\x01";
    assert_eq!(to_vec(&much).unwrap(), bytes);
    assert_eq!(from_slice::<Said>(bytes).unwrap(), much);
    let mut over = Said::Nothing {};
    from_slice_into(&mut over, bytes).unwrap();
    assert_eq!(over, much);
    from_slice_into(&mut over, bytes).unwrap();
    assert_eq!(over, much);
    for cut in 0..bytes.len() {
        assert!(from_slice::<Said>(&bytes[..cut]).is_err());
    }
    let error = from_slice::<Said>(&bytes[..10]).unwrap_err().to_string();
    assert!(error.contains("f at byte 10"), "{error}");
}
