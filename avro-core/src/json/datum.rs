//! The bytes of a datum, made in the order in which a text has its parts.
//!
//! A text says how many items an array has when they are over, and has the members of a record
//! in any order. So a count is put in front of its items, and members that are not in the
//! schema's order are brought into it, once the array or the record has ended.

use std::ops::Range;

use crate::encoding::varint;

/// A datum in the making.
#[derive(Debug, Default)]
pub(super) struct Datum {
    bytes: Vec<u8>,
    /// Where the members lie of the records that are open and out of order; a record knows
    /// where its own begin.
    members: Vec<Option<Range<usize>>>,
    /// Members while they are brought into order.
    sorted: Vec<u8>,
    /// Where in the text the values began. It is kept only when somebody asks.
    marks: Option<Marks>,
}

pub(super) type Marks = Vec<Mark>;

/// A value that begins here in the datum, and there in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    datum: usize,
    text: usize,
}

/// How many values are marked, at the most: they take memory for which the text did not pay.
const MOST_MARKS: usize = 1 << 19;

/// The items of an array, or the members of a record, that are being written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    start: usize,
    first_mark: usize,
    first_member: usize,
}

impl Datum {
    pub(super) fn with_capacity(bytes: usize) -> Datum {
        Datum {
            bytes: Vec::with_capacity(bytes),
            ..Datum::default()
        }
    }

    /// A datum of which is known where its values stand in the text.
    pub(super) fn marked() -> Datum {
        Datum {
            marks: Some(Vec::new()),
            ..Datum::default()
        }
    }

