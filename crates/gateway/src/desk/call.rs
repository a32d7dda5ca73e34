//! A message that was admitted and checked, and what comes of it.

use access::Actor;
use base::Refused;
use service::gateway::Sender;
use service::{Desk, ServiceError};

use crate::definition::{Answer, Definitions, Input};
use crate::frame::{Asked, Message, Moment};
use crate::profile::Profile;

/// A message that was admitted and checked.
pub struct Call<'a> {
    /// The store and the clock.
    pub desk: Desk<'a>,
    /// The definitions that the input was checked by.
    pub definitions: &'static Definitions,
    /// Who sent it.
    pub sender: &'a Sender,
    /// The institution as an actor.
    pub actor: &'a Actor,
    /// The message as it came.
    pub message: &'a Message,
    /// What it asks for, typed.
    pub input: &'a Input<'static>,
    /// The digest and the person by which it is known again.
    pub asked: &'a Asked,
    /// The dialect that it speaks.
    pub profile: &'a Profile,
    /// When it came.
    pub received: Moment,
}

impl Call<'_> {
    /// The number of the transaction.
    #[must_use]
    pub fn infno(&self) -> &str {
        self.message.envelope.infno.as_str()
    }

    /// An empty answer of the transaction.
    ///
    /// # Errors
    /// `gateway.infno` where it is not defined.
    pub fn answer(&self) -> Result<Answer<'static>, Refused> {
        self.definitions.answer(self.infno())
    }
}

/// What a transaction answers.
#[derive(Debug, Clone)]
pub enum Reply {
    /// The output.
    Rows(Answer<'static>),
    /// A file (9102).
    File {
        /// Its name.
        filename: String,
        /// What it holds.
        content: Vec<u8>,
    },
}

/// A transaction that is carried out on the thread of its message: a query over a snapshot, or a small write of the
/// institution's own that is safe to repeat.
pub type Query = fn(&Call<'_>) -> Result<Reply, ServiceError>;
