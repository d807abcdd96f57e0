//! A schema out of samples.
//!
//! Samples are taken in one after the other and leave a [`Shape`]: what has been seen in each
//! place. Of two places that become one, the shapes are merged. The `schema` comes of the
//! shape at the end, so the order of the samples says in what order fields stand, and nothing else.

mod schema;

use std::collections::{HashMap, HashSet};

use avro_model::json::{Json, JsonError};
use avro_model::{Schema, SchemaError, is_simple_name};

use super::Value;
use super::fit::exact_double;
use super::validate::Levels;
use crate::encoding::EncodeError;

/// The most fields that an object may have to be a record.
const FIELDS: usize = 1000;

/// How deep a sample may nest. Each level may take two of the schema, whose text may have twice
/// as many.
const DEPTH: u32 = 64;

/// A schema in the making, from samples.
///
/// Every sample [fits](Value::fit) the schema. It is as narrow as the samples allow:
///
/// * Integers are int while all of them are, otherwise long; with fractions among them they are
///   double. Where a double could not hold one of the integers, there is a union of long and double.
/// * An object is a record, with a field for each key that was seen, in the order in which they were. A
///   field that was missing in some object, or null in some, is a union with null; null comes first,
///   and is its default.
/// * An object is a map [if that is asked for](Self::map_at), if some key is no legal name of a field,
///   or if it has more than a thousand keys. Then all objects in its place are.
/// * The items of all arrays in one place have one type, and so have the values of all maps.
///   Of items that were never seen nothing is known: they are null.
/// * Several types in one place are a union. Its branches stand in this order, whatever came first:
///   null, boolean, int or long, float or double, bytes, string, array, map or record.
/// * The outermost record has the name that was given. A record within is named after its field, in
///   the same namespace: `LineItems` for `line_items`. Where that name is taken, the name of the
///   record around it comes before it, as in `OrderAddress`, and then a number behind.
///
/// A symbol counts as a string, a fixed as bytes, and a record as an object. Dates and other
/// texts with a meaning are strings.
///
/// # Example
///
/// ```
/// use avro_core::{value, value::Inference};
///
/// let mut inference = Inference::new("com.example.Order").map_at("lines[].attributes");
/// inference.add(&value!({"id": 1, "lines": [{"price": 2, "attributes": {"size": "L"}}]}))?;
/// inference.add_json(r#"{"id": 3000000000, "lines": [{"price": 2.5, "attributes": {}}], "note": "!"}"#)?;
///
/// assert_eq!(inference.schema()?.to_string(), concat!(
///     r#"{"type":"record","name":"Order","namespace":"com.example","fields":["#,
///     r#"{"name":"id","type":"long"},"#,
///     r#"{"name":"lines","type":{"type":"array","items":{"type":"record","name":"Lines","fields":["#,
///     r#"{"name":"price","type":"double"},"#,
///     r#"{"name":"attributes","type":{"type":"map","values":"string"}}]}}},"#,
///     r#"{"name":"note","type":["null","string"],"default":null}]}"#,
/// ));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Inference {
    name: String,
    maps: HashSet<String>,
    shape: Shape,
}

/// What has been seen in one place.
#[derive(Clone, Debug, Default)]
struct Shape {
    null: bool,
    boolean: bool,
    integers: Option<Integers>,
    /// Floats, where it is not true that there were doubles.
    doubles: Option<bool>,
    bytes: bool,
    string: bool,
    items: Option<Box<Shape>>,
    object: Option<Object>,
}

/// What integers have been seen.
#[derive(Clone, Copy, Debug, Default)]
struct Integers {
    /// Some are no ints.
    long: bool,
    /// Some are no doubles.
    beyond_double: bool,
}

/// What objects have been seen.
#[derive(Clone, Debug)]
enum Object {
    Record(Fields),
    Map(Box<Shape>),
}

#[derive(Clone, Debug, Default)]
struct Fields {
    /// In the order in which they were first seen.
    fields: Vec<(String, Seen)>,
    index: HashMap<String, usize>,
    /// How many objects there were.
    objects: u64,
}

