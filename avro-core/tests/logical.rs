//! What values of logical types look like on the wire and in a schema, alone and in
//! every position. Expected numbers and bytes come from Python, by the lines that
//! stand beside them, or are written by hand after the specification.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::marker::PhantomData;

use avro_core::encoding::{Decoder, Encoder};
use avro_core::logical::{
    BigDecimal, Date, Decimal, Duration, LocalTimestampMicros, LocalTimestampMillis,
    LocalTimestampNanos, TimeMicros, TimeMillis, TimestampMicros, TimestampMillis, TimestampNanos,
    Uuid,
};
use avro_core::schema::TypeBuilder;
use avro_core::shape::{self, Array, Kinds, Map, Named, Nullable, Own};
use avro_core::{
    AvroAs, AvroSchema, Decode, DecodeError, DecodeErrorKind, Encode, EncodeError, NodeId, Schema,
    from_slice, to_vec,
};

fn encoded<S, T: Encode<S> + ?Sized>(value: &T) -> Result<Vec<u8>, EncodeError> {
    let mut encoder = Encoder::new();
    value.encode(&mut encoder)?;
    Ok(encoder.into_vec())
}

fn decoded<'de, S, T: Decode<'de, S>>(bytes: &'de [u8]) -> Result<T, DecodeError> {
    let mut decoder = Decoder::new(bytes);
    let value = T::decode(&mut decoder)?;
    decoder.finish()?;
    Ok(value)
}

/// Encodes to just these bytes and decodes from them.
#[track_caller]
fn both_ways<S, T>(value: &T, bytes: &[u8])
where
    T: Encode<S> + for<'de> Decode<'de, S> + PartialEq + Debug,
{
    assert_eq!(encoded(value).unwrap(), bytes, "encoding {value:?}");
    let back: T = decoded(bytes).unwrap();
    assert_eq!(back, *value, "decoding {bytes:02x?}");
}

/// The same alone, and inside of options, arrays and maps; decoded over another value too.
#[track_caller]
fn everywhere<S, T>(value: T, bytes: &[u8])
where
    T: Encode<S> + for<'de> Decode<'de, S> + PartialEq + Debug + Clone,
{
    both_ways(&value, bytes);

    let join = |parts: &[&[u8]]| parts.concat();
    both_ways::<Nullable<S, 0>, _>(&Some(value.clone()), &join(&[&[2], bytes]));
    both_ways::<Nullable<S, 1>, _>(&Some(value.clone()), &join(&[&[0], bytes]));
    both_ways::<Nullable<S, 1>, _>(&None::<T>, &[2]);
    let three = vec![value.clone(); 3];
    let array = join(&[&[6], bytes, bytes, bytes, &[0]]);
    both_ways::<Array<S>, _>(&three, &array);
    let map = BTreeMap::from([("k".to_owned(), value.clone())]);
    both_ways::<Map<S>, _>(&map, &join(&[b"\x02\x02k", bytes, &[0]]));
    let deep = BTreeMap::from([(
        "k".to_owned(),
        vec![Some(value.clone()), None, Some(value.clone())],
    )]);
    both_ways::<Map<Array<Nullable<S, 1>>>, _>(
        &deep,
        &join(&[b"\x02\x02k\x06\0", bytes, b"\x02\0", bytes, &[0, 0]]),
    );
    both_ways::<S, _>(&Box::new(value.clone()), bytes);

    let mut over = vec![value.clone(); 5];
    let mut decoder = Decoder::new(&array);
    Decode::<Array<S>>::decode_into(&mut over, &mut decoder).unwrap();
    assert_eq!(over, three);
}

/// Stands for a type in a shape that is not its own, to ask for its schema.
struct In<T, S>(PhantomData<(T, S)>);

impl<T: AvroAs<S>, S> AvroAs for In<T, S> {
    const MIN: usize = T::MIN;
    const KINDS: Kinds = T::KINDS;
    type Key = T::Key;

    fn node(builder: &mut TypeBuilder) -> NodeId {
        T::node(builder)
    }

    fn name_part(out: &mut String) {
        T::name_part(out);
    }
}

/// The schema of the type in the shape is this text, and the name is its part in
/// the names of generic types.
#[track_caller]
fn has_schema<T: AvroAs<S>, S>(text: &str, name: &str) {
    let schema = In::<T, S>::schema().unwrap();
    assert_eq!(schema, Schema::parse(text).unwrap());
    let mut part = String::new();
    T::name_part(&mut part);
    assert_eq!(part, name);
}

enum Id {}

impl Named for Id {
    const NAME: &'static str = "com.x.Id";
}

#[test]
fn schemas_are_those_of_the_specification() {
    macro_rules! numbers {
        ($($ty:ident $base:literal $logical:literal $name:literal;)*) => {$(
            let text = concat!(r#"{"type": ""#, $base, r#"", "logicalType": ""#, $logical, r#""}"#);
            has_schema::<$ty, Own>(text, $name);
            has_schema::<$ty, shape::$ty>(text, $name);
        )*};
    }
    numbers! {
        Date "int" "date" "date";
        TimeMillis "int" "time-millis" "time_millis";
        TimeMicros "long" "time-micros" "time_micros";
        TimestampMillis "long" "timestamp-millis" "timestamp_millis";
        TimestampMicros "long" "timestamp-micros" "timestamp_micros";
        TimestampNanos "long" "timestamp-nanos" "timestamp_nanos";
        LocalTimestampMillis "long" "local-timestamp-millis" "local_timestamp_millis";
        LocalTimestampMicros "long" "local-timestamp-micros" "local_timestamp_micros";
        LocalTimestampNanos "long" "local-timestamp-nanos" "local_timestamp_nanos";
    }

    let uuid = r#"{"type": "string", "logicalType": "uuid"}"#;
    has_schema::<Uuid, Own>(uuid, "uuid");
    has_schema::<Uuid, shape::Uuid>(uuid, "uuid");
    let uuid = r#"{"type": "fixed", "name": "com.x.Id", "size": 16, "logicalType": "uuid"}"#;
    has_schema::<Uuid, shape::UuidFixed<Id>>(uuid, "Id");
    has_schema::<[u8; 16], shape::UuidFixed<Id>>(uuid, "Id");

    let duration = |name| {
        format!(r#"{{"type": "fixed", "name": "{name}", "size": 12, "logicalType": "duration"}}"#)
    };
    has_schema::<Duration, Own>(&duration("time.Duration"), "Duration");
    has_schema::<Duration, shape::Duration<Id>>(&duration("com.x.Id"), "Id");
    has_schema::<[u8; 12], shape::Duration<Id>>(&duration("com.x.Id"), "Id");

    let decimal = r#"{"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 2}"#;
    has_schema::<Decimal<4, 2>, Own>(decimal, "decimal_4_2");
    has_schema::<Decimal<4, 2>, shape::Decimal<4, 2>>(decimal, "decimal_4_2");
    has_schema::<Vec<u8>, shape::Decimal<4, 2>>(decimal, "decimal_4_2");
    let decimal = r#"{"type": "bytes", "logicalType": "decimal", "precision": 4}"#;
    has_schema::<Decimal<4, 0>, Own>(decimal, "decimal_4_0");
    let decimal = r#"{"type": "fixed", "name": "com.x.Id", "size": 8, "logicalType": "decimal",
        "precision": 18, "scale": 3}"#;
    has_schema::<Decimal<18, 3>, shape::DecimalFixed<Id, 8, 18, 3>>(decimal, "Id");
    has_schema::<[u8; 8], shape::DecimalFixed<Id, 8, 18, 3>>(decimal, "Id");

    let big = r#"{"type": "bytes", "logicalType": "big-decimal"}"#;
    has_schema::<BigDecimal, Own>(big, "big_decimal");
    has_schema::<Vec<u8>, shape::BigDecimal>(big, "big_decimal");
}

#[test]
fn a_type_stands_in_a_schema_where_its_base_type_stands() {
    let text = r#"["null", {"type": "array", "items": {"type": "map", "values":
        [{"type": "int", "logicalType": "date"}, "null"]}}]"#;
    type Dates = Option<Vec<BTreeMap<String, Option<Date>>>>;
    type Shape = Nullable<Array<Map<Nullable<Own, 1>>>, 0>;
    assert_eq!(
        In::<Dates, Shape>::schema().unwrap(),
        Schema::parse(text).unwrap()
    );
}

