//! How Rust's names become Avro's: the rules of `#[avro(rename_all = "…")]`.
//!
//! The derive spells names by them, and the generator writes the attribute where that gives
//! back the names of a schema. Words are found as `heck` finds them: `HTTPServer` is
//! `http_server`.

use heck::{ToLowerCamelCase, ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// A rule by which all fields of a record, or all symbols of an enum, are spelt.
///
/// # Example
///
/// ```
/// use avro_model::RenameRule;
///
/// assert_eq!(RenameRule::Camel.word(), "camelCase");
/// assert_eq!(RenameRule::Camel.apply("unit_price"), "unitPrice");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RenameRule {
    /// `camelCase`.
    Camel,
    /// `snake_case`.
    Snake,
    /// `PascalCase`.
    Pascal,
    /// `SCREAMING_SNAKE_CASE`.
    ScreamingSnake,
    /// `lowercase`: each letter by itself.
    Lower,
    /// `UPPERCASE`: each letter by itself.
    Upper,
}

impl RenameRule {
    /// All rules.
    pub const ALL: [RenameRule; 6] = [
        RenameRule::Camel,
        RenameRule::Snake,
        RenameRule::Pascal,
        RenameRule::ScreamingSnake,
        RenameRule::Lower,
        RenameRule::Upper,
    ];

    /// The word in the attribute, which is spelt by its own rule.
    pub fn word(self) -> &'static str {
        match self {
            RenameRule::Camel => "camelCase",
            RenameRule::Snake => "snake_case",
            RenameRule::Pascal => "PascalCase",
            RenameRule::ScreamingSnake => "SCREAMING_SNAKE_CASE",
            RenameRule::Lower => "lowercase",
            RenameRule::Upper => "UPPERCASE",
        }
    }

    /// `name` spelt by this rule; an identifier is given without `r#`.
    pub fn apply(self, name: &str) -> String {
        match self {
            RenameRule::Camel => name.to_lower_camel_case(),
            RenameRule::Snake => name.to_snake_case(),
            RenameRule::Pascal => name.to_upper_camel_case(),
            RenameRule::ScreamingSnake => name.to_shouty_snake_case(),
            RenameRule::Lower => name.to_lowercase(),
            RenameRule::Upper => name.to_uppercase(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelt_as_the_word_says() {
        // In the order of `ALL`.
        let cases = [
            (
                "unit_price",
                [
                    "unitPrice",
                    "unit_price",
                    "UnitPrice",
                    "UNIT_PRICE",
                    "unit_price",
                    "UNIT_PRICE",
                ],
            ),
            (
                "InTransit",
                [
                    "inTransit",
                    "in_transit",
                    "InTransit",
                    "IN_TRANSIT",
                    "intransit",
                    "INTRANSIT",
                ],
            ),
            (
                "HTTPServer",
                [
                    "httpServer",
                    "http_server",
                    "HttpServer",
                    "HTTP_SERVER",
                    "httpserver",
                    "HTTPSERVER",
                ],
            ),
            (
                "line_2",
                ["line2", "line_2", "Line2", "LINE_2", "line_2", "LINE_2"],
            ),
            ("self_", ["self", "self", "Self", "SELF", "self_", "SELF_"]),
        ];
        for (name, expected) in cases {
            assert_eq!(
                RenameRule::ALL.map(|rule| rule.apply(name)),
                expected,
                "{name}"
            );
        }
    }
}
