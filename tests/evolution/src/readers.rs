//! Readers' schemas, made from a seed.
//!
//! Each is a record of a few more named types, with as many kinds of fields as there
//! are, small enough that two hundred of them become Rust types in bearable time.

use serde_json::{Map, Value as Json, json};

use crate::datum::of_json;
use crate::random::Random;
use crate::schema::{Field, Kind, Logical, NULL, Named, Plain, Schema, Type, plain};

/// The primitives, but for null.
const PLAIN: [Plain; 7] = [
    Plain::Boolean,
    Plain::Int,
    Plain::Long,
    Plain::Float,
    Plain::Double,
    Plain::Bytes,
    Plain::String,
];

/// What a primitive may mean besides.
const LOGICAL: [(Plain, Logical); 10] = [
    (Plain::Int, Logical::Of("date")),
    (Plain::Int, Logical::Of("time-millis")),
    (Plain::Long, Logical::Of("time-micros")),
    (Plain::Long, Logical::Of("timestamp-millis")),
    (Plain::Long, Logical::Of("timestamp-micros")),
    (Plain::Long, Logical::Of("local-timestamp-millis")),
    (Plain::Bytes, Logical::Decimal(9, 2)),
    (Plain::Bytes, Logical::Decimal(18, 0)),
    (Plain::String, Logical::Of("uuid")),
    (Plain::Long, Logical::Of("timestamp-nanos")),
];

/// A reader's schema: a record, and the two to seven types that belong to it.
pub fn reader(seed: u64) -> Schema {
    let mut random = Random::new(seed);
    let count = random.between(3, 8);
    let mut maker = Maker {
        schema: Schema {
            types: Vec::new(),
            root: Type::Named(0),
        },
        random,
    };
    for number in 0..count {
        let named = maker.named(number);
        maker.schema.types.push(named);
    }
    for number in 0..count {
        maker.fill(number, count);
    }
    // Everything belongs to the root.
    for number in 1..count {
        if !maker.schema.used().contains(&number) {
            let field = maker.field(format!("of{number}"), Type::Named(number));
            maker.fields(0).push(field);
        }
    }
    // From the last type back, so that the defaults of the types in it are settled.
    for number in (0..count).rev() {
        maker.defaults(number);
    }
    settle(&mut maker.schema);
    maker.schema
}

/// The readers' schemas whose types also get serde's derives, with their seeds.
///
/// They have no logical types, since our types for them know nothing of serde; and no two of their types share
/// a name, because a variant of serde's goes by the name that the branch's type has.
pub fn for_serde() -> impl Iterator<Item = (u64, Schema)> {
    let readers = (0..).map(|seed| (seed, reader(seed)));
    let named_apart = readers.filter(|(_, schema)| {
        let mut names: Vec<&str> = schema.types.iter().map(|ty| &*ty.name).collect();
        names.sort_unstable();
        names.is_sorted_by(|a, b| a != b)
    });
    let plain = named_apart.map(|(seed, mut schema)| {
        for named in &mut schema.types {
            match &mut named.kind {
                Kind::Record(fields) => fields.iter_mut().for_each(|field| forget(&mut field.ty)),
                Kind::Fixed(_, logical) => *logical = None,
                Kind::Enum(..) => {}
            }
        }
        (seed, schema)
    });
    plain.take(20)
}

/// Takes the logical types out of a type.
fn forget(ty: &mut Type) {
    if let Type::Plain(_, logical) = ty {
        *logical = None;
    }
    ty.children_mut().iter_mut().for_each(forget);
}

/// A schema of any type at all and hardly any depth: two of these may well have to do with each other.
pub fn small(seed: u64) -> Schema {
    let mut schema = reader(seed);
    let mut random = Random::new(!seed);
    let places = schema.places();
    schema.root = schema.at(random.pick(&places)).clone();
    schema
}

/// A type that may be added to a schema.
pub fn any_type(schema: &mut Schema, random: &mut Random) -> Type {
    let mut maker = Maker {
        schema: schema.clone(),
        random: random.clone(),
    };
    let count = maker.schema.types.len();
    let ty = maker.ty(count, count, 1);
    *random = maker.random;
    ty
}

/// Any default of a type.
pub fn any_default(schema: &Schema, ty: &Type, random: &mut Random) -> Option<Json> {
    let mut maker = Maker {
        schema: schema.clone(),
        random: random.clone(),
    };
    let default = maker.default(ty, 0);
    *random = maker.random;
    default
}

/// Takes away the defaults that do not fit, or not any more.
pub fn settle(schema: &mut Schema) {
    // A default may need those of the fields below it, so until nothing changes.
    loop {
        let before = schema.clone();
        for (at, named) in schema.types.iter_mut().enumerate() {
            if let Kind::Record(fields) = &mut named.kind {
                let known = before.fields(at);
                for (field, known) in fields.iter_mut().zip(known) {
                    let fits = |json| of_json(&before, &known.ty, json).is_some();
                    if known.default.as_ref().is_some_and(|json| !fits(json)) {
                        field.default = None;
                    }
                }
            }
            if let Kind::Enum(symbols, default) = &mut named.kind
                && default
                    .as_ref()
                    .is_some_and(|default| !symbols.contains(default))
            {
                *default = None;
            }
        }
        if *schema == before {
            return;
        }
    }
}

