//! Defaults: whether a JSON value fits a type, and when two are the same value.
//!
//! A default is the JSON encoding of a value, but for unions, whose branch is
//! not named: the first branch that fits is meant. Bytes and fixed are strings
//! of code points up to 255. A record's default may leave out fields that have
//! defaults themselves.
//!
//! See "Schema Record" in the specification, with its table of default values.

mod endless;

use std::collections::HashMap;

use crate::error::{DefaultFault, clip};
use crate::json::{Json, same_members};
use crate::schema::{Arena, NodeId, Record, Type};

/// Judges defaults against the types of one arena.
pub(crate) struct Checker<'a> {
    arena: &'a Arena,
    /// Objects already held against a type, so that unions of records do not
    /// ask again at every level.
    judged: HashMap<(*const Json, NodeId), bool>,
    /// How many more comparisons are made before the text is taken for an attack.
    steps: usize,
}

/// Far more than a schema that people wrote needs; well below a second.
const STEPS: usize = 1_000_000;
/// And so many more for each default, so that many small ones never add up.
const STEPS_EACH: usize = 64;

impl<'a> Checker<'a> {
    pub(crate) fn new(arena: &'a Arena) -> Checker<'a> {
        Checker {
            arena,
            judged: HashMap::new(),
            steps: STEPS,
        }
    }

    /// Whether `json` is a value of the type `id`, and if not, why.
    pub(crate) fn check(&mut self, json: &Json, id: NodeId) -> Result<(), DefaultFault> {
        self.judged.clear();
        self.steps = self.steps.saturating_add(STEPS_EACH);
        if self.fits(json, id) {
            return Ok(());
        }
        if self.steps == 0 {
            return Err(DefaultFault::costly());
        }
        Err(self.explain(json, id))
    }

    fn step(&mut self, cost: usize) -> bool {
        self.steps = self.steps.saturating_sub(cost);
        self.steps > 0
    }

    pub(crate) fn fits(&mut self, json: &Json, id: NodeId) -> bool {
        if !self.step(1) {
            return false;
        }
        let arena = self.arena;
        match (&arena.node(id).ty, json) {
            (Type::Null, Json::Null) | (Type::Boolean, Json::Bool(_)) => true,
            (Type::Int, Json::Number(n)) => n.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
            (Type::Long, Json::Number(n)) => n.as_i64().is_some(),
            (Type::Float, Json::Number(n)) => n.as_f32().is_finite(),
            (Type::Double, Json::Number(n)) => n.as_f64().is_finite(),
            (Type::String, Json::String(_)) => true,
            (Type::Bytes, Json::String(text)) => bytes_in(text).is_some(),
            (Type::Fixed(fixed), Json::String(text)) => bytes_in(text) == Some(fixed.size),
            (Type::Enum(en), Json::String(symbol)) => en.symbol_index(symbol).is_some(),
            (Type::Array(items), Json::Array(values)) => {
                values.iter().all(|value| self.fits(value, *items))
            }
            (Type::Map(values), Json::Object(members)) => {
                members.iter().all(|(_, value)| self.fits(value, *values))
            }
            (Type::Union(_), _) => self.branch(json, id).is_some(),
            (Type::Record(record), Json::Object(members)) => {
                let key = (std::ptr::from_ref(json), id);
                if let Some(&known) = self.judged.get(&key) {
                    return known;
                }
                let fits = self.fits_record(record, members);
                self.judged.insert(key, fits);
                fits
            }
            _ => false,
        }
    }

    /// Members that name no field are let be, as everybody does.
    fn fits_record(&mut self, record: &Record, members: &[(Box<str>, Json)]) -> bool {
        if !self.step(record.fields.len()) {
            return false;
        }
        let mut given = vec![false; record.fields.len()];
        for (name, value) in members {
            let Some((at, field)) = record.field(name) else {
                continue;
            };
            if !self.fits(value, field.ty) {
                return false;
            }
            if let Some(given) = given.get_mut(at) {
                *given = true;
            }
        }
        record
            .fields
            .iter()
            .zip(given)
            .all(|(field, given)| given || field.default.is_some())
    }

    /// "Default values for union fields correspond to the first schema that
    /// matches in the union."
    fn branch(&mut self, json: &Json, id: NodeId) -> Option<NodeId> {
        let arena = self.arena;
        match &arena.node(id).ty {
            Type::Union(branches) => branches
                .iter()
                .copied()
                .find(|&branch| self.fits(json, branch)),
            _ => Some(id),
        }
    }

    /// The innermost reason why `json` does not fit.
    fn explain(&mut self, json: &Json, id: NodeId) -> DefaultFault {
        let arena = self.arena;
        let inside = |step: String, inner: DefaultFault| {
            let rest = inner.at.trim_end_matches(": ");
            let joined = if rest.is_empty() || rest.starts_with('[') {
                format!("{step}{rest}: ")
            } else {
                format!("{step}.{rest}: ")
            };
            // Only the outer steps of a very deep default are worth showing.
            DefaultFault {
                at: if joined.len() > 200 { inner.at } else { joined },
                ..inner
            }
        };
        let ty = &arena.node(id).ty;
        let message = match (ty, json) {
            (Type::Array(items), Json::Array(values)) => {
                match values
                    .iter()
                    .enumerate()
                    .find(|(_, value)| !self.fits(value, *items))
                {
                    Some((at, value)) => {
                        return inside(format!("[{at}]"), self.explain(value, *items));
                    }
                    None => String::new(),
                }
            }
            (Type::Map(values), Json::Object(members)) => {
                match members.iter().find(|(_, value)| !self.fits(value, *values)) {
                    Some((key, value)) => {
                        return inside(
                            format!("[\"{}\"]", clip(key)),
                            self.explain(value, *values),
                        );
                    }
                    None => String::new(),
                }
            }
            (Type::Record(record), Json::Object(members)) => {
                for (name, value) in members {
                    if let Some((_, field)) = record.field(name)
                        && !self.fits(value, field.ty)
                    {
                        return inside(clip(name), self.explain(value, field.ty));
                    }
                }
                let given: std::collections::HashSet<&str> =
                    members.iter().map(|(name, _)| &**name).collect();
                let missing = record
                    .fields
                    .iter()
                    .find(|field| field.default.is_none() && !given.contains(field.name()));
                match missing {
                    Some(field) => format!(
                        "field `{}` is missing, and has no default",
                        clip(&field.name)
                    ),
                    None => String::new(),
                }
            }
            (Type::Union(branches), _) => {
                let names: Vec<_> = branches
                    .iter()
                    .take(8)
                    .map(|&branch| {
                        let ty = &arena.node(branch).ty;
                        ty.name()
                            .map_or_else(|| ty.kind().to_owned(), |name| clip(name.full()))
                    })
                    .collect();
                let more = if branches.len() > names.len() {
                    ", …"
                } else {
                    ""
                };
                let tagged = match json {
                    Json::Object(members) if members.len() == 1 => {
                        "; a default is written without the branch's name around it"
                    }
                    _ => "",
                };
                format!(
                    "{} is none of union {{ {}{more} }}{tagged}",
                    show(json),
                    names.join(", ")
                )
            }
            (Type::Int | Type::Long, Json::Number(number)) if number.as_i64().is_none() => {
                format!("{} is not an integer that fits {}", show(json), ty.kind())
            }
            (Type::Int, Json::Number(_)) => format!("{} is out of range for int", show(json)),
            (Type::Float | Type::Double, Json::Number(_)) => {
                format!("{} is out of range for {}", show(json), ty.kind())
            }
            // So Java writes what its IDL has, and refuses it where it is read.
            (Type::Float | Type::Double, Json::String(text))
                if matches!(&**text, "NaN" | "Infinity" | "-Infinity") =>
            {
                format!("JSON has no number that is {text}, so it is no default")
            }
            (Type::Fixed(fixed), Json::String(text)) => match bytes_in(text) {
                Some(bytes) => format!("{bytes} bytes for a fixed of {}", fixed.size),
                None => "a character above U+00FF, which is no byte".to_owned(),
            },
            (Type::Bytes, Json::String(_)) => {
                "a character above U+00FF, which is no byte".to_owned()
            }
            (Type::Enum(en), Json::String(symbol)) => {
                format!(
                    "`{}` is not a symbol of {}",
                    clip(symbol),
                    clip(en.name.full())
                )
            }
            _ => format!("{} where {} should stand", json.what(), expected(ty)),
        };
        DefaultFault {
            at: String::new(),
            message,
        }
    }
}

/// The JSON type of a default, by the specification's table.
fn expected(ty: &Type) -> &'static str {
    match ty {
        Type::Null => "null",
        Type::Boolean => "a boolean",
        Type::Int | Type::Long => "an integer",
        Type::Float | Type::Double => "a number",
        Type::Bytes | Type::Fixed(_) => "a string of bytes",
        Type::String => "a string",
        Type::Record(_) => "an object of fields",
        Type::Enum(_) => "a symbol",
        Type::Array(_) => "an array",
        Type::Map(_) => "an object",
        Type::Union(_) => "a branch's value",
    }
}

