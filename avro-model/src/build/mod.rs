//! Schemas built by a program rather than read from a text.
//!
//! A [`SchemaBuilder`] gives out a [`NodeId`] for each type; records, enums and
//! fixed are described by [`RecordDef`], [`EnumDef`] and [`FixedDef`]. A type that
//! refers to itself is declared first and defined later. [`SchemaBuilder::finish`] then
//! checks everything a parsed schema is checked for.

mod define;
mod finish;

pub use define::{Definition, EnumDef, FieldDef, FixedDef, RecordDef};

pub(crate) use finish::compact;

use crate::error::SchemaError;
use crate::json::Json;
use crate::logical::LogicalType;
use crate::schema::{Attributes, NodeId, Schema, Type};

/// Builds a [`Schema`] node by node.
///
/// # Example
///
/// ```
/// use avro_model::json::Json;
/// use avro_model::{FieldDef, RecordDef, Schema, SchemaBuilder};
///
/// let mut builder = SchemaBuilder::new();
/// let list = builder.declare();
/// let long = builder.long();
/// let next = builder.nullable(list);
/// builder.define(
///     list,
///     RecordDef::new("com.example.List")
///         .field(FieldDef::new("value", long))
///         .field(FieldDef::new("next", next).default(Json::Null)),
/// );
/// let schema = builder.finish(list)?;
///
/// assert_eq!(schema, Schema::parse(r#"{
///     "type": "record", "name": "List", "namespace": "com.example",
///     "fields": [
///         {"name": "value", "type": "long"},
///         {"name": "next", "type": ["null", "List"], "default": null}
///     ]
/// }"#)?);
/// # Ok::<(), avro_model::SchemaError>(())
/// ```
#[derive(Debug, Default)]
#[must_use]
pub struct SchemaBuilder {
    slots: Vec<Slot>,
    /// The nodes of plain primitives, once each has been asked for.
    primitives: Vec<(&'static str, NodeId)>,
}

#[derive(Debug)]
struct Slot {
    body: Body,
    attributes: Attributes,
}

#[derive(Debug)]
enum Body {
    /// Declared and not yet defined.
    Open,
    /// A primitive, array, map or union.
    Plain(Type),
    Named(Definition),
}

macro_rules! primitives {
    ($($method:ident $variant:ident $name:literal)*) => {$(
        #[doc = concat!("The node of `", $name, "`, the same at every call.")]
        pub fn $method(&mut self) -> NodeId {
            self.primitive($name, Type::$variant)
        }
    )*};
}

impl SchemaBuilder {
    /// A builder without any node.
    pub fn new() -> SchemaBuilder {
        SchemaBuilder::default()
    }

    primitives! {
        null Null "null"
        boolean Boolean "boolean"
        int Int "int"
        long Long "long"
        float Float "float"
        double Double "double"
        bytes Bytes "bytes"
        string String "string"
    }

    fn primitive(&mut self, name: &'static str, ty: Type) -> NodeId {
        if let Some((_, id)) = self.primitives.iter().find(|(known, _)| *known == name) {
            return *id;
        }
        let id = self.push(Body::Plain(ty));
        self.primitives.push((name, id));
        id
    }

    fn push(&mut self, body: Body) -> NodeId {
        let id = NodeId::from_index(self.slots.len());
        self.slots.push(Slot {
            body,
            attributes: Attributes::EMPTY,
        });
        id
    }

    /// An array of `items`.
    pub fn array(&mut self, items: NodeId) -> NodeId {
        self.push(Body::Plain(Type::Array(items)))
    }

    /// A map from strings to `values`.
    pub fn map(&mut self, values: NodeId) -> NodeId {
        self.push(Body::Plain(Type::Map(values)))
    }

    /// A union of `branches`. That they differ is checked at the end.
    pub fn union(&mut self, branches: impl IntoIterator<Item = NodeId>) -> NodeId {
        self.push(Body::Plain(Type::Union(branches.into_iter().collect())))
    }

    /// The union of null and `id`, in that order.
    pub fn nullable(&mut self, id: NodeId) -> NodeId {
        let null = self.null();
        self.union([null, id])
    }

