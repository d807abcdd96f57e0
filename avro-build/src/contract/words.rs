//! What is said to the person who broke a promise: where, what, and how to mend it.

use std::collections::BTreeSet;

use avro_model::compatibility::{Direction, Reason};
use avro_model::{Field, IncompatibilityKind as Kind, NodeId, Schema, Type, nearest};

use super::baseline::{Baseline, Key, Version};
use super::check::{Fault, Today, aliases};
use super::{definition, place};
use crate::error::{Problem, clip};

/// A fault with its places in today's files and in the released ones.
pub(super) fn fault(today: &Today<'_>, baseline: &Baseline, fault: &Fault<'_>) -> Problem {
    let is_backward = fault.direction == Direction::Backward;
    let names = Names::of(today, baseline, fault);
    let places = Places::of(&names, fault);
    let mut message = format!("{}: {}", names.path, what(fault, is_backward));
    let mut line = |text: String| message.push_str(&format!("\n    {text}"));
    if let Some(file) = &places.released {
        line(match &places.was {
            Some(was) => format!("released as {was} in {file}"),
            None => format!("released without it in {file}"),
        });
    }
    line(match &places.now {
        Some(now) => format!("now {now}"),
        None => "now gone".to_owned(),
    });
    let former = former(&names, fault).map(|name| {
        let name = clip(name);
        format!("; if it was called `{name}`, give it that alias")
    });
    let (mend, former) = (mend(fault, is_backward), former.unwrap_or_default());
    line(format!("mend: {mend}{former}"));
    names.problem.saying(message)
}

/// What goes wrong: old data that is read by the new program, or new data by old programs.
fn what(fault: &Fault<'_>, is_backward: bool) -> String {
    let releases = releases(&fault.releases);
    match (&fault.reason, is_backward) {
        (Reason::Unwritten(why), true) => {
            format!("data of {releases} has no such field, and {why}")
        }
        (Reason::Unwritten(_), false) => {
            format!("programs of {releases} need this field, for they have no default for it")
        }
        (Reason::Symbols(symbols), true) => {
            format!("data of {releases} may have the symbol {symbols}, which this enum lacks")
        }
        (Reason::Symbols(symbols), false) => {
            format!("programs of {releases} know no symbol {symbols} and have no default for it")
        }
        (Reason::Types { writer, reader }, true) => {
            format!("data of {releases} may have {writer} here, which is not read as {reader}")
        }
        (Reason::Types { writer, reader }, false) => {
            format!("programs of {releases} read {reader} here, and {writer} is not read as that")
        }
        (Reason::Sizes { writer, reader }, true) => {
            format!("data of {releases} has {writer} bytes here, and {reader} are read")
        }
        (Reason::Sizes { writer, reader }, false) => {
            format!("programs of {releases} read {reader} bytes here, and {writer} are written")
        }
        (Reason::NoBranch(writer), true) => {
            format!("data of {releases} may have {writer} here, for which this union has no branch")
        }
        (Reason::NoBranch(writer), false) => {
            format!("programs of {releases} have no branch for {writer} in this union")
        }
        (reason, true) => format!("not all data of {releases} can be read any more: {reason}"),
        (reason, false) => format!("programs of {releases} cannot read all of this: {reason}"),
    }
}

