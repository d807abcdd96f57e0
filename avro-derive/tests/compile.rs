//! The compiler itself, called on text: other editions, and messages of traits.

mod support;

use std::fs;
use std::path::Path;

/// What the compiler says to a text.
fn compiled(edition: &str, emit: &str, text: &str) -> Result<(), String> {
    let name = format!("compiled_{edition}_{}", text.len());
    let source = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let source = source.with_extension("rs");
    fs::write(&source, text).unwrap();
    let arguments = ["--crate-type", "lib", "--emit", emit, "--edition", edition];
    let output = support::compile(&source, &arguments);
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8(output.stderr).unwrap()),
    }
}

/// One of each kind of type.
const EVERYTHING: &str = r#"
#![deny(warnings)]
use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(namespace = "com.example")]
pub struct Record<'a> {
    pub r#type: i64,
    pub text: &'a str,
    pub bytes: [u8; 4],
    #[avro(type = "array<@a(1) timestamp_ms>")]
    pub annotated: Vec<i64>,
    pub union: Option<Union>,
    pub status: Status,
    pub generic: Generic<Layout, 2>,
    pub newtype: Newtype,
    pub fixed: Fixed,
}

#[derive(AvroSchema)]
pub struct Layout {
    pub x: f64,
    pub y: f64,
}

#[derive(AvroSchema)]
pub struct Generic<T, const N: usize> {
    pub items: Vec<T>,
    pub more: [u8; N],
    #[avro(skip)]
    pub skipped: Option<T>,
}

#[derive(AvroSchema)]
pub enum Union {
    Long(i64),
    Branch { text: String },
}

#[derive(AvroSchema)]
pub enum Status {
    Open,
    #[avro(default)]
    Closed,
}

#[derive(AvroSchema)]
pub struct Newtype(pub i64);

#[derive(AvroSchema)]
#[avro(fixed)]
pub struct Fixed(pub [u8; 4]);
"#;

#[test]
fn every_edition_since_2018_compiles_what_is_written() {
    for edition in ["2018", "2021", "2024"] {
        if let Err(error) = compiled(edition, "metadata", EVERYTHING) {
            panic!("edition {edition}: {error}");
        }
    }
}

#[test]
fn a_type_without_a_schema_is_named() {
    let cases = [
        (
            "pub struct Line; #[derive(avro_core::AvroSchema)] pub struct Order { pub lines: Vec<Line> }",
            "`Line` has no Avro schema as `Own`",
        ),
        (
            "#[derive(avro_core::AvroSchema)]
             pub struct Order { #[avro(type = \"timestamp_ms\")] pub at: bool }",
            "`bool` has no Avro schema as",
        ),
        (
            "#[derive(avro_core::AvroSchema)] pub struct Page<T> { pub items: Vec<T> }
             pub fn page(page: &Page<u64>) { avro_core::to_vec(page).unwrap(); }",
            "`u64` cannot be encoded as `Own`",
        ),
        (
            "#[derive(avro_core::AvroSchema)] pub struct A { pub b: Box<B> }
             #[derive(avro_core::AvroSchema)] pub struct B { pub a: Box<A> }",
            "cycle",
        ),
    ];
    for (text, message) in cases {
        let error = compiled("2024", "metadata", text).expect_err(text);
        assert!(error.contains(message), "{text}\n{error}");
    }
}

#[test]
fn a_generic_union_is_checked_where_it_is_used() {
    let cases = [
        (
            "#[derive(avro_core::AvroSchema)] pub struct Maybe<T> { pub value: Option<T> }
             pub fn twice(value: &Maybe<Option<i64>>) { avro_core::to_vec(value).unwrap(); }",
            "null stands twice in a union",
        ),
        (
            "#[derive(avro_core::AvroSchema)] pub enum Either<L, R> { Left(L), Right(R) }
             pub fn same(bytes: &[u8]) { avro_core::from_slice::<Either<i64, i64>>(bytes).unwrap(); }",
            "a union holds two branches of the same unnamed type",
        ),
    ];
    for (text, message) in cases {
        // Only a build knows the parameters.
        assert_eq!(compiled("2024", "metadata", text), Ok(()));
        let error = compiled("2024", "obj", text).expect_err(text);
        assert!(error.contains(message), "{text}\n{error}");
    }
}
