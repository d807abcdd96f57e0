//! Enums: without data they are enums, with data unions.

use avro_core::{AvroAs, AvroSchema, Schema, from_slice, from_slice_into, to_vec};

fn parsed(text: &str) -> Schema {
    Schema::parse(text).unwrap()
}

/// How far it has come.
#[derive(AvroSchema, Clone, Copy, Debug, PartialEq)]
#[avro(
    namespace = "com.example",
    alias = "State",
    rename_all = "SCREAMING_SNAKE_CASE"
)]
enum Status {
    #[avro(default)]
    Unknown = 7,
    InTransit,
    #[avro(rename = "done")]
    Delivered = 3,
}

#[test]
fn an_enum_without_data_is_an_enum() {
    assert_eq!(
        Status::schema().unwrap(),
        parsed(
            r#"{"type": "enum", "name": "Status", "namespace": "com.example",
                "doc": "How far it has come.", "aliases": ["State"],
                "symbols": ["UNKNOWN", "IN_TRANSIT", "done"], "default": "UNKNOWN"}"#
        )
    );
    let all = [Status::Unknown, Status::InTransit, Status::Delivered];
    for (index, status) in all.into_iter().enumerate() {
        let bytes = [2 * u8::try_from(index).unwrap()];
        assert_eq!(to_vec(&status).unwrap(), bytes);
        assert_eq!(from_slice::<Status>(&bytes).unwrap(), status);
    }
    let error = from_slice::<Status>(&[6]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "at byte 0: symbol 3 of an enum that has 3"
    );
}

#[derive(AvroSchema, Clone, Debug, PartialEq)]
#[avro(namespace = "com.example")]
enum Payment {
    Cents(i64),
    #[avro(type = "date")]
    Due(i32),
    /// A card.
    #[avro(alias = "Plastic", rename_all = "camelCase")]
    Card {
        card_number: String,
        #[avro(skip)]
        checked: bool,
        status: Option<Status>,
    },
    Other(Box<Voucher>),
    #[avro(rename = "other.Nothing")]
    Nothing {},
    Hash([u8; 2]),
}

#[derive(AvroSchema, Clone, Debug, PartialEq)]
struct Voucher {
    code: String,
    again: Option<Payment>,
}

const PAYMENT: &str = r#"[
    "long",
    {"type": "int", "logicalType": "date"},
    {"type": "record", "name": "com.example.Card", "doc": "A card.", "aliases": ["Plastic"], "fields": [
        {"name": "cardNumber", "type": "string"},
        {"name": "status", "type": ["null", STATUS]}
    ]},
    {"type": "record", "name": "Voucher", "fields": [
        {"name": "code", "type": "string"},
        {"name": "again", "type": ["null", "long", {"type": "int", "logicalType": "date"},
            "com.example.Card", "Voucher", {"type": "record", "name": "other.Nothing", "fields": []},
            {"type": "fixed", "name": "com.example.Hash", "size": 2}]}
    ]},
    "other.Nothing",
    "com.example.Hash"
]"#;

fn payment_schema() -> String {
    PAYMENT.replace("STATUS", &Status::schema().unwrap().to_json())
}

fn card() -> Payment {
    Payment::Card {
        card_number: "1234".into(),
        checked: false,
        status: Some(Status::Delivered),
    }
}

fn rows() -> Vec<(Payment, Vec<u8>)> {
    let voucher = |again| {
        Payment::Other(Box::new(Voucher {
            code: "v".into(),
            again,
        }))
    };
    vec![
        (Payment::Cents(-2), vec![0x00, 0x03]),
        (Payment::Due(5), vec![0x02, 0x0a]),
        (card(), b"\x04\x081234\x02\x04".to_vec()),
        (voucher(None), b"\x06\x02v\x00".to_vec()),
        (
            voucher(Some(Payment::Cents(1))),
            b"\x06\x02v\x02\x02".to_vec(),
        ),
        (Payment::Nothing {}, vec![0x08]),
        (Payment::Hash([8, 9]), vec![0x0a, 8, 9]),
    ]
}