/// How it is mended.
fn mend(fault: &Fault<'_>, is_backward: bool) -> &'static str {
    match (fault.kind, is_backward) {
        (Kind::ReaderFieldMissingDefaultValue, true) => {
            "give the field a default, which stands for what was not written"
        }
        (Kind::ReaderFieldMissingDefaultValue, false) => {
            "put the field back; only one that was released with a default can be taken away"
        }
        (Kind::MissingEnumSymbols, true) => {
            "put the symbol back, or give the enum a default for symbols that it lacks"
        }
        (Kind::MissingEnumSymbols, false) => {
            "take the symbol away; an enum that was released with a default can get symbols"
        }
        (Kind::MissingUnionBranch, true) if matches!(fault.reason, Reason::Branch { .. }) => {
            "let the type in the branch read the released one, or put that back"
        }
        (Kind::MissingUnionBranch, true) => "put the branch back",
        (Kind::MissingUnionBranch, false) => "take the branch away",
        (Kind::NameMismatch, true) => {
            "if it is the same type, give it the released name as an alias"
        }
        (Kind::NameMismatch, false) => "go back to the released name",
        (Kind::FixedSizeMismatch, _) => {
            "go back to the released size, or use a type of another name in another field"
        }
        _ if fault.spot.owner.is_none() => "go back to the released type",
        _ if fault.spot.field.is_none() => {
            "go back to the released type, or give this one another name"
        }
        (_, true) => "go back to the released type, or add a field of another name with a default",
        (_, false) => "go back to the released type, or add a field of another name",
    }
}

/// What a field that was not released may have been called then: the released field that is gone, or of several the one
/// with the nearest name.
fn former<'f>(names: &Names<'_>, fault: &Fault<'f>) -> Option<&'f str> {
    let (Reason::Unwritten(_), Direction::Backward) = (&fault.reason, fault.direction) else {
        return None;
    };
    let now = place::record(fault.now.1, names.now.as_deref()?)?;
    let old = place::record(fault.old, names.old.as_deref()?)?;
    let names = old.fields().iter().map(Field::name);
    let gone: Vec<&str> = names
        .filter(|name| place::field(now, name, &[]).is_none())
        .collect();
    match *gone {
        [one] => Some(one),
        _ => nearest(fault.spot.field.as_deref()?, gone),
    }
}

/// A released type that is not there any more.
pub(super) fn removed(
    today: &Today<'_>,
    baseline: &Baseline,
    key: &Key,
    versions: &[Version],
) -> Option<Problem> {
    let last = versions.last()?;
    let files: BTreeSet<&str> = versions
        .iter()
        .map(|version| version.file.shown.as_str())
        .collect();
    let files = files.into_iter().collect::<Vec<_>>().join(", ");
    let alias = match key {
        Key::Type(name) => {
            // Of the types that were never released, the one that may be meant.
            let new = today
                .types
                .keys()
                .filter(|key| !baseline.types.contains_key(key));
            let new: Vec<&str> = new
                .filter_map(|key| match key {
                    Key::Type(name) => Some(name.as_str()),
                    Key::File(_) => None,
                })
                .collect();
            let simple = |name: &str| name.rsplit('.').next().map(str::to_owned);
            let moved = new.iter().copied().find(|new| simple(new) == simple(name));
            let likely = moved.or_else(|| nearest(name, new.iter().copied()));
            let heir = likely.map_or("the type that it has become".to_owned(), |name| {
                format!("`{}`, if that is what it has become,", clip(name))
            });
            format!("give {heir} the alias `{}`", clip(name))
        }
        Key::File(name) => format!("put `{}` back", clip(name)),
    };
    Some(Problem::with_file(
        &*last.file.shown,
        format!(
            "{}: released, and not there any more\n    \
             mend: {alias}; if nobody reads or writes it any longer, delete {files}",
            key.shown()
        ),
    ))
}

/// What a fault is about, in the words of today's files.
struct Names<'f> {
    /// `com.example.Order.lines[]`.
    path: String,
    problem: Problem,
    /// The named type it lies in, as it is called now and as it was called when it was released.
    now: Option<String>,
    old: Option<String>,
    released: Option<&'f Version>,
}

