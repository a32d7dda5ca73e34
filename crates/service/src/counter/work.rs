//! A message that is carried out, and what becomes of it.

use base::Refused;

use super::{Change, Ids, Needs, World};

/// What a message did.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// The answer as it is kept and given again to a retry.
    pub answer: String,
    /// What is written.
    pub changes: Vec<Change>,
}

/// One message, ready to be carried out.
pub trait Work: Send {
    /// What must be read first.
    fn needs(&self) -> Needs;

    /// Carries it out on the world; nothing but its answer and its changes comes of it.
    ///
    /// # Errors
    /// Why it is not carried out; nothing is written then.
    fn carry_out(&self, world: &World, ids: Ids) -> Result<Done, Refused>;
}

/// What became of a message.
pub type Outcome = Result<Answered, Turned>;

/// An answer that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The answer.
    pub answer: String,
    /// The message had been carried out before; this is its first answer.
    pub again: bool,
}

/// Why a message has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turned {
    /// It may not be carried out; nothing was written.
    Refused(Refused),
    /// Too many wait; nothing was written.
    Busy,
    /// The counter is closing; nothing was written.
    Closed,
    /// Storage failed; whether it was written is not known, and a retry will tell. The sentence is for users.
    Failed(String),
}

impl Turned {
    /// The sentence for users, in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Turned::Refused(refused) => refused.zh(),
            Turned::Busy => "平台繁忙，这笔交易没有办理，请稍后用同一报文ID重发。".to_owned(),
            Turned::Closed => "平台正在停机，这笔交易没有办理，请稍后用同一报文ID重发。".to_owned(),
            Turned::Failed(zh) => format!("{zh}这笔交易是否办理尚不确定，请用同一报文ID重发。"),
        }
    }
}