#[test]
fn one_fixed_is_defined_once() {
    struct Two;
    impl AvroAs for Two {
        const MIN: usize = 0;
        const KINDS: Kinds = Kinds::ARRAY;
        type Key = Two;

        fn node(builder: &mut TypeBuilder) -> NodeId {
            let first = <Uuid as AvroAs<shape::UuidFixed<Id>>>::node(builder);
            let second = <[u8; 16] as AvroAs<shape::UuidFixed<Id>>>::node(builder);
            assert_eq!(first, second);
            builder.schema().array(first)
        }

        fn name_part(_: &mut String) {}
    }
    assert!(Two::schema().is_ok());
}

#[test]
fn a_date_is_an_int() {
    // zigzag((date(2000, 2, 29) - date(1970, 1, 1)).days)
    everywhere::<Own, _>(Date::from_ymd(2000, 2, 29).unwrap(), b"\x90\xac\x01");
    everywhere::<Own, _>(Date::from_ymd(9999, 12, 31).unwrap(), b"\xc0\x82\xe6\x02");
    everywhere::<shape::Date, _>(Date::new(-1), b"\x01");
    everywhere::<Own, _>(Date::new(i32::MIN), b"\xff\xff\xff\xff\x0f");
    everywhere::<Own, _>(Date::new(i32::MAX), b"\xfe\xff\xff\xff\x0f");
    assert_eq!(Date::new(i32::MIN).to_string(), "-5877641-06-23");
    assert_eq!(Date::new(i32::MAX).to_string(), "+5881580-07-11");
    for days in [i32::MIN, -719_529, -1, 0, i32::MAX] {
        let (year, month, day) = Date::new(days).ymd();
        assert_eq!(Date::from_ymd(year, month, day), Some(Date::new(days)));
    }
    assert_eq!(Date::from_ymd(5_881_580, 7, 12), None);
    assert_eq!(Date::from_ymd(i32::MAX, 1, 1), None);
    assert_eq!(Date::from_ymd(i32::MIN, 12, 31), None);
    assert_eq!(
        Date::from_ymd(-1, 12, 31).unwrap().to_string(),
        "-0001-12-31"
    );
}

