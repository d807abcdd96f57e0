//! The branch of a union that a value is written in.

use std::fmt::Display;

use super::{Result, Ser};
use crate::serde::program::{Kind, Node};

impl<'a> Ser<'a> {
    /// The branch in position `index`, which is written.
    #[inline]
    pub(super) fn at(self, index: u32, node: Node) -> Self {
        self.out.count(index as usize);
        self.to(node)
    }

    /// The branch that was looked for, if there is one.
    #[inline]
    fn take(self, branch: Option<(u32, Node)>, found: impl Display) -> Result<Self> {
        match branch {
            Some((index, node)) => Ok(self.at(index, node)),
            None => Err(self.mismatch(found)),
        }
    }

    /// The branch that a value of this kind fits best.
    #[inline]
    pub(super) fn branch(self, at: u32, kind: Kind, found: impl Display) -> Result<Self> {
        let first = self.program.union(at).and_then(|union| union.first(kind));
        self.take(first, found)
    }

    fn numbered(&self, at: u32) -> impl Iterator<Item = (u32, Node)> + use<'a> {
        (0..).zip(self.program.branches(at).iter().copied())
    }

    /// The branch of this name.
    pub(super) fn find(&self, at: u32, name: &str) -> Option<(u32, Node)> {
        let whole = |node| self.program.names(node).full == name;
        let mut branches = self.numbered(at);
        branches.find(|(_, node)| whole(*node)).or_else(|| {
            self.numbered(at)
                .find(|(_, node)| self.program.is_named(*node, name))
        })
    }

    /// The branch of a variant that has data.
    pub(super) fn named(self, at: u32, variant: &str) -> Result<Self> {
        let found = self.find(at, variant);
        self.take(found, format_args!("the variant {variant:?}"))
    }

    /// The branch of a variant without data: of its name, an enum that has it as a symbol, or string.
    pub(super) fn unit(self, at: u32, name: &str, variant: &str) -> Result<Self> {
        let named = self.find(at, variant);
        let named = named.filter(|(_, node)| matches!(node, Node::Null | Node::Record(_)));
        let enums = || {
            self.numbered(at)
                .filter(|(_, node)| self.has_symbol(*node, variant))
        };
        let of_the_name = || enums().find(|(_, node)| self.program.is_named(*node, name));
        let string = || self.numbered(at).find(|(_, node)| *node == Node::String);
        let found = named
            .or_else(of_the_name)
            .or_else(|| enums().next())
            .or_else(string);
        self.take(found, format_args!("the variant {variant:?}"))
    }

    fn has_symbol(&self, node: Node, symbol: &str) -> bool {
        let Node::Enum(at) = node else { return false };
        let known = self.program.symbols(at);
        known.is_some_and(|known| known.ty.symbol_index(symbol).is_some())
    }

    /// The branch for a string; of enums the first that has the symbol.
    #[inline]
    pub(super) fn text(self, at: u32, text: &str) -> Result<Self> {
        let first = self
            .program
            .union(at)
            .and_then(|union| union.first(Kind::String));
        let found = match first {
            Some((_, Node::Enum(_))) => self
                .numbered(at)
                .find(|(_, node)| self.has_symbol(*node, text))
                .or_else(|| self.numbered(at).find(|(_, node)| *node == Node::Bytes)),
            first => first,
        };
        self.take(found, "a string")
    }

    /// The branch for bytes; of fixed the first that has their size.
    pub(super) fn bytes(self, at: u32, bytes: &[u8]) -> Result<Self> {
        let found = self.numbered(at).find(|(_, node)| match node {
            Node::Bytes => true,
            Node::Fixed(at) => self.program.size(*at) == bytes.len(),
            _ => false,
        });
        self.take(found, format_args!("{} bytes", bytes.len()))
    }

    /// The branch for a struct: a record of its name, of its number of fields, or any.
    pub(super) fn structure(self, at: u32, name: &str, len: usize) -> Result<Self> {
        let only = self.program.union(at).and_then(|union| union.other);
        let named = || {
            self.find(at, name)
                .filter(|(_, node)| matches!(node, Node::Record(_) | Node::Map(_)))
        };
        let as_long = || {
            self.numbered(at).find(|(_, node)| match node {
                Node::Record(at) => {
                    let record = self.program.record(*at);
                    record.is_some_and(|record| record.fields.len() == len)
                }
                _ => false,
            })
        };
        match only.or_else(named).or_else(as_long) {
            Some((index, node)) => Ok(self.at(index, node)),
            None => self.branch(at, Kind::Map, "a struct"),
        }
    }
}
