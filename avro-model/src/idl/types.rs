//! One type in IDL's syntax.
//!
//! ```text
//! type       = annotation* plain "?"?
//! annotation = "@" name "(" json ")"
//! plain      = primitive | logical | "array" "<" type ">" | "map" "<" type ">"
//!            | "union" "{" type ("," type)* "}" | name
//!            | "fixed" name "(" size ")" | "_"                  in an attribute of the derive
//! ```
//!
//! A type is read into a list of its [`Part`]s, each behind those it is made of: nothing here
//! recurses, so nesting costs no stack. A file makes nodes of the parts, [`TypeExpr::parse`] a tree.

use super::error::{Fault, IdlError};
use super::lexer::Token;
use super::words::{Annotation, Ident, Words, expected};
use crate::json::Json;
use crate::logical::LogicalType;
use crate::name::Name;
use crate::schema::Type;

/// A type as it is written in Avro IDL.
///
/// # Example
///
/// ```
/// use avro_model::LogicalType;
/// use avro_model::idl::{Primitive, TypeExpr};
///
/// assert_eq!(
///     TypeExpr::parse("array<union { timestamp_ms, null }>")?,
///     TypeExpr::Array(Box::new(TypeExpr::Union(vec![
///         TypeExpr::Logical(LogicalType::TimestampMillis),
///         TypeExpr::Primitive(Primitive::Null),
///     ]))),
/// );
/// let error = TypeExpr::parse("array<strng").unwrap_err();
/// assert_eq!(error.to_string(), "at byte 11: `>` should stand here, not the end");
/// # Ok::<(), avro_model::idl::IdlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypeExpr {
    /// `_`: whatever type it would have anyway. Ours, not Avro's.
    Default,
    /// `int` and its like.
    Primitive(Primitive),
    /// `date`, `time_ms`, `timestamp_ms`, `local_timestamp_ms`, `uuid` or `big_decimal`; see [`TypeExpr::base`].
    Logical(LogicalType),
    /// `decimal(precision, scale)`, on bytes.
    Decimal {
        /// The most digits.
        precision: u32,
        /// How many of them stand behind the point.
        scale: u32,
    },
    /// `array<T>`.
    Array(Box<TypeExpr>),
    /// `map<T>`.
    Map(Box<TypeExpr>),
    /// `union { A, B }`.
    Union(Vec<TypeExpr>),
    /// `T?`: a union with null, which stands first unless the default says otherwise.
    Nullable(Box<TypeExpr>),
    /// `fixed com.example.Id(16)`. Ours, not Avro's.
    Fixed {
        /// The full name, or a simple one in the namespace around.
        name: Name,
        /// How many bytes.
        size: usize,
    },
    /// The name of a type, in full or in the namespace around.
    Reference(Name),
    /// `@name(json) T`. Within `@name(json) T?` the annotation is on `T`.
    Annotated {
        /// Names and values, in order.
        attributes: Vec<(String, Json)>,
        /// What they are on.
        ty: Box<TypeExpr>,
    },
}

/// A primitive type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Primitive {
    /// `null`.
    Null,
    /// `boolean`.
    Boolean,
    /// `int`.
    Int,
    /// `long`.
    Long,
    /// `float`.
    Float,
    /// `double`.
    Double,
    /// `bytes`.
    Bytes,
    /// `string`.
    String,
}

impl Primitive {
    /// The word in a schema.
    pub fn name(self) -> &'static str {
        match self {
            Primitive::Null => "null",
            Primitive::Boolean => "boolean",
            Primitive::Int => "int",
            Primitive::Long => "long",
            Primitive::Float => "float",
            Primitive::Double => "double",
            Primitive::Bytes => "bytes",
            Primitive::String => "string",
        }
    }

    fn parse(word: &str) -> Option<Primitive> {
        Some(match word {
            "null" => Primitive::Null,
            "boolean" => Primitive::Boolean,
            "int" => Primitive::Int,
            "long" => Primitive::Long,
            "float" => Primitive::Float,
            "double" => Primitive::Double,
            "bytes" => Primitive::Bytes,
            "string" => Primitive::String,
            _ => return None,
        })
    }

    /// The type in a schema.
    pub(super) fn ty(self) -> Type {
        match self {
            Primitive::Null => Type::Null,
            Primitive::Boolean => Type::Boolean,
            Primitive::Int => Type::Int,
            Primitive::Long => Type::Long,
            Primitive::Float => Type::Float,
            Primitive::Double => Type::Double,
            Primitive::Bytes => Type::Bytes,
            Primitive::String => Type::String,
        }
    }
}

