//! Passing over what the reader does not want.
//!
//! There are two ways. The quick one, `behind_…`, knows what nearly all data looks like and
//! nothing of errors: it keeps its place in a register, for the way from one length to the next is what
//! skipping waits for, and asks only where it reads whether that is still within the input. Where it meets
//! anything unusual, all is taken again from its start by the careful way, which knows everything.

use std::slice;

use avro_model::plan::{Plan, Skip, Step};

use super::{DecodeError, Decoder, bounded, varint};

type Result<T> = std::result::Result<T, DecodeError>;

impl<'de> Decoder<'de> {
    /// Passes over what the writer wrote and the reader has no place for.
    ///
    /// # Errors
    ///
    /// When that is not there, or nests deeper than the limits allow. Strings are not
    /// looked at: that they are UTF-8 is for those to ask who read them.
    #[inline(always)]
    pub fn skip(&mut self, plan: &Plan, skip: &Skip) -> Result<()> {
        let steps = steps_of(plan, skip);
        let rest = self.quickly().and_then(|input| {
            let behind = self.behind_all(plan, steps, input, 0)?;
            input.get(behind..)
        });
        match rest {
            Some(rest) => {
                self.go_to(rest);
                Ok(())
            }
            None => self.skip_carefully(plan, steps),
        }
    }

