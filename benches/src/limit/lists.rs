//! Arrays of records and of small values, and the ints and floats in them.
//!
//! A block's count is one that the datum has room for, so memory is there for all of its items before the first is
//! read, and an item is put in its place without a look at the capacity.
#![allow(unsafe_code)]

use super::{Fault, Input, Output, Result, varint};

impl Output {
    /// A float.
    #[inline(always)]
    pub fn float(&mut self, value: f32) {
        self.fixed(value.to_le_bytes());
    }

    /// An int that is known to be large, or one whose length nobody can predict.
    #[inline(always)]
    pub fn large_int(&mut self, value: i32) {
        self.large_long(value.into());
    }

    /// An array of booleans, each a byte.
    #[inline]
    pub fn booleans(&mut self, values: &[bool]) {
        self.block(values.iter(), |out, &value| out.boolean(value));
    }

    /// An array of ints.
    #[inline]
    pub fn ints(&mut self, values: &[i32]) {
        self.block(values.iter(), |out, &value| out.int(value));
    }
}

impl<'de> Input<'de> {
    /// A float.
    #[inline(always)]
    pub fn float(&mut self) -> Result<f32> {
        self.fixed().map(f32::from_le_bytes)
    }

    /// An int of one byte or two, most of the time.
    #[inline(always)]
    pub fn small_int(&mut self) -> Result<i32> {
        if let Some(&[first, second]) = self.rest().first_chunk() {
            if first < 0x80 {
                self.skip(1)?;
                return Ok(varint::unzigzag(first.into()) as i32);
            }
            if second < 0x80 {
                self.skip(2)?;
                let code = u64::from(first & 0x7f) | u64::from(second) << 7;
                return Ok(varint::unzigzag(code) as i32);
            }
        }
        self.int()
    }

    /// An int of one byte or two, and nobody can predict which: nothing branches on that.
    #[inline(always)]
    pub fn short_int(&mut self) -> Result<i32> {
        if let Some(&bytes) = self.rest().first_chunk()
            && let Some((code, len)) = varint::gather_two(bytes)
        {
            self.skip(len)?;
            return Ok(varint::unzigzag(code) as i32);
        }
        self.int()
    }

    /// An int that is known to be large, or one whose length nobody can predict.
    #[inline(always)]
    pub fn large_int(&mut self) -> Result<i32> {
        i32::try_from(self.large_long()?).map_err(|_| Fault::Int)
    }

    /// An array of items that take at least `least` bytes each.
    #[inline(always)]
    pub fn list<T>(
        &mut self,
        least: usize,
        mut item: impl FnMut(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut count = self.block(least)?;
        // Not by `reserve`, which does more than an empty vector needs.
        let mut items = Vec::with_capacity(count);
        while count > 0 {
            for _ in 0..count {
                let item = item(self)?;
                // SAFETY: room for `count` items was made behind those that were there, and no
                // more than these are put into it.
                unsafe { put_last(&mut items, item) };
            }
            count = self.block(least)?;
            items.reserve(count);
        }
        Ok(items)
    }

    /// The same over items that are there, which keep what they own.
    #[inline(always)]
    pub fn list_into<T: Default>(
        &mut self,
        least: usize,
        kept: &mut Vec<T>,
        mut item: impl FnMut(&mut Self, &mut T) -> Result<()>,
    ) -> Result<()> {
        let mut len = 0;
        loop {
            let count = self.block(least)?;
            if count == 0 {
                kept.truncate(len);
                return Ok(());
            }
            if len + count > kept.len() {
                kept.resize_with(len + count, T::default);
            }
            for kept in &mut kept[len..len + count] {
                item(self, kept)?;
            }
            len += count;
        }
    }

    /// A value or null over one that may be there.
    #[inline(always)]
    pub fn nullable_into<T: Default>(
        &mut self,
        kept: &mut Option<T>,
        read: impl FnOnce(&mut Self, &mut T) -> Result<()>,
    ) -> Result<()> {
        if self.index(2)? == 0 {
            *kept = None;
            return Ok(());
        }
        read(self, kept.get_or_insert_with(T::default))
    }

    /// An array of booleans, behind those that are in `kept`.
    #[inline(always)]
    pub fn booleans(&mut self, kept: &mut Vec<bool>) -> Result<()> {
        kept.clear();
        loop {
            let count = self.block(1)?;
            if count == 0 {
                return Ok(());
            }
            kept.reserve(count);
            for _ in 0..count {
                let value = self.boolean()?;
                // SAFETY: as in `list`.
                unsafe { put_last(kept, value) };
            }
        }
    }

    /// An array of ints, over those that are in `kept`.
    #[inline(always)]
    pub fn ints(&mut self, kept: &mut Vec<i32>) -> Result<()> {
        kept.clear();
        loop {
            let count = self.block(1)?;
            if count == 0 {
                return Ok(());
            }
            kept.reserve(count);
            for _ in 0..count {
                let value = self.large_int()?;
                // SAFETY: as in `list`.
                unsafe { put_last(kept, value) };
            }
        }
    }
}

/// Puts `item` behind the others.
///
/// # Safety
///
/// There must be room for one more.
#[inline(always)]
unsafe fn put_last<T>(items: &mut Vec<T>, item: T) {
    let len = items.len();
    debug_assert!(len < items.capacity());
    // SAFETY: the caller's promise: the place is within capacity, and it has no item yet.
    unsafe {
        items.as_mut_ptr().add(len).write(item);
        items.set_len(len + 1);
    }
}
