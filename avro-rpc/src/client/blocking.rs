//! Calls that wait: a thread in the background runs them.

use std::future::Future;
use std::io;
use std::sync::{LazyLock, mpsc};

use tokio::runtime::{Builder, Handle};

use crate::error::{CallError, TransportError};

/// The runtime of the thread in the background, which lives as long as the program.
static BACKGROUND: LazyLock<io::Result<Handle>> = LazyLock::new(|| {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("avro-rpc".to_owned())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    Ok(handle)
});

/// Runs a future to its end while this thread waits.
pub(super) fn wait<T, E>(
    future: impl Future<Output = T> + Send + 'static,
) -> Result<T, CallError<E>>
where
    T: Send + 'static,
{
    if Handle::try_current().is_ok() {
        return Err(CallError::WouldBlock);
    }
    let lost = || CallError::Transport(TransportError::new("the thread in the background is gone"));
    let Ok(background) = &*BACKGROUND else {
        return Err(lost());
    };
    let (done, result) = mpsc::sync_channel(1);
    background.spawn(async move {
        // It fails only if nobody waits any more.
        let _ = done.send(future.await);
    });
    result.recv().map_err(|_| lost())
}
