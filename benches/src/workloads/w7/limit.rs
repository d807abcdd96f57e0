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

// What passes over an item is a function and no closure, so that it can be told to be inlined into its loop.

#[inline(always)]
fn skip_line(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes()?;
    input.skip_bytes()?;
    input.skip_long()?;
    input.skip(size_of::<f64>())
}

#[inline(always)]
fn skip_payment(input: &mut Input<'_>) -> Result<()> {
    input.skip_large_long()?;
    input.skip_bytes_and(size_of::<f64>())
}

#[inline(always)]
fn skip_parcel(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes()?;
    input.skip_large_long()?;
    input.skip_large_long()?;
    input.skip(size_of::<f32>())
}

#[inline(always)]
fn skip_change(input: &mut Input<'_>) -> Result<()> {
    input.skip_large_long()?;
    input.skip_bytes()?;
    input.skip_bytes()
}

#[inline(always)]
fn skip_discount(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes()?;
    input.skip_long()?;
    input.skip(size_of::<f64>())
}

#[inline(always)]
fn skip_return(input: &mut Input<'_>) -> Result<()> {
    input.skip_long()?;
    input.skip_bytes_and(size_of::<f64>())
}

/// A key and a string.
#[inline(always)]
fn skip_string(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes()?;
    input.skip_bytes()
}

/// A key and a long of more than one byte.
#[inline(always)]
fn skip_long(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes()?;
    input.skip_large_long()
}

/// A key and a double.
#[inline(always)]
fn skip_double(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes_and(size_of::<f64>())
}

/// `email` and `lines`.
#[inline(always)]
fn skip_after_customer(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes()?;
    input.skip_blocks(LEAST_LINE, skip_line)
}

/// `street`, `city` and `postcode`.
#[inline(always)]
fn skip_after_quantity(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes()?;
    input.skip_bytes()?;
    input.skip_bytes()
}

/// `labels`.
#[inline(always)]
fn skip_after_status(input: &mut Input<'_>) -> Result<()> {
    input.skip_blocks(LEAST_PAIR, skip_string)
}

/// `referrer` and `payments`.
#[inline(always)]
fn skip_after_buyer(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes()?;
    input.skip_blocks(LEAST_PAYMENT, skip_payment)
}

/// `parcels` and `history`.
#[inline(always)]
fn skip_after_weight(input: &mut Input<'_>) -> Result<()> {
    input.skip_blocks(LEAST_PARCEL, skip_parcel)?;
    input.skip_blocks(LEAST_CHANGE, skip_change)
}

/// `counters`, `visits` and `discounts`.
#[inline(always)]
fn skip_after_note(input: &mut Input<'_>) -> Result<()> {
    input.skip_blocks(LEAST_PAIR, skip_long)?;
    input.skip_blocks(LEAST_PAIR, skip_long)?;
    input.skip_blocks(LEAST_DISCOUNT, skip_discount)
}

/// `carrier`, `attributes`, `rates`, `returns` and `scores`.
#[inline(always)]
fn skip_after_total(input: &mut Input<'_>) -> Result<()> {
    input.skip_bytes()?;
    input.skip_blocks(LEAST_PAIR, skip_string)?;
    input.skip_blocks(LEAST_DOUBLE_PAIR, skip_double)?;
    input.skip_blocks(LEAST_RETURN, skip_return)?;
    input.skip_blocks(LEAST_DOUBLE_PAIR, skip_double)
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
        skip_after_status($input)?;
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
        skip_after_status(input)?;
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
