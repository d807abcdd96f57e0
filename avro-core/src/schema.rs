//! The schema of a Rust type, built from the type itself.
//!
//! A derived type describes itself in a static table ([`RecordInfo`] and its
//! kin); a [`TypeBuilder`] walks the tables and keeps who has been seen, so that
//! recursion ends and a type used twice is defined once. The finished schema is
//! kept for the life of the program, once per concrete type.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use avro_model::json::Json;
use avro_model::{
    EnumDef, FieldDef, FixedDef, LogicalType, NodeId, Order, RecordDef, Schema, SchemaBuilder,
    SchemaError, SchemaFile,
};

use crate::encoding::AvroAs;
use crate::shape::{Named, Own};

/// A type that has an Avro schema.
///
/// Every standard type that Avro can hold has one, and `#[derive(AvroSchema)]`
/// gives one to a struct or enum, together with its encoder and decoder.
///
/// # Example
///
/// ```
/// use avro_core::AvroSchema;
///
/// let schema = Vec::<i64>::schema()?;
/// assert_eq!(schema.to_string(), r#"{"type":"array","items":"long"}"#);
/// # Ok::<(), avro_core::SchemaError>(())
/// ```
pub trait AvroSchema: AvroAs<Own> {
    /// The type's schema.
    ///
    /// It is built at the first call and shared afterwards.
    ///
    /// # Errors
    ///
    /// When two different types in it have one full name, or a name made from a
    /// generic type's parameters is not legal; or when a type is not what the file says
    /// that it was to be held against (`#[avro(schema = "…")]`).
    fn schema() -> Result<Schema, SchemaError> {
        schema_as::<Self, Own>()
    }
}

impl<T: AvroAs<Own> + ?Sized> AvroSchema for T {}

/// The schema of `T` in the shape `S`.
pub(crate) fn schema_as<T: AvroAs<S> + ?Sized, S>() -> Result<Schema, SchemaError> {
    // A static inside a generic function is shared by all its instantiations, so
    // the table is keyed by type.
    static SCHEMAS: LazyLock<RwLock<HashMap<TypeId, Schema>>> = LazyLock::new(RwLock::default);

    let key = TypeId::of::<T::Key>();
    let known = SCHEMAS.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(schema) = known.get(&key) {
        return Ok(schema.clone());
    }
    drop(known);

    let mut builder = TypeBuilder::default();
    let root = T::node(&mut builder);
    let schema = builder.finish(root)?;
    SCHEMAS
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(key, schema.clone());
    Ok(schema)
}

/// A schema under construction, made from Rust types.
///
/// It is the [`SchemaBuilder`] with a table of the types that have been seen.
#[derive(Debug, Default)]
pub struct TypeBuilder {
    schema: SchemaBuilder,
    seen: HashMap<TypeId, NodeId>,
    /// The first mistake in a table; the rest follow from it.
    fault: Option<SchemaError>,
    files: Vec<File>,
}

/// A file that a type is held against once the schema stands.
#[derive(Debug)]
struct File {
    node: NodeId,
    /// The type's full name, if it has one.
    type_name: Option<&'static str>,
    file: &'static str,
    text: &'static str,
}

/// What a derived struct says of itself.
#[derive(Clone, Copy, Debug)]
pub struct RecordInfo<'a> {
    /// Aliases, as full names or in the record's namespace.
    pub aliases: &'a [&'a str],
    /// Documentation.
    pub doc: Option<&'a str>,
    /// True for an error of a protocol.
    pub is_error: bool,
    /// Attributes that are not Avro's own: names, and values as JSON text.
    pub attributes: &'a [(&'a str, &'a str)],
    /// Its fields in order.
    pub fields: &'a [FieldInfo<'a>],
}

/// What a derived struct says of one of its fields.
#[derive(Clone, Copy, Debug)]
pub struct FieldInfo<'a> {
    /// Its name in Avro.
    pub name: &'a str,
    /// Aliases.
    pub aliases: &'a [&'a str],
    /// Documentation.
    pub doc: Option<&'a str>,
    /// How the field counts in the order of records.
    pub order: Order,
    /// Its default, as JSON text.
    pub default: Option<&'a str>,
    /// Attributes that are not Avro's own: names, and values as JSON text.
    pub attributes: &'a [(&'a str, &'a str)],
    /// Adds the schema of its type.
    pub node: fn(&mut TypeBuilder) -> NodeId,
}

/// What a derived enum without data says of itself.
#[derive(Clone, Copy, Debug)]
pub struct EnumInfo<'a> {
    /// Aliases, as full names or in the enum's namespace.
    pub aliases: &'a [&'a str],
    /// Documentation.
    pub doc: Option<&'a str>,
    /// Attributes that are not Avro's own: names, and values as JSON text.
    pub attributes: &'a [(&'a str, &'a str)],
    /// Its symbols in order.
    pub symbols: &'a [&'a str],
    /// The symbol that stands for those a reader does not know.
    pub default: Option<&'a str>,
}

/// What a derived newtype of `[u8; N]` says of itself.
#[derive(Clone, Copy, Debug)]
pub struct FixedInfo<'a> {
    /// Aliases, as full names or in the fixed's namespace.
    pub aliases: &'a [&'a str],
    /// Documentation.
    pub doc: Option<&'a str>,
    /// Attributes that are not Avro's own: names, and values as JSON text.
    pub attributes: &'a [(&'a str, &'a str)],
    /// Its size in bytes.
    pub size: usize,
    /// What the bytes mean.
    pub logical: Option<LogicalType>,
}