/// The logical types that have a word of their own.
const LOGICAL: [(&str, LogicalType); 6] = [
    ("date", LogicalType::Date),
    ("time_ms", LogicalType::TimeMillis),
    ("timestamp_ms", LogicalType::TimestampMillis),
    ("local_timestamp_ms", LogicalType::LocalTimestampMillis),
    ("uuid", LogicalType::Uuid),
    ("big_decimal", LogicalType::BigDecimal),
];

/// The word for a logical type, where it has one.
pub(super) fn word_of(logical: LogicalType) -> Option<&'static str> {
    let (word, _) = LOGICAL.iter().find(|(_, known)| *known == logical)?;
    Some(word)
}

/// Whether a word means a type that it does not name, so that a name has to be quoted.
pub(super) fn is_word_of_a_type(word: &str) -> bool {
    Primitive::parse(word).is_some()
        || LOGICAL.iter().any(|(known, _)| *known == word)
        || matches!(word, "array" | "map" | "union" | "decimal" | "void")
}

/// The primitive type that a logical one with a word is on.
pub(super) fn base_of(logical: LogicalType) -> Primitive {
    match logical {
        LogicalType::Date | LogicalType::TimeMillis => Primitive::Int,
        LogicalType::Uuid => Primitive::String,
        LogicalType::Decimal { .. } | LogicalType::BigDecimal => Primitive::Bytes,
        _ => Primitive::Long,
    }
}

/// How deep arrays and maps may be nested in one type, as in a schema's JSON.
const MAX_DEPTH: usize = 128;

/// A part of a type: what stands at one place, and the parts it is made of.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) at: usize,
    pub(super) annotations: Vec<Annotation>,
    pub(super) kind: Kind,
}

/// What a part is. The numbers are those of parts before it.
#[derive(Debug)]
pub(super) enum Kind {
    Default,
    Primitive(Primitive),
    Logical(LogicalType),
    Array(usize),
    Map(usize),
    Union(Vec<usize>),
    Nullable(usize),
    Fixed { name: Name, size: usize },
    Reference(String),
}

/// A type with all it is made of: the last part is the whole.
#[derive(Debug)]
pub(super) struct Written(pub(super) Vec<Part>);

/// Which words there are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Dialect {
    /// Avro's.
    File,
    /// And those of the derive's attributes.
    Attribute,
}

impl TypeExpr {
    /// Reads a text that is one type and nothing else.
    ///
    /// # Errors
    ///
    /// When the text is anything else, with the place where it goes wrong.
    pub fn parse(text: &str) -> Result<TypeExpr, IdlError> {
        TypeExpr::read(text).map_err(|fault| IdlError::of_type(text, fault))
    }

    fn read(text: &str) -> Result<TypeExpr, Fault> {
        let mut words = Words::new(text);
        let annotations = words.annotations()?;
        let written = words.ty(annotations, Dialect::Attribute)?;
        match words.next()? {
            (_, Token::End) => written.into_expr(),
            (at, token) => Err(expected(at, "the end", &token)),
        }
    }

    /// The type under a logical one's keyword: `date` is on `int`.
    pub fn base(&self) -> Option<Primitive> {
        match self {
            TypeExpr::Primitive(primitive) => Some(*primitive),
            TypeExpr::Decimal { .. } => Some(Primitive::Bytes),
            TypeExpr::Logical(logical) => Some(base_of(*logical)),
            _ => None,
        }
    }
}

/// A type that waits for what is inside it.
enum Open {
    Array,
    Map,
    Union(Vec<usize>),
}

