//! A terminal: a sender, his dialect, a connection.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::ask::Ask;
use crate::connection::Connection;
use crate::{Answer, Dialect, Fault, Limits, Message, MessageIds, Sender};

/// A terminal of an institution. It blocks; a thread has its own.
pub struct Terminal {
    connection: Connection,
    dialect: Dialect,
    sender: Sender,
    ids: MessageIds,
    clock: Box<dyn Fn() -> i64 + Send>,
    /// Sendings so far, for nonces.
    sent: u64,
}

impl Terminal {
    /// A terminal that sends to `host:port`, by the clock of the system. No connection is opened yet.
    ///
    /// # Errors
    /// Where the system has no more resources for a connection.
    pub fn new(
        to: &str,
        limits: Limits,
        dialect: Dialect,
        (sender, ids): (Sender, MessageIds),
    ) -> std::io::Result<Terminal> {
        Ok(Terminal {
            connection: Connection::to(to, limits)?,
            dialect,
            sender,
            ids,
            clock: Box::new(system_millis),
            sent: 0,
        })
    }

    /// With another clock: milliseconds since 1970 in UTC.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> i64 + Send + 'static) -> Terminal {
        self.clock = Box::new(clock);
        self
    }

    /// Who sends.
    #[must_use]
    pub const fn sender(&self) -> &Sender {
        &self.sender
    }

    /// An ask as a message under an id of its own.
    #[must_use]
    pub fn message(&self, ask: Ask) -> Message {
        Message::new(&self.sender, self.ids.next(), ask, (self.clock)())
    }

    /// Sends a message, for the first time or again, signed anew.
    ///
    /// # Errors
    /// [`Fault::Lost`] where no answer came, [`Fault::Odd`] where something else came. A refusal is an answer.
    pub fn send(&mut self, message: &Message) -> Result<Answer, Fault> {
        let now = (self.clock)();
        self.sent += 1;
        // no other sending has it: the id may be sent twice, the count of this terminal is not
        let nonce = format!("{}{:x}", tail(&message.msgid), self.sent);
        let headers = self.dialect.headers(message.infno, now, &nonce);
        let path = self.dialect.path_of(message.infno);
        let raw = self
            .connection
            .post(&path, &headers, message.body.clone())?;
        Answer::read(message.infno, raw.status, &raw.body)
    }

    /// Sends a message until an answer comes, `times` at most.
    ///
    /// # Errors
    /// The last [`Fault`].
    pub fn insist(&mut self, message: &Message, times: u32) -> Result<Answer, Fault> {
        let mut answer = self.send(message);
        for _ in 1..times {
            if !matches!(answer, Err(Fault::Lost(_))) {
                break;
            }
            answer = self.send(message);
        }
        answer
    }

    /// Sends an ask and gives its output.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn tell(&mut self, ask: Ask) -> Result<Value, Fault> {
        let message = self.message(ask);
        self.send(&message)?.done(message.infno)
    }
}

/// The part of an id that differs between messages of an institution.
fn tail(msgid: &str) -> &str {
    let from = msgid.len().saturating_sub(30);
    msgid.get(from..).unwrap_or(msgid)
}

/// The system's clock.
fn system_millis() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}
