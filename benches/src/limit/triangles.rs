//! W4's hand-written code: a triangle lies in memory as it lies in a datum, so a block is one copy.
#![allow(unsafe_code)]

use super::{Input, Output, Put, Result, Retake, Take};
use crate::workloads::w4::{Mesh, Triangle};

const _: () = assert!(
    cfg!(target_endian = "little"),
    "floats are copied as they are"
);
const _: () = assert!(size_of::<Triangle>() == 12 * size_of::<f32>());

impl Put for Mesh {
    #[inline]
    fn put(&self, out: &mut Output) {
        let triangles = &self.triangles[..];
        if !triangles.is_empty() {
            out.long(triangles.len() as i64);
            // SAFETY: a triangle is twelve floats in a row, `repr(C)` and without a gap by the assertion
            // above, and any float may be seen as bytes.
            out.raw(unsafe {
                std::slice::from_raw_parts(triangles.as_ptr().cast(), size_of_val(triangles))
            });
        }
        out.index(0);
    }
}

impl<'de> Take<'de> for Mesh {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        let mut mesh = Self::default();
        mesh.retake(input)?;
        Ok(mesh)
    }
}

impl<'de> Retake<'de> for Mesh {
    #[inline]
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()> {
        let kept = &mut self.triangles;
        kept.clear();
        loop {
            let count = input.block(size_of::<Triangle>())?;
            if count == 0 {
                return Ok(());
            }
            let bytes = input.raw(count * size_of::<Triangle>())?;
            kept.reserve(count);
            // SAFETY: room for `count` triangles was reserved and as many bytes were read; any bytes are
            // floats, and a triangle is nothing but floats without a gap.
            unsafe {
                let end = kept.as_mut_ptr().add(kept.len()).cast::<u8>();
                end.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
                kept.set_len(kept.len() + count);
            }
        }
    }
}