/// Takes away the defaults that are, or have in them, another branch of a union than the first.
///
/// "Default values for union fields correspond to the first schema in the union", an older
/// specification said, and Java's library still takes them so.
pub fn first_branches(schema: &mut Schema) {
    let known = schema.clone();
    for (number, named) in schema.types.iter_mut().enumerate() {
        if let Kind::Record(fields) = &mut named.kind {
            for (field, known_field) in fields.iter_mut().zip(known.fields(number)) {
                let default = known_field.default.as_ref();
                let value = default.and_then(|json| of_json(&known, &known_field.ty, json));
                if !value.is_some_and(|value| value.is_of_first_branches()) {
                    field.default = None;
                }
            }
        }
    }
    settle(schema);
}

struct Maker {
    schema: Schema,
    random: Random,
}

impl Maker {
    /// A type without its fields.
    fn named(&mut self, number: usize) -> Named {
        let namespace = *self.random.pick(&["shop", "shop", "shop.parts", "old"]);
        let kind = match (number, self.random.below(10)) {
            (0, _) | (_, 0..=5) => Kind::Record(Vec::new()),
            (_, 6..=7) => {
                let symbols: Vec<String> = (0..self.random.between(1, 5))
                    .map(|at| format!("S{at}"))
                    .collect();
                let default = self
                    .random
                    .chance(50)
                    .then(|| self.random.pick(&symbols).clone());
                Kind::Enum(symbols, default)
            }
            _ => match self.random.below(4) {
                0 => Kind::Fixed(12, Some(Logical::Of("duration"))),
                1 => Kind::Fixed(8, Some(Logical::Decimal(12, 3))),
                _ => Kind::Fixed(self.random.between(1, 5), None),
            },
        };
        let mut name = match number {
            0 => "Root".to_owned(),
            number => format!("T{number}"),
        };
        // Two types may share a name, each in a namespace of its own.
        if number > 1 && self.random.chance(30) {
            let other = &self.schema.types[self.random.between(1, number - 1)];
            if other.namespace != namespace {
                name.clone_from(&other.name);
            }
        }
        let taken = |full: &str| self.schema.types.iter().any(|ty| ty.full() == full);
        if taken(&format!("{namespace}.{name}")) {
            name = format!("T{number}");
        }
        let mut aliases = Vec::new();
        if number > 0 && self.random.chance(60) {
            aliases.push(format!("{namespace}.Was{number}"));
            if self.random.chance(30) {
                aliases.push(format!("ancient.T{number}"));
            }
        }
        // What another type is called elsewhere.
        if number > 1 && self.random.chance(30) {
            let other = &self.schema.types[self.random.between(1, number - 1)];
            aliases.push(format!("old.{}", other.name));
        }
        Named {
            namespace: namespace.to_owned(),
            name,
            aliases,
            kind,
            origin: None,
        }
    }

    fn fields(&mut self, number: usize) -> &mut Vec<Field> {
        match &mut self.schema.types[number].kind {
            Kind::Record(fields) => fields,
            _ => unreachable!("type {number} is a record"),
        }
    }

    fn fill(&mut self, number: usize, count: usize) {
        if !matches!(self.schema.types[number].kind, Kind::Record(_)) {
            return;
        }
        for at in 0..self.random.between(1, 5) {
            let ty = self.ty(number, count, 0);
            let field = self.field(format!("f{at}"), ty);
            self.fields(number).push(field);
        }
    }

    fn field(&mut self, name: String, ty: Type) -> Field {
        let mut aliases = Vec::new();
        if self.random.chance(50) {
            aliases.push(format!("was_{name}"));
            if self.random.chance(30) {
                aliases.push(format!("once_{name}"));
            }
        }
        Field {
            name,
            aliases,
            ty,
            default: None,
        }
    }

