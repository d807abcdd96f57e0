//! What the other side may ask for.

/// Bounds on what one client or server takes from the other side.
///
/// # Example
///
/// ```
/// use avro_rpc::Limits;
///
/// let limits = Limits::default().with_message(64 << 20);
/// assert_eq!(limits.message(), 64 << 20);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    message: usize,
    protocol: usize,
    protocols: usize,
    protocols_bytes: usize,
    protocols_in_use: usize,
    datum: avro_core::Limits,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            message: 8 << 20,
            protocol: 1 << 20,
            protocols: 1000,
            protocols_bytes: 2 << 20,
            protocols_in_use: 16 << 20,
            datum: avro_core::Limits::default(),
        }
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
    /// The longest message, in bytes: 8 MiB by default.
    message with_message usize;

    /// The longest text of a protocol, in bytes: 1 MiB by default.
    protocol with_protocol usize;

    /// How many protocols are remembered of a server's clients, or of the servers behind a client's one address: 1,000
    /// by default. The one that was not used for the longest time makes room.
    protocols with_protocols usize;

    /// How many bytes the texts of these protocols have together at most: 2 MiB by default. Parsed, and with what is
    /// prepared for their messages, they take some ten to twenty times as much. A longer one is not remembered.
    protocols_bytes with_protocols_bytes usize;

    /// How many bytes the texts of clients' protocols have together at most, of those that are remembered and of those that
    /// open connections keep: 16 MiB by default. Beyond it a protocol that is not known is refused.
    protocols_in_use with_protocols_in_use usize;
}

impl Limits {
    /// The bounds on each datum: handshake, metadata, request, response.
    #[must_use]
    pub fn datum(&self) -> &avro_core::Limits {
        &self.datum
    }

    /// The same limits with others for each datum.
    #[must_use]
    pub fn with_datum(mut self, datum: avro_core::Limits) -> Self {
        self.datum = datum;
        self
    }
}
