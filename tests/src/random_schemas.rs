//! Schemas from a seed: everything a schema may say, with the names that are hardest for Rust.

use std::collections::BTreeSet;

/// The text of a schema, the same for a seed on every machine. Its root is a record.
#[must_use]
pub fn schema(seed: u64) -> String {
    let mut maker = Maker {
        state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5ead,
        types: Vec::new(),
        taken: BTreeSet::new(),
        open: Vec::new(),
        left: 30,
    };
    maker.record(0)
}

/// Names that are keywords, that the prelude and Java have, and that Rust's case makes alike.
const NAMES: &[&str] = &[
    "id",
    "type",
    "self",
    "Self",
    "super",
    "crate",
    "async",
    "gen",
    "dyn",
    "match",
    "fn",
    "_",
    "__",
    "_1",
    "a1",
    "A1",
    "fooBar",
    "FooBar",
    "foo_bar",
    "foo__bar",
    "FOO_BAR",
    "HTTPServer",
    "Option",
    "Vec",
    "String",
    "Box",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Default",
    "Clone",
    "Debug",
    "Send",
    "Sync",
    "From",
    "Into",
    "std",
    "core",
    "avro_core",
    "serde",
    "u8",
    "i64",
    "str",
    "bool",
    "new",
    "default",
    "schema",
    "SCHEMA",
    "value",
    "Value",
    "key",
    "Key",
    "Item",
    "Ref",
    "class",
    "public",
    "package",
    "import",
    "yield",
    "union",
    "Encode",
    "Decode",
    "AvroSchema",
    "T",
    "a",
    "A",
];

const NAMESPACES: &[&str] = &[
    "",
    "a",
    "a.b",
    "com.example",
    "com.example.type",
    "std",
    "a.B",
    "self.crate",
];

const LOGICAL: &[&str] = &[
    r#"{"type":"int","logicalType":"date"}"#,
    r#"{"type":"int","logicalType":"time-millis"}"#,
    r#"{"type":"long","logicalType":"time-micros"}"#,
    r#"{"type":"long","logicalType":"timestamp-millis"}"#,
    r#"{"type":"long","logicalType":"timestamp-nanos"}"#,
    r#"{"type":"long","logicalType":"local-timestamp-micros"}"#,
    r#"{"type":"string","logicalType":"uuid"}"#,
    r#"{"type":"bytes","logicalType":"decimal","precision":12,"scale":3}"#,
    r#"{"type":"bytes","logicalType":"decimal","precision":60}"#,
    r#"{"type":"bytes","logicalType":"big-decimal"}"#,
    r#"{"type":"string","logicalType":"no-such"}"#,
    r#"{"type":"long","unit":"mm","x-y":[1,{"a":null}]}"#,
];

/// The primitive types, with a default of each.
const PRIMITIVES: &[(&str, &str)] = &[
    ("\"null\"", "null"),
    ("\"boolean\"", "true"),
    ("\"int\"", "-7"),
    ("\"long\"", "9007199254740993"),
    ("\"float\"", "0.5"),
    ("\"double\"", "-1e300"),
    ("\"bytes\"", "\"\\u0000\\u00ff\""),
    ("\"string\"", "\"a \\\"b\\\" \\\\ */ \\u202e {}\""),
];

const DOCS: &[&str] = &[
    "A doc.",
    "Two\\nlines.",
    " */ \\\"x\\\" ```rust\\npanic!()\\n```",
    "\\t#![x]",
    "[`Link`] <b>",
];

struct Maker {
    state: u64,
    /// Full names of types that may be used anywhere.
    types: Vec<String>,
    taken: BTreeSet<String>,
    /// Records that are being defined: a value of theirs has to be left out at times.
    open: Vec<String>,
    /// How many more types are defined.
    left: usize,
}

/// A type in JSON, what it is among the branches of a union, and a default.
struct Made {
    text: String,
    kind: String,
    default: Option<String>,
}