#[test]
fn a_time_of_day_is_on_one_day() {
    let noon = TimeMillis::new(45_296_789).unwrap();
    assert_eq!(noon.to_string(), "12:34:56.789");
    everywhere::<Own, _>(noon, b"\xaa\xb2\x99\x2b");
    everywhere::<Own, _>(TimeMillis::new(0).unwrap(), b"\0");
    everywhere::<Own, _>(TimeMillis::new(86_399_999).unwrap(), b"\xfe\xef\xb2\x52");
    let noon = TimeMicros::new(45_296_789_012).unwrap();
    assert_eq!(noon.to_string(), "12:34:56.789012");
    everywhere::<Own, _>(noon, b"\xa8\x98\xb1\xbe\xd1\x02");

    for bytes in [&b"\x80\xf0\xb2\x52"[..], b"\x01", b"\xff\xff\xff\xff\x0f"] {
        let error = from_slice::<TimeMillis>(bytes).unwrap_err();
        assert!(
            matches!(error.kind(), DecodeErrorKind::OutOfRange { .. }),
            "{error}"
        );
        assert!(TimeMillis::new(from_slice(bytes).unwrap()).is_none());
    }
    let error = from_slice::<Vec<TimeMicros>>(b"\x04\0\x80\x80\xbb\xdd\x83\x05\0").unwrap_err();
    assert_eq!(
        error.to_string(),
        "[1] at byte 2: 86400000000 is not a time of day"
    );
    assert!(from_slice::<TimeMicros>(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01").is_err());
    // More than an int.
    assert!(from_slice::<TimeMillis>(b"\xfe\xff\xba\xdd\x83\x05").is_err());
}

#[test]
fn a_time_of_day_is_so_long_after_midnight() {
    use std::time::Duration;
    let time = TimeMillis::try_from(Duration::new(45_296, 789_999_999)).unwrap();
    assert_eq!(time.get(), 45_296_789);
    assert_eq!(Duration::from(time), Duration::from_millis(45_296_789));
    let time = TimeMicros::try_from(Duration::new(86_399, 999_999_999)).unwrap();
    assert_eq!(time.get(), 86_399_999_999);
    assert!(TimeMillis::try_from(Duration::from_secs(86_400)).is_err());
    assert!(TimeMicros::try_from(Duration::MAX).is_err());
}

#[test]
fn a_timestamp_is_a_long() {
    let least = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";
    let most = b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01";
    macro_rules! timestamps {
        ($($ty:ident $least:literal $most:literal;)*) => {$(
            everywhere::<Own, _>($ty::new(0), b"\0");
            everywhere::<shape::$ty, _>($ty::new(-1), b"\x01");
            everywhere::<Own, _>($ty::new(i64::MIN), least);
            everywhere::<Own, _>($ty::new(i64::MAX), most);
            assert_eq!($ty::new(i64::MIN).to_string(), $least);
            assert_eq!($ty::new(i64::MAX).to_string(), $most);
        )*};
    }
    // The ends of millis and micros are those of java.time, jiff and chrono; Python
    // reaches neither. Those of nanos are in the documentation of chrono.
    timestamps! {
        TimestampMillis "-292275055-05-16T16:47:04.192Z" "+292278994-08-17T07:12:55.807Z";
        TimestampMicros "-290308-12-21T19:59:05.224192Z" "+294247-01-10T04:00:54.775807Z";
        TimestampNanos "1677-09-21T00:12:43.145224192Z" "2262-04-11T23:47:16.854775807Z";
        LocalTimestampMillis "-292275055-05-16T16:47:04.192" "+292278994-08-17T07:12:55.807";
        LocalTimestampMicros "-290308-12-21T19:59:05.224192" "+294247-01-10T04:00:54.775807";
        LocalTimestampNanos "1677-09-21T00:12:43.145224192" "2262-04-11T23:47:16.854775807";
    }
    assert_eq!(
        TimestampMillis::new(-1).to_string(),
        "1969-12-31T23:59:59.999Z"
    );
    assert_eq!(
        TimestampMillis::new(-62_135_596_800_000).to_string(),
        "0001-01-01T00:00:00.000Z"
    );
    assert_eq!(
        TimestampMillis::new(-62_167_219_200_001).to_string(),
        "-0001-12-31T23:59:59.999Z"
    );
    assert_eq!(
        TimestampMillis::new(253_402_300_800_000).to_string(),
        "+10000-01-01T00:00:00.000Z"
    );
}

#[test]
fn a_timestamp_is_a_time_of_the_system() {
    use std::time::{Duration, SystemTime};
    let before = SystemTime::UNIX_EPOCH - Duration::new(1, 100);
    assert_eq!(TimestampMillis::try_from(before).unwrap().get(), -1_001);
    assert_eq!(TimestampMicros::try_from(before).unwrap().get(), -1_000_001);
    assert_eq!(
        TimestampNanos::try_from(before).unwrap().get(),
        -1_000_000_100
    );
    assert_eq!(
        SystemTime::try_from(TimestampNanos::new(-1_000_000_100)),
        Ok(before)
    );
    // Some systems count hundreds of nanoseconds.
    for count in [i64::MIN + 8, -100, 0, 100, i64::MAX - 7] {
        let nanos = TimestampNanos::new(count);
        let time = SystemTime::try_from(nanos).unwrap();
        assert_eq!(TimestampNanos::try_from(time), Ok(nanos));
    }
    let far = SystemTime::UNIX_EPOCH + Duration::from_secs(10_000_000_000);
    let error = TimestampNanos::try_from(far).unwrap_err();
    assert_eq!(error.to_string(), "not within the reach of timestamp-nanos");
}

#[test]
fn a_uuid_is_a_string_or_sixteen_bytes() {
    // uuid.UUID('123e4567-e89b-12d3-a456-426614174000').bytes
    let bytes = *b"\x12\x3e\x45\x67\xe8\x9b\x12\xd3\xa4\x56\x42\x66\x14\x17\x40\0";
    let text = b"\x48123e4567-e89b-12d3-a456-426614174000";
    let uuid = Uuid::from_bytes(bytes);
    everywhere::<Own, _>(uuid, text);
    everywhere::<shape::Uuid, _>(uuid, text);
    everywhere::<shape::UuidFixed<Id>, _>(uuid, &bytes);
    everywhere::<shape::UuidFixed<Id>, _>(bytes, &bytes);
    assert_eq!(
        format!("{uuid:?}"),
        "Uuid(123e4567-e89b-12d3-a456-426614174000)"
    );

    let upper = text.to_ascii_uppercase();
    assert_eq!(from_slice::<Uuid>(&upper).unwrap(), uuid);
    let error = from_slice::<Option<Uuid>>(b"\x02\x06abc").unwrap_err();
    assert_eq!(error.to_string(), "at byte 2: the string is not a uuid");
    assert_eq!(*error.kind(), DecodeErrorKind::NotAUuid);
    assert!(from_slice::<Uuid>(b"\x48\xff").is_err());
    // A count of uuids that the input cannot hold is seen before any is read.
    let error = from_slice::<Vec<Uuid>>(&[&b"\x06"[..], text, text, &[0]].concat()).unwrap_err();
    assert!(matches!(
        error.kind(),
        DecodeErrorKind::CountBeyondInput { least: 37, .. }
    ));
}

#[test]
fn a_duration_is_three_little_endian_numbers() {
    let duration = Duration {
        months: 1,
        days: 2,
        millis: 3,
    };
    let bytes = b"\x01\0\0\0\x02\0\0\0\x03\0\0\0";
    everywhere::<Own, _>(duration, bytes);
    everywhere::<shape::Duration<Id>, _>(duration, bytes);
    everywhere::<shape::Duration<Id>, _>(*bytes, bytes);
    let most = u32::MAX;
    let duration = Duration {
        months: most,
        days: most,
        millis: most,
    };
    everywhere::<Own, _>(duration, &[0xff; 12]);
    assert!(from_slice::<Duration>(&[0; 11]).is_err());
}

#[test]
fn a_decimal_is_twos_complement() {
    fn of<const P: u32, const S: u32>(text: &str) -> Decimal<P, S> {
        text.parse().unwrap()
    }
    // (-123).to_bytes(1, 'big', signed=True)
    everywhere::<Own, _>(of::<6, 2>("-1.23"), b"\x02\x85");
    everywhere::<Own, _>(of::<4, 2>("12.34"), b"\x04\x04\xd2");
    everywhere::<shape::Decimal<4, 2>, _>(of::<4, 2>("0"), b"\x02\0");
    // (10**38-1).to_bytes(16, 'big', signed=True)
    let most = b"\x4b\x3b\x4c\xa8\x5a\x86\xc4\x7a\x09\x8a\x22\x3f\xff\xff\xff\xff";
    let least = b"\xb4\xc4\xb3\x57\xa5\x79\x3b\x85\xf6\x75\xdd\xc0\0\0\0\x01";
    everywhere::<Own, _>(Decimal::<38, 5>::MAX, &[&[32], &most[..]].concat());
    everywhere::<Own, _>(Decimal::<38, 38>::MIN, &[&[32], &least[..]].concat());
    everywhere::<shape::DecimalFixed<Id, 16, 38, 0>, _>(Decimal::<38, 0>::MAX, most);
    everywhere::<shape::DecimalFixed<Id, 16, 38, 0>, _>(Decimal::<38, 0>::MIN, least);
    let wide = [&[0xff; 4], &least[..]].concat();
    everywhere::<shape::DecimalFixed<Id, 20, 38, 0>, _>(Decimal::<38, 0>::MIN, &wide);
    everywhere::<shape::DecimalFixed<Id, 4, 8, 2>, _>(of::<8, 2>("-0.05"), b"\xff\xff\xff\xfb");
    everywhere::<shape::DecimalFixed<Id, 4, 8, 2>, _>(of::<8, 2>("1.23"), b"\0\0\0\x7b");
    everywhere::<shape::DecimalFixed<Id, 1, 2, 2>, _>(of::<2, 2>("0.99"), b"\x63");
}

#[test]
fn a_decimal_is_read_with_its_sign_repeated() {
    let read = |bytes: &[u8]| from_slice::<Decimal<6, 2>>(bytes).map(Decimal::unscaled);
    assert_eq!(read(b"\x06\0\0\x05").unwrap(), 5);
    assert_eq!(read(b"\x06\xff\xff\x85").unwrap(), -123);
    assert_eq!(read(&[&[64], &[0xff; 32][..]].concat()).unwrap(), -1);
    assert_eq!(read(&[&[64], &[0; 32][..]].concat()).unwrap(), 0);
    assert_eq!(read(b"\0").unwrap(), 0, "no bytes are zero");
}

#[test]
fn a_decimal_over_its_precision_is_refused() {
    type Small = Decimal<6, 2>;
    let over = |error: DecodeError| *error.kind() == DecodeErrorKind::Precision { precision: 6 };
    // (10**6).to_bytes(3, 'big', signed=True)
    assert!(from_slice::<Small>(b"\x06\x0f\x42\x3f").is_ok());
    assert!(over(from_slice::<Small>(b"\x06\x0f\x42\x40").unwrap_err()));
    assert!(over(from_slice::<Small>(b"\x06\xf0\xbd\xc0").unwrap_err()));
    assert!(over(
        decoded::<shape::DecimalFixed<Id, 4, 6, 2>, Small>(b"\0\x0f\x42\x40").unwrap_err()
    ));
    // More than 128 bits.
    assert!(over(
        from_slice::<Small>(&[&[34], &[1; 17][..]].concat()).unwrap_err()
    ));
    let long = [&b"\x80\xea\x30"[..], &[0x55; 400_000]].concat();
    assert!(over(from_slice::<Small>(&long).unwrap_err()));
    let error = from_slice::<Vec<Small>>(b"\x04\x02\x01\x06\x0f\x42\x40\0").unwrap_err();
    assert_eq!(
        error.to_string(),
        "[1] at byte 4: a decimal of more than 6 digits"
    );
    assert_eq!(Small::from_unscaled(1_000_000), None);
    assert_eq!(Small::from_unscaled(i128::MIN), None);
    assert_eq!(Decimal::<38, 0>::from_unscaled(i128::MIN), None);
}

#[test]
fn a_decimal_of_any_precision_is_bytes() {
    let bytes = vec![0x44; 100];
    let wire = [&[0xc8, 0x01], &bytes[..]].concat();
    everywhere::<shape::Decimal<200, 30>, _>(bytes.clone(), &wire);
    let borrowed: &[u8] = decoded::<shape::Decimal<200, 30>, &[u8]>(&wire).unwrap();
    assert_eq!(borrowed, bytes);
    everywhere::<shape::DecimalFixed<Id, 32, 76, 10>, _>([7; 32], &[7; 32]);
    let borrowed = decoded::<shape::DecimalFixed<Id, 2, 4, 0>, &[u8; 2]>(b"\x01\x02").unwrap();
    assert_eq!(borrowed, &[1, 2]);
}

#[test]
fn a_big_decimal_carries_its_scale() {
    // By hand: outer length, inner length, unscaled value, scale.
    everywhere::<Own, _>(BigDecimal::new(0, 0), b"\x06\x02\0\0");
    everywhere::<Own, _>(BigDecimal::new(-12_345, 3), b"\x08\x04\xcf\xc7\x06");
    everywhere::<shape::BigDecimal, _>(BigDecimal::new(1, -5), b"\x06\x02\x01\x09");
    everywhere::<Own, _>(
        BigDecimal::new(1, i32::MIN),
        b"\x0e\x02\x01\xff\xff\xff\xff\x0f",
    );
    // (10**50).to_bytes(21, 'big', signed=True)
    let number: BigDecimal = "1.00000000000000000000000000000000000000000000000000"
        .parse()
        .unwrap();
    let unscaled = b"\x44\x6c\x3b\x15\xf9\x92\x66\x87\xd2\xc4\x05\x34\xfd\xb5\x64\0\0\0\0\0\0";
    everywhere::<Own, _>(
        number.clone(),
        &[b"\x2e\x2a", &unscaled[..], b"\x64"].concat(),
    );
    assert_eq!((number.unscaled(), number.scale()), (None, 50));
    assert_eq!(number.to_be_bytes(), unscaled);

    assert_eq!(
        from_slice::<BigDecimal>(b"\x04\0\x04").unwrap(),
        BigDecimal::new(0, 2)
    );
    let padded = from_slice::<BigDecimal>(b"\x0a\x06\xff\xff\x85\x04").unwrap();
    assert_eq!(padded, BigDecimal::new(-123, 2));
    let price: Decimal<6, 2> = "1.20".parse().unwrap();
    assert_eq!(BigDecimal::from(price).to_string(), "1.20");
}

#[test]
fn a_big_decimal_is_not_more_and_not_less_than_its_bytes() {
    for (bytes, message) in [
        (&b"\x00"[..], "at byte 1: the input ends inside a value"),
        (b"\x04\x02\x01", "at byte 3: the input ends inside a value"),
        (
            b"\x06\x08\x01\0",
            "at byte 2: the value needs 4 bytes and 2 are left",
        ),
        (b"\x08\x02\x01\0\0", "at byte 4: 1 bytes follow the value"),
        (b"\x06\x01\x01\0", "at byte 2: the length -1 is negative"),
    ] {
        let error = from_slice::<BigDecimal>(bytes).unwrap_err();
        assert_eq!(error.to_string(), message, "{bytes:02x?}");
    }
    // A scale of 64 bits.
    let far = b"\x18\x02\x01\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01";
    let error = from_slice::<BigDecimal>(far).unwrap_err();
    assert!(
        matches!(error.kind(), DecodeErrorKind::OutOfRange { .. }),
        "{error}"
    );
    assert_eq!(error.offset(), 3);
}

#[test]
fn plain_types_hold_the_number_as_it_is() {
    everywhere::<shape::Date, _>(-1_i32, b"\x01");
    everywhere::<shape::TimeMillis, _>(i32::MAX, b"\xfe\xff\xff\xff\x0f");
    everywhere::<shape::TimestampNanos, _>(-5_i64, b"\x09");
    assert_eq!(
        to_vec(&TimestampMillis::new(-1)).unwrap(),
        to_vec(&-1_i64).unwrap()
    );
}

/// Instants: the parts, and the milliseconds, microseconds and nanoseconds since
/// 1970 cut towards the past; none where an i64 does not hold them. From
/// `(datetime(y, m, d, h, min, s) - datetime(1970, 1, 1)) // timedelta(seconds=1) * 10**9 + nanos`.
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
#[rustfmt::skip]
#[expect(clippy::type_complexity, reason = "a table")]
const INSTANTS: &[(i16, u8, u8, u8, u8, u8, u32, i64, i64, Option<i64>)] = &[
    (1970, 1, 1, 0, 0, 0, 0, 0, 0, Some(0)),
    (1970, 1, 1, 0, 0, 0, 1, 0, 0, Some(1)),
    (1969, 12, 31, 23, 59, 59, 999_999_999, -1, -1, Some(-1)),
    (1969, 12, 31, 23, 59, 58, 500_000_000, -1_500, -1_500_000, Some(-1_500_000_000)),
    (2000, 1, 1, 10, 0, 0, 0, 946_720_800_000, 946_720_800_000_000, Some(946_720_800_000_000_000)),
    (2000, 2, 29, 12, 34, 56, 789_012_345, 951_827_696_789, 951_827_696_789_012, Some(951_827_696_789_012_345)),
    (1900, 2, 28, 23, 59, 59, 999_000_001, -2_203_891_200_001, -2_203_891_200_001_000, Some(-2_203_891_200_000_999_999)),
    (1600, 2, 29, 0, 0, 0, 123_456_789, -11_670_998_399_877, -11_670_998_399_876_544, None),
    (1, 1, 1, 0, 0, 0, 0, -62_135_596_800_000, -62_135_596_800_000_000, None),
    (9999, 12, 30, 21, 59, 59, 999_999_999, 253_402_207_199_999, 253_402_207_199_999_999, None),
    (2262, 4, 11, 23, 47, 16, 854_775_807, 9_223_372_036_854, 9_223_372_036_854_775, Some(i64::MAX)),
    (2262, 4, 11, 23, 47, 16, 854_775_808, 9_223_372_036_854, 9_223_372_036_854_775, None),
    (1677, 9, 21, 0, 12, 43, 145_224_192, -9_223_372_036_855, -9_223_372_036_854_776, Some(i64::MIN)),
    (1677, 9, 21, 0, 12, 43, 145_224_191, -9_223_372_036_855, -9_223_372_036_854_776, None),
];

/// What a crate's types of time have in common. `$cut` drops what is finer than so
/// many nanoseconds, and is told the value and the unit.
#[cfg(any(feature = "jiff", feature = "chrono", feature = "time"))]
macro_rules! times {
    (instant $instant:ty, $instant_name:literal, local $local:ty, $local_name:literal,
        date $date:ty, $date_name:literal, time $time:ty, $time_name:literal,
        make |$y:ident, $m:ident, $d:ident, $h:ident, $min:ident, $s:ident, $n:ident| $make:expr,
        instant of |$at:ident| $of:expr) => {
        fn make($y: i16, $m: u8, $d: u8, $h: u8, $min: u8, $s: u8, $n: u32) -> (($date, $time), $local) {
            $make
        }

        fn instant($at: $local) -> $instant {
            $of
        }

        fn count<S, T: Encode<S>>(value: &T) -> Option<i64> {
            match encoded::<S, T>(value) {
                Ok(bytes) => Some(from_slice(&bytes).unwrap()),
                Err(error) => {
                    assert!(matches!(error.kind(), avro_core::EncodeErrorKind::OutOfRange { .. }));
                    None
                }
            }
        }

        #[test]
        fn schemas_are_those_of_the_logical_types() {
            macro_rules! same {
                ($ty:ty: $own:ident $shape_and_more:tt) => {
                    assert_eq!(<$ty>::schema().unwrap(), $own::schema().unwrap());
                    same!(@ $ty: $shape_and_more);
                };
                (@ $ty:ty: [$shape_0:ident $shape_1:ident $shape_2:ident]) => {
                    same!(@ $ty: [$shape_0 $shape_1]);
                    same!(@ $ty: [$shape_2]);
                };
                (@ $ty:ty: [$shape_0:ident $shape_1:ident]) => {
                    same!(@ $ty: [$shape_0]);
                    same!(@ $ty: [$shape_1]);
                };
                (@ $ty:ty: [$shape:ident]) => {
                    let schema = In::<$ty, shape::$shape>::schema().unwrap();
                    assert_eq!(schema, $shape::schema().unwrap());
                };
            }
            same!($instant: TimestampMicros [TimestampMillis TimestampMicros TimestampNanos]);
            same!($local: LocalTimestampMicros
                [LocalTimestampMillis LocalTimestampMicros LocalTimestampNanos]);
            same!($date: Date [Date]);
            same!($time: TimeMicros [TimeMillis TimeMicros]);
        }

        #[test]
        fn instants_are_cut_towards_the_past() {
            for &(y, m, d, h, min, s, n, millis, micros, nanos) in INSTANTS {
                let (_, local) = make(y, m, d, h, min, s, n);
                let instant = instant(local);
                assert_eq!(count::<shape::TimestampMillis, _>(&instant), Some(millis), "{instant}");
                assert_eq!(count::<shape::TimestampMicros, _>(&instant), Some(micros), "{instant}");
                assert_eq!(count::<shape::TimestampNanos, _>(&instant), nanos, "{instant}");
                assert_eq!(count::<Own, _>(&instant), Some(micros), "{instant}");
                assert_eq!(count::<shape::LocalTimestampMillis, _>(&local), Some(millis), "{local}");
                assert_eq!(count::<shape::LocalTimestampMicros, _>(&local), Some(micros), "{local}");
                assert_eq!(count::<shape::LocalTimestampNanos, _>(&local), nanos, "{local}");
                assert_eq!(count::<Own, _>(&local), Some(micros), "{local}");
            }
        }

        #[test]
        fn instants_are_read_in_every_position() {
            for &(y, m, d, h, min, s, n, millis, micros, nanos) in INSTANTS {
                // What is left when the unit cuts the nanoseconds.
                let at = |unit: u32| make(y, m, d, h, min, s, n / unit * unit).1;
                let wire = |count: i64| to_vec(&count).unwrap();
                let (millis, micros) = (wire(millis), wire(micros));
                everywhere::<shape::TimestampMillis, _>(instant(at(1_000_000)), &millis);
                everywhere::<shape::TimestampMicros, _>(instant(at(1_000)), &micros);
                everywhere::<shape::LocalTimestampMillis, _>(at(1_000_000), &millis);
                everywhere::<shape::LocalTimestampMicros, _>(at(1_000), &micros);
                everywhere::<Own, _>(instant(at(1_000)), &micros);
                everywhere::<Own, _>(at(1_000), &micros);
                if let Some(nanos) = nanos {
                    everywhere::<shape::TimestampNanos, _>(instant(at(1)), &wire(nanos));
                    everywhere::<shape::LocalTimestampNanos, _>(at(1), &wire(nanos));
                }
            }
        }

        #[test]
        fn instants_that_are_too_far_away_are_refused() {
            for count in [i64::MIN, i64::MAX] {
                let bytes = to_vec(&count).unwrap();
                let message = |name| format!("at byte 0: {count} is not {name}");
                macro_rules! refused {
                    ($ty:ty, $name:literal, $shape:ty) => {
                        let error = decoded::<$shape, $ty>(&bytes).unwrap_err();
                        assert_eq!(error.to_string(), message($name));
                    };
                }
                refused!($instant, $instant_name, shape::TimestampMillis);
                refused!($instant, $instant_name, Own);
                refused!($local, $local_name, shape::LocalTimestampMillis);
                refused!($local, $local_name, Own);
                // Nanoseconds never are.
                assert!(decoded::<shape::TimestampNanos, $instant>(&bytes).is_ok());
                assert!(decoded::<shape::LocalTimestampNanos, $local>(&bytes).is_ok());
            }
            let far = make(2300, 1, 1, 0, 0, 0, 0).1;
            let error = encoded::<shape::TimestampNanos, _>(&vec![instant(far)][0]).unwrap_err();
            assert!(error.to_string().starts_with("2300-01-01"), "{error}");
            assert!(error.to_string().ends_with("does not fit a timestamp-nanos"), "{error}");
        }

        #[test]
        fn dates_are_counted_from_1970() {
            // (date(2000, 2, 29) - date(1970, 1, 1)).days
            for (y, m, d, days) in [
                (1970, 1, 1, 0),
                (1969, 12, 31, -1),
                (2000, 2, 29, 11_016),
                (2100, 3, 1, 47_541),
                (1, 1, 1, -719_162),
                (9999, 12, 31, 2_932_896),
                // The year 0 is leap, and a day before Python's first.
                (0, 12, 31, -719_163),
                (0, 2, 29, -719_469),
                (-1, 12, 31, -719_529),
            ] {
                let ((date, _), _) = make(y, m, d, 0, 0, 0, 0);
                everywhere::<Own, _>(date, &to_vec(&days).unwrap());
                everywhere::<shape::Date, _>(date, &to_vec(&days).unwrap());
            }
            for days in [i32::MIN, i32::MAX] {
                let error = from_slice::<$date>(&to_vec(&days).unwrap()).unwrap_err();
                let message = format!("at byte 0: {days} is not {}", $date_name);
                assert_eq!(error.to_string(), message);
            }
        }

        #[test]
        fn times_are_on_one_day() {
            for (h, min, s, n, micros) in [
                (0, 0, 0, 0, 0_i64),
                (12, 34, 56, 789_012_345, 45_296_789_012),
                (23, 59, 59, 999_999_999, 86_399_999_999),
            ] {
                let at = |unit: u32| make(1970, 1, 1, h, min, s, n / unit * unit).0.1;
                assert_eq!(count::<Own, _>(&at(1)), Some(micros));
                assert_eq!(count::<shape::TimeMillis, _>(&at(1)), Some(micros / 1_000));
                everywhere::<Own, _>(at(1_000), &to_vec(&micros).unwrap());
                everywhere::<shape::TimeMicros, _>(at(1_000), &to_vec(&micros).unwrap());
                let millis = to_vec(&(micros / 1_000)).unwrap();
                everywhere::<shape::TimeMillis, _>(at(1_000_000), &millis);
            }
            for micros in [-1, 86_400_000_000, i64::MIN, i64::MAX] {
                let error = from_slice::<$time>(&to_vec(&micros).unwrap()).unwrap_err();
                let message = format!("at byte 0: {micros} is not {}", $time_name);
                assert_eq!(error.to_string(), message);
            }
            for millis in [-1, 86_400_000, i32::MIN, i32::MAX] {
                let bytes = to_vec(&millis).unwrap();
                let error = decoded::<shape::TimeMillis, $time>(&bytes).unwrap_err();
                let message = format!("at byte 0: {millis} is not {}", $time_name);
                assert_eq!(error.to_string(), message);
            }
        }
    };
}

#[cfg(feature = "jiff")]
mod jiff {
    use super::*;
    use ::jiff::{Timestamp, civil, tz::TimeZone};

    times! {
        instant Timestamp, "a jiff::Timestamp", local civil::DateTime, "a jiff::civil::DateTime",
        date civil::Date, "a jiff::civil::Date", time civil::Time, "a jiff::civil::Time",
        make |y, m, d, h, min, s, n| {
            let date = civil::Date::new(y, m as i8, d as i8).unwrap();
            let time = civil::Time::new(h as i8, min as i8, s as i8, n as i32).unwrap();
            ((date, time), date.to_datetime(time))
        },
        instant of |local| local.to_zoned(TimeZone::UTC).unwrap().timestamp()
    }

    #[test]
    fn the_ends_are_reached() {
        for end in [Timestamp::MIN, Timestamp::MAX] {
            let bytes = to_vec(&end).unwrap();
            assert_eq!(
                from_slice::<Timestamp>(&bytes).unwrap().as_second(),
                end.as_second()
            );
            let count: i64 = from_slice(&bytes).unwrap();
            let next = to_vec(&(count + count.signum())).unwrap();
            assert!(from_slice::<Timestamp>(&next).is_err(), "one beyond {end}");
        }
        for end in [civil::DateTime::MIN, civil::DateTime::MAX] {
            let back: civil::DateTime = from_slice(&to_vec(&end).unwrap()).unwrap();
            assert_eq!(back.date(), end.date());
        }
        for end in [civil::Date::MIN, civil::Date::MAX] {
            assert_eq!(
                from_slice::<civil::Date>(&to_vec(&end).unwrap()).unwrap(),
                end
            );
        }
    }
}

#[cfg(feature = "chrono")]
mod chrono {
    use super::*;
    use ::chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

    times! {
        instant DateTime<Utc>, "a chrono::DateTime<Utc>",
        local NaiveDateTime, "a chrono::NaiveDateTime",
        date NaiveDate, "a chrono::NaiveDate", time NaiveTime, "a chrono::NaiveTime",
        make |y, m, d, h, min, s, n| {
            let date = NaiveDate::from_ymd_opt(y.into(), m.into(), d.into()).unwrap();
            let time = NaiveTime::from_hms_nano_opt(h.into(), min.into(), s.into(), n).unwrap();
            ((date, time), date.and_time(time))
        },
        instant of |local| local.and_utc()
    }

    #[test]
    fn the_ends_are_reached() {
        for end in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let back: DateTime<Utc> = from_slice(&to_vec(&end).unwrap()).unwrap();
            assert_eq!(back.timestamp_micros(), end.timestamp_micros());
        }
        for end in [NaiveDate::MIN, NaiveDate::MAX] {
            assert_eq!(
                from_slice::<NaiveDate>(&to_vec(&end).unwrap()).unwrap(),
                end
            );
        }
    }

    #[test]
    fn a_leap_second_is_the_second_that_follows() {
        let leap = NaiveTime::from_hms_nano_opt(12, 59, 59, 1_500_000_000).unwrap();
        let after = NaiveTime::from_hms_nano_opt(13, 0, 0, 500_000_000).unwrap();
        assert_eq!(to_vec(&leap).unwrap(), to_vec(&after).unwrap());
        let last = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap();
        let error = to_vec(&last).unwrap_err();
        assert_eq!(error.to_string(), "23:59:60.500 does not fit a time-micros");
        let day = NaiveDate::from_ymd_opt(2016, 12, 31).unwrap();
        let micros: i64 = from_slice(&to_vec(&day.and_time(last)).unwrap()).unwrap();
        assert_eq!(micros, 1_483_228_800_500_000);
    }
}

#[cfg(feature = "time")]
mod time {
    use super::*;
    use ::time::{Month, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime, UtcOffset};

    times! {
        instant OffsetDateTime, "a time::OffsetDateTime",
        local PrimitiveDateTime, "a time::PrimitiveDateTime",
        date ::time::Date, "a time::Date", time Time, "a time::Time",
        make |y, m, d, h, min, s, n| {
            let month = Month::try_from(m).unwrap();
            let date = ::time::Date::from_calendar_date(y.into(), month, d).unwrap();
            let time = Time::from_hms_nano(h, min, s, n).unwrap();
            ((date, time), PrimitiveDateTime::new(date, time))
        },
        instant of |local| local.assume_utc()
    }

    #[test]
    fn an_offset_is_not_written() {
        let ((_, _), local) = make(2000, 1, 1, 12, 0, 0, 1_000_000);
        let helsinki = local.assume_offset(UtcOffset::from_hms(2, 0, 0).unwrap());
        let bytes = encoded::<shape::TimestampMillis, _>(&helsinki).unwrap();
        // The specification's own example, and a millisecond.
        assert_eq!(from_slice::<i64>(&bytes).unwrap(), 946_720_800_001);
        let back: OffsetDateTime = decoded::<shape::TimestampMillis, _>(&bytes).unwrap();
        assert_eq!(back, helsinki);
        assert!(back.offset().is_utc());
    }

    #[test]
    fn an_instant_in_utc_is_written_alike() {
        for &(y, m, d, h, min, s, n, millis, micros, nanos) in INSTANTS {
            let utc =
                |unit: u32| UtcDateTime::from(instant(make(y, m, d, h, min, s, n / unit * unit).1));
            everywhere::<Own, _>(utc(1_000), &to_vec(&micros).unwrap());
            everywhere::<shape::TimestampMicros, _>(utc(1_000), &to_vec(&micros).unwrap());
            everywhere::<shape::TimestampMillis, _>(utc(1_000_000), &to_vec(&millis).unwrap());
            assert_eq!(count::<shape::TimestampNanos, _>(&utc(1)), nanos);
        }
        let error = from_slice::<UtcDateTime>(&to_vec(&i64::MAX).unwrap()).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("at byte 0: {} is not a time::UtcDateTime", i64::MAX)
        );
        assert_eq!(
            UtcDateTime::schema().unwrap(),
            TimestampMicros::schema().unwrap()
        );
    }
}