#[test]
fn a_variant_is_written_behind_its_index() {
    assert_eq!(Payment::schema().unwrap(), parsed(&payment_schema()));
    for (value, bytes) in rows() {
        assert_eq!(to_vec(&value).unwrap(), bytes, "{value:?}");
        assert_eq!(
            from_slice::<Payment>(&bytes).unwrap(),
            value,
            "{bytes:02x?}"
        );
    }
    let error = from_slice::<Payment>(&[0x0c]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "at byte 0: branch 6 of a union that has 6"
    );
    let error = from_slice::<Payment>(b"\x04\x081234\x02\x06").unwrap_err();
    assert_eq!(
        error.to_string(),
        "status at byte 7: symbol 3 of an enum that has 3"
    );
}

#[test]
fn decoding_into_another_variant_replaces_it() {
    for (mut value, _) in rows() {
        for (expected, bytes) in rows() {
            from_slice_into(&mut value, &bytes).unwrap();
            assert_eq!(value, expected);
        }
    }
    let mut value = Payment::Card {
        card_number: String::with_capacity(100),
        checked: true,
        status: None,
    };
    let Payment::Card { card_number, .. } = &value else {
        unreachable!()
    };
    let before = card_number.as_ptr();
    from_slice_into(&mut value, b"\x04\x081234\x02\x04").unwrap();
    assert_eq!(value, card());
    let Payment::Card { card_number, .. } = &value else {
        unreachable!()
    };
    assert_eq!(card_number.as_ptr(), before);
}

#[derive(AvroSchema, Debug, PartialEq)]
struct Flat {
    first: Option<Payment>,
    #[avro(type = "union { _, null }")]
    last: Option<Payment>,
    #[avro(type = "union { _, _, null, _, _, _, _ }")]
    middle: Option<Box<Payment>>,
    #[avro(type = "array<_?>")]
    inside: Vec<Option<Payment>>,
}

