//! Named types, their fields, and what a written type is.

use std::sync::Arc;

use super::annotations::{self, Owner, Said, said};
use super::{Compiler, owner, small};
use crate::error::{SchemaErrorKind, clip};
use crate::idl::ast::{Body, Declaration, Definition, Variable};
use crate::idl::error::Fault;
use crate::idl::types::{Kind, Primitive, Written, base_of};
use crate::idl::words::Ident;
use crate::json::Json;
use crate::logical::LogicalType;
use crate::name::{Name, is_simple_name};
use crate::parse::Place;
use crate::schema::{Attributes, Enum, Field, Fixed, NameIndex, NodeId, Record, Type};
use crate::suggest;

/// The node of a type, as far as it does not depend on a default.
enum Made {
    Node(NodeId),
    Nullable { at: usize, inner: NodeId },
}

impl<'a> Compiler<'a> {
    /// Gives a type its node.
    pub(super) fn definition(
        &mut self,
        number: usize,
        definition: &'a Definition,
        name: Name,
    ) -> Result<(), Fault> {
        let at = definition.name.at;
        let place = (small(number), at);
        let said = said(owner(definition), &definition.annotations)?;
        let id = self.parser.claim(&name, place).map_err(|first| {
            let first = self.elsewhere(number, self.parser.place(first));
            let name = clip(name.full());
            Fault::rule(at, SchemaErrorKind::DuplicateType { name, first })
        })?;
        let Said {
            aliases,
            attributes,
            ..
        } = said;
        let aliases: Box<[Name]> = aliases
            .iter()
            .map(|alias| Name::relative(alias, name.namespace()))
            .collect();
        let doc = definition.doc.as_deref().map(Box::from);
        let ty = match &definition.body {
            Body::Record { is_error, fields } => {
                let namespace = name.namespace().map(Arc::from);
                let fields = self.fields(number, fields, namespace.as_deref());
                Type::Record(Arc::new(Record {
                    name,
                    aliases,
                    doc,
                    is_error: *is_error,
                    index: NameIndex::new(&fields, Field::name),
                    fields: fields.into(),
                }))
            }
            Body::Enum { symbols, default } => {
                for symbol in symbols {
                    self.simple_name("symbol", symbol)?;
                }
                let default = default
                    .as_ref()
                    .map(|default| enum_default(symbols, default))
                    .transpose()?;
                let symbols: Box<[Arc<str>]> = symbols
                    .iter()
                    .map(|symbol| Arc::from(symbol.text.as_str()))
                    .collect();
                Type::Enum(Arc::new(Enum {
                    name,
                    aliases,
                    doc,
                    index: NameIndex::new(&symbols, |symbol| symbol),
                    symbols,
                    default,
                }))
            }
            Body::Fixed { size } => Type::Fixed(Arc::new(Fixed {
                name,
                aliases,
                doc,
                size: *size,
            })),
        };
        self.parser.set(id, ty, attributes);
        Ok(())
    }

    pub(super) fn simple_name(&self, what: &'static str, name: &Ident) -> Result<(), Fault> {
        if self.options.allows_illegal_names() || is_simple_name(&name.text) {
            return Ok(());
        }
        let kind = SchemaErrorKind::IllegalName {
            what,
            name: clip(&name.text),
        };
        Err(Fault::rule(name.at, kind))
    }

    /// The fields that are right; of the others it is told what is wrong.
    pub(super) fn fields(
        &mut self,
        number: usize,
        declarations: &'a [Declaration],
        namespace: Option<&str>,
    ) -> Vec<Field> {
        let mut fields = Vec::new();
        for Declaration { ty, variables, .. } in declarations {
            if self.is_done() {
                break;
            }
            let made = self.ty(number, ty, namespace);
            let Some(made) = self.tell(number, made) else {
                continue;
            };
            for variable in variables {
                let field = self.field(number, variable, &made);
                fields.extend(self.tell(number, field));
            }
        }
        fields
    }

    fn field(
        &mut self,
        number: usize,
        variable: &'a Variable,
        made: &Made,
    ) -> Result<Field, Fault> {
        self.simple_name("field", &variable.name)?;
        let said = said(Owner::Field, &variable.annotations)?;
        let default = variable.default.as_ref().map(|(_, json)| json.clone());
        let ty = match made {
            Made::Node(id) => *id,
            // "The position of the null type is fluid": the default has to be of the first branch.
            Made::Nullable { at, inner } => {
                let null_first = matches!(default, None | Some(Json::Null));
                self.nullable((small(number), *at), *inner, null_first)
            }
        };
        Ok(Field {
            name: variable.name.text.as_str().into(),
            aliases: said.aliases.iter().map(|alias| Arc::from(*alias)).collect(),
            doc: variable.doc.as_deref().map(Box::from),
            ty,
            default,
            order: said.order,
            attributes: said.attributes,
        })
    }

