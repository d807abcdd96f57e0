//! Values of which each runs into one limit, as Rust types and in schemas that evolved.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use avro_core::encoding::Limit;
use avro_core::{AvroSchema, Decode, Encode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What every way to read and write takes.
pub(crate) trait Type:
    AvroSchema + Encode + Serialize + DeserializeOwned + for<'de> Decode<'de>
{
}

impl<T: AvroSchema + Encode + Serialize + DeserializeOwned + for<'de> Decode<'de>> Type for T {}

/// A record that holds something which takes much of what limits grant.
pub(crate) trait Subject {
    /// What it holds.
    const NAME: &'static str;
    /// The limits that it runs into, each with the least that may let it through: how deep it nests
    /// in a static type and in others, say.
    const LEAST: &'static [(Limit, RangeInclusive<usize>)];
    /// The record as it was written.
    type Own: Type + Default;
    /// The same for serde, by position.
    type Fields: DeserializeOwned;
    /// Another version: fields reordered, added and promoted, and what it holds is promoted too.
    type Evolved: Type + Default;
    /// A version without what it holds.
    type Less: Type + Default;
    /// A version that has a default for it.
    type More: Type + Default;

    fn value() -> Self::Own;
}

/// How large things may get before nobody counts them here.
const MUCH: usize = 1 << 20;

macro_rules! subjects {
    ($($name:ident, [$($limit:ident: $least:expr),*],
        $(#[$attr:meta])* $old:ty => $new:ty, $value:expr, $default:literal;)*) => {$(
        #[derive(Debug)]
        pub(crate) struct $name;

        impl Subject for $name {
            const NAME: &'static str = stringify!($name);
            const LEAST: &'static [(Limit, RangeInclusive<usize>)] = &[$((Limit::$limit, $least)),*];
            type Own = self::hidden::$name::Own;
            type Fields = (i32, $old);
            type Evolved = self::hidden::$name::Evolved;
            type Less = self::hidden::$name::Less;
            type More = self::hidden::$name::More;

            fn value() -> Self::Own {
                Self::Own { n: 1, held: $value }
            }
        })*

        #[allow(non_snake_case, reason = "modules of the subjects' names")]
        mod hidden {$(
            pub(crate) mod $name {
                use super::super::*;

                #[derive(AvroSchema, Serialize, Deserialize, Debug, Default)]
                #[avro(name = "R")]
                pub(crate) struct Own {
                    pub(crate) n: i32,
                    $(#[$attr])*
                    pub(crate) held: $old,
                }

                #[derive(AvroSchema, Serialize, Deserialize, Debug, Default)]
                #[avro(name = "R")]
                pub(crate) struct Evolved {
                    #[avro(default = r#""new""#)]
                    added: String,
                    $(#[$attr])*
                    held: $new,
                    n: i64,
                }

                #[derive(AvroSchema, Serialize, Deserialize, Debug, Default)]
                #[avro(name = "R")]
                pub(crate) struct Less {
                    pub(crate) n: i32,
                }

                #[derive(AvroSchema, Serialize, Deserialize, Debug, Default)]
                #[avro(name = "R")]
                pub(crate) struct More {
                    n: i32,
                    $(#[$attr])*
                    #[avro(default = $default)]
                    held: $old,
                }
            }
        )*}
    };
}

subjects! {
    Arrays, [Depth: 3..=4],
        Vec<Vec<Vec<i32>>> => Vec<Vec<Vec<i64>>>, vec![vec![vec![1]]], "[[[1]]]";
    Maps, [Depth: 3..=4],
        BTreeMap<String, BTreeMap<String, BTreeMap<String, i32>>>
            => BTreeMap<String, BTreeMap<String, BTreeMap<String, f64>>>,
        one(one(one(1))), r#"{"": {"": {"": 1}}}"#;
    Links, [Depth: 3..=4],
        Option<Box<Link>> => Option<Box<LinkOfTwo>>,
        (0..3).fold(None, |next, _| Some(Box::new(Link { next }))),
        r#"{"next": {"next": {"next": null}}}"#;
    Trees, [Depth: 4..=8],
        Vec<Tree> => Vec<TreeOfTwo>,
        (0..3).fold(Vec::new(), |children, _| vec![Tree { children }]),
        r#"[{"children": [{"children": [{"children": []}]}]}]"#;
    // Levels that are left again are no depth.
    Brothers, [Depth: 2..=4],
        Vec<Tree> => Vec<TreeOfTwo>,
        (0..5).map(|_| Tree { children: Vec::new() }).collect(),
        r#"[{"children": []}, {"children": []}, {"children": []}]"#;
    Sisters, [Depth: 2..=3],
        BTreeMap<String, BTreeMap<String, i32>> => BTreeMap<String, BTreeMap<String, i64>>,
        (0..5).map(|key| (key.to_string(), one(1))).collect(),
        r#"{"a": {"a": 1}, "b": {"a": 1}, "c": {"a": 1}}"#;
    Cousins, [Depth: 2..=3],
        Vec<Option<Box<Link>>> => Vec<Option<Box<LinkOfTwo>>>,
        (0..5).map(|_| Some(Box::new(Link { next: None }))).collect(),
        r#"[{"next": null}, {"next": null}, {"next": null}]"#;
    // So deep that not all of it is laid into one function.
    Chains, [Stack: 1..=MUCH],
        Option<Box<Link>> => Option<Box<LinkOfTwo>>,
        (0..8).fold(None, |next, _| Some(Box::new(Link { next }))),
        r#"{"next": {"next": {"next": {"next": {"next": {"next": {"next": {"next": null}}}}}}}}"#;
    Families, [Stack: 1..=MUCH],
        Vec<Tree> => Vec<TreeOfTwo>,
        (0..8).fold(Vec::new(), |children, _| vec![Tree { children }]),
        r#"[{"children": [{"children": [{"children": [{"children": [{"children": [{"children": [{"children": [{"children": []}]}]}]}]}]}]}]}]"#;
    Strings, [Length: 5..=5, Block: 7..=7, Header: 1..=MUCH],
        String => String, "abcde".to_owned(), r#""abcde""#;
    Bytes, [Length: 5..=5], Vec<u8> => String, b"abcde".to_vec(), r#""abcde""#;
    Keys, [Length: 5..=5],
        BTreeMap<String, i32> => BTreeMap<String, i64>, BTreeMap::from([("abcde".to_owned(), 1)]),
        r#"{"abcde": 1}"#;
    Fixeds, [Length: 5..=5],
        #[avro(type = "fixed F(5)")] [u8; 5] => [u8; 5], *b"abcde", r#""abcde""#;
    Wides, [Memory: 1..=MUCH],
        Vec<Option<Wide>> => Vec<Option<Wider>>, vec![None; 100], "[null, null]";
    Pairs, [Memory: 1..=MUCH],
        BTreeMap<String, Option<Wide>> => BTreeMap<String, Option<Wider>>,
        (0..100).map(|key| (format!("{key}"), None)).collect(), r#"{"a": null, "b": null}"#;
    Numbers, [Memory: 1..=MUCH], Vec<i32> => Vec<i64>, vec![1; 100], "[1, 1, 1]";
    Names, [Memory: 1..=MUCH],
        Vec<Named> => Vec<NamedOfTwo>,
        vec![Named { a_name_that_is_much_longer_than_what_has_it: 1 }; 100],
        r#"[{"a_name_that_is_much_longer_than_what_has_it": 1}]"#;
    Nulls, [EmptyValues: 4..=4],
        Vec<()> => Vec<()>, vec![(); 4], "[null, null, null, null]";
    Spread, [EmptyValues: 4..=4],
        Vec<Vec<()>> => Vec<Vec<()>>, vec![vec![(), ()], vec![(), ()]],
        "[[null, null], [null, null]]";
    // Some count each both as an item and as a record.
    Nothings, [EmptyValues: 4..=8],
        Vec<Nothing> => Vec<Something>, vec![Nothing {}; 4], "[{}, {}, {}, {}]";
}

/// A map of one pair.
fn one<T>(value: T) -> BTreeMap<String, T> {
    BTreeMap::from([(String::new(), value)])
}

#[derive(AvroSchema, Serialize, Deserialize, Debug)]
pub(crate) struct Link {
    next: Option<Box<Link>>,
}

#[derive(AvroSchema, Serialize, Deserialize, Debug)]
#[avro(name = "Link")]
pub(crate) struct LinkOfTwo {
    #[avro(default = "0")]
    more: i32,
    next: Option<Box<LinkOfTwo>>,
}

#[derive(AvroSchema, Serialize, Deserialize, Debug)]
pub(crate) struct Tree {
    children: Vec<Tree>,
}

#[derive(AvroSchema, Serialize, Deserialize, Debug)]
#[avro(name = "Tree")]
pub(crate) struct TreeOfTwo {
    #[avro(default = "0")]
    more: i32,
    children: Vec<TreeOfTwo>,
}

/// Takes far more memory than where it is null.
#[derive(AvroSchema, Serialize, Deserialize, Debug, Clone, Copy)]
pub(crate) struct Wide {
    #[avro(type = "fixed Half(32)")]
    a: [u8; 32],
    #[avro(type = "fixed Half(32)")]
    b: [u8; 32],
    #[avro(type = "fixed Half(32)")]
    c: [u8; 32],
    #[avro(type = "fixed Half(32)")]
    d: [u8; 32],
    #[avro(type = "fixed Half(32)")]
    e: [u8; 32],
    #[avro(type = "fixed Half(32)")]
    f: [u8; 32],
}

#[derive(AvroSchema, Serialize, Deserialize, Debug)]
#[avro(name = "Wide")]
pub(crate) struct Wider {
    #[avro(default = "0")]
    more: i32,
    #[avro(type = "fixed Half(32)")]
    a: [u8; 32],
    #[avro(type = "fixed Half(32)")]
    b: [u8; 32],
    #[avro(type = "fixed Half(32)")]
    c: [u8; 32],
    #[avro(type = "fixed Half(32)")]
    d: [u8; 32],
    #[avro(type = "fixed Half(32)")]
    e: [u8; 32],
    #[avro(type = "fixed Half(32)")]
    f: [u8; 32],
}

#[derive(AvroSchema, Serialize, Deserialize, Debug, Clone)]
pub(crate) struct Named {
    a_name_that_is_much_longer_than_what_has_it: i32,
}

#[derive(AvroSchema, Serialize, Deserialize, Debug)]
#[avro(name = "Named")]
pub(crate) struct NamedOfTwo {
    #[avro(default = "0")]
    more: i32,
    a_name_that_is_much_longer_than_what_has_it: i64,
}

#[derive(AvroSchema, Serialize, Deserialize, Debug, Clone)]
pub(crate) struct Nothing {}

#[derive(AvroSchema, Serialize, Deserialize, Debug)]
#[avro(name = "Nothing")]
pub(crate) struct Something {
    #[avro(default = "0")]
    more: i32,
}