    /// Passes over all up to the first field that is read; the steps that remain.
    #[inline(always)]
    pub(super) fn skip_all<'p>(&mut self, plan: &Plan, steps: &'p [Step]) -> Result<&'p [Step]> {
        match self.skip_quickly(plan, steps) {
            Some(steps) => Ok(steps),
            None => self.skip_all_carefully(plan, steps),
        }
    }

    #[inline(never)]
    fn skip_quickly<'p>(&mut self, plan: &Plan, mut steps: &'p [Step]) -> Option<&'p [Step]> {
        let input = self.quickly()?;
        let mut at = 0;
        while let [Step::Skip(skip), rest @ ..] = steps {
            at = self.behind(plan, skip, input, at, Self::behind_other)?;
            steps = rest;
        }
        self.go_to(input.get(at..)?);
        Some(steps)
    }

    #[inline(never)]
    fn skip_all_carefully<'p>(&mut self, plan: &Plan, mut steps: &'p [Step]) -> Result<&'p [Step]> {
        while let [Step::Skip(skip), rest @ ..] = steps {
            self.skip_carefully(plan, steps_of(plan, skip))?;
            steps = rest;
        }
        Ok(steps)
    }

    #[inline(never)]
    fn skip_carefully(&mut self, plan: &Plan, steps: &[Skip]) -> Result<()> {
        let mut steps = steps.iter();
        steps.try_for_each(|step| self.skip_step(plan, *step))
    }

    #[inline(never)]
    fn skip_step(&mut self, plan: &Plan, mut step: Skip) -> Result<()> {
        while let Skip::Union(at) = step {
            let branches = plan.skip_union(at);
            let count = bounded(branches.len());
            let index = self.branch(count)?;
            step = match branches.get(index as usize) {
                Some(branch) => *branch,
                None => return Err(self.no_such_branch(index.into(), count)),
            };
        }
        match step {
            Skip::Empty(count) => self.skip_empty(count),
            Skip::Plain {
                before,
                lens,
                varints,
                fixed,
            } => {
                for _ in 0..before {
                    self.long()?;
                }
                for _ in 0..lens {
                    self.bytes()?;
                }
                for _ in 0..varints {
                    self.long()?;
                }
                self.fixed_block(1, fixed).map(|_| ())
            }
            Skip::Blocks(at) | Skip::PlainBlocks { blocks: at, .. } => self.skip_blocks(plan, at),
            Skip::Sequence(_) => {
                self.enter()?;
                self.skip(plan, &step)?;
                self.leave();
                Ok(())
            }
            Skip::Union(_) => Ok(()),
        }
    }

    fn skip_blocks(&mut self, plan: &Plan, at: u32) -> Result<()> {
        let blocks = plan.skip_blocks(at);
        self.enter()?;
        while let Some(count) = self.block_to_skip(blocks.least)? {
            match blocks.item {
                Skip::Plain {
                    before: 0,
                    lens: 0,
                    varints: 0,
                    fixed,
                } => {
                    self.fixed_block(count, fixed)?;
                }
                Skip::Empty(each) => self.charge_empty(count.saturating_mul(each))?,
                _ => {
                    for _ in 0..count {
                        self.skip(plan, &blocks.item)?;
                    }
                }
            }
        }
        self.leave();
        Ok(())
    }

    /// What follows these steps, unless any is unusual.
    #[inline(never)]
    fn behind_all(&self, plan: &Plan, steps: &[Skip], input: &[u8], at: usize) -> Option<usize> {
        let mut steps = steps.iter();
        steps.try_fold(at, |at, step| {
            self.behind(plan, step, input, at, Self::behind_one)
        })
    }

    /// The input for the quick way: no string can be too long, and nothing too deep, so it need not ask.
    #[inline(always)]
    fn quickly(&self) -> Option<&'de [u8]> {
        let input = self.remaining();
        (self.longest() >= input.len() && !self.is_deepest()).then_some(input)
    }

    /// What follows a step that is neither plain nor blocks, unless it is unusual.
    #[inline(never)]
    fn behind_other(&self, plan: &Plan, step: &Skip, input: &[u8], at: usize) -> Option<usize> {
        match step {
            Skip::Sequence(steps) => self.behind_all(plan, plan.skip_sequence(*steps), input, at),
            _ => self.behind_one(plan, step, input, at),
        }
    }

    /// What follows a step, unless it is unusual; `other` knows of what is neither plain nor blocks.
    #[inline(always)]
    fn behind(
        &self,
        plan: &Plan,
        step: &Skip,
        input: &[u8],
        at: usize,
        other: impl Fn(&Self, &Plan, &Skip, &[u8], usize) -> Option<usize>,
    ) -> Option<usize> {
        match *step {
            Skip::Plain {
                before,
                lens,
                varints,
                fixed,
            } => Some(behind_plain(input, at, [before, lens, varints])?.saturating_add(fixed)),
            Skip::PlainBlocks {
                blocks,
                shape,
                fixed,
            } => match SHAPES.get(usize::from(shape)) {
                Some(behind) => Some(behind(input, at, fixed.into())),
                None => self.behind_blocks(plan, blocks, input, at),
            },
            Skip::Blocks(blocks) => self.behind_blocks(plan, blocks, input, at),
            _ => other(self, plan, step, input, at),
        }
    }

    /// What follows blocks whose items have none themselves.
    #[inline(never)]
    fn behind_blocks(&self, plan: &Plan, blocks: u32, input: &[u8], at: usize) -> Option<usize> {
        let blocks = plan.skip_blocks(blocks);
        // Items of no bytes are counted.
        if blocks.least == 0 {
            return None;
        }
        let steps = steps_of(plan, &blocks.item);
        behind_items(input, at, |at| {
            let mut steps = steps.iter();
            steps.try_fold(at, |at, step| self.behind_one(plan, step, input, at))
        })
    }

    /// What follows a value that has no blocks.
    fn behind_one(&self, plan: &Plan, step: &Skip, input: &[u8], mut at: usize) -> Option<usize> {
        let mut step = *step;
        while let Skip::Union(union) = step {
            let index = *input.get(at)?;
            if index & 0x81 != 0 {
                return None;
            }
            step = *plan.skip_union(union).get(usize::from(index >> 1))?;
            at = at.wrapping_add(1);
        }
        match step {
            Skip::Plain {
                before,
                lens,
                varints,
                fixed,
            } => Some(behind_plain(input, at, [before, lens, varints])?.saturating_add(fixed)),
            Skip::Empty(1) if !self.refuses_empty() => Some(at),
            _ => None,
        }
    }
}