impl FixedInfo<'_> {
    /// A fixed of `size` bytes with the name that `N` says, and of which nothing else is said.
    #[must_use]
    pub const fn named<N: Named>(size: usize) -> Self {
        FixedInfo {
            aliases: N::ALIASES,
            doc: N::DOC,
            attributes: &[],
            size,
            logical: None,
        }
    }
}

impl TypeBuilder {
    /// The schema that is being built, for types without a name.
    pub fn schema(&mut self) -> &mut SchemaBuilder {
        &mut self.schema
    }

    /// The node of the type that `K` stands for; `define` describes it the first time.
    fn once<K: 'static>(&mut self, define: impl FnOnce(&mut Self, NodeId)) -> NodeId {
        let key = TypeId::of::<K>();
        if let Some(&node) = self.seen.get(&key) {
            return node;
        }
        let node = self.schema.declare();
        self.seen.insert(key, node);
        define(self, node);
        node
    }

    /// The record that `K` stands for, named `name`.
    pub fn record<K: 'static>(&mut self, name: &str, info: &RecordInfo<'_>) -> NodeId {
        self.once::<K>(|builder, node| {
            let mut record = RecordDef::new(name);
            if info.is_error {
                record = record.error();
            }
            if let Some(doc) = info.doc {
                record = record.doc(doc);
            }
            for alias in info.aliases {
                record = record.alias(*alias);
            }
            for (key, text) in info.attributes {
                record = record.attribute(key, builder.json(text));
            }
            for field in info.fields {
                record = record.field(builder.field(field));
            }
            builder.schema.define(node, record);
        })
    }

    fn field(&mut self, info: &FieldInfo<'_>) -> FieldDef {
        let mut field = FieldDef::new(info.name, (info.node)(self)).order(info.order);
        if let Some(doc) = info.doc {
            field = field.doc(doc);
        }
        for alias in info.aliases {
            field = field.alias(*alias);
        }
        if let Some(text) = info.default {
            field = field.default(self.json(text));
        }
        for (key, text) in info.attributes {
            field = field.attribute(key, self.json(text));
        }
        field
    }

    /// The enum that `K` stands for, named `name`.
    pub fn enumeration<K: 'static>(&mut self, name: &str, info: &EnumInfo<'_>) -> NodeId {
        self.once::<K>(|builder, node| {
            let mut enumeration = EnumDef::new(name);
            for symbol in info.symbols {
                enumeration = enumeration.symbol(*symbol);
            }
            if let Some(default) = info.default {
                enumeration = enumeration.default(default);
            }
            if let Some(doc) = info.doc {
                enumeration = enumeration.doc(doc);
            }
            for alias in info.aliases {
                enumeration = enumeration.alias(*alias);
            }
            for (key, text) in info.attributes {
                enumeration = enumeration.attribute(key, builder.json(text));
            }
            builder.schema.define(node, enumeration);
        })
    }

    /// The fixed that `K` stands for, named `name`.
    pub fn fixed<K: 'static>(&mut self, name: &str, info: &FixedInfo<'_>) -> NodeId {
        self.once::<K>(|builder, node| {
            let mut fixed = FixedDef::new(name, info.size);
            if let Some(logical) = &info.logical {
                fixed = fixed.logical(*logical);
            }
            if let Some(doc) = info.doc {
                fixed = fixed.doc(doc);
            }
            for alias in info.aliases {
                fixed = fixed.alias(*alias);
            }
            for (key, text) in info.attributes {
                fixed = fixed.attribute(key, builder.json(text));
            }
            builder.schema.define(node, fixed);
        })
    }

    /// `node`, which is to be the type of its name in a file: the finished schema is held against that.
    ///
    /// A type without a name is held against the file's root, if it is the root of the schema.
    pub fn held_against(
        &mut self,
        node: NodeId,
        type_name: Option<&'static str>,
        file: &'static str,
        text: &'static str,
    ) -> NodeId {
        let known = |known: &File| known.node == node && known.file == file;
        if !self.files.iter().any(known) {
            self.files.push(File {
                node,
                type_name,
                file,
                text,
            });
        }
        node
    }

    /// A union of these branches.
    pub fn union(&mut self, branches: Vec<NodeId>) -> NodeId {
        self.schema.union(branches)
    }

    /// `node` with attributes, which are names and values as JSON text. A named
    /// type takes them itself; of any other this is a copy.
    pub fn attributes(&mut self, node: NodeId, attributes: &[(&str, &str)]) -> NodeId {
        attributes.iter().fold(node, |node, (key, text)| {
            let value = self.json(text);
            self.schema.attribute(node, key, value)
        })
    }

    /// JSON text that the derive has checked already; a hand-written table may still be wrong.
    fn json(&mut self, text: &str) -> Json {
        match Json::parse(text) {
            Ok(json) => json,
            Err(error) => {
                self.fault.get_or_insert_with(|| error.into());
                Json::Null
            }
        }
    }

    fn finish(self, root: NodeId) -> Result<Schema, SchemaError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let schema = self.schema.finish(root)?;
        for held in &self.files {
            let node = match held.type_name {
                Some(name) => schema.named(name),
                None => (held.node == root).then_some(schema.root()),
            };
            if let Some(node) = node {
                SchemaFile::parse(held.file, held.text)?.holds(&schema.at(node))?;
            }
        }
        Ok(schema)
    }
}
