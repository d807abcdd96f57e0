//! Reading by hand, for exactly this pair of schemas: the writer's fields in their order, each either
//! read to where the reader wants it or passed over on the spot.
//!
//! Strings that are passed over are not looked at. Blocks that say their size are jumped over.

use super::model::{CHANNEL, Order, OrderRef, PRIORITY, Status};
use crate::limit::{Input, Result, Retake, Take};

/// The least bytes of a line: two strings, an int and a double.
const LEAST_LINE: usize = 11;
/// The least bytes of a change: a long and two strings.
const LEAST_CHANGE: usize = 3;
/// The least bytes of a pair: a key, and a string or a long.
const LEAST_PAIR: usize = 2;

impl Status {
    #[inline(always)]
    fn take(input: &mut Input<'_>) -> Result<Self> {
        let index = input.index(Self::ALL.len() as u64)?;
        Ok(Self::ALL[index as usize])
    }
}

/// `tenant` and `created_at`.
#[inline(always)]
fn skip_after_id(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes()?;
    input.skip_large_long()
}

/// `email`, `phone` and `lines`.
#[inline(always)]
fn skip_after_customer(input: &mut Input<'_>) -> Result<()> {
    input.skip_nullable_bytes()?;
    input.skip_nullable_bytes()?;
    input.skip_blocks(LEAST_LINE, |input| {
        input.skip_bytes()?;
        input.skip_bytes()?;
        input.skip_long()?;
        input.skip(size_of::<f64>())
    })
}

/// `street`, `city` and `postcode`.
#[inline(always)]
fn skip_after_quantity(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes()?;
    input.skip_bytes()?;
    input.skip_bytes()
}

/// `tags` and `history`.
#[inline(always)]
fn skip_after_weight(input: &mut Input<'_>) -> Result<()> {
    input.skip_blocks(1, Input::skip_bytes)?;
    input.skip_blocks(LEAST_CHANGE, |input| {
        input.skip_large_long()?;
        input.skip_bytes()?;
        input.skip_bytes()
    })
}

/// `counters`, `coupon` and `attempts`.
#[inline(always)]
fn skip_after_note(input: &mut Input<'_>) -> Result<()> {
    input.skip_blocks(LEAST_PAIR, |input| {
        input.skip_bytes()?;
        input.skip_long()
    })?;
    input.skip_nullable_bytes()?;
    input.skip_long()
}

/// `carrier`, `attributes` and `updated_at`.
#[inline(always)]
fn skip_after_total(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes()?;
    skip_strings(input)?;
    input.skip_large_long()
}

/// A map of strings.
#[inline(always)]
fn skip_strings(input: &mut Input<'_>) -> Result<()> {
    input.skip_blocks(LEAST_PAIR, |input| {
        input.skip_bytes()?;
        input.skip_bytes()
    })
}

/// The fields as the writer has them, each read by what stands behind its name.
macro_rules! order {
    ($input:ident, $order:ident, $text:ident) => {{
        let id = $input.long()?;
        skip_after_id($input)?;
        let customer = $input.$text()?;
        skip_after_customer($input)?;
        let quantity = $input.int()?.into();
        skip_after_quantity($input)?;
        let country = $input.$text()?;
        let status = Status::take($input)?;
        skip_strings($input)?;
        let recipient = $input.$text()?;
        $input.skip_bytes()?;
        let weight = f32::from_le_bytes($input.fixed()?).into();
        skip_after_weight($input)?;
        let paid = $input.boolean()?;
        $input.skip_bytes()?;
        $input.skip_bytes()?;
        let note = $input.nullable(Input::$text)?;
        skip_after_note($input)?;
        let total = $input.double()?;
        skip_after_total($input)?;
        Ok($order {
            status,
            id,
            total,
            recipient,
            customer,
            channel: CHANNEL.into(),
            country,
            note,
            weight,
            priority: PRIORITY,
            paid,
            quantity,
        })
    }};
}

impl<'de> Take<'de> for Order {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        order!(input, Order, owned)
    }
}

impl<'de> Take<'de> for OrderRef<'de> {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        order!(input, OrderRef, text)
    }
}

impl<'de> Retake<'de> for Order {
    #[inline]
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()> {
        self.id = input.long()?;
        skip_after_id(input)?;
        input.text_into(&mut self.customer)?;
        skip_after_customer(input)?;
        self.quantity = input.int()?.into();
        skip_after_quantity(input)?;
        input.text_into(&mut self.country)?;
        self.status = Status::take(input)?;
        skip_strings(input)?;
        input.text_into(&mut self.recipient)?;
        input.skip_bytes()?;
        self.weight = f32::from_le_bytes(input.fixed()?).into();
        skip_after_weight(input)?;
        self.paid = input.boolean()?;
        input.skip_bytes()?;
        input.skip_bytes()?;
        input.nullable_text_into(&mut self.note)?;
        skip_after_note(input)?;
        self.total = input.double()?;
        skip_after_total(input)?;
        self.channel.clear();
        self.channel.push_str(CHANNEL);
        self.priority = PRIORITY;
        Ok(())
    }
}
