//! Values as plain trees: random ones, their bytes, and what a default stands for.
//!
//! Nothing here asks the crates under test. Bytes come in all the layouts that the
//! specification has for arrays and maps, so that whoever skips them meets each.

use serde_json::Value as Json;

use crate::random::Random;
use crate::schema::{Field, Kind, Logical, Plain, Schema, Type, height};

/// A value.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the specification's own words")]
pub enum Tree {
    Null,
    Boolean(bool),
    Int(i32),
    Long(i64),
    Float(f32),
    Double(f64),
    Bytes(Vec<u8>),
    String(String),
    Fixed(Vec<u8>),
    /// A symbol.
    Enum(String),
    Array(Vec<Tree>),
    Map(Vec<(String, Tree)>),
    /// A branch's position, and its value.
    Union(usize, Box<Tree>),
    /// The fields of the schema, in its order.
    Record(Vec<(String, Tree)>),
}

impl Tree {
    /// Whether no union in it has another branch than its first.
    pub fn is_of_first_branches(&self) -> bool {
        match self {
            Tree::Union(at, value) => *at == 0 && value.is_of_first_branches(),
            Tree::Array(items) => items.iter().all(Tree::is_of_first_branches),
            Tree::Map(entries) | Tree::Record(entries) => entries
                .iter()
                .all(|(_, value)| value.is_of_first_branches()),
            _ => true,
        }
    }

    /// The same value with the entries of maps in the order of their keys.
    pub fn sorted(self) -> Tree {
        let both = |(name, value): (String, Tree)| (name, value.sorted());
        match self {
            Tree::Array(items) => Tree::Array(items.into_iter().map(Tree::sorted).collect()),
            Tree::Union(at, value) => Tree::Union(at, Box::new(value.sorted())),
            Tree::Record(fields) => Tree::Record(fields.into_iter().map(both).collect()),
            Tree::Map(entries) => {
                let mut entries: Vec<_> = entries.into_iter().map(both).collect();
                entries.sort_by(|a, b| a.0.cmp(&b.0));
                Tree::Map(entries)
            }
            other => other,
        }
    }
}

/// A random value of a type, which has values.
pub fn random(schema: &Schema, ty: &Type, random: &mut Random) -> Tree {
    let heights = schema.heights();
    Maker {
        schema,
        heights: &heights,
        random,
        left: 400,
    }
    .value(ty, 0)
}

struct Maker<'a> {
    schema: &'a Schema,
    heights: &'a [Option<usize>],
    random: &'a mut Random,
    /// How many more values there may be before all that is still to come stays small.
    left: usize,
}

/// Records within each other after which values end as soon as they can.
const DEEP: usize = 6;