/// The steps that a skip stands for.
#[inline(always)]
fn steps_of<'p>(plan: &'p Plan, skip: &'p Skip) -> &'p [Skip] {
    match skip {
        Skip::Sequence(at) => plan.skip_sequence(*at),
        skip => slice::from_ref(skip),
    }
}

/// What follows blocks, whose items `item` passes over.
#[inline(always)]
fn behind_items(
    input: &[u8],
    mut at: usize,
    item: impl Fn(usize) -> Option<usize>,
) -> Option<usize> {
    loop {
        // Of one byte and not negative, as are nearly all.
        let count = *input.get(at)?;
        at = at.wrapping_add(1);
        if count == 0 {
            return Some(at);
        }
        if count & 0x81 != 0 {
            return None;
        }
        for _ in 0..count >> 1 {
            at = item(at)?;
        }
    }
}

/// A function that passes over blocks of items which have a constant number of bytes last.
type Behind = fn(input: &[u8], at: usize, fixed: usize) -> usize;

/// The functions for the shapes of [`Skip::PlainBlocks`].
///
/// The numbers are in the code, so it has no loops for them, and how it goes on in one array says nothing
/// of another with items of another shape.
static SHAPES: [Behind; 18] = [
    plains::<0, 0, 0>,
    plains::<0, 0, 1>,
    plains::<0, 0, 2>,
    plains::<0, 1, 0>,
    plains::<0, 1, 1>,
    plains::<0, 1, 2>,
    plains::<0, 2, 0>,
    plains::<0, 2, 1>,
    plains::<0, 2, 2>,
    plains::<1, 0, 0>,
    plains::<1, 0, 1>,
    plains::<1, 0, 2>,
    plains::<1, 1, 0>,
    plains::<1, 1, 1>,
    plains::<1, 1, 2>,
    plains::<1, 2, 0>,
    plains::<1, 2, 1>,
    plains::<1, 2, 2>,
];

/// The place behind something unusual. Nothing can be read there, so nothing need ask for it.
const NOWHERE: usize = usize::MAX;

/// What follows blocks of plain items.
fn plains<const BEFORE: u16, const LENS: u16, const VARINTS: u16>(
    input: &[u8],
    at: usize,
    fixed: usize,
) -> usize {
    let behind = behind_items(input, at, |at| {
        Some(behind_plain(input, at, [BEFORE, LENS, VARINTS])?.wrapping_add(fixed))
    });
    behind.unwrap_or(NOWHERE)
}

/// What follows integers, strings and integers.
#[inline(always)]
fn behind_plain(input: &[u8], mut at: usize, [before, lens, varints]: [u16; 3]) -> Option<usize> {
    for _ in 0..before {
        at = behind_varint(input, at)?;
    }
    for _ in 0..lens {
        at = behind_bytes(input, at)?;
    }
    for _ in 0..varints {
        at = behind_varint(input, at)?;
    }
    Some(at)
}

/// What follows bytes or a string, whose length takes at most two bytes.
#[inline(always)]
fn behind_bytes(input: &[u8], at: usize) -> Option<usize> {
    let first = *input.get(at)?;
    let next = at.wrapping_add(1);
    let length = match first & 0x81 {
        0 => usize::from(first >> 1),
        0x80 => match *input.get(next)? {
            // One more, for the byte itself.
            second @ ..0x80 => {
                (usize::from(first & 0x7f) >> 1 | usize::from(second) << 6).wrapping_add(1)
            }
            _ => return None,
        },
        _ => return None,
    };
    Some(next.wrapping_add(length))
}

/// What follows an integer, which takes at most eight bytes.
#[inline(always)]
fn behind_varint(input: &[u8], mut at: usize) -> Option<usize> {
    if *input.get(at)? < 0x80 {
        return Some(at.wrapping_add(1));
    }
    if let Some(word) = input.get(at..)?.first_chunk() {
        return Some(at.wrapping_add(varint::length(*word)?));
    }
    // Near the end of the input, where it is short anyway.
    while *input.get(at)? >= 0x80 {
        at = at.wrapping_add(1);
    }
    Some(at.wrapping_add(1))
}

