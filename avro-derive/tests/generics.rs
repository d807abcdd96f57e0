//! Generic types: bounds, names, and schemas that are never shared.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::marker::PhantomData;

use avro_core::{AvroAs, AvroSchema, Decode, Encode, Schema, from_slice, from_slice_into, to_vec};

fn parsed(text: &str) -> Schema {
    Schema::parse(text).unwrap()
}

#[derive(AvroSchema, Debug, PartialEq)]
#[avro(namespace = "com.example")]
struct Page<T> {
    items: Vec<T>,
    next: Option<i64>,
}

fn page(name: &str, item: &str) -> String {
    format!(
        r#"{{"type": "record", "name": "com.example.{name}", "fields": [
            {{"name": "items", "type": {{"type": "array", "items": {item}}}}},
            {{"name": "next", "type": ["null", "long"]}}
        ]}}"#
    )
}

#[test]
fn an_instantiation_is_named_after_its_parameters() {
    assert_eq!(
        Page::<i64>::schema().unwrap(),
        parsed(&page("Page_long", r#""long""#))
    );
    assert_eq!(
        Page::<Option<String>>::schema().unwrap(),
        parsed(&page("Page_nullable_string", r#"["null", "string"]"#))
    );
    assert_eq!(
        Page::<Page<bool>>::schema().unwrap(),
        parsed(&page(
            "Page_Page_boolean",
            &page("Page_boolean", r#""boolean""#)
        ))
    );
}

#[test]
fn two_instantiations_never_share_a_schema() {
    for _ in 0..2 {
        assert_ne!(
            Page::<i64>::schema().unwrap(),
            Page::<i32>::schema().unwrap()
        );
        assert_eq!(
            Page::<&str>::schema().unwrap(),
            Page::<String>::schema().unwrap()
        );
    }
    #[derive(AvroSchema)]
    struct Both {
        longs: Page<i64>,
        words: Page<String>,
        again: Page<i64>,
    }
    let both = Both::schema().unwrap();
    assert!(both.named("com.example.Page_long").is_some());
    assert!(both.named("com.example.Page_string").is_some());
}

#[test]
fn a_page_of_borrowed_items_borrows() {
    let bytes = b"\x04\x02a\x04bc\x00\x02\x0e".to_vec();
    let page: Page<&str> = from_slice(&bytes).unwrap();
    assert_eq!(
        page,
        Page {
            items: vec!["a", "bc"],
            next: Some(7)
        }
    );
    assert_eq!(to_vec(&page).unwrap(), bytes);
}

// The names of parameters in braces, wherever they are wanted.
#[derive(AvroSchema, Debug, PartialEq)]
#[avro(name = "com.example.Of{N}{T}s")]
struct Buffer<'a, T: Copy, const N: usize = 4>
where
    T: PartialEq,
{
    head: T,
    bytes: [u8; N],
    text: &'a str,
}

#[test]
fn a_name_may_say_where_its_parameters_go() {
    assert_eq!(
        Buffer::<bool>::schema().unwrap(),
        parsed(
            r#"{"type": "record", "name": "com.example.Of4booleans", "fields": [
                {"name": "head", "type": "boolean"},
                {"name": "bytes", "type": {"type": "fixed", "name": "Bytes", "size": 4}},
                {"name": "text", "type": "string"}
            ]}"#
        )
    );
    assert_ne!(
        Buffer::<bool, 3>::schema().unwrap(),
        Buffer::<bool, 4>::schema().unwrap()
    );
    let buffer: Buffer<'_, bool, 2> = from_slice(b"\x01\x08\x09\x02x").unwrap();
    assert_eq!(
        buffer,
        Buffer {
            head: true,
            bytes: [8, 9],
            text: "x"
        }
    );
    assert_eq!(to_vec(&buffer).unwrap(), b"\x01\x08\x09\x02x");
}

// A name without parameters is one name for all instantiations.
#[derive(AvroSchema, Debug, PartialEq)]
#[avro(name = "User")]
struct User<S> {
    name: S,
}

#[test]
fn two_types_of_one_name_are_an_error_of_the_schema() {
    assert_eq!(
        User::<&str>::schema().unwrap(),
        User::<String>::schema().unwrap()
    );
    #[derive(AvroSchema)]
    struct Same<'a> {
        owned: User<String>,
        borrowed: User<std::borrow::Cow<'a, str>>,
    }
    assert!(Same::<'_>::schema().is_ok());

    #[derive(AvroSchema)]
    struct Different {
        text: User<String>,
        number: User<i64>,
    }
    let error = Different::schema().unwrap_err();
    assert!(
        error.to_string().contains("`User` is defined twice"),
        "{error}"
    );
}

#[derive(AvroSchema, Debug, PartialEq)]
struct Tree<T> {
    value: T,
    kids: Vec<Tree<T>>,
    parent: Option<Box<Self>>,
}

#[test]
fn a_generic_type_may_be_recursive() {
    assert_eq!(
        Tree::<i32>::schema().unwrap(),
        parsed(
            r#"{"type": "record", "name": "Tree_int", "fields": [
                {"name": "value", "type": "int"},
                {"name": "kids", "type": {"type": "array", "items": "Tree_int"}},
                {"name": "parent", "type": ["null", "Tree_int"]}
            ]}"#
        )
    );
    let tree: Tree<&str> = from_slice(b"\x02a\x02\x02b\x00\x00\x00\x00").unwrap();
    assert_eq!(tree.kids[0].value, "b");
    assert_eq!(to_vec(&tree).unwrap(), b"\x02a\x02\x02b\x00\x00\x00\x00");
}

#[derive(AvroSchema, Clone, Debug, PartialEq)]
enum Either<L, R> {
    Left(L),
    Right(R),
    Both { left: L, right: Vec<R> },
}

#[test]
fn a_generic_union_names_its_records_after_its_parameters() {
    type Of = Either<i64, String>;
    assert_eq!(
        Of::schema().unwrap(),
        parsed(
            r#"["long", "string", {"type": "record", "name": "Both_long_string", "fields": [
                {"name": "left", "type": "long"},
                {"name": "right", "type": {"type": "array", "items": "string"}}
            ]}]"#
        )
    );
    let both = Of::Both {
        left: 1,
        right: vec!["a".into()],
    };
    assert_eq!(to_vec(&both).unwrap(), b"\x04\x02\x02\x02a\x00");
    let mut value = Of::Left(3);
    from_slice_into(&mut value, b"\x04\x02\x02\x02a\x00").unwrap();
    assert_eq!(value, both);
    assert_eq!(
        to_vec(&Some(Either::<i64, bool>::Right(true))).unwrap(),
        b"\x04\x01"
    );
    let mut name = String::new();
    <Of as AvroAs>::name_part(&mut name);
    assert_eq!(name, "Either_long_string");
}

