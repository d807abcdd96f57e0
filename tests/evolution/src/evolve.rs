//! Writers' schemas, made from a reader's by going back step by step.
//!
//! Most steps are such that the reader still reads all that the writer writes, some that
//! it does not read all of it, and a few that it cannot read it at all: the oracle will know.

use crate::random::Random;
use crate::readers::{any_default, any_type, settle};
use crate::schema::{Field, Kind, Logical, NULL, Plain, Schema, Type, plain};

/// A writer's schema for a reader's, one to six steps away.
pub fn writer(reader: &Schema, seed: u64) -> Schema {
    let mut random = Random::new(seed);
    let mut writer = reader.clone();
    for (at, named) in writer.types.iter_mut().enumerate() {
        named.origin = Some(at);
    }
    let steps = random.between(1, 6);
    let mut done = 0;
    for _ in 0..20 * steps {
        if done == steps {
            break;
        }
        let mut next = writer.clone();
        let step = *random.pick(&STEPS);
        if step(reader, &mut next, &mut random).is_some() && next != writer && next.is_sound() {
            writer = next;
            done += 1;
        }
    }
    settle(&mut writer);
    writer
}

/// One step; nothing where there is nothing to change.
type Step = fn(&Schema, &mut Schema, &mut Random) -> Option<()>;

/// What is likelier stands here more often.
const STEPS: [Step; 26] = [
    rename_field,
    rename_field,
    rename_field,
    rename_type,
    rename_type,
    move_type,
    fork_type,
    add_field,
    add_field,
    add_field,
    drop_field,
    drop_field,
    drop_field,
    reorder_fields,
    reorder_fields,
    narrow,
    narrow,
    narrow,
    narrow,
    change_union,
    change_union,
    unwrap_union,
    unwrap_union,
    change_enum,
    change_enum,
    spoil,
];

/// A record that is in use and has fields, by its number.
fn record(schema: &Schema, random: &mut Random) -> Option<usize> {
    let used = schema.used();
    let records: Vec<_> = used
        .into_iter()
        .filter(|number| !schema.fields(*number).is_empty())
        .collect();
    (!records.is_empty()).then(|| *random.pick(&records))
}

fn fields(schema: &mut Schema, number: usize) -> &mut Vec<Field> {
    match &mut schema.types[number].kind {
        Kind::Record(fields) => fields,
        _ => unreachable!("type {number} is a record"),
    }
}

/// The writer knew a field by a name that is the reader's alias.
fn rename_field(reader: &Schema, writer: &mut Schema, random: &mut Random) -> Option<()> {
    let number = record(writer, random)?;
    let origin = writer.types[number].origin?;
    let field = random.below(writer.fields(number).len());
    let field = &mut fields(writer, number)[field];
    let known = reader
        .fields(origin)
        .iter()
        .find(|known| known.name == field.name)?;
    if known.aliases.is_empty() {
        return None;
    }
    field.name.clone_from(random.pick(&known.aliases));
    Some(())
}

/// The writer knew a type by a name that is the reader's alias.
fn rename_type(reader: &Schema, writer: &mut Schema, random: &mut Random) -> Option<()> {
    let number = *random.pick(&named(writer)?);
    let aliases = &reader.types[writer.types[number].origin?].aliases;
    if aliases.is_empty() {
        return None;
    }
    let (namespace, name) = random.pick(aliases).rsplit_once('.')?;
    namespace.clone_into(&mut writer.types[number].namespace);
    name.clone_into(&mut writer.types[number].name);
    Some(())
}

/// The writer had a type in another namespace.
fn move_type(_: &Schema, writer: &mut Schema, random: &mut Random) -> Option<()> {
    let number = *random.pick(&named(writer)?);
    let namespace = *random.pick(&["elsewhere", "old", "shop"]);
    namespace.clone_into(&mut writer.types[number].namespace);
    Some(())
}

/// What is one type for the reader were two, of one unqualified name, for the writer.
fn fork_type(_: &Schema, writer: &mut Schema, random: &mut Random) -> Option<()> {
    let places = writer.places();
    let place = random.pick(&places);
    let &Type::Named(number) = writer.at(place) else {
        return None;
    };
    let mut copy = writer.types[number].clone();
    copy.namespace += ".fork";
    writer.types.push(copy);
    *writer.at_mut(place) = Type::Named(writer.types.len() - 1);
    Some(())
}

fn named(schema: &Schema) -> Option<Vec<usize>> {
    let used = schema.used();
    (!used.is_empty()).then_some(used)
}

/// The writer had a field that the reader has not.
fn add_field(_: &Schema, writer: &mut Schema, random: &mut Random) -> Option<()> {
    let number = record(writer, random)?;
    let ty = any_type(writer, random);
    let default = match random.chance(50) {
        true => any_default(writer, &ty, random),
        false => None,
    };
    let field = Field {
        name: format!("more{}", random.below(100)),
        aliases: Vec::new(),
        ty,
        default,
    };
    let at = random.between(0, writer.fields(number).len());
    fields(writer, number).insert(at, field);
    Some(())
}

/// The writer had no such field yet, so the reader takes its default.
fn drop_field(_: &Schema, writer: &mut Schema, random: &mut Random) -> Option<()> {
    let number = record(writer, random)?;
    let at = random.below(writer.fields(number).len());
    let field = &writer.fields(number)[at];
    if field.default.is_none() || field.name.starts_with("more") {
        return None;
    }
    fields(writer, number).remove(at);
    Some(())
}