impl Maker<'_> {
    fn value(&mut self, ty: &Type, depth: usize) -> Tree {
        self.left = self.left.saturating_sub(1);
        let small = depth > DEEP || self.left == 0;
        match ty {
            Type::Plain(plain, logical) => self.plain(*plain, *logical),
            Type::Array(items) => {
                let count = self.count(small);
                Tree::Array((0..count).map(|_| self.value(items, depth + 1)).collect())
            }
            Type::Map(values) => {
                let mut entries: Vec<(String, Tree)> = Vec::new();
                for _ in 0..self.count(small) {
                    let key = self.text();
                    if entries.iter().all(|(known, _)| *known != key) {
                        let value = self.value(values, depth + 1);
                        entries.push((key, value));
                    }
                }
                Tree::Map(entries)
            }
            Type::Union(branches) => {
                let mut at = self.random.below(branches.len());
                let tall = |at: usize| height(&branches[at], self.heights).unwrap_or(usize::MAX);
                if small || tall(at) == usize::MAX {
                    at = (0..branches.len()).min_by_key(|at| tall(*at)).unwrap_or(0);
                }
                Tree::Union(at, Box::new(self.value(&branches[at], depth)))
            }
            Type::Named(number) => match &self.schema.types[*number].kind {
                Kind::Record(fields) => Tree::Record(
                    fields
                        .iter()
                        .map(|field| (field.name.clone(), self.value(&field.ty, depth + 1)))
                        .collect(),
                ),
                Kind::Enum(symbols, _) => Tree::Enum(self.random.pick(symbols).clone()),
                Kind::Fixed(size, logical) => Tree::Fixed(match logical {
                    Some(Logical::Decimal(precision, _)) => {
                        let number = self.unscaled(*precision);
                        let mut bytes = vec![if number < 0 { 0xff } else { 0 }; *size];
                        let digits = number.to_be_bytes();
                        let tail = (*size).min(digits.len());
                        bytes[size - tail..].copy_from_slice(&digits[digits.len() - tail..]);
                        bytes
                    }
                    _ => (0..*size).map(|_| self.random.next() as u8).collect(),
                }),
            },
        }
    }

    fn count(&mut self, small: bool) -> usize {
        match small {
            true => 0,
            false => self.random.below(4),
        }
    }

    fn plain(&mut self, plain: Plain, logical: Option<Logical>) -> Tree {
        match (plain, logical) {
            (Plain::Null, _) => Tree::Null,
            (Plain::Boolean, _) => Tree::Boolean(self.random.chance(50)),
            (Plain::Int, Some(Logical::Of("time-millis"))) => {
                Tree::Int(self.random.below(86_400_000) as i32)
            }
            (Plain::Int, Some(_)) => Tree::Int(self.random.below(40_000) as i32 - 20_000),
            (Plain::Int, None) => Tree::Int(self.number() as i32),
            (Plain::Long, Some(Logical::Of("time-micros"))) => {
                Tree::Long(self.random.below(86_400_000_000) as i64)
            }
            (Plain::Long, Some(_)) => Tree::Long(self.random.below(4_000_000_000_000) as i64 - 2),
            (Plain::Long, None) => Tree::Long(self.number()),
            (Plain::Float, _) => Tree::Float(self.float() as f32),
            (Plain::Double, _) => Tree::Double(self.float()),
            (Plain::Bytes, Some(Logical::Decimal(precision, _))) => {
                Tree::Bytes(shortest(self.unscaled(precision).into()))
            }
            (Plain::Bytes, _) => match self.random.chance(70) {
                true => Tree::Bytes(self.text().into_bytes()),
                false => {
                    let count = self.random.below(5);
                    Tree::Bytes((0..count).map(|_| self.random.next() as u8).collect())
                }
            },
            (Plain::String, Some(_)) => {
                let hex = format!("{:016x}{:016x}", self.random.next(), self.random.next());
                let parts = [
                    &hex[..8],
                    &hex[8..12],
                    &hex[12..16],
                    &hex[16..20],
                    &hex[20..],
                ];
                Tree::String(parts.join("-"))
            }
            (Plain::String, None) => Tree::String(self.text()),
        }
    }

    /// Small and large ones, of every length of a varint.
    fn number(&mut self) -> i64 {
        let bits = self.random.below(64);
        let number = (self.random.next() >> bits) as i64;
        if self.random.chance(50) {
            number
        } else {
            !number
        }
    }

    fn unscaled(&mut self, precision: u32) -> i64 {
        let digits = 1 + self.random.below(precision.min(18) as usize) as u32;
        let number = self.random.below(10_usize.pow(digits)) as i64;
        if self.random.chance(50) {
            number
        } else {
            -number
        }
    }

    fn float(&mut self) -> f64 {
        match self.random.below(10) {
            0 => -0.0,
            1 => f64::INFINITY,
            2 => 1e-300,
            3 => f64::from(f32::MAX),
            4 => 0.1,
            _ => self.number() as f64 / 8.0,
        }
    }

    fn text(&mut self) -> String {
        const WORDS: [&str; 8] = [
            "",
            "a",
            "Ada",
            "é",
            "名前",
            "🦀",
            "null",
            "a longer text, and more of it",
        ];
        let mut text = (*self.random.pick(&WORDS)).to_owned();
        if self.random.chance(60) {
            text += &self.random.below(1000).to_string();
        }
        text
    }
}

/// The fewest bytes of two's complement, the highest first.
fn shortest(number: i128) -> Vec<u8> {
    let mut bytes = &number.to_be_bytes()[..];
    while let [first, rest @ ..] = bytes
        && let Some(next) = rest.first()
        && *first == (if next & 0x80 == 0 { 0 } else { 0xff })
    {
        bytes = rest;
    }
    bytes.to_vec()
}

