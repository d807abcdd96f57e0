//! Attributes: what a text says beyond the words Avro defines for the place.

use crate::json::{Json, same_members};

/// The attributes of a type or field, in the order of the text.
///
/// The words that a type defines itself (`type`, `name`, `items` and so on) are
/// not here. `logicalType`, `precision` and `scale` are, just as they stood:
/// what they amount to is [`Node::logical`](crate::Node::logical).
///
/// # Example
///
/// ```
/// use avro_model::{Schema, json::Json};
///
/// let schema = Schema::parse(r#"{"type": "string", "avro.java.string": "String"}"#)?;
/// let attributes = schema.root_node().attributes();
/// assert_eq!(attributes.get("avro.java.string"), Some(&Json::from("String")));
/// # Ok::<(), avro_model::SchemaError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Attributes(Vec<(Box<str>, Json)>);

impl Attributes {
    pub(crate) const EMPTY: Attributes = Attributes(Vec::new());

    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0
            .iter()
            .find(|(key, _)| &**key == name)
            .map(|(_, value)| value)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Json)> {
        self.0.iter().map(|(key, value)| (&**key, value))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds an attribute that is known not to be there yet.
    pub(crate) fn push(&mut self, name: &str, value: Json) {
        self.0.push((name.into(), value));
    }

    /// Sets an attribute, in its old place if it has one.
    pub(crate) fn set(&mut self, name: &str, value: Json) {
        match self.0.iter_mut().find(|(key, _)| &**key == name) {
            Some((_, old)) => *old = value,
            None => self.push(name, value),
        }
    }

    /// Whether both hold equal values under the same names, leaving out the names `ignored` picks.
    pub(crate) fn same_but(&self, other: &Attributes, ignored: impl Fn(&str) -> bool) -> bool {
        if !self.0.iter().chain(&other.0).any(|(key, _)| ignored(key)) {
            return self == other;
        }
        let kept = |attributes: &Attributes| -> Vec<(Box<str>, Json)> {
            attributes
                .0
                .iter()
                .filter(|(key, _)| !ignored(key))
                .cloned()
                .collect()
        };
        same_members(&kept(self), &kept(other), |_, a, b| a == b)
    }
}

impl PartialEq for Attributes {
    /// Order does not count.
    fn eq(&self, other: &Attributes) -> bool {
        same_members(&self.0, &other.0, |_, a, b| a == b)
    }
}

impl Eq for Attributes {}

impl FromIterator<(Box<str>, Json)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (Box<str>, Json)>>(attributes: I) -> Attributes {
        Attributes(attributes.into_iter().collect())
    }
}