#[derive(Clone, Debug, Default)]
struct Seen {
    shape: Shape,
    /// In how many objects it was.
    objects: u64,
    /// And in which of them last.
    last: u64,
}

impl Inference {
    /// Begins with no samples. The outermost record will have this full name.
    pub fn new(name: impl Into<String>) -> Self {
        Inference {
            name: name.into(),
            maps: HashSet::new(),
            shape: Shape::default(),
        }
    }

    /// Takes the objects at `path` for maps, whose keys are data.
    ///
    /// A path is names of fields with dots between them; `[]` stands for the items of an array and
    /// for the values of a map: `lines[].attributes`. The empty path is the sample itself. It is
    /// to be said before the samples are added.
    pub fn map_at(mut self, path: impl Into<String>) -> Self {
        self.maps.insert(path.into());
        self
    }

    /// Takes in a sample.
    ///
    /// # Errors
    ///
    /// When it nests deeper than 64 levels. What was seen of it until then counts.
    pub fn add(&mut self, sample: &Value) -> Result<(), EncodeError> {
        let mut place = Place {
            maps: &self.maps,
            path: String::new(),
            levels: Levels::at_most(DEPTH),
        };
        self.shape.add(sample, &mut place)
    }

    /// Takes in a sample in JSON, as [`Value::from`] a [`Json`] has it.
    ///
    /// # Errors
    ///
    /// When the text is not JSON, or nests deeper than 64 levels.
    pub fn add_json(&mut self, text: &str) -> Result<(), InferenceError> {
        Ok(self.add(&Value::from(&Json::parse(text)?))?)
    }

    /// The schema that all samples fit. Without samples it is null.
    ///
    /// # Errors
    ///
    /// When the name is no legal full name.
    pub fn schema(&self) -> Result<Schema, SchemaError> {
        schema::of(&self.shape, &self.name)
    }
}

/// Why a sample was not taken in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InferenceError {
    /// The text is not JSON.
    #[error(transparent)]
    Json(#[from] JsonError),

    /// The sample nests too deep.
    #[error(transparent)]
    Sample(#[from] EncodeError),
}

/// Where in a sample we are.
struct Place<'i> {
    maps: &'i HashSet<String>,
    /// Kept only if somebody asked for maps.
    path: String,
    levels: Levels,
}

impl Place<'_> {
    /// Goes into a part of a value.
    fn within<T>(&mut self, step: &str, part: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        if !self.maps.is_empty() {
            if length > 0 && step != ITEM {
                self.path.push('.');
            }
            self.path.push_str(step);
        }
        let done = part(self);
        self.path.truncate(length);
        done
    }
}

/// The step to an item or to a map's value.
const ITEM: &str = "[]";

impl Shape {
    fn add(&mut self, sample: &Value, place: &mut Place<'_>) -> Result<(), EncodeError> {
        match sample.inner() {
            // A union inside of a union there is none.
            Value::Null | Value::Union(_) => self.null = true,
            Value::Boolean(_) => self.boolean = true,
            Value::Int(_) => {
                self.integers.get_or_insert_default();
            }
            Value::Long(value) => {
                let integers = self.integers.get_or_insert_default();
                integers.long |= i32::try_from(*value).is_err();
                integers.beyond_double |= exact_double(*value).is_none();
            }
            Value::Float(_) => {
                self.doubles.get_or_insert(false);
            }
            Value::Double(_) => self.doubles = Some(true),
            Value::Bytes(_) | Value::Fixed(_) => self.bytes = true,
            Value::String(_) | Value::Enum(_) => self.string = true,
            Value::Array(values) => {
                place.levels.enter()?;
                let items = self.items.get_or_insert_default();
                place.within(ITEM, |place| {
                    values.iter().try_for_each(|value| items.add(value, place))
                })?;
                place.levels.leave();
            }
            Value::Map(pairs) => {
                let pairs = pairs.iter().map(|(key, value)| (key.as_str(), value));
                self.object(pairs, place)?;
            }
            Value::Record(record) => self.object(record.fields(), place)?,
        }
        Ok(())
    }

