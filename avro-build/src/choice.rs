//! Choices: how the code is to look, for a whole run or for some types and fields.

use avro_model::LogicalType;

/// What is generated otherwise than usual: Rust types, derives, attributes and more.
///
/// [`Builder::all`] makes a choice for everything, [`Builder::with`] for the types and fields that
/// a pattern names. Of two choices that contradict each other the later one counts;
/// derives and attributes add up.
///
/// [`Builder::all`]: crate::Builder::all
/// [`Builder::with`]: crate::Builder::with
///
/// # Example
///
/// ```
/// use avro_build::{Builder, Choice};
///
/// let code = Builder::new()
///     .all(Choice::new().jiff().map("std::collections::BTreeMap<_, _>"))
///     .with("example.Event", Choice::new().derive("Eq"))
///     .with("example.Event.source", Choice::new().string("Box<str>"))
///     .generate_text("event.avsc", r#"{
///         "type": "record", "name": "Event", "namespace": "example", "fields": [
///             {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
///             {"name": "source", "type": "string"},
///             {"name": "labels", "type": {"type": "map", "values": "string"}}
///         ]
///     }"#)?;
/// assert!(code.contains("pub at: ::jiff::Timestamp,"));
/// assert!(code.contains("pub source: Box<str>,"));
/// assert!(code.contains("pub labels: std::collections::BTreeMap<String, String>,"));
/// # Ok::<(), avro_build::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub(crate) values: Vec<Substitute>,
    pub(crate) derives: Vec<String>,
    pub(crate) type_attributes: Vec<String>,
    pub(crate) field_attributes: Vec<String>,
    pub(crate) visibility: Option<String>,
    pub(crate) borrowed: Option<bool>,
    pub(crate) setters: Option<bool>,
    pub(crate) constants: Option<bool>,
}

/// A Rust type in place of the usual one.
#[derive(Clone, Debug)]
pub(crate) struct Substitute {
    pub(crate) target: Target,
    /// `None` for the plain type that is on the wire.
    pub(crate) ty: Option<String>,
    pub(crate) with: Option<String>,
    /// The logical type that the Rust type has by itself.
    pub(crate) own: Option<&'static str>,
}

/// Which values a substitute is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    String,
    Bytes,
    Map,
    Logical(String),
    /// Any value without parts.
    Value,
}

/// The logical types of the specification.
pub(crate) const LOGICAL: &[&str] = &[
    "date",
    "time-millis",
    "time-micros",
    "timestamp-millis",
    "timestamp-micros",
    "timestamp-nanos",
    "local-timestamp-millis",
    "local-timestamp-micros",
    "local-timestamp-nanos",
    "decimal",
    "big-decimal",
    "uuid",
    "duration",
];

impl Choice {
    /// A choice of nothing yet.
    #[must_use]
    pub fn new() -> Choice {
        Choice::default()
    }

    /// The type of strings: one that can be read and written as a string, such as
    /// `Box<str>` or `std::sync::Arc<str>`. The keys of maps stay `String`.
    #[must_use]
    pub fn string(self, ty: impl Into<String>) -> Choice {
        self.value_of(Target::String, Some(ty.into()), None, None)
    }

    /// The type of bytes: one that can be read and written as bytes, such as `Box<[u8]>`.
    #[must_use]
    pub fn bytes(self, ty: impl Into<String>) -> Choice {
        self.value_of(Target::Bytes, Some(ty.into()), None, None)
    }

    /// The type of maps, with `_` where key and value stand: `BTreeMap<_, _>`,
    /// `HashMap<_, _, MyHasher>`, or `Vec<(_, _)>` to keep the order and every pair.
    #[must_use]
    pub fn map(self, ty: impl Into<String>) -> Choice {
        self.value_of(Target::Map, Some(ty.into()), None, None)
    }

    /// The type of one logical type: `("timestamp-millis", "jiff::Timestamp")`.
    ///
    /// It has to be one that can be read and written as that logical type; `i64` and `String` can
    /// hold what is on the wire. A name that is not one of the specification's is
    /// one of your own: its type says by itself what Avro type it is.
    #[must_use]
    pub fn logical(self, name: impl Into<String>, ty: impl Into<String>) -> Choice {
        self.value_of(Target::Logical(name.into()), Some(ty.into()), None, None)
    }

    /// The type of one logical type, and the `avro_core::Convert` that says how it is written.
    #[must_use]
    pub fn logical_with(
        self,
        name: impl Into<String>,
        ty: impl Into<String>,
        convert: impl Into<String>,
    ) -> Choice {
        let target = Target::Logical(name.into());
        self.value_of(target, Some(ty.into()), Some(convert.into()), None)
    }

    /// The type of every value without parts: meant for a field, whose number or string becomes
    /// a type of your own, also inside an `Option`, a `Vec` or a map.
    #[must_use]
    pub fn value(self, ty: impl Into<String>) -> Choice {
        self.value_of(Target::Value, Some(ty.into()), None, None)
    }

    /// The type of every value without parts, and the `avro_core::Convert` that says how it
    /// is written.
    #[must_use]
    pub fn value_with(self, ty: impl Into<String>, convert: impl Into<String>) -> Choice {
        self.value_of(Target::Value, Some(ty.into()), Some(convert.into()), None)
    }

    /// No types for logical types: the number, the string or the bytes that are on the wire.
    #[must_use]
    pub fn plain(mut self) -> Choice {
        for name in LOGICAL {
            self = self.value_of(Target::Logical((*name).to_owned()), None, None, None);
        }
        self
    }

