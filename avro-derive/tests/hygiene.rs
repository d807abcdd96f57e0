//! What is written for a type minds nobody's names, lints or crates.

#![deny(warnings)]
#![deny(
    future_incompatible,
    let_underscore,
    missing_debug_implementations,
    missing_docs,
    nonstandard_style,
    rust_2018_idioms,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unreachable_pub,
    unsafe_code,
    unused,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]
extern crate avro_core as renamed;

/// Types of a public interface, under every lint there is.
#[deny(clippy::all, clippy::pedantic, clippy::nursery, clippy::cargo)]
#[deny(
    clippy::absolute_paths,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::exhaustive_enums,
    clippy::exhaustive_structs,
    clippy::implicit_return,
    clippy::indexing_slicing,
    clippy::let_underscore_untyped,
    clippy::min_ident_chars,
    clippy::missing_docs_in_private_items,
    clippy::missing_inline_in_public_items,
    clippy::missing_trait_methods,
    clippy::question_mark_used,
    clippy::redundant_pub_crate,
    clippy::shadow_reuse,
    clippy::shadow_same,
    clippy::shadow_unrelated,
    clippy::single_call_fn,
    clippy::std_instead_of_core
)]
#[allow(
    clippy::exhaustive_enums,
    clippy::exhaustive_structs,
    clippy::implicit_return,
    clippy::missing_trait_methods,
    clippy::multiple_crate_versions,
    clippy::cargo_common_metadata,
    dead_code,
    unnameable_types
)]
pub mod linted {
    use avro_core::{AvroSchema, Convert};
    use core::convert::Infallible;

    /// A record.
    #[derive(AvroSchema, Debug)]
    #[avro(namespace = "com.example")]
    pub struct Record<'a> {
        /// A field.
        pub id: i64,
        /// A field.
        pub text: &'a str,
        /// A field.
        pub bytes: [u8; 4],
        /// A field.
        pub many: Vec<Union>,
        /// A field.
        #[avro(skip)]
        pub skipped: usize,
        /// A field.
        #[avro(with = Double)]
        pub doubled: i64,
        /// A field.
        #[avro(type = "union { @a(1) string, null }")]
        pub annotated: Option<String>,
    }

    /// A conversion.
    #[derive(Debug)]
    pub struct Double;

    impl Convert<i64> for Double {
        type Avro = i64;
        type Error = Infallible;

        #[inline]
        fn to_avro(value: &i64) -> Result<i64, Self::Error> {
            Ok(value.saturating_mul(2))
        }

        #[inline]
        fn from_avro(value: i64) -> Result<i64, Self::Error> {
            Ok(value.saturating_div(2))
        }
    }

    /// A layout.
    #[derive(AvroSchema, Clone, Copy, Debug)]
    pub struct Layout {
        /// A field.
        pub x: f64,
        /// A field.
        pub y: f64,
    }

    /// A generic.
    #[derive(AvroSchema, Debug)]
    pub struct Generic<T, const N: usize> {
        /// A field.
        pub items: Vec<T>,
        /// A field.
        pub bytes: [u8; N],
        /// A field.
        pub next: Option<Box<Self>>,
    }

    /// A union.
    #[derive(AvroSchema, Debug)]
    pub enum Union {
        /// A branch.
        Null,
        /// A branch.
        Long(i64),
        /// A branch.
        Record {
            /// A field.
            text: String,
            /// A field.
            #[avro(skip)]
            skipped: bool,
        },
        /// A branch.
        Enum(Box<Enum>),
    }

    /// A generic union.
    #[derive(AvroSchema, Debug)]
    pub enum Either<L, R> {
        /// A branch.
        Left(L),
        /// A branch.
        Right {
            /// A field.
            right: R,
        },
    }

    /// An enum.
    #[derive(AvroSchema, Clone, Copy, Debug)]
    pub enum Enum {
        /// A symbol.
        First,
        /// A symbol.
        #[avro(default)]
        Second,
    }

    /// A newtype.
    #[derive(AvroSchema, Debug)]
    pub struct Newtype(pub i64);

    /// A newtype with parameters and a shape.
    #[derive(AvroSchema, Debug)]
    pub struct Dates<T>(#[avro(type = "array<date>")] pub Vec<T>);

    /// A type that nobody should use any more.
    #[deprecated]
    #[derive(AvroSchema, Debug)]
    pub struct Deprecated {
        /// A field.
        #[deprecated]
        pub id: i64,
    }

    /// What is allowed here is allowed in what is written for it.
    #[allow(unused_qualifications)]
    #[derive(AvroSchema, Debug)]
    pub struct Qualified {
        /// A field.
        pub symbols: self::Symbols,
    }

    /// A union, half of it deprecated.
    #[derive(AvroSchema, Debug)]
    pub enum HalfDeprecated {
        /// A branch.
        Long(i64),
        /// A branch.
        #[deprecated]
        Text(String),
        /// A branch.
        #[deprecated]
        Record {
            /// A field.
            #[deprecated]
            id: i64,
        },
    }

    /// A symbol that nobody should use any more.
    #[derive(AvroSchema, Debug)]
    pub enum Symbols {
        /// A symbol.
        First,
        /// A symbol.
        #[deprecated]
        Second,
    }

    /// A fixed.
    #[derive(AvroSchema, Debug)]
    #[avro(fixed)]
    pub struct Fixed(pub [u8; 4]);

    /// Nothing.
    #[derive(AvroSchema, Debug)]
    pub struct Empty;
}