    /// A type for a field of the record `number`. A type that is not behind it stands where it may be missing.
    fn ty(&mut self, number: usize, count: usize, depth: usize) -> Type {
        match self.random.below(100) {
            0..30 => plain(*self.random.pick(&PLAIN)),
            30..45 => {
                let (plain, logical) = *self.random.pick(&LOGICAL);
                Type::Plain(plain, Some(logical))
            }
            45..65 if number + 1 < count => Type::Named(self.random.between(number + 1, count - 1)),
            65..73 if depth < 2 => Type::Array(Box::new(self.inner(number, count, depth))),
            73..80 if depth < 2 => Type::Map(Box::new(self.inner(number, count, depth))),
            80..92 if depth < 2 => {
                let mut branches = vec![NULL, self.branch(number, count, depth)];
                if self.random.chance(30) {
                    branches.swap(0, 1);
                }
                Type::Union(branches)
            }
            92..100 if depth < 2 => {
                let mut branches = Vec::new();
                for _ in 0..self.random.between(2, 5) {
                    let branch = match self.random.below(10) {
                        0..2 => NULL,
                        2..6 if count > 1 => Type::Named(self.random.between(1, count - 1)),
                        _ => self.branch(number, count, depth),
                    };
                    let label = self.schema.label(&branch);
                    if branches.iter().all(|ty| self.schema.label(ty) != label) {
                        branches.push(branch);
                    }
                }
                // One branch alone is a union too, though nobody writes it; a second one makes it worth its while.
                if branches.len() == 1 && branches[0] != NULL {
                    branches.push(NULL);
                }
                if branches.len() == 1 {
                    branches.push(plain(Plain::String));
                }
                // A union of records alone might have no way out of them.
                if branches.iter().all(|ty| matches!(ty, Type::Named(_))) {
                    branches.push(plain(Plain::Long));
                }
                Type::Union(branches)
            }
            _ => plain(*self.random.pick(&PLAIN)),
        }
    }

    /// A type in an array or map: any named type may come back here.
    fn inner(&mut self, number: usize, count: usize, depth: usize) -> Type {
        match self.random.chance(20) {
            true => Type::Named(self.random.below(count)),
            false => self.ty(number, count, depth + 1),
        }
    }

    /// A branch beside others: no union.
    fn branch(&mut self, number: usize, count: usize, depth: usize) -> Type {
        loop {
            let ty = self.inner(number, count, depth);
            if !matches!(ty, Type::Union(_)) && ty != NULL {
                return ty;
            }
        }
    }

    fn defaults(&mut self, number: usize) {
        for at in 0..self.schema.fields(number).len() {
            if self.random.chance(55) {
                let ty = self.schema.fields(number)[at].ty.clone();
                let default = self.default(&ty, 0);
                self.fields(number)[at].default = default;
            }
        }
    }

    /// A default of a type; nothing if it would be a large one.
    fn default(&mut self, ty: &Type, depth: usize) -> Option<Json> {
        if depth > 3 {
            return None;
        }
        Some(match ty {
            Type::Plain(plain, logical) => self.plain(*plain, *logical),
            Type::Array(inner) => {
                let count = self.random.below(3);
                let items = (0..count).map_while(|_| self.default(inner, depth + 1));
                Json::Array(items.collect())
            }
            Type::Map(inner) => {
                let mut members = Map::new();
                for at in 0..self.random.below(3) {
                    if let Some(value) = self.default(inner, depth + 1) {
                        members.insert(format!("k{at}"), value);
                    }
                }
                Json::Object(members)
            }
            // Any branch: the first that fits is what it means.
            Type::Union(branches) => {
                let branch = self.random.pick(branches).clone();
                return self.default(&branch, depth + 1);
            }
            Type::Named(number) => match self.schema.types[*number].kind.clone() {
                Kind::Record(fields) => {
                    let mut members = Map::new();
                    for field in fields {
                        // What has a default may be left out. That may not go round in a circle.
                        let closed = matches!(field.ty, Type::Plain(..));
                        if closed && field.default.is_some() && self.random.chance(50) {
                            continue;
                        }
                        members.insert(field.name, self.default(&field.ty, depth + 1)?);
                    }
                    Json::Object(members)
                }
                Kind::Enum(symbols, _) => json!(self.random.pick(&symbols)),
                Kind::Fixed(size, Some(Logical::Decimal(..))) => json!("\u{0}".repeat(size)),
                Kind::Fixed(size, _) => json!(
                    "\u{1}\u{fe}\u{80}z"
                        .repeat(size)
                        .chars()
                        .take(size)
                        .collect::<String>()
                ),
            },
        })
    }

    fn plain(&mut self, plain: Plain, logical: Option<Logical>) -> Json {
        match (plain, logical) {
            (Plain::Null, _) => Json::Null,
            (Plain::Boolean, _) => json!(self.random.chance(50)),
            (Plain::Int, _) => json!(self.random.below(1000)),
            (Plain::Long, Some(_)) => json!(self.random.below(1000)),
            (Plain::Long, None) => json!(self.random.next() as i64 >> self.random.below(63)),
            // Never a whole one, which in a union might be taken for an integer.
            (Plain::Float | Plain::Double, _) => {
                json!(self.random.below(800) as f64 / 8.0 - 20.0625)
            }
            (Plain::Bytes, Some(_)) => json!("\u{1}\u{e9}"),
            (Plain::Bytes, None) => json!(*self.random.pick(&["", "\u{ff}\u{0}", "A"])),
            (Plain::String, Some(_)) => json!("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
            (Plain::String, None) => json!(*self.random.pick(&["", "né", "S0", "🦀\n"])),
        }
    }
}
