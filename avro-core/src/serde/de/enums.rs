//! Enums of Rust: a symbol, or the branch of a union by its type's name.

use ::serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, VariantAccess,
    Visitor,
};

use super::key::Key;
use super::{De, Lend, Result, refused};
use crate::encoding::DecodeError;
use crate::serde::program::Node;

impl<'p, 'de, L: Lend<'p, 'de>> De<'_, 'p, 'de, L> {
    /// Reads a value that is no union, as one of these variants.
    pub(super) fn variant<V: Visitor<'de>>(
        mut self,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        let named = || named(&self, variants);
        match self.node {
            Node::Enum(at) if named().is_none() => {
                let symbol = self.symbol(at)?;
                visitor.visit_enum(symbol.into_deserializer())
            }
            Node::String if named().is_none() => {
                visitor.visit_enum(self.input.str()?.into_deserializer())
            }
            Node::Refused(at) => Err(refused(self.program, at, self.input)),
            _ => {
                let name = named().unwrap_or_else(|| self.program.names(self.node).simple);
                // Nothing need be read here, so a variant that holds its own enum must not go
                // on for ever.
                self.input.enter()?;
                let value = visitor.visit_enum(Variant {
                    name,
                    de: De::<L>::new(self.program, self.node, self.input),
                })?;
                self.input.leave();
                Ok(value)
            }
        }
    }
}

/// The variant that is named as the type of the value that comes next.
fn named<'p, L>(de: &De<'_, 'p, '_, L>, variants: &'static [&'static str]) -> Option<&'p str> {
    let names = de.program.names(de.node);
    let mut found = None;
    for variant in variants {
        if names.full == *variant {
            return Some(variant);
        }
        if found.is_none() && names.are(variant) {
            found = Some(*variant);
        }
    }
    found
}

struct Variant<'a, 'p, 'de, L> {
    name: &'p str,
    de: De<'a, 'p, 'de, L>,
}

impl<'a, 'p, 'de, L: Lend<'p, 'de>> EnumAccess<'de> for Variant<'a, 'p, 'de, L> {
    type Error = DecodeError;
    type Variant = De<'a, 'p, 'de, L>;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self::Variant)> {
        match seed.deserialize(Key::<L>::new(self.name)) {
            Ok(variant) => Ok((variant, self.de)),
            Err(error) => Err(error.at(self.de.input.offset())),
        }
    }
}

impl<'p, 'de, L: Lend<'p, 'de>> VariantAccess<'de> for De<'_, 'p, 'de, L> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<()> {
        Deserialize::deserialize(self)
    }

    #[inline]
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_struct("", fields, visitor)
    }
}
