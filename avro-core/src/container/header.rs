//! The header of a container file: its schema, its codec and its sync marker.
//!
//! ```text
//! header   = "Obj\x01" metadata sync
//! metadata = map of bytes, with the keys avro.schema, avro.codec and the user's own
//! ```
//!
//! What the schema and the codec mean is not known here.

mod parse;

pub use parse::{HeaderParser, HeaderProgress};

use super::MAGIC;
use super::codec::{Codec, CodecError};
use super::error::{ContainerError, ContainerErrorKind, shown};
use super::sync::random_sync_marker;
use crate::encoding::varint::push_len;

const SCHEMA: &str = "avro.schema";
const CODEC: &str = "avro.codec";

/// How every reserved key begins.
const RESERVED: &str = "avro.";

/// The header of a container file.
///
/// # Example
///
/// ```
/// use avro_core::container::{Codec, DEFAULT_MAX_HEADER, Header};
///
/// let header = Header::new(r#""string""#, &Codec::Null).with_metadata("owner", "billing")?;
/// let mut file = Vec::new();
/// header.encode(&mut file);
///
/// let (read, len) = Header::parse(&file, DEFAULT_MAX_HEADER)?;
/// assert_eq!(len, file.len());
/// assert_eq!(read, header);
/// assert_eq!(read.get("owner"), Some(&b"billing"[..]));
/// # Ok::<(), avro_core::container::ContainerError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// In the order of the file. `avro.schema` is among them, and like
    /// `avro.codec`, if that is there, only once and UTF-8.
    metadata: Vec<(String, Vec<u8>)>,
    sync: [u8; 16],
}

impl Header {
    /// The header of a new file, with a random sync marker.
    ///
    /// The text is taken as it is; whether it is a schema is not checked here.
    pub fn new(schema_text: impl Into<String>, codec: &Codec) -> Self {
        let schema = (SCHEMA.to_owned(), schema_text.into().into_bytes());
        let codec = (CODEC.to_owned(), codec.name().as_bytes().to_vec());
        Self {
            metadata: vec![schema, codec],
            sync: random_sync_marker(),
        }
    }

    /// Chooses the sync marker, for files that must come out the same every time.
    #[must_use]
    pub fn with_sync(mut self, sync: [u8; 16]) -> Self {
        self.sync = sync;
        self
    }

    /// Adds an entry to the metadata, or replaces the one of that key.
    ///
    /// # Errors
    ///
    /// When the key begins with `avro.`: "All metadata properties that start with
    /// "avro." are reserved."
    pub fn with_metadata(
        mut self,
        key: impl Into<String>,
        value: impl Into<Vec<u8>>,
    ) -> Result<Self, ContainerError> {
        let key = key.into();
        if key.starts_with(RESERVED) {
            return Err(ContainerError::new(ContainerErrorKind::ReservedKey {
                key: shown(&key),
            }));
        }
        self.metadata.retain(|(other, _)| *other != key);
        self.metadata.push((key, value.into()));
        Ok(self)
    }

    /// Reads the header at the start of `file` and says how many bytes it took.
    ///
    /// For a file that is all there; [`HeaderParser`] is for one that arrives in
    /// pieces.
    ///
    /// # Errors
    ///
    /// When the bytes are no header, end inside one, or it is larger than
    /// `max_header`; see [`HeaderParser::resume`].
    pub fn parse(file: &[u8], max_header: usize) -> Result<(Self, usize), ContainerError> {
        let mut parser = HeaderParser::new(max_header);
        match parser.resume(file)? {
            HeaderProgress::Complete { header, len } => Ok((header, len)),
            HeaderProgress::Incomplete { .. } => Err(HeaderParser::truncated(file.len())),
        }
    }

    /// Appends the header to `out`.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&MAGIC);
        push_len(out, self.metadata.len());
        for (key, value) in &self.metadata {
            push_len(out, key.len());
            out.extend_from_slice(key.as_bytes());
            push_len(out, value.len());
            out.extend_from_slice(value);
        }
        push_len(out, 0);
        out.extend_from_slice(&self.sync);
    }

    /// The text of the writer's schema, as it stands in the file.
    #[must_use]
    pub fn schema_text(&self) -> &str {
        self.text(SCHEMA).unwrap_or_default()
    }

    /// The name of the codec; `null` when the file gives none.
    #[must_use]
    pub fn codec_name(&self) -> &str {
        self.text(CODEC).unwrap_or("null")
    }

    /// The codec, at its usual level: files do not say at which they were written.
    ///
    /// # Errors
    ///
    /// When its name is none of the specification's.
    pub fn codec(&self) -> Result<Codec, CodecError> {
        Codec::from_name(self.codec_name())
    }

    /// The sync marker that closes the header and each block.
    #[must_use]
    pub fn sync(&self) -> [u8; 16] {
        self.sync
    }

    /// All metadata in the order of the file, Avro's own included.
    pub fn metadata(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.metadata
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_slice()))
    }

    /// The metadata whose keys are not reserved, in the order of the file.
    pub fn user_metadata(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.metadata()
            .filter(|(key, _)| !key.starts_with(RESERVED))
    }

    /// The value of a key of the metadata. Where a file gives a key more than once,
    /// the last value counts, as for Java and Python.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&[u8]> {
        let found = self.metadata.iter().rev().find(|(other, _)| other == key);
        found.map(|(_, value)| value.as_slice())
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.get(key)
            .and_then(|value| std::str::from_utf8(value).ok())
    }
}

#[cfg(test)]
mod tests;
