//! What the server allows.

use std::net::SocketAddr;
use std::time::Duration;

/// Where the server listens, and how much it takes at once.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where messages come in. TLS is the business of a proxy in front.
    pub listen: SocketAddr,
    /// Where metrics and health are asked for, apart from the institutions' network; `None` for nowhere.
    pub watch: Option<SocketAddr>,
    /// Connections at once. Further ones wait in the queue of the system.
    pub connections: usize,
    /// Messages at once. Further ones are answered at once that the platform is busy.
    pub messages: usize,
    /// How long the head of a request may take, and a connection may rest.
    pub head: Duration,
    /// How long a body may take.
    pub body: Duration,
    /// How long a message may wait for its answer. What was begun is finished all the same.
    pub answer: Duration,
    /// How long what was accepted may take when the server ends.
    pub drain: Duration,
}

impl Settings {
    /// The defaults for an address.
    #[must_use]
    pub const fn at(listen: SocketAddr) -> Settings {
        Settings {
            listen,
            watch: None,
            connections: 2_000,
            messages: 256,
            head: Duration::from_secs(30),
            body: Duration::from_secs(30),
            answer: Duration::from_secs(60),
            drain: Duration::from_secs(60),
        }
    }
}