/// Names that the prelude has too.
#[allow(
    dead_code,
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]
#[allow(clippy::missing_docs_in_private_items, clippy::single_call_fn)]
mod shadowed {
    pub(crate) struct Result;
    pub(crate) struct Option;
    pub(crate) struct Vec;
    pub(crate) struct String;
    pub(crate) struct Box;
    pub(crate) struct Some;
    pub(crate) struct None;
    pub(crate) struct Ok;
    pub(crate) struct Err;
    pub(crate) struct PhantomData;
    pub(crate) struct Own;
    pub(crate) struct Kinds;
    pub(crate) struct Encoder;
    pub(crate) struct Decoder;
    pub(crate) trait Default {}
    pub(crate) trait From {}
    pub(crate) trait Into {}
    pub(crate) trait Iterator {}
    pub(crate) trait Encode {}
    pub(crate) trait Decode {}
    pub(crate) trait AvroAs {}
    pub(crate) trait ToString {}
    pub(crate) mod core {}
    pub(crate) mod std {}
    pub(crate) mod alloc {}
    pub(crate) mod avro_core {}
    #[allow(unused_macros)]
    macro_rules! assert {
        () => {};
    }
    #[allow(unused_imports)]
    pub(crate) use assert;

    #[derive(renamed::AvroSchema, Debug)]
    #[avro(crate = "::renamed")]
    pub(crate) struct Record<'a, T, const N: usize> {
        id: i64,
        text: &'a str,
        bytes: [u8; N],
        items: T,
        #[avro(skip)]
        skipped: bool,
        union: Union,
        layout: Layout,
        #[avro(type = "union { _, null, _, _, _ }")]
        counted: ::std::option::Option<Four>,
        #[cfg(any())]
        never: i64,
    }

    #[derive(renamed::AvroSchema, Debug)]
    #[avro(crate = "crate::shadowed::inner::core_of_avro")]
    pub(crate) enum Union {
        Ok,
        Some(i64),
        None { number: f64 },
        Enum(Enum),
    }

    #[derive(renamed::AvroSchema, Debug)]
    #[avro(crate = "::renamed")]
    pub(crate) enum Four {
        A(bool),
        B(i64),
        C(i32),
        D(f64),
    }

    #[derive(renamed::AvroSchema, Debug)]
    #[avro(crate = "inner::core_of_avro")]
    pub(crate) enum Enum {
        Ok,
        Err,
    }

    #[derive(renamed::AvroSchema, Debug)]
    #[avro(crate = "renamed")]
    pub(crate) struct Layout {
        x: f64,
        id: [u8; 4],
    }

    #[derive(renamed::AvroSchema, Debug)]
    #[avro(crate = "renamed", fixed)]
    pub(crate) struct Fixed([u8; 4]);

    #[derive(renamed::AvroSchema, Debug)]
    #[avro(crate = "renamed")]
    pub(crate) struct Newtype<T>(T);

    pub(crate) mod inner {
        pub(crate) use renamed as core_of_avro;
    }
}