fn show(json: &Json) -> String {
    match json {
        Json::Number(number) => clip(number.as_str()),
        other => other.what().to_owned(),
    }
}

/// How many bytes a string stands for, if all its code points are bytes.
fn bytes_in(text: &str) -> Option<usize> {
    text.chars()
        .all(|c| u32::from(c) <= 0xff)
        .then(|| text.chars().count())
}

impl Checker<'_> {
    /// Whether two defaults are the same value of the type `id`: by the type where they
    /// fit it, as JSON where they do not.
    pub(crate) fn same(&mut self, id: NodeId, a: &Json, b: &Json) -> bool {
        same_value(self, id, a, b)
    }
}

fn same_value(checker: &mut Checker<'_>, id: NodeId, a: &Json, b: &Json) -> bool {
    let arena = checker.arena;
    match (&arena.node(id).ty, a, b) {
        // 0.0 and -0.0 are different values, 0.1 and 0.10000000149011612 one single.
        (Type::Float, Json::Number(a), Json::Number(b)) => {
            a.as_f32().to_bits() == b.as_f32().to_bits()
        }
        (Type::Double, Json::Number(a), Json::Number(b)) => {
            a.as_f64().to_bits() == b.as_f64().to_bits()
        }
        (Type::Array(items), Json::Array(a), Json::Array(b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|(a, b)| same_value(checker, *items, a, b))
        }
        (Type::Map(values), Json::Object(a), Json::Object(b)) => {
            same_members(a, b, |_, a, b| same_value(checker, *values, a, b))
        }
        (Type::Record(record), Json::Object(a), Json::Object(b)) => {
            same_members(a, b, |name, a, b| match record.field(name) {
                Some((_, field)) => same_value(checker, field.ty, a, b),
                None => a == b,
            })
        }
        (Type::Union(_), _, _) => match (checker.branch(a, id), checker.branch(b, id)) {
            (Some(x), Some(y)) => x == y && same_value(checker, x, a, b),
            _ => a == b,
        },
        _ => a == b,
    }
}

