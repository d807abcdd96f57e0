//! Writing values as JSON: what is prepared.

use std::marker::PhantomData;

use avro_model::Schema;
use avro_model::plan::Losses;

use super::Form;
use super::guide::Guide;
use super::write::Writing;
use crate::datum::{Prepared, ResolveError, Writable};
use crate::encoding::{EncodeError, Encoder, Limits};

/// Writes values as JSON with one schema.
///
/// What is done for a schema is done once.
///
/// # Example
///
/// ```
/// use std::collections::BTreeMap;
///
/// use avro_core::{Schema, json};
///
/// let schema = Schema::parse(r#"{"type": "map", "values": "bytes"}"#)?;
/// let mut writer = json::Writer::<BTreeMap<&str, &[u8]>>::new(&schema)?;
/// assert_eq!(writer.write(&BTreeMap::from([("a", &b"\xff"[..])]))?, r#"{"a":"ÿ"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Writer<T: ?Sized> {
    prepared: Prepared,
    guide: Guide,
    form: Form,
    limits: Limits,
    encoder: Encoder,
    input: PhantomData<fn(&T)>,
}

impl<T: Writable + ?Sized> Writer<T> {
    /// A writer of the JSON encoding of this schema.
    ///
    /// # Errors
    ///
    /// When not every `T` can be written with it, and when something of a `T` would be lost. A
    /// [`Value`](crate::Value) always can, if it is of the schema.
    pub fn new(schema: &Schema) -> Result<Self, ResolveError> {
        Self::with_losses(schema, Losses::Refused)
    }

    /// [`new`](Self::new) that may leave out what the schema has no place for, if `losses` says so.
    ///
    /// # Errors
    ///
    /// When not every `T` can be written with the schema.
    pub fn with_losses(schema: &Schema, losses: Losses) -> Result<Self, ResolveError> {
        Ok(Writer {
            prepared: T::prepare_to_write(schema, losses)?,
            guide: Guide::new(schema),
            form: Form::Encoding,
            limits: Limits::default(),
            encoder: Encoder::new(),
            input: PhantomData,
        })
    }

    /// The same writer of [plain JSON](super#plain-json).
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.form = Form::Plain;
        self
    }

    /// The same writer with other limits.
    ///
    /// They are those of a [`Reader`](super::Reader) of the value's datum. The memory is that
    /// of the text: a short value may have a long one, where the names in its schema are long.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The schema that the text has.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        self.guide.schema()
    }

    /// The value as a text.
    ///
    /// # Errors
    ///
    /// When the value has no place in the schema, or a limit is exceeded; every record,
    /// array and map counts as a level.
    pub fn write(&mut self, value: &T) -> Result<String, EncodeError> {
        let mut out = String::new();
        self.write_to(value, &mut out)?;
        Ok(out)
    }

    /// Writes the value behind what there is in `out`.
    ///
    /// # Errors
    ///
    /// As for [`write`](Self::write). Then `out` is as it was.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::{Schema, json};
    ///
    /// let mut writer = json::Writer::<str>::new(&Schema::parse(r#""string""#)?)?;
    /// let mut lines = String::new();
    /// for word in ["a", "b"] {
    ///     writer.write_to(word, &mut lines)?;
    ///     lines.push('\n');
    /// }
    /// assert_eq!(lines, "\"a\"\n\"b\"\n");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write_to(&mut self, value: &T, out: &mut String) -> Result<(), EncodeError> {
        self.encoder.clear();
        value.to_datum(&self.prepared, &mut self.encoder)?;
        let datum = self.encoder.as_slice();
        write(&self.guide, self.form, &self.limits, datum, out)
    }
}

/// Writes a datum behind what there is in `out`.
pub(super) fn write(
    guide: &Guide,
    form: Form,
    limits: &Limits,
    datum: &[u8],
    out: &mut String,
) -> Result<(), EncodeError> {
    let before = out.len();
    Writing::new(guide, form, datum, limits, out)
        .whole()
        .map_err(|error| {
            out.truncate(before);
            EncodeError::of_datum(&error)
        })
}
