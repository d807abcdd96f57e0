//! Reading values from a slice.
//!
//! A [`Decoder`] is the slice that is left, with what the [`Limits`] still
//! grant. It hands out primitives; the codecs of types call it and know what
//! comes next. Every length and count is checked against the bytes that remain
//! before anything is allocated for it.

use super::error::{DecodeError, DecodeErrorKind};
use super::limits::{Limit, Limits};
use super::stack;
use super::utf8;
use super::varint::{self, Fault};

/// Bytes of a datum, and how far they have been read.
///
/// Types read themselves from a decoder through [`Decode`](super::Decode); a
/// program seldom needs to touch one. It does when a type has a codec of its
/// own.
///
/// # Example
///
/// ```
/// use avro_core::encoding::Decoder;
///
/// let mut decoder = Decoder::new(b"\x36\x06foo");
/// assert_eq!(decoder.long()?, 27);
/// assert_eq!(decoder.str()?, "foo");
/// assert!(decoder.remaining().is_empty());
/// # Ok::<(), avro_core::DecodeError>(())
/// ```
#[derive(Debug)]
pub struct Decoder<'de> {
    rest: &'de [u8],
    /// Offset of the end of `rest` in the whole input.
    end: usize,
    depth: u32,
    /// Where the stack was when the first level was entered.
    bottom: usize,
    memory: usize,
    empty: usize,
    limits: Allowance,
    aside: Option<Aside<'de>>,
}

/// The input, while something else is read.
#[derive(Debug)]
struct Aside<'de> {
    rest: &'de [u8],
    end: usize,
}

/// The limits as they were at the start of a datum.
#[derive(Clone, Copy, Debug)]
struct Allowance {
    depth: u32,
    stack: usize,
    length: usize,
    memory: usize,
    empty: usize,
}

/// What one byte of input may become in memory beyond [`Limits::memory`].
const MEMORY_PER_BYTE: usize = 16;

/// How much is reserved at once for items that have not been seen.
const RESERVED_AHEAD: usize = 64 << 10;

/// How many bytes of memory each byte of input may be charged for while all that a count asks is reserved. Records
/// in memory are seldom more than twice as large as on the wire.
const RESERVED_PER_BYTE: usize = 4;

type Result<T> = std::result::Result<T, DecodeError>;

impl<'de> Decoder<'de> {
    /// A decoder of one datum, with the default limits.
    #[inline]
    #[must_use]
    pub fn new(input: &'de [u8]) -> Self {
        Self::with_limits(input, &Limits::DEFAULT)
    }

    /// A decoder of one datum, with these limits.
    #[inline]
    #[must_use]
    pub fn with_limits(input: &'de [u8], limits: &Limits) -> Self {
        Self::with_grant(input, limits, input.len())
    }

    /// A decoder of one datum that came as `sent` bytes, before they were decompressed.
    #[inline]
    pub(crate) fn with_grant(input: &'de [u8], limits: &Limits, sent: usize) -> Self {
        let limits = Allowance {
            depth: limits.depth(),
            stack: limits.stack(),
            length: limits.length(),
            memory: limits
                .memory()
                .saturating_add(sent.min(input.len()).saturating_mul(MEMORY_PER_BYTE)),
            empty: limits.empty_values(),
        };
        Decoder {
            rest: input,
            end: input.len(),
            depth: limits.depth,
            bottom: 0,
            memory: limits.memory,
            empty: limits.empty,
            limits,
            aside: None,
        }
    }