// Marks without values have no part in the schema.
#[derive(AvroSchema, Debug, PartialEq)]
struct Key<T> {
    id: i64,
    #[avro(skip)]
    of: PhantomData<T>,
}

struct NotAvro;

#[test]
fn a_parameter_that_is_skipped_needs_no_schema() {
    assert_eq!(
        Key::<NotAvro>::schema().unwrap(),
        parsed(r#"{"type": "record", "name": "Key", "fields": [{"name": "id", "type": "long"}]}"#)
    );
    let key: Key<fn()> = from_slice(b"\x02").unwrap();
    assert_eq!(key.id, 1);
}

type Hasher = BuildHasherDefault<DefaultHasher>;

#[derive(AvroSchema, Debug, PartialEq)]
#[avro(bound = "K: Ord, H: Clone")]
struct Maps<K: std::hash::Hash + Eq, V, H: std::hash::BuildHasher> {
    hashed: HashMap<K, V, H>,
    #[avro(type = "map<union { timestamp_ms, null }>")]
    sorted: BTreeMap<K, Option<V>>,
    #[avro(type = "map<_>")]
    pairs: Vec<(K, V)>,
}

#[test]
fn keys_and_hashers_of_maps_may_be_parameters() {
    type Of = Maps<String, i64, Hasher>;
    assert_eq!(
        Of::schema().unwrap(),
        parsed(
            r#"{"type": "record", "name": "Maps_long", "fields": [
                {"name": "hashed", "type": {"type": "map", "values": "long"}},
                {"name": "sorted", "type": {"type": "map",
                    "values": [{"type": "long", "logicalType": "timestamp-millis"}, "null"]}},
                {"name": "pairs", "type": {"type": "map", "values": "long"}}
            ]}"#
        )
    );
    let bytes = b"\x02\x02a\x02\x00\x02\x02b\x02\x00\x02\x02c\x06\x00";
    let maps: Of = from_slice(bytes).unwrap();
    assert_eq!(maps.hashed["a"], 1);
    assert_eq!(maps.sorted["b"], None);
    assert_eq!(maps.pairs, [("c".to_owned(), 3)]);
    assert_eq!(to_vec(&maps).unwrap(), bytes);
}

