//! What a reader that recovers from damage passed over, and why.

use std::ops::Range;

use super::error::ContainerError;

/// How many gaps are kept one by one.
const KEPT: usize = 1000;

/// Bytes of a file that were passed over, since they are no block that can be read.
#[derive(Debug)]
#[non_exhaustive]
pub struct Skipped {
    /// The bytes, counted from the file's start.
    pub range: Range<u64>,
    /// What is wrong with what begins there.
    pub error: ContainerError,
}

/// All that a [recovering](super::BlocksBuilder::recover) reader has passed over so far.
///
/// # Example
///
/// ```
/// use avro_core::container::{Reader, Writer};
///
/// let mut writer = Writer::<str>::builder(Vec::new()).build()?;
/// for word in ["one", "two", "three"] {
///     writer.append(word)?;
///     writer.flush()?;
/// }
/// let mut file = writer.finish()?;
/// // Of the second block the first byte.
/// let at = file.len() - (2 + 6 + 16) - (2 + 4 + 16);
/// file[at] ^= 1;
///
/// let mut reader = Reader::<String>::builder().recover(true).bytes(&file)?;
/// let words = reader.by_ref().collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(words, ["one", "three"]);
///
/// let damage = reader.damage();
/// assert_eq!((damage.gaps(), damage.bytes()), (1, 22));
/// let skipped = &damage.skipped()[0];
/// assert_eq!(skipped.range, at as u64..at as u64 + 22);
/// assert_eq!(skipped.error.to_string(), format!("block 1, at byte {at}: a block of -2 records"));
/// # Ok::<(), avro_core::container::ContainerError>(())
/// ```
#[derive(Debug, Default)]
pub struct Damage {
    skipped: Vec<Skipped>,
    gaps: u64,
    bytes: u64,
}

impl Damage {
    /// What was passed over, in the order of the file. Of a file with very many gaps these are the
    /// first 1,000.
    #[must_use]
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// How many gaps there are, those that are not kept included.
    #[must_use]
    pub fn gaps(&self) -> u64 {
        self.gaps
    }

    /// How many bytes were passed over.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether nothing was passed over.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.gaps == 0
    }

    pub(crate) fn add(&mut self, skipped: Skipped) {
        let Range { start, end } = skipped.range;
        self.gaps = self.gaps.saturating_add(1);
        self.bytes = self.bytes.saturating_add(end.saturating_sub(start));
        if self.skipped.len() < KEPT {
            self.skipped.push(skipped);
        }
    }
}
