//! What one reader may spend on input from strangers.

/// Bounds on the time, the memory and the stack that reading may take.
///
/// One value belongs to one reader; nothing is global. The bounds on a datum
/// hold for all of it together, so that an attack cannot be spread over many
/// small collections. The defaults let every honest datum through that the
/// authors could think of, and keep a hostile one below 64 MiB or near it.
///
/// # Example
///
/// ```
/// use avro_core::Limits;
///
/// let limits = Limits::default().with_depth(16).with_memory(1 << 20);
/// assert_eq!(limits.depth(), 16);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    depth: u32,
    stack: usize,
    length: usize,
    memory: usize,
    empty_values: usize,
    block: usize,
    header: usize,
}

/// The default of [`Limits::block`].
pub(crate) const BLOCK: usize = 32 << 20;

/// The default of [`Limits::header`].
pub(crate) const HEADER: usize = 16 << 20;

impl Limits {
    pub(crate) const DEFAULT: Limits = Limits {
        depth: 128,
        stack: 1 << 20,
        length: usize::MAX,
        memory: 32 << 20,
        empty_values: 500_000,
        block: BLOCK,
        header: HEADER,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Limits::DEFAULT
    }
}

macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident $with:ident $ty:ty;)*) => {
        impl Limits {$(
            $(#[$doc])*
            #[must_use]
            pub fn $name(&self) -> $ty {
                self.$name
            }

            #[doc = concat!("The same limits with another [`", stringify!($name), "`](Self::", stringify!($name), ").")]
            #[must_use]
            pub fn $with(mut self, $name: $ty) -> Self {
                self.$name = $name;
                self
            }
        )*}
    };
}

limits! {
    /// How deep values may nest, 128 by default. In a static type whatever lies
    /// behind a pointer counts (`Box`, `Vec`, maps); in a dynamic value every
    /// record, array and map.
    depth with_depth u32;

    /// How much of the stack nested values may take, in bytes: 1 MiB by default, half
    /// of what a thread has in Rust. It ends the nesting of large types before
    /// `depth` does, above all in a build without optimisation.
    stack with_stack usize;

    /// The longest string or bytes, in bytes, and the longest fixed that is read without a Rust type of
    /// its size. Without bound by default: a length is never more than the input that is there.
    length with_length usize;

    /// What the collections of one datum may take in memory, in bytes: 32 MiB by
    /// default. Sixteen bytes for each byte of input are granted besides, in a
    /// container file for each byte of the block as it was compressed, so that a
    /// large datum need not be a hostile one. Items and slots are counted; while a
    /// vector of many blocks grows, it takes up to three times as much.
    memory with_memory usize;

    /// How many values that take no bytes (null, an empty record) one datum may
    /// hold in its collections, and how many such records inside each other,
    /// 500,000 by default. An empty record that is an item counts twice where a static type reads it. The
    /// records of a container file's block count against it too, where they take no bytes.
    empty_values with_empty_values usize;

    /// The largest decompressed block of a container file, in bytes, 32 MiB by
    /// default.
    block with_block usize;

    /// The largest header of a container file, in bytes, 16 MiB by default.
    header with_header usize;
}

/// The limit that a datum ran into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// [`Limits::depth`].
    Depth,
    /// [`Limits::stack`].
    Stack,
    /// [`Limits::length`].
    Length,
    /// [`Limits::memory`].
    Memory,
    /// [`Limits::empty_values`].
    EmptyValues,
    /// [`Limits::block`].
    Block,
    /// [`Limits::header`].
    Header,
}

impl std::fmt::Display for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Limit::Depth => "depth",
            Limit::Stack => "stack",
            Limit::Length => "length",
            Limit::Memory => "memory",
            Limit::EmptyValues => "empty values",
            Limit::Block => "block",
            Limit::Header => "header",
        })
    }
}
