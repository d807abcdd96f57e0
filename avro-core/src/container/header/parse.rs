//! From the first bytes of a file to its [`Header`].
//!
//! The parser works on a window that grows and goes on where it stopped, so that each
//! byte is looked at once however the file arrives. Nothing is reserved for a length
//! before its bytes are there.

use super::{CODEC, Header, SCHEMA};
use crate::container::MAGIC;
use crate::container::error::{ContainerError, ContainerErrorKind};
use crate::encoding::varint::{self, Fault};

/// Reads a header from bytes that arrive in pieces.
///
/// # Example
///
/// ```
/// use avro_core::container::{Codec, Header, HeaderParser, HeaderProgress};
///
/// let mut file = Vec::new();
/// Header::new(r#""string""#, &Codec::Null).encode(&mut file);
///
/// let mut parser = HeaderParser::new(1 << 20);
/// let first = parser.resume(&file[..30])?;
/// assert!(matches!(first, HeaderProgress::Incomplete { needed } if needed > 30));
/// let whole = parser.resume(&file)?;
/// assert!(matches!(whole, HeaderProgress::Complete { len, .. } if len == file.len()));
/// # Ok::<(), avro_core::container::ContainerError>(())
/// ```
#[derive(Debug)]
pub struct HeaderParser {
    max_header: usize,
    /// All before this byte of the file is understood.
    position: usize,
    next: Next,
    /// Entries that are still to come in this block of the metadata.
    entries: u64,
    key: String,
    metadata: Vec<(String, Vec<u8>)>,
}

/// How far a [`HeaderParser`] has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderProgress {
    /// The header is longer than the window.
    Incomplete {
        /// It is at least so long: there is no use in calling again with less.
        needed: usize,
    },
    /// The window begins with this header.
    Complete {
        /// The header.
        header: Header,
        /// How many bytes of the file it took. The first block follows.
        len: usize,
    },
}

/// What stands at the parser's position.
#[derive(Debug, Clone, Copy)]
enum Next {
    Magic,
    Count,
    ByteSize,
    Key,
    Value,
    Sync,
}

/// Why a step was not made.
enum Stop {
    Incomplete { needed: usize },
    Failed(ContainerErrorKind),
}

impl From<ContainerErrorKind> for Stop {
    fn from(kind: ContainerErrorKind) -> Self {
        Self::Failed(kind)
    }
}

impl HeaderParser {
    /// What an entry of the metadata costs beyond its bytes, so that a header of tiny
    /// entries does not take many times its size.
    const ENTRY: usize = 64;

    /// A parser at the start of a file, whose header may take `max_header` bytes.
    ///
    /// Each entry of the metadata counts as 64 bytes more than it has.
    #[must_use]
    pub fn new(max_header: usize) -> Self {
        Self {
            max_header,
            position: 0,
            next: Next::Magic,
            entries: 0,
            key: String::new(),
            metadata: Vec::new(),
        }
    }

    /// Goes on with a window that holds the file's bytes from the very first one.
    /// Between calls it may only grow.
    ///
    /// Once it has given a header, the parser is at the start of a file again; once it
    /// has failed, it fails again.
    ///
    /// The metadata may come in several blocks, with or without their byte size. Of a
    /// key that is given twice the last value counts, except for `avro.schema` and
    /// `avro.codec`, which must be given once.
    ///
    /// # Errors
    ///
    /// When the bytes are not those of a header, lack `avro.schema`, or pass the
    /// limit. The error gives the place of the fault.
    pub fn resume(&mut self, window: &[u8]) -> Result<HeaderProgress, ContainerError> {
        loop {
            match self.step(window) {
                Ok(None) => {}
                Ok(Some(sync)) => {
                    let Self {
                        metadata, position, ..
                    } = std::mem::replace(self, Self::new(self.max_header));
                    let header = Header { metadata, sync };
                    return Ok(HeaderProgress::Complete {
                        header,
                        len: position,
                    });
                }
                Err(Stop::Incomplete { needed }) => {
                    return Ok(HeaderProgress::Incomplete { needed });
                }
                Err(Stop::Failed(kind)) => {
                    return Err(ContainerError::new(kind).at(self.position as u64));
                }
            }
        }
    }

    /// The error for a file that ends after `len` bytes, inside its header.
    pub(in crate::container) fn truncated(len: usize) -> ContainerError {
        ContainerError::new(ContainerErrorKind::Truncated { start: 0 }).at(len as u64)
    }