/// The bytes of a value. With `layout`, arrays and maps are cut into blocks at random,
/// of which some say how many bytes they have; without, they are one block.
pub fn encode(schema: &Schema, ty: &Type, tree: &Tree, layout: &mut Option<Random>) -> Vec<u8> {
    let mut out = Vec::new();
    put(schema, ty, tree, layout, &mut out);
    out
}

fn put(schema: &Schema, ty: &Type, tree: &Tree, layout: &mut Option<Random>, out: &mut Vec<u8>) {
    match (ty, tree) {
        (_, Tree::Null) => {}
        (_, Tree::Boolean(value)) => out.push(u8::from(*value)),
        (_, Tree::Int(value)) => long(i64::from(*value), out),
        (_, Tree::Long(value)) => long(*value, out),
        (_, Tree::Float(value)) => out.extend(value.to_le_bytes()),
        (_, Tree::Double(value)) => out.extend(value.to_le_bytes()),
        (_, Tree::Bytes(bytes)) => {
            long(bytes.len() as i64, out);
            out.extend(bytes);
        }
        (_, Tree::String(text)) => {
            long(text.len() as i64, out);
            out.extend(text.as_bytes());
        }
        (_, Tree::Fixed(bytes)) => out.extend(bytes),
        (Type::Array(inner), Tree::Array(items)) => {
            blocks(items.len(), layout, out, |at, layout, out| {
                put(schema, inner, &items[at], layout, out);
            });
        }
        (Type::Map(inner), Tree::Map(entries)) => {
            blocks(entries.len(), layout, out, |at, layout, out| {
                let (key, value) = &entries[at];
                long(key.len() as i64, out);
                out.extend(key.as_bytes());
                put(schema, inner, value, layout, out);
            });
        }
        (Type::Union(branches), Tree::Union(at, value)) => {
            long(*at as i64, out);
            put(schema, &branches[*at], value, layout, out);
        }
        (Type::Named(number), tree) => match (&schema.types[*number].kind, tree) {
            (Kind::Enum(symbols, _), Tree::Enum(symbol)) => {
                let at = symbols.iter().position(|known| known == symbol);
                long(at.expect("a symbol of the enum") as i64, out);
            }
            (Kind::Record(fields), Tree::Record(values)) => {
                for (field, (_, value)) in fields.iter().zip(values) {
                    put(schema, &field.ty, value, layout, out);
                }
            }
            _ => unreachable!("{tree:?} is no value of {}", schema.label(ty)),
        },
        _ => unreachable!("{tree:?} is no value of {}", schema.label(ty)),
    }
}

fn blocks(
    count: usize,
    layout: &mut Option<Random>,
    out: &mut Vec<u8>,
    mut item: impl FnMut(usize, &mut Option<Random>, &mut Vec<u8>),
) {
    let mut done = 0;
    while done < count {
        let (size, sized) = match layout {
            None => (count, false),
            Some(random) => (random.between(1, count - done), random.chance(50)),
        };
        let mut block = Vec::new();
        for at in done..done + size {
            item(at, layout, &mut block);
        }
        if sized {
            long(-(size as i64), out);
            long(block.len() as i64, out);
        } else {
            long(size as i64, out);
        }
        out.extend(block);
        done += size;
    }
    out.push(0);
}