    /// What has not been read yet.
    #[inline]
    #[must_use]
    pub fn remaining(&self) -> &'de [u8] {
        self.rest
    }

    /// How many bytes have been read.
    #[inline]
    #[must_use]
    pub fn offset(&self) -> usize {
        self.end.wrapping_sub(self.rest.len())
    }

    /// An error of this kind at the place that was reached.
    #[cold]
    #[inline(never)]
    pub fn error(&self, kind: DecodeErrorKind) -> DecodeError {
        DecodeError::new(kind, self.place(0))
    }

    /// An error that says the value found was refused, and why.
    #[cold]
    #[inline(never)]
    pub fn refuse(&self, why: impl std::fmt::Display) -> DecodeError {
        self.error(DecodeErrorKind::Refused(why.to_string()))
    }

    #[cold]
    #[inline(never)]
    fn exceeded(&self, which: Limit, limit: usize) -> DecodeError {
        self.error(DecodeErrorKind::LimitExceeded {
            which,
            limit: limit as u64,
        })
    }

    #[cold]
    #[inline(never)]
    fn beyond(&self, length: usize) -> DecodeError {
        self.error(DecodeErrorKind::LengthBeyondInput {
            length: length as u64,
            remaining: self.rest.len(),
        })
    }

    /// Fails where bytes follow the datum.
    ///
    /// # Errors
    ///
    /// When anything is left.
    #[inline]
    pub fn finish(&self) -> Result<()> {
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(self.error(DecodeErrorKind::TrailingBytes {
            count: self.rest.len(),
        }))
    }

    /// A boolean: one byte, 0 or 1.
    ///
    /// # Errors
    ///
    /// At the end of the input, and on any other byte.
    #[inline(always)]
    pub fn boolean(&mut self) -> Result<bool> {
        match self.rest {
            [byte @ (0 | 1), rest @ ..] => {
                self.rest = rest;
                Ok(*byte == 1)
            }
            [byte, ..] => {
                let byte = *byte;
                Err(self.error(DecodeErrorKind::NotABoolean { byte }))
            }
            [] => Err(self.error(DecodeErrorKind::UnexpectedEnd)),
        }
    }

    /// A long: a zig-zag varint of at most ten bytes.
    ///
    /// # Errors
    ///
    /// At the end of the input, and when there are more than 64 bits.
    #[inline(always)]
    pub fn long(&mut self) -> Result<i64> {
        match self.code() {
            Some((code, rest)) => {
                self.rest = rest;
                Ok(varint::unzigzag(code))
            }
            None => Err(self.no_integer()),
        }
    }

    /// The zig-zag code of the integer that comes next, and what follows it.
    ///
    /// The decoder goes on only when a value is known to be good, and what is out of line answers in registers:
    /// so the place that was reached stays in registers from value to value.
    #[inline(always)]
    fn code(&self) -> Option<(u64, &'de [u8])> {
        match *self.rest {
            [a, ref rest @ ..] if a < 0x80 => Some((u64::from(a), rest)),
            [a, b, ref rest @ ..] if b < 0x80 => Some((two(a, b), rest)),
            _ => self.long_code(),
        }
    }

    /// The same of an integer of any length, mostly out of line.
    #[inline(always)]
    fn long_code(&self) -> Option<(u64, &'de [u8])> {
        let (length, code) = code_of_many_bytes(self.rest);
        Some((code, self.rest.get(length..)?))
    }

    /// Why no integer can be read.
    #[cold]
    #[inline(never)]
    fn no_integer(&self) -> DecodeError {
        match varint::take(self.rest) {
            Err(Fault::End) => self.error(DecodeErrorKind::UnexpectedEnd),
            _ => self.error(DecodeErrorKind::IntegerTooLong),
        }
    }

    /// An int: a long that has 32 bits.
    ///
    /// # Errors
    ///
    /// As for [`long`](Self::long), and when the number has more bits.
    #[inline(always)]
    pub fn int(&mut self) -> Result<i32> {
        self.integer("an int")
    }

    /// Holds the integer that comes next against the range of an int, without reading it.
    ///
    /// # Errors
    ///
    /// As for [`int`](Self::int).
    pub(super) fn check_int(&mut self) -> Result<()> {
        let before = self.rest;
        self.int()?;
        self.rest = before;
        Ok(())
    }

    /// A long that has to fit a narrower integer, which `expected` names with its article.
    ///
    /// # Errors
    ///
    /// As for [`long`](Self::long), and when the number does not fit.
    #[inline(always)]
    pub fn integer<T: TryFrom<i64>>(&mut self, expected: &'static str) -> Result<T> {
        let fit = |(code, rest)| Some((T::try_from(varint::unzigzag(code)).ok()?, rest));
        // Each length by itself: of a short code it is known that an int can hold it.
        let found = match *self.rest {
            [a, ref rest @ ..] if a < 0x80 => fit((u64::from(a), rest)),
            [a, b, ref rest @ ..] if b < 0x80 => fit((two(a, b), rest)),
            [a, b, c, ref rest @ ..] if c < 0x80 => fit((three(a, b, c), rest)),
            _ => self.long_code().and_then(fit),
        };
        match found {
            Some((value, rest)) => {
                self.rest = rest;
                Ok(value)
            }
            None => Err(self.no_integer_for(expected)),
        }
    }

    /// Why no integer can be read that fits where `expected` is.
    #[cold]
    #[inline(never)]
    fn no_integer_for(&self, expected: &'static str) -> DecodeError {
        match varint::take(self.rest) {
            Ok((value, _)) => self.error(DecodeErrorKind::OutOfRange { value, expected }),
            Err(_) => self.no_integer(),
        }
    }

    /// A float: four bytes, little-endian.
    ///
    /// # Errors
    ///
    /// At the end of the input.
    #[inline(always)]
    pub fn float(&mut self) -> Result<f32> {
        self.array().map(f32::from_le_bytes)
    }

    /// A double: eight bytes, little-endian.
    ///
    /// # Errors
    ///
    /// At the end of the input.
    #[inline(always)]
    pub fn double(&mut self) -> Result<f64> {
        self.array().map(f64::from_le_bytes)
    }

    /// A fixed of `N` bytes.
    ///
    /// # Errors
    ///
    /// At the end of the input.
    #[inline(always)]
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.array_ref().copied()
    }

    /// A fixed of `N` bytes, where it lies.
    ///
    /// # Errors
    ///
    /// At the end of the input.
    #[inline(always)]
    pub fn array_ref<const N: usize>(&mut self) -> Result<&'de [u8; N]> {
        match self.rest.split_first_chunk::<N>() {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(bytes)
            }
            None => Err(self.beyond(N)),
        }
    }

    /// A fixed of `size` bytes.
    ///
    /// # Errors
    ///
    /// When fewer are left, or the size is over [`Limits::length`].
    #[inline(always)]
    pub fn fixed(&mut self, size: usize) -> Result<&'de [u8]> {
        match self.rest.split_at_checked(size) {
            Some((bytes, rest)) if size <= self.limits.length => {
                self.rest = rest;
                Ok(bytes)
            }
            Some(_) => Err(self.exceeded(Limit::Length, self.limits.length)),
            None => Err(self.beyond(size)),
        }
    }

    /// The bytes of `count` values that take `width` bytes each.
    ///
    /// # Errors
    ///
    /// When fewer are left.
    #[inline(always)]
    pub fn fixed_block(&mut self, count: usize, width: usize) -> Result<&'de [u8]> {
        let size = count.saturating_mul(width);
        match self.rest.split_at_checked(size) {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(bytes)
            }
            None => Err(self.beyond(size)),
        }
    }

    /// The length of bytes or a string.
    #[inline(always)]
    fn length(&mut self) -> Result<usize> {
        let length = self.long()?;
        match usize::try_from(length) {
            Ok(length) => Ok(length),
            Err(_) => Err(self.bad_length(length)),
        }
    }

    #[cold]
    #[inline(never)]
    fn bad_length(&self, length: i64) -> DecodeError {
        if length < 0 {
            return self.error(DecodeErrorKind::NegativeLength { length });
        }
        self.error(DecodeErrorKind::LengthBeyondInput {
            length: length.cast_unsigned(),
            remaining: self.rest.len(),
        })
    }

    /// Bytes: a length, and so many bytes.
    ///
    /// # Errors
    ///
    /// When the length is negative, more than what is left, or over
    /// [`Limits::length`].
    #[inline(always)]
    pub fn bytes(&mut self) -> Result<&'de [u8]> {
        if let Some((length, rest)) = self.length_ahead()
            && let Some((bytes, rest)) = rest.split_at_checked(length)
        {
            self.rest = rest;
            return Ok(bytes);
        }
        Err(self.no_bytes())
    }

    /// A string: a length, and so many bytes of UTF-8.
    ///
    /// # Errors
    ///
    /// As for [`bytes`](Self::bytes), and when they are not UTF-8.
    #[inline(always)]
    pub fn str(&mut self) -> Result<&'de str> {
        if let Some((length, rest)) = self.length_ahead()
            && let Some((text, rest)) = utf8::split(rest, length)
        {
            self.rest = rest;
            return Ok(text);
        }
        Err(self.no_bytes())
    }

    /// A string of its own.
    #[inline(always)]
    pub(crate) fn string(&mut self) -> Result<String> {
        self.str().map(str::to_owned)
    }

    /// Bytes of their own.
    #[inline(always)]
    pub(crate) fn byte_vec(&mut self) -> Result<Vec<u8>> {
        self.bytes().map(<[u8]>::to_vec)
    }

    /// The length of the bytes or the string that comes next, if it may be as long, and what follows it.
    #[inline(always)]
    fn length_ahead(&self) -> Option<(usize, &'de [u8])> {
        let (code, rest) = self.code()?;
        // A code is twice its length; an odd one is a negative number.
        let length = usize::try_from(code >> 1).ok()?;
        (code & 1 == 0 && length <= self.limits.length).then_some((length, rest))
    }

    /// Why no bytes can be read, or else why they are no string.
    #[cold]
    #[inline(never)]
    fn no_bytes(&mut self) -> DecodeError {
        let bytes = self.length().and_then(|length| self.fixed(length));
        match bytes {
            Ok(bytes) => self.error_before(bytes.len(), DecodeErrorKind::NotUtf8),
            Err(error) => error,
        }
    }

    /// An error about the `length` bytes that were just read.
    #[cold]
    #[inline(never)]
    pub(crate) fn error_before(&self, length: usize, kind: DecodeErrorKind) -> DecodeError {
        DecodeError::new(kind, self.place(length))
    }

    /// `length` bytes before what is read next; in a default the place where the input was left for it.
    fn place(&self, length: usize) -> usize {
        match &self.aside {
            Some(aside) => aside.end.wrapping_sub(aside.rest.len()),
            None => self.offset().saturating_sub(length),
        }
    }

    /// The index of a union's branch, of which there are `branches`.
    ///
    /// # Errors
    ///
    /// When the index is none of theirs.
    #[inline(always)]
    pub fn branch(&mut self, branches: u32) -> Result<u32> {
        self.index(branches, Self::no_such_branch)
    }

    /// The index of an enum's symbol, of which there are `symbols`.
    ///
    /// # Errors
    ///
    /// When the index is none of theirs.
    #[inline(always)]
    pub fn symbol(&mut self, symbols: u32) -> Result<u32> {
        self.index(symbols, Self::no_such_symbol)
    }

    /// An index below `end`; of others `refuse` makes the error.
    #[inline(always)]
    fn index(&mut self, end: u32, refuse: fn(&Self, i64, u32) -> DecodeError) -> Result<u32> {
        // Nearly all take one byte.
        if let Some((&byte, rest)) = self.rest.split_first()
            && byte & 0x81 == 0
            && u32::from(byte >> 1) < end
        {
            self.rest = rest;
            return Ok(u32::from(byte >> 1));
        }
        let (length, index) = index_of_many_bytes(self.rest, end);
        match self.rest.get(length..) {
            Some(rest) => {
                self.rest = rest;
                Ok(index)
            }
            None => Err(self.no_index(end, refuse)),
        }
    }

    /// Why no index can be read.
    #[cold]
    #[inline(never)]
    fn no_index(&self, end: u32, refuse: fn(&Self, i64, u32) -> DecodeError) -> DecodeError {
        match varint::take(self.rest) {
            Ok((index, _)) => refuse(self, index, end),
            Err(_) => self.no_integer(),
        }
    }

    /// The error for a branch that is not there.
    #[cold]
    #[inline(never)]
    pub fn no_such_branch(&self, index: i64, branches: u32) -> DecodeError {
        self.error(DecodeErrorKind::NoSuchBranch {
            index,
            branches: branches as usize,
        })
    }

    /// The error for a symbol that is not there.
    #[cold]
    #[inline(never)]
    pub fn no_such_symbol(&self, index: i64, symbols: u32) -> DecodeError {
        self.error(DecodeErrorKind::NoSuchSymbol {
            index,
            symbols: symbols as usize,
        })
    }

    /// One level further down, where a value lies behind a pointer.
    ///
    /// # Errors
    ///
    /// When that is deeper than [`Limits::depth`], or the way there has taken more
    /// than [`Limits::stack`].
    #[inline(always)]
    pub fn enter(&mut self) -> Result<()> {
        let here = stack::here();
        if self.depth == self.limits.depth {
            self.bottom = here;
        }
        if self.bottom.abs_diff(here) > self.limits.stack {
            return Err(self.exceeded(Limit::Stack, self.limits.stack));
        }
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                Ok(())
            }
            None => Err(self.exceeded(Limit::Depth, self.limits.depth as usize)),
        }
    }

    /// Back up from [`enter`](Self::enter). After an error it need not be called.
    #[inline(always)]
    pub fn leave(&mut self) {
        self.depth = self.depth.wrapping_add(1);
    }

    /// [`enter`](Self::enter) for an array. Where its items are leaves nothing can lie deeper: then levels are
    /// asked for, and the stack is not, of which one more frame is taken at most.
    #[inline(always)]
    pub(super) fn enter_items(&mut self, are_leaves: bool) -> Result<()> {
        if !are_leaves {
            return self.enter();
        }
        if self.is_deepest() {
            return Err(self.exceeded(Limit::Depth, self.limits.depth as usize));
        }
        Ok(())
    }

    /// Back up from [`enter_items`](Self::enter_items).
    #[inline(always)]
    pub(super) fn leave_items(&mut self, are_leaves: bool) {
        if !are_leaves {
            self.leave();
        }
    }

    /// Takes `bytes` off the datum's budget of memory.
    ///
    /// # Errors
    ///
    /// When the budget is spent.
    #[inline(always)]
    pub fn charge(&mut self, bytes: usize) -> Result<()> {
        match self.memory.checked_sub(bytes) {
            Some(memory) => {
                self.memory = memory;
                Ok(())
            }
            None => Err(self.exceeded(Limit::Memory, self.limits.memory)),
        }
    }

    /// Takes `count` values of no bytes off the datum's budget of them.
    ///
    /// # Errors
    ///
    /// When the budget is spent.
    #[inline(always)]
    pub fn charge_empty(&mut self, count: usize) -> Result<()> {
        match self.empty.checked_sub(count) {
            Some(empty) => {
                self.empty = empty;
                Ok(())
            }
            None => Err(self.exceeded(Limit::EmptyValues, self.limits.empty)),
        }
    }

    /// How many items the next block of an array or a map has, of at least `least`
    /// bytes on the wire and `size` bytes in memory each; `None` at the end.
    ///
    /// The items are charged to the budget here; what to reserve for them says
    /// [`reservation`](Self::reservation). A block's size in bytes, where it is
    /// given, is for those who skip it: like all other implementations this one
    /// reads the items and does not hold them against it.
    ///
    /// # Errors
    ///
    /// When the count cannot be held by the input that is left, or by the budget.
    #[inline(always)]
    pub fn block(&mut self, least: usize, size: usize) -> Result<Option<usize>> {
        let count = self.long()?;
        if count == 0 {
            return Ok(None);
        }
        if let Ok(count) = usize::try_from(count)
            && let Some(room) = self.rest.len().checked_div(least)
            && count <= room
        {
            self.charge(count.saturating_mul(size))?;
            return Ok(Some(count));
        }
        self.unusual_block(count, least, size)
    }

    /// A block that says its size, or whose items may take no bytes, or an illegal one.
    #[inline(never)]
    fn unusual_block(&mut self, count: i64, least: usize, size: usize) -> Result<Option<usize>> {
        if count < 0 {
            let bytes = self.length()?;
            if bytes > self.rest.len() {
                return Err(self.beyond(bytes));
            }
        }
        let declared = count.unsigned_abs();
        let room = self.rest.len().checked_div(least);
        let count = match usize::try_from(declared) {
            Ok(count) if room.is_none_or(|room| count <= room) => count,
            _ => {
                return Err(self.error(DecodeErrorKind::CountBeyondInput {
                    count: declared,
                    least,
                    remaining: self.rest.len(),
                }));
            }
        };
        if least == 0 {
            self.charge_empty(count)?;
        }
        self.charge(count.saturating_mul(size))?;
        Ok(Some(count))
    }

    /// How many items the next block of an array or a map has that are to be passed over one
    /// by one; `None` at the end. A block that says its size in bytes is jumped over: it has none.
    ///
    /// # Errors
    ///
    /// When the count or the size cannot be held by the input that is left.
    #[inline]
    pub fn block_to_skip(&mut self, least: usize) -> Result<Option<usize>> {
        let count = self.long()?;
        if count < 0 {
            let bytes = self.length()?;
            return self.fixed_block(1, bytes).map(|_| Some(0));
        }
        match usize::try_from(count) {
            Ok(0) => Ok(None),
            Ok(count) if count.saturating_mul(least) <= self.rest.len() => Ok(Some(count)),
            _ => Err(self.error(DecodeErrorKind::CountBeyondInput {
                count: count.unsigned_abs(),
                least,
                remaining: self.rest.len(),
            })),
        }
    }

    /// Holds `count` values of no bytes that are passed over at once against the limit on them.
    ///
    /// Nothing is taken off the budget: passing over them is no work, and what could
    /// have been read can be passed over.
    ///
    /// # Errors
    ///
    /// When there are more than any datum may have.
    #[inline]
    pub fn skip_empty(&self, count: usize) -> Result<()> {
        if count > self.limits.empty {
            return Err(self.exceeded(Limit::EmptyValues, self.limits.empty));
        }
        Ok(())
    }

    /// Goes on to read what does not stand in the input, such as a default, against the same limits.
    ///
    /// Its bytes are taken off the budget of memory: no input had to pay for them. The place of
    /// an error is then that where the input was left. One may follow another before it goes [back](Self::back).
    #[inline(always)]
    pub(crate) fn turn_to(&mut self, bytes: &'de [u8]) -> Result<()> {
        self.charge(bytes.len())?;
        if self.aside.is_none() {
            self.aside = Some(Aside {
                rest: self.rest,
                end: self.end,
            });
        }
        self.rest = bytes;
        self.end = bytes.len();
        Ok(())
    }

    /// Goes back to the input, from where it was left.
    #[inline(always)]
    pub(crate) fn back(&mut self) {
        if let Some(aside) = self.aside.take() {
            self.rest = aside.rest;
            self.end = aside.end;
        }
    }

    /// The longest bytes, string or fixed that may be read.
    #[inline(always)]
    pub(super) fn longest(&self) -> usize {
        self.limits.length
    }

    /// Whether nothing can be entered any more.
    #[inline(always)]
    pub(super) fn is_deepest(&self) -> bool {
        self.depth == 0
    }

    /// Whether not a single value of no bytes may be read.
    #[inline(always)]
    pub(super) fn refuses_empty(&self) -> bool {
        self.limits.empty == 0
    }

    /// Goes on where `rest`, a part of the input, begins.
    #[inline(always)]
    pub(crate) fn go_to(&mut self, rest: &'de [u8]) {
        self.rest = rest;
    }

    /// How many of `count` items of `size` bytes to reserve for before any has been read, after the datum has been
    /// [charged](Self::charge) for them: all that 64 KiB hold, or simply all as long as the datum has been charged
    /// for no more than four bytes for each of the input. Memory follows the data, it does not run ahead.
    #[inline(always)]
    #[must_use]
    pub fn reservation(&self, count: usize, size: usize) -> usize {
        let unseen = Self::unseen(count, size);
        if unseen == count || self.is_in_proportion(count.saturating_mul(size)) {
            return count;
        }
        unseen
    }

    /// The same of items that nothing has been charged for.
    #[inline(always)]
    pub(crate) fn unseen(count: usize, size: usize) -> usize {
        let most = RESERVED_AHEAD.checked_div(size).unwrap_or(count);
        count.min(most.max(1))
    }

    /// Whether the datum has been charged for no more than [`RESERVED_PER_BYTE`]; for what is `asked` at least.
    #[cold]
    #[inline(never)]
    fn is_in_proportion(&self, asked: usize) -> bool {
        let charged = self.limits.memory.saturating_sub(self.memory);
        charged.max(asked) <= self.end.saturating_mul(RESERVED_PER_BYTE)
    }
}

