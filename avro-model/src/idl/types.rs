//! One type in IDL's syntax.
//!
//! ```text
//! type       = annotation* plain "?"?
//! annotation = "@" name "(" json ")"
//! plain      = primitive | logical | "array" "<" type ">" | "map" "<" type ">"
//!            | "union" "{" type ("," type)* "}" | "fixed" name "(" size ")"
//!            | name | "_"
//! ```

use super::IdlError;
use super::lexer::{Lexer, Token};
use crate::json::Json;
use crate::logical::LogicalType;
use crate::name::Name;

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
    /// `date`, `time_ms`, `timestamp_ms`, `local_timestamp_ms` or `uuid`; see [`TypeExpr::base`].
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
}

/// How deep types may be nested in one expression.
const MAX_DEPTH: usize = 64;

impl TypeExpr {
    /// Reads a text that is one type and nothing else.
    ///
    /// # Errors
    ///
    /// When the text is anything else, with the place where it goes wrong.
    pub fn parse(text: &str) -> Result<TypeExpr, IdlError> {
        let mut parser = Parser {
            lexer: Lexer::new(text),
            peeked: None,
        };
        let ty = parser.ty(MAX_DEPTH)?;
        match parser.next()? {
            (_, Token::End) => Ok(ty),
            (at, token) => Err(expected(at, "the end", &token)),
        }
    }

    /// The type under a logical one's keyword: `date` is on `int`.
    pub fn base(&self) -> Option<Primitive> {
        match self {
            TypeExpr::Primitive(primitive) => Some(*primitive),
            TypeExpr::Decimal { .. } => Some(Primitive::Bytes),
            TypeExpr::Logical(LogicalType::Date | LogicalType::TimeMillis) => Some(Primitive::Int),
            TypeExpr::Logical(LogicalType::Uuid) => Some(Primitive::String),
            TypeExpr::Logical(_) => Some(Primitive::Long),
            _ => None,
        }
    }
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    peeked: Option<(usize, Token)>,
}

fn expected(at: usize, what: &str, found: &Token) -> IdlError {
    IdlError::new(
        at,
        format!("{what} should stand here, not {}", found.show()),
    )
}

