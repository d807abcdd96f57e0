//! What the tests of several crates share.
//!
//! The cases come from outside, from other implementations and from the
//! specification; each folder's README says what a case asks and when it
//! passes. This library reads them, and judges. Nothing here knows how a value
//! is encoded: [`text`] is an opinion of its own on what values look like in
//! JSON, so that the crates under test are not asked about themselves.

pub mod cases;
pub mod crash;
pub mod files;
pub mod hostile;
pub mod judge;
pub mod messages;
pub mod plain;
pub mod random_schemas;
pub mod readers;
pub mod sole;
pub mod text;

/// The result of a future that waits for nothing.
///
/// # Panics
///
/// When it does wait.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("the future waits"),
    }
}