/// An opened type, with its place and its annotations.
type Opened = (usize, Vec<Annotation>, Open);

impl Words<'_> {
    /// Whether the type that comes next may be annotated: it is no reference and no union.
    pub(super) fn is_before_annotated_type(&mut self) -> Result<bool, Fault> {
        let (_, token) = self.peek()?;
        Ok(match token {
            Token::Word { text, quoted } => !quoted && text != "union" && is_word_of_a_type(text),
            _ => true,
        })
    }

    /// A type whose annotations have been read.
    pub(super) fn ty(
        &mut self,
        annotations: Vec<Annotation>,
        dialect: Dialect,
    ) -> Result<Written, Fault> {
        let mut parts: Vec<Part> = Vec::new();
        let mut open: Vec<Opened> = Vec::new();
        let mut annotations = annotations;
        let mut depth = 0usize;
        loop {
            let at = match annotations.first() {
                // From the sign before the name.
                Some(first) => first.at.saturating_sub(1),
                None => self.peek()?.0,
            };
            let begun = self.begin(at, dialect)?;
            let kind = match begun {
                Begun::Whole(kind) => kind,
                Begun::Open(inner) => {
                    depth = depth.saturating_add(usize::from(!matches!(inner, Open::Union(_))));
                    // A union in a union is legal nowhere, but it is others who say so.
                    if depth > MAX_DEPTH || open.len() > MAX_DEPTH.saturating_mul(2) {
                        let message = format!("types are nested deeper than {MAX_DEPTH} levels");
                        return Err(Fault::syntax(at, message));
                    }
                    open.push((at, annotations, inner));
                    annotations = self.annotations()?;
                    continue;
                }
            };
            self.done(&mut parts, at, annotations, kind)?;
            // Hand what is done to what is around it, until that wants another type.
            loop {
                let part = parts.len().saturating_sub(1);
                let Some((at, its, inner)) = open.pop() else {
                    return Ok(Written(parts));
                };
                let kind = match inner {
                    Open::Array => {
                        self.sign('>')?;
                        Kind::Array(part)
                    }
                    Open::Map => {
                        self.sign('>')?;
                        Kind::Map(part)
                    }
                    Open::Union(mut branches) => {
                        branches.push(part);
                        if self.takes(',')? {
                            open.push((at, its, Open::Union(branches)));
                            break;
                        }
                        self.sign('}')?;
                        Kind::Union(branches)
                    }
                };
                depth = depth.saturating_sub(usize::from(!matches!(kind, Kind::Union(_))));
                self.done(&mut parts, at, its, kind)?;
            }
            annotations = self.annotations()?;
        }
    }

    /// Adds a part, and the union with null around it if a question mark comes next.
    fn done(
        &mut self,
        parts: &mut Vec<Part>,
        at: usize,
        annotations: Vec<Annotation>,
        kind: Kind,
    ) -> Result<(), Fault> {
        if !annotations.is_empty() {
            let what = match kind {
                Kind::Union(_) => Some("a union"),
                Kind::Reference(_) => Some("a reference"),
                _ => None,
            };
            if let Some(what) = what {
                return Err(Fault::syntax(at, format!("{what} cannot be annotated")));
            }
        }
        let has_null = matches!(kind, Kind::Union(_) | Kind::Primitive(Primitive::Null));
        parts.push(Part {
            at,
            annotations,
            kind,
        });
        if !self.takes('?')? {
            return Ok(());
        }
        if has_null {
            let message = "a union or null cannot be made nullable by `?`";
            return Err(Fault::syntax(at, message));
        }
        let inner = parts.len().saturating_sub(1);
        parts.push(Part {
            at,
            annotations: Vec::new(),
            kind: Kind::Nullable(inner),
        });
        Ok(())
    }

    /// Reads the first word of a type, and the rest of one that holds no other.
    fn begin(&mut self, start: usize, dialect: Dialect) -> Result<Begun, Fault> {
        let (at, token) = self.next()?;
        let Token::Word { text, quoted } = token else {
            return Err(expected(at, "a type", &token));
        };
        let word = if quoted { "" } else { &*text };
        if let Some(primitive) = Primitive::parse(word) {
            return Ok(Begun::Whole(Kind::Primitive(primitive)));
        }
        if let Some((_, logical)) = LOGICAL.iter().find(|(known, _)| *known == word) {
            return Ok(Begun::Whole(Kind::Logical(*logical)));
        }
        match (word, dialect) {
            ("array" | "map", _) => {
                self.sign('<')?;
                let is_array = word == "array";
                Ok(Begun::Open(if is_array { Open::Array } else { Open::Map }))
            }
            ("union", _) => {
                self.sign('{')?;
                Ok(Begun::Open(Open::Union(Vec::new())))
            }
            ("decimal", _) => self.decimal(start),
            ("_", Dialect::Attribute) => Ok(Begun::Whole(Kind::Default)),
            ("fixed", Dialect::Attribute) => {
                let Ident { at, text } = self.ident("the fixed's name")?;
                let name = name(at, &text)?;
                self.sign('(')?;
                let size = self.number("a number of bytes")?;
                self.sign(')')?;
                Ok(Begun::Whole(Kind::Fixed { name, size }))
            }
            (_, Dialect::Attribute) => {
                name(at, &text)?;
                Ok(Begun::Whole(Kind::Reference(text)))
            }
            (_, Dialect::File) => Ok(Begun::Whole(Kind::Reference(text))),
        }
    }

    fn decimal(&mut self, at: usize) -> Result<Begun, Fault> {
        self.sign('(')?;
        let precision = self.number("a precision")?;
        let scale = if self.takes(',')? {
            self.number("a scale")?
        } else {
            0
        };
        self.sign(')')?;
        match (u32::try_from(precision), u32::try_from(scale)) {
            (Ok(precision), Ok(scale)) if precision > 0 && scale <= precision => {
                let decimal = LogicalType::Decimal { precision, scale };
                Ok(Begun::Whole(Kind::Logical(decimal)))
            }
            _ => Err(Fault::syntax(
                at,
                "the precision is 1 or more, and the scale not above it",
            )),
        }
    }
}

