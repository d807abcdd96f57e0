//! What two sides remember of each other between calls.

use std::fmt;
use std::sync::Arc;

use avro_model::Protocol;

use crate::metadata::{self, Metadata};
use crate::protocol::Pair;

/// What was agreed on one connection.
///
/// Both sides keep one for each connection that is *stateful*, which a socket is: there the handshake is made
/// once. A transport that knows no connections, as HTTP, is *stateless*: every call brings its handshake.
#[derive(Clone, Default)]
pub struct Session {
    state: State,
    metadata: Option<Arc<Metadata>>,
}

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
        Self::default()
    }

    /// That of a connection on which nothing has been said.
    #[must_use]
    pub fn stateful() -> Self {
        Session {
            state: State::New,
            metadata: None,
        }
    }

    /// Whether the handshake is over.
    #[must_use]
    pub fn is_established(&self) -> bool {
        matches!(self.state, State::Established(_))
    }

    /// The other side's protocol, once the handshake is over.
    #[must_use]
    pub fn remote(&self) -> Option<&Protocol> {
        self.pair().map(|pair| &pair.remote)
    }

    /// The metadata that the other side's handshake brought, where there is a connection to remember it.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        self.metadata.as_deref().unwrap_or(&metadata::NONE)
    }

    pub(crate) fn shared_metadata(&self) -> Option<Arc<Metadata>> {
        self.metadata.clone()
    }

    pub(crate) fn pair(&self) -> Option<&Arc<Pair>> {
        match &self.state {
            State::Established(pair) => Some(pair),
            State::Stateless | State::New => None,
        }
    }

    /// The handshake is over, if there is a connection to remember it.
    pub(crate) fn establish(&mut self, pair: &Arc<Pair>, metadata: Option<Arc<Metadata>>) {
        if let State::New = self.state {
            self.state = State::Established(Arc::clone(pair));
            self.metadata = metadata;
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.state {
            State::Stateless => "Session(stateless)",
            State::New => "Session(new)",
            State::Established(_) => "Session(established)",
        })
    }
}
