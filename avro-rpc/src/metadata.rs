//! What travels with a handshake or a call beside what the protocol says.

use std::collections::BTreeMap;
use std::collections::btree_map;
use std::sync::Arc;
use std::time::Duration;

use avro_core::encoding::{Decode, Decoder, Encode, Encoder};
use avro_core::shape::Own;
use avro_core::{AvroSchema, DecodeError, EncodeError};

/// Names and bytes that travel with a call, or with a handshake.
///
/// The protocol knows nothing of them. A trace's context or a token may ride here; names that start with `avro.`
/// are Avro's own, and [`Metadata::TIMEOUT`] is this crate's.
///
/// # Example
///
/// ```
/// use avro_rpc::Metadata;
///
/// let mut metadata = Metadata::new();
/// metadata.insert("trace", "4bf92f35");
/// assert_eq!(metadata.get("trace"), Some(&b"4bf92f35"[..]));
/// assert_eq!(avro_core::to_vec(&metadata)?, b"\x02\x0atrace\x104bf92f35\0");
/// # Ok::<(), avro_core::EncodeError>(())
/// ```
#[derive(AvroSchema, Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata(BTreeMap<String, Vec<u8>>);

/// No metadata, to be lent.
pub(crate) static NONE: Metadata = Metadata(BTreeMap::new());

impl Metadata {
    /// The name under which a client says how long it waits for the answer: milliseconds, as decimal digits.
    ///
    /// Clients set it for calls that have a timeout; servers stop handling such a call when the time is over.
    pub const TIMEOUT: &'static str = "timeout-millis";

    /// No metadata.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The bytes of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(Vec::as_slice)
    }

    /// Sets the bytes of a name, in the place of those it had.
    pub fn insert(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.0.insert(name.into(), bytes.into());
    }

    /// Takes a name out.
    pub fn remove(&mut self, name: &str) -> Option<Vec<u8>> {
        self.0.remove(name)
    }

    /// How long the client waits for the answer, if it says so.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use avro_rpc::Metadata;
    ///
    /// let metadata = Metadata::from_iter([(Metadata::TIMEOUT, "1500")]);
    /// assert_eq!(metadata.timeout(), Some(Duration::from_millis(1500)));
    /// ```
    #[must_use]
    pub fn timeout(&self) -> Option<Duration> {
        let digits = std::str::from_utf8(self.get(Self::TIMEOUT)?).ok()?;
        digits.parse().ok().map(Duration::from_millis)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// What came with a handshake, if anything did.
    pub(crate) fn of_handshake(meta: Option<Metadata>) -> Option<Arc<Metadata>> {
        meta.filter(|meta| !meta.is_empty()).map(Arc::new)
    }

    pub(crate) fn write(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
        <Self as Encode<Own>>::encode(self, encoder)
    }

    pub(crate) fn read(decoder: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        <Self as Decode<'_, Own>>::decode(decoder)
    }

    /// Names and bytes, in the order of names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, bytes)| (&**name, &**bytes))
    }
}

impl<N: Into<String>, B: Into<Vec<u8>>> FromIterator<(N, B)> for Metadata {
    fn from_iter<I: IntoIterator<Item = (N, B)>>(pairs: I) -> Self {
        let pairs = pairs.into_iter();
        Metadata(
            pairs
                .map(|(name, bytes)| (name.into(), bytes.into()))
                .collect(),
        )
    }
}

impl IntoIterator for Metadata {
    type Item = (String, Vec<u8>);
    type IntoIter = btree_map::IntoIter<String, Vec<u8>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