    /// `id` with a logical type.
    ///
    /// A named type, declared or defined, takes it itself; of any other a copy is made, so
    /// that the plain type stays what it was. One that does not fit its type is kept
    /// as attributes and is not in force, as in a text.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::{LogicalType, SchemaBuilder};
    ///
    /// let mut builder = SchemaBuilder::new();
    /// let long = builder.long();
    /// let instant = builder.logical(long, LogicalType::TimestampMicros);
    /// let schema = builder.finish(instant)?;
    /// assert_eq!(schema.to_json(), r#"{"type":"long","logicalType":"timestamp-micros"}"#);
    /// # Ok::<(), avro_model::SchemaError>(())
    /// ```
    pub fn logical(&mut self, id: NodeId, logical: LogicalType) -> NodeId {
        self.with_attributes(id, |attributes| logical.set(attributes))
    }

    /// `id` with an attribute; a copy of it unless it is a named type, as for
    /// [`SchemaBuilder::logical`].
    ///
    /// The words of the type itself (`type`, `items`, `name`, …) are no attributes:
    /// setting them has no effect.
    pub fn attribute(&mut self, id: NodeId, name: &str, value: Json) -> NodeId {
        self.with_attributes(id, |attributes| attributes.set(name, value))
    }

    fn with_attributes(&mut self, id: NodeId, set: impl FnOnce(&mut Attributes)) -> NodeId {
        let Some(slot) = self.slots.get_mut(id.index()) else {
            return id;
        };
        let Body::Plain(ty) = &slot.body else {
            set(&mut slot.attributes);
            return id;
        };
        let mut copy = Slot {
            body: Body::Plain(ty.clone()),
            attributes: slot.attributes.clone(),
        };
        set(&mut copy.attributes);
        let id = NodeId::from_index(self.slots.len());
        self.slots.push(copy);
        id
    }

    /// A node for a named type that is to be defined later.
    pub fn declare(&mut self) -> NodeId {
        self.push(Body::Open)
    }

    /// Says what a declared node is. Of several definitions the last one counts.
    pub fn define(&mut self, id: NodeId, definition: impl Into<Definition>) {
        if let Some(slot) = self.slots.get_mut(id.index())
            && !matches!(slot.body, Body::Plain(_))
        {
            slot.body = Body::Named(definition.into());
        }
    }

    /// A record.
    pub fn record(&mut self, definition: RecordDef) -> NodeId {
        self.push(Body::Named(definition.into()))
    }

    /// An enum.
    pub fn enumeration(&mut self, definition: EnumDef) -> NodeId {
        self.push(Body::Named(definition.into()))
    }

    /// A fixed.
    pub fn fixed(&mut self, definition: FixedDef) -> NodeId {
        self.push(Body::Named(definition.into()))
    }

