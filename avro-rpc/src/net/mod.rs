//! What the transports share.

mod accept;
mod connect;
mod io;
mod room;
mod settings;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use accept::Bound;
pub(crate) use accept::{Accepts, Stopping, listen};
pub(crate) use connect::Connector;
pub(crate) use io::Stream;
#[cfg(feature = "tcp")]
pub(crate) use room::FREE;
pub(crate) use room::{Held, Room};
pub use settings::Settings;

use crate::server::{Refusal, Reply, Request, Server, Service};

/// A server, and what all its connections share.
#[derive(Debug)]
pub(crate) struct Host<S> {
    pub(crate) server: Server<S>,
    pub(crate) settings: Settings,
    pub(crate) room: Room,
    calls: Arc<Semaphore>,
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<crate::tls::ServerTls>,
}

impl<S: Service> Host<S> {
    pub(crate) fn new(server: Server<S>) -> Self {
        let settings = Settings::default();
        Host {
            room: Room::new(settings.messages()),
            calls: semaphore(settings.calls()),
            server,
            settings,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    pub(crate) fn with_settings(mut self, settings: Settings) -> Self {
        self.room = Room::new(settings.messages());
        self.calls = semaphore(settings.calls());
        self.settings = settings;
        self
    }

    #[cfg(feature = "tls")]
    pub(crate) fn with_tls(mut self, tls: crate::tls::ServerTls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Waits until one more call may be handled, which is as long as what is returned lives.
    pub(crate) async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        // The semaphore is never closed.
        Arc::clone(&self.calls).acquire_owned().await.ok()
    }

    /// Handles a call, but not for ever, and not for a client that does not wait any more.
    pub(crate) async fn handle(&self, request: Request) -> Reply {
        let reply_to = request.reply_to();
        let left = request.time_left();
        let handled = async {
            match left {
                Some(Duration::ZERO) => None,
                _ => within(left, self.server.handle(request)).await,
            }
        };
        let late = match within(self.settings.call_time(), handled).await {
            Some(Some(reply)) => return reply,
            Some(None) => "the client's time was over",
            None => "the call took too long",
        };
        reply_to.refuse(&Refusal::new(late))
    }
}

/// Permits for so many at once, or for as many as there can be.
pub(crate) fn semaphore(permits: usize) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(permits.min(Semaphore::MAX_PERMITS)))
}

/// What a future gives in this time; for ever if there is none.
pub(crate) async fn within<T>(
    time: Option<Duration>,
    future: impl Future<Output = T>,
) -> Option<T> {
    match time {
        None => Some(future.await),
        Some(time) => tokio::time::timeout(time, future).await.ok(),
    }
}