fn long(value: i64, out: &mut Vec<u8>) {
    let mut rest = (value << 1 ^ value >> 63) as u64;
    while rest >= 0x80 {
        out.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

/// The value that bytes stand for, which are known to be a datum.
///
/// # Panics
///
/// When they are not.
pub fn decode(schema: &Schema, bytes: &[u8]) -> Tree {
    let mut rest = bytes;
    let tree = take(schema, &schema.root, &mut rest);
    assert!(rest.is_empty(), "bytes follow the datum");
    tree
}

fn take(schema: &Schema, ty: &Type, rest: &mut &[u8]) -> Tree {
    match ty {
        Type::Plain(plain, _) => match plain {
            Plain::Null => Tree::Null,
            Plain::Boolean => Tree::Boolean(cut(rest, 1)[0] != 0),
            Plain::Int => Tree::Int(i32::try_from(varint(rest)).expect("an int")),
            Plain::Long => Tree::Long(varint(rest)),
            Plain::Float => Tree::Float(f32::from_le_bytes(cut(rest, 4).try_into().expect("4"))),
            Plain::Double => Tree::Double(f64::from_le_bytes(cut(rest, 8).try_into().expect("8"))),
            Plain::Bytes => Tree::Bytes(counted(rest)),
            Plain::String => Tree::String(String::from_utf8(counted(rest)).expect("UTF-8")),
        },
        Type::Array(inner) => {
            let mut items = Vec::new();
            each(rest, |rest| items.push(take(schema, inner, rest)));
            Tree::Array(items)
        }
        Type::Map(inner) => {
            let mut entries = Vec::new();
            each(rest, |rest| {
                let key = String::from_utf8(counted(rest)).expect("UTF-8");
                entries.push((key, take(schema, inner, rest)));
            });
            Tree::Map(entries)
        }
        Type::Union(branches) => {
            let at = varint(rest) as usize;
            Tree::Union(at, Box::new(take(schema, &branches[at], rest)))
        }
        Type::Named(number) => match &schema.types[*number].kind {
            Kind::Record(fields) => Tree::Record(
                fields
                    .iter()
                    .map(|field| (field.name.clone(), take(schema, &field.ty, rest)))
                    .collect(),
            ),
            Kind::Enum(symbols, _) => Tree::Enum(symbols[varint(rest) as usize].clone()),
            Kind::Fixed(size, _) => Tree::Fixed(cut(rest, *size).to_vec()),
        },
    }
}

fn each(rest: &mut &[u8], mut item: impl FnMut(&mut &[u8])) {
    loop {
        let mut count = varint(rest);
        if count == 0 {
            return;
        }
        if count < 0 {
            varint(rest);
            count = -count;
        }
        for _ in 0..count {
            item(rest);
        }
    }
}

fn cut<'a>(rest: &mut &'a [u8], size: usize) -> &'a [u8] {
    let (first, others) = rest.split_at(size);
    *rest = others;
    first
}

fn counted(rest: &mut &[u8]) -> Vec<u8> {
    let size = varint(rest) as usize;
    cut(rest, size).to_vec()
}

fn varint(rest: &mut &[u8]) -> i64 {
    let mut value = 0_u64;
    for shift in (0..).step_by(7) {
        let byte = cut(rest, 1)[0];
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            break;
        }
    }
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

/// The value that a default stands for; nothing if it does not fit the type.
///
/// "Default values for union fields correspond to the first schema that matches in the union."
pub fn of_json(schema: &Schema, ty: &Type, json: &Json) -> Option<Tree> {
    default(schema, ty, json, 0).ok()
}

enum Misfit {
    Other,
    /// A default may leave out fields that have defaults, and so never come to an end.
    Endless,
}