/// Types written by a macro, whose parts come wrapped up.
mod from_macro {
    /// Writes a record.
    macro_rules! record {
        ($name:ident { $($field:ident: $ty:ty = $default:literal),* }) => {
            #[derive(avro_core::AvroSchema, Debug, PartialEq)]
            pub(crate) struct $name {
                $(#[avro(default = $default)] pub(crate) $field: $ty,)*
            }
        };
    }

    record!(Wrapped {
        id: i64 = 1,
        hash: [u8; 2] = "\"ab\"",
        maybe: Option<Vec<[u8; 2]>> = "null",
        bytes: Vec<u8> = "\"\""
    });
}

#[test]
fn names_of_the_prelude_may_be_taken() {
    use renamed::AvroSchema as _;
    let record = shadowed::Record::<'_, i64, 2>::schema().unwrap();
    assert!(record.to_json().contains("Record_long_2"));
    assert!(renamed::to_vec(&shadowed::Union::Some(1)).is_ok());
}

#[test]
fn a_macro_may_write_the_type() {
    use renamed::AvroSchema as _;
    assert_eq!(
        from_macro::Wrapped::schema().unwrap().to_json(),
        concat!(
            r#"{"type":"record","name":"Wrapped","fields":["#,
            r#"{"name":"id","type":"long","default":1},"#,
            r#"{"name":"hash","type":{"type":"fixed","name":"Hash","size":2},"default":"ab"},"#,
            r#"{"name":"maybe","type":["null",{"type":"array","items":"#,
            r#"{"type":"fixed","name":"Maybe","size":2}}],"default":null},"#,
            r#"{"name":"bytes","type":"bytes","default":""}]}"#,
        )
    );
}

#[test]
fn a_type_may_stand_in_a_function() {
    use renamed::AvroSchema as _;
    #[derive(renamed::AvroSchema)]
    struct Local {
        id: i64,
    }
    let local: Local = renamed::from_slice(b"\x02").unwrap();
    assert_eq!(local.id, 1);
    assert!(Local::schema().is_ok());
}

#[test]
fn variants_may_have_the_names_of_associated_types_and_constants() {
    use renamed::AvroSchema as _;
    #[derive(renamed::AvroSchema, Debug, Clone, Copy, PartialEq)]
    #[allow(clippy::upper_case_acronyms)]
    enum Symbols {
        Key,
        Avro,
        Error,
        Own,
        Min,
        MIN,
        WIRE,
        KINDS,
        BRANCHES,
    }
    #[derive(renamed::AvroSchema, Debug, PartialEq)]
    #[allow(variant_size_differences, clippy::upper_case_acronyms)]
    enum Union {
        Key(Symbols),
        Error(i64),
        MIN,
    }
    assert!(Symbols::schema().is_ok());
    for value in [Union::Key(Symbols::Key), Union::Error(1), Union::MIN] {
        let bytes = renamed::to_vec(&value).unwrap();
        assert_eq!(renamed::from_slice::<Union>(&bytes).unwrap(), value);
    }
    let all = [
        Symbols::Avro,
        Symbols::Error,
        Symbols::Own,
        Symbols::Min,
        Symbols::MIN,
    ];
    let rest = [
        Symbols::WIRE,
        Symbols::KINDS,
        Symbols::BRANCHES,
        Symbols::Key,
    ];
    assert_eq!(renamed::to_vec(&all[0]).unwrap(), [2]);
    assert_eq!(renamed::to_vec(&rest[2]).unwrap(), [16]);
}
