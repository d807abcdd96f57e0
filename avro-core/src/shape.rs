//! Avro's shapes: what a Rust value looks like in a schema.
//!
//! Most Rust types have one obvious Avro type: an `i64` is a long. Some have
//! several: a timestamp may count milliseconds or microseconds, a uuid may be a
//! string or a fixed. The types of this module name the choices; they have no
//! values. A codec belongs to a pair of Rust type and shape, written
//! `i64: Encode<shape::TimestampMillis>`, and shapes nest as types do:
//! `Vec<Option<i64>>: Encode<Array<Nullable<TimestampMillis, 1>>>`.
//!
//! Nobody writes these by hand. The derive takes them from `#[avro(type =
//! "array<union { timestamp_ms, null }>")]`, and where nothing is said the shape
//! is [`Own`].

use std::marker::PhantomData;

macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}
    )*};
}

shapes! {
    /// The shape a type has when nothing else is said (`_` in the attribute).
    Own;
    /// The type null.
    Null;
    /// The type boolean.
    Boolean;
    /// The type int.
    Int;
    /// The type long.
    Long;
    /// The type float.
    Float;
    /// The type double.
    Double;
    /// The type bytes.
    Bytes;
    /// The type string.
    String;
    /// The logical type date: an int that counts days since 1970-01-01.
    Date;
    /// The logical type time-millis: an int that counts milliseconds since midnight.
    TimeMillis;
    /// The logical type time-micros: a long that counts microseconds since midnight.
    TimeMicros;
    /// The logical type timestamp-millis: a long that counts from 1970-01-01T00:00Z.
    TimestampMillis;
    /// The logical type timestamp-micros: a long that counts from 1970-01-01T00:00Z.
    TimestampMicros;
    /// The logical type timestamp-nanos: a long that counts from 1970-01-01T00:00Z.
    TimestampNanos;
    /// The logical type local-timestamp-millis: a long, in whatever time zone is local.
    LocalTimestampMillis;
    /// The logical type local-timestamp-micros: a long, in whatever time zone is local.
    LocalTimestampMicros;
    /// The logical type local-timestamp-nanos: a long, in whatever time zone is local.
    LocalTimestampNanos;
    /// The logical type uuid on a string.
    Uuid;
    /// The logical type big-decimal on bytes.
    BigDecimal;
}

/// An array of items of shape `S`.
#[derive(Debug)]
pub struct Array<S>(PhantomData<fn() -> S>);

/// A map from strings to values of shape `S`.
#[derive(Debug)]
pub struct Map<S>(PhantomData<fn() -> S>);

/// A union of null, at index `NULL`, with the branches of shape `S` in order.
#[derive(Debug)]
pub struct Nullable<S, const NULL: u32>(PhantomData<fn() -> S>);

/// A fixed of `SIZE` bytes with the name that `N` says.
#[derive(Debug)]
pub struct Fixed<N, const SIZE: usize>(PhantomData<fn() -> N>);

/// The logical type uuid on a fixed of 16 bytes with the name that `N` says.
#[derive(Debug)]
pub struct UuidFixed<N>(PhantomData<fn() -> N>);

/// The logical type duration on a fixed of 12 bytes with the name that `N` says.
#[derive(Debug)]
pub struct Duration<N>(PhantomData<fn() -> N>);

/// The logical type decimal on bytes, with `P` digits of which `S` follow the point.
#[derive(Debug)]
pub struct Decimal<const P: u32, const S: u32>;

/// The logical type decimal on a fixed of `SIZE` bytes with the name that `N` says.
#[derive(Debug)]
pub struct DecimalFixed<N, const SIZE: usize, const P: u32, const S: u32>(PhantomData<fn() -> N>);

/// A full name known at compile time, for shapes that have one, and what a definition says beside it.
pub trait Named: 'static {
    /// The full name: namespace, dot, name.
    const NAME: &'static str;
    /// Documentation.
    const DOC: Option<&'static str> = None;
    /// Aliases, as full names or in the namespace of the name.
    const ALIASES: &'static [&'static str] = &[];
}

/// Which branches a type can take up in a union, for the rule that a union
/// holds each unnamed type once.
///
/// Adding up the branches of a union happens in constants, so an illegal union
/// does not compile. "Unions may not contain more than one schema with the same
/// type, except for the named types record, fixed and enum" (Unions).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u16);

impl Kinds {
    /// A record, enum or fixed: told apart by name.
    pub const NAMED: Kinds = Kinds(0);
    /// Null.
    pub const NULL: Kinds = Kinds(1);
    /// Boolean.
    pub const BOOLEAN: Kinds = Kinds(1 << 1);
    /// Int, with all logical types on it.
    pub const INT: Kinds = Kinds(1 << 2);
    /// Long, with all logical types on it.
    pub const LONG: Kinds = Kinds(1 << 3);
    /// Float.
    pub const FLOAT: Kinds = Kinds(1 << 4);
    /// Double.
    pub const DOUBLE: Kinds = Kinds(1 << 5);
    /// Bytes, with all logical types on it.
    pub const BYTES: Kinds = Kinds(1 << 6);
    /// String, with all logical types on it.
    pub const STRING: Kinds = Kinds(1 << 7);
    /// Any array.
    pub const ARRAY: Kinds = Kinds(1 << 8);
    /// Any map.
    pub const MAP: Kinds = Kinds(1 << 9);

    /// A union, whatever its branches.
    const UNION: Kinds = Kinds(1 << 15);

    /// Whether the type is a float or a double.
    pub(crate) const fn is_float(self) -> bool {
        self.0 & (Kinds::FLOAT.0 | Kinds::DOUBLE.0) != 0
    }

    /// Whether both are the same branches, where nothing but the types without a name is known.
    #[must_use]
    pub const fn is(self, other: Kinds) -> bool {
        (self.0 ^ other.0) & !Kinds::UNION.0 == 0
    }

    /// The same branches, as those of a type that is a union even if it has only one.
    #[must_use]
    pub const fn as_union(self) -> Kinds {
        Kinds(self.0 | Kinds::UNION.0)
    }

    /// The same, as the kinds of one branch in a union.
    ///
    /// # Panics
    ///
    /// In a constant, and so as a compile error, when the type has several
    /// branches or is a union: "Unions may not immediately contain other unions."
    #[must_use]
    #[track_caller]
    pub const fn as_branch(self, branches: u32) -> Kinds {
        assert!(
            branches == 1 && self.0 & Kinds::UNION.0 == 0,
            "a union stands immediately inside a union"
        );
        self
    }

    /// The branches of `self` and of `other` in one union.
    ///
    /// # Panics
    ///
    /// In a constant, and so as a compile error, when both hold one unnamed type.
    #[must_use]
    #[track_caller]
    pub const fn and(self, other: Kinds) -> Kinds {
        assert!(
            self.0 & other.0 & Kinds::NULL.0 == 0,
            "null stands twice in a union: an Option of something that is already nullable"
        );
        assert!(
            self.0 & other.0 == 0,
            "a union holds two branches of the same unnamed type"
        );
        Kinds(self.0 | other.0)
    }
}