#[cfg(feature = "uuid")]
#[test]
fn a_uuid_of_the_crate_is_one_of_ours() {
    let bytes = *b"\x12\x3e\x45\x67\xe8\x9b\x12\xd3\xa4\x56\x42\x66\x14\x17\x40\0";
    let uuid = uuid::Uuid::from_bytes(bytes);
    everywhere::<Own, _>(uuid, b"\x48123e4567-e89b-12d3-a456-426614174000");
    everywhere::<shape::Uuid, _>(uuid, b"\x48123e4567-e89b-12d3-a456-426614174000");
    everywhere::<shape::UuidFixed<Id>, _>(uuid, &bytes);
    assert_eq!(uuid::Uuid::schema().unwrap(), Uuid::schema().unwrap());
    let error = from_slice::<uuid::Uuid>(b"\x06abc").unwrap_err();
    assert_eq!(*error.kind(), DecodeErrorKind::NotAUuid);
}

/// What both crates of decimals do alike.
#[cfg(any(feature = "rust_decimal", feature = "bigdecimal"))]
macro_rules! decimals {
    ($ty:ty) => {
        fn of(text: &str) -> $ty {
            text.parse().unwrap()
        }

        #[test]
        fn decimals_are_those_of_ours() {
            everywhere::<shape::Decimal<6, 2>, _>(of("-1.23"), b"\x02\x85");
            everywhere::<shape::Decimal<6, 2>, _>(of("0"), b"\x02\0");
            everywhere::<shape::Decimal<4, 2>, _>(of("12.34"), b"\x04\x04\xd2");
            everywhere::<shape::DecimalFixed<Id, 4, 8, 2>, _>(of("-0.05"), b"\xff\xff\xff\xfb");
            everywhere::<shape::DecimalFixed<Id, 4, 8, 0>, _>(of("123"), b"\0\0\0\x7b");
            let schema = In::<$ty, shape::Decimal<6, 2>>::schema().unwrap();
            assert_eq!(schema, Decimal::<6, 2>::schema().unwrap());
            let schema = In::<$ty, shape::DecimalFixed<Id, 4, 8, 2>>::schema().unwrap();
            let ours = In::<Decimal<8, 2>, shape::DecimalFixed<Id, 4, 8, 2>>::schema();
            assert_eq!(schema, ours.unwrap());
        }

        #[test]
        fn scales_are_matched_and_nothing_is_rounded() {
            let unscaled = |text: &str| {
                let bytes = encoded::<shape::Decimal<6, 2>, _>(&of(text))?;
                Ok(from_slice::<Decimal<6, 2>>(&bytes).unwrap().unscaled())
            };
            let kind = |text: &str| {
                let error: EncodeError = unscaled(text).unwrap_err();
                error.kind().clone()
            };
            assert_eq!(unscaled("1.2").unwrap(), 120);
            assert_eq!(unscaled("1.2000").unwrap(), 120);
            assert_eq!(unscaled("-9999.99").unwrap(), -999_999);
            assert_eq!(unscaled("0.0000000").unwrap(), 0);
            let over = avro_core::EncodeErrorKind::Precision { precision: 6 };
            assert_eq!(kind("10000"), over);
            assert_eq!(kind("-79228162514264337593543950335"), over);
            let avro_core::EncodeErrorKind::OutOfRange { value, expected } = kind("1.234") else {
                panic!("1.234 would be rounded");
            };
            assert_eq!((&*value, expected), ("1.234", "the scale of its decimal"));
            assert!(matches!(
                kind("0.0000000000000000000000000001"),
                avro_core::EncodeErrorKind::OutOfRange { .. }
            ));
        }

        #[test]
        fn what_is_over_the_precision_is_refused() {
            for bytes in [
                &b"\x06\x0f\x42\x40"[..],
                b"\x06\xf0\xbd\xc0",
                b"\x24\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            ] {
                let error = decoded::<shape::Decimal<6, 2>, $ty>(bytes).unwrap_err();
                assert_eq!(*error.kind(), DecodeErrorKind::Precision { precision: 6 });
                assert_eq!(error.offset(), 1);
            }
            let zero: $ty = decoded::<shape::Decimal<6, 2>, _>(b"\0").unwrap();
            assert_eq!(zero, of("0"));
            let long = [&b"\x80\xea\x30"[..], &[0xff; 400_000]].concat();
            let minus: $ty = decoded::<shape::Decimal<6, 2>, _>(&long).unwrap();
            assert_eq!(minus, of("-0.01"));
        }
    };
}