/// The zig-zag code of two bytes, of which the first says that another follows.
#[inline(always)]
fn two(a: u8, b: u8) -> u64 {
    u64::from(a & 0x7f) | (u64::from(b) << 7)
}

/// The same of three bytes, of which the first two say that another follows.
#[inline(always)]
fn three(a: u8, b: u8, c: u8) -> u64 {
    two(a, b & 0x7f) | (u64::from(c) << 14)
}

/// How many bytes the integer takes that `input` begins with, and its zig-zag code. No input has as many bytes as
/// are told where there is none.
#[inline(never)]
fn code_of_many_bytes(input: &[u8]) -> (usize, u64) {
    if let Some(word) = input.first_chunk()
        && let Some((code, length)) = varint::short_code(*word)
    {
        return (length, code);
    }
    match varint::take(input) {
        Ok((value, rest)) => (input.len().wrapping_sub(rest.len()), varint::zigzag(value)),
        Err(_) => (usize::MAX, 0),
    }
}

/// The same of an index below `end`.
#[cold]
#[inline(never)]
fn index_of_many_bytes(input: &[u8], end: u32) -> (usize, u32) {
    let (length, code) = code_of_many_bytes(input);
    // A code is twice its index; an odd one is a negative number.
    match u32::try_from(code >> 1) {
        Ok(index) if code & 1 == 0 && index < end => (length, index),
        _ => (usize::MAX, 0),
    }
}

/// A number of branches or symbols, as a decoder takes it.
#[inline(always)]
pub(crate) fn bounded(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
