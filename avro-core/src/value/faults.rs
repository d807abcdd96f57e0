//! All that is wrong with a value, rather than the first thing.

use std::error::Error;
use std::fmt::{self, Display, Formatter};

use super::encode::Step;
use crate::encoding::EncodeError;

/// How many faults are kept; of the rest only the number is.
const KEPT: usize = 100;

/// What is wrong with a value: each fault with the way to it.
///
/// The first hundred are kept, and of more it is known how many there are.
///
/// # Example
///
/// ```
/// use avro_core::{Schema, value};
///
/// let schema = Schema::parse(
///     r#"{"type": "record", "name": "Line", "fields": [
///         {"name": "article", "type": "string"}, {"name": "price", "type": "double"}]}"#,
/// )?;
/// let faults = value!({"article": 7, "price": "dear"}).fit(&schema).unwrap_err();
/// assert_eq!(faults.count(), 2);
/// let paths: Vec<String> = faults.iter().map(|fault| fault.path().to_string()).collect();
/// assert_eq!(paths, ["article", "price"]);
/// assert_eq!(
///     faults.to_string(),
///     "2 faults\n  article: expected string, found int\n  price: expected double, found string",
/// );
/// # Ok::<(), avro_core::SchemaError>(())
/// ```
#[derive(Debug, Default)]
pub struct Faults {
    kept: Vec<EncodeError>,
    more: usize,
}

impl Faults {
    /// How many there are, those that were not kept included.
    #[must_use]
    pub fn count(&self) -> usize {
        self.kept.len().saturating_add(self.more)
    }

    /// Those that were kept, in the order of the value.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &EncodeError> {
        self.kept.iter()
    }

    /// `value`, unless there are faults.
    pub(super) fn or<T>(self, value: T) -> Result<T, Faults> {
        if self.kept.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }

    pub(super) fn push(&mut self, fault: EncodeError) {
        self.push_with(|| fault);
    }

    /// Of a fault that is not kept the words are not looked for.
    pub(super) fn push_with(&mut self, fault: impl FnOnce() -> EncodeError) {
        if self.kept.len() < KEPT {
            self.kept.push(fault());
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    /// Where the next fault will be.
    pub(super) fn mark(&self) -> usize {
        self.kept.len()
    }

    /// Sees those since `mark` from outside.
    pub(super) fn step_out(&mut self, mark: usize, step: Step<'_>) {
        if mark < self.kept.len() {
            let inside = self.kept.split_off(mark);
            let outside = inside.into_iter().map(|fault| step.around(fault));
            self.kept.extend(outside);
        }
    }
}

impl From<EncodeError> for Faults {
    fn from(fault: EncodeError) -> Self {
        Faults {
            kept: vec![fault],
            more: 0,
        }
    }
}

impl IntoIterator for Faults {
    type Item = EncodeError;
    type IntoIter = std::vec::IntoIter<EncodeError>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.into_iter()
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a EncodeError;
    type IntoIter = std::slice::Iter<'a, EncodeError>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.iter()
    }
}

/// A single fault as it is; several on a line each, below their number.
impl Display for Faults {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let ([fault], 0) = (self.kept.as_slice(), self.more) {
            return fault.fmt(f);
        }
        write!(f, "{} faults", self.count())?;
        for fault in &self.kept {
            write!(f, "\n  {fault}")?;
        }
        if self.more > 0 {
            write!(f, "\n  and {} more", self.more)?;
        }
        Ok(())
    }
}

impl Error for Faults {}