#[test]
fn an_option_of_a_union_is_one_union() {
    assert_eq!(<Option<Payment> as AvroAs>::BRANCHES, 7);
    let schema = Flat::schema().unwrap().to_json();
    // Null, and six branches beside it: seen through the names of types.
    let null_at: Vec<usize> = schema
        .match_indices(r#""null""#)
        .map(|(at, _)| at)
        .collect();
    assert_eq!(null_at.len(), 6, "{schema}");

    for (index, (value, bytes)) in rows().into_iter().enumerate() {
        let branch = bytes[0];
        let shifted = |by: u8| [&[branch + 2 * by], &bytes[1..]].concat();
        let flat = Flat {
            first: Some(value.clone()),
            last: Some(value.clone()),
            middle: Some(Box::new(value.clone())),
            inside: vec![None, Some(value.clone())],
        };
        let mut expected = shifted(1);
        expected.extend(shifted(0));
        expected.extend(shifted(u8::from(branch >= 4)));
        expected.extend([4, 0]);
        expected.extend(shifted(1));
        expected.push(0);
        assert_eq!(to_vec(&flat).unwrap(), expected, "{value:?}");
        assert_eq!(from_slice::<Flat>(&expected).unwrap(), flat, "row {index}");
        // Into values of every other variant, and into none.
        for (other, _) in rows() {
            let mut into = Flat {
                first: Some(other.clone()),
                last: None,
                middle: Some(Box::new(other.clone())),
                inside: vec![Some(other)],
            };
            from_slice_into(&mut into, &expected).unwrap();
            assert_eq!(into, flat);
        }
    }
    let none = Flat {
        first: None,
        last: None,
        middle: None,
        inside: vec![],
    };
    assert_eq!(to_vec(&none).unwrap(), [0x00, 0x0c, 0x04, 0x00]);
    assert_eq!(from_slice::<Flat>(&[0x00, 0x0c, 0x04, 0x00]).unwrap(), none);
}

#[derive(AvroSchema, Debug, PartialEq)]
enum Scalar<'a> {
    Text(&'a str),
    None,
    Bytes(&'a [u8]),
    Flag(bool),
    Many(Vec<i64>),
}

#[test]
fn a_variant_without_data_is_the_branch_null() {
    assert_eq!(
        Scalar::schema().unwrap(),
        parsed(r#"["string", "null", "bytes", "boolean", {"type": "array", "items": "long"}]"#)
    );
    let rows: &[(Scalar<'_>, &[u8])] = &[
        (Scalar::Text("a"), b"\x00\x02a"),
        (Scalar::None, b"\x02"),
        (Scalar::Bytes(b"\xff"), b"\x04\x02\xff"),
        (Scalar::Flag(true), b"\x06\x01"),
        (Scalar::Many(vec![1]), b"\x08\x02\x02\x00"),
    ];
    for (value, bytes) in rows {
        assert_eq!(to_vec(value).unwrap(), *bytes);
        assert_eq!(from_slice::<Scalar<'_>>(bytes).unwrap(), *value);
    }
}

#[derive(AvroSchema, Debug, PartialEq)]
enum Only {
    Text(String),
}

#[derive(AvroSchema, Debug, PartialEq)]
struct Onlys {
    plain: Only,
    nullable: Option<Only>,
    boxed: Option<Box<Only>>,
}

#[test]
fn a_union_may_have_a_single_branch() {
    assert_eq!(
        Onlys::schema().unwrap(),
        parsed(
            r#"{"type": "record", "name": "Onlys", "fields": [
                {"name": "plain", "type": ["string"]},
                {"name": "nullable", "type": ["null", "string"]},
                {"name": "boxed", "type": ["null", "string"]}
            ]}"#
        )
    );
    let text = |text: &str| Only::Text(text.into());
    let value = Onlys {
        plain: text("a"),
        nullable: Some(text("b")),
        boxed: Some(Box::new(text("c"))),
    };
    let bytes = to_vec(&value).unwrap();
    assert_eq!(bytes, b"\x00\x02a\x02\x02b\x02\x02c");
    let mut again = from_slice::<Onlys>(&bytes).unwrap();
    assert_eq!(again, value);
    from_slice_into(&mut again, &bytes).unwrap();
    assert_eq!(again, value);
}

/// A union can only meet itself through a record.
#[derive(AvroSchema, Debug, PartialEq)]
enum Expr {
    Number(f64),
    Add { left: Box<Expr>, right: Box<Self> },
    Call { name: String, arguments: Vec<Expr> },
}

#[test]
fn a_union_recurses_through_its_records() {
    assert_eq!(
        Expr::schema().unwrap(),
        parsed(
            r#"["double",
                {"type": "record", "name": "Add", "fields": [
                    {"name": "left", "type": ["double", "Add",
                        {"type": "record", "name": "Call", "fields": [
                            {"name": "name", "type": "string"},
                            {"name": "arguments",
                             "type": {"type": "array", "items": ["double", "Add", "Call"]}}
                        ]}
                    ]},
                    {"name": "right", "type": ["double", "Add", "Call"]}
                ]},
                "Call"
            ]"#
        )
    );
    let sum = Expr::Add {
        left: Box::new(Expr::Number(1.5)),
        right: Box::new(Expr::Call {
            name: "f".into(),
            arguments: vec![Expr::Number(0.5)],
        }),
    };
    let bytes = to_vec(&sum).unwrap();
    assert_eq!(
        bytes,
        b"\x02\x00\0\0\0\0\0\0\xf8\x3f\x04\x02f\x02\x00\0\0\0\0\0\0\xe0\x3f\x00"
    );
    assert_eq!(from_slice::<Expr>(&bytes).unwrap(), sum);
}
