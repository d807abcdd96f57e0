//! What the standard types look like on the wire. Expected bytes are written by
//! hand after the specification's section on binary encoding.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::rc::Rc;
use std::sync::Arc;

use avro_core::encoding::{Decoder, Encoder};
use avro_core::shape::{self, Array, Map, Nullable};
use avro_core::{
    AvroSchema, Decode, DecodeErrorKind, Encode, EncodeErrorKind, Limits, from_slice,
    from_slice_into, to_vec,
};

/// Encodes to just these bytes, and decodes back, afresh and over another value.
#[track_caller]
fn both_ways<T>(value: T, bytes: &[u8], mut other: T)
where
    T: Encode + for<'de> Decode<'de> + PartialEq + Debug,
{
    assert_eq!(to_vec(&value).unwrap(), bytes, "encoding {value:?}");
    assert_eq!(
        from_slice::<T>(bytes).unwrap(),
        value,
        "decoding {bytes:02x?}"
    );
    from_slice_into(&mut other, bytes).unwrap();
    assert_eq!(other, value, "decoding {bytes:02x?} over another value");
}

#[test]
fn primitives_are_as_the_specification_says() {
    both_ways((), b"", ());
    both_ways(false, b"\x00", true);
    both_ways(true, b"\x01", false);
    both_ways(i32::MIN, b"\xff\xff\xff\xff\x0f", 0);
    both_ways(i64::MAX, b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01", 0);
    both_ways(1.0_f32, b"\x00\x00\x80\x3f", 0.0);
    both_ways(-2.0_f64, b"\x00\x00\x00\x00\x00\x00\x00\xc0", 0.0);
    both_ways("foo".to_owned(), b"\x06foo", "something longer".to_owned());
    both_ways(vec![1_u8, 255], b"\x04\x01\xff", vec![9]);
}

#[test]
fn narrow_integers_are_ints_and_longs_that_have_to_fit() {
    both_ways(-128_i8, b"\xff\x01", 0);
    both_ways(u16::MAX, b"\xfe\xff\x07", 0);
    both_ways(u32::MAX, b"\xfe\xff\xff\xff\x1f", 0);
    for (bytes, message) in [
        (&b"\x80\x02"[..], "at byte 0: 128 is not an i8"),
        (b"\xff\x03", "at byte 0: -256 is not an i8"),
    ] {
        let error = from_slice::<i8>(bytes).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    assert!(from_slice::<u16>(b"\x01").is_err(), "-1 is no u16");
    assert!(from_slice::<u32>(b"\x01").is_err(), "-1 is no u32");
}

/// The least and the greatest int of each length, and those beside them.
const INTS: &[(i32, &[u8])] = &[
    (0, b"\x00"),
    (63, b"\x7e"),
    (-64, b"\x7f"),
    (64, b"\x80\x01"),
    (-65, b"\x81\x01"),
    (8191, b"\xfe\x7f"),
    (-8192, b"\xff\x7f"),
    (8192, b"\x80\x80\x01"),
    (-8193, b"\x81\x80\x01"),
    (1_048_575, b"\xfe\xff\x7f"),
    (-1_048_576, b"\xff\xff\x7f"),
    (1_048_576, b"\x80\x80\x80\x01"),
    (-1_048_577, b"\x81\x80\x80\x01"),
    (134_217_727, b"\xfe\xff\xff\x7f"),
    (-134_217_728, b"\xff\xff\xff\x7f"),
    (134_217_728, b"\x80\x80\x80\x80\x01"),
    (-134_217_729, b"\x81\x80\x80\x80\x01"),
    (i32::MAX, b"\xfe\xff\xff\xff\x0f"),
    (i32::MIN, b"\xff\xff\xff\xff\x0f"),
];

#[test]
fn an_int_of_any_length_is_written_into_whatever_room_there_is() {
    for &(value, bytes) in INTS {
        for room in 0..12 {
            let mut encoder = Encoder::with_capacity(room);
            encoder.int(value);
            assert_eq!(encoder.as_slice(), bytes, "{value} into {room} bytes");
            encoder.int(value);
            assert_eq!(encoder.as_slice(), bytes.repeat(2), "{value} once more");
        }
    }
}

#[test]
fn an_int_of_any_length_is_read_to_its_end() {
    for &(value, bytes) in INTS {
        for behind in [&b""[..], b"\x00", b"\xff", &[0x00; 16], &[0xff; 16]] {
            let input = [bytes, behind].concat();
            let mut decoder = Decoder::new(&input);
            assert_eq!(decoder.int().unwrap(), value, "{input:02x?}");
            assert_eq!(decoder.offset(), bytes.len(), "{input:02x?}");
        }
        for length in 0..bytes.len() {
            let error = from_slice::<i32>(&bytes[..length]).unwrap_err();
            assert_eq!(*error.kind(), DecodeErrorKind::UnexpectedEnd, "{value}");
        }
        // Written longer than it had to be, up to the ten bytes that any integer may have.
        for length in bytes.len() + 1..=11 {
            let mut padded = bytes.to_vec();
            padded[bytes.len() - 1] |= 0x80;
            padded.resize(length - 1, 0x80);
            padded.push(0x00);
            for behind in [&b""[..], &[0xff; 16]] {
                let input = [&padded[..], behind].concat();
                let mut decoder = Decoder::new(&input);
                if length <= 10 {
                    assert_eq!(decoder.int().unwrap(), value, "{input:02x?}");
                    assert_eq!(decoder.offset(), length, "{input:02x?}");
                } else {
                    let error = decoder.int().unwrap_err();
                    assert_eq!(*error.kind(), DecodeErrorKind::IntegerTooLong);
                }
            }
        }
    }
}

#[test]
fn what_is_no_int_is_told_whatever_its_length() {
    for (value, bytes) in [
        (1_i64 << 31, &b"\x80\x80\x80\x80\x10"[..]),
        (-(1 << 31) - 1, b"\x81\x80\x80\x80\x10"),
        (-(1 << 34), b"\xff\xff\xff\xff\x7f"),
        (1 << 34, b"\x80\x80\x80\x80\x80\x01"),
        (1 << 41, b"\x80\x80\x80\x80\x80\x80\x01"),
        (1 << 48, b"\x80\x80\x80\x80\x80\x80\x80\x01"),
        (1 << 55, b"\x80\x80\x80\x80\x80\x80\x80\x80\x01"),
        (i64::MAX, b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
        (i64::MIN, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
    ] {
        for behind in [&b""[..], &[0x00; 16], &[0xff; 16]] {
            let input = [bytes, behind].concat();
            let mut decoder = Decoder::new(&input);
            let error = decoder.int().unwrap_err();
            let expected = "an int";
            let kind = DecodeErrorKind::OutOfRange { value, expected };
            assert_eq!(*error.kind(), kind, "{input:02x?}");
            assert_eq!(decoder.offset(), 0, "nothing has been read");
            assert_eq!(decoder.long().unwrap(), value);
        }
    }
    // The same of three bytes, which an int can hold and its narrower kin cannot.
    assert_eq!(from_slice::<i32>(b"\x80\x80\x08").unwrap(), 65_536);
    assert!(from_slice::<u16>(b"\x80\x80\x08").is_err());
    assert_eq!(from_slice::<u16>(b"\xfe\xff\x07").unwrap(), u16::MAX);
    assert!(from_slice::<i16>(b"\x80\x80\x04").is_err());
    assert_eq!(from_slice::<i16>(b"\xfe\xff\x03").unwrap(), i16::MAX);
    assert_eq!(from_slice::<i16>(b"\xff\xff\x03").unwrap(), i16::MIN);
    assert!(from_slice::<i16>(b"\x81\x80\x04").is_err());
}

#[test]
fn an_array_is_one_block_and_a_zero() {
    both_ways(Vec::<i64>::new(), b"\x00", vec![1]);
    both_ways(vec![3_i64, 27], b"\x04\x06\x36\x00", vec![1, 2, 3]);
    both_ways(
        vec!["a".to_owned(), "bc".to_owned()],
        b"\x04\x02a\x04bc\x00",
        vec!["x".to_owned(), String::new(), "z".to_owned()],
    );
    both_ways(
        vec![1.0_f32, 0.0],
        b"\x04\x00\x00\x80\x3f\x00\x00\x00\x00\x00",
        vec![],
    );
    both_ways(
        vec![vec![1_i32], vec![]],
        b"\x04\x02\x02\x00\x00\x00",
        vec![vec![7, 7], vec![7], vec![]],
    );
    both_ways(vec![(); 3], b"\x06\x00", vec![]);
}

#[test]
fn several_blocks_and_sized_ones_are_one_array() {
    for bytes in [&b"\x02\x06\x02\x36\x00"[..], b"\x03\x04\x06\x36\x00"] {
        assert_eq!(from_slice::<Vec<i64>>(bytes).unwrap(), [3, 27]);
        let mut over = vec![1_i64; 5];
        from_slice_into(&mut over, bytes).unwrap();
        assert_eq!(over, [3, 27]);
    }
    let two = b"\x02\x02a\x02\x02b\x00";
    let mut over = vec!["x".to_owned(); 3];
    from_slice_into(&mut over, two).unwrap();
    assert_eq!(over, ["a", "b"]);
}

#[test]
fn the_size_of_a_block_is_for_those_who_skip_it() {
    assert_eq!(
        from_slice::<Vec<i64>>(b"\x03\x02\x06\x36\x00").unwrap(),
        [3, 27]
    );
    let error = from_slice::<Vec<i64>>(b"\x03\x01\x06\x36\x00").unwrap_err();
    assert_eq!(
        *error.kind(),
        DecodeErrorKind::NegativeLength { length: -1 }
    );
    let error = from_slice::<Vec<i64>>(b"\x03\x20\x06\x36\x00").unwrap_err();
    assert!(matches!(
        error.kind(),
        DecodeErrorKind::LengthBeyondInput { length: 16, .. }
    ));
}

#[test]
fn a_map_may_be_any_map() {
    let bytes = b"\x04\x02a\x02\x02b\x04\x00";
    let pairs = [("a", 1_i64), ("b", 2)];
    let owned = pairs.map(|(key, value)| (key.to_owned(), value));
    both_ways(BTreeMap::from(owned.clone()), bytes, BTreeMap::new());
    assert_eq!(
        from_slice::<HashMap<String, i64>>(bytes).unwrap(),
        HashMap::from(owned.clone())
    );
    assert_eq!(
        from_slice::<HashMap<&str, i64>>(bytes).unwrap(),
        HashMap::from(pairs)
    );
    assert_eq!(
        from_slice::<BTreeMap<Cow<'_, str>, i64>>(bytes)
            .unwrap()
            .len(),
        2
    );

    let mut decoder = Decoder::new(bytes);
    let list = <Vec<(String, i64)> as Decode<Map<shape::Long>>>::decode(&mut decoder).unwrap();
    assert_eq!(list, owned);
    let mut encoder = Encoder::new();
    Encode::<Map<shape::Long>>::encode(&list, &mut encoder).unwrap();
    assert_eq!(encoder.as_slice(), bytes);
}

#[test]
fn of_a_key_written_twice_the_last_value_stays() {
    let bytes = b"\x04\x02a\x02\x02a\x04\x00";
    let map = from_slice::<HashMap<String, i64>>(bytes).unwrap();
    assert_eq!(map, HashMap::from([("a".to_owned(), 2)]));
}

#[test]
fn an_option_is_a_union_with_null_first() {
    both_ways(None::<String>, b"\x00", Some("x".to_owned()));
    both_ways(Some("a".to_owned()), b"\x02\x02a", None);
    both_ways(Some("a".to_owned()), b"\x02\x02a", Some("b".to_owned()));
}

#[test]
fn null_may_stand_last_at_any_depth() {
    type Shape = Array<Nullable<shape::TimestampMillis, 1>>;
    let value = vec![Some(1_i64), None];
    let mut encoder = Encoder::new();
    Encode::<Shape>::encode(&value, &mut encoder).unwrap();
    assert_eq!(encoder.as_slice(), b"\x04\x00\x02\x02\x00");
    let mut decoder = Decoder::new(b"\x04\x00\x02\x02\x00");
    assert_eq!(
        <Vec<Option<i64>> as Decode<Shape>>::decode(&mut decoder).unwrap(),
        value
    );
}

#[test]
fn pointers_are_what_they_point_to() {
    both_ways(Box::new(1_i32), b"\x02", Box::new(0));
    both_ways(Rc::new(1_i32), b"\x02", Rc::new(0));
    both_ways(Arc::new(1_i32), b"\x02", Arc::new(0));
    both_ways(Box::<str>::from("a"), b"\x02a", Box::from(""));
    both_ways(Arc::<str>::from("a"), b"\x02a", Arc::from(""));
    both_ways(Box::<[i32]>::from([1]), b"\x02\x02\x00", Box::from([]));
    assert_eq!(to_vec(&&"a").unwrap(), b"\x02a");
    assert_eq!(to_vec(&[1_i32][..]).unwrap(), b"\x02\x02\x00");
    let shared = Arc::new("old".to_owned());
    let mut over = Arc::clone(&shared);
    from_slice_into(&mut over, b"\x06new").unwrap();
    assert_eq!((over.as_str(), shared.as_str()), ("new", "old"));
}

#[test]
fn strings_and_bytes_are_borrowed_from_the_input() {
    let bytes = b"\x04hi".to_vec();
    let text: &str = from_slice(&bytes).unwrap();
    assert!(std::ptr::eq(text.as_ptr(), &bytes[1]));
    let text: Cow<'_, str> = from_slice(&bytes).unwrap();
    assert!(matches!(text, Cow::Borrowed("hi")));
    let raw: &[u8] = from_slice(&bytes).unwrap();
    assert_eq!(raw, b"hi");
}

#[test]
fn memory_is_used_again() {
    let mut words = vec!["a long first word".to_owned()];
    let before = (words.as_ptr(), words[0].as_ptr());
    from_slice_into(&mut words, b"\x02\x0ashort\x00").unwrap();
    assert_eq!(words, ["short"]);
    assert_eq!((words.as_ptr(), words[0].as_ptr()), before);

    let mut ages = HashMap::from([("somebody".to_owned(), 1_i64)]);
    let key = ages.keys().next().unwrap().as_ptr();
    from_slice_into(&mut ages, b"\x02\x06Ada\x48\x00").unwrap();
    assert_eq!(ages, HashMap::from([("Ada".to_owned(), 36)]));
    assert_eq!(ages.keys().next().unwrap().as_ptr(), key);
}

#[test]
fn an_error_names_the_place() {
    for (bytes, message) in [
        (
            &b"\x02\x02k\x04\x02\x00\x02\x05"[..],
            "[\"k\"][1] at byte 8: the length -3 is negative",
        ),
        (
            b"\x02\x02k\x02\x04",
            "[\"k\"][0] at byte 4: branch 2 of a union that has 2",
        ),
        (
            b"\x02\x02k\x02\x02\x04\xff\xff",
            "[\"k\"][0] at byte 6: the string is not UTF-8",
        ),
        (
            b"\x02\x02k\xfe\xff\xff\xff\x0f\x00",
            "[\"k\"] at byte 8: a block declares 2147483647 items, of at least 1 bytes each, \
             and 1 bytes are left",
        ),
    ] {
        let error = from_slice::<HashMap<String, Vec<Option<String>>>>(bytes).unwrap_err();
        assert_eq!(error.to_string(), message, "of {bytes:02x?}");
    }
}

#[test]
fn a_byte_too_many_is_an_error() {
    let error = from_slice::<i32>(b"\x02\x00").unwrap_err();
    assert_eq!(error.to_string(), "at byte 1: 1 bytes follow the value");
}

#[test]
fn values_of_no_bytes_are_counted_over_the_whole_datum() {
    // Two blocks of 300,000 nulls: each below the limit, together above it.
    let block = b"\xc0\xcf\x24";
    let bytes = [block, block, &b"\x00"[..]].concat();
    let error = from_slice::<Vec<()>>(&bytes).unwrap_err();
    assert!(matches!(
        error.kind(),
        DecodeErrorKind::LimitExceeded { limit: 500_000, .. }
    ));
}

#[test]
fn what_collections_take_in_memory_is_bounded() {
    let limits = Limits::default().with_memory(100);
    let bytes = to_vec(&vec![""; 100]).unwrap();
    let mut decoder = Decoder::with_limits(&bytes, &limits);
    // 103 bytes of input grant 16 bytes each; 100 strings take 2,400.
    let error = <Vec<String> as Decode>::decode(&mut decoder).unwrap_err();
    assert!(matches!(
        error.kind(),
        DecodeErrorKind::LimitExceeded { limit: 1748, .. }
    ));
}

#[test]
fn a_schema_is_that_of_the_shape() {
    for (schema, text) in [
        (<Option<i64>>::schema(), r#"["null","long"]"#),
        (
            <HashMap<String, Vec<Option<Box<str>>>>>::schema(),
            r#"{"type":"map","values":{"type":"array","items":["null","string"]}}"#,
        ),
        (<Vec<u8>>::schema(), r#""bytes""#),
        (<[u16]>::schema(), r#"{"type":"array","items":"int"}"#),
        (<Cow<'_, [u8]>>::schema(), r#""bytes""#),
    ] {
        assert_eq!(schema.unwrap().to_string(), text);
    }
}

#[test]
fn encoding_stops_before_the_stack_does() {
    struct Deep(Option<Box<Deep>>);

    impl avro_core::AvroAs for Deep {
        const MIN: usize = 1;
        const KINDS: shape::Kinds = shape::Kinds::NAMED;
        type Key = Deep;

        fn node(builder: &mut avro_core::schema::TypeBuilder) -> avro_core::NodeId {
            builder.schema().null()
        }

        fn name_part(_: &mut String) {}
    }

    impl Encode for Deep {
        fn encode(&self, encoder: &mut Encoder) -> Result<(), avro_core::EncodeError> {
            Encode::<shape::Own>::encode(&self.0, encoder)
        }
    }

    let nested = |levels| (0..levels).fold(Deep(None), |inner, _| Deep(Some(Box::new(inner))));
    assert_eq!(to_vec(&nested(128)).unwrap().len(), 129);
    let error = to_vec(&nested(129)).unwrap_err();
    assert_eq!(*error.kind(), EncodeErrorKind::TooDeep { levels: 128 });
}

#[test]
fn what_is_encoded_is_not_too_deep_to_decode() {
    fn nested(levels: usize) -> Vec<Vec<Vec<i32>>> {
        match levels {
            1 => vec![],
            2 => vec![vec![]],
            _ => vec![vec![vec![]]],
        }
    }
    // Three levels of arrays, the innermost empty, at a limit of two and of three.
    let bytes = to_vec(&nested(3)).unwrap();
    for (depth, fits) in [(2, false), (3, true)] {
        let limits = Limits::default().with_depth(depth);
        let mut decoder = Decoder::with_limits(&bytes, &limits);
        let read = <Vec<Vec<Vec<i32>>> as Decode>::decode(&mut decoder);
        assert_eq!(read.is_ok(), fits, "at a limit of {depth}");
    }
    let mut encoder = Encoder::new();
    for _ in 0..126 {
        encoder.enter().unwrap();
    }
    assert!(Encode::<shape::Own>::encode(&nested(2), &mut encoder).is_ok());
    assert!(Encode::<shape::Own>::encode(&nested(3), &mut encoder).is_err());
}

#[test]
fn an_array_is_one_level_whatever_it_holds() {
    fn holds<T: for<'de> Decode<'de> + Encode + Debug + PartialEq>(item: T)
    where
        Vec<Vec<T>>: for<'de> Decode<'de> + Encode,
    {
        let value = vec![vec![item]];
        let datum = to_vec(&value).unwrap();
        let read = |depth| {
            let limits = Limits::default().with_depth(depth);
            let mut decoder = Decoder::with_limits(&datum, &limits);
            <Vec<Vec<T>> as Decode>::decode(&mut decoder)
        };
        assert_eq!(read(2).unwrap(), value);
        let error = read(1).unwrap_err().to_string();
        assert!(error.contains("limit of 1 on depth"), "{error}");
    }
    holds(true);
    holds(1_i32);
    holds(1_i64);
    holds(1.0_f64);
    holds("a".to_owned());
    holds(vec![1_u8]);
    holds(Some(1_i32));
}

#[test]
fn blocks_of_booleans_may_say_their_size() {
    let mut encoder = Encoder::new().with_block_sizes(true);
    Encode::<shape::Own>::encode(&vec![true, false, true], &mut encoder).unwrap();
    // -3 items, 3 bytes, the items, and the end.
    assert_eq!(encoder.as_slice(), b"\x05\x06\x01\x00\x01\x00");
    let read: Vec<bool> = from_slice(encoder.as_slice()).unwrap();
    assert_eq!(read, [true, false, true]);
}

#[test]
fn memory_is_reserved_in_proportion_to_the_input() {
    let input = [0; 50_000];
    let reserved = |input: &[u8], charged: usize| {
        let mut decoder = Decoder::new(input);
        decoder.charge(charged).unwrap();
        decoder.reservation(1_000, 100)
    };
    // 100,000 bytes for 50,000, and up to four for each.
    assert_eq!(reserved(&input, 100_000), 1_000);
    assert_eq!(reserved(&input, 200_000), 1_000);
    // More, and a small input: what 64 KiB hold.
    assert_eq!(reserved(&input, 200_001), 655);
    assert_eq!(reserved(&input[..1_000], 100_000), 655);
    // What nobody was charged for counts too.
    assert_eq!(Decoder::new(&input).reservation(1_000_000, 1 << 10), 64);
    // One at least, and all of what is small.
    let mut decoder = Decoder::new(&[]);
    decoder.charge(1 << 20).unwrap();
    assert_eq!(decoder.reservation(10, 1 << 20), 1);
    assert_eq!(decoder.reservation(0, 1 << 20), 0);
    assert_eq!(decoder.reservation(1_000, 0), 1_000);
    assert_eq!(decoder.reservation(64, 1 << 10), 64);
}