    pub(super) fn as_slice(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Notes that the next value begins at byte `text` of the text.
    #[inline]
    pub(super) fn mark(&mut self, text: usize) {
        if let Some(marks) = &mut self.marks
            && marks.len() < MOST_MARKS
        {
            marks.push(Mark {
                datum: self.bytes.len(),
                text,
            });
        }
    }

    /// Goes on with these marks, or without any; returns those that there were.
    pub(super) fn set_marks(&mut self, marks: Option<Marks>) -> Option<Marks> {
        std::mem::replace(&mut self.marks, marks)
    }

    /// Where in the text the value begins in which the byte before `end` of the datum lies.
    pub(super) fn place_before(&self, end: usize) -> Option<usize> {
        let marks = self.marks.iter().flatten();
        let before = marks.filter(|mark| mark.datum < end);
        // Of several at one place the last is the innermost.
        before.max_by_key(|mark| mark.datum).map(|mark| mark.text)
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    pub(super) fn long(&mut self, value: i64) {
        let mut bytes = [0; varint::MAX_LEN];
        let end = self
            .bytes
            .len()
            .saturating_add(varint::put(&mut bytes, value));
        // A copy of as many bytes as the longest has is quicker than one of just enough.
        self.bytes.extend_from_slice(&bytes);
        self.bytes.truncate(end);
    }

    /// Takes off what was written from `start` on.
    pub(super) fn cut(&mut self, start: usize) -> Box<[u8]> {
        self.bytes.drain(start.min(self.bytes.len())..).collect()
    }

    /// A length, a count, or the index of a branch or a symbol.
    pub(super) fn count(&mut self, count: usize) {
        // What is in memory never has more than `isize::MAX` bytes or items.
        self.long(count as i64);
    }

    /// Bytes without their length.
    pub(super) fn fixed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Bytes and their length.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.fixed(bytes);
    }

    /// The characters of a text as one byte each. All of them are below U+0100.
    pub(super) fn latin1(&mut self, text: &str) {
        if text.is_ascii() {
            return self.fixed(text.as_bytes());
        }
        let bytes = text.chars().map(|character| u32::from(character) as u8);
        self.bytes.extend(bytes);
    }

    fn open(&self) -> Open {
        Open {
            start: self.bytes.len(),
            first_mark: self.marks.as_ref().map_or(0, Vec::len),
            first_member: self.members.len(),
        }
    }

    fn marks_since(&mut self, open: Open) -> &mut [Mark] {
        let marks = self.marks.as_deref_mut().unwrap_or_default();
        marks.get_mut(open.first_mark..).unwrap_or_default()
    }

    /// Begins the items of an array or the pairs of a map.
    pub(super) fn open_block(&mut self) -> Open {
        let open = self.open();
        // The count, as long as it takes one byte.
        self.bytes.push(0);
        open
    }

    /// Ends them: there were `count`.
    pub(super) fn close_block(&mut self, open: Open, count: usize) {
        if count == 0 {
            // The byte for the count is the end already.
            return;
        }
        let mut bytes = [0; varint::MAX_LEN];
        // A count of what stands in a text is far below the bounds of a long.
        let len = varint::put(&mut bytes, count as i64);
        match (bytes, self.bytes.get_mut(open.start)) {
            ([byte, ..], Some(place)) if len == 1 => *place = byte,
            (bytes, _) => {
                let more = len.saturating_sub(1);
                let place = open.start..open.start.saturating_add(1);
                self.bytes.splice(place, bytes.into_iter().take(len));
                for mark in self.marks_since(open) {
                    mark.datum = mark.datum.saturating_add(more);
                }
            }
        }
        self.bytes.push(0);
    }

    /// Begins `count` members that come in any order.
    pub(super) fn open_members(&mut self, count: usize) -> Open {
        let open = self.open();
        let end = self.members.len().saturating_add(count);
        self.members.resize(end, None);
        open
    }

    /// How many bytes of memory `count` more members take beyond what there is.
    pub(super) fn members_beyond_room(&self, count: usize) -> usize {
        let needed = self.members.len().saturating_add(count);
        let beyond = needed.saturating_sub(self.members.capacity());
        beyond.saturating_mul(size_of::<Option<Range<usize>>>())
    }

    fn member(&mut self, open: Open, index: usize) -> Option<&mut Option<Range<usize>>> {
        let at = open.first_member.saturating_add(index);
        self.members.get_mut(at)
    }

    /// Whether this member has been written.
    pub(super) fn has_member(&mut self, open: Open, index: usize) -> bool {
        self.member(open, index)
            .is_some_and(|member| member.is_some())
    }

    /// Notes that this member has been written, from `start` on.
    pub(super) fn close_member(&mut self, open: Open, index: usize, start: usize) {
        let written = start..self.bytes.len();
        if let Some(member) = self.member(open, index) {
            *member = Some(written);
        }
    }

    /// Ends the members: they are put in order.
    pub(super) fn close_members(&mut self, open: Open) {
        self.sorted.clear();
        let members = self.members.drain(open.first_member..).flatten();
        let mut moved = Vec::new();
        for member in members {
            if self.marks.is_some() {
                moved.push((member.clone(), open.start.saturating_add(self.sorted.len())));
            }
            self.sorted
                .extend_from_slice(self.bytes.get(member).unwrap_or_default());
        }
        self.bytes.truncate(open.start);
        self.bytes.extend_from_slice(&self.sorted);

        moved.sort_by_key(|(from, _)| (from.start, from.end));
        for mark in self.marks_since(open) {
            let behind = moved.partition_point(|(from, _)| from.start <= mark.datum);
            let found = behind.checked_sub(1).and_then(|at| moved.get(at));
            if let Some((from, to)) = found {
                mark.datum = mark.datum.saturating_sub(from.start).saturating_add(*to);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_stands_in_front_of_its_items() {
        for (count, bytes) in [
            (1, &[2][..]),
            (63, &[126]),
            (64, &[128, 1]),
            (8192, &[128, 128, 1]),
        ] {
            let mut datum = Datum::marked();
            let open = datum.open_block();
            for at in 0..count {
                datum.mark(at);
                datum.byte(7);
            }
            datum.close_block(open, count);
            let expected = [bytes, &vec![7; count], &[0]].concat();
            assert_eq!(datum.as_slice(), expected);
            assert_eq!(datum.place_before(datum.len() - 1), Some(count - 1));
            assert_eq!(datum.place_before(bytes.len() + 1), Some(0));
        }
        let mut datum = Datum::default();
        let open = datum.open_block();
        datum.close_block(open, 0);
        assert_eq!(datum.as_slice(), [0]);
    }

    #[test]
    fn members_are_put_in_order() {
        let mut datum = Datum::marked();
        datum.fixed(b"in front ");
        let outer = datum.open_members(3);
        for (index, text, place) in [(2, "last", 10), (0, "first", 20), (1, "", 30)] {
            let start = datum.len();
            // What has no bytes has no mark.
            if !text.is_empty() {
                datum.mark(place);
            }
            if index == 0 {
                // A record within it, of two members.
                let inner = datum.open_members(2);
                for (index, text) in [(1, "st"), (0, "fir")] {
                    let start = datum.len();
                    datum.mark(place + index + 1);
                    datum.fixed(text.as_bytes());
                    datum.close_member(inner, index, start);
                }
                datum.close_members(inner);
            } else {
                datum.fixed(text.as_bytes());
            }
            datum.close_member(outer, index, start);
        }
        datum.close_members(outer);
        assert_eq!(datum.as_slice(), b"in front firstlast");
        assert_eq!(datum.place_before(10), Some(21));
        assert_eq!(datum.place_before(13), Some(22));
        assert_eq!(datum.place_before(15), Some(10));
    }
}