    fn object<'v>(
        &mut self,
        members: impl Iterator<Item = (&'v str, &'v Value)> + Clone,
        place: &mut Place<'_>,
    ) -> Result<(), EncodeError> {
        place.levels.enter()?;
        let asked = !place.maps.is_empty() && place.maps.contains(&place.path);
        let object = self.object.get_or_insert_with(|| match asked {
            true => Object::Map(Box::default()),
            false => Object::Record(Fields::default()),
        });
        if let Object::Record(fields) = object
            && fields.outgrown(members.clone().map(|(key, _)| key))
        {
            let fields = std::mem::take(fields);
            *object = Object::Map(Object::Record(fields).values());
        }
        match object {
            Object::Record(fields) => fields.add(members, place)?,
            Object::Map(values) => place.within(ITEM, |place| {
                let mut members = members;
                members.try_for_each(|(_, value)| values.add(value, place))
            })?,
        }
        place.levels.leave();
        Ok(())
    }

    /// One shape for two places.
    fn merged(self, other: Shape) -> Shape {
        let both = |a: Option<Box<Shape>>, b: Option<Box<Shape>>| match (a, b) {
            (Some(a), Some(b)) => Some(Box::new(a.merged(*b))),
            (a, b) => a.or(b),
        };
        Shape {
            null: self.null || other.null,
            boolean: self.boolean || other.boolean,
            integers: match (self.integers, other.integers) {
                (Some(a), Some(b)) => Some(Integers {
                    long: a.long || b.long,
                    beyond_double: a.beyond_double || b.beyond_double,
                }),
                (a, b) => a.or(b),
            },
            doubles: self.doubles.max(other.doubles),
            bytes: self.bytes || other.bytes,
            string: self.string || other.string,
            items: both(self.items, other.items),
            object: match (self.object, other.object) {
                (Some(a), Some(b)) => Some(a.merged(b)),
                (a, b) => a.or(b),
            },
        }
    }
}

impl Object {
    fn merged(self, other: Object) -> Object {
        match (self, other) {
            (Object::Record(mut a), Object::Record(b)) => {
                a.objects = a.objects.saturating_add(b.objects);
                for (name, seen) in b.fields {
                    let field = a.field(&name);
                    field.objects = field.objects.saturating_add(seen.objects);
                    field.shape = std::mem::take(&mut field.shape).merged(seen.shape);
                }
                match a.fields.len() {
                    ..=FIELDS => Object::Record(a),
                    _ => Object::Map(Object::Record(a).values()),
                }
            }
            (a, b) => Object::Map(Box::new(a.values().merged(*b.values()))),
        }
    }

    /// One shape for all that is in the objects.
    fn values(self) -> Box<Shape> {
        match self {
            Object::Map(values) => values,
            Object::Record(fields) => {
                let shapes = fields.fields.into_iter().map(|(_, seen)| seen.shape);
                Box::new(shapes.fold(Shape::default(), Shape::merged))
            }
        }
    }
}

impl Fields {
    /// Whether with these keys the objects are no records any more.
    fn outgrown<'v>(&self, mut keys: impl Iterator<Item = &'v str> + Clone) -> bool {
        let new = keys.clone().filter(|key| !self.index.contains_key(*key));
        self.fields.len().saturating_add(new.count()) > FIELDS || !keys.all(is_simple_name)
    }

    fn add<'v>(
        &mut self,
        members: impl Iterator<Item = (&'v str, &'v Value)>,
        place: &mut Place<'_>,
    ) -> Result<(), EncodeError> {
        self.objects = self.objects.saturating_add(1);
        let object = self.objects;
        for (name, value) in members {
            let seen = self.field(name);
            // A key that stands there twice is there once.
            if seen.last != object {
                seen.last = object;
                seen.objects = seen.objects.saturating_add(1);
            }
            place.within(name, |place| seen.shape.add(value, place))?;
        }
        Ok(())
    }

    fn field(&mut self, name: &str) -> &mut Seen {
        let next = self.fields.len();
        let at = *self.index.entry(name.to_owned()).or_insert(next);
        if at == next {
            self.fields.push((name.to_owned(), Seen::default()));
        }
        #[expect(
            clippy::indexing_slicing,
            reason = "the index holds places in the vector"
        )]
        &mut self.fields[at].1
    }
}