    /// Reads one thing; the sync marker is the last.
    fn step(&mut self, window: &[u8]) -> Result<Option<[u8; 16]>, Stop> {
        match self.next {
            Next::Magic => {
                // Told as soon as it shows, however few bytes there are.
                if window.iter().zip(&MAGIC).any(|(byte, magic)| byte != magic) {
                    return Err(ContainerErrorKind::NotAContainer.into());
                }
                (_, self.position) = self.take(window, self.position, MAGIC.len())?;
                self.next = Next::Count;
            }
            Next::Count => {
                let (count, end) = self.long(window, self.position)?;
                self.entries = count.unsigned_abs();
                // An entry takes two bytes at least.
                if self.entries > self.max_header as u64 / 2 {
                    return Err(self.too_large());
                }
                self.position = end;
                self.next = match count {
                    0 => self.end_of_map()?,
                    ..0 => Next::ByteSize,
                    1.. => Next::Key,
                };
            }
            Next::ByteSize => {
                // The entries say themselves how long they are.
                let (_, end) = self.len(window, self.position)?;
                self.position = end;
                self.next = Next::Key;
            }
            Next::Key => {
                let (bytes, end) = self.bytes(window)?;
                let key = std::str::from_utf8(bytes).map_err(|_| ContainerErrorKind::KeyNotUtf8)?;
                for reserved in [SCHEMA, CODEC] {
                    if key == reserved && self.metadata.iter().any(|(other, _)| other == key) {
                        return Err(ContainerErrorKind::DuplicateKey { key: reserved }.into());
                    }
                }
                self.key = key.to_owned();
                self.position = end;
                self.next = Next::Value;
            }
            Next::Value => {
                let (value, end) = self.bytes(window)?;
                for reserved in [SCHEMA, CODEC] {
                    if self.key == reserved && std::str::from_utf8(value).is_err() {
                        return Err(ContainerErrorKind::ValueNotUtf8 { key: reserved }.into());
                    }
                }
                self.metadata
                    .push((std::mem::take(&mut self.key), value.to_vec()));
                self.position = end;
                self.entries = self.entries.saturating_sub(1);
                self.next = if self.entries == 0 {
                    Next::Count
                } else {
                    Next::Key
                };
            }
            Next::Sync => {
                let (bytes, end) = self.take(window, self.position, 16)?;
                let sync = bytes.try_into().unwrap_or_default();
                self.position = end;
                return Ok(Some(sync));
            }
        }
        Ok(None)
    }

    fn end_of_map(&self) -> Result<Next, Stop> {
        if self.metadata.iter().any(|(key, _)| key == SCHEMA) {
            Ok(Next::Sync)
        } else {
            Err(ContainerErrorKind::MissingSchema.into())
        }
    }

    /// A length and the bytes it announces, at the position.
    fn bytes<'a>(&self, window: &'a [u8]) -> Result<(&'a [u8], usize), Stop> {
        let (len, start) = self.len(window, self.position)?;
        self.take(window, start, len)
    }

    fn len(&self, window: &[u8], start: usize) -> Result<(usize, usize), Stop> {
        let (length, end) = self.long(window, start)?;
        if length < 0 {
            return Err(ContainerErrorKind::NegativeLength { length }.into());
        }
        let len = usize::try_from(length).map_err(|_| self.too_large())?;
        self.end_of(end, len)?;
        Ok((len, end))
    }

    fn long(&self, window: &[u8], start: usize) -> Result<(i64, usize), Stop> {
        let rest = window.get(start..).unwrap_or_default();
        match varint::take(rest) {
            Ok((value, after)) => {
                let len = rest.len().saturating_sub(after.len());
                Ok((value, self.end_of(start, len)?))
            }
            Err(Fault::End) => Err(Stop::Incomplete {
                needed: window.len().saturating_add(1),
            }),
            Err(Fault::TooLong) => Err(ContainerErrorKind::VarintTooLong.into()),
        }
    }

    fn take<'a>(
        &self,
        window: &'a [u8],
        start: usize,
        len: usize,
    ) -> Result<(&'a [u8], usize), Stop> {
        let end = self.end_of(start, len)?;
        match window.get(start..end) {
            Some(bytes) => Ok((bytes, end)),
            None => Err(Stop::Incomplete { needed: end }),
        }
    }

    /// Where `len` bytes from `start` end, if the header may be so long.
    fn end_of(&self, start: usize, len: usize) -> Result<usize, Stop> {
        let end = start.checked_add(len).ok_or_else(|| self.too_large())?;
        let entries = self.metadata.len().saturating_mul(Self::ENTRY);
        if end.saturating_add(entries) > self.max_header {
            return Err(self.too_large());
        }
        Ok(end)
    }

    fn too_large(&self) -> Stop {
        ContainerErrorKind::HeaderTooLarge {
            limit: self.max_header,
        }
        .into()
    }
}