impl Parser<'_> {
    fn next(&mut self) -> Result<(usize, Token), IdlError> {
        match self.peeked.take() {
            Some(token) => Ok(token),
            None => self.lexer.next(),
        }
    }

    /// Takes `sign` if it comes next.
    fn takes(&mut self, sign: char) -> Result<bool, IdlError> {
        let (at, token) = self.next()?;
        let found = token == Token::Sign(sign);
        if !found {
            self.peeked = Some((at, token));
        }
        Ok(found)
    }

    fn sign(&mut self, sign: char) -> Result<(), IdlError> {
        let (at, token) = self.next()?;
        if token == Token::Sign(sign) {
            return Ok(());
        }
        Err(expected(at, &format!("`{sign}`"), &token))
    }

    fn number(&mut self, what: &str) -> Result<usize, IdlError> {
        let (at, token) = self.next()?;
        match &token {
            Token::Number(text) => text
                .parse()
                .map_err(|_| IdlError::new(at, format!("{} is not {what}", token.show()))),
            _ => Err(expected(at, what, &token)),
        }
    }

    fn ty(&mut self, depth: usize) -> Result<TypeExpr, IdlError> {
        let start = self.lexer.start()?;
        let depth = depth.checked_sub(1).ok_or_else(|| {
            IdlError::new(
                start,
                format!("types are nested deeper than {MAX_DEPTH} levels"),
            )
        })?;
        let mut attributes: Vec<(String, Json)> = Vec::new();
        while self.takes('@')? {
            let (at, token) = self.lexer.next_with_dashes()?;
            let Token::Word { text, .. } = token else {
                return Err(expected(at, "an annotation's name", &token));
            };
            if attributes.iter().any(|(name, _)| *name == text) {
                return Err(IdlError::new(at, "the annotation stands twice"));
            }
            self.sign('(')?;
            let value = self.lexer.json()?;
            self.sign(')')?;
            attributes.push((text, value));
        }
        let mut ty = self.plain(depth)?;
        if !attributes.is_empty() {
            if let TypeExpr::Union(_) | TypeExpr::Reference(_) = ty {
                let what = if let TypeExpr::Union(_) = ty {
                    "a union"
                } else {
                    "a reference"
                };
                return Err(IdlError::new(start, format!("{what} cannot be annotated")));
            }
            ty = TypeExpr::Annotated {
                attributes,
                ty: Box::new(ty),
            };
        }
        if !self.takes('?')? {
            return Ok(ty);
        }
        if let TypeExpr::Union(_) | TypeExpr::Primitive(Primitive::Null) = ty {
            return Err(IdlError::new(
                start,
                "a union or null cannot be made nullable by `?`",
            ));
        }
        Ok(TypeExpr::Nullable(Box::new(ty)))
    }

    /// A type without annotations and question mark.
    fn plain(&mut self, depth: usize) -> Result<TypeExpr, IdlError> {
        let (at, token) = self.next()?;
        let Token::Word { text, quoted } = &token else {
            return Err(expected(at, "a type", &token));
        };
        if *quoted {
            return reference(at, text).map(TypeExpr::Reference);
        }
        let primitive = |primitive| Ok(TypeExpr::Primitive(primitive));
        let logical = |logical| Ok(TypeExpr::Logical(logical));
        match text.as_str() {
            "_" => Ok(TypeExpr::Default),
            "null" => primitive(Primitive::Null),
            "boolean" => primitive(Primitive::Boolean),
            "int" => primitive(Primitive::Int),
            "long" => primitive(Primitive::Long),
            "float" => primitive(Primitive::Float),
            "double" => primitive(Primitive::Double),
            "bytes" => primitive(Primitive::Bytes),
            "string" => primitive(Primitive::String),
            "date" => logical(LogicalType::Date),
            "time_ms" => logical(LogicalType::TimeMillis),
            "timestamp_ms" => logical(LogicalType::TimestampMillis),
            "local_timestamp_ms" => logical(LogicalType::LocalTimestampMillis),
            "uuid" => logical(LogicalType::Uuid),
            "decimal" => self.decimal(at),
            "array" => self.inside('<', '>', depth).map(TypeExpr::Array),
            "map" => self.inside('<', '>', depth).map(TypeExpr::Map),
            "union" => self.union(depth),
            "fixed" => self.fixed(),
            name => reference(at, name).map(TypeExpr::Reference),
        }
    }

    fn inside(&mut self, open: char, close: char, depth: usize) -> Result<Box<TypeExpr>, IdlError> {
        self.sign(open)?;
        let ty = self.ty(depth)?;
        self.sign(close)?;
        Ok(Box::new(ty))
    }

    fn union(&mut self, depth: usize) -> Result<TypeExpr, IdlError> {
        self.sign('{')?;
        let mut branches = vec![self.ty(depth)?];
        while self.takes(',')? {
            branches.push(self.ty(depth)?);
        }
        self.sign('}')?;
        Ok(TypeExpr::Union(branches))
    }

    fn decimal(&mut self, at: usize) -> Result<TypeExpr, IdlError> {
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
                Ok(TypeExpr::Decimal { precision, scale })
            }
            _ => Err(IdlError::new(
                at,
                "the precision is 1 or more, and the scale not above it",
            )),
        }
    }

    fn fixed(&mut self) -> Result<TypeExpr, IdlError> {
        let (at, token) = self.next()?;
        let Token::Word { text, .. } = &token else {
            return Err(expected(at, "the fixed's name", &token));
        };
        let name = reference(at, text)?;
        self.sign('(')?;
        let size = self.number("a number of bytes")?;
        self.sign(')')?;
        Ok(TypeExpr::Fixed { name, size })
    }
}

fn reference(at: usize, text: &str) -> Result<Name, IdlError> {
    Name::parse(text).map_err(|error| IdlError::new(at, error.to_string()))
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
