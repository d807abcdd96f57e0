//! What a server spends on its connections.

use std::time::Duration;

/// Bounds on the connections of a server, and on its patience.
///
/// What a message may hold is in [`Limits`](crate::Limits).
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use avro_rpc::Settings;
///
/// let settings = Settings::default().with_connections(100).with_idle(Duration::from_secs(20));
/// assert_eq!(settings.connections(), 100);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    connections: usize,
    calls: usize,
    calls_of_connection: usize,
    messages: usize,
    idle: Duration,
    message_time: Duration,
    call_time: Option<Duration>,
    drain: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            connections: 4096,
            calls: 1024,
            calls_of_connection: 128,
            messages: 256 << 20,
            idle: Duration::from_secs(120),
            message_time: Duration::from_secs(30),
            call_time: None,
            drain: Duration::from_secs(5),
        }
    }
}

macro_rules! settings {
    ($($(#[$doc:meta])* $name:ident $with:ident $ty:ty;)*) => {
        impl Settings {$(
            $(#[$doc])*
            #[must_use]
            pub fn $name(&self) -> $ty {
                self.$name
            }

            #[doc = concat!("The same settings with another [`", stringify!($name), "`](Self::", stringify!($name), ").")]
            #[must_use]
            pub fn $with(mut self, $name: $ty) -> Self {
                self.$name = $name;
                self
            }
        )*}
    };
}

settings! {
    /// How many connections are open at once, 4,096 by default. Further ones wait to be accepted.
    connections with_connections usize;

    /// How many calls are handled at once, 1,024 by default. Further ones wait, and nothing more is read from their
    /// connections.
    calls with_calls usize;

    /// How many calls of one connection are under way where it can have many, 128 by default: handled, or answered and
    /// not written yet. Until one is done nothing more is read from it.
    calls_of_connection with_calls_of_connection usize;

    /// How many bytes messages may take together, on all connections, while they arrive and are handled: 256 MiB by
    /// default. The first 8 KiB of a message do not count. A message for which there is no room is refused.
    messages with_messages usize;

    /// How long a connection stays open on which nothing happens: two minutes by default. Over HTTP,
    /// [`message_time`](Self::message_time) counts instead.
    idle with_idle Duration;

    /// How long a message may take from its first byte to its last, and how long a client may take to read some of what it
    /// is sent: half a minute by default. So long may a TLS handshake take too.
    message_time with_message_time Duration;

    /// How long a call may be handled. Without bound by default.
    call_time with_call_time Option<Duration>;

    /// How long calls that are under way may take to end once the server is told to: five seconds by default.
    drain with_drain Duration;
}
