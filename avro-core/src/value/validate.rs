//! Holding a value against a schema without writing it.

use avro_model::Schema;

use super::encode::{Out, Step, along};
use super::{Faults, Value};
use crate::encoding::encoder::{DEPTH, STACK};
use crate::encoding::{EncodeError, EncodeErrorKind, Encoder, stack};

impl Value {
    /// Whether a writer accepts the value for the type that is `schema`'s root, and if
    /// not, everything that is in its way.
    ///
    /// The value has to be in the schema's own form already: an int is no long, a map no
    /// record, and a value of a union is a [`Value::Union`]. What is not, [`fit`](Self::fit)
    /// brings into it.
    ///
    /// # Errors
    ///
    /// All faults, each with the way to it. A union's branch that is not there, a record
    /// of another name and the like are one fault; what is inside of them is not looked at.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::{Schema, Value};
    ///
    /// let schema = Schema::parse(r#"{"type": "map", "values": "long"}"#)?;
    /// let ages = Value::Map(vec![
    ///     ("Ada".to_owned(), Value::Long(36)),
    ///     ("Bob".to_owned(), Value::Int(41)),
    ///     ("Eve".to_owned(), Value::Null),
    /// ]);
    /// let faults = ages.validate(&schema).unwrap_err();
    /// let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
    /// assert_eq!(words, [
    ///     r#"["Bob"]: expected long, found int"#,
    ///     r#"["Eve"]: expected long, found null"#,
    /// ]);
    /// # Ok::<(), avro_core::SchemaError>(())
    /// ```
    pub fn validate(&self, schema: &Schema) -> Result<(), Faults> {
        let mut judge = Judge::default();
        if let Err(error) = along(schema, self, &mut judge) {
            judge.faults.push(error);
        }
        judge.faults.or(())
    }
}

/// Goes where the writer goes, keeps the faults and writes nothing.
#[derive(Default)]
struct Judge {
    faults: Faults,
    levels: Levels,
}

impl Out for Judge {
    fn put(&mut self, _: impl FnOnce(&mut Encoder)) {}

    fn block(
        &mut self,
        _: usize,
        items: impl FnOnce(&mut Self) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        items(self)
    }

    fn enter(&mut self) -> Result<(), EncodeError> {
        self.levels.enter()
    }

    fn leave(&mut self) {
        self.levels.leave();
    }

    fn within(
        &mut self,
        step: Step<'_>,
        part: impl FnOnce(&mut Self) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        let (mark, levels) = (self.faults.mark(), self.levels);
        if let Err(error) = part(self) {
            self.faults.push(error);
            self.levels = levels;
        }
        self.faults.step_out(mark, step);
        Ok(())
    }
}

/// How deep a walk has come: as deep as an encoder goes unless it is said, and no deeper.
#[derive(Clone, Copy, Debug)]
pub(super) struct Levels {
    most: u32,
    entered: u32,
    /// Where the stack was at the first level.
    bottom: usize,
}

impl Default for Levels {
    fn default() -> Self {
        Levels::at_most(DEPTH)
    }
}

impl Levels {
    pub(super) fn at_most(most: u32) -> Self {
        Levels {
            most,
            entered: 0,
            bottom: 0,
        }
    }

    #[inline(always)]
    pub(super) fn enter(&mut self) -> Result<(), EncodeError> {
        let here = stack::here();
        if self.entered == 0 {
            self.bottom = here;
        }
        if self.entered >= self.most || self.bottom.abs_diff(here) > STACK {
            return Err(EncodeError::new(EncodeErrorKind::TooDeep {
                levels: self.entered,
            }));
        }
        self.entered = self.entered.saturating_add(1);
        Ok(())
    }

    #[inline(always)]
    pub(super) fn leave(&mut self) {
        self.entered = self.entered.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_faults_are_kept_than_can_be_read() {
        let schema = Schema::parse(r#"{"type": "array", "items": "int"}"#).expect("a schema");
        let value = Value::Array(vec![Value::Null; 1000]);
        let faults = value.validate(&schema).expect_err("nulls");
        assert_eq!((faults.count(), faults.iter().len()), (1000, 100));
        assert!(faults.to_string().ends_with(
            "\n  [98]: expected int, found null\n  [99]: expected int, found null\n  and 900 more"
        ));
    }

    #[test]
    fn nesting_ends_where_the_encoder_ends() {
        let schema = Schema::parse(
            r#"{"type": "record", "name": "T", "fields": [
                {"name": "in", "type": {"type": "array", "items": "T"}}]}"#,
        )
        .expect("a schema");
        let deep = |levels: usize| {
            let leaf = super::super::RecordValue::new(&schema, vec![Value::Array(vec![])]);
            (1..levels).fold(Value::Record(leaf.expect("a record")), |inner, _| {
                let fields = vec![Value::Array(vec![inner])];
                let outer = super::super::RecordValue::new(&schema, fields);
                Value::Record(outer.expect("a record"))
            })
        };
        let mut encoder = Encoder::new();
        for (levels, fits) in [(64, true), (65, false)] {
            let value = deep(levels);
            encoder.clear();
            assert_eq!(
                super::super::encode(&schema, &value, &mut encoder).is_ok(),
                fits
            );
            assert_eq!(value.validate(&schema).is_ok(), fits);
        }
        let faults = deep(70)
            .validate(&schema)
            .expect_err("too deep")
            .to_string();
        assert!(
            faults.ends_with("the value nests deeper than 128 levels"),
            "{faults}"
        );
    }
}
