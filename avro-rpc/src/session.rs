//! What two sides remember of each other between calls.

use std::fmt;
use std::sync::Arc;

use avro_model::Protocol;

use crate::protocol::Pair;

/// What was agreed on one connection.
///
/// Both sides keep one for each connection that is *stateful*, which a socket is: there the handshake is made
/// once. A transport that knows no connections, as HTTP, is *stateless*: every call brings its handshake.
#[derive(Clone, Default)]
pub struct Session(State);

#[derive(Clone, Default)]
enum State {
    #[default]
    Stateless,
    New,
    Established(Arc<Pair>),
}

impl Session {
    /// That of a transport without connections.
    #[must_use]
    pub fn stateless() -> Self {
        Session(State::Stateless)
    }

    /// That of a connection on which nothing has been said.
    #[must_use]
    pub fn stateful() -> Self {
        Session(State::New)
    }

    /// Whether the handshake is over.
    #[must_use]
    pub fn is_established(&self) -> bool {
        matches!(self.0, State::Established(_))
    }

    /// The other side's protocol, once the handshake is over.
    #[must_use]
    pub fn remote(&self) -> Option<&Protocol> {
        self.pair().map(|pair| &pair.remote)
    }

    pub(crate) fn pair(&self) -> Option<&Arc<Pair>> {
        match &self.0 {
            State::Established(pair) => Some(pair),
            State::Stateless | State::New => None,
        }
    }

    /// The handshake is over, if there is a connection to remember it.
    pub(crate) fn establish(&mut self, pair: &Arc<Pair>) {
        if let State::New = self.0 {
            self.0 = State::Established(Arc::clone(pair));
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            State::Stateless => "Session(stateless)",
            State::New => "Session(new)",
            State::Established(_) => "Session(established)",
        })
    }
}