    /// The schema of `root`. Nodes it does not lead to are dropped.
    ///
    /// Two nodes of one full name become one if their definitions are equal.
    ///
    /// # Errors
    ///
    /// When a rule is broken that a text would be refused for, when two different types
    /// have one full name, or when a node was declared and never defined.
    pub fn finish(self, root: NodeId) -> Result<Schema, SchemaError> {
        finish::finish(self, root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SchemaErrorKind as Kind;

    #[test]
    fn a_built_schema_equals_the_parsed_one() {
        let mut b = SchemaBuilder::new();
        let bytes = b.bytes();
        let amount = b.logical(
            bytes,
            LogicalType::Decimal {
                precision: 9,
                scale: 2,
            },
        );
        let amounts = b.array(amount);
        let suit = b.enumeration(
            EnumDef::new("x.Suit")
                .symbols(["A", "B"])
                .default("B")
                .alias("Old"),
        );
        let id = b.fixed(
            FixedDef::new("Id", 16)
                .logical(LogicalType::Uuid)
                .doc("who"),
        );
        let by_name = b.map(id);
        let root = b.record(
            RecordDef::new("x.R")
                .doc("all")
                .alias("y.Q")
                .error()
                .attribute("k", Json::from(1))
                .field(
                    FieldDef::new("amounts", amounts)
                        .alias("a")
                        .default(Json::Array(vec![])),
                )
                .field(
                    FieldDef::new("suit", suit)
                        .order(crate::Order::Descending)
                        .doc("s"),
                )
                .field(FieldDef::new("ids", by_name).attribute("z", Json::Null)),
        );
        let built = b.finish(root).unwrap();
        let parsed = Schema::parse(
            r#"{"type":"error","name":"R","namespace":"x","doc":"all","aliases":["y.Q"],"k":1,"fields":[
                {"name":"amounts","aliases":["a"],"default":[],"type":{"type":"array","items":
                    {"type":"bytes","scale":2,"precision":9,"logicalType":"decimal"}}},
                {"name":"suit","doc":"s","order":"descending","type":
                    {"type":"enum","name":"Suit","aliases":["Old"],"symbols":["A","B"],"default":"B"}},
                {"name":"ids","z":null,"type":{"type":"map","values":
                    {"type":"fixed","name":"Id","namespace":"","size":16,"doc":"who","logicalType":"uuid"}}}
            ]}"#,
        )
        .unwrap();
        assert_eq!(built, parsed);
        assert_eq!(Schema::parse(&built.to_json()).unwrap(), built);
    }

    #[test]
    fn equal_definitions_of_one_name_are_one_type() {
        let mut b = SchemaBuilder::new();
        let (one, two) = (
            b.fixed(FixedDef::new("F", 2)),
            b.fixed(FixedDef::new("F", 2)),
        );
        let fields = [FieldDef::new("a", one), FieldDef::new("b", two)];
        let root = b.record(
            fields
                .into_iter()
                .fold(RecordDef::new("R"), RecordDef::field),
        );
        let schema = b.finish(root).unwrap();
        assert_eq!(schema.len(), 2);
        assert_eq!(schema, Schema::parse(
            r#"{"type":"record","name":"R","fields":[{"name":"a","type":{"type":"fixed","name":"F","size":2}},{"name":"b","type":"F"}]}"#
        ).unwrap());

        let mut b = SchemaBuilder::new();
        let (one, two) = (
            b.fixed(FixedDef::new("F", 2)),
            b.fixed(FixedDef::new("F", 3)),
        );
        let root = b.union([one, two]);
        assert!(matches!(
            b.finish(root).unwrap_err().kind(),
            Kind::DuplicateType { .. }
        ));
    }

    #[test]
    fn the_same_rules_hold_as_for_a_text() {
        let broken = |build: &dyn Fn(&mut SchemaBuilder) -> NodeId| {
            let mut b = SchemaBuilder::new();
            let root = build(&mut b);
            b.finish(root).unwrap_err().to_string()
        };
        assert_eq!(
            broken(&|b| b.declare()),
            "a type was declared and never defined"
        );
        assert_eq!(broken(&|_| NodeId(7)), "a node of another builder");
        assert_eq!(
            broken(&|b| {
                let int = b.int();
                b.union([int, int])
            }),
            "a second int in one union"
        );
        assert_eq!(
            broken(&|b| {
                let int = b.int();
                b.record(
                    RecordDef::new("x.R").field(FieldDef::new("f", int).default(Json::from("1"))),
                )
            }),
            "x.R.f: the default does not fit: a string where an integer should stand"
        );
        assert_eq!(
            broken(&|b| b.enumeration(EnumDef::new("E").symbols(["red", "green"]).default("gren"))),
            "E: the default `gren` is not a symbol of the enum; did you mean `green`?"
        );
        assert!(broken(&|b| b.fixed(FixedDef::new("a-b", 1))).contains("breaks the rule"));
    }

    #[test]
    fn what_the_root_does_not_lead_to_is_dropped() {
        let mut b = SchemaBuilder::new();
        let int = b.int();
        b.fixed(FixedDef::new("F", 2));
        let root = b.array(int);
        let schema = b.finish(root).unwrap();
        assert_eq!((schema.len(), schema.named("F")), (2, None));
    }
}
