//! What messages take in memory, on all connections together.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::semaphore;

/// What of a message does not count: most have no more.
pub(crate) const FREE: usize = 8 << 10;

/// The room for messages of a server.
#[derive(Clone, Debug)]
pub(crate) struct Room(Arc<Semaphore>);

impl Room {
    pub(crate) fn new(bytes: usize) -> Self {
        Room(semaphore(bytes))
    }

    /// For a message that has not begun.
    pub(crate) fn message(&self) -> Held {
        Held {
            room: self.clone(),
            size: 0,
            permit: None,
        }
    }
}

/// What one message takes. It is given back when this is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    room: Room,
    size: usize,
    permit: Option<OwnedSemaphorePermit>,
}

impl Held {
    /// Counts bytes that have arrived; false where there is no room for them.
    pub(crate) fn grow(&mut self, bytes: usize) -> bool {
        let free = FREE.saturating_sub(self.size);
        self.size = self.size.saturating_add(bytes);
        let Ok(counted) = u32::try_from(bytes.saturating_sub(free)) else {
            return false;
        };
        if counted == 0 {
            return true;
        }
        let Ok(more) = Arc::clone(&self.room.0).try_acquire_many_owned(counted) else {
            return false;
        };
        match &mut self.permit {
            Some(permit) => permit.merge(more),
            None => self.permit = Some(more),
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_message_takes_is_given_back_with_it() {
        let room = Room::new(100);
        let mut one = room.message();
        assert!(one.grow(FREE - 1) && one.grow(61));
        let mut two = room.message();
        assert!(two.grow(FREE) && two.grow(40));
        assert!(!two.grow(1));
        drop(one);
        assert!(two.grow(60));
        assert!(!two.grow(1));
    }
}
