//! Reading by hand, for exactly this pair of schemas: the writer's fields in their order, each either
//! read to where the reader wants it or passed over on the spot.
//!
//! Strings that are passed over are not looked at. Blocks that say their size are jumped over.

use super::model::{CHANNEL, Order, OrderRef, PRIORITY, Status};
use crate::limit::{Input, Result, Retake, Take};

/// The least bytes of the records that are passed over.
const LEAST_LINE: usize = 11;
const LEAST_PAYMENT: usize = 10;
const LEAST_PARCEL: usize = 7;
const LEAST_CHANGE: usize = 3;
const LEAST_DISCOUNT: usize = 10;
const LEAST_RETURN: usize = 10;
/// The least bytes of a pair: a key, and a string or a long.
const LEAST_PAIR: usize = 2;
/// The least bytes of a pair of a key and a double.
const LEAST_DOUBLE_PAIR: usize = 9;

impl Status {
    #[inline(always)]
    fn take(input: &mut Input<'_>) -> Result<Self> {
        let index = input.index(Self::ALL.len() as u64)?;
        Ok(Self::ALL[index as usize])
    }
}

/// `email` and `lines`.
#[inline(always)]
fn skip_after_customer(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes()?;
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

/// `referrer` and `payments`.
#[inline(always)]
fn skip_after_buyer(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes()?;
    input.skip_blocks(LEAST_PAYMENT, |input| {
        input.skip_large_long()?;
        input.skip_bytes_and(size_of::<f64>())
    })
}

/// `parcels` and `history`.
#[inline(always)]
fn skip_after_weight(input: &mut Input<'_>) -> Result<()> {
    input.skip_blocks(LEAST_PARCEL, |input| {
        input.skip_bytes()?;
        input.skip_large_long()?;
        input.skip_large_long()?;
        input.skip(size_of::<f32>())
    })?;
    input.skip_blocks(LEAST_CHANGE, |input| {
        input.skip_large_long()?;
        input.skip_bytes()?;
        input.skip_bytes()
    })
}

/// `counters`, `visits` and `discounts`.
#[inline(always)]
fn skip_after_note(input: &mut Input<'_>) -> Result<()> {
    skip_longs(input)?;
    skip_longs(input)?;
    input.skip_blocks(LEAST_DISCOUNT, |input| {
        input.skip_bytes()?;
        input.skip_long()?;
        input.skip(size_of::<f64>())
    })
}

/// `carrier`, `attributes`, `rates`, `returns` and `scores`.
#[inline(always)]
fn skip_after_total(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes()?;
    skip_strings(input)?;
    skip_doubles(input)?;
    input.skip_blocks(LEAST_RETURN, |input| {
        input.skip_long()?;
        input.skip_bytes_and(size_of::<f64>())
    })?;
    skip_doubles(input)
}

/// A map of strings.
#[inline(always)]
fn skip_strings(input: &mut Input<'_>) -> Result<()> {
    input.skip_blocks(LEAST_PAIR, |input| {
        input.skip_bytes()?;
        input.skip_bytes()
    })
}

/// A map of longs, of more than one byte each.
#[inline(always)]
fn skip_longs(input: &mut Input<'_>) -> Result<()> {
    input.skip_blocks(LEAST_PAIR, |input| {
        input.skip_bytes()?;
        input.skip_large_long()
    })
}

/// A map of doubles.
#[inline(always)]
fn skip_doubles(input: &mut Input<'_>) -> Result<()> {
    input.skip_blocks(LEAST_DOUBLE_PAIR, |input| {
        input.skip_bytes_and(size_of::<f64>())
    })
}

/// The fields as the writer has them, each read by what stands behind its name.
macro_rules! order {
    ($input:ident, $order:ident, $text:ident) => {{
        let id = $input.long()?;
        $input.skip_bytes()?;
        let customer = $input.$text()?;
        skip_after_customer($input)?;
        let quantity = $input.int()?.into();
        skip_after_quantity($input)?;
        let country = $input.$text()?;
        let status = Status::take($input)?;
        skip_strings($input)?;
        let recipient = $input.$text()?;
        skip_after_buyer($input)?;
        let weight = f32::from_le_bytes($input.fixed()?).into();
        skip_after_weight($input)?;
        let paid = $input.boolean()?;
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
        input.skip_bytes()?;
        input.text_into(&mut self.customer)?;
        skip_after_customer(input)?;
        self.quantity = input.int()?.into();
        skip_after_quantity(input)?;
        input.text_into(&mut self.country)?;
        self.status = Status::take(input)?;
        skip_strings(input)?;
        input.text_into(&mut self.recipient)?;
        skip_after_buyer(input)?;
        self.weight = f32::from_le_bytes(input.fixed()?).into();
        skip_after_weight(input)?;
        self.paid = input.boolean()?;
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