    fn nullable(&mut self, place: Place, inner: NodeId, null_first: bool) -> NodeId {
        let null = self.parser.primitive(place, Type::Null);
        let branches = match null_first {
            true => [null, inner],
            false => [inner, null],
        };
        let id = self.parser.reserve(place);
        let ty = Type::Union(Box::new(branches));
        self.parser.set(id, ty, Attributes::EMPTY);
        id
    }

    /// The node of a type that has no default.
    pub(super) fn plain(
        &mut self,
        number: usize,
        written: &'a Written,
        namespace: Option<&str>,
    ) -> Result<NodeId, Fault> {
        Ok(match self.ty(number, written, namespace)? {
            Made::Node(id) => id,
            Made::Nullable { at, inner } => self.nullable((small(number), at), inner, true),
        })
    }

    /// Makes nodes of a type's parts, each behind those it is made of.
    fn ty(
        &mut self,
        number: usize,
        written: &'a Written,
        namespace: Option<&str>,
    ) -> Result<Made, Fault> {
        let mut nodes: Vec<NodeId> = Vec::new();
        let last = written.0.len().saturating_sub(1);
        for (index, part) in written.0.iter().enumerate() {
            let place = (small(number), part.at);
            let node = |part: &usize| nodes.get(*part).copied().unwrap_or(NodeId::from_index(0));
            let (ty, logical) = match &part.kind {
                Kind::Primitive(primitive) => (primitive.ty(), None),
                Kind::Logical(logical) => (base_of(*logical).ty(), Some(*logical)),
                Kind::Array(items) => (Type::Array(node(items)), None),
                Kind::Map(values) => (Type::Map(node(values)), None),
                Kind::Union(branches) => (Type::Union(branches.iter().map(node).collect()), None),
                Kind::Nullable(inner) if index == last => {
                    return Ok(Made::Nullable {
                        at: part.at,
                        inner: node(inner),
                    });
                }
                Kind::Nullable(inner) => {
                    let id = self.nullable(place, node(inner), true);
                    nodes.push(id);
                    continue;
                }
                Kind::Reference(text) => {
                    let id = self.reference(part.at, text, namespace)?;
                    nodes.push(id);
                    continue;
                }
                // The grammar of a file has neither.
                Kind::Default | Kind::Fixed { .. } => (Primitive::Null.ty(), None),
            };
            let mut attributes = Attributes::EMPTY;
            if let Some(logical) = logical {
                LogicalType::set(&logical, &mut attributes);
            }
            annotations::add(&mut attributes, &ty, &part.annotations)?;
            let is_plain = attributes.is_empty()
                && !matches!(ty, Type::Array(_) | Type::Map(_) | Type::Union(_));
            nodes.push(if is_plain {
                self.parser.primitive(place, ty)
            } else {
                let id = self.parser.reserve(place);
                self.parser.set(id, ty, attributes);
                id
            });
        }
        let whole = nodes.last().copied();
        Ok(Made::Node(whole.unwrap_or(NodeId::from_index(0))))
    }

    /// The node of a name. One without a dot that its namespace does not have
    /// may be in the null namespace, as in JSON.
    pub(super) fn reference(
        &mut self,
        at: usize,
        text: &str,
        namespace: Option<&str>,
    ) -> Result<NodeId, Fault> {
        let name = Name::relative(text, namespace);
        let known = self.parser.known(&name);
        let known = known.or_else(|| self.parser.known(&Name::unchecked(text)));
        known.ok_or_else(|| {
            let hint = self.parser.nearest(text, name.full(), std::iter::empty());
            let name = clip(name.full());
            Fault::rule(at, SchemaErrorKind::UnknownType { name, hint })
        })
    }
}

fn enum_default(symbols: &[Ident], default: &Ident) -> Result<usize, Fault> {
    let found = symbols
        .iter()
        .position(|symbol| symbol.text == default.text);
    found.ok_or_else(|| {
        let known = symbols.iter().map(|symbol| symbol.text.as_str());
        let kind = SchemaErrorKind::EnumDefault {
            default: clip(&default.text),
            hint: suggest::hint(&default.text, known),
        };
        Fault::rule(default.at, kind)
    })
}
