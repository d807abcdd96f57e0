//! The branch of a union that a value takes.

use avro_model::{NodeId, Schema, Type};

use super::super::encode::{describe, type_of};
use super::super::{UnionValue, Value};
use super::Fitting;
use crate::encoding::{EncodeError, EncodeErrorKind};

/// How well a type suits a value, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Suit {
    /// It is the value's own type.
    Own,
    /// Not its own, but the branch that a union value names.
    Named,
    /// It says no less than the value's own.
    Close,
    /// It holds some such values, in another form.
    Far,
    /// The same, and there is a better one of the kind.
    Farther,
    /// It is right for very few.
    Rare,
}

/// A branch that may be the one.
#[derive(Clone, Copy)]
struct Candidate {
    suit: Suit,
    index: usize,
    branch: NodeId,
}

impl<'s> Fitting<'s> {
    /// A value in the branch of a union that it takes.
    pub(super) fn union(&mut self, value: &Value, branches: &'s [NodeId]) -> Option<Value> {
        let schema = self.schema;
        let (named, value) = match value {
            Value::Union(union) => (Some(union.index()), union.value().inner()),
            value => (None, value),
        };
        if named.is_none()
            && let Some((inner, candidate)) = self.tagged(value, branches)
        {
            return self.branch(inner, candidate);
        }
        let mut candidates = self.candidates(value, named, branches);
        candidates.sort_by_key(|candidate| candidate.suit);
        let mut rest = candidates.as_slice();
        while let [first, others @ ..] = rest {
            let only = others.is_empty() && candidates.len() == 1;
            if only || first.suit == Suit::Own {
                // There is no choice, so what is wrong is wrong inside of the value.
                return self.branch(value, *first);
            }
            let equals = rest.partition_point(|other| other.suit == first.suit);
            let (equals, worse) = rest.split_at_checked(equals)?;
            let fitting = equals.iter().filter(|other| self.fits(value, other.branch));
            let fitting: Vec<Candidate> = fitting.copied().collect();
            match fitting.as_slice() {
                [] => rest = worse,
                [one] => return self.branch(value, *one),
                several => {
                    let several = several.iter().map(|one| one.branch);
                    return self.fault(|| {
                        let found = in_words(schema, several);
                        misfit("a value of one branch", format!("one of each of {found}"))
                    });
                }
            }
        }
        self.fault(|| {
            let expected = match branches {
                [] => "a value of a union without branches".to_owned(),
                branches => format!("one of {}", in_words(schema, branches.iter().copied())),
            };
            misfit(&expected, describe(value))
        })
    }

    /// The branches that may hold such a value.
    fn candidates(
        &self,
        value: &Value,
        named: Option<usize>,
        branches: &[NodeId],
    ) -> Vec<Candidate> {
        let branches = branches.iter().enumerate();
        let candidates = branches.filter_map(|(index, &branch)| {
            let suit = match self.suit(value, branch)? {
                Suit::Own => Suit::Own,
                _ if named == Some(index) => Suit::Named,
                suit => suit,
            };
            Some(Candidate {
                suit,
                index,
                branch,
            })
        });
        candidates.collect()
    }