fn default(schema: &Schema, ty: &Type, json: &Json, depth: usize) -> Result<Tree, Misfit> {
    if depth > 50 {
        return Err(Misfit::Endless);
    }
    let inside = |ty: &Type, json: &Json| default(schema, ty, json, depth + 1);
    let bytes = |text: &str| {
        let bytes = text.chars().map(|c| u8::try_from(u32::from(c)).ok());
        bytes.collect::<Option<Vec<u8>>>().ok_or(Misfit::Other)
    };
    Ok(match (ty, json) {
        (Type::Union(branches), _) => {
            let found = branches.iter().map(|ty| inside(ty, json)).zip(0..);
            let mut found = found.filter(|(value, _)| !matches!(value, Err(Misfit::Other)));
            let (value, at) = found.next().ok_or(Misfit::Other)?;
            Tree::Union(at, Box::new(value?))
        }
        (Type::Array(inner), Json::Array(items)) => {
            let items = items.iter().map(|item| inside(inner, item));
            Tree::Array(items.collect::<Result<_, _>>()?)
        }
        (Type::Map(inner), Json::Object(members)) => {
            let value = |(key, value): (&String, _)| Ok((key.clone(), inside(inner, value)?));
            Tree::Map(members.iter().map(value).collect::<Result<_, _>>()?)
        }
        (Type::Named(number), json) => match (&schema.types[*number].kind, json) {
            (Kind::Record(fields), Json::Object(members)) => {
                let value = |field: &Field| {
                    let json = members.get(&field.name).or(field.default.as_ref());
                    let value = inside(&field.ty, json.ok_or(Misfit::Other)?)?;
                    Ok((field.name.clone(), value))
                };
                Tree::Record(fields.iter().map(value).collect::<Result<_, _>>()?)
            }
            (Kind::Enum(symbols, _), Json::String(symbol)) if symbols.contains(symbol) => {
                Tree::Enum(symbol.clone())
            }
            (Kind::Fixed(size, _), Json::String(text)) => match bytes(text)? {
                bytes if bytes.len() == *size => Tree::Fixed(bytes),
                _ => return Err(Misfit::Other),
            },
            _ => return Err(Misfit::Other),
        },
        (Type::Plain(plain, _), json) => match (plain, json, json.as_i64(), json.as_f64()) {
            (Plain::Null, Json::Null, ..) => Tree::Null,
            (Plain::Boolean, Json::Bool(value), ..) => Tree::Boolean(*value),
            (Plain::Int, _, Some(n), _) => Tree::Int(n.try_into().map_err(|_| Misfit::Other)?),
            (Plain::Long, _, Some(n), _) => Tree::Long(n),
            // All numbers of defaults here are such that a single has them too.
            (Plain::Float, _, _, Some(n)) => Tree::Float(n as f32),
            (Plain::Double, _, _, Some(n)) => Tree::Double(n),
            (Plain::Bytes, Json::String(text), ..) => Tree::Bytes(bytes(text)?),
            (Plain::String, Json::String(text), ..) => Tree::String(text.clone()),
            _ => return Err(Misfit::Other),
        },
        _ => return Err(Misfit::Other),
    })
}

/// Whether the value means something by all of its logical types, so that a Rust type
/// can hold it: whoever reads plain values does not ask.
pub fn is_meant(schema: &Schema, ty: &Type, tree: &Tree) -> bool {
    match (ty, tree) {
        (Type::Array(inner), Tree::Array(items)) => {
            items.iter().all(|item| is_meant(schema, inner, item))
        }
        (Type::Map(inner), Tree::Map(entries)) => entries
            .iter()
            .all(|(_, value)| is_meant(schema, inner, value)),
        (Type::Union(branches), Tree::Union(at, value)) => is_meant(schema, &branches[*at], value),
        (Type::Plain(_, Some(logical)), tree) => fits(*logical, tree),
        (Type::Named(number), tree) => match (&schema.types[*number].kind, tree) {
            (Kind::Record(fields), Tree::Record(values)) => fields
                .iter()
                .zip(values)
                .all(|(field, (_, value))| is_meant(schema, &field.ty, value)),
            (Kind::Fixed(_, Some(logical)), tree) => fits(*logical, tree),
            _ => true,
        },
        _ => true,
    }
}

fn fits(logical: Logical, tree: &Tree) -> bool {
    match (logical, tree) {
        (Logical::Of("time-millis"), Tree::Int(value)) => (0..86_400_000).contains(value),
        (Logical::Of("time-micros"), Tree::Long(value)) => (0..86_400_000_000).contains(value),
        (Logical::Of("uuid"), Tree::String(text)) => {
            // Written again it is in lower case.
            text.len() == 36
                && text.bytes().enumerate().all(|(at, byte)| match at {
                    8 | 13 | 18 | 23 => byte == b'-',
                    _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
                })
        }
        (Logical::Decimal(precision, _), Tree::Bytes(bytes) | Tree::Fixed(bytes)) => {
            let fixed = matches!(tree, Tree::Fixed(_));
            let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
            let sign = if negative { 0xff } else { 0 };
            let Some(at) = 16_usize.checked_sub(bytes.len()) else {
                return false;
            };
            let mut wide = [sign; 16];
            wide[at..].copy_from_slice(bytes);
            let number = i128::from_be_bytes(wide);
            number.unsigned_abs() < 10_u128.pow(precision) && (fixed || *bytes == shortest(number))
        }
        _ => true,
    }
}
