//! What the transports share.

mod accept;
mod connect;
mod io;
mod room;
mod settings;

use std::future::Future;
use std::time::Duration;

use tokio::sync::Semaphore;

pub use accept::Bound;
pub(crate) use accept::{Accepts, Stopping, listen, secured};
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
    calls: Semaphore,
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<crate::tls::ServerTls>,
}

impl<S: Service> Host<S> {
    pub(crate) fn new(server: Server<S>) -> Self {
        let settings = Settings::default();
        Host {
            room: Room::new(settings.messages()),
            calls: Semaphore::new(settings.calls()),
            server,
            settings,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    pub(crate) fn with_settings(mut self, settings: Settings) -> Self {
        self.room = Room::new(settings.messages());
        self.calls = Semaphore::new(settings.calls());
        self.settings = settings;
        self
    }

    #[cfg(feature = "tls")]
    pub(crate) fn with_tls(mut self, tls: crate::tls::ServerTls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Handles a call once there is room for it, and not for ever.
    pub(crate) async fn handle(&self, request: Request) -> Reply {
        // The semaphore is never closed.
        let _permit = self.calls.acquire().await;
        let reply_to = request.reply_to();
        match within(self.settings.call_time(), self.server.handle(request)).await {
            Some(reply) => reply,
            None => reply_to.refuse(&Refusal::new("the call took too long")),
        }
    }
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