impl Maker {
    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).unwrap_or(1)).unwrap_or(0)
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// A full name that nothing has yet.
    fn name(&mut self) -> String {
        loop {
            let (namespace, mut name) = (self.pick(NAMESPACES), self.pick(NAMES).to_owned());
            if self.chance(30) {
                name.push_str(&self.below(100).to_string());
            }
            let full = match namespace {
                "" => name,
                namespace => format!("{namespace}.{name}"),
            };
            if self.taken.insert(full.clone()) {
                return full;
            }
        }
    }

    /// What a definition begins with.
    fn head(&mut self, word: &str, full: &str) -> String {
        let (namespace, simple) = full.rsplit_once('.').unwrap_or(("", full));
        let mut head = format!(r#"{{"type":"{word}","name":"{simple}","namespace":"{namespace}""#);
        if self.chance(25) {
            head += &format!(r#","doc":"{}""#, self.pick(DOCS));
        }
        if self.chance(15) {
            head += &format!(
                r#","aliases":["{}","x.{}"]"#,
                self.pick(NAMES),
                self.pick(NAMES)
            );
        }
        if self.chance(10) {
            head += r#","owner":{"name":"x","of":[1.5,true]}"#;
        }
        head
    }

    fn record(&mut self, depth: usize) -> String {
        let full = self.name();
        let word = if self.chance(10) { "error" } else { "record" };
        let head = self.head(word, &full);
        self.open.push(full.clone());
        let mut names = BTreeSet::new();
        let mut fields = Vec::new();
        for _ in 0..self.below(8) {
            let name = self.pick(NAMES);
            if !names.insert(name) {
                continue;
            }
            let made = self.ty(depth + 1);
            let mut field = format!(r#"{{"name":"{name}","type":{}"#, made.text);
            if let Some(default) = made.default.filter(|_| self.chance(50)) {
                field += &format!(r#","default":{default}"#);
            }
            if self.chance(15) {
                field += &format!(r#","doc":"{}""#, self.pick(DOCS));
            }
            if self.chance(10) {
                field += &format!(r#","aliases":["former_{}"]"#, fields.len());
            }
            if self.chance(10) {
                field += r#","order":"descending""#;
            }
            if self.chance(5) {
                field += r#","x.y-z":"w""#;
            }
            fields.push(field + "}");
        }
        self.open.pop();
        self.types.push(full);
        format!(r#"{head},"fields":[{}]}}"#, fields.join(","))
    }

    fn enumeration(&mut self) -> String {
        let full = self.name();
        let mut out = self.head("enum", &full);
        let mut symbols: Vec<&str> = Vec::new();
        for _ in 0..=self.below(5) {
            let symbol = self.pick(NAMES);
            if !symbols.contains(&symbol) {
                symbols.push(symbol);
            }
        }
        out += &format!(r#","symbols":["{}"]"#, symbols.join("\",\""));
        if self.chance(40) {
            out += &format!(r#","default":"{}""#, self.pick(&symbols));
        }
        self.types.push(full);
        out + "}"
    }

    fn fixed(&mut self) -> String {
        let full = self.name();
        let (size, logical) = match self.below(4) {
            0 => (12, r#","logicalType":"duration""#),
            1 => (16, r#","logicalType":"uuid""#),
            2 => (8, r#","logicalType":"decimal","precision":10,"scale":2"#),
            _ => (self.below(40), ""),
        };
        let head = self.head("fixed", &full);
        self.types.push(full);
        format!(r#"{head},"size":{size}{logical}}}"#)
    }

    fn ty(&mut self, depth: usize) -> Made {
        match self.below(if depth > 4 { 8 } else { 16 }) {
            0..=4 => {
                let (text, default) = self.pick(PRIMITIVES);
                Made {
                    text: text.to_owned(),
                    kind: text.to_owned(),
                    default: Some(default.to_owned()),
                }
            }
            5 | 6 => {
                let text = self.pick(LOGICAL).to_owned();
                let kind = ["\"int\"", "\"long\"", "\"string\"", "\"bytes\""];
                let kind = kind
                    .iter()
                    .find(|kind| text.contains(**kind))
                    .unwrap_or(&"");
                Made {
                    kind: (*kind).to_owned(),
                    text,
                    default: None,
                }
            }
            7 | 8 if !self.types.is_empty() => {
                let at = self.below(self.types.len());
                let full = self.types[at].clone();
                self.used(full)
            }
            9 => self.around("array", "items", depth, "[]"),
            10 => self.around("map", "values", depth, "{}"),
            11 | 12 => self.union(depth),
            number if self.left > 0 => {
                self.left -= 1;
                let text = match number {
                    13 => self.enumeration(),
                    14 => self.fixed(),
                    _ => self.record(depth),
                };
                let full = self.types.last().cloned().unwrap_or_default();
                Made {
                    text,
                    kind: full,
                    default: None,
                }
            }
            _ => Made {
                text: "\"string\"".to_owned(),
                kind: "\"string\"".to_owned(),
                default: Some("\"\"".to_owned()),
            },
        }
    }

    /// A type by its full name, which a dot in front keeps from being looked for in a namespace.
    fn used(&mut self, full: String) -> Made {
        let dot = if full.contains('.') { "" } else { "." };
        Made {
            text: format!(r#""{dot}{full}""#),
            kind: full,
            default: None,
        }
    }

    /// An array or a map, of which a record may hold itself.
    fn around(&mut self, word: &str, of: &str, depth: usize, default: &str) -> Made {
        let inner = match self.open.last().cloned() {
            Some(full) if self.chance(15) => self.used(full),
            _ => self.ty(depth + 1),
        };
        let attributes = if self.chance(10) {
            r#","unit":"x""#
        } else {
            ""
        };
        Made {
            text: format!(r#"{{"type":"{word}","{of}":{}{attributes}}}"#, inner.text),
            kind: word.to_owned(),
            default: Some(default.to_owned()),
        }
    }

    fn union(&mut self, depth: usize) -> Made {
        let mut branches: Vec<Made> = Vec::new();
        for _ in 0..=self.below(4) {
            let known = self.types.len();
            let branch = match self.open.last().cloned() {
                // Beside null, so that it may end.
                Some(full) if self.chance(15) => self.used(full),
                _ => self.ty(depth + 1),
            };
            if branch.kind != "union" && branches.iter().all(|other| other.kind != branch.kind) {
                branches.push(branch);
            } else {
                // What it defines is not there.
                self.types.truncate(known);
            }
        }
        let has_null = |branch: &Made| branch.kind == "\"null\"";
        let ends = |branch: &Made| branch.kind.starts_with('"');
        if !branches.iter().any(ends) {
            let null = Made {
                text: "\"null\"".to_owned(),
                kind: "\"null\"".to_owned(),
                default: Some("null".to_owned()),
            };
            let at = self.below(branches.len() + 1);
            branches.insert(at, null);
        } else if let Some(at) = branches.iter().position(has_null)
            && self.chance(60)
        {
            branches.swap(0, at);
        }
        let default = branches.first().and_then(|first| first.default.clone());
        let texts: Vec<&str> = branches.iter().map(|branch| branch.text.as_str()).collect();
        Made {
            text: format!("[{}]", texts.join(",")),
            kind: "union".to_owned(),
            default,
        }
    }
}