fn reorder_fields(_: &Schema, writer: &mut Schema, random: &mut Random) -> Option<()> {
    let number = record(writer, random)?;
    random.shuffle(fields(writer, number));
    Some(())
}

/// The writer had a type that the reader's is a promotion of, or one without its second meaning.
fn narrow(_: &Schema, writer: &mut Schema, random: &mut Random) -> Option<()> {
    let places: Vec<_> = writer
        .places()
        .into_iter()
        .filter(|place| matches!(writer.at(place), Type::Plain(..)))
        .collect();
    if places.is_empty() {
        return None;
    }
    let place = random.pick(&places);
    let &Type::Plain(ty, meaning) = writer.at(place) else {
        return None;
    };
    let narrower: &[Plain] = match ty {
        Plain::Long => &[Plain::Int],
        Plain::Float => &[Plain::Int, Plain::Long],
        Plain::Double => &[Plain::Int, Plain::Long, Plain::Float],
        Plain::String => &[Plain::Bytes],
        Plain::Bytes => &[Plain::String],
        _ => &[],
    };
    let meant = meaning.is_some() && random.chance(50);
    *writer.at_mut(place) = match narrower {
        _ if meant => plain(ty),
        [] => return None,
        narrower => plain(*random.pick(narrower)),
    };
    Some(())
}

/// The branches of the writer's union were others, or in another order.
fn change_union(_: &Schema, writer: &mut Schema, random: &mut Random) -> Option<()> {
    let places: Vec<_> = writer
        .places()
        .into_iter()
        .filter(|place| matches!(writer.at(place), Type::Union(_)))
        .collect();
    if places.is_empty() {
        return None;
    }
    let place = random.pick(&places);
    let more = any_type(writer, random);
    let Type::Union(branches) = writer.at_mut(place) else {
        return None;
    };
    let at = random.below(branches.len());
    match random.below(10) {
        0..4 if branches.len() > 1 => {
            branches.remove(at);
        }
        4..8 => random.shuffle(branches),
        8 => branches.insert(at, more),
        _ => return None,
    }
    Some(())
}

/// The writer had one branch of the reader's union and no union, or the other way round.
fn unwrap_union(_: &Schema, writer: &mut Schema, random: &mut Random) -> Option<()> {
    let places = writer.places();
    let place = random.pick(&places);
    let ty = writer.at_mut(place);
    *ty = match &*ty {
        Type::Union(branches) => random.pick(branches).clone(),
        // A null of the writer's most likely fits nowhere.
        ty if random.chance(20) => match random.below(3) {
            0 => Type::Union(vec![ty.clone()]),
            1 => Type::Union(vec![NULL, ty.clone()]),
            _ => Type::Union(vec![ty.clone(), NULL]),
        },
        _ => return None,
    };
    Some(())
}

/// The writer's enum had other symbols, or another order of them.
fn change_enum(_: &Schema, writer: &mut Schema, random: &mut Random) -> Option<()> {
    let enums: Vec<_> = writer
        .used()
        .into_iter()
        .filter(|number| matches!(writer.types[*number].kind, Kind::Enum(..)))
        .collect();
    if enums.is_empty() {
        return None;
    }
    let Kind::Enum(symbols, default) = &mut writer.types[*random.pick(&enums)].kind else {
        return None;
    };
    let at = random.below(symbols.len());
    match random.below(9) {
        // Nothing is left of it.
        0 => symbols.iter_mut().for_each(|symbol| symbol.insert(0, 'X')),
        1..3 if symbols.len() > 1 => {
            symbols.remove(at);
        }
        3..5 => {
            let more = format!("N{}", random.below(100));
            if symbols.contains(&more) {
                return None;
            }
            symbols.insert(at, more);
        }
        5 => *default = Some(symbols[at].clone()),
        _ => random.shuffle(symbols),
    }
    Some(())
}

/// Something that the reader most likely cannot read.
fn spoil(_: &Schema, writer: &mut Schema, random: &mut Random) -> Option<()> {
    let places = writer.places();
    let place = random.pick(&places);
    match random.below(8) {
        0..2 => *writer.at_mut(place) = any_type(writer, random),
        2 => {
            let number = record(writer, random)?;
            let at = random.below(writer.fields(number).len());
            fields(writer, number).remove(at);
        }
        3 => {
            let number = *random.pick(&named(writer)?);
            writer.types[number].name += "x";
        }
        4 => {
            let number = *random.pick(&named(writer)?);
            let Kind::Fixed(size, None) = &mut writer.types[number].kind else {
                return None;
            };
            *size += 1;
        }
        5 => {
            let (Type::Array(inner) | Type::Map(inner)) = writer.at(place) else {
                return None;
            };
            let inner = Box::new((**inner).clone());
            *writer.at_mut(place) = match writer.at(place) {
                Type::Array(_) => Type::Map(inner),
                _ => Type::Array(inner),
            };
        }
        _ => {
            let Type::Plain(Plain::Long, meaning) = writer.at_mut(place) else {
                return None;
            };
            *meaning = Some(Logical::Of("timestamp-micros"));
        }
    }
    Some(())
}