#[cfg(feature = "rust_decimal")]
mod rust_decimal {
    use super::*;

    decimals!(::rust_decimal::Decimal);

    #[test]
    fn what_96_bits_do_not_hold_is_refused() {
        type Ours = ::rust_decimal::Decimal;
        let bytes = to_vec(&Decimal::<38, 0>::MAX).unwrap();
        let error = decoded::<shape::Decimal<38, 0>, Ours>(&bytes).unwrap_err();
        let nines = "9".repeat(38);
        let message = format!("at byte 1: {nines} is not a rust_decimal::Decimal");
        assert_eq!(error.to_string(), message);
        for text in [
            "79228162514264337593543950335",
            "-79228162514264337593543950335",
        ] {
            let bytes = encoded::<shape::Decimal<29, 0>, _>(&of(text)).unwrap();
            assert_eq!(
                decoded::<shape::Decimal<29, 0>, Ours>(&bytes).unwrap(),
                of(text)
            );
        }
    }

    #[test]
    fn a_scale_over_28_is_met_where_the_digits_are_zeros() {
        for text in ["1.5", "-0.0000000000000000000000000001", "0"] {
            let bytes = encoded::<shape::Decimal<38, 36>, _>(&of(text)).unwrap();
            let back: ::rust_decimal::Decimal =
                decoded::<shape::Decimal<38, 36>, _>(&bytes).unwrap();
            assert_eq!(back, of(text));
        }
        let finest = to_vec(&Decimal::<38, 36>::from_unscaled(1).unwrap()).unwrap();
        assert!(decoded::<shape::Decimal<38, 36>, ::rust_decimal::Decimal>(&finest).is_err());
    }