impl<'f> Names<'f> {
    fn of(today: &Today<'_>, baseline: &'f Baseline, fault: &Fault<'_>) -> Names<'f> {
        let is_backward = fault.direction == Direction::Backward;
        let (now, old) = match (&fault.spot.owner, is_backward) {
            (None, _) => (None, None),
            (Some(owner), true) => {
                let known = |name: &&str| fault.old.named(name).is_some();
                let former = today.set.get(owner).and_then(|schema| {
                    let names = aliases(&schema, schema.root()).iter();
                    names
                        .map(|name| name.full().to_owned())
                        .find(|name| known(&name.as_str()))
                });
                let same = Some(owner.as_str()).filter(known).map(str::to_owned);
                (Some(owner.clone()), same.or(former))
            }
            (Some(owner), false) => {
                let now = today.of_released(&Key::Type(owner.clone()));
                let now = now.and_then(|(key, _)| match key {
                    Key::Type(name) => Some(name),
                    Key::File(_) => None,
                });
                (now, Some(owner.clone()))
            }
        };
        let key = now.clone().map_or_else(|| fault.now.0.clone(), Key::Type);
        let path = match (&now, &fault.spot.owner) {
            // Under the name of today.
            (Some(now), Some(owner)) => fault.spot.path.replacen(owner, now, 1),
            (None, None) => format!("{}{}", key.shown(), fault.spot.path),
            _ => fault.spot.path.clone(),
        };
        let problem = match today.defined_in(&key) {
            None => Problem::with_request(""),
            Some((file, line, column)) => {
                let field = fault.spot.field.as_deref();
                let field = field.and_then(|field| {
                    let now = now.as_deref()?;
                    let record = place::record(fault.now.1, now)?;
                    let field = place::field(record, field, &[])?.name();
                    if let Some((_, line, column)) = today.set.field_defined_in(now, field) {
                        return Some((line, column));
                    }
                    let text = std::fs::read_to_string(file).ok()?;
                    let at = place::of_field(&text, (line, column), field)?;
                    Some((at.line, at.column))
                });
                let (line, column) = field.unwrap_or((line, column));
                Problem::with_file(file, "").at(line, column)
            }
        };
        let old_key = old.clone().map(Key::Type);
        let old_key = old_key.unwrap_or_else(|| key.clone());
        Names {
            path,
            problem,
            released: baseline.at(&old_key, fault.release),
            now,
            old,
        }
    }
}

/// What stood and stands in a place.
struct Places {
    was: Option<String>,
    now: Option<String>,
    /// The released file, with a line if it can be told.
    released: Option<String>,
}

impl Places {
    fn of(names: &Names<'_>, fault: &Fault<'_>) -> Places {
        let (now, old) = (fault.now.1, fault.old);
        let (mut was_field, mut now_field) = (None, None);
        let is_backward = fault.direction == Direction::Backward;
        if let Some(name) = &fault.spot.field {
            let records = (
                names
                    .old
                    .as_deref()
                    .and_then(|owner| place::record(old, owner)),
                names
                    .now
                    .as_deref()
                    .and_then(|owner| place::record(now, owner)),
            );
            let reader = if is_backward { records.1 } else { records.0 };
            let read = reader.and_then(|record| record.field(name).map(|(_, field)| field));
            let names = read.map_or(&[][..], |field| field.aliases());
            was_field = records
                .0
                .and_then(|record| place::field(record, name, names));
            now_field = records
                .1
                .and_then(|record| place::field(record, name, names));
        }
        let whole = |schema: &Schema, owner: &Option<String>| match owner {
            Some(owner) => Some(whole_summary(schema, schema.named(owner)?)),
            None => Some(whole_summary(schema, schema.root())),
        };
        let (was, now_says) = match &fault.spot.field {
            Some(_) => (
                was_field.map(|field| summary(old, field.ty())),
                now_field.map(|field| summary(now, field.ty())),
            ),
            None => (whole(old, &names.old), whole(now, &names.now)),
        };
        let released = names.released.map(|version| {
            let text = &version.file.text;
            let start = text.find('{').map(|at| {
                let at = avro_model::json::Position::in_text(text, at);
                (at.line, at.column)
            });
            // The type is the whole of the file, unless a person wrote it.
            let at = was_field.and_then(|field| place::of_field(text, start?, field.name()));
            match at {
                Some(at) => format!("{}:{}:{}", version.file.shown, at.line, at.column),
                None => version.file.shown.clone(),
            }
        });
        Places {
            was,
            now: now_says,
            released,
        }
    }
}

/// A type on one line: a name, or the text of one without.
fn summary(schema: &Schema, id: NodeId) -> String {
    let node = schema.node(id);
    match node.name() {
        Some(name) => format!("{} {}", node.ty().kind(), clip(name.full())),
        None => {
            let text = definition::spaced(&definition::used(schema, id, None));
            clip(text.trim_matches('"'))
        }
    }
}

/// The same with what an enum or a fixed is made of.
fn whole_summary(schema: &Schema, id: NodeId) -> String {
    let what = summary(schema, id);
    match schema.node(id).ty() {
        Type::Enum(en) => {
            let symbols: Vec<&str> = en.symbols().iter().map(|symbol| &**symbol).collect();
            let default = en.default().and_then(|at| symbols.get(at));
            let default = default.map_or(String::new(), |symbol| format!(", by default {symbol}"));
            format!("{what} of {}{}", clip(&symbols.join(", ")), clip(&default))
        }
        Type::Fixed(fixed) => format!("{what} of {} bytes", fixed.size()),
        _ => what,
    }
}

/// `release 3`, `releases 1 to 3 and 5`.
fn releases(numbers: &BTreeSet<u32>) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let texts: Vec<String> = runs
        .iter()
        .flat_map(|&(first, last)| match last.saturating_sub(first) {
            0 => vec![first.to_string()],
            1 => vec![first.to_string(), last.to_string()],
            _ => vec![format!("{first} to {last}")],
        })
        .collect();
    let word = if numbers.len() == 1 {
        "release"
    } else {
        "releases"
    };
    match texts.split_last() {
        Some((last, [])) => format!("{word} {last}"),
        Some((last, first)) => format!("{word} {} and {last}", first.join(", ")),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_told_in_runs() {
        let cases: &[(&[u32], &str)] = &[
            (&[3], "release 3"),
            (&[1, 2], "releases 1 and 2"),
            (&[1, 2, 3], "releases 1 to 3"),
            (&[1, 2, 3, 5, 8, 9], "releases 1 to 3, 5, 8 and 9"),
        ];
        for (numbers, expected) in cases {
            assert_eq!(releases(&numbers.iter().copied().collect()), *expected);
        }
    }
}