    fn suit(&self, value: &Value, branch: NodeId) -> Option<Suit> {
        let node = self.schema.node(branch);
        Some(match (value, node.ty()) {
            (Value::Null, Type::Null)
            | (Value::Boolean(_), Type::Boolean)
            | (Value::Int(_), Type::Int)
            | (Value::Long(_), Type::Long)
            | (Value::Float(_), Type::Float)
            | (Value::Double(_), Type::Double)
            | (Value::Bytes(_), Type::Bytes)
            | (Value::String(_), Type::String)
            | (Value::Array(_), Type::Array(_)) => Suit::Own,
            (Value::Record(value), Type::Record(ty)) if value.name() == ty.name() => Suit::Own,
            (Value::Fixed(value), Type::Fixed(ty)) if value.name() == ty.name() => Suit::Own,
            (Value::Enum(value), Type::Enum(ty)) if value.name() == ty.name() => Suit::Own,

            (Value::Int(_), Type::Long)
            | (Value::Long(_), Type::Int)
            | (Value::Float(_), Type::Double)
            | (Value::Double(_), Type::Float)
            | (Value::String(_) | Value::Enum(_), Type::Enum(_))
            | (Value::Bytes(_) | Value::Fixed(_), Type::Fixed(_))
            | (Value::Map(_) | Value::Record(_), Type::Record(_))
            | (Value::Map(_), Type::Map(_)) => Suit::Close,

            (Value::Int(_) | Value::Long(_), Type::Double)
            | (Value::Fixed(_), Type::Bytes)
            | (Value::Enum(_) | Value::Bytes(_), Type::String)
            | (Value::Record(_), Type::Map(_)) => Suit::Far,
            (Value::Fixed(_), Type::String)
            | (Value::Int(_) | Value::Long(_), Type::Float)
            | (Value::Float(_) | Value::Double(_), Type::Long) => Suit::Farther,
            (Value::Float(_) | Value::Double(_), Type::Int) => Suit::Rare,

            // Logical types, written as people do, and bytes as text.
            (Value::String(_), Type::Int | Type::Long) => node.logical().map(|_| Suit::Far)?,
            (Value::String(_), Type::Bytes | Type::Fixed(_)) if node.logical().is_some() => {
                Suit::Far
            }
            (Value::String(_), Type::Fixed(_)) => Suit::Farther,
            (Value::String(_), Type::Bytes) => Suit::Rare,
            (
                Value::Int(_) | Value::Long(_) | Value::Float(_) | Value::Double(_),
                Type::Bytes | Type::Fixed(_),
            ) => node.logical().map(|_| Suit::Rare)?,
            _ => return None,
        })
    }

    fn branch(&mut self, value: &Value, candidate: Candidate) -> Option<Value> {
        let made = self.value(value, candidate.branch)?;
        Some(Value::Union(UnionValue::new(candidate.index, made)))
    }

    /// Whether a value fits a branch.
    fn fits(&mut self, value: &Value, branch: NodeId) -> bool {
        let has_parts = matches!(value, Value::Array(_) | Value::Map(_) | Value::Record(_));
        let key = (std::ptr::from_ref(value), branch);
        if has_parts && let Some(known) = self.tried.get(&key) {
            return *known;
        }
        self.trying = self.trying.saturating_add(1);
        let fits = self.value(value, branch).is_some();
        self.trying = self.trying.saturating_sub(1);
        if has_parts {
            self.tried.insert(key, fits);
        }
        fits
    }

    /// The inside of a map of one pair, whose key is the full name of a branch. Where it may be
    /// a member too, what is inside has to fit the branch.
    fn tagged<'v>(
        &mut self,
        value: &'v Value,
        branches: &[NodeId],
    ) -> Option<(&'v Value, Candidate)> {
        let Value::Map(pairs) = value else {
            return None;
        };
        let [(tag, inner)] = pairs.as_slice() else {
            return None;
        };
        let schema = self.schema;
        let ty = |branch: &NodeId| schema.node(*branch).ty();
        let otherwise = branches.iter().any(|branch| match ty(branch) {
            Type::Map(_) => true,
            Type::Record(ty) => ty.field(tag).is_some(),
            _ => false,
        });
        let (index, &branch) = branches.iter().enumerate().find(|(_, branch)| {
            let name = ty(branch).name();
            name.is_some_and(|name| name.full() == tag)
        })?;
        if otherwise && !self.fits(inner, branch) {
            return None;
        }
        let suit = Suit::Named;
        Some((
            inner,
            Candidate {
                suit,
                index,
                branch,
            },
        ))
    }
}

/// What some nodes are, in a few words.
#[cold]
fn in_words(schema: &Schema, nodes: impl Iterator<Item = NodeId>) -> String {
    const SHOWN: usize = 8;
    let mut names: Vec<String> = nodes
        .take(SHOWN.saturating_add(1))
        .map(|node| type_of(schema, node))
        .collect();
    if let Some(last) = names.get_mut(SHOWN) {
        *last = "…".to_owned();
    }
    names.join(", ")
}

#[cold]
fn misfit(expected: &str, found: String) -> EncodeError {
    EncodeError::new(EncodeErrorKind::Mismatch {
        expected: expected.to_owned(),
        found,
    })
}
