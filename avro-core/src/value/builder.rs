//! A record put together field by field.

use std::sync::Arc;

use avro_model::{Record, Schema, Type};

use super::encode::{Step, type_of};
use super::fit::{Fitting, no_field_of};
use super::{Faults, RecordValue, Value};
use crate::encoding::{EncodeError, EncodeErrorKind};

/// Puts a record together: a value for each field, defaults for the others.
///
/// # Example
///
/// ```
/// use avro_core::{Schema, value::RecordValue};
///
/// let schema = Schema::parse(
///     r#"{"type": "record", "name": "User", "fields": [
///         {"name": "id", "type": "long"},
///         {"name": "name", "type": ["null", "string"]},
///         {"name": "active", "type": "boolean", "default": true}]}"#,
/// )?;
/// let user = RecordValue::builder(&schema)?.set("id", 7)?.set("name", "Ada")?.build()?;
/// assert_eq!(user.get("active").and_then(|value| value.as_bool()), Some(true));
///
/// let error = RecordValue::builder(&schema)?.set("nme", "Ada").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     r#"nme: expected a field of record User, found "nme"; did you mean "name"?"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct RecordBuilder {
    schema: Schema,
    ty: Arc<Record>,
    fields: Vec<Option<Value>>,
}

impl RecordValue {
    /// Begins a record of the type that is `schema`'s root.
    ///
    /// # Errors
    ///
    /// When the root is not a record.
    pub fn builder(schema: &Schema) -> Result<RecordBuilder, Faults> {
        match schema.root_node().ty() {
            Type::Record(ty) => Ok(RecordBuilder {
                schema: schema.clone(),
                ty: Arc::clone(ty),
                fields: vec![None; ty.fields().len()],
            }),
            _ => Err(EncodeError::new(EncodeErrorKind::Mismatch {
                expected: type_of(schema, schema.root()),
                found: "a record".to_owned(),
            })
            .into()),
        }
    }
}

impl RecordBuilder {
    /// Gives the field `name` a value, which is [fitted](Value::fit) to the field's type.
    ///
    /// # Errors
    ///
    /// When there is no such field, and when the value does not fit it.
    pub fn set(mut self, name: &str, value: impl Into<Value>) -> Result<Self, Faults> {
        let Some((at, field)) = self.ty.field(name) else {
            return Err(Step::Field(name).around(no_field_of(&self.ty, name)).into());
        };
        let mut fitting = Fitting::new(&self.schema);
        let value = value.into();
        let value = fitting.within(Step::Field(name), |fitting| {
            fitting.value(&value, field.ty())
        });
        if let Some(slot) = self.fields.get_mut(at) {
            *slot = value;
        }
        fitting.faults.or(())?;
        Ok(self)
    }

    /// The record, with defaults in the fields that were not set.
    ///
    /// # Errors
    ///
    /// When fields were not set that have no default: all of them are named.
    pub fn build(self) -> Result<RecordValue, Faults> {
        let mut fitting = Fitting::new(&self.schema);
        let mut values = Vec::with_capacity(self.fields.len());
        for (field, value) in self.ty.fields().iter().zip(self.fields) {
            let value = value.or_else(|| {
                let step = Step::Field(field.name());
                fitting.within(step, |fitting| fitting.default(field))
            });
            values.extend(value);
        }
        fitting.faults.or(RecordValue::of(&self.ty, values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_missing_fields_are_named_at_once() {
        let schema = Schema::parse(
            r#"{"type": "record", "name": "R", "fields": [
                {"name": "a", "type": "int"}, {"name": "b", "type": "int", "default": 1},
                {"name": "c", "type": "string"}]}"#,
        )
        .expect("a schema");
        let builder = RecordValue::builder(&schema).expect("a record");
        let faults = builder.clone().build().expect_err("two are missing");
        assert_eq!(
            faults.to_string(),
            "2 faults\n  a: expected int, found no such field\n  c: expected string, found no such field"
        );
        let built = builder
            .set("c", "x")
            .and_then(|builder| builder.set("a", 2.0))
            .and_then(RecordBuilder::build)
            .expect("all there");
        assert_eq!(
            Value::from(built).to_string(),
            r#"{"a": 2, "b": 1, "c": "x"}"#
        );
    }

    #[test]
    fn only_a_record_has_fields() {
        let schema = Schema::parse(r#""int""#).expect("a schema");
        let faults = RecordValue::builder(&schema).expect_err("an int");
        assert_eq!(faults.to_string(), "expected int, found a record");
    }
}