/// What the first word of a type led to.
enum Begun {
    Whole(Kind),
    Open(Open),
}

fn name(at: usize, text: &str) -> Result<Name, Fault> {
    Name::parse(text).map_err(|error| Fault::syntax(at, error.to_string()))
}

impl Written {
    /// The type as a tree.
    fn into_expr(self) -> Result<TypeExpr, Fault> {
        let mut made: Vec<Option<TypeExpr>> = Vec::new();
        for Part {
            at,
            annotations,
            kind,
        } in self.0
        {
            // Each part is inside of one other.
            let mut take = |part: usize| made.get_mut(part).and_then(Option::take);
            let expr = match kind {
                Kind::Default => Some(TypeExpr::Default),
                Kind::Primitive(primitive) => Some(TypeExpr::Primitive(primitive)),
                Kind::Logical(LogicalType::Decimal { precision, scale }) => {
                    Some(TypeExpr::Decimal { precision, scale })
                }
                Kind::Logical(logical) => Some(TypeExpr::Logical(logical)),
                Kind::Array(items) => take(items).map(|items| TypeExpr::Array(Box::new(items))),
                Kind::Map(values) => take(values).map(|values| TypeExpr::Map(Box::new(values))),
                Kind::Union(branches) => branches
                    .into_iter()
                    .map(take)
                    .collect::<Option<_>>()
                    .map(TypeExpr::Union),
                Kind::Nullable(inner) => {
                    take(inner).map(|inner| TypeExpr::Nullable(Box::new(inner)))
                }
                Kind::Fixed { name, size } => Some(TypeExpr::Fixed { name, size }),
                Kind::Reference(text) => Some(TypeExpr::Reference(name(at, &text)?)),
            };
            let annotated = |ty| match annotations.is_empty() {
                true => ty,
                false => TypeExpr::Annotated {
                    attributes: annotations
                        .into_iter()
                        .map(|one| (one.name, one.value))
                        .collect(),
                    ty: Box::new(ty),
                },
            };
            made.push(expr.map(annotated));
        }
        let whole = made.pop().flatten();
        whole.ok_or_else(|| Fault::syntax(0, "a type should stand here"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TypeExpr as T;

    fn parse(text: &str) -> TypeExpr {
        T::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    fn name(text: &str) -> Name {
        Name::parse(text).unwrap()
    }

    #[test]
    fn every_kind_of_type_can_be_written() {
        let int = || Box::new(T::Primitive(Primitive::Int));
        let cases = [
            ("int", *int()),
            (" /* a */ int // b\n", *int()),
            ("_", T::Default),
            ("date", T::Logical(LogicalType::Date)),
            (
                "decimal(9, 2)",
                T::Decimal {
                    precision: 9,
                    scale: 2,
                },
            ),
            (
                "decimal(9)",
                T::Decimal {
                    precision: 9,
                    scale: 0,
                },
            ),
            ("array<int>", T::Array(int())),
            ("map<array<int>>", T::Map(Box::new(T::Array(int())))),
            ("int?", T::Nullable(int())),
            (
                "union{null,_}",
                T::Union(vec![T::Primitive(Primitive::Null), T::Default]),
            ),
            ("com.x.Name", T::Reference(name("com.x.Name"))),
            ("com.`error`.`array`", T::Reference(name("com.error.array"))),
            (
                "`array`?",
                T::Nullable(Box::new(T::Reference(name("array")))),
            ),
            (
                "fixed com.x.Id(16)",
                T::Fixed {
                    name: name("com.x.Id"),
                    size: 16,
                },
            ),
            (
                r#"@logicalType("timestamp-micros") @java-class.x({"a": [1]}) int?"#,
                T::Nullable(Box::new(T::Annotated {
                    attributes: vec![
                        ("logicalType".into(), Json::from("timestamp-micros")),
                        ("java-class.x".into(), Json::parse(r#"{"a":[1]}"#).unwrap()),
                    ],
                    ty: int(),
                })),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_type_is_refused_with_its_place() {
        let cases = [
            ("", "at byte 0: a type should stand here, not the end"),
            ("int int", "at byte 4: the end should stand here, not `int`"),
            ("array<int", "at byte 9: `>` should stand here, not the end"),
            ("union { }", "at byte 8: a type should stand here, not `}`"),
            (
                "decimal(2, 9)",
                "at byte 0: the precision is 1 or more, and the scale not above it",
            ),
            ("int??", "at byte 4: the end should stand here, not `?`"),
            (
                "null?",
                "at byte 0: a union or null cannot be made nullable by `?`",
            ),
            ("com.", "at byte 4: a name ends with a dot or a dash"),
            ("`a", "at byte 0: a backtick without its fellow"),
            ("int /* x", "at byte 4: a comment without an end"),
            ("@a(1) Name", "at byte 0: a reference cannot be annotated"),
            ("@a(x) int", "at byte 3: `x` where a value should stand"),
            ("@a(1) @a(2) int", "at byte 7: the annotation stands twice"),
            (
                "fixed Id(99999999999999999999)",
                "at byte 9: `99999999999999999999` is not a number of bytes",
            ),
        ];
        for (text, message) in cases {
            assert_eq!(T::parse(text).unwrap_err().to_string(), message, "{text}");
        }
        let deep = format!("{}int{}", "array<".repeat(10_000), ">".repeat(10_000));
        assert!(T::parse(&deep).is_err());
        let fine = format!("{}int{}", "array<".repeat(60), ">".repeat(60));
        assert!(T::parse(&fine).is_ok());
    }

    #[test]
    fn a_keyword_says_what_it_is_on() {
        for (text, base) in [
            ("date", Primitive::Int),
            ("timestamp_ms", Primitive::Long),
            ("uuid", Primitive::String),
        ] {
            assert_eq!(parse(text).base(), Some(base));
        }
        assert_eq!(parse("array<int>").base(), None);
    }
}