#[cfg(test)]
mod tests {
    use avro_model::Schema;

    use super::*;
    use crate::encoding::{At, Limits};

    /// How far a decoder comes that passes over a field `gone` of this type to read the field behind it.
    fn passed(ty: &str, datum: &[u8], limits: &Limits) -> std::result::Result<usize, String> {
        let record = |fields: &str| {
            let text = format!(r#"{{"type": "record", "name": "R", "fields": [{fields}]}}"#);
            Schema::parse(&text).unwrap()
        };
        let kept = r#"{"name": "kept", "type": "boolean"}"#;
        let writer = record(&format!(r#"{{"name": "gone", "type": {ty}}}, {kept}"#));
        let plan = Plan::new(&writer, &record(kept)).unwrap();
        let mut decoder = Decoder::with_limits(datum, limits);
        let mut fields = At::root(&plan).fields(&mut decoder).unwrap().unwrap();
        match fields.next(&mut decoder) {
            Ok(field) => {
                assert!(matches!(field, Some((0, at)) if at.is_direct()));
                Ok(decoder.offset())
            }
            Err(error) => Err(error.to_string()),
        }
    }

    /// Holds that `datum` is passed over whole, however little follows, and that no start of it is.
    fn holds(ty: &str, datum: &[u8]) {
        let limits = Limits::default();
        for more in [0, 1, 40] {
            let long = [datum, &vec![0x01; more]].concat();
            assert_eq!(
                passed(ty, &long, &limits),
                Ok(datum.len()),
                "{ty} and {more}"
            );
        }
        for length in 0..datum.len() {
            let cut = passed(ty, datum.get(..length).unwrap(), &limits);
            assert!(cut.is_err(), "{length} bytes of {ty}: {cut:?}");
        }
    }

    const LINE: &str = r#"{"type": "record", "name": "Line", "fields": [
        {"name": "sku", "type": "string"}, {"name": "n", "type": "int"},
        {"name": "note", "type": ["null", "string"]}, {"name": "price", "type": "float"}]}"#;

    #[test]
    fn what_a_type_takes_is_passed_over() {
        let string = |length: &[u8], size| [length, &vec![b'x'; size]].concat();
        holds(r#""string""#, b"\x06foo");
        holds(r#""string""#, &string(b"\x7e", 63));
        holds(r#""string""#, &string(b"\x80\x01", 64));
        holds(r#""bytes""#, &string(b"\xfe\x7f", 8191));
        holds(r#""bytes""#, &string(b"\x80\x80\x01", 8192));
        holds(r#""long""#, b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01");
        holds(r#""long""#, b"\x80\x80\x80\x80\x80\x80\x80\x01");
        holds(r#""double""#, &[0xff; 8]);
        holds(LINE, b"\x02a\x80\x01\x02\x04hi\x00\x00\x00\x00");
        holds(LINE, b"\x02a\x01\x00\x00\x00\x00\x00");
        // Too long to be laid into what holds it, and so a sequence.
        let fields = ["a", "b", "c"].map(|name| {
            format!(
                r#"{{"name": "{name}f", "type": "float"}}, {{"name": "{name}s", "type": "string"}}"#
            )
        });
        let long = format!(
            r#"{{"type": "record", "name": "Long", "fields": [{}]}}"#,
            fields.join(", ")
        );
        let datum = b"\x00\x00\x00\x00\x02a".repeat(3);
        holds(&long, &datum);
        let longs = format!(r#"{{"type": "array", "items": {long}}}"#);
        holds(&longs, &[&b"\x04"[..], &datum, &datum, b"\x00"].concat());
    }

    #[test]
    fn arrays_and_maps_are_passed_over_in_blocks_of_any_kind() {
        let lines = format!(r#"{{"type": "array", "items": {LINE}}}"#);
        let line = b"\x02a\x01\x00\xff\xff\xff\xff";
        holds(
            &lines,
            &[&b"\x04"[..], line, line, b"\x02", line, b"\x00"].concat(),
        );
        // With its size in bytes, before and behind one without.
        holds(
            &lines,
            &[&b"\x02"[..], line, b"\x03\x20", line, line, b"\x00"].concat(),
        );
        holds(
            &lines,
            &[&b"\x03\x20"[..], line, line, b"\x02", line, b"\x00"].concat(),
        );
        let many = [&b"\x80\x01"[..], &line.repeat(64), b"\x00"].concat();
        holds(&lines, &many);
        holds(
            r#"{"type": "map", "values": "long"}"#,
            b"\x04\x02a\x80\x01\x02b\x01\x00",
        );
        holds(
            r#"{"type": "map", "values": "null"}"#,
            b"\x04\x02a\x02b\x00",
        );
        holds(
            r#"{"type": "array", "items": "float"}"#,
            b"\x04\x80\x80\x80\x80\x80\x80\x80\x80\x00",
        );
        let change = r#"{"type": "record", "name": "Change", "fields": [
            {"name": "at", "type": "long"}, {"name": "by", "type": "string"},
            {"name": "what", "type": "string"}, {"name": "version", "type": "int"}]}"#;
        holds(
            &format!(r#"{{"type": "array", "items": {change}}}"#),
            b"\x04\x80\x80\x01\x02a\x00\x02\x7f\x00\x04bc\x80\x01\x00",
        );
        // More strings than there is code of its own for, in blocks within blocks.
        let names = r#"{"type": "record", "name": "Names", "fields": [
            {"name": "a", "type": "string"}, {"name": "b", "type": "string"},
            {"name": "c", "type": "bytes"}, {"name": "d", "type": "bytes"}]}"#;
        holds(
            &format!(r#"{{"type": "array", "items": {{"type": "map", "values": {names}}}}}"#),
            b"\x04\x02\x02k\x02a\x00\x00\x02d\x00\x00\x00",
        );
        let nested = r#"{"type": "array", "items": {"type": "map", "values": ["null", "string"]}}"#;
        holds(
            nested,
            b"\x04\x02\x02a\x00\x00\x04\x02b\x02\x02x\x02c\x00\x00\x00",
        );
    }

    #[test]
    fn what_is_wrong_is_told() {
        let told = |ty: &str, datum: &[u8]| passed(ty, datum, &Limits::default()).unwrap_err();
        assert!(told(r#""string""#, b"\x01").contains("negative"));
        assert!(told(r#""string""#, b"\x08abc").contains('4'));
        assert!(told(r#"["null", "int"]"#, b"\x04\x00").contains("branch"));
        assert!(told(r#""long""#, &[0xff; 12]).contains("64 bits"));
        let strings = r#"{"type": "array", "items": "string"}"#;
        assert!(told(strings, b"\x04\x02a\x01").contains("negative"));
        assert!(told(strings, b"\x7e\x02a").contains("63"));
    }

    #[test]
    fn limits_hold_for_what_is_passed_over() {
        let limits = Limits::default().with_depth(1).with_length(3);
        let strings = r#"{"type": "array", "items": "string"}"#;
        assert_eq!(passed(strings, b"\x02\x06foo\x00", &limits), Ok(6));
        assert!(passed(strings, b"\x02\x08food\x00", &limits).is_err());
        let nested = format!(r#"{{"type": "array", "items": {strings}}}"#);
        assert!(passed(&nested, b"\x02\x02\x02a\x00\x00", &limits).is_err());
        let limits = Limits::default().with_depth(0);
        assert!(passed(strings, b"\x02\x02a\x00", &limits).is_err());
        let limits = Limits::default().with_empty_values(2);
        let nulls = r#"{"type": "array", "items": "null"}"#;
        assert_eq!(passed(nulls, b"\x04\x00", &limits), Ok(2));
        assert!(passed(nulls, b"\x06\x00", &limits).is_err());
    }
}
