//! What a program says about a named type.

use crate::json::Json;
use crate::logical::LogicalType;
use crate::schema::{Attributes, NodeId, Order};

/// What a declared node turns out to be.
#[derive(Debug, Clone)]
pub enum Definition {
    /// A record.
    Record(RecordDef),
    /// An enum.
    Enum(EnumDef),
    /// A fixed.
    Fixed(FixedDef),
}

impl From<RecordDef> for Definition {
    fn from(def: RecordDef) -> Definition {
        Definition::Record(def)
    }
}

impl From<EnumDef> for Definition {
    fn from(def: EnumDef) -> Definition {
        Definition::Enum(def)
    }
}

impl From<FixedDef> for Definition {
    fn from(def: FixedDef) -> Definition {
        Definition::Fixed(def)
    }
}

/// What all named types have.
#[derive(Debug, Clone)]
pub(super) struct Common {
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    pub(super) doc: Option<String>,
    pub(super) attributes: Attributes,
}

impl Common {
    fn new(name: impl Into<String>) -> Common {
        Common {
            name: name.into(),
            aliases: Vec::new(),
            doc: None,
            attributes: Attributes::EMPTY,
        }
    }
}

macro_rules! common {
    () => {
        /// Documents the type.
        pub fn doc(mut self, doc: impl Into<String>) -> Self {
            self.common.doc = Some(doc.into());
            self
        }

        /// Adds another name: a full one if it has a dot, and otherwise one in the type's own namespace.
        pub fn alias(mut self, alias: impl Into<String>) -> Self {
            self.common.aliases.push(alias.into());
            self
        }

        /// Sets an attribute that Avro gives no meaning to.
        pub fn attribute(mut self, name: &str, value: Json) -> Self {
            self.common.attributes.set(name, value);
            self
        }

        /// Sets the logical type.
        pub fn logical(mut self, logical: LogicalType) -> Self {
            logical.set(&mut self.common.attributes);
            self
        }
    };
}

/// A record to be built.
#[derive(Debug, Clone)]
#[must_use]
pub struct RecordDef {
    pub(super) common: Common,
    pub(super) fields: Vec<FieldDef>,
    pub(super) is_error: bool,
}

impl RecordDef {
    /// A record of this full name, without fields.
    pub fn new(name: impl Into<String>) -> RecordDef {
        RecordDef {
            common: Common::new(name),
            fields: Vec::new(),
            is_error: false,
        }
    }

    common!();

    /// Makes it an `error`.
    pub fn error(mut self) -> RecordDef {
        self.is_error = true;
        self
    }

    /// Adds a field behind those there are.
    pub fn field(mut self, field: FieldDef) -> RecordDef {
        self.fields.push(field);
        self
    }
}

/// A field to be built.
#[derive(Debug, Clone)]
#[must_use]
pub struct FieldDef {
    pub(super) name: String,
    pub(super) ty: NodeId,
    pub(super) aliases: Vec<String>,
    pub(super) doc: Option<String>,
    pub(super) default: Option<Json>,
    pub(super) order: Order,
    pub(super) attributes: Attributes,
}

impl FieldDef {
    /// A field of this name and type.
    pub fn new(name: impl Into<String>, ty: NodeId) -> FieldDef {
        FieldDef {
            name: name.into(),
            ty,
            aliases: Vec::new(),
            doc: None,
            default: None,
            order: Order::default(),
            attributes: Attributes::EMPTY,
        }
    }

    /// Documents the field.
    pub fn doc(mut self, doc: impl Into<String>) -> FieldDef {
        self.doc = Some(doc.into());
        self
    }

    /// Adds another name.
    pub fn alias(mut self, alias: impl Into<String>) -> FieldDef {
        self.aliases.push(alias.into());
        self
    }

    /// Sets what a reader takes when the writer had no such field.
    pub fn default(mut self, default: Json) -> FieldDef {
        self.default = Some(default);
        self
    }

    /// Sets how the field counts when records are sorted.
    pub fn order(mut self, order: Order) -> FieldDef {
        self.order = order;
        self
    }

    /// Sets an attribute that Avro gives no meaning to.
    pub fn attribute(mut self, name: &str, value: Json) -> FieldDef {
        self.attributes.set(name, value);
        self
    }
}

/// An enum to be built.
#[derive(Debug, Clone)]
#[must_use]
pub struct EnumDef {
    pub(super) common: Common,
    pub(super) symbols: Vec<String>,
    pub(super) default: Option<String>,
}

impl EnumDef {
    /// An enum of this full name, without symbols.
    pub fn new(name: impl Into<String>) -> EnumDef {
        EnumDef {
            common: Common::new(name),
            symbols: Vec::new(),
            default: None,
        }
    }

    common!();

    /// Adds a symbol behind those there are.
    pub fn symbol(mut self, symbol: impl Into<String>) -> EnumDef {
        self.symbols.push(symbol.into());
        self
    }

    /// Adds symbols behind those there are.
    pub fn symbols<S: Into<String>>(mut self, symbols: impl IntoIterator<Item = S>) -> EnumDef {
        self.symbols.extend(symbols.into_iter().map(Into::into));
        self
    }

    /// Sets the symbol that a reader takes for one it does not know.
    pub fn default(mut self, symbol: impl Into<String>) -> EnumDef {
        self.default = Some(symbol.into());
        self
    }
}

/// A fixed to be built.
#[derive(Debug, Clone)]
#[must_use]
pub struct FixedDef {
    pub(super) common: Common,
    pub(super) size: usize,
}

impl FixedDef {
    /// A fixed of this full name and so many bytes.
    pub fn new(name: impl Into<String>, size: usize) -> FixedDef {
        FixedDef {
            common: Common::new(name),
            size,
        }
    }

    common!();
}

impl Definition {
    pub(super) fn common(&self) -> &Common {
        match self {
            Definition::Record(def) => &def.common,
            Definition::Enum(def) => &def.common,
            Definition::Fixed(def) => &def.common,
        }
    }
}