    /// Dates and times in the types of the crate `jiff`, as avro-core's feature of that name has them.
    #[must_use]
    pub fn jiff(self) -> Choice {
        self.times(
            "::jiff::Timestamp",
            "::jiff::civil::DateTime",
            "::jiff::civil::Date",
            "::jiff::civil::Time",
        )
    }

    /// Dates and times in the types of the crate `chrono`, as avro-core's feature of that name has them.
    #[must_use]
    pub fn chrono(self) -> Choice {
        self.times(
            "::chrono::DateTime<::chrono::Utc>",
            "::chrono::NaiveDateTime",
            "::chrono::NaiveDate",
            "::chrono::NaiveTime",
        )
    }

    /// Dates and times in the types of the crate `time`, as avro-core's feature of that name has them.
    #[must_use]
    pub fn time(self) -> Choice {
        self.times(
            "::time::OffsetDateTime",
            "::time::PrimitiveDateTime",
            "::time::Date",
            "::time::Time",
        )
    }

    /// Uuids as the type of the crate `uuid`.
    #[must_use]
    pub fn uuid(self) -> Choice {
        self.preset("uuid", "::uuid::Uuid", Some("uuid"))
    }

    /// Decimals as the type of the crate `rust_decimal`, where it can hold all of them: up to 28 digits.
    #[must_use]
    pub fn rust_decimal(self) -> Choice {
        self.preset("decimal", RUST_DECIMAL, None)
    }

    /// Decimals of any length, and big decimals, as the type of the crate `bigdecimal`.
    #[must_use]
    pub fn bigdecimal(self) -> Choice {
        self.preset("decimal", "::bigdecimal::BigDecimal", None)
            .preset(
                "big-decimal",
                "::bigdecimal::BigDecimal",
                Some("big-decimal"),
            )
    }

    /// One more derive on structs and enums, by its path: `"serde::Serialize"`.
    #[must_use]
    pub fn derive(mut self, path: impl Into<String>) -> Choice {
        self.derives.push(path.into());
        self
    }

    /// One more attribute on structs and enums: `"#[serde(deny_unknown_fields)]"`.
    ///
    /// The enum of a union is named by the field that it belongs to.
    #[must_use]
    pub fn type_attribute(mut self, attribute: impl Into<String>) -> Choice {
        self.type_attributes.push(attribute.into());
        self
    }

    /// One more attribute on fields, and on the variants of enums: `"#[serde(skip)]"`.
    ///
    /// A pattern for it names the field or the symbol: `example.Event.at`, `example.Event.*`.
    #[must_use]
    pub fn field_attribute(mut self, attribute: impl Into<String>) -> Choice {
        self.field_attributes.push(attribute.into());
        self
    }

    /// Who sees a type and its fields, if not everyone: `"pub(crate)"`.
    #[must_use]
    pub fn visibility(mut self, visibility: impl Into<String>) -> Choice {
        self.visibility = Some(visibility.into());
        self
    }

    /// Whether records get a borrowed twin, `OrderRef<'a>` beside `Order`, whose strings
    /// and bytes lie in what it was read from. What such a type holds gets one too,
    /// where it has anything to borrow.
    #[must_use]
    pub fn borrowed(mut self, borrowed: bool) -> Choice {
        self.borrowed = Some(borrowed);
        self
    }

    /// Whether records get a method `with_note` for each field `note` that has a default, to say
    /// another value behind `new`.
    #[must_use]
    pub fn setters(mut self, setters: bool) -> Choice {
        self.setters = Some(setters);
        self
    }

    /// Whether types have their schema as constants.
    ///
    /// Usually all have whose schema's text is no longer than 64 KiB. Each text is complete, so what
    /// many types refer to is repeated as often.
    #[must_use]
    pub fn constants(mut self, constants: bool) -> Choice {
        self.constants = Some(constants);
        self
    }

    /// The types of a crate that knows dates and times.
    fn times(mut self, instant: &str, local: &str, date: &str, time: &str) -> Choice {
        for unit in ["millis", "micros", "nanos"] {
            let own = "timestamp-micros";
            self = self.preset(&format!("timestamp-{unit}"), instant, Some(own));
            let own = "local-timestamp-micros";
            self = self.preset(&format!("local-timestamp-{unit}"), local, Some(own));
        }
        self.preset("date", date, Some("date"))
            .preset("time-millis", time, Some("time-micros"))
            .preset("time-micros", time, Some("time-micros"))
    }

    fn preset(self, name: &str, ty: &str, own: Option<&'static str>) -> Choice {
        let target = Target::Logical(name.to_owned());
        self.value_of(target, Some(ty.to_owned()), None, own)
    }

    fn value_of(
        mut self,
        target: Target,
        ty: Option<String>,
        with: Option<String>,
        own: Option<&'static str>,
    ) -> Choice {
        // The plain type on the wire is not looked at as a type of another crate.
        let plain = matches!(target, Target::Logical(_))
            && with.is_none()
            && matches!(ty.as_deref(), Some("i32" | "i64" | "String" | "Vec<u8>"));
        self.values.push(Substitute {
            target,
            ty: ty.filter(|_| !plain),
            with,
            own,
        });
        self
    }
}

const RUST_DECIMAL: &str = "::rust_decimal::Decimal";

impl Substitute {
    /// Whether the type can stand for this logical type at all.
    pub(crate) fn holds(&self, logical: Option<&LogicalType>) -> bool {
        match (logical, self.limit()) {
            (Some(LogicalType::Decimal { precision, .. }), Some(limit)) => *precision <= limit,
            _ => true,
        }
    }

    /// The digits that it can hold, if only so many.
    pub(crate) fn limit(&self) -> Option<u32> {
        (self.ty.as_deref() == Some(RUST_DECIMAL)).then_some(28)
    }
}