    #[test]
    fn the_scale_read_is_that_of_the_shape() {
        let bytes = encoded::<shape::Decimal<6, 2>, _>(&of("1.2")).unwrap();
        let back: ::rust_decimal::Decimal = decoded::<shape::Decimal<6, 2>, _>(&bytes).unwrap();
        assert_eq!(back.to_string(), "1.20");
    }
}

#[cfg(feature = "bigdecimal")]
mod bigdecimal {
    use super::*;

    type Big = ::bigdecimal::BigDecimal;

    decimals!(Big);

    #[test]
    fn the_own_shape_carries_the_scale() {
        everywhere::<Own, _>(of("-12.345"), b"\x08\x04\xcf\xc7\x06");
        everywhere::<shape::BigDecimal, _>(of("1e5"), b"\x06\x02\x01\x09");
        assert_eq!(Big::schema().unwrap(), BigDecimal::schema().unwrap());
        let back: Big = from_slice(b"\x06\x02\x78\x04").unwrap();
        assert_eq!(back.as_bigint_and_exponent().1, 2);
        let absurd: Big = "1e-3000000000".parse().unwrap();
        let error = to_vec(&absurd).unwrap_err();
        let message = "the scale 3000000000 does not fit the int of a big-decimal";
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn any_precision_is_held() {
        let nines = "9".repeat(100);
        let bytes = encoded::<shape::Decimal<100, 0>, _>(&of(&nines)).unwrap();
        assert_eq!(
            decoded::<shape::Decimal<100, 0>, Big>(&bytes).unwrap(),
            of(&nines)
        );
        let one_more = encoded::<shape::Decimal<101, 0>, _>(&of(&format!("1{}", "0".repeat(100))));
        let error = decoded::<shape::Decimal<100, 0>, Big>(&one_more.unwrap()).unwrap_err();
        assert_eq!(*error.kind(), DecodeErrorKind::Precision { precision: 100 });
    }

    #[test]
    fn absurd_scales_cost_nothing() {
        for text in ["1e9000000000000000000", "-1e2147483648"] {
            let error = encoded::<shape::Decimal<6, 2>, _>(&of(text)).unwrap_err();
            assert_eq!(
                *error.kind(),
                avro_core::EncodeErrorKind::Precision { precision: 6 }
            );
        }
        for text in ["1e-9000000000000000000", "-1e-2147483648"] {
            let error = encoded::<shape::Decimal<6, 2>, _>(&of(text)).unwrap_err();
            assert!(matches!(
                error.kind(),
                avro_core::EncodeErrorKind::OutOfRange { .. }
            ));
        }
    }
}