#[cfg(test)]
mod tests {
    use crate::Schema;

    fn with(ty: &str, default: &str) -> Result<Schema, crate::SchemaError> {
        Schema::parse(&format!(
            r#"{{"type":"record","name":"R","fields":[{{"name":"f","type":{ty},"default":{default}}}]}}"#
        ))
    }

    const E: &str = r#"{"type":"enum","name":"E","symbols":["A","B"]}"#;
    const X: &str = r#"{"type":"fixed","name":"X","size":2}"#;
    const S: &str = r#"{"type":"record","name":"S","fields":[
        {"name":"i","type":"int"},{"name":"j","type":"long","default":1}]}"#;

    #[test]
    fn a_default_has_the_json_type_of_the_table() {
        let cases: &[(&str, &str)] = &[
            ("\"null\"", "null"),
            ("\"boolean\"", "true"),
            ("\"int\"", "-2147483648"),
            ("\"long\"", "9223372036854775807"),
            ("\"float\"", "3.4028235e38"),
            ("\"double\"", "1"),
            ("\"bytes\"", r#""\u0000\u00ff""#),
            ("\"string\"", r#""é名""#),
            (E, "\"B\""),
            (X, r#""ÿ\u0001""#),
            (S, r#"{"i":1}"#),
            (S, r#"{"i":1,"j":2}"#),
            (r#"{"type":"array","items":"int"}"#, "[1,2]"),
            (r#"{"type":"map","values":"int"}"#, r#"{"a":1}"#),
            (r#"["null","int"]"#, "null"),
            (r#"["null","int"]"#, "5"),
        ];
        for (ty, default) in cases {
            assert!(with(ty, default).is_ok(), "{default} for {ty}");
        }
    }

    #[test]
    fn a_default_that_does_not_fit_says_why() {
        let cases: &[(&str, &str, &str)] = &[
            ("\"int\"", "\"1\"", "a string where an integer should stand"),
            (
                "\"int\"",
                "2147483648",
                "2147483648 is out of range for int",
            ),
            ("\"long\"", "1.5", "1.5 is not an integer that fits long"),
            ("\"float\"", "1e39", "1e39 is out of range for float"),
            (
                "\"double\"",
                "\"NaN\"",
                "JSON has no number that is NaN, so it is no default",
            ),
            (
                "\"bytes\"",
                "\"Ā\"",
                "a character above U+00FF, which is no byte",
            ),
            (E, "\"C\"", "`C` is not a symbol of E"),
            (X, "\"abc\"", "3 bytes for a fixed of 2"),
            (S, "{}", "field `i` is missing, and has no default"),
            (
                S,
                r#"{"i":"x"}"#,
                "i: a string where an integer should stand",
            ),
            (
                r#"{"type":"array","items":{"type":"map","values":"int"}}"#,
                r#"[{}, {"a": null}]"#,
                "[1][\"a\"]: null where an integer should stand",
            ),
            (
                r#"["int","string"]"#,
                "null",
                "null is none of union { int, string }",
            ),
            (
                r#"["null","int"]"#,
                r#"{"int":3}"#,
                "an object is none of union { null, int }; a default is written without the branch's name around it",
            ),
        ];
        for (ty, default, message) in cases {
            let error = with(ty, default).unwrap_err();
            assert_eq!(
                error.kind().to_string(),
                format!("the default does not fit: {message}")
            );
            assert_eq!(error.path(), "R.f");
        }
    }

    #[test]
    fn defaults_are_equal_as_values_of_their_type() {
        let same = [
            ("\"double\"", "1", "1.0"),
            ("\"float\"", "0.1", "0.10000000149011612"),
            ("\"int\"", "10", "1e1"),
            (r#"["null","double"]"#, "100", "1e2"),
            (
                r#"{"type":"map","values":"double"}"#,
                r#"{"a":1,"b":2}"#,
                r#"{"b":2.0,"a":1.0}"#,
            ),
        ];
        for (ty, a, b) in same {
            assert_eq!(with(ty, a).unwrap(), with(ty, b).unwrap(), "{ty}");
        }
        for (ty, a, b) in [
            ("\"double\"", "0.0", "-0.0"),
            ("\"double\"", "0.1", "0.10000000149011612"),
        ] {
            assert_ne!(with(ty, a).unwrap(), with(ty, b).unwrap(), "{ty}");
        }
    }

    #[test]
    fn unions_of_records_are_not_asked_again_at_every_level() {
        // Each of 16 branches would ask the 16 branches below it, 40 levels deep.
        let branches: Vec<_> = (0..16)
            .map(|n| {
                format!(r#"{{"type":"record","name":"R{n}","fields":[{{"name":"f","type":"R"}}]}}"#)
            })
            .collect();
        let text = format!(
            r#"{{"type":"record","name":"R","fields":[{{"name":"u","type":["null",{}],"default":{}1{}}}]}}"#,
            branches.join(","),
            r#"{"f":{"u":"#.repeat(40),
            "}}".repeat(40),
        );
        assert!(Schema::parse(&text).is_err());
    }
}