trait Shop {
    type Id;
}

struct Corner;

impl Shop for Corner {
    type Id = i64;
}

struct Big;

impl Shop for Big {
    type Id = String;
}

#[derive(AvroSchema)]
struct Sale<S: Shop> {
    id: S::Id,
    more: Vec<<S as Shop>::Id>,
}

#[test]
fn an_associated_type_is_bounded_itself() {
    let corner = Sale::<Corner>::schema().unwrap();
    assert_eq!(
        corner,
        parsed(
            r#"{"type": "record", "name": "Sale", "fields": [
                {"name": "id", "type": "long"},
                {"name": "more", "type": {"type": "array", "items": "long"}}
            ]}"#
        )
    );
    assert_ne!(Sale::<Big>::schema().unwrap(), corner);
    let sale: Sale<Corner> = from_slice(b"\x02\x02\x04\x00").unwrap();
    assert_eq!((sale.id, sale.more), (1, vec![2]));
}

#[derive(AvroSchema, Debug, PartialEq)]
struct Wrapper<T>(T);

#[derive(AvroSchema, Debug, PartialEq)]
struct Wrapped<T> {
    one: Wrapper<T>,
    #[avro(type = "array<date>")]
    many: Wrapper<Vec<T>>,
}

#[test]
fn a_generic_newtype_is_what_it_holds() {
    assert_eq!(
        Wrapper::<Option<i64>>::schema().unwrap(),
        parsed(r#"["null", "long"]"#)
    );
    assert_eq!(
        Wrapped::<i32>::schema().unwrap(),
        parsed(
            r#"{"type": "record", "name": "Wrapped_int", "fields": [
                {"name": "one", "type": "int"},
                {"name": "many", "type":
                    {"type": "array", "items": {"type": "int", "logicalType": "date"}}}
            ]}"#
        )
    );
}

// The life of the bytes is not called what a type's own is.
#[derive(AvroSchema, Debug, PartialEq)]
struct Borrowed<'de, 'de_: 'de, T> {
    short: &'de str,
    long: &'de_ str,
    other: T,
}

#[test]
fn lifetimes_may_have_any_name() {
    let value: Borrowed<'_, '_, &[u8]> = from_slice(b"\x02a\x02b\x02c").unwrap();
    assert_eq!(
        (value.short, value.long, value.other),
        ("a", "b", &b"c"[..])
    );
}

#[test]
fn generic_code_needs_no_more_than_the_bounds() {
    fn round<T>(page: &Page<T>) -> bool
    where
        T: Encode + PartialEq + for<'de> Decode<'de>,
    {
        let bytes = to_vec(page).unwrap();
        from_slice::<Page<T>>(&bytes).is_ok_and(|again| again == *page)
    }
    let items = vec![1.5, 2.5];
    assert!(round(&Page { items, next: None }));
}

#[test]
fn a_type_may_be_generic_by_a_number_alone() {
    #[derive(AvroSchema, Debug, PartialEq)]
    #[avro(name = "Window_{N}")]
    struct Window<const N: usize> {
        values: Vec<i32>,
    }
    let schema = Window::<3>::schema().unwrap();
    assert_eq!(schema.root_node().name().unwrap().full(), "Window_3");
    let window = Window::<3> { values: vec![1] };
    let bytes = avro_core::to_vec(&window).unwrap();
    assert_eq!(bytes, [2, 2, 0]);
    assert_eq!(avro_core::from_slice::<Window<3>>(&bytes).unwrap(), window);
}
